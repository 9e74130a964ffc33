"""The weekly job runs from a real cron, systemd takes its units, and a missed week is told."""

import contextlib
import os
import pwd
import re
import shutil
import subprocess
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import crawl_harness as h
import pytest
from faults_harness import Runs
from sqlalchemy import update
from tests_support import Pantau

from storage.engine import open_engine, writing
from storage.runs import finish_run, start_run
from storage.tables import Run

DAYS = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")


def needed(program: str) -> str:
    """A program that this machine must have in CI."""
    found = shutil.which(program)
    if found is None:
        missing = f"{program} is not installed: apt-get install busybox-static systemd"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    return found


def test_a_real_cron_runs_the_line(tmp_path: Path) -> None:
    was_asked = threading.Event()
    feed = h.feed("/a/satu")

    def answer(handler: h.Handler) -> None:
        was_asked.set()
        feed(handler)

    with h.FaultySite(
        {"/rss": answer, "/a/satu": h.page("Polisi mengungkap dua kasus TPPO di Dumai.")}
    ) as site:
        runs = Runs(tmp_path / "uji 'dan' $HOME", satu=site)
        settings = {name: text for name, text in runs.environment.items() if name.startswith("PANTAU_")}
        data = Path(settings.pop("PANTAU_DATA_DIR"))
        soon = datetime.now() + timedelta(minutes=1, seconds=10)  # cron keeps this machine's time
        when = ("--budget", "5m", "--day", DAYS[soon.weekday()], "--at", f"{soon:%H:%M}")
        line = runs.run("schedule", "cron", *when).out
        data.mkdir()
        (data / "pantau.env").touch(mode=0o600)
        (data / "pantau.env").write_text(
            "".join(f'{name}="{text}"\n'.replace("$", "\\$") for name, text in settings.items())
        )
        (tmp_path / "crontabs").mkdir()
        (tmp_path / "crontabs" / pwd.getpwuid(os.geteuid()).pw_name).write_text(line)
        crond = [
            *(
                [] if os.geteuid() == 0 else [needed("sudo"), "-n"]
            ),  # it runs each table as the user of its name
            needed("busybox"),
            "crond",
            "-f",
            "-c",
            str(tmp_path / "crontabs"),
            "-L",
            str(tmp_path / "cron.log"),
        ]
        with subprocess.Popen(crond, cwd="/") as cron:
            try:
                assert was_asked.wait(200), (tmp_path / "cron.log").read_text()
                log = data / "log" / "weekly.log"
                assert any(
                    is_done(runs, cron) and "1 berita diambil" in log.read_text() for _ in range(240)
                ), log.read_text()
            finally:
                cron.terminate()
    assert (data / "log").stat().st_mode & 0o777 == 0o700


def is_done(runs: Runs, cron: "subprocess.Popen[bytes]") -> bool:
    """Whether this week's run is over; where it is not, leaves it the processor for half a second."""
    if runs.run("schedule", "check").code == 0:
        return True
    with contextlib.suppress(subprocess.TimeoutExpired):
        cron.wait(timeout=0.5)
    return False


def test_systemd_takes_the_units(pantau: Pantau, tmp_path: Path) -> None:
    analyze = needed("systemd-analyze")
    folder = tmp_path / "units 100%"
    pantau.configure(PANTAU_DATA_DIR=str(tmp_path / "uji 100% dan $HOME"))
    when = ("--budget", "6h30m", "--day", "jumat", "--at", "23.05")
    done = pantau("schedule", "systemd", *when, "--write", str(folder))
    assert done.code == 0, done.err
    units = [str(folder / name) for name in ("pantau.service", "pantau.timer")]
    verified = subprocess.run(
        [analyze, "--user", "verify", *units],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"XDG_RUNTIME_DIR": str(tmp_path)},
    )
    assert "pantau" not in verified.stderr and verified.returncode == 0, verified.stderr
    timer = (folder / "pantau.timer").read_text()
    assert "OnCalendar=Fri *-*-* 23:05:00" in timer
    assert (
        subprocess.run(
            [analyze, "calendar", "Fri *-*-* 23:05:00"], check=False, capture_output=True
        ).returncode
        == 0
    )
    service = (folder / "pantau.service").read_text()
    assert (
        " weekly --budget 6h30m\n" in service and f"TimeoutStartSec={(6 * 60 + 30 + 120) * 60}\n" in service
    )
    printed = pantau("schedule", "systemd", "--budget", "6h30m", "--day", "jumat", "--at", "23.05").out
    assert timer in printed and (folder / "pantau.service").read_text() in printed


def test_settings_of_the_shell_are_named_not_told(pantau: Pantau, tmp_path: Path) -> None:
    pantau.configure(PANTAU_DATABASE_URL="postgresql://u:rahasia@host/pantau", PANTAU_CONTACT="a@b.example")
    done = pantau("schedule", "cron")
    assert "PANTAU_CONTACT, PANTAU_DATABASE_URL" in done.err
    assert "rahasia" not in done.out + done.err
    settings = tmp_path / "pengaturan.env"
    settings.touch(mode=0o600)
    settings.write_text("PANTAU_CONTACT=a@b.example\n")
    done = pantau("schedule", "cron", "--environment", str(settings))
    assert "PANTAU_CONTACT" not in done.err and str(settings) in done.out


def test_a_path_that_crons_read_differently_is_refused(pantau: Pantau, tmp_path: Path) -> None:
    pantau.configure(PANTAU_DATA_DIR=str(tmp_path / "100%"))
    done = pantau("schedule", "cron")
    assert (done.code, done.out) == (2, "") and "percent" in done.err


def test_a_budget_that_is_none_is_refused(pantau: Pantau) -> None:
    done = pantau("schedule", "cron", "--budget", "lama")
    assert (done.code, done.out) == (2, "") and "'lama' is no duration" in done.err


@pytest.mark.parametrize("at", ["25:00", "1:60", "pagi", "", "01:30:00", "-1:00"])
def test_a_time_that_is_none(pantau: Pantau, at: str) -> None:
    done = pantau("schedule", "cron", f"--at={at}")
    assert done.code == 2 and done.out == ""
    assert re.fullmatch(r"pantau: --at .* is no time of day: write it as 01:30\.\n", done.err)


@pytest.mark.parametrize(
    ("days", "status", "is_due"),
    [(0, "finished", False), (7.9, "finished", False), (8.1, "finished", True), (0, "failed", True)],
)
def test_a_missed_week_is_told(pantau: Pantau, days: float, status: str, is_due: bool) -> None:
    engine = open_engine(f"sqlite:///{pantau.database}")
    run_id = start_run(engine, "weekly")
    finish_run(engine, run_id, status)
    finish_run(engine, start_run(engine, "crawl"), "finished")  # no weekly run
    with writing(engine) as session:
        started = datetime.now(UTC) - timedelta(days=days)
        session.execute(update(Run).where(Run.id == run_id).values(started_at=started))
    engine.dispose()
    told = pantau.json("schedule", "check", code=int(is_due))
    assert told["is_due"] is is_due and told["run_id"] == (run_id if status == "finished" else None)
    assert ("TERLAMBAT" in pantau("schedule", "check").out) is (is_due and status == "finished")
