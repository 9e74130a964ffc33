"""The sources that this configuration crawls, and the permissions that switch on what a publisher reserves."""

import difflib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from crawler.catalog import load_catalog
from models.errors import PantauError
from models.source import Permission, Source
from models.vocabulary import Terms
from pipelines.configuration import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine


def all_sources(settings: Settings) -> list[Source]:
    """Every source entry, checked, without regard to permissions. Raises PantauError for a broken one."""
    return list(load_catalog(settings.sources, allow_loopback=settings.allow_loopback))


def sources_by_slug(settings: Settings) -> dict[str, Source]:
    """Every source entry by its slug."""
    return {source.slug: source for source in all_sources(settings)}


def check_slugs(settings: Settings, slugs: Sequence[str]) -> None:
    """Raises PantauError where no source has one of these slugs."""
    by_slug = sources_by_slug(settings)
    for slug in slugs:
        _known(by_slug, slug)


def permitted_sources(settings: Settings) -> list[Source]:
    """Every source entry with the permission that the database holds for it.

    Raises PantauError for a broken entry, and for a database that cannot be read.
    """
    held = _recorded(settings)
    return [
        source.model_copy(update={"permission": held[source.slug]}) if source.slug in held else source
        for source in all_sources(settings)
    ]


def chosen_sources(settings: Settings, slugs: list[str]) -> list[Source]:
    """The sources to crawl: those named, or all that are on. Raises PantauError for one that is unknown or off."""
    by_slug = {source.slug: source for source in permitted_sources(settings)}
    if not slugs:
        chosen = [source for source in by_slug.values() if source.is_enabled]
        if not chosen:
            raise PantauError(f"No source in {settings.sources} is on; `pantau sources list` tells why.")
        return chosen
    chosen = [_known(by_slug, slug) for slug in dict.fromkeys(slugs)]
    for source in chosen:
        if source.refusal is not None:
            raise PantauError(source.refusal)
    return chosen


def permit(engine: "Engine", settings: Settings, slugs: Sequence[str], reference: str, by: str) -> None:
    """Records a publisher's permission for sources that ask for one, for all of them or for none.

    Raises PantauError for an unknown source, one that needs or allows none, and one that has a permission already.
    """
    from storage.permissions import record_permissions

    by_slug = sources_by_slug(settings)
    for slug in slugs:
        _check_may_be_permitted(_known(by_slug, slug))
    record_permissions(engine, slugs, reference, by)


def _check_may_be_permitted(source: Source) -> None:
    if source.terms is Terms.OPEN:
        raise PantauError(f"Source {source.slug} needs no permission: its terms are `open`.")
    if source.terms is Terms.BLOCKED:
        raise PantauError(
            f"Source {source.slug} is `blocked`: its publisher refused ({source.terms_note.rstrip('.')}); where that "
            "has changed, correct `terms` in its entry first."
        )


def province_problems(sources: Sequence[Source]) -> list[str]:
    """One sentence for each entry whose province the gazetteer does not know by its Kemendagri name."""
    from extract.regions.gazetteer import gazetteer, is_province

    names = [region.name for region in gazetteer().regions.values() if is_province(region.code)]
    return [
        f"Source {source.slug}: province {source.province!r} is not known{_hint(source.province, names)}"
        for source in sources
        if source.province is not None and source.province not in names
    ]


def _hint(name: str, names: list[str]) -> str:
    near = difflib.get_close_matches(name, names, n=1)
    return f"; did you mean {near[0]}?" if near else "; write it in full, or null for several provinces."


def _recorded(settings: Settings) -> dict[str, Permission]:
    """The permissions that the database holds; none where there is no database yet."""
    from storage.engine import database_exists, open_engine
    from storage.permissions import permissions

    if not database_exists(settings.database):
        return {}
    engine = open_engine(settings.database, create=False)
    try:
        return permissions(engine)
    finally:
        engine.dispose()


def _known(by_slug: dict[str, Source], slug: str) -> Source:
    if slug not in by_slug:
        raise PantauError(f"There is no source {slug!r}; `pantau sources list` names them.")
    return by_slug[slug]
