"""Expressions that belong together: ranges (`Januari hingga April 2024`) and lists that share a year."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from extract.dates.expressions import BLANK, GAP, Expression
from extract.dates.lexicon import date_lexicon
from extract.patterns import any_of

_BETWEEN = re.compile(rf"(?<!\w)antara{BLANK}(?:(?:tanggal|bulan|tahun|hari){BLANK})?$", re.IGNORECASE)
_AND = re.compile(rf"{GAP}dan{GAP}", re.IGNORECASE)
_GAP = 45


@dataclass(frozen=True, slots=True)
class Span:
    """One expression, or the two ends of a range."""

    head: Expression
    tail: Expression | None = None

    @property
    def start(self) -> int:
        """First character."""
        return self.head.start

    @property
    def end(self) -> int:
        """Character after the last."""
        return (self.tail or self.head).end


def linked(text: str, expressions: Sequence[Expression]) -> list[Span]:
    """Lends years along lists and ranges, then joins the ends of ranges."""
    lent = _lend_years(text, list(expressions))
    spans: list[Span] = []
    position = 0
    while position < len(lent):
        head = lent[position]
        tail = lent[position + 1] if position + 1 < len(lent) else None
        if tail is not None and _can_end(head, tail) and is_range(text, head, tail):
            spans.append(Span(head, tail))
            position += 2
        else:
            spans.append(Span(head))
            position += 1
    return spans


def is_range(text: str, head: Expression, tail: Expression) -> bool:
    """True where only a range link (or `antara ... dan`) stands between the two."""
    if tail.start - head.end > _GAP or head.end == tail.start:
        return False
    if _range_link().fullmatch(text, head.end, tail.start):
        return True
    is_and = _AND.fullmatch(text, head.end, tail.start) is not None
    return is_and and _BETWEEN.search(text, max(0, head.start - 20), head.start) is not None


def _can_end(head: Expression, tail: Expression) -> bool:
    """Ends of a range are single expressions; two weekdays or two dates, not `Rabu hingga 2023`."""
    if head.year_last or tail.year_last or head.day_last:
        return False
    if tail.is_weekday_only != head.is_weekday_only:
        return False
    return not (tail.rule == "year_edge" and head.rule == "year_edge")


def _is_list(text: str, head: Expression, tail: Expression) -> bool:
    return tail.start - head.end <= _GAP and _list_link().fullmatch(text, head.end, tail.start) is not None


def _lend_years(text: str, expressions: list[Expression]) -> list[Expression]:
    pairs = range(len(expressions) - 1)
    for index in reversed(pairs):
        head, tail = expressions[index], expressions[index + 1]
        if (
            _lacks_year(head)
            and tail.month
            and tail.year
            and (is_range(text, head, tail) or _is_list(text, head, tail))
        ):
            is_before = (head.month or 0, head.day or 0) > (tail.month, tail.day or 31)
            expressions[index] = replace(head, year=tail.year - is_before)
    for index in pairs:
        head, tail = expressions[index], expressions[index + 1]
        if not (_lacks_year(tail) and head.year and head.year_last is None):
            continue
        is_after = (tail.month or 0, tail.day or 31) < (head.month or 0, head.day or 0)
        if is_range(text, head, tail) or (head.month and not is_after and _is_list(text, head, tail)):
            expressions[index + 1] = replace(tail, year=head.year + is_after)
    return expressions


def _lacks_year(expression: Expression) -> bool:
    return (
        expression.month is not None
        and expression.year is None
        and expression.year_offset is None
        and expression.shift == 0
        and expression.weekday is None
    )


@cache
def _range_link() -> re.Pattern[str]:
    lexicon = date_lexicon()
    filler = rf"(?:{any_of(lexicon.fillers)}{GAP})?"
    return re.compile(rf"{GAP}\(?{any_of(lexicon.range_links)}{GAP}{filler}{filler}", re.IGNORECASE)


@cache
def _list_link() -> re.Pattern[str]:
    lexicon = date_lexicon()
    filler = rf"(?:{any_of(lexicon.fillers)}{BLANK})?"
    return re.compile(rf"{GAP}{any_of(lexicon.list_links)}{GAP}{filler}", re.IGNORECASE)
