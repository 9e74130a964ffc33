"""What may be asked of each list, under the names that the search page has for it.

The docstring under a field is its description in the document of the API.
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from desk.searching import FIELDS
from models.base import Record
from models.errors import PantauError
from models.listing import Kind, Sort
from models.trends import Area, Step
from models.vocabulary import (
    Age,
    AgencyType,
    FigureTopic,
    FigureUnit,
    RegionKind,
    Sex,
    StatementKind,
    Topic,
)
from storage.filters import Filters
from storage.listing import LARGEST_PAGE, Question
from storage.series import SeriesFilters
from storage.types import LARGEST_KEY, storable


def _day(value: object) -> date:
    """Only days as ISO 8601 writes them: numbers would be taken for seconds."""
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or len(value) != len("2024-01-31"):
        raise ValueError("write a day as 2024-01-31")
    return date.fromisoformat(value)


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Words = Annotated[str, AfterValidator(storable), Field(min_length=1, max_length=200)]
Key = Annotated[int, Field(ge=1, le=LARGEST_KEY)]
RegionCode = Annotated[str, Field(pattern=r"^(ID|[0-9]{2}|[0-9]{2}\.[0-9]{2})$", examples=["53", "53.08"])]


class Paging(Record):
    """Which page of a list."""

    limit: int = Field(default=100, ge=1, le=LARGEST_PAGE)
    """Rows of a page."""
    after: Annotated[str, Field(max_length=2000)] | None = None
    """`next` of the page before; of the same question only."""


class Counted(Paging):
    """Which page of a list that can be walked both ways and counted."""

    before: Annotated[str, Field(max_length=2000)] | None = None
    """`previous` of the page after; of the same question only."""
    count: bool = False
    """True for `total`: rows on all pages, counted up to 10,000."""


class Place(Record):
    """Where."""

    region: RegionCode | None = None
    """Kemendagri code; a province takes in its kabupaten and kota, `ID` is what covers the country as a whole."""


class Bodies(Place):
    """Filters of agencies."""

    q: Words | None = Field(default=None, examples=["dinas sosial"])
    """Begins of words of its names."""
    agency: Words | None = Field(default=None, examples=["dinsos"])
    """Part of its name or acronym."""
    organization: Key | None = None
    """Its number in the register."""
    agency_type: AgencyType | None = None
    """Kind of body."""


class People(Bodies):
    """Filters of officials."""

    q: Words | None = Field(default=None, examples=["yosef"])
    """Begins of words of names and offices."""
    agency: Words | None = Field(default=None, examples=["dinsos"])
    """Part of the name or acronym of the agency that he holds an office in."""
    organization: Key | None = None
    """Number of that agency in the register."""
    agency_type: AgencyType | None = None
    """Kind of that agency."""
    since: Day | None = Field(default=None, examples=["2024-01-01"])
    """First publication day."""
    until: Day | None = Field(default=None, examples=["2024-12-31"])
    """Last publication day."""
    official: Words | None = Field(default=None, examples=["lamawuran", "17"])
    """Part of the name or office, or the number of a person."""


class _Facts(People):
    agency: Words | None = Field(default=None, examples=["dinsos"])
    """Part of the name or acronym of an agency: of the speaker, credited with the number, or in the article."""
    official: Words | None = Field(default=None, examples=["lamawuran", "17"])
    """Part of the name or office, or the number, of a person: who speaks, is credited with a number, is named."""
    topic: Topic | FigureTopic | None = Field(default=None, examples=["tppo"])
    """Topic of the article, or of its figures; `tppo` means relevant."""
    unit: FigureUnit | None = Field(default=None, examples=["korban"])
    """What figures count; of statements and articles: in articles that have such figures."""
    speech: StatementKind | None = Field(default=None, examples=["direct"])
    """Direct or indirect; of figures and articles: in articles that have such statements."""
    reviewed: Literal["yes", "no"] | None = None
    """Whether a person accepted or corrected the fact."""
    source: Words | None = None
    """Slug of the article's source."""
    all: Literal["yes", "no"] = "no"
    """`yes` for articles that are not about TPPO too, and what they say."""


class Statements(_Facts):
    """Filters of statements."""

    q: Words | None = Field(default=None, examples=['"perdagangan orang" korban'])
    """Words of the quote: a phrase between quotation marks, OR, -without."""
    sort: Literal[Sort.RELEVANCE, Sort.NEWEST, Sort.OLDEST] | None = None
    """Order; without it relevance where there are words, else newest."""


class Articles(_Facts):
    """Filters of articles."""

    q: Words | None = Field(default=None, examples=["tppo kupang"])
    """Words of the headline."""
    sort: Literal[Sort.RELEVANCE, Sort.NEWEST, Sort.OLDEST] | None = None
    """Order; without it relevance where there are words, else newest."""


class Figures(_Facts):
    """Filters of figures."""

    q: Words | None = Field(default=None, examples=["tppo kupang"])
    """Words of the headline of their article."""
    sort: Literal[Sort.NEWEST, Sort.OLDEST, Sort.VALUE] | None = None
    """Order, newest without it; by value only with a unit."""


class Claims(Place):
    """Filters of claims and conflicts: a claim is found where one of its figures matches."""

    since: Day | None = Field(default=None, examples=["2024-01-01"])
    """First publication day of a figure."""
    until: Day | None = Field(default=None, examples=["2024-12-31"])
    """Last publication day of a figure."""
    agency: Words | None = None
    """Part of the name of the agency that a figure is credited to."""
    official: Words | None = None
    """Part of the name or office of the official that a figure is credited to."""
    topic: Topic | FigureTopic | None = Field(default=None, examples=["tppo"])
    """Topic."""
    unit: FigureUnit | None = Field(default=None, examples=["korban"])
    """What is counted."""


class Regions(Place):
    """Filters of regions."""

    q: Words | None = Field(default=None, examples=["ende"])
    """Part of one of its names, former ones too."""
    kind: RegionKind | None = None
    """Level."""


class Trends(Place):
    """What a series is about."""

    step: Step = Step.YEAR
    """Length of its periods."""
    area: Area = Area.PROVINCE
    """Level of its regions."""
    topic: FigureTopic = FigureTopic.TPPO
    """What the counted are cases or people of."""
    unit: FigureUnit | None = Field(default=None, examples=["korban"])
    """What is counted; without it every unit that may be added up."""
    sex: Sex | None = None
    """Sex of the counted people; without it numbers about everybody, not the sum of the parts."""
    age: Age | None = None
    """Age group of the counted people; without it numbers about everybody."""
    since: Day | None = Field(default=None, examples=["2024-01-01"])
    """Periods that end on this day or later."""
    until: Day | None = Field(default=None, examples=["2024-12-31"])
    """Periods that end on this day or before."""


def filters_of(asked: Record, *, only_public: bool) -> Filters:
    """The filters of a question. Raises PantauError where they contradict one another."""
    given: dict[str, Any] = {FIELDS[name]: value for name, value in dict(asked).items() if name in FIELDS}
    if "relevant_only" in given:
        given["relevant_only"] = given["relevant_only"] == "no"
    if given.get("is_reviewed") is not None:
        given["is_reviewed"] = given["is_reviewed"] == "yes"
    official = given.get("official")
    if official is not None and official.isdecimal() and 0 < int(official) <= LARGEST_KEY:
        given |= {"official": None, "person_id": int(official)}
    return Filters(**given, only_public=only_public)


def question(kind: Kind, asked: Record, *, only_public: bool) -> Question:
    """The question to a list. Raises PantauError where its parts do not fit together."""
    given = dict(asked)
    paging = {name: given[name] for name in ("limit", "after", "before", "sort") if name in given}
    return Question(kind, given["q"], filters_of(asked, only_public=only_public), **paging)


def series_filters(asked: Trends, countable: tuple[FigureUnit, ...]) -> SeriesFilters:
    """The filters of a series. Raises PantauError where they contradict one another."""
    if asked.since and asked.until and asked.since > asked.until:
        raise PantauError(f"since {asked.since} lies after until {asked.until}: swap them")
    units = countable if asked.unit is None else (asked.unit,)
    names = ("topic", "region", "sex", "age", "since", "until")
    return SeriesFilters(units=units, **{name: getattr(asked, name) for name in names})
