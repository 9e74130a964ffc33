"""Source entries: the bundled ones are sound, and each mistake gets a sentence that says what to do."""

from pathlib import Path

import pytest

from crawler.catalog import BUNDLED_SOURCES, check_catalog, load_catalog
from models.errors import PantauError

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


def test_bundled_entries_are_sound_and_filed_by_province() -> None:
    reading = check_catalog(BUNDLED_SOURCES)
    assert reading.problems == () and len(reading.sources) >= 8
    for source in reading.sources:
        folder = (source.province or "Nasional").lower().replace(" ", "-")
        assert (BUNDLED_SOURCES / folder / f"{source.slug}.yml").exists()
        assert source.feeds or source.sitemaps or source.listings


def test_bundled_entries_of_a_publisher_that_reserves_crawling_are_off() -> None:
    agency = [source for source in load_catalog(BUNDLED_SOURCES) if source.network == "ANTARA"]
    assert agency and not any(source.is_enabled for source in agency)


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
