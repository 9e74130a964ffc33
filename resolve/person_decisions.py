"""What people decided about persons: namings that are one, namings that are not. The latest decision goes first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from models.vocabulary import ReviewAction
from resolve.person_profiles import Anchor


@dataclass(frozen=True)
class Decision:
    """A merge or a split that nobody took back."""

    review_id: int
    action: ReviewAction
    these: tuple[Anchor, ...]
    """Merge: one of the two persons. Split: who was taken out."""
    those: tuple[Anchor, ...]
    """Merge: the other person. Split: whom they were taken from."""
    out: tuple[Anchor, ...] = ()
    """Of a split, namings that are printed like some of those left."""


@dataclass(frozen=True)
class Bonds:
    """Indices of profiles that belong together, and pairs that do not."""

    together: tuple[tuple[int, ...], ...]
    apart: frozenset[tuple[int, int]]


def taken_out(decisions: Iterable[Decision]) -> frozenset[Anchor]:
    """Namings that a split took out of the profile that their print would give them."""
    return frozenset(anchor for decision in decisions for anchor in decision.out)


def bonds(decisions: Sequence[Decision], profile_of: Mapping[Anchor, int]) -> Bonds:
    """What the decisions mean for profiles; namings that are gone mean nothing.

    A decision that a later one contradicts gives way where they meet. Merges in a circle are one merge.
    """
    leader: dict[int, int] = {}
    apart: set[tuple[int, int]] = set()

    def lead(index: int) -> int:
        while leader.setdefault(index, index) != index:
            index = leader[index]
        return index

    def are_apart(one: int, two: int) -> bool:
        return any({lead(a), lead(b)} == {one, two} for a, b in apart)

    def join(members: Sequence[int]) -> None:
        for index in members[1:]:
            one, two = lead(members[0]), lead(index)
            if one != two and not are_apart(one, two):
                leader[max(one, two)] = min(one, two)

    for decision in sorted(decisions, key=lambda d: -d.review_id):
        these = sorted({profile_of[a] for a in decision.these if a in profile_of})
        those = sorted({profile_of[a] for a in decision.those if a in profile_of})
        if decision.action is ReviewAction.SPLIT:
            apart |= {(a, b) for a in these for b in those if lead(a) != lead(b)}
            join(these)
        else:
            join([*these, *those])
    groups: dict[int, list[int]] = {}
    for index in sorted(leader):
        groups.setdefault(lead(index), []).append(index)
    together = tuple(tuple(group) for group in groups.values() if len(group) > 1)
    return Bonds(together, frozenset(apart | {(b, a) for a, b in apart}))
