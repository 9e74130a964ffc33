"""Column types that mean the same on SQLite and PostgreSQL, and the digests that rows are known by."""

import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import DateTime, Dialect, Enum, Numeric, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

LARGEST_KEY = 2**31 - 1
"""Of a row; a database cannot even look a greater number up."""

_MAX_INDEXED_BYTES = 2000  # a row of a PostgreSQL index holds at most 2704

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_PLACES = Decimal("0.0001")

Code = TypeVar("Code", bound=StrEnum)


def now() -> datetime:
    """This moment, UTC."""
    return datetime.now(UTC)


def storable(text: str) -> str:
    """`text` with NUL and lone surrogates, which no back end takes, replaced one for one: offsets stay true."""
    if text.isascii() and "\x00" not in text:  # most texts, and quicker to tell
        return text
    return _UNSTORABLE.sub("\ufffd", text)


def digest_of(parts: Iterable[bytes]) -> str:
    """SHA-256 in hex over the parts; each part's length counts, so that ("ab", "c") differs from ("a", "bc")."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def text_digest(text: str) -> str:
    """SHA-256 in hex of the text as it is stored."""
    return hashlib.sha256(storable(text).encode()).hexdigest()


def fits_an_index(url: str) -> bool:
    """False for an address too long to be looked up by, on PostgreSQL."""
    return len(storable(url).encode()) <= _MAX_INDEXED_BYTES


def zone_name(moment: datetime | None) -> str | None:
    """Zone of an aware time: `Asia/Makassar`, or its offset as `+08:00`; null where there is none."""
    if moment is None or moment.tzinfo is None:
        return None
    if isinstance(moment.tzinfo, ZoneInfo) and moment.tzinfo.key:
        return moment.tzinfo.key
    return moment.isoformat(timespec="minutes")[16:]


class SafeText(TypeDecorator[str]):
    """Text of any length; see `storable`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, stored and returned in UTC; a naive one is refused with ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"time without a zone: {value}")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ExactNumber(TypeDecorator[Decimal]):
    """A decimal number with four places, exact to 15 digits on both back ends.

    SQLite has no decimals: its NUMERIC affinity keeps whole numbers as integers and others as doubles, whose
    shortest form is the number that was stored.
    """

    impl = Numeric(20, 4)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Decimal]:
        number: Numeric[Any] = Numeric(20, 4) if dialect.name != "sqlite" else Numeric(20, 4, asdecimal=False)
        return dialect.type_descriptor(number)

    def process_bind_param(self, value: Decimal | float | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else exact(value)

    def process_result_value(self, value: Decimal | float | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else exact(value)


def exact(value: Decimal | float) -> Decimal:
    """The number rounded to four places, without trailing zeros: 22, 26.4, 0.25."""
    number = Decimal(str(value)).quantize(_PLACES)
    return number.to_integral_value() if number == number.to_integral_value() else number.normalize()


def code_column(vocabulary: type[Code]) -> Enum:
    """A short text column that holds the values of a controlled vocabulary."""
    return Enum(
        vocabulary,
        native_enum=False,
        create_constraint=False,
        length=40,
        values_callable=lambda members: [str(member.value) for member in members],
    )
