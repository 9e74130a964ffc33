"""All extractors over one article."""

import gc
from datetime import date
from functools import cache

from extract.actors.agencies import find_agencies
from extract.actors.officials import find_officials
from extract.annotate import SPACY, Annotator
from extract.confidence.rate import rate
from extract.dates import find_dates
from extract.exposure.find import find_exposures, find_private
from extract.figures.find import find_figures
from extract.laws.find import find_laws
from extract.public_texts import with_public_texts
from extract.redaction import redact
from extract.regions.places import find_place
from extract.relevance import judge_relevance
from extract.statements.find import find_statements
from extract.topics import find_topics
from models.annotation import AnnotatedArticle
from models.article import Article
from models.fact import Facts

EXTRACTOR = "rules-8"
"""Version of the whole extraction; a change here makes `process` run again over what is stored."""
_EVERY_KIND = (
    'Kapolres Ende AKBP Rudi Lado, Senin (15/1/2024), menyebut 12 kasus TPPO dengan korban RS (15) pada 2023. "Kami '
    'menjerat pelaku dengan UU Nomor 21 Tahun 2007," kata Rudi.'
)
"""A text that makes every extractor read its lexicons."""


def extractor_version(annotator: Annotator = SPACY) -> str:
    """The version that facts carry: with an annotator other than the bundled one, that one's name after a plus."""
    return EXTRACTOR if annotator.name == SPACY.name else f"{EXTRACTOR}+{annotator.name}"


def extract_facts(article: Article, annotator: Annotator = SPACY) -> Facts:
    """The facts of an article. An article that is not about TPPO has its relevance and place only."""
    return facts_of(annotator.annotate(article), extractor_version(annotator))


@cache
def warm_up() -> None:
    """Loads every lexicon, and keeps the garbage collector from walking through them again and again.

    Saves about a tenth of the time of a long run. Does something the first time only.
    """
    extract_facts(Article(url=None, source=None, outlet=None, title=None, author=None, published_at=None,
                          published_on=date(2024, 1, 15), text=_EVERY_KIND))  # fmt: skip
    gc.collect()
    gc.freeze()


def facts_of(annotated: AnnotatedArticle, version: str = EXTRACTOR) -> Facts:
    """The facts of an annotated article; they carry the version."""
    relevance = judge_relevance(annotated)
    place = find_place(annotated)
    if not relevance.is_relevant:
        title = None if annotated.title is None else redact(annotated.title)
        return Facts(relevance=relevance, topics=(), place=place, extractor=version, public_title=title)
    dates = find_dates(annotated)
    agencies = find_agencies(annotated, place)
    officials = find_officials(annotated, agencies, place)
    figures = find_figures(annotated, place, dates, officials, agencies)
    private = find_private(annotated.text, officials)
    facts = Facts(
        relevance=relevance,
        topics=find_topics(annotated, figures),
        place=place,
        officials=officials,
        agencies=agencies,
        dates=dates,
        figures=figures,
        statements=find_statements(annotated, officials, dates),
        laws=find_laws(annotated),
        exposures=find_exposures(annotated.text, private=private),
        extractor=version,
    )
    return with_public_texts(annotated.text, annotated.title, rate(annotated, facts), private)
