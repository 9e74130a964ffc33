"""Words of a text, and the stems that the search index knows them by.

Pure text work, the same for what is indexed and what is asked for, so both always meet. Stems come from PySastrawi
(Nazief and Adriani's algorithm with confix stripping, over a list of some 30,000 root words) but for the words of
`data/stems.yml`. PySastrawi takes about 0.1 ms a word, so stems are remembered: a text costs what its new words cost.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import yaml

from models.base import Record

if TYPE_CHECKING:
    from Sastrawi.Stemmer.Stemmer import Stemmer

_DATA = Path(__file__).parent / "data" / "stems.yml"
_REMEMBERED = 1 << 16
LONGEST_TOKEN = 64
_LONGEST_STEMMED = 40
"""No word of the language is longer; the algorithm's time grows with the length."""

_LETTER, _APOSTROPHE, _HYPHEN = r"[^\W_]", "['’‘ʼ`]", "[-‐‑]"
_INSIDE = r"[\u0300-\u036f\u00ad\u200b-\u200d\u2060]"
"""What stands between the letters of a word and is none: combining accents, soft hyphens, zero-width characters."""
_PLAIN = f"{_LETTER}(?:{_LETTER}|{_INSIDE})*(?:{_APOSTROPHE}{_LETTER}(?:{_LETTER}|{_INSIDE})*)*"
_WORD = re.compile(
    rf"(?<!{_LETTER})(?:[^\W\d_]\.){{2,12}}[^\W\d_]?(?!{_LETTER})"  # T.P.P.O.
    rf"|(?:(?<!{_LETTER})|(?<=[Rr][Pp]))\d{{1,3}}(?:\.\d{{3}}){{1,6}}(?!\d)"  # 1.012
    r"|[Rr][Pp](?=\d)"
    rf"|{_PLAIN}(?:{_HYPHEN}{_PLAIN})*"
)
_CLITIC = re.compile("(.{3,})(?:nya|lah|kah|pun)")
_CLITICS = {"nya", "lah", "kah", "pun", "ku", "mu"}
_RULES = 2
"""Counted up where an indexed row holds other words of the same article."""


class _Meta(Record):
    title: str
    source: str
    licence: str
    updated: object


class _Lexicon(Record):
    """The file, as it stands."""

    meta: _Meta
    stems: dict[str, tuple[str, ...]]
    unchanged: dict[str, str]


class Word(NamedTuple):
    """A word of a text: the characters [start, end) and what they are searched by."""

    start: int
    end: int
    plain: tuple[str, ...]
    """As written, in ASCII lower case without accents; more than one where a hyphen joins them."""
    stems: tuple[str, ...]
    """One where a word is doubled (anak-anak)."""


def words(text: str) -> Iterator[Word]:
    """The words in their order; what has neither letter nor digit is between words."""
    for found in _WORD.finditer(text):
        plain, stems = _read(found[0])
        if plain:
            yield Word(found.start(), found.end(), plain, stems)


@cache
def stemmer_version() -> str:
    """Names the rules, the data file and the algorithm: where it changes, the index has to be made anew."""
    digest = hashlib.sha256(_DATA.read_bytes()).hexdigest()[:8]
    return f"stems@{_RULES}-{digest}-{version('pysastrawi')}"


@lru_cache(_REMEMBERED)
def _read(word: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """As written and as stems; both empty for what has no letter or digit that can be searched."""
    plain = tuple(filter(None, map(normalised, re.split(_HYPHEN, word))))
    return plain, _stems_of_parts(plain) if plain else ()


def normalised(word: str) -> str:
    """ASCII letters and digits only: accents fall, a letter of another script is its code point between two x."""
    letters = (c for c in unicodedata.normalize("NFKD", word).casefold() if c.isalnum())
    return "".join(c if c.isascii() else f"x{ord(c):x}x" for c in letters)[:LONGEST_TOKEN]


def _stems_of_parts(parts: tuple[str, ...]) -> tuple[str, ...]:
    if len(parts) == 1:
        return _stems(parts[0])
    known = _exception("-".join(parts))
    if known:
        return known
    if parts[-1] in _CLITICS:
        return _stems_of_parts(parts[:-1])
    if len(parts) == 2 and _is_doubled(*parts):
        return _stems(parts[0])
    return tuple(stem for part in parts for stem in _stems(part))


def _is_doubled(first: str, second: str) -> bool:
    """Anak-anaknya, tolong-menolong, meniru-nirukan."""
    return not first.isdigit() and _stems(first) in (_stems(second), _stems(f"me{second}"))


@lru_cache(_REMEMBERED)
def _stems(word: str) -> tuple[str, ...]:
    known = _exception(word)
    if known:
        return known
    if len(word) > _LONGEST_STEMMED or not word.isalpha():
        return (word,)
    stem = normalised(_algorithm().stem_singular_word(word)) or word
    return _exceptions().get(stem, (stem,))


def _exception(word: str) -> tuple[str, ...] | None:
    """What the data file says of a word, or of a word with a clitic behind it."""
    without = _CLITIC.fullmatch(word)
    return _exceptions().get(word) or (_exceptions().get(without[1]) if without else None)


@cache
def _algorithm() -> "Stemmer":
    """PySastrawi without its own cache, which never forgets."""
    from Sastrawi.Dictionary.ArrayDictionary import ArrayDictionary
    from Sastrawi.Stemmer.Stemmer import Stemmer
    from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

    return Stemmer(ArrayDictionary(StemmerFactory().get_words()))


@cache
def _exceptions() -> dict[str, tuple[str, ...]]:
    """Stems by word, from the data file."""
    lexicon = _Lexicon(**yaml.safe_load(_DATA.read_text(encoding="utf-8")))
    stems: dict[str, tuple[str, ...]] = {
        word: (word,) for group in lexicon.unchanged.values() for word in group.split()
    }
    for stem, others in lexicon.stems.items():
        tokens = tuple(part.replace("-", "") for part in stem.split())
        stems.update(dict.fromkeys((stem, *others), tokens))
    return stems
