"""The red-team set of the redaction and its score."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

import yaml

from extract.lexicon import Meta
from extract.redaction import MASK
from models.base import Record

_FILE = Path(__file__).parent / "data" / "redaction.yml"


class Entry(Record):
    """A sentence, a short passage or a title."""

    kind: Literal[
        "initials_age",
        "initials",
        "name",
        "alias",
        "minor_age",
        "place",
        "suspect",
        "relative",
        "number",
        "account",
        "employer",
        "headline",
        "repeated",
        "official",
        "mixture",
        "trap",
    ]
    text: str
    round: int = 1
    """When it was written: later rounds after the rules had been mended by the earlier ones."""
    vanish: tuple[str, ...] = ()
    """Words none of which may stand in the masked text."""
    officials: tuple[str, ...] = ()
    """Names whose every mention must stay."""
    stay: tuple[str, ...] = ()
    """Other words that must stay."""


class RedTeam(Record):
    """The file."""

    meta: Meta
    entries: tuple[Entry, ...]


class Score(NamedTuple):
    """What redaction did to a set of entries."""

    recall: float
    """Share of what must vanish that vanished."""
    officials_kept: float
    """Share of the mentions of officials that stayed."""
    leaks: list[str]
    """What should have vanished, with the masked text."""
    lost: list[str]
    """Mentions of officials that vanished, with the masked text."""
    over: list[str]
    """Other words that should have stayed, and entries without anything private that changed."""


@cache
def red_team() -> tuple[Entry, ...]:
    """All entries in the order of the file."""
    return RedTeam.model_validate(yaml.safe_load(_FILE.read_text(encoding="utf-8"))).entries


def score(masked: Iterable[tuple[Entry, str]]) -> Score:
    """The score of masked texts, each with its entry."""
    secrets = mentions = 0
    leaks, lost, over = [], [], []
    for entry, shown in masked:
        secrets += len(entry.vanish)
        leaks += [f"{secret!r} in {shown}" for secret in entry.vanish if _count(secret, shown)]
        for name in entry.officials:
            printed = _count(name, entry.text)
            mentions += printed
            lost += [f"{name!r} in {shown}"] * (printed - min(printed, _count(name, shown)))
        over += [f"{words!r} in {shown}" for words in entry.stay if not _count(words, shown)]
        if not entry.vanish and MASK in shown:
            over.append(shown)
    return Score(1 - len(leaks) / max(secrets, 1), 1 - len(lost) / max(mentions, 1), leaks, lost, over)


def _count(words: str, text: str) -> int:
    return len(re.findall(rf"(?<!\w){re.escape(words)}(?!\w)", text))
