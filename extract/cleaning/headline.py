"""Plain text -> headline and body lines: for files that hold an article without markup."""

import re
from dataclasses import dataclass

from extract.cleaning.dateline import find_dateline
from extract.cleaning.furniture import is_furniture, looks_like_headline
from extract.cleaning.page_furniture import squeeze

_HEADER_LINES = 8
_MIN_TITLE_WORDS = 3
_LABEL = re.compile(
    r"(?:nomor|no|perihal|hal|tanggal|kategori|rubrik|siaran pers|press release|judul)\b\s*[:.]?.{0,80}", re.I
)
_TWO_SENTENCES = re.compile(r"[a-z]{4,}\.\s+[A-Z]")
_OPEN_END = re.compile(r"[^.!?…:;”\"')\]]$")
_WRAPPED_SHARE = 0.6


@dataclass(frozen=True)
class PlainArticle:
    """Lines of a text file: the headline apart from the rest."""

    title: str | None
    lines: tuple[str, ...]
    dropped: tuple[str, ...]
    """Header lines that are neither headline nor text."""


def split_headline(text: str) -> PlainArticle:
    """Takes the headline and labels above it off a text. A lead paragraph is never taken for one."""
    lines = _unwrapped(text)
    header = 0
    filled = [line for line, _ in lines]
    while header < min(_HEADER_LINES, len(lines)) and _is_header(lines, header):
        header += 1
    if header == len(lines):
        return PlainArticle(None, tuple(filled), ())
    title = _pick_title(filled[:header])
    kept = [
        line
        for line in filled[:header]
        if line != title and _is_content(line, after_title=line in filled[:header][1:])
    ]
    dropped = tuple(line for line in filled[:header] if line != title and line not in kept)
    return PlainArticle(title, (*kept, *filled[header:]), dropped)


def _is_header(lines: list[tuple[str, bool]], index: int) -> bool:
    line, is_apart = lines[index]
    if is_furniture(line) or _LABEL.fullmatch(line):
        return True
    if (
        _TWO_SENTENCES.search(line)
        or not (looks_like_headline(line) or _is_loud(line, is_apart))
        or find_dateline(line) is not None
    ):
        return False
    # A line that runs on in lower case without a blank line between is wrapped prose.
    runs_on = index + 1 < len(lines) and not is_apart and lines[index + 1][0][:1].islower()
    return not runs_on


def _is_loud(line: str, is_apart: bool) -> bool:
    """A question or exclamation that stands apart, as headlines do."""
    return is_apart and len(line) <= 120 and line[-1] in "?!" and not line.startswith(('"', "“"))


def _pick_title(header: list[str]) -> str | None:
    candidates = [line for line in header if not is_furniture(line) and not _LABEL.fullmatch(line)]
    full = [line for line in candidates if len(line.split()) >= _MIN_TITLE_WORDS]
    return next(iter(full or candidates), None)


def _is_content(line: str, *, after_title: bool) -> bool:
    """A deck under the headline may hold facts; labels, picture names and bylines do not."""
    return (
        after_title
        and not is_furniture(line)
        and not _LABEL.fullmatch(line)
        and line[0].isupper()
        and len(line.split()) >= 5
    )


def _unwrapped(text: str) -> list[tuple[str, bool]]:
    """Lines with text, and whether a blank line follows each; hard-wrapped paragraphs are joined."""
    groups: list[list[str]] = [[]]
    for raw in text.splitlines():
        line = squeeze(raw)
        if line:
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    groups = [group for group in groups if group]
    inner = [line for group in groups for line in group[:-1]]
    open_ended = sum(1 for line in inner if _OPEN_END.search(line) and 40 <= len(line) <= 110)
    is_wrapped = len(inner) >= 4 and open_ended >= _WRAPPED_SHARE * len(inner)
    found = []
    for group in groups:
        joined = [" ".join(group)] if is_wrapped else group
        found += [(line, index == len(joined) - 1) for index, line in enumerate(joined)]
    return found
