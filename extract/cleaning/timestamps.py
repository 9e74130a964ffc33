"""Times of publication as bylines print them: "Kamis, 12 Juni 2025 10:15 WIB", "19/06/2023, 16:50 WIB"."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from extract.cleaning.lexicon import byline_words

DEFAULT_ZONE = ZoneInfo("Asia/Jakarta")
_OLDEST = date(1998, 1, 1)  # before the first Indonesian news sites; older stamps are template noise
_LAST = date(9998, 12, 31)  # a later one cannot be told in every zone


@dataclass(frozen=True)
class Stamp:
    """A printed day, with the clock time and zone where they stand beside it."""

    start: int
    end: int
    day: date
    clock: time | None
    zone: str | None
    """WIB, WITA or WIT."""

    def moment(self, default_zone: tzinfo) -> datetime | None:
        """The time with its zone, the named one first; None where only a day is printed."""
        if self.clock is None:
            return None
        zone = ZoneInfo(byline_words().zones[self.zone]) if self.zone else default_zone
        return datetime.combine(self.day, self.clock, zone)


def find_stamps(text: str) -> list[Stamp]:
    """All stamps of a short text, in order; impossible dates are left out."""
    found = []
    for match in byline_words().stamp.finditer(text):
        stamp = _stamp(match)
        if stamp is not None:
            found.append(stamp)
    return found


def is_stamp_line(line: str) -> bool:
    """True for a line that holds a stamp and, besides, at most the name of the outlet before it."""
    if len(line) > 120:
        return False
    stamps = find_stamps(line)
    if not stamps:
        return False
    rest = line[: stamps[0].start] + line[stamps[-1].end :]
    words = re.findall(r"[^\W\d_]{2,}", rest)
    return len(words) <= 3 and (stamps[0].clock is not None or len(words) <= 1) and not line.endswith(".")


def parse_machine_time(value: str) -> tuple[datetime | None, date | None]:
    """A time as metadata writes it -> (time, day); the time may lack a zone, both are None for anything else."""
    value = value.strip()
    if re.fullmatch(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}", value):
        return None, _day(*(int(part) for part in re.split(r"[-/]", value)))
    iso = re.sub(r"^(\d{4})/(\d{2})/(\d{2})", r"\1-\2-\3", value)
    iso = re.sub(r"\s*([+-]\d{2}:?\d{2}|Z)$", r"\1", iso)
    moment: datetime | None
    try:
        moment = datetime.fromisoformat(iso)
    except ValueError:
        moment = _mail_date(value)
    if moment is not None:
        return (moment, moment.date()) if _OLDEST <= moment.date() <= _LAST else (None, None)
    stamps = find_stamps(value)
    if not stamps:
        return None, None
    zone = byline_words().zones.get(stamps[0].zone or "")
    naive = datetime.combine(stamps[0].day, stamps[0].clock) if stamps[0].clock else None
    return (naive.replace(tzinfo=ZoneInfo(zone)) if naive and zone else naive), stamps[0].day


def _mail_date(value: str) -> datetime | None:
    try:
        return parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None


def _stamp(match: re.Match[str]) -> Stamp | None:
    parts = {name: value for name, value in match.groupdict().items() if value is not None}
    months = byline_words().month_numbers
    if "name" in parts:
        day = _day(int(parts["y1"]), months[parts["name"].lower().rstrip(".")], int(parts["d1"]))
    elif "english" in parts:
        day = _day(int(parts["y2"]), months[parts["english"].lower().rstrip(".")], int(parts["d2"]))
    elif "m3" in parts:
        day = _day(int(parts["y3"]), int(parts["m3"]), int(parts["d3"]))
    else:
        day = _day(int(parts["y4"]), int(parts["m4"]), int(parts["d4"]))
    if day is None:
        return None
    zone = parts.get("zone")
    return Stamp(match.start(), match.end(), day, _clock(parts), zone.upper() if zone else None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if _OLDEST <= found <= _LAST else None


def _clock(parts: dict[str, str]) -> time | None:
    if "hour" not in parts:
        return None
    hour, minute, second = int(parts["hour"]), int(parts["minute"]), int(parts.get("second", 0))
    half = parts.get("half", "").lower()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        return None
