"""Addresses of articles: told from other pages, and generalised into a pattern."""

import re

import pytest

from crawler.article_links import looks_like_article
from crawler.article_pattern import article_pattern

SITE = "https://uji.example"
TITLES = [
    "polisi-tahan-dua-perekrut-pekerja-migran",
    "warga-desa-minta-jembatan-segera-dibangun",
    "gubernur-buka-rakor-gugus-tugas-di-kupang",
    "nelayan-hilang-ditemukan-selamat-di-pulau-kecil",
    "harga-cabai-naik-menjelang-hari-raya",
    "kapal-penumpang-tertahan-karena-gelombang-tinggi",
    "banjir-surut",
    "sidang-perdana-perkara-perdagangan-orang-digelar",
    "puluhan-guru-terima-surat-keputusan-pengangkatan",
    "pemkot-siapkan-lahan-parkir-baru-di-pasar",
    "longsor-menutup-jalan-utama-antarkabupaten",
]
SECTIONS = ["daerah", "hukum", "ekonomi-dan-bisnis", "olahraga", "pendidikan"]
OTHER_PAGES = [
    f"{SITE}/",
    f"{SITE}/tag/tppo",
    f"{SITE}/daerah",
    f"{SITE}/tentang-kami",
    f"{SITE}/penulis/rina-wati",
    f"{SITE}/kategori/hukum/kriminal",
    f"{SITE}/indeks?page=2",
]


def addresses(form: str) -> list[str]:
    """An address a title; `{n}` is a long number, `{d}` a day, `{s}` a section."""
    return [
        SITE + form.format(title=title, n=48120 + number * 7, d=f"{number + 10}", s=SECTIONS[number % 5])
        for number, title in enumerate(TITLES)
    ]


@pytest.mark.parametrize(
    ("form", "new_article"),
    [
        ("/berita/{n}/{title}", "/berita/7/hujan"),
        ("/2026/03/{d}/{title}/", "/2027/11/02/hujan/"),
        ("/2026/03/{title}.html", "/2027/11/hujan-lebat.html"),
        ("/{s}/{n}/{title}", "/kesehatan/99001/hujan-lebat"),
        ("/{s}/{title}-{n}", "/kesehatan/hujan-lebat-99001"),
        ("/{s}/{n}-{title}.html", "/kesehatan/99001-hujan-lebat.html"),
        ("/{title}/", "/hujan-lebat-landa-kota/"),
        ("/{s}/{title}", "/hukum/hujan-lebat-landa-kota"),
        ("/{s}/d-{n}/{title}", "/kesehatan/d-9/hujan"),
        ("/kupang/{s}/{n}/{title}", "/kupang/kesehatan/9/hujan"),
        ("/read/2026/03/{d}/{n}/{title}", "/read/2027/11/02/9/hujan"),
        ("/daerah/{n}-{title}.html", "/daerah/99001-hujan.html"),
        ("/index.php/2026/03/{d}/{title}/", "/index.php/2027/11/02/hujan"),
        ("/read.php?id={n}", "/read.php?id=5"),
        ("/ruang-berita/berita-list/{title}", "/ruang-berita/berita-list/hujan"),
    ],
)
def test_a_pattern_fits_articles_that_it_has_not_seen_and_no_other_page(form: str, new_article: str) -> None:
    fit = article_pattern(addresses(form), OTHER_PAGES)
    assert fit is not None and fit.is_sound
    assert fit.matched >= 10
    assert re.fullmatch(fit.pattern, SITE + new_article)
    assert not any(re.fullmatch(fit.pattern, page) for page in OTHER_PAGES)


def test_templates_side_by_side_become_one_pattern() -> None:
    mixed = addresses("/berita/{n}/{title}") + addresses("/2026/03/{d}/{title}")
    fit = article_pattern(mixed, OTHER_PAGES)
    assert fit is not None and fit.matched == len(mixed)


def test_a_rare_form_is_no_template() -> None:
    fit = article_pattern([*addresses("/berita/{n}/{title}"), f"{SITE}/promo"], OTHER_PAGES)
    assert fit is not None and fit.matched == len(TITLES)
    assert not re.fullmatch(fit.pattern, f"{SITE}/promo")


def test_what_cannot_be_told_apart_is_said() -> None:
    sections = [f"{SITE}/{word}/{other}" for word in SECTIONS for other in ("berita", "foto")]
    fit = article_pattern(sections[::2], sections[1::2])
    assert fit is not None and not fit.is_sound


def test_hosts_of_one_site_share_a_pattern() -> None:
    others = [url.replace("//uji", "//kota.uji") for url in addresses("/{s}/{n}/{title}")]
    fit = article_pattern(addresses("/{s}/{n}/{title}") + others, OTHER_PAGES)
    assert fit is not None and fit.matched == 2 * len(TITLES)


def test_sections_are_any_word_but_those_of_tags_and_authors() -> None:
    fit = article_pattern(addresses("/{s}/{title}"), OTHER_PAGES)
    assert fit is not None and fit.is_sound
    assert re.fullmatch(fit.pattern, f"{SITE}/kesehatan/hujan-lebat-landa-kota")
    assert not re.fullmatch(fit.pattern, f"{SITE}/tag/korban-perdagangan-orang-dipulangkan")
    assert not re.fullmatch(fit.pattern, f"{SITE}/daerah/kupang")


def test_numbers_are_not_taken_for_dates() -> None:
    numbered = [f"{SITE}/read/{1200 + n}/{title}" for n, title in enumerate(TITLES)]
    fit = article_pattern(numbered, OTHER_PAGES)
    assert fit is not None and re.fullmatch(fit.pattern, f"{SITE}/read/10001/hujan-lebat")


def test_a_scheme_that_varies_on_the_site_is_left_open() -> None:
    fit = article_pattern(addresses("/berita/{n}/{title}"), OTHER_PAGES, "https?")
    assert fit is not None and re.fullmatch(fit.pattern, "http://uji.example/berita/7/hujan")


def test_no_article_no_pattern() -> None:
    assert article_pattern([], OTHER_PAGES) is None


@pytest.mark.parametrize(
    "path",
    [
        "/berita/48120/banjir",
        "/2026/03/banjir",
        "/2026/03/12/banjir/",
        "/polisi-tahan-dua-perekrut",
        "/daerah/banjir-48120.html",
        "/read.php?id=48120",
        "/?p=48120",
    ],
)
def test_an_address_that_looks_like_an_article(path: str) -> None:
    assert looks_like_article(SITE + path)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/daerah",
        "/tag/korban-perdagangan-orang-dipulangkan",
        "/penulis/rina-wati-dan-kawan-kawan",
        "/2026/03/12/",
        "/arsip/2026",
        "/pedoman-pemberitaan-media-siber",
        "/berkas/laporan-kinerja-tahun-lalu.pdf",
        "/indeks?page=2",
    ],
)
def test_an_address_that_does_not(path: str) -> None:
    assert not looks_like_article(SITE + path)
