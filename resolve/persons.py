"""Persons: which profiles are one, which are not, and which a person must decide on.

Groups grow along the surest pairs first. Two groups become one only where no pair of them is barred (names that
differ, kepala daerah of two regions at a time, a person's decision) and the pairs between them agree on the whole:
a chain of half names does not glue two people together. The outcome hangs on the profiles and the decisions alone, not
on their order.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from resolve.person_data import evidence
from resolve.person_decisions import Bonds
from resolve.person_names import bridges
from resolve.person_profiles import Profile, candidate_pairs
from resolve.person_scores import Score, score_profiles

NOTHING_DECIDED = Bonds((), frozenset())
DECIDED = Score(1.0, ("decided_by_a_person",))
ALONE = Score(1.0, ("only_naming",))
"""What is named once belongs to itself."""


@dataclass(frozen=True)
class Doubt:
    """Two groups that may be one person."""

    one: int
    """Index of a group."""
    other: int
    score: Score


@dataclass(frozen=True)
class Resolution:
    """Profiles by person."""

    groups: tuple[tuple[int, ...], ...]
    """Indices of profiles, each group one person."""
    scores: tuple[Score, ...]
    """For each profile, what ties it to its group; alone in it, what ties its namings to each other."""
    doubts: tuple[Doubt, ...]
    """Pairs of groups for a person to decide on, the surest first."""


Edge = tuple[int, int, Score]


def resolve_profiles(
    profiles: Sequence[Profile], levels: Mapping[str, int], decided: Bonds = NOTHING_DECIDED
) -> Resolution:
    """Groups all profiles given. Pairs that share no block are never compared."""
    return group_profiles(profiles, find_edges(profiles, levels), levels, decided)


def find_edges(profiles: Sequence[Profile], levels: Mapping[str, int]) -> list[Edge]:
    """Pairs that may be one person, by index."""
    found = []
    for one, other in candidate_pairs(profiles):
        score = score_profiles(profiles[one], profiles[other], levels)
        if score.value >= evidence().doubtful:
            found.append((one, other, score))
    return found


def group_profiles(
    profiles: Sequence[Profile],
    edges: Iterable[Edge],
    levels: Mapping[str, int],
    decided: Bonds = NOTHING_DECIDED,
) -> Resolution:
    """Groups profiles along edges that `find_edges` gave for them."""
    ordered = sorted(edges, key=lambda edge: (-edge[2].value, *_contents(profiles, edge)))
    groups = _Groups(profiles, levels, decided)
    for members in decided.together:
        groups.decree(members)
    doubts = []
    for one, other, score in ordered:
        if score.value >= evidence().same and groups.join(one, other):
            continue
        doubts.append((one, other, score))
    return _resolution(profiles, groups, ordered, doubts)


def _contents(profiles: Sequence[Profile], edge: Edge) -> list[str]:
    return sorted((profiles[edge[0]].digest, profiles[edge[1]].digest))


class _Groups:
    """Groups that grow."""

    def __init__(self, profiles: Sequence[Profile], levels: Mapping[str, int], decided: Bonds) -> None:
        self.profiles = profiles
        self.levels = levels
        self.decided = decided
        self.group_of = list(range(len(profiles)))
        self.members: dict[int, list[int]] = {index: [index] for index in range(len(profiles))}
        self.decreed = {index for members in decided.together for index in members}
        self.scores: dict[tuple[int, int], Score] = {}

    def decree(self, members: Sequence[int]) -> None:
        """Joins what a person said is one."""
        for index in members[1:]:
            self._unite(self.group_of[members[0]], self.group_of[index])

    def join(self, one: int, other: int) -> bool:
        """Joins the groups of two profiles where nothing speaks against it; tells whether they are one now."""
        first, second = self.group_of[one], self.group_of[other]
        if first == second:
            return True
        if not self._agree(self.members[first], self.members[second]):
            return False
        self._unite(first, second)
        return True

    def are_barred(self, first: int, second: int) -> bool:
        """True where a pair of two groups can be no one person."""
        members = self.members[first], self.members[second]
        return any(self._is_barred(a, b, members) for a in members[0] for b in members[1])

    def _agree(self, first: Sequence[int], second: Sequence[int]) -> bool:
        total, counted = 0.0, 0
        bound = self._bound(first), self._bound(second)
        for a in first:
            for b in second:
                if (a, b) in self.decided.apart:
                    return False
                score = self._best(a, b, bound)
                if score.is_barred and not (
                    score.has_other_names and self._are_bridged(a, b, (first, second))
                ):
                    return False
                if score.has_other_names:
                    continue
                if score.value < evidence().group_least:
                    return False
                total, counted = total + score.value, counted + 1
        return counted > 0 and total / counted >= evidence().group_mean

    def _bound(self, members: Sequence[int]) -> list[int]:
        """Of a group, those whom a person said to be one."""
        return [index for index in members if index in self.decreed]

    def _best(self, one: int, other: int, bound: tuple[Sequence[int], Sequence[int]]) -> Score:
        """Score of two profiles; in a group that a person made, that of the likest whom he put there."""
        pairs = [(one, other), *((k, other) for k in bound[0]), *((one, k) for k in bound[1])]
        return max((self.score(a, b) for a, b in pairs), key=lambda score: (not score.is_barred, score.value))

    def _is_barred(self, one: int, other: int, among: tuple[Sequence[int], Sequence[int]]) -> bool:
        if (one, other) in self.decided.apart:
            return True
        score = self.score(one, other)
        return score.is_barred and not (score.has_other_names and self._are_bridged(one, other, among))

    def _are_bridged(self, one: int, other: int, among: tuple[Sequence[int], Sequence[int]]) -> bool:
        """Ahmad Husaini and Husaini Rahman are two, but where an Ahmad Husaini Rahman is among them."""
        keys = self.profiles[one].key, self.profiles[other].key
        return any(bridges(self.profiles[index].key, *keys) for group in among for index in group)

    def score(self, one: int, other: int) -> Score:
        """Score of two profiles, worked out once."""
        pair = (one, other) if one < other else (other, one)
        if pair not in self.scores:
            self.scores[pair] = score_profiles(self.profiles[one], self.profiles[other], self.levels)
        return self.scores[pair]

    def _unite(self, first: int, second: int) -> None:
        if first == second:
            return
        kept, gone = sorted((first, second))
        for index in self.members[gone]:
            self.group_of[index] = kept
        self.members[kept] += self.members.pop(gone)


def _resolution(
    profiles: Sequence[Profile], groups: _Groups, edges: Sequence[Edge], doubts: Sequence[Edge]
) -> Resolution:
    numbers = {group: number for number, group in enumerate(sorted(groups.members))}
    own: dict[int, Score] = {}
    for one, other, score in edges:  # the surest first
        if groups.group_of[one] == groups.group_of[other]:
            own.setdefault(one, score)
            own.setdefault(other, score)
    for members in groups.decided.together:
        own |= dict.fromkeys(members, DECIDED)
    pairs: dict[tuple[int, int], Doubt] = {}
    for one, other, score in doubts:
        first, second = sorted((groups.group_of[one], groups.group_of[other]))
        if first != second and (first, second) not in pairs and not groups.are_barred(first, second):
            pairs[first, second] = Doubt(numbers[first], numbers[second], score)
    return Resolution(
        groups=tuple(tuple(sorted(groups.members[group])) for group in numbers),
        scores=tuple(own.get(index) or groups.score(index, index) for index in range(len(profiles))),
        doubts=tuple(pairs.values()),
    )
