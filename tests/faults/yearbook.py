"""What a network of invented outlets publishes in a year: each week new articles, others edited, taken down or moved.

The articles are mixed from the paragraphs of the demo network's, with other numbers, so that no two tell the same.
"""

import random
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from demo.articles import Article, Edit, load_articles
from demo.outlets import outlets
from demo.site import WEEK_BEGINS

SHOWN_WEEKS = 8
"""Weeks that an outlet's lists go back; the last second look at an article comes after 30 days."""
_PARAGRAPHS = 6
_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?![\d.,])")
_FIRST_ID = 1000


@dataclass(frozen=True)
class Week:
    """What the network shows in a week."""

    number: int
    articles: tuple[Article, ...]
    new: int
    """Articles that were published in it."""
    edited: frozenset[str]
    """Paths."""
    removed: frozenset[str]
    moved: dict[tuple[str, str], str]
    """Old paths of articles that have new ones since this week, by outlet and path."""
    dead: frozenset[str]
    """Outlets whose servers do not answer."""

    @property
    def moment(self) -> datetime:
        """When the weekly job runs in it."""
        return begin_of(self.number) + timedelta(hours=3)


def begin_of(week: int) -> datetime:
    """The first moment of week 1, 2, ..."""
    return WEEK_BEGINS[1] + timedelta(weeks=week - 1)


def year(weeks: int, new_each: int, dead_weeks: range) -> list[Week]:
    """So many weeks with `new_each` articles of each outlet; one outlet is dead in some of them."""
    chance = random.Random(20260309)
    published: list[Article] = []
    moved: dict[tuple[str, str], str] = {}
    told = []
    slugs = list(outlets())
    for number in range(1, weeks + 1):
        dead = frozenset(slugs[-1:]) if number in dead_weeks else frozenset[str]()
        new = [
            _article(slug, number, place, chance)
            for slug in slugs
            if slug not in dead
            for place in range(new_each)
        ]
        last = [place for place, article in enumerate(published) if article.first_week == number - 1]
        edited, removed, now_moved = set(), set(), dict[tuple[str, str], str]()
        for place in last[:: max(1, new_each)]:
            published[place] = _edited(published[place], number, chance)
            edited.add(published[place].path)
        for place in last[1 :: 2 * new_each]:
            published[place] = replace(published[place], removed_in_week=number)
            removed.add(published[place].path)
        for place in last[2 :: 2 * new_each]:
            old = published[place]
            published[place] = replace(old, slug=f"{old.slug}-pindah")
            now_moved[old.outlet, old.path] = published[place].path
        moved |= now_moved
        published += new
        shown = tuple(article for article in published if article.first_week > number - SHOWN_WEEKS)
        told.append(Week(number, shown, len(new), frozenset(edited), frozenset(removed), dict(moved), dead))
    return told


def _article(slug: str, week: int, place: int, chance: random.Random) -> Article:
    own = [article for article in load_articles() if article.outlet == slug and article.is_relevant]
    base = chance.choice(own)
    number = week * 100 + place
    paragraphs = [paragraph for article in own for page in article.pages for paragraph in page]
    mixed = chance.sample(paragraphs, _PARAGRAPHS)
    moment = begin_of(week) - timedelta(hours=chance.randrange(2, 160))
    return replace(
        base,
        id=_FIRST_ID + number,
        slug=f"kabar-tppo-{number}",
        headline=_renumbered(base.headline, chance) + f" ({number})",
        published=moment.astimezone(base.published.tzinfo),
        modified=moment.astimezone(base.published.tzinfo),
        pages=(tuple(_renumbered(paragraph, chance) for paragraph in mixed),),
        related=(),
        copy_of=None,
        source_note=None,
        encoding="utf-8",
        first_week=week,
        removed_in_week=None,
        edited=None,
    )


def _edited(article: Article, week: int, chance: random.Random) -> Article:
    more = _renumbered(
        "Polisi menambahkan, 12 korban lagi ditemukan pada hari berikutnya di tempat yang sama.", chance
    )
    ((*paragraphs,),) = article.pages
    at = begin_of(week).astimezone(article.published.tzinfo)
    return replace(article, edited=Edit(week, at, article.headline, ((*paragraphs, more),)))


def _renumbered(text: str, chance: random.Random) -> str:
    return _NUMBER.sub(lambda found: str(chance.randrange(2, 10 ** len(found[0]) + 2)), text)
