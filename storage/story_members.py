"""Stories and their articles: who tells what, and how that changes. All within the caller's session."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from models.stories import StoredMember
from storage.chunks import chunks
from storage.tables import Story, StoryArticle

_WRITER_LOCK = 7_410_003
"""Advisory lock of PostgreSQL."""


def wait_for_other_writers(session: Session) -> None:
    """Until the transaction ends, nobody else writes stories. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITER_LOCK})


def members_with_mates(session: Session, article_ids: Iterable[int]) -> list[StoredMember]:
    """The places of the articles, and of all others in the same stories."""
    stories: set[int] = set()
    for chunk in chunks(sorted(article_ids)):
        stories.update(
            session.scalars(select(StoryArticle.story_id).where(StoryArticle.article_id.in_(chunk)))
        )
    return members_of(session, stories)


def members_of(session: Session, story_ids: Iterable[int]) -> list[StoredMember]:
    """The places of all articles of some stories."""
    columns = [getattr(StoryArticle, name) for name in StoredMember.model_fields]
    return [
        StoredMember(**row)
        for chunk in chunks(sorted(story_ids))
        for row in session.execute(select(*columns).where(StoryArticle.story_id.in_(chunk))).mappings()
    ]


def new_stories(session: Session, count: int) -> list[int]:
    """Keys of so many new stories without articles."""
    if not count:
        return []
    rows = [{"article_count": 0}] * count
    return sorted(session.scalars(insert(Story).returning(Story.id), rows))


def replace_members(session: Session, gone: Iterable[int], members: Sequence[StoredMember]) -> None:
    """Takes the places of some articles away, then gives others theirs; both may hold the same article."""
    for chunk in chunks(sorted(gone)):
        session.execute(delete(StoryArticle).where(StoryArticle.article_id.in_(chunk)))
    if members:
        session.execute(insert(StoryArticle), [member.model_dump() for member in members])


def count_members(session: Session, story_ids: Iterable[int]) -> int:
    """Brings the counts of some stories up to date and deletes those that nobody tells; returns how many those were."""
    gone = 0
    for chunk in chunks(sorted(story_ids)):
        own = select(func.count()).where(StoryArticle.story_id == Story.id).scalar_subquery()
        session.execute(
            update(Story).where(Story.id.in_(chunk)).values(article_count=own),
            execution_options={"synchronize_session": False},
        )
        empty = select(Story.id).where(Story.id.in_(chunk), Story.article_count == 0)
        left = session.scalars(empty).all()
        session.execute(delete(Story).where(Story.id.in_(left)))
        gone += len(left)
    return gone


def stories_that_lost_articles(session: Session, limit: int) -> list[int]:
    """Keys of stories with another number of articles than they had: articles were deleted from the database."""
    query = (
        select(Story.id)
        .outerjoin(StoryArticle, StoryArticle.story_id == Story.id)
        .group_by(Story.id, Story.article_count)
        .having(func.count(StoryArticle.article_id) != Story.article_count)
        .order_by(Story.id)
        .limit(limit)
    )
    return list(session.scalars(query))
