"""Whether an entry's address templates and its article pattern fit each other."""

import re
from collections.abc import Iterator

from crawler.inheritance import template_names
from crawler.urls import host_of
from models.source import Listing, Source

_DAY = {"yyyy": "2024", "mm": "01", "dd": "31"}
_SAMPLES = {**_DAY, "page": "2", "tag": "perdagangan-orang", "query": "perdagangan+orang"}


def template_problems(source: Source) -> Iterator[str]:
    """Return what is wrong with the templates, one sentence each."""
    for listing in source.listings:
        yield from _listing_problems(listing)
    for tag in source.tags:
        if "{tag}" not in tag:
            yield f"tags: {tag!r} has no {{tag}} where the tag goes; add it"
    if source.search is not None and "{query}" not in source.search:
        yield f"search {source.search!r} has no {{query}} where the words go; add it"
    if source.amp_url is not None and not set(template_names(source.amp_url)) & {"url", "path"}:
        yield f"amp_url {source.amp_url!r} has neither {{url}} nor {{path}}; add one"
    for name, template in _templates(source):
        if host_of(_filled(template, source)) not in source.hosts:
            yield f"{name} {template!r} is on a host that is neither home_url's nor in allowed_hosts"


def pattern_problems(source: Source) -> Iterator[str]:
    """Return what is wrong with the article pattern: it must match articles, and nothing else that is known."""
    pattern = re.compile(source.article_url_pattern)
    if source.example is not None and not pattern.fullmatch(source.example):
        yield f"example {source.example!r} does not match article_url_pattern; correct one of them"
    listings = (entry.url for entry in source.listings)
    templates = (template for name, template in _templates(source) if name != "amp_url")
    others = (source.home_url, *source.feeds, *source.sitemaps, *listings, *templates)
    for url in dict.fromkeys(_filled(other, source) for other in others):
        if pattern.fullmatch(url):
            yield f"article_url_pattern also matches {url!r}, which is no article; narrow it"


def _listing_problems(listing: Listing) -> Iterator[str]:
    days = set(template_names(listing.url))
    if days and days != set(_DAY):
        yield f"listing {listing.url!r} names a part of a day only; write {{yyyy}}, {{mm}} and {{dd}}, or none"
    if listing.next_page is None:
        return
    names = set(template_names(listing.next_page))
    if "page" not in names:
        yield f"next_page {listing.next_page!r} has no {{page}} where the number goes; add it"
    if names - {"page"} != days:
        yield f"next_page {listing.next_page!r} must name the same parts of a day as {listing.url!r}"


def _templates(source: Source) -> Iterator[tuple[str, str]]:
    """Return the templates with the names of their fields."""
    yield from (("next_page", entry.next_page) for entry in source.listings if entry.next_page is not None)
    yield from (("tags", tag) for tag in source.tags)
    yield from (("search", search) for search in (source.search,) if search is not None)
    yield from (("amp_url", amp) for amp in (source.amp_url,) if amp is not None)


def _filled(template: str, source: Source) -> str:
    """Return an address as the template would give it."""
    samples = {**_SAMPLES, "url": source.home_url.rstrip("/") + "/contoh", "path": "/contoh"}
    for name, value in samples.items():
        template = template.replace(f"{{{name}}}", value)
    return template
