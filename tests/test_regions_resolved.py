"""Regions: what their names mean, what they were before, and how they come into the tables."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import Engine, func, insert, select
from tests_support import Pantau

from extract.regions.gazetteer import gazetteer
from pipelines.resolving_organizations import sync_reference
from resolve.region_history import region_entries, region_history, region_on, region_successions
from resolve.regions import resolve_region, roll_up
from storage.engine import open_engine, reading, writing
from storage.registers import list_regions
from storage.tables import Region, RegionChange, RegionName

CASES = yaml.safe_load((Path(__file__).parent / "region_resolution_cases.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES["names"], ids=lambda case: f"{case.get('lead', '')} {case['text']}")
def test_a_name_means_the_region_that_its_context_says(case: dict[str, Any]) -> None:
    found = resolve_region(case["text"], lead=case.get("lead", ""), near=case.get("near", ()))
    assert (found and found.code) == case["code"]
    if found is not None:
        levels = {2: "provinsi", 5: "kota" if found.code[3:] >= "71" else "kabupaten"}
        assert found.kind == case.get("kind", levels.get(len(found.code), ""))
        assert found.reason and 0 < found.score <= 1


def test_doubt_lowers_the_score() -> None:
    scores = [
        found.score
        for found in (
            resolve_region("Kabupaten Bogor"),
            resolve_region("Bogor", lead="Polresta"),
            resolve_region("Bogor", near=("32.71",)),
            resolve_region("Bogor"),
        )
        if found
    ]
    assert len(scores) == 4 and scores == sorted(scores, reverse=True) and len(set(scores)) == 4


@pytest.mark.parametrize("case", CASES["then"], ids=lambda case: f"{case['code']} {case['day']}")
def test_a_region_is_told_as_it_was_on_a_day(case: dict[str, Any]) -> None:
    then = region_on(case["code"], case["day"])
    assert (then.code, then.province_code) == (case["was"], case["province"])
    assert sorted(then.included) == case.get("included", [])
    assert "name" not in case or then.name == case["name"]


def test_provinces_are_rolled_up_from_codes_of_any_time() -> None:
    assert [roll_up(code) for code in ("53.08", "53", "91.09", "ID")] == ["53", "53", "94", "ID"]


def test_a_code_that_never_was_is_no_region() -> None:
    with pytest.raises(KeyError):
        region_on("99.99", date(2020, 1, 1))


def test_the_history_names_regions_of_today_only_and_each_member_once() -> None:
    history, codes = region_history(), gazetteer().regions
    members = [member for split in history.province_splits for member in split.members.items()]
    before = [old for _, old in members]
    assert {new for new, _ in members} <= codes.keys() and not set(before) & codes.keys()
    assert len(before) == len(set(before))
    for split in (*history.province_splits, *history.local_splits):
        assert {split.code, split.origin} <= codes.keys() and all(
            new[:2] == split.code for new in split.members
        )
    assert {former.code for former in history.former_names} <= codes.keys()


def test_a_sync_brings_all_regions_in_and_a_second_one_changes_nothing(engine: Engine) -> None:
    first = sync_reference(engine)
    assert first.regions == len(list(region_entries())) and first.changes == len(list(region_successions()))
    assert sync_reference(engine) == type(first)(0, 0, 0, 0)
    with reading(engine) as session:
        (nunukan, before) = list_regions(session, codes=["65.03", "64.05"])[::-1]
        assert (nunukan.province, nunukan.valid_from, nunukan.population_year) == (
            "Kalimantan Utara", date(2012, 11, 16), 2024,
        )  # fmt: skip
        assert (before.province, before.valid_until) == ("Kalimantan Timur", date(2012, 11, 15))
        assert [relative.code for relative in nunukan.predecessors] == ["64.05"]
        assert [relative.code for relative in before.successors] == ["65.03"]
        (papua,) = list_regions(session, codes=["91"])
        assert {"93", "94", "95"} <= {relative.code for relative in papua.successors}
        former = {name.name: name.valid_until for name in papua.names}
        assert former["Irian Jaya"] == date(2001, 11, 20) and former["Bumi Cenderawasih"] is None


def test_a_sync_mends_what_was_changed_and_leaves_strangers_alone(engine: Engine) -> None:
    sync_reference(engine)
    with writing(engine) as session:
        session.get_one(Region, "53.08").name = "Kabupaten Endeh"
        stranger = {"code": "99", "name": "Uji", "kind": "provinsi", "parent_code": "ID"}
        session.execute(insert(Region), [stranger])
        session.execute(insert(RegionName), [{"region_code": "53.08", "name": "Salah", "kind": "alias"}])
    counts = sync_reference(engine)
    assert (counts.regions, counts.names) == (1, 1)
    with reading(engine) as session:
        assert session.get_one(Region, "53.08").name == "Kabupaten Ende"
        assert session.get(Region, "99") is not None
        assert session.scalar(select(func.count()).where(RegionName.name == "Salah")) == 0
        assert session.scalar(select(func.count(RegionChange.successor_code))) == counts.changes + 55


def test_the_verb_shows_a_region_with_its_past(pantau: Pantau) -> None:
    sync_reference(open_engine(f"sqlite:///{pantau.database}"))
    (row,) = pantau.json("regions", "Kaltara")
    assert row["code"] == "65" and row["predecessors"][0]["reference"] == "UU 20/2012"
    assert [row["code"] for row in pantau.json("regions", "91.09")] == ["91.09", "94.04"]
    assert pantau.json("regions", "Irian Jaya")[0]["code"] == "91"
    shown = pantau("regions", "Nunukan").out
    assert "sejak 16 Nov 2012" in shown and "Kabupaten Nunukan (64.05), UU 20/2012, 2012-11-16" in shown
    assert len(pantau("regions", "--csv").out.splitlines()) == 585
    doubtful = pantau("regions", "Bogor")
    assert doubtful.code == 2 and "Kabupaten Bogor (32.01) or Kota Bogor (32.71)" in doubtful.err
    assert pantau("regions", "Atlantis").code == 2
