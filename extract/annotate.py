"""Article -> AnnotatedArticle, by a spaCy pipeline of our own components."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Protocol

from extract.tokenizer import QuickTokenizer
from models.annotation import AnnotatedArticle, RegionMention, Span, Token
from models.article import Article

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_MAX_LENGTH = 20_000_000


class Annotator(Protocol):
    """Finds the structure of an article's text; every extractor runs on what it finds."""

    @property
    def name(self) -> str:
        """What facts say of it: `spacy`, or another with a mark of its models."""

    def annotate(self, article: Article) -> AnnotatedArticle:
        """The article with tokens, sentences, paragraphs and regions, and what else it finds."""


class SpacyAnnotator:
    """The annotator that comes with the program."""

    name = "spacy"

    def annotate(self, article: Article) -> AnnotatedArticle:
        """As the function `annotate`."""
        return annotate(article)


SPACY = SpacyAnnotator()


@cache
def language() -> "Language":
    """spaCy's Indonesian tokenizer with our sentences and regions; built once, needs no download."""
    with _torch_hidden():
        import spacy

        import extract.regions.mentions
        import extract.sentences  # noqa: F401 - registers the component

    nlp = spacy.blank("id")
    nlp.max_length = _MAX_LENGTH
    nlp.tokenizer = QuickTokenizer(nlp.tokenizer, nlp.vocab)
    nlp.add_pipe("pantau_sentences")
    nlp.add_pipe("pantau_regions")
    return nlp


def regions_in(text: str) -> tuple[RegionMention, ...]:
    """The regions that a text names: what `annotate` finds, without the rest."""
    nlp = language()
    doc: Doc = nlp.get_pipe("pantau_regions")(nlp.make_doc(text))
    regions: tuple[RegionMention, ...] = doc.user_data["regions"]
    return regions


@contextmanager
def _torch_hidden() -> Iterator[None]:
    """spaCy imports torch wherever it is installed, for layers that we do not use: +1.1 CPU s and +190 MB a process."""
    if "torch" in sys.modules:
        yield
        return
    sys.modules["torch"] = None  # type: ignore[assignment]  # makes `import torch` fail
    try:
        yield
    finally:
        del sys.modules["torch"]


def annotate(article: Article) -> AnnotatedArticle:
    """Tokens, sentences, paragraphs and regions of an article's text."""
    doc = language()(article.text)
    from extract.sentences import find_paragraphs

    tokens, sentences = _structure(doc, article.text)
    return AnnotatedArticle(
        text=article.text,
        title=article.title,
        published=article.published_on,
        tokens=tokens,
        sentences=sentences,
        paragraphs=find_paragraphs(article.text),
        regions=doc.user_data["regions"],
        dateline=Span(article.dateline.start, article.dateline.end) if article.dateline else None,
        dateline_place=article.dateline.place if article.dateline else None,
        place_hint=article.place_hint,
        province_hint=article.province,
    )


def annotate_text(
    text: str,
    published: date | None = None,
    *,
    title: str | None = None,
    place: str | None = None,
    province: str | None = None,
) -> AnnotatedArticle:
    """Annotates a bare text, without cleaning."""
    article = Article(
        url=None,
        source=None,
        outlet=None,
        title=title,
        author=None,
        published_at=None,
        published_on=published,
        text=text,
        place_hint=place,
        province=province,
    )
    return annotate(article)


def _structure(doc: "Doc", text: str) -> tuple[tuple[Token, ...], tuple[Span, ...]]:
    """Tokens that are no blanks, and sentences without blanks at their ends.

    Read from one array: an object of spaCy's for each token would take longer than all the tokenizing.
    """
    rows = (
        doc.to_array(["IDX", "LENGTH", "IS_SPACE", "SENT_START"]).astype("int64").tolist() if len(doc) else []
    )
    tokens: list[Token] = []
    sentences: list[Span] = []
    first = 0
    """The first token of the sentence that is being read."""
    for start, length, is_space, begins in rows:
        if begins == 1 and len(tokens) > first:
            sentences.append(Span(tokens[first].start, tokens[-1].end))
            first = len(tokens)
        if not is_space:
            end = start + length
            tokens.append(Token(start, end, text[start:end]))
    if len(tokens) > first:
        sentences.append(Span(tokens[first].start, tokens[-1].end))
    return tuple(tokens), tuple(sentences)
