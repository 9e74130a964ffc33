"""Where a body of an article is at home: by its own words, a post there, the article's other bodies or its place."""

from collections.abc import Sequence
from dataclasses import dataclass

from extract.regions.gazetteer import COUNTRY, gazetteer, is_province
from models.organization import ArticleAgency
from resolve.organization_data import Level, organization_lexicon
from resolve.organization_names import Part, parts_of, plain_place
from resolve.regions import resolve_region, roll_up

_OWN, _POST, _BESIDE, _PLACE, _ONLY_PROVINCE = 0.95, 0.8, 0.75, 0.6, 0.5
_CENTRE, _PROVINCE = "pusat", frozenset({"provinsi", "propinsi", "prov"})


@dataclass(frozen=True)
class Ground:
    """The region of a body."""

    code: str
    """Its code; of the province where that alone is certain."""
    key: str
    """What stands in the body's key: the code, or words where the code is not certain."""
    score: float
    reason: str
    is_own: bool
    """True where the name says it."""


class Scene:
    """What one article says about regions."""

    def __init__(self, place_code: str, agencies: Sequence[ArticleAgency]) -> None:
        self.place_code = place_code
        self.agencies = agencies

    def ground(
        self, part: Part, level: Level, agency: ArticleAgency, *, kind: str = "", of_country: bool = False
    ) -> Ground | None:
        """The region of a body of that level, or None where nothing tells it."""
        if level == "any" and part.place is None and not _PROVINCE.isdisjoint(map(str.lower, part.tail)):
            level = "province"  # Dinas Sosial Provinsi
        own = self._own(part, level)
        if own is not None:
            return own
        if of_country and _CENTRE in {word.lower() for word in part.tail}:
            return _ground(COUNTRY.code, _OWN, "namanya menyebut pusat", is_own=True)
        if of_country and self._is_national():
            return _ground(COUNTRY.code, _PLACE, "tanpa wilayah pada namanya; berita nasional")
        return self._of_post(level, agency) or self._of_place(level, kind)

    def local(self) -> str | None:
        """The one kabupaten or kota of the article: of its only Polres, else its place."""
        found = {self._police_code(agency) for agency in self.agencies} - {None}
        if len(found) == 1:
            return found.pop()
        return None if is_province(self.place_code) or self._is_national() else self.place_code

    def province(self) -> str:
        """Province of the article's place, or `ID`."""
        return roll_up(self.place_code)

    def host(self) -> ArticleAgency | None:
        """The only Polres or, without one, the only Polda that the article names: units named alone are its."""
        for head in ("polres", "polda"):
            found = {
                agency.name: agency
                for agency in self.agencies
                if len(parts_of(agency.name)) == 1 and parts_of(agency.name)[0].key == head
            }
            if len(found) == 1:
                return next(iter(found.values()))
        return None

    def _own(self, part: Part, level: Level) -> Ground | None:
        place = part.place or organization_lexicon().heads_of_region.get(part.key or "")
        if place is None:
            return None
        region = resolve_region(place, lead=part.form, near=(self.place_code,))
        if region is None or (region.score <= _ONLY_PROVINCE and level != "province"):
            province = region.code if region else self.province()
            words = plain_place(tuple(place.split()))
            reason = region.reason if region else f"“{place}” ada di beberapa provinsi"
            return Ground(province, f"{words}@{province}", _ONLY_PROVINCE, reason, is_own=True)
        code = roll_up(region.code) if level == "province" else region.code
        if level == "local" and is_province(code):
            local = self.local()
            if local is None or local[:2] != code:
                return None
            return _ground(local, _PLACE, f"namanya hanya menyebut {region.name}; wilayah dari tempat berita")
        reason = f"namanya menyebut {region.name}"
        if region.score < _OWN:
            reason += f" ({region.reason})"
        score = _OWN if level == "province" else min(region.score, _OWN)
        return _ground(code, score, reason, is_own=True)

    def _of_post(self, level: Level, agency: ArticleAgency) -> Ground | None:
        for post in agency.posts:
            words = post.split()
            for start in range(1, len(words)):
                region = resolve_region(
                    " ".join(words[start:]), lead=" ".join(words[:start]), near=(self.place_code,)
                )
                if region is None or region.score <= _ONLY_PROVINCE:
                    continue
                code = roll_up(region.code) if level == "province" else region.code
                if not (level == "local" and is_province(code)):
                    return _ground(code, _POST, f"wilayah dari jabatan “{post}”")
        return None

    def _of_place(self, level: Level, kind: str) -> Ground | None:
        code = self.local() if level == "local" else self.place_code
        if code is None or code == COUNTRY.code:
            return None
        if level == "province":
            code = holder(kind, code)
        name = gazetteer().by_code(code).name
        score = _ONLY_PROVINCE if level == "any" and is_province(code) else _PLACE
        return _ground(code, score, f"tanpa wilayah pada namanya; tempat berita {name}")

    def _is_national(self) -> bool:
        return self.place_code == COUNTRY.code

    def _police_code(self, agency: ArticleAgency) -> str | None:
        part = parts_of(agency.name)[-1]
        if part.key != "polres" or part.place is None:
            return None
        region = resolve_region(part.place, lead=part.form, near=(self.place_code,))
        return None if region is None or is_province(region.code) else region.code


def holder(kind: str, code: str) -> str:
    """Code of the province whose body of that kind (polda, kejati) holds a region."""
    held = organization_lexicon().held_by.get(kind, {})
    return held.get(code) or held.get(roll_up(code)) or roll_up(code)


def _ground(code: str, score: float, reason: str, *, is_own: bool = False) -> Ground:
    return Ground(code, code, score, reason, is_own)
