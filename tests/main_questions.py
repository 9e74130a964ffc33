"""The main questions to the database: `test_query_plans` reads their plans, `bench/record.py` measures them."""

import random
from collections.abc import Callable
from datetime import date, timedelta

from generated_articles import DAYS, FIRST_DAY, Made
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.trends import Area, Step
from models.vocabulary import FigureUnit, Topic
from pipelines.trends import trends
from storage.claims import figure_claims
from storage.details import article_detail
from storage.filters import Filters
from storage.queries import list_articles, list_figures, list_officials, list_statements
from storage.search.finding import search_articles, search_statements
from storage.series import SeriesFilters

Ask = Callable[[Session, random.Random], object]

LIMIT = 50
"""Rows that a table of `pantau` shows."""
KNOWN = 6000
"""Generated articles that every filled database has."""


def _days(chance: random.Random) -> dict[str, date]:
    since = FIRST_DAY + timedelta(days=chance.randrange(DAYS - 365))
    return {"since": since, "until": since + timedelta(days=365)}


def _made(chance: random.Random) -> Made:
    return Made(chance.randrange(1, KNOWN))


def _regency(chance: random.Random) -> str:
    return str(_made(chance).region.code)


def _province(chance: random.Random) -> str:
    return _regency(chance)[:2]


RESOLVED = ("search", "claims", "series")
"""How the names of questions begin that need more than the articles."""


def _series(session: Session, region: str) -> object:
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    asked = SeriesFilters((FigureUnit.KORBAN,), region=region)
    return trends(engine, asked, Step.YEAR, Area.REGENCY)


QUESTIONS: dict[str, Ask] = {
    "search, two words": lambda s, c: search_statements(s, "mendampingi orang", limit=LIMIT),
    "search, a rare word": lambda s, c: search_statements(s, f'"{c.randrange(99)} orang"', limit=LIMIT),
    "search, headlines": lambda s, c: search_articles(s, f"{c.randrange(200)} kasus", limit=LIMIT),
    "search, word + regency": lambda s, c: search_statements(
        s, "mendampingi", Filters(region=_regency(c)), limit=LIMIT
    ),
    "search, word + official": lambda s, c: search_statements(
        s, "mendampingi", Filters(official=_made(c).officials[0]["name"]), limit=LIMIT
    ),
    "search, word + part of a name": lambda s, c: search_statements(
        s, "mendampingi", Filters(official=_made(c).officials[0]["name"].split()[2][2:]), limit=LIMIT
    ),
    "search, word + agency": lambda s, c: search_statements(
        s, "siaga", Filters(agency=_made(c).agencies[0]["name"]), limit=LIMIT
    ),
    "search, word + topic + unit": lambda s, c: search_statements(
        s, "siaga", Filters(topic=_made(c).topic, unit=FigureUnit.KORBAN), limit=LIMIT
    ),
    "search, a rare word + topic + year": lambda s, c: search_statements(
        s, f'"{c.randrange(99)} siaga"', Filters(topic=_made(c).topic, **_days(c)), limit=LIMIT
    ),
    "claims, unit + province": lambda s, c: figure_claims(
        s, Filters(unit=FigureUnit.KORBAN, topic="tppo", region=_province(c), limit=LIMIT)
    ),
    "claims, unit + regency": lambda s, c: figure_claims(
        s, Filters(unit=FigureUnit.KASUS, topic="tppo", region=_regency(c), limit=LIMIT)
    ),
    "series, unit + regency by year": lambda s, c: _series(s, _regency(c)),
    "series, unit + province by year": lambda s, c: _series(s, _province(c)),
    "articles, newest": lambda s, c: list_articles(s, Filters(limit=LIMIT)),
    "articles, regency + year": lambda s, c: list_articles(
        s, Filters(region=_regency(c), **_days(c), limit=LIMIT)
    ),
    "articles, topic + province": lambda s, c: list_articles(
        s, Filters(topic=Topic.PENINDAKAN, region=_province(c), limit=LIMIT)
    ),
    "statements, newest": lambda s, c: list_statements(s, Filters(limit=LIMIT)),
    "statements, regency": lambda s, c: list_statements(s, Filters(region=_regency(c), limit=LIMIT)),
    "statements, province + year": lambda s, c: list_statements(
        s, Filters(region=_province(c), **_days(c), limit=LIMIT)
    ),
    "statements, official + regency": lambda s, c: list_statements(
        s, Filters(official=_made(c).officials[0]["name"], region=_regency(c), limit=LIMIT)
    ),
    "figures, unit": lambda s, c: list_figures(
        s, Filters(unit=FigureUnit.TERSANGKA, topic="tppo", limit=LIMIT)
    ),
    "figures, unit + regency": lambda s, c: list_figures(
        s, Filters(unit=FigureUnit.KORBAN, topic="tppo", region=_regency(c), limit=LIMIT)
    ),
    "figures, unit + province + year": lambda s, c: list_figures(
        s, Filters(unit=FigureUnit.KASUS, topic="tppo", region=_province(c), **_days(c), limit=LIMIT)
    ),
    "officials, agency + regency": lambda s, c: list_officials(
        s, Filters(agency=_made(c).agencies[0]["name"], region=_regency(c), limit=LIMIT)
    ),
    "one article with its facts": lambda s, c: article_detail(s, _made(c).number),
}
