"""Figures: counts, shares, sums and prison terms, each with unit, topic, region, period and source."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from extract.figure_context import Credits, Topics, settle_groups
from extract.figure_counts import Count
from extract.figure_lexicon import figure_lexicon
from extract.figure_parts import attach_parts, sex_and_age
from extract.figure_periods import Period, Periods
from extract.figure_regions import Regions
from extract.figure_units import find_counts
from extract.figure_zeros import find_zeros
from extract.numbers import find_numbers
from extract.patterns import any_of
from extract.regions import gazetteer
from extract.spans import SpanSet
from models.annotation import AnnotatedArticle
from models.fact import Agency, DateMention, Figure, Official, Place
from models.vocabulary import Age, FigureTopic, FigureUnit, PeriodKind, Sex

_VERSION = 1
_LATER = 4
_HEADLINE_LENGTH = 140
_SENTENCE_END = re.compile(r"[.!?”\"]\s{0,3}$")
_MONEY = {FigureUnit.RUPIAH, FigureUnit.TAHUN_PENJARA}


@dataclass
class _Draft:
    """A figure in the making."""

    count: Count
    named_topic: FigureTopic
    """As the words name it; carried on to the next figure."""
    topic: FigureTopic
    """As settled by sex and age."""
    sex: Sex | None
    age: Age | None
    region: str | None
    period: Period | None
    credited_to: str | None
    parts: list["_Draft"] = field(default_factory=list)

    def key(self) -> tuple[object, ...]:
        """What makes two mentions the same figure."""
        span = (self.period.first, self.period.last) if self.period else None
        count = self.count
        return count.value, count.value_max, count.unit, self.topic, self.sex, self.age, self.region, span


def find_figures(
    annotated: AnnotatedArticle,
    place: Place,
    dates: Sequence[DateMention],
    officials: Sequence[Official],
    agencies: Sequence[Agency],
) -> tuple[Figure, ...]:
    """Figures in the order of the text; the second mention of the same figure is left out.

    Counts, amounts and terms by the annotation guidelines: no ages, dates, clock times, numbers of laws, vague
    counts, participants or seized goods.
    """
    counts = _counts(annotated, dates)
    drafts = _drafts(annotated, counts, place, dates, officials, agencies)
    _widen_totals(drafts)
    kept: list[Figure] = []
    seen: set[tuple[object, ...]] = set()
    for draft in drafts:
        if draft.key() not in seen and not draft.count.is_repeat:
            seen.add(draft.key())
            kept.append(_figure(annotated, draft))
    return tuple(kept)


def _counts(annotated: AnnotatedArticle, dates: Sequence[DateMention]) -> list[Count]:
    zeros = find_zeros(annotated)
    taken = SpanSet(
        [*((d.start, d.end) for d in dates), *((z.start, z.end) for z in zeros), *_furniture(annotated)]
    )
    found = find_counts(annotated, find_numbers(annotated.text), taken)
    counts = attach_parts(annotated, sorted([*found, *zeros], key=lambda count: count.number_start))
    return _without_headline(annotated, counts)


def _furniture(annotated: AnnotatedArticle) -> list[tuple[int, int]]:
    return [
        (p.start, p.end) for p in annotated.paragraphs if _furniture_lead().match(annotated.text, p.start)
    ]


def _without_headline(annotated: AnnotatedArticle, counts: list[Count]) -> list[Count]:
    """A number of the headline that the body repeats is told there with its period and region."""
    if len(annotated.paragraphs) < 2:
        return counts
    end = 0
    for paragraph in annotated.paragraphs[:3]:
        line = annotated.text[paragraph.start : paragraph.end]
        if len(line) > _HEADLINE_LENGTH or _SENTENCE_END.search(line):
            break
        end = paragraph.end
    body = {count.value for count in counts if count.start >= end}
    return [count for count in counts if count.start >= end or count.value not in body]


def _drafts(
    annotated: AnnotatedArticle,
    counts: Sequence[Count],
    place: Place,
    dates: Sequence[DateMention],
    officials: Sequence[Official],
    agencies: Sequence[Agency],
) -> list[_Draft]:
    topics, periods = Topics(annotated), Periods(annotated, dates)
    regions, credits = Regions(annotated, place), Credits(annotated, officials, agencies)
    drafts: list[_Draft] = []
    by_count: dict[tuple[int, int], _Draft] = {}
    for position, count in enumerate(counts):
        later = counts[position + 1 : position + 1 + _LATER]
        next_start = later[0].number_start if later else len(annotated.text)
        before = drafts[-1] if drafts else None
        total = by_count.get((count.total.start, count.total.end)) if count.total else None
        period = periods.period_of(count, later)
        named = topics.topic_of(
            count,
            (before.count, before.named_topic) if before else None,
            next_start,
            total.named_topic if total else None,
        )
        credit = credits.credit_of(count)
        region = regions.region_of(
            count,
            before.count if before else None,
            later,
            has_period=period is not None,
            of_total=total.region if total else None,
            speaker=credits.speaker_body(credit),
        )
        period = _applicable(count, period or (total.period if total else None), region)
        sex, age = sex_and_age(annotated, count, next_start)
        topic, sex, age = settle_groups(
            named, sex, age, splits_by_sex=_splits_by_sex(annotated, counts, position)
        )
        draft = _Draft(count, named, _money_topic(annotated, count, topic), sex, age, region, period, credit)
        drafts.append(draft)
        by_count[count.start, count.end] = draft
        if total is not None:
            total.parts.append(draft)
    return drafts


def _applicable(count: Count, period: Period | None, region: str | None) -> Period | None:
    """Fines, wages and sentences of one case have no counting period; sums over many cases have region and period."""
    return None if count.unit in _MONEY and region is None else period


def _money_topic(annotated: AnnotatedArticle, count: Count, topic: FigureTopic) -> FigureTopic:
    if count.unit is not FigureUnit.RUPIAH:
        return topic
    near = annotated.text[max(0, count.start - 60) : count.start]
    return FigureTopic.LAINNYA if _budget().search(near) else topic


def _splits_by_sex(annotated: AnnotatedArticle, counts: Sequence[Count], position: int) -> bool:
    """True where the neighbour in the sentence counts men."""
    sentence = annotated.sentence_index(counts[position].start)
    beside = [counts[k] for k in (position - 1, position + 1) if 0 <= k < len(counts)]
    return any(
        sex_and_age(annotated, other, other.end + 40)[0] is Sex.LAKI_LAKI
        for other in beside
        if annotated.sentence_index(other.start) == sentence
    )


def _widen_totals(drafts: Sequence[_Draft]) -> None:
    """A total whose parts are told year by year covers all their years."""
    for draft in drafts:
        spans = [(p.period.first, p.period.last) for p in draft.parts if p.period and p.period.last]
        if (
            len(spans) < 2
            or len(set(spans)) < 2
            or sum(p.count.value for p in draft.parts) != draft.count.value
        ):
            continue
        first, last = min(s[0] for s in spans), max(s[1] for s in spans if s[1])
        if draft.period is not None:
            draft.period = replace(draft.period, first=first, last=last, kind=_kind(first, last))


def _kind(first: date, last: date) -> PeriodKind:
    whole = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
    return PeriodKind.CALENDAR_YEAR if whole else PeriodKind.RANGE


def _figure(annotated: AnnotatedArticle, draft: _Draft) -> Figure:
    count, period = draft.count, draft.period
    assert count.unit is not None
    return Figure(
        start=count.start,
        end=count.end,
        quote=annotated.text[count.start : count.end],
        rule=f"figures.{count.rule}@{_VERSION}",
        value=count.value,
        value_max=count.value_max,
        is_approximate=count.is_approximate,
        unit=count.unit,
        topic=draft.topic,
        sex=draft.sex,
        age=draft.age,
        region_code=draft.region,
        region=gazetteer().by_code(draft.region).name if draft.region else None,
        period_start=period.first if period else None,
        period_end=period.last if period else None,
        period_kind=period.kind if period else PeriodKind.INCIDENT,
        credited_to=draft.credited_to,
    )


@cache
def _furniture_lead() -> re.Pattern[str]:
    return re.compile(
        rf"\W{{0,3}}{any_of(figure_lexicon().furniture_leads)}(?!\w)\s{{0,2}}[:,]?", re.IGNORECASE
    )


@cache
def _budget() -> re.Pattern[str]:
    from extract.figure_lexicon import word_pattern

    return word_pattern(figure_lexicon().budget_words)
