"""The address that an article's page gives for itself."""

from collections.abc import Iterator

from crawler.discovery.page_tree import joined, parse_page
from crawler.discovery.xml import UnreadableListing
from crawler.urls import article_url
from models.source import Source

_MAX_HEAD = 300_000
"""Bytes in which the head of a page is looked for."""


def declared_url(body: bytes, url: str, source: Source) -> str | None:
    """Return what a page declares as its article's address: `rel=canonical`, then `og:url`, then its own `url`.

    `url` is the address after redirects. Only an article of the source counts: a page that names the home page, or
    another site, declares nothing. None where nothing does.
    """
    candidates = (article_url(candidate, source) for candidate in (*_declared(body, url), url))
    return next(filter(None, candidates), None)


def _declared(body: bytes, url: str) -> Iterator[str]:
    """What the head says; a reader's comment in the body may hold such elements too."""
    head = body[:_MAX_HEAD]
    end = head.lower().find(b"</head")
    try:
        root = parse_page(head if end < 0 else head[:end])
    except UnreadableListing:
        return
    links = (link for link in root.iter("link") if "canonical" in (link.get("rel") or "").lower().split())
    metas = (meta for meta in root.iter("meta") if (meta.get("property") or "").lower() == "og:url")
    targets = (*(link.get("href") for link in links), *(meta.get("content") for meta in metas))
    yield from filter(None, (joined(url, target) for target in targets))
