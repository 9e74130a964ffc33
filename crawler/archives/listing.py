"""The list of a month's files."""

import re
import zlib
from typing import NamedTuple

from crawler.archives.policy import CommonCrawl
from crawler.archives.streams import Client, RemoteArchive
from models.errors import PantauError

_MOST = 20 * 2**20
_CHUNK = 1 << 16


class MonthList(NamedTuple):
    """What a month's list names."""

    address: str
    """Where the list is."""
    paths: tuple[str, ...]
    """Paths of files, in its order."""
    strange: tuple[str, ...]
    """Lines that are none."""


def month_list(client: Client, policy: CommonCrawl, month: str) -> MonthList:
    """Read the list of a month, as 2024-01. Raises PantauError where it is not there or cannot be read."""
    year, _, number = month.partition("-")
    archive = RemoteArchive(client, policy.listing.replace("{year}", year).replace("{month}", number), policy)
    lines = [line.strip() for line in _unpacked(archive).decode("utf-8", "replace").splitlines()]
    pattern = re.compile(policy.path)
    is_path = {line: pattern.fullmatch(line) is not None for line in lines if line}
    return MonthList(
        archive.name,
        tuple(line for line, is_good in is_path.items() if is_good),
        tuple(line[:200] for line, is_good in is_path.items() if not is_good),
    )


def _unpacked(archive: RemoteArchive) -> bytes:
    inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
    found = b""
    with archive.at(0) as stream:
        try:
            while not inflate.eof and len(found) <= _MOST and (chunk := stream.read(_CHUNK)):
                found += inflate.decompress(chunk, _MOST + 1 - len(found))
        except zlib.error as error:
            raise PantauError(f"{archive.name} is no list of files ({error}); try again later.") from error
        if stream.error is not None:
            raise stream.error
    if not inflate.eof or len(found) > _MOST:
        raise PantauError(f"{archive.name} is cut off or too long for a list of files; try again later.")
    return found
