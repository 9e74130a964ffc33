"""The catalogue: one YAML file a source, read and checked."""

import difflib
from collections.abc import Hashable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import yaml
from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from crawler.addresses import address_refusal, ip_literal, is_loopback_host
from crawler.urls import host_of
from models.errors import PantauError
from models.source import Listing, Source

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
        data = yaml.load(path.read_text(encoding="utf-8"), _UniqueKeyLoader)  # a SafeLoader
    except OSError as error:
        return None, [f"it cannot be read ({error.strerror}); check its permissions"]
    except UnicodeDecodeError:
        return None, ["it is not UTF-8 text; save it as UTF-8"]
    except yaml.YAMLError as error:
        return None, [_yaml_problem(error)]
    if not isinstance(data, dict):
        return None, ["it holds no fields; write `slug: ...`, `name: ...` and so on"]
    try:
        source = Source.model_validate(data)
    except ValidationError as error:
        return None, _field_problems(error.errors())
    return source, [*_misnamed(path, source), *_private_hosts(source, allow_loopback), *_templates(source)]


def _misnamed(path: Path, source: Source) -> Iterator[str]:
    if path.stem != source.slug:
        yield f"slug is {source.slug!r} but the file is called {path.name}; make them the same"


def _private_hosts(source: Source, allow_loopback: bool) -> Iterator[str]:
    for host in sorted(source.hosts):
        name = urlsplit(f"//{host}").hostname or ""
        literal = ip_literal(name)
        if is_loopback_host(name):
            if not allow_loopback:
                yield f"host {host!r} is this computer; only the demo and tests may crawl it"
        elif literal is not None:
            why = address_refusal(name, str(literal), allow_loopback) or "an address"
            yield f"host {host!r} is not a name but {why}; write the site's name"
        elif "." not in name:
            yield f"host {host!r} is no public name; write the site's full name"


def _templates(source: Source) -> Iterator[str]:
    for listing in source.listings:
        if listing.next_page is None:
            continue
        if "{page}" not in listing.next_page:
            yield f"next_page {listing.next_page!r} has no {{page}} where the number goes; add it"
        elif host_of(listing.next_page) not in source.hosts:
            yield f"next_page {listing.next_page!r} is on a host that is neither home_url's nor in allowed_hosts"


def _clashes(entries: list[_Entry]) -> Iterator[str]:
    slugs: dict[str, Path] = {}
    hosts: dict[str, _Entry] = {}
    for entry in entries:
        slug = entry.source.slug
        if slug in slugs:
            yield f"Source entry {entry.path}: slug {slug!r} is taken by {slugs[slug]}; give one of them another."
            continue
        slugs[slug] = entry.path
        for host in sorted(entry.source.hosts):
            other = hosts.setdefault(host, entry)
            if other is not entry:
                yield (
                    f"Source entry {entry.path}: host {host!r} belongs to source {other.source.slug!r} already "
                    f"({other.path}); keep one entry a host."
                )


def _field_problems(details: list[ErrorDetails]) -> list[str]:
    """Return what is wrong, unknown fields first; a field that one of them means is not called missing as well."""
    unknown = [detail for detail in details if detail["type"] == "extra_forbidden"]
    meant = {(*detail["loc"][:-1], _near(detail)) for detail in unknown}
    others = [
        detail
        for detail in details
        if detail not in unknown and not (detail["type"] == "missing" and detail["loc"] in meant)
    ]
    return [_field_problem(detail) for detail in (*unknown, *others)]


def _field_problem(detail: ErrorDetails) -> str:
    """Return what is wrong with one field, and what to do."""
    where = ".".join(str(part) for part in detail["loc"])
    match detail["type"]:
        case "extra_forbidden":
            return f"{where} is not a known field{_suggestion(detail)}"
        case "missing":
            return f"{where} is missing; add it ({_meaning(detail)})"
        case "value_error":
            text = str(detail["ctx"]["error"]) if "ctx" in detail else detail["msg"]
            return f"{where}: {text}; correct it" if where else f"{text}; correct it"
        case "enum" | "literal_error":
            return f"{where} is {detail['input']!r}; it must be one of {detail['ctx']['expected']}"
        case _:
            return f"{where} is {_short(detail['input'])}: {detail['msg'][0].lower()}{detail['msg'][1:]}; correct it"


def _suggestion(detail: ErrorDetails) -> str:
    near = _near(detail)
    return f"; did you mean {near}?" if near else f"; known are {', '.join(_fields(detail))}"


def _near(detail: ErrorDetails) -> str | None:
    near = difflib.get_close_matches(str(detail["loc"][-1]), _fields(detail), n=1)
    return near[0] if near else None


def _fields(detail: ErrorDetails) -> dict[str, FieldInfo]:
    return Source.model_fields if len(detail["loc"]) == 1 else Listing.model_fields


def _meaning(detail: ErrorDetails) -> str:
    field = _fields(detail).get(str(detail["loc"][-1]))
    return (field.description or "").rstrip(".") if field is not None else "required"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _yaml_problem(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or " ".join(str(error).split())
    return (
        f"line {mark.line + 1} is not valid YAML ({what}); correct it" if mark else f"not valid YAML ({what})"
    )


class _UniqueKeyLoader(yaml.SafeLoader):
    """Plain YAML, but a field that is given twice is an error instead of the last one winning."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for number, key in enumerate(keys):
            if key in keys[:number]:
                mark = node.value[number][0].start_mark
                raise yaml.constructor.ConstructorError(None, None, f"{key!r} is given twice", mark)
        return super().construct_mapping(node, deep)
