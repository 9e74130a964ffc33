"""spaCy's Indonesian tokenizer, made quick and linear; its words are the same, blanks and line breaks
may be cut otherwise.

spaCy remembers the words of a stretch only while its vocabulary is small, and the Indonesian one never is. It takes
marks off a stretch one by one and looks at the rest each time: quadratic where no blank comes for very long.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

_LONGEST = 200
"""Letters and marks without a blank between them that are read in one piece; no word or address of news is longer."""
_KNOWN = 50_000
"""Stretches between two blanks whose words are remembered: some megabytes."""
_PIECES = re.compile(rf"\S{{1,{_LONGEST}}}\s*|\s+")


class QuickTokenizer:
    """Reads a text with a tokenizer that splits at every blank."""

    def __init__(self, tokenizer: "Callable[[str], Doc]", vocab: "Vocab") -> None:
        self._tokenizer, self._vocab = tokenizer, vocab
        self._words_of = lru_cache(_KNOWN)(self._read)

    def __call__(self, text: str) -> "Doc":
        """The words of a text, with all its characters."""
        from spacy.tokens import Doc

        words: list[str] = []
        spaces: list[bool] = []
        for stretch, has_blank in _stretches(text):
            found = self._words_of(stretch)
            words += found
            spaces += [False] * (len(found) - 1)
            spaces.append(has_blank)
        return Doc(self._vocab, words=words, spaces=spaces)

    def _read(self, stretch: str) -> tuple[str, ...]:
        return tuple(token.text for token in self._tokenizer(stretch))


def _stretches(text: str) -> Iterator[tuple[str, bool]]:
    """What stands between blanks, and whether one blank follows; a second blank in a row is a stretch of its own."""
    last = len(text)
    position = 0
    for stretch in text.split(" ") if text else ():
        position += len(stretch) + 1
        has_blank = position <= last
        if not stretch:
            if has_blank:
                yield " ", False
            continue
        *pieces, end = _PIECES.findall(stretch) if len(stretch) > _LONGEST else (stretch,)
        yield from ((piece, False) for piece in pieces)
        yield end, has_blank
