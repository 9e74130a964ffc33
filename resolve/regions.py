"""Names of regions to Kemendagri codes: the name itself, the words before it and the article around it decide."""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache

from extract.regions.gazetteer import COUNTRY, bare_name, gazetteer, is_city, is_province, is_regency
from models.region import ResolvedRegion
from models.vocabulary import RegionKind
from resolve.region_history import current_code, former_codes, kind_of

_LEAD_WORDS = 3


def _is_local(code: str) -> bool:
    return not is_province(code)


_TESTS: tuple[tuple[str, tuple[Callable[[str], bool], ...]], ...] = (
    ("local_words", (_is_local,)),
    ("resort_words", (is_regency, is_city)),
    ("province_words", (is_province,)),
    ("regency_words", (is_regency,)),
    ("city_words", (is_city,)),
)
"""Words of the gazetteer's lexicon -> tests of codes, the likeliest first."""


def resolve_region(text: str, *, lead: str = "", near: Sequence[str] = ()) -> ResolvedRegion | None:
    """The region that a name or code means, or None where nobody knows it.

    `lead` holds the words before the name (`Polresta`, `Bupati`), `near` codes that the article speaks of, the most
    telling first: its place before what it names elsewhere. Namesakes of one province between which nothing decides
    are kept at their province; of several provinces, at none.
    """
    wanted = " ".join(text.split())
    code = current_code(wanted)
    if code == COUNTRY.code or code in gazetteer().regions:
        return _resolved(code, 1.0, "kode wilayah")
    codes = codes_of(wanted)
    if not codes:
        return None
    if len(codes) == 1:
        return _resolved(codes[0], 0.95, "satu-satunya wilayah dengan nama itu")
    by_lead = _by_lead(codes, lead, wanted)
    if len(by_lead) == 1:
        return _resolved(by_lead[0], 0.9, f"disebut setelah “{lead.strip()}”")
    return _by_context(by_lead or codes, near)


def roll_up(code: str) -> str:
    """The province of a code; the country stays."""
    return code if code == COUNTRY.code else current_code(code)[:2]


@lru_cache(maxsize=20_000)
def codes_of(name: str) -> tuple[str, ...]:
    """Codes of today that a name may mean, former names and `Bima Kota` too; empty where nobody knows it."""
    wanted, table = name.lower(), gazetteer()
    if wanted in table.names:
        return table.names[wanted]
    if wanted.endswith(" kota"):
        wanted = f"kota {wanted.removesuffix(' kota')}"
    if wanted in former_codes():
        return former_codes()[wanted]
    if bare_name(wanted) in table.names or wanted in {"indonesia", "nasional"}:
        return tuple(region.code for region in table.find(wanted))
    return ()


def _by_lead(codes: tuple[str, ...], lead: str, name: str) -> tuple[str, ...]:
    """The codes that the words before the name allow; all where they say nothing."""
    words = lead.lower().split()
    for width in range(min(_LEAD_WORDS, len(words)), 0, -1):
        cue = " ".join(words[-width:])
        for allowed in _allowed(f"{cue} {name.lower()}", cue):
            kept = tuple(code for code in codes if allowed(code))
            if kept:
                return kept
    return ()


def _allowed(called: str, cue: str) -> tuple[Callable[[str], bool], ...]:
    """Tests of codes, the likeliest first: `Polres` is of the kabupaten where a kota has the same name."""
    if called in _words("regency_resorts"):
        return (is_regency,)
    for field, tests in _TESTS:
        if cue in _words(field):
            return tests
    return ()


@cache
def _words(field: str) -> frozenset[str]:
    return frozenset(word.lower() for word in getattr(gazetteer().lexicon, field))


def _by_context(codes: tuple[str, ...], near: Sequence[str]) -> ResolvedRegion | None:
    """The one that the article speaks of, or lies in the province that it speaks of; else a province, or theirs."""
    for code in map(current_code, near):
        if code in codes and not is_province(code):
            return _resolved(code, 0.85, "wilayah artikel")
    provinces = [code for code in codes if is_province(code)]
    if provinces:
        return _resolved(provinces[0], 0.7, "nama provinsi didahulukan")
    for code in map(current_code, near):
        in_province = tuple(other for other in codes if other[:2] == code[:2])
        if len(in_province) == 1:
            return _resolved(in_province[0], 0.8, "satu-satunya di provinsi artikel")
        if in_province:
            codes = in_province
            break
    if len({code[:2] for code in codes}) > 1:
        return None
    names = " atau ".join(gazetteer().by_code(code).name for code in codes)
    return _resolved(codes[0][:2], 0.5, f"{names}: hanya provinsinya yang pasti")


def _resolved(code: str, score: float, reason: str) -> ResolvedRegion:
    region = gazetteer().by_code(code)
    return ResolvedRegion(
        code=code, name=region.name, kind=kind_of(code), score=score, reason=reason,
        province_code=None if kind_of(code) is RegionKind.COUNTRY else code[:2],
    )  # fmt: skip
