"""Posts under one key, their region and body, and ranks by height: what a printed office tells of a person."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from extract.actors.names import name_words
from extract.regions.gazetteer import COUNTRY, bare_name, gazetteer, is_city, is_province, is_regency
from resolve.person_data import PostForm, post_data

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_LONGEST_REGION = 5
_MAX_TITLE = 400
_CITY_BODIES = frozenset({"polresta", "polrestabes", "kota", "pemkot", "walikota"})


@dataclass(frozen=True, slots=True)
class Office:
    """What title and agency of an official tell."""

    post: str | None
    """Key of the post; null where no title is printed or no post is known by it."""
    region: str
    """Kemendagri code of the region that the post answers for, `ID` for the country."""
    is_region_told: bool
    """False where the region is only where the article's story is."""
    agency: str
    """Words of the agency's name without region, short forms written out; empty where it is not told."""
    career: str | None
    is_one: bool
    """One holder at a time."""
    is_acting: bool
    is_former: bool

    @property
    def province(self) -> str:
        """Code of the province, `ID` for the country."""
        return self.region[:2]

    @property
    def is_exact(self) -> bool:
        """One holder in one region, told: such an office is as good as a name."""
        return self.is_one and self.is_region_told


@lru_cache(maxsize=200_000)
def read_office(title: str | None, agency: str | None, place: str) -> Office:
    """The office of a title and an agency as printed; `place` is the code of where the article's story is."""
    words, is_acting, is_former = _without_prefix(_plain(title or ""))
    form = _form(words)
    told = _region(title, place, form) or _region(agency, place, form)
    if (form is not None and form.level == "nation") or (told is None and _is_national(agency)):
        region, is_told = COUNTRY.code, True
    else:
        region, is_told = told or place, told is not None
    if form is not None and form.level == "province" and region != COUNTRY.code:
        region = region[:2]
    return Office(
        post=form.key if form else None,
        region=region,
        is_region_told=is_told,
        agency=form.agency if form and form.agency else agency_key(agency),
        career=form.career if form else None,
        is_one=form is not None and form.one,
        is_acting=is_acting,
        is_former=is_former,
    )


def _is_national(agency: str | None) -> bool:
    return agency is not None and agency.casefold().startswith(post_data().national_agencies)


def _plain(text: str) -> str:
    return " ".join(text[:_MAX_TITLE].casefold().replace(".", " ").split())


def _without_prefix(words: str) -> tuple[str, bool, bool]:
    """The title without Plt, mantan; whether its holder acts; whether he held it before."""
    data, is_acting, is_former = post_data(), False, False
    while True:
        lead = next((w for w in (*data.acting, *data.former) if words.startswith(f"{w} ")), None)
        if lead is None:
            return words, is_acting, is_former
        is_acting, is_former = is_acting or lead in data.acting, is_former or lead in data.former
        words = re.sub(r"^\([a-z ]{2,12}\) ", "", words[len(lead) + 1 :])


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], PostForm], ...]:
    return tuple((re.compile(rf"(?:{form.pattern})(?:(?<=\s)|(?!\w))"), form) for form in post_data().posts)


@lru_cache(maxsize=50_000)
def _form(title: str) -> PostForm | None:
    return next((form for pattern, form in _patterns() if pattern.match(title)), None) if title else None


@lru_cache(maxsize=100_000)
def _region(text: str | None, place: str, form: PostForm | None) -> str | None:
    """Code of the region that is named last; where the name is of several, the level of the post and then the
    place of the article decide."""
    if not text:
        return None
    words = _WORD.findall(text[:_MAX_TITLE])
    for end in range(len(words), 0, -1):
        for start in range(max(0, end - _LONGEST_REGION), end):
            name = " ".join(words[start:end])
            codes = gazetteer().names.get(bare_name(name).lower(), ()) if name[0].isupper() else ()
            if codes:
                before = {word.lower() for word in words[max(0, start - 3) : start + 1]}
                return _choose(codes, before, place, form)
    return None


def _choose(codes: tuple[str, ...], before: set[str], place: str, form: PostForm | None) -> str:
    level = form.level if form else "local"
    wants_city = level == "city" or bool(before & _CITY_BODIES)
    wants_regency = level == "regency" or bool(before & {"kabupaten", "kab", "bupati"})

    def fits(code: str) -> tuple[bool, bool, bool, bool]:
        is_level = (
            (wants_city and is_city(code))
            or (wants_regency and is_regency(code))
            or (level == "province" and is_province(code))
        )
        return is_level, code == place, code[:2] == place[:2], is_province(code)

    return max(codes, key=lambda code: (*fits(code), code))


@lru_cache(maxsize=100_000)
def agency_key(agency: str | None) -> str:
    """Words of an agency's name that tell it from others of its region; the office for women and children has one key
    whatever it is called."""
    data = post_data()
    words = _WORD.findall((agency or "")[:_MAX_TITLE].casefold())
    if not words:
        return ""
    if set(data.women_child_words) <= set(words) and words[0] in {"dinas", "badan"}:
        return "dp3a"
    if any(re.fullmatch(data.women_child_acronym, word) for word in words):
        return "dp3a"
    words = [word for word in _without_region(words) if word not in data.agency_noise]
    key = " ".join(words)
    for form in sorted(_agency_forms(), key=len, reverse=True):
        if key == form or key.startswith(f"{form} "):
            return _agency_forms()[form] + key[len(form) :]
    return key


def _without_region(words: list[str]) -> list[str]:
    """The words before the last region named."""
    for end in range(len(words), 0, -1):
        for start in range(max(1, end - _LONGEST_REGION), end):
            if bare_name(" ".join(words[start:end])).lower() in gazetteer().names:
                return words[:start]
    return words


@cache
def _agency_forms() -> Mapping[str, str]:
    return {form: key for key, forms in post_data().agency_forms.items() for form in forms}


@lru_cache(maxsize=10_000)
def rank_height(rank: str | None) -> int | None:
    """Height of a rank as printed, from 1; null for none and for unknown ones."""
    words = _plain(rank or "")
    branches = name_words("branches")
    words = " ".join(word for word in re.sub(r"[()]", " ", words).split())
    while words:
        if words in _heights():
            return _heights()[words]
        head, _, last = words.rpartition(" ")
        if last not in branches and len(last) > 3:
            return None
        words = head
    return None


@cache
def _heights() -> Mapping[str, int]:
    return {form: rank.height for rank in post_data().ranks for form in rank.forms}
