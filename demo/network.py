"""Serves the outlets on the loopback address and tells what is on their pages."""

import errno
import threading
from collections.abc import Callable, Mapping, Sequence
from email.utils import parsedate_to_datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from demo.articles import Article, load_articles
from demo.outlets import outlets
from demo.site import PIXEL, WEEK_BEGINS, Page, Site

HOST = "127.0.0.1"
PORTS = {slug: outlet.port for slug, outlet in outlets().items()}
"""The fixed ports of `make demo`."""
SOURCES_DIR = Path(__file__).with_name("sources")


class PortInUseError(OSError):
    """A fixed port is taken; the message says which and what to do."""


class Request(NamedTuple):
    """One line of the request log."""

    method: str
    outlet: str
    path: str
    status: int
    user_agent: str


class DemoNetwork:
    """The three outlets as they stand in one week, each on a port of its own; a context manager.

    `ports` gives the port of an outlet by slug, 0 or nothing means any free one. Raises `PortInUseError`.
    """

    def __init__(
        self,
        week: int = 1,
        ports: Mapping[str, int] | None = None,
        on_request: Callable[[str, str], str | None] = lambda _outlet, _path: None,
    ) -> None:
        """`on_request` is told the outlet and the path of a request before it is answered, in the thread that answers.
        It gives the path that the page has moved to, or null; a ConnectionError that it raises hangs up."""
        if week not in WEEK_BEGINS:
            raise ValueError(f"week {week} is not one of {sorted(WEEK_BEGINS)}")
        self.week = week
        self.on_request = on_request
        self.requests: list[Request] = []
        self.base_urls: dict[str, str] = {}
        self._servers: list[_Server] = []
        self._threads: list[threading.Thread] = []
        for slug in outlets():
            try:
                self._start(slug, (ports or {}).get(slug, 0))
            except OSError:
                self.stop()
                raise

    def _start(self, slug: str, port: int) -> None:
        handler = partial(_Handler, self.requests, self.on_request)
        try:
            server = _Server((HOST, port), handler)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            raise PortInUseError(
                f"Port {port} for the demo outlet {slug} is in use: stop what runs there, then start again."
            ) from error
        self.base_urls[slug] = f"http://{HOST}:{server.server_address[1]}"
        server.site = Site(outlets()[slug], self.week, self.base_urls[slug])
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        self._servers.append(server)
        self._threads.append(thread)

    def show(self, week: int, articles: Sequence[Article]) -> None:
        """Show other articles from now on, as they stand in that week."""
        self.week = week
        for server in self._servers:
            server.site = Site(server.site.outlet, week, server.site.base_url, articles)

    def stop(self) -> None:
        """Stop all servers and free their ports; a second call does nothing."""
        for server in self._servers:
            server.shutdown()
            server.server_close()
        for thread in self._threads:
            thread.join()
        self._servers.clear()
        self._threads.clear()

    def __enter__(self) -> "DemoNetwork":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    site: Site

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "DemoNetwork"
    sys_version = ""
    timeout = 30
    server: _Server

    def __init__(
        self, requests: list[Request], on_request: Callable[[str, str], str | None], *args: Any
    ) -> None:
        self.requests = requests
        self.on_request = on_request
        super().__init__(*args)

    def do_GET(self) -> None:
        site = self.server.site
        try:
            elsewhere = self.on_request(site.outlet.slug, self.path)
        except ConnectionError:
            self.close_connection = True
            return
        if elsewhere is not None:
            self._send(301, {"Location": elsewhere}, b"")
            return
        if self.path.startswith("/foto/"):
            self._send(200, {"Content-Type": "image/png"}, PIXEL)
            return
        moved = urlsplit(self.path).path + "/"
        if moved in site.pages:  # as WordPress does for an address without its final slash
            self._send(301, {"Location": moved}, b"")
            return
        page = site.find(self.path)
        validators = {"ETag": page.etag, "Last-Modified": page.last_modified}
        if page.status != 200:
            self._send(page.status, {"Content-Type": page.content_type}, site.render(page))
        elif self._is_unchanged(page):
            self._send(304, validators, b"")
        else:
            self._send(200, {"Content-Type": page.content_type, **validators}, site.render(page))

    do_HEAD = do_GET

    def _is_unchanged(self, page: Page) -> bool:
        """If-None-Match decides where it is given, else If-Modified-Since (RFC 9110, 13.2.2)."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return tags.strip() == "*" or page.etag in [tag.strip() for tag in tags.split(",")]
        since = self.headers.get("If-Modified-Since")
        if since is None:
            return False
        try:
            return page.modified.replace(microsecond=0) <= parsedate_to_datetime(since)
        except (TypeError, ValueError):
            return False

    def _send(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        agent = self.headers.get("User-Agent", "")
        self.requests.append(Request(self.command, self.server.site.outlet.slug, self.path, status, agent))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the terminal quiet: the requests are in `DemoNetwork.requests`."""


def write_sources(directory: Path, base_urls: Mapping[str, str]) -> list[Path]:
    """Write the source entry of each outlet in `base_urls` into `directory`; return the files."""
    directory.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # the data folder of the demonstration
    directory.mkdir(exist_ok=True)
    written = []
    for slug, base_url in base_urls.items():
        template = (SOURCES_DIR / f"{slug}.yml").read_text(encoding="utf-8")
        path = directory / f"{slug}.yml"
        entry = template.replace("{base}", base_url).replace("{base_regex}", base_url.replace(".", r"\."))
        path.write_text(entry, encoding="utf-8")
        written.append(path)
    return written


def expected(week: int = 1) -> list[dict[str, Any]]:
    """Return what a perfect reader finds in that week: one dict an article, in the order of outlets and ids.

    Keys: outlet, id, path, title, author, published (with zone), body (one paragraph a line, the dateline
    at its start), dateline, pages (how many), tags, kind, is_relevant, province, copy_of (`outlet/id` or None).
    """
    return [
        {
            "outlet": article.outlet,
            "id": article.id,
            "path": article.path,
            "title": article.headline,
            "author": article.author,
            "published": article.published,
            "body": "\n".join(article.paragraphs),
            "dateline": article.printed_dateline,
            "pages": len(article.pages),
            "tags": list(article.tags),
            "kind": article.kind,
            "is_relevant": article.is_relevant,
            "province": article.province,
            "copy_of": article.copy_of,
        }
        for article in (entry.in_week(week) for entry in load_articles())
        if article.first_week <= week and not article.is_removed(week)
    ]
