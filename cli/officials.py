"""`pantau officials`: persons with their offices, one of them with every naming, and the pairs in doubt."""

from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from cli.database import open_database
from cli.lists import TABLE_ROWS, day_text, shortened, sure_text
from cli.options import LARGEST_ID, AgencyName, AsCsv, AsJson, Limit, RegionName, region_code
from cli.output import Format, chosen_format, number, print_json, print_rows, print_table
from cli.person_words import reasons_text, seen_text
from models.errors import PantauError

if TYPE_CHECKING:
    from models.persons import PairRow, PersonDetail, PersonNaming, PersonRow, PositionRow

_DOUBTFUL = "doubtful"

T = TypeVar("T")


def officials(
    which: Annotated[
        str | None,
        typer.Argument(
            metavar="[ID | doubtful]",
            help="Number of a person, to see every naming; or `doubtful`: pairs that may be one person.",
        ),
    ] = None,
    region: RegionName = None,
    agency: AgencyName = None,
    search: Annotated[
        str | None, typer.Option("--search", help="Name or part of it, in any spelling.")
    ] = None,
    limit: Limit = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Lists officials as persons: the same one across articles is one, with all sources."""
    form = chosen_format(as_json, as_csv)
    if which is None:
        _print_list(region, agency, search, limit, form)
        return
    if region or agency or search:
        raise PantauError(f"--region, --agency and --search choose among persons; leave out {which!r}.")
    if which == _DOUBTFUL:
        _print_pairs(limit, form)
    elif which.isdecimal() and int(which) <= LARGEST_ID:
        _print_person(int(which), form)
    else:
        raise PantauError(f"{which!r} is no number of a person; `pantau officials` lists them.")


def _print_list(
    region: str | None, agency: str | None, search: str | None, limit: int | None, form: Format
) -> None:
    from models.persons import PersonRow
    from resolve.person_names import name_key
    from storage.engine import reading
    from storage.person_lists import PersonFilters, list_persons

    words = name_key(search).split() if search else []
    if search and not words:
        raise PantauError(f"--search {search!r} holds no name; write a word of it.")
    code = region_code(region) if region else None
    shown = _shown(limit, form)
    with reading(open_database()) as session:
        rows = list_persons(session, PersonFilters(code, agency, words, shown and shown + 1))
    rows, caption = _cut(rows, shown)
    if form is Format.JSON:
        print_json([row.model_dump(mode="json") for row in rows])
    elif form is Format.CSV:
        print_rows((_flat(row) for row in rows), [*PersonRow.model_fields], form)
    else:
        headers = ("#id", "Nama", "Jabatan", "Terlihat", "#Berita", "#Pernyataan")
        print_table("Pejabat", headers, map(_cells, rows), caption=caption)


def _shown(limit: int | None, form: Format) -> int | None:
    return TABLE_ROWS if limit is None and form is Format.TABLE else limit or None


def _cut(rows: list[T], shown: int | None) -> tuple[list[T], str]:
    is_cut = shown is not None and len(rows) > shown
    rows = rows[:shown]
    more = "; masih ada lagi: --limit 0 menampilkan semua" if is_cut else ""
    return rows, f"{len(rows)} baris{more}"


def _flat(row: "PersonRow") -> dict[str, object]:
    """A person in one line: the offices in words."""
    return {**row.model_dump(mode="json"), "positions": "; ".join(map(_office_text, row.positions))}


def _cells(row: "PersonRow") -> tuple[str, ...]:
    offices = "\n".join(shortened(_office_text(office), 90) for office in row.positions[-4:])
    counts = (number(row.article_count), number(row.statement_count))
    return (str(row.id), row.name, offices, seen_text(row.first_seen_on, row.last_seen_on), *counts)


def _office_text(office: "PositionRow") -> str:
    named = office.title or office.agency or office.post_key or ""
    return f"{named} ({seen_text(office.first_seen_on, office.last_seen_on)})"


def _print_person(person_id: int, form: Format) -> None:
    from models.persons import PersonNaming
    from storage.engine import reading
    from storage.person_lists import person_detail

    with reading(open_database()) as session:
        detail = person_detail(session, person_id)
    if detail is None:
        raise PantauError(f"There is no person {person_id}; `pantau officials` lists them.")
    if form is Format.JSON:
        print_json(detail.model_dump(mode="json"))
    elif form is Format.CSV:
        rows = (row.model_dump(mode="json") | {"reasons": "; ".join(row.reasons)} for row in detail.namings)
        print_rows(rows, [*PersonNaming.model_fields], form)
    else:
        _print_detail(detail)


def _print_detail(detail: "PersonDetail") -> None:
    person = detail.person
    names = sorted({naming.name for naming in detail.namings})
    typer.echo(
        f"#{person.id} {person.name}: {person.article_count} berita, {person.statement_count} pernyataan"
    )
    typer.echo(f"Tertulis sebagai: {'; '.join(names)}")
    if detail.doubtful_with:
        others = ", ".join(f"#{other}" for other in detail.doubtful_with)
        typer.echo(f"Mungkin orang yang sama: {others} (pantau officials doubtful)")
    from pipelines.reviewing import known_regions

    offices = (
        (
            office.title or office.agency or "",
            office.post_key or "",
            known_regions().get(office.region_code, office.region_code),
            "ya" if office.is_acting else "",
            seen_text(office.first_seen_on, office.last_seen_on),
            number(office.article_count),
        )
        for office in person.positions
    )
    headers = ("Jabatan", "Kunci", "Wilayah", "Pelaksana", "Terlihat", "#Berita")
    print_table(
        "Jabatan", headers, offices, caption="Terlihat: hari terbit; masa jabatan bisa lebih panjang."
    )
    print_table("Disebut dalam", ("Artikel", "Tertulis", "#Yakin", "Alasan"), map(_naming, detail.namings))


def _naming(row: "PersonNaming") -> tuple[str, ...]:
    day = day_text(row.published_on) if row.published_on else "tanggal tidak diketahui"
    mark = "[DICABUT] " if row.is_removed else ""
    named = " ".join(part for part in (row.rank, row.name) if part)
    printed = ", ".join(part for part in (named, row.title) if part)
    article = f"#{row.article_id} {row.outlet or ''}".rstrip()
    head = f"{mark}{article}, {day}: {shortened(row.article_title or '', 50)}"
    return head, printed, sure_text(row.score), reasons_text(row.reasons)


def _print_pairs(limit: int | None, form: Format) -> None:
    from models.persons import PairRow
    from storage.engine import reading
    from storage.person_lists import doubtful_pairs

    shown = _shown(limit, form)
    with reading(open_database()) as session:
        rows = doubtful_pairs(session, shown and shown + 1)
    rows, caption = _cut(rows, shown)
    if form is not Format.TABLE:
        told = (row.model_dump(mode="json") for row in rows)
        if form is Format.CSV:
            told = (row | {"reasons": "; ".join(row["reasons"])} for row in told)
        print_rows(told, [*PairRow.model_fields], form)
        return
    headers = ("Satu", "Lain", "#Yakin", "Alasan")
    caption += (
        ". Satu orang: pantau review merge orang A B --why ...; dua orang: pantau review apart A B --why ..."
    )
    print_table("Mungkin orang yang sama", headers, map(_pair, rows), caption=caption)


def _pair(row: "PairRow") -> tuple[str, ...]:
    one, other = f"#{row.person_id} {row.name}", f"#{row.other_id} {row.other_name}"
    if row.title:
        one += f", {row.title}"
    if row.other_title:
        other += f", {row.other_title}"
    return one, other, sure_text(row.score), reasons_text(row.reasons)
