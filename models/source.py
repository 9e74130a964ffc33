"""A news or official source, as its YAML entry describes it."""

import re
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from models.base import Record
from models.vocabulary import Terms

SourceKind = Literal["agency", "portal", "local_paper", "official", "ngo"]


class Listing(Record):
    """An index, tag or search page that links to articles."""

    url: str
    """First page of the listing."""
    next_page: str | None = None
    """URL template of the further pages with `{page}` (2, 3, ...), or null where there are none."""
    max_pages: int = Field(default=5, ge=1, le=200)
    """Bound on the pages read in one run, so that a listing that loops ends."""


class Source(Record):
    """One source entry. Adding a source is one entry, no code."""

    slug: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    """Short unique name, also the file name of the entry."""
    name: str = Field(min_length=2)
    """Name of the outlet as it prints itself."""
    province: str | None
    """Province that the outlet mainly covers, by its Kemendagri name; null for national outlets."""
    network: str | None = None
    """Publishing group, null for independent outlets."""
    kind: SourceKind
    """What kind of source it is."""
    home_url: str
    """Home page; its host is the source's own domain."""
    allowed_hosts: tuple[str, ...] = ()
    """Further hosts (with port, if any) that may be contacted; all within the source's own domain."""
    feeds: tuple[str, ...] = ()
    """RSS or Atom feeds."""
    sitemaps: tuple[str, ...] = ()
    """News sitemaps, sitemaps or sitemap indexes."""
    listings: tuple[Listing, ...] = ()
    """Index and tag pages."""
    article_url_pattern: str
    """Regular expression that the whole URL of an article matches."""
    paging: str | None = None
    """Regular expression for the URLs of an article's further pages; null where articles have one page."""
    amp_url: str | None = None
    """Template of the AMP or print copy of an article, read only where the main page has no text: `{url}` is the
    article's canonical address, `{path}` the path of it with its first slash."""
    timezone: str = "Asia/Jakarta"
    """Zone of times printed without one: Asia/Jakarta (WIB), Asia/Makassar (WITA) or Asia/Jayapura (WIT)."""
    terms: Terms
    """Publisher's position on automatic collection."""
    terms_note: str = Field(min_length=3)
    """Where that position is stated, or why it is not known."""
    expected_weekly: int = Field(ge=0)
    """Articles that a normal week brings; a run checks itself against it."""
    evidence: str = Field(min_length=3)
    """Where the facts of this entry come from."""

    @property
    def hosts(self) -> frozenset[str]:
        """All hosts (with port, if any) that may be contacted, lower case."""
        return frozenset({urlsplit(self.home_url).netloc.lower(), *(h.lower() for h in self.allowed_hosts)})

    @property
    def is_enabled(self) -> bool:
        """Only a source without reservation is crawled."""
        return self.terms is Terms.OPEN

    @field_validator("article_url_pattern", "paging")
    @classmethod
    def _compiles(cls, pattern: str | None) -> str | None:
        if pattern is not None:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is not a regular expression: {error}") from error
        return pattern

    @field_validator("timezone")
    @classmethod
    def _zone_is_indonesian(cls, zone: str) -> str:
        if zone not in {"Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura"}:
            raise ValueError(f"{zone!r} is not a zone of Indonesia")
        return zone

    @model_validator(mode="after")
    def _hosts_are_its_own(self) -> "Source":
        home = urlsplit(self.home_url)
        if home.scheme not in {"http", "https"} or not home.hostname:
            raise ValueError(f"home_url {self.home_url!r} is not an http(s) address")
        domain = home.hostname.removeprefix("www.")
        for host in self.allowed_hosts:
            name = host.rsplit(":", 1)[0].lower()
            if name != domain and not name.endswith("." + domain):
                raise ValueError(f"host {host!r} lies outside its own domain {domain!r}")
        for url in (*self.feeds, *self.sitemaps, *(entry.url for entry in self.listings)):
            if urlsplit(url).netloc.lower() not in self.hosts:
                raise ValueError(f"{url!r} is on a host that is neither home_url's nor in allowed_hosts")
        return self
