"""The weekly look for damage: what is new whole, the archive's ends, and the rest of the rows in turn."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import PantauError
from models.stages import Stage
from storage.engine import reading
from storage.maintenance.checks import Finding, archived_records, check_recent
from storage.stages import last_with

if TYPE_CHECKING:
    from sqlalchemy import Engine

_NAMED = 20
"""Records that are named at most; where so many are damaged, a disk is."""


def look_for_damage(engine: "Engine", archive: Path, run_id: int, *, is_quick: bool) -> list[Finding]:
    """What is wrong with the rows and WARC records that came since the last check, and with what had its turn.

    `is_quick` leaves part of the look at a SQLite file to the copy that the backup makes of it.
    """
    with reading(engine) as session:
        since = last_with(session, Stage.CHECK)
    found = check_recent(engine, archive, run_id, since, is_quick=is_quick)
    if any(finding.check in {"integrity", "revision"} for finding in found):
        return found
    told = {finding.subject for finding in found}
    with reading(engine) as session:
        found += islice(_damaged_records(archived_records(session, since), archive, told), _NAMED)
    return found


def _damaged_records(
    records: Iterator[tuple[str, int, str]], archive: Path, told: set[str]
) -> Iterator[Finding]:
    """Records that cannot be read or are not what the page says; files in `told` are known to be damaged."""
    seen = set[tuple[str, int]]()
    for file, offset, digest in records:
        path = archive / file
        if str(path) in told or (file, offset) in seen:
            continue
        seen.add((file, offset))
        trouble = _trouble(path, offset, digest)
        if trouble is not None:
            yield Finding("archive", str(path), f"{trouble}: bring the file back from a backup")


def _trouble(path: Path, offset: int, digest: str) -> str | None:
    from crawler.warc import warc_digest
    from crawler.warc_pages import UnreadablePage, split_response
    from crawler.warc_reader import record_at

    try:
        record = record_at(path, offset)
        told = record.field("WARC-Payload-Digest")
        if record.block is not None and (not told or told.startswith("sha256:")):
            told = warc_digest(split_response(record)[1])
    except (PantauError, UnreadablePage) as error:
        return f"the record at byte {offset} cannot be read ({error})"
    return None if told == digest else f"the record at byte {offset} is not the one that its page names"
