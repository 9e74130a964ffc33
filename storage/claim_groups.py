"""Claims as rows: the figures of a group come out, the claims that they make go in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, Select, delete, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.claims import ClaimDraft, ToldFigure
from storage.claim_links import figure_columns, told_figure
from storage.engine import reading
from storage.inserts import insert_rows, update_rows
from storage.tables import Claim, ClaimFigure, FigureRecord, StoredArticle

_OF_LINK = ("article_id", "story_id", "source_kind", "is_headline")
_OF_DRAFT = (
    "group_key", "subject_key", "anchor_article_id", "is_approximate", "source_kind", "article_count", "story_count",
)  # fmt: skip
_OF_FIRST = (
    "topic", "unit", "value", "value_max", "sex", "age", "region_code", "region", "period_start", "period_end",
    "period_kind",
)  # fmt: skip


@dataclass
class ClaimGroup:
    """Figures that share everything but, for incidents, the event."""

    figures: list[ToldFigure] = field(default_factory=list)
    anchors: dict[int, int] = field(default_factory=dict)
    """Anchors of its known claims, with their keys."""


def groups_to_form(engine: Engine, limit: int) -> Iterator[list[str]]:
    """Keys of groups that have new figures, then of those that lost some; `limit` at a time, each list short-lived."""
    waiting = select(ClaimFigure.group_key).where(ClaimFigure.claim_id.is_(None))
    yield from _by_key(engine, waiting, ClaimFigure.group_key, limit)
    last = 0
    while True:
        stale = select(Claim.id, Claim.group_key).where(Claim.is_stale, Claim.id > last)
        with reading(engine) as session:
            rows = session.execute(stale.order_by(Claim.id).limit(limit)).all()
        if not rows:
            return
        yield sorted({row.group_key for row in rows})
        last = rows[-1].id


def subjects_to_settle(engine: Engine, limit: int) -> Iterator[list[str]]:
    """Keys of subjects with claims that were not compared with their rivals yet, `limit` at a time."""
    waiting = select(Claim.subject_key).where(~Claim.is_settled)
    yield from _by_key(engine, waiting, Claim.subject_key, limit)


def _by_key(
    engine: Engine, query: Select[Any], key: InstrumentedAttribute[str], limit: int
) -> Iterator[list[str]]:
    """Distinct keys in their order: what is done is not looked at again."""
    last = ""
    while True:
        with reading(engine) as session:
            keys = list(session.scalars(query.where(key > last).distinct().order_by(key).limit(limit)))
        if not keys:
            return
        yield keys
        last = keys[-1]


def load_groups(session: Session, keys: Sequence[str]) -> dict[str, ClaimGroup]:
    """Groups by key; one without figures is there too."""
    groups = {key: ClaimGroup() for key in keys}
    known = select(Claim.group_key, Claim.anchor_article_id, Claim.id).where(Claim.group_key.in_(keys))
    for key, anchor, claim_id in session.execute(known):
        if anchor is not None:
            groups[key].anchors[anchor] = claim_id
    links = [getattr(ClaimFigure, name) for name in ("group_key", *_OF_LINK)]
    query = (
        select(*figure_columns(), *links, StoredArticle.published_on)
        .join(ClaimFigure, ClaimFigure.figure_id == FigureRecord.id)
        .join(StoredArticle, StoredArticle.id == ClaimFigure.article_id)
        .where(ClaimFigure.group_key.in_(keys))
    )
    for row in session.execute(query):
        context = {name: getattr(row, name) for name in (*_OF_LINK, "published_on")}
        groups[row.group_key].figures.append(told_figure(row, **context))
    return groups


def save_groups(session: Session, drafts: Mapping[str, Iterable[ClaimDraft]]) -> int:
    """Stores the claims of groups, by key, and returns their number. Claims without figures go.

    What shares a subject with a claim that came, went or changed waits to be settled.
    """
    of_groups = Claim.group_key.in_(drafts)
    known = {
        row.key: row
        for row in session.execute(select(Claim.key, Claim.id, Claim.subject_key).where(of_groups))
    }
    made = {draft.key: draft for group in drafts.values() for draft in group}
    changed = [{"id": known[key].id, **_values(draft)} for key, draft in made.items() if key in known]
    new = [
        {"key": key, "is_within_province": False, **_values(draft)}
        for key, draft in made.items()
        if key not in known
    ]
    update_rows(session, Claim, changed)
    insert_rows(session, Claim, new)
    gone = [row.id for key, row in known.items() if key not in made]
    if gone:
        session.execute(delete(Claim).where(Claim.id.in_(gone)))
    ids = {row.key: row.id for row in session.execute(select(Claim.key, Claim.id).where(of_groups))}
    links = [
        {"figure_id": figure.id, "claim_id": ids[key]}
        for key, draft in made.items()
        for figure in draft.figures
    ]
    update_rows(session, ClaimFigure, links)
    left = {  # one new or changed claim is enough to have its subject settled again
        row.subject_key
        for key, row in known.items()
        if key not in made or made[key].subject_key != row.subject_key
    }
    if left:
        session.execute(update(Claim).where(Claim.subject_key.in_(left)).values(is_settled=False))
    return len(made)


def _values(draft: ClaimDraft) -> dict[str, object]:
    """The columns that figures decide."""
    first = draft.first
    days = [figure.published_on for figure in draft.figures if figure.published_on]
    return {
        **{name: getattr(draft, name) for name in _OF_DRAFT},
        **{name: getattr(first, name) for name in _OF_FIRST},
        "province_code": first.region_code.partition(".")[0] if first.region_code else None,
        "first_on": min(days, default=None),
        "last_on": max(days, default=None),
        "figure_count": len(draft.figures),
        "is_stale": False,
        "is_settled": False,
    }
