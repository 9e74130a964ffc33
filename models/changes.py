"""What an edit of an article changed in its facts."""

from datetime import datetime
from typing import Literal

from models.base import Record

FactKind = Literal["official", "agency", "date", "figure", "statement", "law"]
Value = str | int | float | bool | None


class FactChange(Record):
    """A fact that one text gives and the other does not, or gives otherwise."""

    kind: FactKind
    """What kind of fact."""
    before: dict[str, Value] | None
    """What the earlier text says, field by field; null for a fact that was added."""
    after: dict[str, Value] | None
    """What the later text says; null for a fact that was removed."""


class VersionChange(Record):
    """What a text of an article changed against the text before it."""

    version: int
    """Number of the text."""
    first_seen_at: datetime
    """When it was first stored, UTC."""
    is_current: bool
    """True where it is the text that the article has now."""
    facts: tuple[FactChange, ...]
    """Facts removed, changed and added, by kind; empty where only words changed that no fact hangs on."""
