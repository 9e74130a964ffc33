"""The document of the API as a page for people, made from nothing but the document."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from desk.rendering import render

router = APIRouter()


class Field(NamedTuple):
    """A parameter of a question, or a field of an answer."""

    name: str
    kind: str
    pieces: list[str]
    """Its description; every other piece is code."""
    values: list[str]
    """What it may be, where that is a vocabulary."""


class Address(NamedTuple):
    """An address of the API."""

    path: str
    summary: str
    others: list[str]
    """The same list whole."""
    parameters: list[Field]
    fields: list[Field]
    """Of a row of a list, or of the record."""
    example: str | None


@router.get("/docs")
def docs(request: Request) -> HTMLResponse:
    """What may be asked, and what the answers hold."""
    document = request.app.openapi()
    about = [part.split("`") for part in document["info"]["description"].split("\n\n")]
    return render(request, "api.html", about=about, addresses=list(_addresses(document)))


def _addresses(document: dict[str, Any]) -> Iterator[Address]:
    schemas = document["components"]["schemas"]
    for path, methods in document["paths"].items():
        if "." in path:
            continue
        asked = methods["get"]
        found = asked["responses"]["200"]["content"]["application/json"]
        answer = _resolved(found["schema"], schemas)
        row = answer["properties"].get("rows")
        example = found.get("example")
        yield Address(
            path=path,
            summary=asked["summary"],
            others=[other for other in document["paths"] if other.startswith(f"{path}.")],
            parameters=[_parameter(said, schemas) for said in asked.get("parameters", ())],
            fields=list(_fields(_resolved(row["items"], schemas) if row else answer, schemas)),
            example=None if example is None else json.dumps(example, ensure_ascii=False, indent=2),
        )


def _parameter(said: dict[str, Any], schemas: dict[str, Any]) -> Field:
    schema = said["schema"]
    default = "" if schema.get("default") is None else f" = {json.dumps(schema['default'])}"
    return _field(said["name"], schema, default, said.get("description", ""), schemas)


def _fields(schema: dict[str, Any], schemas: dict[str, Any]) -> Iterator[Field]:
    for name, field in schema["properties"].items():
        description = field.get("description") or _resolved(field, schemas).get("description", "")
        yield _field(name, field, "", description, schemas)


def _field(
    name: str, schema: dict[str, Any], default: str, description: str, schemas: dict[str, Any]
) -> Field:
    some = (_resolved(each, schemas) for each in schema.get("anyOf", [schema]))
    values = [str(value) for each in some for value in each.get("enum", ()) if "title" in each]
    return Field(name, _kind(schema) + default, description.split("`"), list(dict.fromkeys(values)))


def _resolved(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    named = schema.get("$ref", "").rsplit("/", 1)[-1]
    return schemas[named] if named else schema


def _kind(schema: dict[str, Any]) -> str:
    """A type in short: `string (date)`, `direct | indirect`, `list of PositionRow`; `?` where it may be null."""
    match schema:
        case {"$ref": str() as named}:
            return named.rsplit("/", 1)[-1]
        case {"anyOf": [*some]}:
            kinds = [_kind(each) for each in some if each.get("type") != "null"]
            return " | ".join(dict.fromkeys(kinds)) + ("?" if len(kinds) < len(some) else "")
        case {"enum": [*values]}:
            return " | ".join(map(str, values))
        case {"const": value}:
            return str(value)
        case {"type": "array", "items": dict() as items}:
            return f"list of {_kind(items)}"
        case {"type": str() as kind, "format": str() as form}:
            return f"{kind} ({form})"
    return str(schema.get("type", "list" if "prefixItems" in schema else "any"))
