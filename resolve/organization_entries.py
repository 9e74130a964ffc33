"""Bodies as entries of the register: keys, names and parents."""

from collections import Counter
from functools import cache

from extract.regions.gazetteer import COUNTRY, bare_name, gazetteer, is_province
from models.organization import ArticleAgency, OrganizationEntry, OrganizationName
from models.vocabulary import AgencyType, NameKind
from resolve.organization_data import (
    Body,
    Dated,
    Kind,
    OtherName,
    Unit,
    body_by_key,
    kind_by_key,
    organization_lexicon,
)
from resolve.organization_names import bounded_key, bounded_name
from resolve.organization_scene import holder


@cache
def country_body(body: Body) -> OrganizationEntry:
    """The entry of a body of which the country has one."""
    parent = body_by_key()[body.parent] if body.parent else None
    return OrganizationEntry(
        key=body.key, name=body.name, acronym=body.acronym, type=body.type, region_code=COUNTRY.code,
        parent=country_body(parent) if parent else None, names=_names(body.name, body.acronym, body, body.names),
    )  # fmt: skip


@cache
def region_body(kind: Kind, code: str, place: str) -> OrganizationEntry:
    """The entry of a body of which each region has one; `place` is the code, or words where that is not certain."""
    parts = {"region": region_name(code), "bare": _bare_name(code)}
    if place != code:
        parts = dict.fromkeys(parts, place.partition("@")[0].title())
    name = organization_lexicon().region_names.get(kind.key, {}).get(place) or kind.name.format(**parts)
    return OrganizationEntry(
        key=bounded_key(f"{kind.key}:{place}"), name=name, acronym=kind.acronym, type=kind.type,
        region_code=code, parent=parent_by(kind.parent, code if place == code else None),
        names=_names(name, kind.acronym, kind, kind.names, **parts),
        is_named_by_articles=kind.is_called_as_printed,
    )  # fmt: skip


def parent_by(rule: str | None, code: str | None) -> OrganizationEntry | None:
    """The parent of a body in a region: a body of the country, or of a kind in the same region or its province."""
    key, _, where = (rule or "").partition("@")
    if not where:
        return country_body(body_by_key()[key]) if key else None
    if code is None or code == COUNTRY.code:
        return None
    kind = kind_by_key()[key]
    if kind.level == "local" and is_province(code):
        return None
    code = holder(key, code) if where == "province" else code
    return region_body(kind, code, code)


def as_printed(
    entry: OrganizationEntry, agency: ArticleAgency, missing: str | None = None
) -> OrganizationEntry:
    """The entry with the names that an article gives; `missing` is the code of a region that the name lacks."""
    printed = bounded_name(agency.name)
    acronym = bounded_name(agency.acronym) if agency.acronym else None
    changes: dict[str, str | None] = {}
    if entry.is_named_by_articles:
        name = bounded_name(f"{agency.name} {region_name(missing)}") if missing else printed
        changes = {"name": name, "acronym": entry.acronym or acronym}
    known = {entry.name, entry.acronym, *(name.name for name in entry.names)}
    added = []
    if printed not in known:
        added.append(OrganizationName(name=printed, kind=NameKind.ALIAS))
    if acronym and acronym not in known:
        added.append(OrganizationName(name=acronym, kind=NameKind.ACRONYM))
    return entry.model_copy(update={**changes, "names": (*entry.names, *added)})


def grown_entry(
    key: str, name: str, kind: AgencyType, region_code: str | None, parent: OrganizationEntry | None = None
) -> OrganizationEntry:
    """The entry of a body that the data do not know, called as articles do."""
    return OrganizationEntry(
        key=bounded_key(key), name=bounded_name(name), type=kind, region_code=region_code, parent=parent,
        is_named_by_articles=True,
    )  # fmt: skip


def unit_entry(unit: Unit, host: OrganizationEntry) -> OrganizationEntry:
    """The entry of a unit of a body; units that it skips are not between them."""
    while host.parent is not None and host.key.partition("@")[0] in unit.skips:
        host = host.parent
    kind = host.key.partition(":")[0]
    names = tuple(name for name in unit.names if kind in name.of)
    today = next((name for name in names if name.until is None), None)
    name = f"{today.name if today else unit.name} {host.acronym if kind == host.key else host.name}"
    return OrganizationEntry(
        key=bounded_key(f"{unit.key}@{host.key}"), name=bounded_name(name), acronym=unit.acronym, type=host.type,
        region_code=host.region_code, parent=host,
        names=_names(name, unit.acronym, today or unit, tuple(n for n in names if n is not today)),
    )  # fmt: skip


def _names(
    name: str, acronym: str | None, dated: object, others: tuple[OtherName, ...], **parts: str
) -> tuple[OrganizationName, ...]:
    since, until = (dated.since, dated.until) if isinstance(dated, Dated) else (None, None)
    found = [OrganizationName(name=name, kind=NameKind.OFFICIAL, valid_from=since, valid_until=until)]
    if acronym:
        found.append(
            OrganizationName(name=acronym, kind=NameKind.ACRONYM, valid_from=since, valid_until=until)
        )
    return (*found, *(other.filled(**parts) for other in others))


def region_name(code: str) -> str:
    """Name of a region behind that of a body."""
    if code == COUNTRY.code:
        return "Pusat"
    name = gazetteer().by_code(code).name
    return f"Provinsi {name}" if is_province(code) else name


def _bare_name(code: str) -> str:
    """The name without Kabupaten or Kota, where no other kabupaten or kota is called so."""
    name = gazetteer().by_code(code).name
    bare = bare_name(name)
    return bare if is_province(code) or _bearers()[bare] == 1 else name


@cache
def _bearers() -> Counter[str]:
    """How many kabupaten and kota bear a name."""
    regions = gazetteer().regions.values()
    return Counter(bare_name(region.name) for region in regions if not is_province(region.code))
