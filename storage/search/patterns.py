"""What a query's words are looked for as, and the query in the language of each back end.

A searched row is one run of words (`storage.search.rows`): a word of another field than the quote bears the field's
mark, so that one column, one index and one query serve all fields, and phrases never run from one field into another.
Words here are ASCII letters, digits and `_` only, so nothing of a query is ever code to a back end.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_

from models.errors import PantauError
from storage.search.language import And, Field, Node, Not, Or, Term
from storage.search.stems import Word

_MARKS = {Field.QUOTE: "", Field.SPEAKER: "_p", Field.OFFICE: "_j", Field.AGENCY: "_i", Field.TITLE: "_t"}
"""No word of a text begins with `_`, so none is taken for a marked one."""
_AS_WRITTEN = "_w"
_REGION = "_r"

DEFAULT_FIELDS = {
    "statements": (Field.QUOTE, Field.SPEAKER, Field.OFFICE, Field.AGENCY),
    "articles": (Field.TITLE,),
}
"""Where a word is looked for that names no field."""
_SEARCHED = {"statements": tuple(Field), "articles": (Field.TITLE,)}


class Pattern(NamedTuple):
    """Words side by side."""

    tokens: tuple[str, ...]
    is_prefix: bool
    """The last one may go on."""
    is_as_written: bool = False
    """The token is no stem but the word as it stands in the text."""


def marked(token: str, field: Field) -> str:
    """A stem as the index holds it."""
    return _MARKS[field] + token


def marked_as_written(token: str, field: Field) -> str:
    """A word that is not its own stem, as the index holds it beside the stem."""
    return f"{_AS_WRITTEN}{_MARKS[field][1:] or 'q'}{token}"


def region_tokens(code: str) -> list[str]:
    """The tokens of a place: its code and those of the regions that it lies in."""
    parts = [re.sub("[^a-z0-9]", "", part) for part in code.lower().split(".")]
    return [f"{_REGION}{'_'.join(parts[:count])}" for count in range(1, len(parts) + 1)]


def patterns(term: Term, field: Field) -> list[Pattern]:
    """What the term may look like in a field. Names are not stemmed; a beginning is one of stems and of words."""
    *before, last = term.words
    if not term.is_prefix:
        return [Pattern(_tokens(term.words, field), is_prefix=False)]
    begun = Pattern((*_tokens(before, field), *last.plain), is_prefix=True)
    is_name = field is Field.SPEAKER
    return [begun] if is_name or len(begun.tokens) > 1 else [begun, begun._replace(is_as_written=True)]


def _tokens(found: Iterable[Word], field: Field) -> tuple[str, ...]:
    is_name = field is Field.SPEAKER
    return tuple(token for word in found for token in (word.plain if is_name else word.stems))


def nearness(node: Node) -> Node | None:
    """What the best rows have beside the query; null where all that match are alike.

    Of words that must all be there, those side by side in this order are best; of words with OR between some, all at
    once.
    """
    if isinstance(node, And):
        asked = [child for child in node.nodes if not isinstance(child, Not)]
        terms = [child for child in asked if isinstance(child, Term) and not child.is_prefix]
        if len(terms) == len(asked) > 1 and len({term.field for term in terms}) == 1:
            return Term(tuple(word for term in terms for word in term.words), terms[0].field)
    return And(asked_for(node)) if _has_or(node) else None


def asked_for(node: Node) -> tuple[Term, ...]:
    """The words to find, without those to leave out."""
    match node:
        case Term():
            return (node,)
        case Not():
            return ()
        case And(nodes) | Or(nodes):
            return tuple(term for child in nodes for term in asked_for(child))


def _has_or(node: Node) -> bool:
    match node:
        case Or():
            return True
        case And(nodes):
            return any(map(_has_or, nodes))
    return False


class Dialect(NamedTuple):
    """How a back end writes a query."""

    both: str
    either: str
    without: str
    beside: str
    prefix: str
    quote: str
    around: str = ""
    """Stands about the words of a phrase, taken together."""


FTS5 = Dialect(" AND ", " OR ", " NOT ", " ", "*", "", '"')
TSQUERY_TEXT = Dialect(" & ", " | ", " & !", " <-> ", ":*", "'")


def compiled(node: Node | None, kind: str, dialect: Dialect, clauses: Iterable[Sequence[str]] = ()) -> str:
    """The query for FTS5's MATCH or as a tsquery; `kind` is what is searched, `statements` or `articles`.

    Of each clause one token must be there too; without a node there are clauses. Raises PantauError for a field that
    is not searched there.
    """
    restricted = (
        dialect.either.join(_side_by_side((token,), False, dialect) for token in clause) for clause in clauses
    )
    words = [] if node is None else [_compiled(node, kind, dialect)]
    return dialect.both.join(f"({text})" for text in (*words, *restricted))


def stands_in(stems: ColumnElement[str], node: Node, kind: str) -> ColumnElement[bool]:
    """The same for the stems of a row as text, of words that are all to be found."""
    spaced: ColumnElement[str] = " " + stems + " "
    return and_(
        *(
            or_(*(func.instr(spaced, f" {' '.join(tokens)}{'' if is_prefix else ' '}") > 0
                  for tokens, is_prefix in _sought(term, kind)))
            for term in asked_for(node)
        )
    )  # fmt: skip


def _compiled(node: Node, kind: str, dialect: Dialect) -> str:
    match node:
        case Term():
            return f"({dialect.either.join(_alternatives(node, kind, dialect))})"
        case Or(nodes):
            return f"({dialect.either.join(_compiled(child, kind, dialect) for child in nodes)})"
        case And(nodes):
            found = dialect.both.join(
                _compiled(child, kind, dialect) for child in nodes if not isinstance(child, Not)
            )
            left_out = [_compiled(child.node, kind, dialect) for child in nodes if isinstance(child, Not)]
            if not left_out:
                return f"({found})"
            return f"(({found}){dialect.without}({dialect.either.join(left_out)}))"
        case Not():
            raise AssertionError("what is left out stands beside what is found")


def _alternatives(term: Term, kind: str, dialect: Dialect) -> Iterator[str]:
    for tokens, is_prefix in _sought(term, kind):
        yield _side_by_side(tokens, is_prefix, dialect)


def _sought(term: Term, kind: str) -> Iterator[tuple[tuple[str, ...], bool]]:
    """The tokens that may stand there side by side, and whether the last may go on."""
    if term.field is not None and term.field not in _SEARCHED[kind]:
        raise PantauError(f"field {term.field}: is no part of {kind}: search in statements, or leave it out")
    for field in DEFAULT_FIELDS[kind] if term.field is None else (term.field,):
        for pattern in patterns(term, field):
            mark = marked_as_written if pattern.is_as_written else marked
            yield tuple(mark(token, field) for token in pattern.tokens), pattern.is_prefix


def _side_by_side(tokens: tuple[str, ...], is_prefix: bool, dialect: Dialect) -> str:
    words = dialect.beside.join(f"{dialect.quote}{token}{dialect.quote}" for token in tokens)
    text = f"{dialect.around}{words}{dialect.around}" + (dialect.prefix if is_prefix else "")
    return f"({text})" if len(tokens) > 1 else text
