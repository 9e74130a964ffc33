"""What stories are found by: signatures of texts, their bands, pairs of like texts. All within the caller's session."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, delete, func, insert, literal_column, or_, select
from sqlalchemy.orm import Session

from models.stories import StoryPairRow, WaitingArticle
from storage.chunks import chunks
from storage.tables import ArticleVersion, StoredArticle, StoryBand, StoryPair, StorySignature

_CHUNK = 10_000
"""Values of one IN list; SQLite takes 32,766, PostgreSQL 65,535."""
_IS_CURRENT: ColumnElement[bool] = literal_column("article_versions.is_current")
"""Written as the index of current versions has it, so that SQLite finds them without reading texts."""
_DESCRIPTION: dict[str, ColumnElement[Any]] = {
    "address": func.coalesce(StoredArticle.url, StoredArticle.import_digest),
    **{
        name: getattr(StoredArticle, name)
        for name in ("source", "outlet", "origin", "published_at", "published_on")
    },
}
"""What a signature keeps of its article beside the text."""


def waiting_articles(session: Session, recipe: str, after: int, limit: int) -> list[WaitingArticle]:
    """Articles with a key above `after` whose signature is missing, of another text or recipe, or not wanted any more,
    in the order of their keys."""
    differs = (value.is_distinct_from(getattr(StorySignature, name)) for name, value in _DESCRIPTION.items())
    is_signed = StorySignature.article_id.is_not(None)
    is_stale = or_(
        ~is_signed,
        StorySignature.article_version_id != ArticleVersion.id,
        StorySignature.recipe != recipe,
        *differs,
    )
    query = (
        select(
            StoredArticle.id.label("article_id"),
            ArticleVersion.id.label("article_version_id"),
            ArticleVersion.text,
            StoredArticle.is_relevant,
            *(value.label(name) for name, value in _DESCRIPTION.items()),
        )
        .join(ArticleVersion, and_(ArticleVersion.article_id == StoredArticle.id, _IS_CURRENT))
        .outerjoin(StorySignature, StorySignature.article_id == StoredArticle.id)
        .where(StoredArticle.id > after)
        # one condition that no index answers: articles are read in the order of their keys, up to the limit
        .where(case((StoredArticle.is_relevant, is_stale), else_=is_signed))
        .order_by(StoredArticle.id)
        .limit(limit)
    )
    return [_waiting(dict(row)) for row in session.execute(query).mappings()]


def forget_signatures(session: Session, article_ids: Sequence[int]) -> set[int]:
    """Deletes signatures with their bands and pairs; returns the articles that stood in a pair with one of them."""
    neighbours = {one for pair in pairs_of(session, article_ids) for one in (pair.article_id, pair.other_id)}
    own = or_(StoryPair.article_id.in_(article_ids), StoryPair.other_id.in_(article_ids))
    session.execute(delete(StoryPair).where(own))
    session.execute(delete(StorySignature).where(StorySignature.article_id.in_(article_ids)))
    return neighbours


def forget_halves(session: Session) -> set[int]:
    """Deletes the pairs that lost an article; returns the articles that are left of them."""
    is_half = or_(StoryPair.article_id.is_(None), StoryPair.other_id.is_(None))
    left = {
        one
        for pair in session.execute(select(StoryPair.article_id, StoryPair.other_id).where(is_half))
        for one in pair
        if one is not None
    }
    session.execute(delete(StoryPair).where(is_half))
    return left


def save_signatures(
    session: Session, rows: Sequence[Mapping[str, Any]], bands: Mapping[int, Sequence[int]]
) -> None:
    """Stores signatures, fields of StorySignature, and the band keys of each article."""
    keys = [{"band_key": key, "article_id": one} for one, own in bands.items() for key in sorted(set(own))]
    if rows:
        session.execute(insert(StorySignature), rows)
    if keys:
        session.execute(insert(StoryBand), keys)


def articles_under(session: Session, band_keys: Collection[int]) -> Iterator[tuple[int, int]]:
    """(band key, article) of every article that is stored under one of the keys."""
    for chunk in chunks(sorted(band_keys)):
        query = select(StoryBand.band_key, StoryBand.article_id).where(StoryBand.band_key.in_(chunk))
        yield from session.execute(query)


def stored_signatures(session: Session, article_ids: Iterable[int]) -> dict[int, tuple[bytes, bytes]]:
    """Shingles and numbers of each article that has a signature."""
    columns = (StorySignature.article_id, StorySignature.shingles, StorySignature.numbers)
    return {
        article_id: (shingles, numbers)
        for chunk in chunks(sorted(article_ids))
        for article_id, shingles, numbers in session.execute(
            select(*columns).where(StorySignature.article_id.in_(chunk))
        )
    }


def save_pairs(session: Session, pairs: Sequence[StoryPairRow]) -> None:
    """Stores pairs that are not stored yet."""
    if pairs:
        session.execute(insert(StoryPair), [pair.model_dump() for pair in pairs])


def pairs_of(session: Session, article_ids: Iterable[int]) -> list[StoryPairRow]:
    """The pairs that any of the articles stands in, each once."""
    columns = [getattr(StoryPair, name) for name in StoryPairRow.model_fields]
    found: dict[tuple[int, int], StoryPairRow] = {}
    for chunk in chunks(sorted(article_ids)):
        for here, there in (
            (StoryPair.article_id, StoryPair.other_id),
            (StoryPair.other_id, StoryPair.article_id),
        ):
            query = select(*columns).where(here.in_(chunk), there.is_not(None))
            for row in session.execute(query).mappings():
                found[row["article_id"], row["other_id"]] = StoryPairRow(**row)
    return list(found.values())


def described_articles(session: Session, article_ids: Iterable[int]) -> list[dict[str, Any]]:
    """Of each article that has a signature: its key and what the signature keeps of it beside the text."""
    columns = [getattr(StorySignature, name) for name in ("article_id", *_DESCRIPTION)]
    return [
        dict(row)
        for chunk in chunks(sorted(article_ids))
        for row in session.execute(select(*columns).where(StorySignature.article_id.in_(chunk))).mappings()
    ]


def _waiting(row: dict[str, Any]) -> WaitingArticle:
    is_relevant = row.pop("is_relevant")
    return WaitingArticle(**row if is_relevant else row | {"text": None})
