"""Articles from the records of archives, under the rules of every crawl: addresses, and what a page asks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from crawler.archives.gate import speaks_of_topic
from crawler.discovery.article_pages import ArticlePage, read_article_page
from crawler.discovery.declared import declared_url
from crawler.reservations import Directives, directives
from crawler.urls import article_url, canonical_url, clean_url, is_further_page
from crawler.warc_pages import UnreadablePage, page_of, split_response
from crawler.warc_reader import WarcRecord
from models.page import Page
from models.source import Source

_HTML = {"text/html", "application/xhtml+xml"}


class Left(StrEnum):
    """Why a record of one of our hosts is not stored."""

    OTHER = "other"
    """No article's address, no page, or a further page of an article."""
    GATED = "gated"
    """No word of the topic in it."""
    REFUSED = "refused"
    """The page asks robots not to keep it."""


@dataclass(frozen=True)
class ArchivedArticle:
    """An article as an archive has it."""

    source: str
    """Slug of the source."""
    url: str
    """Canonical address of the article."""
    page: Page
    """Its first page, with its place in the archive."""
    further: str | None = None
    """Address of its second page, which archives seldom have; null where it has one page."""


class HostFilter:
    """The hosts of sources, known by the bytes of an address."""

    def __init__(self, sources: Iterable[Source]) -> None:
        """A source that is off has no hosts here: its pages are not even looked at."""
        self.owners: dict[str, list[Source]] = {}
        for source in sources:
            if source.is_enabled:
                for host in source.hosts:
                    self.owners.setdefault(host, []).append(source)
        self._hosts = frozenset(host.encode() for host in self.owners)

    def is_ours(self, address: bytes) -> bool:
        """Tell whether an address (also in `<>`, as some write it) is on one of the hosts."""
        return host_in(address) in self._hosts

    def sources_of(self, address: str) -> Sequence[Source]:
        """Return the sources that have the address's host."""
        return self.owners.get(host_in(address.encode()).decode(), ())


def host_in(address: bytes) -> bytes:
    """Return host and port as `Source.hosts` writes them: lower case, without the scheme's own port."""
    scheme, _, rest = address.strip(b"<> ").partition(b"://")
    host = rest.partition(b"/")[0].partition(b"?")[0].partition(b"#")[0].lower()
    return host.removesuffix(b":443" if scheme.lower() == b"https" else b":80")


def article_of(record: WarcRecord, name: str, hosts: HostFilter) -> ArchivedArticle | Left:
    """Return the article of a response, or why it is left out; `name` is how pages name the file.

    Raises `UnreadablePage` for what should be an article and cannot be read.
    """
    asked = record.field("WARC-Target-URI").strip("<>")
    found = _address(asked, hosts.sources_of(asked))
    if found is None:
        return Left.OTHER
    source, url = found
    if record.block is None:
        raise UnreadablePage("the record is longer than an article can be")
    head, _ = split_response(record)
    kind = (head.get_header("Content-Type") or "").split(";")[0].strip().lower()
    if head.get_statuscode() != "200" or kind not in _HTML:
        return Left.OTHER
    page = page_of(record, name, _fetched_at(record))
    if not speaks_of_topic(page.body):
        return Left.GATED
    said, wishes = _wishes(page, url, source, head.headers)
    if wishes.refusal is not None:
        return Left.REFUSED
    own = declared_url(page.body, page.url, source) or url
    page = page.model_copy(update={"robots": str(wishes) or None})
    return ArchivedArticle(source.slug, own, page, said.further.get(2))


def _address(asked: str, sources: Sequence[Source]) -> tuple[Source, str] | None:
    """The source and the canonical address; bureaus of one network share their host."""
    for source in sources:
        url = article_url(asked, source)
        if url is not None:
            return None if is_further_page(clean_url(asked) or "", source) else (source, url)
    return None


def _fetched_at(record: WarcRecord) -> datetime:
    try:
        moment = datetime.fromisoformat(record.field("WARC-Date"))
    except ValueError as error:
        raise UnreadablePage("its date cannot be understood") from error
    if moment.tzinfo is None or moment > datetime.now(UTC):
        raise UnreadablePage("its date has no zone or lies in the future")
    return moment


def _wishes(
    page: Page, url: str, source: Source, fields: Iterable[tuple[str, str]]
) -> tuple[ArticlePage, Directives]:
    """What the page says, and what it and the head of the response ask of robots."""
    names = {name for name in (url, canonical_url(page.url)) if name}
    said = read_article_page(page.body, page.url, names, 1, source)
    headers = _by_name(fields)
    tdm = headers.get("tdm-reservation", [None])[0]
    return said, directives(said.metas, headers.get("x-robots-tag", ()), tdm)


def _by_name(fields: Iterable[tuple[str, str]]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in fields:
        found.setdefault(name.lower(), []).append(value)
    return found
