"""`pantau regions`: provinces, kabupaten and kota of now and of before."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.agencies import NAME_KINDS, validity_text
from cli.database import open_database
from cli.options import AsCsv, AsJson, region_code
from cli.output import Format, chosen_format, number, print_json, print_rows, print_table
from models.errors import PantauError

if TYPE_CHECKING:
    from models.region import RegionRelative, RegionRow

_HEADERS = (
    "Kode",
    "Wilayah",
    "Tingkat",
    "Provinsi",
    "Berlaku",
    "Nama lain dan nama lama",
    "#Penduduk",
    "Tahun",
)
_DOUBTFUL = 0.5
"""Score at which only the province of a name is certain: then the user is asked which one."""


def regions(
    name: Annotated[
        str | None, typer.Argument(metavar="[CODE|NAME]", help="One region, by code or name.")
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Regions with their names, province, validity, what they came out of and became, and their inhabitants."""
    from models.region import RegionRow
    from storage.engine import reading
    from storage.registers import list_regions

    form = chosen_format(as_json, as_csv)
    with reading(open_database()) as session:
        rows = list_regions(session, codes=_codes(name))
    if not rows and name is not None:
        raise PantauError(
            f"region {name!r} is not in this database yet: run `pantau resolve`, which brings the regions in"
        )
    if form is Format.JSON:
        print_json([row.model_dump(mode="json") for row in rows])
    elif form is Format.CSV:
        print_rows(map(_flat, rows), list(RegionRow.model_fields), form)
    elif name is None:
        print_table("Wilayah", _HEADERS, map(_cells, rows), caption=f"{len(rows)} baris")
    else:
        for row in rows:
            _print_region(row)


def _codes(name: str | None) -> list[str] | None:
    """Codes that a name or code means, a former one too: then what it is today beside it."""
    if name is None:
        return None
    from resolve.region_history import current_code
    from resolve.regions import resolve_region

    today = current_code(name)
    if today != name:
        return [name, today]
    found = resolve_region(name)
    if found is not None and found.score > _DOUBTFUL:
        return [found.code]
    return [region_code(name, option="region")]


def _print_region(row: "RegionRow") -> None:
    people = f"{number(row.population)} ({row.population_year})" if row.population is not None else ""
    facts = (
        ("Tingkat", row.kind.value),
        ("Di bawah", f"{row.province} ({row.province_code})" if row.province_code else ""),
        ("Kode berlaku", validity_text(row.valid_from, row.valid_until)),
        ("Penduduk", people),
        ("Berasal dari", "; ".join(map(_relative, row.predecessors))),
        ("Menjadi", "; ".join(map(_relative, row.successors))),
    )
    print_table(f"{row.code} {row.name}", ("Hal", "Isi"), (fact for fact in facts if fact[1]))
    names = (
        (n.name, NAME_KINDS[n.kind.value], validity_text(n.valid_from, n.valid_until)) for n in row.names
    )
    print_table("Nama", ("Nama", "Jenis nama", "Berlaku"), names)


def _relative(relative: "RegionRelative") -> str:
    return f"{relative.name} ({relative.code}), {relative.reference}, {relative.changed_on:%Y-%m-%d}"


def _cells(row: "RegionRow") -> tuple[str, ...]:
    others = [name.name for name in row.names if name.name != row.name]
    return (
        row.code,
        row.name,
        row.kind.value,
        row.province or "",
        validity_text(row.valid_from, row.valid_until),
        ", ".join(others),
        number(row.population),
        str(row.population_year or ""),
    )


def _flat(row: "RegionRow") -> dict[str, object]:
    lists = {
        "names": "; ".join(
            f"{name.name} ({validity})"
            if (validity := validity_text(name.valid_from, name.valid_until))
            else name.name
            for name in row.names
        ),
        "predecessors": "; ".join(map(_relative, row.predecessors)),
        "successors": "; ".join(map(_relative, row.successors)),
    }
    return row.model_dump(mode="json") | lists
