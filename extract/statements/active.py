"""Reported speech by an active verb: `X mengatakan (bahwa) ...`."""

from collections.abc import Sequence

from extract.statements.clauses import Reported, content_start, is_clause, is_predicate
from extract.statements.cues import Form, Takes, grammar
from extract.statements.speakers import (
    LAST,
    NOBODY,
    STRANGER,
    Voice,
    is_aside,
    opening_person,
    voice_before,
)
from extract.statements.units import Kind, Word

_LOOK = 60
_SUBJECT_REACH = 25


def find_active(words: Sequence[Word], begin: int, end: int, default: int) -> list[Reported]:
    """Reports by active verbs among the words [begin, end), also of a second subject (`..., sedangkan Y meminta ...`).

    `default` is the speaker of a quotation just before.
    """
    found: list[Reported] = []
    while begin < end:
        stop = _contrast(words, begin, end)
        found.extend(_first_verb(words, begin, stop, default))
        begin, default = stop + 1, NOBODY
    return found


def _contrast(words: Sequence[Word], begin: int, end: int) -> int:
    """Index of `sedangkan`, `sementara` before a second speaker and his verb; `end` where there is none."""
    for j in range(begin + 1, end):
        if words[j].lower not in grammar().contrasts or words[j - 1].text != ",":
            continue
        verbs = (k for k in range(j + 1, min(end, j + _SUBJECT_REACH)) if words[k].cue is not None)
        verb = next(verbs, None)
        if (
            verb is not None
            and _is_active(words[verb])
            and voice_before(words[j + 1 : verb + 1], verb - j - 1).who >= 0
        ):
            return j
    return end


def _is_active(word: Word) -> bool:
    cue = word.cue
    return cue is not None and cue.form is Form.ACTIVE


def _first_verb(words: Sequence[Word], begin: int, end: int, default: int) -> list[Reported]:
    for i in range(begin, end):
        cue = words[i].cue
        if cue is None or cue.form is not Form.ACTIVE or is_blocked(words, i):
            continue
        voice = voice_before(words, i) if i > begin or begin == 0 else Voice(NOBODY, i)
        who = voice.who
        if default != NOBODY and who < 0 and who != LAST and _goes_on(words, begin, i):
            who = default
        if who >= 0 or who == LAST:
            takes = Takes.CLAUSE if words[i - 1].lower in {"tidak", "tak"} else cue.takes
            if found := _clauses(words, i, end, voice._replace(who=who), takes):
                return found
        elif cue.takes is not Takes.NOUN and not _may_go_on(words, begin, i, end):
            is_other = who == STRANGER and opening_person(words, i).who < 0
            is_other = is_other and not (cue.takes is Takes.DIRECTIVE and _is_told_about(words, i))
            return [Reported(i, i, who, i, "agent", voice.at)] if is_other else []
    return []


def _is_told_about(words: Sequence[Word], i: int) -> bool:
    """`Orang itu meminta ...`: somebody in a story that goes on in the words of its teller."""
    end = i
    while end > 0 and words[end - 1].lower in grammar().adverbs:
        end -= 1
    is_pointed = end < i and words[end].lower in grammar().epithet_ends
    return is_pointed and end > 0 and words[end - 1].lower in grammar().told_about


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
    if i > 1 and words[i - 1].kind is Kind.PRONOUN and words[i - 2].lower in grammar().tag_lead:
        return True  # Melati, begitu ia minta dipanggil, ...
    for word in reversed(words[max(0, i - 3) : i]):
        if word.lower in {"tidak", "tak"} and _may_be_denied(words, i):
            return False
        if word.lower in grammar().blockers:
            return True
        if word.kind is not Kind.WORD or word.lower not in grammar().adverbs:
            return False
    return False


def _may_be_denied(words: Sequence[Word], i: int) -> bool:
    """Verbs that report speech also with `tidak`: tidak yakin, tidak menutup kemungkinan."""
    if words[i].lower == "menutup":
        return i + 1 < len(words) and words[i + 1].lower in grammar().possibilities
    return words[i].lower in grammar().denials


def _clauses(words: Sequence[Word], i: int, end: int, voice: Voice, takes: Takes) -> list[Reported]:
    """The verb's clause, and those of further verbs of the same speaker."""
    found: list[Reported] = []
    verb = i
    while True:
        first = content_start(words, verb, end)
        limit = min(end, first + _LOOK)
        joined = next((j for j in range(first + 1, limit) if _starts_joined(words, j)), limit)
        has_mark = any(word.lower in grammar().content_marks for word in words[verb + 1 : first + 1])
        is_said = has_mark or (
            is_clause(words[first:joined], takes) and not _is_court_demand(words[verb], words[first:joined])
        )
        if not is_said:
            return found
        while joined < end and not _starts_joined(words, joined):
            joined += 1
        if joined == end:
            return [*found, Reported(first, end, voice.who, verb, "active_verb", voice.at)]
        last = joined - (1 if words[joined - 1].lower != "juga" else 2)
        found.append(Reported(first, last, voice.who, verb, "active_verb", voice.at))
        verb, takes = joined, Takes.CLAUSE


def _is_court_demand(verb: Word, content: Sequence[Word]) -> bool:
    """`menuntut X lima tahun penjara`: an act in court, where no verb says what shall be done."""
    has_penalty = any(word.lower in grammar().penalties for word in content)
    return verb.lower == "menuntut" and has_penalty and not any(is_predicate(word) for word in content)


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
