"""Dates as Indonesian outlets print them."""

from datetime import datetime

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)


def long_date(moment: datetime) -> str:
    """Return for example "12 Juni 2025"."""
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def weekday_date(moment: datetime) -> str:
    """Return for example "Kamis, 12 Juni 2025"."""
    return f"{DAYS[moment.weekday()]}, {long_date(moment)}"


def clock(moment: datetime, zone: str) -> str:
    """Return for example "10:15 WIB"."""
    return f"{moment:%H:%M} {zone}"
