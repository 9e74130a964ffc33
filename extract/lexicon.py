"""Reads the data files of `extract/lexicons/`: knowledge lives there, in one validated shape a file."""

from pathlib import Path
from typing import TypeVar

import yaml

from models.base import Record

_FOLDER = Path(__file__).parent / "lexicons"


class Meta(Record):
    """The header that every lexicon carries."""

    title: str
    source: str
    licence: str
    updated: object
    note: str | None = None


class Lexicon(Record):
    """The base of a lexicon's schema."""

    meta: Meta


L = TypeVar("L", bound=Lexicon)


def load_lexicon(name: str, schema: type[L]) -> L:
    """`lexicons/<name>.yml`, validated. Raises pydantic.ValidationError where the file breaks its schema."""
    text = (_FOLDER / f"{name}.yml").read_text(encoding="utf-8")
    return schema.model_validate(yaml.load(text, Loader=yaml.CSafeLoader))
