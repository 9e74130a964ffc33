"""Figures: counts, shares, sums and prison terms, each with unit, topic, region, period and source."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from extract.figures.calendar import DaySpan, Period, every_day_span
from extract.figures.context import Topics, settle_groups
from extract.figures.counts import Count
from extract.figures.credits import Credits
from extract.figures.drafts import Draft, are_twins, figure_of, widen_totals
from extract.figures.groups import sex_and_age
from extract.figures.lexicon import figure_lexicon, word_pattern
from extract.figures.parts import attach_parts
from extract.figures.periods import Periods
from extract.figures.regions import Regions
from extract.figures.shared import shared_regions
from extract.figures.units import find_counts
from extract.figures.zeros import find_zeros, is_of_smaller_place
from extract.numbers.find import find_numbers
from extract.patterns import any_of
from extract.spans import SpanSet
from models.annotation import AnnotatedArticle
from models.fact import Agency, DateMention, Figure, Official, Place
from models.vocabulary import FigureTopic, FigureUnit, Sex

_LATER = 4
_REMEMBERED = 12
_HEADLINE_LENGTH = 140
_SENTENCE_END = re.compile(r"[.!?”\"]\s{0,3}$")
_YEAR_LIST = re.compile(
    r"\s{1,3}(?:\(|(?:pada|di|tahun)\s{1,3}){0,2}20\d\d\)?(?:,?\s{1,3}(?:dan|serta|lalu|kemudian))?,?"
    r"(?:\s{1,3}(?:menjadi|pada|di|tahun|20\d\d|sebanyak)){0,4}\s{1,3}"
)
_MONEY = {FigureUnit.RUPIAH, FigureUnit.TAHUN_PENJARA}


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
    spans = every_day_span(annotated, dates)
    counts = _counts(annotated, spans)
    drafts = _Reader(annotated, counts, place, spans, Credits(annotated, officials, agencies)).read_all()
    widen_totals(drafts)
    kept: list[Figure] = []
    seen: set[tuple[object, ...]] = set()
    for before, draft in pairwise([None, *drafts]):
        assert draft is not None
        if draft.count.same_as is None and (draft.key() not in seen or are_twins(before, draft)):
            seen.add(draft.key())
            kept.append(figure_of(annotated, draft))
    return tuple(kept)


def _counts(annotated: AnnotatedArticle, spans: Sequence[DaySpan]) -> list[Count]:
    zeros = find_zeros(annotated)
    taken = SpanSet(
        [*((d.start, d.end) for d in spans), *((z.start, z.end) for z in zeros), *_furniture(annotated)]
    )
    found = find_counts(annotated, find_numbers(annotated.text), taken, zeros)
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


class _Reader:
    """Reads the counts in order and gives each its topic, people, region, period and source."""

    def __init__(
        self,
        annotated: AnnotatedArticle,
        counts: Sequence[Count],
        place: Place,
        spans: Sequence[DaySpan],
        credits: Credits,
    ) -> None:
        self.annotated, self.counts, self.credits = annotated, counts, credits
        self.topics, self.periods = Topics(annotated), Periods(annotated, spans)
        self.regions = Regions(annotated, place)
        self.drafts: list[Draft] = []
        self.by_place: dict[tuple[int, int], Draft] = {}

    def read_all(self) -> list[Draft]:
        for position, count in enumerate(self.counts):
            same = self._told(count.same_as)
            draft = replace(same, count=count, parts=[]) if same else self._read(position, count)
            shared = shared_regions(self.annotated, count) if same is None else ()
            if count.value == 0 and is_of_smaller_place(self.annotated.text, count):
                draft, shared = replace(draft, region=None), ()
            self.drafts += [replace(draft, region=code, parts=[]) for code in shared] or [draft]
            self.by_place[count.start, count.end] = self.drafts[-1]
        return self.drafts

    def _topic_of_whole(self, count: Count, before: Draft | None, total: Draft | None) -> FigureTopic | None:
        """The total's; that of the whole too where a split by sex or age follows one of its parts."""
        if total is not None:
            return total.named_topic
        whole = self._told(before.count.total) if before else None
        if before is None or whole is None or count.value <= before.count.value:
            return None
        is_next = self.annotated.sentence_index(count.start) != self.annotated.sentence_index(
            before.count.start
        )
        return whole.named_topic if is_next and _is_split(self.annotated, count) else None

    def _topic_compared(self, count: Count, period: Period | None) -> FigureTopic | None:
        """`Tahun 2022 tercatat 179 korban`: what was told of the same unit for the time that this is compared with."""
        main = self.periods.before
        if period is None or main is None or not period.last or not main.last or period.last >= main.last:
            return None
        sentence = self.annotated.sentences[self.annotated.sentence_index(count.start)]
        if self.topics.is_named(sentence.start, count.start):
            return None
        paragraph = self.annotated.paragraphs[self.annotated.paragraph_index(count.start)]
        is_named = self.topics.is_named(paragraph.start, count.start)
        same = [
            draft
            for draft in self.drafts[-_REMEMBERED:]
            if draft.count.unit is count.unit
            and draft.period
            and draft.period.last == main.last
            and (draft.count.start >= paragraph.start or not is_named)
        ]
        return max(same, key=lambda draft: draft.count.value).named_topic if same else None

    def _compares(self, before: Draft, count: Count, period: Period | None, region: str | None) -> bool:
        """`Di Nabire 4 kasus pada 2021, 6 kasus pada 2022`: one region told of several times."""
        if period is None or not self._together(before.count, count):
            return False
        if period.is_comparison:
            return True
        is_other_time = before.period is not None and before.period.first.year != period.first.year
        between = self.annotated.text[before.count.end : count.start]
        is_series = is_other_time and before.count.unit is count.unit and _YEAR_LIST.fullmatch(between)
        return is_series is not None and bool(is_series) and region == self.regions.place

    def _together(self, one: Count, other: Count) -> bool:
        index = self.annotated.sentence_index
        return index(one.start) == index(other.start)

    def _told(self, count: Count | None) -> Draft | None:
        return self.by_place.get((count.start, count.end)) if count else None

    def _read(self, position: int, count: Count) -> Draft:
        later = self.counts[position + 1 : position + 1 + _LATER]
        before = self.drafts[-1] if self.drafts else None
        total = self._told(count.total)
        credit = self.credits.credit_of(count)
        period = self.periods.period_of(count, later, total.period if total else None)
        region = self.regions.region_of(
            count,
            before.count if before else None,
            later,
            has_period=period is not None,
            of_total=total.region if total else None,
            speaker=self.credits.speaker_body(credit),
        )
        if before is not None and self._compares(before, count, period, region):
            region = before.region
        named = self.topics.topic_of(
            count,
            (before.count, before.named_topic) if before else None,
            _topic_limit(count, later, len(self.annotated.text)),
            self._topic_of_whole(count, before, total) or self._topic_compared(count, period),
        )
        next_start = later[0].number_start if later else len(self.annotated.text)
        sex, age = sex_and_age(self.annotated, count, next_start)
        split = sex is not None and _splits_by_sex(self.annotated, self.counts, position)
        topic, sex, age = settle_groups(named, sex, age, splits_by_sex=split)
        topic = _money_topic(self.annotated, count, topic)
        draft = Draft(count, named, topic, sex, age, region, _applicable(count, period, region), credit)
        if total is not None:
            total.parts.append(draft)
        return draft


def _is_split(annotated: AnnotatedArticle, count: Count) -> bool:
    """True for people told by sex or age."""
    return sex_and_age(annotated, count, count.end + 40) != (None, None)


def _topic_limit(count: Count, later: Sequence[Count], end: int) -> int:
    """Topic words up to the next number are this one's; in `27 dari 31 kasus` they stand behind the whole."""
    skipped = 1 if count.rule == "part_of_whole" else 0
    return later[skipped].number_start if len(later) > skipped else end


def _applicable(count: Count, period: Period | None, region: str | None) -> Period | None:
    """Fines, wages and sentences of one case have no counting period; sums over many cases have region and period."""
    return None if count.unit in _MONEY and region is None else period


def _money_topic(annotated: AnnotatedArticle, count: Count, topic: FigureTopic) -> FigureTopic:
    if count.unit is not FigureUnit.RUPIAH:
        return topic
    sentence = annotated.sentences[annotated.sentence_index(count.start)]
    near = annotated.text[max(sentence.start, count.start - 120) : count.end + 30]
    return FigureTopic.LAINNYA if _budget().search(near) else topic


def _splits_by_sex(annotated: AnnotatedArticle, counts: Sequence[Count], position: int) -> bool:
    """True where the number or one of its neighbours in the sentence counts men or boys."""
    sentence = annotated.sentence_index(counts[position].start)
    beside = counts[max(0, position - _LATER) : position + _LATER + 1]
    return any(
        sex_and_age(annotated, other, other.end + 40)[0] is Sex.LAKI_LAKI
        for other in beside
        if annotated.sentence_index(other.start) == sentence
    )


@cache
def _furniture_lead() -> re.Pattern[str]:
    return re.compile(
        rf"\W{{0,3}}{any_of(figure_lexicon().furniture_leads)}(?!\w)\s{{0,2}}[:,]?", re.IGNORECASE
    )


@cache
def _budget() -> re.Pattern[str]:
    return word_pattern(figure_lexicon().budget_words)
