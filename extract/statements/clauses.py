"""The clause that was said: where it begins, whether it is one, and where it ends."""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from extract.statements.cues import Takes, grammar
from extract.statements.speakers import is_aside
from extract.statements.units import Kind, Word

_TAIL_REACH = 160
_END_MARKS = frozenset(".!?…,;:-–—")
_NOMINAL = re.compile(r"(?:ke|pe)\w{3,40}an")
MIN_CLAUSE = 4
"""Words before which nothing is cut off as an afterthought."""


class Reported(NamedTuple):
    """Words [first, last) of a unit that somebody is said to have said; empty where only a speaker was found."""

    first: int
    last: int
    who: int
    cue: int
    """Index of the reporting word."""
    rule: str
    at: int = -1
    """Index of the word that names the speaker, -1 where none does."""


def content_start(words: Sequence[Word], i: int, end: int) -> int:
    """Index of the first word that was said: after the addressee, the occasion, `bahwa`, `agar`."""
    first = i + 1
    mark = _mark_after_asides(words, first, end)
    if mark is not None:
        first = mark
    first = _after_marks(words, first, end)
    if first < end and words[first].lower in grammar().weekdays:
        comma = tag_comma(words, first, end)
        if comma is not None and comma - first <= 6:
            return comma + 1
    if mark is None and first + 1 < end and words[first].lower == "kepada":
        comma = tag_comma(words, first, min(end, first + 8))
        is_press = words[first + 1].lower in grammar().press
        return comma + 1 if comma is not None else min(end, first + (2 if is_press else 0))
    return first


def _after_marks(words: Sequence[Word], first: int, end: int) -> int:
    """After `, bahwa`; `untuk` and `kalau` are part of what was said once a comma stands before them."""
    has_comma = False
    while first < end:
        word = words[first]
        is_mark = word.lower in grammar().content_marks
        if (
            word.text not in {",", ":"}
            and not is_mark
            and (has_comma or word.lower not in grammar().complementizers)
        ):
            break
        has_comma = has_comma or word.text == ","
        first += 1
    return first


def tag_comma(words: Sequence[Word], begin: int, end: int) -> int | None:
    """The comma that ends a tag, at once or after asides without a comma."""
    for j in range(begin, min(end, begin + 25)):
        if words[j].text == ",":
            return j if is_aside(words[begin:j]) else None
    return None


def _mark_after_asides(words: Sequence[Word], first: int, end: int) -> int | None:
    """`mengatakan kepada wartawan di Mapolres, Rabu (1/2), bahwa`: index of the complementizer."""
    for j in range(first, min(end, first + 25)):
        lower = words[j].lower
        is_close = j - first <= 5 and words[first].lower in ("kepada", "pada", "ke")
        if lower in grammar().content_marks or (lower == "untuk" and is_close):
            between = words[first:j]
            is_short = len(between) <= 6 and not any(is_predicate(word) for word in between)
            return j if is_aside(between) and (is_short or words[j - 1].text == ",") else None
    return None


def is_clause(content: Sequence[Word], takes: Takes) -> bool:
    """True if the content says something; False for bare objects (`menyampaikan apresiasi`)."""
    plain = [word for word in content if word.kind is not Kind.MARK]
    if not plain:
        return False
    predicates = _predicates_outside_relative(plain)
    if plain[0].lower in grammar().question_words:
        return True
    if plain[0].lower in grammar().courtesies or (plain[0].lower == "dengan" and not predicates):
        return False
    is_pointer = plain[0].lower in grammar().epithet_ends
    opens_noun = (
        is_pointer or plain[0].lower in grammar().topic_words or plain[0].lower in grammar().qualities
    )
    if opens_noun or plain[0].lower in grammar().weekdays:
        return predicates > 0
    if plain[0].lower in grammar().object_nouns and takes is not Takes.NOUN:
        return predicates > 0
    if takes is Takes.NOUN:
        return _first_predicate(plain) in grammar().strong_predicates
    if takes is Takes.DIRECTIVE:
        return predicates > 0 or (len(plain) > 2 and plain[0].lower not in grammar().openers)
    return predicates > 0 or not _is_bare_object(plain)


def _is_bare_object(plain: Sequence[Word]) -> bool:
    """True for `kelelahan yang sama`, `temuan tersebut`, `penanganannya`; `penanganannya lamban` is a clause."""
    if len(plain) < 2:
        return True
    if plain[-1].lower in grammar().epithet_ends and len(plain) <= MIN_CLAUSE:
        return True
    if plain[0].lower.endswith("nya"):
        return plain[1].lower in grammar().modifiers
    return _NOMINAL.fullmatch(plain[0].lower) is not None


def _first_predicate(plain: Sequence[Word]) -> str:
    """Lower-case form of the first predicate; empty where a relative clause or another verb comes first."""
    for word in plain:
        if word.lower == "yang" or is_predicate(word):
            return word.lower
    return ""


def _predicates_outside_relative(plain: Sequence[Word]) -> int:
    count, in_relative = 0, False
    for word in plain:
        if word.lower == "yang":
            in_relative = True
        elif is_predicate(word):
            count += 0 if in_relative else 1
            in_relative = False
    return count


def is_predicate(word: Word) -> bool:
    if word.kind is not Kind.WORD:
        return False
    if word.lower in grammar().predicates:
        return True
    starts = word.lower.startswith(("me", "di", "ber", "ter"))
    return (
        starts and len(word.lower) > 4 and not word.is_capital and word.lower not in grammar().not_predicates
    )


def said_span(text: str, words: Sequence[Word], is_clause_only: bool) -> tuple[int, int]:
    """Characters of what was said, without outer marks, afterthoughts and, for a clause, without its tail."""
    first, last = 0, len(words)
    while first < last and words[first].kind is Kind.MARK and words[first].text != "(":
        first += 1
    if is_clause_only:
        last = _before_afterthought(words, first, last)
    while last > first and words[last - 1].text in _END_MARKS:
        last -= 1
    if last <= first:
        return 0, 0
    start, end = words[first].start, words[last - 1].end
    return start, _before_tail(text, start, end) if is_clause_only else end


def _before_afterthought(words: Sequence[Word], first: int, last: int) -> int:
    for j in range(first + MIN_CLAUSE, last - 1):
        if words[j].text == "," and words[j + 1].lower in grammar().afterthoughts:
            return j
        if (
            words[j].text == ","
            and words[j + 1].lower in grammar().weekdays
            and _is_date_tail(words, j + 1, last)
        ):
            return j
    return last


def _is_date_tail(words: Sequence[Word], begin: int, last: int) -> bool:
    return last - begin <= 7 and is_aside(words[begin:last])


def _before_tail(text: str, start: int, end: int) -> int:
    begin = max(start, end - _TAIL_REACH)
    match = _tail_pattern().search(text, begin, end)
    is_long_enough = match is not None and len(text[start : match.start()].split()) >= MIN_CLAUSE
    return match.start() if match is not None and is_long_enough else end


@cache
def _tail_pattern() -> re.Pattern[str]:
    openers = "|".join(grammar().tail_openers)
    nouns = "|".join(grammar().tail_nouns)
    return re.compile(rf",?\s+(?:{openers})\s+(?:[\w-]+\s+)?(?:{nouns})\b[^.;\n]{{0,120}}$", re.IGNORECASE)
