"""Agencies of an article to bodies: what the name says itself, else the article around it.

Two namings are one body where they mean the same kind of body in the same region (the words decide, never the letters
of an acronym), or the same words in the same province. Where a region is needed and nothing tells it, there is no
body: nothing is merged on a guess.
"""

from collections.abc import Sequence

from extract.actors.agency_forms import agency_lexicon
from extract.regions.gazetteer import COUNTRY
from models.organization import ArticleAgency, OrganizationEntry, ResolvedAgency
from models.vocabulary import AgencyType
from resolve.organization_data import (
    Kind,
    PlaceKind,
    Unit,
    body_by_key,
    body_of_head,
    body_of_name,
    kind_by_key,
    kind_of_body,
    organization_lexicon,
    place_kind_of_head,
    unit_of,
    unit_of_head,
)
from resolve.organization_entries import (
    as_printed,
    country_body,
    grown_entry,
    parent_by,
    region_body,
    region_name,
    unit_entry,
)
from resolve.organization_names import Part, normal, parts_of, plain_place
from resolve.organization_scene import Scene
from resolve.regions import roll_up

_COUNTRY_TYPES = frozenset({AgencyType.OTHER, AgencyType.NGO, AgencyType.MINISTRY, AgencyType.HEALTH})
"""Types of which a bare name is that of the whole country's body, if it can stand alone."""
_OF_GOVERNMENT = frozenset(
    {AgencyType.LOCAL_GOVERNMENT, AgencyType.HEALTH, AgencyType.SOCIAL_AFFAIRS, AgencyType.MANPOWER}
)
"""Types of offices of the government of a region."""
_SURE, _WORDS, _OF_POLICE, _FREE, _BARE = 0.98, 0.85, 0.7, 0.7, 0.6
_COMMON_WORDS = 2
_ONE = "satu-satunya di negara ini"


def resolve_agencies(agencies: Sequence[ArticleAgency], place_code: str) -> list[ResolvedAgency | None]:
    """The body of each agency of one article, in their order; None where nothing tells which one is meant.

    `place_code` is the Kemendagri code of the article's place, `ID` for a story of the country.
    """
    scene = Scene(place_code, agencies)
    return [_resolve(agency, scene) for agency in agencies]


def register() -> list[OrganizationEntry]:
    """The bodies of the country that every register begins with, parents before their parts."""
    return [country_body(body) for body in organization_lexicon().bodies]


def _resolve(agency: ArticleAgency, scene: Scene) -> ResolvedAgency | None:
    first, _, rest = agency.name.strip().partition(" ")
    trap = organization_lexicon().ambiguous.get(first.lower())
    if not first or (trap is not None and agency.type is not trap.type):
        return None
    named = agency if trap is None else agency.model_copy(update={"name": f"{trap.name} {rest}".strip()})
    *units, base = parts_of(named.name)
    if not units:
        return _body(base, named, scene)
    host_type = base.head.type if base.head else agency.type
    found = _body(base, ArticleAgency(name=base.text, type=host_type, posts=agency.posts), scene)
    for part in reversed(units):
        if found is not None:
            found = _within(part, found)
    return found and _printed(found.organization, named, found.score, found.reason)


def _body(part: Part, agency: ArticleAgency, scene: Scene) -> ResolvedAgency | None:
    called = body_of_name().get(agency.name.lower())
    if called is not None:
        return _printed(country_body(called), agency, _SURE, _ONE)
    head = part.head
    if head is None or (head.tail == "open" and not head.unit):
        return _free(part, agency, scene)
    kind = kind_of_body(part.key, part.form, agency.type, has_region=part.place is not None)
    if kind is not None and _is_of_kind(kind, part):
        return _of_kind(kind, part, agency, scene)
    body = body_of_head().get(part.key or "")
    if body is not None:
        return _printed(country_body(body), agency, _SURE, _ONE)
    if part.key in place_kind_of_head():
        return _placed(place_kind_of_head()[part.key], part, agency, scene)
    if head.unit or part.key in unit_of_head():
        return _of_police(part, agency, scene)
    if head.tail == "place":
        return _placed(PlaceKind(key=_head_words(part), type=agency.type, heads=()), part, agency, scene)
    return _headed(part, agency, scene)


def _is_of_kind(kind: Kind, part: Part) -> bool:
    """`Gugus Tugas Covid-19` is no gugus tugas of ours."""
    words = {word.lower() for word in part.before_place}
    return not kind.only or not words - {"pusat", "daerah"} or not words.isdisjoint(kind.only)


def _of_kind(kind: Kind, part: Part, agency: ArticleAgency, scene: Scene) -> ResolvedAgency | None:
    """A body of which each region has one; with a harbour or an airport in its name it is one of that place."""
    if not {word.lower() for word in part.tail}.isdisjoint(kind.by_place):
        at_place = PlaceKind(key=kind.key, type=kind.type, parent=kind.parent, heads=(), is_local=True)
        return _placed(at_place, part, agency, scene)
    if kind.is_of_police and part.place is None:
        found = _of_police(part, agency, scene)
        if found is not None:
            return found
    ground = scene.ground(part, kind.level, agency, kind=kind.key, of_country=kind.country)
    if ground is None:
        return None
    entry = region_body(kind, ground.code, ground.key)
    return _printed(
        entry, agency, ground.score, ground.reason, missing=None if ground.is_own else ground.code
    )


def _placed(kind: PlaceKind, part: Part, agency: ArticleAgency, scene: Scene) -> ResolvedAgency | None:
    """A body known by the words of its place, in the province of that place or of the article."""
    place = plain_place(part.tail)
    if kind.is_abroad or place in _foreign():
        entry = grown_entry(f"{kind.key}:{place}", agency.name, kind.type, None, parent_by(kind.parent, None))
        return _printed(entry, agency, _SURE, f"namanya menyebut {place.title()}") if place else None
    own = scene.ground(part, "any" if place else "local", agency)
    if own is None:
        return None
    local = scene.local() if kind.is_local or not place else None
    code = local or own.code
    score, reason = (own.score, own.reason) if own.is_own or not place else (_WORDS, f"nama tempat: {place}")
    home = code if local else roll_up(code)
    entry = grown_entry(
        f"{kind.key}:{place}@{home}", agency.name, kind.type, code, parent_by(kind.parent, code)
    )
    return _printed(entry, agency, score, reason, missing=None if place else code)


def _headed(part: Part, agency: ArticleAgency, scene: Scene) -> ResolvedAgency | None:
    """A body that begins with a known head, of which no data tell more: its words and its region are the key."""
    head = part.head
    words = _head_words(part)
    may_stand_alone = head is not None and head.bare == "emit" and agency.type in _COUNTRY_TYPES
    regional = organization_lexicon().always_regional
    may_stand_alone = may_stand_alone and regional.isdisjoint({part.key, words.split()[0]})
    is_ministry = agency.type is AgencyType.MINISTRY and head is not None and head.tail == "topic"
    if head is None or head.tail == "none" or is_ministry:
        return _printed(_of_country(words, part, agency), agency, _SURE, _ONE)
    if part.place is None and head.tail == "region" and _has_more(part):
        return _free(part, agency, scene)  # SBMI Malang Raya
    if may_stand_alone and part.place is None:
        is_certain = scene.province() == COUNTRY.code or head.private
        score, reason = (_SURE, _ONE) if is_certain else (_BARE, "tanpa wilayah pada namanya: badan pusatnya")
        return _printed(_of_country(words, part, agency), agency, score, reason)
    ground = scene.ground(part, "any", agency)
    if ground is None:
        return None
    parent = _of_country(words, part, agency) if may_stand_alone else None
    if agency.type in _OF_GOVERNMENT and not head.private and ground.key == ground.code:
        parent = region_body(kind_by_key()["pemerintah"], ground.code, ground.code)
    entry = grown_entry(f"{words}:{ground.key}", agency.name, agency.type, ground.code, parent)
    return _printed(
        entry, agency, ground.score, ground.reason, missing=None if ground.is_own else ground.code
    )


def _free(part: Part, agency: ArticleAgency, scene: Scene) -> ResolvedAgency | None:
    """A name of its own: all its words, in the province that it names or the article is about.

    Every kabupaten has its own of short names (Karang Taruna, Puspaga): theirs count in the article's place only.
    """
    ground = scene.ground(part, "any", agency) if part.place else None
    place = plain_place(tuple((part.place or "").split()))
    words = normal(f"{part.form} {normal(part.before_place)} {place}".split())
    if not words:
        return None
    is_common = ground is None and len(words.split()) <= _COMMON_WORDS
    home = roll_up(ground.code) if ground else scene.place_code if is_common else scene.province()
    region_code = ground.code if ground else home
    is_national = home == COUNTRY.code
    reason = "nama yang sama, berita nasional" if is_national else f"nama yang sama di {region_name(home)}"
    entry = grown_entry(
        f"{words}:{home}", agency.name, agency.type, None if region_code == COUNTRY.code else region_code
    )
    return _printed(entry, agency, _WORDS if ground else _FREE, reason)


def _within(part: Part, found: ResolvedAgency) -> ResolvedAgency:
    """A unit of a body; a task force is that of the body's region."""
    host = found.organization
    kind = kind_of_body(part.key, part.form, AgencyType.TASK_FORCE, has_region=False)
    if kind is not None and kind.type is AgencyType.TASK_FORCE and host.region_code:
        entry = region_body(kind, host.region_code, host.region_code).model_copy(update={"parent": host})
    else:
        unit = unit_of(part.key, part.text)
        entry = unit_entry(unit or Unit(key=normal(part.text.split()), name=part.text, heads=()), host)
    return found.model_copy(update={"organization": entry})


def _of_police(part: Part, agency: ArticleAgency, scene: Scene) -> ResolvedAgency | None:
    """A unit without its body: that of the only police body that the article names."""
    host = scene.host()
    resolved = _resolve(host, scene) if host is not None else None
    if host is None or resolved is None:
        return None
    entry = _within(part, resolved).organization
    return _printed(entry, agency, _OF_POLICE, f"bagian dari {host.name}, yang disebut berita")


def _of_country(words: str, part: Part, agency: ArticleAgency) -> OrganizationEntry:
    body = body_by_key().get(words)
    if body is not None:
        return country_body(body)
    head = part.head
    long = None if head is None or head.keep or _is_class(part) else head.long or head.forms[0]
    count = len(part.form.split()) if part.place else len(agency.name.split())
    return grown_entry(words, long or " ".join(agency.name.split()[:count]), agency.type, COUNTRY.code)


def _has_more(part: Part) -> bool:
    """True where the name goes on after its head, with more than `RI` or a level."""
    nothing = {*organization_lexicon().closing, *agency_lexicon().level_words}
    return not nothing.issuperset(word.lower() for word in part.tail)


def _is_class(part: Part) -> bool:
    """Heads whose forms are kinds of bodies (Balai, Pusat), not spellings of one."""
    return part.head is not None and part.head.bare == "never" and part.head.tail in {"topic", "open"}


def _head_words(part: Part) -> str:
    """Words that say what body it is; after a head that takes no tasks, what stands before the region is dropped."""
    key = organization_lexicon().own_keys.get(part.form, part.key or "")
    if part.head is not None and part.head.tail in {"none", "region", "place"}:
        return normal(key.split())
    tasks = [word for word in part.before_place if word.lower() not in agency_lexicon().level_words]
    return normal([*(part.form if _is_class(part) else key).split(), *tasks])


def _foreign() -> frozenset[str]:
    return frozenset(place.lower() for place in agency_lexicon().foreign_places)


def _printed(
    entry: OrganizationEntry, agency: ArticleAgency, score: float, reason: str, *, missing: str | None = None
) -> ResolvedAgency:
    return ResolvedAgency(
        organization=as_printed(entry, agency, missing), score=round(score, 2), reason=reason
    )
