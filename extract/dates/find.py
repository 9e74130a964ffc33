"""`find_dates`: all calendar expressions of an article, one entry per distinct interval."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from extract.dates.expressions import BLANK, GAP
from extract.dates.filters import printed_dates
from extract.dates.lexicon import date_lexicon
from extract.dates.links import linked
from extract.dates.relative import find_relative
from extract.dates.resolve import Resolved, Resolver
from extract.patterns import any_of
from extract.same import SameArticle
from models.annotation import AnnotatedArticle
from models.fact import DateMention
from models.vocabulary import DateKind

_APPOSED = re.compile(rf"{GAP},?{GAP}\(?{GAP}(?:(?:yakni|yaitu|atau){BLANK})?")
_REACH = 400  # a sentence that never ends must not cost its length for every date
_CLOCK = re.compile(rf"{GAP},?{GAP}\(?(?:pukul|jam|pkl)\b", re.IGNORECASE)


def find_dates(annotated: AnnotatedArticle) -> tuple[DateMention, ...]:
    """Calendar expressions resolved to days, in order of first mention, one per distinct interval.

    Dates without a year and relative ones hang on `annotated.published`; where that is null they are left out.
    """
    return tuple(_as_mention(annotated, entry) for entry in _distinct(find_all_dates(annotated)))


def find_all_dates(annotated: AnnotatedArticle) -> tuple[Resolved, ...]:
    """Every mention, repeats included, in order: what a figure needs to find the period beside it."""
    return _all_dates(SameArticle(annotated))


@lru_cache(maxsize=2)  # dates and figures of an article ask in turn
def _all_dates(same: SameArticle) -> tuple[Resolved, ...]:
    annotated = same.annotated
    if not annotated.sentences:
        return ()
    text = annotated.text
    resolver = Resolver(annotated)
    absolute = [entry for span in linked(text, printed_dates(text)) for entry in resolver.resolve(span)]
    absolute = [entry for entry in absolute if not _is_opening_hours(text, entry)]
    relative = find_relative(text, annotated.published, absolute)
    return tuple(_without_explained(text, _without_overlaps([*absolute, *relative])))


def _without_overlaps(entries: list[Resolved]) -> list[Resolved]:
    kept: list[Resolved] = []
    for entry in sorted(entries, key=lambda e: (e.start, -e.end)):
        if not kept or entry.start >= kept[-1].end:
            kept.append(entry)
    return kept


def _without_explained(text: str, entries: list[Resolved]) -> list[Resolved]:
    """`hari ini, Senin (12/6)`: the explicit date says it all."""
    kept = []
    for index, entry in enumerate(entries):
        following = entries[index + 1] if index + 1 < len(entries) else None
        is_open = entry.is_relative or entry.is_weekday_only
        if (
            is_open
            and following is not None
            and not following.is_relative
            and following.start - entry.end <= 12
        ):
            is_dated = not following.is_weekday_only or entry.is_relative
            if is_dated and _APPOSED.fullmatch(text, entry.end, following.start):
                continue
        kept.append(entry)
    return kept


def _is_opening_hours(text: str, entry: Resolved) -> bool:
    """`Senin sampai Jumat pukul 08.00` recurs."""
    is_week = entry.is_weekday_only and entry.days.first != entry.days.last
    return is_week and _CLOCK.match(text, entry.end) is not None


def _distinct(entries: Sequence[Resolved]) -> list[Resolved]:
    chosen: dict[tuple[object, object], Resolved] = {}
    for entry in entries:
        known = chosen.get(entry.days)
        if known is None or (known.is_relative and not entry.is_relative):
            chosen[entry.days] = entry
    return sorted(chosen.values(), key=lambda entry: entry.start)


def _as_mention(annotated: AnnotatedArticle, entry: Resolved) -> DateMention:
    return DateMention(
        start=entry.start,
        end=entry.end,
        quote=annotated.text[entry.start : entry.end],
        rule=f"dates.{entry.rule}@1",
        first=entry.days.first,
        last=entry.days.last,
        kind=_kind(annotated, entry),
        is_relative=entry.is_relative,
        is_contradicted=entry.is_contradicted,
    )


def _kind(annotated: AnnotatedArticle, entry: Resolved) -> DateKind:
    text = annotated.text
    if entry.days.first != entry.days.last or _edge().search(text, max(0, entry.start - 20), entry.start):
        return DateKind.PERIOD
    if annotated.published is not None and entry.days.first > annotated.published:
        return DateKind.OTHER
    sentence = annotated.sentences[annotated.sentence_index(entry.start)]
    start, end = max(sentence.start, entry.start - _REACH), min(sentence.end, entry.end + _REACH)
    if _speech().search(text, start, end):
        return DateKind.STATEMENT
    return DateKind.EVENT


@cache
def _edge() -> re.Pattern[str]:
    leads = any_of(date_lexicon().period_leads)
    return re.compile(rf"(?<!\w){leads}{BLANK}(?:(?:tanggal|tgl|hari){BLANK})?$", re.IGNORECASE)


@cache
def _speech() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(date_lexicon().speech_words)}(?!\w)", re.IGNORECASE)
