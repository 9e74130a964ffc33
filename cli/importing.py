"""`pantau import`: texts, saved pages, WARC files and lists of addresses that a person hands in."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.database import open_database
from cli.options import region_code
from cli.progress import progress_bar
from cli.report import print_problems
from models.errors import PantauError

if TYPE_CHECKING:
    from pipelines.importing import ImportCounts, Told
    from pipelines.importing_archives import ArchiveCounts
    from pipelines.importing_urls import ListCounts


def import_files(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH...",
            help="Texts, saved pages, WARC files, or folders of them; lists of addresses (.txt, .csv).",
        ),
    ],
    published: Annotated[str | None, typer.Option(help="Publication day or time, as 2024-11-20.")] = None,
    url: Annotated[str | None, typer.Option(help="Address the article was published under.")] = None,
    source: Annotated[
        str | None, typer.Option(help="Slug of the source, as `pantau sources list` names it.")
    ] = None,
    place: Annotated[str | None, typer.Option(help="Where the story is.")] = None,
) -> None:
    """Stores texts (.txt), saved pages (.html) and pages of WARC files, and extracts their facts.

    A file NAME.json beside NAME.txt may give `published`, `url` and `source`; the options go before it. A list of
    addresses (a text with one a line, a CSV file with a column `url`) is left for the next crawl.
    """
    from pipelines.importing import TYPES, find_files
    from pipelines.importing_archives import SUFFIXES, is_archive
    from pipelines.importing_urls import is_url_list

    told = _told(published, url, source, place)
    files = list(find_files(paths, (*TYPES, *SUFFIXES), named_only=(".csv",)))
    archives = [path for path in files if is_archive(path)]
    lists = [path for path in files if not is_archive(path) and is_url_list(path)]
    texts = [path for path in files if path not in {*archives, *lists}]
    if (archives or lists) and told != type(told)():
        named = (archives or lists)[0]
        raise PantauError(
            f"--published, --url, --source and --place describe single articles, but {named} may hold many; "
            "import it without them."
        )
    if url is not None and len(files) > 1:
        raise PantauError(
            f"--url is the address of one article, but {len(files)} files are named; import one."
        )
    _import(texts, archives, lists, told)


def _told(published: str | None, url: str | None, source: str | None, place: str | None) -> "Told":
    """What the options say about the files. Raises PantauError for what cannot be."""
    from pipelines.configuration import settings
    from pipelines.importing import Told, check_published, check_url, parse_published
    from pipelines.sources import check_slugs

    moment = parse_published(published) if published else None
    check_published(moment)
    check_url(url)
    if place is not None:
        region_code(place, "--place")
    if source is not None:
        check_slugs(settings(), [source])
    return Told(moment, url, source, place)


def _import(texts: list[Path], archives: list[Path], lists: list[Path], told: "Told") -> None:
    from pipelines.annotators import chosen_annotator
    from pipelines.configuration import settings
    from pipelines.importing import import_paths
    from pipelines.importing_archives import import_archives
    from pipelines.importing_urls import import_lists, read_lists
    from pipelines.processing import process_waiting
    from pipelines.resolving import resolve_all
    from pipelines.sources import permitted_sources
    from storage.runs import recorded_run

    configuration, annotator = settings(), chosen_annotator()
    sources = permitted_sources(configuration)
    by_slug = {source.slug: source for source in sources}
    addresses = read_lists(lists)
    engine = open_database(create=True)
    with recorded_run(engine, "import") as run_id:
        queued = import_lists(engine, addresses, sources, run_id)
        counts = import_paths(engine, texts, told, run_id)
        with progress_bar("Membaca arsip") as tick:
            found = import_archives(engine, archives, configuration, sources, run_id, tick)
        with progress_bar("Mengolah") as tick:
            processed = process_waiting(
                engine, by_slug, run_id, lambda document: tick(document.subject), annotator
            )
        with progress_bar("Menyatukan") as tick:
            resolve_all(engine, sources, lambda: tick(""))
    print_problems(engine, run_id)
    if texts:
        _print_counts(len(texts), counts)
    if archives:
        _print_archives(len(archives), found)
    if lists:
        print_lists(len(lists), queued)
    if texts or archives:
        typer.echo(f"{processed.relevant} of the articles read are about TPPO.")
    refused = len(counts.refused) + len(found.refused)
    is_all_refused = refused == len(texts) + len(archives) and not queued.queued and not queued.known
    if refused or queued.refused or found.damaged or processed.skipped:
        raise typer.Exit(2 if is_all_refused else 1)


def _print_counts(files: int, counts: "ImportCounts") -> None:
    _print_refused(counts.refused)
    typer.echo(
        f"{_files(files, 'file')}: {counts.new} new, {counts.changed} changed, {counts.unchanged} known already, "
        f"{len(counts.refused)} refused."
    )


def _print_archives(files: int, counts: "ArchiveCounts") -> None:
    _print_refused(counts.refused)
    typer.echo(
        f"{_files(files, 'WARC file')}: {counts.new} new articles, {counts.known} known already, {counts.skipped} "
        f"pages without an article skipped, {counts.others} records of other kinds, {counts.damaged} damaged, "
        f"{len(counts.refused)} files refused."
    )


def print_lists(files: int, counts: "ListCounts") -> None:
    """What became of lists of addresses."""
    _print_refused(counts.refused)
    typer.echo(
        f"{_files(files, 'list')}: {counts.queued} addresses wait for the next crawl, {counts.known} known already, "
        f"{len(counts.refused)} refused; nothing was fetched."
    )


def _print_refused(sentences: list[str]) -> None:
    for sentence in sentences:
        typer.echo(f"pantau: {sentence}", err=True)


def _files(count: int, kind: str) -> str:
    return f"1 {kind}" if count == 1 else f"{count} {kind}s"
