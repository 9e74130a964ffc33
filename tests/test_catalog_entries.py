"""Walks over all bundled entries and networks, and over the walkthrough that tells how to add one."""

import re
from pathlib import Path

import pytest
import yaml
from tests_support import Pantau

from crawler.catalog import BUNDLED_SOURCES, check_catalog
from crawler.entry_files import read_fields
from crawler.inheritance import NETWORKS, network, network_names
from crawler.paging import page_number
from crawler.urls import article_url, canonical_url, host_of, is_further_page
from extract.regions.gazetteer import gazetteer, is_province
from models.source import Source
from models.vocabulary import Terms

READING = check_catalog(BUNDLED_SOURCES)
PROVINCES = {region.name: region.code for region in gazetteer().regions.values() if is_province(region.code)}
WITA = {"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"}
WIT = {"81", "82", "91", "92", "93", "94", "95", "96"}
WALKTHROUGH = Path(__file__).parent.parent / "docs" / "add_a_source.md"


def folder_of(province: str | None) -> str:
    return (province or "Nasional").lower().replace(" ", "-")


def file_of(source: Source) -> Path:
    return BUNDLED_SOURCES / folder_of(source.province) / f"{source.slug}.yml"


def test_all_entries_are_sound_with_slugs_and_hosts_of_their_own() -> None:
    assert READING.problems == ()
    assert len({source.slug for source in READING.sources}) == len(READING.sources)


def test_all_provinces_have_sources_and_the_press_is_large() -> None:
    assert len(PROVINCES) == 38
    assert {source.province for source in READING.sources} == {*PROVINCES, None}
    outlets = [source for source in READING.sources if source.kind not in {"official", "police"}]
    assert len(outlets) >= 120
    official = {source.slug for source in READING.sources} - {source.slug for source in outlets}
    assert {"kemenpppa", "kp2mi", "tribratanews", "humas-polri"} < official
    portals = {source.province for source in READING.sources if source.network == "pemprov"}
    assert portals == set(PROVINCES)


def test_every_network_is_sound_and_used() -> None:
    assert all(network(name).name for name in network_names())
    assert {source.network for source in READING.sources} - {None} == set(network_names())


def test_entries_are_filed_by_province_and_know_their_time_zone() -> None:
    for source in READING.sources:
        assert file_of(source).is_file(), source.slug
        code = PROVINCES[source.province] if source.province else ""
        zone = "Makassar" if code in WITA else "Jayapura" if code in WIT else "Jakarta"
        assert source.timezone == f"Asia/{zone}", source.slug


def test_entries_find_their_own_articles_and_no_others() -> None:
    """What is no article (home, lists, tag pages, feeds) the catalogue itself refuses to match."""
    for source in READING.sources:
        example = source.example
        assert example is not None, source.slug
        assert example == canonical_url(example) == article_url(example, source), source.slug
        sharing = [other for other in READING.sources if host_of(example) in other.hosts]
        assert [other.slug for other in sharing if article_url(example, other)] == [source.slug]
        assert source.feeds or source.sitemaps or source.listings, source.slug


def test_pages_of_an_article_are_told_from_articles() -> None:
    for source in READING.sources:
        if source.paging is not None and source.example is not None:
            assert not is_further_page(source.example, source), source.slug
            second = [source.example + ending for ending in ("?page=2", "?halaman=2", "/2", "2/")]
            numbers = {page_number(url) for url in second if is_further_page(url, source)}
            assert numbers == {2}, source.slug


def test_entries_are_short_and_say_where_their_facts_come_from() -> None:
    for source in READING.sources:
        assert source.evidence.endswith("Not checked live."), source.slug
        assert len(file_of(source).read_text(encoding="utf-8").splitlines()) <= 25, source.slug


def test_entries_and_networks_read_the_same_without_the_fast_yaml_reader() -> None:
    for path in (*BUNDLED_SOURCES.rglob("*.yml"), *NETWORKS.glob("*.yml")):
        assert read_fields(path) == yaml.safe_load(path.read_text(encoding="utf-8")), path


def test_sources_are_on_exactly_where_no_reservation_is_known() -> None:
    off = {source.slug: source.terms for source in READING.sources if not source.is_enabled}
    assert set(off.values()) == {Terms.RESERVED, Terms.ASK}
    reserving = ("antara", "tempo", "pikiran-rakyat", "suara-merdeka-pantura")
    assert all(off[slug] is Terms.RESERVED for slug in reserving)
    assert all(
        source.slug in off for source in READING.sources if source.network in {"antara", "pikiran-rakyat"}
    )
    on = {source.slug for source in READING.sources} - set(off)
    assert {"jubi", "tribun-kupang", "kemenpppa", "pemprov-papua-selatan", "tribratanews"} < on


@pytest.mark.parametrize(
    ("province", "hint"), [("Jamby", "did you mean Jambi?"), ("Kota Sabang", "write it in full")]
)
def test_province_that_does_not_exist_is_told(
    pantau: Pantau, tmp_path: Path, province: str, hint: str
) -> None:
    (entry, _) = walkthrough_entries()
    path = tmp_path / "sources" / "suara-peraga.yml"
    path.parent.mkdir()
    path.write_text(entry.replace("province: Jambi", f"province: {province}"), encoding="utf-8")
    pantau.configure(PANTAU_SOURCES_DIR=str(path.parent))
    done = pantau("sources", "check", "--offline")
    assert done.code == 2 and hint in done.err and "Source suara-peraga: province" in done.err


def walkthrough_entries() -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", WALKTHROUGH.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("text", walkthrough_entries(), ids=["complete", "inherited"])
def test_walkthrough_shows_entries_that_load_and_are_on(tmp_path: Path, text: str) -> None:
    entry = yaml.safe_load(text)
    path = tmp_path / folder_of(entry["province"]) / f"{entry['slug']}.yml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    reading = check_catalog(tmp_path)
    assert reading.problems == () and reading.sources[0].is_enabled


def test_walkthrough_names_files_and_commands_that_are_there() -> None:
    text = WALKTHROUGH.read_text(encoding="utf-8")
    root = WALKTHROUGH.parent.parent
    for path in re.findall(r"`((?:crawler|models|tests)/[\w/.-]+\.\w+)`", text):
        assert (root / path).is_file(), path
    assert (root / "tests" / "pages").is_dir()
    for terms in Terms:
        assert f"| `{terms}` |" in text
    for name in ("wordpress", "independent"):
        assert name in network_names() and f"`{name}`" in text
