"""The name of a body taken apart: units, the body that they are part of, and its tail with a region or a place."""

import hashlib
import re
from dataclasses import dataclass
from functools import cache, lru_cache

from extract.actors.agency_forms import (
    Head,
    HeadForm,
    agency_lexicon,
    head_phrases,
    is_level,
    is_women_child_acronym,
    women_child_head,
)
from extract.actors.words import Word
from extract.regions.gazetteer import bare_name, gazetteer
from models.vocabulary import AgencyType
from resolve.organization_data import organization_lexicon, unit_of_head
from resolve.regions import codes_of

_WORD = re.compile(r"\w+(?:[-'’./]\w+)*|&")
_LONGEST_NAME, _LONGEST_KEY, _DIGEST = 300, 200, 16
_MAX_WORDS = 60
_HOSTS = frozenset(
    {
        AgencyType.POLICE,
        AgencyType.PROSECUTOR,
        AgencyType.LEGISLATURE,
        AgencyType.IMMIGRATION,
        AgencyType.MILITARY,
        AgencyType.WOMEN_CHILD_PROTECTION,
    }
)
"""Types of bodies that have units."""
_HOSTS_OF_ALL = frozenset({AgencyType.POLICE, AgencyType.LEGISLATURE, AgencyType.MINISTRY})
"""Types of bodies of which also unknown words before the name are a unit (Resmob Polres Ende)."""


@dataclass(frozen=True)
class Part:
    """One head of a name with what follows it."""

    key: str | None
    """Key of the head in the lexicon of agencies; None for a name without one."""
    form: str
    """The head, lower case."""
    text: str
    """Head and tail as they stand."""
    head: Head | None
    tail: tuple[str, ...]
    """Words after the head, as they stand."""
    place: str | None
    """Words at the end of the tail that name a region."""

    @property
    def before_place(self) -> tuple[str, ...]:
        """The tail without the region."""
        return self.tail[: len(self.tail) - len(self.place.split())] if self.place else self.tail


@lru_cache(maxsize=50_000)
def parts_of(name: str) -> tuple[Part, ...]:
    """The parts of a name, the smallest unit first and the body last; at least one."""
    words = _words(name)
    parts: list[Part] = []
    start = 0
    while True:
        first = _head_at(words, start)
        end, form = first or (start, None)
        behind = _host_after(words, end, form)
        stop = len(words) if behind is None else behind
        parts.append(_part(words, start, end, stop, form))
        if behind is None:
            return tuple(parts)
        start = behind


def normal(words: tuple[str, ...] | list[str]) -> str:
    """Words as keys have them: lower case, one spelling, without joiners and closing words."""
    lexicon = organization_lexicon()
    plain = [lexicon.spellings.get(word.lower(), word.lower()) for word in words]
    while len(plain) > 1 and plain[-1] in lexicon.closing:
        plain.pop()
    return " ".join(word for word in plain if word not in {"dan", "serta"})


def plain_place(words: tuple[str, ...]) -> str:
    """The words of a place without class and level, a region by its official name."""
    classes = organization_lexicon().class_words
    kept = [w.text for w in _words(" ".join(words)) if not (is_level(w) or w.lower in classes)] or list(words)
    codes = codes_of(" ".join(kept))
    names = gazetteer().lexicon.seats
    if len({bare_name(gazetteer().by_code(code).name) for code in codes}) == 1:
        is_seat = any(
            " ".join(kept).lower() == seat.lower() for code in codes for seat in names.get(code, ())
        )
        if not is_seat:
            return bare_name(gazetteer().by_code(codes[0]).name).lower()
    return normal(kept)


def bounded_key(key: str) -> str:
    """The key itself, or its beginning with a digest where it is too long for an index."""
    if len(key) <= _LONGEST_KEY:
        return key
    digest = hashlib.sha256(key.encode()).hexdigest()[:_DIGEST]
    return f"{key[: _LONGEST_KEY - _DIGEST - 1]}#{digest}"


def bounded_name(name: str) -> str:
    """The name on one line, cut where no body is called so."""
    name = " ".join(name.split())
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def _words(name: str) -> list[Word]:
    typos = organization_lexicon().typos
    found = []
    for match in list(_WORD.finditer(name))[:_MAX_WORDS]:
        lower = typos.get(match[0].lower(), match[0].lower())
        found.append(Word(match[0], lower, match.start(), match.end(), " ", "body", True))
    return found


def _head_at(words: list[Word], index: int) -> tuple[int, HeadForm] | None:
    found = head_phrases().match(words, index)
    if found is None and index < len(words) and is_women_child_acronym(words[index].text):
        head = women_child_head()
        return index + 1, HeadForm(form=words[index].text, key=head.forms[0].lower(), head=head)
    return found


def _has_hosts(form: HeadForm) -> bool:
    return form.head.unit or form.key in unit_of_head() or form.head.type is AgencyType.TASK_FORCE


def _host_after(words: list[Word], start: int, unit: HeadForm | None) -> int | None:
    """Index of the next head of a body that may have the unit before it, another unit among them."""
    if unit is not None and not _has_hosts(unit):
        return None
    types = _HOSTS_OF_ALL if unit is None else _HOSTS
    for index in range(start + (unit is None), len(words)):
        found = _head_at(words, index)
        if found is None or words[index].text in _weak():
            continue
        head = found[1].head
        if head.type in types or (unit is not None and unit.head.private and head.private):
            return index
    return None


@cache
def _weak() -> frozenset[str]:
    return frozenset(agency_lexicon().weak_acronyms)


def _part(words: list[Word], start: int, end: int, stop: int, form: HeadForm | None) -> Part:
    tail = tuple(word.text for word in words[end:stop])
    place = _region_at_end(tail, is_guarded=form is None or form.head.tail == "open")
    text = " ".join(word.text for word in words[start:stop])
    if form is None:
        return Part(None, "", text, None, tail, place)
    return Part(form.key, " ".join(word.lower for word in words[start:end]), text, form.head, tail, place)


def _region_at_end(tail: tuple[str, ...], *, is_guarded: bool) -> str | None:
    """The longest words at the end that name a region; everyday words do not in free names (Yayasan Mitra)."""
    for start in range(len(tail)):
        text = " ".join(tail[start:])
        if codes_of(text) and not (is_guarded and text.lower() in _guarded()):
            return text
    if len(tail) > 1 and tail[-1].lower() == "kota":  # Polres Bima Kota
        before = _region_at_end(tail[:-1], is_guarded=is_guarded)
        return f"{before} {tail[-1]}" if before else None
    return None


@cache
def _guarded() -> frozenset[str]:
    return frozenset(name.lower() for name in gazetteer().lexicon.needs_prefix)
