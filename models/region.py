"""Administrative regions of Indonesia."""

from datetime import date

from models.base import Record
from models.vocabulary import NameKind, RegionKind


class Region(Record):
    """A province, kabupaten or kota by Kepmendagri 300.2.2-2138/2025."""

    code: str
    """Kemendagri code: `11` for a province, `11.01` for a kabupaten or kota, `ID` for the country."""
    name: str
    """Official name with its prefix: `Kabupaten Ende`, `Kota Jambi`, `Kota Administrasi Jakarta Barat`."""
    province_code: str | None
    """Code of the province; null for the country."""
    population: int | None
    """Inhabitants by the same decree; null where not given."""


class ResolvedRegion(Record):
    """The region that words mean."""

    code: str
    """Kemendagri code of today."""
    name: str
    """Official name."""
    kind: RegionKind
    """How precise that is: `provinsi` also where only the province of the region is certain."""
    province_code: str | None
    """Code of the province, its own for a province; null for the country."""
    score: float
    """How sure that is, 0 to 1."""
    reason: str
    """What decided."""


class RegionThen(Record):
    """A region as it was on a day."""

    code: str
    """Code that it, or the region that it was part of, had then."""
    name: str
    """Its name then."""
    kind: RegionKind
    """Its level."""
    province_code: str | None
    """Province that it belonged to then, its own code for a province; null for the country."""
    included: tuple[str, ...] = ()
    """Codes of today's provinces or kabupaten that were still part of it."""


class RegionName(Record):
    """A name that a region has or had."""

    name: str
    """The name."""
    kind: NameKind
    """Official, former or other."""
    valid_from: date | None = None
    """First day; null where unknown, or older than the data."""
    valid_until: date | None = None
    """Last day; null while it is used, and for aliases."""


class RegionEntry(Record):
    """A region of now or of before, for the store."""

    code: str
    """Kemendagri code."""
    name: str
    """Official name, the last one for a code that is no longer used."""
    kind: RegionKind
    """Level."""
    parent_code: str | None
    """Province of a kabupaten or kota, `ID` for a province."""
    population: int | None
    """Inhabitants."""
    population_year: int | None
    """Year of that count."""
    valid_from: date | None
    """First day of the code."""
    valid_until: date | None
    """Last day of the code."""
    names: tuple[RegionName, ...]
    """All its names, the official one too."""


class RegionSuccession(Record):
    """A region that came out of another one."""

    predecessor_code: str
    """Code of the region before."""
    successor_code: str
    """Code of the region after."""
    changed_on: date
    """First day of the new state."""
    reference: str
    """The law that says so."""


class RegionRelative(Record):
    """A region that came before or after another."""

    code: str
    """Its code."""
    name: str
    """Its name."""
    changed_on: date
    """First day of the new state."""
    reference: str
    """The law that says so."""


class RegionRow(Record):
    """A region of the register."""

    code: str
    """Kemendagri code."""
    name: str
    """Official name."""
    kind: RegionKind
    """Level."""
    province_code: str | None
    """Code of the province above it, `ID` above a province."""
    province: str | None
    """Name of that."""
    population: int | None
    """Inhabitants; null where not known."""
    population_year: int | None
    """Year of that count."""
    valid_from: date | None
    """First day of the code; null where it is older than the data."""
    valid_until: date | None
    """Last day of the code; null while it is used."""
    names: tuple[RegionName, ...]
    """All its names, with their validity where it is known."""
    predecessors: tuple[RegionRelative, ...]
    """Regions that it came out of."""
    successors: tuple[RegionRelative, ...]
    """Regions that came out of it."""
