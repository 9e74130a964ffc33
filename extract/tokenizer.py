"""spaCy's Indonesian tokenizer, made quick and linear; its words are the same, blanks and line breaks
may be cut otherwise.

spaCy remembers the words of a stretch only while its vocabulary is small, and the Indonesian one never is. It takes
marks off a stretch one by one and looks at the rest each time: quadratic where no blank comes for very long.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

_LONGEST = 200
"""Letters and marks without a blank between them that are read in one piece; no word or address of news is longer."""
_KNOWN = 50_000
"""Stretches between two blanks whose words are remembered: some megabytes."""
_TEXT = "text"
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
        words_of = self._words_of
        for stretch in text.split(" "):
            # a second blank in a row is a stretch of its own
            pieces = (stretch or " ",) if len(stretch) <= _LONGEST else _PIECES.findall(stretch)
            for piece in pieces:
                found, blanks = words_of(piece)
                words += found
                spaces += blanks
            spaces[-1] = bool(stretch)
        if text.endswith(" ") or not text:  # no blank comes behind the last stretch
            del words[-1], spaces[-1]
        else:
            spaces[-1] = False
        return Doc(self._vocab, words=words, spaces=spaces, user_data={_TEXT: text})

    def _read(self, stretch: str) -> tuple[tuple[str, ...], tuple[bool, ...]]:
        words = tuple(token.text for token in self._tokenizer(stretch))
        return words, (False,) * len(words)


def text_of(doc: "Doc") -> str:
    """The text of a document; spaCy puts it together anew from its words each time it is asked."""
    known = doc.user_data.get(_TEXT)
    return known if isinstance(known, str) else doc.text
