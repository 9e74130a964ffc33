"""Profiles: what articles print alike of a person (name, office, rank), and the keys under which profiles are compared.

A register prints the same official hundreds of times in the same way; what is compared is one profile of them all.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from models.vocabulary import OfficialKind
from resolve.person_names import light_words, name_key
from resolve.posts import Office, rank_height, read_office

Anchor = tuple[int, str]
"""An official of an article, as extractions come and go: article and key of the name."""

_PREFIX, _PAIR_PREFIX = 5, 3
_MOST_WORDS = 6


@dataclass(frozen=True)
class Naming:
    """An official as one article names him."""

    article_id: int
    name: str
    title: str | None
    rank: str | None
    agency: str | None
    kind: OfficialKind
    place_code: str
    """Where the article's story is."""

    @property
    def anchor(self) -> Anchor:
        """What he is known by when the article is extracted again."""
        return self.article_id, name_key(self.name)

    def digest(self, *, apart: bool = False) -> str:
        """SHA-256 in hex of what makes his profile. `apart` where a person took him out of it."""
        return _digest(self, apart)


@dataclass(frozen=True)
class Profile:
    """Namings alike in name, office and height of rank."""

    id: int
    key: str
    """Words of the name by sound."""
    office: Office
    height: int | None
    """Height of the rank; null where none is printed."""
    first_on: date | None
    last_on: date | None
    digest: str
    """The order of profiles hangs on it, so that it does not hang on the order of articles."""
    names: tuple[str, ...] = field(compare=False)
    """The key's words."""

    @classmethod
    def of(
        cls, profile_id: int, naming: Naming, digest: str, first_on: date | None, last_on: date | None
    ) -> "Profile":
        """The profile that a naming belongs to."""
        key = name_key(naming.name)
        office = read_office(naming.title, naming.agency, naming.place_code)
        height = rank_height(naming.rank)
        return cls(profile_id, key, office, height, first_on, last_on, digest, tuple(key.split()))


def _digest(naming: Naming, apart: bool) -> str:
    """One word without an office may be anybody: such a naming is a profile of its own, as is one taken out."""
    key, office = name_key(naming.name), read_office(naming.title, naming.agency, naming.place_code)
    is_bare = office.post is None and not office.agency
    full = [word for word in key.split() if len(word) > 1]
    alone = naming.article_id if apart or (len(full) < 2 and is_bare) else None
    parts = (key, office.post, office.region, office.is_region_told, office.agency, office.career)
    told = (*parts, office.is_acting, office.is_former, rank_height(naming.rank), naming.kind.value, alone)
    return hashlib.sha256(repr(told).encode("utf-8", "backslashreplace")).hexdigest()


@dataclass(frozen=True)
class Keys:
    """Under which a profile is kept, and under which those are kept that it is compared with."""

    kept: frozenset[str]
    sought: frozenset[str]


def block_keys(profile: Profile) -> Keys:
    """Keys of the blocks of a profile: words of the name within the province, the office, the whole name anywhere.

    Names of several words meet where two of their words agree (of one of them, the first letters); a name of one word
    meets the others by that word.
    """
    full = [word for word in profile.names if len(word) > 1][:_MOST_WORDS]
    if not full:
        return Keys(frozenset(), frozenset())
    province = profile.office.province
    shared = {f"{province}|{one}+{two[:_PAIR_PREFIX]}" for one in full for two in full if one != two}
    if len(full) > 1:
        shared.add(f"={' '.join(sorted(full))}")
    if profile.office.is_exact:
        shared.add(f"@{profile.office.post}|{profile.office.region}|{profile.office.agency}")
    heavy = [word for word in full if word not in light_words()] or full
    parts = {f"{province}|{word[:_PREFIX]}" for word in heavy}
    if len(full) > 1:
        return Keys(
            frozenset(shared | {f"{p}.." for p in parts}), frozenset(shared | {f"{p}." for p in parts})
        )
    whole = shared | {f"{p}." for p in parts}
    return Keys(frozenset(whole), frozenset(whole | {f"{p}.." for p in parts}))


def candidate_pairs(profiles: Sequence[Profile]) -> Iterable[tuple[int, int]]:
    """Indices of profiles that share a block, each pair once, the smaller index first."""
    kept: dict[str, list[int]] = {}
    keys = [block_keys(profile) for profile in profiles]
    for index, own in enumerate(keys):
        for key in own.kept:
            kept.setdefault(key, []).append(index)
    for index, own in enumerate(keys):
        found = {other for key in own.sought for other in kept.get(key, ()) if other < index}
        yield from ((other, index) for other in sorted(found))
