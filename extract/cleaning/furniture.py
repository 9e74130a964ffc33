"""Lines that are no part of an article: which go whole, and which ends are cut off."""

import re
from collections.abc import Sequence
from functools import cache

from extract.cleaning.lexicon import alternatives, furniture_words
from extract.cleaning.timestamps import is_stamp_line

_LONGEST_FURNITURE = 600
_LONGEST_HEADLINE = 160
_CLOSING_REACH = 2  # closing initials stand in the last line or in the one before it
_READ_ALSO_INSIDE = re.compile(r"(?<=[.!?”\"’)])\s{0,2}Ba[cx]a\s{0,2}juga\s{0,2}:\s{0,2}", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?]['”’\")]{0,2}(?:\s|$)")
_ENDS_AS_SENTENCE = re.compile(r"[.!?…]['”’\")\]]{0,2}$|[,:;]['”’\"]$")


def clean_lines(lines: Sequence[str]) -> list[str]:
    """The lines of an article, in order, without furniture, repeats and closing initials."""
    kept = _drop_lines([line for line in lines if line])
    cut = [line for line in map(_cut_inside, kept) if line]
    return _cut_closings(_without_repeats(cut))


def cut_after_stop(lines: Sequence[str]) -> list[str]:
    """Cuts what follows the article: comments, lists of other articles. Only once half of the sentences have come."""
    half = sum(map(looks_like_sentence, lines)) / 2
    seen = 0
    for index, line in enumerate(lines):
        seen += looks_like_sentence(line)
        if seen > half and len(line) < 100 and _pattern("stops").fullmatch(line):
            return list(lines[:index])
    return list(lines)


def is_furniture(line: str) -> bool:
    """True for a line that is no part of an article, by itself."""
    if len(line) > _LONGEST_FURNITURE:
        return False
    return _pattern("lines").fullmatch(line) is not None or is_stamp_line(line)


def looks_like_headline(line: str) -> bool:
    """True for a short line that does not end as a sentence does."""
    return 0 < len(line) <= _LONGEST_HEADLINE and _ENDS_AS_SENTENCE.search(line) is None


def looks_like_sentence(line: str) -> bool:
    """True for a line long enough for a paragraph that ends as a sentence does."""
    return len(line) >= 60 and _ENDS_AS_SENTENCE.search(line) is not None


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    return alternatives(getattr(furniture_words(), kind), ignore_case=kind != "inline")


@cache
def _closing() -> re.Pattern[str]:
    return re.compile(rf"(?:{_pattern('closings').pattern})\s*$", re.IGNORECASE)


def _drop_lines(lines: Sequence[str]) -> list[str]:
    kept: list[str] = []
    label_before = False
    for line in lines:
        if label_before and looks_like_headline(line):
            label_before = False
            continue
        label_before = len(line) < 40 and _pattern("labels_before_headline").fullmatch(line) is not None
        if not label_before and not is_furniture(line):
            kept.append(line)
    return kept


def _cut_inside(line: str) -> str:
    cut = _pattern("inline").sub(" ", line)
    found = _READ_ALSO_INSIDE.search(cut)
    if found is not None:
        cut = cut[: found.start()] + " " + _after_headline(cut[found.end() :])
    return " ".join(cut.split()) if cut != line else line


def _after_headline(rest: str) -> str:
    """What follows a headline that plain text does not mark off: from the first word that opens a sentence."""
    if _SENTENCE_END.search(rest) is None:
        return ""
    openers = furniture_words().sentence_openers
    words = rest.split(" ")
    for index, word in enumerate(words):
        if index >= 3 and word.rstrip(",") in openers:
            return " ".join(words[index:])
    return ""


def _without_repeats(lines: Sequence[str]) -> list[str]:
    """Drops a line that stood before: captions printed twice, leads repeated on page 2."""
    kept: list[str] = []
    seen: set[str] = set()
    for line in lines:
        key = line.casefold()
        if key in seen and len(line) > 40:
            continue
        seen.add(key)
        kept.append(line)
    return kept


def _cut_closings(lines: Sequence[str]) -> list[str]:
    """Cuts initials, asterisks, credits and a press office's address off the last lines."""
    kept = list(lines)
    has_address = False
    while kept and len(kept[-1]) < 80:
        is_address = _pattern("address_lines").fullmatch(kept[-1]) is not None
        is_sender = has_address and kept[-1].isupper()
        if not (is_address or is_sender or _pattern("closing_lines").fullmatch(kept[-1])):
            break
        has_address = has_address or is_address
        kept.pop()
    for index in range(max(0, len(kept) - _CLOSING_REACH), len(kept)):
        kept[index] = _without_closing(kept[index])
    return [line for line in kept if line]


def _without_closing(line: str) -> str:
    # A closing is short: only the end of the line is searched, and more than one may stand there.
    for _ in range(3):
        head, tail = line[:-150], line[-150:]
        found = _closing().search(tail)
        if found is None:
            return line
        line = (head + tail[: found.start()]).rstrip()
    return line
