"""Reads WARC files of ours and of others. A damaged or cut record never hides the others."""

import mmap
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import (
    StatusAndHeaders,
    StatusAndHeadersParser,
    StatusAndHeadersParserException,
)

from models.errors import PantauError

MAX_BLOCK = 64 * 2**20
"""Bytes of a record that are kept in memory; a longer one is no article and is passed over."""
_VERSIONS = ["WARC/1.1", "WARC/1.0", "WARC/0.18", "WARC/0.17"]
_OUR_NAME = re.compile(r"pantau-(?P<run>\d+)-(?P<moment>\d{14})-(?P<serial>\d+)\.warc\.gz")
_GZIP = b"\x1f\x8b\x08"
_OPENING = b"WARC/"
_END_OF_HEAD = b"\r\n\r\n"
_LONGEST_HEAD = 2**16
_CHUNK = 2**14
_TRIAL = 2**10


@dataclass(frozen=True)
class WarcRecord:
    """One record as it stands in the file."""

    offset: int
    """Bytes before it."""
    headers: StatusAndHeaders
    """Its named fields."""
    block: bytes | None
    """Its content; null where it is longer than `MAX_BLOCK`."""

    def field(self, name: str) -> str:
        """A named field without blanks around it; empty where it is missing."""
        return str(self.headers.get_header(name) or "").strip()


@dataclass(frozen=True)
class Damage:
    """A place in the file where no record can be read."""

    offset: int
    reason: str
    """What is wrong, without a full stop."""


class _Unreadable(ValueError):
    """The message says what is wrong with the record."""


def archive_files(folder: Path) -> list[Path]:
    """The files of an archive's folder in the order in which their runs began; files of others first.

    Empty ones are left out: a run was killed before it wrote its first article.
    """
    return sorted((path for path in folder.glob("*.warc.gz") if path.stat().st_size), key=_run_order)


def read_warc(path: Path) -> Iterator[WarcRecord | Damage]:
    """The records of a file, compressed record by record or not at all, in their order.

    Raises PantauError for a file that cannot be opened, is empty, or holds no WARC record.
    """
    with _mapped(path) as data:
        read = _read_packed if data[:3] == _GZIP else _read_plain
        has_records = False
        waiting: list[Damage] = []
        for offset, found in read(data):
            if isinstance(found, _Unreadable):
                damage = Damage(offset, str(found))
                if has_records:
                    yield damage
                else:
                    waiting.append(damage)
                continue
            has_records = True
            yield from waiting
            waiting.clear()
            yield found
        if not has_records:
            raise PantauError(
                f"{path} holds no WARC record ({waiting[0].reason}); give a .warc or .warc.gz file."
            )


def record_at(path: Path, offset: int) -> WarcRecord:
    """The record at a place that `read_warc` told. Raises PantauError where there is none."""
    with _mapped(path) as data:
        try:
            if data[offset : offset + 3] == _GZIP:
                return _packed_record(data, offset)[0]
            return _plain_record(data, offset)[0]
        except _Unreadable as error:
            raise PantauError(
                f"{path} has no record at byte {offset} ({error}); restore the file."
            ) from error


def _run_order(path: Path) -> tuple[str, int, int, str]:
    named = _OUR_NAME.fullmatch(path.name)
    if named is None:
        return "", 0, 0, path.name
    return named["moment"], int(named["run"]), int(named["serial"]), path.name


@contextmanager
def _mapped(path: Path) -> Iterator[mmap.mmap]:
    try:
        with path.open("rb") as file:
            if path.stat().st_size == 0:
                raise PantauError(f"{path} is empty; give a WARC file that holds records.")
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                yield data
    except OSError as error:
        raise PantauError(
            f"Cannot read {path}: {error.strerror}; check the path and its permissions."
        ) from error


def _read_packed(data: mmap.mmap) -> Iterator[tuple[int, WarcRecord | _Unreadable]]:
    offset = 0
    while offset < len(data):
        try:
            record, following = _packed_record(data, offset)
            yield offset, record
        except _Unreadable as error:
            yield offset, error
            following = _next_packed(data, offset + 1)
        offset = following


def _packed_record(data: mmap.mmap, offset: int) -> tuple[WarcRecord, int]:
    """The record in the gzip member at the offset, and the offset behind the member."""
    content, following = _unpacked(data, offset)
    record, rest = _parsed(content, offset)
    if record.block is None and len(content) < MAX_BLOCK:
        raise _Unreadable("the record is shorter than it says")
    if content[rest:].strip():
        raise _Unreadable(
            "the file is compressed as a whole, not record by record: `warcio recompress` mends that"
        )
    return record, following


def _unpacked(data: mmap.mmap, offset: int) -> tuple[bytes, int]:
    """The first `MAX_BLOCK` bytes of a gzip member, and the offset behind it."""
    inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
    content = bytearray()
    position = offset
    while not inflate.eof:
        chunk = data[position : position + _CHUNK]
        if not chunk:
            raise _Unreadable("the file is cut off within a record")
        position += len(chunk)
        try:
            piece = inflate.decompress(chunk)
        except zlib.error as error:
            raise _Unreadable("the compressed record is damaged") from error
        if len(content) < MAX_BLOCK:
            content += piece
    return bytes(content[:MAX_BLOCK]), position - len(inflate.unused_data)


def _next_packed(data: mmap.mmap, offset: int) -> int:
    """Where the next compressed record begins, the end of the file where there is none."""
    while (offset := data.find(_GZIP, offset)) >= 0:
        try:
            inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
            if inflate.decompress(data[offset : offset + _TRIAL], len(_OPENING)) == _OPENING:
                return offset
        except zlib.error:
            pass
        offset += 1
    return len(data)


def _read_plain(data: mmap.mmap) -> Iterator[tuple[int, WarcRecord | _Unreadable]]:
    offset = 0
    while offset < len(data):
        try:
            record, following = _plain_record(data, offset)
            yield offset, record
        except _Unreadable as error:
            yield offset, error
            found = data.find(b"\n" + _OPENING, offset + 1)
            following = len(data) if found < 0 else found + 1
        while data[following : following + 1] in {b"\r", b"\n"}:
            following += 1
        offset = following


def _plain_record(data: mmap.mmap, offset: int) -> tuple[WarcRecord, int]:
    head_end = data.find(_END_OF_HEAD, offset, offset + _LONGEST_HEAD)
    head = data[offset : head_end + len(_END_OF_HEAD)] if head_end >= 0 else b""
    headers, length = _head(head or data[offset : offset + len(_OPENING)])
    start = offset + len(head)
    if start + length > len(data):
        raise _Unreadable("the file is cut off within a record")
    block = data[start : start + length] if length <= MAX_BLOCK else None
    return WarcRecord(offset, headers, block), start + length


def _parsed(content: bytes, offset: int) -> tuple[WarcRecord, int]:
    """The record that unpacked bytes begin with, and where it ends in them; without block where they are too few."""
    head_end = content.find(_END_OF_HEAD, 0, _LONGEST_HEAD)
    headers, length = _head(content[: head_end + len(_END_OF_HEAD)] if head_end >= 0 else content[:5])
    start = head_end + len(_END_OF_HEAD)
    block = content[start : start + length]
    return WarcRecord(offset, headers, block if len(block) == length else None), start + length


def _head(head: bytes) -> tuple[StatusAndHeaders, int]:
    if not head.startswith(_OPENING):
        raise _Unreadable("no WARC record begins there")
    try:
        headers = StatusAndHeadersParser(_VERSIONS).parse(BytesIO(head))
        length = int(headers.get_header("Content-Length") or "")
    except (StatusAndHeadersParserException, EOFError, ValueError) as error:
        raise _Unreadable("the record's header cannot be understood") from error
    if length < 0:
        raise _Unreadable("the record's header cannot be understood")
    return headers, length
