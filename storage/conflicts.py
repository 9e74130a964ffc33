"""Conflicts as rows: rival claims come out, what was decided goes in, a reviewer's word stays."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from models.claims import ConflictRule, FlagKind, LeftOut
from models.conflicts import Conflict, Number, Rival, Settlement
from models.errors import PantauError
from models.vocabulary import FigureUnit, ReviewAction, SubjectKind
from storage.chunks import chunks
from storage.engine import writing
from storage.inserts import insert_rows, update_rows
from storage.review_log import record_review
from storage.tables import Claim, ClaimFigure, ConflictClaim, ConflictRecord, FigureFlag, Review
from storage.types import exact

Choices = Mapping[str, tuple[int, Number]]
"""Key of a conflict -> the review that decided it, and the number that it chose."""

_OF_RIVAL = (
    "id", "unit", "region_code", "period_kind", "value", "value_max", "is_approximate", "source_kind", "first_on",
)  # fmt: skip


def overrule_conflict(
    engine: Engine, conflict_id: int, claim_id: int, *, reviewer: str, comment: str | None = None
) -> int:
    """Lets a reviewer's number win, now and after every later extraction; returns the key of the review.

    Raises PantauError for an unknown conflict, a claim that is none of its numbers, and a reviewer without a name.
    """
    with writing(engine) as session:
        conflict = session.get(ConflictRecord, conflict_id)
        if conflict is None:
            raise PantauError(f"there is no conflict {conflict_id}: `pantau conflicts` lists the numbers")
        claims = _claims_of(session, conflict_id)
        chosen = next((claim for claim in claims if claim.id == claim_id), None)
        if chosen is None:
            ids = ", ".join(str(claim.id) for claim in claims)
            raise PantauError(f"claim {claim_id} is no number of conflict {conflict_id}: choose one of {ids}")
        review = record_review(
            session,
            SubjectKind.CONFLICT,
            ReviewAction.CORRECT,
            subject={"conflict": conflict.key, **_told(chosen)},
            values={"claim": {"value": str(chosen.value), "value_max": _text(chosen.value_max)}},
            reviewer=reviewer,
            comment=comment,
        )
        conflict.chosen_claim_id, conflict.rule = claim_id, ConflictRule.REVIEWER
        conflict.review_id = review.id
        for claim in claims:
            same = (claim.value, claim.value_max) == (chosen.value, chosen.value_max)
            claim.left_out = None if same else LeftOut.LOST
        return review.id


def reviewers_choices(session: Session) -> dict[str, tuple[int, Number]]:
    """What reviewers chose and did not take back; the last word counts."""
    query = select(Review).where(
        Review.subject_kind == SubjectKind.CONFLICT,
        Review.action == ReviewAction.CORRECT,
        Review.undone_at.is_(None),
    )
    choices: dict[str, tuple[int, Number]] = {}
    for review in session.scalars(query.order_by(Review.id)):
        number = (review.values or {}).get("claim") or {}
        if "conflict" in review.subject and number.get("value") is not None:
            upper = number.get("value_max")
            chosen = (exact(Decimal(number["value"])), None if upper is None else exact(Decimal(upper)))
            choices[review.subject["conflict"]] = (review.id, chosen)
    return choices


def reopen_reviewed(engine: Engine, choices: Choices) -> None:
    """Lets claims wait to be settled where a reviewer has decided, or taken back a decision, since."""
    decided = select(ConflictRecord).where(ConflictRecord.review_id.is_not(None))
    with writing(engine) as session:
        subjects = {
            row.subject_key
            for row in session.scalars(decided)
            if row.key not in choices or choices[row.key][0] != row.review_id
        }
        for keys in chunks(sorted(choices)):
            for row in session.scalars(select(ConflictRecord).where(ConflictRecord.key.in_(keys))):
                if row.review_id != choices[row.key][0]:
                    subjects.add(row.subject_key)
        for keys in chunks(sorted(subjects)):
            session.execute(update(Claim).where(Claim.subject_key.in_(keys)).values(is_settled=False))


def load_rivals(session: Session, subjects: Sequence[str]) -> dict[str, list[Rival]]:
    """The claims of subjects."""
    links = (
        select(Claim.id, ClaimFigure.article_id, ClaimFigure.is_headline, ClaimFigure.figure_id)
        .join(ClaimFigure, ClaimFigure.claim_id == Claim.id)
        .where(Claim.subject_key.in_(subjects))
        .order_by(ClaimFigure.figure_id)
    )
    tellings: dict[int, set[tuple[int, bool]]] = defaultdict(set)
    figures: dict[int, list[int]] = defaultdict(list)
    for claim_id, article_id, is_headline, figure_id in session.execute(links):
        tellings[claim_id].add((article_id, is_headline))
        figures[claim_id].append(figure_id)
    rivals: dict[str, list[Rival]] = defaultdict(list)
    columns = [getattr(Claim, name) for name in _OF_RIVAL]
    claims = select(Claim.subject_key, *columns).where(Claim.subject_key.in_(subjects)).order_by(Claim.id)
    for subject, *values in session.execute(claims):
        told: dict[str, Any] = dict(zip(_OF_RIVAL, values, strict=True))
        told |= {"tellings": frozenset(tellings[told["id"]]), "figure_ids": tuple(figures[told["id"]])}
        rivals[subject].append(Rival(**told))
    return rivals


def save_settlements(
    session: Session,
    settlements: Mapping[str, Settlement],
    key_of: Callable[[str, FigureUnit, str | None], str],
    choices: Choices,
) -> None:
    """Stores what became of the claims of subjects; conflicts that are none any more go, reviews stay."""
    subjects = list(settlements)
    decided = [
        (key_of(subject, conflict.unit, conflict.region_code), subject, conflict)
        for subject, settlement in settlements.items()
        for conflict in settlement.conflicts
    ]
    _save_conflicts(session, subjects, decided, choices)
    of_subjects = select(Claim.id).where(Claim.subject_key.in_(subjects))
    session.execute(
        delete(FigureFlag).where(FigureFlag.claim_id.in_(of_subjects), FigureFlag.kind == FlagKind.UNITS)
    )
    _save_claims(session, settlements.values())
    session.execute(update(Claim).where(Claim.subject_key.in_(subjects)).values(is_settled=True))


def forget_empty_conflicts(engine: Engine) -> None:
    """Deletes conflicts whose claims are all gone."""
    with writing(engine) as session:
        alive = select(ConflictClaim.conflict_id)
        session.execute(delete(ConflictRecord).where(ConflictRecord.id.not_in(alive)))


def _save_conflicts(
    session: Session,
    subjects: Sequence[str],
    decided: Sequence[tuple[str, str, Conflict]],
    choices: Choices,
) -> None:
    """Conflicts, each with its key and its subject's, in place of those that the subjects had."""
    of_subjects = ConflictRecord.subject_key.in_(subjects)
    keys = select(ConflictRecord.key, ConflictRecord.id).where(of_subjects)
    known = {row.key: row.id for row in session.execute(keys)}
    session.execute(delete(ConflictClaim).where(ConflictClaim.conflict_id.in_(known.values())))
    gone = known.keys() - {key for key, _, _ in decided}
    session.execute(delete(ConflictRecord).where(ConflictRecord.id.in_([known[key] for key in gone])))
    rows = [
        {
            "key": key,
            "subject_key": subject,
            "chosen_claim_id": conflict.chosen_id,
            "rule": conflict.rule,
            "review_id": choices[key][0] if conflict.rule is ConflictRule.REVIEWER else None,
        }
        for key, subject, conflict in decided
    ]
    update_rows(
        session, ConflictRecord, [{"id": known[row["key"]], **row} for row in rows if row["key"] in known]
    )
    insert_rows(session, ConflictRecord, [row for row in rows if row["key"] not in known])
    ids = {row.key: row.id for row in session.execute(keys)}
    members = [
        {"conflict_id": ids[key], "claim_id": claim_id}
        for key, _, conflict in decided
        for claim_id in conflict.claim_ids
    ]
    insert_rows(session, ConflictClaim, members)


def _save_claims(session: Session, settlements: Iterable[Settlement]) -> None:
    rows: list[dict[str, Any]] = []
    flags: list[dict[str, Any]] = []
    for settlement in settlements:
        rows += [
            {"id": id_, "left_out": why, "is_within_province": id_ in settlement.within_province}
            for id_, why in settlement.left_out.items()
        ]
        flags += [
            {
                "kind": flag.kind,
                "claim_id": claim_id,
                "sentence": flag.sentence,
                "figure_ids": list(flag.figure_ids),
            }
            for claim_id, found in settlement.flags.items()
            for flag in found
        ]
    insert_rows(session, FigureFlag, flags)
    update_rows(session, Claim, rows)


def _claims_of(session: Session, conflict_id: int) -> list[Claim]:
    members = select(ConflictClaim.claim_id).where(ConflictClaim.conflict_id == conflict_id)
    return list(session.scalars(select(Claim).where(Claim.id.in_(members)).order_by(Claim.id)))


def _told(claim: Claim) -> dict[str, str | None]:
    """What a conflict is about, for people: its key says nothing to them."""
    days = {"period_start": claim.period_start, "period_end": claim.period_end}
    return {
        **{name: getattr(claim, name) for name in ("topic", "unit", "region", "period_kind")},
        **{name: day and day.isoformat() for name, day in days.items()},
    }


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)
