"""What a question is restricted to, and how each restriction reads for articles, statements and figures."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, ColumnExpressionArgument, and_, exists, func, or_, text
from sqlalchemy.orm import InstrumentedAttribute

from models.errors import PantauError
from models.vocabulary import AgencyType, FigureTopic, FigureUnit, StatementKind, Topic
from storage.linked_filters import (
    is_credited_to_body,
    is_credited_to_person,
    is_person_called,
    is_said_by,
    is_said_for_body,
    names_body,
    names_person,
)
from storage.public import is_public_person
from storage.tables import (
    AgencyRecord,
    ArticleTopic,
    Extraction,
    FigureRecord,
    OfficialRecord,
    StatementRecord,
    StoredArticle,
)
from storage.validity import is_valid, names_of

Condition = ColumnElement[bool]
_TOPICS = {str(topic) for topic in (*Topic, *FigureTopic)}


@dataclass(frozen=True, slots=True)
class Filters:
    """Restrictions, all of which hold together; null restricts nothing. Contradictory ones raise PantauError."""

    since: date | None = None
    """First publication day."""
    until: date | None = None
    """Last publication day."""
    region: str | None = None
    """Kemendagri code; a province takes in its kabupaten and kota, `ID` is what covers the country as a whole."""
    agency: str | None = None
    """Part of an agency's name or acronym, upper and lower case alike."""
    official: str | None = None
    """Part of an official's name or office, upper and lower case alike."""
    official_words: tuple[str, ...] = ()
    """Words of `official` by sound (`resolve.person_names`): finds figures by any name of the resolved person too."""
    topic: str | None = None
    """Topic of articles or of figures; for articles and statements `tppo` means relevant."""
    unit: FigureUnit | None = None
    """What figures count; for articles and statements: in articles that have such figures."""
    relevant_only: bool = False
    """Leaves out articles that are not about TPPO."""
    limit: int | None = None
    """Rows at most."""
    agency_id: int | None = None
    """Number of a body of the register, meant as `agency` is."""
    agency_type: AgencyType | None = None
    """Kind of body, meant as `agency` is."""
    person_id: int | None = None
    """Number of a person, meant as `official` is."""
    speech: StatementKind | None = None
    """Direct or indirect; for articles and figures: in articles that have such statements."""
    is_reviewed: bool | None = None
    """Whether a person accepted or corrected the fact; for articles: some fact of theirs."""
    source: str | None = None
    """Slug of the article's source."""
    only_public: bool = False
    """Leaves out what nobody may see (`publish.public`): what stands in articles that were taken down, and what people
    said who speak for nobody; and finds figures by no other credit than those of officials and agencies."""

    def __post_init__(self) -> None:
        if self.topic is not None and self.topic not in _TOPICS:
            raise PantauError(f"topic {self.topic!r} is not known: use one of {', '.join(sorted(_TOPICS))}")
        if self.since and self.until and self.since > self.until:
            raise PantauError(f"since {self.since} lies after until {self.until}: swap them")
        if self.limit is not None and self.limit < 1:
            raise PantauError(f"limit {self.limit} leaves no rows: use 1 or more")


def article_conditions(filters: Filters) -> list[Condition]:
    """For articles joined with their extraction."""
    conditions = _conditions_of_article(filters)
    if filters.agency:
        conditions.append(_has(AgencyRecord, _agency_matches(filters.agency)))
    if filters.official:
        conditions.append(_has(OfficialRecord, _official_matches(filters.official)))
    if filters.agency_id is not None or filters.agency_type is not None:
        conditions.append(names_body(filters.agency_id, filters.agency_type))
    if filters.person_id is not None:
        conditions.append(names_person(filters.person_id))
    if filters.speech is not None:
        conditions.append(_has(StatementRecord, StatementRecord.kind == filters.speech))
    if filters.is_reviewed is not None:
        facts = (StatementRecord, FigureRecord, OfficialRecord, AgencyRecord)
        reviewed = or_(*(_has(table, table.review_status.is_not(None)) for table in facts))
        conditions.append(reviewed if filters.is_reviewed else ~reviewed)
    return conditions


def statement_conditions(filters: Filters) -> list[Condition]:
    """For statements joined with their speaker, extraction and article. Region is the article's."""
    conditions = _conditions_of_article(filters)
    if filters.agency:
        conditions.append(_speaks_for(filters.agency))
    if filters.official:
        conditions.append(_official_matches(filters.official))
    if filters.agency_id is not None or filters.agency_type is not None:
        conditions.append(is_said_for_body(filters.agency_id, filters.agency_type))
    if filters.person_id is not None:
        conditions.append(is_said_by(filters.person_id))
    if filters.speech is not None:
        conditions.append(StatementRecord.kind == filters.speech)
    conditions += _conditions_of_review(filters, StatementRecord)
    if filters.only_public:
        conditions.append(is_public_person())
    if conditions:  # what a rejected official said goes with him, as in `statement_query`
        conditions.append(is_valid(OfficialRecord))
    return conditions


def figure_conditions(filters: Filters) -> list[Condition]:
    """For figures joined with their extraction and article. Region is the one that the number covers."""
    conditions = _conditions_of_publication(filters, FigureRecord.published_on)
    if filters.region:
        conditions.append(_is_within(FigureRecord.region_code, filters.region))
    if filters.unit:
        conditions.append(FigureRecord.unit == filters.unit)
    if filters.topic in set(FigureTopic):
        conditions.append(FigureRecord.topic == FigureTopic(filters.topic))
    elif filters.topic:
        conditions.append(_has_topic(Topic(filters.topic)))
    if filters.agency:
        conditions.append(_is_credited_to_agency(filters.agency, filters.only_public))
    if filters.official:
        conditions.append(_is_credited_to_official(filters.official, filters))
    if filters.agency_id is not None or filters.agency_type is not None:
        conditions.append(is_credited_to_body(filters.agency_id, filters.agency_type))
    if filters.person_id is not None:
        conditions.append(is_credited_to_person(filters.person_id))
    if filters.speech is not None:
        conditions.append(_has(StatementRecord, StatementRecord.kind == filters.speech))
    conditions += _conditions_of_review(filters, FigureRecord)
    return conditions


def _conditions_of_publication(filters: Filters, day: InstrumentedAttribute[date | None]) -> list[Condition]:
    conditions: list[Condition] = []
    if filters.since:
        conditions.append(day >= filters.since)
    if filters.until:
        conditions.append(day <= filters.until)
    if filters.relevant_only:
        conditions.append(StoredArticle.is_relevant.is_(True))
    if filters.source is not None:
        conditions.append(StoredArticle.source == filters.source)
    if filters.only_public:
        conditions.append(StoredArticle.removed_at.is_(None))
    return conditions


def _conditions_of_review(
    filters: Filters, table: type[StatementRecord] | type[FigureRecord]
) -> list[Condition]:
    if filters.is_reviewed is None:
        return []
    return [table.review_status.is_not(None) if filters.is_reviewed else table.review_status.is_(None)]


def _conditions_of_article(filters: Filters) -> list[Condition]:
    conditions = _conditions_of_publication(filters, StoredArticle.published_on)
    if filters.region:
        conditions.append(_is_within(StoredArticle.place_code, filters.region))
    if filters.unit:
        conditions.append(_has(FigureRecord, FigureRecord.unit == filters.unit))
    if filters.topic == FigureTopic.TPPO:
        conditions.append(StoredArticle.is_relevant.is_(True))
    elif filters.topic in set(Topic):
        conditions.append(_has_topic(Topic(filters.topic)))
    elif filters.topic:
        conditions.append(_has(FigureRecord, FigureRecord.topic == FigureTopic(filters.topic)))
    return conditions


def _is_credited_to_agency(part: str, only_public: bool) -> Condition:
    """The credit itself, or the agency or official that it names."""
    agency_named = FigureRecord.credited_to.in_(names_of(AgencyRecord, "name", "acronym"))
    official_named = FigureRecord.credited_to.in_(names_of(OfficialRecord, "name"))
    known = (
        _has(AgencyRecord, and_(agency_named, _agency_matches(part))),
        _has(OfficialRecord, and_(official_named, _speaks_for(part), *_public_only(only_public))),
    )
    return or_(*known) if only_public else or_(_contains(FigureRecord.credited_to, part), *known)


def _speaks_for(part: str) -> Condition:
    """Of an official: the agency or office, or another form of the agency's name in the same article."""
    same_agency = OfficialRecord.agency.in_(names_of(AgencyRecord, "name"))
    return or_(
        _contains(OfficialRecord.agency, part),
        _contains(OfficialRecord.title, part),
        _has(AgencyRecord, and_(same_agency, _agency_matches(part))),
    )


def _public_only(only_public: bool) -> list[Condition]:
    return [is_public_person()] if only_public else []


def _is_credited_to_official(part: str, filters: Filters) -> Condition:
    """The credit itself, or the official that it names."""
    named = FigureRecord.credited_to.in_(names_of(OfficialRecord, "name"))
    words = filters.official_words
    meant = or_(_official_matches(part), *([is_person_called(words)] if words else []))
    known = _has(OfficialRecord, and_(named, meant, *_public_only(filters.only_public)))
    return known if filters.only_public else or_(_contains(FigureRecord.credited_to, part), known)


def _has(
    table: type[AgencyRecord] | type[FigureRecord] | type[OfficialRecord] | type[StatementRecord],
    condition: ColumnExpressionArgument[bool],
) -> Condition:
    of_article = exists().where(table.extraction_id == Extraction.id, is_valid(table), condition)
    return of_article.correlate_except(table)


def _has_topic(topic: Topic) -> Condition:
    return exists().where(ArticleTopic.article_id == StoredArticle.id, ArticleTopic.topic == topic)


def _is_within(place: InstrumentedAttribute[str] | InstrumentedAttribute[str | None], code: str) -> Condition:
    """A province takes in what begins with its two digits, as the indexes know it.

    LIKE would not reach an index on SQLite, and comparing with `<` depends on the locale elsewhere.
    """
    if "." in code:
        return place == code
    return func.substr(place, text("1"), text("2")) == code


def _agency_matches(part: str) -> Condition:
    return or_(_contains(AgencyRecord.name, part), _contains(AgencyRecord.acronym, part))


def _official_matches(part: str) -> Condition:
    return or_(_contains(OfficialRecord.name, part), _contains(OfficialRecord.title, part))


def _contains(column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None], part: str) -> Condition:
    return column.icontains(part, autoescape=True)
