"""All extractors over one article."""

from extract.actors.agencies import find_agencies
from extract.actors.officials import find_officials
from extract.annotate import SPACY, Annotator
from extract.confidence.rate import rate
from extract.dates import find_dates
from extract.exposure.find import find_exposures
from extract.figures.find import find_figures
from extract.laws.find import find_laws
from extract.regions.places import find_place
from extract.relevance import judge_relevance
from extract.statements.find import find_statements
from extract.topics import find_topics
from models.annotation import AnnotatedArticle
from models.article import Article
from models.fact import Facts

EXTRACTOR = "rules-3"
"""Version of the whole extraction; a change here makes `process` run again over what is stored."""


def extractor_version(annotator: Annotator = SPACY) -> str:
    """The version that facts carry: with an annotator other than the bundled one, that one's name after a plus."""
    return EXTRACTOR if annotator.name == SPACY.name else f"{EXTRACTOR}+{annotator.name}"


def extract_facts(article: Article, annotator: Annotator = SPACY) -> Facts:
    """The facts of an article. An article that is not about TPPO has its relevance and place only."""
    return facts_of(annotator.annotate(article), extractor_version(annotator))


def facts_of(annotated: AnnotatedArticle, version: str = EXTRACTOR) -> Facts:
    """The facts of an annotated article; they carry the version."""
    relevance = judge_relevance(annotated)
    place = find_place(annotated)
    if not relevance.is_relevant:
        return Facts(relevance=relevance, topics=(), place=place, extractor=version)
    dates = find_dates(annotated)
    agencies = find_agencies(annotated, place)
    officials = find_officials(annotated, agencies, place)
    figures = find_figures(annotated, place, dates, officials, agencies)
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
        exposures=find_exposures(annotated.text, officials),
        extractor=version,
    )
    return rate(annotated, facts)
