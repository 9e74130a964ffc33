"""What the model sees of a word: its letters, its pieces, its shape and the lists it stands in.

Training and run time share this module: a word means the same to both. Nothing here depends on the sentence.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt

LETTERS = 20
"""Letters of a word that the model reads; of a longer one the first and the last ten."""
PIECES = 24
"""Pieces of a word that the model reads, the whole word first."""
SHAPES = 24
"""Number of yes-or-no marks of a word's shape."""

_PAD, _UNKNOWN = 0, 1
_MARKS = "()[]{}\"'“”‘’.,;:!?"
_SHORTEST, _LONGEST = 3, 5
_DIGIT = re.compile(r"\d")


class WordFeatures(NamedTuple):
    """Arrays with one row a word."""

    letters: npt.NDArray[np.int64]
    """(words, LETTERS): numbers of the letters, 0 where there is none."""
    pieces: npt.NDArray[np.int64]
    """(words, PIECES): rows of the table of pieces, 0 where there is none."""
    marks: npt.NDArray[np.float32]
    """(words, SHAPES + lists): shape of the word, then the lists that hold it, as zeros and ones."""


class Featurizer:
    """Words to numbers. `alphabet` gives letters their numbers (from 2), `lists` each known word a bit mask."""

    def __init__(self, alphabet: str, lists: Mapping[str, int], list_count: int, table_rows: int) -> None:
        self._letters = {letter: number for number, letter in enumerate(alphabet, start=2)}
        self._lists = lists
        self._list_count = list_count
        self._rows = table_rows

    def features(self, words: Sequence[str]) -> WordFeatures:
        """The three arrays for the words, in order."""
        letters = np.zeros((len(words), LETTERS), dtype=np.int64)
        pieces = np.zeros((len(words), PIECES), dtype=np.int64)
        marks = np.zeros((len(words), SHAPES + self._list_count), dtype=np.float32)
        masks = np.zeros((len(words), 1), dtype=np.int64)
        for row, word in enumerate(words):
            if not word.isascii():
                word = unicodedata.normalize("NFKC", word)
            seen = word if len(word) <= LETTERS else word[: LETTERS // 2] + word[-LETTERS // 2 :]
            letters[row, : len(seen)] = [self._letters.get(letter, _UNKNOWN) for letter in seen]
            numbers = self._piece_rows(word)
            pieces[row, : len(numbers)] = numbers
            marks[row, :SHAPES] = _shape(word)
            masks[row] = self._lists.get(bare(word), 0)
        marks[:, SHAPES:] = masks >> np.arange(self._list_count) & 1
        return WordFeatures(letters, pieces, marks)

    def _piece_rows(self, word: str) -> list[int]:
        return [1 + crc32(piece.encode()) % (self._rows - 1) for piece in word_pieces(word)]


def word_pieces(word: str) -> list[str]:
    """The word between brackets and its parts of three to five letters, lower-case, digits made alike."""
    text = "<" + _DIGIT.sub("0", word.lower()[:40]) + ">"
    found = [text + "="]
    for size in range(_SHORTEST, _LONGEST + 1):
        found += [text[at : at + size] for at in range(len(text) - size + 1)]
    return found[:PIECES]


def bare(word: str) -> str:
    """The word as the lists hold it: lower-case, without the marks around it."""
    return word.strip(_MARKS).lower()


def _shape(word: str) -> list[bool]:
    """Kinds of letters and marks; `SHAPES` of them."""
    core = word.strip(_MARKS)
    first = core[:1]
    upper = sum(map(str.isupper, core))
    lower = sum(map(str.islower, core))
    digits = sum(map(str.isdigit, core))
    return [
        first.isupper() and lower > 0 and upper == 1,
        first.isupper() and lower > 0 and upper > 1,
        first.islower() and upper > 0,
        upper > 1 and lower == 0,
        upper == 1 and len(core) == 1,
        upper == 0 and lower > 0,
        digits > 0 and digits == len(core),
        digits > 0 and digits < len(core),
        not core,
        word[:1] == "(",
        word[-1:] == ")",
        word in {".", "!", "?", "…"},
        word == ",",
        word in {'"', "“", "”", "''", "``", "'", "‘", "’"},
        word in {"-", "–", "—", "/"},
        word in {"(", "[", ")", "]"},
        "-" in core,
        "." in core,
        "'" in core or "’" in core,
        "/" in core or "@" in core,
        len(core) in (2, 3),
        4 <= len(core) <= 6,
        len(core) > 9,
        max(core, default="") > "\u024f",
    ]
