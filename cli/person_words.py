"""What tables say of persons: when they were seen, and why namings are taken for one."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cli.lists import day_text
from desk.reasons import REASONS

if TYPE_CHECKING:
    from datetime import date


def reasons_text(reasons: Iterable[str]) -> str:
    """Reasons with their weights: `nama lengkap sama +2,0`; one without a word stays as it is."""
    return ", ".join(_reason_text(reason) for reason in reasons)


def seen_text(first: "date | None", last: "date | None") -> str:
    """First and last day of publication."""
    if first is None or last is None:
        return "tanggal tidak diketahui"
    return day_text(first) if first == last else f"{day_text(first)} – {day_text(last)}"


def _reason_text(reason: str) -> str:
    code, _, weight = reason.partition(" ")
    return f"{REASONS.get(code, code)} {weight.replace('.', ',')}".strip()
