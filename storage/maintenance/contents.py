"""What a database says, as one digest a table that is the same whenever the same was found.

Keys that a database hands out, moments of fetching and the names of archive files differ between two runs over the same
pages; the content does not. A row is known by its own values and by the content of the rows that it refers to; a row
that has hardly any values of its own (a story, a person, a claim) by the content of its members.
"""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Integer, Table
from sqlalchemy.sql.ddl import sort_tables

from storage.maintenance.bulk import columns_of, rows_by_key
from storage.maintenance.digests import TableDigest, plain
from storage.review_fields import FACT_KINDS
from storage.tables import Base
from storage.types import UtcDateTime

Row = dict[str, Any]
Marks = dict[str, dict[Any, str]]
"""Digest of the content of each row, by table and key."""

_OF_RUNS = frozenset({"runs", "run_sources", "run_fields", "run_stages", "problems", "source_states"})
"""What they hold tells of runs: two ways to the same content have different ones."""
_OF_DESKS = frozenset({"users", "sessions", "sign_in_attempts", "saved_searches", "sampled_facts"})
_MEMBERS = {
    "stories": ("story_articles", "story_id", ("article_id",)),
    "persons": ("person_anchors", "person_id", ("article_id", "name_key")),
    "claims": ("claim_figures", "claim_id", ("figure_id",)),
    "conflicts": ("conflict_claims", "conflict_id", ("claim_id",)),
}
"""The table of the members of a group, which column names the group, and what the members are known by."""
_NAMED_WITHOUT_KEY = (
    ("articles", "stories"), ("articles", "persons"), ("figures", "claims"), ("figures", "figure_flags"),
    ("articles", "reviews"),
)  # fmt: skip
"""Tables of which the content goes into that of others without a foreign key."""
_TOLD_MOMENTS = frozenset({"published_at"})
_HANDED_OUT = {
    "pages": {"warc_file", "warc_offset", "body_zlib"},
    "frontier": {"attempts", "last_status_code", "last_error"},
    "claims": {"key", "group_key", "subject_key", "anchor_article_id"},
    "claim_figures": {"group_key", "article_id", "story_id"},
    "conflicts": {"key", "subject_key"},
    "person_profiles": {"digest"},
    "story_pairs": {"article_id", "other_id", "share", "other_share"},
    "searched_articles": {"position"},
    "searched_statements": {"position"},
}
"""Columns made of keys, of chance or of how often something was tried. A page's body stands in its digest."""
_SENTENCES = frozenset({"reason", "sentence"})
_NUMBER = re.compile(r"#\d+")
"""How sentences name a row by its key."""
_OWN_FORMS: dict[str, Callable[[Row, Marks], Row]] = {}
"""Tables whose values name rows without a foreign key."""


def content_digests(connection: Connection) -> dict[str, TableDigest]:
    """A digest of the content of each table, by its name, as the connection sees it.

    Holds 100 bytes a row in memory, and the groups with their members.
    """
    marks: Marks = {}
    found = {}
    for table in _in_order():
        marks[table.name] = _marks(connection, table, marks)
        told = hashlib.sha256("\n".join(sorted(marks[table.name].values())).encode())
        found[table.name] = TableDigest(table.name, len(marks[table.name]), told.hexdigest())
    return found


def content_lines(connection: Connection) -> dict[str, list[str]]:
    """The rows of each table as their digests are made from, in order: to see where two databases differ."""
    marks: Marks = {}
    found: dict[str, list[str]] = {}
    for table in _in_order():
        lines: list[str] = []
        marks[table.name] = _marks(connection, table, marks, lines)
        found[table.name] = sorted(lines)
    return found


def _in_order() -> list[Table]:
    """The tables that are compared, each after those that it refers to."""
    tables = Base.metadata.tables
    facts = [kind.table.__tablename__ for kind in FACT_KINDS.values()]
    told = [*_NAMED_WITHOUT_KEY, *((fact, "reviews") for fact in facts)]
    order = sort_tables(tables.values(), extra_dependencies=[(tables[a], tables[b]) for a, b in told])
    return [table for table in order if table.name not in _OF_RUNS | _OF_DESKS]


def _marks(
    connection: Connection, table: Table, marks: Marks, lines: list[str] | None = None
) -> dict[Any, str]:
    members = _members(connection, table.name, marks)
    keys = [column.name for column in table.primary_key.columns]
    found: dict[Any, str] = {}
    known = marks | {table.name: found}
    waiting: list[tuple[Any, Row]] = []
    own = [
        column.name for column in table.columns if any(f.column.table is table for f in column.foreign_keys)
    ]

    def note(key: Any, row: Row) -> None:
        line = _line(table, row, known)
        if lines is not None:
            lines.append(line)
        found[key] = hashlib.sha256(line.encode()).hexdigest()

    for row in _rows(connection, table):
        key = row[keys[0]] if len(keys) == 1 else tuple(row[name] for name in keys)
        told = row | {"members": sorted(members[key])} if table.name in _MEMBERS else row
        if all(row[name] is None or row[name] in found for name in own):
            note(key, told)
        else:
            waiting.append((key, told))
    while waiting:  # rows of a tree come after the row that they hang on
        ready = [
            item for item in waiting if all(item[1][name] is None or item[1][name] in found for name in own)
        ]
        for key, row in ready or waiting:  # what hangs on nothing, or in a circle, is told so
            note(key, row)
        waiting = [item for item in waiting if item[0] not in found]
    return found


def _rows(connection: Connection, table: Table) -> Iterable[Row]:
    names = [column.name for column in columns_of(table)]
    for batch in rows_by_key(connection, table):
        for values in batch:
            yield dict(zip(names, values, strict=True))


def _members(connection: Connection, group: str, marks: Marks) -> Mapping[Any, list[str]]:
    found: dict[Any, list[str]] = defaultdict(list)
    if group not in _MEMBERS:
        return found
    name, of_group, known_by = _MEMBERS[group]
    table = Base.metadata.tables[name]
    for row in _rows(connection, table):
        parts = [_told(table, column, row[column], marks) for column in known_by]
        found[row[of_group]].append(" ".join(map(str, parts)))
    return found


def _line(table: Table, row: Row, marks: Marks) -> str:
    shaped = _OWN_FORMS.get(table.name, _as_it_is)(row, marks)
    kept = {
        name: _told(table, name, value, marks) for name, value in shaped.items() if _is_content(table, name)
    }
    return json.dumps(kept, default=plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _is_content(table: Table, name: str) -> bool:
    if name in _HANDED_OUT.get(table.name, ()) or name.endswith("run_id"):
        return False
    column = table.columns.get(name)
    if column is None:
        return True
    is_handed_out = column.primary_key and isinstance(column.type, Integer) and not column.foreign_keys
    is_moment = isinstance(column.type, UtcDateTime) and name not in _TOLD_MOMENTS
    return name == "band_key" or not (is_handed_out or is_moment)


def _told(table: Table, name: str, value: Any, marks: Marks) -> Any:
    """The value; of a reference, the mark of the row that it names."""
    column = table.columns.get(name)
    if isinstance(value, str) and name in _SENTENCES:
        return _NUMBER.sub("#", value)
    if value is None or column is None or not column.foreign_keys:
        return value
    (reference,) = column.foreign_keys
    target = reference.column.table.name
    return marks[target].get(value, "missing") if target in marks else None


def _as_it_is(row: Row, _marks: Marks) -> Row:
    return row


def _flag(row: Row, marks: Marks) -> Row:
    return row | {"figure_ids": sorted(marks["figures"].get(one, "missing") for one in row["figure_ids"])}


def _review(row: Row, marks: Marks) -> Row:
    """What it is about by content, instead of by the keys of then and now."""
    kind = FACT_KINDS.get(row["subject_kind"])
    facts = {} if kind is None else marks[kind.table.__tablename__]
    subject = {
        name: _anchors(value, marks) if name in {"these", "those", "out"} else value
        for name, value in row["subject"].items()
        if name not in {"thread", "conflict"}
    }
    return row | {"fact_id": facts.get(row["fact_id"], "missing") if kind else None, "subject": subject}


def _anchors(told: Any, marks: Marks) -> list[list[str]]:
    return sorted([marks["articles"].get(int(article), "missing"), str(key)] for article, key in told or ())


def _pair(row: Row, marks: Marks) -> Row:
    """Which of the two has the lower key is chance."""
    sides = (("article_id", "share"), ("other_id", "other_share"))
    return row | {"pair": sorted([marks["articles"].get(row[one], ""), row[share]] for one, share in sides)}


_OWN_FORMS |= {"figure_flags": _flag, "reviews": _review, "story_pairs": _pair}
