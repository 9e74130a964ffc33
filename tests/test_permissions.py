"""A publisher's permission, recorded in the database, is what switches on a source with a reservation: nothing else."""

import csv
import io
import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from tests_support import Pantau

from crawler.run import CrawlSettings, crawl
from models.errors import PantauError
from models.source import Source
from models.vocabulary import Terms
from pipelines.configuration import settings
from pipelines.sources import chosen_sources
from storage.engine import open_engine, reading
from storage.permissions import permissions, record_permissions, revoke_permissions
from storage.sources import store_sources
from storage.tables import SourcePermission, SourceRecord

ENTRY = """\
slug: {slug}
name: Situs {slug}
province: {province}
kind: portal
home_url: http://127.0.0.1:{port}/
listings:
  - {{url: "http://127.0.0.1:{port}/"}}
article_url_pattern: 'http://127\\.0\\.0\\.1:{port}/a/[a-z-]+'
terms: {terms}
terms_note: invented for this test
evidence: invented for this test
"""


@pytest.fixture
def catalogue(pantau: Pantau, tmp_path: Path) -> Pantau:
    """Four sources on ports where nobody answers, one for each kind of terms."""
    folder = tmp_path / "sources"
    folder.mkdir()
    for port, terms in enumerate(("open", "ask", "reserved", "blocked"), start=1):
        province = "Jambi" if terms == "reserved" else "null"
        entry = ENTRY.format(slug=f"uji-{terms}", terms=terms, port=port, province=province)
        (folder / f"uji-{terms}.yml").write_text(entry, encoding="utf-8")
    pantau.configure(PANTAU_SOURCES_DIR=str(folder), PANTAU_ALLOW_LOOPBACK="true")
    return pantau


def on(pantau: Pantau) -> set[str]:
    return {row["slug"] for row in pantau.json("sources", "list") if row["is_enabled"]}


@pytest.mark.parametrize("verb", ["weekly", "crawl"])
@pytest.mark.parametrize("slug", ["uji-ask", "uji-reserved"])
def test_source_with_a_reservation_is_refused_with_the_way_to_permit_it(
    catalogue: Pantau, verb: str, slug: str
) -> None:
    done = catalogue(verb, "--source", slug)
    assert done.code == 2
    assert f"Source {slug} is not crawled: its terms are `{slug[4:]}`" in done.err
    assert f"pantau sources permit {slug} --reference" in done.err
    assert not catalogue.database.exists()


@pytest.mark.parametrize("slug", ["uji-ask", "uji-reserved"])
def test_permission_switches_on_and_revoking_switches_off(catalogue: Pantau, slug: str) -> None:
    assert on(catalogue) == {"uji-open"}
    done = catalogue("sources", "permit", slug, "--reference", "Surat 12/2026,\n 3 Nov", "--by", "Rina")
    assert done.code == 0 and "Recorded by Rina" in done.out
    assert on(catalogue) == {"uji-open", slug}
    (row,) = [row for row in catalogue.json("sources", "list") if row["slug"] == slug]
    assert (row["permission"]["reference"], row["permission"]["recorded_by"]) == (
        "Surat 12/2026, 3 Nov",
        "Rina",
    )
    assert {source.slug for source in chosen_sources(settings(), [])} == {"uji-open", slug}
    assert chosen_sources(settings(), [slug])[0].refusal is None
    assert f"off from now on: {slug}." in catalogue("sources", "permit", slug, "--revoke").out
    assert on(catalogue) == {"uji-open"}
    assert "not crawled" in catalogue("crawl", "--source", slug).err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("uji-open", "--reference", "x"), "needs no permission"),
        (("uji-blocked", "--reference", "x"), "its publisher refused"),
        (("uji-lain", "--reference", "x"), "There is no source 'uji-lain'"),
        (("uji-ask",), "A permission needs proof"),
        (("uji-ask", "--reference", "  "), "A permission needs proof"),
        (("uji-ask", "--reference", "x", "--by", " "), "--by is empty"),
        (("uji-ask", "--reference", "x", "--revoke"), "exclude each other"),
    ],
)
def test_what_cannot_be_permitted_is_told_and_nothing_recorded(
    catalogue: Pantau, arguments: tuple[str, ...], sentence: str
) -> None:
    done = catalogue("sources", "permit", *arguments)
    assert done.code == 2 and sentence in done.err and len(done.err.splitlines()) == 1
    assert on(catalogue) == {"uji-open"}


def test_one_permission_covers_several_sources_or_none(catalogue: Pantau) -> None:
    done = catalogue("sources", "permit", "uji-ask", "uji-open", "--reference", "Surat 1")
    assert done.code == 2 and on(catalogue) == {"uji-open"}
    assert catalogue("sources", "permit", "uji-ask", "uji-reserved", "--reference", "Surat 1").code == 0
    assert on(catalogue) == {"uji-open", "uji-ask", "uji-reserved"}


def test_revoking_what_is_not_there_is_told(catalogue: Pantau) -> None:
    assert catalogue("sources", "permit", "uji-ask", "--reference", "x").code == 0
    done = catalogue("sources", "permit", "uji-reserved", "--revoke")
    assert done.code == 2 and "has no permission" in done.err


def test_publisher_that_refuses_stays_off_whatever_was_recorded_before(
    catalogue: Pantau, tmp_path: Path
) -> None:
    assert catalogue("sources", "permit", "uji-ask", "--reference", "Surat 1").code == 0
    entry = tmp_path / "sources" / "uji-ask.yml"
    entry.write_text(entry.read_text().replace("terms: ask", "terms: blocked"))
    assert on(catalogue) == {"uji-open"}
    assert "its publisher refused" in catalogue("weekly", "--source", "uji-ask").err


def test_crawler_itself_refuses_too() -> None:
    """Whoever calls it past the command line."""
    source = Source.model_validate(
        {
            "slug": "uji", "name": "Uji", "province": None, "kind": "portal", "home_url": "https://uji.example/",
            "article_url_pattern": "x", "terms": "reserved", "terms_note": "reserved by its publisher",
            "evidence": "invented for this test",
        }
    )  # fmt: skip
    with pytest.raises(PantauError, match="pantau sources permit uji"):
        crawl([source], None, lambda _: None, CrawlSettings(contact="a@b.example"))  # type: ignore[arg-type]


def test_list_filters_by_province_and_terms(catalogue: Pantau) -> None:
    def slugs(*options: str) -> list[str]:
        return [row["slug"] for row in catalogue.json("sources", "list", *options)]

    assert slugs("--province", "Jambi") == slugs("--province", "15") == ["uji-reserved"]
    assert slugs("--province", "nasional", "--terms", "ask") == ["uji-ask"]
    assert slugs("--terms", "reserved", "--province", "Riau") == []
    assert "is no province" in catalogue("sources", "list", "--province", "Kota Jambi").err
    rows = list(csv.DictReader(io.StringIO(catalogue("sources", "list", "--csv").out)))
    assert {row["slug"]: row["is_enabled"] for row in rows}["uji-blocked"] == "False"
    assert all(isinstance(json.loads(row["feeds"]), list) for row in rows)
    table = catalogue("sources", "list").out
    assert "4 sources" in table and "1 of them on" in table


def test_listing_makes_no_database(catalogue: Pantau) -> None:
    assert on(catalogue) == {"uji-open"}
    assert not catalogue.database.exists()


def test_every_permission_stays_as_a_record(engine: Engine) -> None:
    record_permissions(engine, ["uji"], "Surat 1", "Rina")
    with pytest.raises(PantauError, match=r"has a permission already: Surat 1 \(recorded by Rina on "):
        record_permissions(engine, ["dua", "uji"], "Surat 2", "Rina")
    revoke_permissions(engine, ["uji"], "Tono")
    assert permissions(engine) == {}
    record_permissions(engine, ["dua", "uji"], "Surat 2", "Rina")
    assert {slug: held.reference for slug, held in permissions(engine).items()} == dict.fromkeys(
        ("dua", "uji"), "Surat 2"
    )
    with pytest.raises(PantauError, match="Source tiga has no permission"):
        revoke_permissions(engine, ["uji", "tiga"], "Tono")
    assert set(permissions(engine)) == {"dua", "uji"}
    with reading(engine) as session:
        assert session.scalar(select(func.count(SourcePermission.id))) == 3
        ended = session.scalars(
            select(SourcePermission).where(SourcePermission.revoked_at.is_not(None))
        ).one()
        assert (ended.reference, ended.revoked_by) == ("Surat 1", "Tono")


def test_the_catalogue_stands_in_the_database_after_a_run(catalogue: Pantau, tmp_path: Path) -> None:
    (tmp_path / "kosong.txt").write_text("Polisi mengungkap dua kasus perdagangan orang di Dumai.")
    assert catalogue("import", str(tmp_path / "kosong.txt"), "--published", "2024-05-06").code == 0
    engine = open_engine(f"sqlite:///{catalogue.database}")
    with reading(engine) as session:
        held = {row.slug: row for row in session.scalars(select(SourceRecord))}
    assert {slug for slug, row in held.items() if row.is_listed} == {
        "uji-ask",
        "uji-blocked",
        "uji-open",
        "uji-reserved",
    }
    assert held["uji-reserved"].terms is Terms.RESERVED and held["uji-reserved"].province == "Jambi"
    assert store_sources(engine, []) == 4 and store_sources(engine, []) == 0
    with reading(engine) as session:
        assert not any(row.is_listed for row in session.scalars(select(SourceRecord)))
    engine.dispose()
