"""Regions named in a text: a spaCy component that matches the gazetteer and lets the context decide."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal, NamedTuple

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from extract.numbers.words import number_lexicon
from extract.patterns import any_of
from extract.regions.gazetteer import gazetteer, is_city, is_province, is_regency
from extract.tokenizer import text_of
from models.annotation import RegionMention

Cue = Literal["city", "regency", "province", "local", "resort", "body"]
_LIST_GAP = 8
_COUNT_GAP = 40
_GAP_WORD = re.compile(r"[\w.-]+")
_BODY_NAME = 120
"""Characters before an acronym in which the name of a body may begin."""
_LIST_LINKS = {",", "dan", "serta", "hingga", ", dan", ", serta", "/", "&"}
_CLASS_WORDS = {"Kelas", "Klas", "I", "II", "IA", "IB", "IIA", "IIB", "TPI", "Non", "Khusus"}
_OWN_PREFIX = {"kota", "kabupaten", "kab", "kab.", "provinsi", "prov", "prov.", "propinsi"}


@dataclass(frozen=True)
class _Candidate:
    start: int
    end: int
    name: str
    codes: tuple[str, ...]
    cue: Cue | None


class RegionMatcher:
    """Writes `doc.user_data["regions"]`: RegionMention tuples in order."""

    def __init__(self, nlp: Language) -> None:
        self.gazetteer = gazetteer()
        self.matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
        self.matcher.add("region", [nlp.make_doc(name) for name in self.gazetteer.names])

    def __call__(self, doc: Doc) -> Doc:
        found = _longest((start, end) for _, start, end in self.matcher(doc))
        words = _Words.of(doc) if found else _Words("", [], [])
        starts = {start for start, _ in found}
        candidates = [c for c in (self._candidate(words, *place, starts) for place in found) if c is not None]
        doc.user_data["regions"] = _resolve(_without_words(words.text, candidates))
        return doc

    def _candidate(self, words: "_Words", first: int, end: int, region_starts: set[int]) -> _Candidate | None:
        if not words.begins_large(first) or not words.begins_large(end - 1):
            return None
        name = words.slice(first, end).lower()
        cue, start = _cue_before(words, first, name)
        if cue is not None and end in region_starts and _is_cue_word(words, first, end):
            return None  # Polres Metro Jakarta Barat
        if cue in (None, "resort") and end < len(words.starts) and words.slice(end, end + 1) == "Kota":
            cue = "city"  # Polres Bima Kota
        codes = self.gazetteer.names.get(name, ())
        return _Candidate(start, words.ends[end - 1], name, codes, cue) if codes else None


class _Words(NamedTuple):
    """The words of a document without spaCy's objects, which take long to make: where each begins and ends."""

    text: str
    starts: list[int]
    ends: list[int]

    @classmethod
    def of(cls, doc: Doc) -> "_Words":
        """Those of a document."""
        starts, lengths = doc.to_array(["IDX", "LENGTH"]).astype("int64").T
        return cls(text_of(doc), starts.tolist(), (starts + lengths).tolist())

    def slice(self, first: int, end: int) -> str:
        """Text of the words [first, end), at least one."""
        return self.text[self.starts[first] : self.ends[end - 1]]

    def begins_large(self, index: int) -> bool:
        """The word begins with a capital."""
        return self.text[self.starts[index]].isupper()


def _longest(found: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of overlapping [first, end) the longest, then the first; in order."""
    kept: list[tuple[int, int]] = []
    taken: set[int] = set()
    for first, end in sorted(found, key=lambda place: (place[0] - place[1], place[0])):
        if first not in taken and end - 1 not in taken:
            kept.append((first, end))
            taken.update(range(first, end))
    return sorted(kept)


def _is_cue_word(words: _Words, first: int, end: int) -> bool:
    return first > 0 and words.slice(first - 1, end).lower() in _cue_words()


def _without_words(text: str, candidates: list[_Candidate]) -> list[_Candidate]:
    """Leaves out bare names that are everyday words.

    Beside a region of the same province (`TTS dan TTU`), in the name of a body (`DPRD PALI`), and where the text itself
    explains them (`Timor Tengah Selatan (TTS)`) they stay.
    """
    listed = {i for i in range(1, len(candidates)) if _are_listed(text, candidates[i - 1], candidates[i])}
    explained = _explained(text, candidates)
    return [
        candidate
        for i, candidate in enumerate(candidates)
        if candidate.cue is not None
        or candidate.name not in _guarded_names()
        or candidate.name in explained
        or not listed.isdisjoint((i, i + 1))
        or _is_in_body(text, candidate)
    ]


def _explained(text: str, candidates: list[_Candidate]) -> set[str]:
    """Short names in brackets behind their region, and acronyms that stand behind `Bupati` or `Polres` somewhere."""
    behind = {
        right.name
        for left, right in pairwise(candidates)
        if text[left.end : right.start] == " (" and not set(left.codes).isdisjoint(right.codes)
    }
    return behind | {c.name for c in candidates if c.cue is not None and c.name in _acronyms()}


def _is_in_body(text: str, candidate: _Candidate) -> bool:
    """`Dinas Tenaga Kerja dan Transmigrasi OKI`: an acronym behind capitalised words that begin with an office."""
    if candidate.name not in _acronyms():
        return False
    return _body_lead().search(text, max(0, candidate.start - _BODY_NAME), candidate.start) is not None


@cache
def _body_lead() -> re.Pattern[str]:
    offices = any_of(gazetteer().lexicon.offices)
    return re.compile(rf"(?<!\w){offices}(?:,? (?:dan|serta|[A-Z][\w-]{{1,20}})){{0,9}} $")


def _are_listed(text: str, left: _Candidate, right: _Candidate) -> bool:
    gap = text[left.end : right.start]
    is_list = len(gap) <= _LIST_GAP and gap.strip() in _LIST_LINKS
    if not (is_list or _is_count_gap(gap)):
        return False
    return not {code[:2] for code in left.codes}.isdisjoint(code[:2] for code in right.codes)


def _is_count_gap(gap: str) -> bool:
    """`Tabalong 2, HSU 1`, `8 dari Konsel, 7 dari Muna`: nothing but a number and what joins a breakdown."""
    if len(gap) > _COUNT_GAP:
        return False
    words, lexicon = _GAP_WORD.findall(gap.lower()), gazetteer().lexicon
    numbers = [word for word in words if word[0].isdigit() or word in _number_words()]
    return bool(numbers) and all(word in numbers or word in lexicon.breakdown_words for word in words)


@cache
def _number_words() -> frozenset[str]:
    words = number_lexicon()
    return frozenset([*words.units, *words.tens, "belas", "puluh", "ratus", "nihil", "nol"])


@Language.factory("pantau_regions")
def create_region_matcher(nlp: Language, name: str) -> RegionMatcher:
    """The component, for `nlp.add_pipe`."""
    return RegionMatcher(nlp)


@cache
def _guarded_names() -> frozenset[str]:
    return frozenset(name.lower() for name in gazetteer().lexicon.needs_prefix)


@cache
def _acronyms() -> frozenset[str]:
    """Guarded names that are written in capitals; `Metro` is none, even in a headline."""
    return frozenset(name.lower() for name in gazetteer().lexicon.needs_prefix if name.isupper())


@cache
def _cue_words() -> dict[str, Cue]:
    lexicon = gazetteer().lexicon
    tables: tuple[tuple[Cue, tuple[str, ...]], ...] = (
        ("body", lexicon.body_words),
        ("local", lexicon.local_words),
        ("resort", lexicon.resort_words),
        ("province", lexicon.province_words),
        ("regency", lexicon.regency_words),
        ("city", lexicon.city_words),
    )
    return {word.lower(): cue for cue, words in tables for word in words}


@cache
def _regency_resorts() -> frozenset[str]:
    return frozenset(resort.lower() for resort in gazetteer().lexicon.regency_resorts)


def _cue_before(words: _Words, start: int, name: str) -> tuple[Cue | None, int]:
    """The cue in the three words before a name, and where the mention begins (with its own prefix)."""
    cues = _cue_words()
    end = _past_acronym_and_class(words, start)
    for width in (3, 2, 1):
        first = end - width
        if first < 0:
            continue
        text = words.slice(first, end).lower()
        if text in cues:
            if f"{text} {name}" in _regency_resorts():
                return "resort", words.starts[start]
            is_prefix = end == start and text in _OWN_PREFIX
            return cues[text], words.starts[first if is_prefix else start]
    return None, words.starts[start]


def _past_acronym_and_class(words: _Words, at: int) -> int:
    """Where the body's name ends: `Pengadilan Negeri (PN) Bengkulu`, `Pengadilan Negeri Kelas IA Khusus Medan`."""
    end = at
    while end > 0 and words.slice(end - 1, end) in _CLASS_WORDS:
        end -= 1
    if end > 2 and words.slice(end - 1, end) == ")" and words.slice(end - 3, end - 2) == "(":
        end -= 3
    return end


def _resolve(candidates: list[_Candidate]) -> tuple[RegionMention, ...]:
    certain = [_certain_code(candidate) for candidate in candidates]
    by_name: dict[str, Counter[str]] = {}
    for candidate, code in zip(candidates, certain, strict=True):
        if code is not None and candidate.cue is not None:
            known = by_name.setdefault(candidate.name, Counter())
            known[code] += 1 if known else 2  # the first is the one that the article is about
    provinces = Counter(code[:2] for code in certain if code is not None)
    mentions = []
    for candidate, code in zip(candidates, certain, strict=True):
        if code is None:
            named = by_name.get(candidate.name)
            code = named.most_common(1)[0][0] if named else _likeliest(candidate.codes, provinces)
        mentions.append(RegionMention(candidate.start, candidate.end, code))
    return tuple(mentions)


def _certain_code(candidate: _Candidate) -> str | None:
    """The code that name and cue allow, or None where they leave a choice."""
    codes = candidate.codes
    if len(codes) == 1:
        return codes[0]
    wanted = {
        "city": (is_city,),
        "regency": (is_regency,),
        "province": (is_province,),
        "local": (is_city, is_regency),
        "resort": (is_regency, is_city),
    }.get(candidate.cue or "", ())
    for test in wanted:
        kept = [code for code in codes if test(code)]
        if len(kept) == 1:
            return kept[0]
    return None


def _likeliest(codes: tuple[str, ...], provinces: Counter[str]) -> str:
    """A province before its namesakes, then the region whose province the text names, then the kota."""
    return max(codes, key=lambda code: (is_province(code), provinces[code[:2]], is_city(code)))
