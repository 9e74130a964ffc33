"""How a list is found, in order, and counted without looking at all of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, Subquery, select
from sqlalchemy.orm import Session

from models.listing import Total
from storage.listing.pages import Part, count

_LOOKED_AT = 5
"""Times its bound: rows that a bounded count looks at, the newest, or the last by name. A rare filter leaves few of
them, and finding as many as the bound could take as long as reading all."""
_MOST_LOOKED_AT = 20_000

Keeps = Callable[[ColumnElement[int]], list[ColumnElement[bool]]]


class Countable(Protocol):
    """What knows how many rows it has."""

    def count(self, session: Session, most: int | None) -> Total:
        """Rows, counted up to a bound; null counts all."""
        ...


@dataclass(frozen=True)
class Plan:
    """A list."""

    parts: Sequence[Part]
    """Its rows, in order."""
    every: Countable
    """All its rows."""


@dataclass(frozen=True)
class Rows:
    """Rows in the order of their days, of which a condition keeps some.

    `base` selects what gives the order, last what `keeps` asks by, under the name `key`. `is_few`: the base is small
    and not in order (it begins with a person, a body, a source), so nothing is gained by going down it.
    """

    base: Select[Any]
    keeps: Keeps
    is_few: bool

    def query(self) -> Select[Any]:
        """The rows that are kept, with all columns of the base; `columns` names them."""
        # OFFSET 0 keeps planners from taking the order into account, and the few rows' own index out of it
        return self._kept((self.base.offset(0) if self.is_few else self.base).subquery())

    def count(self, session: Session, most: int | None) -> Total:
        """See `Countable`. Where the newest rows give less than the bound, the total says that there may be more."""
        if most is None or self.is_few:
            found = count(session, self.query(), None if most is None else most + 1)
            return bounded(found, most)
        order, looked_at = self.base.selected_columns[0], min(_LOOKED_AT * most, _MOST_LOOKED_AT)
        newest = self.base.order_by(order.desc()).limit(looked_at)
        found = count(session, self._kept(newest.subquery()), most + 1)
        is_all = found > most or count(session, self.base, looked_at + 1) <= looked_at
        return bounded(found, most) if is_all else Total(count=found, is_exact=False)

    def _kept(self, rows: Subquery) -> Select[Any]:
        return select(*rows.c).where(*self.keeps(rows.c.key))


def bounded(found: int, most: int | None) -> Total:
    """A total of rows that were counted up to one more than the bound."""
    return Total(count=found if most is None else min(found, most), is_exact=most is None or found <= most)
