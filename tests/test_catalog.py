"""Source entries: each mistake gets a sentence that says what to do; what a network gives is inherited."""

import re
from pathlib import Path

import pytest

from crawler.catalog import check_catalog, load_catalog
from models.errors import PantauError
from models.source import Network, Source
from models.vocabulary import Terms

ENTRY = """\
slug: uji
name: Situs Uji
province: Jambi
kind: portal
home_url: https://uji.example/
feeds: [https://uji.example/rss]
listings:
  - {url: "https://uji.example/tag", next_page: "https://uji.example/tag/{page}"}
article_url_pattern: 'https://uji\\.example/\\d+'
terms: open
terms_note: nothing reserved
expected_weekly: 3
evidence: test
"""


def write(directory: Path, text: str, name: str = "uji.yml") -> Path:
    path = directory / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_entries_of_several_directories_come_ordered_by_slug(tmp_path: Path) -> None:
    write(tmp_path / "a", ENTRY.replace("uji", "zeta"), "zeta.yml")
    write(tmp_path / "b" / "jambi", ENTRY)
    assert [source.slug for source in load_catalog(tmp_path / "a", tmp_path / "b")] == ["uji", "zeta"]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("kind:", "kinds:", "kinds is not a known field; did you mean kind?"),
        ("{url:", "{ulr:", "listings.0.ulr is not a known field; did you mean url?"),
        ("evidence: test", "xyzzy: 1\nevidence: test", "xyzzy is not a known field; known are slug, name"),
        (
            "terms: open",
            "terms: opne",
            "terms is 'opne'; it must be one of 'open', 'ask', 'reserved' or 'blocked'.",
        ),
        ("terms: open\n", "", "terms is missing; add it (Publisher's position on automatic collection)."),
        (
            "expected_weekly: 3",
            "expected_weekly: many",
            "expected_weekly is 'many': input should be a valid integer",
        ),
        ("slug: uji", "slug: lain", "slug is 'lain' but the file is called uji.yml; make them the same."),
        (
            "feeds: [https://uji.example/rss]",
            "feeds: [https://lain.example/rss]",
            "'https://lain.example/rss' is on a host",
        ),
        (
            "terms:",
            "allowed_hosts: [lain.example]\nterms:",
            "host 'lain.example' lies outside its own domain 'uji.example'",
        ),
        ("\\d+'", "\\d+('", "is not a regular expression"),
        ("/tag/{page}", "/tag/2", "has no {page} where the number goes"),
        (
            "example/tag/{page}",
            "invalid/tag/{page}",
            "is on a host that is neither home_url's nor in allowed_hosts",
        ),
        ("terms: open", "terms: open\nterms: ask", "line 11 is not valid YAML ('terms' is given twice)"),
        ("kind: portal", "kind: [portal", "is not valid YAML"),
        ("https://uji.example/\n", "https:uji.example\n", "is not an http(s) address"),
        (
            "kind: portal",
            "kind: portal\nnetwork: antarra",
            "network 'antarra' is not known; did you mean antara?",
        ),
        (
            "kind: portal",
            "kind: portal\nnetwork: ../sources/x",
            "network '../sources/x' is not known; known are ",
        ),
        (
            'example/tag"',
            'example/{zon}"',
            "url has the placeholder {zon}, which nothing fills; known are {host}, {domain}, {zone}, {section}, {dd}",
        ),
        ("/tag/{page}", "/tag/{tag}", "next_page has the placeholder {tag}, which nothing fills"),
        (
            'example/tag"',
            'example/{yyyy}/{mm}"',
            "names a part of a day only; write {yyyy}, {mm} and {dd}, or none",
        ),
        ("/tag/{page}", "/{dd}?p={page}", "must name the same parts of a day as 'https://uji.example/tag'"),
        ("terms:", "tags: [https://uji.example/topik]\nterms:", "has no {tag} where the tag goes; add it"),
        ("terms:", "search: https://uji.example/cari\nterms:", "has no {query} where the words go; add it"),
        (
            "terms:",
            "search: https://lain.example/?q={query}\nterms:",
            "search 'https://lain.example/?q={query}' is on a host that is neither",
        ),
        ("terms:", "amp_url: https://uji.example/amp\nterms:", "has neither {url} nor {path}; add one"),
        (
            "terms:",
            "amp_url: https://amp.example{path}\nterms:",
            "amp_url 'https://amp.example{path}' is on a host",
        ),
        (
            "terms:",
            "host_aliases: [m.lain.example]\nterms:",
            "host 'm.lain.example' lies outside its own domain",
        ),
        ("terms:", "example: https://uji.example/berita\nterms:", "does not match article_url_pattern"),
        (
            "example/\\d+'",
            "example/.*'",
            "article_url_pattern also matches 'https://uji.example/', which is no article",
        ),
        (
            "terms:",
            "permission: {source: uji, reference: x, recorded_by: y, recorded_at: 2026-01-01}\nterms:",
            "permission is not a field of an entry; record it with `pantau sources permit`",
        ),
    ],
)
def test_mistake_in_an_entry_gets_one_sentence(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    path = write(tmp_path, ENTRY.replace(old, new, 1))
    assert old in ENTRY
    with pytest.raises(PantauError) as caught:
        load_catalog(tmp_path)
    assert str(caught.value).startswith(f"Source entry {path}: ") and sentence in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8000", "localhost", "0x7f.1", "10.1.2.3", "192.168.0.4:80", "8.8.8.8", "intranet"]
)
def test_host_that_is_no_public_name_is_refused(tmp_path: Path, host: str) -> None:
    write(tmp_path, ENTRY.replace("uji.example", host))
    (problem, *_) = check_catalog(tmp_path).problems
    assert f"host '{host}'" in problem


def test_this_computer_is_admitted_where_allowed_but_not_the_private_network(tmp_path: Path) -> None:
    write(tmp_path, ENTRY.replace("uji.example", "127.0.0.1:8000"))
    assert [source.slug for source in load_catalog(tmp_path, allow_loopback=True)] == ["uji"]
    write(tmp_path, ENTRY.replace("uji.example", "10.1.2.3"))
    with pytest.raises(PantauError, match="private network"):
        load_catalog(tmp_path, allow_loopback=True)


def test_slug_and_host_belong_to_one_entry(tmp_path: Path) -> None:
    write(tmp_path / "a", ENTRY)
    write(tmp_path / "b", ENTRY)
    write(tmp_path / "c", ENTRY.replace("slug: uji", "slug: kembar"), "kembar.yml")
    problems = check_catalog(tmp_path).problems
    assert len(problems) == 2
    assert (
        "slug 'uji' is taken by" in problems[0]
        and "host 'uji.example' belongs to source 'uji'" in problems[1]
    )


def test_all_problems_are_told_and_the_good_entries_kept(tmp_path: Path) -> None:
    write(tmp_path, ENTRY)
    write(tmp_path, ENTRY.replace("uji", "dua").replace("kind: portal", "kind: koran\nfoo: 1"), "dua.yml")
    write(tmp_path, ENTRY.replace("uji", "tiga"), "tiga.yaml")
    reading = check_catalog(tmp_path)
    assert [source.slug for source in reading.sources] == ["uji"]
    assert len(reading.problems) == 3
    with pytest.raises(PantauError, match=r"2 more: see `pantau sources check`"):
        load_catalog(tmp_path)


def test_missing_empty_and_unreadable_places_are_told(tmp_path: Path) -> None:
    with pytest.raises(PantauError, match="There is no directory of sources"):
        load_catalog(tmp_path / "tidak-ada")
    with pytest.raises(PantauError, match=r"holds no \.yml file"):
        load_catalog(tmp_path)
    write(tmp_path, "")
    (tmp_path / "biner.yml").write_bytes(b"\xff\xfe\x00")
    problems = check_catalog(tmp_path).problems
    assert "not UTF-8" in problems[0] and "holds no fields" in problems[1]


NETWORKED = """\
slug: uji
name: Situs Uji
province: Papua
network: wordpress
home_url: https://www.uji.example/
timezone: Asia/Jayapura
evidence: "Articles: invented."
"""


def inherited(tmp_path: Path, text: str) -> Source:
    write(tmp_path, text)
    (source,) = load_catalog(tmp_path)
    return source


def test_entry_inherits_from_its_network_with_its_own_host(tmp_path: Path) -> None:
    source = inherited(tmp_path, NETWORKED)
    assert source.kind == "local_paper" and source.terms is Terms.OPEN
    assert source.feeds == ("https://www.uji.example/feed/",)
    assert source.search == "https://www.uji.example/?s={query}" and source.tags[0].endswith("/tag/{tag}/")
    assert source.hosts == {"www.uji.example", "uji.example"}
    assert source.evidence.startswith("Articles: invented. Feed, tag pages")
    assert re.fullmatch(source.article_url_pattern, "https://www.uji.example/satu-dua-tiga/")
    assert not re.fullmatch(source.article_url_pattern, "https://wwwXuji.example/satu-dua-tiga/")


def test_own_field_of_an_entry_wins_even_where_it_is_empty(tmp_path: Path) -> None:
    own = NETWORKED + "feeds: []\nterms: ask\nterms_note: to be asked\nexpected_weekly: 4\n"
    source = inherited(tmp_path, own)
    assert (source.feeds, source.terms, source.expected_weekly) == ((), Terms.ASK, 4)


def test_bureaus_of_a_network_may_share_a_host_and_only_they(tmp_path: Path) -> None:
    bureau = NETWORKED.replace("wordpress", "rri").replace("www.uji.example/", "uji.example/satu")
    write(tmp_path, bureau)
    write(
        tmp_path, bureau.replace("slug: uji", "slug: dua").replace("example/satu", "example/dua"), "dua.yml"
    )
    assert [source.section for source in load_catalog(tmp_path)] == ["dua", "satu"]
    write(tmp_path, bureau.replace("slug: uji", "slug: tiga"), "tiga.yml")
    problems = check_catalog(tmp_path).problems
    assert len(problems) == 2 and all("belongs to source 'tiga' already" in problem for problem in problems)


@pytest.mark.parametrize(
    ("host", "kind", "terms", "sentence"),
    [
        ("tribratanews.uji.polri.go.id", "police", "open", None),
        (
            "tribratanews.uji.polri.go.id",
            "official",
            "open",
            "lies under polri.go.id: kind must be police, not official",
        ),
        (
            "polresuji.com",
            "police",
            "open",
            "is not under polri.go.id, where alone sources of kind police are accepted",
        ),
        ("polri.go.id.uji.com", "police", "open", "is not under polri.go.id"),
        ("uji.go.id", "police", "open", "lies under go.id: kind must be official, not police"),
        ("ujikab.go.id", "official", "open", None),
        ("ujikab.go.id", "portal", "open", "lies under go.id: kind must be official, not portal"),
        ("uji.or.id", "official", "ask", None),
        ("tribratanewspolresmajalengka.com", "portal", "open", "a gambling site took over; remove the entry"),
        ("uji.antaranews.com", "agency", "open", "terms must be reserved, not open"),
        ("uji.antaranews.com", "agency", "ask", "terms must be reserved, not ask"),
        ("uji.antaranews.com", "agency", "reserved", None),
    ],
)
def test_hosts_fit_the_kind_and_the_publisher(
    tmp_path: Path, host: str, kind: str, terms: str, sentence: str | None
) -> None:
    entry = (
        ENTRY.replace("uji.example", host)
        .replace("uji\\.example", host)
        .replace("kind: portal", f"kind: {kind}")
    )
    write(tmp_path, entry.replace("terms: open", f"terms: {terms}"))
    problems = check_catalog(tmp_path).problems
    assert (problems == ()) if sentence is None else sentence in problems[0]


def test_network_has_no_field_that_an_entry_has_not() -> None:
    for name in Network.model_fields:
        assert name in Source.model_fields, name
