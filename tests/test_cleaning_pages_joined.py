"""Further pages: what they repeat, replace or fail to bring."""

from datetime import UTC, datetime

import pytest

from extract.article import clean_html, clean_pages
from extract.cleaning.page_join import join_pages
from models.article import Article
from models.errors import NotAnArticle
from models.page import Page

URL = "https://kabar.example/hukum/dua-tersangka"
LEAD = "Polres Ende menetapkan dua orang sebagai tersangka perdagangan orang setelah memeriksa enam saksi."
NEXT = "Kapolres Ende AKBP Yosef Lamawato mengatakan penyidik masih memburu seorang perekrut di Kupang."
MORE = "Keluarga korban meminta polisi menelusuri aliran uang yang dikirim kepada para perekrut itu."
LAST = "Sidang pertama dijadwalkan pekan depan di Pengadilan Negeri Ende, kata juru bicara pengadilan."
SHORT = "Mengapa terlambat?"


def html(*lines: str, title: str = "Dua Tersangka TPPO Ditahan", name: str = "entry-content") -> str:
    body = "".join(f"<p>{line}</p>" for line in lines)
    head = f"<html><head><title>{title}</title></head>"
    return f"{head}<body><h1>{title}</h1><div class='{name}'>{body}</div></body></html>"


def joined(*pages: str) -> Article:
    fetched = datetime(2025, 7, 27, 5, tzinfo=UTC)
    return clean_pages(
        [
            Page(url=f"{URL}?page={number}", body=page.encode(), content_type="text/html", fetched_at=fetched)
            for number, page in enumerate(pages, 1)
        ],
        None,
    )


@pytest.mark.parametrize(
    "second",
    [
        [MORE, LAST],
        [NEXT, SHORT, MORE, LAST],  # the last lines of page 1 again
        [LEAD, MORE, LAST],
        [f"{LEAD[:60]}...", MORE, LAST],
        [LEAD, NEXT, SHORT, MORE, LAST],  # all pages in one
    ],
)
def test_what_page_two_repeats_stands_once(second: list[str]) -> None:
    assert join_pages([[LEAD, NEXT, SHORT], second]) == [LEAD, NEXT, SHORT, MORE, LAST]


def test_list_of_other_articles_under_page_one_does_not_hide_page_two() -> None:
    lines = join_pages([[LEAD, NEXT, "Berita Terkait", "Harga Beras Naik di Lima Pasar"], [MORE, LAST]])
    assert lines == [LEAD, NEXT, MORE, LAST]


def test_one_short_sentence_on_the_last_page_is_kept() -> None:
    article = joined(html(LEAD, NEXT), html("Sidang dilanjutkan Senin."))
    assert article.text.split("\n") == [LEAD, NEXT, "Sidang dilanjutkan Senin."]


@pytest.mark.parametrize(
    "second",
    [
        html("Maaf, halaman yang Anda cari tidak ditemukan.", title="404 Not Found"),
        html(MORE, LAST, title="Pemain Muda Persib Dipanggil Timnas"),
        "",
    ],
)
def test_page_that_is_none_of_the_article_is_left_out(second: str) -> None:
    article = joined(html(LEAD, NEXT), second)
    assert article.text.split("\n") == [LEAD, NEXT]
    assert article.page_urls == (f"{URL}?page=1",)


def test_page_two_is_read_where_page_one_was() -> None:
    """A short last page holds less text than the boxes around it."""
    box = "<div class='box'>" + f"<p>{MORE}</p>" * 4 + "</div>"
    first = html(LEAD, NEXT, MORE, LAST, name="kolom-kiri")
    second = html("Sidang dilanjutkan Senin.", name="kolom-kiri").replace("</body>", f"{box}</body>")
    assert joined(first, second).text.split("\n")[-1] == "Sidang dilanjutkan Senin."


TEASERS = "".join(
    f"<div class='item'><h3><a href='/{n}'>Judul Berita Nomor {n}</a></h3>"
    f"<p>Bupati meresmikan jembatan nomor {n} yang menghubungkan dua desa di tepi sungai itu, Senin pagi.</p></div>"
    for n in range(6)
)


@pytest.mark.parametrize(
    ("head", "body", "reason"),
    [
        ("<title>Kabar Ende</title>", f"<h1>Kabar Ende</h1>{TEASERS}", "no article text"),
        (
            "<title>Halaman Tidak Ditemukan - Kabar Ende</title>",
            f"<h1>Ups!</h1><p>Berita yang Anda cari tidak ditemukan. Silakan cari yang lain.</p>{TEASERS}",
            "error page|no article text",
        ),
        (
            "<title>Dua Tersangka</title><link rel=canonical href='/x'>",
            "<h1>Dua Tersangka</h1><amp-list src='/isi.json'><template type='amp-mustache'><p>{{isi}}</p></template>"
            "</amp-list><footer>Hak cipta Kabar Ende</footer>",
            "no article text",
        ),
        (
            "<title>Kabar Ende</title>",
            "<h2>Kami menghargai privasi Anda</h2><p>Situs ini menggunakan cookie untuk mengukur kunjungan dan "
            "menampilkan iklan yang sesuai dengan minat Anda sebagai pembaca.</p><button>Setuju</button>",
            "consent",
        ),
    ],
)  # fmt: skip
def test_front_page_soft_error_empty_amp_and_consent_are_no_article(
    head: str, body: str, reason: str
) -> None:
    with pytest.raises(NotAnArticle, match=reason):
        clean_html(f"<html><head>{head}</head><body>{body}</body></html>".encode(), url=URL)
