"""Pairs of like texts to stories: no story holds two by way of a third that only retells both.

A function of articles, pairs and decisions, whatever their order: ties go by publication and address, never by keys.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from resolve.stories import Likeness
from resolve.story_leads import Teller, lead_of
from resolve.story_rules import story_rules

_REACH = 2
"""Steps from a story's hub: original, copy, copy of the copy. A longer chain of edits drifts into another story."""

Overlap = Callable[[int, int], float]
"""Share of the shorter of two articles' texts that the other has."""


@dataclass(frozen=True)
class Pair:
    """Two articles that are one story by themselves."""

    first: int
    second: int
    likeness: Likeness


@dataclass(frozen=True)
class Decision:
    """What a person decided about two articles."""

    first: int
    second: int
    are_one: bool


@dataclass(frozen=True)
class Member:
    """An article of a story, and why it belongs to it."""

    article_id: int
    is_lead: bool
    similarity: float | None
    """Share of its text that the article most like it has; null alone."""
    reason: str | None
    """In Indonesian; null alone."""


def group_stories(
    tellers: Iterable[Teller], pairs: Sequence[Pair], decisions: Sequence[Decision], overlap: Overlap
) -> list[tuple[Member, ...]]:
    """The stories of some articles, each in order of publication; every article is in one.

    `pairs` hold all pairs that any of the articles stands in, `decisions` come oldest first: a later one wins.
    """
    graph = _Graph(sorted(tellers, key=lambda teller: teller.rank), pairs, overlap)
    edges = graph.within_reach(graph.without_bridges())
    return [_story(graph, ids, decisions) for ids in _joined(graph, edges, decisions)]


class _Graph:
    """Articles in order of publication, and how much each has in common with its neighbours."""

    def __init__(self, tellers: Sequence[Teller], pairs: Sequence[Pair], overlap: Overlap) -> None:
        self.tellers = {teller.article_id: teller for teller in tellers}
        self.place = {article_id: place for place, article_id in enumerate(self.tellers)}
        self.overlap = overlap
        self.share: dict[int, dict[int, float]] = {article_id: {} for article_id in self.tellers}
        """Of the first article's text, found in the second's."""
        for pair in pairs:
            self.share[pair.first][pair.second] = pair.likeness.first_in_second
            self.share[pair.second][pair.first] = pair.likeness.second_in_first

    def without_bridges(self) -> list[tuple[int, int]]:
        """The pairs, strongest first, without those that hang two unrelated texts on one that holds both."""
        mostly = story_rules().shares.mostly
        least = {article_id: mostly if self._merges(article_id) else 0.0 for article_id in self.share}
        kept = [
            (first, second)
            for first in self.share
            for second in self.share[first]
            if self.place[first] < self.place[second]
            and self.share[first][second] >= least[first]
            and self.share[second][first] >= least[second]
        ]
        return sorted(kept, key=self._strength)

    def within_reach(self, edges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """The pairs inside of balls: around the article with the most neighbours, around the next of what is left."""
        near: dict[int, set[int]] = defaultdict(set)
        for first, second in edges:
            near[first].add(second)
            near[second].add(first)
        ball: dict[int, int] = {}
        for hub in sorted(near, key=lambda article_id: (-len(near[article_id]), self.place[article_id])):
            if hub in ball:
                continue
            reached = {hub}
            for _ in range(_REACH):
                reached |= {other for one in reached for other in near[one] if other not in ball}
            ball |= dict.fromkeys(reached, hub)
        return [(first, second) for first, second in edges if ball[first] == ball[second]]

    def _merges(self, article_id: int) -> bool:
        """True for an article that holds a text which is not its own, and another one that is unrelated to that."""
        neighbours = self.share[article_id]
        held = [other for other in neighbours if not self._belongs(article_id, other)]
        return any(self._are_unrelated(one, other) for one in held for other in neighbours if other != one)

    def _belongs(self, article_id: int, other: int) -> bool:
        return self.share[article_id][other] >= story_rules().shares.belongs

    def _are_unrelated(self, one: int, other: int) -> bool:
        return other not in self.share[one] and self.overlap(one, other) < story_rules().shares.unrelated

    def _strength(self, edge: tuple[int, int]) -> tuple[float, float, int, int]:
        first, second = edge
        less, more = sorted((self.share[first][second], self.share[second][first]))
        return (-less, -more, self.place[first], self.place[second])


def _joined(
    graph: _Graph, edges: Sequence[tuple[int, int]], decisions: Sequence[Decision]
) -> list[list[int]]:
    """Articles joined by people's decisions, the latest first, then by the strongest pairs that no decision forbids."""
    group = {article_id: [article_id] for article_id in graph.tellers}
    apart: list[tuple[int, int]] = []

    def may_join(first: int, second: int) -> bool:
        both = {id(group[first]), id(group[second])}
        return not any({id(group[one]), id(group[other])} == both for one, other in apart)

    def join(first: int, second: int) -> None:
        if group[first] is not group[second] and may_join(first, second):
            small, large = sorted((group[first], group[second]), key=len)
            large.extend(small)
            group.update(dict.fromkeys(small, large))

    for decision in reversed(decisions):
        first, second = decision.first, decision.second
        if first not in group or second not in group:
            continue
        if decision.are_one:
            join(first, second)
        elif group[first] is not group[second]:
            apart.append((first, second))
    for first, second in edges:
        join(first, second)
    stories = {id(ids): sorted(ids, key=graph.place.__getitem__) for ids in group.values()}
    return list(stories.values())


def _story(graph: _Graph, ids: Sequence[int], decisions: Sequence[Decision]) -> tuple[Member, ...]:
    if len(ids) == 1:
        return (Member(ids[0], True, None, None),)
    lead = lead_of([graph.tellers[article_id] for article_id in ids])
    inside = frozenset(ids)
    merged = [d for d in reversed(decisions) if d.are_one and {d.first, d.second} <= inside]
    return tuple(
        _member(graph, article_id, inside, merged, article_id == lead.article_id) for article_id in ids
    )


def _member(
    graph: _Graph, article_id: int, inside: frozenset[int], merged: Sequence[Decision], is_lead: bool
) -> Member:
    """A member with the article of the story that it has most in common with; else the one a person put it to."""
    shares = {other: share for other, share in graph.share[article_id].items() if other in inside}
    by_person = next((d for d in merged if article_id in (d.first, d.second)), None)
    if by_person is not None and not shares:
        other = by_person.second if by_person.first == article_id else by_person.first
        return Member(
            article_id, is_lead, graph.overlap(article_id, other), f"disatukan peninjau dengan #{other}"
        )
    other = min(shares, key=lambda one: (-shares[one], -graph.share[one][article_id], graph.place[one]))
    return Member(
        article_id, is_lead, shares[other], _reason(shares[other], graph.share[other][article_id], other)
    )


def _reason(share: float, other_share: float, other: int) -> str:
    belongs = story_rules().shares.belongs
    if share >= belongs and other_share >= belongs:
        return f"teksnya hampir sama dengan #{other}"
    return f"sebagian dari #{other}" if share >= belongs else f"memuat #{other}"
