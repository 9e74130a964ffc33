"""What the markup of an article's page says to the crawler, in every way of paging that has an address."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.article_pages import ArticlePage, read_article_page
from crawler.paging import numbered_page
from crawler.reservations import directives
from crawler.urls import article_url
from models.source import Source

SITE = "https://uji.example"
ARTICLE = f"{SITE}/1/a"


def source(**fields: Any) -> Source:
    entry = {
        "slug": "uji",
        "name": "Uji",
        "province": None,
        "kind": "portal",
        "home_url": f"{SITE}/",
        "article_url_pattern": r"https://uji\.example/\d+/[a-z-]+(?:\.html)?/?",
        "terms": "open",
        "terms_note": "test",
        "expected_weekly": 0,
        "evidence": "test",
    }
    return Source.model_validate({**entry, **fields})


def read(markup: str, article: str = ARTICLE, number: int = 1, **fields: Any) -> ArticlePage:
    page = f"<html><body>{markup}</body></html>".encode()
    return read_article_page(page, article, {article}, number, source(**fields), "utf-8")


def links(*targets: str) -> str:
    return "".join(f'<a href="{target}">x</a>' for target in targets)


@pytest.mark.parametrize(
    ("article", "second", "third"),
    [
        (ARTICLE, "?page=2", "?page=3"),
        (ARTICLE, "/1/a?halaman=2", "/1/a?halaman=3"),
        (ARTICLE, "/1/a?hal=2&utm_source=x", "/1/a?hal=3"),
        (ARTICLE, "/1/a/2", "/1/a/3"),
        (ARTICLE, "/1/a/page/2/", "/1/a/page/3/"),
        (ARTICLE, "/1/a-hal-2", "/1/a-hal-3"),
        (ARTICLE + "/", "/1/a/2/", "/1/a/3/"),
        (ARTICLE + ".html", "/1/a-halaman-2.html", "/1/a-halaman-3.html"),
        (ARTICLE + ".html", "/1/a.html?page=2", "/1/a.html?page=3"),
    ],
)
def test_pages_are_known_by_their_addresses_without_a_word_in_the_entry(
    article: str, second: str, third: str
) -> None:
    others = ("/1/b?page=2", "/1/ab/2", "/1/b-hal-2", "?page=1", "/indeks?page=2", "/tag/a/page/2")
    assert set(read(links(third, *others, second), article).further) == {2, 3}


def test_entry_may_name_a_scheme_that_nobody_else_has() -> None:
    paging = r"https://uji\.example/1/a/bagian~\d+"
    assert set(read(links("/1/a/bagian~2", "/1/b/bagian~3"), paging=paging).further) == {2}


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="/1/a?bagian=dua">Selanjutnya</a>',
        '<a rel="next" href="/1/a/bagian-dua">2</a>',
        '<link rel="next" href="/1/a?bagian=dua">',
    ],
)
def test_next_link_within_the_article_is_its_next_page(markup: str) -> None:
    assert set(read(markup, number=4).further) == {5}


@pytest.mark.parametrize(
    "markup",
    [
        '<link rel="next" href="/2/b">',
        '<a rel="next" href="/2/b">Berita berikutnya</a>',
        '<a href="/1/a#halaman-2">Selanjutnya</a>',
        '<a href="/1/a?share=wa">Selanjutnya</a>',
    ],
)
def test_next_link_to_elsewhere_is_none(markup: str) -> None:
    assert read(markup).further == {}


@pytest.mark.parametrize("view", ["?page=all", "?single=1", "?showpage=all", "/1/a?halaman=all&utm_source=x"])
def test_address_of_all_pages_at_once_is_found(view: str) -> None:
    page = read(links("/1/b?page=all", view, "?page=2"))
    assert page.whole_url is not None and page.whole_url.startswith(f"{ARTICLE}?")
    assert set(page.further) == {2}


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ('<link rel="amphtml" href="/1/a/amp">', f"{SITE}/1/a/amp"),
        ('<link rel="alternate" media="print" href="/cetak/1">', f"{SITE}/cetak/1"),
        ('<link rel="amphtml" href="https://amp.lain.example/1/a">', None),
    ],
)
def test_copy_on_a_host_of_the_source_is_found(link: str, url: str | None) -> None:
    assert read(link).copy_url == url


def test_only_sentences_count_as_text() -> None:
    sentence = "Petugas memeriksa dokumen para calon pekerja di pelabuhan itu sejak pagi hari."
    assert read(f"<nav>{sentence}</nav><script>{sentence}</script><p>Baca juga</p>").text_length == 0
    assert read(f"<div>{sentence}<br>{sentence}</div>").text_length == 2 * len(sentence)


def test_digest_tells_a_page_that_repeats_another() -> None:
    sentence = "Petugas memeriksa dokumen para calon pekerja di pelabuhan itu sejak pagi hari."
    assert read(f"<p>{sentence}</p><p>1</p>").text_digest == read(f"<p> {sentence}</p><p>2</p>").text_digest
    assert read(f"<p>{sentence}</p>").text_digest != read(f"<p>{sentence} Selesai.</p>").text_digest


@pytest.mark.parametrize(
    ("link", "article"),
    [
        (f"{ARTICLE}/halaman/2", ARTICLE),
        (f"{SITE}/1/berita/12", f"{SITE}/1/berita/12"),  # a number alone may be the article's
        (f"{ARTICLE}-hal-2", ARTICLE),
        (f"{ARTICLE}?page=2", ARTICLE),
        (f"{SITE}/1/razia-di", f"{SITE}/1/razia-di"),
    ],
)
def test_further_pages_are_discovered_as_their_article(link: str, article: str) -> None:
    assert article_url(link, source(article_url_pattern=r"https://uji\.example/\d+/.+")) == article


def test_address_that_ends_in_a_number_is_an_article_where_nothing_is_left_without_it() -> None:
    numbered = source(article_url_pattern=r"https://uji\.example/berita/\d+")
    assert article_url(f"{SITE}/berita/12", numbered) == f"{SITE}/berita/12"


@given(st.text(alphabet="/?-=&.0123456789ahlmpge", max_size=40))
def test_any_address_gives_a_page_or_none(rest: str) -> None:
    page = numbered_page(f"{SITE}/{rest}")
    assert page is None or (2 <= page.number <= 999 and page.article.startswith(SITE))


@given(st.binary(max_size=200))
def test_any_bytes_are_read(body: bytes) -> None:
    assert read_article_page(body, ARTICLE, {ARTICLE}, 1, source()).text_length >= 0


@pytest.mark.parametrize(
    ("metas", "headers", "tdm", "refusal"),
    [
        ([("robots", "NOINDEX, follow")], [], None, "noindex"),
        ([("robots", "index,follow,max-image-preview:large")], [], None, None),
        ([("pantautppo", "noai")], [], None, "noai"),
        ([("googlebot", "noindex")], [], None, None),
        ([("robots", "none")], [], None, "none"),
        ([("robots", "noarchive, noimageai, nofollow, nosnippet")], [], None, None),
        ([], ["noai, noimageai"], None, "noai"),
        ([], ["googlebot: noindex, nofollow"], None, None),
        ([], ["googlebot: noindex", "pantautppo: noindex"], None, "noindex"),
        ([], ["otherbot: noindex, PantauTPPO: noai"], None, "noai"),
        ([], ["max-snippet: 20, noindex"], None, "noindex"),
        ([], ["unavailable_after: 25 Jun 2030 15:00:00 GMT"], None, None),
        ([("tdm-reservation", "1")], [], None, "tdm-reservation"),
        ([], [], "1", "tdm-reservation"),
        ([], [], "0", None),
        ([("description", "noindex")], [], None, None),
    ],
)
def test_what_a_page_asks_of_robots_is_understood(
    metas: list[tuple[str, str]], headers: list[str], tdm: str | None, refusal: str | None
) -> None:
    assert directives(metas, headers, tdm).refusal == refusal


def test_all_directives_for_us_are_noted() -> None:
    found = directives([("robots", "Index, noarchive"), ("pantautppo", "noarchive")], ["bingbot: noai"], None)
    assert str(found) == "index, noarchive"


@pytest.mark.parametrize(
    ("markup", "gaps"),
    [
        ("<h1>Judul</h1>", ("author/missing", "published/missing")),
        ("", ("title/missing", "author/missing", "published/missing")),
        ('<h1> </h1><meta property="og:title" content="Judul"><meta name=author content="R. Wulandari">'
         '<meta property="article:published_time" content="2024-05-06T10:00:00+07:00">', ()),
        ('<h1>Judul</h1><span itemprop=name></span><time datetime="2024-05-06">6 Mei</time>', ("author/missing",)),
        ('<h1>Judul</h1><script type="application/ld+json">{"author": {"name": "Rina"}, "datePublished":'
         '"2024-05-06T10:00"}</script>', ()),
        ('<h1>Judul</h1><meta name="author" content=" "><meta itemprop="datePublished" content="kemarin">',
         ("author/missing", "published/invalid")),
        ('<h1>Judul</h1><meta name="author" content="R"><meta name="pubdate" content="2199-01-01">',
         ("published/invalid",)),
    ],
)  # fmt: skip
def test_fields_that_the_markup_lacks(markup: str, gaps: tuple[str, ...]) -> None:
    assert read(markup).gaps == gaps
    assert read(markup, number=2).gaps == ()
