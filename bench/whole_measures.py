"""How each part of `make bench` is measured: so much work of ours alone, and the same work beside a peer's."""

import io
import os
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import redirect_stdout
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
ROOT = HERE.parent
PATHS = [str(ROOT), str(HERE), str(HERE / "crawl"), str(ROOT / "tests")]
"""Where the parts find what they measure; each imports it when its turn comes."""

_BACKFILL = HERE / "backfill.py"
ROUNDS = 5
ARTICLES_A_SOURCE = 25

Work = Callable[[], object]


class Grown(NamedTuple):
    """What so much work took."""

    seconds: float
    """CPU time."""
    megabytes: float
    """Largest memory of one process."""


class Beside(NamedTuple):
    """Two figures measured by turns."""

    ours: float
    peer: float


def grown(work: Work) -> Grown:
    """Time of the work in this process, and the largest memory so far, what was prepared for it included."""
    began = time.process_time()
    work()
    seconds = time.process_time() - began
    return Grown(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)


def by_turns(ours: Work, peer: Work, count: int) -> Beside:
    """How many of `count` things either does in a CPU second: medians of rounds, after one that warms up."""
    ours()
    peer()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for work, kept in zip((ours, peer), times, strict=True):
            began = time.process_time()
            work()
            kept.append(time.process_time() - began)
    return Beside(*(count / statistics.median(kept) for kept in times))


def _each(work: Callable[[Any], object], items: Iterable[Any]) -> Work:
    listed = list(items)

    def all_of_them() -> None:
        for item in listed:
            work(item)

    return all_of_them


# crawl


def crawl(size: int, work: Path) -> Grown:
    result = _crawler("ours.py", size)
    return Grown(result.seconds, result.megabytes)


def _crawler(script: str, size: int, python: Path | None = None) -> Any:
    from compare import PER_SITE, _run, served

    name, *options = script.split()
    with served(size, max(size // PER_SITE, 1)) as homes:
        return _run(python or Path(sys.executable), [name, *options], homes)


def beside_crawler(size: int, work: Path, script: str, peer: str = "") -> Beside:
    python = Path(os.environ["PEERS"]).absolute() / peer / "bin" / "python" if peer else None
    return Beside(*(
        1000 / _crawler(one, size, program).milliseconds for one, program in (("ours.py", None), (script, python))
    ))  # fmt: skip


# cleaning


def _pages(count: int) -> list[bytes]:
    from mixed import Mixed

    site = Mixed("http://127.0.0.1", count)
    return [site._article(number) for number in range(count)]


def _clean(body: bytes) -> object:
    from extract.article import clean_pages
    from models.page import Page

    page = Page(url="http://127.0.0.1/", body=body, content_type="text/html", fetched_at=datetime.now(UTC))
    return clean_pages((page,), None)


def cleaning(size: int, work: Path) -> Grown:
    pages = _pages(size)
    _clean(pages[0])
    return grown(_each(_clean, pages))


def beside_trafilatura(size: int, work: Path) -> Beside:
    import trafilatura

    pages = _pages(size)
    read = partial(trafilatura.bare_extraction, with_metadata=True)
    return by_turns(_each(_clean, pages), _each(read, pages), len(pages))


# extraction


def _articles(count: int) -> list[Any]:
    from mixed import Mixed

    from extract.article import clean_text

    site = Mixed("http://127.0.0.1", count)
    made = ((site.text(number), site.article(number)) for number in range(count))
    return [clean_text(text, title=one.headline, published=one.published.date()) for text, one in made]


def extraction(size: int, work: Path) -> Grown:
    from extract.pipeline import extract_facts, warm_up

    warm_up()
    return grown(_each(extract_facts, _articles(size)))


def _demo_articles(count: int) -> list[Any]:
    from speed import _articles as articles

    from extract.pipeline import warm_up

    warm_up()
    return articles()[:count]


def beside_spacy(size: int, work: Path) -> Beside:
    """spaCy as it comes: its own tokenizer for Indonesian, then our components for sentences and names."""
    import spacy

    import extract.entities.component
    import extract.sentences  # noqa: F401 - both register components
    from extract.pipeline import extract_facts

    articles = _demo_articles(size)
    bare = spacy.blank("id")
    bare.add_pipe("pantau_sentences")
    bare.add_pipe("pantau_names")
    return by_turns(
        _each(extract_facts, articles), _each(bare, [one.text for one in articles]), len(articles)
    )


def beside_annotation(size: int, work: Path) -> Beside:
    """Names on both sides, and our quicker tokenizer."""
    from extract.annotate import annotate
    from extract.entities.find import with_entities
    from extract.pipeline import facts_of

    articles = _demo_articles(size)
    return by_turns(
        _each(lambda article: facts_of(with_entities(annotate(article))), articles),
        _each(lambda article: with_entities(annotate(article)), articles),
        len(articles),
    )


def beside_stanza(size: int, work: Path) -> Beside:
    from annotators import own_pipeline

    from extract.pipeline import extract_facts

    articles = _demo_articles(size)
    own = own_pipeline(Path(os.environ["STANZA"]))
    return by_turns(_each(extract_facts, articles), _each(own, [one.text for one in articles]), len(articles))


# ingest, search, export


def ingest(size: int, work: Path) -> Grown:
    from generated_articles import Made, facts_of
    from record import _import, _save, databases

    with databases("sqlite", work) as new:
        engine = new("grow")
        made = [Made(1 + number) for number in range(size)]
        documents = [_import(engine, each) for each in made]
        return grown(lambda: _save(engine, documents, [facts_of(each) for each in made]))


def beside_insert(size: int, work: Path) -> Beside:
    import record
    from record import databases, measure_ingest

    record._timed = partial(record._timed, clock=time.process_time)
    told = io.StringIO()
    with databases("sqlite", work) as new, redirect_stdout(told):
        measure_ingest(new("ours"), new("core"), size)
    *_, ours, core, _ratio, _resident = (
        re.sub(r" MB", "", told.getvalue()).strip().splitlines()[-1].strip("|").split("|")
    )
    return Beside(float(ours), float(core))


def _pages_of_search(engine: Any) -> tuple[Work, Work]:
    """All pages of search, and their queries alone."""
    from desk_search import ADDRESSES, answer
    from desk_support import desk

    browser = desk(engine)

    def page(address: str) -> None:
        answered = browser.get(f"/search?{address}")
        if answered.status_code != 200:
            raise SystemExit(f"/search?{address} answered {answered.status_code}")

    return _each(page, ADDRESSES.values()), _each(partial(answer, engine), ADDRESSES.values())


def search(size: int, work: Path) -> Grown:
    from release import filled

    from storage.search.rows import reindex

    with filled(work / "search.db", size) as engine:
        reindex(engine)
        pages, _ = _pages_of_search(engine)
        pages()
        return grown(pages)


def beside_queries(size: int, work: Path) -> Beside:
    from desk_search import ADDRESSES
    from release import filled

    from storage.search.rows import reindex

    with filled(work / "search.db", size) as engine:
        reindex(engine)
        found = by_turns(*_pages_of_search(engine), len(ADDRESSES))
    return Beside(1000 / found.ours, 1000 / found.peer)


def export(size: int, work: Path) -> Grown:
    from release import filled

    from publish.export import export as write_export
    from storage.engine import reading
    from storage.filters import Filters

    with filled(work / "export.db", size) as engine, reading(engine) as session:
        return grown(lambda: write_export(session, work / "export", Filters()))


def beside_cursor(size: int, work: Path) -> Beside:
    from release import MEASURED, _bare, _recorded, _to_csv, filled

    with filled(work / "export.db", size) as engine:
        rows, asked = 0, list[tuple[str, Any]]()
        for table in MEASURED:
            with _recorded(engine) as statements:
                rows += _to_csv(engine, table, work / "ours.csv")
            asked.append(statements[0])
        ours = _each(lambda table: _to_csv(engine, table, work / "ours.csv"), MEASURED)
        bare = _each(lambda one: _bare(engine, *one, work / "bare.csv"), asked)
        return by_turns(ours, bare, rows)


# backfill


def beside_fastwarc(size: int, work: Path) -> Beside:
    """As the last line of `bench/backfill.py` tells it, for two files of so many megabytes: once the workers run."""
    command = [sys.executable, str(_BACKFILL), "--files", "2", "--megabytes", str(size), "--work", str(work)]
    told = subprocess.run(
        command, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
    ).stdout
    alone = statistics.mean(map(float, re.findall(r"^FastWARC alone .*?([\d.]+) MB/s", told, re.MULTILINE)))
    (ratio,) = re.findall(r"once its workers run: ([\d.]+) by the clock", told)
    return Beside(float(ratio) * alone, alone)


# start-up and the weekly run


def start(size: int, work: Path) -> Grown:
    """`pantau --help`."""
    return _least_of(["-m", "cli", "--help"])


def beside_python(size: int, work: Path) -> Beside:
    return Beside(_least_of(["-m", "cli", "--help"]).seconds, _least_of(["-c", "import typer"]).seconds)


def _least_of(command: list[str]) -> Grown:
    """The least of three starts: what disturbs can only add."""
    found = []
    for _ in range(3):
        process = subprocess.Popen(
            [sys.executable, *command],
            stdout=subprocess.DEVNULL,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        _, _, usage = os.wait4(process.pid, 0)
        found.append(Grown(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000))
    return min(found)


def weekly(size: int, work: Path) -> Grown:
    from weekly import measure

    (week,) = measure(work, size, ARTICLES_A_SOURCE)
    return Grown(week.cpu_seconds, week.megabytes)
