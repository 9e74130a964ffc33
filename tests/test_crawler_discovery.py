"""Feeds, sitemaps and index pages give the addresses that they hold, or say why not."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.feeds import read_feed
from crawler.discovery.listings import read_index_page
from crawler.discovery.reading import ListingKind, read_listing
from crawler.discovery.sitemaps import read_sitemap
from crawler.discovery.xml import UnreadableListing

BASE = "https://uji.example/rss"


def test_rss_gives_links_in_order_and_permalinks_where_a_link_is_missing() -> None:
    body = b"""
      <rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><link>https://uji.example/</link>
      <item><atom:link href="https://uji.example/lain"/><title>Satu</title><link> /satu </link></item>
      <item><guid>https://uji.example/dua</guid></item>
      <item><guid isPermaLink="false">12345</guid></item>
      <item><link>https://uji.example/tiga?a=1&amp;b=2</link></item>
      </channel></rss>"""
    assert read_feed(body, BASE) == [
        "https://uji.example/satu",
        "https://uji.example/dua",
        "https://uji.example/tiga?a=1&b=2",
    ]


def test_atom_gives_alternate_links() -> None:
    body = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">
      <entry><link rel="self" href="/api/1"/><link rel="alternate" href="/satu"/></entry>
      <entry><link href="https://uji.example/dua"/></entry></feed>"""
    assert read_feed(body, BASE) == ["https://uji.example/satu", "https://uji.example/dua"]


def test_feed_in_another_encoding_with_mark_and_blank_lines_is_read() -> None:
    body = '\n<?xml version="1.0" encoding="ISO-8859-1"?><rss><item><link>/caf\u00e9</link></item></rss>'
    assert read_feed(body.encode("latin-1"), BASE) == ["https://uji.example/café"]
    assert read_feed(b"\xef\xbb\xbf<rss><item><link>/a</link></item></rss>", BASE) == [
        "https://uji.example/a"
    ]


def test_sitemap_gives_newest_first_and_no_images() -> None:
    body = b"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
      xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
      xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
      <url><loc>https://uji.example/tua</loc><lastmod>2024-01-01</lastmod></url>
      <url><loc>https://uji.example/baru</loc><image:image><image:loc>https://uji.example/b.jpg</image:loc></image:image>
        <news:news><news:publication_date>2024-03-01T07:00:00+07:00</news:publication_date></news:news></url>
      <url><loc>https://uji.example/entah</loc></url></urlset>"""
    expected = ["https://uji.example/baru", "https://uji.example/tua", "https://uji.example/entah"]
    assert read_sitemap(body, BASE).page_urls == expected
    assert read_sitemap(gzip.compress(body), BASE).page_urls == expected


def test_sitemap_index_gives_sitemaps() -> None:
    body = b"<sitemapindex><sitemap><loc>/peta-1.xml</loc></sitemap></sitemapindex>"
    assert read_sitemap(body, BASE) == ([], ["https://uji.example/peta-1.xml"])


@pytest.mark.parametrize(
    ("kind", "body", "words"),
    [
        ("feed", b"", "empty"),
        ("feed", b"<rss><item></rss>", "broken"),
        ("feed", b"bukan xml", "broken"),
        ("feed", b"<html><body/></html>", "no feed"),
        ("feed", b'<?xml version="1.0" encoding="tidak-ada"?><rss/>', "XML"),
        (
            "feed",
            b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><item><link>&x;</link></item></rss>',
            "entities",
        ),
        ("feed", b"<rss>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</rss>", "broken"),
        ("sitemap", b"<rss/>", "no sitemap"),
        ("sitemap", b"\x1f\x8bkacau", "gzip"),
        ("sitemap", gzip.compress(b" <urlset>" + b"x" * (51 * 1024 * 1024)), "larger than 50 MB"),
        ("index", b"", "empty"),
    ],
)
def test_what_cannot_be_read_says_so_in_a_sentence(kind: ListingKind, body: bytes, words: str) -> None:
    with pytest.raises(UnreadableListing, match=words) as caught:
        read_listing(kind, body, BASE)
    assert str(caught.value).endswith(".") and len(str(caught.value)) < 300


def test_index_page_gives_links_from_its_base_and_skips_the_rest() -> None:
    body = b"""<html><head><base href="/berita/"></head><body><a href="satu">1</a><a href="mailto:a@b">x</a>
      <a>kosong</a><a href="http://[kacau">x</a><a href=" //lain.example/dua ">2</a></body></html>"""
    assert read_index_page(body, "https://uji.example/indeks").links == [
        "https://uji.example/berita/satu",
        "https://lain.example/dua",
    ]


@pytest.mark.parametrize(
    "markup",
    [
        '<link rel="next" href="/indeks/2">',
        '<a rel="nofollow next" href="/indeks/2">2</a>',
        '<a href="/indeks/2">\n Selanjutnya </a>',
        '<a href="/indeks/2"><span>Berikutnya</span> <i>\u00bb</i></a>',
    ],
)
def test_next_page_of_a_listing_is_found(markup: str) -> None:
    page = f'<html><body><a href="/a">Berita berikutnya soal banjir</a>{markup}</body></html>'
    assert (
        read_index_page(page.encode(), "https://uji.example/indeks", "utf-8").next_url
        == "https://uji.example/indeks/2"
    )


def test_title_that_speaks_of_the_next_page_is_no_page_link() -> None:
    page = b'<a href="/a">Halaman selanjutnya dalam sejarah Ende</a>'
    assert read_index_page(page, "https://uji.example/indeks").next_url is None


@given(st.sampled_from(["feed", "sitemap", "index"]), st.binary(max_size=300))
def test_any_bytes_give_addresses_or_a_sentence(kind: ListingKind, body: bytes) -> None:
    try:
        found = read_listing(kind, body, BASE)
    except UnreadableListing as error:
        assert str(error)
    else:
        assert all(isinstance(link, str) for link in found.links)


@given(
    st.lists(
        st.sampled_from(
            ["<a href='/x'>", "</a>", "<div>", "<p", ">", "&#0;", "\0", "<!--", "]]>", "<base href=':'>"]
        )
    )
)
def test_broken_markup_never_breaks_the_reader(pieces: list[str]) -> None:
    try:
        links = read_index_page("".join(pieces).encode(), "https://uji.example/").links
    except UnreadableListing:
        return
    assert set(links) <= {"https://uji.example/x"}


def test_wordlists_say_where_they_come_from() -> None:
    from crawler.url_rules import RULES_FILE, url_rules

    assert Path(RULES_FILE).exists() and {"source", "licence", "date"} <= set(url_rules().meta)
