"""How sure it is that two profiles are one person: the evidence, weighed."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from resolve.person_data import EvidenceData, evidence, post_data
from resolve.person_names import NameMatch, compare_names, rarity
from resolve.person_profiles import Profile
from resolve.posts import Office

_YEAR = 365.25
_Weights = list[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Score:
    """The chance that two profiles are one person, and what speaks for and against it."""

    value: float
    """0 to 1."""
    reasons: tuple[str, ...]
    """Codes of `person_evidence.yml`, each with its weight: `same_office +4.0`."""
    is_barred: bool = False
    """True where they cannot be one, whatever stands between them."""

    @property
    def has_other_names(self) -> bool:
        """Barred by their names alone."""
        return self is _OTHER_NAMES


_OTHER_NAMES = Score(0.0, ("other_names",), True)
_TWO_HEADS = Score(0.0, ("head_of_two_regions_at_a_time",), True)


def score_profiles(one: Profile, other: Profile, levels: Mapping[str, int]) -> Score:
    """Weighs two profiles; the order does not matter. `levels` say how common words are in the register."""
    match = compare_names(one.key, other.key)
    if match is None:
        return _OTHER_NAMES
    if _are_two_heads(one, other):
        return _TWO_HEADS
    weigh = evidence()
    weights: _Weights = [("prior", weigh.prior)]
    weights += _of_name(match, levels, weigh)
    weights += _of_office(one.office, other.office, weigh)
    place = _of_place(one.office, other.office, weigh)
    weights += place
    weights += _of_career(one, other, match, place, weigh)
    weights += _of_rank_and_time(one, other, weigh)
    value = 1 / (1 + math.exp(-sum(weight for _, weight in weights)))
    if _is_for_a_person(match, {name for name, _ in weights}, levels):
        value = min(value, weigh.same - 0.01)
    return Score(round(value, 6), tuple(f"{name} {weight:+.1f}" for name, weight in weights))


def _is_for_a_person(match: NameMatch, names: set[str], levels: Mapping[str, int]) -> bool:
    """Officers are moved and namesakes stay; and one common word of a name in another office is too little."""
    if "other_province" in names:
        return True
    is_one_word = not match.is_full and len(match.words) - match.initials == 1
    is_common = max((rarity(word, levels) for word in match.words), default=0.0) < evidence().rare_enough
    return (
        is_one_word and is_common and names.isdisjoint({"same_office", "same_post_and_region", "same_post"})
    )


def _are_two_heads(one: Profile, other: Profile) -> bool:
    heads = post_data().heads
    if one.office.post not in heads or other.office.post not in heads:
        return False
    if one.office.is_former or other.office.is_former:
        return False
    are_told = one.office.is_region_told and other.office.is_region_told
    return are_told and one.office.region != other.office.region and _overlap(one, other)


def _overlap(one: Profile, other: Profile) -> bool:
    if one.first_on is None or other.first_on is None or one.last_on is None or other.last_on is None:
        return False
    return one.first_on <= other.last_on and other.first_on <= one.last_on


def _of_name(match: NameMatch, levels: Mapping[str, int], weigh: EvidenceData) -> _Weights:
    told = sum(rarity(word, levels) for word in match.words) - 0.5 * match.initials
    weights: _Weights = [("rare_word", weigh.rare_word * max(told, 0.0))]
    if not match.is_full:
        weights.append(("partial_name", weigh.partial_name))
    elif len(match.words) > 1:
        weights.append(("full_name", weigh.full_name))
    else:
        weights.append(("one_word", weigh.one_word))
    if match.initials:
        weights.append(("initial", weigh.initial * match.initials))
    if match.typos:
        weights.append(("misspelt", weigh.misspelt * match.typos))
    return weights


def _of_office(one: Office, other: Office, weigh: EvidenceData) -> _Weights:
    same_body = bool(one.agency) and one.agency == other.agency
    same_post = one.post is not None and one.post == other.post
    may_be_one_body = same_body or not one.agency or not other.agency
    if one.region == other.region:
        if same_post and one.is_one and same_body:
            return [("same_office", weigh.same_office)]
        if same_body:
            return [("same_agency", weigh.same_agency)]
        if same_post and may_be_one_body:
            name = "same_post_and_region" if one.is_one else "same_post"
            return [(name, getattr(weigh, name))]
    is_anywhere = not (one.is_region_told and other.is_region_told)
    if same_body and is_anywhere and one.agency not in post_data().local_agencies:
        return [("same_body_anywhere", weigh.same_body_anywhere)]
    return []


def _of_place(one: Office, other: Office, weigh: EvidenceData) -> _Weights:
    if one.region == other.region:
        return [("same_region", weigh.same_region), ("same_province", weigh.same_province)]
    if "ID" in (one.region, other.region):
        return []
    if one.province != other.province:
        are_told = one.is_region_told and other.is_region_told
        return [("other_province", weigh.other_province) if are_told else ("other_place", weigh.other_place)]
    same = ("same_province", weigh.same_province)
    if len(one.region) == 2 or len(other.region) == 2:
        return [same, ("part_of_province", weigh.part_of_province)]
    return [same, ("other_part", weigh.other_part)]


def _of_career(
    one: Profile, other: Profile, match: NameMatch, place: _Weights, weigh: EvidenceData
) -> _Weights:
    first, second = one.office.career, other.office.career
    if first is None or second is None:
        return []
    if first == second:
        weights: _Weights = [("same_career", weigh.same_career)]
        is_moved = bool(place) and place[-1][0] in {"other_province", "other_part"}
        if is_moved and first in post_data().moving and match.is_full and len(match.words) > 1:
            weights.append(("moves", weigh.moves if place[-1][0] == "other_province" else weigh.moves / 2))
        return weights
    near = (first, second) in post_data().near or (second, first) in post_data().near
    return [("near_career", weigh.near_career) if near else ("other_career", weigh.other_career)]


def _of_rank_and_time(one: Profile, other: Profile, weigh: EvidenceData) -> _Weights:
    early, late = sorted(
        (one, other), key=lambda p: (p.first_on or date.min, p.last_on or date.min, p.digest)
    )
    weights: _Weights = []
    years = _years_between(early, late)
    if years is not None and years > weigh.years_gap:
        weights.append(("long_gap", weigh.long_gap))
    if _are_held_at_a_time(one, other):
        weights.append(("same_time_other_office", weigh.same_time_other_office))
    if early.height is None or late.height is None:
        return weights
    rise = late.height - early.height
    if rise == 0:
        weights.append(("same_rank", weigh.same_rank))
    elif rise > 0 or years is None:
        span = _span(early, late)
        is_slow = abs(rise) <= 1 or (span is not None and abs(rise) * weigh.years_a_rank <= span + 1)
        weights.append(("risen_rank", weigh.risen_rank) if is_slow else ("fast_rank", weigh.fast_rank))
    elif rise < -1 or years > 0.5:
        weights.append(("fallen_rank", weigh.fallen_rank))
    return weights


def _are_held_at_a_time(one: Profile, other: Profile) -> bool:
    """Two offices of one holder each, in two regions, on the same days."""
    are_exact = all(p.office.is_exact and not p.office.is_former for p in (one, other))
    return are_exact and one.office.region != other.office.region and _overlap(one, other)


def _years_between(early: Profile, late: Profile) -> float | None:
    """Years from the last sight of one to the first of the other, 0 where they overlap; null without dates."""
    if early.last_on is None or late.first_on is None:
        return None
    return max(0.0, (late.first_on - early.last_on).days / _YEAR)


def _span(early: Profile, late: Profile) -> float | None:
    """Years from the first sight of one to the last of the other."""
    if early.first_on is None or late.last_on is None:
        return None
    return (late.last_on - early.first_on).days / _YEAR
