"""Different numbers for the same thing: which of them contradict one another, and which one counts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from models.claims import TRUST, ConflictRule, Flag, FlagKind, LeftOut
from models.conflicts import Conflict, Number, Rival, Settlement, Telling
from models.vocabulary import FigureUnit
from resolve.claim_rules import claim_rules
from resolve.claims import digest


def conflict_key(subject_key: str, unit: FigureUnit, region_code: str | None) -> str:
    """What a conflict is known by: the subject of its claims, their unit and region."""
    return digest("conflict", subject_key, unit, region_code)


def settle(
    rivals: Sequence[Rival], chosen: Mapping[tuple[FigureUnit, str | None], Number] | None = None
) -> Settlement:
    """Which claims of one subject count. `chosen` holds what reviewers chose, by unit and region.

    A number that at least half of its articles tell beside a larger one of the same is a part of that and contradicts
    nothing. What an approximate number or a range allows is no contradiction either; the more exact one counts. Units
    that are not added up (prices, shares, other things) count different things in each article: they are left alone.
    """
    settlement = Settlement({}, set(), [], defaultdict(list))
    groups: dict[tuple[FigureUnit, str | None], list[Rival]] = defaultdict(list)
    for rival in rivals:
        if claim_rules().is_implausible(rival.unit, rival.value):
            settlement.left_out[rival.id] = LeftOut.IMPLAUSIBLE
        elif rival.unit not in claim_rules().summable:
            settlement.left_out[rival.id] = None
        else:
            groups[rival.unit, rival.region_code].append(rival)
    for place, group in sorted(groups.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        _settle_group(group, settlement, (chosen or {}).get(place))
    settlement.within_province.update(_held_by_province(rivals, settlement))
    counted = [
        rival for rival in rivals if settlement.left_out[rival.id] in (None, LeftOut.OPEN, LeftOut.LOST)
    ]
    for claim_id, flag in _mixed_units(counted):
        settlement.flags[claim_id].append(flag)
    return settlement


def decide(rivals: Sequence[Rival], chosen: Number | None = None) -> tuple[int | None, ConflictRule | None]:
    """The claim that counts, and why: a reviewer's choice, else the better source, else the later bulletin.

    A bulletin's day is that of its first report. Two of equal source and day stay undecided.
    """
    for rival in rivals:
        if rival.number == chosen:
            return rival.id, ConflictRule.REVIEWER
    best = min(TRUST[rival.source_kind] for rival in rivals)
    trusted = [rival for rival in rivals if TRUST[rival.source_kind] == best]
    if len({rival.number for rival in trusted}) == 1:
        return trusted[0].id, ConflictRule.BETTER_SOURCE
    latest = max((rival.first_on for rival in trusted if rival.first_on), default=None)
    last = [rival for rival in trusted if rival.first_on == latest]
    if latest is not None and len({rival.number for rival in last}) == 1:
        return last[0].id, ConflictRule.LATER_BULLETIN
    return None, None


def _settle_group(group: Sequence[Rival], settlement: Settlement, chosen: Number | None) -> None:
    """Settles the claims of one unit and region."""
    main = _told_alone(group)
    settlement.left_out |= {rival.id: LeftOut.PART for rival in group}
    settlement.left_out |= {rival.id: None for rival in main}
    contradicting = [a for a in main if any(not _agree(a, b) for b in main)]
    if contradicting:
        chosen_id, rule = decide(contradicting, chosen)
        first = contradicting[0]
        ids = tuple(sorted(rival.id for rival in contradicting))
        settlement.conflicts.append(Conflict(first.unit, first.region_code, ids, chosen_id, rule))
        winner = next((rival for rival in contradicting if rival.id == chosen_id), None)
        for rival in contradicting:
            if winner is None:
                settlement.left_out[rival.id] = LeftOut.OPEN
            elif rival.number != winner.number:
                settlement.left_out[rival.id] = LeftOut.LOST
        if winner is None:  # what agrees with both sides is no way out
            undecided = {rival.id for rival in contradicting}
            settlement.left_out |= {rival.id: LeftOut.VAGUE for rival in main if rival.id not in undecided}
    _prefer_exact([rival for rival in main if settlement.left_out[rival.id] is None], settlement)


def _told_alone(group: Sequence[Rival]) -> list[Rival]:
    """Claims that are mostly the largest of their article, or of its headline: the others are parts."""
    largest: dict[Telling, Decimal] = {}
    for rival in group:
        for telling in rival.tellings:
            largest[telling] = max(largest.get(telling, rival.value), rival.value)
    return [
        rival
        for rival in group
        if 2 * sum(largest[telling] > rival.value for telling in rival.tellings) < len(rival.tellings)
    ]


def _prefer_exact(left: Sequence[Rival], settlement: Settlement) -> None:
    """Of several numbers that agree, the exact one with the best source counts."""
    if len({rival.number for rival in left}) < 2:
        return
    best = min(
        left,
        key=lambda r: (
            r.is_approximate or r.value_max is not None,
            TRUST[r.source_kind],
            r.first_on or date.max,
            r.id,
        ),
    )
    for rival in left:
        if rival.number != best.number:
            settlement.left_out[rival.id] = LeftOut.VAGUE


def _held_by_province(rivals: Sequence[Rival], settlement: Settlement) -> Iterator[int]:
    counted = [rival for rival in rivals if settlement.left_out[rival.id] is None]
    provinces = {(rival.unit, rival.region_code) for rival in counted}
    for rival in counted:
        if rival.region_code and (rival.unit, rival.region_code.partition(".")[0]) in provinces:
            yield from [rival.id] if "." in rival.region_code else []


def _agree(one: Rival, other: Rival) -> bool:
    low, high = _reach(one)
    other_low, other_high = _reach(other)
    return low <= other_high and other_low <= high


def _reach(rival: Rival) -> tuple[Decimal, Decimal]:
    """The numbers that a claim allows."""
    off = rival.value * claim_rules().approximate_share if rival.is_approximate else Decimal(0)
    return rival.value - off, (rival.value_max or rival.value) + off


def _mixed_units(rivals: Iterable[Rival]) -> Iterator[tuple[int, Flag]]:
    """The same number as one unit and as another, where chance does not explain it."""
    rules = claim_rules()
    by_number: dict[tuple[Number, str | None], list[Rival]] = defaultdict(list)
    for rival in rivals:
        if rival.value >= rules.least_mixed:
            by_number[rival.number, rival.region_code].append(rival)
    for same in by_number.values():
        for one, other in rules.mixed_units:
            pair = [[rival for rival in same if rival.unit is unit] for unit in (one, other)]
            if all(pair):
                ids = tuple(figure for rivals in pair for rival in rivals for figure in rival.figure_ids)
                sentence = (
                    f"Angka {same[0].value} disebut sebagai {one.value} dan sebagai {other.value} untuk topik, "
                    "wilayah dan periode yang sama."
                )
                yield pair[0][0].id, Flag(FlagKind.UNITS, sentence, ids)
