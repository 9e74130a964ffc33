"""`pantau sources check` against sites in every state, over real HTTP."""

import json
import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import crawl_harness as h
import pytest
from faults_harness import Runs, news, sentence

CONSENT = (
    "<html><body><h1>Sebelum melanjutkan</h1><p>Kami memakai cookie. Terima semua cookie?</p></body></html>"
)
ROBOTS_CLOSED = h.page("User-agent: *\nDisallow: /\n", "text/plain")
NO_DATE = h.page(
    "<html lang=id><head><title>Gudang terbakar</title></head><body><article><h1>Gudang terbakar</h1>"
    "<p>Sebuah gudang kosong di tepi sungai terbakar dan warga memadamkannya dengan air sungai itu sendiri.</p>"
    "<p>Kepala desa mengatakan bahwa tidak ada korban karena gudang itu sudah lama tidak dipakai oleh pemiliknya.</p>"
    "<p>Polisi memeriksa beberapa saksi dan belum menyebut apa yang menyebabkan api itu muncul.</p>"
    "</article></body></html>"
)
SITEMAP = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    "<url><loc>/a/satu</loc><lastmod>2026-03-01T10:00:00+07:00</lastmod></url></urlset>"
)
SITEMAP_INDEX = "<sitemapindex><sitemap><loc>/post-sitemap.xml</loc></sitemap></sitemapindex>"


def gone_for_good(target: str) -> h.Answer:
    return h.page("", status=301, Location=target)


def site(**answers: h.Answer) -> dict[str, h.Answer]:
    """A site that works, apart from what is given; names are paths with `__` for `/`."""
    own = {"/" + name.replace("__", "/"): answer for name, answer in answers.items()}
    return {"/rss": h.feed("/a/satu", "/a/dua"), "/a/satu": news("Satu"), "/a/dua": news("Dua"), **own}


SITES: dict[str, tuple[dict[str, h.Answer], dict[str, Any]]] = {
    "sehat": (site(), {}),
    "garis-miring": (site(rss=gone_for_good("/rss/"), rss__=h.feed("/a/satu")), {}),
    "sementara": (site(rss=h.moved("/umpan"), umpan=h.feed("/a/satu")), {}),
    "galeri-dulu": (site(a__satu=h.page("<html><body><h1>Galeri foto</h1></body></html>")), {}),
    "peta": (
        {"/sitemap.xml": h.page(SITEMAP_INDEX, "application/xml"), "/a/satu": news("Satu"),
         "/post-sitemap.xml": h.page(SITEMAP, "application/xml")},
        {"feeds": [], "sitemaps": ["/sitemap.xml"]},
    ),
    "penanda": (site(rss=h.moved("/rss?from=beranda#atas")) | {"/rss?from=beranda": h.feed("/a/satu")}, {}),
    "berputar": (site(rss=h.moved("/umpan"), umpan=h.moved("/rss")), {}),
    "salah-arah": (site(rss=h.moved("http://[rusak")), {}),
    "tanpa-tag": (site(), {"tags": ["/tag/{tag}"]}),
    "pindah-jalur": (site(rss=gone_for_good("/umpan"), umpan=h.feed("/a/satu")), {}),
    "pindah-situs": (site(rss=gone_for_good("http://berita-lain.example/rss")), {}),
    "pindah-artikel": ({"/rss": h.feed("/a/satu"), "/a/satu": gone_for_good("http://berita-lain.example/a")}, {}),
    "robots": (site() | {"/robots.txt": ROBOTS_CLOSED}, {}),
    "terlarang": (site(rss=h.page(status=403)), {}),
    "terlalu-sering": (site(rss=h.page(status=429)), {}),
    "dinding": ({"/rss": h.feed("/a/satu"), "/a/satu": h.page(CONSENT)}, {}),
    "dinding-daftar": ({"/indeks": h.page(CONSENT)}, {"feeds": [], "listings": [{"url": "/indeks"}]}),
    "kosong": ({"/rss": h.feed()}, {}),
    "indeks-kosong": (
        {"/indeks": h.links("/tentang-kami", "/kontak")}, {"feeds": [], "listings": [{"url": "/indeks"}]},
    ),
    "pola": ({"/rss": h.feed("/baru/satu", "/baru/dua")}, {}),
    "pola-indeks": (
        {"/indeks": h.links("/baru/polisi-tahan-dua-orang", "/baru/warga-tolak-tambang-pasir")},
        {"feeds": [], "listings": [{"url": "/indeks"}]},
    ),
    "tanpa-tanggal": ({"/rss": h.feed("/a/satu"), "/a/satu": NO_DATE}, {}),
    "bukan-umpan": (site(rss=h.page("<html><body>Beranda</body></html>")), {}),
    "hilang": (site(rss=h.page(status=404)), {}),
    "satu-hilang": (site(), {"feeds": ["/rss", "/rss-lama"]}),
    "rusak": (site(rss=h.page(status=500)), {}),
    "robots-rusak": (site() | {"/robots.txt": h.page(status=500)}, {}),
}  # fmt: skip


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """One check of all sites; the rows by slug, and what each site was asked for under `asked`."""
    with ExitStack() as stack:
        sites = {slug: stack.enter_context(h.FaultySite(answers)) for slug, (answers, _) in SITES.items()}
        silent = stack.enter_context(h.FaultySite({}))
        silent.answers["/rss"] = silent.hang_up
        runs = Runs(tmp_path_factory.mktemp("check"), **sites, diam=silent)
        for slug, (_, fields) in SITES.items():
            entry = h.source_at(sites[slug].url, slug, **{"feeds": ["/rss"], **fields})
            write_entry(runs, entry.model_dump(mode="json"))
        runs.environment["PANTAU_REQUEST_TIMEOUT"] = "20"
        done = runs.run("sources", "check", "--json")
        assert done.code == 1, done.err
        assert not (runs.folder / "data" / "pantau.db").exists()
        rows = {row["slug"]: row for row in json.loads(done.out)}
        yield {**rows, "asked": {slug: site.asked for slug, site in sites.items()}}


def write_entry(runs: Runs, entry: dict[str, Any]) -> None:
    (runs.folder / "sources" / f"{entry['slug']}.yml").write_text(json.dumps(entry))


@pytest.mark.parametrize(
    ("slug", "state", "words"),
    [
        ("sehat", "working", "articles named: 2"),
        ("garis-miring", "working", ""),
        ("sementara", "working", ""),
        ("galeri-dulu", "working", ""),
        ("tanpa-tag", "working", ""),
        ("penanda", "working", ""),
        ("berputar", "failing", "round in a circle"),
        ("salah-arah", "failing", "without a web address"),
        ("peta", "working", "articles named: 1"),
        ("pindah-jalur", "moved", "/umpan"),
        ("pindah-situs", "moved", "berita-lain.example"),
        ("pindah-artikel", "moved", "berita-lain.example"),
        ("robots", "blocked", "robots.txt forbids"),
        ("terlarang", "blocked", "403"),
        ("terlalu-sering", "blocked", "429"),
        ("dinding", "blocked", "consent"),
        ("dinding-daftar", "blocked", "consent"),
        ("kosong", "empty", "names no article"),
        ("indeks-kosong", "empty", "names no article"),
        ("pola", "changed layout", "names 2 pages, none of which fits article_url_pattern"),
        ("pola-indeks", "changed layout", "names 2 pages"),
        ("tanpa-tanggal", "changed layout", "no date"),
        ("bukan-umpan", "changed layout", "no feed"),
        ("hilang", "changed layout", "404"),
        ("satu-hilang", "changed layout", "/rss-lama: The server answered 404"),
        ("rusak", "failing", "500"),
        ("robots-rusak", "failing", "robots.txt cannot be read"),
        ("diam", "failing", "closed the connection"),
    ],
)
def test_each_state_has_its_reason(checked: dict[str, Any], slug: str, state: str, words: str) -> None:
    row = checked[slug]
    assert row["state"] == state, row["reason"]
    assert words in row["reason"]
    assert bool(row["to_do"]) == (state != "working")


def test_a_check_counts_what_is_listed_and_names_the_newest_date(checked: dict[str, Any]) -> None:
    assert checked["sehat"]["listed"] == 2
    assert checked["sehat"]["newest"] is None
    assert checked["peta"]["newest"].startswith("2026-03-01 03:00")


def test_a_check_asks_for_little(checked: dict[str, Any]) -> None:
    assert checked["asked"]["sehat"] == ["/robots.txt", "/rss", "/a/satu"]
    assert checked["asked"]["robots"] == ["/robots.txt"]
    assert max(map(len, checked["asked"].values())) <= 6


def test_sources_are_checked_side_by_side_and_no_host_is_asked_for_two_things_at_once(tmp_path: Path) -> None:
    other_was_asked = threading.Event()
    under_way, most = 0, 0
    counting = threading.Lock()

    def slow(answer: h.Answer, *, waits: bool) -> h.Answer:
        def respond(handler: h.Handler) -> None:
            nonlocal under_way, most
            with counting:
                under_way += 1
                most = max(most, under_way)
            if waits:
                assert other_was_asked.wait(10)
            with counting:
                under_way -= 1
            answer(handler)

        return respond

    def other_feed(handler: h.Handler) -> None:
        other_was_asked.set()
        h.feed("/a/satu")(handler)

    answers = {
        path: slow(answer, waits=path == "/rss") for path, answer in site(lain=h.feed("/a/dua")).items()
    }
    with h.FaultySite(answers) as one, h.FaultySite({**site(), "/rss": other_feed}) as two:
        runs = Runs(tmp_path, satu=one, dua=two)
        runs.environment["PANTAU_REQUEST_TIMEOUT"] = "20"
        by_name = two.url.replace("127.0.0.1", "localhost")  # a host of its own for the crawler
        for url, slug, feeds in ((one.url, "satu", ["/rss", "/lain"]), (by_name, "dua", ["/rss"])):
            write_entry(runs, h.source_at(url, slug, feeds=feeds).model_dump(mode="json"))
        done = runs.run("sources", "check")
    assert done.code == 0, done.out + done.err
    assert "2 of 2 sources work" in done.out
    assert most == 1


def test_a_named_source_alone_is_asked_and_an_unknown_one_refused(tmp_path: Path) -> None:
    with h.FaultySite(site()) as one, h.FaultySite(site()) as two:
        runs = Runs(tmp_path, satu=one, dua=two)
        assert runs.run("sources", "check", "satu").code == 0
        assert one.asked and not two.asked
        done = runs.run("sources", "check", "tiga")
        assert done.code == 2
        sentence(done.err, "tiga", "sources list")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_check_ends_at_once_where_a_signal_tells_it_to(tmp_path: Path, number: int) -> None:
    with h.FaultySite({}) as one:
        asked = threading.Event()

        def hang(handler: h.Handler) -> None:
            asked.set()
            one.hang(handler)

        one.answers["/rss"] = hang
        runs = Runs(tmp_path, satu=one)
        runs.environment["PANTAU_REQUEST_TIMEOUT"] = "200"
        process = runs.start("sources", "check")
        assert asked.wait(60)
        process.send_signal(number)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    sentence(err, "Stopped before the end")


def test_a_broken_entry_stops_the_check_before_anything_is_asked(tmp_path: Path) -> None:
    with h.FaultySite(site()) as one:
        runs = Runs(tmp_path, satu=one)
        (runs.folder / "sources" / "dua.yml").write_text("slug: dua\n")
        assert runs.run("sources", "check").code == 2
        assert not one.asked
