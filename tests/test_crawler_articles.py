"""How a crawl fetches articles: every page of them, the copy where the page is empty, and again only what changed."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import crawl_harness as h
import pytest
from scrapy import Request
from scrapy.http import Response
from scrapy.settings import Settings

from crawler.backoff import Backoff
from crawler.failures import Postponed
from models.page import UnchangedArticle, Validators

SENTENCE = "Petugas memeriksa dokumen para calon pekerja di pelabuhan {} itu sejak pagi hingga sore hari. "


def text(name: str, sentences: int = 6) -> str:
    return "".join(f"<p>{SENTENCE.format(f'{name} {n}')}</p>" for n in range(sentences))


def part(name: str, *links: str, head: str = "", sentences: int = 6, **headers: str) -> h.Answer:
    anchors = "".join(f'<a href="{link}">x</a>' for link in links)
    return h.page(f"<html><head>{head}</head><body>{text(name, sentences)}{anchors}</body></html>", **headers)


def tagged(etag: str, name: str) -> h.Answer:
    """A page with an ETag, which answers 304 to who knows it."""
    whole = part(name, ETag=etag)
    unchanged = h.page("", status=304, ETag=etag)

    def answer(handler: h.Handler) -> None:
        (unchanged if handler.headers.get("If-None-Match") == etag else whole)(handler)

    return answer


PAGES: dict[str, h.Answer] = {
    "/a/bagian": part("satu", "/a/bagian/2"),
    "/a/bagian/2": part("dua", "/a/bagian/2", "/a/bagian/3"),
    "/a/bagian/3": part("tiga", "/a/bagian/2"),
    "/a/lanjut": part("satu", head='<link rel="next" href="/a/lanjut?bagian=dua">'),
    "/a/lanjut?bagian=dua": part("dua", head='<link rel="next" href="/a/lain">'),
    "/a/semua": part("satu", "?page=2", "?page=all"),
    "/a/semua?page=all": part("satu dan dua", "?page=2", sentences=12),
    "/a/semua-rusak": part("satu", "?page=2", "?page=all"),
    "/a/semua-rusak?page=2": part("dua"),
    "/a/semua-pendek": part("satu", "?page=2", "?page=all"),
    "/a/semua-pendek?page=all": part("satu", sentences=1),
    "/a/semua-pendek?page=2": part("dua"),
    "/a/berulang": part("satu", "?page=2"),
    "/a/berulang?page=2": part("dua", "?page=3"),
    "/a/berulang?page=3": part("dua", "?page=4"),
    **{f"/a/tanpa-akhir?page={n}": part(f"bagian {n}", f"?page={n + 1}") for n in range(2, 40)},
    "/a/tanpa-akhir": part("bagian", "?page=2"),
    "/a/kosong": h.page('<link rel="amphtml" href="/a/kosong/amp"><div id="app"></div>'),
    "/a/kosong/amp": part("salinan", sentences=6),
    "/a/kosong-juga": h.page('<link rel="amphtml" href="/a/kosong-juga/amp"><p>Memuat ...</p>'),
    "/a/terisi": part("lengkap", head='<link rel="amphtml" href="/a/terisi/amp">'),
    "/a/dicetak": h.page("<div id=app></div>"),
    "/cetak/a/dicetak": part("salinan cetak"),
}


class Crawl:
    """One crawl over articles of many forms."""

    def __init__(self, folder: Path) -> None:
        with h.FaultySite(PAGES) as self.site:
            self.site.answers["/rss"] = h.feed(*[path for path in PAGES if path.count("/") == 2])
            fields: dict[str, Any] = {"paging": None, "amp_url": f"{self.site.url}/cetak{{path}}"}
            self.outcome = h.run_crawl(folder, [h.source_at(self.site.url, feeds=["/rss"], **fields)])

    def pages(self, path: str) -> list[str]:
        article = self.outcome.articles[self.site.url + path]
        return [page.url.removeprefix(self.site.url) for page in article.pages]


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    return Crawl(tmp_path_factory.mktemp("articles"))


@pytest.mark.parametrize(
    ("path", "pages"),
    [
        ("/a/bagian", ["/a/bagian", "/a/bagian/2", "/a/bagian/3"]),
        ("/a/lanjut", ["/a/lanjut", "/a/lanjut?bagian=dua"]),
        ("/a/semua", ["/a/semua?page=all"]),
        ("/a/semua-rusak", ["/a/semua-rusak", "/a/semua-rusak?page=2"]),
        ("/a/semua-pendek", ["/a/semua-pendek", "/a/semua-pendek?page=2"]),
        ("/a/berulang", ["/a/berulang", "/a/berulang?page=2"]),
        ("/a/kosong", ["/a/kosong/amp"]),
        ("/a/kosong-juga", ["/a/kosong-juga"]),
        ("/a/terisi", ["/a/terisi"]),
        ("/a/dicetak", ["/cetak/a/dicetak"]),
    ],
)
def test_article_is_whole_without_a_word_in_the_entry(crawl: Crawl, path: str, pages: list[str]) -> None:
    assert crawl.pages(path) == pages


def test_paging_without_end_ends(crawl: Crawl) -> None:
    assert len(crawl.pages("/a/tanpa-akhir")) == 20


def test_no_page_is_asked_for_in_vain(crawl: Crawl) -> None:
    asked = crawl.site.asked
    assert len(asked) == len(set(asked))
    assert not {"/a/semua?page=2", "/a/terisi/amp", "/a/berulang?page=4", "/a/lain"} & set(asked)


def test_view_that_fails_is_recorded_and_costs_nothing(crawl: Crawl) -> None:
    failed = {url.removeprefix(crawl.site.url) for url in crawl.outcome.failures}
    assert {"/a/semua-rusak?page=all", "/a/kosong-juga/amp"} <= failed
    assert crawl.outcome.stats.total("waiting") == 0


@pytest.fixture
def second_looks(tmp_path: Path) -> Iterator[tuple[h.FaultySite, Any]]:
    """A crawl in which eight stored articles are due and one is new."""
    site = h.FaultySite({"/rss": h.feed("/a/baru")})
    paths = ["/a/tetap", "/a/disunting", "/a/hilang", "/a/ke-beranda", "/a/ditutup"]
    paths += ["/a/separuh", "/a/cangkang", "/a/tanpa-tanda"]
    urls = [site.url + path for path in paths]
    read = {url: Validators(etag='"1"') for url in urls[:-1]} | {urls[-1]: Validators()}
    site.answers |= {
        "/": h.page("Beranda"),
        "/a/baru": part("baru"),
        "/a/tetap": tagged('"1"', "tetap"),
        "/a/disunting": tagged('"2"', "disunting"),
        "/a/hilang": h.page(status=410),
        "/a/ke-beranda": h.moved("/"),
        "/a/ditutup": part("ditutup", head='<meta name="robots" content="noai, noimageai">'),
        "/a/separuh": part("satu", "?page=2"),
        "/a/separuh?page=2": h.page(status=404),
        "/a/cangkang": h.page('<link rel="amphtml" href="/a/cangkang/amp"><div id="app"></div>'),
        "/a/tanpa-tanda": part("tanpa tanda"),
    }
    memory = h.Memory(known_urls=set(urls), read=read, second_looks=urls)
    with site:
        yield site, h.run_crawl(tmp_path, [h.source_at(site.url, feeds=["/rss"])], memory)


def test_stored_articles_are_looked_at_again_after_what_is_new(
    second_looks: tuple[h.FaultySite, Any],
) -> None:
    site, outcome = second_looks
    assert "/a/baru" in site.article_requests()[:2]  # one may go out while the feed is being read
    fetched = {url.removeprefix(site.url): article for url, article in outcome.articles.items()}
    assert set(fetched) == {"/a/baru", "/a/disunting", "/a/tanpa-tanda"}
    assert fetched["/a/disunting"].validators == Validators(etag='"2"')
    (unchanged,) = [record for record in outcome.records if isinstance(record, UnchangedArticle)]
    assert (unchanged.url, unchanged.validators) == (f"{site.url}/a/tetap", Validators(etag='"1"'))
    failures = {url.removeprefix(site.url): failure for url, failure in outcome.failures.items()}
    gone = {path for path, failure in failures.items() if failure.is_gone}
    assert gone == {"/a/hilang", "/a/ke-beranda", "/a/separuh?page=2", "/a/cangkang/amp"}
    for half in ("/a/separuh", "/a/cangkang"):  # what is stored stays
        assert not failures[half].is_gone and "Not all of the article" in failures[half].reason
    assert failures["/a/ditutup"].is_refused and "noai" in failures["/a/ditutup"].reason
    assert "front page" in failures["/a/ke-beranda"].reason and "/" not in site.asked
    stats = outcome.stats
    counts = [stats.total(n) for n in ("discovered", "rechecks", "articles_unchanged", "refused", "failed")]
    assert counts == [1, 8, 1, 1, 6]


def test_wishes_of_pages_are_obeyed_and_noted(tmp_path: Path) -> None:
    answers = {
        "/a/biasa": part("biasa", head='<meta name="robots" content="index, max-image-preview:large">'),
        "/a/arsip": part("arsip", X_Robots_Tag="noarchive"),
        "/a/tutup": part("tutup", head='<meta name="ROBOTS" content="NOINDEX,nofollow">'),
        "/a/untuk-kita": part("kita", head='<meta name="PantauTPPO" content="noindex">'),
        "/a/untuk-lain": part("lain", head='<meta name="googlebot" content="noindex">'),
        "/a/kepala": part("kepala", X_Robots_Tag="otherbot: noarchive, pantautppo: noai"),
        "/a/tdm": part("tdm", TDM_Reservation="1"),
        "/a/dua": part("satu", "?page=2"),
        "/a/dua?page=2": part("dua", head='<meta name="robots" content="noindex">'),
    }
    with h.FaultySite(answers) as site:
        site.answers["/rss"] = h.feed(*[path for path in answers if "?" not in path])
        outcome = h.run_crawl(tmp_path, [h.source_at(site.url, feeds=["/rss"])])
    kept = {url.removeprefix(site.url): article.pages for url, article in outcome.articles.items()}
    assert set(kept) == {"/a/biasa", "/a/arsip", "/a/untuk-lain", "/a/dua"}
    assert kept["/a/biasa"][0].robots == "index, max-image-preview:large"
    assert kept["/a/arsip"][0].robots == "noarchive"
    assert kept["/a/untuk-lain"][0].robots is None and len(kept["/a/dua"]) == 1
    assert all(failure.is_refused for failure in outcome.failures.values())
    assert outcome.stats.total("refused") == len(outcome.failures) == 5


def test_host_that_is_busy_is_asked_more_slowly_from_then_on(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        moment[0] += seconds

    moment = [0.0]
    monkeypatch.setattr("crawler.backoff.asyncio.sleep", sleep)
    monkeypatch.setattr("crawler.backoff.monotonic", lambda: moment[0])
    slot = SimpleNamespace(delay=3.0)
    downloader = SimpleNamespace(slots={"berita.example": slot}, get_slot_key=lambda _: "berita.example")
    settings = Settings({"AUTOTHROTTLE_MAX_DELAY": 60.0, "RETRY_TIMES": 2})
    stats = SimpleNamespace(inc_value=lambda *_: None)
    crawler = SimpleNamespace(
        engine=SimpleNamespace(downloader=downloader), settings=settings, crawling=True, stats=stats
    )
    crawler.spider = SimpleNamespace(crawler=crawler, caller=SimpleNamespace(error=None))
    backoff, url = Backoff(crawler), "https://berita.example/a"  # type: ignore[arg-type]
    request, answer = Request(url), Response(url, status=429)
    again = asyncio.run(backoff.process_response(request, answer))
    assert isinstance(again, Request) and (sum(waits), slot.delay) == (10, 6)
    third = asyncio.run(backoff.process_response(again, answer))
    assert isinstance(third, Request) and (sum(waits), slot.delay) == (10 + 20, 12)
    assert asyncio.run(backoff.process_response(third, answer)) is answer
    told = Response(url, status=503, headers={"Retry-After": "7"})
    asyncio.run(backoff.process_response(request, told))
    assert sum(waits) == 10 + 20 + 7
    with pytest.raises(Postponed, match="600 seconds"):
        asyncio.run(
            backoff.process_response(request, Response(url, status=503, headers={"Retry-After": "600"}))
        )
    with pytest.raises(Postponed, match="next crawl"):
        backoff.process_request(Request("https://berita.example/b"))


def test_busy_server_is_asked_again_and_one_that_asks_for_long_is_left(tmp_path: Path) -> None:
    tries: list[str] = []

    def busy_once(handler: h.Handler) -> None:
        tries.append(handler.path)
        first = h.page(status=429, Retry_After="3")
        (first if len(tries) == 1 else part("akhirnya"))(handler)

    patient = h.FaultySite({"/rss": h.feed("/a/sibuk"), "/a/sibuk": busy_once})
    closed = h.FaultySite({"/rss": h.feed(*[f"/a/tutup-{n}" for n in range(5)])})
    closed.answers |= {f"/a/tutup-{n}": h.page(status=503, Retry_After="86400") for n in range(5)}
    always = h.FaultySite({"/rss": h.feed("/a/selalu"), "/a/selalu": h.page(status=429)})
    with patient, closed, always:
        sites = {"sabar": patient, "tutup": closed, "selalu": always}
        sources = [h.source_at(site.url, slug, feeds=["/rss"]) for slug, site in sites.items()]
        outcome = h.run_crawl(tmp_path, sources)
    assert set(outcome.articles) == {patient.url + "/a/sibuk"} and len(tries) == 2
    assert len(closed.article_requests()) == 1
    reasons = {failure.source: failure.reason for failure in outcome.failures.values()}
    assert "asks to wait 86400 seconds" in reasons["tutup"] and "next crawl" in reasons["tutup"]
    assert outcome.stats.sources["tutup"].postponed == 5
    assert "429" in reasons["selalu"] and len(always.article_requests()) == 3
