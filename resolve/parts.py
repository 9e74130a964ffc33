"""Parts beside their total in one article: do they add up?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain, combinations

from models.claims import Flag, FlagKind, ToldFigure
from models.vocabulary import Age, Sex
from resolve.claim_rules import claim_rules

People = tuple[Sex | None, Age | None]

_MEN, _WOMEN = (Sex.LAKI_LAKI, None), (Sex.PEREMPUAN, None)
_ADULTS, _CHILDREN = (None, Age.DEWASA), (None, Age.ANAK)
_CELLS: tuple[People, ...] = tuple((sex, age) for sex in Sex for age in Age)
_WHOLES: tuple[frozenset[People], ...] = (
    frozenset({_MEN, _WOMEN}),
    frozenset({_ADULTS, _CHILDREN}),
    frozenset({_MEN, _WOMEN, _CHILDREN}),  # `74 laki-laki, 29 perempuan, dan 20 anak-anak`
    frozenset(_CELLS),
    frozenset({(Sex.LAKI_LAKI, Age.DEWASA), (Sex.PEREMPUAN, Age.DEWASA), _CHILDREN}),
    frozenset({_ADULTS, (Sex.LAKI_LAKI, Age.ANAK), (Sex.PEREMPUAN, Age.ANAK)}),
)
"""Groups of people that together are everybody."""


def check_parts(figures: Sequence[ToldFigure]) -> Iterator[Flag]:
    """Totals whose parts do not add up to them; `figures` in the order of the text of one article.

    Parts are of the same unit, topic and period: by sex and age (both sexes, or adults and children, or all four), or
    by place and in plain lists where the list is meant to be whole.
    """
    scenes: dict[tuple[object, ...], list[ToldFigure]] = defaultdict(list)
    for figure in figures:
        is_exact = not figure.is_approximate and figure.value_max is None
        if is_exact and figure.unit in claim_rules().summable:
            scenes[figure.unit, figure.topic, figure.period_start, figure.period_end].append(figure)
    for told in scenes.values():
        for total, parts in _with_people(told):
            yield from _people_flags(total, parts)
        for total, parts in _with_list(told):
            yield from _list_flags(total, parts)


def _with_people(told: Sequence[ToldFigure]) -> Iterator[tuple[ToldFigure, list[ToldFigure]]]:
    """Totals, each with the groups of people that follow it before the next total of the region."""
    runs: dict[str | None, tuple[ToldFigure, list[ToldFigure]]] = {}
    for figure in told:
        if figure.sex is None and figure.age is None:
            if figure.region_code in runs:
                yield runs[figure.region_code]
            runs[figure.region_code] = (figure, [])
        elif figure.region_code in runs:
            runs[figure.region_code][1].append(figure)
    yield from runs.values()


def _people_flags(total: ToldFigure, parts: Sequence[ToldFigure]) -> Iterator[Flag]:
    """A flag where the groups make a whole and no whole of them is the total."""
    by_people: dict[People, ToldFigure] = {}
    for part in parts:
        by_people.setdefault((part.sex, part.age), part)
    wholes = [[by_people[people] for people in whole] for whole in _WHOLES if whole <= by_people.keys()]
    if wholes and all(_sum(whole) != total.value for whole in wholes):
        widest = max(wholes, key=lambda whole: len(whole))
        yield _flag(total, sorted(widest, key=lambda part: part.start))


def _with_list(told: Sequence[ToldFigure]) -> Iterator[tuple[ToldFigure, list[ToldFigure]]]:
    """Totals with the smaller numbers of the same people that follow: of their regions, or of the same region."""
    by_people: dict[People, list[ToldFigure]] = defaultdict(list)
    for figure in told:
        by_people[figure.sex, figure.age].append(figure)
    for same in by_people.values():
        total = max(same, key=lambda figure: figure.value)
        later = [figure for figure in same if figure.start > total.start and figure is not total]
        yield total, [f for f in later if f.region_code != total.region_code and _lies_in(f, total)]
        yield total, [f for f in later if f.region_code == total.region_code]


def _list_flags(total: ToldFigure, parts: Sequence[ToldFigure]) -> Iterator[Flag]:
    """A list is a choice (`di antaranya`) unless it is long and nearly the total; regions never exceed theirs."""
    rules = claim_rules()
    missing = total.value - _sum(parts)
    is_whole = len(parts) >= rules.whole_list and 0 < missing <= total.value * rules.whole_list_missing
    by_region = bool(parts) and parts[0].region_code != total.region_code
    codes = [part.region_code or "" for part in parts]
    is_one_level = len(set(codes)) == len(codes) and len(set(map(len, codes))) == 1
    exceeds = by_region and missing < 0 and is_one_level
    if (is_whole and not _some_add_up(total, parts)) or exceeds:
        yield _flag(total, parts)


def _some_add_up(total: ToldFigure, parts: Sequence[ToldFigure]) -> bool:
    """True where some of a short list are the total: the others tell something else."""
    if len(parts) > 8:
        return False
    some = chain.from_iterable(combinations(parts, size) for size in range(2, len(parts)))
    return any(_sum(chosen) == total.value for chosen in some)


def _lies_in(part: ToldFigure, total: ToldFigure) -> bool:
    if part.region_code is None or total.region_code is None:
        return False
    return total.region_code == "ID" or part.region_code.startswith(f"{total.region_code}.")


def _sum(parts: Iterable[ToldFigure]) -> Decimal:
    return sum((part.value for part in parts), Decimal(0))


def _flag(total: ToldFigure, parts: Sequence[ToldFigure]) -> Flag:
    listed = " + ".join(str(part.value) for part in parts)
    sentence = f"{listed} = {_sum(parts)}, bukan {total.value} {total.unit.value}."
    return Flag(FlagKind.PARTS, sentence, (total.id, *(part.id for part in parts)))
