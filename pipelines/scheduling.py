"""The weekly job in the words of cron and of systemd, and whether it is due."""

import re
import shlex
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from models.bounds import parse_duration
from models.errors import PantauError

if TYPE_CHECKING:
    from models.stored import RunReport

PERIOD = timedelta(days=7)
GRACE = timedelta(days=1)
"""How late a run may be before somebody should look: a server that was off for a night catches up."""
_SLACK = timedelta(hours=2)
"""What a run may take beyond its budget before systemd ends it: its last stages are never cut short."""
_LONGEST = timedelta(days=6)
"""What a run without a budget may take before systemd ends it: the next week's is due soon."""
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")


class Weekday(StrEnum):
    """Days, Monday first."""

    SENIN = "senin"
    SELASA = "selasa"
    RABU = "rabu"
    KAMIS = "kamis"
    JUMAT = "jumat"
    SABTU = "sabtu"
    MINGGU = "minggu"


_SYSTEMD_DAYS = dict(zip(Weekday, ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True))
_CRON_DAYS = {day: number % 7 for number, day in enumerate(Weekday, start=1)}


@dataclass(frozen=True)
class Schedule:
    """When the job runs, and with what. All paths are absolute."""

    day: Weekday
    """Day of the week, in the machine's own time zone."""
    hour: int
    """0 to 23."""
    minute: int
    """0 to 59."""
    program: tuple[str, ...]
    """The command that is `pantau` here."""
    data_dir: Path
    """Folder of database and archive."""
    environment: Path
    """File with one `NAME=value` a line, read before each run where it exists."""
    log: Path
    """File that output and log are appended to."""
    budget: str | None = None
    """Time for each run, as `pantau weekly --budget` takes it; null for no end."""

    def __post_init__(self) -> None:
        """Raises PantauError for a budget that is no duration."""
        self.longest()

    @property
    def words(self) -> tuple[str, ...]:
        """The command with its arguments."""
        return (*self.program, "weekly", *(() if self.budget is None else ("--budget", self.budget)))

    def longest(self) -> timedelta:
        """What a run may take before it must be hanging."""
        return _LONGEST if self.budget is None else timedelta(seconds=parse_duration(self.budget)) + _SLACK


def parse_clock(text: str) -> tuple[int, int]:
    """Hour and minute of `01:30` or `1.30`. Raises PantauError for another text."""
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        raise PantauError(f"--at {text!r} is no time of day: write it as 01:30.")
    return int(match[1]), int(match[2])


def cron_line(schedule: Schedule) -> str:
    """A line for `crontab -e`. Raises PantauError for a path with a line break or a percent sign.

    An unescaped percent sign ends the command in most crons, an escaped one keeps its backslash in others.
    """
    environment, log = (_quoted(path) for path in (schedule.environment, schedule.log))
    command = "; ".join(
        [
            "umask 077",
            f"mkdir -p {_quoted(schedule.log.parent)}",
            f"set -a; if [ -f {environment} ]; then . {environment}; fi; set +a",
            f"PANTAU_DATA_DIR={_quoted(schedule.data_dir)} "
            f"{' '.join(_quoted(part) for part in schedule.words)} >> {log} 2>&1",
        ]
    )
    if "%" in command:
        raise PantauError(
            "A path with a percent sign cannot stand in a crontab: use another one, or systemd."
        )
    return f"{schedule.minute} {schedule.hour} * * {_CRON_DAYS[schedule.day]} {command}"


def systemd_service(schedule: Schedule) -> str:
    """The unit `pantau.service`, for a user's own systemd. Raises PantauError for a path with a line break."""
    command = " ".join(_unit_word(part) for part in schedule.words)
    return f"""[Unit]
Description=Pantau TPPO: weekly collection of news
After=network-online.target

[Service]
Type=oneshot
UMask=0077
EnvironmentFile=-{_unit_path(schedule.environment)}
Environment={_unit_word(f"PANTAU_DATA_DIR={schedule.data_dir}")}
ExecStartPre=/bin/mkdir -p {_unit_word(str(schedule.log.parent))}
ExecStart={command}
# a run that takes longer hangs: it is stopped, and the next goes on from there
TimeoutStartSec={round(schedule.longest().total_seconds())}
# 1: finished, with something to look at
SuccessExitStatus=1
StandardOutput=append:{_unit_path(schedule.log)}
StandardError=inherit
"""


def systemd_timer(schedule: Schedule) -> str:
    """The unit `pantau.timer`: a run that was missed while the machine was off is made up for."""
    return f"""[Unit]
Description=Pantau TPPO: every week

[Timer]
OnCalendar={_SYSTEMD_DAYS[schedule.day]} *-*-* {schedule.hour:02}:{schedule.minute:02}:00
Persistent=true

[Install]
WantedBy=timers.target
"""


@dataclass(frozen=True)
class DueState:
    """When the job last ended well, and whether it should have run since."""

    last: "RunReport | None"
    """The last weekly run that finished; null where none did."""
    is_due: bool
    """True where none finished within a week and a day."""
    next_by: datetime | None
    """When the next should have begun at the latest, UTC; null where none finished yet."""
    broken: "RunReport | None"
    """The last weekly run of all where it was killed, stopped or failed: it never came to its end."""


def due_state(last: "RunReport | None", latest: "RunReport | None", now: datetime) -> DueState:
    """Judges by the begin of the last run that finished: how long it took does not shift the week.

    `latest` is the last run of all, as it is: `interrupted` where it was killed.
    """
    broken = latest if latest is not None and latest.status in {"interrupted", "failed"} else None
    if last is None:
        return DueState(None, True, None, broken)
    next_by = last.started_at.astimezone(UTC) + PERIOD + GRACE
    return DueState(last, now > next_by, next_by, broken)


def _quoted(path: Path | str) -> str:
    return shlex.quote(_one_line(path))


def _unit_word(text: str) -> str:
    """A word in a unit file: quoted, percent and dollar signs taken literally."""
    escaped = _one_line(text).replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"' if re.search(r"[\s\"'\\;]", escaped) else escaped


def _unit_path(path: Path) -> str:
    """A path that is the whole rest of its line, where quotes would be part of it."""
    return _one_line(path).replace("%", "%%")


def _one_line(text: Path | str) -> str:
    line = str(text)
    if not line.isprintable():
        raise PantauError(f"{line!r} cannot stand in a schedule: use a path without line breaks.")
    return line
