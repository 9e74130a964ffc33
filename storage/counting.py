"""Counts of a source in a run."""

from functools import cache
from typing import cast

from sqlalchemy import Table, Update, bindparam, update
from sqlalchemy.orm import Session

from storage.tables import RunSource
from storage.upserts import insert_missing

_COUNTS = tuple(
    column.name for column in RunSource.__table__.columns if column.name not in {"run_id", "source", "is_cut"}
)


def count_in_run(session: Session, run_id: int, source: str, **counts: int) -> None:
    """Adds to the counts of a source in a run."""
    added = {name: number for name, number in counts.items() if number}
    change = _addition(tuple(added))
    values = {"in_run": run_id, "of_source": source, **{f"more_{name}": n for name, n in added.items()}}
    connection = session.connection()  # for the sake of speed past the session: it holds no such rows
    if not connection.execute(change, values).rowcount:  # the first of this source
        first = {"run_id": run_id, "source": source, "is_cut": False, **dict.fromkeys(_COUNTS, 0)}
        insert_missing(session, RunSource, [first])
        connection.execute(change, values)


@cache
def _addition(names: tuple[str, ...]) -> Update:
    """The statement that adds to these counts: made once, since it is run for every article."""
    table = cast(Table, RunSource.__table__)
    row = (table.c.run_id == bindparam("in_run"), table.c.source == bindparam("of_source"))
    added = {name: table.c[name] + bindparam(f"more_{name}") for name in names}
    return update(table).where(*row).values(added or {"source": table.c.source})


def count_where_counted(session: Session, run_id: int, source: str, **counts: int) -> bool:
    """Adds to the counts of a source in a run that has some; returns whether it has."""
    added = {name: getattr(RunSource, name) + number for name, number in counts.items()}
    changed = session.execute(
        update(RunSource)
        .where(RunSource.run_id == run_id, RunSource.source == source)
        .values(added)
        .returning(RunSource.run_id)
        .execution_options(synchronize_session=False)
    )
    return changed.first() is not None
