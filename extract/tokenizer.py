"""spaCy's Indonesian tokenizer, made linear: it takes marks off a word one by one and looks at the rest each time."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

_LONGEST = 200
"""Letters and marks without a blank between them that are read in one piece; no word or address of news is longer."""
_TOO_LONG = re.compile(rf"\S{{{_LONGEST + 1}}}")
_PIECES = re.compile(rf"\S{{1,{_LONGEST}}}\s*|\s+")


class BoundedTokenizer:
    """Reads a text with the tokenizer of a pipeline; what has no blank for very long is cut into pieces first."""

    def __init__(self, tokenizer: "Callable[[str], Doc]", vocab: "Vocab") -> None:
        self._tokenizer, self._vocab = tokenizer, vocab

    def __call__(self, text: str) -> "Doc":
        """The words of a text, with all its characters."""
        if _TOO_LONG.search(text) is None:
            return self._tokenizer(text)
        from spacy.tokens import Doc

        words: list[str] = []
        spaces: list[bool] = []
        for start, end in _cuts(text):
            for token in self._tokenizer(text[start:end]):
                words.append(token.text)
                spaces.append(bool(token.whitespace_))
        return Doc(self._vocab, words=words, spaces=spaces)


def _cuts(text: str) -> list[tuple[int, int]]:
    """Pieces that hold the whole text; a cut falls behind blanks or in the middle of what is too long."""
    cuts, start = [], 0
    for match in _PIECES.finditer(text):
        if match.end() - start > _LONGEST:
            if match.start() > start:
                cuts.append((start, match.start()))
            start = match.start()
    return [*cuts, (start, len(text))]
