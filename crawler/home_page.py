"""What a home page says of its site: its name, its feeds and sitemaps, its links."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree

from crawler.article_links import path_segments
from crawler.discovery.listings import read_index_page
from crawler.discovery.page_tree import base_url, joined, parse_page
from crawler.probe_words import probe_words
from crawler.urls import canonical_url, clean_url, host_of

_FEED_TYPES = {"application/rss+xml", "application/atom+xml"}
_MAX_NAME = 60


@dataclass(frozen=True)
class HomePage:
    """What was read; addresses absolute."""

    name: str | None
    """Name of the outlet as its metadata give it."""
    title: str | None
    """The part of the page's title that is short enough for a name."""
    network: str | None
    """Publishing group or site system that its host or markup shows, by the name of its file in `crawler/networks`."""
    feeds: tuple[str, ...]
    """Feeds in `<link rel=alternate>`, then links whose address says that it is a feed."""
    sitemaps: tuple[str, ...]
    """Sitemaps in `<link rel=sitemap>` and links."""
    links: tuple[str, ...]
    """Links to any page, in canonical form, in their order, once each."""


def read_home_page(body: bytes, url: str, encoding: str | None = None) -> HomePage:
    """Return what the page at `url` says. Raises `UnreadableListing` for an empty page."""
    targets = [entry.url for entry in read_index_page(body, url, encoding).entries]
    root = parse_page(body, encoding)
    base = base_url(root, url)
    feeds = [*_declared(root, base, "alternate", _FEED_TYPES), *_named(targets, ("rss", "feed", "atom.xml"))]
    sitemaps = [*_declared(root, base, "sitemap", None), *_named(targets, ("sitemap",), is_xml=True)]
    return HomePage(
        name=_meta(root, "og:site_name") or _meta(root, "application-name"),
        title=_short_title(root),
        network=_network(host_of(url), body, (_meta(root, "generator") or "").lower()),
        feeds=tuple(dict.fromkeys(feeds)),
        sitemaps=tuple(dict.fromkeys(sitemaps)),
        links=tuple(dict.fromkeys(link for target in targets if (link := canonical_url(target)))),
    )


def _declared(root: etree._Element, base: str, relation: str, types: set[str] | None) -> list[str]:
    found = []
    for link in root.iter("link"):
        is_meant = relation in (link.get("rel") or "").lower().split()
        if is_meant and (types is None or (link.get("type") or "").lower() in types):
            target = clean_url(joined(base, link.get("href")) or "")
            found += [target] if target else []
    return found


def _named(targets: list[str], words: tuple[str, ...], *, is_xml: bool = False) -> list[str]:
    """Return the links whose last path segment begins with one of the words, or that are XML below such a segment."""
    found = []
    for target in targets:
        clean = clean_url(target)
        segments = path_segments(urlsplit((clean or "").lower()))
        is_file = segments[-1:] and segments[-1].endswith(".xml")
        named = segments if is_file else [] if is_xml else segments[-1:]
        if clean and any(segment.startswith(words) for segment in named):
            found.append(clean)
    return found


def _short_title(root: etree._Element) -> str | None:
    title = " ".join((root.findtext(".//title") or "").split())
    parts = [part.strip() for part in title.replace("|", " - ").replace("–", "-").split(" - ")]
    return min((part for part in parts if 1 < len(part) <= _MAX_NAME), key=len, default=None)


def _meta(root: etree._Element, name: str) -> str | None:
    for meta in root.iter("meta"):
        if name in {(meta.get("name") or "").lower(), (meta.get("property") or "").lower()}:
            return " ".join((meta.get("content") or "").split()) or None
    return None


def _network(netloc: str, body: bytes, generator: str) -> str | None:
    host = netloc.rsplit(":", 1)[0]
    for known in probe_words().networks:
        is_host = any(host == domain or host.endswith("." + domain) for domain in known.hosts)
        is_generated = any(word in generator for word in known.generators)
        if is_host or is_generated or any(mark.encode() in body for mark in known.marks):
            return known.name
    return None
