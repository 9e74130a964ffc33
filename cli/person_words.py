"""What tables say of persons: when they were seen, and why namings are taken for one."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cli.lists import day_text

if TYPE_CHECKING:
    from datetime import date

_WORDS = {
    "prior": "kemungkinan awal",
    "only_naming": "satu-satunya sebutan",
    "full_name": "nama lengkap sama",
    "one_word": "nama satu kata sama",
    "partial_name": "nama sebagian sama",
    "rare_word": "kata nama yang jarang",
    "initial": "inisial cocok",
    "misspelt": "beda ejaan",
    "same_office": "jabatan sama",
    "same_post_and_region": "jabatan dan wilayah sama",
    "same_agency": "lembaga sama",
    "same_post": "jabatan sejenis",
    "same_body_anywhere": "lembaga bernama sama",
    "same_region": "wilayah sama",
    "same_province": "provinsi sama",
    "part_of_province": "wilayah di provinsi yang sama",
    "other_part": "kabupaten/kota lain",
    "other_province": "provinsi lain",
    "other_place": "tempat lain",
    "moves": "dinas yang pejabatnya berpindah-pindah",
    "same_career": "karier sejalan",
    "other_career": "karier lain",
    "near_career": "karier berdekatan",
    "same_rank": "pangkat sama",
    "risen_rank": "pangkat naik",
    "fallen_rank": "pangkat turun",
    "fast_rank": "pangkat naik terlalu cepat",
    "long_gap": "selang waktu panjang",
    "same_time_other_office": "jabatan lain pada waktu yang sama",
    "head_of_two_regions_at_a_time": "kepala dua daerah pada waktu yang sama",
    "other_names": "nama lain",
    "decided_by_a_person": "keputusan peninjau",
}


def reasons_text(reasons: Iterable[str]) -> str:
    """Reasons with their weights: `nama lengkap sama +2,0`; one without a word stays as it is."""
    return ", ".join(_reason_text(reason) for reason in reasons)


def seen_text(first: "date | None", last: "date | None") -> str:
    """First and last day of publication."""
    if first is None or last is None:
        return "tanggal tidak diketahui"
    return day_text(first) if first == last else f"{day_text(first)} – {day_text(last)}"


def _reason_text(reason: str) -> str:
    code, _, weight = reason.partition(" ")
    return f"{_WORDS.get(code, code)} {weight.replace('.', ',')}".strip()
