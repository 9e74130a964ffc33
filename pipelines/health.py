"""Whether what the program needs is there: entries, folders, database, libraries."""

import shlex
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from models.bounds import parse_size
from models.errors import PantauError
from models.private import mode_for_others
from models.secrets import check_secret_file
from pipelines.annotators import chosen_annotator
from pipelines.configuration import Settings
from pipelines.sources import all_sources, permitted_sources, province_problems

_LOW_DISK = 1_000_000_000
_LIBRARIES = ("scrapy", "trafilatura", "spacy", "sqlalchemy", "alembic", "pydantic", "py3langid")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    subject: str
    """What was looked at."""
    is_fine: bool
    """Whether it is as it should be."""
    detail: str
    """What was found; where it is not fine, how to mend it."""


def check_entries(settings: Settings) -> list[str]:
    """Every problem of every source entry, one sentence each."""
    from crawler.catalog import check_catalog

    reading = check_catalog(settings.sources, allow_loopback=settings.allow_loopback)
    return [*reading.problems, *province_problems(reading.sources)]


def examine(settings: Settings) -> Iterator[Finding]:
    """What `pantau doctor` prints, in order."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    yield Finding("Python", sys.version_info >= (3, 11), f"{version}; 3.11 or newer is needed")
    for name in _LIBRARIES:
        try:
            yield Finding(name, True, metadata.version(name))
        except metadata.PackageNotFoundError:
            yield Finding(name, False, "not installed; run `pip install pantau-tppo` or `make demo` again")
    yield _sources(settings)
    yield _contact(settings)
    yield _settings_file(settings)
    yield from _database(settings)
    yield _privacy(settings)
    yield _extraction()
    if settings.annotator != "spacy":
        yield _annotator(settings)


def _sources(settings: Settings) -> Finding:
    problems = check_entries(settings)
    if problems:
        return Finding("sources", False, problems[0])
    try:
        sources = permitted_sources(settings)
    except PantauError:  # the database's, told by its own finding
        sources = all_sources(settings)
    on = sum(source.is_enabled for source in sources)
    return Finding("sources", on > 0, f"{len(sources)} entries in {settings.sources}, {on} of them on")


def _contact(settings: Settings) -> Finding:
    detail = settings.contact or "not set; set PANTAU_CONTACT to an e-mail or web address before you crawl"
    return Finding("contact", settings.contact is not None, detail)


def _database(settings: Settings) -> Iterator[Finding]:
    from storage.engine import open_engine, reading
    from storage.failures import database_name
    from storage.runs import latest_report, totals

    try:
        engine = open_engine(settings.database, create=False)
        with reading(engine) as session:
            held, latest = totals(session), latest_report(session)
    except PantauError as error:
        yield Finding("database", False, str(error))
        return
    last = f"last run {latest.started_at:%Y-%m-%d %H:%M} UTC ({latest.status})" if latest else "no run yet"
    yield Finding("database", True, f"{database_name(engine.url)}: {held.articles} articles, {last}")
    if engine.dialect.name == "sqlite":
        free = shutil.disk_usage(Path(engine.url.database or ".").parent).free
        is_fine = free > max(_LOW_DISK, parse_size(settings.min_free))
        advice = "" if is_fine else "; free space, a full disk stops a run"
        yield Finding("disk", is_fine, f"{free / 1e9:.1f} GB free{advice}")


def _settings_file(settings: Settings) -> Finding:
    file = settings.scheduled
    try:
        check_secret_file(file)
    except PantauError as error:
        return Finding("settings file", False, str(error))
    return Finding("settings file", True, f"{file}, {'for you alone' if file.exists() else 'none'}")


def _privacy(settings: Settings) -> Finding:
    """Whether others on this machine can reach what names victims.

    Nothing is changed: who opened a folder to a group may have meant it.
    """
    from sqlalchemy import make_url

    address = make_url(settings.database)
    file = Path(address.database or "") if address.get_backend_name() == "sqlite" else settings.data_dir
    is_closed = mode_for_others(settings.data_dir) is None  # then nobody else gets to what is in it
    places = dict.fromkeys([settings.data_dir, file, settings.backups])
    reachable = (path for path in places if not (is_closed and settings.data_dir in path.parents))
    wide = [path for path in reachable if mode_for_others(path) is not None]
    if not wide:
        return Finding("privacy", True, f"{settings.data_dir} is for you alone")
    names = " ".join(shlex.quote(str(path)) for path in wide)
    detail = f"others on this machine can reach what names victims: run `chmod -R go= {names}`"
    return Finding("privacy", False, detail)


def _annotator(settings: Settings) -> Finding:
    try:
        found = chosen_annotator(settings.annotator)
    except PantauError as error:
        return Finding("annotator", False, str(error))
    return Finding("annotator", True, f"{found.name}, chosen by PANTAU_ANNOTATOR")


def _extraction() -> Finding:
    from extract.annotate import annotate_text

    annotated = annotate_text("Kapolres Ende mengatakan dua orang ditahan. Kasus itu terjadi di Kota Kupang.")
    is_fine = len(annotated.sentences) == 2 and [r.code for r in annotated.regions] == ["53.08", "53.71"]
    detail = (
        "pipeline works"
        if is_fine
        else "the pipeline gives wrong sentences or regions; install spaCy 3.8 again"
    )
    return Finding("extraction", is_fine, detail)
