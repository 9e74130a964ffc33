"""Which articles tell one story: signatures of what is new or changed, likely pairs, stories. Runs at any time."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.errors import PantauError
from models.stories import StoredMember, WaitingArticle
from storage.engine import reading, writing
from storage.stories import (
    articles_under,
    forget_signatures,
    pairs_of,
    save_pairs,
    save_signatures,
    signed_articles,
    stored_signatures,
    waiting_articles,
)
from storage.story_members import (
    count_members,
    members_of,
    members_with_mates,
    new_stories,
    replace_members,
    stories_that_lost_articles,
    wait_for_other_writers,
)
from storage.story_reviews import StoryReview, add_story_review, story_reviews
from storage.tables import StoryPair

if TYPE_CHECKING:
    from resolve.stories import Signature
    from resolve.story_groups import Member
    from resolve.story_leads import Teller

BATCH = 500
"""Articles a transaction."""


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


def resolve_stories(
    engine: Engine, on_article: Callable[[], None] = lambda: None, *, batch: int = BATCH
) -> StoryCounts:
    """Puts every relevant article into a story, by batches of one transaction each; a killed run goes on there.

    The partition and its leads depend on the stored articles and people's decisions alone, not on the order in which
    they came or on `batch`. A story keeps its key while it grows: that of the story of its earliest stored article.
    """
    from resolve.story_rules import story_rules

    counts, after = StoryCounts(), 0
    waiting: Sequence[WaitingArticle] | None = None
    while waiting is None or len(waiting) == batch:
        with writing(engine) as session:
            wait_for_other_writers(session)
            waiting = waiting_articles(session, story_rules().recipe, after, batch)
            seeds = _read(session, waiting)
            _settle(session, seeds, counts)
        for article in waiting:
            after = article.article_id
            if article.text is not None:
                counts.read += 1
                on_article()
    _settle_reviewed(engine, counts, batch)
    _settle_deleted(engine, counts, batch)
    return counts


def merge_stories(
    engine: Engine, article_a: int, article_b: int, *, reviewer: str, comment: str | None = None
) -> int:
    """Records that two articles tell one story, for ever, and joins their stories; returns the review's key.

    Raises PantauError for the same article twice and for one that is not stored or not relevant.
    """
    return _decide(engine, article_a, article_b, True, reviewer, comment)


def split_story(
    engine: Engine, article_a: int, article_b: int, *, reviewer: str, comment: str | None = None
) -> int:
    """Records that two articles tell different stories, for ever, and parts their story; returns the review's key.

    The other articles of the story stay with the one that they have more in common with. Raises as `merge_stories`.
    """
    return _decide(engine, article_a, article_b, False, reviewer, comment)


def _decide(
    engine: Engine, first: int, second: int, are_one: bool, reviewer: str, comment: str | None
) -> int:
    if first == second:
        raise PantauError(f"Article {first} was given twice; give two articles.")
    with writing(engine) as session:
        wait_for_other_writers(session)
        try:
            review_id = add_story_review(
                session, (first, second), are_one=are_one, reviewer=reviewer, comment=comment
            )
        except LookupError as error:
            raise PantauError(f"There is no article {error}; `pantau articles` lists the numbers.") from error
        _settle(session, {first, second}, StoryCounts())
        return review_id


def _settle_reviewed(engine: Engine, counts: StoryCounts, batch: int) -> None:
    """Decisions made or taken back elsewhere: there are few, and looking at them again changes nothing."""
    with reading(engine) as session:
        decided = sorted({one for review in story_reviews(session) for one in review.article_ids})
    for start in range(0, len(decided), batch):
        with writing(engine) as session:
            wait_for_other_writers(session)
            _settle(session, decided[start : start + batch], counts)


def _settle_deleted(engine: Engine, counts: StoryCounts, batch: int) -> None:
    while True:
        with writing(engine) as session:
            wait_for_other_writers(session)
            lost = stories_that_lost_articles(session, batch)
            if not lost:
                return
            _settle(session, [member.article_id for member in members_of(session, lost)], counts)
            counts.gone += count_members(session, lost)


def _read(session: Session, waiting: Sequence[WaitingArticle]) -> set[int]:
    """Signatures and pairs of some articles made anew; returns the articles whose story may be another now."""
    from resolve.stories import band_keys, sign

    article_ids = [article.article_id for article in waiting]
    seeds = {*article_ids, *forget_signatures(session, article_ids)}
    signatures = {a.article_id: sign(a.text, a.outlet) for a in waiting if a.text is not None}
    bands = {article_id: band_keys(signature) for article_id, signature in signatures.items()}
    likely = _likely_pairs(session, bands)
    save_signatures(
        session, [_row(a, signatures[a.article_id]) for a in waiting if a.text is not None], bands
    )
    save_pairs(session, _pairs(session, likely, signatures))
    return seeds


def _likely_pairs(session: Session, bands: Mapping[int, Sequence[int]]) -> set[tuple[int, int]]:
    """Pairs of a new article and one that shares a band with it, the lower key first."""
    under: dict[int, set[int]] = defaultdict(set)
    for article_id, keys in bands.items():
        for key in keys:
            under[key].add(article_id)
    pairs: set[tuple[int, int]] = set()
    for key, article_id in articles_under(session, under):
        pairs.update((min(one, article_id), max(one, article_id)) for one in under[key])
    for together in under.values():
        pairs.update((one, other) for one in together for other in together if one < other)
    return pairs


def _pairs(
    session: Session, likely: Iterable[tuple[int, int]], new: dict[int, "Signature"]
) -> list[StoryPair]:
    from resolve.stories import likeness

    likely = sorted(likely)
    signatures = _signatures(session, {one for pair in likely for one in pair} - new.keys()) | new
    found = ((first, second, likeness(signatures[first], signatures[second])) for first, second in likely)
    return [
        StoryPair(
            article_id=first,
            other_id=second,
            share=alike.first_in_second,
            other_share=alike.second_in_first,
        )
        for first, second, alike in found
        if alike is not None
    ]


def _settle(session: Session, seeds: Iterable[int], counts: StoryCounts) -> None:
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
    signatures = _signatures(session, compared)
    stories = group_stories(
        _tellers(session, article_ids),
        [Pair(p.article_id, p.other_id, Likeness(p.share, p.other_share)) for p in pairs],
        decisions,
        lambda one, other: overlap(signatures[one], signatures[other]),
    )
    _store(session, before, stories, counts)


def _hanging_together(
    session: Session, seeds: Iterable[int], reviews: Sequence[StoryReview]
) -> tuple[set[int], list[StoryPair], dict[int, StoredMember]]:
    """The articles, all that can be reached from them by pairs, decisions and present stories; their pairs, places."""
    merged: dict[int, set[int]] = defaultdict(set)
    for review in reviews:
        if review.are_one:
            first, second = review.article_ids
            merged[first].add(second)
            merged[second].add(first)
    reached, new = set[int](), set(seeds)
    pairs: dict[tuple[int, int], StoryPair] = {}
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

    return [
        Teller(
            article_id=article.id,
            address=article.url or article.import_digest or "",
            outlet=article.outlet,
            source=article.source,
            origin=article.origin,
            published_on=article.published_on,
            published_at=article.published_at,
        )
        for article in signed_articles(session, article_ids)
    ]


def _row(article: WaitingArticle, signature: "Signature") -> dict[str, object]:
    from resolve.story_rules import story_rules

    return article.model_dump(exclude={"text"}) | {
        "recipe": story_rules().recipe,
        "shingles": signature.shingles.tobytes(),
        "numbers": signature.numbers.tobytes(),
    }


def _signatures(session: Session, article_ids: Iterable[int]) -> dict[int, "Signature"]:
    from resolve.stories import stored_signature

    return {
        article_id: stored_signature(*stored)
        for article_id, stored in stored_signatures(session, article_ids).items()
    }
