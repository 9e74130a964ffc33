"""Tables of a release: one record a row. The docstring under a field is its entry in the codebook."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from models.base import Record
from models.claims import CreditKind, LeftOut
from models.rows import Number
from models.vocabulary import (
    Age,
    AgencyType,
    FigureTopic,
    FigureUnit,
    NameKind,
    OfficialKind,
    PeriodKind,
    RegionKind,
    ReviewStatus,
    Sex,
    StatementKind,
    SubjectKind,
    Topic,
)


class ChangeKind(StrEnum):
    """What became of a row since the release before."""

    ADDED = "added"
    """It was not there."""
    CHANGED = "changed"
    """Some of its values are others."""
    WITHDRAWN = "withdrawn"
    """It is not there any more."""


class WithdrawalReason(StrEnum):
    """Why a row is not there any more."""

    ARTICLE_WITHDRAWN = "article_withdrawn"
    """It is an article that was withdrawn or taken down by its publisher, or stands in one."""
    REVISED = "revised"
    """Its article is still there: the row was rejected in review, or a newer extraction reads the article otherwise."""


def _unit(unit: str) -> dict[str, object]:
    return {"unit": unit}


Share = Annotated[float, Field(ge=0, le=1, json_schema_extra=_unit("1"))]
"""A share or probability."""
Characters = Annotated[int, Field(ge=0, json_schema_extra=_unit("characters"))]
"""A place in a text."""
Articles = Annotated[int, Field(ge=0, json_schema_extra=_unit("articles"))]
"""A number of articles."""
Stories = Annotated[int, Field(ge=0, json_schema_extra=_unit("stories"))]
"""A number of stories."""
Statements = Annotated[int, Field(ge=0, json_schema_extra=_unit("statements"))]
"""A number of statements."""
Facts = Annotated[int, Field(ge=0, json_schema_extra=_unit("facts"))]
"""A number of facts."""
People = Annotated[int, Field(ge=0, json_schema_extra=_unit("people"))]
"""A number of inhabitants."""
Requests = Annotated[int, Field(ge=0, json_schema_extra=_unit("requests"))]
"""A number of requests."""
InUnit = Annotated[Number, Field(ge=0, json_schema_extra=_unit("see the field `unit`"))]
"""A number whose unit stands beside it."""


class ReleasedArticle(Record):
    """An article about TPPO, without its text."""

    article_id: int
    """Key of the article."""
    url: str | None
    """Canonical address; null for imported text without one."""
    source: str | None
    """Slug of the source; null where unknown."""
    outlet: str | None
    """Name of the site."""
    title: str | None
    """Headline; what could identify a private person is masked."""
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
    relevance_score: Annotated[float, Field(json_schema_extra=_unit("sum of weights"))]
    """Sum of the weights of the terms that decided."""
    place_code: str
    """Where the story is: Kemendagri code, `ID` for the country."""
    place_name: str
    """Name of that place."""
    province: str | None
    """Name of its province; null for the country."""
    topics: tuple[Topic, ...] | None
    """Topics, in alphabetical order, with `;` between them; null where there is none."""
    version: Annotated[int, Field(ge=1, json_schema_extra=_unit("versions"))]
    """Number of the current text, 1 for an article that never changed."""
    text_digest: str
    """SHA-256 of the current text, in hex."""
    extractor: str
    """Version of the extraction that found its facts."""
    story_id: int | None
    """Key of the story that the article tells: copies of one text share it; null before stories were found."""
    is_lead: bool | None
    """True for the article that leads its story; null before stories were found."""


class ReleasedStatement(Record):
    """What an official said, with the words."""

    statement_id: str
    """Key of the statement: the article's key and a digest of the words; stays while the article says them."""
    article_id: int
    """Key of the article."""
    story_id: int | None
    """Key of the story that the article tells: copies of one text share it; null before stories were found."""
    official_id: int | None
    """Key of the official who said it; null where the speaker is not resolved or is no official in office."""
    speaker: str | None
    """Name of the speaker as printed; null for speakers who neither hold an office nor speak for an organisation."""
    title: str | None
    """Office of the speaker."""
    agency: str | None
    """Body that the speaker belongs to, as printed."""
    agency_id: int | None
    """Key of that body; null where it is not resolved."""
    speaker_kind: OfficialKind
    """Official of the state, or other."""
    kind: StatementKind
    """Direct or indirect speech."""
    cue: str | None
    """Reporting word as printed, null where there is none."""
    quote: str
    """The words, at most 200 characters; what could identify a private person is masked."""
    start: Characters
    """First character of the words in the article's current text, counted from 0."""
    end: Characters
    """Character after the last."""
    said_on: date | None
    """When it was said, if the article tells."""
    place_code: str
    """Where the story is: Kemendagri code, `ID` for the country."""
    place_name: str
    """Name of that place."""
    published_on: date | None
    """Publication day of the article, in the source's zone."""
    outlet: str | None
    """Name of the site."""
    url: str | None
    """Canonical address of the article."""
    rule: str
    """Rule or model that found it, with its version."""
    confidence: Share | None
    """Estimated chance that the fact is right in all its fields, 0 to 1; null where an older version found it."""
    review_status: ReviewStatus | None
    """What a person decided: `accepted` or `corrected`; null where nobody looked. Rejected facts are not given."""


class ReleasedClaim(Record):
    """One number, told by one article or many: the numbers to count with."""

    claim_id: int
    """Key of the claim; it stays while an article tells the number."""
    region_code: str | None
    """Kemendagri code of the region that the number covers, `ID` for the country; null where unclear."""
    region: str | None
    """Official name of the region that the number covers."""
    topic: FigureTopic
    """What the counted are cases or people of."""
    unit: FigureUnit
    """What is counted. Units never mix."""
    value: InUnit
    """The number; 0 is a value. Lower bound of a range."""
    value_max: InUnit | None
    """Upper bound of a range, null otherwise."""
    is_approximate: bool
    """True where no article gives the number as exact."""
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
    source_kind: CreditKind
    """The best source that any article names for it."""
    left_out: LeftOut | None
    """Why it is added up nowhere; null where it is."""
    conflict_id: int | None
    """Key of the conflict that it stands in: claims with the same key contradict one another."""
    first_on: date | None
    """Day of the first report in this release."""
    last_on: date | None
    """Day of the last report in this release."""
    story_count: Stories
    """Stories that tell it: copies of one text are one."""
    article_count: Articles
    """Articles that tell it, copies included."""


class ReleasedFigure(Record):
    """A number as one article tells it: the source of a claim."""

    figure_id: str
    """Key of the figure: the article's key and a digest of the words; stays while the article says them."""
    claim_id: int | None
    """Key of the claim that it tells; null before it is put to one."""
    article_id: int
    """Key of the article."""
    story_id: int | None
    """Key of the story that the article tells: copies of one text share it; null before stories were found."""
    region_code: str | None
    """Kemendagri code of the region that the number covers, `ID` for the country; null where unclear."""
    region: str | None
    """Official name of the region that the number covers."""
    topic: FigureTopic
    """What the counted are cases or people of."""
    unit: FigureUnit
    """What is counted. Units never mix."""
    value: InUnit
    """The number; 0 is a value. Lower bound of a range."""
    value_max: InUnit | None
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
    """Official or agency that the article credits the number to; null where it credits nobody in office."""
    quote: str
    """The words that the number was read from, at most 200 characters; private people are masked."""
    start: Characters
    """First character of the words in the article's current text, counted from 0."""
    end: Characters
    """Character after the last."""
    published_on: date | None
    """Publication day of the article, in the source's zone."""
    outlet: str | None
    """Name of the site."""
    url: str | None
    """Canonical address of the article."""
    rule: str
    """Rule or model that found it, with its version."""
    confidence: Share | None
    """Estimated chance that the fact is right in all its fields, 0 to 1; null where an older version found it."""
    review_status: ReviewStatus | None
    """What a person decided: `accepted` or `corrected`; null where nobody looked. Rejected facts are not given."""


class ReleasedOfficial(Record):
    """A person in office, or who speaks for an organisation, over all articles of the release."""

    official_id: int
    """Key of the official; stays the same when articles are extracted again."""
    name: str
    """The fullest name that articles print."""
    kind: OfficialKind
    """Official of the state, or other."""
    first_seen_on: date | None
    """First day of publication."""
    last_seen_on: date | None
    """Last day of publication."""
    article_count: Articles
    """Articles of this release that name the person."""
    statement_count: Statements
    """Statements in them."""


class ReleasedPosition(Record):
    """An office that an official was seen in. The days are of publication: offices begin earlier and may end later."""

    position_id: str
    """Key of the position: the official's key and a digest of office, body and region."""
    official_id: int
    """Key of the official."""
    title: str | None
    """Office as it is printed most."""
    post_key: str | None
    """The post under one key, as `kapolres`; null where it is none that is known."""
    agency: str | None
    """Body as it is printed."""
    agency_id: int | None
    """Key of that body; null where it is not resolved."""
    region_code: str
    """Region that the office answers for: Kemendagri code, `ID` for the country."""
    is_acting: bool
    """True for Plt, Plh, Pj."""
    first_seen_on: date | None
    """First day of publication."""
    last_seen_on: date | None
    """Last day of publication; the office may have been held longer."""
    article_count: Articles
    """Articles that name the person in it."""


class ReleasedAgency(Record):
    """A body that articles of the release name, or that stands above one."""

    agency_id: int
    """Key of the body."""
    key: str
    """What it is known by in every database."""
    name: str
    """Its name of today."""
    acronym: str | None
    """Its acronym of today."""
    type: AgencyType
    """Kind of body."""
    region_code: str | None
    """Region that it works for: Kemendagri code, `ID` for the country; null where not known."""
    parent_id: int | None
    """Key of the body that it is part of, or answers to."""
    article_count: Articles
    """Articles of this release that name it."""


class ReleasedAgencyName(Record):
    """A name that a body has or had."""

    agency_id: int
    """Key of the body."""
    name: str
    """The name."""
    kind: NameKind
    """Official, acronym, former or other."""
    valid_from: date | None
    """First day; null where unknown."""
    valid_until: date | None
    """Last day; null while it is used, or where unknown."""


class ReleasedRegion(Record):
    """The country, a province, kabupaten or kota, of now or of before."""

    region_code: str
    """Kemendagri code, `ID` for the country."""
    name: str
    """Official name, the last one for a code that is no longer used."""
    kind: RegionKind
    """Level."""
    parent_code: str | None
    """Province of a kabupaten or kota, `ID` for a province."""
    population: People | None
    """Inhabitants; null where not known."""
    population_year: Annotated[int, Field(json_schema_extra=_unit("year"))] | None
    """Year of that count."""
    valid_from: date | None
    """First day of the code; null where it is older than the data."""
    valid_until: date | None
    """Last day of the code; null while it is used."""


class ReleasedRegionChange(Record):
    """A region that came out of another one."""

    predecessor_code: str
    """Code of the region before."""
    successor_code: str
    """Code of the region after."""
    changed_on: date
    """First day of the new state."""
    reference: str
    """The law that says so."""


class ReleasedReviews(Record):
    """How much of the release people looked at, kind by kind."""

    kind: SubjectKind
    """What was looked at."""
    total: Facts | None
    """Facts of this kind in the articles of the release, rejected ones too; null for what is no fact of one article."""
    accepted: Facts
    """Facts found right."""
    corrected: Facts
    """Facts whose values are a person's."""
    rejected: Facts
    """Facts found wrong; they are not in the release."""
    decisions: Annotated[int, Field(ge=0, json_schema_extra=_unit("decisions"))]
    """Decisions of people that hold, comments too, over the whole database."""
    undone: Annotated[int, Field(ge=0, json_schema_extra=_unit("decisions"))]
    """Decisions that were taken back."""


class ReleasedRun(Record):
    """A run of a command that collects or reads articles."""

    run_id: int
    """Key of the run."""
    kind: str
    """Command that ran: `weekly`, `crawl`, `import`, `process`."""
    status: str
    """`running`, `finished`, `failed`, or `interrupted` where a signal ended it or it was killed."""
    started_at: datetime
    """Begin, UTC."""
    finished_at: datetime | None
    """End, UTC; null while it runs."""
    sources: Annotated[int, Field(ge=0, json_schema_extra=_unit("sources"))]
    """Sources that were crawled."""


class ReleasedRunSource(Record):
    """What one source gave in one run."""

    run_id: int
    """Key of the run."""
    source: str
    """Slug of the source."""
    listings_read: Annotated[int, Field(ge=0, json_schema_extra=_unit("listings"))]
    """Feeds, sitemaps and index pages that answered."""
    articles_found: Articles
    """Article addresses seen for the first time."""
    articles_new: Articles
    """Articles stored for the first time."""
    articles_edited: Articles
    """Stored articles with another text or description than before."""
    articles_removed: Articles
    """Stored articles that were found to be taken down."""
    articles_relevant: Articles
    """New articles about TPPO."""
    articles_failed: Articles
    """Articles asked for of which nothing could be kept."""
    failures: Requests
    """Requests that gave nothing to keep, for listings, articles and their further pages."""
    requests: Requests
    """Requests sent, with robots.txt, redirects and retries."""


class ReleasedCoverage(Record):
    """What was read about a province in a month. A month without articles is a gap of the sources, not a zero."""

    province_code: str
    """Kemendagri code of the province, `ID` for stories of the country as a whole."""
    province: str
    """Its name."""
    month: date
    """First day of the month of publication."""
    articles: Articles
    """Articles read, about TPPO or not; 0 is a gap."""
    relevant_articles: Articles
    """Articles about TPPO among them."""
    outlets: Annotated[int, Field(ge=0, json_schema_extra=_unit("outlets"))]
    """Outlets that gave them."""


class ReleasedChange(Record):
    """A row that differs from the release before."""

    in_table: str
    """Table of the row."""
    row_key: str
    """Key of the row there; the parts of a key of several fields with `|` between them."""
    change: ChangeKind
    """What became of it."""
    reason: WithdrawalReason | None
    """Why it was withdrawn; null for other changes."""
    fields: str | None
    """Fields with other values, with `;` between them; null unless it was changed."""
