"""The database as a page uses it: one snapshot a request."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from storage.engine import reading


def engine_of(request: Request) -> Engine:
    """The open database."""
    engine: Engine = request.app.state.engine
    return engine


def _session(request: Request) -> Iterator[Session]:
    with reading(engine_of(request)) as session:
        yield session


Snapshot = Annotated[Session, Depends(_session)]
"""A session that sees one state of the database while the page is made."""
