"""A news or official source, as its YAML entry describes it, and the network whose forms it inherits."""

import re
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from models.base import Record
from models.vocabulary import Terms

SourceKind = Literal["agency", "portal", "local_paper", "official", "police", "ngo"]


class Listing(Record):
    """An index, tag or search page that links to articles."""

    url: str
    """First page of the listing. With `{yyyy}`, `{mm}` and `{dd}` it is one listing a day."""
    next_page: str | None = None
    """URL template of the further pages with `{page}` (2, 3, ...), and with the date placeholders of `url`; null where
    there are none."""
    max_pages: int = Field(default=5, ge=1, le=200)
    """Bound on the pages read in one run, of each day where the listing has days, so that a listing that loops ends."""


class Permission(Record):
    """A publisher's permission to collect, as an operator recorded it."""

    source: str
    """Slug of the source."""
    reference: str
    """What proves it: a letter's number and date, an e-mail, a contract."""
    recorded_by: str
    """Who recorded it."""
    recorded_at: datetime
    """When it was recorded, UTC."""


class Network(Record):
    """What the entries of one publishing group, or of one site system, have in common: `crawler/networks/<name>.yml`.

    An entry says `network: <name>` and inherits every field that it does not give itself. Addresses may hold `{host}`,
    `{domain}` (the host without `www.`), `{zone}` (the host's first label) and `{section}` (the path of `home_url`):
    the loader fills them from the entry's `home_url`, in patterns as literal text.
    """

    name: str = Field(min_length=2)
    """Name of the group or system, for people."""
    kind: SourceKind | None = None
    """Default of the entries' `kind`."""
    allowed_hosts: tuple[str, ...] = ()
    """Default of the entries' `allowed_hosts`."""
    host_aliases: tuple[str, ...] = ()
    """Default of the entries' `host_aliases`."""
    feeds: tuple[str, ...] = ()
    """Default of the entries' `feeds`."""
    sitemaps: tuple[str, ...] = ()
    """Default of the entries' `sitemaps`."""
    listings: tuple[Listing, ...] = ()
    """Default of the entries' `listings`."""
    tags: tuple[str, ...] = ()
    """Default of the entries' `tags`."""
    search: str | None = None
    """Default of the entries' `search`."""
    article_url_pattern: str | None = None
    """Default of the entries' `article_url_pattern`."""
    example: str | None = None
    """Default of the entries' `example`."""
    paging: str | None = None
    """Default of the entries' `paging`."""
    amp_url: str | None = None
    """Default of the entries' `amp_url`."""
    terms: Terms | None = None
    """Default of the entries' `terms`."""
    terms_note: str | None = None
    """Default of the entries' `terms_note`."""
    expected_weekly: int = Field(default=0, ge=0)
    """Default of the entries' `expected_weekly`: an estimate for outlets of this kind, measured by nobody."""
    evidence: str = Field(min_length=3)
    """Where these facts come from; it is appended to what each entry says itself."""


class Source(Record):
    """One source entry. Adding a source is one entry, no code."""

    slug: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    """Short unique name, also the file name of the entry."""
    name: str = Field(min_length=2)
    """Name of the outlet as it prints itself."""
    province: str | None
    """Province that the outlet mainly covers, by its Kemendagri name; null for outlets of several or all."""
    network: str | None = None
    """File name of the network whose forms the entry inherits; null for an entry that says everything itself."""
    kind: SourceKind
    """What kind of source it is; `police` is for sites under polri.go.id."""
    home_url: str
    """Home page; its host is the source's own domain. A path in it names a bureau that shares its host with others."""
    allowed_hosts: tuple[str, ...] = ()
    """Further hosts (with port, if any) that may be contacted; all within the source's own domain."""
    host_aliases: tuple[str, ...] = ()
    """Hosts whose addresses mean the same article as those of `home_url`'s host (`m.`, `amp.`, `www.`); they may be
    contacted too."""
    feeds: tuple[str, ...] = ()
    """RSS or Atom feeds."""
    sitemaps: tuple[str, ...] = ()
    """News sitemaps, sitemaps or sitemap indexes."""
    listings: tuple[Listing, ...] = ()
    """Index pages."""
    tags: tuple[str, ...] = ()
    """Templates of tag pages; `{tag}` stands for a tag as an address writes it, as `perdagangan-orang`."""
    search: str | None = None
    """Template of the site's own search, with `{query}` for the words, quoted as in an address."""
    article_url_pattern: str
    """Regular expression that the whole URL of an article matches."""
    example: str | None = None
    """An invented article address that the pattern must match, so that the pattern is tested."""
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
    expected_weekly: int = Field(default=0, ge=0)
    """Articles about TPPO that a normal week brings, an estimate until it is measured; a run checks itself against it.
    0 means that it is not known."""
    evidence: str = Field(min_length=3)
    """Where the facts of this entry come from: published addresses, public code of others, memory; what was checked."""
    permission: Permission | None = None
    """The publisher's permission, from the database alone: no entry can give it."""

    @property
    def hosts(self) -> frozenset[str]:
        """All hosts (with port, if any) that may be contacted, lower case."""
        others = (host.lower() for host in (*self.allowed_hosts, *self.host_aliases))
        return frozenset({urlsplit(self.home_url).netloc.lower(), *others})

    @property
    def section(self) -> str:
        """Path of a bureau that shares its host with others, without outer slashes; empty for a whole site."""
        return urlsplit(self.home_url).path.strip("/")

    @property
    def is_enabled(self) -> bool:
        """Whether it is crawled: without reservation always, with one by a recorded permission alone."""
        return self.refusal is None

    @property
    def refusal(self) -> str | None:
        """Why it is not crawled and what would change that, as a sentence; null where it is on."""
        match self.terms:
            case Terms.OPEN:
                return None
            case Terms.BLOCKED:
                return f"Source {self.slug} is not crawled: its publisher refused ({self.terms_note.rstrip('.')})."
        if self.permission is not None:
            return None
        return (
            f"Source {self.slug} is not crawled: its terms are `{self.terms}` ({self.terms_note.rstrip('.')}); obtain "
            f'the publisher\'s permission, then record it: pantau sources permit {self.slug} --reference "...".'
        )

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
        for host in (*self.allowed_hosts, *self.host_aliases):
            name = host.rsplit(":", 1)[0].lower()
            if name != domain and not name.endswith("." + domain):
                raise ValueError(f"host {host!r} lies outside its own domain {domain!r}")
        for url in (*self.feeds, *self.sitemaps, *(entry.url for entry in self.listings)):
            if urlsplit(url).netloc.lower() not in self.hosts:
                raise ValueError(f"{url!r} is on a host that is neither home_url's nor in allowed_hosts")
        return self
