"""What a crawl does with servers that misbehave: each case is recorded in a sentence, none ends the crawl."""

import gzip
import signal
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import crawl_harness as h
import pytest

from models.errors import PantauError
from models.page import SourceRead

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {y} "{f"&{x};" * 10}">' for x, y in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><rss><channel><item><link>&i;</link></item></channel></rss>"
)
HUGE = b"x" * (11 * 1024 * 1024)


class Faults:
    """One crawl over all faulty sites, and what it gave."""

    def __init__(self, folder: Path) -> None:
        self.inside = h.FaultySite({"/a/rahasia": h.page("rahasia")})
        self.articles = h.FaultySite({})
        self.listings = h.FaultySite({})
        self.slow = h.FaultySite({})
        self.slow_heads = h.FaultySite({})
        self.closed = h.FaultySite({})
        self.dead = h.FaultySite({})
        with self.inside, self.articles, self.listings, self.slow, self.slow_heads, self.closed, self.dead:
            self._prepare()
            self.outcome = h.run_crawl(folder, self._sources(), settings={"timeout": 0.5})

    def _prepare(self) -> None:
        self.articles.answers = article_faults(self.articles, self.inside.url)
        self.articles.answers["/rss"] = h.feed(
            *[p for p in self.articles.answers if "?" not in p and p != "/ok"]
        )
        self.listings.answers = listing_faults(self.listings)
        self.slow.answers = {
            "/rss": h.feed("/a/menggantung", "/a/menetes"),
            "/a/menggantung": self.slow.hang,
            "/a/menetes": self.slow.drip,
        }
        self.slow_heads.answers = {
            "/rss": h.feed("/a/kepala-menetes"),
            "/a/kepala-menetes": self.slow_heads.drip_headers,
        }
        self.closed.answers = {"/robots.txt": h.page(status=503), "/rss": h.feed("/a/satu")}
        self.dead.answers = {"/rss": h.feed(*[f"/a/mati-{n}" for n in range(9)])}
        self.dead.answers |= {f"/a/mati-{n}": self.dead.hang_up for n in range(9)}

    def _sources(self) -> list[Any]:
        paths = [path for path in self.listings.answers if path.startswith("/feed-")]
        maps = [path for path in self.listings.answers if path.startswith("/map-")]
        loops = [
            {"url": "/putar", "max_pages": 50},
            {"url": "/templat", "next_page": "/templat?page={page}", "max_pages": 50},
            {"url": "/tak-habis", "next_page": "/tak-habis?page={page}", "max_pages": 4},
            {"url": "/sesi", "max_pages": 50},
            {"url": "/kalender/{yyyy}/{mm}/{dd}", "max_pages": 3},
            {"url": "/kalender-depan", "max_pages": 6},
        ]
        return [
            h.source_at(self.articles.url, "artikel", feeds=["/rss"]),
            h.source_at(
                self.listings.url,
                "daftar",
                feeds=paths,
                sitemaps=maps,
                listings=loops,
                tags=["/label/{tag}"],
                search="/cari?q={query}",
            ),
            h.source_at(self.slow.url, "lambat", feeds=["/rss"]),
            h.source_at(self.slow_heads.url, "lambat-juga", feeds=["/rss"]),
            h.source_at(self.closed.url, "tertutup", feeds=["/rss"]),
            h.source_at(self.dead.url, "mati", feeds=["/rss"]),
        ]

    def reason(self, site: Any, path: str) -> str:
        failure = self.outcome.failures[site.url + path]
        assert failure.reason.endswith(".") and "\n" not in failure.reason
        return str(failure.reason)


def article_faults(site: Any, inside: str) -> dict[str, Any]:
    port = inside.rsplit(":", 1)[1]
    return {
        "/robots.txt": h.page("User-agent: *\nDisallow: /a/terlarang", "text/plain"),
        "/a/baik": h.page("Isi."),
        "/a/tidak-ada": h.page(status=404),
        "/a/dihapus": h.page(status=410),
        "/a/rusak": h.page(status=500),
        "/a/terlarang": h.page("terlarang"),
        "/a/diam": site.hang_up,
        "/a/gambar": h.data(b"\x89PNG", "image/png"),
        "/a/tanpa-jenis": h.data(b"<p>Isi</p>", None),
        "/a/biner": h.data(b"PK\x03\x04\0\0", None),
        "/a/raksasa": h.data(HUGE, "text/html"),
        "/a/bom": h.data(gzip.compress(HUGE), "text/html", Content_Encoding="gzip"),
        "/a/galat": h.page("<h1>Terjadi kesalahan</h1>"),
        "/a/keluar": h.moved(f"{inside}/a/rahasia"),
        "/a/jaringan-dalam": h.moved("http://10.0.0.1/a/x"),
        "/a/aneh": h.moved(f"http://0x7f.1:{port}/a/rahasia"),
        "/a/berkas": h.moved("file:///etc/hostname"),
        "/a/berputar": h.moved("/a/berputar"),
        "/a/salinan": h.moved("/a/baik"),
        "/a/panjang": h.page('<a href="/a/panjang?page=2">2</a><a href="/a/baik?page=2">lain</a>'),
        "/a/panjang?page=2": h.page('<a href="/a/panjang?page=1">1</a><a href="/a/panjang?page=3">3</a>'),
        "/a/panjang?page=3": h.page(status=404),
        "/a/utuh": h.page('<a href="?page=10">10</a><a href="/a/utuh?page=2">2</a>'),
        "/a/utuh?page=2": h.page("dua"),
        "/a/utuh?page=10": h.page("sepuluh"),
    }


def recent_days() -> list[date]:
    """Days that are among the last five in Jakarta, whenever the crawl begins."""
    today = datetime.now(ZoneInfo("Asia/Jakarta")).date()
    return [today - timedelta(days=back) for back in range(-1, 5)]


def listing_faults(site: Any) -> dict[str, Any]:
    first = "<sitemapindex><sitemap><loc>/map-anak</loc></sitemap></sitemapindex>"
    child = "<urlset><url><loc>/a/dari-peta</loc></url></urlset>"
    answers = {
        "/feed-tidak-ada": h.page(status=404),
        "/feed-rusak": h.page("<rss><channel><item></rss>", "application/rss+xml"),
        "/feed-bom": h.page(BOMB, "application/xml"),
        "/feed-html": h.page("<html><body>Segera kembali</body></html>"),
        "/feed-kosong": h.data(b"", "application/rss+xml"),
        "/feed-gambar": h.data(b"\x89PNG", "image/png"),
        "/feed-baik": h.feed("/a/dari-umpan?utm_source=rss", "https://lain.example/a/asing"),
        "/feed-bom-gzip": h.data(gzip.compress(b"<rss>" + b" " * 60_000_000), "application/gzip"),
        "/feed-bom-kiriman": h.data(
            gzip.compress(b"<rss>" + b" " * 60_000_000), "application/rss+xml", Content_Encoding="gzip"
        ),
        "/feed-200mb": h.endless("application/rss+xml", 200),
        "/map-200mb": h.endless("application/xml", 200),
        "/feed-200mb-diakui": h.endless("application/rss+xml", 200, is_told=True),
        "/feed-salah-charset": h.data(
            b"<?xml version='1.0' encoding='UTF-8'?><rss><item><title>\x93Kutip\x94</title>"
            b"<link>/a/kutip</link></item></rss>",
            "application/rss+xml; charset=iso-8859-5",
        ),
        "/feed-masa-depan": h.timed_feed({"/a/masa-depan": "Fri, 01 Jan 2999 00:00:00 +0700"}),
        "/feed-tanpa-waktu": h.timed_feed({"/a/tanpa-waktu": "entah kapan"}),
        "/sesi": h.links("/a/sesi", following="/sesi?page=2&PHPSESSID=0123456789abcdef01"),
        "/sesi?page=2": h.links("/a/sesi-dua", following="/sesi?page=2&PHPSESSID=fedcba98765432100"),
        **{f"/kalender/{day:%Y/%m/%d}": h.links(f"/a/tanggal-{day:%d}") for day in recent_days()},
        **{
            f"/kalender-depan{n}": h.links(f"/a/depan-{len(n)}", following=f"/kalender-depan{n}n")
            for n in ("n" * size for size in range(20))
        },
        "/label/tppo": h.links("/a/berlabel"),
        "/cari?q=perdagangan+orang": h.links("/a/tercari"),
        "/map-indeks": h.page(first, "application/xml"),
        "/map-anak": h.data(gzip.compress(child.encode()), "application/gzip"),
        "/putar": h.links("/a/satu", following="/putar?page=2"),
        "/putar?page=2": h.links("/a/dua", following="/putar?page=3"),
        "/putar?page=3": h.links("/a/tiga", following="/putar"),
        "/templat": h.links("/a/empat"),
        **{f"/templat?page={n}": h.links("/a/empat") for n in range(2, 51)},
        "/tak-habis": h.links("/a/n-1"),
        **{f"/tak-habis?page={n}": h.links(f"/a/n-{n}") for n in range(2, 51)},
    }
    names = ["satu", "dua", "tiga", "empat", "dari-umpan", "dari-peta", "n-1", "n-2", "n-3", "n-4"]
    names += ["kutip", "masa-depan", "tanpa-waktu", "sesi", "sesi-dua", "berlabel", "tercari"]
    names += [f"tanggal-{day:%d}" for day in recent_days()] + [f"depan-{n}" for n in range(6)]
    return {**answers, **{f"/a/{name}": h.page(name) for name in names}}


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faults]:
    yield Faults(tmp_path_factory.mktemp("faults"))


@pytest.mark.parametrize(
    ("path", "reason", "status", "is_gone"),
    [
        ("/a/tidak-ada", "The server answered 404 Not Found.", 404, True),
        ("/a/dihapus", "The server answered 410 Gone.", 410, True),
        ("/a/rusak", "The server answered 500 Internal Server Error.", 500, False),
        ("/a/diam", "The server closed the connection without an answer.", None, False),
        ("/a/terlarang", "The site's robots.txt forbids this address.", None, False),
        ("/a/gambar", "The answer is image/png, not a page or feed.", 200, False),
        ("/a/biner", "The answer is binary data, not a page or feed.", 200, False),
        ("/a/raksasa", "The answer is too large.", None, False),
        ("/a/bom", "The answer is too large after unpacking.", None, False),
        ("/a/berkas", "The server sent 302 Found without a web address to go to.", 302, False),
    ],
)
def test_article_that_cannot_be_had_is_recorded(
    faults: Faults, path: str, reason: str, status: int | None, is_gone: bool
) -> None:
    failure = faults.outcome.failures[faults.articles.url + path]
    assert (failure.reason, failure.status, failure.is_gone) == (reason, status, is_gone)
    assert faults.articles.url + path not in faults.outcome.articles


@pytest.mark.parametrize("path", ["/a/keluar", "/a/jaringan-dalam", "/a/aneh"])
def test_redirect_never_leaves_the_hosts_of_the_source(faults: Faults, path: str) -> None:
    assert "which is not a host of this source" in faults.reason(faults.articles, path)
    assert faults.inside.asked == []


def test_redirects_in_a_circle_and_to_an_article_of_this_crawl_end(faults: Faults) -> None:
    assert "in a circle" in faults.reason(faults.articles, "/a/berputar")
    assert "fetched under that address" in faults.reason(faults.articles, "/a/salinan")
    assert faults.articles.asked.count("/a/baik") == 1


def test_robots_txt_is_asked_first_and_obeyed(faults: Faults) -> None:
    assert faults.articles.asked[0] == "/robots.txt"
    assert "/a/terlarang" not in faults.articles.asked


def test_host_whose_robots_txt_fails_is_left_alone(faults: Faults) -> None:
    assert set(faults.closed.asked) == {"/robots.txt"}
    assert "robots.txt cannot be read" in faults.reason(faults.closed, "/rss")


def test_server_errors_are_tried_three_times_and_missing_pages_once(faults: Faults) -> None:
    assert faults.articles.asked.count("/a/rusak") == 3
    assert faults.articles.asked.count("/a/tidak-ada") == 1


@pytest.mark.parametrize("path", ["/a/menggantung", "/a/menetes", "/a/kepala-menetes"])
def test_answer_that_takes_for_ever_is_given_up(faults: Faults, path: str) -> None:
    site = faults.slow_heads if "kepala" in path else faults.slow
    assert faults.reason(site, path) == "The server did not answer in time."


def test_host_that_stops_answering_is_left_alone_until_next_time(faults: Faults) -> None:
    failures = [f for f in faults.outcome.records if getattr(f, "reason", "") and f.source == "mati"]
    assert len(failures) == 1  # the host once, not each article
    assert "is left alone until the next crawl" in failures[0].reason
    assert len(faults.dead.article_requests()) <= 7  # Twisted itself tries a reused connection again
    stats = faults.outcome.stats.sources["mati"]
    assert (stats.discovered, stats.postponed, stats.fetched) == (9, 9, 0)


def test_page_that_says_ok_is_handed_over_for_cleaning_to_judge(faults: Faults) -> None:
    fetched = faults.outcome.articles
    assert b"Terjadi kesalahan" in fetched[faults.articles.url + "/a/galat"].pages[0].body
    assert fetched[faults.articles.url + "/a/tanpa-jenis"].pages[0].content_type is None


def test_article_keeps_the_pages_it_has_when_a_later_one_fails(faults: Faults) -> None:
    url = faults.articles.url + "/a/panjang"
    assert [page.url for page in faults.outcome.articles[url].pages] == [url, url + "?page=2"]
    assert faults.outcome.failures[url + "?page=3"].is_gone
    assert "/a/baik?page=2" not in faults.articles.asked


def test_article_of_which_a_page_got_no_answer_is_left_whole_to_the_next_crawl(tmp_path: Path) -> None:
    first = h.page('<a href="/a/putus?page=2">2</a>')
    with h.FaultySite({"/rss": h.feed("/a/putus"), "/a/putus": first}) as site:
        site.answers["/a/putus?page=2"] = site.hang_up
        outcome = h.run_crawl(tmp_path, [h.source_at(site.url, feeds=["/rss"])])
    assert outcome.articles == {}
    assert "it is read again next time" in outcome.failures[site.url + "/a/putus"].reason


def test_pages_of_an_article_come_in_the_order_of_their_numbers(faults: Faults) -> None:
    pages = faults.outcome.articles[faults.articles.url + "/a/utuh"].pages
    assert [page.body for page in pages[1:]] == [b"dua", b"sepuluh"]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/feed-tidak-ada", "404 Not Found"),
        ("/feed-rusak", "The XML is broken"),
        ("/feed-bom", "defines entities of its own"),
        ("/feed-html", "no feed: its root element is <html>"),
        ("/feed-kosong", "The answer is empty"),
        ("/feed-gambar", "image/png, not a page or feed"),
        ("/feed-bom-gzip", "larger than 50 MB"),
        ("/feed-bom-kiriman", "The answer is too large after unpacking"),
        ("/feed-200mb", "The answer is too large"),
        ("/feed-200mb-diakui", "The answer is too large"),
        ("/map-200mb", "The answer is too large"),
    ],
)
def test_unreadable_listing_is_recorded(faults: Faults, path: str, words: str) -> None:
    assert words in faults.reason(faults.listings, path)
    assert faults.listings.url + path not in faults.outcome.listings


def test_good_listings_of_the_same_source_are_read(faults: Faults) -> None:
    url = faults.listings.url
    assert faults.outcome.listings[url + "/feed-baik"].article_urls == (url + "/a/dari-umpan",)
    assert faults.outcome.listings[url + "/map-anak"].article_urls == (url + "/a/dari-peta",)
    assert {url + "/a/dari-umpan", url + "/a/dari-peta"} <= set(faults.outcome.articles)


def test_listing_that_loops_ends(faults: Faults) -> None:
    asked = faults.listings.asked
    assert [path for path in asked if path.startswith("/putar")] == [
        "/putar",
        "/putar?page=2",
        "/putar?page=3",
    ]
    assert [path for path in asked if path.startswith("/templat")] == ["/templat", "/templat?page=2"]
    assert len([path for path in asked if path.startswith("/tak-habis")]) == 4
    assert {faults.listings.url + f"/a/{name}" for name in ("satu", "dua", "tiga")} <= set(
        faults.outcome.articles
    )


@pytest.mark.parametrize(
    ("path", "article"),
    [
        ("/feed-salah-charset", "/a/kutip"),
        ("/feed-masa-depan", "/a/masa-depan"),
        ("/feed-tanpa-waktu", "/a/tanpa-waktu"),
        ("/label/tppo", "/a/berlabel"),
        ("/cari?q=perdagangan+orang", "/a/tercari"),
    ],
)
def test_listing_that_is_odd_but_readable_gives_its_articles(faults: Faults, path: str, article: str) -> None:
    url = faults.listings.url
    assert faults.outcome.listings[url + path].article_urls == (url + article,)
    assert url + article in faults.outcome.articles


def test_new_session_on_every_page_is_no_new_page(faults: Faults) -> None:
    asked = [path for path in faults.listings.asked if path.startswith("/sesi")]
    assert asked == ["/sesi", "/sesi?page=2"]


def test_calendar_without_end_is_read_as_far_as_it_may(faults: Faults) -> None:
    days = [path for path in faults.listings.asked if path.startswith("/kalender/")]
    assert len(days) == 3 and set(days) <= {f"/kalender/{day:%Y/%m/%d}" for day in recent_days()}
    assert len([path for path in faults.listings.asked if path.startswith("/kalender-depan")]) == 6


def test_tag_that_a_site_does_not_have_is_no_failure(faults: Faults) -> None:
    asked = [path for path in faults.listings.asked if path.startswith(("/label/", "/cari"))]
    assert len(asked) > 5
    assert not {faults.listings.url + path for path in asked} & set(faults.outcome.failures)


def test_source_counts_as_read_only_where_no_listing_failed(faults: Faults) -> None:
    read = {record.source: record for record in faults.outcome.records if isinstance(record, SourceRead)}
    assert set(read) == {"artikel", "lambat", "lambat-juga", "mati"}
    assert all(record.started_at <= datetime.now(UTC) for record in read.values())


def test_listing_is_handed_over_before_its_articles(faults: Faults) -> None:
    met: set[str] = set()
    for record in faults.outcome.records:
        if record in faults.outcome.articles.values():
            assert record.url in met
        met.update(getattr(record, "article_urls", ()))


def test_no_address_is_asked_for_twice_without_need(faults: Faults) -> None:
    for site in (faults.articles, faults.listings):
        failed = {
            url.removeprefix(site.url)
            for url, f in faults.outcome.failures.items()
            if f.status in {None, 500}
        }
        asked = [path for path in site.asked if path not in failed]
        assert len(asked) == len(set(asked))


def test_crawl_names_itself(faults: Faults) -> None:
    assert len(faults.articles.agents) == 1
    assert faults.articles.agents.pop().startswith("PantauTPPO/")


def test_counts_agree_with_the_records_and_nothing_is_written_to_stderr(faults: Faults) -> None:
    stats = faults.outcome.stats
    assert stats.total("fetched") == len(faults.outcome.articles)
    assert stats.total("listings") == len(faults.outcome.listings)
    assert stats.total("failed") == len(faults.outcome.failures)
    assert stats.total("waiting") == 0 and not stats.is_interrupted
    assert stats.sources["daftar"].requests == len(faults.listings.asked)
    assert stats.sources["daftar"].bytes > 0
    assert faults.outcome.progress[-1].fetched == stats.total("fetched")
    assert faults.outcome.error is None and faults.outcome.stderr == ""


@pytest.fixture
def plain_site() -> Iterator[Any]:
    """A site with eight good articles."""
    paths = [f"/a/berita-{n}" for n in range(8)]
    with h.FaultySite({"/rss": h.feed(*paths), **{path: h.page("Isi.") for path in paths}}) as site:
        yield site


def test_sink_that_fails_ends_the_crawl_and_its_error_is_raised(plain_site: Any, tmp_path: Path) -> None:
    outcome = h.run_crawl(tmp_path, [h.source_at(plain_site.url, feeds=["/rss"])], sink_error_at=3)
    assert isinstance(outcome.error, OSError) and "No space left" in str(outcome.error)
    assert len(outcome.records) == 3
    assert len(plain_site.article_requests()) < 8


def test_state_that_fails_ends_the_crawl_and_its_error_is_raised(plain_site: Any, tmp_path: Path) -> None:
    outcome = h.run_crawl(tmp_path, [h.source_at(plain_site.url, feeds=["/rss"])], state_error=True)
    assert isinstance(outcome.error, TypeError)
    assert plain_site.article_requests() == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_crawl_ends_in_order_and_the_next_one_takes_up_the_rest(
    plain_site: Any, tmp_path: Path, number: signal.Signals
) -> None:
    source = h.source_at(plain_site.url, feeds=["/rss"])
    last = plain_site.answers["/a/berita-4"]

    def wait(handler: Any) -> None:
        plain_site.released.wait()
        last(handler)

    plain_site.answers["/a/berita-4"] = wait
    running = h.start_crawl(tmp_path, [source])
    running.wait_for_records(4)
    running.process.send_signal(number)
    plain_site.released.set()
    outcome = running.outcome()
    assert outcome.stats.is_interrupted and 3 <= len(outcome.articles) < 8

    memory = h.Memory()
    for record in outcome.records:
        memory.store(record)
    rest = h.run_crawl(tmp_path, [source], memory)
    assert set(rest.articles) | set(outcome.articles) == {f"{plain_site.url}/a/berita-{n}" for n in range(8)}
    assert not set(rest.articles) & set(outcome.articles)


def test_articles_over_the_limit_wait_for_the_next_crawl(plain_site: Any, tmp_path: Path) -> None:
    source = h.source_at(plain_site.url, feeds=["/rss"])
    outcome = h.run_crawl(tmp_path, [source], settings={"max_articles": 3})
    assert list(outcome.articles) == [f"{plain_site.url}/a/berita-{n}" for n in range(3)]
    assert outcome.stats.total("postponed") == 5
    assert len(outcome.listings[plain_site.url + "/rss"].article_urls) == 8


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "0x7f.1"])
def test_this_computer_is_not_contacted_unless_allowed(plain_site: Any, tmp_path: Path, host: str) -> None:
    source = h.source_at(f"http://{host}:{plain_site.port}", feeds=["/rss"])
    settings = {"allow_loopback": False, "contact": "redaksi@example.org"}
    outcome = h.run_crawl(tmp_path, [source], settings=settings)
    assert plain_site.asked == []
    (failure,) = outcome.failures.values()
    assert "an address of this computer or of a private network" in failure.reason


def test_crawl_of_public_sources_needs_a_contact_and_an_open_source(tmp_path: Path) -> None:
    public = h.source_at("https://berita.example", feeds=["/rss"])
    without_contact = h.run_crawl(tmp_path, [public], settings={"allow_loopback": False})
    assert isinstance(without_contact.error, PantauError) and "contact" in str(without_contact.error)
    asked_only = public.model_copy(update={"terms": "ask"})
    not_open = h.run_crawl(tmp_path, [asked_only], settings={"contact": "redaksi@example.org"})
    assert isinstance(not_open.error, PantauError) and "permission" in str(not_open.error)


def test_contact_stands_in_the_user_agent(plain_site: Any, tmp_path: Path) -> None:
    source = h.source_at(plain_site.url, feeds=["/rss"])
    h.run_crawl(tmp_path, [source], settings={"contact": "redaksi@example.org"})
    assert all(agent.endswith("(+redaksi@example.org)") for agent in plain_site.agents)
