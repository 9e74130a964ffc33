"""Pages from the response records of WARC files: decoded as the crawler decodes what it fetches."""

import json
import zlib
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

from pydantic import Field
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.utils import _compression
from warcio.bufferedreaders import ChunkedDataReader
from warcio.statusandheaders import (
    StatusAndHeaders,
    StatusAndHeadersParser,
    StatusAndHeadersParserException,
)

from crawler.settings import DOWNLOAD_MAXSIZE
from crawler.warc import ORIGIN_HEADER, warc_digest
from crawler.warc_reader import Damage, WarcRecord, read_warc
from models.base import Record
from models.page import ArchivedRecord, FetchedArticle, Page

_UNDECODABLE = (
    OSError,
    EOFError,
    ValueError,
    zlib.error,
    _compression.brotli.error,  # type: ignore[attr-defined]  # Scrapy's import of it
    _compression.zstd.ZstdError,  # type: ignore[attr-defined]  # Scrapy's import of it
)


class PageOrigin(Record):
    """Which page of which article a response of ours is; written by `crawler.warc`."""

    source: str = Field(max_length=200)
    article: str = Field(max_length=2000, pattern=r"^https?://[!-~]+$")
    page: int = Field(ge=1)
    pages: int = Field(ge=1)
    fetched_at: datetime
    robots: str | None = Field(default=None, max_length=1000)


class UnreadablePage(ValueError):
    """The message says why a record gives no page, without a full stop."""


def archived_articles(path: Path, name: str) -> Iterator[FetchedArticle | Damage]:
    """The articles of a file that this program wrote, all their pages joined again, and what cannot be read.

    `name` is how the pages name the file. Other records, as those of redirects, are passed over. Raises PantauError
    for a file that holds no record at all.
    """
    begun: list[tuple[int, PageOrigin, Page]] = []
    for record in read_warc(path):
        if isinstance(record, Damage):
            yield record
            continue
        try:
            origin = _origin(record)
            page = None if origin is None else _own_page(record, name, origin)
        except UnreadablePage as error:
            yield Damage(record.offset, str(error))
            continue
        if origin is None or page is None:
            continue
        if not _follows(begun, origin):
            yield from _incomplete(begun)
            begun = []
        begun.append((record.offset, origin, page))
        if len(begun) == origin.pages and begun[0][1].page == 1:
            pages = tuple(page for _, _, page in begun)
            yield FetchedArticle(source=origin.source, url=origin.article, pages=pages)
            begun = []
    yield from _incomplete(begun)


def _own_page(record: WarcRecord, name: str, origin: PageOrigin) -> Page:
    return page_of(record, name, origin.fetched_at).model_copy(update={"robots": origin.robots})


def page_of(record: WarcRecord, name: str, fetched_at: datetime) -> Page:
    """The page of a response record, in the file that is called `name`.

    Raises UnreadablePage where the record was changed since it was written (records that say their payload digest
    by SHA-256), is too long, or cannot be decoded.
    """
    if record.block is None:
        raise UnreadablePage("the record is longer than an article can be")
    head, payload = split_response(record)
    told, digest = record.field("WARC-Payload-Digest"), warc_digest(payload)
    if told.startswith("sha256:") and len(told) == len(digest) and told != digest:
        raise UnreadablePage("its content does not fit its digest: the record was changed or damaged")
    types = [value for field, value in head.headers if field.lower() == "content-type"]
    return Page(
        url=record.field("WARC-Target-URI").strip("<>"),
        body=_decoded(head, payload),
        content_type=types[-1] if types else None,
        fetched_at=fetched_at,
        archived=ArchivedRecord(file=name, offset=record.offset, digest=told or digest),
    )


def split_response(record: WarcRecord) -> tuple[StatusAndHeaders, bytes]:
    """Head and payload of a response record. Raises UnreadablePage for what is no HTTP response."""
    content = record.block or b""
    if not content.startswith(b"HTTP/"):
        raise UnreadablePage("it is no HTTP response")
    block = BytesIO(content)
    try:
        head = StatusAndHeadersParser(["HTTP/1.0", "HTTP/1.1"], verify=False).parse(block)
    except (StatusAndHeadersParserException, EOFError) as error:
        raise UnreadablePage("the head of the response cannot be understood") from error
    return head, block.read()


def _origin(record: WarcRecord) -> PageOrigin | None:
    told = record.field(ORIGIN_HEADER)
    if record.field("WARC-Type") != "response" or not told:
        return None
    try:
        fields = json.loads(told)
        ours = fields.get("pantau") if isinstance(fields, dict) else None
        return None if ours is None else PageOrigin.model_validate(ours)
    except (ValueError, RecursionError) as error:  # pydantic's ValidationError is a ValueError
        raise UnreadablePage("what it says about its article cannot be understood") from error


def _follows(begun: list[tuple[int, PageOrigin, Page]], origin: PageOrigin) -> bool:
    """Whether the page goes on with the article that has begun."""
    if not begun:
        return True
    last = begun[-1][1]
    is_same = (last.source, last.article, last.pages) == (origin.source, origin.article, origin.pages)
    return is_same and origin.page == last.page + 1


def _incomplete(begun: list[tuple[int, PageOrigin, Page]]) -> Iterator[Damage]:
    if begun:
        offset, origin, _ = begun[0]
        yield Damage(offset, f"the article {origin.article} lacks a page of its {origin.pages}")


def _decoded(head: StatusAndHeaders, payload: bytes) -> bytes:
    """The payload without chunks, which other writers keep, and as Scrapy's middleware decodes it in a crawl.

    Some writers undo the encoding and still name it, as Common Crawl did in its first years: such a page is kept.
    """
    if (head.get_header("Transfer-Encoding") or "").strip().lower() == "chunked":
        payload = ChunkedDataReader(BytesIO(payload)).read()
    encodings = [
        value.encode("latin-1") for name, value in head.headers if name.lower() == "content-encoding"
    ]
    known, _ = HttpCompressionMiddleware._split_encodings(encodings)
    packed = payload
    try:
        for encoding in known:
            payload = HttpCompressionMiddleware._decode(payload, encoding, DOWNLOAD_MAXSIZE)
    except _UNDECODABLE as error:
        if packed.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
            return packed
        raise UnreadablePage("its content encoding cannot be undone, or unpacks to too much") from error
    return payload
