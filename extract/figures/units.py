"""What a number counts: the unit from the noun beside it, else from the head noun of the clause."""

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.figures import nouns, shares
from extract.figures.amounts import find_fractions, is_money, read_money, read_percent, read_prison
from extract.figures.counts import Count, Window, count_of, window
from extract.figures.heads import find_head, is_bystander, is_other_matter, read_without_noun
from extract.figures.lexicon import figure_lexicon
from extract.figures.lists import lists_region
from extract.numbers.find import NumberMention
from extract.spans import SpanSet
from models.annotation import AnnotatedArticle
from models.vocabulary import FigureUnit

_YEAR = re.compile(r"(?:19[89]|20[0-4])\d")
_NUMBERED = re.compile(r"ke-?\s?\d", re.IGNORECASE)
_LISTED = re.compile(
    rf"(?:{nouns.S}(?!yang(?!\w))[\w-]{{1,14}}){{0,2}}(?:,?{nouns.S}(?:dan|serta|bersama){nouns.S}|,{nouns.S})",
    re.IGNORECASE,
)
_ANOTHER = re.compile(rf"{nouns.S}(?:lagi|lainnya|lain)(?!\w)", re.IGNORECASE)
_LEFT_OVER = re.compile(rf"{nouns.S}(?:lagi|lainnya)(?!\w)", re.IGNORECASE)
_AUDIENCE = re.compile(
    r"(?<!\w)(?:diikuti|dihadiri|disaksikan)(?:\s{1,3}(?:oleh|sekitar|sebanyak|sedikitnya|lebih dari|hampir|para)){0,3}"
    r"\s{1,3}$",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"(?: rupiah)?\)")
_SHARE = re.compile(rf"{nouns.S}dari{nouns.S}(?P<whole>sepuluh|seratus)(?!\w)", re.IGNORECASE)


def find_counts(
    annotated: AnnotatedArticle, numbers: Sequence[NumberMention], taken: SpanSet, zeros: Sequence[Count]
) -> list[Count]:
    """Counts, shares, sums and terms among the numbers, in order; `taken` holds dates and the explicit zeros.

    A count without a unit still waits for its total (`extract.figures.parts`).
    """
    counts: list[Count] = []
    numbers = _said_once(annotated.text, numbers)
    fractions = find_fractions(annotated.text)
    shares = SpanSet((f.number_start, f.number_end) for f in fractions)
    index, passed = 0, 0
    previous: Count | None = None
    while index < len(numbers):
        number, used = numbers[index], 1
        while passed < len(zeros) and zeros[passed].end <= number.start:
            previous, passed = zeros[passed], passed + 1
        if not (taken.overlaps(number.start, number.end) or shares.overlaps(number.start, number.end)):
            count, used = _read(annotated, numbers, index, previous)
            if count is not None:
                counts.append(count)
                previous = count
        index += used
    return sorted([*counts, *fractions], key=lambda count: count.number_start)


def _read(
    annotated: AnnotatedArticle, numbers: Sequence[NumberMention], index: int, previous: Count | None
) -> tuple[Count | None, int]:
    """The count that begins with a number, and how many numbers it takes."""
    number = numbers[index]
    if number.is_vague or number.is_collective:
        return None, 1
    beside = window(annotated, number.start, number.end)
    if number.is_ordinal:
        return _running_ordinal(number, beside), 1
    amount = (
        read_prison(annotated, numbers, index, previous)
        or read_money(annotated, numbers, index)
        or _share_of_ten(number, beside)
    )
    if amount is not None:
        return amount
    if is_money(annotated, number):
        return None, 1
    return read_percent(annotated, number) or _read_count(annotated, number, beside, previous), 1


def _said_once(text: str, numbers: Sequence[NumberMention]) -> list[NumberMention]:
    """`3 (tiga) orang`, `delapan (8) saksi`: one number."""
    once: list[NumberMention] = []
    for number in numbers:
        before = once[-1] if once else None
        if before is not None and number.value == before.value and text[before.end : number.start] == " (":
            closing = _CLOSING.match(text, number.end)
            if closing is not None:
                once[-1] = before._replace(end=closing.end())
                continue
        once.append(number)
    return once


def _read_count(
    annotated: AnnotatedArticle, number: NumberMention, beside: Window, previous: Count | None
) -> Count | None:
    if number.value == 0 or number.value != int(number.value) or _is_year(number, beside):
        return None
    if nouns.not_counted_lead().search(beside.left[-20:]):
        return None
    if number.value == 1 and number.text.lower().startswith("se"):
        return _one_person(annotated, number, beside, previous)
    count = _by_noun(number, beside, previous) or read_without_noun(annotated, number, beside, previous)
    if count is not None and count.rule == "ellipsis" and _LEFT_OVER.match(beside.right):
        return replace(count, is_another=True)
    return count


def _running_ordinal(number: NumberMention, beside: Window) -> Count | None:
    """`jenazah ke-91` is the ninety-first: a count of 91 so far."""
    noun = nouns.noun_at_end().search(beside.left)
    if noun is None or _NUMBERED.match(number.text) is None:
        return None
    unit = figure_lexicon().unit_of(noun["word"])
    return count_of(number, beside.left_start + noun.start("word"), number.end, unit, "running_ordinal")


def _share_of_ten(number: NumberMention, beside: Window) -> tuple[Count, int] | None:
    """`enam dari sepuluh korban` is 60 per cent."""
    share = _SHARE.match(beside.right)
    if share is None:
        return None
    value = number.value * (10 if share["whole"].lower() == "sepuluh" else 1)
    count = count_of(number, number.start, number.end + share.end(), FigureUnit.PERSEN, "share")
    return (replace(count, value=value), 2) if value <= 100 else None


def _is_year(number: NumberMention, beside: Window) -> bool:
    return _YEAR.fullmatch(number.text) is not None and not nouns.strong_link().search(beside.left[-14:])


def _one_person(
    annotated: AnnotatedArticle, number: NumberMention, beside: Window, previous: Count | None
) -> Count | None:
    """`baru seorang`, `menahan seorang perekrut`, `dua sopir dan seorang calo`; elsewhere nobody is counted."""
    if number.text.lower() != "seorang":
        return None
    role = nouns.role_directly_after().match(beside.right)
    if not nouns.one_person_lead().search(beside.left[-20:]):
        if lists_region(annotated, number, beside) and previous is not None:
            return replace(count_of(number, number.start, number.end, None, "ellipsis"), is_part=True)
        if shares.part_after().match(beside.right) and previous is not None:
            return replace(count_of(number, number.start, number.end, None, "part"), is_part=True)
        if previous is not None and _LEFT_OVER.match(beside.right) and nouns.fate_after().match(beside.right):
            return replace(count_of(number, number.start, number.end, None, "ellipsis"), is_part=True)
        is_told = role is not None and (
            nouns.one_person_verb().search(beside.left[-20:])
            or nouns.fate_after().match(beside.right, role.end())
        )
        if not is_told and not _is_coordinated(annotated, number, beside, previous):
            return None
        if role is None:
            return _by_noun(number, beside, previous)
    unit = figure_lexicon().unit_of(role["word"]) if role else FigureUnit.ORANG
    return count_of(number, number.start, number.end + (role.end() if role else 0), unit, "one_person")


def _is_coordinated(
    annotated: AnnotatedArticle, number: NumberMention, beside: Window, previous: Count | None
) -> bool:
    """`tiga perempuan dan seorang bayi`: one more in a list of counted people."""
    if previous is None or previous.number_start < beside.sentence.start:
        return False
    return _LISTED.fullmatch(annotated.text, previous.end, number.start) is not None


def _by_noun(number: NumberMention, beside: Window, previous: Count | None) -> Count | None:
    """The noun directly after the number."""
    noun = nouns.noun_after().match(beside.right)
    if noun is None:
        said = nouns.people_said().match(beside.right)
        if said is not None and not nouns.bystander().search(beside.left):
            people_said = count_of(number, number.start, number.end + said.end(), FigureUnit.ORANG, "noun")
            return replace(people_said, noun=nouns.plain_name(said["word"]), is_plain=True)
        people = nouns.story_people_after().match(beside.right)
        end = number.end + people.end("word") if people else number.end
        return count_of(number, number.start, end, FigureUnit.ORANG, "story_people") if people else None
    if nouns.blocked_after().match(beside.right) or is_bystander(beside, noun.end("word")):
        return None
    name, end = nouns.plain_name(noun["word"]), number.end + noun.end("word")
    if is_other_matter(beside, noun["word"]) or _is_audience(beside, name):
        return None
    is_candidate = noun["calon"] is not None  # would-be victims are no victims
    unit = FigureUnit.ORANG if is_candidate else figure_lexicon().unit_of(name)
    may_have_role = unit in {FigureUnit.ORANG, FigureUnit.PELAKU}
    role = nouns.role_after().match(beside.right, noun.end()) if may_have_role else None
    if role is not None:
        unit_said = figure_lexicon().unit_of(role["word"])
        return count_of(number, number.start, number.end + role.end("word"), unit_said, "role")
    is_plain = name in nouns.plain_nouns() and not is_candidate
    headed = _by_head_of_people(number, beside, previous, end) if is_plain else None
    return headed or _with_noun(count_of(number, number.start, end, unit, "noun"), name, beside, is_plain)


def _is_audience(beside: Window, name: str) -> bool:
    """`kegiatan yang diikuti 75 warga`."""
    return figure_lexicon().unit_of(name) is FigureUnit.ORANG and _AUDIENCE.search(beside.left) is not None


def _by_head_of_people(
    number: NumberMention, beside: Window, previous: Count | None, end: int
) -> Count | None:
    """`korban sebanyak 2.088 orang` counts victims."""
    head = find_head(beside, people_only=True)
    start = beside.left_start + head.start() if head else 0
    if head is None or (previous is not None and previous.end > start):
        return None
    return count_of(number, start, end, figure_lexicon().unit_of(head["word"]), "head_of_people")


def _with_noun(count: Count, name: str, beside: Window, is_plain: bool) -> Count:
    group = nouns.group_at_end().search(beside.left) if name == "orang" else None
    after_noun = count.end - count.number_end
    is_part = shares.part_after().match(beside.right, after_noun) or shares.part_lead().search(
        beside.left[-20:]
    )
    return replace(
        count,
        start=beside.left_start + group.start() if group else count.start,
        noun="" if group else name,
        is_plain=is_plain,
        is_part=is_part is not None,
        is_another=_ANOTHER.match(beside.right, after_noun) is not None,
    )
