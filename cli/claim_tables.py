"""How claims, their conflicts and their series are printed for people."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli.lists import day_text, period_text, shortened, unit_text, value_text
from cli.output import number

if TYPE_CHECKING:
    from models.conflicts import ConflictRow, ConflictSource, FlagRow
    from models.rows import ClaimRow
    from models.trends import TrendRow

_SOURCES = {"official": "resmi", "quote": "kutipan", "paper": "media"}
_LEFT_OUT = {
    "part": "bagian dari angka lain",
    "lost": "kalah dari angka lain",
    "open": "bertentangan, belum diputuskan",
    "vague": "ada angka yang lebih tepat",
    "implausible": "mustahil",
}
_RULES = {
    "reviewer": "diputuskan {reviewer}",
    "better_source": "sumber lebih kuat (resmi, lalu kutipan, lalu media)",
    "later_bulletin": "laporan lebih baru",
}
_BASES = {
    "incident": "peristiwa, dijumlahkan",
    "cumulative": "selisih laporan kumulatif",
    "range": "selisih laporan rentang waktu",
    "calendar_year": "angka tahunan",
}
_FLAGS = {
    "reset": "hitungan dimulai lagi",
    "conflict": "bertentangan",
    "decided": "sudah diputuskan",
    "incomplete": "tidak penuh",
    "spans": "beberapa periode",
    "approximate": "perkiraan",
    "left_out": "ada yang tidak dihitung",
    "regencies_only": "hanya kabupaten/kota",
    "not_summable": "tidak boleh dijumlahkan",
}

CLAIM_HEADERS = (
    "#id", "Wilayah", "Periode", "#Angka", "Satuan", "Topik", "#Cerita", "#Berita", "Sumber", "Dihitung?", "Pertama",
)  # fmt: skip


def claim_cells(row: "ClaimRow") -> tuple[str, ...]:
    """A claim as a line of the table."""
    first = row.first
    day = day_text(first.published_on) if first.published_on else "tanggal tidak diketahui"
    return (
        str(row.id),
        row.region or "(tidak jelas)",
        period_text(row.period_start, row.period_end, row.period_kind),
        value_text(first),
        unit_text(first),
        row.topic.value,
        str(row.story_count),
        str(row.article_count),
        _SOURCES[row.source_kind.value],
        "ya" if row.left_out is None else f"tidak: {_LEFT_OUT[row.left_out.value]}",
        f"{f'#{first.article_id} {first.outlet or str()}'.rstrip()}, {day}",
    )


CONFLICT_HEADERS = ("#id", "Tentang", "#Angka", "#Klaim", "Keputusan", "#Cerita", "#Berita", "Sumber")


def conflict_lines(row: "ConflictRow") -> Iterator[tuple[str, ...]]:
    """A conflict as lines of the table, one a number."""
    people = [part.value for part in (row.sex, row.age) if part]
    subject = " ".join([row.topic.value, row.unit.value, *people])
    when = period_text(row.period_start, row.period_end, row.period_kind)
    about = f"{subject}, {row.region or '(tidak jelas)'}, {when}"
    rule = _RULES[row.rule.value].format(reviewer=row.reviewer or "") if row.rule else ""
    if row.comment:
        rule += f" ({row.comment})"
    for place, told in enumerate(row.numbers):
        text = number(float(told.value)) + (f"–{number(float(told.value_max))}" if told.value_max else "")
        decided = f"dipakai: {rule}" if told.is_chosen else "tidak dipakai"
        yield (
            str(row.id) if place == 0 else "",
            about if place == 0 else "",
            f"± {text}" if told.is_approximate else text,
            str(told.claim_id),
            "BELUM DIPUTUSKAN" if row.is_open else decided,
            str(told.story_count),
            str(told.article_count),
            "; ".join(_source_text(source) for source in told.sources),
        )


def _source_text(source: "ConflictSource") -> str:
    day = day_text(source.published_on) if source.published_on else "tanggal tidak diketahui"
    credit = f" kata {source.credited_to}" if source.credited_to else ""
    headline = ", judul" if source.is_headline else ""
    article = f"#{source.article_id} {source.outlet or ''}".rstrip()
    return f"{article}, {day}{headline}:{credit} “{shortened(source.quote, 60)}”"


_KINDS = {
    "parts": "bagian dan jumlah",
    "units": "satuan berbeda",
    "headline": "judul dan isi",
    "ratio": "orang per kasus",
    "share": "persen dari satuan lain",
    "implausible": "angka mustahil",
    "region_mapped": "kode wilayah lama",
    "region_abolished": "kode wilayah dihapus",
}
FLAG_HEADERS = ("#id", "Jenis", "#Artikel", "Keterangan")


def flag_cells(row: "FlagRow") -> tuple[str, ...]:
    """A flag as a line of the table."""
    return (str(row.id), _KINDS[row.kind.value], str(row.article_id or ""), row.sentence)


TREND_HEADERS = (
    "Periode",
    "Wilayah",
    "Satuan",
    "#Angka",
    "Dari",
    "Sejak",
    "#Klaim",
    "#Cerita",
    "#Berita",
    "Catatan",
)
RATE_HEADERS = (*TREND_HEADERS, "#Per 100.000", "Penduduk")


def trend_cells(row: "TrendRow") -> tuple[str, ...]:
    """A number of a series as a line of the table."""
    people = [part.value for part in (row.sex, row.age) if part]
    notes = ", ".join(_FLAGS[flag.value] for flag in row.flags)
    if row.value is None and row.reason:
        notes = row.reason
    return (
        row.period,
        row.region or row.region_code or "(tidak jelas)",
        " ".join([row.unit.value, *people]),
        "–" if row.value is None else number(float(row.value)),
        _BASES[row.basis.value],
        day_text(row.counted_from) if row.counted_from else "",
        str(row.claims),
        str(row.stories),
        str(row.articles),
        notes,
    )


def rate_cells(row: "TrendRow") -> tuple[str, ...]:
    """The same with the rate, and the inhabitants that it is of."""
    people = "tidak diketahui"
    if row.population is not None:
        people = f"{number(row.population)} ({row.population_year or 'tahun tidak diketahui'})"
    return (*trend_cells(row), "–" if row.per_100000 is None else number(row.per_100000), people)
