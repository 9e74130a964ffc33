"""`pantau backfill`: history from archives, sitemaps and lists of addresses."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.database import open_database
from cli.options import AsJson, Workers, parse_day
from cli.output import number, print_json, print_table
from cli.progress import progress_bar, rate_bar
from cli.report import print_problems
from models.errors import PantauError
from models.history import FileState

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from pipelines.backfilling import BackfillCounts
    from pipelines.configuration import Settings

_STATES = {FileState.WAITING: "menunggu", FileState.DONE: "selesai", FileState.FAILED: "gagal"}


def backfill(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH...", help="WARC files (.warc, .warc.gz), or folders of them."),
    ] = None,
    cc_news: Annotated[
        str | None,
        typer.Option("--cc-news", help="Months of Common Crawl's news archive, as 2024-01..2024-12."),
    ] = None,
    sitemap: Annotated[
        list[str] | None,
        typer.Option("--sitemap", help="Source whose sitemaps are read back to --since; may be repeated."),
    ] = None,
    since: Annotated[str | None, typer.Option(help="First day for --sitemap, as 2015-01-01.")] = None,
    urls: Annotated[
        list[Path] | None,
        typer.Option("--urls", help="List of addresses (.txt, .csv), as `import` takes it; may be repeated."),
    ] = None,
    status: Annotated[
        bool, typer.Option("--status", help="Only list the archives' files and how far each is read.")
    ] = False,
    as_json: AsJson = False,
    workers: Workers = None,
) -> None:
    """Fills the database with what was published before: give archives, --cc-news, --sitemap or --urls.

    Pages of archives are stored and processed at once; addresses of sitemaps and lists wait for the next crawl. The
    same command again goes on where it was stopped.
    """
    from pipelines.configuration import settings

    _check_one([bool(paths), cc_news is not None, bool(sitemap), bool(urls), status])
    if status:
        _print_status(as_json)
        return
    first = parse_day(since, "--since")
    if bool(sitemap) != (first is not None):
        raise PantauError("--sitemap and --since belong together; write --sitemap SOURCE --since 2015-01-01.")
    chosen = settings().with_workers(workers)
    if sitemap and first is not None:
        _from_sitemaps(chosen, sitemap, first)
    elif urls:
        _from_lists(chosen, urls)
    else:
        _from_archives(chosen, paths or [], cc_news)


def _check_one(given: list[bool]) -> None:
    if sum(given) != 1:
        raise PantauError(
            "Give one kind of history: WARC files or folders, --cc-news 2024-01..2024-12, --sitemap SOURCE --since "
            "2015-01-01, --urls FILE, or --status."
        )


def _print_status(as_json: bool) -> None:
    from storage.engine import reading
    from storage.history import all_files

    with reading(open_database()) as session:
        files = all_files(session)
    if as_json:
        print_json([file.model_dump(mode="json") for file in files])
        return
    print_table(
        "Berkas arsip",
        ("Berkas", "Keadaan", "#MB selesai", "#Rekaman", "#Lolos", "#Baru", "#Rusak", "Alasan"),
        [
            (
                file.name.rpartition("/")[2],
                _STATES[file.state],
                number(file.offset // 10**6),
                *map(number, (file.counts.records, file.counts.kept, file.counts.new, file.counts.damaged)),
                file.reason or "",
            )
            for file in files
        ],
    )


def _from_archives(chosen: "Settings", paths: list[Path], cc_news: str | None) -> None:
    from crawler.archives.policy import checked_base, months
    from pipelines.annotators import chosen_annotator
    from pipelines.backfilling import backfill_cc_news, backfill_paths, warc_files
    from pipelines.crawling import check_contact
    from pipelines.processing import process_waiting
    from pipelines.resolving import resolve_all
    from pipelines.sources import permitted_sources
    from storage.runs import recorded_run

    files = warc_files(paths)
    span = list(months(cc_news, datetime.now(UTC).date())) if cc_news is not None else []
    if span:
        checked_base(chosen.commoncrawl_url, chosen.allow_loopback)
        check_contact(chosen)
    annotator, sources = chosen_annotator(), permitted_sources(chosen)
    by_slug = {source.slug: source for source in sources}
    engine = open_database(create=True)
    with recorded_run(engine, "backfill") as run_id:
        with rate_bar("Membaca arsip") as tick:
            if span:
                counts = backfill_cc_news(engine, chosen, span, sources, run_id, tick)
            else:
                counts = backfill_paths(engine, chosen, files, sources, run_id, tick)
        with progress_bar("Mengolah") as processed:
            done = process_waiting(
                engine,
                by_slug,
                run_id,
                lambda document: processed(document.subject),
                annotator,
                configuration=chosen,
            )
        with progress_bar("Menyatukan") as resolved:
            resolve_all(engine, sources, lambda: resolved(""))
    print_problems(engine, run_id)
    _print_archives(counts)
    typer.echo(
        f"Diolah: {done.new} berita baru, {done.changed} berubah, {done.relevant} tentang TPPO, "
        f"{done.unchanged} sudah tersimpan sama, {done.skipped} tanpa berita."
    )
    if counts.refused and not counts.files and not counts.passed_by:
        raise typer.Exit(2)
    if counts.refused or counts.strange or counts.counts.damaged or done.skipped:
        raise typer.Exit(1)


def _print_archives(counts: "BackfillCounts") -> None:
    for sentence in counts.refused:
        typer.echo(f"pantau: {sentence}", err=True)
    found = counts.counts
    typer.echo(
        f"Arsip: {counts.files} berkas dibaca, {counts.passed_by} sudah dibaca sebelumnya, "
        f"{len(counts.refused)} tidak terbaca."
    )
    typer.echo(
        f"Rekaman: {number(found.records)}, {number(found.own)} dari situs dalam katalog; {number(found.gated)} tanpa "
        f"kata topik, {number(found.refused)} minta tidak disimpan, {number(found.damaged)} rusak."
    )
    typer.echo(f"Disimpan: {number(found.new)} halaman baru, {number(found.known)} sudah ada.")


def _from_sitemaps(chosen: "Settings", slugs: list[str], since: date) -> None:
    from pipelines.backfilling_sitemaps import backfill_sitemaps
    from pipelines.crawling import check_contact
    from pipelines.sources import chosen_sources
    from storage.runs import recorded_run

    sources = chosen_sources(chosen, slugs)
    check_contact(chosen)
    engine = open_database(create=True)
    with recorded_run(engine, "backfill") as run_id, progress_bar("Membaca peta situs") as tick:
        counts = backfill_sitemaps(engine, chosen, sources, since, run_id, tick)
    print_problems(engine, run_id)
    print_table(
        f"Berita sejak {since} menurut peta situs",
        ("Sumber", "#Peta", "#Menunggu", "#Dilewati gerbang", "#Gagal"),
        [
            (slug, *map(number, (each.sitemaps, each.queued, each.skipped, each.failures)))
            for slug, each in sorted(counts.items())
        ],
        caption="Yang menunggu diambil oleh pantau crawl atau pantau weekly berikutnya.",
    )
    if any(each.failures for each in counts.values()):
        raise typer.Exit(1)


def _from_lists(chosen: "Settings", files: list[Path]) -> None:
    from cli.importing import print_lists
    from pipelines.importing_urls import import_lists, read_lists
    from pipelines.sources import permitted_sources
    from storage.runs import recorded_run

    sources, lists = permitted_sources(chosen), read_lists(files)
    engine: Engine = open_database(create=True)
    with recorded_run(engine, "backfill") as run_id:
        counts = import_lists(engine, lists, sources, run_id)
    print_lists(len(lists), counts)
    if counts.refused:
        raise typer.Exit(1 if counts.queued or counts.known else 2)
