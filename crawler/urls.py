"""Canonical addresses: one article, one address, however a feed, sitemap or index page spells it."""

import re
from functools import cache
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

from courlan.clean import normalize_url, scrub_url

from crawler.paging import numbered_page
from crawler.url_rules import url_rules
from models.source import Source

MAX_URL_LENGTH = 2000
_DEFAULT_PORTS = {"http": 80, "https": 443}
_ROUNDS = 5


def clean_url(url: str) -> str | None:
    """Return the address in normal form, without fragment and tracking parameters, or None if it is no http(s) one.

    A final slash stays as it is. Cleaning a clean address changes nothing.
    """
    return _settle(url, url_rules().tracking_parameters, is_article=False)


def canonical_url(url: str) -> str | None:
    """Return the address that names the article: clean, without page number, view parameters and `/amp`."""
    rules = url_rules()
    return _settle(url, rules.tracking_parameters | rules.view_parameters, is_article=True)


def article_url(url: str, source: Source) -> str | None:
    """Return the canonical address if it is one of the source's articles, else None.

    Further pages of an article (see `is_further_page`) are not articles of their own.
    """
    clean = clean_url(url)
    canonical = canonical_url(url)
    if clean is None or canonical is None or host_of(canonical) not in source.hosts:
        return None
    if canonical == clean and is_further_page(clean, source):
        return None
    return canonical if compiled(source.article_url_pattern).fullmatch(canonical) else None


def is_further_page(url: str, source: Source) -> bool:
    """Tell whether the address is page 2 or further of one of the source's articles, by the entry or in a known way."""
    if source.paging is not None and compiled(source.paging).fullmatch(url):
        return True
    page = numbered_page(url)
    if page is None or not page.is_named:
        return False
    return compiled(source.article_url_pattern).fullmatch(page.article) is not None


def host_of(url: str) -> str:
    """Return host and port as `Source.hosts` writes them: lower case, without the scheme's default port.

    An address with a user name, a broken port or no host gives text that is no host of any source.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    netloc = parts.netloc.lower()
    return netloc.rsplit(":", 1)[0] if port == _DEFAULT_PORTS.get(parts.scheme.lower()) else netloc


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return the compiled pattern of a source entry."""
    return re.compile(pattern)


def _settle(url: str, dropped: frozenset[str], *, is_article: bool) -> str | None:
    """Normalise until nothing changes, so that the result is its own normal form."""
    if len(url) > MAX_URL_LENGTH:
        return None
    current: str | None = url
    for _ in range(_ROUNDS):
        previous, current = current, _normalise(current or "", dropped, is_article=is_article)
        if current is None or current == previous:
            return current
    return None


def _normalise(url: str, dropped: frozenset[str], *, is_article: bool) -> str | None:
    try:
        scrubbed = urlsplit(scrub_url(url))
        netloc = _netloc(scrubbed)
        normal = urlsplit(normalize_url(scrubbed))
    except ValueError:  # a broken port, IPv6 host or encoding
        return None
    if netloc is None or normal.scheme not in _DEFAULT_PORTS:
        return None
    path = _without_amp(normal.path) if is_article else normal.path
    kept = [(name, value) for name, value in parse_qsl(normal.query) if name.lower() not in dropped]
    return urlunsplit((normal.scheme, netloc, path or "/", urlencode(kept), ""))


def _netloc(parts: SplitResult) -> str | None:
    """Return the host in ASCII with its port, unless it is the default one; None without host or with a user name."""
    if not parts.hostname or "@" in parts.netloc:
        return None
    host = parts.hostname if parts.hostname.isascii() else parts.hostname.encode("idna").decode("ascii")
    host = f"[{host}]" if ":" in host else host
    return host if parts.port in {None, _DEFAULT_PORTS.get(parts.scheme.lower())} else f"{host}:{parts.port}"


def _without_amp(path: str) -> str:
    segments = path.split("/")
    amp = url_rules().amp_segments
    if len(segments) > 2 and segments[1].lower() in amp:
        del segments[1]
    end = -2 if segments[-1] == "" else -1
    if len(segments) > 2 and segments[end].lower() in amp:
        del segments[end]
    return "/".join(segments)
