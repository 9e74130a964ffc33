"""How `pantau show --changes` prints what the edits of an article changed."""

from datetime import date
from typing import TYPE_CHECKING

from cli.lists import period_text, shortened
from cli.output import console, print_table

if TYPE_CHECKING:
    from models.changes import FactChange, Value, VersionChange

_KINDS = {
    "official": "Pejabat",
    "agency": "Lembaga",
    "date": "Tanggal",
    "figure": "Angka",
    "statement": "Pernyataan",
    "law": "Aturan",
}


def print_changes(changes: "list[VersionChange]") -> None:
    """One table a text, against the text before it."""
    if not changes:
        console().print("Teks artikel ini belum pernah berubah.", markup=False)
    for change in changes:
        current = ", teks yang berlaku" if change.is_current else ""
        title = f"Teks ke-{change.version} ({change.first_seen_at:%Y-%m-%d %H:%M} UTC{current}) dibanding sebelumnya"
        if change.facts:
            print_table(title, ("Perubahan", "Jenis", "Sebelum", "Sesudah"), map(_cells, change.facts))
        else:
            console().print(f"{title}: tidak ada fakta yang berubah.", markup=False)


def _cells(change: "FactChange") -> tuple[str, ...]:
    what = "ditambah" if change.before is None else "dihapus" if change.after is None else "diubah"
    return what, _KINDS[change.kind], _text(change.before), _text(change.after)


def _text(fact: "dict[str, Value] | None") -> str:
    told = (
        str(value) for value in _in_words(fact or {}).values() if value is not None and value is not False
    )
    return shortened(", ".join("kira-kira" if value == "True" else value for value in told), 220)


def _in_words(fact: "dict[str, Value]") -> "dict[str, Value]":
    """A fact with the period of a figure as `pantau figures` prints it."""
    from models.vocabulary import PeriodKind

    if "period_kind" not in fact:
        return fact
    kind, start, end = (fact[f"period_{name}"] for name in ("kind", "start", "end"))
    days = [date.fromisoformat(str(day)) if day else None for day in (start, end)]
    others = {name: value for name, value in fact.items() if name not in {"period_start", "period_end"}}
    return {**others, "period_kind": period_text(days[0], days[1], PeriodKind(str(kind)))}
