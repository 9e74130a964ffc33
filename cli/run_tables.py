"""Tables and sentences of a run's report."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import typer

from cli.output import number, print_table

if TYPE_CHECKING:
    from models.reports import FieldCount
    from models.stored import SourceCount
    from pipelines.reporting import FullReport, SourceReport

STATUS_NAMES = {
    "running": "berjalan",
    "finished": "selesai",
    "interrupted": "terhenti",
    "failed": "gagal",
}
_ALL = "(semua)"
_ALWAYS = {"Disebut", "Diminta", "Diambil", "Gagal", "Baru", "TPPO"}
_LEFT_OUT = "Kolom lain yang seluruhnya nol tidak ditampilkan."
_Columns = Mapping[str, Callable[["SourceCount"], int]]
_FOUND: _Columns = {
    "Disebut": lambda count: count.articles_named,
    "Sudah ada": lambda count: count.articles_known,
    "Disaring": lambda count: count.articles_gated,
    "Diminta": lambda count: count.articles_asked,
    "Sampel": lambda count: count.articles_sampled,
    "Dilihat lagi": lambda count: count.articles_due,
    "Diambil": lambda count: count.articles_fetched,
    "Tetap": lambda count: count.articles_unchanged,
    "Salinan": lambda count: count.articles_copied,
    "Ditolak": lambda count: count.articles_refused,
    "Hilang": lambda count: count.articles_gone,
    "Gagal": lambda count: count.articles_failed,
    "Ditunda": lambda count: count.articles_postponed,
    "Tersisa": lambda count: count.articles_left,
}
_BROUGHT: _Columns = {
    "Diambil": lambda count: count.articles_fetched,
    "Baru": lambda count: count.articles_new,
    "Diubah": lambda count: count.articles_edited,
    "Bukan berita": lambda count: count.articles_empty,
    "Belum diolah": lambda count: count.articles_unread,
    "Dicabut": lambda count: count.articles_removed,
    "TPPO": lambda count: count.articles_relevant,
}
_SPENT: _Columns = {
    "Permintaan": lambda count: count.requests,
    "KB": lambda count: count.bytes_received // 1024,
}


def print_full(report: "FullReport") -> None:
    """A run with all its sources: what was found, what it brought, why something failed, what needs a person."""
    if report.sources:
        _print_sources(report)
    else:
        run = report.run
        typer.echo(
            f"Kali ke-{run.run_id} ({run.kind}) tidak mengunjungi sumber; {number(run.articles_new)} berita baru, "
            f"{number(run.articles_changed)} berubah, {number(run.problems)} masalah."
        )
    _print_reasons(report)
    _print_stages(report)
    for sentence in sentences(report):
        typer.echo(sentence)


def _print_stages(report: "FullReport") -> None:
    """How long each stage took; the one that a killed run was in has no end."""
    run = report.run
    rows = [
        (
            one.stage.value,
            f"{one.started_at:%H:%M:%S}",
            "" if one.seconds is None else clock(one.seconds),
            STATUS_NAMES[
                "interrupted" if one.status == "running" and run.status != "running" else one.status
            ],
            one.trouble or "",
        )
        for one in run.stages
    ]
    if rows:
        print_table(
            f"Kali ke-{run.run_id}: tahap", ("Tahap", "Mulai (UTC)", "#Lama", "Akhir", "Masalah"), rows
        )


def _print_sources(report: "FullReport") -> None:
    sources = report.sources
    total = _total(sources)
    found = _told(_FOUND, total)
    print_table(
        f"Kali ke-{report.run.run_id}: apa yang ditemukan, dan apa jadinya",
        ("Sumber", *(f"#{name}" for name in found)),
        [(one.count.source, *_numbers(found, one.count)) for one in sources]
        + [(_ALL, *_numbers(found, total))] * (len(sources) > 1),
        caption="Disebut = Sudah ada + Disaring + Diminta. Diminta + Dilihat lagi = jumlah kolom sesudahnya; "
        f"Sampel termasuk Diminta. {_LEFT_OUT}",
    )
    print_brought(sources, f"Kali ke-{report.run.run_id}: apa yang dibawa")
    _print_fields(sources)


def print_brought(sources: Sequence["SourceReport"], title: str) -> None:
    """What sources brought against what was expected, and what it took."""
    total = _total(sources)
    brought = _told(_BROUGHT, total)
    rows = [
        (
            one.count.source,
            *_numbers(brought, one.count),
            _expected(one),
            *_numbers(_SPENT, one.count),
            clock(one.count.milliseconds / 1000),
        )
        for one in sources
    ]
    if len(sources) > 1:
        rows.append((_ALL, *_numbers(brought, total), "", *_numbers(_SPENT, total), ""))
    headers = (*(f"#{name}" for name in brought), "#Harapan TPPO", *(f"#{name}" for name in _SPENT), "#Lama")
    print_table(
        title,
        ("Sumber", *headers),
        rows,
        caption="Diambil = Baru + Diubah + Bukan berita + Belum diolah. Harapan: * perkiraan, tanpa * hasil ukur. "
        f"{_LEFT_OUT}",
    )


def sentences(report: "FullReport") -> list[str]:
    """One sentence for each thing that a person should know or do."""
    found = [finding.sentence for finding in report.findings]
    run = report.run
    if run.status == "finished":
        return found or ["Tidak ada yang perlu diperiksa."]
    left = sum(one.count.articles_left for one in report.sources)
    if run.status == "running":
        return [f"Kali ke-{run.run_id} masih berjalan; angkanya sampai saat ini."]
    why = "gagal" if run.status == "failed" else "terhenti sebelum selesai"
    if not report.sources:
        return [f"Kali ke-{run.run_id} {why}; jalankan lagi perintah yang sama."]
    return [
        f"Kali ke-{run.run_id} {why}: {left} berita diminta tanpa jawaban; perintah yang sama melanjutkannya.",
        *found,
    ]


def clock(seconds: float) -> str:
    """A duration as 3:07 or 1:02:45."""
    minutes, second = divmod(round(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def _told(columns: _Columns, total: "SourceCount") -> _Columns:
    """The columns that hold something, and those that are looked for even where they hold nothing."""
    return {name: read for name, read in columns.items() if read(total) or name in _ALWAYS}


def _numbers(columns: _Columns, count: "SourceCount") -> list[str]:
    return [number(read(count)) for read in columns.values()]


def _total(sources: Sequence["SourceReport"]) -> "SourceCount":
    from models.stored import SourceCount

    names = [name for name in SourceCount.model_fields if name != "source"]
    return SourceCount(
        source=_ALL, **{name: sum(getattr(one.count, name) for one in sources) for name in names}
    )


def _expected(source: "SourceReport") -> str:
    if source.expected is None:
        return ""
    return f"{number(round(source.expected, 1))}{'' if source.is_measured else '*'}"


def _print_fields(sources: Sequence["SourceReport"]) -> None:
    """How many articles gave each field, of those that could have."""
    from pipelines.findings import FIELD_NAMES

    rows = [
        (one.count.source, *(_share(one.fields.get(field)) for field in FIELD_NAMES))
        for one in sources
        if one.fields
    ]
    if rows:
        headers = (f"#{name.capitalize()}" for name in FIELD_NAMES.values())
        print_table("Apa yang disebut halaman berita", ("Sumber", *headers), rows)


def _share(count: "FieldCount | None") -> str:
    return "" if count is None else f"{number(count.present)} dari {number(count.total)}"


def _print_reasons(report: "FullReport") -> None:
    rows = [
        (one.count.source, number(times), reason)
        for one in report.sources
        for reason, times in one.reasons.items()
    ]
    rows += [("", number(times), reason) for reason, times in report.reasons.items()]
    if rows:
        print_table("Mengapa ada yang tidak disimpan", ("Sumber", "#Kali", "Sebab"), rows)
