"""The search of the desk on a database: its pages against their queries alone, and against Datasette's search.

usage: desk_search.py --database FILE.db [--rounds N] [--readers N]

All speeds are ratios measured side by side on the same SQLite file, at the 95th percentile of a page: to the functions
that answer it (`storage.listing`), called in this process, and to the page of the same words in Datasette, which is
started on loopback as the desk is. Then as many readers as given ask for pages at once.
"""

import argparse
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote_plus

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT)]

from sqlalchemy import Engine  # noqa: E402

from desk.searching import read_search  # noqa: E402
from models.listing import Kind  # noqa: E402
from publish.public import public_rows  # noqa: E402
from storage.engine import open_engine, reading  # noqa: E402
from storage.listing import count_facets, count_rows_of, list_page  # noqa: E402
from storage.search.rows import is_complete  # noqa: E402

ADDRESSES = {
    "statements, a common word": "kind=statements&q=desa",
    "statements, two words": "kind=statements&q=mendampingi+orang",
    "statements, a rare pair": "kind=statements&q=lamawuran+siaga",
    "statements, a word in a province": "kind=statements&q=siaga&region=53",
    "statements, newest": "kind=statements",
    "figures by headline": "kind=figures&q=kasus&unit=kasus",
    "figures, largest": "kind=figures&unit=korban&sort=value",
    "articles, a word": "kind=articles&q=kasus",
    "officials, a name": "kind=officials&q=lamawuran",
    "agencies, a name": "kind=agencies&q=dinas+sosial",
}
"""Searches of the generated articles (`tests/generated_articles.py`)."""
OTHERS = {"statements": "searched_statements", "articles": "searched_articles"}
"""Tables with full text, which Datasette searches by itself."""


def main() -> None:
    """Prints the tables."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--database", type=Path, required=True)
    arguments.add_argument("--rounds", type=int, default=40)
    arguments.add_argument("--readers", type=int, default=50)
    given = arguments.parse_args()
    engine = open_engine(f"sqlite:///{given.database}")
    with desk_of(given.database) as desk, datasette_of(given.database) as datasette:
        print("| search | page / its queries | page / Datasette | page p95 ms |\n|---|--:|--:|--:|")
        for name, address in ADDRESSES.items():
            page = percentile(lambda address=address: get(f"{desk}/search?{address}"), given.rounds)
            queries = percentile(lambda address=address: answer(engine, address), given.rounds)
            other = in_datasette(datasette, given.database, address)
            ratio = f"{page / percentile(lambda other=other: get(other), given.rounds):.2f}" if other else "–"
            print(f"| {name} | {page / queries:.2f} | {ratio} | {1000 * page:.0f} |", flush=True)
        print_readers(desk, given.readers)


def answer(engine: Engine, address: str) -> None:
    """What the page asks the database, without the page."""
    parameters = dict(part.split("=") for part in address.replace("+", " ").split("&"))
    question = read_search(parameters, only_public=True).question
    with reading(engine) as session:
        list(public_rows(session, list_page(session, question).rows))
        for kind in Kind:
            most = {"most": 500} if kind is not question.kind else {}
            given = {name: value for name, value in parameters.items() if name != "sort"} | {
                "kind": kind.value
            }
            count_rows_of(session, read_search(given, only_public=True).question, **most)
        count_facets(session, question)
        is_complete(session)


def print_readers(desk: str, readers: int) -> None:
    """As many readers as given, each asking for every page."""

    def ask(number: int) -> list[int]:
        addresses = list(ADDRESSES.values())
        turned = addresses[number % len(addresses) :] + addresses[: number % len(addresses)]
        return [status(f"{desk}/search?{address}") for address in turned]

    began = time.perf_counter()
    with ThreadPoolExecutor(readers) as pool:
        counts = Counter(code for codes in pool.map(ask, range(readers)) for code in codes)
    seconds = time.perf_counter() - began
    pages = sum(counts.values())
    print(
        f"\n{readers} readers at once: {pages} pages, by status {dict(counts)}, {pages / seconds:.0f} a second"
    )


def percentile(call: Callable[[], object], rounds: int) -> float:
    """Seconds of a call at the 95th percentile, after one that warms up."""
    call()
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        call()
        took.append(time.perf_counter() - began)
    return sorted(took)[int(0.95 * (len(took) - 1))]


def in_datasette(base: str, database: Path, address: str) -> str | None:
    """The page of the same words; null where Datasette has no full text for them."""
    parameters = dict(part.split("=") for part in address.split("&"))
    table, words = OTHERS.get(parameters["kind"]), parameters.get("q")
    if table is None or words is None or "region" in parameters:
        return None
    asked = quote_plus(words.replace("+", " ").removeprefix("men"))
    return f"{base}/{database.stem}/{table}?_search={asked}&_sort_desc=position&_size=20"


def get(address: str) -> bytes:
    """The body of a page."""
    with urllib.request.urlopen(address, timeout=120) as answered:
        body: bytes = answered.read()
        return body


def status(address: str) -> int:
    """What a page answers; 0 where nothing does."""
    try:
        with urllib.request.urlopen(address, timeout=300) as answered:
            answered.read()
            return int(answered.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


@contextmanager
def desk_of(database: Path) -> Iterator[str]:
    """The desk on loopback."""
    port = free_port()
    environment = os.environ | {"PANTAU_DATABASE_URL": f"sqlite:///{database}", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "cli", "serve", "--port", str(port)]
    with running(command, f"http://127.0.0.1:{port}", environment) as base:
        yield base


@contextmanager
def datasette_of(database: Path) -> Iterator[str]:
    """Datasette on loopback."""
    port = free_port()
    command = [sys.executable, "-m", "datasette", "serve", str(database), "--port", str(port)]
    with running(
        [*command, "--setting", "sql_time_limit_ms", "60000"], f"http://127.0.0.1:{port}", dict(os.environ)
    ) as base:
        yield base


@contextmanager
def running(command: list[str], base: str, environment: dict[str, str]) -> Iterator[str]:
    """A server, once it answers."""
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            if process.poll() is not None:
                raise SystemExit(f"{command[2]} did not start: run {' '.join(command)}")
            if status(f"{base}/"):
                break
            time.sleep(0.1)
        yield base
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
