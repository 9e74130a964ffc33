"""Articles of laws as printed: `Pasal 2 ayat (1) juncto Pasal 17`, `Pasal 55 ayat (1) ke-1`."""

import re
from functools import lru_cache
from typing import NamedTuple

from extract.openings import AnchoredPattern

_S = r"[ \t\u00a0]{0,3}"
_NUMBER = r"\d{1,4}(?:[A-Za-z](?![A-Za-z])| (?-i:[A-L])(?=[ ,.;)]))?"  # 76F, also printed "76 F"
_PART = (
    rf"(?:{_S}(?:\(?ayat{_S}\(?\d{{1,2}}[a-z]?\)?|huruf{_S}\(?[a-z]\)?(?!\w)|angka{_S}\(?\d{{1,2}}\)?"
    rf"|ke{_S}-?{_S}\d(?!\d)|\(\d{{1,2}}\)))"
)
_ITEM = rf"{_NUMBER}(?![\d.,]?\d){_PART}{{0,6}}"
_WORDS = rf"dan{_S}/{_S}atau|dan|atau|serta|jo\.?|jis|juncto|junto|yunto|subsider|subsidair|hingga|sampai|s/d"
_LINK = rf"{_S}(?:,?{_S}(?:{_WORDS})|,|/|-|–|&){_S}"
# Another link word may follow at once (", jo", "dan atau").
_LINKS = rf"{_LINK}(?:(?:dan|atau|jo\.?|juncto){_S})?"
_MORE_PARTS = rf"{_LINKS}{_PART}{{1,4}}"
# A bare number goes on with the list only where the list visibly goes on or a law follows.
_GOES_ON = r"[),.;\n]|dan\b|atau\b|jo\b|juncto\b|UU|undang|KUH|Kitab|Per[a-z]{2}|PP\b|Qanun|$"
_BARE = rf"{_LINKS}{_ITEM}(?={_S}(?:{_GOES_ON}))"
_CHAIN = AnchoredPattern(
    rf"\b(?:pasal|psl\.?){_S}:?{_S}{_ITEM}(?:{_MORE_PARTS}|{_LINKS}(?:pasal|psl\.?){_S}{_ITEM}|{_BARE}){{0,60}}",
    re.IGNORECASE,
)


class ArticleChain(NamedTuple):
    """A run of articles of one law."""

    start: int
    end: int


@lru_cache(maxsize=2)  # laws and codes of an article ask in turn
def article_chains(text: str) -> tuple[ArticleChain, ...]:
    """Runs of articles, in order."""
    return tuple(ArticleChain(match.start(), match.end()) for match in _CHAIN.finditer(text))
