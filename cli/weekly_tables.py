"""What `pantau weekly` prints: what the run did, what is in the database, what needs a person, what comes next."""

import os
import shlex
import sys
from typing import TYPE_CHECKING

import typer

from cli.database import open_database
from cli.lists import (
    STATEMENT_HEADERS,
    day_text,
    period_text,
    shortened,
    statement_cells,
    unit_text,
    value_text,
)
from cli.output import number, print_table
from cli.report import print_crawl, print_findings, print_problems
from cli.run_tables import STATUS_NAMES

if TYPE_CHECKING:
    from models.rows import ClaimRow
    from pipelines.planning import WeeklyPlan
    from pipelines.weekly import WeeklyReport

_STATEMENTS = 25
_CLAIMS = 80


def print_weekly(report: "WeeklyReport") -> None:
    """The report of a run; what needs a person, one sentence each, on stderr."""
    if report.crawl is not None:
        print_crawl(report.crawl)
    print_problems(open_database(), report.run_id)
    _print_tables()
    _print_sums(report)
    _print_backup(report)
    _print_way_in(report.run_id)
    print_findings(report.full)
    for sentence in dict.fromkeys(_sentences(report)):
        typer.echo(f"pantau: {sentence}", err=True)


def print_plan(plan: "WeeklyPlan") -> None:
    """What a run would do now."""
    from models.bounds import duration_text, size_text

    lists, left, due = (sum(getattr(one, name) for one in plan.sources) for name in ("lists", "left", "due"))
    print_table(
        "Yang akan dilakukan pantau weekly sekarang",
        ("Sumber", "#Daftar", "#Berita tersisa", "#Dilihat lagi"),
        [(one.source, *map(number, (one.lists, one.left, one.due))) for one in plan.sources],
        caption=f"{len(plan.sources)} sumber menurut urutan kunjungan, {number(lists)} daftar, {number(left)} berita "
        f"tersisa dari kali sebelumnya, {number(due)} berita dilihat lagi",
    )
    typer.echo(_DATABASES[plan.database])
    if plan.documents is not None:
        typer.echo(f"Halaman tersimpan yang menunggu diolah: {number(plan.documents)}.")
    if plan.last is not None:
        typer.echo(
            f"Terakhir: kali ke-{plan.last.run_id}, mulai {plan.last.started_at:%Y-%m-%d %H:%M} UTC, "
            f"{STATUS_NAMES[plan.last.status]}."
        )
    bounds = plan.bounds
    given = [
        *([] if bounds.budget is None else [f"waktu {duration_text(bounds.budget)}"]),
        *([] if bounds.max_requests is None else [f"{number(bounds.max_requests)} permintaan"]),
        f"ruang kosong paling sedikit {size_text(bounds.min_free)}",
    ]
    typer.echo(f"Batas: {', '.join(given)}.")
    typer.echo(
        f"Ruang kosong: {size_text(plan.free)} untuk data, {size_text(plan.free_for_backups)} untuk cadangan."
    )
    if plan.backup_bytes is not None:
        typer.echo(f"Cadangan di {plan.backups}: sekitar {size_text(plan.backup_bytes)}.")
    if plan.is_running:
        typer.echo("Sedang berjalan: pengumpulan lain belum selesai, yang baru akan ditolak.")


_DATABASES = {
    "ready": "Basis data siap.",
    "missing": "Basis data belum ada dan akan dibuat.",
    "older": "Basis data dari versi lama dan akan diperbarui dulu; angka di atas belum memperhitungkan isinya.",
}


def _sentences(report: "WeeklyReport") -> list[str]:
    """What needs a person beside sources."""
    damage = report.damage or ()
    return [
        *(reached.sentence for reached in report.bounds),
        *(failure.sentence for failure in report.failures),
        *(f"{found.check}, {found.subject}: {found.detail}" for found in damage),
    ]


def _print_sums(report: "WeeklyReport") -> None:
    run, crawl, processed, held = report.full.run, report.crawl, report.processed, report.totals
    if crawl is None or processed is None:
        return
    fetched = crawl.total("fetched")
    typer.echo(
        f"Kali ke-{run.run_id}: {fetched} berita diambil, {held.articles - processed.new} sudah tersimpan dari kali "
        f"sebelumnya; {crawl.total('unchanged')} dari {crawl.total('listings')} daftar tidak berubah."
    )
    typer.echo(
        f"Disimpan: {processed.new} berita baru, {processed.changed} berubah; {run.problems} masalah dicatat."
    )
    counts = run.sources
    if any(source.articles_rechecked or source.articles_refused for source in counts):
        typer.echo(
            f"Dilihat lagi: {sum(source.articles_rechecked for source in counts)} berita tersimpan, "
            f"{sum(source.articles_unchanged for source in counts)} di antaranya tetap, "
            f"{sum(source.articles_removed for source in counts)} dicabut penerbitnya; "
            f"{sum(source.articles_refused for source in counts)} halaman minta tidak disimpan."
        )
    typer.echo(
        f"Dalam basis data: {held.articles} berita ({held.relevant_articles} tentang TPPO), {held.officials} pejabat, "
        f"{held.statements} pernyataan, {held.figures} angka."
    )
    if not fetched and not processed.new and not processed.changed:
        typer.echo("Tidak ada yang diambil dua kali dan tidak ada yang disimpan dua kali.")


def _print_backup(report: "WeeklyReport") -> None:
    from models.bounds import size_text

    kept = report.backup
    if kept is not None:
        typer.echo(f"Cadangan: {kept.file} ({size_text(kept.bytes)}), ditulis dan diperiksa.")


def _print_tables() -> None:
    from models.vocabulary import FigureTopic
    from pipelines.trends import countable_units
    from storage.claims import claims_by_place
    from storage.engine import reading
    from storage.filters import Filters
    from storage.queries import list_statements

    with reading(open_database()) as session:
        said = list_statements(session, Filters(limit=_STATEMENTS))
        about_tppo = Filters(topic=FigureTopic.TPPO.value, limit=_CLAIMS)
        counted, number_of_claims = claims_by_place(session, about_tppo, countable_units())
    print_table(
        "Siapa mengatakan apa (pernyataan terbaru)",
        STATEMENT_HEADERS,
        (statement_cells(row) for row in said),
        caption="Semua: pantau statements --limit 0",
    )
    print_table(
        "Angka TPPO menurut wilayah dan periode (salinan berita yang sama dihitung sekali)",
        ("Wilayah", "Periode", "#Angka", "Satuan", "#Berita", "Sumber"),
        (_claim_cells(claim) for claim in counted),
        caption=f"{len(counted)} dari {number_of_claims} angka berperiode; "
        "semua: pantau figures --topic tppo --limit 0",
    )


def _claim_cells(claim: "ClaimRow") -> tuple[str, ...]:
    return (
        claim.region or "(tidak jelas)",
        period_text(claim.period_start, claim.period_end, claim.period_kind),
        value_text(claim.first),
        unit_text(claim.first),
        str(claim.article_count),
        _first_article(claim),
    )


def _first_article(claim: "ClaimRow") -> str:
    """The article that told a claim first."""
    row = claim.first
    day = day_text(row.published_on) if row.published_on else "?"
    return (
        f"#{row.article_id} {row.outlet or ''}, {day}: {shortened(row.article_title or '(tanpa judul)', 48)}"
    )


def _print_way_in(run_id: int) -> None:
    from sqlalchemy import make_url

    from pipelines.configuration import settings
    from storage.failures import database_name

    address = make_url(settings().database)
    typer.echo(f"Basis data: {database_name(address)}")
    names = ("PANTAU_DATA_DIR", *(() if address.password else ("PANTAU_DATABASE_URL",)))
    given = [f"{name}={shlex.quote(os.environ[name])}" for name in names if name in os.environ]
    program = os.path.relpath(sys.argv[0]) if os.sep in sys.argv[0] else "pantau"
    if program.endswith("__main__.py"):
        program = "python -m cli"
    command = " ".join([*given, program])
    typer.echo(f"Menurut sumber: {command} runs show {run_id}")
    typer.echo(f"Di peramban: {command} serve, lalu buka http://127.0.0.1:8000 (cari, bukti, kutip)")
    typer.echo(f"Bukalah: {command} figures --topic tppo")
    typer.echo(
        f"Langkah berikut: {command} show NOMOR menampilkan berita dengan bukti setiap fakta; statements dan figures "
        "dapat disaring (--region, --since, --official); release FOLDER menulis set data yang sudah disamarkan "
        "dan dapat dikutip."
    )
