"""Archives over the network of this computer, and backfills without the processing that follows them."""

import gzip
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import crawl_harness as h
from sqlalchemy import Engine, select

from models.source import Source
from pipelines.backfilling import BackfillCounts, backfill_cc_news, backfill_paths
from pipelines.configuration import Settings
from storage.engine import reading
from storage.runs import recorded_run
from storage.tables import ArchiveCapture, ArchiveFile, Document, Problem, StoredPage

SITE = "https://kabartimur.example"
SOURCES = (
    h.source_at(SITE, "kabar-timur"),
    h.source_at("https://warta.example", "warta", terms="reserved", terms_note="Notice."),
)
LIST = "/crawl-data/CC-NEWS/2024/01/warc.paths.gz"


def warc_path(number: int) -> str:
    """Path of a file as Common Crawl names them."""
    return f"/crawl-data/CC-NEWS/2024/01/CC-NEWS-20240101000000-{number:05d}.warc.gz"


@dataclass
class ArchiveServer:
    """Serves files by path, with ranges; what a path does first is in `troubles`: a status (below 600), bytes to break
    off after, or an address to go to."""

    files: dict[str, bytes] = field(default_factory=dict)
    troubles: dict[str, list[int | str]] = field(default_factory=dict)
    etag: str = '"1"'
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    has_ranges: bool = True
    held: dict[str, int] = field(default_factory=dict)
    """Bytes of a path after which its next answer stops until `released`."""
    released: threading.Event = field(default_factory=threading.Event)
    base: str = ""

    def publish(self, *warcs: bytes) -> None:
        """Lists files as a month of the archive."""
        for number, body in enumerate(warcs):
            self.files[warc_path(number)] = body
        names = "".join(f"{path[1:]}\n" for path in self.files if path.endswith(".warc.gz"))
        self.files[LIST] = gzip.compress(names.encode())

    def requests(self) -> Counter[str]:
        """How often each path was asked for."""
        return Counter(path for path, _ in self.asked)


@contextmanager
def serving(server: ArchiveServer) -> Iterator[ArchiveServer]:
    """Serves on a free port for as long as the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            _answer(self, server)

        def log_message(self, *_: Any) -> None: ...

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=httpd.serve_forever, args=(0.02,), daemon=True).start()
    server.base = f"http://127.0.0.1:{httpd.server_port}/"
    try:
        yield server
    finally:
        httpd.shutdown()
        httpd.server_close()


def _answer(handler: BaseHTTPRequestHandler, server: ArchiveServer) -> None:
    path = (
        handler.path.removeprefix("/commoncrawl")
        if handler.path.startswith("/commoncrawl/")
        else handler.path
    )
    server.asked.append((path, dict(handler.headers)))
    waiting = server.troubles.get(path, [])
    trouble = waiting.pop(0) if waiting else None
    if isinstance(trouble, str):
        handler.send_response(302)
        handler.send_header("Location", trouble)
        handler.end_headers()
        return
    body = server.files.get(path)
    if (trouble is not None and trouble < 600) or body is None:
        handler.send_response(trouble if trouble is not None and trouble < 600 else 404)
        handler.send_header("Retry-After", "3")
        handler.send_header("Content-Length", "0")
        handler.end_headers()
        return
    wanted = handler.headers.get("Range", "") if server.has_ranges else ""
    begin = int(wanted.removeprefix("bytes=").partition("-")[0] or 0)
    rest = body[begin:]
    handler.send_response(206 if wanted else 200)
    if wanted:
        handler.send_header("Content-Range", f"bytes {begin}-{len(body) - 1}/{len(body)}")
    handler.send_header("ETag", server.etag)
    handler.send_header("Content-Length", str(len(rest)))
    handler.end_headers()
    with suppress(OSError):  # whoever asked may be gone
        upto = server.held.pop(path, None)
        if upto is not None:
            handler.wfile.write(rest[: upto - begin])
            handler.wfile.flush()
            server.released.wait()
            rest = rest[upto - begin :]
        handler.wfile.write(rest if trouble is None else rest[:trouble])
    handler.close_connection = True


def configured(folder: Path, base: str | None = None, **more: Any) -> Settings:
    """Settings for archives on this computer, read in this process."""
    return Settings(data_dir=folder, allow_loopback=True, commoncrawl_url=base, workers=1, **more)


def from_files(engine: Engine, folder: Path, *files: Path, **more: Any) -> BackfillCounts:
    """A backfill from files."""
    with recorded_run(engine, "backfill") as run_id:
        return backfill_paths(engine, configured(folder, **more), files, SOURCES, run_id)


def from_network(
    engine: Engine, folder: Path, base: str, sources: tuple[Source, ...] = SOURCES, **more: Any
) -> BackfillCounts:
    """A backfill of January 2024."""
    with recorded_run(engine, "backfill") as run_id:
        return backfill_cc_news(engine, configured(folder, base, **more), ["2024-01"], sources, run_id)


def held(engine: Engine) -> dict[str, Any]:
    """What a backfill leaves, without the numbers that the database hands out."""
    names = (
        "name",
        "state",
        "next_offset",
        "records",
        "own",
        "gated",
        "refused",
        "kept",
        "new",
        "known",
        "damaged",
    )
    with reading(engine) as session:
        files = session.execute(select(*(getattr(ArchiveFile, name) for name in names))).all()
        captures = session.execute(
            select(
                ArchiveFile.name, ArchiveCapture.record_offset, ArchiveCapture.url, ArchiveCapture.fetched_at
            ).join(ArchiveFile, ArchiveFile.id == ArchiveCapture.file_id)
        ).all()
        pages = session.execute(
            select(Document.digest, Document.url, StoredPage.warc_offset, StoredPage.digest).join(
                StoredPage, StoredPage.document_id == Document.id
            )
        ).all()
        problems = session.execute(select(Problem.subject, Problem.stage, Problem.reason)).all()
    found = {"files": files, "captures": captures, "pages": pages, "problems": problems}
    return {name: sorted(map(tuple, rows)) for name, rows in found.items()}


def paused(seconds: list[float]) -> Callable[[float], None]:
    """A pause that takes no time and is noted."""
    return seconds.append
