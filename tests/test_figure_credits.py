"""Who a number is credited to. Sentences and people are invented."""

import pytest
from figure_support import PUBLISHED, place_named

from extract.actors.agencies import find_agencies
from extract.actors.officials import find_officials
from extract.annotate import annotate_text
from extract.dates import find_dates
from extract.figures.find import find_figures


@pytest.mark.parametrize(
    ("text", "credits"),
    [
        (
            "Kepala Dinas Sosial Belu, Yuliana Bessie, mengatakan ada 12 korban. Lima di antaranya anak.",
            ["Yuliana Bessie", "Yuliana Bessie"],
        ),
        ("Polisi menyerahkan lima korban kepada Kepala Dinas Sosial Belu, Yuliana Bessie.", [None]),
        (
            "Kapolres Belu AKBP Rahmat Hidayat menyebut tiga tersangka.\n"
            '"Kami menampung 9 korban. Tujuh sudah pulang," kata Kepala Dinas Sosial Belu, Maria Seran.',
            ["Rahmat Hidayat", "Maria Seran", "Maria Seran"],
        ),
        (
            "Menurut Kapolres Belu AKBP Rahmat Hidayat, Direktur Yayasan Kasih, Suster Elisabet, menolong 30 korban.",
            ["Rahmat Hidayat"],
        ),
        ("Data BP3MI NTT menunjukkan 41 korban, kata Bupati Belu Yohanes Bere.", ["BP3MI NTT"]),
        (
            "Kapolres Belu AKBP Rahmat Hidayat menjelaskan kasus itu. Polres Belu menangani 7 kasus.",
            ["Rahmat Hidayat"],
        ),
    ],
)
def test_number_is_credited_to_who_tells_it(text: str, credits: list[str | None]) -> None:
    place = place_named("Kabupaten Belu")
    annotated = annotate_text(text, PUBLISHED)
    agencies = find_agencies(annotated, place)
    officials = find_officials(annotated, agencies, place)
    found = find_figures(annotated, place, find_dates(annotated), officials, agencies)
    assert [figure.credited_to for figure in found] == credits
