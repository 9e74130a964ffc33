"""`pantau conflicts`: different numbers for the same thing, what decided, and figures that look wrong."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.claim_tables import CONFLICT_HEADERS, FLAG_HEADERS, conflict_lines, flag_cells
from cli.database import open_database
from cli.lists import TABLE_ROWS, print_list
from cli.options import LARGEST_ID, AsCsv, AsJson, Limit, RegionName, TopicCode, UnitCode, make_filters
from cli.output import Format, chosen_format, print_rows, print_table
from models.errors import PantauError

if TYPE_CHECKING:
    from models.conflicts import ConflictRow


def conflicts(
    conflict_id: Annotated[
        int | None, typer.Argument(metavar="[ID]", help="Number of one conflict, as the table prints it.")
    ] = None,
    region: RegionName = None,
    topic: TopicCode = None,
    unit: UnitCode = None,
    flags: Annotated[
        bool,
        typer.Option(
            "--flags", help="List figures that look wrong: parts and totals, units, impossible numbers."
        ),
    ] = False,
    limit: Limit = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Numbers that contradict one another, with their sources and the rule that decided; open ones first."""
    from models.conflicts import FlagRow
    from storage.conflict_lists import list_conflicts, list_flags
    from storage.engine import reading

    form = chosen_format(as_json, as_csv)
    if flags and (conflict_id is not None or region or topic or unit):
        raise PantauError(
            "--flags lists all that look wrong: leave out the number, --region, --topic and --unit."
        )
    filters = make_filters(None, None, region, None, None, topic, unit)
    if conflict_id is not None and not 1 <= conflict_id <= LARGEST_ID:
        raise PantauError(f"There is no conflict {conflict_id}; `pantau conflicts` lists the numbers.")
    shown = limit if limit is not None or form is not Format.TABLE else TABLE_ROWS
    with reading(open_database()) as session:
        if flags:
            fetch = partial(list_flags, session)
            print_list(fetch, filters, limit, FlagRow, form, "Angka yang janggal", FLAG_HEADERS, flag_cells)
            return
        rows = list_conflicts(session, replace(filters, limit=shown or None), conflict_id)
    if conflict_id is not None and not rows:
        raise PantauError(f"There is no conflict {conflict_id}; `pantau conflicts` lists the numbers.")
    _print(rows, form)


def _print(rows: "list[ConflictRow]", form: Format) -> None:
    if form is Format.JSON:
        print_rows((row.model_dump(mode="json") for row in rows), [], form)
    elif form is Format.CSV:
        lines = [line for row in rows for line in _csv_lines(row)]
        print_rows(lines, list(_CSV_COLUMNS), form)
    else:
        is_open = sum(row.is_open for row in rows)
        lines_of_table = (line for row in rows for line in conflict_lines(row))
        caption = (
            f"{len(rows)} pertentangan, {is_open} belum diputuskan; --limit 0 menampilkan semua. "
            "Angka lain yang benar? pantau review overrule ID KLAIM --why ..."
        )
        print_table("Angka yang bertentangan", CONFLICT_HEADERS, lines_of_table, caption=caption)


_CSV_COLUMNS = (
    "id", "is_open", "rule", "reviewer", "comment", "topic", "unit", "region_code", "region", "sex", "age",
    "period_start", "period_end", "period_kind", "claim_id", "value", "value_max", "is_approximate", "source_kind",
    "first_on", "story_count", "article_count", "is_chosen", "article_ids", "urls",
)  # fmt: skip


def _csv_lines(row: "ConflictRow") -> list[dict[str, Any]]:
    """One line a number."""
    shared = row.model_dump(mode="json", exclude={"numbers"})
    lines = []
    for told in row.numbers:
        sources = {source.article_id: source.url or "" for source in told.sources}
        lines.append(
            {
                **shared,
                **told.model_dump(mode="json", exclude={"sources"}),
                "article_ids": " ".join(map(str, sources)),
                "urls": " ".join(filter(None, sources.values())),
            }
        )
    return lines
