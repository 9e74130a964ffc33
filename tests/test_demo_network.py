"""The demo network shows what it promises: the articles, the pages, and every kind of trouble."""

import re
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import pytest
import yaml
from lxml import html

from demo.articles import Article, load_articles
from demo.network import DemoNetwork, expected, write_sources
from demo.outlets import outlets
from demo.site import Site
from models.source import Source

KABAR, WARTA, LENTERA = "kabarperaga", "wartaperaga", "lenteraperaga"
FEEDS = {KABAR: "/rss", WARTA: "/rss", LENTERA: "/feed/"}
TAGS = {KABAR: "/tag/tppo", WARTA: "/tag/tppo", LENTERA: "/tag/perdagangan-orang/"}


class Answer(NamedTuple):
    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def links(self) -> list[str]:
        return [str(link.get("href")) for link in html.fromstring(self.body).iter("a")]

    @property
    def next_link(self) -> str | None:
        found = html.fromstring(self.body).xpath("//a[@rel='next']/@href")
        return str(found[0]) if found else None


@pytest.fixture(scope="module")
def network() -> Iterator[DemoNetwork]:
    with DemoNetwork() as running:
        yield running


@pytest.fixture(scope="module")
def second_week() -> Iterator[DemoNetwork]:
    with DemoNetwork(week=2) as running:
        yield running


def get(network: DemoNetwork, outlet: str, path: str, **headers: str) -> Answer:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(urljoin(network.base_urls[outlet], path), headers=names)
    try:
        with urllib.request.urlopen(request) as response:
            return Answer(response.status, response.headers, response.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.headers, error.read())


def walk(network: DemoNetwork, outlet: str, first: str, most: int = 30) -> list[Answer]:
    """Follow the "next" links of a listing."""
    pages = [get(network, outlet, first)]
    path = first
    while (link := pages[-1].next_link) and len(pages) < most:
        path = urljoin(path, link)
        pages.append(get(network, outlet, path))
    return pages


def article(number: int) -> Article:
    return next(entry for entry in load_articles() if entry.id == number)


def test_the_first_week_has_the_promised_mixture() -> None:
    entries = expected(1)
    relevant = [entry for entry in entries if entry["is_relevant"]]
    kinds = Counter(entry["kind"] for entry in relevant)
    assert len(entries) >= 44
    assert len(relevant) >= 30
    assert sum(entry["kind"] == "irrelevant" for entry in entries) >= 7
    assert len({entry["province"] for entry in relevant if entry["province"]}) >= 12
    assert {entry["published"].year for entry in relevant} == {2021, 2022, 2023, 2024, 2025, 2026}
    demanded = (
        "police_expose coordination interdiction verdict statistics ngo_criticism brief adv ministry_release"
    )
    assert set(demanded.split()) | {"interview"} <= set(kinds)
    assert kinds["statistics"] >= 5
    many_pages = [entry["pages"] for entry in entries if entry["outlet"] == WARTA and entry["pages"] > 1]
    assert len(many_pages) >= 2
    assert max(many_pages) == 3


def test_an_irrelevant_article_names_tppo_only_in_its_tag_and_its_related_line(network: DemoNetwork) -> None:
    tagged = [entry for entry in expected() if not entry["is_relevant"] and "TPPO" in entry["tags"]]
    assert len(tagged) == 1
    assert not re.search(r"TPPO|perdagangan orang", tagged[0]["body"], re.IGNORECASE)
    page = get(network, tagged[0]["outlet"], tagged[0]["path"]).text
    assert re.search(r"Baca juga: <a [^>]*>[^<]*TPPO", page)


def test_three_copies_repeat_agency_stories_in_other_outlets_with_small_edits() -> None:
    by_name = {f"{entry['outlet']}/{entry['id']}": entry for entry in expected()}
    copies = [entry for entry in by_name.values() if entry["copy_of"]]
    assert len(copies) == 3
    for copy in copies:
        origin = by_name[copy["copy_of"]]
        assert origin["outlet"] == KABAR != copy["outlet"]
        shared = set(re.findall(r"\w+", origin["body"])) & set(re.findall(r"\w+", copy["body"]))
        assert len(shared) > 0.8 * len(set(re.findall(r"\w+", copy["body"])))
        assert copy["body"] != origin["body"]
        assert copy["title"] != origin["title"]
        assert copy["published"] > origin["published"]


def test_the_copies_are_marked_in_two_ways_and_one_not_at_all(network: DemoNetwork) -> None:
    pages = [get(network, entry["outlet"], entry["path"]).text for entry in expected() if entry["copy_of"]]
    markers = sorted(("telah tayang di" in page, "Sumber: Kabar Peraga" in page) for page in pages)
    assert markers == [(False, False), (False, True), (True, False)]


@pytest.mark.parametrize("outlet", list(outlets()))
def test_every_article_is_on_its_page_with_its_headline_paragraphs_and_canonical_address(
    network: DemoNetwork, outlet: str
) -> None:
    for entry in expected():
        if entry["outlet"] != outlet or entry["pages"] > 1 or article(entry["id"]).encoding != "utf-8":
            continue
        answer = get(network, outlet, entry["path"])
        assert answer.status == 200
        tree = html.fromstring(answer.body)
        assert " ".join(tree.xpath("string(//h1)").split()) == entry["title"]
        assert tree.xpath("//link[@rel='canonical']/@href") == [network.base_urls[outlet] + entry["path"]]
        text = " ".join(tree.text_content().split())
        for paragraph in entry["body"].splitlines():
            assert paragraph in text


def test_a_long_article_is_read_page_by_page_in_order(network: DemoNetwork) -> None:
    long = next(entry for entry in expected() if entry["pages"] == 3)
    pages = walk(network, WARTA, long["path"])
    assert len(pages) == 3
    assert all("Halaman" in page.text for page in pages)
    text = " ".join(" ".join(html.fromstring(page.body).text_content().split()) for page in pages)
    places = [text.index(paragraph) for paragraph in long["body"].splitlines()]
    assert places == sorted(places)
    assert get(network, WARTA, long["path"] + "?page=4").status == 404


def test_each_outlet_prints_its_dates_in_its_own_way(network: DemoNetwork) -> None:
    kabar = get(network, KABAR, article(101).path).text
    assert '"article:published_time" content="2023-06-20T16:42:00+07:00"' in kabar
    assert '"datePublished": "2023-06-20T16:42:00+07:00"' in kabar
    warta = get(network, WARTA, article(202).path).text
    assert "Kamis, 12 Juni 2025 10:15 WIB" in warta
    assert "2025-06-12" not in warta
    lentera = get(network, LENTERA, article(302).path).text
    assert 'class="entry-date published" datetime="2025-01-15T10:26:00+08:00"' in lentera


def test_the_articles_stand_amid_the_usual_furniture(network: DemoNetwork) -> None:
    kabar = get(network, KABAR, article(101).path).text
    for piece in (
        "Baca juga:",
        "Pewarta: Yudha Perkasa",
        "Copyright © KABAR PERAGA 2026",
        "Batam (KABAR PERAGA) - ",
    ):
        assert piece in kabar
    warta = get(network, WARTA, article(204).path).text
    for piece in (
        "ADVERTISEMENT",
        "SCROLL TO CONTINUE WITH CONTENT",
        "Penulis: ",
        " | Editor: ",
        "TAGS:",
        "(rin)",
    ):
        assert piece in warta
    assert "WARTAPERAGA.COM, BENGKALIS - " in warta
    lentera = get(network, LENTERA, article(302).path).text
    for piece in ("BACA JUGA:", "Tinggalkan Balasan", "sharedaddy", "Bacaan Lainnya", "(nhf)"):
        assert piece in lentera


@pytest.mark.parametrize("outlet", list(outlets()))
def test_every_page_of_a_site_answers_and_leads_nowhere_else(network: DemoNetwork, outlet: str) -> None:
    base = network.base_urls[outlet]
    links: set[str] = set()
    for path in Site(outlets()[outlet], 1, base).pages:
        answer = get(network, outlet, path)
        assert answer.status == 200, path
        if answer.headers.get_content_type() != "text/html":
            continue
        tree = html.fromstring(answer.body)
        links.update(urljoin(base + path, link) for link in tree.xpath("//@href | //@src | //@action"))
        shown = " ".join(tree.xpath("//text()[not(ancestor::script or ancestor::style)]"))
        names = re.findall(r"\b[\w-]+\.(?:com|co|id|net|org|go|info|tv)\b", shown, re.IGNORECASE)
        assert {name.lower() for name in names} <= {"wartaperaga.com"}
    for link in links:
        assert urlsplit(link).netloc == urlsplit(base).netloc
        is_locked = urlsplit(link).path.startswith(("/admin", "/wp-admin"))
        assert get(network, outlet, link).status == (404 if is_locked else 200), link


@pytest.mark.parametrize("outlet", list(outlets()))
def test_feed_has_the_latest_and_the_sitemap_all_articles(network: DemoNetwork, outlet: str) -> None:
    own = sorted(
        (entry for entry in expected() if entry["outlet"] == outlet),
        key=lambda e: e["published"],
        reverse=True,
    )
    addresses = [network.base_urls[outlet] + entry["path"] for entry in own]
    feed = ElementTree.fromstring(get(network, outlet, FEEDS[outlet]).body)
    assert [link.text for link in feed.iterfind("channel/item/link")] == addresses[:15]
    assert len(addresses) >= 15
    sitemap = ElementTree.fromstring(get(network, outlet, "/sitemap-news.xml").body)
    assert [loc.text for loc in sitemap.iterfind("{*}url/{*}loc")] == addresses
    index = ElementTree.fromstring(get(network, outlet, "/sitemap.xml").body)
    assert [loc.text for loc in index.iterfind("{*}sitemap/{*}loc")] == [
        network.base_urls[outlet] + "/sitemap-news.xml"
    ]


@pytest.mark.parametrize("outlet", list(outlets()))
def test_robots_forbids_the_search_and_names_the_sitemaps(network: DemoNetwork, outlet: str) -> None:
    robots = get(network, outlet, "/robots.txt").text
    assert f"Disallow: {outlets()[outlet].search_path}\n" in robots
    assert f"Sitemap: {network.base_urls[outlet]}/sitemap-news.xml" in robots
    assert "crawl-delay" not in robots.lower()
    assert get(network, outlet, outlets()[outlet].search_path + "?q=tppo").status == 200


@pytest.mark.parametrize("outlet", list(outlets()))
def test_index_and_tag_pages_lead_to_all_their_articles(network: DemoNetwork, outlet: str) -> None:
    own = [entry for entry in expected() if entry["outlet"] == outlet]
    index = walk(network, outlet, outlets()[outlet].index.first)
    assert len(index) > 1
    assert {entry["path"] for entry in own} <= {link for page in index for link in page.links}
    tag = "Perdagangan Orang" if outlet == LENTERA else "TPPO"
    tagged = walk(network, outlet, TAGS[outlet])
    assert len(tagged) > 1
    assert {e["path"] for e in own if tag in e["tags"]} <= {link for page in tagged for link in page.links}


def test_one_listing_loops_and_always_shows_the_same_items(network: DemoNetwork) -> None:
    pages = walk(network, WARTA, "/topic/perdagangan-orang", most=12)
    assert len(pages) == 12
    items = [re.findall(r'<h3><a href="([^"]+)" title', page.text) for page in pages]
    assert items[0]
    assert all(found == items[0] for found in items)
    assert get(network, WARTA, "/topic/perdagangan-orang?page=977").status == 200


@pytest.mark.parametrize("outlet", list(outlets()))
@pytest.mark.parametrize("kind", ["article", "feed", "sitemap", "listing", "tag"])
def test_an_unchanged_page_is_answered_304(network: DemoNetwork, outlet: str, kind: str) -> None:
    own = next(entry for entry in expected() if entry["outlet"] == outlet)
    path = {
        "article": own["path"],
        "feed": FEEDS[outlet],
        "sitemap": "/sitemap-news.xml",
        "listing": outlets()[outlet].index.first,
        "tag": TAGS[outlet],
    }[kind]
    first = get(network, outlet, path)
    tag, date = str(first.headers["ETag"]), str(first.headers["Last-Modified"])
    for headers in ({"If_None_Match": tag}, {"If_Modified_Since": date}):
        again = get(network, outlet, path, **headers)
        assert (again.status, again.body) == (304, b"")
    earlier = "Fri, 01 Jan 2021 00:00:00 GMT"
    assert get(network, outlet, path, If_Modified_Since=earlier).status == 200
    assert get(network, outlet, path, If_None_Match='"other"', If_Modified_Since=date).status == 200


@pytest.mark.parametrize("outlet", list(outlets()))
def test_unknown_addresses_are_404(network: DemoNetwork, outlet: str) -> None:
    for path in ("/tidak-ada", "/berita/999/tidak-ada", "/tag/tidak-ada/", "/indeks?page=99", "/?page=x"):
        assert get(network, outlet, path).status == 404


def test_wordpress_redirects_to_the_final_slash(network: DemoNetwork) -> None:
    path = article(302).path
    get(network, LENTERA, path.rstrip("/"))
    assert [request.status for request in network.requests[-2:]] == [301, 200]
    assert network.requests[-1].path == path


def test_one_page_declares_utf8_and_sends_windows_1252(network: DemoNetwork) -> None:
    wrong = [entry for entry in load_articles() if entry.encoding != "utf-8"]
    assert [entry.encoding for entry in wrong] == ["windows-1252"]
    answer = get(network, wrong[0].outlet, wrong[0].path)
    assert answer.headers.get_content_charset() == "utf-8"
    with pytest.raises(UnicodeDecodeError):
        answer.body.decode("utf-8")
    assert wrong[0].paragraphs[2] in answer.body.decode("windows-1252")
    assert "“" in wrong[0].paragraphs[2]


def test_the_second_week_brings_articles_corrects_one_and_removes_one(
    network: DemoNetwork, second_week: DemoNetwork
) -> None:
    first = {(entry["outlet"], entry["path"]): entry for entry in expected(1)}
    second = {(entry["outlet"], entry["path"]): entry for entry in expected(2)}
    assert {outlet for outlet, _ in second.keys() - first.keys()} == set(outlets())
    (removed,) = first.keys() - second.keys()
    assert get(network, *removed).status == 200
    assert get(second_week, *removed).status == 410
    ((outlet, path),) = [
        key for key in first.keys() & second.keys() if first[key]["body"] != second[key]["body"]
    ]
    old, new = get(network, outlet, path), get(second_week, outlet, path)
    assert "28 kasus TPPO" in old.text
    assert "23 kasus TPPO" in new.text
    assert old.headers["ETag"] != new.headers["ETag"]
    assert old.headers["Last-Modified"] != new.headers["Last-Modified"]


def test_what_did_not_change_keeps_its_etag_from_week_to_week(
    network: DemoNetwork, second_week: DemoNetwork
) -> None:
    path = article(101).path
    tag = str(get(network, KABAR, path).headers["ETag"])
    assert get(second_week, KABAR, path, If_None_Match=tag).status == 304
    listing = str(get(network, KABAR, "/terkini").headers["ETag"])
    assert get(second_week, KABAR, "/terkini", If_None_Match=listing).status == 200


def test_requests_are_logged_with_status_and_user_agent(network: DemoNetwork) -> None:
    get(network, WARTA, "/tidak-ada?x=1", User_Agent="penguji/1.0")
    assert network.requests[-1] == ("GET", WARTA, "/tidak-ada?x=1", 404, "penguji/1.0")


def test_source_entries_are_valid_and_describe_the_sites(network: DemoNetwork, tmp_path: Path) -> None:
    written = write_sources(tmp_path / "sources", network.base_urls)
    assert [path.name for path in written] == [f"{slug}.yml" for slug in outlets()]
    for path in written:
        source = Source(**yaml.safe_load(path.read_text()))
        assert source.is_enabled
        own = [entry for entry in load_articles() if entry.outlet == source.slug]
        base = network.base_urls[source.slug]
        assert all(re.fullmatch(source.article_url_pattern, base + entry.path) for entry in own)
        assert not re.fullmatch(source.article_url_pattern, base + outlets()[source.slug].index.first)
        for url in (*source.feeds, *source.sitemaps, *(listing.url for listing in source.listings)):
            assert get(network, source.slug, url).status == 200
        if source.paging:
            assert re.fullmatch(source.paging, base + article(201).path + "?page=2")


def test_the_ports_are_free_again_after_the_end() -> None:
    with DemoNetwork() as network:
        ports = {slug: urlsplit(url).port or 0 for slug, url in network.base_urls.items()}
    with DemoNetwork(ports=ports) as again:
        assert again.base_urls == network.base_urls
