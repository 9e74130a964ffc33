"""`lexicons/laws.yml`: kinds of rules as printed, nicknames of laws."""

from functools import cache

from extract.lexicon import Lexicon, load_lexicon
from models.base import Record


class Nickname(Record):
    """Names that the press uses for a law instead of its number."""

    type: str
    number: str
    year: int
    names: tuple[str, ...]
    also: tuple[tuple[int, int], ...] = ()
    """Numbers and years of other laws that the name may mean where the article cites them."""


class LawLexicon(Lexicon):
    """The file, as it stands."""

    types: dict[str, tuple[str, ...]]
    codes: dict[str, tuple[str, ...]]
    need_article: tuple[str, ...]
    not_after: tuple[str, ...]
    nicknames: tuple[Nickname, ...]


@cache
def law_lexicon() -> LawLexicon:
    """The kinds and nicknames, read once."""
    return load_lexicon("laws", LawLexicon)
