"""Loads `probe.yml`: where a site is searched for its listings, and what tells its articles from other pages."""

from functools import cache
from pathlib import Path

import yaml

from models.base import Record

WORDS_FILE = Path(__file__).with_name("probe.yml")


class NetworkMarks(Record):
    """By what a publishing group or site system is known."""

    name: str
    """Name of its file in `crawler/networks`."""
    hosts: tuple[str, ...] = ()
    """Domains of the group."""
    marks: tuple[str, ...] = ()
    """Texts in the markup of its home pages."""
    generators: tuple[str, ...] = ()
    """Words of its generator tag."""


class ProbeWords(Record):
    """The lists of `probe.yml`, lower case; each is explained there."""

    meta: dict[str, object]
    """Source, licence and date of the lists."""
    feed_paths: tuple[str, ...]
    """Usual paths of feeds."""
    sitemap_paths: tuple[str, ...]
    """Usual paths of sitemaps."""
    listing_paths: tuple[str, ...]
    """Usual paths of index pages."""
    tag_path: str
    """Usual form of tag pages, with `{tag}`."""
    tags: tuple[str, ...]
    """Tags of the topic."""
    listing_words: frozenset[str]
    """Path segments of index pages."""
    tag_words: frozenset[str]
    """Path segments before a tag."""
    no_article_feeds: tuple[str, ...]
    """Words in the addresses of feeds that are not about articles."""
    no_article_sitemaps: tuple[str, ...]
    """Words in the addresses of sitemaps that are not about articles."""
    article_sitemaps: tuple[str, ...]
    """Words in the addresses of sitemaps of articles."""
    section_segments: frozenset[str]
    """Path segments under which no article stands."""
    guarded_segments: frozenset[str]
    """First path segments of tag pages, authors and the like, which a pattern must not take for sections."""
    static_pages: tuple[str, ...]
    """Beginnings of the last segment of pages about the outlet."""
    file_endings: tuple[str, ...]
    """Endings of addresses that are no pages."""
    paging_forms: tuple[str, ...]
    """What is appended to an article's address for page `{n}`."""
    networks: tuple[NetworkMarks, ...]
    """Publishing groups and site systems, groups first."""
    zones: dict[str, tuple[str, ...]]
    """Provinces by zone."""
    printed_zones: dict[str, str]
    """Zones by their printed abbreviations."""
    offset_zones: dict[int, str]
    """Zones by their hours from UTC, where the offset tells the zone."""


@cache
def probe_words() -> ProbeWords:
    """Return the lists; raises pydantic's ValidationError where the file is broken."""
    return ProbeWords.model_validate(yaml.safe_load(WORDS_FILE.read_text(encoding="utf-8")))
