"""`pantau sources probe` over real HTTP: what it writes for the demo network and for sites with one way in."""

import gzip
import json
from pathlib import Path
from typing import Any

import crawl_harness as h
import pytest
import yaml
from faults_harness import Runs, news, sentence
from tests_support import Pantau, Result

from crawler.catalog import load_catalog
from crawler.inheritance import network_names
from crawler.probe_words import probe_words
from crawler.urls import article_url
from demo.network import DemoNetwork, expected
from models.source import Source

TITLES = [
    "polisi-tahan-dua-perekrut-pekerja-migran",
    "warga-desa-minta-jembatan-segera-dibangun",
    "gubernur-buka-rakor-gugus-tugas-di-kupang",
    "nelayan-hilang-ditemukan-selamat-di-pulau",
    "harga-cabai-naik-menjelang-hari-raya",
    "sidang-perdana-perkara-perdagangan-orang",
]
DATED = [f"/2026/03/{title}/" for title in TITLES]
AT_ROOT = [f"/{title}" for title in TITLES]
ARTICLES = {path: news(path) for path in (*DATED, *AT_ROOT)}
MENU = '<a href="/tentang-kami">Tentang</a><a href="/daerah">Daerah</a><a href="/penulis/rina">Rina</a>'


def home(*extra: str) -> h.Answer:
    return h.page(f"<html><head><title>Situs Uji</title></head><body>{MENU}{''.join(extra)}</body></html>")


def sitemap(*paths: str) -> str:
    urls = "".join(f"<url><loc>{path}</loc></url>" for path in paths)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'


def xml(text: str) -> h.Answer:
    return h.page(text, "application/xml")


def probe(folder: Path, url: str, *options: str, **environment: str) -> Result:
    """The command, with a catalogue of one entry for another site."""
    runs = Runs(folder)
    entry = h.source_at("https://www.lain.example", "lain")
    (folder / "sources" / "lain.yml").write_text(json.dumps(entry.model_dump(mode="json")))
    runs.environment |= {"PANTAU_REQUEST_TIMEOUT": "20", **environment}
    return runs.run("sources", "probe", url, *options)


def probed(
    folder: Path, answers: dict[str, h.Answer], *options: str, code: int = 0
) -> tuple[dict[str, Any], list[str]]:
    """The entry of a site with these pages, addresses without their host, and what the site was asked for."""
    with h.FaultySite({**ARTICLES, **answers}) as site:
        done = probe(folder, site.url, *options)
        assert done.code == code, done.err
        Source.model_validate(yaml.safe_load(done.out))
        plain = done.out.replace(site.url.replace(".", r"\."), "").replace(site.url, "")
        return yaml.safe_load(plain), site.asked


@pytest.mark.parametrize("outlet", ["kabarperaga", "wartaperaga", "lenteraperaga"])
def test_the_entry_of_a_demo_outlet_fits_its_articles_and_is_ready_but_off(
    tmp_path: Path, outlet: str
) -> None:
    with DemoNetwork() as network:
        base = network.base_urls[outlet]
        (tmp_path / "entries").mkdir()
        done = probe(tmp_path / "run", base, "--to", str(tmp_path / "entries" / f"{outlet}.yml"))
        asked = [request.path for request in network.requests]
    assert done.code == 0, done.err
    assert done.out == ""
    (source,) = load_catalog(tmp_path / "entries", allow_loopback=True)
    assert source.slug == outlet and not source.is_enabled and source.terms == "ask"
    assert source.evidence.startswith("probed 20")
    assert "a person must" in source.terms_note
    articles = [item for item in expected(1) if item["outlet"] == outlet]
    assert all(article_url(base + item["path"], source) for item in articles)
    pages = [
        "/",
        "/tag/tppo",
        "/rubrik/hukum",
        "/hukum",
        "/category/hukum/",
        "/redaksi",
        "/tentang-kami",
        "/indeks",
    ]
    assert not any(article_url(base + page, source) for page in pages)
    assert source.feeds and source.sitemaps == (f"{base}/sitemap-news.xml",)
    assert any(listing.next_page and "{page}" in listing.next_page for listing in source.listings)
    assert (source.paging is not None) == (outlet == "wartaperaga")
    assert source.timezone == ("Asia/Makassar" if outlet == "lenteraperaga" else "Asia/Jakarta")
    assert 3 <= done.err.count("published: 202") <= 5
    assert len(asked) == len(set(asked)) <= 30
    assert not {"/cari", "/search", "/admin"} & set(asked)


def test_broken_addresses_of_feed_and_sitemap_are_passed_over(tmp_path: Path) -> None:
    broken = '<link rel="alternate" type="application/rss+xml" href="http://[rusak/rss">'
    link = '<link rel="alternate" type="application/rss+xml" href="umpan-kami">'
    robots = h.page("User-agent: *\nDisallow:\nSitemap: http://[rusak/sitemap.xml\n", "text/plain")
    answers = {"/": home('<base href="/kita/">', broken, link), "/robots.txt": robots}
    entry, _ = probed(tmp_path, {**answers, "/kita/umpan-kami": h.feed(*DATED)})
    assert entry["feeds"] == ["/kita/umpan-kami"] and not entry.get("sitemaps")


def test_a_feed_that_the_home_page_declares(tmp_path: Path) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="/umpan-kami">'
    comments = '<link rel="alternate" type="application/rss+xml" href="/comments/feed/">'
    entry, asked = probed(tmp_path, {"/": home(comments, link), "/umpan-kami": h.feed(*DATED)})
    assert entry["feeds"] == ["/umpan-kami"]
    assert "/comments/feed/" not in asked
    assert entry["article_url_pattern"] == r"/\d{4}/\d{2}/[^/?]+/?"


def test_a_feed_at_a_usual_address(tmp_path: Path) -> None:
    entry, _ = probed(tmp_path, {"/": home(), "/rss.xml": h.feed(*DATED)})
    assert entry["feeds"] == ["/rss.xml"]


def test_a_feed_behind_a_page_that_lists_the_feeds(tmp_path: Path) -> None:
    answers = {"/": home('<a href="/rss">RSS</a>'), "/rss": h.links("/daerah", "/rss/terbaru.xml")}
    entry, _ = probed(tmp_path, {**answers, "/rss/terbaru.xml": h.feed(*DATED)})
    assert entry["feeds"] == ["/rss/terbaru.xml"]


def test_a_sitemap_that_robots_txt_names(tmp_path: Path) -> None:
    with h.FaultySite({**ARTICLES, "/": home()}) as site:
        site.answers |= {
            "/robots.txt": h.page(f"User-agent: *\nAllow: /\nSitemap: {site.url}/peta.xml\n", "text/plain"),
            "/peta.xml": xml(
                "<sitemapindex><sitemap><loc>/page-sitemap.xml</loc></sitemap>"
                "<sitemap><loc>/post-sitemap.xml.gz</loc></sitemap></sitemapindex>"
            ),
            "/post-sitemap.xml.gz": h.data(gzip.compress(sitemap(*DATED).encode()), "application/gzip"),
        }
        done = probe(tmp_path, site.url)
        assert done.code == 0, done.err
        entry = yaml.safe_load(done.out)
        assert entry["sitemaps"] == [f"{site.url}/peta.xml"]
        assert "feeds" not in entry
        assert "/page-sitemap.xml" not in site.asked


def test_where_what_the_site_names_is_gone_the_usual_addresses_are_tried(tmp_path: Path) -> None:
    answers = {
        "/": home('<link rel="alternate" type="application/rss+xml" href="/umpan-lama">'),
        "/robots.txt": h.page("Sitemap: /peta-lama.xml\n", "text/plain"),
        "/rss": h.feed(*DATED),
        "/sitemap-news.xml": xml(sitemap(*DATED)),
    }
    entry, asked = probed(tmp_path, answers)
    assert (entry["feeds"], entry["sitemaps"]) == (["/rss"], ["/sitemap-news.xml"])
    assert {"/umpan-lama", "/peta-lama.xml"} <= set(asked)


def test_a_news_sitemap_at_a_usual_address(tmp_path: Path) -> None:
    entry, _ = probed(tmp_path, {"/": home(), "/sitemap-news.xml": xml(sitemap(*DATED))})
    assert entry["sitemaps"] == ["/sitemap-news.xml"]


def test_the_sitemap_of_the_whole_archive_stays_out_where_there_is_a_feed(tmp_path: Path) -> None:
    entry, _ = probed(tmp_path, {"/": home(), "/feed/": h.feed(*DATED), "/sitemap.xml": xml(sitemap(*DATED))})
    assert entry["feeds"] == ["/feed/"]
    assert "sitemaps" not in entry


def test_a_listing_with_its_further_pages_and_articles_without_any_mark(tmp_path: Path) -> None:
    answers = {
        "/": home('<a href="/kabar/terkini">Terkini</a>'),
        "/kabar/terkini": h.links(*AT_ROOT, "/kabar/terkini?page=2"),
    }
    entry, _ = probed(tmp_path, answers)
    assert entry["listings"] == [{"url": "/kabar/terkini", "next_page": "/kabar/terkini?page={page}"}]
    assert entry["article_url_pattern"] == "/(?:[^/?-]+-){2,}[^/?]+"


def test_a_listing_at_a_usual_address_that_nothing_links_to(tmp_path: Path) -> None:
    entry, _ = probed(tmp_path, {"/": home(), "/indeks": h.links(*DATED)})
    assert entry["listings"] == [{"url": "/indeks"}]


def test_tag_pages_of_the_topic_in_the_form_of_the_sites_own_tags(tmp_path: Path) -> None:
    answers = {
        "/": home('<a href="/topik/sepak-bola/">Bola</a>'),
        "/feed/": h.feed(*DATED),
        "/topik/perdagangan-orang/": h.links(*DATED[:3]),
    }
    entry, _ = probed(tmp_path, answers)
    assert entry["tags"] == ["/topik/{tag}/"]
    assert "listings" not in entry


def test_the_home_page_is_the_listing_where_there_is_no_other(tmp_path: Path) -> None:
    entry, _ = probed(tmp_path, {"/": home(*(f'<a href="{path}">x</a>' for path in DATED))})
    assert entry["listings"] == [{"url": "/"}]


def test_further_pages_of_articles(tmp_path: Path) -> None:
    paged = {path: h.page(f'<html><body><p>Isi.</p><a href="{path}2/">2</a></body></html>') for path in DATED}
    entry, _ = probed(tmp_path, {**paged, "/": home(), "/feed/": h.feed(*DATED)}, code=1)
    assert entry["paging"] == r"/\d{4}/\d{2}/[^/?]+/\d+/"


def test_what_the_person_says_goes_before_what_was_found(tmp_path: Path) -> None:
    options = ("--slug", "uji-ntt", "--name", "Uji NTT", "--province", "NTT", "--kind", "local_paper",
               "--expected-weekly", "3")  # fmt: skip
    entry, _ = probed(tmp_path, {"/": home(), "/feed/": h.feed(*DATED)}, *options)
    said = ("slug", "name", "province", "kind", "timezone", "expected_weekly")
    assert [entry[name] for name in said] == [
        "uji-ntt", "Uji NTT", "Nusa Tenggara Timur", "local_paper", "Asia/Makassar", 3,
    ]  # fmt: skip


def test_what_nobody_said_is_marked_as_not_known(tmp_path: Path) -> None:
    entry, _ = probed(tmp_path, {"/": home(), "/feed/": h.feed(*DATED)})
    assert entry["name"] == "Situs Uji"
    assert (entry["province"], entry["expected_weekly"], entry["kind"]) == (None, 0, "portal")


def test_a_network_is_known_by_its_markup(tmp_path: Path) -> None:
    with h.FaultySite(ARTICLES) as site:
        script = '<script src="https://static.promediateknologi.id/a.js"></script>'
        site.answers |= {"/": home(script), "/feed/": h.feed(*DATED)}
        assert "# The site has marks of crawler/networks/pikiran-rakyat.yml" in probe(tmp_path, site.url).out


def test_articles_that_the_cleaner_cannot_read_are_shown_and_tell_by_the_exit_code(tmp_path: Path) -> None:
    bare = dict.fromkeys(DATED, h.page("<html><body><nav>Menu</nav></body></html>"))
    with h.FaultySite({**bare, "/": home(), "/feed/": h.feed(*DATED)}) as site:
        done = probe(tmp_path, site.url)
    assert done.code == 1
    assert "no article text was found" in done.err
    assert yaml.safe_load(done.out)["feeds"]


def test_robots_txt_is_obeyed(tmp_path: Path) -> None:
    closed = h.page("User-agent: *\nDisallow: /\n", "text/plain")
    with h.FaultySite({"/": home(), "/robots.txt": closed}) as site:
        done = probe(tmp_path, site.url)
        assert site.asked == ["/robots.txt"]
    assert done.code == 2
    sentence(done.err, "robots.txt forbids", site.url)


def test_what_robots_txt_forbids_is_not_asked_for(tmp_path: Path) -> None:
    rules = h.page("User-agent: *\nDisallow: /tag/\nDisallow: /feed\n", "text/plain")
    entry, asked = probed(
        tmp_path, {"/": home(), "/robots.txt": rules, "/indeks": h.links(*DATED), "/feed/": h.feed(*DATED)}
    )
    assert "feeds" not in entry
    assert not [path for path in asked if path.startswith(("/tag/", "/feed"))]


def test_requests_are_bounded(tmp_path: Path) -> None:
    class Endless(dict[str, h.Answer]):
        """Redirects every address to another one, and lists a thousand."""

        def get(self, path: str, default: Any = None) -> Any:
            if path == "/robots.txt":
                lines = [f"Sitemap: {site.url}/news-{n}.xml" for n in range(500)]
                return h.page("\n".join(lines), "text/plain")
            if path == "/" or path.endswith("/isi"):
                links = [
                    f'<a href="/berita/terkini/indeks-{n}/indeks">x</a><a href="/rss-{n}">x</a>'
                    for n in range(500)
                ]
                return home(*links, *(f'<a href="{p}">x</a>' for p in DATED))
            return h.moved(path.rstrip("/") + "/isi")

    with h.FaultySite({}) as site:
        site.answers = Endless()
        probe(tmp_path, site.url)
        assert 10 < len(site.asked) <= 30


def test_a_site_that_moved_is_named(tmp_path: Path) -> None:
    with h.FaultySite({"/": h.moved("http://127.0.0.1:9/")}) as site:
        done = probe(tmp_path, site.url)
    assert done.code == 2
    sentence(done.err, "leads to http://127.0.0.1:9/", "another site")


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"/": h.page(status=500)}, "answered 500"),
        ({"/": h.page("", status=200)}, "empty"),
        ({"/": h.data(b"\0" * 50, "image/png")}, "image/png"),
        ({"/": home()}, "write the entry by hand"),
    ],
)
def test_a_home_page_that_gives_nothing(tmp_path: Path, answers: dict[str, h.Answer], words: str) -> None:
    with h.FaultySite(answers) as site:
        done = probe(tmp_path, site.url)
    assert (done.code, done.out) == (2, "")
    sentence(done.err, words, site.url)


def test_no_file_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "uji.yml").write_text("# mine\n")
    with h.FaultySite({"/": home(), "/feed/": h.feed(*DATED)}) as site:
        done = probe(tmp_path / "run", site.url, "--to", str(tmp_path / "uji.yml"))
        assert site.asked == []
    assert done.code == 2
    sentence(done.err, "uji.yml", "exists already")
    assert (tmp_path / "uji.yml").read_text() == "# mine\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("situs uji",), "no web address"),
        (("ftp://uji.example",), "no web address"),
        (("https://uji.example",), "PANTAU_CONTACT"),
        (("http://127.0.0.1:9",), "this computer"),
        (("http://10.0.0.1",), "private network"),
        (("http://2130706433",), "this computer"),
        (("https://kantor",), "no public name"),
        (("https://kota.antaranews.com",), "Source antara is not crawled"),
        (("https://kota.suaramerdeka.com",), "terms must be reserved"),
        (("https://berita.polri.go.id", "--kind", "portal"), "kind must be police"),
        (("https://uji.example", "--kind", "koran"), "--kind 'koran'"),
        (("https://uji.example", "--slug", "Uji NTT"), "no slug"),
        (("https://uji.example", "--to", "tidak-ada/uji.yml"), "no folder"),
        (("https://uji.example", "--to", "uji.txt"), ".yml"),
        (("https://uji.example", "--to", "uji.yml", "--slug", "lain"), "differ"),
    ],
)
def test_what_is_refused_before_anything_is_asked(
    pantau: Pantau, arguments: tuple[str, ...], words: str
) -> None:
    done = pantau("sources", "probe", *arguments)
    assert (done.code, done.out) == (2, "")
    sentence(done.err, words)


def test_an_unknown_province_is_refused_before_anything_is_asked(pantau: Pantau) -> None:
    pantau.configure(PANTAU_CONTACT="a@b.example")
    done = pantau("sources", "probe", "https://uji.example", "--province", "Atlantis")
    assert done.code == 2
    sentence(done.err, "--province 'Atlantis'")


def test_marks_of_networks_lead_to_their_files() -> None:
    assert {known.name for known in probe_words().networks} <= set(network_names())
