"""Feeds, sitemaps and index pages give the addresses that they hold, or say why not."""

import gzip
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.declared import declared_url
from crawler.discovery.entries import Entry
from crawler.discovery.feeds import read_feed
from crawler.discovery.listings import read_index_page
from crawler.discovery.page_tree import joined
from crawler.discovery.paging import goes_on
from crawler.discovery.reading import ListingKind, read_listing
from crawler.discovery.sitemaps import read_sitemap
from crawler.discovery.times import read_time, time_in_url
from crawler.discovery.xml import UnreadableListing
from crawler.steps import MAX_DAYS, first_steps
from crawler.urls import canonical_url
from models.source import Source

BASE = "https://uji.example/rss"


def test_rss_gives_links_in_order_and_permalinks_where_a_link_is_missing() -> None:
    body = b"""
      <rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><link>https://uji.example/</link>
      <item><atom:link href="https://uji.example/lain"/><title>Satu</title><link> /satu </link></item>
      <item><guid>https://uji.example/dua</guid></item>
      <item><guid isPermaLink="false">12345</guid></item>
      <item><link>https://uji.example/tiga?a=1&amp;b=2</link></item>
      </channel></rss>"""
    assert urls(read_feed(body, BASE)) == [
        "https://uji.example/satu",
        "https://uji.example/dua",
        "https://uji.example/tiga?a=1&b=2",
    ]


def test_atom_gives_alternate_links() -> None:
    body = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">
      <entry><link rel="self" href="/api/1"/><link rel="alternate" href="/satu"/></entry>
      <entry><link href="https://uji.example/dua"/></entry></feed>"""
    assert urls(read_feed(body, BASE)) == ["https://uji.example/satu", "https://uji.example/dua"]


def test_feed_in_another_encoding_with_mark_and_blank_lines_is_read() -> None:
    body = '\n<?xml version="1.0" encoding="ISO-8859-1"?><rss><item><link>/caf\u00e9</link></item></rss>'
    assert urls(read_feed(body.encode("latin-1"), BASE)) == ["https://uji.example/café"]
    marked = b"\xef\xbb\xbf<rss><item><link>/a</link></item></rss>"
    assert urls(read_feed(marked, BASE)) == ["https://uji.example/a"]


def test_rss_tells_title_summary_and_time() -> None:
    body = """<rss xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><item><link>/satu</link>
      <title>Satgas &amp;quot;TPPO&amp;quot; Dibentuk</title><category>Hukum</category><category>TPPO</category>
      <description><![CDATA[<p>Wakil bupati <b>memimpin</b>&nbsp;apel.</p>]]></description>
      <pubDate>Jum, 08 Agu 2025 16:30:00 +0800</pubDate></item>
      <item><link>/dua</link><dc:date>2025-08-09</dc:date></item></channel></rss>"""
    first, second = read_feed(body.encode(), BASE)
    assert (first.title, first.summary) == (
        'Satgas "TPPO" Dibentuk',
        "Hukum TPPO Wakil bupati memimpin apel.",
    )
    assert first.time == datetime(2025, 8, 8, 8, 30, tzinfo=UTC)
    assert second.time == datetime(2025, 8, 8, 17, tzinfo=UTC)  # midnight in Jakarta
    assert (second.title, second.summary) == ("", "")


def test_atom_tells_the_time_of_publication_before_that_of_a_change() -> None:
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/satu"/><title>Judul</title>
      <category term="pekerja migran"/><updated>2024-02-03T00:00:00Z</updated>
      <published>2024-02-01T00:00:00Z</published></entry></feed>"""
    (entry,) = read_feed(body, BASE)
    assert (entry.title, entry.summary, entry.time) == (
        "Judul",
        "pekerja migran",
        datetime(2024, 2, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    "body",
    [
        b"<?xml version='1.0' encoding='UTF-8'?><rss><item><title>\x93Kutip\x94</title><link>/satu</link></item></rss>",
        b"<rss><item><title>Hukum & Kriminal</title><link>/satu</link></item></rss>",
        b"<rss><item><title>Satu&nbsp;&ndash;&nbsp;dua &amp; tiga</title><link>/satu</link></item></rss>",
        b"<rss><item><title>\x0bSatu\x00</title><link>/satu</link></item></rss>",
        b"<?xml version='1.0' encoding='tidak-ada'?><rss><item><link>/satu</link></item></rss>",
        b"<?xml version='1.0' encoding='UTF-16'?><rss><item><link>/satu</link></item></rss>",
    ],
    ids=[
        "cp1252 called UTF-8",
        "bare &",
        "HTML entities",
        "control characters",
        "unknown charset",
        "wrong charset",
    ],
)
def test_feed_that_was_written_carelessly_still_names_its_articles(body: bytes) -> None:
    assert urls(read_feed(body, BASE)) == ["https://uji.example/satu"]


def test_sitemap_gives_newest_first_and_no_images() -> None:
    body = b"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
      xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
      xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
      <url><loc>https://uji.example/tua</loc><lastmod>2024-01-01</lastmod></url>
      <url><loc>https://uji.example/baru</loc><image:image><image:loc>https://uji.example/b.jpg</image:loc></image:image>
        <news:news><news:publication_date>2024-03-01T07:00:00+07:00</news:publication_date></news:news></url>
      <url><loc>https://uji.example/entah</loc></url></urlset>"""
    expected = ["https://uji.example/baru", "https://uji.example/tua", "https://uji.example/entah"]
    assert urls(read_sitemap(body, BASE).pages) == expected
    assert urls(read_sitemap(gzip.compress(body), BASE).pages) == expected


def test_news_sitemap_tells_title_keywords_and_time() -> None:
    body = b"""<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>/satu</loc>
      <lastmod>2024-03-05</lastmod><news:news><news:title>Judul</news:title><news:keywords>tppo, pmi</news:keywords>
      <news:publication_date>2024-03-01T07:00:00+07:00</news:publication_date></news:news></url></urlset>"""
    (entry,) = read_sitemap(body, BASE).pages
    assert (entry.title, entry.summary) == ("Judul", "tppo, pmi")
    assert entry.time == datetime(2024, 3, 1, tzinfo=UTC)


def test_story_of_the_future_does_not_lead_a_sitemap() -> None:
    body = b"""<urlset><url><loc>/nanti</loc><lastmod>2999-01-01</lastmod></url>
      <url><loc>/kini</loc><lastmod>2024-01-01</lastmod></url></urlset>"""
    assert urls(read_sitemap(body, BASE).pages) == ["https://uji.example/kini", "https://uji.example/nanti"]


def test_sitemap_index_gives_sitemaps() -> None:
    body = b"<sitemapindex><sitemap><loc>/peta-1.xml</loc><lastmod>2024-05</lastmod></sitemap></sitemapindex>"
    (sitemap,) = read_sitemap(body, BASE).sitemaps
    assert sitemap.url == "https://uji.example/peta-1.xml"
    assert sitemap.time is not None and sitemap.time.date() == date(2024, 5, 1)


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_sitemaps_without_times_come_from_both_ends(count: int) -> None:
    body = "".join(f"<sitemap><loc>/{n}</loc></sitemap>" for n in range(count))
    found = read_sitemap(f"<sitemapindex>{body}</sitemapindex>".encode(), "https://uji.example/").sitemaps
    assert [entry.url[-1] for entry in found] == list({0: "", 1: "0", 2: "10", 5: "40312"}[count])


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-03-01T07:00:00+07:00", "2024-03-01T00:00"),
        ("2024-03-01T07:00:00Z", "2024-03-01T07:00"),
        ("2024-03-01 07:00", "2024-03-01T00:00"),
        ("2024-03-01", "2024-02-29T17:00"),
        ("2024", "2023-12-31T17:00"),
        ("Fri, 01 Mar 2024 07:00:00 +0700", "2024-03-01T00:00"),
        ("Jumat, 1 Maret 2024 07:00:00 +0700", "2024-03-01T00:00"),
        ("Fri, 01 Mar 2024 07:00:00 WIB", "2024-03-01T00:00"),
        ("01 Des 2024 00:00:00 GMT", "2024-12-01T00:00"),
    ],
)
def test_times_are_read_in_the_ways_that_sites_write_them(text: str, moment: str) -> None:
    found = read_time(text)
    assert found is not None and found == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "kemarin", "0000-00-00", "2024-13-45", "-1", "1", "0001-01-01T00:00:00Z", "9" * 99]
)
def test_what_tells_no_time_gives_none(text: str) -> None:
    assert read_time(text) is None


@given(st.text(max_size=40))
def test_any_text_tells_an_aware_time_or_none(text: str) -> None:
    found = read_time(text)
    assert found is None or found.tzinfo is not None


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/2024/03/15/judul", date(2024, 3, 15)),
        ("/read/2024/3/5/070000/judul", date(2024, 3, 5)),
        ("/2024-03-15/judul", date(2024, 3, 15)),
        ("/2024/02/31/judul", None),
        ("/2024/03/judul", None),
        ("/berita/20240315", None),
    ],
)
def test_day_in_an_address_is_its_time(path: str, day: date | None) -> None:
    found = time_in_url(f"https://uji.example{path}")
    assert (None if found is None else found.date()) == day


@pytest.mark.parametrize(
    ("kind", "body", "words"),
    [
        ("feed", b"", "empty"),
        ("feed", b"<rss><item></rss>", "broken"),
        ("feed", b"bukan xml", "broken"),
        ("feed", b"<html><body/></html>", "no feed"),
        (
            "feed",
            b"<?xml version='1.0' encoding='tidak-ada'?>\x01<!DOCTYPE r [<!ENTITY x 'y'>]><rss/>",
            "entities",
        ),
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
    assert urls(read_index_page(body, "https://uji.example/indeks").entries) == [
        "https://uji.example/berita/satu",
        "https://lain.example/dua",
    ]


def test_index_page_tells_the_texts_of_its_links_and_the_days_in_them() -> None:
    body = b"""<a href="/2024/03/15/satu"><h2>Satgas
      TPPO</h2> <span>Dibentuk</span></a><a href="/dua" title="Rapat Gugus Tugas"><img src="x.jpg"></a>"""
    first, second = read_index_page(body, "https://uji.example/indeks").entries
    assert (first.title, first.time) == ("Satgas TPPO Dibentuk", datetime(2024, 3, 15, 12, tzinfo=UTC))
    assert (second.title, second.time) == ("Rapat Gugus Tugas", None)


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
        assert all(isinstance(entry.url, str) for entry in found.entries)


@given(
    st.lists(
        st.sampled_from(
            ["<a href='/x'>", "</a>", "<div>", "<p", ">", "&#0;", "\0", "<!--", "]]>", "<base href=':'>"]
        )
    )
)
def test_broken_markup_never_breaks_the_reader(pieces: list[str]) -> None:
    try:
        entries = read_index_page("".join(pieces).encode(), "https://uji.example/").entries
    except UnreadableListing:
        return
    assert set(urls(entries)) <= {"https://uji.example/x"}


NOW = datetime(2024, 3, 20, tzinfo=UTC)
SINCE = datetime(2024, 3, 12, tzinfo=UTC)


def at(day: int | None, name: str = "a") -> Entry:
    moment = None if day is None else datetime(2024, 3, day, tzinfo=UTC)
    return Entry(f"https://uji.example/{name}-{day}", time=moment)


@pytest.mark.parametrize(
    ("unseen", "fresh", "since", "onward"),
    [
        ([], set(), SINCE, False),  # a page that repeats others
        (
            [at(15), at(2)],
            set(),
            SINCE,
            True,
        ),  # something after the last crawl: read on, though all of it is known
        ([at(11), at(2)], {at(11).url}, SINCE, False),  # all older
        ([at(11), at(None)], {at(None).url}, SINCE, False),
        ([at(None)], {at(None).url}, SINCE, True),  # no times: while there is something fresh
        ([at(None)], set(), SINCE, False),
        ([at(2)], {at(2).url}, None, True),  # read for the first time
        ([at(2)], set(), None, False),
        ([at(31), at(11)], {at(31).url}, SINCE, False),  # a story of the future does not keep a listing going
    ],
)
def test_listing_is_read_back_to_the_last_crawl(
    unseen: list[Entry], fresh: set[str], since: datetime | None, onward: bool
) -> None:
    assert goes_on(unseen, fresh, since, NOW) is onward


def test_listing_of_days_has_a_step_a_day_back_to_the_last_crawl() -> None:
    days = {"url": "https://uji.example/indeks?d={dd}&m={mm}&y={yyyy}", "max_pages": 3}
    source = _source(listings=[{**days, "next_page": "https://uji.example/indeks/{page}?d={yyyy}-{mm}-{dd}"}])
    steps = list(
        first_steps(source, datetime(2024, 2, 27, 20, tzinfo=UTC), datetime(2024, 2, 29, 18, tzinfo=UTC))
    )
    asked = [step.url.partition("?")[2] for step in steps]  # it is the first of March in Jakarta
    assert asked == ["d=01&m=03&y=2024", "d=29&m=02&y=2024", "d=28&m=02&y=2024", "d=27&m=02&y=2024"]
    assert steps[1].following(None) == replace(
        steps[1], url="https://uji.example/indeks/2?d=2024-02-29", number=2
    )
    first_crawl = list(first_steps(source, None, NOW))
    assert len(first_crawl) == 3
    assert len(list(first_steps(source, datetime(1999, 1, 1, tzinfo=UTC), NOW))) == MAX_DAYS


def test_tags_and_searches_of_the_topic_come_first() -> None:
    source = _source(
        feeds=["https://uji.example/rss"],
        tags=["https://uji.example/tag/{tag}/"],
        search="https://uji.example/?s={query}",
    )
    steps = list(first_steps(source, None, NOW))
    assert {step.url for step in steps if step.is_topical} >= {
        "https://uji.example/tag/perdagangan-orang/",
        "https://uji.example/?s=perdagangan+orang",
    }
    assert steps[-1].url == "https://uji.example/rss" and not steps[-1].is_topical


@pytest.mark.parametrize(
    ("head", "declared"),
    [
        ('<link rel="canonical" href="https://uji.example/1/b">', "b"),
        ('<meta property="og:url" content="/1/b?utm_source=x">', "b"),
        ('<meta property="og:url" content="/1/c"><link rel="canonical" href="/1/b">', "b"),
        ('<link rel="canonical" href="https://uji.example/"><meta property="og:url" content="/1/b">', "b"),
        ('<link rel="canonical" href="https://lain.example/1/b">', "a"),
        ('<link rel="canonical" href="http://[kacau">', "a"),
        ('<link rel="canonical">', "a"),
        ("", "a"),
        ('</head><body><link rel="canonical" href="/1/b">', "a"),  # a reader's comment may hold one
    ],
)
def test_page_declares_its_article_only_within_its_source(head: str, declared: str) -> None:
    page = f"<html><head><title>x</title>{head}</head><body>Isi</body></html>".encode()
    assert (
        declared_url(page, "https://uji.example/1/a?page=1", _source()) == f"https://uji.example/1/{declared}"
    )


@given(st.binary(max_size=200))
def test_any_page_declares_an_article_of_the_source_or_nothing(body: bytes) -> None:
    assert declared_url(body, "https://uji.example/", _source()) is None


def urls(entries: list[Entry]) -> list[str]:
    return [entry.url for entry in entries]


def _source(**fields: Any) -> Source:
    entry = {
        "slug": "uji",
        "name": "Uji",
        "province": None,
        "kind": "portal",
        "home_url": "https://uji.example/",
    }
    known = {"terms": "open", "terms_note": "test", "expected_weekly": 0, "evidence": "test"}
    return Source.model_validate(
        {**entry, **known, "article_url_pattern": r"https://uji\.example/\d+/[a-z]+", **fields}
    )


def test_wordlists_say_where_they_come_from() -> None:
    from crawler.url_rules import RULES_FILE, url_rules

    assert Path(RULES_FILE).exists() and {"source", "licence", "date"} <= set(url_rules().meta)


@given(
    base=st.sampled_from(
        ["https://uji.example/1/a", "http://uji.example:8080/x/?q=1", "https://uji.example"]
    ),
    href=st.lists(
        st.sampled_from(
            [
                "/",
                "//",
                ".",
                "..",
                "?",
                "#",
                "a",
                "b.html",
                "http://",
                "https://lain.example",
                "[",
                " ",
                "=",
                "javascript:",
            ]
        ),
        max_size=6,
    ).map("".join),
)
def test_links_lead_where_the_standard_library_says(base: str, href: str) -> None:
    try:
        target = urljoin(base, href.strip())
    except ValueError:
        target = ""
    found = joined(base, href)
    is_web = bool(href.strip()) and target.startswith(("http://", "https://"))
    assert (found is not None) == is_web
    if found is not None:
        assert canonical_url(found) == canonical_url(target)
