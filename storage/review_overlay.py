"""Decisions laid over what the machine found: the row of a fact is worked out anew from both."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from models.vocabulary import ReviewAction, ReviewStatus, SubjectKind
from storage.review_fields import FACT_KINDS, FactRecord, decoded, plain
from storage.tables import OfficialRecord, Review, StatementRecord


def content_of(kind: SubjectKind, row: FactRecord) -> dict[str, Any]:
    """The fields of a fact as they count now, in JSON's values."""
    return {name: plain(_get(row, name)) for name in FACT_KINDS[kind].fields}


def machine_content(kind: SubjectKind, row: FactRecord) -> dict[str, Any]:
    """The fields of a fact as the machine found them, in JSON's values; a speaker by the name that the machine read."""
    content = content_of(kind, row) | (row.machine_values or {})
    if isinstance(row, StatementRecord) and "speaker" not in (row.machine_values or {}):
        content["speaker"] = machine_name(row.speaker)
    return content


def effect_of(kind: SubjectKind, row: FactRecord) -> tuple[dict[str, Any], ReviewStatus | None]:
    """What of a fact decides about what is made from it: an accepted one counts as it did before."""
    status = None if row.review_status is ReviewStatus.ACCEPTED else row.review_status
    return content_of(kind, row), status


def reviewed_content(kind: SubjectKind, machine: dict[str, Any], reviews: Iterable[Review]) -> dict[str, Any]:
    """What the machine found, with what the standing corrections set, the later over the earlier."""
    content = dict(machine)
    for review in _standing(reviews):
        if review.action is ReviewAction.CORRECT:
            content |= review.values or {}
    return content


def overlay(kind: SubjectKind, row: FactRecord, reviews: Iterable[Review]) -> None:
    """Gives the row what the machine found and the standing ones of its reviews, in their order, make of it."""
    standing = list(_standing(reviews))
    machine = machine_content(kind, row)
    touched = {name for review in standing for name in review.values or {}}
    corrected = [name for name in FACT_KINDS[kind].fields if name in touched]
    content = reviewed_content(kind, machine, standing)
    changing = dict.fromkeys([*(row.machine_values or {}), *corrected])
    _set(kind, row, {name: content[name] for name in changing})
    row.machine_values = {name: machine[name] for name in corrected} or None
    row.review_status = _status(standing, bool(corrected))


def fits(session: Session, row: FactRecord, reviews: Iterable[Review]) -> bool:
    """False where a standing review names a speaker whom the extraction of the row does not know."""
    if not isinstance(row, StatementRecord):
        return True
    names = {(review.values or {}).get("speaker") for review in _standing(reviews)} - {None}
    return all(named_official(session, row.extraction_id, str(name)) for name in names)


def named_official(session: Session, extraction_id: int, name: str) -> OfficialRecord | None:
    """The official of an extraction who is called so now or was by the machine; null where there is none."""
    of_extraction = select(OfficialRecord).where(OfficialRecord.extraction_id == extraction_id)
    officials = session.scalars(of_extraction.order_by(OfficialRecord.id)).all()
    by_machine = (official for official in officials if machine_name(official) == name)
    by_name = (official for official in officials if official.name == name)
    return next(by_machine, None) or next(by_name, None)


def machine_name(official: OfficialRecord) -> str:
    """The official's name as the machine read it."""
    name: str = (official.machine_values or {}).get("name", official.name)
    return name


def _standing(reviews: Iterable[Review]) -> Iterable[Review]:
    """Those that nobody took back, in their order, without remarks."""
    holding = (review for review in reviews if review.undone_at is None)
    return sorted(
        (review for review in holding if review.action is not ReviewAction.COMMENT),
        key=lambda review: review.id,
    )


def _status(standing: list[Review], is_corrected: bool) -> ReviewStatus | None:
    if not standing:
        return None
    if standing[-1].action is ReviewAction.REJECT:
        return ReviewStatus.REJECTED
    return ReviewStatus.CORRECTED if is_corrected else ReviewStatus.ACCEPTED


def _get(row: FactRecord, name: str) -> object:
    if isinstance(row, StatementRecord) and name == "speaker":
        return row.speaker.name
    return getattr(row, name)


def _set(kind: SubjectKind, row: FactRecord, content: dict[str, Any]) -> None:
    for name, value in decoded(kind, content).items():
        if isinstance(row, StatementRecord) and name == "speaker":
            session = object_session(row)
            speaker = session and named_official(session, row.extraction_id, value)
            if not speaker:
                raise LookupError(f"no official {value!r} in extraction {row.extraction_id}")
            row.speaker = speaker
        else:
            setattr(row, name, value)
