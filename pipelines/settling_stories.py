"""Forming the stories of some articles anew, with all that hang on them, in the caller's transaction."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from models.stories import StoredMember, StoryPairRow
from storage.stories import described_articles, pairs_of, stored_signatures
from storage.story_members import count_members, members_with_mates, new_stories, replace_members
from storage.story_reviews import StoryReview, story_reviews

if TYPE_CHECKING:
    from resolve.stories import Signature
    from resolve.story_groups import Member
    from resolve.story_leads import Teller


@dataclass
class StoryCounts:
    """What finding stories did."""

    read: int = 0
    """Articles whose text was read, because it or what is known of the article is new or changed."""
    new: int = 0
    """Stories that were not there before."""
    changed: int = 0
    """Stories that got or lost an article, or have another lead."""
    gone: int = 0
    """Stories that nobody tells any more."""


def settle(session: Session, seeds: Iterable[int], counts: StoryCounts) -> None:
    """Forms the stories of the articles anew, with those of all articles that hang on them, and stores what differs."""
    from resolve.stories import Likeness, overlap
    from resolve.story_groups import Decision, Pair, group_stories

    reviews = [review for review in story_reviews(session) if not review.is_undone]
    article_ids, pairs, before = _hanging_together(session, seeds, reviews)
    decisions = [
        Decision(*r.article_ids, r.are_one) for r in reviews if article_ids.issuperset(r.article_ids)
    ]
    compared = {one for pair in pairs for one in (pair.article_id, pair.other_id)}
    compared.update(one for decision in decisions for one in (decision.first, decision.second))
    signatures = signatures_of(session, compared)
    stories = group_stories(
        _tellers(session, article_ids),
        [Pair(p.article_id, p.other_id, Likeness(p.share, p.other_share)) for p in pairs],
        decisions,
        lambda one, other: overlap(signatures[one], signatures[other]),
    )
    _store(session, before, stories, counts)


def signatures_of(session: Session, article_ids: Iterable[int]) -> dict[int, "Signature"]:
    """The stored signatures of the articles that have one."""
    from resolve.stories import stored_signature

    return {
        article_id: stored_signature(*stored)
        for article_id, stored in stored_signatures(session, article_ids).items()
    }


def _hanging_together(
    session: Session, seeds: Iterable[int], reviews: Sequence[StoryReview]
) -> tuple[set[int], list[StoryPairRow], dict[int, StoredMember]]:
    """The articles, all that can be reached from them by pairs, decisions and present stories; their pairs, places."""
    merged: dict[int, set[int]] = defaultdict(set)
    for review in reviews:
        if review.are_one:
            first, second = review.article_ids
            merged[first].add(second)
            merged[second].add(first)
    reached, new = set[int](), set(seeds)
    pairs: dict[tuple[int, int], StoryPairRow] = {}
    before: dict[int, StoredMember] = {}
    while new:
        reached |= new
        found = pairs_of(session, new)
        mates = members_with_mates(session, new)
        pairs.update({(pair.article_id, pair.other_id): pair for pair in found})
        before.update({member.article_id: member for member in mates})
        new = {one for pair in found for one in (pair.article_id, pair.other_id)}
        new = (new | {member.article_id for member in mates}).union(*(merged[one] for one in reached))
        new -= reached
    return reached, list(pairs.values()), before


def _store(
    session: Session,
    before: Mapping[int, StoredMember],
    stories: Sequence[Sequence["Member"]],
    counts: StoryCounts,
) -> None:
    keys = _keys(stories, before)
    made = new_stories(session, keys.count(None))
    fresh = iter(made)
    after = {
        member.article_id: StoredMember(story_id=key, **vars(member))
        for given, story in zip(keys, stories, strict=True)
        for key in [next(fresh) if given is None else given]
        for member in story
    }
    changed = [member for one, member in after.items() if before.get(one) != member]
    gone = {one for one, member in before.items() if after.get(one) != member}
    touched = {member.story_id for member in changed} | {before[one].story_id for one in gone}
    replace_members(session, gone, changed)
    left = count_members(session, touched)
    counts.new += len(made)
    counts.gone += left
    counts.changed += len(touched) - len(made) - left


def _keys(stories: Sequence[Sequence["Member"]], before: Mapping[int, StoredMember]) -> list[int | None]:
    """The key that each story keeps: of the story of its earliest stored article, where no earlier one keeps it."""
    taken: set[int] = set()
    keys: dict[int, int | None] = {}
    members = {at: sorted(member.article_id for member in story) for at, story in enumerate(stories)}
    for at in sorted(members, key=lambda at: members[at][0]):
        had = (before[one].story_id for one in members[at] if one in before)
        keys[at] = next((key for key in had if key not in taken), None)
        taken.update(key for key in [keys[at]] if key is not None)
    return [keys[at] for at in range(len(stories))]


def _tellers(session: Session, article_ids: Iterable[int]) -> list["Teller"]:
    from resolve.story_leads import Teller

    return [Teller(**row) for row in described_articles(session, article_ids)]
