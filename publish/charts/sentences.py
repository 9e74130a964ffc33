"""The plain sentences under a chart: what it shows, what it is made of, what is left out, what it cannot say."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from models.trends import Basis, TrendFlag, TrendRow
from publish.charts.asked import ChartAsked
from publish.charts.series import PANELS, value_of
from publish.charts.tiles import MapDrawing, tile_layout
from publish.language import Speech, marked
from storage.series_details import Tellers

_LISTED = 12
"""Provinces that are named in a sentence; of more, only the number is."""
_BASIS_RULES = {
    Basis.INCIDENT: marked(
        "Peristiwa tunggal dijumlahkan menurut hari berita pertamanya; peristiwa yang tidak diberitakan tidak ada di "
        "sini."
    ),
    Basis.CUMULATIVE: marked(
        "Laporan kumulatif tidak pernah dijumlahkan: yang ditampilkan adalah selisih antara laporan yang berurutan."
    ),
    Basis.RANGE: marked(
        "Laporan rentang waktu dengan hari awal yang sama juga ditampilkan sebagai selisihnya."
    ),
    Basis.CALENDAR_YEAR: marked("Angka tahunan ditampilkan seperti dikatakan sumbernya."),
}
_LEFT_OUT = {
    TrendFlag.CONFLICT: marked(
        "{n} angka memuat pertentangan yang belum diputuskan; yang bertentangan tidak dihitung."
    ),
    TrendFlag.RESET: marked(
        "{n} angka memuat hitungan yang dimulai lagi; penurunannya tidak dihitung sebagai angka negatif."
    ),
    TrendFlag.REGENCIES_ONLY: marked(
        "Untuk {n} periode hanya kabupaten atau kota yang menyebut angka; jumlahnya bukan angka provinsi."
    ),
    TrendFlag.SPANS: marked("{n} angka mencakup beberapa periode dan tidak dapat dibagi di antaranya."),
    TrendFlag.INCOMPLETE: marked("{n} angka hanya mencakup sebagian periodenya."),
    TrendFlag.SUPPRESSED: marked("{n} angka tidak ditampilkan, karena terlalu sedikit orang."),
    TrendFlag.LEFT_OUT: marked(
        "Pada {n} angka ada kisaran, perkiraan atau angka mustahil yang tidak dihitung."
    ),
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """What stands under a chart."""

    shown: str
    """What the chart shows and what it is made of; also the text in place of the picture."""
    rest: tuple[str, ...]
    """What is left out, by which rules, and what the chart cannot say."""


def series_explanation(
    asked: ChartAsked, rows: Sequence[TrendRow], told: Tellers, say: Speech
) -> Explanation:
    """The sentences under a series, made from its rows."""
    regions = {row.region_code for row in rows}
    sentences = [_made_of(asked, rows, told, say)]
    if len(regions) > PANELS:
        sentences.append(
            say.said(
                "Gambar memuat {shown} wilayah dengan angka terbanyak; tabel memuat {all} wilayah.",
                shown=PANELS,
                all=len(regions),
            )
        )
    rest = [say.said(_BASIS_RULES[basis]) for basis in Basis if any(row.basis is basis for row in rows)]
    if len({(row.basis, row.counted_from) for row in rows}) > 1:
        rest.append(
            say.said(
                "Angka yang dasar atau hari awalnya berbeda tidak disambung dengan garis dan tidak boleh dijumlahkan."
            )
        )
    rest += _left_out(rows, told, say)
    rest += _without_source(regions, say) if asked.region is None else []
    rest += _rates(asked, say)
    rest.append(
        say.said(
            "Ini adalah angka yang diberitakan: naik turunnya dapat berarti lebih banyak laporan, penindakan atau "
            "pemberitaan, bukan lebih banyak kejahatan."
        )
    )
    return Explanation(" ".join(sentences), tuple(rest))


def map_explanation(
    asked: ChartAsked, drawing: MapDrawing, rows: Sequence[TrendRow], say: Speech
) -> Explanation:
    """The sentences under a map; `rows` are the numbers of its tiles."""
    with_number = [tile for tile in drawing.tiles if tile.value is not None]
    shown = say.said(
        "Peta {subject} tahun {year}: {with_number} dari {all} provinsi punya angka",
        subject=asked.subject(say), year=drawing.year, with_number=len(with_number), all=len(drawing.tiles),
    )  # fmt: skip
    if with_number:
        highest = max(with_number, key=lambda tile: tile.value or 0)
        shown += say.said(
            ", yang tertinggi {name} ({value})",
            name=highest.name,
            value=say.number(round(highest.value or 0, 2)),
        )
    claims = say.counted("{n} klaim", sum(row.claims for row in rows))
    rest = [
        say.said("Angkanya dibuat dari {claims}.", claims=claims),
        say.said(_BASIS_RULES[drawing.basis]),
        say.said(
            "Provinsi yang diarsir tidak punya angka jenis ini: itu berarti tidak ada sumber yang dapat dipakai, bukan "
            "nol."
        ),
    ]
    rest += _rates(asked, say)
    rest.append(
        say.said(
            "Setiap kotak sama besar: letaknya kira-kira, dan luas maupun jumlah penduduk tidak tampak padanya."
        )
    )
    return Explanation(shown + ".", tuple(rest))


def _made_of(asked: ChartAsked, rows: Sequence[TrendRow], told: Tellers, say: Speech) -> str:
    numbers = [row for row in rows if value_of(row, asked) is not None]
    first, last = min(row.first_on for row in rows), max(row.last_on for row in rows)
    return say.said(
        "{heading}: {numbers} untuk {regions}, {first} sampai {last}, dari {claims} dalam {stories} ({articles}; "
        "banyaknya berita menunjukkan perhatian media, bukan banyaknya kejadian).",
        heading=asked.heading(say),
        numbers=say.counted("{n} angka", len(numbers)),
        regions=say.counted("{n} wilayah", len({row.region_code for row in numbers})),
        first=say.day(first),
        last=say.day(last),
        claims=say.counted("{n} klaim", sum(row.claims for row in numbers)),
        stories=say.counted("{n} cerita", told.stories),
        articles=say.counted("{n} berita", told.articles),
    )


def _left_out(rows: Sequence[TrendRow], told: Tellers, say: Speech) -> list[str]:
    flags = Counter(flag for row in rows for flag in row.flags)
    sentences = [say.counted(_LEFT_OUT[flag], flags[flag]) for flag in _LEFT_OUT if flags[flag]]
    if told.left_out:
        sentences.append(
            say.counted(
                "{n} klaim tidak dihitung: bagian dari angka lain, kalah dari angka lain, bertentangan atau mustahil.",
                told.left_out,
            )
        )
    return sentences


def _without_source(regions: set[str | None], say: Speech) -> list[str]:
    told = {code.partition(".")[0] for code in regions if code}
    missing = sorted(tile.short for code, tile in tile_layout().items() if code not in told)
    if not missing:
        return []
    if len(missing) > _LISTED:
        return [
            say.said(
                "{n} dari {all} provinsi tidak punya satu sumber pun di sini; itu bukan berarti nol.",
                n=len(missing),
                all=len(tile_layout()),
            )
        ]
    return [
        say.said("Tanpa satu sumber pun, dan itu bukan berarti nol: {names}.", names=say.listing(missing))
    ]


def _rates(asked: ChartAsked, say: Speech) -> list[str]:
    if not asked.is_rate:
        return []
    return [
        say.said(
            "Angka per 100.000 penduduk berlaku untuk hari-hari yang dicakup, bukan per tahun, dengan jumlah penduduk "
            "satu tahun saja; wilayah yang jumlah penduduknya tidak diketahui tidak punya angka."
        )
    ]
