"""Facts: what extraction finds. Each carries the exact characters it came from and the rule that found it."""

from datetime import date

from models.base import Record
from models.vocabulary import (
    Age,
    AgencyType,
    DateKind,
    ExposureKind,
    FigureTopic,
    FigureUnit,
    OfficialKind,
    PeriodKind,
    Sex,
    StatementKind,
    Topic,
)


class Evidence(Record):
    """Where a fact stands in the text."""

    start: int
    """First character, counted from 0 in the article's text."""
    end: int
    """Character after the last."""
    quote: str
    """The characters themselves: always equal to `text[start:end]`."""
    rule: str
    """Rule or model that found it, with its version, as in `dates.day_month_year@1`."""
    confidence: float | None = None
    """Estimated chance that the fact is right in all its fields, 0 to 1; null before it is rated."""


class Shown(Evidence):
    """Evidence that readers see, once it is masked."""

    public_quote: str | None = None
    """The quote as anybody may read it, at most 200 characters; null before it is made."""


class Mention(Record):
    """A place in the text where a name stands."""

    start: int
    """First character."""
    end: int
    """Character after the last."""
    quote: str
    """The name as it stands there."""


class Official(Shown):
    """A named person who holds an office or speaks for an organisation; the evidence is the fullest name."""

    name: str
    """Fullest form, without rank, honorific or degree."""
    title: str | None
    """Office as printed, without bracketed acronyms, completed with region or agency where that is clear."""
    rank: str | None
    """Police or military rank as printed, as in `AKBP`, `Kombes Pol`."""
    agency: str | None
    """Body that the office belongs to."""
    kind: OfficialKind
    """Official of the state, or other."""
    mentions: tuple[Mention, ...]
    """Every place where a form of the name stands."""
    references: tuple[Mention, ...] = ()
    """Places where the person is meant by post or epithet only (`Kapolres`, `Sekda`)."""


class Agency(Shown):
    """An organisation named in the text; the evidence is its first mention."""

    name: str
    """Long form, or the acronym with its region where no long form stands."""
    acronym: str | None
    """Acronym as printed."""
    type: AgencyType
    """Kind of body."""
    mentions: tuple[Mention, ...] = ()
    """Every place where it is named."""


class DateMention(Shown):
    """A calendar expression resolved to days."""

    first: date
    """First day."""
    last: date
    """Last day; the same day for a single day."""
    kind: DateKind
    """What happened then."""
    is_relative: bool = False
    """True for expressions that hang on the day of publication (`tahun ini`, `bulan lalu`)."""
    is_contradicted: bool = False
    """True where the printed weekday is not that day's."""


class Figure(Shown):
    """A count, share or amount."""

    value: float
    """The number; 0 is a value. Lower bound of a range."""
    value_max: float | None = None
    """Upper bound of a range, null otherwise."""
    is_approximate: bool = False
    """True for sekitar, lebih dari, hampir."""
    unit: FigureUnit
    """What is counted."""
    topic: FigureTopic
    """What the counted are cases or people of."""
    sex: Sex | None = None
    """Sex of the counted people, null where not said."""
    age: Age | None = None
    """Age group of the counted people, null where not said."""
    region_code: str | None = None
    """Region that the number covers, Kemendagri code, `ID` for the country; null where unclear."""
    region: str | None = None
    """Official name of that region."""
    period_start: date | None = None
    """First day of the counting period; null for single incidents."""
    period_end: date | None = None
    """Last day of the counting period; null for single incidents."""
    period_kind: PeriodKind
    """How the period counts."""
    credited_to: str | None = None
    """Official or agency that the article credits the number to."""


class Statement(Shown):
    """What an official said; the evidence is the quoted or reported words."""

    speaker: str
    """Name of one of the article's officials."""
    kind: StatementKind
    """Direct or indirect speech."""
    text: str
    """The words: equal to the evidence's quote."""
    cue: str
    """Reporting word as printed, empty where there is none."""
    said_on: date | None = None
    """When it was said, if the article tells."""


class Law(Shown):
    """A rule that the article cites."""

    type: str
    """UU, PP, Perpres, Perda, Pergub, Perwali, Perbup, Permen, Perma, KUHP, ..."""
    number: str | None
    """Number as printed; null where none is given."""
    year: int | None
    """Year as printed; null where none is given."""
    article: str | None
    """Pasal and ayat as printed, null where none is given."""
    is_inferred: bool = False
    """True where the number comes from a nickname (`UU TPPO`), not from the print."""
    is_doubtful: bool = False
    """True where the printed name belongs to another number or year (`UU 21/2017 tentang Pemberantasan TPPO`)."""


class Exposure(Evidence):
    """Words that could identify a victim, a child, a suspect or another private person; officials are none."""

    kind: ExposureKind
    """By what they identify."""


class TermHit(Record):
    """A term that counted for or against relevance."""

    term: str
    """The lexicon's name of the term."""
    start: int
    """First character; negative for hits in the title."""
    end: int
    """Character after the last."""
    weight: float
    """What it added to the score."""


class Relevance(Record):
    """Whether an article says something about TPPO, and why."""

    is_relevant: bool
    """True when the article gives at least one fact about TPPO."""
    score: float
    """Sum of the weights."""
    hits: tuple[TermHit, ...]
    """The terms that decided."""
    rule: str
    """Version of the rule."""


class Place(Record):
    """Where the story is."""

    code: str
    """Kemendagri code, `ID` for the country."""
    name: str
    """Official name of kabupaten or kota, the bare name of a province, or `Indonesia`."""
    province: str | None
    """Name of the province; null for the country."""


class Facts(Record):
    """Everything that extraction found in one article."""

    relevance: Relevance
    """Relevance with its reasons."""
    topics: tuple[Topic, ...]
    """Topics of the article."""
    place: Place
    """Where the story is."""
    officials: tuple[Official, ...] = ()
    """Named officials and speakers."""
    agencies: tuple[Agency, ...] = ()
    """Organisations."""
    dates: tuple[DateMention, ...] = ()
    """Calendar expressions."""
    figures: tuple[Figure, ...] = ()
    """Counts, shares, amounts."""
    statements: tuple[Statement, ...] = ()
    """Who said what."""
    laws: tuple[Law, ...] = ()
    """Rules cited."""
    exposures: tuple[Exposure, ...] = ()
    """What must not leave the store as it stands; in order, not overlapping."""
    public_title: str | None = None
    """The article's headline as anybody may read it; null without a headline, and before it is made."""
    extractor: str
    """Version of the whole extraction."""
