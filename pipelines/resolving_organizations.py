"""Agencies of articles to bodies, regions and bodies of the data files to tables."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine

from models.organization import AgencyMatch, UnresolvedArticle
from storage.engine import reading
from storage.organizations import join_acronyms, save_matches, unresolved_articles
from storage.reference import ReferenceCounts, store_reference

_BATCH = 1_500
"""Agencies in memory at a time: those of some 500 articles."""


@dataclass
class OrganizationCounts:
    """What one pass over the unresolved agencies did."""

    articles: int = 0
    """Articles with agencies that had no body."""
    linked: int = 0
    """Agencies that have one now."""
    unplaced: int = 0
    """Agencies of which nothing tells whose they are (a bare `Polres` of the country); the next pass tries again."""
    joined: int = 0
    """Links moved from an acronym alone to the body of that acronym."""


def sync_reference(engine: Engine) -> ReferenceCounts:
    """Brings regions and the bodies of the country to what the data files say; a second time changes nothing."""
    from resolve.organizations import register
    from resolve.region_history import region_entries, region_successions

    return store_reference(engine, list(region_entries()), list(region_successions()), register())


def resolve_organizations(
    engine: Engine, on_article: Callable[[int], None] = lambda _: None
) -> OrganizationCounts:
    """Gives every agency of a relevant article that has no body one, a transaction a batch, and syncs the reference.

    Safe to stop and to run again at any time; where nothing is new, nothing changes. `on_article` is told each
    article's number.
    """
    sync_reference(engine)
    counts = OrganizationCounts()
    last: int | None = 0
    while last is not None:
        with reading(engine) as session:
            batch, last = unresolved_articles(session, last, _BATCH)
        matches = [match for article in batch for match in _matches(article, counts, on_article)]
        if matches:
            counts.linked += save_matches(engine, matches)
    if counts.linked:
        counts.joined = join_acronyms(engine)
    return counts


def _matches(
    article: UnresolvedArticle, counts: OrganizationCounts, on_article: Callable[[int], None]
) -> list[AgencyMatch]:
    from resolve.organizations import resolve_agencies

    on_article(article.article_id)
    counts.articles += 1
    resolved = resolve_agencies([item.agency for item in article.agencies], article.place_code)
    pairs = [
        (item, match) for item, match in zip(article.agencies, resolved, strict=True) if not item.is_linked
    ]
    counts.unplaced += sum(match is None for _, match in pairs)
    return [
        AgencyMatch(agency_id=item.agency_id, article_id=article.article_id, resolved=match)
        for item, match in pairs
        if match is not None
    ]
