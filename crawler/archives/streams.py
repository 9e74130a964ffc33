"""Archive files as streams of bytes from any place in them: those here, and a server's, taken up where they break."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol

from crawler.archives.policy import CommonCrawl
from models.errors import PantauError


class ArchiveUnavailable(PantauError):
    """The server does not answer, or asks not to be asked for now: what is left waits for the next backfill."""


class ArchiveMissing(PantauError):
    """The file is not there, or is another one than before."""


class Unanswered(Exception):
    """One request gave nothing; the message says why, without a full stop."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait
        """Seconds that the server asks for."""


class Stream(Protocol):
    """What is read one after the other; `tell` counts from where it was opened."""

    error: PantauError | None
    """Why it ended early: who reads it cannot be told otherwise."""

    def read(self, size: int = -1, /) -> bytes: ...

    def tell(self) -> int: ...

    def __enter__(self) -> "Stream": ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...


class Archive(Protocol):
    """One file of an archive."""

    @property
    def name(self) -> str:
        """How pages name it."""

    def at(self, offset: int) -> Stream:
        """Its bytes from there on."""


@dataclass(frozen=True)
class LocalArchive:
    """A file on this computer."""

    path: Path
    name: str

    def identity(self, _offset: int) -> tuple[int, str]:
        """Size and time of the last change. Raises PantauError for a file that cannot be seen."""
        with self._explained():
            found = self.path.stat()
            return found.st_size, str(found.st_mtime_ns)

    def at(self, offset: int) -> Stream:
        """Raises PantauError for a file that cannot be opened."""
        with self._explained():
            return _LocalStream(self.path, offset)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise PantauError(
                f"Cannot read {self.path}: {error.strerror}; check the path and its permissions."
            ) from error


class _LocalStream:
    def __init__(self, path: Path, offset: int) -> None:
        self._path = path
        self._begin = offset
        self._file = path.open("rb", buffering=0)
        self._file.seek(offset, os.SEEK_SET)
        self.error: PantauError | None = None

    def read(self, size: int = -1, /) -> bytes:
        try:
            return self._file.read(size)
        except OSError as error:
            self.error = PantauError(f"Cannot read {self._path}: {error.strerror}; check the disk.")
            return b""

    def tell(self) -> int:
        return self._file.tell() - self._begin

    def __enter__(self) -> Stream:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


class Body(Protocol):
    """A server's answer to one request."""

    size: int | None
    """Bytes of the whole file, where the server says so."""
    etag: str | None
    """What the server calls this state of the file."""

    def read(self, size: int, /) -> bytes:
        """Raises `Unanswered` where the connection breaks."""

    def close(self) -> None: ...


class NothingLeft:
    """The answer where a file ends at the byte that was asked for, or before it."""

    def __init__(self, size: int) -> None:
        self.size: int | None = size
        self.etag: str | None = None

    def read(self, size: int, /) -> bytes:
        return b""

    def close(self) -> None: ...


class Client(Protocol):
    """Asks a server for a file from a byte on."""

    def open(self, path: str, begin: int) -> Body:
        """Raises `Unanswered`, and `ArchiveMissing` where there is no such file."""

    def address(self, path: str) -> str:
        """Where the file is."""


class RemoteArchive:
    """A file on a server."""

    def __init__(
        self, client: Client, path: str, policy: CommonCrawl, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.client = client
        self.path = path
        self.policy = policy
        self.sleep = sleep
        self._begun: tuple[int, RemoteStream] | None = None

    @property
    def name(self) -> str:
        """Its address."""
        return self.client.address(self.path)

    def identity(self, offset: int) -> tuple[int | None, str | None]:
        """Size and state of the file by the server's answer, whose content `at` gives for the same offset.

        Raises PantauError where the server gives none.
        """
        stream = RemoteStream(self, offset)
        stream.begin()
        if stream.error is not None:
            raise stream.error
        self._begun = offset, stream
        return stream.size, stream.etag

    def at(self, offset: int) -> Stream:
        """Nothing is asked before something is read."""
        begun, self._begun = self._begun, None
        if begun is not None and begun[0] == offset:
            return begun[1]
        if begun is not None:
            begun[1].close()
        return RemoteStream(self, offset)


class RemoteStream:
    """A file from a byte on; a connection that breaks is taken up where it broke, as patiently as the policy says."""

    def __init__(self, archive: RemoteArchive, begin: int) -> None:
        self.error: PantauError | None = None
        self.size: int | None = None
        self.etag: str | None = None
        self._archive = archive
        self._begin = self._position = begin
        self._body: Body | None = None
        self._failures = 0

    def begin(self) -> None:
        """Asks the server, so that size and state are known; `error` says where that failed."""
        while self.error is None and self._body is None:
            self._patiently(self._open)

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes; none at the end of the file, and where `error` says why it ended before."""
        found = None
        while found is None and self.error is None:
            found = self._patiently(lambda: self._read(size))
        return found or b""

    def _patiently(self, work: Callable[[], bytes | None]) -> bytes | None:
        """What the work gives; nothing where it is to be tried again, or `error` tells why not."""
        try:
            return work()
        except Unanswered as trouble:
            self.close()
            self._pause(trouble)
        except PantauError as error:
            self.error = error
        return None

    def _read(self, size: int) -> bytes:
        if self.size is not None and self._position >= self.size:
            return b""
        if self._body is None:
            self._open()
        assert self._body is not None
        found = self._body.read(size)
        if not found and self.size is not None and self._position < self.size:
            raise Unanswered("the connection was cut")
        self._position += len(found)
        self._failures = 0
        return found

    def tell(self) -> int:
        return self._position - self._begin

    def _open(self) -> None:
        body = self._archive.client.open(self._archive.path, self._position)
        if self.etag is not None and body.etag not in {None, self.etag}:
            body.close()
            raise ArchiveMissing(
                f"{self._archive.name} was changed while it was read; run the command again."
            )
        self._body = body
        self.size = body.size if self.size is None else self.size
        self.etag = body.etag or self.etag

    def _pause(self, trouble: Unanswered) -> None:
        """Waits before the next try; gives up after the last, and where the server asks for more than is obeyed."""
        policy = self._archive.policy
        self._failures += 1
        asked = trouble.wait
        is_long = asked is not None and asked > policy.longest_wait
        if self._failures >= policy.tries or is_long:
            when = f"in {asked:.0f} seconds" if is_long else "later"
            self.error = ArchiveUnavailable(
                f"{self._archive.name} cannot be read now ({trouble}); run the same command again {when}, it goes on "
                "from there."
            )
            return
        usual = policy.first_wait * 2.0 ** (self._failures - 1)
        self._archive.sleep(min(usual if asked is None else asked, policy.longest_wait))

    def close(self) -> None:
        """Ends the connection; what is read after it begins another."""
        if self._body is not None:
            self._body.close()
            self._body = None

    def __enter__(self) -> Stream:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
