"""Words taken out of rows that stay: in every text and JSON column, and in the pages as they came."""

import re
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Engine,
    Table,
    Text,
    cast,
    delete,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.orm import Session

from models.withdrawal import BLOCK, blank, parts_in, words_of, words_pattern
from storage.engine import writing
from storage.tables import (
    AgencyMention,
    AgencyRecord,
    ArticleVersion,
    Base,
    DateRecord,
    Document,
    ExposureRecord,
    Extraction,
    FigureFlag,
    FigureRecord,
    LawRecord,
    OfficialMention,
    OfficialRecord,
    Review,
    StatementRecord,
    StoredArticle,
    StoredPage,
)
from storage.types import SafeText, text_digest

_FACTS = (
    AgencyRecord, DateRecord, ExposureRecord, FigureRecord, LawRecord, OfficialRecord, StatementRecord,
)  # fmt: skip
_NOT_PEOPLE = {"regions", "region_names", "region_changes", "sources", "source_states", "run_sources"}
"""Tables of what the program brings along; their words are no person's."""
_BETWEEN = r"(?:<[^<>]{0,300}>|&#?\w{1,8};|\\[nrt\"]|[\W_]){1,40}?"
"""What may stand between two words of a text in the markup that it was read from."""
_PAGES = 200


class Words(NamedTuple):
    """Words to blank: whole runs of words, and single words of a name."""

    runs: tuple[str, ...]
    parts: frozenset[str] = frozenset()

    def taken_from(self, text: str, *, in_markup: bool = False) -> str:
        """The text with the words blanked, as long as before."""
        patterns = (words_pattern(run, _BETWEEN) if in_markup else words_pattern(run) for run in self.runs)
        spans = [match.span() for pattern in patterns for match in pattern.finditer(text)]
        return blank(text, [*spans, *parts_in(text, self.parts)])

    def likes(self) -> list[str]:
        """What SQL looks for; more may match."""
        runs = ("%".join(_ascii(word) for word in words_of(run)) for run in self.runs)
        return [f"%{like}%" for like in (*runs, *map(_ascii, sorted(self.parts)))]


def blank_everywhere(session: Session, words: Words) -> list[str]:
    """Blanks the words in every table; returns the addresses that held them, as they were."""
    addresses: list[str] = []
    for table in Base.metadata.sorted_tables:
        if not table.info.get("derived") and table.name not in _NOT_PEOPLE:
            addresses += _blank_table(session, table, words, ())
    return addresses


def blank_articles(session: Session, article_ids: Collection[int], words: Words) -> None:
    """Blanks the words in all that is stored of some articles, their pages included; what the blanks leave without a
    name is deleted. Their documents wait for extraction again."""
    for article_id in sorted(article_ids):
        for record, condition in _rows_of(article_id):
            _blank_table(session, Base.metadata.tables[record.__tablename__], words, (condition,))
        _renew_digests(session, article_id)
        _drop_nameless(session, article_id)
        documents = list(session.scalars(_documents_of(article_id)))
        blank_pages(session, words, documents)
        waits = update(Document).where(Document.id.in_(documents)).values(processed_by=None)
        session.execute(waits, execution_options={"synchronize_session": False})


def blank_document(engine: Engine, document_id: int, take: Callable[[str], str]) -> None:
    """Takes words out of the pages of one document."""
    with writing(engine) as session:
        _take_from_pages(session, take, [document_id])


def blank_pages(session: Session, words: Words, documents: Collection[int] | None = None) -> None:
    """Blanks the words in the bodies of pages; without documents, in all of them."""
    _take_from_pages(session, lambda text: words.taken_from(text, in_markup=True), documents)


def _take_from_pages(session: Session, take: Callable[[str], str], documents: Collection[int] | None) -> None:
    last = 0
    while True:
        query = select(StoredPage.id, StoredPage.body_zlib).where(StoredPage.id > last)
        if documents is not None:
            query = query.where(StoredPage.document_id.in_(documents))
        pages = session.execute(query.order_by(StoredPage.id).limit(_PAGES)).all()
        if not pages:
            return
        for page_id, packed in pages:
            body = zlib.decompress(packed)
            cleared = blanked_body(body, take)
            if cleared != body:
                put = update(StoredPage).where(StoredPage.id == page_id)
                session.execute(put.values(body_zlib=zlib.compress(cleared)))
        last = pages[-1][0]


def blanked_body(body: bytes, take: Callable[[str], str]) -> bytes:
    """A page without some words; what its encoding cannot say stands as a character reference."""
    try:
        return take(body.decode("utf-8")).encode("utf-8")
    except UnicodeDecodeError:
        return take(body.decode("latin-1")).encode("latin-1", "xmlcharrefreplace")


def articles_with(session: Session, words: Words) -> set[int]:
    """Articles whose texts or headline hold one of the runs of words."""
    found: set[int] = set()
    for column, key in (
        (ArticleVersion.text, ArticleVersion.article_id),
        (StoredArticle.title, StoredArticle.id),
    ):
        runs = words._replace(parts=frozenset())
        held = or_(*(column.ilike(like) for like in runs.likes()))
        for article_id, text in session.execute(select(key, column).where(held)):
            if text and runs.taken_from(text) != text:
                found.add(article_id)
    return found


def _rows_of(article_id: int) -> Iterator[tuple[type[Base], ColumnElement[bool]]]:
    versions = select(ArticleVersion.id).where(ArticleVersion.article_id == article_id)
    extractions = select(Extraction.id).where(Extraction.article_version_id.in_(versions))
    yield StoredArticle, StoredArticle.id == article_id
    yield ArticleVersion, ArticleVersion.article_id == article_id
    for record in _FACTS:
        yield record, record.extraction_id.in_(extractions)
    for mention, key, owner in (
        (OfficialMention, OfficialMention.official_id, OfficialRecord),
        (AgencyMention, AgencyMention.agency_id, AgencyRecord),
    ):
        yield mention, key.in_(select(owner.id).where(owner.extraction_id.in_(extractions)))
    yield Review, Review.article_id == article_id
    yield FigureFlag, FigureFlag.article_id == article_id


def _documents_of(article_id: int) -> Any:
    versions = select(ArticleVersion.id).where(ArticleVersion.article_id == article_id)
    return select(Document.id).where(Document.article_version_id.in_(versions))


def _blank_table(
    session: Session, table: Table, words: Words, conditions: Sequence[ColumnElement[bool]]
) -> list[str]:
    """Blanks the words in the rows of one table; returns the addresses that held them."""
    keys = list(table.primary_key.columns)
    columns = [
        column for column in table.columns if isinstance(column.type, SafeText | JSON) and column not in keys
    ]
    if not columns:
        return []
    held = or_(*(cast(column, Text).ilike(like) for column in columns for like in words.likes()))
    addresses: list[str] = []
    for row in session.execute(select(*keys, *columns).where(held, *conditions)).all():
        key, values = row[: len(keys)], dict(zip(columns, row[len(keys) :], strict=True))
        changes = {
            column: cleared
            for column, value in values.items()
            if (cleared := _cleared(value, words)) != value
        }
        addresses += [values[column] for column in changes if _is_address(column)]
        if changes:
            put = update(table).where(tuple_(*keys) == tuple_(*key))
            session.execute(put.values({column.name: value for column, value in changes.items()}))
    return addresses


def _cleared(value: Any, words: Words) -> Any:
    if isinstance(value, str):
        return words.taken_from(value)
    if isinstance(value, list | tuple):
        return [_cleared(item, words) for item in value]
    if isinstance(value, dict):
        return {key: _cleared(item, words) for key, item in value.items()}
    return value


def _is_address(column: Column[Any]) -> bool:
    return column.name in {"url", "address"}


def _renew_digests(session: Session, article_id: int) -> None:
    """Texts are known by their digests; two that the blanks made alike become one."""
    kept: dict[str, ArticleVersion] = {}
    query = select(ArticleVersion).where(ArticleVersion.article_id == article_id)
    order = (ArticleVersion.is_current.desc(), ArticleVersion.number.desc())
    for version in session.scalars(query.order_by(*order).execution_options(populate_existing=True)).all():
        digest = text_digest(version.text)
        if digest in kept:
            moved = update(Document).where(Document.article_version_id == version.id)
            session.execute(moved.values(article_version_id=kept[digest].id))
            session.execute(delete(ArticleVersion).where(ArticleVersion.id == version.id))
        else:
            kept[digest] = version
    for digest, version in kept.items():
        session.execute(update(ArticleVersion).where(ArticleVersion.id == version.id).values(digest=digest))


def _drop_nameless(session: Session, article_id: int) -> None:
    """Officials and agencies whose names were blanked go, with what they said; a credit to them too."""
    versions = select(ArticleVersion.id).where(ArticleVersion.article_id == article_id)
    extractions = select(Extraction.id).where(Extraction.article_version_id.in_(versions))
    for record in (OfficialRecord, AgencyRecord):
        nameless = (record.extraction_id.in_(extractions), record.name.contains(BLOCK))
        session.execute(delete(record).where(*nameless), execution_options={"synchronize_session": False})
    credited = (FigureRecord.extraction_id.in_(extractions), FigureRecord.credited_to.contains(BLOCK))
    session.execute(
        update(FigureRecord).where(*credited).values(credited_to=None),
        execution_options={"synchronize_session": False},
    )


def _ascii(word: str) -> str:
    """A word for LIKE: in JSON, letters beyond ASCII stand as escapes."""
    return re.sub(r"[^a-z0-9]+", "%", word)


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with the words whole that it halves."""
    while 0 < start < len(text) and re.match(r"\w\w", text[start - 1 : start + 1]):
        start -= 1
    while 0 < end < len(text) and re.match(r"\w\w", text[end - 1 : end + 1]):
        end += 1
    return start, end


def runs_of(names: Iterable[str]) -> tuple[str, ...]:
    """Names once each, the longest first."""
    return tuple(sorted({" ".join(words_of(name)) for name in names}, key=lambda run: (-len(run), run)))
