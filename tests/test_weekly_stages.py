"""The stages of the weekly job: what fails does not cost the rest, what is damaged is told, what was killed is made up
for; and the watchdogs that hear of it."""

import contextlib
import json
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import crawl_harness as h
import pytest
from faults_harness import Runs, news
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr
from sqlalchemy import Engine, func, select, update

from models.article import Article
from models.fact import Facts
from models.page import SourceTally
from models.stages import Stage
from models.stored import ImportedFile
from pipelines.configuration import Settings
from pipelines.heartbeat import beat
from pipelines.stages import Stages
from storage.articles import save_extraction
from storage.documents import import_document, waiting
from storage.engine import reading, writing
from storage.histories import source_histories
from storage.maintenance.checks import TURNS, check_recent
from storage.pages import CrawlStore
from storage.runs import cut_short, last_asked, recorded_run
from storage.stages import last_with, runs_since, stages_of
from storage.tables import FigureRecord

ORDER = ["collect", "process", "resolve", "check", "backup", "report"]


@pytest.fixture
def site() -> Iterator[h.FaultySite]:
    """A source with one article, and a watchdog beside it."""
    pages = {"/rss": h.feed("/a/satu"), "/a/satu": news("Berita satu")}
    with h.FaultySite({"/robots.txt": h.page("", "text/plain"), **pages}) as made:
        yield made


@pytest.fixture
def runs(tmp_path: Path, site: h.FaultySite) -> Runs:
    return Runs(tmp_path, uji=site)


def boundaries(err: str) -> list[tuple[str, str]]:
    """The stages as the log tells them."""
    lines = [json.loads(line) for line in err.splitlines() if line.startswith("{")]
    return [(line["name"], line["state"]) for line in lines if line["event"] == "stage"]


def show(runs: Runs, number: int) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(runs.run("runs", "show", str(number), "--json").out)["run"]
    return told


def test_every_boundary_is_logged_and_kept(runs: Runs) -> None:
    done = runs.run("weekly")
    assert done.code == 0, done.err
    assert boundaries(done.err) == [(name, state) for name in ORDER for state in ("begin", "end")]
    stages = show(runs, 1)["stages"]
    assert [(one["stage"], one["status"]) for one in stages] == [(name, "finished") for name in ORDER]
    assert all(one["seconds"] >= 0 and one["finished_at"] >= one["started_at"] for one in stages)
    assert "Kali ke-1: tahap" in runs.run("runs", "show", "1").out

    (backup,) = (runs.folder / "data" / "backups").iterdir()
    assert (
        stat.S_IMODE(backup.stat().st_mode) == 0o600 and stat.S_IMODE(backup.parent.stat().st_mode) == 0o700
    )
    with sqlite3.connect(backup) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("SELECT count(*) FROM articles").fetchone() == (1,)
        assert copy.execute("SELECT stage FROM run_stages WHERE status = 'running'").fetchall() == [
            ("backup",)
        ]


def test_a_backup_that_fails_is_told_and_costs_nothing_else(runs: Runs, tmp_path: Path) -> None:
    (tmp_path / "berkas").write_text("")
    environment = {"PANTAU_BACKUP_DIR": str(tmp_path / "berkas" / "cadangan")}
    done = runs.run("weekly", environment=environment)
    assert done.code == 1 and "Angka TPPO menurut wilayah" in done.out
    assert "pantau: backups cannot be kept in" in done.err and "Traceback" not in done.err
    run = show(runs, 1)
    assert run["status"] == "finished" and run["articles_new"] == 1
    assert {one["stage"]: one["status"] for one in run["stages"]} == {
        **dict.fromkeys(ORDER, "finished"),
        "backup": "failed",
    }
    assert "backups cannot be kept" in runs.run("runs", "show", "1").out
    assert runs.run("weekly", environment={"PANTAU_BACKUP_WEEKS": "0"}).code == 0


def test_what_is_damaged_is_told_and_no_older_backup_goes(runs: Runs, site: h.FaultySite) -> None:
    assert runs.run("weekly").code == 0
    (archive,) = (runs.folder / "data" / "warc").glob("*.warc.gz")
    whole = archive.read_bytes()
    archive.write_bytes(whole[: len(whole) // 2])
    environment = {"PANTAU_BACKUP_WEEKS": "1", "PANTAU_BACKUP_MONTHS": "0"}
    done = runs.run("weekly", environment=environment)
    assert done.code == 1
    assert f"pantau: archive, {archive}: the record at byte" in done.err and "bring the file back" in done.err
    backups = runs.folder / "data" / "backups"
    assert len(list(backups.iterdir())) == 2
    archive.write_bytes(whole)
    assert runs.run("weekly", environment=environment).code == 0
    assert [path.name.rpartition("-")[2] for path in backups.iterdir()] == ["3.db"]


def test_new_rows_are_checked_at_once_and_every_row_in_its_turn(
    engine: Engine, story: Callable[..., tuple[Article, Facts]], tmp_path: Path
) -> None:
    with recorded_run(engine, "weekly") as run_id:
        for number in range(3):
            file = ImportedFile(path=f"{number}.txt", body=b"%d" % number, content_type="text/plain")
            import_document(engine, file, run_id)
        for document in waiting(engine, "rules@1"):
            article, facts = story(url=f"https://a.example/{document.path}")
            save_extraction(engine, document.document_id, article, facts, run_id)
    with writing(engine) as session:
        wrong = session.scalar(select(func.max(FigureRecord.id)))
        session.execute(update(FigureRecord).where(FigureRecord.id == wrong).values(quote="12 kAsUs"))

    def found(run: int, since: int) -> list[tuple[str, str]]:
        damage = check_recent(engine, tmp_path, run, since, is_quick=True)
        return [(one.check, one.subject) for one in damage]

    told = [("quotes", f"figures {wrong}")]
    assert found(run_id, 0) == told
    in_turn = [found(run_id + turn, run_id) for turn in range(TURNS)]
    assert sorted(in_turn) == [[]] * (TURNS - 1) + [told]


def test_a_killed_run_is_told_and_its_stages_are_made_up_for(runs: Runs, site: h.FaultySite) -> None:
    article, site.answers["/a/satu"] = site.answers["/a/satu"], site.hang
    site.answers |= {f"/ping{end}": h.page("OK") for end in ("", "/start", "/fail")}
    watched = {
        "PANTAU_HEALTHCHECK_URL": f"{site.url}/ping",
        "PANTAU_PROMETHEUS_FILE": str(runs.folder / "pantau.prom"),
    }
    process = runs.start("weekly", environment=watched | {"PANTAU_REQUEST_TIMEOUT": "60"})
    while "/a/satu" not in site.asked:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.02)
            break
    assert runs.run("weekly", environment=watched).code == 2  # one at a time
    assert [path for path in site.asked if path.startswith("/ping")] == [
        "/ping/start"
    ]  # and the first is watched
    assert not (runs.folder / "pantau.prom").exists()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    done = runs.run("schedule", "check", "--json")
    broken = json.loads(done.out)["broken"]
    assert done.code == 1 and (broken["run_id"], broken["status"], broken["stage"]) == (
        1,
        "interrupted",
        "collect",
    )
    assert "terhenti pada tahap collect" in runs.run("schedule", "check").out

    site.answers["/a/satu"] = article
    told = json.loads(runs.run("weekly", "--json").out)
    assert (told["exit_code"], told["untold"], told["totals"]["articles"]) == (0, [1], 1)
    assert runs.run("schedule", "check").code == 0
    assert json.loads(runs.run("weekly", "--json").out)["untold"] == []


def metrics(file: Path) -> dict[tuple[str, ...], float]:
    """Numbers by name and label, without what they have in common."""
    return {
        (sample.name.removeprefix("pantau_weekly_"), *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(file.read_text())
        for sample in family.samples
    }


def test_watchdogs_hear_of_every_end(runs: Runs, site: h.FaultySite, tmp_path: Path) -> None:
    site.answers |= {f"/ping/rahasia{end}": h.page("OK") for end in ("", "/start", "/fail")}
    file = tmp_path / "node" / "pantau.prom"
    file.parent.mkdir()
    environment = {
        "PANTAU_HEALTHCHECK_URL": f"{site.url}/ping/rahasia",
        "PANTAU_PROMETHEUS_FILE": str(file),
    }

    def pings() -> list[str]:
        found = [path.removeprefix("/ping/rahasia") for path in site.asked if path.startswith("/ping")]
        site.asked.clear()
        return found

    assert runs.run("weekly", environment=environment).code == 0
    assert pings() == ["/start", ""]
    told = metrics(file)
    assert (told["exit_code",], told["articles_new",], told["articles_relevant",], told["damage",]) == (
        0,
        1,
        1,
        0,
    )
    assert {key[1] for key in told if key[0] == "stage_seconds"} == {*ORDER} - {"report"}
    assert told["sources_to_check", "silent"] == 0 and told["problems",] == 0
    assert told["begin_seconds",] <= told["end_seconds",] and told["requests",] == 3
    assert min(told["bytes", part] for part in ("database", "archive", "backups")) > 0
    assert told["free_bytes", "data"] > 0
    assert [path.name for path in file.parent.iterdir()] == ["pantau.prom"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o644

    broken = environment | {"PANTAU_DATABASE_URL": f"sqlite:///{tmp_path}/sources"}
    done = runs.run("weekly", environment=broken)
    assert done.code == 2 and done.err.count("\n") == 1
    assert pings() == ["/fail"]
    told = metrics(file)
    assert told["exit_code",] == 2 and ("articles_new",) not in told and told["free_bytes", "data"] > 0


def test_a_watchdog_that_does_not_hear_fails_no_run(
    runs: Runs, site: h.FaultySite, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    site.answers |= {f"/pindah{end}": h.moved("/rahasia") for end in ("", "/start")}
    environment = {
        "PANTAU_HEALTHCHECK_URL": f"{site.url}/pindah",
        "PANTAU_PROMETHEUS_FILE": "/proc/tidak/ada.prom",
    }
    done = runs.run("weekly", "--min-free", "0", environment=environment)
    assert done.code == 0
    assert done.err.count("PANTAU_HEALTHCHECK_URL was not reached") == 2 and "it answered 302" in done.err
    assert "PANTAU_PROMETHEUS_FILE /proc/tidak/ada.prom cannot be written" in done.err
    assert f"{site.url}/pindah" not in done.err and "/rahasia" not in site.asked

    capsys.readouterr()
    caplog.clear()
    for address in (
        f"{site.url}/rahasia",
        "http://127.0.0.1:1/rahasia",
        "file:///rahasia",
        "http://[rahasia",
        f"{site.url}/rahasia sekali",
    ):
        beat(SecretStr(address), "success")
    told = caplog.text or "".join(
        capsys.readouterr()
    )  # whether a command of this process set logging up, or none
    assert told.count("PANTAU_HEALTHCHECK_URL was not reached") == 5 and "it answered 404" in told
    assert "/rahasia" not in told and "rahasia" not in repr(Settings(healthcheck_url=SecretStr("rahasia")))


def test_a_mistake_in_a_stage_does_not_cost_the_next(engine: Engine) -> None:
    with recorded_run(engine, "weekly") as run_id:
        stages = Stages(engine, run_id)
        assert stages.run(Stage.COLLECT, lambda: 1 // 0) is None
        assert stages.run(Stage.PROCESS, lambda: "made") == "made"
        with pytest.raises(SystemExit):
            stages.run(Stage.RESOLVE, sys.exit)
    (failure,) = stages.failures
    assert failure.stage is Stage.COLLECT and "ZeroDivisionError" in failure.sentence
    with reading(engine) as session:
        told = stages_of(session, [run_id])[run_id]
        assert [(one.stage, one.status) for one in told] == [
            (Stage.COLLECT, "failed"),
            (Stage.PROCESS, "finished"),
            (Stage.RESOLVE, "running"),  # as it stays where a run is killed
        ]
        assert told[0].trouble == failure.sentence and told[1].seconds is not None
        assert (last_with(session, Stage.PROCESS), last_with(session, Stage.COLLECT)) == (run_id, 0)
        assert runs_since(session, 0, "weekly") == (run_id,) and runs_since(session, run_id, "weekly") == ()


def test_what_a_bound_cut_short_is_no_measure_of_a_source(engine: Engine) -> None:
    for is_cut in (False, True):
        with recorded_run(engine, "weekly") as run_id:
            for slug in ("aa", "bb"):
                CrawlStore(engine, run_id).take_tally(tally(slug))
            cut_short(engine, run_id, ["aa"] if is_cut else [])
    with reading(engine) as session:
        assert last_asked(session) == {"aa": (2, False), "bb": (2, True)}
        histories = source_histories(session, 2)
        assert [(run.run_id, run.status) for run in histories["aa"]] == [(2, "interrupted"), (1, "finished")]
        assert [run.run_id for run in source_histories(session)["aa"]] == [1]
        assert [run.run_id for run in source_histories(session)["bb"]] == [2, 1]


def tally(slug: str) -> SourceTally:
    names = [name for name in SourceTally.model_fields if name != "source"]
    return SourceTally(source=slug, **dict.fromkeys(names, 1))


def test_a_run_on_postgresql_leaves_a_dump(runs: Runs, postgres_url: str) -> None:
    done = runs.run("weekly", "--json", environment={"PANTAU_DATABASE_URL": postgres_url})
    assert done.code == 0, done.err
    told = json.loads(done.out)
    assert Path(told["backup"]["file"]).read_bytes().startswith(b"PGDMP") and told["damage"] == []
    assert [one["stage"] for one in told["run"]["stages"]] == ORDER
