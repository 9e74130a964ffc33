"""Weekly runs for a year on a network that changes each week: nothing grows that should not."""

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from faults_harness import adds_up
from sqlalchemy import text

from faults.stand import Stand
from faults.trial import LONGEST, cpu_of, last_words
from faults.yearbook import Week

MOST_GROWTH = {"database bytes for each new article": 1.1, "CPU for each new article": 1.3, "memory": 1.1}
"""How much more the last quarter may take than the second."""


@dataclass
class Measured:
    """What one weekly run did and took."""

    week: int
    code: int | None
    said: str
    cpu: float
    """Seconds."""
    memory: int
    """Most that the process had, in bytes."""
    new: int
    """Articles that were stored for the first time."""
    articles: int
    database: int
    """Bytes in use."""
    archive: int
    """Bytes of WARC files."""
    requests: int
    pages: int
    """Pages that were stored."""


def run_weeks(stand: Stand, weeks: Sequence[Week]) -> list[Measured]:
    """Runs the job once in each week; nothing of the stand is set back between them."""
    stand.bring_back("sqlite", None)
    done: list[Measured] = []
    for week in weeks:
        stand.network.show(week.number, week.articles)
        stand.answers.moved, stand.answers.dead = week.moved, week.dead
        stand.answers.reset()
        stand.set_clock(week.moment)
        done.append(_run(stand, week.number, done[-1] if done else None))
    stand.answers.moved, stand.answers.dead = {}, frozenset()
    return done


def _run(stand: Stand, week: int, before: Measured | None) -> Measured:
    began = time.monotonic()
    job = stand.start("sqlite", "weekly")
    cpu, memory = 0.0, 0
    while job.poll() is None:
        cpu, memory = cpu_of(job.pid) or cpu, _memory_of(job.pid) or memory
        if time.monotonic() - began > LONGEST:
            raise AssertionError(f"the run of week {week} did not end")
        time.sleep(0.01)
    _, err = job.communicate()
    with stand.database("sqlite") as engine, engine.connect() as connection:
        count = {
            name: connection.scalar(text(f"SELECT count(*) FROM {name}")) or 0
            for name in ("articles", "pages")
        }
        pages, free, size = (
            connection.exec_driver_sql(f"PRAGMA {name}").scalar() or 0
            for name in ("page_count", "freelist_count", "page_size")
        )
    return Measured(
        week=week,
        code=job.returncode,
        said=last_words(err),
        cpu=cpu,
        memory=memory,
        new=count["articles"] - (before.articles if before else 0),
        articles=count["articles"],
        database=(pages - free) * size,
        archive=sum(path.stat().st_size for path in (stand.data / "warc").glob("*.warc.gz")),
        requests=len(stand.answers.asked),
        pages=count["pages"],
    )


def growth(done: Sequence[Measured]) -> dict[str, float]:
    """How many times as much the last quarter took as the second, for what should stay flat."""
    quarter = len(done) // 4
    second, last = done[quarter : 2 * quarter], done[-quarter:]

    def slope(part: Sequence[Measured]) -> float:
        before = done[done.index(part[0]) - 1]
        return (part[-1].database - before.database) / (part[-1].articles - before.articles)

    def cpu(part: Sequence[Measured]) -> float:
        return sum(one.cpu for one in part) / sum(one.new for one in part)

    return {
        "database bytes for each new article": slope(last) / slope(second),
        "CPU for each new article": cpu(last) / cpu(second),
        "memory": median(one.memory for one in last) / median(one.memory for one in second),
    }


def trouble_of(stand: Stand, weeks: Sequence[Week], done: Sequence[Measured]) -> list[str]:
    """What went otherwise than it should, in sentences; growth is judged apart."""
    trouble = []
    for week, one in zip(weeks, done, strict=True):
        is_flagged = one.code == 1 and all(slug in one.said for slug in week.dead)
        if week.dead and not is_flagged:
            trouble.append(f"week {week.number}: nobody was told of the dead source ({one.code}: {one.said})")
        if one.code not in {0, 1}:
            trouble.append(f"week {week.number}: ended with {one.code}: {one.said}")
        returned = not week.dead and week.number > 1 and weeks[week.number - 2].dead
        if returned and one.new < week.new:
            trouble.append(f"week {week.number}: of the source that answers again nothing new was stored")
    with stand.database("sqlite") as engine, engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM run_sources ORDER BY run_id, source")).mappings().all()
        for row in rows:
            try:
                adds_up(_complete(row))
            except AssertionError:
                trouble.append(
                    f"the numbers of run {row['run_id']}, {row['source']} do not add up: {dict(row)}"
                )
        counted = sum(row["articles_new"] for row in rows)
        if counted != done[-1].articles:
            trouble.append(f"the runs count {counted} new articles, the database holds {done[-1].articles}")
        trouble += _content(connection, weeks)
    return trouble


def _content(connection: Any, weeks: Sequence[Week]) -> list[str]:
    """Whether edits and removals of the year were seen."""
    removed = {path for week in weeks[:-1] for path in week.removed}
    gone = {
        url for (url,) in connection.execute(text("SELECT url FROM articles WHERE removed_at IS NOT NULL"))
    }
    trouble = [
        f"the removal of {path} was not seen"
        for path in removed
        if not any(url.endswith(path) for url in gone)
    ]
    edited = {path for week in weeks for path in week.edited}
    query = "SELECT url FROM articles JOIN article_versions ON article_id = articles.id WHERE number > 1"
    seen = {url for (url,) in connection.execute(text(query))}
    return trouble + [
        f"the edit of {path} was not seen" for path in edited if not any(u.endswith(path) for u in seen)
    ]


def _complete(row: Any) -> dict[str, Any]:
    """The row with the counts that the report works out from the others."""
    from models.stored import SourceCount

    count = SourceCount(**{name: row[name] for name in SourceCount.model_fields if name in row})
    return {name: getattr(count, name) for name in dir(count) if name.startswith("articles_")}


def _memory_of(pid: int) -> int | None:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return int(status.split("VmHWM:")[1].split()[0]) * 1024 if "VmHWM:" in status else None


def main() -> int:
    """Runs the year into build/soak and writes what was measured; 1 where something is not as it should be."""
    from faults.stand import stand
    from faults.yearbook import year

    root = Path(__file__).parent.parent.parent
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 52
    weeks = year(number, 4, range(number // 3, number // 3 + 3))
    with stand(root / "build" / "soak", with_postgres=False) as where:
        done = run_weeks(where, weeks)
        trouble = trouble_of(where, weeks, done)
    grown = growth(done)
    trouble += [
        f"{name} grew {grown[name]:.2f} times" for name, most in MOST_GROWTH.items() if grown[name] > most
    ]
    file = root / "build" / "soak" / "year.json"
    told = {
        "date": time.strftime("%Y-%m-%d"),
        "growth": grown,
        "trouble": trouble,
        "weeks": [asdict(one) for one in done],
    }
    file.write_text(json.dumps(told, indent=1) + "\n")
    for sentence in trouble:
        sys.stdout.write(sentence + "\n")
    sys.stdout.write(", ".join(f"{name}: {ratio:.2f} times" for name, ratio in grown.items()) + "\n")
    return 1 if trouble else 0


if __name__ == "__main__":
    sys.exit(main())
