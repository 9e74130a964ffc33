"""A large site made of the demonstration's pages: every article under many addresses, each with other numbers.

The pages are as heavy as those of real portals: see `furniture`; each article's text is that of a few demonstration
articles in a row, 250 to 600 words. They go out compressed to whoever accepts that, as portals send them.

As a program: portal.py ARTICLES SITES [ADDRESS] serves so many sites of ARTICLES / SITES articles each until it is
ended; prints one base address a line, then an empty line. Sites have loopback addresses of their own, 127.0.1.1,
127.0.1.2, ..., so that each is a host.
"""

import gzip
import sys
import threading
from collections.abc import Iterable, Sequence
from functools import cached_property, partial
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from furniture import foot, head, menu, share

from demo.articles import Article
from demo.outlets import outlets
from demo.site import Site

OUTLET = "kabarperaga"
PER_LISTING = 50
PER_SITEMAP = 1000
_ADDED_WORDS = 200
_BYLINE = '<p class="text-muted small">'
_NEWEST = "2026-03-09T{:02}:{:02}:00+07:00"


class Portal:
    """One site of `size` articles; `base_url` without a final slash."""

    def __init__(self, base_url: str, size: int) -> None:
        self.base_url = base_url
        self.size = size
        self._site = Site(outlets()[OUTLET], 1, base_url)

    @cached_property
    def _patterns(self) -> list[tuple[bytes, bytes, bytes]]:
        """Pages to copy: their bytes, their path, their headline."""
        # a topic gate would pass by the others, or count their pages differently
        chosen = [one for one in self._site.articles if one.is_relevant and len(one.pages) == 1]
        found = []
        for place, article in enumerate(chosen):
            page = self._site.render(self._site.pages[article.path]).decode()
            page = _weighted(page, [*chosen[place + 1 :], *chosen[:place]])
            found.append((page.encode(), article.path.encode(), article.headline.encode()))
        return found

    def article_path(self, number: int) -> str:
        """Return the path of article 0, 1, ...: its own number, the words of the page that it copies."""
        slug = self._patterns[number % len(self._patterns)][1].decode().rsplit("/", 1)[1]
        return f"/berita/{900_000 + number}/{slug}"

    def page(self, path: str) -> tuple[bytes, str] | None:
        """Return body and content type of what a path shows, or None."""
        html, xml = "text/html; charset=UTF-8", "application/xml"
        parts = path.strip("/").split("/")
        match parts:
            case [""]:
                return self._listing(1), html
            case ["terkini"]:
                return self._listing(1), html
            case ["terkini", number] if number.isdigit():
                return self._listing(int(number)), html
            case ["berita", number, _] if number.isdigit():
                return self._article(int(number) - 900_000), html
            case ["robots.txt"]:
                return (
                    f"User-agent: *\nAllow: /\nSitemap: {self.base_url}/sitemap.xml\n".encode(),
                    "text/plain",
                )
            case ["sitemap.xml"]:
                return self._sitemap_index(), xml
            case ["sitemap", name]:
                return self._sitemap(int(name.removesuffix(".xml.gz"))), "application/gzip"
            case ["rss"]:
                return self._feed(), "application/rss+xml"
        return None

    def _article(self, number: int) -> bytes:
        body, path, headline = self._patterns[number % len(self._patterns)]
        own = self.article_path(number).encode()
        return body.replace(path, own).replace(headline, headline + f" ({number})".encode())

    def _listing(self, page: int) -> bytes:
        first = (page - 1) * PER_LISTING
        numbers = range(first, min(first + PER_LISTING, self.size))
        items = "".join(
            f'<li><h2><a href="{self._url(number)}">Berita nomor {number}</a></h2></li>' for number in numbers
        )
        following = f'<a rel="next" href="{self.base_url}/terkini/{page + 1}">Selanjutnya</a>'
        more = following if first + PER_LISTING < self.size else ""
        head = '<title>Terkini</title><link rel="alternate" type="application/rss+xml" href="/rss"/>'
        body = f"<ul>{items}</ul>{more}"
        return f"<!doctype html><html lang=id><head>{head}</head><body>{body}</body></html>".encode()

    def _sitemap_index(self) -> bytes:
        parts = range(-(-self.size // PER_SITEMAP))
        return _xml(
            "sitemapindex",
            (f"<sitemap><loc>{self.base_url}/sitemap/{part}.xml.gz</loc></sitemap>" for part in parts),
        )

    def _sitemap(self, part: int) -> bytes:
        numbers = range(part * PER_SITEMAP, min((part + 1) * PER_SITEMAP, self.size))
        entries = (
            f"<url><loc>{self._url(number)}</loc><lastmod>{_time(number)}</lastmod></url>"
            for number in numbers
        )
        return gzip.compress(_xml("urlset", entries))

    def _feed(self) -> bytes:
        numbers = range(min(PER_LISTING, self.size))
        items = "".join(
            f"<item><title>Berita nomor {number}</title><link>{self._url(number)}</link></item>"
            for number in numbers
        )
        channel = f"<channel><title>Portal</title>{items}</channel>"
        return f'<?xml version="1.0"?><rss version="2.0">{channel}</rss>'.encode()

    def _url(self, number: int) -> str:
        return self.base_url + self.article_path(number)


def _xml(root: str, entries: Iterable[str]) -> bytes:
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0"?><{root} xmlns="{namespace}">{"".join(entries)}</{root}>'.encode()


def _weighted(page: str, others: Sequence[Article], words: int = _ADDED_WORDS) -> str:
    """Return the page with furniture, and made longer by so many words of other articles."""
    longer = []
    for paragraph in (paragraph for other in others for paragraph in other.pages[0]):
        if words <= 0:
            break
        longer.append(f"<p>{escape(paragraph)}</p>")
        words -= len(paragraph.split())
    headlines = [escape(other.headline) for other in others]
    page = page.replace(_BYLINE, "\n".join([*longer, share(), _BYLINE]), 1)
    page = page.replace("</head>", head() + "</head>", 1).replace("</header>", menu() + "</header>", 1)
    return page.replace("</body>", foot(headlines) + "</body>", 1)


def _time(number: int) -> str:
    return _NEWEST.format(5 - number // 60 % 5, number % 60)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, portal: Portal, *args: Any) -> None:
        self.portal = portal
        super().__init__(*args)

    def do_GET(self) -> None:
        found = self.portal.page(self.path.split("?")[0])
        body, kind = found or (b"<html><body>Tidak ada.</body></html>", "text/html")
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", kind)
        if "gzip" in self.headers.get("Accept-Encoding", "") and kind != "application/gzip":
            body = gzip.compress(body, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_HEAD = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the terminal quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no event."""


def serve(articles: int, sites: int) -> None:
    """Serves until the process is ended."""
    for number in range(sites):
        host = f"127.0.{1 + number // 250}.{1 + number % 250}"
        portal = Portal("", articles // sites)
        server = _Server((host, 0), partial(_Handler, portal))
        portal.base_url = portal._site.base_url = f"http://{host}:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(portal.base_url, flush=True)
    print(flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
