"""The query language: words, "phrases", OR, NOT or -, parentheses, prefix*, field:word.

    query  := both (OR both)*
    both   := one (AND? one)*          words side by side must all be there
    one    := (NOT | -)* (field:)? (word | word* | "phrase" | ( query ))

The operators are written in capitals (ATAU, DAN, BUKAN are the same); small, they are words. What is neither letter
nor digit between words counts for nothing, so that a pasted headline is a query. A query that cannot be read, or that
names only what to leave out, raises PantauError.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, NoReturn

from models.errors import PantauError
from storage.search.stems import Word, words
from storage.types import storable

LONGEST_QUERY = 1000
"""Characters."""
MOST_TERMS = 60
DEEPEST = 12
"""Parentheses within parentheses."""
SHORTEST_PREFIX = 3


class Field(StrEnum):
    """Where words are looked for."""

    TITLE = "judul"
    QUOTE = "kutipan"
    SPEAKER = "penutur"
    OFFICE = "jabatan"
    AGENCY = "instansi"


_FIELDS = {field.value: field for field in Field} | {
    "title": Field.TITLE,
    "quote": Field.QUOTE,
    "pernyataan": Field.QUOTE,
    "speaker": Field.SPEAKER,
    "office": Field.OFFICE,
    "agency": Field.AGENCY,
    "lembaga": Field.AGENCY,
}
_OPERATORS = {"AND": "AND", "DAN": "AND", "OR": "OR", "ATAU": "OR", "NOT": "NOT", "BUKAN": "NOT"}


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand side by side in one field."""

    words: tuple[Word, ...]
    field: Field | None = None
    """Null: in any of those that are searched by default."""
    is_prefix: bool = False
    """The last word may go on."""


@dataclass(frozen=True, slots=True)
class Not:
    """What must not be there. What it holds is no `Not`."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """All of them; at least one is no `Not`."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of them; none is a `Not`."""

    nodes: tuple["Node", ...]


Node = Term | Not | And | Or


def parse_query(query: str) -> Node:
    """The query as a tree whose root is no `Not`. Raises PantauError where it cannot be read."""
    if len(query) > LONGEST_QUERY:
        _refuse(query, f"has {len(query)} characters", f"use at most {LONGEST_QUERY}")
    if storable(query) != query:
        _refuse(query, "holds characters that no text can hold", "type it again without them")
    reader = _Reader(query, list(_marks(query)))
    node = reader.query(field=None, depth=0)
    if reader.kind() is not None:
        reader.refuse("closes a parenthesis that was not opened", "open it, or leave it out")
    if isinstance(node, Not):
        _refuse(query, "only says what to leave out", "add a word to find")
    return node


class _Mark(NamedTuple):
    """A piece of the query."""

    kind: str
    """One of `( ) AND OR NOT field phrase word`."""
    text: str


_PIECES = re.compile(
    r"""\s+
    | (?P<paren>[()])
    | (?P<quote>["“”„«»])
    | (?P<minus>(?<![^\s(:])[-−–](?=[^\s-]))
    | (?P<field>(?<![^\s(−–-])[^\W\d_]+:)
    | (?P<word>[^\s()"“”„«»]+)""",
    re.VERBOSE,
)
_CLOSING = re.compile('["“”„«»]')


def _marks(query: str) -> Iterator[_Mark]:
    place = 0
    while place < len(query):
        found = _PIECES.match(query, place)
        if found is None:
            raise AssertionError(f"no piece of a query: {query[place:]!r}")
        place = found.end()
        match found.lastgroup:
            case "paren":
                yield _Mark(found[0], found[0])
            case "minus":
                yield _Mark("NOT", found[0])
            case "field":
                yield _of_colon(found[0][:-1], query[place : place + 1])
            case "quote":
                closing = _CLOSING.search(query, place)
                if closing is None:
                    _refuse(
                        query, "has a quotation mark that is not closed", "add the other, or leave it out"
                    )
                yield _Mark("phrase", query[place : closing.start()])
                place = closing.end()
            case "word":
                yield from _of_word(found[0])


def _of_colon(name: str, follows: str) -> _Mark:
    """A field; a word of a headline where no field has that name and a space follows."""
    is_meant = name.casefold() in _FIELDS or (follows and not follows.isspace())
    return _Mark("field" if is_meant else "word", name)


def _of_word(text: str) -> Iterator[_Mark]:
    """Punctuation alone is nothing, but a lone star is a mistake."""
    if text in _OPERATORS:
        yield _Mark(_OPERATORS[text], text)
    elif text.strip("*") == "" or next(words(text), None) is not None:
        yield _Mark("word", text)


class _Reader:
    """Reads the pieces from left to right."""

    def __init__(self, query: str, marks: list[_Mark]) -> None:
        self._query = query
        self._marks = marks
        self._place = 0
        self._terms = 0

    def refuse(self, wrong: str, remedy: str) -> NoReturn:
        _refuse(self._query, wrong, remedy)

    def kind(self) -> str | None:
        """Of the piece that comes next; null at the end."""
        return self._marks[self._place].kind if self._place < len(self._marks) else None

    def query(self, field: Field | None, depth: int) -> Node:
        if depth > DEEPEST:
            self.refuse("has too many parentheses within each other", f"use at most {DEEPEST}")
        nodes = [self._both(field, depth)]
        while self.kind() == "OR":
            self._place += 1
            nodes.append(self._both(field, depth))
        if len(nodes) > 1 and any(isinstance(node, Not) for node in nodes):
            self.refuse(
                "has OR beside something to leave out", "give each side of OR a word to find, or use AND"
            )
        return nodes[0] if len(nodes) == 1 else Or(tuple(nodes))

    def _both(self, field: Field | None, depth: int) -> Node:
        nodes = [self._one(field, depth)]
        while self.kind() not in {None, "OR", ")"}:
            if self.kind() == "AND":
                self._place += 1
            nodes.append(self._one(field, depth))
        if all(isinstance(node, Not) for node in nodes):
            left_out = tuple(node.node for node in nodes if isinstance(node, Not))
            return Not(left_out[0] if len(left_out) == 1 else Or(left_out))
        return nodes[0] if len(nodes) == 1 else And(tuple(nodes))

    def _one(self, field: Field | None, depth: int) -> Node:
        is_left_out = False
        while self.kind() == "NOT":
            self._place += 1
            is_left_out = not is_left_out
        if self.kind() == "field":
            field = self._field()
        node = self._group(field, depth) if self.kind() == "(" else self._term(field)
        if not is_left_out:
            return node
        return node.node if isinstance(node, Not) else Not(node)

    def _field(self) -> Field:
        name = self._marks[self._place].text
        self._place += 1
        field = _FIELDS.get(name.casefold())
        if field is None:
            choices = ", ".join(f"{choice}:" for choice in Field)
            self.refuse(
                f"names a field {_shown(name)} that is not known",
                f"use one of {choices} or quotation marks around words",
            )
        return field

    def _group(self, field: Field | None, depth: int) -> Node:
        self._place += 1
        node = self.query(field, depth + 1)
        if self.kind() != ")":
            self.refuse("has a parenthesis that is not closed", "close it, or leave it out")
        self._place += 1
        return node

    def _term(self, field: Field | None) -> Term:
        if self.kind() not in {"word", "phrase"}:
            self._refuse_gap()
        kind, text = self._marks[self._place]
        self._place += 1
        self._terms += 1
        if self._terms > MOST_TERMS:
            self.refuse(f"has more than {MOST_TERMS} words", "ask in parts")
        found = tuple(words(text))
        if not found:
            self.refuse(f"has {_shown(text)} where a word should be", "add letters or digits")
        is_prefix = kind == "word" and text.rstrip(".,;:!?…").endswith("*")
        if is_prefix and len(found[-1].plain[-1]) < SHORTEST_PREFIX:
            self.refuse(
                f"has too short a beginning, {_shown(text)}",
                f"give at least {SHORTEST_PREFIX} letters before *",
            )
        return Term(found, field, is_prefix)

    def _refuse_gap(self) -> NoReturn:
        if not self._marks:
            self.refuse("has no word in it", "give words to look for")
        before = self._marks[self._place - 1].text if self._place else ""
        where = f"after {before}" if before else "at its beginning"
        self.refuse(
            f"lacks a word {where}", "add one, or put operators that are meant as words in quotation marks"
        )


def _refuse(query: str, wrong: str, remedy: str) -> NoReturn:
    raise PantauError(f"search {_shown(query)} {wrong}: {remedy}")


def _shown(text: str) -> str:
    text = storable(text)
    return repr(text if len(text) <= 60 else f"{text[:59]}…")
