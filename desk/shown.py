"""What of a record the reader of a request may see."""

from collections.abc import Iterable
from typing import TypeVar

from fastapi import Request
from sqlalchemy.orm import Session

from desk.reader import reader_of
from models.base import Record
from publish.public import public_record, public_rows

R = TypeVar("R", bound=Record)


def shown(request: Request, session: Session, record: R | None) -> R | None:
    """The record as its reader may see it; null where there is none, or he may not see it at all."""
    if record is None or reader_of(request).sees_private:
        return record
    return public_record(session, record)


def seen(request: Request, session: Session, records: Iterable[R]) -> list[R]:
    """Those of the records that the reader may see, as he may see them."""
    return list(records) if reader_of(request).sees_private else list(public_rows(session, records))
