"""What every field and code means, in Indonesian and English: for the codebook of a release and for help at the desk.

English is what the docstrings of `models/` say; Indonesian stands beside it in `data/codebook.id.yml`.
"""

import ast
import inspect
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from models import organization, persons, region, review, rows, stored, trends
from models.base import Record
from publish.columns import Kind, codes_of, unit_of
from publish.pages import LANGUAGES, Language, page
from publish.tables import ALL_TABLES

RECORDS: tuple[type[Record], ...] = (
    *(table.record for table in ALL_TABLES),
    rows.ArticleRow,
    rows.OfficialRow,
    rows.AgencyRow,
    rows.StatementRow,
    rows.FigureRow,
    rows.LawRow,
    rows.DateRow,
    rows.ClaimRow,
    persons.PersonRow,
    persons.PositionRow,
    persons.PersonNaming,
    organization.OrganizationRow,
    region.RegionRow,
    stored.RunReport,
    review.Judged,
    trends.TrendRow,
)
"""Records whose fields people see: those of a release, and those of lists and pages."""
_KINDS = {Kind.FLAG: "true/false", Kind.MOMENT: "time, UTC"}
_INDONESIAN = Path(__file__).parent / "data" / "codebook.id.yml"


@dataclass(frozen=True, slots=True)
class Code:
    """A value that a coded field may have."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What a field means."""

    field: str
    text: str
    unit: str | None
    """What its numbers count."""
    codes: tuple[Code, ...]
    """What its values mean, for a coded field."""


def entry(record: type[Record], field: str, language: Language) -> Entry:
    """The entry of a record's field. Raises KeyError for an unknown field, or one without words in the language."""
    info = record.model_fields[field]
    text = _flat(info.description)
    vocabulary, unit = codes_of(info), unit_of(info)
    return Entry(
        field=field,
        text=_indonesian()["texts"][text] if language == "id" else text,
        unit=_indonesian()["units"][unit] if unit and language == "id" else unit,
        codes=codes(vocabulary, language) if vocabulary else (),
    )


def codes(vocabulary: type[StrEnum], language: Language) -> tuple[Code, ...]:
    """What the codes of a vocabulary mean. Raises KeyError for a code without words in the language."""
    glosses = _glosses(vocabulary) if language == "en" else _indonesian()["codes"][vocabulary.__name__]
    return tuple(Code(str(code), glosses[str(code)]) for code in vocabulary)


def about(record: type[Record], language: Language) -> str:
    """What a row of a record is. Raises KeyError where the language has no words for it."""
    text = _flat(record.__doc__)
    return str(_indonesian()["texts"][text]) if language == "id" else text


def kind_words(kind: Kind, language: Language) -> str:
    """What a kind of value is called."""
    return str(_indonesian()["kinds"][kind.value]) if language == "id" else _KINDS.get(kind, kind.value)


def vocabularies() -> list[type[StrEnum]]:
    """Vocabularies of the fields of a release, by name."""
    found = {
        codes.__name__: codes for table in ALL_TABLES for column in table.columns if (codes := column.codes)
    }
    return [found[name] for name in sorted(found)]


def codebook_page(template: str, language: Language, title: str) -> str:
    """The codebook of a release, from `codebook.md.j2` or `codebook.html.j2`."""
    tables = [
        {
            "name": table.name,
            "about": about(table.record, language),
            "key": ", ".join(table.key),
            "fields": [
                (
                    column,
                    kind_words(column.kind, language),
                    entry(table.record, column.name, language),
                    table.references.get(column.name),
                )
                for column in table.columns
            ],
        }
        for table in ALL_TABLES
    ]
    found = [(one.__name__, codes(one, language)) for one in vocabularies()]
    return page(template, language, title=title, tables=tables, vocabularies=found)


def codebook_rows() -> Iterator[tuple[str, ...]]:
    """Table, field, kind of value, then both languages, for a spreadsheet; codes follow their field."""
    for table in ALL_TABLES:
        yield table.name, "", "", about(table.record, "id"), about(table.record, "en")
        for column in table.columns:
            both = [entry(table.record, column.name, language) for language in LANGUAGES]
            yield table.name, column.name, column.kind.value, *(_with_unit(one) for one in both)
            for ours, theirs in zip(*(one.codes for one in both), strict=True):
                yield table.name, column.name, ours.code, ours.text, theirs.text


def _with_unit(one: Entry) -> str:
    return f"{one.text} [{one.unit}]" if one.unit else one.text


@cache
def _glosses(vocabulary: type[StrEnum]) -> dict[str, str]:
    """What the docstrings under the members of a vocabulary say. Raises KeyError for a member without one."""
    tree = ast.parse(inspect.getsource(sys.modules[vocabulary.__module__]))
    (body,) = (
        node.body for node in tree.body if isinstance(node, ast.ClassDef) and node.name == vocabulary.__name__
    )
    found = {}
    for node, following in pairwise(body):
        if (
            isinstance(node, ast.Assign)
            and isinstance(following, ast.Expr)
            and isinstance(following.value, ast.Constant)
        ):
            (name,) = (target.id for target in node.targets if isinstance(target, ast.Name))
            found[str(vocabulary[name])] = _flat(str(following.value.value))
    return found


@cache
def _indonesian() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(_INDONESIAN.read_text(encoding="utf-8"))
    return read | {"texts": {pair["en"]: pair["id"] for pair in read["texts"]}}


def _flat(text: str | None) -> str:
    return " ".join((text or "").split())
