"""What the tests of figures share: figures of a text with dates, place and sources given by the test."""

from collections.abc import Sequence
from datetime import date

from extract.annotate import annotate_text
from extract.figures.find import find_figures
from extract.regions.gazetteer import gazetteer
from models.fact import Agency, DateMention, Figure, Official, Place
from models.vocabulary import DateKind

PUBLISHED = date(2024, 6, 15)
Days = dict[str, tuple[date, date]]


def place_named(name: str) -> Place:
    region = gazetteer().find(name)[0]
    province = gazetteer().province_of(region.code)
    return Place(code=region.code, name=region.name, province=province.name if province else None)


def dates_in(text: str, days: Days) -> list[DateMention]:
    mentions = []
    for words, (first, last) in days.items():
        start = text.index(words)
        kind = DateKind.EVENT if first == last else DateKind.PERIOD
        mentions.append(
            DateMention(
                start=start,
                end=start + len(words),
                quote=words,
                rule="test@1",
                first=first,
                last=last,
                kind=kind,
            )
        )
    return sorted(mentions, key=lambda mention: mention.start)


def figures_in(
    text: str,
    days: Days | None = None,
    place: str = "Kota Kupang",
    officials: Sequence[Official] = (),
    agencies: Sequence[Agency] = (),
) -> tuple[Figure, ...]:
    dates = dates_in(text, days or {})
    return find_figures(annotate_text(text, PUBLISHED), place_named(place), dates, officials, agencies)


def counted(text: str) -> list[tuple[float, str]]:
    return [(figure.value, figure.unit.value) for figure in figures_in(text)]


def only(text: str, days: Days | None = None, place: str = "Kota Kupang") -> Figure:
    (figure,) = figures_in(text, days, place)
    return figure


def year(number: int) -> tuple[date, date]:
    return date(number, 1, 1), date(number, 12, 31)
