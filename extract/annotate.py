"""Article -> AnnotatedArticle, by a spaCy pipeline of our own components."""

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from models.annotation import AnnotatedArticle, Span, Token
from models.article import Article

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_MAX_LENGTH = 20_000_000


@cache
def language() -> "Language":
    """spaCy's Indonesian tokenizer with our sentences and regions; built once, needs no download."""
    import spacy

    import extract.regions.mentions
    import extract.sentences  # noqa: F401 - registers the component

    nlp = spacy.blank("id")
    nlp.max_length = _MAX_LENGTH
    nlp.add_pipe("pantau_sentences")
    nlp.add_pipe("pantau_regions")
    return nlp


def annotate(article: Article) -> AnnotatedArticle:
    """Tokens, sentences, paragraphs and regions of an article's text."""
    from extract.sentences import find_paragraphs

    doc = language()(article.text)
    return AnnotatedArticle(
        text=article.text,
        title=article.title,
        published=article.published_on,
        tokens=tuple(Token(t.idx, t.idx + len(t), t.text) for t in doc if not t.is_space),
        sentences=_trimmed_sentences(doc),
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


def _trimmed_sentences(doc: "Doc") -> tuple[Span, ...]:
    spans = []
    for sentence in doc.sents:
        first, last = sentence.start, sentence.end
        while first < last and doc[first].is_space:
            first += 1
        while last > first and doc[last - 1].is_space:
            last -= 1
        if last > first:
            spans.append(Span(doc[first].idx, doc[last - 1].idx + len(doc[last - 1])))
    return tuple(spans)
