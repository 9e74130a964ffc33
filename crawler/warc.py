"""Writes what was fetched to WARC 1.1 files, record by record compressed: the proof of what each page said.

Standard: ISO 28500:2017, https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/.
"""

import base64
import hashlib
import json
import os
import uuid
import zlib
from contextlib import suppress
from datetime import UTC, datetime
from importlib import metadata
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from models.errors import PantauError
from models.page import ArchivedRecord, Exchange, FetchedArticle, Page
from models.private import make_private_folder, open_private_file

MAX_BYTES = 1_000_000_000
"""Size at which the next article goes into a new file; the standard recommends a gigabyte."""
ORIGIN_HEADER = "WARC-JSON-Metadata"
"""Named field of our response records that says which article and page the response is, so that the archive alone is
enough to rebuild the database; warcit and pywb use the same field for what they add."""
_CONFORMS_TO = "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
_LEVEL = 6
"""Of gzip; 9, which warcio takes, costs twice the time for a thousandth of the size."""
_TYPES = {
    "warcinfo": "application/warc-fields",
    "request": "application/http; msgtype=request",
    "response": "application/http; msgtype=response",
}


class WarcArchive:
    """The WARC files of one run in a folder; they appear with the first article. A file of an earlier run is never
    touched: its last record may have been cut when that run was killed."""

    def __init__(
        self, folder: Path, run_id: int, user_agent: str, operator: str | None, max_bytes: int = MAX_BYTES
    ) -> None:
        self._folder = folder
        self._run_id = run_id
        self._user_agent = user_agent
        self._operator = operator
        self._max_bytes = max_bytes
        self._serial = 0
        self._path = folder
        self._file: BinaryIO | None = None
        self._info_id = ""

    def write(self, article: FetchedArticle) -> FetchedArticle:
        """Writes the exchanges of all pages; returns the article with the places of its records.

        An article whose publisher asks that no copy is kept (`noarchive`) gets none.
        They are on the disk for good when this returns. Raises PantauError where they cannot be written; nothing of
        the article stays in the file then.
        """
        may_be_kept = not any("noarchive" in (page.robots or "").split(", ") for page in article.pages)
        if not may_be_kept or not any(page.exchanges for page in article.pages):
            return article
        try:
            return self._write(article)
        except OSError as error:
            raise PantauError(
                f"The archive {self._path} cannot be written ({error.strerror}); "
                "free space or mend the folder's permissions, then run the command again."
            ) from error

    def close(self) -> None:
        """Closes the current file; what was written is safe without it."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _write(self, article: FetchedArticle) -> FetchedArticle:
        file = self._open_file()
        start = file.seek(0, os.SEEK_END)
        records = BytesIO()
        if start == 0:
            self._add_info(records)
        pages = [
            self._add_page(records, start, article, page, number)
            for number, page in enumerate(article.pages, start=1)
        ]
        try:
            _append(file, records.getvalue())
            if start == 0:
                _keep_name(self._folder)
        except BaseException:
            self._take_back(file, start)
            raise
        return article.model_copy(update={"pages": tuple(pages)})

    def _open_file(self) -> BinaryIO:
        if self._file is not None and self._file.seek(0, os.SEEK_END) >= self._max_bytes:
            self.close()
        if self._file is None:
            make_private_folder(self._folder)
            self._serial += 1
            moment = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
            self._path = self._folder / f"pantau-{self._run_id}-{moment}-{self._serial:05d}.warc.gz"
            self._file = os.fdopen(open_private_file(self._path, os.O_EXCL), "r+b", buffering=0)
        return self._file

    def _take_back(self, file: BinaryIO, start: int) -> None:
        """Leaves the file as it was before the article, or no file where it was the first."""
        with suppress(OSError):
            file.truncate(start)
        if start == 0:
            self.close()
            self._path.unlink(missing_ok=True)

    def _add_info(self, records: BytesIO) -> None:
        """Adds the record that says who made the file and how."""
        self._info_id = _record_id()
        fields = {
            "WARC-Record-ID": self._info_id,
            "WARC-Filename": self._path.name,
            "WARC-Date": _date(datetime.now(UTC)),
        }
        info = {
            "software": f"{self._user_agent.split(' ')[0]} warcio/{metadata.version('warcio')}",
            "format": "WARC File Format 1.1",
            "conformsTo": _CONFORMS_TO,
            "http-header-user-agent": self._user_agent,
            "operator": self._operator,
            "robots": "obey",
            "isPartOf": f"run {self._run_id}",
        }
        block = "".join(f"{name}: {value}\r\n" for name, value in info.items() if value)
        _put(records, "warcinfo", fields, block.encode())

    def _add_page(
        self, records: BytesIO, start: int, article: FetchedArticle, page: Page, number: int
    ) -> Page:
        """Adds the redirects and the answer of a page; returns the page with the place of its answer."""
        archived = None
        for exchange in page.exchanges:
            is_answer = exchange is page.exchanges[-1]
            origin = _origin(article, page, number) if is_answer else {}
            place = self._add_exchange(records, start, exchange, origin)
            archived = place if is_answer else None
        return page.model_copy(update={"exchanges": (), "archived": archived})

    def _add_exchange(
        self, records: BytesIO, start: int, exchange: Exchange, origin: dict[str, str]
    ) -> ArchivedRecord:
        response_id = _record_id()
        shared = {"WARC-Date": _date(exchange.began_at), "WARC-Target-URI": exchange.url}
        if exchange.ip_address is not None:
            shared["WARC-IP-Address"] = exchange.ip_address
        shared["WARC-Warcinfo-ID"] = self._info_id
        offset = start + records.tell()
        fields = {"WARC-Record-ID": response_id, **shared, **origin}
        head = _without_chunks(exchange.response_head)
        digest = _put(records, "response", fields, head + exchange.body, exchange.body)
        fields = {"WARC-Record-ID": _record_id(), **shared, "WARC-Concurrent-To": response_id}
        _put(records, "request", fields, exchange.request_head, b"")
        return ArchivedRecord(file=self._path.name, offset=offset, digest=digest)


def warc_digest(content: bytes) -> str:
    """The digest as WARC records of ours write it. SHA-256: unlike SHA-1 it cannot be forged."""
    return f"sha256:{base64.b32encode(hashlib.sha256(content).digest()).decode('ascii')}"


def _append(file: BinaryIO, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[file.write(rest) :]  # an unbuffered file may take a part only
    os.fsync(file.fileno())


def _put(
    records: BytesIO, kind: str, fields: dict[str, str], block: bytes, payload: bytes | None = None
) -> str:
    """Adds a record; returns the digest of its payload, which is the whole block of a record without a head.

    The block goes in as it is: warcio would parse and re-spell the heads of requests and responses.
    """
    payload_digest = warc_digest(block if payload is None else payload)
    digests = {"WARC-Block-Digest": warc_digest(block)}
    if payload is not None:
        digests["WARC-Payload-Digest"] = payload_digest
    named = {"WARC-Type": kind, **fields, **digests}
    headers = StatusAndHeaders("", list(named.items()), protocol="WARC/1.1")
    record = ArcWarcRecord("warc", kind, headers, BytesIO(block), None, _TYPES[kind], len(block))
    plain = BytesIO()
    WARCWriter(plain, gzip=False, warc_version="1.1").write_record(record)
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    records.write(packer.compress(plain.getvalue()) + packer.flush())
    return payload_digest


def _origin(article: FetchedArticle, page: Page, number: int) -> dict[str, str]:
    told = {
        "source": article.source,
        "article": article.url,
        "page": number,
        "pages": len(article.pages),
        "fetched_at": page.fetched_at.isoformat(),
        "robots": page.robots,
    }
    return {ORIGIN_HEADER: json.dumps({"pantau": told})}


def _without_chunks(head: bytes) -> bytes:
    """The head for a body whose chunks are joined: its Transfer-Encoding is renamed, as Common Crawl does.

    A reader would take the body for chunks otherwise, and the payload digest would not be that of the page.
    """
    return b"\r\n".join(_renamed(line) for line in head.split(b"\r\n"))


def _renamed(line: bytes) -> bytes:
    name = line.partition(b":")[0]
    return b"X-Crawler-" + line if name.strip().lower() == b"transfer-encoding" else line


def _record_id() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _keep_name(folder: Path) -> None:
    """Brings the folder's list of names to the disk, without which a new file is lost with the power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
