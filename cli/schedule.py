"""`pantau schedule`: the weekly job for cron or systemd, and whether it is due."""

import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.database import open_database
from cli.options import AsJson
from cli.output import print_json
from cli.run_tables import STATUS_NAMES
from pipelines.scheduling import Weekday

if TYPE_CHECKING:
    from models.stored import RunReport
    from pipelines.scheduling import DueState, Schedule

app = typer.Typer(help="The weekly job: for cron, for systemd, and whether it is due.", no_args_is_help=True)

Day = Annotated[Weekday, typer.Option("--day", help="Day of the week.", case_sensitive=False)]
Clock = Annotated[str, typer.Option("--at", metavar="HH:MM", help="Time of day, of this machine.")]
Budget = Annotated[
    str | None, typer.Option(metavar="TIME", help="Time for each run, as 6h; passed to `pantau weekly`.")
]
Environment = Annotated[
    Path | None,
    typer.Option("--environment", help="File of settings, NAME=value; else pantau.env in the data folder."),
]


@app.command("cron")
def print_cron(
    day: Day = Weekday.SENIN, at: Clock = "01:30", budget: Budget = None, environment: Environment = None
) -> None:
    """Prints a line for `crontab -e`."""
    from pipelines.scheduling import cron_line

    schedule = _schedule(day, at, budget, environment)
    typer.echo(cron_line(schedule))
    _tell_settings(schedule.environment)


@app.command("systemd")
def print_systemd(
    day: Day = Weekday.SENIN,
    at: Clock = "01:30",
    budget: Budget = None,
    environment: Environment = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--write", help="Write pantau.service and pantau.timer into this folder, instead of printing."
        ),
    ] = None,
) -> None:
    """Prints a service and a timer for a user's own systemd, or writes them."""
    from pipelines.scheduling import systemd_service, systemd_timer

    schedule = _schedule(day, at, budget, environment)
    units = {"pantau.service": systemd_service(schedule), "pantau.timer": systemd_timer(schedule)}
    if folder is None:
        for name, text in units.items():
            typer.echo(f"# ~/.config/systemd/user/{name}\n{text}")
    else:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in units.items():
            (folder / name).write_text(text, encoding="utf-8")
    typer.echo("Then: systemctl --user daemon-reload && systemctl --user enable --now pantau.timer", err=True)
    typer.echo("To run while nobody is logged in: loginctl enable-linger", err=True)
    _tell_settings(schedule.environment)


@app.command("check")
def check_schedule(as_json: AsJson = False) -> None:
    """Says when the weekly job last ended well; exit code 1 where that is more than a week and a day ago, or where the
    last run was killed, stopped or failed.
    """
    from pipelines.reporting import as_it_is
    from pipelines.scheduling import due_state
    from storage.engine import reading
    from storage.runs import last_finished, latest_of

    engine = open_database()
    with reading(engine) as session:
        last, latest = last_finished(session, "weekly"), latest_of(session, "weekly")
    latest = None if latest is None else as_it_is(engine, latest)
    state = due_state(last, latest, datetime.now(UTC))
    if as_json:
        print_json(
            {
                "run_id": None if state.last is None else state.last.run_id,
                "started_at": None if state.last is None else state.last.started_at,
                "next_by": state.next_by,
                "is_due": state.is_due,
                "broken": None if state.broken is None else _broken(state.broken),
            }
        )
        _end(state)
        return
    if state.last is None or state.next_by is None:
        typer.echo("Belum pernah ada pengumpulan mingguan yang selesai: jalankan pantau weekly.")
    else:
        late = "TERLAMBAT: seharusnya dimulai" if state.is_due else "Berikutnya"
        typer.echo(
            f"Terakhir selesai: kali ke-{state.last.run_id}, dimulai {state.last.started_at:%Y-%m-%d %H:%M} UTC. "
            f"{late} paling lambat {state.next_by:%Y-%m-%d %H:%M} UTC."
        )
    if state.broken is not None:
        told = _broken(state.broken)
        stage = f" pada tahap {told['stage']}" if told["stage"] else ""
        typer.echo(
            f"Kali ke-{told['run_id']}, dimulai {told['started_at']:%Y-%m-%d %H:%M} UTC, "
            f"{STATUS_NAMES[told['status']]}{stage} dan tidak selesai: jalankan pantau weekly, yang meneruskannya."
        )
    _end(state)


def _broken(run: "RunReport") -> dict[str, Any]:
    """A run that did not come to its end, and the stage that it was in or that failed."""
    halted = [one.stage.value for one in run.stages if one.status != "finished"]
    return {
        "run_id": run.run_id,
        "started_at": run.started_at,
        "status": run.status,
        "stage": halted[0] if halted else None,
    }


def _end(state: "DueState") -> None:
    if state.is_due or state.broken is not None:
        raise typer.Exit(1)


def _schedule(day: Weekday, at: str, budget: str | None, environment: Path | None) -> "Schedule":
    from pipelines.configuration import settings
    from pipelines.scheduling import Schedule, parse_clock

    hour, minute = parse_clock(at)
    data_dir = settings().data_dir.absolute()
    return Schedule(
        day=day,
        hour=hour,
        minute=minute,
        program=_program(),
        data_dir=data_dir,
        environment=(environment or data_dir / "pantau.env").absolute(),
        log=data_dir / "log" / "weekly.log",
        budget=budget,
    )


def _program() -> tuple[str, ...]:
    """How this very program is called by a shell that knows no path."""
    script = shutil.which(sys.argv[0])
    if script is not None and not script.endswith(".py"):
        return (str(Path(script).absolute()),)
    return (sys.executable, "-m", "cli")


def _tell_settings(environment: Path) -> None:
    """Names the settings of this shell that the job will not know; their values may be secret."""
    held = environment.read_text(encoding="utf-8") if environment.is_file() else ""
    missing = sorted(
        name
        for name in os.environ
        if name.startswith("PANTAU_") and name != "PANTAU_DATA_DIR" and f"{name}=" not in held
    )
    if missing:
        typer.echo(
            f"Set in this shell only; write into {environment} (mode 0600): {', '.join(missing)}", err=True
        )
    elif not held:
        typer.echo(
            f"Write the settings of the job, PANTAU_CONTACT first, into {environment} (mode 0600).", err=True
        )
