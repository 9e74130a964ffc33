"""The shape that the modules of figures hand to one another: a number with what it counts."""

from bisect import bisect_left
from dataclasses import dataclass

from extract.numbers.find import NumberMention
from models.annotation import AnnotatedArticle, Span
from models.vocabulary import FigureUnit

LEFT, RIGHT = 120, 80
"""How many characters beside a number may decide what it counts; keeps the work linear."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number that counts, shares or sums something."""

    start: int
    """Evidence, with its noun."""
    end: int
    number_start: int
    number_end: int
    value: float
    value_max: float | None
    is_approximate: bool
    unit: FigureUnit | None
    """None where the noun is left out and a total or the number before decides."""
    rule: str
    noun: str = ""
    """The noun at the number, lower case; empty where it is left out."""
    is_plain: bool = False
    """People told apart by sex or age only; a total may decide the unit."""
    is_part: bool = False
    """Said to be a part of what was counted before (`22 di antaranya`)."""
    is_another: bool = False
    """Said to be one more of its kind (`satu kasus lagi`)."""
    same_as: "Count | None" = None
    """The number told before that this one points back to (`17 anak itu`); it is no figure of its own."""
    total: "Count | None" = None
    """The total that this is a part of."""


@dataclass(frozen=True, slots=True)
class Window:
    """A number's surroundings inside its sentence."""

    left: str
    """Up to LEFT characters before the number."""
    right: str
    """Up to RIGHT characters after it."""
    left_start: int
    """Where `left` begins in the text."""
    sentence: Span


def count_of(number: NumberMention, start: int, end: int, unit: FigureUnit | None, rule: str) -> Count:
    """A count with the number's value and the evidence [start, end)."""
    return Count(
        start,
        end,
        number.start,
        number.end,
        number.value,
        number.value_max,
        number.is_approximate,
        unit,
        rule,
    )


def window(annotated: AnnotatedArticle, start: int, end: int) -> Window:
    """What stands beside the characters [start, end) in their sentence."""
    sentence = annotated.sentences[annotated.sentence_index(start)]
    text = annotated.text
    left_start = max(sentence.start, start - LEFT)
    right_end = max(end, min(sentence.end, end + RIGHT))
    return Window(text[left_start:start], text[end:right_end], left_start, sentence)


def text_between(text: str, start: int, end: int, limit: int = 400) -> str:
    """The characters between two places, the last `limit` of them at most."""
    return text[max(start, end - limit) : end] if end > start else ""


def region_index(annotated: AnnotatedArticle, offset: int) -> int:
    """Index of the first region that begins at or after the character."""
    return bisect_left(annotated.regions, offset, key=lambda region: region.start)
