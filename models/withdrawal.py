"""Withdrawals: what was taken out of the database for good, and how it is known again without being kept."""

import hashlib
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.base import Record

BLOCK = "█"
"""Stands for a letter or digit that was withdrawn; texts keep their length, so all other places stay right."""
_WORD = re.compile(r"\w+")
_SHORTEST_PART = 3
_FEWEST_WORDS = 2


class WithdrawalKind(StrEnum):
    """What was withdrawn."""

    ARTICLE = "article"
    """An article with everything made from it."""
    PERSON = "person"
    """A person's name, wherever it stands."""
    SPAN = "span"
    """Some characters of an article."""


class WithdrawnKeyKind(StrEnum):
    """By what a withdrawn thing is known again; all are digests."""

    URL = "url"
    """An address of an article that is not asked for and not stored."""
    ADDRESS = "address"
    """An address that is not asked for again, because it holds a withdrawn name; its article stays."""
    CONTENT = "content"
    """A file or a text that is not stored."""
    NAME = "name"
    """Words that are blanked in every article."""
    SPAN = "span"
    """Words that are blanked in the article of the addresses and files of the same withdrawal."""
    SCOPE = "scope"
    """An address or a file of the article that a span was withdrawn from."""


class WithdrawalRow(Record):
    """A tombstone: that something was withdrawn, without what it was."""

    id: int
    """Key of the withdrawal."""
    kind: WithdrawalKind
    """An article, a person or a span of characters."""
    subject_id: int | None
    """Key that the article or person had, of a span that of its article; null for an address that was never stored."""
    start: int | None
    """First character of a span."""
    end: int | None
    """Character after the last of a span."""
    reason: str
    """Why."""
    withdrawn_by: str | None
    """Who withdrew it; not public."""
    withdrawn_at: datetime
    """When, UTC."""
    url_digests: tuple[str, ...]
    """SHA-256, in hex, of the addresses of a withdrawn article: an earlier release that lists the address is told by it
    which of its rows to drop."""


class Tombstone(Record):
    """A withdrawal as it lies beside WARC files."""

    kind: WithdrawalKind
    """An article, a person or a span of characters."""
    reason: str
    """Why."""
    withdrawn_by: str
    """Who withdrew it."""
    withdrawn_at: datetime
    """When, UTC."""
    keys: tuple[tuple[WithdrawnKeyKind, str, int | None], ...]
    """Kind, digest and number of words of each key."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What must not be stored, as digests."""

    gone: frozenset[str]
    """Of addresses, files and texts of withdrawn articles."""
    names: dict[int, frozenset[str]]
    """Of names of persons, by how many words they are: blanked in every article."""
    spans: dict[str, dict[int, frozenset[str]]]
    """Of other words, by digest of an address or file: blanked in that article alone."""

    def __bool__(self) -> bool:
        return bool(self.gone or self.names or self.spans)


def key_digest(text: str) -> str:
    """SHA-256 in hex of an address or of words."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def words_of(text: str) -> list[str]:
    """The words of a text in lower case."""
    return [word.lower() for word in _WORD.findall(text)]


def words_digest(words: Sequence[str]) -> str:
    """What words are known by, whatever stands between them."""
    return key_digest(" ".join(words))


def is_name_enough(name: str) -> bool:
    """True for at least two words: one alone would be blanked in the names of others."""
    return len(words_of(name)) >= _FEWEST_WORDS


def blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with every letter and digit of the spans replaced, as long as before."""
    pieces, done = [], 0
    for start, end in sorted(spans):
        if end > done:
            begin = max(start, done)
            pieces += [text[done:begin], re.sub(r"\w", BLOCK, text[begin:end])]
            done = end
    return "".join((*pieces, text[done:]))


def blank_words(text: str, known: dict[int, frozenset[str]], *, with_parts: bool) -> str:
    """The text without the words that are known by their digests.

    `with_parts`: where a name stands, each of its words of at least three letters is blanked wherever else it stands.
    """
    found = list(_WORD.finditer(text))
    low = [word.group().lower() for word in found]
    spans, parts = list[tuple[int, int]](), set[str]()
    for size, digests in known.items():
        for place in range(len(low) - size + 1):
            if words_digest(low[place : place + size]) in digests:
                spans.append((found[place].start(), found[place + size - 1].end()))
                parts.update(low[place : place + size])
    if with_parts:
        spans += parts_in(text, parts)
    return blank(text, spans)


def parts_in(text: str, parts: Collection[str]) -> list[tuple[int, int]]:
    """Places of words of at least three letters, given in lower case."""
    long = {part for part in parts if len(part) >= _SHORTEST_PART}
    return [word.span() for word in _WORD.finditer(text) if word.group().lower() in long]


def words_pattern(words: str, between: str = r"[\W_]+") -> re.Pattern[str]:
    """Matches the words of a text in their order, as whole words, whatever stands between them."""
    return re.compile(rf"(?<!\w){between.join(map(re.escape, _WORD.findall(words)))}(?!\w)", re.IGNORECASE)
