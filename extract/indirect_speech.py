"""Reported speech: the clause that an official is said to have said."""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from extract.cues import Form, Takes, grammar
from extract.speakers import LAST, NOBODY, STRANGER, Voice, is_aside, voice_after, voice_before
from extract.speech_units import Kind, Word

_TAIL_REACH = 160
_MIN_CLAUSE = 4
_TAG_TAIL = 60
_LOOK = 60
_END_MARKS = frozenset(".!?…,;:-–—")


class Reported(NamedTuple):
    """Words [first, last) of a unit that somebody is said to have said; empty where only a speaker was found."""

    first: int
    last: int
    who: int
    cue: str
    rule: str


def find_reported(words: Sequence[Word], begin: int, end: int, default: int = NOBODY) -> list[Reported]:
    """Reports among the words [begin, end): the first inserted tag, else the first passive, else active verbs.

    `default` is the speaker of a quotation just before, whose tag may go on (`..., seraya meminta ...`).
    """
    return (
        _inserted(words, begin, end)
        or _passive(words, begin, end)
        or _active(words, begin, end, default)
    )


# --- tags inside a sentence: `..., kata dia, ...`, `Menurut X, ...`, `..., ujarnya.`


def _inserted(words: Sequence[Word], begin: int, end: int) -> list[Reported]:
    for i in range(begin, end):
        cue = words[i].cue
        if cue is None or cue.form in (Form.ACTIVE, Form.PASSIVE, Form.OWN_PASSIVE):
            continue
        is_first = i - begin <= (2 if cue.form in (Form.ACCORDING, Form.OWN_ACCORDING) else 0)
        if not is_first and words[i - 1].text not in {",", "-", "–", "—"}:
            continue
        if i == begin and not _may_lead(words, i, end):
            continue
        if voice := _tag_voice(words, i, end):
            found = _around_tag(words, begin, i, voice, end)
            if found is not None:
                return [found]
    return []


def _may_lead(words: Sequence[Word], i: int, end: int) -> bool:
    """`Kata dia, ...` opens a sentence; `Jelasnya, ...` and `Tutup mal ...` are no tags."""
    cue = words[i].cue
    if cue is None or words[i].lower in grammar().sentence_adverbs:
        return False
    after = words[i + 1] if i + 1 < end else None
    return cue.form is not Form.BARE or (after is not None and (after.is_capital or after.kind is not Kind.WORD))


def _tag_voice(words: Sequence[Word], i: int, end: int) -> Voice | None:
    cue = words[i].cue
    assert cue is not None
    if cue.form in (Form.OWN, Form.OWN_ACCORDING):
        return Voice(LAST, i + 1)
    begin = i + 1
    if cue.form is Form.ACCORDING and begin < end and words[begin].lower in grammar().testimony:
        begin += 1
    voice = voice_after(words, begin)
    return None if voice.who == NOBODY or voice.next > end else voice


def _around_tag(words: Sequence[Word], begin: int, i: int, voice: Voice, end: int) -> Reported | None:
    cue, rest = words[i].text, words[voice.next : min(end, voice.next + _TAG_TAIL)]
    form = words[i].cue
    assert form is not None
    is_according = form.form in (Form.ACCORDING, Form.OWN_ACCORDING)
    comma = _comma(words, voice.next, end)
    if i == begin:
        if comma is None:
            return None if not is_according else Reported(voice.next, end, voice.who, cue, "according")
        first = _after_post(words, comma + 1, end)
        return Reported(first, end, voice.who, cue, "according" if is_according else "leading_tag")
    if voice.next + _TAG_TAIL > end and _is_final(words[max(begin, i - _TAG_TAIL) : i], rest):
        return Reported(begin, i, voice.who, cue, "final_tag")
    if comma is None:
        return None
    return Reported(begin, end, voice.who, cue, "inserted_tag")


def _after_post(words: Sequence[Word], begin: int, end: int) -> int:
    """`Menurut X, salah satu pendiri Y, ...`: index after the post that follows the name."""
    if begin >= end or not (words[begin].lower in {"salah", "selaku", "yang", "anggota"} or words[begin].is_capital):
        return begin
    for j in range(begin, min(end, begin + 14)):
        if words[j].text == ",":
            is_post = words[begin].lower == "yang" or not any(_is_predicate(word) for word in words[begin:j])
            is_known = not words[begin].is_capital or words[begin].lower in _posts(words[:begin])
            return j + 1 if is_post and is_known else begin
    return begin


def _posts(words: Sequence[Word]) -> frozenset[str]:
    return frozenset().union(*(word.post for word in words[-12:]))


def _comma(words: Sequence[Word], begin: int, end: int) -> int | None:
    """The comma that ends a tag, at once or after asides without a comma."""
    for j in range(begin, min(end, begin + 25)):
        if words[j].text == ",":
            return j if is_aside(words[begin:j]) else None
    return None


def _is_final(before: Sequence[Word], rest: Sequence[Word]) -> bool:
    content = [word for word in rest if word.kind is not Kind.MARK or word.text == ","]
    if not content:
        return True
    if sum(word.kind is not Kind.MARK for word in before) < _MIN_CLAUSE:
        return False
    if rest[0].text == ",":
        after = rest[1:3]
        opens = after and (after[0].lower in grammar().weekdays or after[0].lower in grammar().tag_tails)
        is_now = len(after) > 1 and after[1].lower == "ini"
        return bool(opens) and not is_now and is_aside(rest)
    return is_aside(rest)


# --- passives: `Lebih lanjut dikatakan, ...`, `Dijelaskannya, ...`, `Dikatakan X, ...`


def _passive(words: Sequence[Word], begin: int, end: int) -> list[Reported]:
    for i in range(begin, min(end, begin + 60)):
        cue = words[i].cue
        if cue is None or cue.form not in (Form.PASSIVE, Form.OWN_PASSIVE):
            continue
        leads = all(w.lower in grammar().passive_lead or w.text == "," for w in words[begin:i])
        after = i + 2 if i + 1 < end and words[i + 1].lower == "oleh" else i + 1
        voice = Voice(LAST, i + 1) if cue.form is Form.OWN_PASSIVE else voice_after(words, after)
        if not leads:
            return [Reported(i, i, voice.who, words[i].text, "agent")] if voice.who >= 0 else []
        is_announced = any(word.lower in grammar().announcers for word in words[begin:i])
        if is_announced and not _mark_within(words, i, end):
            return [Reported(i, i, voice.who, words[i].text, "agent")] if voice.who >= 0 else []
        return _passive_content(words, i, voice, end)
    return []


def _mark_within(words: Sequence[Word], i: int, end: int) -> bool:
    return any(word.lower in grammar().content_marks for word in words[i : min(end, i + 30)])


def _passive_content(words: Sequence[Word], i: int, voice: Voice, end: int) -> list[Reported]:
    who = LAST if voice.who == NOBODY else voice.who
    start = voice.next if voice.who != NOBODY else i + 1
    mark = start < end and (words[start].text in {",", ":"} or words[start].lower in grammar().content_marks)
    if not mark:
        return [Reported(i, i, who, words[i].text, "agent")] if voice.who >= 0 else []
    first = start
    while first < end and (words[first].text in {",", ":"} or words[first].lower in grammar().content_marks):
        first += 1
    is_only_aside = is_aside(words[first:end]) and words[start].text == ","
    if is_only_aside and not any(_is_predicate(word) for word in words[first:end]):
        return [Reported(i, i, who, words[i].text, "agent")]
    return [Reported(first, end, who, words[i].text, "passive")]


# --- active verbs: `X mengatakan (bahwa) ...`


def _active(words: Sequence[Word], begin: int, end: int, default: int) -> list[Reported]:
    for i in range(begin, end):
        cue = words[i].cue
        if cue is None or cue.form is not Form.ACTIVE or is_blocked(words, i):
            continue
        voice = voice_before(words, i) if i > begin or begin == 0 else Voice(NOBODY, i)
        who = voice.who
        if default != NOBODY and who < 0 and who != LAST and _goes_on(words, begin, i):
            who = default
        if who >= 0 or who == LAST:
            if found := _clauses(words, i, end, who, cue.takes):
                return found
        elif cue.takes is not Takes.NOUN and not _may_go_on(words, begin, i, end):
            return [Reported(i, i, who, words[i].text, "agent")] if who == STRANGER else []
    return []


def _goes_on(words: Sequence[Word], begin: int, i: int) -> bool:
    between = words[begin:i]
    return all(w.kind is Kind.MARK or w.lower in grammar().coordinators for w in between) or is_aside(between)


def _may_go_on(words: Sequence[Word], begin: int, i: int, end: int) -> bool:
    """After a verb of other people: a main clause may still follow (`Meski warga menilai ..., Kapolres ...`)."""
    if i + 1 < end and words[i + 1].text == ",":
        return False
    return words[begin].lower in grammar().subordinators


def is_blocked(words: Sequence[Word], i: int) -> bool:
    """True for verbs that report nothing: negated, infinitive, relative, asked for."""
    for word in reversed(words[max(0, i - 3) : i]):
        if word.lower in grammar().blockers:
            return True
        if word.kind is not Kind.WORD or word.lower not in grammar().adverbs:
            return False
    return False


def _clauses(words: Sequence[Word], i: int, end: int, who: int, takes: Takes) -> list[Reported]:
    """The verb's clause, and those of further verbs of the same speaker."""
    found: list[Reported] = []
    verb = i
    while True:
        first = content_start(words, verb, end)
        limit = min(end, first + _LOOK)
        joined = next((j for j in range(first + 1, limit) if _starts_joined(words, j)), limit)
        has_mark = any(word.lower in grammar().content_marks for word in words[verb + 1 : first + 1])
        if not (has_mark or is_clause(words[first:joined], takes)):
            return found
        while joined < end and not _starts_joined(words, joined):
            joined += 1
        if joined == end:
            return [*found, Reported(first, end, who, words[verb].text, "active_verb")]
        last = joined - (1 if words[joined - 1].lower != "juga" else 2)
        found.append(Reported(first, last, who, words[verb].text, "active_verb"))
        verb, takes = joined, Takes.CLAUSE


def _starts_joined(words: Sequence[Word], j: int) -> bool:
    """A second verb of the same speaker: `... seraya meminta ...`, `... dan berharap ...`."""
    cue = words[j].cue
    if cue is None or cue.form is not Form.ACTIVE:
        return False
    before = words[j - 1].lower
    if before == "juga" and j > 1:
        before = words[j - 2].lower
    if before in grammar().light_coordinators:
        return True
    return before in grammar().coordinators and words[j].lower in grammar().joined_verbs


def content_start(words: Sequence[Word], i: int, end: int) -> int:
    """Index of the first word that was said: after the addressee, the occasion, `bahwa`, `agar`."""
    first = i + 1
    mark = _mark_after_asides(words, first, end)
    if mark is not None:
        first = mark
    first = _after_marks(words, first, end)
    if first < end and words[first].lower in grammar().weekdays:
        comma = _comma(words, first, end)
        if comma is not None and comma - first <= 6:
            return comma + 1
    if mark is None and first + 1 < end and words[first].lower == "kepada":
        comma = _comma(words, first, min(end, first + 8))
        is_press = words[first + 1].lower in grammar().press
        return comma + 1 if comma is not None else min(end, first + (2 if is_press else 0))
    return first


def _after_marks(words: Sequence[Word], first: int, end: int) -> int:
    """After `, bahwa`; `untuk` and `kalau` are part of what was said once a comma stands before them."""
    has_comma = False
    while first < end:
        word = words[first]
        is_mark = word.lower in grammar().content_marks
        if word.text not in {",", ":"} and not is_mark and (has_comma or word.lower not in grammar().complementizers):
            break
        has_comma = has_comma or word.text == ","
        first += 1
    return first


def _mark_after_asides(words: Sequence[Word], first: int, end: int) -> int | None:
    """`mengatakan kepada wartawan di Mapolres, Rabu (1/2), bahwa`: index of the complementizer."""
    for j in range(first, min(end, first + 25)):
        lower = words[j].lower
        is_close = j - first <= 5 and words[first].lower in ("kepada", "pada", "ke")
        if lower in grammar().content_marks or (lower == "untuk" and is_close):
            between = words[first:j]
            is_short = len(between) <= 6 and not any(_is_predicate(word) for word in between)
            return j if is_aside(between) and (is_short or words[j - 1].text == ",") else None
    return None


# --- is it a clause, and where does it end


def is_clause(content: Sequence[Word], takes: Takes) -> bool:
    """True if the content says something; False for bare objects (`menyampaikan apresiasi`)."""
    plain = [word for word in content if word.kind is not Kind.MARK]
    if not plain:
        return False
    predicates = _predicates_outside_relative(plain)
    if plain[0].lower in grammar().object_nouns:
        return predicates > 0 and plain[0].lower not in {"terima", "apresiasi", "maaf", "duka", "selamat", "syukur"}
    if takes is Takes.NOUN:
        return False
    if takes is Takes.DIRECTIVE:
        return predicates > 0 or len(plain) > 2
    is_nominal = re.fullmatch(r"(?:ke|pe)\w{3,}an(?:nya)?|\w{4,}nya", plain[0].lower) is not None
    return predicates > 0 or not (is_nominal or len(plain) < 2)


def _predicates_outside_relative(plain: Sequence[Word]) -> int:
    count, in_relative = 0, False
    for word in plain:
        if word.lower == "yang":
            in_relative = True
        elif _is_predicate(word):
            count += 0 if in_relative else 1
            in_relative = False
    return count


def _is_predicate(word: Word) -> bool:
    if word.kind is not Kind.WORD:
        return False
    if word.lower in grammar().predicates:
        return True
    starts = word.lower.startswith(("me", "di", "ber", "ter"))
    return starts and len(word.lower) > 4 and not word.is_capital and word.lower not in grammar().not_predicates


def report_span(text: str, words: Sequence[Word], report: Reported) -> tuple[int, int]:
    """Characters of a report without its final marks and without what is not part of it."""
    first, last = report.first, report.last
    while first < last and words[first].kind is Kind.MARK and words[first].text not in "(":
        first += 1
    if report.rule in ("active_verb", "passive"):
        last = _before_afterthought(words, first, last)
    while last > first and words[last - 1].text in _END_MARKS:
        last -= 1
    if last <= first:
        return 0, 0
    start, end = words[first].start, words[last - 1].end
    if report.rule == "active_verb":
        end = _before_tail(text, start, end)
    return start, end


def _before_afterthought(words: Sequence[Word], first: int, last: int) -> int:
    for j in range(first + _MIN_CLAUSE, last - 1):
        if words[j].text == "," and words[j + 1].lower in grammar().afterthoughts:
            return j
        if words[j].text == "," and words[j + 1].lower in grammar().weekdays and _is_date_tail(words, j + 1, last):
            return j
    return last


def _is_date_tail(words: Sequence[Word], begin: int, last: int) -> bool:
    return last - begin <= 7 and is_aside(words[begin:last])


def _before_tail(text: str, start: int, end: int) -> int:
    begin = max(start, end - _TAIL_REACH)
    match = _tail_pattern().search(text, begin, end)
    is_long_enough = match is not None and len(text[start : match.start()].split()) >= _MIN_CLAUSE
    return match.start() if match is not None and is_long_enough else end


@cache
def _tail_pattern() -> re.Pattern[str]:
    openers = "|".join(grammar().tail_openers)
    nouns = "|".join(grammar().tail_nouns)
    return re.compile(rf",?\s+(?:{openers})\s+(?:[\w-]+\s+)?(?:{nouns})\b[^.;\n]{{0,120}}$", re.IGNORECASE)

