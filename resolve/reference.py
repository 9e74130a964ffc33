"""Reads the data files of `resolve/data/`: knowledge lives there, in one validated shape a file."""

from pathlib import Path
from typing import TypeVar

import yaml

from extract.lexicon import Lexicon

_FOLDER = Path(__file__).parent / "data"

L = TypeVar("L", bound=Lexicon)


def load_reference(name: str, schema: type[L]) -> L:
    """`data/<name>.yml`, validated. Raises pydantic.ValidationError where the file breaks its schema."""
    text = (_FOLDER / f"{name}.yml").read_text(encoding="utf-8")
    return schema.model_validate(yaml.load(text, Loader=yaml.CSafeLoader))
