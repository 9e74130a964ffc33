"""Direct speech: which quotations of a unit somebody is said to have said, and who."""

from collections.abc import Sequence
from typing import NamedTuple

from extract.statements.active import is_blocked
from extract.statements.cues import Form, Takes, grammar
from extract.statements.quotes import Lost, Quote
from extract.statements.speakers import (
    LAST,
    NOBODY,
    STRANGER,
    Voice,
    is_aside,
    looks_verbal,
    opening_person,
    voice_after,
    voice_before,
)
from extract.statements.units import Kind, Unit, Word

_STOPS = frozenset(",.?!…")
_FULL_STOPS = frozenset(".?!…")
_TAG_MARKS = frozenset(',.-–—’”"')
_LEAD_MARKS = frozenset(":–—")
_MIN_WORDS = 4
_REACH = 40
_CREDIT = 8


class Claim(NamedTuple):
    """A quotation with the speaker its unit gives."""

    quote: int
    """Index of the quote."""
    who: int
    """Index of the official, or LAST, STRANGER."""
    cue: int
    """Index of the reporting word among the unit's words, -1 where there is none."""
    rule: str
    word: int
    """Index of the quotation among the unit's words."""
    end: int
    """Index of the word after the quotation and its tag."""
    at: int = -1
    """Index of the word that names the speaker, -1 where none does."""


def find_claims(text: str, unit: Unit, quotes: Sequence[Quote]) -> list[Claim]:
    """Quotations of the unit that are speech: tagged, introduced, going on after a tag, or standing alone."""
    claims: list[Claim] = []
    places = [i for i, word in enumerate(unit.words) if word.kind is Kind.QUOTE]
    done = 0
    for place in places:
        quote = quotes[unit.words[place].index]
        if any(word.lower in grammar().title_words for word in unit.words[max(0, place - 2) : place]):
            continue
        claim = (
            _tagged(text, unit.words, place, quote, done)
            or _introduced(text, unit.words, place, quote, done)
            or _continued(unit.words, place, claims)
            or _alone(text, unit.words, place, quote)
        )
        if claim is not None:
            claims.append(claim)
            done = claim.end
    return claims


def _tagged(text: str, words: Sequence[Word], place: int, quote: Quote, done: int) -> Claim | None:
    tag = _tag_after(text, words, place, quote)
    if tag is None:
        return None
    voice, cue = tag
    who = voice.who
    if who == LAST:
        before = _voice_introducing(words, place, done)
        if before is None:
            before = (opening_person(words[done : min(place, done + _REACH)]), -1)
        who = before[0].who if before[0].who >= 0 else LAST
    return Claim(words[place].index, who, cue, "quote_tagged", place, voice.next, voice.at)


def _tag_after(text: str, words: Sequence[Word], place: int, quote: Quote) -> tuple[Voice, int] | None:
    k = place + 1
    while k < len(words) and (words[k].text in _TAG_MARKS or words[k].lower in grammar().tag_lead):
        k += 1
    if k >= len(words) or words[k].kind is Kind.QUOTE:
        return None
    first, k = k, _after_written(words, k)
    if k > first:
        return _known_tag(words, k, Form.BARE)
    word, cue = words[k], words[k].cue
    stopped = text[quote.inner.end - 1] in _STOPS or words[place + 1].text in _STOPS
    is_long = quote.inner.end - quote.inner.start > 40
    if word.kind in (Kind.PERSON, Kind.PRONOUN) or (word.is_capital and cue is None):
        if word.kind is Kind.PERSON and words[k - 1].lower in grammar().tag_lead:
            return (Voice(word.index, k + 1, k), k - 1) if is_aside(words[k + 1 :]) else None
        return _subject_tag(words, k) if stopped else None
    if word.lower in grammar().testimony and cue is None and words[k - 1].kind is not Kind.QUOTE:
        return _known_tag(words, k, Form.BARE) if stopped else None
    if cue is None:
        is_spoken = stopped or (is_long and place == 0 and not looks_verbal(word.lower))
        return _unknown_tag(words, k) if is_spoken else None
    if not (stopped or is_long or place == 0):
        return None
    return _known_tag(words, k, cue.form)


def _after_written(words: Sequence[Word], k: int) -> int:
    """`demikian bunyi keterangan tertulis X`: index of the reporting noun's last word."""
    first = k
    if words[first - 1].lower not in grammar().tag_lead:
        return first
    if words[k].lower in grammar().wordings and k + 1 < len(words) and words[k + 1].kind is Kind.WORD:
        return k + (not words[k + 1].is_capital)
    return first


def _known_tag(words: Sequence[Word], k: int, form: Form) -> tuple[Voice, int] | None:
    if form in (Form.OWN, Form.OWN_PASSIVE, Form.OWN_ACCORDING):
        return Voice(LAST, k + 1), k
    begin = k + 1
    while begin < len(words) and words[begin].lower in grammar().written:
        begin += 1
    begin += begin < len(words) and words[begin].lower == "oleh"
    if begin < len(words) and words[begin].lower in grammar().interviewers | grammar().spoken_by:
        return Voice(NOBODY, begin + 1), k
    voice = voice_after(words, begin)
    if form is Form.ACTIVE:
        return (voice, k) if voice.who != NOBODY else None
    if voice.who == NOBODY:
        is_bare_passive = form is Form.PASSIVE or begin >= len(words) or words[begin].kind is Kind.MARK
        voice = Voice(LAST if is_bare_passive else STRANGER, begin)
    return voice, k


def _unknown_tag(words: Sequence[Word], k: int) -> tuple[Voice, int] | None:
    """Tags with a verb that no lexicon holds: `kelakar Yohanes`, `sesumbarnya`."""
    word, after = words[k], words[k + 1] if k + 1 < len(words) else None
    if (
        word.kind is not Kind.WORD
        or word.is_capital
        or not word.lower.isalpha()
        or word.lower in grammar().openers
    ):
        return None
    is_end = after is None or after.kind is Kind.MARK or after.lower in grammar().openers
    if word.lower.endswith("nya") and len(word.lower) > 5 and is_end:
        return Voice(LAST, k + 1), k
    if after is None or word.lower in grammar().adverbs or word.lower in grammar().prepositions:
        return None
    if after.kind is Kind.PRONOUN or after.is_capital or after.kind is Kind.PERSON:
        voice = voice_after(words, k + 1)
        return (voice, k) if voice.who >= 0 or voice.who == LAST else None
    return None


def _subject_tag(words: Sequence[Word], k: int) -> tuple[Voice, int] | None:
    """`"...," Kapolres X menegaskan.`"""
    for j in range(k + 1, min(len(words), k + _REACH)):
        cue = words[j].cue
        if cue is not None and cue.form is Form.ACTIVE:
            voice = voice_before(words, j)
            is_end = is_aside(words[j + 1 : j + _REACH]) and not any(
                w.is_capital for w in words[j + 1 : j + 4]
            )
            is_known = voice.who >= 0 or voice.who == LAST
            return (Voice(voice.who, j + 1, voice.at), j) if is_known and is_end else None
    return None


def _introduced(text: str, words: Sequence[Word], place: int, quote: Quote, done: int) -> Claim | None:
    found = _voice_introducing(words, place, done)
    if found is None or (not _is_sentence_like(text, quote) and words[place - 1].text not in {":", ","}):
        return None
    voice, cue = found
    return Claim(words[place].index, voice.who, cue, "quote_introduced", place, place + 1, voice.at)


def _voice_introducing(words: Sequence[Word], place: int, done: int) -> tuple[Voice, int] | None:
    """Speaker of `X menambahkan, "..."`, `Menurut X, "..."`, `X: "..."`."""
    if place == done:
        return None
    for j in range(place - 1, max(done, place - _REACH) - 1, -1):
        cue = words[j].cue
        if cue is None or (cue.form is Form.ACTIVE and is_blocked(words, j)):
            continue
        voice = _voice_of_lead(words, j, cue.form)
        if voice is None or voice.next > place:
            continue
        is_direct = _is_empty(words[max(j + 1, voice.next) : place])
        if is_direct or (words[place - 1].text in {":", ","} and cue.takes is not Takes.NOUN):
            return voice, j
    if words[place - 1].text in _LEAD_MARKS:
        voice = opening_person(words[done:place])
        return (voice, -1) if voice.who != NOBODY else None
    return _answering(words, place, done)


def _answering(words: Sequence[Word], place: int, done: int) -> tuple[Voice, int] | None:
    """`..., disambut X, "..."`: the agent of a passive right before the quotation."""
    if place - done < 3 or words[place - 1].text != ",":
        return None
    for j in range(place - 2, max(done, place - _CREDIT) - 1, -1):
        word = words[j]
        if word.lower in grammar().answered and j + 1 < place:
            voice = voice_after(words, j + 1)
            return (voice, j) if voice.who >= 0 and voice.next == place - 1 else None
        if word.kind is Kind.WORD and not word.is_capital and word.lower != "oleh":
            return None
    return None


def _voice_of_lead(words: Sequence[Word], j: int, form: Form) -> Voice | None:
    if form is Form.ACTIVE:
        voice = voice_before(words, j)
        return Voice(voice.who, j + 1, voice.at) if voice.who != NOBODY else None
    if form in (Form.OWN, Form.OWN_PASSIVE, Form.OWN_ACCORDING):
        return Voice(LAST, j + 1)
    voice = voice_after(words, j + 1)
    return None if voice.who == NOBODY else voice


def _is_empty(words: Sequence[Word]) -> bool:
    return is_aside(
        [word for word in words if word.lower not in grammar().complementizers and word.text != ":"]
    )


def _continued(words: Sequence[Word], place: int, claims: Sequence[Claim]) -> Claim | None:
    """The second part of `"A," kata X, "B."`"""
    if not claims:
        return None
    last = claims[-1]
    between = words[last.end : place]
    has_mark = not between or between[-1].kind is Kind.MARK
    if len(between) > _REACH or not has_mark or not is_aside(between):
        return None
    return Claim(words[place].index, last.who, last.cue, "quote_continued", place, place + 1, last.at)


def _alone(text: str, words: Sequence[Word], place: int, quote: Quote) -> Claim | None:
    others = [word for word in words[:place] if word.kind is not Kind.MARK]
    after = [word for word in words[place + 1 : place + _CREDIT] if word.kind is not Kind.MARK]
    is_credit = len(after) <= 3 and (not after or words[place + 1 :][0].text in {"(", "*", "."})
    is_sentence = text[quote.inner.end - 1] in _FULL_STOPS and " " in text[slice(*quote.inner)]
    is_speech = is_sentence or _is_sentence_like(text, quote)
    if others or not is_credit or not is_speech or quote.lost is Lost.OPENING:
        return None
    return Claim(words[place].index, LAST, -1, "quote_untagged", place, len(words))


def _is_sentence_like(text: str, quote: Quote) -> bool:
    inner = text[quote.inner.start : min(quote.inner.end, quote.inner.start + 200)]
    return len(inner.split()) >= _MIN_WORDS
