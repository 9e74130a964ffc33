"""Why namings are taken for one person, or for two, in words."""

from collections.abc import Callable

from desk.navigation import marked

REASONS = {
    "prior": marked("kemungkinan awal"),
    "only_naming": marked("satu-satunya sebutan"),
    "full_name": marked("nama lengkap sama"),
    "one_word": marked("nama satu kata sama"),
    "partial_name": marked("nama sebagian sama"),
    "rare_word": marked("kata nama yang jarang"),
    "initial": marked("inisial cocok"),
    "misspelt": marked("beda ejaan"),
    "same_office": marked("jabatan sama"),
    "same_post_and_region": marked("jabatan dan wilayah sama"),
    "same_agency": marked("lembaga sama"),
    "same_post": marked("jabatan sejenis"),
    "same_body_anywhere": marked("lembaga bernama sama"),
    "same_region": marked("wilayah sama"),
    "same_province": marked("provinsi sama"),
    "part_of_province": marked("wilayah di provinsi yang sama"),
    "other_part": marked("kabupaten/kota lain"),
    "other_province": marked("provinsi lain"),
    "other_place": marked("tempat lain"),
    "moves": marked("dinas yang pejabatnya berpindah-pindah"),
    "same_career": marked("karier sejalan"),
    "other_career": marked("karier lain"),
    "near_career": marked("karier berdekatan"),
    "same_rank": marked("pangkat sama"),
    "risen_rank": marked("pangkat naik"),
    "fallen_rank": marked("pangkat turun"),
    "fast_rank": marked("pangkat naik terlalu cepat"),
    "long_gap": marked("selang waktu panjang"),
    "same_time_other_office": marked("jabatan lain pada waktu yang sama"),
    "head_of_two_regions_at_a_time": marked("kepala dua daerah pada waktu yang sama"),
    "other_names": marked("nama lain"),
    "decided_by_a_person": marked("keputusan peninjau"),
}
"""What speaks for and against, by the name that scoring gives it."""


def in_words(translate: Callable[[str], str], reason: str) -> tuple[str, str]:
    """A reason with its weight, apart: `nama lengkap sama`, `+2.0`; one without a word stays as it is."""
    code, _, weight = reason.partition(" ")
    return translate(REASONS.get(code, code)), weight
