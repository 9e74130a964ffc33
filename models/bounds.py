"""How much a run may take, and how people write it."""

import re
from dataclasses import dataclass
from enum import StrEnum

from models.errors import PantauError
from models.stages import Stage

_DURATION = re.compile(r"(?:(\d{1,4})d)?(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s)?")
_SECONDS = (86_400, 3_600, 60, 1)
_SIZE = re.compile(r"(\d{1,15}(?:\.\d{1,6})?) ?([kmgt]?)(i?b)?", re.IGNORECASE)
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}


class Bound(StrEnum):
    """What a run may be bounded in."""

    BUDGET = "budget"
    """Time."""
    REQUESTS = "requests"
    """Requests to publishers."""
    DISK = "disk"
    """Space that stays free."""


@dataclass(frozen=True)
class BoundReached:
    """Something that a run left for the next, because of a bound."""

    bound: Bound
    """Which bound."""
    stage: Stage
    """Where it was met."""
    sentence: str
    """What was left, for people, in Indonesian."""


def parse_duration(text: str) -> int:
    """Seconds of `6h`, `90m`, `1h30m`, `45s` or `2d`. Raises PantauError for another text and for nothing at all."""
    match = _DURATION.fullmatch(text.strip().lower())
    seconds = 0 if match is None else _sum(match.groups())
    if not seconds:
        raise PantauError(f"{text!r} is no duration: write it as 6h, 90m or 1h30m.")
    return seconds


def parse_size(text: str) -> int:
    """Bytes of `500MB`, `2GB`, `1.5GiB` or `5G`; 0 is a size. Raises PantauError for another text.

    As GNU programs read it: MB is a million, MiB and M are 1024 times 1024.
    """
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        raise PantauError(f"{text!r} is no size: write it as 500MB or 2GB.")
    number, unit, ending = match.groups()
    base = 1000.0 if (ending or "").lower() == "b" else 1024.0
    return round(float(number) * base ** _POWERS[unit.lower()])


def duration_text(seconds: float) -> str:
    """A duration as `parse_duration` reads it, to the second."""
    left, parts = max(0, round(seconds)), []
    for size, unit in zip(_SECONDS, "dhms", strict=True):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"


def size_text(size: int) -> str:
    """A size in its largest decimal unit: 1.2GB."""
    for power, unit in ((4, "TB"), (3, "GB"), (2, "MB"), (1, "KB")):
        if size >= 1000**power:
            return f"{size / 1000**power:.1f}".removesuffix(".0") + unit
    return f"{size}B"


def _sum(numbers: tuple[str | None, ...]) -> int:
    return sum(int(number) * size for number, size in zip(numbers, _SECONDS, strict=True) if number)
