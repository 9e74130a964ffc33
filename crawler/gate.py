"""The topic gate: decides by title, summary and address which entries of sources with many articles are fetched."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from urllib.parse import unquote, urlsplit

from crawler.discovery.entries import Entry
from crawler.topics import SilentWord, topics
from models.page import Judged
from models.vocabulary import Verdict

_MAX_CHARS = 2000
_WORD = re.compile(r"[^\W\d_]{2,30}")
_NOT_A_WORD = re.compile(r"[\W_]+")


class Gate:
    """The gate of one crawl: it opens for the first new articles of each source, then decides."""

    def __init__(self) -> None:
        self._free: Counter[str] = Counter()

    def sift(self, source: str, entries: Iterable[Entry]) -> tuple[Judged, ...]:
        """Return what was decided on those of the new entries that come after the source's free ones."""
        judged = []
        for entry in entries:
            if self._free[source] < topics().gate.free_articles:
                self._free[source] += 1
            else:
                judged.append(Judged(url=entry.url, verdict=judge(entry)))
        return tuple(judged)


def judge(entry: Entry) -> Verdict:
    """Return whether the entry is fetched: it passes, is skipped, or is skipped but fetched as a sample.

    The sample is a fixed share of all addresses, chosen by hash: the same address gets the same verdict again.
    """
    if may_be_relevant(entry):
        return Verdict.PASSED
    return Verdict.SAMPLED if _share_of(entry.url) < topics().gate.sample_share else Verdict.SKIPPED


def may_be_relevant(entry: Entry) -> bool:
    """Tell whether the words of an entry speak of the topic, or are too few to tell."""
    text = _text(entry)
    if len(_WORD.findall(text)) < topics().gate.min_words:
        return True
    gate = topics().gate
    return sum(weight for weight, _ in _found(text)) >= (
        gate.threshold if entry.summary else gate.headline_threshold
    )


def _text(entry: Entry) -> str:
    """Return title, summary and the words of the address, lower case, one blank between words."""
    slug = unquote(urlsplit(entry.url).path).rsplit(".", 1)[0]
    text = " ".join((entry.title, entry.summary, slug))[:_MAX_CHARS].lower()
    return f" {_NOT_A_WORD.sub(' ', text)} "


def _found(text: str) -> Iterator[tuple[float, str]]:
    """Return the words of the list that stand in the text, each once."""
    for weight, pattern in _patterns():
        for word in set(pattern.findall(text)):
            if not _is_silent(word, text):
                yield weight, word


@cache
def _patterns() -> tuple[tuple[float, re.Pattern[str]], ...]:
    """Return one pattern a weight. Longer words come first, so that of two that begin alike the longer counts."""
    return tuple(
        (group.weight, re.compile(rf"\b(?:{'|'.join(map(_regex, sorted(group.words, reverse=True)))})"))
        for group in topics().words
    )


def _regex(word: str) -> str:
    escaped = re.escape(word).replace(r"\ ", " ")
    return escaped.replace(r"\*", r"\w{0,12}") + r"\b"


def _is_silent(word: str, text: str) -> bool:
    return any(f" {other} " in text for other in _silencers().get(word, ()))


@cache
def _silencers() -> dict[str, tuple[str, ...]]:
    silent: tuple[SilentWord, ...] = topics().silent
    return {entry.word: entry.beside for entry in silent}


def _share_of(url: str) -> float:
    """Return a number from 0 up to 1 that looks random and belongs to the address."""
    return int.from_bytes(hashlib.sha256(url.encode("utf-8", "replace")).digest()[:8]) / 2**64
