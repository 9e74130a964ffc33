"""Claims as rows: the figures of a group come out, the claims that they make go in."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Engine, delete, select, union, update
from sqlalchemy.orm import Session

from models.claims import ClaimDraft, ToldFigure
from storage.claim_links import told_figure
from storage.engine import reading
from storage.tables import Claim, ClaimFigure, FigureRecord, StoredArticle


@dataclass
class ClaimGroup:
    """Figures that share everything but, for incidents, the event."""

    figures: list[ToldFigure] = field(default_factory=list)
    anchors: dict[int, int] = field(default_factory=dict)
    """Anchors of its known claims, with their keys."""


def groups_to_form(engine: Engine, limit: int) -> list[str]:
    """Keys of groups that have new figures or lost some."""
    waiting = select(ClaimFigure.group_key).where(ClaimFigure.claim_id.is_(None))
    stale = select(Claim.group_key).where(Claim.is_stale)
    both = union(waiting, stale).subquery()
    with reading(engine) as session:
        return list(session.scalars(select(both.c.group_key).limit(limit)))


def load_groups(session: Session, keys: Sequence[str]) -> dict[str, ClaimGroup]:
    """Groups by key; one without figures is there too."""
    groups = {key: ClaimGroup() for key in keys}
    known = select(Claim.group_key, Claim.anchor_article_id, Claim.id).where(Claim.group_key.in_(keys))
    for key, anchor, claim_id in session.execute(known):
        if anchor is not None:
            groups[key].anchors[anchor] = claim_id
    query = (
        select(FigureRecord, ClaimFigure, StoredArticle.published_on)
        .join(ClaimFigure, ClaimFigure.figure_id == FigureRecord.id)
        .join(StoredArticle, StoredArticle.id == ClaimFigure.article_id)
        .where(ClaimFigure.group_key.in_(keys))
    )
    for figure, link, published_on in session.execute(query):
        context = {
            name: getattr(link, name) for name in ("article_id", "story_id", "source_kind", "is_headline")
        }
        groups[link.group_key].figures.append(told_figure(figure, published_on=published_on, **context))
    return groups


def save_groups(session: Session, drafts: Mapping[str, Iterable[ClaimDraft]]) -> int:
    """Stores the claims of groups, by key, and returns their number. Claims without figures go.

    What shares a subject with a claim that came, went or changed waits to be settled.
    """
    known: dict[str, Claim] = {
        claim.key: claim for claim in session.scalars(select(Claim).where(Claim.group_key.in_(drafts)))
    }
    subjects = {claim.subject_key for claim in known.values()}
    made: list[tuple[Claim, ClaimDraft]] = []
    for draft in (draft for group in drafts.values() for draft in group):
        claim = known.pop(draft.key, None) or Claim(key=draft.key, left_out=None, is_within_province=False)
        _fill(claim, draft)
        made.append((claim, draft))
    session.add_all(claim for claim, _ in made)
    session.flush()
    _link(session, made)
    if known:
        session.execute(delete(Claim).where(Claim.id.in_([claim.id for claim in known.values()])))
    subjects |= {draft.subject_key for _, draft in made}
    session.execute(update(Claim).where(Claim.subject_key.in_(subjects)).values(is_settled=False))
    return len(made)


def _fill(claim: Claim, draft: ClaimDraft) -> None:
    first = draft.first
    days = [figure.published_on for figure in draft.figures if figure.published_on]
    for name in ("group_key", "subject_key", "anchor_article_id"):
        setattr(claim, name, getattr(draft, name))
    for name in ("topic", "unit", "value", "value_max", "sex", "age", "region_code", "region"):
        setattr(claim, name, getattr(first, name))
    for name in ("period_start", "period_end", "period_kind"):
        setattr(claim, name, getattr(first, name))
    for name in ("is_approximate", "source_kind", "article_count", "story_count"):
        setattr(claim, name, getattr(draft, name))
    claim.first_on, claim.last_on = min(days, default=None), max(days, default=None)
    claim.figure_count = len(draft.figures)
    claim.is_stale, claim.is_settled = False, False


def _link(session: Session, made: Iterable[tuple[Claim, ClaimDraft]]) -> None:
    of_claim: dict[int, list[int]] = defaultdict(list)
    for claim, draft in made:
        of_claim[claim.id].extend(figure.id for figure in draft.figures)
    rows = [{"figure_id": id_, "claim_id": claim} for claim, ids in of_claim.items() for id_ in ids]
    if rows:
        session.execute(update(ClaimFigure), rows)
