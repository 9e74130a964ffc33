"""All extractors over one article."""

from extract.actors.agencies import find_agencies
from extract.actors.officials import find_officials
from extract.annotate import annotate
from extract.dates import find_dates
from extract.exposure.find import find_exposures
from extract.figures.find import find_figures
from extract.laws.find import find_laws
from extract.regions.places import find_place
from extract.relevance import judge_relevance
from extract.statements.find import find_statements
from extract.topics import find_topics
from models.article import Article
from models.fact import Facts

EXTRACTOR = "rules-3"
"""Version of the whole extraction; a change here makes `process` run again over what is stored."""


def extract_facts(article: Article) -> Facts:
    """The facts of an article. An article that is not about TPPO has its relevance and place only."""
    annotated = annotate(article)
    relevance = judge_relevance(annotated)
    place = find_place(annotated)
    if not relevance.is_relevant:
        return Facts(relevance=relevance, topics=(), place=place, extractor=EXTRACTOR)
    dates = find_dates(annotated)
    agencies = find_agencies(annotated, place)
    officials = find_officials(annotated, agencies, place)
    figures = find_figures(annotated, place, dates, officials, agencies)
    return Facts(
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
        extractor=EXTRACTOR,
    )
