"""Answers of the database: one record a row. The docstring under a field is its codebook entry."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import PlainSerializer

from models.base import Record
from models.claims import CreditKind, LeftOut
from models.vocabulary import (
    Age,
    AgencyType,
    DateKind,
    FigureTopic,
    FigureUnit,
    OfficialKind,
    PeriodKind,
    ReviewStatus,
    Sex,
    StatementKind,
    Terms,
    Topic,
)


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


Number = Annotated[Decimal, PlainSerializer(_plain, return_type=int | float, when_used="json")]
"""An exact number of at most four decimal places; a number in JSON."""


class ArticleRow(Record):
    """An article, without its text."""

    id: int
    """Key of the article."""
    url: str | None
    """Canonical address; null for imported text without one."""
    source: str | None
    """Slug of the source; null where unknown."""
    outlet: str | None
    """Name of the site."""
    title: str | None
    """Headline."""
    public_title: str | None = None
    """Headline as anybody may read it; null where there is none, or extraction has not made it yet."""
    published_at: datetime | None
    """Publication time, UTC; null where only a day or nothing is known."""
    published_zone: str | None
    """Zone that the source gave the time in, as `Asia/Makassar` or `+08:00`."""
    published_on: date | None
    """Publication day in the source's zone."""
    language_code: str | None
    """ISO 639-1 code of the language found in the text."""
    is_paid: bool
    """True for advertorial copy."""
    origin: str | None
    """Outlet that a syndicated copy names as its origin."""
    is_relevant: bool
    """True when the article gives at least one fact about TPPO."""
    relevance_score: float
    """Sum of the weights of the terms that decided."""
    place_code: str
    """Where the story is: Kemendagri code, `ID` for the country."""
    place_name: str
    """Name of that place."""
    province: str | None
    """Name of its province; null for the country."""
    removed_at: datetime | None = None
    """When its publisher was found to have taken it down, UTC; null while it is up. Such articles are not exported."""
    removal_reason: str | None = None
    """What was found then."""
    topics: tuple[Topic, ...]
    """Topics, in alphabetical order; none for an article that is not relevant."""
    version: int
    """Number of the current text, 1 for an article that never changed."""
    text_digest: str
    """SHA-256 of the current text, in hex."""
    extractor: str
    """Version of the extraction that found its facts."""


class InArticle(Record):
    """A fact with its evidence and the article it stands in."""

    id: int
    """Key of the row; another one after the article was extracted again."""
    article_id: int
    """Key of the article."""
    article_title: str | None
    """Headline of the article."""
    article_public_title: str | None = None
    """Headline as anybody may read it; null where there is none, or extraction has not made it yet."""
    outlet: str | None
    """Name of the site."""
    url: str | None
    """Canonical address of the article."""
    published_on: date | None
    """Publication day of the article, in the source's zone."""
    is_removed: bool = False
    """True where its publisher has taken the article down. Such facts are not exported."""
    quote: str
    """The characters of the article's current text that the fact was read from."""
    public_quote: str | None = None
    """The quote as anybody may read it, at most 200 characters; null where extraction has not made it yet."""
    start: int
    """First character, counted from 0 in that text."""
    end: int
    """Character after the last."""
    rule: str
    """Rule or model that found it, with its version."""
    confidence: float | None
    """Estimated chance that the fact is right in all its fields, 0 to 1; null where an older version found it."""
    review_status: ReviewStatus | None = None
    """What a person decided: `accepted` or `corrected`; null where nobody looked. Rejected facts are not given."""
    machine_values: dict[str, Any] | None = None
    """What the machine found in the fields that a person corrected; null where none is. Not exported."""


class OfficialRow(InArticle):
    """A named person who holds an office or speaks for an organisation, in one article."""

    name: str
    """Fullest form of the name in the article, without rank, honorific or degree."""
    title: str | None
    """Office."""
    rank: str | None
    """Police or military rank as printed."""
    agency: str | None
    """Body that the office belongs to."""
    kind: OfficialKind
    """Official of the state, or other."""


class AgencyRow(InArticle):
    """An organisation named in one article."""

    name: str
    """Long form, or the acronym with its region where no long form stands."""
    acronym: str | None
    """Acronym as printed."""
    type: AgencyType
    """Kind of body."""


class StatementRow(InArticle):
    """What an official said; the quote is the words."""

    speaker: str
    """Name of the official who said it."""
    speaker_kind: OfficialKind
    """Official of the state, or other."""
    title: str | None
    """Office of the speaker."""
    agency: str | None
    """Body that the speaker belongs to."""
    place_code: str
    """Where the article's story is: Kemendagri code, `ID` for the country."""
    place_name: str
    """Name of that place."""
    kind: StatementKind
    """Direct or indirect speech."""
    cue: str
    """Reporting word as printed, empty where there is none."""
    said_on: date | None
    """When it was said, if the article tells."""


class FigureRow(InArticle):
    """A count, share or amount."""

    region: str | None
    """Official name of the region that the number covers; null where unclear."""
    region_code: str | None
    """Its Kemendagri code, `ID` for the country."""
    topic: FigureTopic
    """What the counted are cases or people of."""
    unit: FigureUnit
    """What is counted. Units never mix."""
    value: Number
    """The number; 0 is a value. Lower bound of a range."""
    value_max: Number | None
    """Upper bound of a range, null otherwise."""
    is_approximate: bool
    """True for sekitar, lebih dari, hampir."""
    sex: Sex | None
    """Sex of the counted people, null where not said."""
    age: Age | None
    """Age group of the counted people, null where not said."""
    period_start: date | None
    """First day of the counting period; null for single incidents."""
    period_end: date | None
    """Last day of the counting period; null for single incidents."""
    period_kind: PeriodKind
    """How the period counts; cumulative figures are never summed."""
    credited_to: str | None
    """Official or agency that the article credits the number to."""


class LawRow(InArticle):
    """A rule that an article cites."""

    type: str
    """UU, PP, Perpres, Perda, Pergub, Perwali, Perbup, Permen, Perma, KUHP, ..."""
    number: str | None
    """Number as printed; null where none is given."""
    year: int | None
    """Year as printed; null where none is given."""
    article: str | None
    """Pasal and ayat as printed."""
    is_inferred: bool
    """True where the number comes from a nickname."""
    is_doubtful: bool
    """True where the printed name belongs to another number or year."""


class DateRow(InArticle):
    """A calendar expression resolved to days."""

    first_on: date
    """First day."""
    last_on: date
    """Last day; the same day for a single day."""
    kind: DateKind
    """What happened then."""
    is_relative: bool
    """True for expressions that hang on the day of publication."""
    is_contradicted: bool
    """True where the printed weekday is not that day's."""


class ClaimRow(Record):
    """One number told by one article or many: the same value of the same thing."""

    region: str | None
    """Official name of the region that the number covers."""
    region_code: str | None
    """Its Kemendagri code."""
    topic: FigureTopic
    """What the counted are cases or people of."""
    unit: FigureUnit
    """What is counted."""
    value: Number
    """The number."""
    value_max: Number | None
    """Upper bound of a range."""
    sex: Sex | None
    """Sex of the counted people."""
    age: Age | None
    """Age group of the counted people."""
    period_start: date | None
    """First day of the counting period."""
    period_end: date | None
    """Last day of the counting period."""
    period_kind: PeriodKind
    """How the period counts."""
    id: int
    """Key of the claim; it stays while an article tells the number."""
    source_kind: CreditKind
    """The best source that any article names for it."""
    left_out: LeftOut | None
    """Why it is added up nowhere; null where it is."""
    story_count: int
    """Stories that tell it: copies of one text are one."""
    article_count: int
    """Articles that tell it, copies included."""
    article_ids: tuple[int, ...]
    """Their keys, earliest published first."""
    first: FigureRow
    """The figure in the article that was published first."""


class SourceRow(Record):
    """A site that articles come from."""

    slug: str
    """Short name, as articles have it."""
    name: str
    """Name of the site."""
    province: str | None
    """Name of its province; null for national ones."""
    home_url: str
    """Its front page."""
    terms: Terms
    """What its publisher says about automatic collection."""
    expected_weekly: int
    """Articles about TPPO that it is expected to bring in a week; 0 where nobody knows."""
