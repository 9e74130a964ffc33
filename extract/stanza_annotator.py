"""Article -> AnnotatedArticle with lemmas, parts of speech and a parse, by Stanza.

Tokens and sentences stay ours. Left to itself, a Stanza tokenizer trained on the treebanks ended a sentence at 9 of the
14 abbreviated ranks, degrees and initials of 45 annotated articles, at 25 other places where ours goes on, and ran 9
sentences on into the next paragraph. It is asked for one thing only: which of our tokens are several words (`katanya`).
"""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from pickle import UnpicklingError
from typing import TYPE_CHECKING, Any

from extract.annotate import annotate
from extract.stanza_models import LANGUAGE, LIST_NAME, PROCESSORS, missing_files
from models.annotation import AnnotatedArticle, Token
from models.article import Article
from models.errors import PantauError

if TYPE_CHECKING:
    from stanza import Pipeline

_MAX_WORDS = 200
"""Longest piece that is parsed as one: memory and time of a parse grow with the square of its length."""
_MAX_LETTERS = 60
"""What Stanza sees of one token; no Indonesian word is longer."""
_BATCH = 50
"""Pieces that go through the models together."""

_DAMAGE = (
    OSError,
    EOFError,
    LookupError,
    ValueError,
    TypeError,
    RuntimeError,
    AttributeError,
    UnpicklingError,
)
"""What the loaders of a damaged or foreign file raise."""

_Piece = list[Token]
_Words = list[str]


class StanzaAnnotator:
    """Stanza behind the same protocol as spaCy."""

    def __init__(self, folder: Path) -> None:
        """Loads the models. Raises PantauError where Stanza or its models are missing or do not load."""
        _check_installed()
        missing = missing_files(folder)
        if missing:
            raise PantauError(
                f"{folder} lacks Stanza's {missing[0]}: run `pantau models fetch stanza` on a connected machine, "
                "or set PANTAU_STANZA_DIR to a folder of trained models."
            )
        digest = hashlib.sha256((folder / LIST_NAME).read_bytes()).hexdigest()
        self.name = f"stanza-{digest[:8]}"
        self._folder = folder
        self._pipeline = _load(folder)

    def __reduce__(self) -> tuple[Any, ...]:
        """Another process gets the folder, and loads the models once."""
        return loaded, (self._folder,)

    def annotate(self, article: Article) -> AnnotatedArticle:
        """Tokens of our own with lemma, part of speech, head and relation; sentences, regions and names as spaCy's.

        A token of several words (`katanya`) takes the analysis of the one that governs the others. A sentence of more
        than 200 tokens is parsed in pieces, each with its own root.
        """
        annotated = annotate(article)
        tokens: list[Token] = []
        pieces = _pieces(annotated)
        while batch := list(islice(pieces, _BATCH)):
            for piece, sentence in zip(batch, self._parse(batch), strict=True):
                tokens += _joined(piece, sentence, len(tokens))
        return replace(annotated, tokens=tuple(tokens))

    def _parse(self, pieces: list[_Piece]) -> list[Any]:
        """Stanza's sentences, one a piece, one token each of ours."""
        from stanza.models.common.doc import Document

        sentences = []
        for expanded in self._expand(pieces):
            rows: list[dict[str, object]] = []
            number = 0
            for text, words in expanded:
                if len(words) > 1:
                    rows.append({"id": (number + 1, number + len(words)), "text": text})
                for word in words:
                    number += 1
                    rows.append({"id": (number,), "text": word})
            sentences.append(rows)
        parsed = self._pipeline(Document(sentences), processors="pos,lemma,depparse")
        return list(parsed.sentences)

    def _expand(self, pieces: list[_Piece]) -> Iterator[list[tuple[str, _Words]]]:
        """Text and words of every token: where Stanza finds the same token and several words in it, those."""
        shown = [_shown(piece) for piece in pieces]
        found = self._pipeline("\n\n".join(text for text, _ in shown), processors="tokenize,mwt")
        words = {
            (token.start_char, token.end_char): [word.text for word in token.words]
            for sentence in found.sentences
            for token in sentence.tokens
            if len(token.words) > 1
        }
        offset = 0
        for text, spans in shown:
            yield [
                (text[start:end], words.get((offset + start, offset + end)) or [text[start:end]])
                for start, end in spans
            ]
            offset += len(text) + 2


@cache
def loaded(folder: Path) -> StanzaAnnotator:
    """The annotator with the models of a folder, loaded once a process."""
    return StanzaAnnotator(folder)


def _check_installed() -> None:
    for package in ("torch", "stanza"):
        if find_spec(package) is None:
            raise PantauError(
                f"The annotator stanza needs the Python package {package}, which is not installed: "
                "run `pip install 'pantau-tppo[stanza]'`, or use --annotator spacy."
            )


def _load(folder: Path) -> "Pipeline":
    import stanza

    try:
        return stanza.Pipeline(
            LANGUAGE,
            dir=str(folder),
            processors=",".join(PROCESSORS),
            tokenize_no_ssplit=True,
            download_method=None,
            use_gpu=False,
            verbose=False,
        )
    except _DAMAGE as error:
        raise PantauError(
            f"The Stanza models in {folder} do not load ({type(error).__name__}: {str(error)[:120]}); "
            "remove the folder and run `pantau models fetch stanza` again."
        ) from error


def _pieces(annotated: AnnotatedArticle) -> Iterator[_Piece]:
    """Tokens of each sentence, in pieces that can be parsed."""
    position, tokens = 0, annotated.tokens
    for sentence in annotated.sentences:
        first = position
        while position < len(tokens) and tokens[position].start < sentence.end:
            position += 1
        for start in range(first, position, _MAX_WORDS):
            yield list(tokens[start : min(start + _MAX_WORDS, position)])


def _shown(piece: _Piece) -> tuple[str, list[tuple[int, int]]]:
    """The piece as Stanza sees it, and where in it the tokens lie."""
    text, spans, end = "", [], piece[0].start
    for token in piece:
        text += " " if token.start > end else ""
        word = token.text[:_MAX_LETTERS]
        spans.append((len(text), len(text) + len(word)))
        text, end = text + word, token.end
    return text, spans


def _joined(piece: _Piece, sentence: Any, first: int) -> Iterator[Token]:
    """Our tokens with Stanza's analysis; `first` is the index of the piece's first token in the article."""
    token_of = {word.id: index for index, token in enumerate(sentence.tokens) for word in token.words}
    for index, (ours, theirs) in enumerate(zip(piece, sentence.tokens, strict=True)):
        word = next((w for w in theirs.words if token_of.get(w.head) != index), theirs.words[0])
        head = token_of.get(word.head, index)
        yield ours._replace(lemma=word.lemma, pos=word.upos, head=first + head, relation=word.deprel)
