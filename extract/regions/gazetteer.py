"""The gazetteer: provinces, kabupaten and kota by code and by the names that the press uses."""

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from extract.lexicon import Lexicon, load_lexicon
from models.region import Region

_TABLE = Path(__file__).parent.parent / "lexicons" / "regions.csv"
COUNTRY = Region(code="ID", name="Indonesia", province_code=None, population=None)
_PREFIXES = ("Kabupaten Administrasi ", "Kota Administrasi ", "Kabupaten ", "Kota ", "Provinsi ")


class RegionLexicon(Lexicon):
    """`lexicons/regions.yml`."""

    aliases: dict[str, tuple[str, ...]]
    seats: dict[str, tuple[str, ...]]
    needs_prefix: tuple[str, ...]
    city_words: tuple[str, ...]
    regency_words: tuple[str, ...]
    province_words: tuple[str, ...]
    local_words: tuple[str, ...]
    regency_resorts: tuple[str, ...]
    breakdown_words: frozenset[str]
    body_words: tuple[str, ...]
    resort_words: tuple[str, ...]
    national_bodies: tuple[str, ...]
    offices: tuple[str, ...]
    away_words: tuple[str, ...]
    speech_words: tuple[str, ...]
    province_seats: tuple[str, ...]
    capitals: frozenset[str]
    around_jakarta: frozenset[str]


@dataclass(frozen=True)
class Gazetteer:
    """Regions by code, and codes by lower-case name without prefix."""

    regions: dict[str, Region]
    names: dict[str, tuple[str, ...]]
    """Lower-case bare name, alias or seat -> codes; several where the name is ambiguous."""
    lexicon: RegionLexicon

    def by_code(self, code: str) -> Region:
        """The region of a Kemendagri code, or of `ID`. Raises KeyError for an unknown code."""
        return COUNTRY if code == COUNTRY.code else self.regions[code]

    def find(self, name: str) -> tuple[Region, ...]:
        """Regions that a name may mean, the prefix (Kota, Kabupaten, Provinsi) deciding where it stands."""
        wanted = " ".join(name.split()).lower()
        if wanted in {"indonesia", "nasional"}:
            return (COUNTRY,)
        exact = tuple(r for r in self.regions.values() if r.name.lower() == wanted)
        if exact:
            return exact
        bare = bare_name(wanted)
        found = tuple(self.regions[code] for code in self.names.get(bare, ()))
        if wanted.startswith("kab"):
            return tuple(r for r in found if is_regency(r.code))
        if wanted.startswith("kota "):
            return tuple(r for r in found if is_city(r.code))
        if wanted.startswith("prov"):
            return tuple(r for r in found if is_province(r.code))
        return found

    def province_of(self, code: str) -> Region | None:
        """The province of a code; None for the country."""
        province = self.by_code(code).province_code
        return self.regions[province] if province else None


def is_province(code: str) -> bool:
    """True for codes such as `11`."""
    return len(code) == 2 and code != COUNTRY.code


def is_city(code: str) -> bool:
    """True for kota: their number within the province is 71 or more (Kemendagri's numbering)."""
    return len(code) == 5 and code[3:] >= "71"


def is_regency(code: str) -> bool:
    """True for kabupaten."""
    return len(code) == 5 and code[3:] < "71"


def bare_name(name: str) -> str:
    """The name without Kabupaten, Kota, Provinsi; keeps the case."""
    lowered = name.lower()
    for prefix in (*_PREFIXES, "Kab. ", "Kab ", "Prov. "):
        if lowered.startswith(prefix.lower()):
            return name[len(prefix) :]
    return name


@cache
def gazetteer() -> Gazetteer:
    """The bundled gazetteer, read once."""
    lexicon = load_lexicon("regions", RegionLexicon)
    regions = {region.code: region for region in _read_regions()}
    names: defaultdict[str, list[str]] = defaultdict(list)
    for region in regions.values():
        names[bare_name(region.name).lower()].append(region.code)
    for table in (lexicon.aliases, lexicon.seats):
        for code, aliases in table.items():
            for alias in aliases:
                if code not in names[alias.lower()]:
                    names[alias.lower()].append(code)
    return Gazetteer(regions, {name: tuple(codes) for name, codes in names.items()}, lexicon)


def _read_regions() -> list[Region]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return [Region.model_validate(row) for row in csv.DictReader(file)]
