"""A figure in the making, and the figure made of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from extract.figures.calendar import Period
from extract.figures.counts import Count
from extract.regions.gazetteer import gazetteer
from models.annotation import AnnotatedArticle
from models.fact import Figure
from models.vocabulary import Age, FigureTopic, PeriodKind, Sex

_VERSION = 1


@dataclass
class Draft:
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
    parts: list["Draft"] = field(default_factory=list)

    def key(self) -> tuple[object, ...]:
        """What makes two mentions the same figure."""
        span = (self.period.first, self.period.last) if self.period else None
        count = self.count
        one = count.start if count.rule == "one_person" else 0  # each single person is another one
        return (
            count.value,
            count.value_max,
            count.unit,
            self.topic,
            self.sex,
            self.age,
            self.region,
            span,
            one,
        )


def are_twins(before: Draft | None, draft: Draft) -> bool:
    """`Enam laporan sudah P21, enam laporan masih disidik`: two parts of one total, of the same size.

    So is `satu kasus lagi` behind `satu kasus`, which stands beside it.
    """
    if before is None or before.count.start == draft.count.start or before.key() != draft.key():
        return False
    if draft.count.is_another:
        return True
    return draft.count.total is not None and before.count.total is draft.count.total


def widen_totals(drafts: Sequence[Draft]) -> None:
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


def figure_of(annotated: AnnotatedArticle, draft: Draft) -> Figure:
    """The figure of a draft that is complete."""
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
