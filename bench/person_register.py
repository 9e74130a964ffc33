"""A register of invented officials and how the press would name them, from a seed.

Names are put together from parts of Indonesian naming traditions, the frequent ones often, so that namesakes come by
themselves; more are made on purpose. Officials hold one to three offices between 2015 and 2026; officers of the police
and prosecutors are moved, some to another province. Nobody of it exists.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from extract.regions.gazetteer import bare_name, gazetteer, is_province, is_regency
from models.vocabulary import OfficialKind
from resolve.person_profiles import Naming

_FIRST, _LAST = date(2015, 1, 1), date(2026, 11, 1)
_NAMESAKES, _NEAR_NAMESAKES = 0.03, 0.006
_TO_OTHER_PROVINCE = {"police": 0.12, "prosecutor": 0.12, "immigration": 0.1}
_ZIPF = 6


@dataclass(frozen=True)
class Term:
    """An office held from one day to another."""

    titles: Sequence[str]
    agencies: Sequence[str]
    ranks: Sequence[str]
    region: str
    since: date
    until: date
    is_acting: bool


@dataclass(frozen=True)
class Holder:
    """An invented official."""

    name: str
    career: str
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Told:
    """A naming, its day, and who it is."""

    naming: Naming
    day: date
    holder: int


@cache
def _parts() -> Any:
    text = (Path(__file__).parent / "person_parts.yml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.CSafeLoader)


def make_register(officials: int, seed: int) -> list[Holder]:
    """So many officials; the same for the same seed."""
    chance = random.Random(seed)
    holders: list[Holder] = []
    while len(holders) < officials:
        career = _drawn(chance, _parts()["careers"])
        name, region = _name(chance), _region(chance)
        dice = chance.random()
        if holders and dice < _NAMESAKES:
            name = chance.choice(holders).name
        elif holders and dice < _NAMESAKES + _NEAR_NAMESAKES:
            other = chance.choice(holders)
            if other.career != career["career"]:
                name, region = other.name, _near(chance, other.terms[0].region)
        holders.append(Holder(name, career["career"], _terms(chance, career, region)))
    return holders


def make_namings(holders: Sequence[Holder], count: int, seed: int) -> list[Told]:
    """So many namings, everybody at least once, a few very often; each in an article of its own."""
    chance = random.Random(seed + 1)
    weights = [1 / (1 + chance.random() * len(holders)) ** 0.6 for _ in holders]
    who = [*range(len(holders)), *chance.choices(range(len(holders)), weights, k=count - len(holders))][
        :count
    ]
    return [_told(chance, article, number, holders[number]) for article, number in enumerate(who, start=1)]


def _drawn(chance: random.Random, table: Sequence[Any]) -> Any:
    return chance.choices(table, [row["share"] for row in table])[0]


def _zipf(chance: random.Random, words: Sequence[str]) -> str:
    return chance.choices(words, [1 / (rank + _ZIPF) for rank in range(len(words))])[0]


def _name(chance: random.Random) -> str:
    kind = _drawn(chance, _parts()["traditions"])["kind"]
    part = _parts()[kind]
    if kind == "javanese" and chance.random() < 0.12:
        return _zipf(chance, part["single"])
    if kind == "muslim":
        words = [_zipf(chance, part["given"])]
        if chance.random() < 0.6:
            words.insert(0, chance.choice(part["lead"]))
        if len(words) == 1 or chance.random() < 0.7:
            words.append(_zipf(chance, part["last"]))
    elif kind == "bali":
        words = [_zipf(chance, part["lead"]), _zipf(chance, part["last"])]
        if chance.random() < 0.5:
            words.append(_zipf(chance, part["last"]))
    else:
        words = [_zipf(chance, part["given"]), _zipf(chance, part["last"])]
        if chance.random() < 0.35:
            words.insert(1, _zipf(chance, part.get("second", part["given"])))
    return " ".join(dict.fromkeys(words))


@cache
def _regions() -> tuple[str, ...]:
    return tuple(sorted(code for code in gazetteer().regions if is_regency(code)))


def _region(chance: random.Random) -> str:
    return chance.choice(_regions())


def _near(chance: random.Random, code: str) -> str:
    return chance.choice([other for other in _regions() if other[:2] == code[:2]])


def _terms(chance: random.Random, career: Any, region: str) -> tuple[Term, ...]:
    ladder = career["ladder"]
    step = min(int(chance.random() * chance.random() * (len(ladder) + 1)), len(ladder) - 1)
    since = _FIRST + timedelta(days=chance.randrange(0, 3300))
    terms: list[Term] = []
    for _ in range(chance.choices((1, 2, 3), (60, 28, 12))[0]):
        rung = ladder[step]
        until = min(since + timedelta(days=chance.randrange(300, 1500)), _LAST)
        place = region if rung["area"] == "local" else region[:2]
        titles = chance.choice(rung["titles"])
        acting = career["career"] in {"civil", "politics"} and chance.random() < 0.1
        terms.append(Term(titles, rung["agency"], rung.get("ranks", ()), place, since, until, acting))
        since = until + timedelta(days=chance.randrange(1, 60))
        if since >= _LAST - timedelta(days=60):
            break
        step = min(step + chance.choice((0, 1, 1)), len(ladder) - 1)
        region = _next_region(chance, career["career"], region)
    return tuple(terms)


def _next_region(chance: random.Random, career: str, region: str) -> str:
    if chance.random() < _TO_OTHER_PROVINCE.get(career, 0):
        return _region(chance)
    moves = 0.7 if career in _TO_OTHER_PROVINCE else 0.05
    return _near(chance, region) if chance.random() < moves else region


def _told(chance: random.Random, article: int, number: int, holder: Holder) -> Told:
    term = chance.choice(holder.terms)
    day = term.since + timedelta(days=chance.randrange(0, max(1, (term.until - term.since).days)))
    region = bare_name(gazetteer().by_code(term.region).name)
    name, has_office = _printed(chance, holder.name), chance.random() > 0.09
    title = agency = rank = None
    if has_office:
        title = chance.choice(term.titles).format(r=region)
        title = f"{chance.choice(('Plt', 'Plt.', 'Pj'))} {title}" if term.is_acting else title
        if chance.random() < 0.8:
            agency = chance.choice(term.agencies).format(r=region)
    if term.ranks and chance.random() < 0.8:
        rank = chance.choice(term.ranks)
    kind = OfficialKind.OTHER if holder.career == "other" else OfficialKind.OFFICIAL
    place = _place(chance, term.region)
    return Told(Naming(article, name, title, rank, agency, kind, place), day, number)


def _place(chance: random.Random, code: str) -> str:
    dice = chance.random()
    if dice < 0.9 or (is_province(code) and dice < 0.97):
        return code
    if dice < 0.96:
        return code[:2]
    if dice < 0.985:
        return _near(chance, code)
    return _region(chance)


def _printed(chance: random.Random, name: str) -> str:
    """The fullest name of an article: mostly whole, sometimes a part of it; with what the press adds and gets wrong."""
    words = name.split()
    dice = chance.random()
    if len(words) > 1 and dice < 0.07:
        words = [chance.choice([word for word in words if len(word) > 3] or words)]
    elif len(words) > 2 and dice < 0.15:
        words.pop(chance.randrange(len(words)))
    elif len(words) > 1 and dice < 0.19:
        at = chance.randrange(1, len(words))
        words[at] = f"{words[at][0]}."
    for at, word in enumerate(words):
        others = next((forms for form, forms in _parts()["spellings"] if form == word), None)
        if others and chance.random() < 0.3:
            words[at] = chance.choice(others)
    if chance.random() < 0.03:
        at = max(range(len(words)), key=lambda k: len(words[k]))
        words[at] = _mistyped(chance, words[at])
    text = " ".join(words)
    if chance.random() < 0.1:
        text = f"{chance.choice(_parts()['honorifics'])} {text}"
    if chance.random() < 0.12:
        text = f"{text}{chance.choice((', ', ' '))}{chance.choice(_parts()['degrees'])}"
    return text.upper() if chance.random() < 0.02 else text


def _mistyped(chance: random.Random, word: str) -> str:
    if len(word) < 5:
        return word
    at = chance.randrange(1, len(word) - 1)
    kind = chance.randrange(3)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + chance.choice("aeiounrst") + word[at + 1 :]
