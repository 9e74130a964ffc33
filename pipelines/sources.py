"""The sources that this configuration crawls."""

from crawler.catalog import load_catalog
from models.errors import PantauError
from models.source import Source
from pipelines.configuration import Settings


def all_sources(settings: Settings) -> list[Source]:
    """Every source entry, checked. Raises PantauError for a broken one."""
    return list(load_catalog(settings.sources, allow_loopback=settings.allow_loopback))


def sources_by_slug(settings: Settings) -> dict[str, Source]:
    """Every source entry by its slug."""
    return {source.slug: source for source in all_sources(settings)}


def chosen_sources(settings: Settings, slugs: list[str]) -> list[Source]:
    """The sources to crawl: those named, or all that are on. Raises PantauError for an unknown or a closed one."""
    by_slug = sources_by_slug(settings)
    if not slugs:
        chosen = [source for source in by_slug.values() if source.is_enabled]
        if not chosen:
            raise PantauError(f"No source in {settings.sources} is on; `pantau sources list` tells why.")
        return chosen
    for slug in slugs:
        if slug not in by_slug:
            raise PantauError(f"There is no source {slug!r}; `pantau sources list` names them.")
    return [by_slug[slug] for slug in slugs]
