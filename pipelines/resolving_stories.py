"""Which articles tell one story: signatures of what is new or changed, likely pairs, stories. Runs at any time."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.errors import PantauError
from models.stories import StoryPairRow, WaitingArticle
from pipelines.settling_stories import StoryCounts, settle, signatures_of
from storage.engine import reading, writing
from storage.stories import (
    articles_under,
    forget_halves,
    forget_signatures,
    save_pairs,
    save_signatures,
    waiting_articles,
)
from storage.story_members import (
    count_members,
    members_of,
    stories_that_lost_articles,
    wait_for_other_writers,
)
from storage.story_reviews import add_story_review, story_reviews

if TYPE_CHECKING:
    from resolve.stories import Signature

BATCH = 500
"""Articles a transaction."""


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
            waiting = waiting_articles(session, story_rules().version, after, batch)
            seeds = _read(session, waiting)
            settle(session, seeds, counts)
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
            raise PantauError(
                f"Article {error} is not stored or not about TPPO; `pantau articles --relevant` lists those that are."
            ) from error
        settle(session, {first, second}, StoryCounts())
        return review_id


def _settle_reviewed(engine: Engine, counts: StoryCounts, batch: int) -> None:
    """Decisions made or taken back elsewhere: there are few, and looking at them again changes nothing."""
    with reading(engine) as session:
        decided = sorted({one for review in story_reviews(session) for one in review.article_ids})
    for start in range(0, len(decided), batch):
        with writing(engine) as session:
            wait_for_other_writers(session)
            settle(session, decided[start : start + batch], counts)


def _settle_deleted(engine: Engine, counts: StoryCounts, batch: int) -> None:
    """Stories that lost articles to a deletion, and those of texts that were like a deleted one."""
    while True:
        with writing(engine) as session:
            wait_for_other_writers(session)
            lost, left = stories_that_lost_articles(session, batch), forget_halves(session)
            if not lost and not left:
                return
            settle(session, left.union(m.article_id for m in members_of(session, lost)), counts)
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
) -> list[StoryPairRow]:
    from resolve.stories import likeness

    likely = sorted(likely)
    signatures = signatures_of(session, {one for pair in likely for one in pair} - new.keys()) | new
    found = ((first, second, likeness(signatures[first], signatures[second])) for first, second in likely)
    return [
        StoryPairRow(
            article_id=first,
            other_id=second,
            share=alike.first_in_second,
            other_share=alike.second_in_first,
        )
        for first, second, alike in found
        if alike is not None
    ]


def _row(article: WaitingArticle, signature: "Signature") -> dict[str, object]:
    from resolve.story_rules import story_rules

    return article.model_dump(exclude={"text"}) | {
        "recipe": story_rules().version,
        "shingles": signature.shingles.tobytes(),
        "numbers": signature.numbers.tobytes(),
    }
