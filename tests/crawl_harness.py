"""Runs real crawls in processes of their own (a reactor starts once a process) and serves faulty web sites.

As a script: reads a pickled job from the file named first, crawls, writes the pickled outcome to the second;
prints one line for each record as it is handed over.
"""

import os
import pickle
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any

from forked import ROOT, Program

from models.page import (
    FetchedArticle,
    FetchedListing,
    FetchFailure,
    SameArticle,
    SourceRead,
    SourceTally,
    Validators,
)
from models.source import Listing, Source
from models.vocabulary import Verdict


@dataclass
class Memory:
    """A crawl state in memory, filled from the records of earlier crawls."""

    known_urls: set[str] = field(default_factory=set)
    waiting: dict[str, list[str]] = field(default_factory=dict)
    read: dict[str, Validators] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    watermarks: dict[str, datetime] = field(default_factory=dict)
    behind: set[str] = field(default_factory=set)
    second_looks: list[str] = field(default_factory=list)
    tallies: list[SourceTally] = field(default_factory=list)

    def due(self, source: str) -> list[str]:
        return self.second_looks

    def pending(self, source: str) -> list[str]:
        return [url for url in self.waiting.get(source, []) if url not in self.known_urls]

    def is_known(self, url: str) -> bool:
        return url in self.known_urls

    def known(self, urls: Collection[str]) -> set[str]:
        return self.known_urls.intersection(urls)

    def validators(self, url: str) -> Validators | None:
        return self.read.get(url)

    def skipped(self, urls: Collection[str]) -> set[str]:
        return self.refused.intersection(urls)

    def watermark(self, source: str) -> datetime | None:
        return self.watermarks.get(source)

    def is_behind(self, source: str) -> bool:
        return source in self.behind

    def take_tally(self, tally: SourceTally) -> None:
        self.tallies.append(tally)

    def store(self, record: Any) -> None:
        if isinstance(record, FetchedArticle | SameArticle):
            self.known_urls.add(record.url)
            if isinstance(record, FetchedArticle):
                self.read[record.url] = record.validators
        elif isinstance(record, SourceRead):
            self.watermarks[record.source] = record.started_at
        elif isinstance(record, FetchedListing) and not record.is_unchanged:
            self.read[record.url] = record.validators
            self.waiting.setdefault(record.source, []).extend(record.article_urls)
            self.refused |= {one.url for one in record.judged if one.verdict is Verdict.SKIPPED}


@dataclass(frozen=True)
class Outcome:
    """What a crawl handed over, counted and raised."""

    records: list[Any]
    stats: Any
    progress: list[Any]
    error: BaseException | None
    stderr: str

    @property
    def articles(self) -> dict[str, FetchedArticle]:
        return {record.url: record for record in self.records if isinstance(record, FetchedArticle)}

    @property
    def listings(self) -> dict[str, FetchedListing]:
        return {record.url: record for record in self.records if isinstance(record, FetchedListing)}

    @property
    def failures(self) -> dict[str, FetchFailure]:
        return {record.url: record for record in self.records if isinstance(record, FetchFailure)}


@dataclass
class RunningCrawl:
    """A crawl in its own process."""

    process: "Program | subprocess.Popen[str]"
    outcome_file: Path
    records_seen: int = 0

    def wait_for_records(self, count: int) -> None:
        assert self.process.stdout is not None
        while self.records_seen < count:
            assert self.process.stdout.readline(), "the crawl ended before"
            self.records_seen += 1

    def outcome(self) -> Outcome:
        _, stderr = self.process.communicate(timeout=120)
        assert self.process.returncode == 0, stderr
        return Outcome(*pickle.loads(self.outcome_file.read_bytes()), stderr)


def start_crawl(
    folder: Path, sources: Sequence[Source], state: Memory | None = None, **job: Any
) -> RunningCrawl:
    """Start a crawl. `job`: CrawlSettings fields under `settings`, `sink_error_at`, `state_error`, `names` (addresses
    that host names have for this crawl; lists of lists: one after the other, the last for good)."""
    state = state or Memory()
    settings = {"allow_loopback": True, **job.pop("settings", {})}
    packed = {"sources": list(sources), "state": vars(state), "settings": settings, **job}
    number = len(list(folder.glob("*.job")))
    job_file, outcome_file = folder / f"{number}.job", folder / f"{number}.outcome"
    job_file.write_bytes(pickle.dumps(packed))
    files = (str(job_file), str(outcome_file))
    if "names" not in job:
        return RunningCrawl(Program(__file__, *files), outcome_file)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(  # Twisted keeps the resolver that it meets when it is imported
        [sys.executable, __file__, *files],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip
    return RunningCrawl(process, outcome_file)


def run_crawl(folder: Path, sources: Sequence[Source], state: Memory | None = None, **job: Any) -> Outcome:
    """Run a crawl to its end."""
    return start_crawl(folder, sources, state, **job).outcome()


def source_at(base_url: str, slug: str = "uji", **fields: Any) -> Source:
    """Return a source entry for a site on this computer; `feeds`, `listings` and so on are paths."""
    for name in ("feeds", "sitemaps", "tags"):
        fields[name] = tuple(base_url + path for path in fields.get(name, ()))
    fields["listings"] = tuple(
        Listing(
            url=base_url + entry.pop("url"),
            next_page=_absolute(base_url, entry.pop("next_page", None)),
            **entry,
        )
        for entry in map(dict, fields.get("listings", ()))
    )
    fields["search"] = _absolute(base_url, fields.get("search"))
    host = base_url.replace(".", r"\.")
    entry: dict[str, Any] = {
        "name": "Situs Uji",
        "province": None,
        "kind": "portal",
        "home_url": base_url + "/",
        "article_url_pattern": host + r"/a/[a-z0-9-]+",
        "paging": host + r"/a/[a-z0-9-]+\?page=\d+",
        "terms": "open",
        "terms_note": "test",
        "expected_weekly": 0,
        "evidence": "test",
    }
    return Source(slug=slug, **{**entry, **fields})


def _absolute(base_url: str, path: str | None) -> str | None:
    return None if path is None else base_url + path


Handler = BaseHTTPRequestHandler
Answer = Callable[[Handler], None]


def page(
    text: str = "Isi berita.", kind: str = "text/html; charset=utf-8", status: int = 200, **headers: str
) -> Answer:
    """Return an answer with a body."""
    return data(text.encode(), kind, status, **headers)


def data(body: bytes, kind: str | None, status: int = 200, **headers: str) -> Answer:
    """Return an answer with raw bytes; header names are written with `_` for `-`."""

    def answer(handler: Handler) -> None:
        handler.send_response(status)
        if kind is not None:
            handler.send_header("Content-Type", kind)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def unless_known(answer: Answer) -> Answer:
    """Return 304 where the request has a condition, else the answer."""

    def conditional(handler: Handler) -> None:
        (page(status=304) if "If-None-Match" in handler.headers else answer)(handler)

    return conditional


def moved(target: str) -> Answer:
    """Return a redirect."""
    return page("", status=302, Location=target)


def feed(*paths: str) -> Answer:
    """Return an RSS feed of relative links."""
    items = "".join(f"<item><title>Berita</title><link>{path}</link></item>" for path in paths)
    return page(f"<rss version='2.0'><channel>{items}</channel></rss>", "application/rss+xml")


def timed_feed(times: Mapping[str, str]) -> Answer:
    """Return an RSS feed of relative links with their times, as they stand there."""
    items = "".join(
        f"<item><link>{path}</link><pubDate>{time}</pubDate></item>" for path, time in times.items()
    )
    return page(f"<rss version='2.0'><channel>{items}</channel></rss>", "application/rss+xml")


def sitemap(times: Mapping[str, str], *, is_index: bool = False) -> Answer:
    """Return a sitemap or sitemap index of relative addresses with the times of their last change."""
    root, name = ("sitemapindex", "sitemap") if is_index else ("urlset", "url")
    items = (f"<{name}><loc>{path}</loc><lastmod>{time}</lastmod></{name}>" for path, time in times.items())
    return page(f"<{root}>{''.join(items)}</{root}>", "application/xml")


def endless(kind: str, megabytes: int, *, is_told: bool = False) -> Answer:
    """Return an answer of so many MB, sent until the other side hangs up; `is_told` declares its length before."""

    def answer(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", kind)
        if is_told:
            handler.send_header("Content-Length", str(megabytes * 1024**2))
        handler.end_headers()
        handler.close_connection = True
        for _ in range(megabytes):
            handler.wfile.write(b" " * 1024**2)

    return answer


def links(*paths: str, following: str | None = None) -> Answer:
    """Return an index page."""
    anchors = "".join(f'<p><a href="{path}">Judul</a></p>' for path in paths)
    onward = f'<a rel="next" href="{following}">Selanjutnya</a>' if following else ""
    return page(f"<html><body>{anchors}{onward}</body></html>")


class FaultySite:
    """A web site on a free port of 127.0.0.1 whose paths answer as told; counts what it was asked for."""

    def __init__(self, answers: Mapping[str, Answer], tls: ssl.SSLContext | None = None) -> None:
        self.answers = dict(answers)
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.released = threading.Event()
        site = self

        class _Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.asked.append(self.path)
                site.agents.add(self.headers.get("User-Agent", ""))
                site.answers.get(self.path, page("tidak ada", status=404))(self)

            def log_message(self, format: str, *args: Any) -> None: ...

        self._server = _QuietServer(("127.0.0.1", 0), _Handler)
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def article_requests(self) -> list[str]:
        return [path for path in self.asked if path.startswith("/a/")]

    def hang(self, handler: Handler) -> None:
        """Answer nothing until the test is over."""
        self.released.wait()
        handler.close_connection = True

    def drip(self, handler: Handler) -> None:
        """Send a byte now and then, for ever."""
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        while not self.released.wait(0.05):
            handler.wfile.write(b" ")

    def drip_headers(self, handler: Handler) -> None:
        """Send a header now and then, for ever."""
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not self.released.wait(0.05):
            handler.wfile.write(b"X-Isi: x\r\n")

    def hang_up(self, handler: Handler) -> None:
        """Close the connection without a word."""
        handler.close_connection = True
        handler.connection.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> "FaultySite":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are part of the test."""


def _answer_names(names: Mapping[str, list[Any]]) -> None:
    """Let the operating system's resolver answer for these names as told; the program's own resolver stays."""
    real = socket.getaddrinfo

    def getaddrinfo(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
        if host not in names:
            return real(host, port, *rest, **more)
        told = names[host]
        if told and isinstance(told[0], list):
            told = told.pop(0) if len(told) > 1 else told[0]
        if not told:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [entry for address in told for entry in real(address, port, *rest, **more)]

    socket.getaddrinfo = getaddrinfo


def main() -> None:
    job = pickle.loads(Path(sys.argv[1]).read_bytes())
    _answer_names(job.get("names", {}))  # before Twisted is imported, which keeps the function
    from crawler.run import CrawlSettings, crawl

    memory = Memory(**job["state"])
    records: list[Any] = []
    progress: list[Any] = []

    def sink(record: Any) -> None:
        if len(records) == job.get("sink_error_at"):
            raise OSError(28, "No space left on device")
        records.append(record)
        memory.store(record)
        print(type(record).__name__, flush=True)  # noqa: T201

    if job.get("state_error"):
        memory.known = None  # type: ignore[method-assign, assignment]
    stats, error = None, None
    try:
        stats = crawl(job["sources"], memory, sink, CrawlSettings(**job["settings"]), progress.append)
    except Exception as raised:  # noqa: BLE001 - the test looks at it
        error = raised
    Path(sys.argv[2]).write_bytes(pickle.dumps((records, stats, progress, error)))


if __name__ == "__main__":
    main()
