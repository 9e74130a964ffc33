"""What a correction sets, complete and free of contradictions."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.errors import PantauError
from models.vocabulary import ReviewStatus, SubjectKind
from storage.review_fields import FACT_KINDS, FactRecord, check_together, decoded, plain
from storage.review_overlay import content_of, machine_name, named_official
from storage.tables import FigureRecord, Region, StatementRecord


def complete_values(
    session: Session, kind: SubjectKind, row: FactRecord, given: dict[str, Any], regions: Mapping[str, str]
) -> dict[str, Any]:
    """What `typed` made of the reviewer's values, with those that make sense only together with them as they stand,
    in JSON's values.

    `regions` tells names by code. Raises PantauError for an unknown region or speaker, for values that contradict
    each other, and where the fact has these values already.
    """
    complete = _with_companions(session, kind, row, given, regions)
    unit = complete.get("unit", row.unit) if isinstance(row, FigureRecord) else None
    check_together(complete, unit)
    shown = {name: plain(value) for name, value in complete.items()}
    content = content_of(kind, row)
    if all(content[name] == value for name, value in shown.items()):
        raise PantauError(f"{kind.value} {row.id} has these values already: accept it instead")
    if isinstance(row, StatementRecord) and "speaker" in shown:
        shown["speaker"] = _speaker(session, row, shown["speaker"])
    return shown


def _with_companions(
    session: Session, kind: SubjectKind, row: FactRecord, given: dict[str, Any], regions: Mapping[str, str]
) -> dict[str, Any]:
    """The values with those that make sense only together with them, as they stand."""
    if "region" in given or "region_code" in given:
        given |= _region(session, given, regions)
    current = decoded(kind, content_of(kind, row))
    touched = [group for group in FACT_KINDS[kind].together if any(name in given for name in group)]
    complete = {name: current[name] for group in touched for name in group} | given
    return {name: complete[name] for name in FACT_KINDS[kind].fields if name in complete}


def _region(session: Session, given: dict[str, Any], regions: Mapping[str, str]) -> dict[str, str | None]:
    """Code and name of a region, of which one or both are given."""
    code, name = given.get("region_code"), given.get("region")
    if code is None and name is None:
        return {"region_code": None, "region": None}
    known = dict(regions) | {region.code: region.name for region in session.scalars(select(Region))}
    codes = [code] if code is not None else [found for found, official in known.items() if official == name]
    if len(codes) != 1 or codes[0] not in known:
        raise PantauError(f"region {code or name!r} is not known: give the Kemendagri code, as 53.08, or ID")
    if name not in {None, known[codes[0]]}:
        raise PantauError(f"region {codes[0]} is {known[codes[0]]}, not {name}: give its code alone")
    return {"region_code": codes[0], "region": known[codes[0]]}


def _speaker(session: Session, row: StatementRecord, name: str) -> str:
    """The name that the machine knows the official by."""
    official = named_official(session, row.extraction_id, name)
    if official is None or official.review_status is ReviewStatus.REJECTED:
        raise PantauError(f"speaker {name!r} is no official of the article: give the name of one of them")
    return machine_name(official)
