"""Reads the records of large WARC files that somebody wants: fast over the others, past what is damaged.

FastWARC ends without a word at a record that is cut, says more than it holds, or is empty; so wherever it ends, the
record it ended at is read again, with zlib alone.
"""

import re
import zlib
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import Any

from fastwarc import ArchiveIterator, WarcRecordType
from warcio.statusandheaders import StatusAndHeaders

from crawler.archives.streams import Archive, LocalArchive, Stream
from crawler.warc_reader import Damage, WarcRecord, read_warc
from models.errors import PantauError

MAX_BODY = 16 * 2**20
"""Bytes of a record, head included, above which it is passed over: no article is so long."""
_INCREDIBLE = 2**30
"""Bytes that a record may say it has before that is looked into: FastWARC would read over all others to find them."""
_GZIP = b"\x1f\x8b\x08"
_OPENING = b"WARC/"
_CHUNK = 1 << 16
_LONGEST_HEAD = 1 << 16
_TRIAL = 2**10
_TICK = 256
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,15})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_NO_RECORD = "no WARC record begins there"
_NO_HEAD = "the record's header cannot be understood"
_END_OF_HEAD = b"\r\n\r\n"


Found = WarcRecord | Damage | None
"""A response that is wanted, what cannot be read, or nothing: a moment to note how far the file is."""


class RecordReader:
    """One pass over a file. `offset` and `records` tell how far it is: all before that place is done with."""

    def __init__(self, archive: Archive, begin: int, is_wanted: Callable[[bytes], bool]) -> None:
        """`is_wanted` is asked about the target address of each response, before its content is touched."""
        self._archive = archive
        self._is_wanted = is_wanted
        self.offset = begin
        self.records = 0
        """Records read in this pass."""

    def __iter__(self) -> Iterator[Found]:
        """The responses wanted, what cannot be read, and now and then nothing, to note how far it is.

        `offset` is that of what was given, or for nothing, of the record that comes next. Raises PantauError where the
        file cannot be read (on) or holds no record at all.
        """
        if isinstance(self._archive, LocalArchive) and not self._is_packed():
            yield from self._plain(self._archive)
            return
        begin = self.offset
        following: int | None = begin
        while following is not None:
            following = yield from self._stretch(following)
        if begin == 0 and not self.records:
            raise PantauError(f"{self._archive.name} holds no WARC record; give a .warc or .warc.gz file.")

    def _is_packed(self) -> bool:
        with self._archive.at(0) as stream:
            return stream.read(len(_GZIP)) == _GZIP

    def _plain(self, archive: LocalArchive) -> Iterator[Found]:
        begin = self.offset
        for found in read_warc(archive.path):
            if found.offset < begin:
                continue
            self.offset = found.offset
            if isinstance(found, Damage):
                yield found
                continue
            if self.records % _TICK == 0:
                yield None
            self.records += 1
            is_response = found.field("WARC-Type") == "response"
            if is_response and self._is_wanted(found.field("WARC-Target-URI").encode()):
                yield found
        self.offset = archive.path.stat().st_size

    def _stretch(self, begin: int) -> "Generator[Found, None, int | None]":
        """The records from a place on until FastWARC ends; returns where to go on, None at the end of the file."""
        at = _Place()
        with self._archive.at(begin) as stream:
            try:
                yield from self._records(stream, begin, at)
            except BaseException as error:
                if not _is_of_fastwarc(error):
                    raise
                at.is_cut = True
            if stream.error is not None:
                raise stream.error
            end = None if at.is_cut else begin + stream.tell()
        place = begin if at.last is None else at.last
        following, reason = _member(self._archive, place)
        if following == at.last:  # there is nothing where the last record is said to begin
            raise self._no_places()
        if reason is None and at.last is None and at.is_cut:
            reason = _NO_HEAD
        if reason is not None:
            yield Damage(place, reason)
        elif at.wanted is not None:
            yield at.wanted
        if reason is None and at.last is not None:
            self.offset = following
            return None if following == end else following
        self.offset, is_there = _next_member(self._archive, place + 1)
        return self.offset if is_there else None

    def _records(self, stream: Stream, begin: int, at: "_Place") -> "Iterator[Found]":
        """What is wanted is given once the next record is found behind it: one that is not as long as it says hides
        that."""
        for record in ArchiveIterator(stream, parse_http=False):  # type: ignore[arg-type]  # what it needs of it
            here = begin + record.stream_pos
            if here == at.last:
                raise self._no_places()
            wanted, at.wanted = at.wanted, None
            if wanted is not None:
                yield wanted
            self.offset = at.last = here
            if wanted is not None or self.records % _TICK == 0:
                yield None
            self.records += 1
            if record.content_length > _INCREDIBLE:
                at.is_cut = True
                return
            if record.record_type == WarcRecordType.response:
                address = record.headers.get_bytes(b"WARC-Target-URI") or b""
                at.wanted = _whole(record, here) if self._is_wanted(address) else None

    def _no_places(self) -> PantauError:
        return PantauError(
            f"{self._archive.name} is compressed as a whole, not record by record; `warcio recompress` mends that."
        )


@dataclass
class _Place:
    """How far a stretch came."""

    last: int | None = None
    """Where its last record begins."""
    wanted: WarcRecord | None = None
    """That record, where it is wanted."""
    is_cut: bool = False
    """True where it ended before the end of the file."""


def _whole(record: Any, offset: int) -> WarcRecord | None:
    """The record with its content, without where that is too long; nothing where the file ends within it."""
    headers = StatusAndHeaders("WARC/1.0", list(record.headers.to_tuples()), protocol="WARC/1.0")
    if record.content_length > MAX_BODY:
        return WarcRecord(offset, headers, None)
    block = record.reader.read(MAX_BODY)
    return WarcRecord(offset, headers, block) if len(block) == record.content_length else None


def _is_of_fastwarc(error: BaseException) -> bool:
    """Its errors are OSErrors; a panic of its Rust code is no Exception and has no class to import."""
    return isinstance(error, OSError) or type(error).__name__ == "PanicException"


def _member(archive: Archive, offset: int) -> tuple[int, str | None]:
    """Where the compressed record at a place ends, and what is wrong with it."""
    inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
    head, size, position, packed, is_packed = b"", 0, offset, b"", False
    with archive.at(offset) as stream:
        while not inflate.eof:
            try:
                piece = inflate.decompress(packed, _CHUNK)
            except zlib.error:
                return position, "the compressed record is damaged" if is_packed else _NO_RECORD
            head = head if len(head) >= _LONGEST_HEAD else head + piece
            size += len(piece)
            packed = inflate.unconsumed_tail
            if inflate.eof or piece or packed:
                continue
            packed = stream.read(_CHUNK)
            is_packed = is_packed if position > offset else packed.startswith(_GZIP)
            position += len(packed)
            if stream.error is not None:
                raise stream.error
            if not packed:
                return position, None if position == offset else "the file is cut off within a record"
    return position - len(inflate.unused_data), _wrong_with(head[:_LONGEST_HEAD], size)


def _wrong_with(head: bytes, size: int) -> str | None:
    """What is wrong with a record of which the beginning and the unpacked size are known."""
    end = head.find(_END_OF_HEAD)
    if not head:
        return None  # an empty member, as some writers end their files
    if not head.startswith(_OPENING):
        return _NO_RECORD
    length = _LENGTH.search(head[:end]) if end >= 0 else None
    if length is None:
        return _NO_HEAD
    rest = size - end - len(_END_OF_HEAD) - int(length[1])
    return None if 0 <= rest <= len(_END_OF_HEAD) else "the record is not as long as it says"


def _next_member(archive: Archive, offset: int) -> tuple[int, bool]:
    """Where the next compressed record begins; else the end of the file."""
    kept, position = b"", offset
    with archive.at(offset) as stream:
        while chunk := stream.read(_CHUNK):
            kept += chunk
            found = _opening_in(kept)
            if found is not None:
                return position + found, True
            cut = max(0, len(kept) - _TRIAL)
            kept, position = kept[cut:], position + cut
        if stream.error is not None:
            raise stream.error
    found = _opening_in(kept, is_end=True)
    return (position + len(kept), False) if found is None else (position + found, True)


def _opening_in(data: bytes, is_end: bool = False) -> int | None:
    """Where a record begins in the bytes; what begins too near their end is left for when more is known."""
    start = 0
    last = len(data) if is_end else len(data) - _TRIAL
    while 0 <= (start := data.find(_GZIP, start)) < last:
        inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
        try:
            if inflate.decompress(data[start : start + _TRIAL], len(_OPENING)) == _OPENING:
                return start
        except zlib.error:
            pass
        start += 1
    return None
