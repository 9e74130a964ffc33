"""What articles tell, brought together: one story, one body, one person, one number. Runs again at any time."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.source import Source
from pipelines.resolving_claims import resolve_claims
from pipelines.resolving_organizations import OrganizationCounts, resolve_organizations
from pipelines.resolving_persons import PersonCounts, resolve_persons
from pipelines.resolving_stories import resolve_stories
from pipelines.settling_stories import StoryCounts
from storage.search.rows import reindex
from storage.sources import store_sources

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from models.claims import ClaimCounts


@dataclass(frozen=True)
class ResolveCounts:
    """What one pass did; each part counts what was new or changed since the pass before."""

    stories: StoryCounts
    organizations: OrganizationCounts
    persons: PersonCounts
    claims: "ClaimCounts"
    indexed: int
    """Articles that search did not know, or by another version."""


def resolve_all(
    engine: "Engine", sources: Iterable[Source] = (), on_article: Callable[[], None] = lambda: None
) -> ResolveCounts:
    """Resolves everything that is new: stories first, since numbers count by stories, and bodies before persons, whose
    offices belong to them.

    `sources` is the whole catalogue, whose copy in the database is brought up to date. `on_article` is called after
    each article of each part. A pass that was killed is gone on with by the next.
    """

    def told(_article_id: int) -> None:
        on_article()

    store_sources(engine, sources)
    return ResolveCounts(
        stories=resolve_stories(engine, on_article),
        organizations=resolve_organizations(engine, told),
        persons=resolve_persons(engine, told),
        claims=resolve_claims(engine, told),
        indexed=reindex(engine, told),
    )
