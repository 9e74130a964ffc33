"""Bytes, times, titles, addresses: what pages say wrongly of themselves is set right; no article is refused."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.article import clean_html, clean_pages
from extract.cleaning.charset import decode
from extract.cleaning.timestamps import find_stamps, is_stamp_line
from models.article import Article
from models.errors import NotAnArticle
from models.page import Page

URL = "https://kabar.example/hukum/dua-tersangka"
BODY = (
    "<p>Polres Ende menetapkan dua orang sebagai tersangka perdagangan orang setelah memeriksa enam saksi.</p>"
    "<p>Kapolres Ende AKBP Yosef Lamawato mengatakan penyidik masih memburu seorang perekrut di Kupang.</p>"
)


def page(html: str, url: str = URL) -> Page:
    return Page(
        url=url, body=html.encode(), content_type="text/html", fetched_at=datetime(2025, 7, 27, 5, tzinfo=UTC)
    )


def cleaned(
    head: str = "", byline: str = "", *, before: str = "", after: str = "", url: str = URL
) -> Article:
    html = (
        f"<html><head><title>Dua Tersangka TPPO Ditahan - Kabar Ende</title>{head}</head><body>{before}"
        f"<h1>Dua Tersangka TPPO Ditahan</h1>{byline}<div class='entry-content'>{BODY}</div>{after}</body></html>"
    )
    return clean_pages([page(html, url)], None)


@pytest.mark.parametrize(
    ("printed", "day", "clock", "zone"),
    [
        ("Kamis, 12 Juni 2025 10:15 WIB", date(2025, 6, 12), time(10, 15), "WIB"),
        ("Sel, 17 Feb 2026", date(2026, 2, 17), None, None),
        ("19/06/2023, 16:50 WIB", date(2023, 6, 19), time(16, 50), "WIB"),
        ("Sabtu, 09 Okt 2021 16:02 WIB", date(2021, 10, 9), time(16, 2), "WIB"),
        ("24 September 2021 - 09:15 WITA", date(2021, 9, 24), time(9, 15), "WITA"),
        ("3 July 2025 15:07", date(2025, 7, 3), time(15, 7), None),
        ("Senin, 19 Juni 2023 11:33:10", date(2023, 6, 19), time(11, 33, 10), None),
        ("SELASA, 18 APRIL 2023 | 09:27 WIB", date(2023, 4, 18), time(9, 27), "WIB"),
        ("Jum'at, 8 Nop 2024 pukul 07.05 Wit", date(2024, 11, 8), time(7, 5), "WIT"),
        ("Ahad, 3 Agt 2025 20.10 WIB", date(2025, 8, 3), time(20, 10), "WIB"),
        ("5 Agu 2025, 20:10", date(2025, 8, 5), time(20, 10), None),
        ("31 Des 2024 23:59", date(2024, 12, 31), time(23, 59), None),
        ("June 12, 2025", date(2025, 6, 12), None, None),
        ("2025-06-12 10:15", date(2025, 6, 12), time(10, 15), None),
        ("12 Juni 2025 3:07 pm", date(2025, 6, 12), time(15, 7), None),
    ],
)
def test_printed_times(printed: str, day: date, clock: time | None, zone: str | None) -> None:
    [stamp] = find_stamps(printed)
    assert (stamp.day, stamp.clock, stamp.zone) == (day, clock, zone)
    assert is_stamp_line(printed)


@pytest.mark.parametrize(
    "line",
    [
        "31 Februari 2025",
        "Pasal 2 ayat (1)",
        "© 2025",
        "Polisi bergerak pada Kamis, 12 Juni 2025 10:15 WIB ke rumah itu.",
        "1.006 korban",
    ],
)
def test_no_stamp_line(line: str) -> None:
    assert not is_stamp_line(line)


JSON_LD = '<script type="application/ld+json">{{"@type":"NewsArticle","headline":"x","datePublished":"{}"}}</script>'
PRINTED = "<div>Kamis, 12 Juni 2025 10:15 WITA</div>"


@pytest.mark.parametrize(
    ("head", "byline", "published"),
    [
        (JSON_LD.format("2025-06-12T10:15:40+07:00"), "", "2025-06-12T10:15:40+07:00"),
        (JSON_LD.format("2025-06-12T03:15:00Z"), "", "2025-06-12T10:15:00+07:00"),
        ("<meta property='article:published_time' content='2025-06-12T10:15:00+08:00'>", "",
         "2025-06-12T10:15:00+08:00"),
        ("", "<time class='updated' datetime='2025-06-13T09:00:00+07:00'></time>"
         "<time datetime='2025-06-12T10:15:00+07:00'></time>",
         "2025-06-12T10:15:00+07:00"),
        ("", PRINTED, "2025-06-12T10:15:00+08:00"),
        (JSON_LD.format("2025-06-12T10:15:00Z"), PRINTED, "2025-06-12T10:15:00+08:00"),
        (JSON_LD.format("2025-06-12T10:15:00+07:00"), PRINTED, "2025-06-12T10:15:00+08:00"),
        (JSON_LD.format("2025-06-12"), PRINTED, "2025-06-12T10:15:00+08:00"),
        (JSON_LD.format("2025-06-12T00:00:00+07:00"), PRINTED, "2025-06-12T10:15:00+08:00"),
        (JSON_LD.format("2025-06-12T10:15:00+07:00").replace('"x"', '"a "b" c"'), "",
         "2025-06-12T10:15:00+07:00"),
        ("", "<div>Diperbarui: Jumat, 13 Juni 2025 08:00 WIB</div><div>Terbit: Kamis, 12 Juni 2025 10:15 WIB</div>",
         "2025-06-12T10:15:00+07:00"),
        ("", "<abbr class=published itemprop=datePublished title='2025-06-12T10:15:00+07:00'>10.15</abbr>",
         "2025-06-12T10:15:00+07:00"),
        (JSON_LD.format("2031-01-01T00:00:00+07:00"), "<div>12/06/2025, 10:15 WIB</div>", "2025-06-12T10:15:00+07:00"),
    ],
)  # fmt: skip
def test_time_of_publication(head: str, byline: str, published: str) -> None:
    article = cleaned(head, byline)
    assert article.published_at == datetime.fromisoformat(published)
    assert article.published_on == date(2025, 6, 12)


def test_todays_date_and_copyright_year_are_no_publication() -> None:
    article = cleaned(
        before="<div>Minggu 27 Juli 2025</div>", after="<footer>Copyright © 2025 · 27/07/2025 09:00</footer>"
    )
    assert (article.published_at, article.published_on) == (None, None)


def test_day_without_time_is_kept_as_a_day() -> None:
    article = cleaned(byline="<span>Kamis, 12 Juni 2025</span>")
    assert (article.published_at, article.published_on) == (None, date(2025, 6, 12))


def test_bare_day_above_the_headline_is_the_bylines_unless_it_is_today() -> None:
    above = "<ul><li>{}</li><li>Admin</li><li>Dibaca 318 kali</li></ul>"
    assert cleaned(before=above.format("12 Juni 2025")).published_on == date(2025, 6, 12)
    assert cleaned(before=above.format("27 Juli 2025")).published_on is None


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("", "Dua Tersangka TPPO Ditahan"),
        (
            "<meta property='og:title' content='Dua Tersangka TPPO Ditahan | Kabar Ende'>",
            "Dua Tersangka TPPO Ditahan",
        ),
    ],
)
def test_title_without_the_site(head: str, title: str) -> None:
    assert cleaned(head).title == title


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("Dua Tersangka TPPO Ditahan - Kabar Ende", "Dua Tersangka TPPO Ditahan"),
        ("Dua Tersangka TPPO Ditahan - Halaman 2 - Kabar Ende", "Dua Tersangka TPPO Ditahan"),
        ("Dua Tersangka TPPO Ditahan | Kabar Ende | Berita Flores", "Dua Tersangka TPPO Ditahan"),
        ("TPPO di Ende - Dua Tersangka Ditahan", "TPPO di Ende - Dua Tersangka Ditahan"),
        ("Kabar Ende :: Dua Tersangka TPPO Ditahan", "Dua Tersangka TPPO Ditahan"),
    ],
)
def test_title_where_no_heading_prints_it(printed: str, title: str) -> None:
    html = f"<html><head><title>{printed}</title><meta property='og:site_name' content='Kabar Ende'></head>"
    assert (
        clean_pages(
            [page(f"{html}<body><h1>Kabar Ende</h1><article>{BODY}</article></body></html>")], None
        ).title
        == title
    )


@pytest.mark.parametrize("tag", ["h1", "h3", "h5", "b"])
def test_headline_stands_in_a_heading_where_the_title_names_the_portal_only(tag: str) -> None:
    heading = "Polres Ende Tetapkan Dua Tersangka Perdagangan Orang"
    html = (
        "<html><head><title>Portal Resmi Pemerintah Daerah</title></head><body><h2>Detail Berita Daerah</h2>"
        f"<{tag}>{heading}</{tag}><div>{BODY}</div></body></html>"
    )
    assert clean_pages([page(html)], None).title == heading


@pytest.mark.parametrize(
    ("head", "url", "canonical"),
    [
        ("<link rel=canonical href='https://kabar.example/hukum/dua-tersangka'>", URL + "?page=1", URL),
        ("<link rel=canonical href='/hukum/dua-tersangka'>", URL, URL),
        ("<link rel=canonical href='https://www.kabar.example/hukum/dua-tersangka'>", "https://m.kabar.example/hukum/dua-tersangka",
         "https://www.kabar.example/hukum/dua-tersangka"),
        ("<meta property='og:url' content='https://kabar.example/hukum/dua-tersangka'>", URL + "?utm_source=x", URL),
        ("<link rel=canonical href='https://lain.example/hukum/dua-tersangka'>", URL, URL),
        ("<link rel=canonical href='https://kabar.example/'>", URL, URL),
        ("", URL + "?showall=1", URL),
        ("", URL + "?single=1&m=1", URL),
        ("", URL + "?id=7&start=1", URL + "?id=7"),
        ("", URL + "?m=berita&single=tidak", URL + "?m=berita&single=tidak"),
        ("<link rel=canonical href='http://[broken'>", URL + "?id=7&utm_medium=wa#isi", URL + "?id=7"),
    ],
)  # fmt: skip
def test_canonical_address(head: str, url: str, canonical: str) -> None:
    assert cleaned(head, url=url).url == canonical


@pytest.mark.parametrize(
    ("head", "byline", "author"),
    [
        (
            "<meta name=author content='Kabar Ende'><meta property='og:site_name' content='Kabar Ende'>",
            "",
            None,
        ),
        ("<meta name=author content='Redaksi'>", "<a rel=author>Rina Wea</a>", "Rina Wea"),
        (
            "<meta name=author content='Dominikus Raja'>",
            "<p>Penulis: <b>Rina Wea</b> | Editor: <b>Dominikus Raja</b></p>",
            "Rina Wea",
        ),
        ("", "<p>Pewarta:<br><b>Rina Wea</b></p>", "Rina Wea"),
        ("", "<span class=byline>oleh Admin</span>", None),
        ("", "<small>12 Juni 2025 oleh Rina Wea</small>", "Rina Wea"),
        ("", "<p>Rapat pada 12 Juni 2025 dibuka oleh Bupati Ende.</p>", None),
        ("", "<div class=news-author>Rina Wea &bull; 12 Juni 2025 10:15</div>", "Rina Wea"),
        ("", "<div class=news-author>Rina Wea, Jurnalis</div>", "Rina Wea"),
        ("", "<div class=author-by>Oleh</div> <a>admin</a>", None),
        (
            "<meta name=author content='Dominikus Raja'>",
            "<p class=penulis>Rina Wea</p><p>Editor: Dominikus Raja</p>",
            "Rina Wea",
        ),
        (
            "<meta name=author content='Rina Wea, Dominikus Raja'>",
            "<p>Editor: Dominikus Raja</p>",
            "Rina Wea",
        ),
        (
            "<meta name=author content='Rina Wea'>",
            "<p>Polisi menggiring tersangka (KABAR.com/YOSEF SEDA)</p>",
            "Rina Wea",
        ),
        ("", "<p>Polisi menggiring tersangka (KABAR.com/YOSEF SEDA)</p>", None),
        ("", "<p>Kasus itu masih didalami. (kabar.com/Rina Wea)</p>", "Rina Wea"),
    ],
)
def test_author(head: str, byline: str, author: str | None) -> None:
    assert cleaned(head, byline).author == author


QUOTES = "Korban berkata “tolong” – lalu ‘lari’ ke pos polisi di Jalan Gajah Mada, Ende."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_bytes_decide_about_the_encoding(encoding: str) -> None:
    assert decode(QUOTES.encode(encoding), "x") == QUOTES


def test_a_stray_byte_does_not_spoil_the_page() -> None:
    body = QUOTES.encode() + b" \x93Kami siap\x94 " + QUOTES.encode()
    assert decode(body, "x") == f"{QUOTES} “Kami siap” {QUOTES}"


def test_utf8_written_twice_is_repaired() -> None:
    twice = QUOTES.encode().decode("latin-1").encode()
    assert decode(twice, "x") == QUOTES
    windows = "â€œtolongâ€\x9d â€“ â€˜lariâ€™"
    assert decode(windows.encode(), "x") == "“tolong” – ‘lari’"


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), min_size=1).filter(str.strip))
def test_utf8_is_read_as_it_is(text: str) -> None:
    if not any(sign in text for sign in ("â€", "Â", "\ufffd", "\ufeff")):
        assert decode(text.encode(), "x") == text


ERROR_PAGE = (
    "<html><head><title>404 - Halaman Tidak Ditemukan</title></head><body>"
    "<h1>Halaman tidak ditemukan</h1>{}</body></html>"
)
SORRY = (
    "<article><p>Maaf, halaman yang Anda cari tidak ada. Silakan pakai kolom pencarian atau baca berita lain, "
    "atau hubungi redaksi kami lewat surel bila tautan ini rusak.</p></article>"
)
CONSENT = (
    "<html><head><title>Sebelum melanjutkan</title></head><body><p>Sebelum Anda melanjutkan, kami meminta persetujuan "
    "atas cookie yang dipakai situs ini untuk mengukur kunjungan dan menampilkan iklan yang sesuai dengan minat Anda "
    "sebagai pembaca setia.</p>"
    "<button>Setuju</button></body></html>"
)
LISTING = (
    "<html><body><h1>Indeks Berita</h1><ul>"
    + "<li><a href='/a'>Dua Tersangka TPPO Ditahan</a></li>" * 40
    + "</ul></body></html>"
)
ENGLISH = "".join(
    f"<p>The police arrested {n} suspects in a trafficking case in Jakarta on Monday and took victims to a shelter.</p>"
    for n in range(5)
)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "is empty"),
        (b"%PDF-1.7 ...", "binary"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "binary"),
        (b"<p>" + b"a" * 20_000_001, "more than an article"),
        (ERROR_PAGE.format("").encode(), "error page"),
        (ERROR_PAGE.format(SORRY).encode(), "error page"),
        (CONSENT.encode(), "consent"),
        (LISTING.encode(), "no article text"),
        (b"<html><body></body></html>", "no article text"),
        (b"just a few words", "no article text"),
        (f"<html><body><article>{ENGLISH}</article></body></html>".encode(), "not Indonesian"),
    ],
)  # fmt: skip
def test_page_without_article_is_refused_in_one_sentence(body: bytes, reason: str) -> None:
    with pytest.raises(NotAnArticle, match=reason) as caught:
        clean_pages(
            [Page(url=URL, body=body, content_type=None, fetched_at=datetime(2025, 7, 27, tzinfo=UTC))], None
        )
    assert str(caught.value).startswith(URL)
    assert "\n" not in str(caught.value)


def test_article_about_missing_pages_is_no_error_page() -> None:
    lead = "<p>Halaman tidak ditemukan muncul saat korban membuka situs palsu itu, kata Kapolres Ende, Kamis.</p>"
    html = (
        f"<html><body><h1>Situs Palsu Menjerat Warga Ende</h1><article>{BODY}{lead}</article></body></html>"
    )
    assert "Halaman tidak ditemukan muncul" in clean_pages([page(html)], None).text


def test_no_page_is_refused() -> None:
    with pytest.raises(NotAnArticle, match="No page"):
        clean_pages([], None)


def test_saved_file_takes_what_the_user_knows() -> None:
    html = f"<html><head><title>Judul Salah - X</title></head><body><article>{BODY}</article></body></html>"
    article = clean_html(
        html.encode(),
        title="Judul Benar",
        published=date(2025, 6, 12),
        url=URL,
        source="kabar-ende",
        place="Ende",
    )
    assert (article.title, article.published_on, article.published_at) == (
        "Judul Benar",
        date(2025, 6, 12),
        None,
    )
    assert (article.url, article.source, article.place_hint) == (URL, "kabar-ende", "Ende")


@given(st.binary(max_size=400))
def test_any_bytes_are_cleaned_or_refused(body: bytes) -> None:
    try:
        clean_html(body)
    except NotAnArticle as refused:
        assert "\n" not in str(refused)


@pytest.mark.parametrize("body_class", ["entry-content", "tidak-dikenal"])
def test_large_pages_take_time_in_proportion(body_class: str) -> None:
    """A page of a megabyte is read whole; a quadratic step would run into the time limit of the test."""
    paragraph = BODY + "<p>Baca juga: <a href='/x'>Judul lain</a></p><p><img src='x'><em>Foto: Ist</em></p>"
    body = paragraph.replace("</p>", " Nomor {}.</p>") * 2000
    html = f"<html><body><h1>Judul</h1><div class='{body_class}'>{body}</div></body></html>"
    numbered = "".join(part + str(i) for i, part in enumerate(html.split("{}")))
    assert len(clean_html(numbered.encode()).text) > 400_000
