"""Our crawl beside a minimal spider, news-please and newspaper4k, on the same generated sites on this computer.

usage: compare.py [ARTICLES] [PEERS]

ARTICLES, 2000 unless told, stand on sites of 1,000 each. PEERS is the folder of the peers' environments that
`make bench-clean` fills; without it, only our crawl and the minimal spider run. Each contestant is a process of its
own: what counts is its CPU time a page, as the kernel tells it, and its largest memory. The server's time counts for
nobody. Absolute times depend on the machine: the ratios are the result.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
PER_SITE = 1000


class Result(NamedTuple):
    """What one contestant used."""

    articles: int
    seconds: float
    """CPU time, user and system, of the process and its children."""
    megabytes: float
    """Largest memory of one process."""

    @property
    def milliseconds(self) -> float:
        """CPU time a page."""
        return 1000 * self.seconds / max(self.articles, 1)


def main(articles: int, peers: Path | None) -> None:
    """Prints one line a contestant."""
    python = Path(sys.executable)
    contestants: dict[str, tuple[Path, list[str]]] = {
        "fetching alone (Scrapy)": (python, ["minimal.py", "fetch"]),
        "minimal (Scrapy + trafilatura)": (python, ["minimal.py", "read"]),
        "ours (crawl, archive, store, clean)": (python, ["ours.py"]),
    }
    if peers is not None:
        contestants["news-please"] = (peers / "news-please" / "bin" / "python", ["news_please.py"])
        contestants["newspaper4k"] = (peers / "newspaper4k" / "bin" / "python", ["newspaper_four.py"])
    results: dict[str, Result] = {}
    for name, (program, command) in contestants.items():
        with served(articles, max(articles // PER_SITE, 1)) as homes:
            results[name] = _run(program, command, homes)
        result = results[name]
        print(
            f"{name:38} {result.articles:6} of {articles} articles  {result.milliseconds:7.1f} ms of CPU a page  "
            f"{result.megabytes:6.0f} MB",
            flush=True,
        )
    ours = results["ours (crawl, archive, store, clean)"]
    for name, result in results.items():
        if result is not ours:
            print(f"pages per CPU second, ours / {name}: {result.milliseconds / ours.milliseconds:.2f}")


@contextmanager
def served(articles: int, sites: int) -> Iterator[list[str]]:
    """The sites' base addresses, while they are served by a process of their own."""
    command = [sys.executable, str(HERE / "portal.py"), str(articles), str(sites)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            homes = list(iter(lambda: server.stdout.readline().strip(), ""))  # type: ignore[union-attr]
            if len(homes) < sites:
                sys.exit("the sites could not be served; end what holds their port and run it again")
            yield homes
        finally:
            server.terminate()


def _run(program: Path, command: list[str], homes: list[str]) -> Result:
    with tempfile.TemporaryDirectory() as folder:
        script, *options = command
        arguments = [str(program), str(HERE / "contestants" / script), *options, f"{folder}/out", *homes]
        # peers ask the internet for lists of domains: nothing answers behind this proxy
        environment = {**os.environ, "HTTPS_PROXY": "http://127.0.0.1:9", "NO_PROXY": "127.0.0.1"}
        process = subprocess.Popen(
            arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )
        assert process.stdout is not None
        printed = process.stdout.read().decode().strip().splitlines()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0 or not printed:
        sys.exit(f"{script} ended with {process.returncode} and printed {printed[-1:]}")
    found = int(json.loads(printed[-1])["articles"])
    return Result(found, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000, Path(sys.argv[2]) if len(sys.argv) > 2 else None)
