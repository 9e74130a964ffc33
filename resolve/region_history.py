"""What regions were before: codes, names and provinces by date, from `data/regions.yml` and the gazetteer."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from pydantic import Field, field_validator

from extract.lexicon import Lexicon
from extract.regions.gazetteer import COUNTRY, bare_name, gazetteer, is_city, is_province
from models.base import Record
from models.region import RegionEntry, RegionName, RegionSuccession, RegionThen
from models.vocabulary import NameKind, RegionKind
from resolve.reference import load_reference

_DAY = timedelta(days=1)


class Split(Record):
    """A region that was made out of another one."""

    code: str
    origin: str
    date: date
    law: str
    members: dict[str, str] = Field(default_factory=dict)
    """Of a province: code now -> code before."""


class FormerName(Record):
    """A name that a region no longer has."""

    code: str
    name: str
    since: date | None = None
    until: date
    law: str

    @field_validator("until", mode="before")
    @classmethod
    def _last_day(cls, until: object) -> object:
        return date(until, 12, 31) if isinstance(until, int) else until


class RegionHistory(Lexicon):
    """`data/regions.yml`."""

    population_year: int
    province_splits: tuple[Split, ...]
    local_splits: tuple[Split, ...]
    former_names: tuple[FormerName, ...]


@cache
def region_history() -> RegionHistory:
    """The data, read once."""
    return load_reference("regions", RegionHistory)


def kind_of(code: str) -> RegionKind:
    """Level of a code."""
    if code == COUNTRY.code:
        return RegionKind.COUNTRY
    if is_province(code):
        return RegionKind.PROVINCE
    return RegionKind.KOTA if is_city(code) else RegionKind.KABUPATEN


def current_code(code: str) -> str:
    """The code of today of a code that may have been abolished; a code that nobody knows stays as it is."""
    return _successors().get(code, code)


def region_on(code: str, day: date) -> RegionThen:
    """The region of a code as it was on a day: a kabupaten that did not exist is the one that it came from.

    A province that did not exist is the one that it was part of, because no finer split is known. Raises KeyError
    for a code that is neither in the gazetteer nor a former one.
    """
    code = current_code(code)
    if code == COUNTRY.code:
        return RegionThen(code=code, name=COUNTRY.name, kind=RegionKind.COUNTRY, province_code=None)
    gazetteer().by_code(code)
    for split in region_history().local_splits:
        if split.code == code and day < split.date:
            code = split.origin
    province, then = code[:2], code
    for split in region_history().province_splits:
        if split.code == province and day < split.date:
            province = split.origin
            then = split.origin if is_province(code) else split.members.get(code, code)
    return RegionThen(
        code=then,
        name=_name_on(province if is_province(then) else code, day),
        kind=kind_of(then),
        province_code=province,
        included=tuple(_included(then, day)),
    )


def region_entries() -> Iterator[RegionEntry]:
    """Every region of now and of before, a province before its parts, for the store."""
    yield _entry(COUNTRY.code, COUNTRY.name, None)
    for region in sorted(gazetteer().regions.values(), key=lambda region: (len(region.code), region.code)):
        yield _entry(region.code, region.name, region.population)
    for split in region_history().province_splits:
        for code, before in split.members.items():
            name = gazetteer().by_code(code).name
            yield RegionEntry(
                code=before, name=name, kind=kind_of(before), parent_code=split.origin,
                population=None, population_year=None, valid_from=None, valid_until=split.date - _DAY,
                names=(RegionName(name=name, kind=NameKind.OFFICIAL, valid_until=split.date - _DAY),),
            )  # fmt: skip


def region_successions() -> Iterator[RegionSuccession]:
    """Which region came out of which."""

    def succession(before: str, after: str, split: Split) -> RegionSuccession:
        return RegionSuccession(
            predecessor_code=before, successor_code=after, changed_on=split.date, reference=split.law
        )

    for split in _splits():
        yield succession(split.origin, split.code, split)
        for code, before in split.members.items():
            yield succession(before, code, split)


@cache
def former_codes() -> dict[str, tuple[str, ...]]:
    """Lower-case former name -> codes; without its prefix only where it has several words (`Pasir` is a word)."""
    known = gazetteer().names
    found: defaultdict[str, list[str]] = defaultdict(list)
    for former in region_history().former_names:
        found[former.name.lower()].append(former.code)
        bare = bare_name(former.name).lower()
        if " " in bare and bare not in known and former.code not in found[bare]:
            found[bare].append(former.code)
    return {name: tuple(codes) for name, codes in found.items()}


@cache
def _successors() -> dict[str, str]:
    return {
        before: code for split in region_history().province_splits for code, before in split.members.items()
    }


def _name_on(code: str, day: date) -> str:
    names = [
        former for former in region_history().former_names if former.code == code and day <= former.until
    ]
    return min(names, key=lambda former: former.until).name if names else gazetteer().by_code(code).name


def _included(code: str, day: date) -> Iterator[str]:
    """Codes that came out of a region after the day, also at second hand."""
    for split in _splits():
        if current_code(split.origin) == current_code(code) and day < split.date:
            yield split.code
            yield from _included(split.code, day)


def _entry(code: str, name: str, population: int | None) -> RegionEntry:
    began = next((split.date for split in _splits() if split.code == code or code in split.members), None)
    parent = None if code == COUNTRY.code else COUNTRY.code if is_province(code) else code[:2]
    return RegionEntry(
        code=code, name=name, kind=kind_of(code), parent_code=parent, population=population,
        population_year=None if population is None else region_history().population_year,
        valid_from=began, valid_until=None, names=tuple(_names(code, name)),
    )  # fmt: skip


def _splits() -> tuple[Split, ...]:
    return (*region_history().province_splits, *region_history().local_splits)


def _names(code: str, name: str) -> Iterator[RegionName]:
    formers = [former for former in region_history().former_names if former.code == code]
    since = max((former.until + _DAY for former in formers), default=None)
    yield RegionName(name=name, kind=NameKind.OFFICIAL, valid_from=since)
    for former in formers:
        yield RegionName(
            name=former.name, kind=NameKind.FORMER, valid_from=former.since, valid_until=former.until
        )
    known = {name.lower(), bare_name(name).lower(), *(bare_name(former.name).lower() for former in formers)}
    for alias in gazetteer().lexicon.aliases.get(code, ()):
        if alias.lower() not in known:
            yield RegionName(name=alias, kind=NameKind.ALIAS)
