"""Lists of addresses that a person hands in: they wait for the next crawl, which fetches them politely."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine

from models.errors import PantauError
from models.source import Source
from storage.frontier import enqueue
from storage.problems import save_problem

COLUMN = "url"
"""Column of a CSV file that holds the addresses, as in the exports of Media Cloud; the others are not needed."""
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_LOOKED_AT = 10_000
_LONGEST_CELL = 131_072
"""Characters; a longer cell is no address, and the file no list."""


@dataclass
class ListCounts:
    """What an import of lists did."""

    queued: int = 0
    """Addresses that wait now and did not before."""
    known: int = 0
    """Addresses that were known: waiting, fetched, gone or given up."""
    refused: list[str] = field(default_factory=list)
    """One sentence for every address that will not be fetched; each is recorded as a problem, too."""


def is_url_list(path: Path) -> bool:
    """Whether a file holds addresses instead of an article: a CSV file, or a text most lines of which are addresses."""
    if path.suffix.lower() == ".csv":
        return True
    if path.suffix.lower() != ".txt":
        return False
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            beginning = file.read(_LOOKED_AT)
    except OSError:
        return False  # whoever reads the file says why it cannot be read
    lines = [line.strip() for line in beginning.splitlines() if _is_entry(line)]
    return sum(_ADDRESS.fullmatch(line) is not None for line in lines) * 2 > len(lines)


UrlList = tuple[Path, list[tuple[int, str]]]
"""A list's file, and its addresses with their line numbers."""


def import_lists(
    engine: Engine, lists: Sequence[UrlList], sources: Sequence[Source], run_id: int | None
) -> ListCounts:
    """Leaves the articles' addresses of enabled sources for the next crawl; fetches nothing.

    Every other address is refused with its reason: an unknown host, a publisher's reservation, no article.
    """
    counts = ListCounts()
    owners = {host: source for source in sources for host in source.hosts}
    for path, entries in lists:
        wanted: dict[str, list[str]] = {}
        for number, address in entries:
            found = _checked(address, owners)
            if isinstance(found, str):
                counts.refused.append(f"{path}, line {number}: {found}")
                save_problem(engine, subject=address[:200], stage="import", reason=found, run_id=run_id)
            else:
                source, url = found
                wanted.setdefault(source.slug, []).append(url)
        for slug, urls in wanted.items():
            distinct = list(dict.fromkeys(urls))
            new = enqueue(engine, slug, distinct, run_id)
            counts.queued += new
            counts.known += len(distinct) - new
    return counts


def read_lists(paths: Sequence[Path]) -> list[UrlList]:
    """All lists, read before anything is stored: one address a line, or the column `url` of a CSV file.

    Empty lines and lines that begin with `#` are passed over. Raises PantauError for a file that cannot be read or has
    no column `url`.
    """
    return [(path, list(_urls(path))) for path in paths]


def _urls(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            entries = _of_csv(path, file) if path.suffix.lower() == ".csv" else enumerate(file, start=1)
            yield from ((number, entry.strip()) for number, entry in entries if _is_entry(entry))
    except OSError as error:
        raise PantauError(
            f"Cannot read {path}: {error.strerror}; check the path and its permissions."
        ) from error
    except UnicodeDecodeError as error:
        raise PantauError(f"{path} is not UTF-8 text; save the list as UTF-8.") from error
    except csv.Error as error:
        raise PantauError(f"{path} is no CSV file ({error}); export it again as CSV.") from error


def _of_csv(path: Path, file: Iterator[str]) -> Iterator[tuple[int, str]]:
    first = next(file, "")
    if _ADDRESS.fullmatch(first.strip()):  # a bare list that is called .csv
        yield 1, first
        yield from enumerate(file, start=2)
        return
    csv.field_size_limit(_LONGEST_CELL)  # of the whole process: a library may have lifted it
    names, delimiter = _header(path, first)
    rows = csv.reader(file, delimiter=delimiter, strict=True)
    place = names.index(COLUMN)
    for row in rows:
        yield rows.line_num + 1, row[place] if place < len(row) else ""


def _header(path: Path, line: str) -> tuple[list[str], str]:
    """The names in a CSV file's first line, and what separates them."""
    for delimiter in (",", ";", "\t"):
        names = [name.strip().lower() for name in next(csv.reader([line], delimiter=delimiter), [])]
        if COLUMN in names:
            return names, delimiter
    raise PantauError(
        f"{path} has no column {COLUMN!r} in its first line; name the column with the addresses so, "
        "or give a text file with one address a line."
    )


def _is_entry(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _checked(address: str, owners: dict[str, Source]) -> tuple[Source, str] | str:
    """The source and canonical address of an article, or why the address will not be fetched."""
    from crawler.urls import article_url, clean_url, host_of

    url = clean_url(address) if _ADDRESS.fullmatch(address) else None
    if url is None:
        return f"{address[:200]!r} is no web address."
    host = host_of(url)
    source = owners.get(host)
    if source is None:
        return f"{address[:200]} is on {host}, which no source entry names; add an entry for it."
    if source.refusal is not None:
        return f"{address[:200]} is not fetched. {source.refusal}"
    canonical = article_url(url, source)
    if canonical is None:
        return f"{address[:200]} is no article's address of {source.slug}; correct it or the source entry."
    return source, canonical
