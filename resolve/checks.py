"""Figures of one article that cannot all be right: all are kept, a person is told."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import permutations

from extract.numbers.find import find_numbers
from models.claims import Flag, FlagKind, ToldFigure
from models.vocabulary import FigureUnit
from resolve.claim_rules import claim_rules
from resolve.parts import check_parts

_SHARED_UNITS = (FigureUnit.KASUS, FigureUnit.KORBAN, FigureUnit.ORANG)


def check_article(figures: Sequence[ToldFigure], title: str | None = None) -> list[Flag]:
    """What does not fit together among the figures of one article, in the order of its text.

    The title of a page stands beside its text, and its numbers are no figures: only misprints are looked for there.
    """
    ordered = sorted(figures, key=lambda figure: (figure.start, figure.id))
    found = [
        *_implausible(ordered),
        *_title(title or "", ordered),
        *_headline(ordered),
        *check_parts(ordered),
    ]
    return [*found, *_ratios(ordered), *_shares(ordered)]


def _implausible(figures: Iterable[ToldFigure]) -> Iterator[Flag]:
    for figure in figures:
        if claim_rules().is_implausible(figure.unit, figure.value_max or figure.value):
            sentence = (
                f"{figure.value} {figure.unit.value} tidak mungkin benar; angka ini disimpan, tidak dihitung."
            )
            yield Flag(FlagKind.IMPLAUSIBLE, sentence, (figure.id,))


def _title(title: str, figures: Sequence[ToldFigure]) -> Iterator[Flag]:
    """Numbers of the title that the body has almost."""
    rules = claim_rules()
    exact = [f for f in figures if f.unit in rules.summable and not f.is_approximate and f.value_max is None]
    for mention in find_numbers(title):
        value = Decimal(str(mention.value))
        is_year = mention.text.isdigit() and 1900 <= value <= 2100
        is_loose = (
            mention.is_approximate or mention.is_vague or mention.is_ordinal or mention.value_max is not None
        )
        if value < rules.least_title or value % 10 == 0 or is_year or is_loose:
            continue
        if any(f.value <= value <= (f.value_max or f.value) for f in figures):
            continue
        close = [f for f in exact if abs(f.value - value) <= f.value * rules.title_share]
        if close:
            told = ", ".join(f"{figure.value} {figure.unit.value}" for figure in close)
            sentence = f"Judul menyebut {value.normalize():f}, isi berita menyebut {told}."
            yield Flag(FlagKind.HEADLINE, sentence, tuple(figure.id for figure in close))


def _headline(figures: Sequence[ToldFigure]) -> Iterator[Flag]:
    """Numbers of the headline that the body does not repeat, though it counts the same things.

    Period and region do not matter: a headline names neither.
    """
    for figure in figures:
        if not figure.is_headline:
            continue
        body = [
            other
            for other in figures
            if not other.is_headline and (other.unit, other.topic) == (figure.unit, figure.topic)
        ]
        if body and not any(_may_be(figure, other) for other in body):
            told = ", ".join(dict.fromkeys(str(other.value) for other in body))
            sentence = f"Judul menyebut {figure.value} {figure.unit.value}, isi berita menyebut {told}."
            yield Flag(FlagKind.HEADLINE, sentence, (figure.id, *(other.id for other in body)))


def _may_be(figure: ToldFigure, other: ToldFigure) -> bool:
    off = other.value * claim_rules().approximate_share
    if figure.is_approximate or other.is_approximate:
        return other.value - off <= figure.value <= (other.value_max or other.value) + off
    return other.value <= figure.value <= (other.value_max or other.value)


def _ratios(figures: Iterable[ToldFigure]) -> Iterator[Flag]:
    """More victims a case than there can be, in the same place and time."""
    plausible = (f for f in figures if not claim_rules().is_implausible(f.unit, f.value))
    for told in _by_scene(plausible):
        cases = [figure for figure in told if figure.unit is FigureUnit.KASUS and figure.value > 0]
        victims = [figure for figure in told if figure.unit is FigureUnit.KORBAN]
        if not cases or not victims:
            continue
        most_cases = max(cases, key=lambda figure: figure.value)
        most_victims = max(victims, key=lambda figure: figure.value)
        if most_victims.value > claim_rules().most_victims_per_case * most_cases.value:
            sentence = (
                f"{most_victims.value} korban dari {most_cases.value} kasus: terlalu banyak untuk satu kasus."
            )
            yield Flag(FlagKind.RATIO, sentence, (most_cases.id, most_victims.id))


def _shares(figures: Iterable[ToldFigure]) -> Iterator[Flag]:
    """A percentage that fits two numbers of different units, and no two of one unit."""
    figures = list(figures)
    shares = [figure for figure in figures if figure.unit is FigureUnit.PERSEN and 0 < figure.value < 100]
    counts = [figure for figure in figures if figure.unit in _SHARED_UNITS and figure.value > 0]
    for share in shares:
        fitting = [
            (part, whole)
            for part, whole in permutations([f for f in counts if f.topic is share.topic], 2)
            if part.value < whole.value and _is_share(part.value, whole.value, share.value)
        ]
        if fitting and all(part.unit is not whole.unit for part, whole in fitting):
            part, whole = fitting[0]
            sentence = (
                f"{share.value} persen menghubungkan {part.value} {part.unit.value} dengan {whole.value} "
                f"{whole.unit.value}: satuannya berbeda."
            )
            yield Flag(FlagKind.SHARE, sentence, (share.id, part.id, whole.id))


def _is_share(part: Decimal, whole: Decimal, share: Decimal) -> bool:
    return part >= claim_rules().least_mixed and abs(part / whole * 100 - share) <= claim_rules().share_points


def _by_scene(figures: Iterable[ToldFigure]) -> Iterator[list[ToldFigure]]:
    scenes: dict[tuple[object, ...], list[ToldFigure]] = defaultdict(list)
    for figure in figures:
        scenes[figure.topic, figure.region_code, figure.period_start, figure.period_end].append(figure)
    yield from scenes.values()
