"""The first lines of an article: captions above the dateline, and a dateline in a line of its own."""

import re

from extract.cleaning.dateline import find_dateline
from extract.cleaning.furniture import looks_like_headline

_DATELINE_REACH = 3
_PHOTO_CREDIT = re.compile(r"\([^()/]{2,40}/[^()/]{2,40}\)\.?$")
_LONE_DATELINE = re.compile(r"^[^.!?]{2,60}(?:\.[\w.]{2,8})?[^.!?]{0,30}[-–—]$")


def from_dateline(lines: list[str], site: str | None) -> list[str]:
    """Drops captions above the line with the dateline: lines that end in a credit or not as a sentence.

    A dateline in a line of its own, before the first paragraph's element, is put before the paragraph.
    """
    for index, line in enumerate(lines[:_DATELINE_REACH]):
        if _LONE_DATELINE.search(line) and index + 1 < len(lines):
            lines = [*lines[:index], f"{line} {lines[index + 1]}", *lines[index + 2 :]]
            break
    for index, line in enumerate(lines[:_DATELINE_REACH]):
        if find_dateline(line, site) is not None:
            return [above for above in lines[:index] if not _is_caption(above)] + lines[index:]
    return lines


def _is_caption(line: str) -> bool:
    return looks_like_headline(line) or _PHOTO_CREDIT.search(line) is not None
