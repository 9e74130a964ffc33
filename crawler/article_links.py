"""Tells from an address alone whether an article may stand there."""

import re
from urllib.parse import SplitResult, urlsplit

from crawler.probe_words import probe_words

_MIN_WORDS = 4
_LONG_NUMBER = re.compile(r"(?<!\d)(?!(?:19|20)\d\d(?!\d))\d{4,}")  # no year
_DAY = re.compile(r"/(?:19|20)\d{2}/\d{1,2}/(?:\d{1,2}/)?.")


def looks_like_article(url: str) -> bool:
    """Tell whether a canonical address has the form of an article's: a date, a long number or a headline in its path.

    A guess for links whose meaning is not known; entries of feeds are articles whatever their form.
    """
    parts = urlsplit(url)
    segments = path_segments(parts)
    if not segments:
        return _is_numbered(parts)
    words = probe_words()
    last = segments[-1].lower()
    if any(segment.lower() in words.section_segments for segment in segments):
        return False
    if is_file(url) or last.startswith(words.static_pages):
        return False
    is_headline = last.count("-") + 1 >= _MIN_WORDS
    is_dated = _DAY.search(parts.path) is not None and not last.isdigit()
    return is_headline or is_dated or _has_number(segments) or _is_numbered(parts)


def is_file(url: str) -> bool:
    """Tell whether the address is that of a picture, document or feed instead of a page."""
    return urlsplit(url).path.lower().endswith(probe_words().file_endings)


def path_segments(parts: SplitResult) -> list[str]:
    """Return the segments of the path, empty ones left out."""
    return [segment for segment in parts.path.split("/") if segment]


def _has_number(segments: list[str]) -> bool:
    """`/read/123456`, `/berita/123456/judul`, `/judul-123456.html`."""
    return len(segments) > 1 and any(_LONG_NUMBER.search(segment) for segment in segments)


def _is_numbered(parts: SplitResult) -> bool:
    """`/read.php?id=1234`."""
    return _LONG_NUMBER.search(parts.query) is not None
