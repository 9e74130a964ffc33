"""YAML files of the catalogue: read strictly, and what is wrong with one told in sentences."""

import difflib
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from models.base import Record
from models.source import Listing

try:
    from yaml import CSafeLoader as _SafeLoader  # seven times as fast
except ImportError:  # PyYAML without libyaml
    from yaml import SafeLoader as _SafeLoader  # type: ignore[assignment]  # both load alike


class BadEntry(Exception):
    """What is wrong with a file, without its name."""


def read_fields(path: Path) -> dict[str, Any]:
    """Return the fields of a YAML file. Raises `BadEntry`."""
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), _UniqueKeyLoader)
    except OSError as error:
        raise BadEntry(f"it cannot be read ({error.strerror}); check its permissions") from error
    except UnicodeDecodeError as error:
        raise BadEntry("it is not UTF-8 text; save it as UTF-8") from error
    except yaml.YAMLError as error:
        raise BadEntry(_yaml_problem(error)) from error
    if not isinstance(data, dict):
        raise BadEntry("it holds no fields; write `slug: ...`, `name: ...` and so on")
    return data


def field_problems(details: list[ErrorDetails], model: type[Record]) -> list[str]:
    """Return what is wrong with a file's fields, unknown ones first.

    A field that one of the unknown ones means is not called missing as well.
    """
    unknown = [detail for detail in details if detail["type"] == "extra_forbidden"]
    meant = {(*detail["loc"][:-1], _near(detail, model)) for detail in unknown}
    others = [
        detail
        for detail in details
        if detail not in unknown and not (detail["type"] == "missing" and detail["loc"] in meant)
    ]
    return [_field_problem(detail, model) for detail in (*unknown, *others)]


def _field_problem(detail: ErrorDetails, model: type[Record]) -> str:
    """Return what is wrong with one field, and what to do."""
    where = ".".join(str(part) for part in detail["loc"])
    match detail["type"]:
        case "extra_forbidden":
            return f"{where} is not a known field{_suggestion(detail, model)}"
        case "missing":
            return f"{where} is missing; add it ({_meaning(detail, model)})"
        case "value_error":
            text = str(detail["ctx"]["error"]) if "ctx" in detail else detail["msg"]
            return f"{where}: {text}; correct it" if where else f"{text}; correct it"
        case "enum" | "literal_error":
            return f"{where} is {detail['input']!r}; it must be one of {detail['ctx']['expected']}"
        case _:
            return f"{where} is {_short(detail['input'])}: {detail['msg'][0].lower()}{detail['msg'][1:]}; correct it"


def _suggestion(detail: ErrorDetails, model: type[Record]) -> str:
    near = _near(detail, model)
    return f"; did you mean {near}?" if near else f"; known are {', '.join(_fields(detail, model))}"


def _near(detail: ErrorDetails, model: type[Record]) -> str | None:
    near = difflib.get_close_matches(str(detail["loc"][-1]), _fields(detail, model), n=1)
    return near[0] if near else None


def _fields(detail: ErrorDetails, model: type[Record]) -> Mapping[str, FieldInfo]:
    fields = model.model_fields if len(detail["loc"]) == 1 else Listing.model_fields
    return {name: field for name, field in fields.items() if name != "permission"}


def _meaning(detail: ErrorDetails, model: type[Record]) -> str:
    field = _fields(detail, model).get(str(detail["loc"][-1]))
    return (field.description or "").rstrip(".") if field is not None else "required"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _yaml_problem(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or " ".join(str(error).split())
    return (
        f"line {mark.line + 1} is not valid YAML ({what}); correct it" if mark else f"not valid YAML ({what})"
    )


class _UniqueKeyLoader(_SafeLoader):
    """Plain YAML, but a field that is given twice is an error instead of the last one winning."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for number, key in enumerate(keys):
            if key in keys[:number]:
                mark = node.value[number][0].start_mark
                raise yaml.constructor.ConstructorError(None, None, f"{key!r} is given twice", mark)
        return super().construct_mapping(node, deep)
