"""Many keys in one question, as one value: writing a thousand of them into SQL takes longer than looking them up."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, any_, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session


def is_among(session: Session, key: Any, found: Sequence[int]) -> ColumnElement[bool]:
    """True for rows whose key, a column of integers, is one of those."""
    condition: ColumnElement[bool]
    if session.get_bind().dialect.name == "sqlite":
        values = func.json_each(json.dumps(list(found))).table_valued("value")
        condition = key.in_(select(values.c.value))
    else:
        condition = key == any_(literal(list(found), ARRAY(BigInteger)))
    return condition
