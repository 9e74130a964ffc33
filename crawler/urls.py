"""Canonical addresses: one article, one address, however a feed, sitemap or index page spells it."""

import re
from functools import cache, lru_cache
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

from courlan.clean import normalize_url, scrub_url

from crawler.paging import numbered_page
from crawler.url_rules import url_rules
from models.source import Source

MAX_URL_LENGTH = 2000
_DEFAULT_PORTS = {"http": 80, "https": 443}
_ROUNDS = 5
_PATH_SESSION = re.compile(r";([A-Za-z_]{1,20})=[0-9A-Za-z!.,_-]{1,200}(?=[;/?#]|$)")
_SESSION = re.compile(r"[0-9A-Za-z,_-]{16,}")
_HOST = re.compile(r"[a-z0-9._-]+|\[[0-9a-f:.]+\]")
_LAST_NUMBER = re.compile(r"/\d{1,3}/?$")


def clean_url(url: str) -> str | None:
    """Return the address in normal form, without fragment, tracking and session, or None if it is no http(s) one.

    A final slash stays as it is. Cleaning a clean address changes nothing.
    """
    return _settle(url, url_rules().tracking_parameters, is_article=False)


def canonical_url(url: str) -> str | None:
    """Return the address that names the article: clean, without page number, view, `/amp` and `/komentar`."""
    rules = url_rules()
    return _settle(url, rules.tracking_parameters | rules.view_parameters, is_article=True)


def article_url(url: str, source: Source) -> str | None:
    """Return the canonical address if it is one of the source's articles, else None.

    Addresses on `source.host_aliases`, and those that differ from the home page in http and https alone, are written as
    the home page's. A further page (see `is_further_page`) gives the address of its article.
    """
    if host_of(url.strip()) not in source.hosts:  # cheap, and most links of a page fail or pass here
        return None
    canonical = canonical_url(url)
    if canonical is None:
        return None
    canonical = _at_home(canonical, source)
    if is_further_page(canonical, source) and canonical == _at_home(clean_url(url) or "", source):
        page = numbered_page(canonical)
        canonical = page.article if page is not None else _LAST_NUMBER.sub("", canonical)
    pattern = compiled(source.article_url_pattern)
    spellings = (canonical, _original(canonical))
    return next((spelling for spelling in spellings if pattern.fullmatch(spelling)), None)


def without_session(url: str) -> str:
    """Return the address without a visitor's session in path or query; the rest stays letter for letter."""
    names = url_rules().session_parameters
    start, _, rest = url.partition("?")
    start = _PATH_SESSION.sub(lambda match: "" if match[1].lower() in names else match[0], start)
    query, mark, fragment = rest.partition("#")
    kept = [piece for piece in query.split("&") if not _is_session(piece, names)]
    return start + ("?" if any(kept) else "") + "&".join(kept) + mark + fragment


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


@lru_cache(maxsize=256)  # a page names its article several times
def _settle(url: str, dropped: frozenset[str], *, is_article: bool) -> str | None:
    """Normalise until nothing changes, so that the result is its own normal form."""
    if len(url) > MAX_URL_LENGTH:
        return None
    current: str | None = url
    for _ in range(_ROUNDS):
        previous, current = current, _normalise(current or "", dropped, is_article=is_article)
        if current is None or len(current) > MAX_URL_LENGTH:  # escaping makes it longer
            return None
        if current == previous:
            return current
    return None


def _normalise(url: str, dropped: frozenset[str], *, is_article: bool) -> str | None:
    try:
        scrubbed = urlsplit(scrub_url(without_session(url)))
        if scrubbed.hostname != urlsplit(url.strip()).hostname:  # courlan took an address out of this one
            return None
        netloc = _netloc(scrubbed)
        normal = urlsplit(normalize_url(scrubbed))
    except ValueError:  # a broken port, IPv6 host or encoding
        return None
    if netloc is None or normal.scheme not in _DEFAULT_PORTS:
        return None
    path = _without_views(normal.path) if is_article else normal.path
    kept = [(name, value) for name, value in parse_qsl(normal.query) if name.lower() not in dropped]
    return urlunsplit((normal.scheme, netloc, path or "/", urlencode(kept), ""))


def _netloc(parts: SplitResult) -> str | None:
    """Return the host in ASCII with its port, unless it is the default one.

    None without host, with a user name, and with characters that no name of a host has, as control characters.
    """
    if not parts.hostname or "@" in parts.netloc:
        return None
    host = parts.hostname if parts.hostname.isascii() else parts.hostname.encode("idna").decode("ascii")
    host = f"[{host}]" if ":" in host else host
    if _HOST.fullmatch(host) is None:
        return None
    return host if parts.port in {None, _DEFAULT_PORTS.get(parts.scheme.lower())} else f"{host}:{parts.port}"


def _without_views(path: str) -> str:
    rules = url_rules()
    segments = path.split("/")
    if len(segments) > 2 and segments[1].lower() in rules.amp_segments:
        del segments[1]
    end = -2 if segments[-1] == "" else -1
    if len(segments) > 2 and segments[end].lower() in rules.amp_segments | rules.view_segments:
        del segments[end]
    return "/".join(segments)


def _is_session(piece: str, names: frozenset[str]) -> bool:
    name, _, value = piece.partition("=")
    return name.lower() in names and _SESSION.fullmatch(value) is not None


def _at_home(url: str, source: Source) -> str:
    """Return the address as the home page's host and scheme write it, where it is on that host or an alias of it."""
    home = urlsplit(source.home_url)
    own = {host_of(source.home_url), *(host.lower() for host in source.host_aliases)}
    if host_of(url) not in own:
        return url
    return urlunsplit(urlsplit(url)._replace(scheme=home.scheme.lower(), netloc=host_of(source.home_url)))


def _original(url: str) -> str:
    """Return the address that a copy's address leads to: `/copy/...` is `/read/...`."""
    parts = urlsplit(url)
    first, slash, rest = parts.path.removeprefix("/").partition("/")
    original = url_rules().copy_segments.get(first, first)
    return urlunsplit(parts._replace(path=f"/{original}{slash}{rest}"))
