"""What every field and code means, in Indonesian and English: for the codebook of a release and for help at the desk.

English is what the docstrings of `models/` say; Indonesian stands beside it in `data/codebook.id.yml`.
"""

import ast
import inspect
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from models import organization, persons, region, rows
from models.base import Record
from publish.columns import codes_of, unit_of
from publish.tables import ALL_TABLES

Language = Literal["id", "en"]
LANGUAGES: tuple[Language, ...] = ("id", "en")

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
)
"""Records whose fields people see: those of a release, and those of lists and pages."""
_FOLDER = Path(__file__).parent


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


def words(language: Language) -> Mapping[str, str]:
    """The words of headings and kinds of values."""
    return {name: both[language] for name, both in _read("words.yml")["words"].items()}


def vocabularies() -> list[type[StrEnum]]:
    """Vocabularies of the fields of a release, by name."""
    found = {codes.__name__: codes for table in ALL_TABLES for column in table.columns if (codes := column.codes)}
    return [found[name] for name in sorted(found)]


def render(template: str, language: Language, **values: object) -> str:
    """A page of a release: a template of `templates/` in one of the languages."""
    # autoescape by name: `.md.j2` is Markdown, `.html.j2` is HTML
    environment = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        undefined=StrictUndefined,
        autoescape=".html" in template,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(template).render(language=language, words=words(language), **values)


def codebook_page(template: str, language: Language, title: str) -> str:
    """The codebook of a release, from `codebook.md.j2` or `codebook.html.j2`."""
    tables = [
        {
            "name": table.name,
            "about": about(table.record, language),
            "key": ", ".join(table.key),
            "fields": [
                (column, entry(table.record, column.name, language), table.references.get(column.name))
                for column in table.columns
            ],
        }
        for table in ALL_TABLES
    ]
    found = [(one.__name__, codes(one, language)) for one in vocabularies()]
    return render(template, language, title=title, tables=tables, vocabularies=found)


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
    (body,) = (node.body for node in tree.body if isinstance(node, ast.ClassDef) and node.name == vocabulary.__name__)
    found = {}
    for node, following in zip(body, body[1:], strict=False):
        if isinstance(node, ast.Assign) and isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
            (name,) = (target.id for target in node.targets if isinstance(target, ast.Name))
            found[str(vocabulary[name])] = _flat(str(following.value.value))
    return found


@cache
def _indonesian() -> dict[str, Any]:
    read = _read("codebook.id.yml")
    return read | {"texts": {pair["en"]: pair["id"] for pair in read["texts"]}}


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((_FOLDER / "data" / name).read_text(encoding="utf-8"))
    return content


def _flat(text: str | None) -> str:
    return " ".join((text or "").split())
