"""The catalogue: one YAML file a source, read and checked."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from crawler.entry_files import BadEntry, field_problems, read_fields
from crawler.hosts import host_problems
from crawler.inheritance import whole_entry
from crawler.templates import pattern_problems, template_problems
from models.errors import PantauError
from models.source import Source

BUNDLED_SOURCES = Path(__file__).with_name("sources")
"""The entries that come with the program, by province."""


class CatalogReading(NamedTuple):
    """What is in the catalogue's files: the good entries, and one sentence for each thing that is wrong."""

    sources: tuple[Source, ...]
    problems: tuple[str, ...]


class _Entry(NamedTuple):
    path: Path
    source: Source


def load_catalog(*directories: Path, allow_loopback: bool = False) -> tuple[Source, ...]:
    """Return the sources of `<directory>/**/*.yml`, ordered by slug.

    Hosts of this computer or of private networks are refused; `allow_loopback` admits this computer.
    Raises PantauError with the first problem.
    """
    reading = check_catalog(*directories, allow_loopback=allow_loopback)
    if reading.problems:
        others = len(reading.problems) - 1
        raise PantauError(
            reading.problems[0] + (f" ({others} more: see `pantau sources check`)" if others else "")
        )
    return reading.sources


def check_catalog(*directories: Path, allow_loopback: bool = False) -> CatalogReading:
    """Return the good entries and all problems of `<directory>/**/*.yml`."""
    entries: list[_Entry] = []
    problems: list[str] = []
    for path, trouble in _files(directories):
        if trouble is not None:
            problems.append(trouble)
            continue
        source, found = _read(path, allow_loopback)
        problems.extend(
            f"Source entry {path}: {problem.rstrip('.')}{'' if problem.endswith('?') else '.'}"
            for problem in found
        )
        if source is not None:
            entries.append(_Entry(path, source))
    problems.extend(_clashes(entries))
    sources = tuple(sorted((entry.source for entry in entries), key=lambda source: source.slug))
    return CatalogReading(sources, tuple(problems))


def _files(directories: tuple[Path, ...]) -> Iterator[tuple[Path, str | None]]:
    """Return the entry files, each with what is wrong with it as a file."""
    for directory in directories:
        if not directory.is_dir():
            yield (
                directory,
                f"There is no directory of sources {directory}: create it or correct the setting.",
            )
            continue
        files = sorted(path for path in directory.rglob("*") if path.suffix in {".yml", ".yaml"})
        if not files:
            yield directory, f"The directory of sources {directory} holds no .yml file: add a source entry."
        for path in files:
            wrong = path.suffix == ".yaml"
            yield (
                path,
                f"Source entry {path} ends in .yaml and is not read: rename it to .yml." if wrong else None,
            )


def _read(path: Path, allow_loopback: bool) -> tuple[Source | None, list[str]]:
    try:
        fields = read_fields(path)
        if fields.get("permission") is not None:
            raise BadEntry("permission is not a field of an entry; record it with `pantau sources permit`")
        source = Source.model_validate(whole_entry(fields))
    except BadEntry as error:
        return None, [str(error)]
    except ValidationError as error:
        return None, field_problems(error.errors(), Source)
    return source, [
        *_misnamed(path, source),
        *host_problems(source, allow_loopback),
        *template_problems(source),
        *pattern_problems(source),
    ]


def _misnamed(path: Path, source: Source) -> Iterator[str]:
    if path.stem != source.slug:
        yield f"slug is {source.slug!r} but the file is called {path.name}; make them the same"


def _clashes(entries: list[_Entry]) -> Iterator[str]:
    slugs: dict[str, Path] = {}
    hosts: dict[str, list[_Entry]] = {}
    for entry in entries:
        slug = entry.source.slug
        if slug in slugs:
            yield f"Source entry {entry.path}: slug {slug!r} is taken by {slugs[slug]}; give one of them another."
            continue
        slugs[slug] = entry.path
        for host in sorted(entry.source.hosts):
            others = hosts.setdefault(host, [])
            other = next((other for other in others if not _may_share(entry.source, other.source)), None)
            others.append(entry)
            if other is not None:
                yield (
                    f"Source entry {entry.path}: host {host!r} belongs to source {other.source.slug!r} already "
                    f"({other.path}); keep one entry a host."
                )


def _may_share(one: Source, other: Source) -> bool:
    """Tell whether both are bureaus of one network, told apart by the path of their home pages."""
    return one.network is not None and one.network == other.network and one.section != other.section
