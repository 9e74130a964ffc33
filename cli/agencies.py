"""`pantau agencies`: the bodies that articles name, each once, with all its names."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.database import open_database
from cli.lists import TABLE_ROWS, day_text
from cli.options import LARGEST_ID, AsCsv, AsJson, Limit, RegionName, region_code
from cli.output import Format, chosen_format, number, print_json, print_rows, print_table
from cli.person_words import seen_text
from models.errors import PantauError

if TYPE_CHECKING:
    from datetime import date

    from models.organization import (
        OrganizationDetail,
        OrganizationName,
        OrganizationOfficial,
        OrganizationRow,
    )
    from models.vocabulary import AgencyType

_HEADERS = ("#id", "Lembaga", "Singkatan", "Jenis", "Wilayah", "Di bawah", "#Berita", "#Cerita")
NAME_KINDS = {"official": "resmi", "acronym": "singkatan", "former": "lama", "alias": "lain"}
"""Kinds of names as tables show them."""


def agencies(
    number_: Annotated[
        int | None, typer.Argument(metavar="[ID]", min=1, max=LARGEST_ID, help="Number of one body, in full.")
    ] = None,
    region: RegionName = None,
    kind: Annotated[
        str | None, typer.Option("--type", help="Kind of body, as police or women_child_protection.")
    ] = None,
    search: Annotated[str | None, typer.Option(help="Part of any of its names, former ones too.")] = None,
    limit: Limit = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Bodies with their region, kind, parent, names with validity, and how many articles and stories name them.

    What no article names is listed with --search only.
    """
    from models.organization import OrganizationRow
    from storage.engine import reading
    from storage.registers import list_organizations

    form = chosen_format(as_json, as_csv)
    if number_ is not None:
        if region or kind or search or as_csv:
            raise PantauError(
                "the number of a body stands alone or with --json; leave --region, --type, --search and --csv out"
            )
        _show(number_, form)
        return
    if limit is None and form is Format.TABLE:
        limit = TABLE_ROWS
    code, known = region_code(region) if region else None, _type(kind)
    with reading(open_database()) as session:
        rows = list_organizations(
            session, region=code, kind=known, search=search, limit=limit + 1 if limit else None
        )
    is_cut, rows = bool(limit) and len(rows) > (limit or 0), rows[: limit or None]
    if form is Format.JSON:
        print_json([row.model_dump(mode="json") for row in rows])
    elif form is Format.CSV:
        cells = (row.model_dump(mode="json") | {"names": "; ".join(map(_name, row.names))} for row in rows)
        print_rows(cells, list(OrganizationRow.model_fields), form)
    else:
        more = "; masih ada lagi: --limit 0 menampilkan semua" if is_cut else ""
        print_table("Lembaga", _HEADERS, map(_cells, rows), caption=f"{len(rows)} baris{more}")


def _type(text: str | None) -> "AgencyType | None":
    from models.vocabulary import AgencyType

    if text is None:
        return None
    try:
        return AgencyType(text)
    except ValueError as error:
        choices = ", ".join(kind.value for kind in AgencyType)
        raise PantauError(f"--type {text!r} is no kind of body; choose one of {choices}.") from error


def _show(number_: int, form: Format) -> None:
    from storage.engine import reading
    from storage.registers import organization_detail

    with reading(open_database()) as session:
        detail = organization_detail(session, number_)
    if detail is None:
        raise PantauError(f"there is no agency {number_}; `pantau agencies` lists them with their numbers.")
    if form is Format.JSON:
        print_json(detail.model_dump(mode="json"))
    else:
        _print_detail(detail)


def _print_detail(detail: "OrganizationDetail") -> None:
    body = detail.organization
    facts = (
        ("Singkatan", body.acronym or ""),
        ("Jenis", body.type.value),
        ("Wilayah", f"{body.region} ({body.region_code})" if body.region_code else "(tidak diketahui)"),
        ("Di bawah", " → ".join(detail.parents)),
        ("Berita", f"{number(body.articles)} ({number(body.stories)} cerita)"),
        ("Kunci", body.key),
    )
    print_table(f"{body.id}. {body.name}", ("Hal", "Isi"), facts)
    print_table(
        "Nama",
        ("Nama", "Jenis nama", "Berlaku"),
        ((n.name, NAME_KINDS[n.kind.value], _validity(n)) for n in body.names),
    )
    if detail.units:
        print_table("Bagian", _HEADERS, map(_cells, detail.units))
    if detail.officials:
        headers = ("#id", "Nama", "Jabatan", "Terlihat", "#Berita")
        print_table("Pejabat", headers, map(_official, detail.officials))
    if detail.reasons:
        print_table("Mengapa dianggap lembaga ini", ("Alasan",), ((reason,) for reason in detail.reasons))


def _official(row: "OrganizationOfficial") -> tuple[str, ...]:
    seen = seen_text(row.first_seen_on, row.last_seen_on)
    return (str(row.id), row.name, row.title or "", seen, number(row.articles))


def _cells(row: "OrganizationRow") -> tuple[str, ...]:
    return (
        str(row.id),
        row.name,
        row.acronym or "",
        row.type.value,
        row.region or "",
        row.parent or "",
        number(row.articles),
        number(row.stories),
    )


def _name(name: "OrganizationName") -> str:
    validity = _validity(name)
    return f"{name.name} ({validity})" if validity else name.name


def _validity(name: "OrganizationName") -> str:
    return validity_text(name.valid_from, name.valid_until)


def validity_text(first: "date | None", last: "date | None") -> str:
    """A time of validity in words; empty where nothing is known of it."""
    if first and last:
        return f"{day_text(first)} – {day_text(last)}"
    if first:
        return f"sejak {day_text(first)}"
    return f"sampai {day_text(last)}" if last else ""
