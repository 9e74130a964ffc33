"""The sentences that a digest can say to whoever runs the program, and reasons of failures in the readers' words.

Both stand in `publish/data/digest.yml`; docs/operations.md has a section for each message, under its code.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from string import Formatter

import yaml
from pydantic import Field, field_validator, model_validator

from extract.lexicon import Meta
from models.base import Record
from publish.digest.lines import line
from publish.language import Language, Speech

_DATA = Path(__file__).parent.parent / "data" / "digest.yml"
_LISTED = 12
_LONGEST = 80

Value = int | str | tuple[str, ...]


class Group(StrEnum):
    """Where a message stands in the digest."""

    SOURCES = "sources"
    """Sources that went quiet or turned us away."""
    RUN = "run"
    """What went wrong with the run itself."""
    REVIEW = "review"
    """What waits for a person's judgement."""
    NOTE = "note"
    """What explains the digest; nobody has to do anything."""


class Message(Record):
    """A message of one digest: its code, and what stands in its places."""

    code: str
    values: dict[str, Value] = Field(default_factory=dict)


class MessageText(Record):
    """A message as `digest.yml` has it."""

    code: str = Field(pattern=r"^[a-z]+(-[a-z]+)*$")
    group: Group
    id: str
    """Indonesian, with names of values in braces."""
    en: str
    """English, with the same."""

    @property
    def places(self) -> set[str]:
        """Names of the values that it needs."""
        return _places(self.id)

    @model_validator(mode="after")
    def _both_say_the_same(self) -> "MessageText":
        if _places(self.id) != _places(self.en):
            raise ValueError(f"{self.code}: the Indonesian and the English text have other {{places}}")
        return self


class ReasonText(Record):
    """A reason as the log of a run has it, and as readers are told."""

    code: str = Field(pattern=r"^[a-z]+(-[a-z]+)*$")
    pattern: str
    """Regular expression that finds it, from the beginning of the sentence."""
    state: str | None = Field(default=None, pattern=r"^(blocked|moved)$")
    """What it says of the source."""
    id: str
    en: str

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        re.compile(pattern)
        return pattern


class DigestTexts(Record):
    """The file."""

    meta: Meta
    messages: tuple[MessageText, ...]
    reasons: tuple[ReasonText, ...]
    """The first that fits; the last fits everything."""


@cache
def digest_texts() -> DigestTexts:
    """What `digest.yml` says. Raises pydantic.ValidationError where it breaks its schema."""
    return DigestTexts.model_validate(yaml.safe_load(_DATA.read_text(encoding="utf-8")))


@cache
def message_text(code: str) -> MessageText:
    """The text of a code. Raises LookupError for a code without one."""
    for text in digest_texts().messages:
        if text.code == code:
            return text
    raise LookupError(f"digest.yml has no message {code}")


@cache
def reason_text(code: str) -> ReasonText:
    """The text of a reason's code. Raises LookupError for a code without one."""
    for text in digest_texts().reasons:
        if text.code == code:
            return text
    raise LookupError(f"digest.yml has no reason {code}")


def reason_of(sentence: str) -> ReasonText:
    """What a sentence of the log is told as. The sentence itself may quote an article, so it never leaves."""
    return next(text for text in digest_texts().reasons if re.match(text.pattern, sentence))


def sentence(message: Message, say: Speech) -> str:
    """The message in a language. Raises LookupError for an unknown code, KeyError where a value is missing."""
    text = message_text(message.code)
    words = text.id if say.language is Language.INDONESIAN else text.en
    return words.format(**{name: _told(message.values[name], say) for name in text.places})


def _told(value: Value, say: Speech) -> str:
    if isinstance(value, int):
        return say.number(value)
    return line(value, _LONGEST) if isinstance(value, str) else names(value, say)


def names(values: Sequence[str], say: Speech) -> str:
    """The first names, and how many more there are."""
    shown = [line(value, _LONGEST) for value in values[:_LISTED]]
    rest = len(values) - len(shown)
    return say.listing([*shown, say.counted("{n} lagi", rest)] if rest else shown)


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}
