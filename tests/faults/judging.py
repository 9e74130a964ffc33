"""Whether a database and its archive are as they would be had nothing happened."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, text

from crawler.warc import warc_digest
from crawler.warc_reader import record_at
from faults.stand import Stand
from models.errors import PantauError
from storage.engine import reading
from storage.maintenance.checks import check_database
from storage.maintenance.contents import content_digests, content_lines

_NO_DOUBLES = {
    "article": "SELECT count(*) - count(DISTINCT url) FROM articles WHERE url IS NOT NULL",
    "document": "SELECT count(*) - count(DISTINCT digest) FROM documents",
    "claim": "SELECT count(*) - count(DISTINCT key) FROM claims",
    "current version": "SELECT count(*) - count(DISTINCT article_id) FROM article_versions WHERE is_current",
}
_SHOWN = 3


@dataclass
class State:
    """What a database says: a digest for each table, and the rows that they are of."""

    digests: dict[str, str]
    lines: dict[str, list[str]]


def state_of(stand: Stand, backend: str) -> State:
    """The content of the trial's database."""
    with stand.database(backend) as engine, reading(engine) as session:
        connection = session.connection()
        digests = {name: digest.digest for name, digest in content_digests(connection).items()}
        return State(digests, content_lines(connection))


def trouble_in(stand: Stand, backend: str, undisturbed: State) -> list[str]:
    """What is not as it should be, in sentences."""
    with stand.database(backend) as engine:
        trouble = [f"{one.check}, {one.subject}: {one.detail}" for one in _checked(engine, stand)]
        trouble += _doubles(engine)
        trouble += _lost_records(engine, stand.data / "warc")
        with reading(engine) as session:
            connection = session.connection()
            digests = {name: digest.digest for name, digest in content_digests(connection).items()}
            differing = [name for name in sorted(digests) if digests[name] != undisturbed.digests[name]]
            lines = content_lines(connection) if differing else {}
        trouble += [
            f"{name} differs: {difference(undisturbed.lines[name], lines[name])}" for name in differing
        ]
    return trouble


def difference(wanted: list[str], found: list[str]) -> str:
    """The first rows that are missing or too much."""
    missing, extra = _without(wanted, found), _without(found, wanted)
    shown = [f"- {line[:300]}" for line in missing[:_SHOWN]] + [f"+ {line[:300]}" for line in extra[:_SHOWN]]
    return f"{len(missing)} rows missing, {len(extra)} too much; " + " ".join(shown)


def _without(lines: list[str], others: list[str]) -> list[str]:
    left = list(lines)
    for line in others:
        if line in left:
            left.remove(line)
    return left


def _checked(engine: Engine, stand: Stand) -> list[object]:
    return list(check_database(engine, stand.data / "warc", lambda *_: None))


def _doubles(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        found = {name: connection.scalar(text(query)) for name, query in _NO_DOUBLES.items()}
    return [f"{number} {name}s stand twice" for name, number in found.items() if number]


def _lost_records(engine: Engine, archive: Path) -> list[str]:
    """Rows whose record is not in the archive as they say."""
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT url, warc_file, warc_offset, warc_digest FROM pages")).all()
    lost = []
    for url, file, offset, digest in rows:
        try:
            record = record_at(archive / file, offset)
        except (PantauError, OSError) as error:
            lost.append(f"record of {url} is lost: {error}")
            continue
        body = (record.block or b"").partition(b"\r\n\r\n")[2]
        if not digest == record.field("WARC-Payload-Digest") == warc_digest(body):
            lost.append(f"record of {url} is another one")
    return lost
