"""What tells machines about a release: a data package, a citation, Zenodo's record, checksums."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from models.errors import PantauError
from publish.codebook import about, entry
from publish.columns import Column, Kind
from publish.folders import digest_of
from publish.tables import ReleasedTable

NAME = "pantau-tppo"
PACKAGE, SUMS = "datapackage.json", "SHA256SUMS"
_DATA = Path(__file__).parent.parent / "data" / "release.yml"
_TYPES = {
    Kind.INTEGER: "integer", Kind.NUMBER: "number", Kind.FLAG: "boolean", Kind.DAY: "date", Kind.MOMENT: "datetime",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class About:
    """What a release is called, and how it may be used."""

    title: dict[str, str]
    """By language."""
    abstract: dict[str, str]
    creators: list[str]
    licence: str
    """SPDX identifier."""
    keywords: list[str]


@cache
def about_releases() -> About:
    """What `data/release.yml` says."""
    read = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return About(**{name: value for name, value in read.items() if name != "meta"})


def write_package(folder: Path, day: date, tables: Sequence[ReleasedTable]) -> None:
    """`datapackage.json` (Frictionless): the CSV files with types, constraints, references and units."""
    ours = about_releases()
    package = {
        "profile": "data-package",
        "name": NAME,
        "title": ours.title["en"],
        "description": ours.abstract["en"],
        "version": day.isoformat(),
        "created": f"{day}T00:00:00Z",
        "keywords": ours.keywords,
        "licenses": [{"name": ours.licence}],
        "contributors": [{"title": name, "role": "author"} for name in ours.creators],
        "resources": [_resource(folder, table) for table in tables],
    }
    _write_json(folder / PACKAGE, package)


def version_of(folder: Path) -> str:
    """The day of a release that is there. Raises PantauError for a folder that holds none of ours."""
    try:
        package = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
        if package["name"] == NAME:
            return date.fromisoformat(package["version"]).isoformat()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PantauError(
            f"{folder} holds no release that can be read ({error}): name another one"
        ) from error
    raise PantauError(f"{folder} holds another data package, no release of ours: name another one")


def write_citation(folder: Path, day: date) -> None:
    """`CITATION.cff` and `.zenodo.json`."""
    ours = about_releases()
    citation = {
        "cff-version": "1.2.0",
        "message": "If you use these data, please cite them as below.",
        "type": "dataset",
        "title": ours.title["en"],
        "abstract": ours.abstract["en"],
        "authors": [{"name": name} for name in ours.creators],
        "version": day.isoformat(),
        "date-released": day.isoformat(),
        "license": ours.licence,
        "keywords": ours.keywords,
    }
    text = yaml.safe_dump(citation, allow_unicode=True, sort_keys=False, width=100)
    (folder / "CITATION.cff").write_text(text, encoding="utf-8")
    zenodo = {
        "title": ours.title["en"],
        "upload_type": "dataset",
        "description": f"<p>{ours.abstract['en']}</p><p lang='id'>{ours.abstract['id']}</p>",
        "creators": [{"name": name} for name in ours.creators],
        "version": day.isoformat(),
        "publication_date": day.isoformat(),
        "access_right": "open",
        "license": ours.licence.lower(),
        "language": "ind",
        "keywords": ours.keywords,
    }
    _write_json(folder / ".zenodo.json", zenodo)


def write_checksums(folder: Path) -> None:
    """`SHA256SUMS` of every other file, as `sha256sum --check` reads it."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [f"{digest_of(path)}  {path.relative_to(folder).as_posix()}\n" for path in paths]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def _resource(folder: Path, table: ReleasedTable) -> dict[str, Any]:
    path = folder / "csv" / f"{table.name}.csv"
    schema: dict[str, Any] = {
        "fields": [_field(table, column) for column in table.columns],
        "primaryKey": list(table.key),
        "foreignKeys": [_reference(table, field, *target) for field, target in table.references.items()],
        "missingValues": [""],
    }
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": path.relative_to(folder).as_posix(),
        "title": table.name.replace("_", " ").capitalize(),
        "description": about(table.record, "en"),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest_of(path)}",
        "schema": schema,
    }


def _field(table: ReleasedTable, column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": _TYPES.get(column.kind, "string"),
        "description": column.text,
        "description_id": entry(table.record, column.name, "id").text,
    }
    if column.unit:
        field["unit"] = column.unit
    constraints = _constraints(table.key, column)
    return field | ({"constraints": constraints} if constraints else {})


def _constraints(key: Sequence[str], column: Column) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if column.is_required:
        found["required"] = True
    if key == (column.name,):
        found["unique"] = True
    codes = [str(code) for code in column.codes or ()]
    if column.kind is Kind.CODE:
        found["enum"] = codes
    elif column.kind is Kind.CODES:
        one = "|".join(codes)
        found["pattern"] = f"^({one})(;({one}))*$"
    for name, bound in (("minimum", column.minimum), ("maximum", column.maximum)):
        if bound is not None:
            found[name] = int(bound)
    return found


def _reference(table: ReleasedTable, field: str, other: str, key: str) -> dict[str, Any]:
    to = "" if other == table.name else other  # how the standard writes a table's reference to itself
    return {"fields": [field], "reference": {"resource": to, "fields": [key]}}


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
