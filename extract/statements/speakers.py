"""Who speaks: the person before a verb, the person in a tag, and who has the floor."""

from collections.abc import Sequence
from typing import NamedTuple

from extract.statements.cues import Form, grammar
from extract.statements.units import Kind, Word

LAST = -2
"""A pronoun or epithet: whoever has the floor."""
STRANGER = -3
"""Somebody who is none of the article's officials."""
NOBODY = -4
"""No speaker named here."""
_REACH = 60
_TAG_REACH = 45
_HEAD = 10


class Voice(NamedTuple):
    """A speaker found in a unit: index of the official, or one of LAST, STRANGER, NOBODY."""

    who: int
    next: int
    """Index of the word after the name."""
    at: int = -1
    """Index of the word that names the speaker, -1 where a suffix does or nothing."""


class Floor:
    """Who spoke last: the one meant by `dia`, `-nya`, an epithet or an untagged quote."""

    def __init__(self) -> None:
        self.holder: int | None = None

    def resolve(self, who: int) -> int | None:
        """Index of the official, None where no official is meant."""
        if who == LAST:
            return self.holder
        return who if who >= 0 else None

    def give(self, who: int) -> None:
        """Hands the floor to an official, or to a stranger, whose pronouns then lead nowhere."""
        if who >= 0:
            self.holder = who
        elif who == STRANGER:
            self.holder = None


def voice_before(words: Sequence[Word], verb: int) -> Voice:
    """Subject of an active verb: the nearest person on its left with only asides in between."""
    for j in range(verb - 1, max(-1, verb - 1 - _REACH), -1):
        word = words[j]
        if word.kind is Kind.QUOTE:
            break
        if word.kind not in (Kind.PERSON, Kind.PRONOUN):
            continue
        if word.kind is Kind.PERSON and is_companion(words, j):
            continue
        if is_aside(words[j + 1 : verb - 1 if _is_denied(words, verb) else verb]):
            return Voice(_person(word), verb, j)
        break
    return Voice(_joined_subject(words, verb), verb)


def _is_denied(words: Sequence[Word], verb: int) -> bool:
    """`tidak menampik`: says yes."""
    return words[verb].lower in grammar().denials and _lower(words, verb - 1) in {"tidak", "tak"}


def _joined_subject(words: Sequence[Word], verb: int) -> int:
    """`X memuji ... dan meminta ...`: the subject of the first verb, if the unit opens with an official."""
    before = words[verb - 1].lower if verb else ""
    if before in grammar().coordinators:
        opening = opening_person(words, verb)
        if opening.who != NOBODY:
            return opening.who
    return _named_stranger(words, verb)


def _named_stranger(words: Sequence[Word], verb: int) -> int:
    """STRANGER where people other than officials are the subject, NOBODY for bodies and unclear subjects."""
    start = max(0, verb - 12)
    near = [word for word in words[start:verb] if word.kind is Kind.WORD]
    if any(word.lower in grammar().bodies for word in near):
        return NOBODY
    head = next((j for j in range(verb - 1, start - 1, -1) if words[j].kind is Kind.MARK), start - 1) + 1
    if _lower(words, head) in grammar().things:
        return NOBODY
    hidden = grammar().bystanders | grammar().hidden_names
    leads = ("", *(word.lower for word in near))
    if any(word.text.isupper() and lead not in hidden for lead, word in zip(leads, near, strict=False)):
        return NOBODY  # an acronym, not the initials of `tersangka IW`
    return STRANGER if near else NOBODY


def opening_person(words: Sequence[Word], end: int | None = None) -> Voice:
    """The official whom the unit's opening noun phrase names: only his post stands before the name."""
    limit = min(len(words) if end is None else end, _REACH)
    for j in range(limit):
        word = words[j]
        if word.kind is Kind.QUOTE:
            break
        if word.kind is Kind.PRONOUN:
            return Voice(LAST, j + 1, j) if _opens_clause(words, j) else Voice(NOBODY, j)
        if word.kind is Kind.PERSON and not is_companion(words, j):
            is_subject = _opens_clause(words, j)
            return _passed_on(words, Voice(word.index, j + 1, j)) if is_subject else Voice(NOBODY, j)
    return Voice(NOBODY, 0)


def passive_agent(words: Sequence[Word]) -> Voice:
    """The only official of a sentence, named right after a passive verb: `Rapat dipimpin (oleh) Wabup X`."""
    people = [j for j, word in enumerate(words) if word.kind is Kind.PERSON]
    if len({words[j].index for j in people}) != 1:
        return Voice(NOBODY, 0)
    for j in range(people[0] - 1, max(-1, people[0] - 1 - _TAG_REACH), -1):
        word = words[j]
        is_passive = word.lower.startswith("di") and len(word.lower) > 5 and looks_verbal(word.lower)
        if is_passive and not word.is_capital:
            return Voice(words[people[0]].index, people[0] + 1, people[0])
        is_part_of_post = word.is_capital or word.kind is Kind.MARK or word.lower in grammar().inside_titles
        if not (is_part_of_post or word.lower in {"oleh", "langsung"}):
            break
    return Voice(NOBODY, 0)


def _opens_clause(words: Sequence[Word], person: int) -> bool:
    """True if only a post, with its commas, stands between a clause's start and the name."""
    if 0 < person <= _TAG_REACH and words[person - 1].text == "," and is_aside(words[:person]):
        return True
    lower_case, has_comma, has_other = 0, False, False
    for j in range(person - 1, max(-1, person - 1 - _TAG_REACH), -1):
        word = words[j]
        if word.lower in grammar().prepositions or word.cue is not None:
            return has_comma and (j == 0 or not has_other)
        has_other = has_other or word.kind is Kind.PERSON
        if word.kind is Kind.WORD and not word.is_capital and word.lower not in grammar().inside_titles:
            lower_case += 1
            if word.lower in grammar().predicates or looks_verbal(word.lower):
                return False
        if word.text == ",":
            has_comma = True
            if lower_case:
                return True
    return lower_case <= 3


def is_companion(words: Sequence[Word], person: int) -> bool:
    """True for `didampingi Kasat Reskrim AKP X`, `kepada Bupati X`: named, but not the subject."""
    for word in reversed(words[max(0, person - 25) : person]):
        if word.lower in grammar().prepositions:
            return True
        if word.kind is Kind.MARK and word.text not in {".", "(", ")"}:
            return False
        is_part_of_post = word.is_capital or word.lower in grammar().inside_titles or word.kind is Kind.MARK
        if not is_part_of_post:
            return False
    return False


def is_aside(words: Sequence[Word]) -> bool:
    """True for what may stand between a name and its verb: degrees, posts, time, place, relative clauses."""
    free = True
    depth = 0
    for position, word in enumerate(words):
        if word.kind is Kind.QUOTE or (word.text == ";"):
            return False
        if word.text in "()":
            depth += 1 if word.text == "(" else -1
        elif depth <= 0 and word.text == ",":
            free = True
        elif depth <= 0 and free and word.kind is Kind.WORD:
            is_age = word.lower in grammar().years and position > 0 and words[position - 1].text.isdigit()
            is_post = word.lower in grammar().appositions and position > 0 and words[position - 1].text == ","
            if word.lower in grammar().openers or is_post:
                free = False
            elif not is_age and not _fits_apposition(word, position):
                return False
    return True


def _fits_apposition(word: Word, position: int) -> bool:
    if word.is_capital or word.lower in grammar().adverbs or word.lower in grammar().inside_titles:
        return True
    return word.text[0].isdigit() and position > 0


def voice_after(words: Sequence[Word], begin: int) -> Voice:
    """Speaker of a tag (`kata X`): the first person in the noun phrase from `begin` on."""
    if begin >= len(words):
        return Voice(NOBODY, begin)
    first = words[begin]
    if first.kind is Kind.PRONOUN:
        return Voice(LAST, begin + 1, begin)
    is_ranked = first.lower == "orang" and _lower(words, begin + 1) == "nomor"
    if first.lower in grammar().epithets or is_ranked:
        return Voice(LAST, _end_of_phrase(words, begin), begin)
    stop = _end_of_phrase(words, begin)
    for j in range(begin, stop):
        word = words[j]
        if word.kind is Kind.PERSON and not _stranger_before(words, begin, j):
            return _passed_on(words, Voice(word.index, j + 1, j))
    if first.lower == "sang" and _lower(words, begin + 1) not in grammar().bystanders:
        return Voice(LAST, stop, begin)
    if (named := _named_after_epithet(words, begin)) is not None:
        return named
    if first.kind is Kind.WORD and (first.is_capital or first.lower in grammar().bystanders):
        return Voice(STRANGER, stop)
    return Voice(NOBODY, begin)


def _named_after_epithet(words: Sequence[Word], begin: int) -> Voice | None:
    """`kata perempuan yang mendampingi korban itu, Dewi Anjani`."""
    for j in range(begin + 1, min(len(words) - 2, begin + _HEAD)):
        if words[j].kind is Kind.QUOTE or words[j].text == ",":
            return None
        ends = words[j].lower in grammar().epithet_ends and words[j + 1].text == ","
        if ends and words[j + 2].kind is Kind.PERSON:
            return Voice(words[j + 2].index, j + 3, j + 2)
    return None


def _passed_on(words: Sequence[Word], voice: Voice) -> Voice:
    """`kata Kapolres X, S.I.K., melalui Kasat Reskrim Y`: Y spoke."""
    for j in range(voice.next, min(len(words), voice.next + 16)):
        if words[j].lower in grammar().through:
            other = voice_after(words, j + 1)
            return other if other.who >= 0 else voice
        if not (words[j].is_capital or words[j].kind is Kind.MARK):
            break
    return voice


def _end_of_phrase(words: Sequence[Word], begin: int) -> int:
    """Index after a tag's noun phrase: a quote, stop, verb's cue or a word that opens time, place, manner."""
    openers = grammar().openers - {"dalam", "di"}
    for j in range(begin, min(len(words), begin + _TAG_REACH)):
        word = words[j]
        if (
            word.kind is Kind.QUOTE
            or word.text in {":", ";", "?", "!"}
            or (j > begin and word.lower in openers)
        ):
            return j
        if j > begin and word.cue is not None and word.cue.form is Form.ACTIVE:
            return j
    return min(len(words), begin + _TAG_REACH)


def _stranger_before(words: Sequence[Word], begin: int, person: int) -> bool:
    """`kata Mawar, Kapolres X ...`, `kata seorang warga, X ...`: the tag ended before the official."""
    between = words[begin:person]
    if not between:
        return False
    if between[0].lower in grammar().bystanders and not between[0].is_capital:
        return True
    for position, word in enumerate(between):
        if word.kind is Kind.WORD and not word.is_capital and looks_verbal(word.lower):
            return True
        if word.text == "," and 0 < position <= 3 and len(between) > position + 1:
            post = words[person].post
            is_other = all(w.is_capital and w.lower not in post for w in between[:position])
            return is_other and between[position + 1].lower in post
    return False


def looks_verbal(lower: str) -> bool:
    """Built like a verb with a prefix (dibuka, meminta), as no bare stem in a tag is."""
    is_verb = len(lower) > 5 and lower.startswith(("me", "di", "ber", "ter"))
    return is_verb and lower not in grammar().not_predicates


def _person(word: Word) -> int:
    return word.index if word.kind is Kind.PERSON else LAST


def _lower(words: Sequence[Word], index: int) -> str:
    return words[index].lower if 0 <= index < len(words) else ""
