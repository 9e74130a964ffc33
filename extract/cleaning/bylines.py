"""What the lines around an article tell: who wrote it, whose copy it is, whether it was paid for."""

import re
from collections.abc import Sequence
from functools import cache

from extract.cleaning.lexicon import alternatives, byline_words
from extract.cleaning.timestamps import find_stamps

_LONGEST_LINE = 400
_NAME_WORD = re.compile(r"(?:[A-Z][\w'’.-]*|[dv]an|bin|binti|al|el)$")
_CORRESPONDENT = re.compile(
    r"\W{0,2}laporan (?:wartawan|reporter|kontributor|jurnalis|koresponden)[^,|]{0,60}[,|]\s{0,2}([^,|]{3,40})",
    re.IGNORECASE,
)
_DESK_CREDIT = re.compile(
    r"\([\w.-]{3,40}\.(?:com|id|net|co|news)\s?/\s?([^()/]{3,40})\)\W{0,3}$", re.IGNORECASE
)
_BEHIND_STAMP = re.compile(r"\b(?:oleh|by) ([^|·•:]{3,60})$", re.IGNORECASE)
_STAMP_LINE = 120
_BETWEEN_NAMES = re.compile(r"\s*(?:,|&|;|\s/\s|\bdan\b|\band\b)\s*")


def find_author(lines: Sequence[str], site_names: Sequence[str] = ()) -> str | None:
    """The reporters that a byline names, joined by a comma; None where only an outlet or initials stand."""
    return find_labelled_author(lines, site_names) or find_credited_author(lines, site_names)


def find_labelled_author(lines: Sequence[str], site_names: Sequence[str] = ()) -> str | None:
    """The reporters that stand behind a label: `Penulis: ...`, `Laporan Wartawan ..., ...`."""
    ranked: list[tuple[int, str]] = []
    for index, line in enumerate(lines):
        if len(line) > _LONGEST_LINE:
            continue
        following = lines[index + 1] if index + 1 < len(lines) else ""
        found = _labelled_name(line, following, site_names)
        if found is not None:
            ranked.append(found)
    return min(ranked, key=lambda pair: pair[0])[1] if ranked else None


def find_credited_author(lines: Sequence[str], site_names: Sequence[str] = ()) -> str | None:
    """The reporter in a closing bracket, `(situs.com/Nama)`; one behind no full stop credits a caption's photograph."""
    for line in lines:
        credit = _DESK_CREDIT.search(line[-80:])
        before = line[-80:][: credit.start()].rstrip() if credit else ""
        if credit is None or (before and before[-1] not in '.!?”"’'):
            continue
        name = person_names(credit.group(1), site_names)
        if name is not None:
            return name
    return None


def find_editors(lines: Sequence[str]) -> frozenset[str]:
    """The people behind a label that is not the author's: `Editor: ...`."""
    others = byline_words().other_labels
    found: set[str] = set()
    for index, line in enumerate(lines):
        labels = list(_labels().finditer(line)) if len(line) <= _LONGEST_LINE else []
        for number, label in enumerate(labels):
            if (label.group(1) or "").lower() not in others:
                continue
            end = labels[number + 1].start() if number + 1 < len(labels) else len(line)
            following = lines[index + 1] if index + 1 < len(lines) else ""
            found.update((person_names(line[label.end() : end] or following) or "").split(", "))
    return frozenset(filter(None, found))


def person_names(value: str, site_names: Sequence[str] = ()) -> str | None:
    """The people of a byline's value, joined by a comma; None where it holds no person."""
    names = [_clean_name(part) for part in _BETWEEN_NAMES.split(value)]
    people = [name for name in names if _is_person(name, site_names)]
    return ", ".join(dict.fromkeys(people)) or None


def find_origin(lines: Sequence[str]) -> str | None:
    """The outlet that a syndicated copy names as its origin, by its last lines."""
    for line in reversed(lines):
        if len(line) > 2000:
            continue
        found = _origin().search(line[-_LONGEST_LINE:])
        name = next((group for group in found.groups() if group), None) if found else None
        if name is not None and not _is_day_word(name):
            return _origin_name(name)
    return None


def is_paid_line(line: str) -> bool:
    """True for a line that marks advertorial copy."""
    return len(line) <= 1500 and _paid().fullmatch(line[-_LONGEST_LINE:]) is not None


def is_paid_section(name: str) -> bool:
    """True for a section or category of advertorial copy."""
    return name.strip().lower() in byline_words().paid_sections


def _is_day_word(name: str) -> bool:
    words = byline_words()
    return name.split()[0].lower() in {*words.weekdays, *words.month_numbers}


def _origin_name(name: str) -> str:
    bare = name.strip(" .,-")
    return "ANTARA" if bare.lower() in {"ant", "antara", "antaranews"} else bare


@cache
def _labels() -> re.Pattern[str]:
    words = byline_words()
    both = sorted({*words.author_labels, *words.other_labels}, key=len, reverse=True)
    label = "|".join(both)
    return re.compile(rf"(?:^|[|•·,.\s])({label})(?:\s?[&/]\s?({label}))?\s{{0,3}}:\s{{0,3}}", re.IGNORECASE)


@cache
def _origin() -> re.Pattern[str]:
    # The outlet's own name is told by its capitals, everything else by the words.
    patterns = (re.sub(r"\[A-Z\]", "(?-i:[A-Z])", pattern) for pattern in byline_words().origins)
    return alternatives(tuple(patterns))


@cache
def _paid() -> re.Pattern[str]:
    return alternatives(byline_words().paid_lines)


def _labelled_name(line: str, following: str, site_names: Sequence[str]) -> tuple[int, str] | None:
    lowered = line.lower()
    if ":" not in line and not any(word in lowered for word in ("laporan ", "oleh ", "by ")):
        return None  # cheap, and most lines of a page end here
    correspondent = _CORRESPONDENT.match(line)
    if correspondent is not None:
        name = person_names(correspondent.group(1), site_names)
        return (0, name) if name else None
    behind_stamp = _BEHIND_STAMP.search(line) if len(line) <= _STAMP_LINE else None
    stamps = find_stamps(line[: behind_stamp.start()]) if behind_stamp else []
    if (
        behind_stamp is not None
        and stamps
        and not line[stamps[-1].end : behind_stamp.start()].strip(" |·•,–-")
    ):
        name = person_names(behind_stamp.group(1), site_names)
        return (9, name) if name else None
    labels = list(_labels().finditer(line))
    if not labels or labels[0].start() > 3:
        return None
    ranks = byline_words().author_labels
    for index, label in enumerate(labels):
        words = [word.lower() for word in label.groups() if word is not None and word.lower() in ranks]
        if not words:
            continue
        end = labels[index + 1].start() if index + 1 < len(labels) else len(line)
        name = person_names(line[label.end() : end] or following, site_names)
        if name is not None:
            return min(map(ranks.index, words)), name
    return None


def _clean_name(part: str) -> str:
    name = re.sub(r"\(.*?\)|\s[-–—|]\s.*$|@\S+", " ", part)
    name = re.sub(
        r"^(?:oleh|by|penulis|pewarta|reporter)\s*:?\s+", "", name.strip(" .:|-–•"), flags=re.IGNORECASE
    )
    return " ".join(name.split())


def _is_person(name: str, site_names: Sequence[str]) -> bool:
    words = name.split()
    if not 1 <= len(words) <= 5 or len(name) < 3 or re.search(r"[\d@/:]", name):
        return False
    if any(name.casefold() == site.casefold() for site in site_names):
        return False
    banned = byline_words().not_a_person
    parts = re.findall(r"[a-z]+", name.lower())
    return all(_NAME_WORD.match(word) for word in words) and not any(part in banned for part in parts)
