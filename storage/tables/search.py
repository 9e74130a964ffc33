"""Tables of the search index: the stems of headlines and of statements, each row known by its place in the order."""

import re

from sqlalchemy import BigInteger, Dialect, ForeignKey, Index, Integer, Text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

from storage.tables.base import Base

_LEXEME = re.compile(r"'([a-z0-9_]+)':([0-9,]+)")
_POSITION = BigInteger().with_variant(Integer, "sqlite")
"""On SQLite an INTEGER key is the row's own number, of 64 bits too, and the full-text index goes by it."""


class Stems(TypeDecorator[str]):
    """Words of ASCII letters, digits and `_` in their order, with a space between: text on SQLite, else a tsvector.

    Both give back what they were given. A tsvector holds 255 places of a word and 16,383 in all.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        return dialect.type_descriptor(TSVECTOR() if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or dialect.name != "postgresql":
            return value
        places: dict[str, list[str]] = {}
        for place, word in enumerate(value.split(), start=1):
            places.setdefault(word, []).append(str(place))
        return " ".join(f"'{word}':{','.join(found)}" for word, found in places.items())

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or dialect.name != "postgresql":
            return value
        found = [(int(place), word) for word, places in _LEXEME.findall(value) for place in places.split(",")]
        return " ".join(word for _place, word in sorted(found))


class SearchedArticle(Base):
    """An article as search sees it: the stems of its headline. Every article has a row, without a headline too."""

    __tablename__ = "searched_articles"
    __table_args__ = (
        Index(None, "stems", postgresql_using="gin").ddl_if(dialect="postgresql"),
        {"info": {"derived": True}},
    )

    position: Mapped[int] = mapped_column(_POSITION, primary_key=True, autoincrement=False)
    """Publication day as a proleptic ordinal (0: unknown) times 2^32, plus the article's id: the newest is highest."""
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), unique=True)
    stemmer: Mapped[str]
    """Version of the stemmer that this row and the article's statements were made with."""
    stems: Mapped[str] = mapped_column(Stems)


class SearchedStatement(Base):
    """A valid statement of an article's current text as search sees it."""

    __tablename__ = "searched_statements"
    __table_args__ = (
        Index(None, "stems", postgresql_using="gin").ddl_if(dialect="postgresql"),
        {"info": {"derived": True}},
    )

    position: Mapped[int] = mapped_column(_POSITION, primary_key=True, autoincrement=False)
    """As that of articles, with the statement's id."""
    statement_id: Mapped[int] = mapped_column(ForeignKey("statements.id", ondelete="CASCADE"), unique=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), index=True)
    stems: Mapped[str] = mapped_column(Stems)


class SearchWord(Base):
    """A word of a name that was indexed once. It says what may be found, not what will be.

    Withdrawals make all of them anew.
    """

    __tablename__ = "search_words"
    __table_args__ = ({"info": {"derived": True}},)

    word: Mapped[str] = mapped_column(primary_key=True)
    """A run of letters and digits, in ASCII lower case."""


def is_full_text_index(table: str) -> bool:
    """True for SQLite's virtual tables over these and for what they are kept in: no tables of the metadata."""
    return table.startswith(("searched_articles_fts", "searched_statements_fts"))


def is_on_both_back_ends(_item: object, name: str | None, *_rest: object) -> bool:
    """What Alembic compares (its `include_object`): not the full-text indexes, of which each back end has its own."""
    name = name or ""
    return not is_full_text_index(name) and not re.fullmatch("ix_searched_(articles|statements)_stems", name)
