"""Figures to claims: one number told by many articles is one claim, whatever the number of copies."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from models.claims import ClaimDraft, Flag, FlagKind, RegionSuccession, ToldFigure
from models.vocabulary import PeriodKind
from resolve.claim_rules import claim_rules


def group_key(figure: ToldFigure) -> str:
    """Digest of everything that figures of one claim share.

    An unclear region is not the same region as another unclear one, so there only one story shares a claim.
    """
    counted = (figure.unit, figure.value, figure.value_max, figure.period_kind)
    return digest("claim", *counted, *_subject(figure), _of_story(figure) if not figure.region_code else "")


def subject_key(figure: ToldFigure) -> str:
    """Digest of what numbers share that cannot all be true: those of one topic, place, time and group of people.

    Incidents have no period: there it is the story that tells them, in whatever region, for one event may be told
    by its kabupaten and by its province. Units stand side by side, for a number may be told with a wrong one.
    """
    if figure.period_kind is PeriodKind.INCIDENT:
        return digest("event", figure.topic, figure.sex, figure.age, _of_story(figure))
    return digest("subject", *_subject(figure), _of_story(figure) if not figure.region_code else "")


def group_claims(
    shared: str, figures: Iterable[ToldFigure], anchors: Mapping[int, int] | None = None
) -> list[ClaimDraft]:
    """The claims of the figures that share a `group_key`.

    Figures of a period are one claim. Those of incidents are one where one story tells them, or where the first
    reports lie at most `same_incident_days` apart. `anchors` gives the anchors of known claims with their ids: a claim
    keeps the anchor, and so the key, while that article tells it; of two that became one the older stays.
    """
    ordered = sorted(figures, key=_when)
    if not ordered:
        return []
    if ordered[0].period_kind is not PeriodKind.INCIDENT:
        return [ClaimDraft(shared, shared, subject_key(ordered[0]), None, tuple(ordered))]
    drafts = []
    for told in _incidents(ordered):
        anchor = _anchor(told, anchors or {})
        key = digest(shared, anchor)
        drafts.append(ClaimDraft(key, shared, subject_key(told[0]), anchor, tuple(told)))
    return drafts


def in_valid_region(figure: ToldFigure, succession: RegionSuccession) -> tuple[ToldFigure, Flag | None]:
    """The figure with a region code that is valid, where the abolished one has exactly one successor.

    Else it keeps its code. Both are flagged.
    """
    code = figure.region_code
    if code is None or code not in succession.successors:
        return figure, None
    last: tuple[str, ...] = (code,)
    seen: set[str] = set()
    while len(last) == 1 and last[0] in succession.successors and last[0] not in seen:
        seen.add(last[0])
        last = succession.successors[last[0]]
    name = figure.region or code
    if len(last) == 1 and last[0] not in seen:
        now = succession.names.get(last[0], last[0])
        sentence = (
            f"Kode {code} ({name}) sudah dihapus; angka ini dihitung untuk penggantinya, {last[0]} ({now})."
        )
        flag = Flag(FlagKind.REGION_MAPPED, sentence, (figure.id,))
        return replace(figure, region_code=last[0], region=now), flag
    became = (
        f"penggantinya {', '.join(last)}" if last and last[0] not in seen else "penggantinya tidak diketahui"
    )
    sentence = f"Kode {code} ({name}) sudah dihapus dan {became}; angka ini tetap pada kode lama."
    return figure, Flag(FlagKind.REGION_ABOLISHED, sentence, (figure.id,))


def digest(*parts: object) -> str:
    """SHA-256 in hex of the parts; null and the empty text are the same."""
    text = "\x1f".join("" if part is None else _plain(part) for part in parts)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _incidents(ordered: Sequence[ToldFigure]) -> list[list[ToldFigure]]:
    """Figures by incident: stories are never divided; those that begin within days of the first are one."""
    stories: dict[int, list[ToldFigure]] = {}
    for figure in ordered:
        stories.setdefault(figure.teller, []).append(figure)
    near = timedelta(days=claim_rules().same_incident_days)
    incidents: list[list[ToldFigure]] = []
    begins: date | None = None
    for told in stories.values():
        day = told[0].published_on
        is_known_place = told[0].region_code is not None
        if is_known_place and begins is not None and day is not None and day - begins <= near:
            incidents[-1].extend(told)
        else:
            incidents.append(list(told))
            begins = day
    return [sorted(told, key=_when) for told in incidents]


def _anchor(told: Sequence[ToldFigure], anchors: Mapping[int, int]) -> int:
    known = {figure.article_id for figure in told} & anchors.keys()
    return min(known, key=anchors.__getitem__) if known else told[0].article_id


def _subject(figure: ToldFigure) -> tuple[object, ...]:
    people = (figure.topic, figure.sex, figure.age)
    return (*people, figure.region_code, figure.period_start, figure.period_end)


def _of_story(figure: ToldFigure) -> str:
    return f"article {figure.article_id}" if figure.story_id is None else f"story {figure.story_id}"


def _when(figure: ToldFigure) -> tuple[date, int, int, int]:
    return (figure.published_on or date.max, figure.article_id, figure.start, figure.id)


def _plain(part: object) -> str:
    """12 and 12.0 are one number."""
    return f"{part.normalize():f}" if isinstance(part, Decimal) else str(part)
