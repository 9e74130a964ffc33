"""The second crawl reads listings back to the first and no further; the gate and declared addresses spare requests."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import crawl_harness as h
import pytest

from crawler.discovery.entries import Entry
from crawler.gate import judge
from crawler.topics import topics
from models.page import SourceRead, Validators
from models.source import Source
from models.vocabulary import Verdict

PATTERN = r"/(?:\d{4}/\d{2}/\d{2}|a)/[a-z0-9-]+"
NOW = datetime.now(UTC)


def day(back: int) -> str:
    return f"{NOW - timedelta(days=back):%Y/%m/%d}"


@pytest.fixture
def site() -> Iterator[Any]:
    with h.FaultySite({}) as site:
        yield site


def source(site: Any, **fields: Any) -> Source:
    return h.source_at(site.url, article_url_pattern=site.url.replace(".", r"\.") + PATTERN, **fields)


def read_records(outcome: h.Outcome) -> list[SourceRead]:
    return [record for record in outcome.records if isinstance(record, SourceRead)]


def remember(outcome: h.Outcome, memory: h.Memory) -> h.Memory:
    for record in outcome.records:
        memory.store(record)
    return memory


def index(site: Any, days: list[int]) -> None:
    """An index with an article a day, one page a day."""
    for number, back in enumerate(days, start=1):
        site.answers[f"/indeks?page={number}"] = h.links(f"/{day(back)}/berita")
        site.answers[f"/{day(back)}/berita"] = h.page("Isi.")
    site.answers["/indeks"] = site.answers["/indeks?page=1"]


def test_index_is_read_back_to_the_last_good_crawl(site: Any, tmp_path: Path) -> None:
    index(site, list(range(12)))
    entry = source(site, listings=[{"url": "/indeks", "next_page": "/indeks?page={page}", "max_pages": 12}])
    first = h.run_crawl(tmp_path, [entry])
    assert len(first.articles) == 12 and len(read_records(first)) == 1
    memory = remember(first, h.Memory())
    noon = NOW.replace(hour=12, minute=0)  # what a day in an address is taken for
    memory.watermarks["uji"] = noon - timedelta(days=3, hours=1)
    site.asked.clear()
    second = h.run_crawl(tmp_path, [entry], memory)
    pages = [path for path in site.asked if path.startswith("/indeks")]
    assert (
        len(pages) == 6
    )  # today and 4 days back with the margin, and the page that shows that the rest is older
    assert second.articles == {} and second.failures == {}


def test_crawl_that_was_cut_short_is_made_up_for(site: Any, tmp_path: Path) -> None:
    """The pages behind the first were never read: known articles on it must not end the listing."""
    index(site, list(range(4)))
    entry = source(site, listings=[{"url": "/indeks", "next_page": "/indeks?page={page}", "max_pages": 12}])
    memory = h.Memory(watermarks={"uji": NOW - timedelta(days=7)}, known_urls={f"{site.url}/{day(0)}/berita"})
    memory.read[f"{site.url}/indeks"] = Validators()
    assert len(h.run_crawl(tmp_path, [entry], memory).articles) == 3


@pytest.mark.parametrize("is_behind", [True, False])
def test_unchanged_listing_is_read_whole_after_a_crawl_that_was_cut_short(
    site: Any, tmp_path: Path, is_behind: bool
) -> None:
    index(site, [0, 1, 2])
    site.answers["/indeks"] = h.unless_known(site.answers["/indeks"])
    entry = source(site, listings=[{"url": "/indeks", "next_page": "/indeks?page={page}"}])
    read = {f"{site.url}/indeks{page}": Validators(etag='"1"') for page in ("", "?page=2", "?page=3")}
    memory = h.Memory(read=read, behind={"uji"} if is_behind else set())
    assert len(h.run_crawl(tmp_path, [entry], memory).articles) == (3 if is_behind else 0)


def test_listing_that_is_longer_than_may_be_read_is_recorded(site: Any, tmp_path: Path) -> None:
    index(site, list(range(6)))
    entry = source(site, listings=[{"url": "/indeks", "next_page": "/indeks?page={page}", "max_pages": 2}])
    first = h.run_crawl(tmp_path, [entry])
    assert first.failures == {}  # the first crawl is bounded by max_pages
    memory = h.Memory(watermarks={"uji": NOW - timedelta(days=5)}, read={f"{site.url}/indeks": Validators()})
    second = h.run_crawl(tmp_path, [entry], memory)
    (failure,) = second.failures.values()
    assert (
        failure.reason
        == "The listing has more news since the last crawl than 2 pages show; raise its max_pages."
    )


def test_listing_that_is_new_in_an_entry_is_read_as_for_the_first_time(site: Any, tmp_path: Path) -> None:
    index(site, [20, 21, 22])
    entry = source(site, listings=[{"url": "/indeks", "next_page": "/indeks?page={page}"}])
    memory = h.Memory(watermarks={"uji": NOW - timedelta(days=1)})
    assert len(h.run_crawl(tmp_path, [entry], memory).articles) == 3


def test_sitemaps_that_did_not_change_since_are_left_alone(site: Any, tmp_path: Path) -> None:
    site.answers = {
        "/peta": h.sitemap(
            {"/peta-lama": "2019-01-01", "/peta-baru": NOW.isoformat(), "/peta-entah": ""}, is_index=True
        ),
        "/peta-lama": h.sitemap({"/a/lama": "2019-01-01"}),
        "/peta-baru": h.sitemap({"/a/baru": NOW.isoformat()}),
        "/peta-entah": h.sitemap({"/a/entah": ""}),
        **{f"/a/{name}": h.page("Isi.") for name in ("lama", "baru", "entah")},
    }
    entry = source(site, sitemaps=["/peta"])
    first = h.run_crawl(tmp_path, [entry])
    assert len(first.articles) == 3
    site.asked.clear()
    h.run_crawl(tmp_path, [entry], remember(first, h.Memory()))
    assert site.asked == ["/robots.txt", "/peta", "/peta-baru", "/peta-entah"]


def test_sitemap_index_that_tells_no_times_is_asked_for_whole_each_time(site: Any, tmp_path: Path) -> None:
    """It is a file that never changes; the sitemaps that it names do."""
    maps = b"<sitemapindex><sitemap><loc>/peta-berita</loc></sitemap></sitemapindex>"
    site.answers = {
        "/peta": h.unless_known(h.data(maps, "application/xml", ETag='"1"')),
        "/peta-berita": h.unless_known(h.page("<urlset></urlset>", "application/xml", ETag='"2"')),
    }
    entry = source(site, sitemaps=["/peta"])
    memory = remember(h.run_crawl(tmp_path, [entry]), h.Memory())
    site.answers["/peta-berita"] = h.sitemap({"/a/baru": NOW.isoformat()})
    site.answers["/a/baru"] = h.page("Isi.")
    assert len(h.run_crawl(tmp_path, [entry], memory).articles) == 1


def test_archive_in_sitemaps_is_not_read_whole_at_the_first_crawl(site: Any, tmp_path: Path) -> None:
    maps = {f"/peta-{year}": f"{year}-12-31" for year in range(2000, 2020)}
    site.answers = {"/peta": h.sitemap(maps, is_index=True)}
    site.answers |= {path: h.sitemap({f"/a/tahun-{path[-4:]}": ""}) for path in maps}
    site.answers |= {f"/a/tahun-{path[-4:]}": h.page("Isi.") for path in maps}
    outcome = h.run_crawl(tmp_path, [source(site, sitemaps=["/peta"])])
    assert sorted(url[-4:] for url in outcome.articles) == [str(year) for year in range(2010, 2020)]


def test_story_of_the_future_moves_nothing(site: Any, tmp_path: Path) -> None:
    """A pinned story of next year neither sets the watermark nor keeps a listing going."""
    index(site, [30, 31, 32])
    ahead = day(-400)
    for number in (1, 2, 3):
        site.answers[f"/indeks?page={number}"] = h.links(
            f"/{ahead}/pin-{number}", f"/{day(29 + number)}/berita"
        )
        site.answers[f"/{ahead}/pin-{number}"] = h.page("Isi.")
    site.answers["/indeks"] = site.answers["/indeks?page=1"]
    entry = source(site, listings=[{"url": "/indeks", "next_page": "/indeks?page={page}"}])
    memory = h.Memory(watermarks={"uji": NOW - timedelta(days=7)}, read={f"{site.url}/indeks": Validators()})
    outcome = h.run_crawl(tmp_path, [entry], memory)
    assert f"{site.url}/{ahead}/pin-1" in outcome.articles
    assert "/indeks?page=2" not in site.asked
    (read,) = read_records(outcome)
    assert NOW <= read.started_at <= datetime.now(UTC)


def test_source_whose_listing_failed_keeps_its_watermark(site: Any, tmp_path: Path) -> None:
    site.answers = {
        "/rss": h.feed("/a/satu"),
        "/a/satu": h.page("Isi."),
        "/rusak": h.page("<rss>", "text/xml"),
    }
    assert read_records(h.run_crawl(tmp_path, [source(site, feeds=["/rss", "/rusak"])])) == []
    site.answers["/robots.txt"] = h.page("User-agent: *\nDisallow: /rusak", "text/plain")
    forbidden = h.run_crawl(tmp_path, [source(site, feeds=["/rss", "/rusak"])])
    assert (
        len(read_records(forbidden)) == 1 and len(forbidden.failures) == 1
    )  # forbidden for good: not to wait for


@pytest.fixture
def large(site: Any) -> tuple[Any, list[str]]:
    """A source with more everyday news than is fetched unseen, and a few stories of the topic behind them."""
    free = topics().gate.free_articles
    everyday = [f"/a/harga-cabai-rawit-turun-{n}" for n in range(free + 60)]
    topical = [f"/a/satgas-tppo-dibentuk-{n}" for n in range(3)] + ["/a/12345"]
    site.answers = {path: h.page("Isi.") for path in everyday + topical}
    site.answers["/rss"] = h.feed(*everyday, *topical)
    return site, everyday[free:]


def test_gate_fetches_the_first_articles_those_of_the_topic_and_a_sample(
    large: tuple[Any, list[str]], tmp_path: Path
) -> None:
    site, behind = large
    entry = source(site, feeds=["/rss"])
    first = h.run_crawl(tmp_path, [entry])
    verdicts = {path: judge(Entry(site.url + path, title="Berita")) for path in behind}
    sampled = {path for path, verdict in verdicts.items() if verdict is Verdict.SAMPLED}
    fetched = {url.removeprefix(site.url) for url in first.articles}
    assert fetched & set(behind) == sampled
    assert {"/a/satgas-tppo-dibentuk-0", "/a/12345"} <= fetched
    stats = first.stats.sources["uji"]
    assert (stats.gated, stats.sampled) == (60 - len(sampled), len(sampled))
    listing = first.listings[site.url + "/rss"]
    assert len(listing.judged) == 64 and len(listing.article_urls) == len(fetched)

    site.asked.clear()
    second = h.run_crawl(tmp_path, [entry], remember(first, h.Memory()))
    assert site.article_requests() == [] and second.stats.sources["uji"].gated == 0


def test_tag_page_brings_what_the_gate_skipped(large: tuple[Any, list[str]], tmp_path: Path) -> None:
    site, behind = large
    first = h.run_crawl(tmp_path, [source(site, feeds=["/rss"])])
    memory = remember(first, h.Memory())
    missed = sorted(memory.refused)[0]
    assert missed.removeprefix(site.url) in behind
    site.answers["/tag/tppo"] = h.links(missed)
    second = h.run_crawl(tmp_path, [source(site, feeds=["/rss"], tags=["/tag/{tag}"])], memory)
    assert set(second.articles) == {missed}


def declaring(url: str) -> Any:
    return h.page(f'<html><head><link rel="canonical" href="{url}"></head><body>Isi.</body></html>')


def test_article_under_two_addresses_is_stored_once_under_its_own(site: Any, tmp_path: Path) -> None:
    site.answers = {
        "/rss": h.feed("/a/salinan", "/a/asli", "/a/lain", "/a/tersembunyi"),
        "/a/salinan": declaring("/a/asli"),
        "/a/asli": declaring("/a/asli?utm_source=x"),
        "/a/lain": declaring("https://lain.example/a/lain"),
        "/a/tersembunyi": declaring("/a/belum-terdaftar"),
    }
    outcome = h.run_crawl(tmp_path, [source(site, feeds=["/rss"])])
    own = {f"{site.url}/a/{name}" for name in ("asli", "lain", "belum-terdaftar")}
    assert set(outcome.articles) == own and outcome.failures == {}
    stats = outcome.stats.sources["uji"]  # what was not known under its own address yet counts as fetched
    assert (stats.discovered, stats.fetched, stats.copies, stats.waiting) == (4, 3, 1, 0)
    memory = remember(outcome, h.Memory())
    site.answers["/rss"] = h.feed("/a/salinan", "/a/tersembunyi", "/a/belum-terdaftar")
    assert h.run_crawl(tmp_path, [source(site, feeds=["/rss"])], memory).articles == {}


def test_site_whose_pages_all_declare_one_address_is_not_believed(site: Any, tmp_path: Path) -> None:
    paths = [f"/a/berita-{n}" for n in range(10)]
    site.answers = {"/rss": h.feed(*paths), **{path: declaring("/a/berita-0") for path in paths}}
    assert len(h.run_crawl(tmp_path, [source(site, feeds=["/rss"])]).articles) == 7


def test_redirected_address_is_settled_with_where_it_leads(site: Any, tmp_path: Path) -> None:
    site.answers = {"/rss": h.feed("/a/lama"), "/a/lama": h.moved("/a/baru"), "/a/baru": h.page("Isi.")}
    first = h.run_crawl(tmp_path, [source(site, feeds=["/rss"])])
    assert set(first.articles) == {f"{site.url}/a/baru"}
    site.answers["/rss"] = h.feed("/a/baru", "/a/lama")
    second = h.run_crawl(tmp_path, [source(site, feeds=["/rss"])], remember(first, h.Memory()))
    assert second.articles == {} and second.failures == {}
