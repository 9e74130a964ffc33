"""Files from the network, whole and checked: resumed where a connection was cut, only from hosts that are allowed."""

import hashlib
import http.client
import re
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from models.errors import PantauError

Progress = Callable[[str, int, int | None], None]
"""Takes a file's name, the bytes that are here, and the bytes that it has where the server says so."""

_CHUNK = 1 << 16
_TEXT_LIMIT = 20_000_000
_RANGE = re.compile(r"bytes (\d+)-\d+/\d+")


@dataclass(frozen=True)
class Downloader:
    """Fetches from allowed hosts."""

    hosts: Sequence[str]
    """Hosts that may be asked over https, and all below them."""
    mirror: str | None
    """Address that the user named; its server may be asked too, as it is written."""
    timeout: float
    """Seconds of silence after which a connection is given up."""

    def text(self, url: str) -> str:
        """A text of at most 20 MB. Raises PantauError."""
        found = b""
        with self._opened(url) as response:
            for chunk in _chunks(response, url):
                found += chunk
                if len(found) > _TEXT_LIMIT:
                    raise PantauError(
                        f"{url} is longer than 20 MB, which no list of models is; check the address."
                    )
        return found.decode("utf-8", errors="replace")

    def file(self, url: str, path: Path, md5: str, on_progress: Progress) -> None:
        """Brings a file to `path`, which is there only when it is whole and right.

        What came before a cut stays beside it as `NAME.MD5.part`, and the next call goes on from there. Raises
        PantauError.
        """
        part = path.with_name(f"{path.name}.{md5}.part")
        with writing(part):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._continue(url, part, lambda here, total: on_progress(path.name, here, total))
            found = md5_of(part)
            if found == md5:
                part.replace(path)
                return
            part.unlink()
        raise PantauError(
            f"{url} has the checksum {found} instead of {md5} and was thrown away; try again, and if it stays so, "
            "do not use that server."
        )

    def _continue(self, url: str, part: Path, on_bytes: Callable[[int, int | None], None]) -> None:
        begin = part.stat().st_size if part.exists() else 0
        with self._opened(url, begin) as response:
            if response.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                return  # all of it is here; the checksum decides
            resumed = _RANGE.fullmatch(response.headers.get("Content-Range") or "")
            here = begin if resumed and int(resumed[1]) == begin else 0
            length = response.headers.get("Content-Length")
            total = here + int(length) if length else None
            with part.open("ab" if here else "wb") as out:
                for chunk in _chunks(response, url):
                    out.write(chunk)
                    here += len(chunk)
                    on_bytes(here, total)
        if total is not None and here < total:
            raise _cut(url)

    @contextmanager
    def _opened(self, url: str, begin: int = 0) -> Iterator[http.client.HTTPResponse]:
        self._check(url)
        opener = urllib.request.build_opener(_CheckedRedirects(self._check))
        request = urllib.request.Request(url, headers={"Range": f"bytes={begin}-"} if begin else {})
        host = urlsplit(url).netloc
        try:
            response = opener.open(request, timeout=self.timeout)
        except urllib.error.HTTPError as error:
            if error.code != HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE or not begin:
                raise PantauError(
                    f"{host} answered {error.code} {error.reason} for {url}; check the address, or try again later."
                ) from error
            response = error
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", error)
            raise PantauError(
                f"{host} cannot be reached ({reason}): connect this machine to the network, set PANTAU_STANZA_URL to "
                "a server that you reach, or copy the folder of models from a machine that has it."
            ) from error
        with response:
            yield response

    def _check(self, url: str) -> None:
        """Raises PantauError for an address that may not be asked."""
        parts = urlsplit(url)
        mirror = urlsplit(self.mirror or "")
        host = parts.hostname or ""
        is_mirror = self.mirror is not None and parts[:2] == mirror[:2]
        is_listed = parts.scheme == "https" and any(host == h or host.endswith(f".{h}") for h in self.hosts)
        if not (is_mirror or is_listed):
            allowed = ", ".join(self.hosts) or mirror.netloc
            raise PantauError(
                f"{url} is not where models may come from ({allowed}); nothing was fetched from it."
            )


class _CheckedRedirects(urllib.request.HTTPRedirectHandler):
    """Follows a redirection only to an address that may be asked."""

    def __init__(self, check: Callable[[str], None]) -> None:
        self._check = check

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]  # urllib's signature
        self._check(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _chunks(response: http.client.HTTPResponse, url: str) -> Iterator[bytes]:
    while True:
        try:
            chunk = response.read(_CHUNK)
        except (OSError, http.client.HTTPException) as error:
            raise _cut(url) from error
        if not chunk:
            return
        yield chunk


def _cut(url: str) -> PantauError:
    return PantauError(
        f"The connection was cut in the middle of {url}; run the command again, it goes on from there."
    )


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turns the trouble of a disk into one sentence."""
    try:
        yield
    except OSError as error:
        raise PantauError(
            f"Cannot write {path}: {error.strerror}; free space or choose another folder."
        ) from error


def md5_of(path: Path) -> str:
    """Checksum of a file, 32 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
