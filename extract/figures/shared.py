"""One number told of several regions at once: `Polda A dan Polda B masing-masing mencatat tujuh laporan`."""

import re
from collections.abc import Sequence
from functools import cache

from extract.figures.counts import Count, region_index
from extract.figures.lexicon import figure_lexicon
from extract.patterns import any_of
from models.annotation import AnnotatedArticle

_REACH = 200
_MOST = 12
_EACH = re.compile(
    r"[, ]{0,2}(?:\([^)\n]{1,20}\)|\()?[, ]{0,2}(?<!\w)(?:masing-masing|sama-sama)(?:\s{1,3}[a-z]{1,14}){0,3}\s{1,3}",
    re.IGNORECASE,
)
_EACH_BEFORE = re.compile(
    r"(?<!\w)masing-masing(?:\s{1,3}(?:sebanyak|ada|hanya|dengan)){0,2}\s{1,3}$", re.IGNORECASE
)

_NONE_IN = re.compile(
    r"[, ]{0,2}(?:\([^)\n]{1,20}\))?(?:[, ]{0,2}(?<!\w)masing-masing)?(?:\s{1,3}[a-z]{1,14}){0,4}\s{1,3}",
    re.IGNORECASE,
)


def shared_regions(annotated: AnnotatedArticle, count: Count) -> tuple[str, ...]:
    """Codes of the two or more regions that a number is told of each, in order; empty for any other number.

    A zero holds for each region of a list (`Buru dan Seram nihil`), any other number only with `masing-masing`.
    """
    return _before(annotated, count) or _after(annotated, count)


def _before(annotated: AnnotatedArticle, count: Count) -> tuple[str, ...]:
    """The list that ends before `masing-masing`."""
    regions, last = annotated.regions, region_index(annotated, count.number_start) - 1
    if last < 1 or count.number_start - regions[last].end > _REACH:
        return ()
    link = _NONE_IN if count.value == 0 else _EACH
    between = annotated.text[regions[last].end : count.number_start]
    if link.fullmatch(between) is None or between.endswith("dan "):  # "masing-masing tiga dan dua kasus"
        return ()
    first = last
    while first > 0 and last - first < _MOST and are_joined(annotated, first - 1):
        first -= 1
    return _codes(annotated, range(first, last + 1))


def _after(annotated: AnnotatedArticle, count: Count) -> tuple[str, ...]:
    """`masing-masing satu laporan di Polda A, Polda B, dan Polda C`."""
    text, first = annotated.text, region_index(annotated, count.end)
    is_each = _EACH_BEFORE.search(text, max(0, count.number_start - 40), count.number_start) is not None
    if first >= len(annotated.regions) or not (is_each or count.value == 0):
        return ()
    start = annotated.regions[first].start
    if start - count.end > _REACH or _placed().fullmatch(text, count.end, start) is None:
        return ()
    last = first
    while last + 1 < len(annotated.regions) and last - first < _MOST and are_joined(annotated, last):
        last += 1
    return _codes(annotated, range(first, last + 1))


def are_joined(annotated: AnnotatedArticle, index: int) -> bool:
    """True where a region and the next one stand in one list."""
    regions = annotated.regions
    start, end = regions[index].end, regions[index + 1].start
    return end - start <= 60 and _joint().fullmatch(annotated.text, start, end) is not None


def is_one_of_several(annotated: AnnotatedArticle, index: int) -> bool:
    """`18 korban asal Lebak dan Pandeglang`: the number covers both, so neither; `Kupang, NTT` is one place."""
    if index + 1 >= len(annotated.regions) or not are_joined(annotated, index):
        return False
    return not annotated.regions[index].code.startswith(annotated.regions[index + 1].code)


def _codes(annotated: AnnotatedArticle, indexes: Sequence[int]) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(annotated.regions[index].code for index in indexes))
    return codes if len(codes) > 1 else ()


@cache
def _joint() -> re.Pattern[str]:
    words = any_of(figure_lexicon().region.jurisdictions)
    return re.compile(
        rf",?\s{{0,3}}(?:(?:dan|serta|maupun|&)\s{{1,3}})?(?:di\s{{1,3}})?(?:{words}\s{{1,3}}){{0,2}}",
        re.IGNORECASE,
    )


@cache
def _placed() -> re.Pattern[str]:
    words = any_of(figure_lexicon().region.jurisdictions)
    return re.compile(
        rf"(?:\s{{1,3}}\w{{1,14}}){{0,5}}\s{{1,3}}(?:(?:di|dari|asal|oleh)\s{{1,3}}(?:{words}\s{{1,3}}){{0,2}}|{words}\s{{1,3}})",
        re.IGNORECASE,
    )
