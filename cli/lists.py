"""How the list verbs print what the database answers."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from cli.output import Format, number, print_rows, print_table

if TYPE_CHECKING:
    from models.base import Record
    from models.fact import Figure
    from models.rows import ArticleRow, FigureRow, InArticle, StatementRow
    from models.vocabulary import PeriodKind
    from storage.filters import Filters

TABLE_ROWS = 50
_QUOTE = 220
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")

R = TypeVar("R", bound="Record")


def print_list(
    fetch: "Callable[[Filters], list[R]]",
    filters: "Filters",
    limit: int | None,
    schema: type[R],
    form: Format,
    title: str,
    headers: Sequence[str],
    cells: Callable[[R], Sequence[str]],
) -> None:
    """Prints what a question answers in the asked form; a table says so when it does not show all of it."""
    if limit is None and form is Format.TABLE:
        limit = TABLE_ROWS
    rows = fetch(replace(filters, limit=limit + 1 if limit else None))
    is_cut = bool(limit) and len(rows) > (limit or 0)
    rows = rows[: limit or None]
    if form is not Format.TABLE:
        print_rows((row.model_dump(mode="json") for row in rows), list(schema.model_fields), form)
        return
    caption = (
        f"{len(rows)} baris; masih ada lagi: --limit 0 menampilkan semua" if is_cut else f"{len(rows)} baris"
    )
    print_table(title, headers, (cells(row) for row in rows), caption=caption)


STATEMENT_HEADERS = ("#id", "Siapa", "Jabatan", "Pernyataan", "Artikel")


def statement_cells(row: "StatementRow") -> tuple[str, ...]:
    """A statement as a line of the table; reported speech with its reporting word, which may turn its sense round."""
    said = shortened(row.quote, _QUOTE)
    words = f"“{said}”" if row.kind.value == "direct" else f"{row.cue}: {said}" if row.cue else said
    return (str(row.id), row.speaker, row.title or "", words, source_cell(row))


FIGURE_HEADERS = ("#id", "Wilayah", "Periode", "#Angka", "Satuan", "Topik", "Kata siapa", "Artikel")


def figure_cells(row: "FigureRow") -> tuple[str, ...]:
    """A figure as a line of the table."""
    return (
        str(row.id),
        row.region or "(tidak jelas)",
        period_text(row.period_start, row.period_end, row.period_kind),
        value_text(row),
        unit_text(row),
        row.topic.value,
        row.credited_to or "",
        source_cell(row),
    )


ARTICLE_HEADERS = ("#id", "Terbit", "Judul", "Media", "Tempat", "TPPO", "Topik")


def article_cells(row: "ArticleRow") -> tuple[str, ...]:
    """An article as a line of the table."""
    return (
        str(row.id),
        day_text(row.published_on) if row.published_on else "(tidak diketahui)",
        (f"[DICABUT {day_text(row.removed_at.date())}] " if row.removed_at else "")
        + (row.title or "(tanpa judul)"),
        row.outlet or row.source or "",
        row.place_name,
        "ya" if row.is_relevant else "bukan",
        ", ".join(topic.value for topic in row.topics) + (" [berbayar]" if row.is_paid else ""),
    )


def source_cell(row: "InArticle") -> str:
    """The article that a fact stands in: number, outlet, day, headline."""
    day = day_text(row.published_on) if row.published_on else "tanggal tidak diketahui"
    head = f"{'[DICABUT] ' if row.is_removed else ''}#{row.article_id} {row.outlet or ''}".strip()
    return f"{head}, {day}: {shortened(row.article_title or row.url or '(tanpa judul)', 60)}"


def value_text(row: "FigureRow | Figure") -> str:
    """A value with its range and its approximation."""
    text = number(float(row.value))
    if row.value_max is not None:
        text += f"–{number(float(row.value_max))}"
    return f"± {text}" if row.is_approximate else text


def unit_text(row: "FigureRow | Figure") -> str:
    """The unit with sex and age where they are known."""
    parts = [row.unit.value, row.sex.value if row.sex else "", row.age.value if row.age else ""]
    return " ".join(part for part in parts if part)


def day_text(day: date) -> str:
    """A day as `5 Jun 2023`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def period_text(start: date | None, end: date | None, kind: "PeriodKind") -> str:
    """A counting period in words."""
    if start is None or end is None:
        return "peristiwa"
    begins_year, ends_year = (start.month, start.day) == (1, 1), (end.month, end.day) == (12, 31)
    if begins_year and ends_year:
        return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
    if begins_year and kind.value == "year_to_date":
        return f"{start.year} s.d. {day_text(end)}"
    return day_text(start) if start == end else f"{day_text(start)} – {day_text(end)}"


def sure_text(confidence: float | None) -> str:
    """A confidence as a percentage."""
    return "" if confidence is None else f"{number(round(confidence * 100))}%"


def shortened(text: str, width: int) -> str:
    """Text of at most `width` characters, cut at a word."""
    if len(text) <= width:
        return text
    return text[: width - 1].rsplit(" ", 1)[0] + " …"
