"""The PFSA-ID corpus (Purnomo et al. 2022): articles rebuilt from their tokens, each token with its characters.

The file has one token and its BILOU label a line, a blank line after each sentence, and nothing between articles.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

_NO_SPACE_BEFORE = frozenset(".,;:?!)]%…")
_NO_SPACE_AFTER = frozenset("([")
_MARKS = frozenset('”“"„‟«»')
_DASHES = frozenset("—–")
_JOINERS = frozenset("-/")
_ENDS = frozenset(",.?!…")
_DATELINE_REACH = 14
_OUTLETS = frozenset({"KOMPAS", "Kompas", "KOMPAS.com"})


class Entity(NamedTuple):
    """A labelled stretch of text: characters [start, end)."""

    start: int
    end: int
    label: str


class PfsaArticle(NamedTuple):
    """An article with what its annotators marked."""

    text: str
    entities: tuple[Entity, ...]


class _Token(NamedTuple):
    text: str
    label: str
    opens_line: bool


def read_corpus(path: Path) -> list[PfsaArticle]:
    """The articles in order.

    An article begins at the line with a dateline (`KOTA, KOMPAS —`), else at the line with its ISSUE, of which each
    article has one near its start. Raises ValueError for a line that is not a token and its label.
    """
    lines = _lines(path)
    return [_rebuilt([token for line in lines[a:b] for token in line]) for a, b in _bounds(lines)]


def _lines(path: Path) -> list[list[_Token]]:
    lines: list[list[_Token]] = [[]]
    for number, row in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not row.strip():
            lines.append([])
            continue
        columns = row.split("\t")
        if len(columns) != 2 or not (columns[1] == "O" or columns[1][:2] in {"B-", "I-", "L-", "U-"}):
            raise ValueError(f"line {number}: expected a token, a tab and a BILOU label, found {row!r}.")
        lines[-1].append(_Token(columns[0], columns[1], not lines[-1]))
    return [line for line in lines if line]


def _bounds(lines: Sequence[Sequence[_Token]]) -> Iterator[tuple[int, int]]:
    issues = [
        k for k, line in enumerate(lines) if any(t.label[2:] == "ISSUE" and t.label[0] in "BU" for t in line)
    ]
    starts = [0]
    for before, issue in pairwise(issues):
        between = [k for k in range(before + 1, issue + 1) if _is_dateline(lines[k])]
        starts.append(between[-1] if between else issue)
    return zip(starts, [*starts[1:], len(lines)], strict=True)


def _is_dateline(line: Sequence[_Token]) -> bool:
    near = line[:_DATELINE_REACH]
    return any(a.text in _OUTLETS and b.text in {"-", *_DASHES} for a, b in pairwise(near))


def _rebuilt(tokens: Sequence[_Token]) -> PfsaArticle:
    pieces: list[str] = []
    places: list[tuple[int, int]] = []
    length = 0
    sides = _sides(tokens)
    for k, token in enumerate(tokens):
        if k and _has_space(tokens, k, sides):
            pieces.append(" ")
            length += 1
        places.append((length, length + len(token.text)))
        pieces.append(token.text)
        length += len(token.text)
    return PfsaArticle("".join(pieces), tuple(_entities(tokens, places)))


def _sides(tokens: Sequence[_Token]) -> dict[int, str]:
    """Token index -> `open` or `close`, for each quote mark, by what stands around it; labels are not looked at."""
    sides: dict[int, str] = {}
    is_open = False
    for k, token in enumerate(tokens):
        if token.text not in _MARKS:
            continue
        before = tokens[k - 1].text if k else ""
        after = tokens[k + 1].text if k + 1 < len(tokens) else ""
        is_closing = is_open
        if before in _ENDS and after[:1].islower():
            is_closing = True
        elif before == "." and after[:1].isupper() and tokens[k + 1].opens_line and not is_open:
            is_closing = False
        sides[k] = "close" if is_closing else "open"
        is_open = not is_closing
    return sides


def _has_space(tokens: Sequence[_Token], k: int, sides: dict[int, str]) -> bool:
    """True where print has a space between the token and the one before it."""
    before, token = tokens[k - 1].text, tokens[k].text
    if sides.get(k) == "close" or sides.get(k - 1) == "open" or before in _NO_SPACE_AFTER:
        return False
    if token in _NO_SPACE_BEFORE:
        return False
    if token in _JOINERS:
        return not before[-1].isalnum()
    if before in _JOINERS:
        return not (token[0].isalnum() and k > 1 and tokens[k - 2].text[-1].isalnum())
    return True


def _entities(tokens: Sequence[_Token], places: Sequence[tuple[int, int]]) -> Iterator[Entity]:
    start = 0
    for token, place in zip(tokens, places, strict=True):
        kind, label = token.label[0], token.label[2:]
        if kind in "BU":
            start = place[0]
        if kind in "LU":
            yield Entity(start, place[1], label)
