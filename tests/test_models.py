"""One meaning, written once: every field of every record carries its codebook entry."""

import importlib
import pkgutil
from enum import Enum

import pytest
from pydantic import BaseModel

import models
from models.base import Record


def records() -> list[type[BaseModel]]:
    for module in pkgutil.iter_modules(models.__path__):
        importlib.import_module(f"models.{module.name}")
    found: list[type[BaseModel]] = []
    waiting: list[type[BaseModel]] = [Record]
    while waiting:
        record = waiting.pop()
        children = [child for child in record.__subclasses__() if child.__module__.startswith("models.")]
        found += children
        waiting += children
    return found


def test_there_are_records() -> None:
    assert {"Source", "Article", "Figure", "Statement", "FigureRow"} <= {
        record.__name__ for record in records()
    }


@pytest.mark.parametrize("record", records(), ids=lambda record: record.__name__)
def test_every_field_is_explained_and_every_record_is_frozen(record: type[BaseModel]) -> None:
    missing = [name for name, field in record.model_fields.items() if not (field.description or "").strip()]
    assert missing == []
    assert record.model_config["frozen"]


def test_codes_are_lower_case_and_unique() -> None:
    from models import vocabulary

    for kind in vars(vocabulary).values():
        if isinstance(kind, type) and issubclass(kind, Enum):
            codes = [str(member.value) for member in kind]
            assert len(codes) == len(set(codes))
            assert all(code == code.lower() for code in codes)
