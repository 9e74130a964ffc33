"""Reported speech: the clause that an official is said to have said."""

from collections.abc import Sequence
from functools import cache

from extract.statements.active import find_active
from extract.statements.clauses import MIN_CLAUSE, Reported, is_predicate, said_span, tag_comma
from extract.statements.cues import Cue, Form, Takes, grammar
from extract.statements.speakers import (
    LAST,
    NOBODY,
    STRANGER,
    Voice,
    is_aside,
    voice_after,
)
from extract.statements.units import Kind, Word

_TAG_TAIL = 60
_LOOK = 60
_MAX_LEAD = 4
_LIKE = frozenset({"seperti", "sebagaimana"})


def find_reported(words: Sequence[Word], begin: int, end: int, default: int = NOBODY) -> list[Reported]:
    """Reports among the words [begin, end): the first inserted tag, else the first passive, else active verbs.

    `default` is the speaker of a quotation just before, whose tag may go on (`..., seraya meminta ...`).
    """
    return (
        _inserted(words, begin, end) or _passive(words, begin, end) or find_active(words, begin, end, default)
    )


# --- tags inside a sentence: `..., kata dia, ...`, `Menurut X, ...`, `..., ujarnya.`


def _inserted(words: Sequence[Word], begin: int, end: int) -> list[Reported]:
    leading = _leading_words()
    for i in range(begin, end):
        cue = _tag_cue(words, i, end) if words[i].lower in leading else words[i].cue
        if cue is None or cue.form is Form.ACTIVE:
            continue
        tag = i - 1 if i > begin + 1 and words[i - 1].lower in grammar().tag_lead else i
        if _is_passive(cue) and (i == begin or words[tag - 1].text != ","):
            continue
        leads = _leads(words, begin, i, cue)
        is_joined = not leads and _is_joined(words, begin, i, cue)
        if not leads and not is_joined and words[tag - 1].text not in {",", "-", "–", "—"}:
            continue
        if i == begin and not _may_lead(words, i, end):
            continue
        if voice := _tag_voice(words, i, end, cue):
            if is_joined:
                return (
                    [Reported(begin, end, voice.who, i, "inserted_tag", voice.at)]
                    if voice.who != STRANGER
                    else []
                )
            found = _around_tag(words, begin, i, voice, end, cue, leads=leads)
            if found is not None and _is_passive(cue) and (found.rule != "final_tag" or voice.who < 0):
                continue
            if found is not None:
                return [found._replace(last=tag) if found.rule == "final_tag" else found]
    return []


def _is_joined(words: Sequence[Word], begin: int, i: int, cue: Cue) -> bool:
    """`..., sebab menurut X ...`: the second clause is his, and nobody else is said to say the first."""
    is_according = cue.form in (Form.ACCORDING, Form.OWN_ACCORDING)
    if not is_according or i == begin or words[i - 1].lower not in grammar().conjunctions:
        return False
    return not any(w.cue is not None and w.cue.form is Form.ACTIVE for w in words[begin:i])


@cache
def _leading_words() -> frozenset[str]:
    words = grammar()
    return words.view_leads | words.source_leads | words.own_views | words.for_whom | words.testimony


def _is_passive(cue: Cue) -> bool:
    return cue.form in (Form.PASSIVE, Form.OWN_PASSIVE)


def _tag_cue(words: Sequence[Word], i: int, end: int) -> Cue | None:
    """The word's own cue, or that of `Dalam pandangan X`, `Berdasarkan keterangan X`."""
    if words[i].lower in grammar().view_leads and i + 1 < end:
        view = words[i + 1].lower
        if view in grammar().views or view.removesuffix("nya") in grammar().views:
            return Cue(Form.ACCORDING, Takes.CLAUSE)
    if words[i].lower in grammar().testimony and i > 0 and words[i - 1].lower in grammar().tag_lead:
        return Cue(Form.BARE, Takes.CLAUSE)
    if words[i].is_capital and _is_own_view(words, i, end):
        return Cue(Form.OWN_ACCORDING if words[i].text == "Baginya" else Form.ACCORDING, Takes.CLAUSE)
    is_source = words[i].lower in grammar().source_leads and i + 1 < end
    if is_source and words[i + 1].lower in grammar().testimony:
        return Cue(Form.ACCORDING, Takes.CLAUSE)
    return words[i].cue


def _is_own_view(words: Sequence[Word], i: int, end: int) -> bool:
    """`Bagi X, ...`, `Hitungan X, ...`, `Baginya, ...`."""
    if words[i].text == "Baginya":
        return i + 1 < end and words[i + 1].text == ","
    is_view = words[i].lower in grammar().own_views or words[i].lower in grammar().for_whom
    is_named = i + 2 < end and words[i + 1].kind in (Kind.PERSON, Kind.PRONOUN)
    return is_view and is_named and words[i + 2].text == ","


def _leads(words: Sequence[Word], begin: int, i: int, cue: Cue) -> bool:
    """The tag opens the sentence: `Menurut X, ...`, `Masih kata X, ...`."""
    if i == begin:
        return True
    if cue.form in (Form.ACCORDING, Form.OWN_ACCORDING) and i - begin <= 2:
        return True
    return i - begin <= _MAX_LEAD and _is_lead(words[begin:i])


def _is_lead(before: Sequence[Word]) -> bool:
    """`Masih`, `Lebih lanjut`, `Begitu` before a tag."""
    return bool(before) and all(word.lower in grammar().passive_lead for word in before)


def _may_lead(words: Sequence[Word], i: int, end: int) -> bool:
    """`Kata dia, ...` opens a sentence; `Jelasnya, ...` and `Tutup mal ...` are no tags."""
    cue = _tag_cue(words, i, end)
    if cue is None or words[i].lower in grammar().sentence_adverbs:
        return False
    after = words[i + 1] if i + 1 < end else None
    return cue.form is not Form.BARE or (
        after is not None and (after.is_capital or after.kind is not Kind.WORD)
    )


def _tag_voice(words: Sequence[Word], i: int, end: int, cue: Cue) -> Voice | None:
    if cue.form in (Form.OWN, Form.OWN_ACCORDING):
        return Voice(LAST, i + 1)
    begin = i + 1
    if cue.form is Form.ACCORDING and begin < end:
        stem = words[begin].lower.removesuffix("nya")
        if stem in grammar().testimony or stem in grammar().views:
            begin += 1
            if stem != words[begin - 1].lower:
                return Voice(LAST, begin)
    voice = voice_after(words, begin)
    return None if voice.who == NOBODY or voice.next > end else voice


def _around_tag(
    words: Sequence[Word], begin: int, i: int, voice: Voice, end: int, cue: Cue, *, leads: bool
) -> Reported | None:
    rest = words[voice.next : min(end, voice.next + _TAG_TAIL)]
    is_according = cue.form in (Form.ACCORDING, Form.OWN_ACCORDING)
    comma = tag_comma(words, voice.next, end)
    if i == begin or (leads and (not is_according or _is_lead(words[begin:i]))):
        if (
            i > begin and words[begin].lower in grammar().tag_lead - _LIKE
        ):  # Begitu kata X: the sentence before
            return Reported(i, i, voice.who, i, "agent", voice.at)
        if comma is None:
            return (
                None if not is_according else Reported(voice.next, end, voice.who, i, "according", voice.at)
            )
        first = _after_post(words, comma + 1, end)
        rule = "according" if is_according else "leading_tag"
        return Reported(first, end, voice.who, i, rule, voice.at)
    if voice.next + _TAG_TAIL > end and _is_final(words[max(begin, i - _TAG_TAIL) : i], rest):
        return Reported(begin, i, voice.who, i, "final_tag", voice.at)
    if comma is None:
        return None
    is_all_after = comma + 1 == end and not any(is_predicate(word) for word in words[begin:i])
    if is_all_after:  # Kasus ini, kata X, "..."
        return None
    return Reported(begin, end, voice.who, i, "inserted_tag", voice.at)


def _after_post(words: Sequence[Word], begin: int, end: int) -> int:
    """`Menurut X, salah satu pendiri Y, ...`: index after the post that follows the name."""
    if begin >= end or not (
        words[begin].lower in {"salah", "selaku", "yang", "anggota"} or words[begin].is_capital
    ):
        return begin
    for j in range(begin, min(end, begin + 14)):
        if words[j].text == ",":
            is_post = words[begin].lower == "yang" or not any(is_predicate(word) for word in words[begin:j])
            is_known = not words[begin].is_capital or words[begin].lower in _posts(words[:begin])
            return j + 1 if is_post and is_known else begin
    return begin


def _posts(words: Sequence[Word]) -> frozenset[str]:
    return frozenset().union(*(word.post for word in words[-12:]))


def _is_final(before: Sequence[Word], rest: Sequence[Word]) -> bool:
    content = [word for word in rest if word.kind is not Kind.MARK or word.text == ","]
    if not content:
        return True
    if sum(word.kind is not Kind.MARK for word in before) < MIN_CLAUSE:
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
            return [Reported(i, i, voice.who, i, "agent", voice.at)] if voice.who >= 0 else []
        is_announced = any(word.lower in grammar().announcers for word in words[begin:i])
        if is_announced and not _mark_within(words, i, end):
            return [Reported(i, i, voice.who, i, "agent", voice.at)] if voice.who >= 0 else []
        return _passive_content(words, i, voice, end)
    return []


def _mark_within(words: Sequence[Word], i: int, end: int) -> bool:
    return any(word.lower in grammar().content_marks for word in words[i : min(end, i + 30)])


def _passive_content(words: Sequence[Word], i: int, voice: Voice, end: int) -> list[Reported]:
    who = LAST if voice.who == NOBODY else voice.who
    start = voice.next if voice.who != NOBODY else i + 1
    while (
        start < min(end, i + _MAX_LEAD) and words[start].lower in grammar().adverbs
    ):  # Disampaikannya pula, ...
        start += 1
    mark = start < end and (words[start].text in {",", ":"} or words[start].lower in grammar().content_marks)
    if not mark:
        return [Reported(i, i, who, i, "agent", voice.at)] if voice.who >= 0 else []
    first = start
    while first < end and (words[first].text in {",", ":"} or words[first].lower in grammar().content_marks):
        first += 1
    is_only_aside = is_aside(words[first:end]) and words[start].text == ","
    if is_only_aside and not any(is_predicate(word) for word in words[first:end]):
        return [Reported(i, i, who, i, "agent", voice.at)]
    return [Reported(first, end, who, i, "passive", voice.at)]


def report_span(text: str, words: Sequence[Word], report: Reported) -> tuple[int, int]:
    """Characters of a report; (0, 0) where only a speaker was found."""
    is_clause_only = report.rule in ("active_verb", "passive")
    return said_span(text, words[report.first : report.last], is_clause_only)
