"""Lists of officials (persons) and of agencies (bodies): registers, which are much smaller than the facts.

They have no full text. A list goes down the names; words are looked for at the begin of the words of a name or an
office, row by row, until the page is full, and totals look at as many rows as those of other lists.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, literal, not_, or_, select, text

from models.errors import PantauError
from models.vocabulary import OfficialKind
from storage.filters import Filters
from storage.listing.pages import Ordered
from storage.listing.plans import Plan, Rows
from storage.listing.question import Question
from storage.registers import is_named
from storage.search.language import And, Field, Node, Not, Or, Term, parse_query
from storage.tables import (
    Organization,
    OrganizationName,
    PersonProfile,
    PersonRecord,
    Position,
)

Condition = ColumnElement[bool]
Texts = Mapping[Field | None, Any]
"""What is searched for a word, by the field that it names; null: where it names none."""


def person_plan(question: Question) -> Plan:
    """Persons whom articles name. Raises PantauError for words that cannot be read."""
    called = [_is_person_called(parse_query(question.words))] if question.words else []
    return _plan(PersonRecord, [*called, *_person_conditions(question.applied)])


def body_plan(question: Question) -> Plan:
    """Bodies that articles name which are up, and any that is asked for by name or number.

    Raises PantauError for words that cannot be read.
    """
    called = [_is_body_called(parse_query(question.words))] if question.words else []
    filters = question.applied
    is_asked_for = bool(called or filters.agency or filters.agency_id is not None)
    named = [] if is_asked_for else [is_named(Organization.id)]
    return _plan(Organization, [*named, *called, *_body_conditions(filters)])


def _plan(table: type[PersonRecord] | type[Organization], conditions: list[Condition]) -> Plan:
    def keeps(key: ColumnElement[int]) -> list[Condition]:
        return [select(literal(1)).select_from(table).where(table.id == key, *conditions).offset(0).exists()]

    begin = func.substr(table.name, text("1"), text("200")).label("name")  # as the index has it
    columns: tuple[Any, ...] = (begin, table.id.label("key"))
    rows = Rows(select(*columns), keeps, is_few=False)
    query = rows.query()
    name, key = query.selected_columns
    return Plan([Ordered(query, name, key, descending=False)], rows)


def _person_conditions(filters: Filters) -> list[Condition]:
    profile, office = PersonProfile.person_id == PersonRecord.id, Position.person_id == PersonRecord.id
    seen: list[Condition] = [profile, PersonProfile.article_count > 0]
    if filters.since:
        seen.append(PersonProfile.last_seen_on >= filters.since)
    if filters.until:
        seen.append(PersonProfile.first_seen_on <= filters.until)
    conditions: list[Condition] = [exists().where(*seen)]
    held: list[Condition] = []
    if filters.region:
        held.append(_is_within(Position.region_code, filters.region))
    if filters.agency:
        named = exists().where(
            OrganizationName.organization_id == Position.organization_id,
            OrganizationName.name.icontains(filters.agency, autoescape=True),
        )
        printed = (
            column.icontains(filters.agency, autoescape=True) for column in (Position.agency, Position.title)
        )
        held.append(or_(*printed, named))
    if filters.agency_id is not None:
        held.append(Position.organization_id == filters.agency_id)
    if filters.agency_type is not None:
        kind = exists().where(
            Organization.id == Position.organization_id, Organization.type == filters.agency_type
        )
        held.append(kind)
    if held:
        conditions.append(exists().where(office, *held))
    if filters.only_public:
        speaks_for = exists().where(office, Position.title.is_not(None), Position.agency.is_not(None))
        conditions.append(or_(PersonRecord.kind == OfficialKind.OFFICIAL, speaks_for))
    if filters.person_id is not None:
        conditions.append(PersonRecord.id == filters.person_id)
    if filters.official:
        called = PersonRecord.name.icontains(filters.official, autoescape=True)
        in_office = exists().where(office, Position.title.icontains(filters.official, autoescape=True))
        conditions.append(or_(called, in_office))
    return conditions


def _body_conditions(filters: Filters) -> list[Condition]:
    conditions: list[Condition] = []
    if filters.region:
        conditions.append(_is_within(Organization.region_code, filters.region))
    if filters.agency:
        columns = (Organization.name, Organization.acronym)
        named = select(OrganizationName.organization_id).where(
            OrganizationName.name.icontains(filters.agency, autoescape=True)
        )
        own = (column.icontains(filters.agency, autoescape=True) for column in columns)
        conditions.append(or_(*own, Organization.id.in_(named)))
    if filters.agency_id is not None:
        conditions.append(Organization.id == filters.agency_id)
    if filters.agency_type is not None:
        conditions.append(Organization.type == filters.agency_type)
    return conditions


def _is_within(place: Any, code: str) -> Condition:
    inside = place.startswith(f"{code}.", autoescape=True)
    return or_(place == code, inside)


def _is_person_called(node: Node) -> Condition:
    """By the name alone, or by it together with an office."""
    title, agency = func.coalesce(Position.title, ""), func.coalesce(Position.agency, "")
    name: Any = PersonRecord.name
    together = {
        None: name + " " + title + " " + agency,
        Field.SPEAKER: name,
        Field.OFFICE: title,
        Field.AGENCY: agency,
    }
    office = exists().where(Position.person_id == PersonRecord.id, _stands(node, together, "officials"))
    if _leaves_out(node):
        return office
    alone = dict.fromkeys(together, literal("")) | {None: name, Field.SPEAKER: name}
    return or_(_stands(node, alone, "officials"), office)


def _is_body_called(node: Node) -> Condition:
    """By its name and acronym, or by another of its names."""
    own = Organization.name + " " + func.coalesce(Organization.acronym, "")
    other: Any = OrganizationName.name
    named = exists().where(
        OrganizationName.organization_id == Organization.id,
        _stands(node, {None: other, Field.AGENCY: other}, "agencies"),
    )
    return or_(_stands(node, {None: own, Field.AGENCY: own}, "agencies"), named)


def _leaves_out(node: Node) -> bool:
    match node:
        case Not():
            return True
        case And(nodes) | Or(nodes):
            return any(map(_leaves_out, nodes))
    return False


def _stands(node: Node, texts: Texts, kind: str) -> Condition:
    match node:
        case Term():
            if node.field not in texts:
                raise PantauError(
                    f"field {node.field}: is no part of {kind}: search in statements, or leave it out"
                )
            words = " ".join(plain for word in node.words for plain in word.plain)
            spaced: ColumnElement[str] = func.lower(" " + texts[node.field])
            return spaced.contains(f" {words}", autoescape=True)
        case Not():
            return not_(_stands(node.node, texts, kind))
        case And(nodes):
            return and_(*(_stands(child, texts, kind) for child in nodes))
        case Or(nodes):
            return or_(*(_stands(child, texts, kind) for child in nodes))
