"""When two facts say the same thing: the equalities by which extraction is measured.

They are those of the published scorer of the annotated articles, written anew; `make quality` runs both and
fails where they differ.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from extract.lexicon import Lexicon, load_lexicon

Item = dict[str, Any]
Match = Callable[[Any, Any, frozenset[str]], float]
"""(annotated item, found item, words of the article's place) -> strength of the match, 0 for none."""


class ComparisonLexicon(Lexicon):
    """`lexicons/comparison.yml`."""

    expansions: dict[str, str]
    region_names: dict[str, str]
    law_types: dict[str, str]
    name_affixes: frozenset[str]
    ignored_words: frozenset[str]


@cache
def _lexicon() -> ComparisonLexicon:
    return load_lexicon("comparison", ComparisonLexicon)


def normalised(value: object) -> str:
    """Folded text: no case, no marks, single spaces."""
    text = unicodedata.normalize("NFKC", str(value or "")).casefold()
    text = re.sub(r"[’‘`´']", "", text)
    return " ".join(re.sub(r"[^\w\s%]|_", " ", text).split())


def words(value: object) -> list[str]:
    """The words of the folded text."""
    return normalised(value).split()


def expanded(value: object) -> list[str]:
    """Words with abbreviations written out, without the words that do not tell names apart."""
    table, ignored = _lexicon().expansions, _lexicon().ignored_words
    return [word for short in words(value) for word in table.get(short, short).split() if word not in ignored]


def region_key(value: object) -> str | None:
    """A region's name in one spelling; None for none."""
    if not value:
        return None
    name = re.sub(r"^kota administrasi ", "kota ", " ".join(expanded(value)))
    return _lexicon().region_names.get(name, name)


def overlap(left: Sequence[str], right: Sequence[str]) -> float:
    """F1 of two bags of words."""
    if not left or not right:
        return float(left == right)
    shared = sum((Counter(left) & Counter(right)).values())
    return 2 * shared / (len(left) + len(right))


def person_key(value: object) -> str:
    """A name without honorifics and degrees."""
    name = words(str(value or "").split(",")[0])
    affixes = _lexicon().name_affixes
    while len(name) > 1 and name[0] in affixes:
        name = name[1:]
    while len(name) > 1 and name[-1] in affixes:
        name = name[:-1]
    return " ".join(name)


def same_person(gold: Item, found: Item, place: frozenset[str]) -> float:
    """Officials match by name."""
    return float(
        bool(person_key(gold.get("name"))) and person_key(gold["name"]) == person_key(found.get("name"))
    )


def same_title(gold: object, found: object, agency: object, acronym: object) -> bool:
    """Offices match when most words do, with or without the body's name; a deputy is not the head."""
    left, right = expanded(gold), expanded(found)
    if {"wakil", "mantan", "eks"} & (set(left) ^ set(right)):
        return False
    if overlap(left, right) >= 0.7:
        return True
    body = {*expanded(agency), *words(acronym)}
    left, right = [w for w in left if w not in body], [w for w in right if w not in body]
    return bool(left) and overlap(left, right) >= 0.7


def agency_match(
    gold: object, acronym: object, found: object, found_acronym: object, place: frozenset[str]
) -> float:
    """Bodies match by long form, by long form without region of the article, or by acronym."""
    left, right, short = expanded(gold), expanded(found), set(words(acronym))
    if right and left == right:
        return 1.0
    if (
        right
        and _kept(left, short, frozenset({"kabupaten"}))
        == _kept(right, short, frozenset({"kabupaten"}))
        != []
    ):
        return 0.95
    local = place | {"kabupaten", "kota"}
    own = _kept(left, short, local)
    if right and len(own) > 1 and own == _kept(right, short, local):
        return 0.5
    return 0.9 if acronym and _is_acronym(str(acronym), left, found, found_acronym) else 0.0


def _kept(name: list[str], acronym: set[str], dropped: frozenset[str]) -> list[str]:
    return sorted(word for word in name if word not in dropped and word not in acronym)


def _is_acronym(acronym: str, long_form: list[str], found: object, found_acronym: object) -> bool:
    key = normalised(acronym)
    if key and key in {normalised(found), normalised(found_acronym)}:
        return True
    name, head = words(found), words(acronym)
    if name[: len(head)] != head:
        return False
    rest = expanded(" ".join(name[len(head) :]))
    return all(word in long_form or word in {"kota", "kabupaten"} for word in rest)


def same_agency(gold: Item, found: Item, place: frozenset[str]) -> float:
    """Agencies match by name or acronym."""
    return agency_match(gold["name"], gold.get("acronym"), found.get("name"), found.get("acronym"), place)


def same_dates(gold: Item, found: Item, place: frozenset[str]) -> float:
    """Dates match by first and last day."""
    return float(
        (gold.get("start"), gold.get("end")) == (found.get("start"), found.get("end") or found.get("start"))
    )


def same_number(left: object, right: object, unit: object = None) -> bool:
    """Numbers match exactly; prison terms to a hundredth of a year."""
    first, second = _number(left), _number(right)
    if first is None or second is None:
        return first is second
    slack = 0.011 if unit == "tahun_penjara" else 0.0
    return abs(first - second) <= max(1e-9, 1e-9 * max(abs(first), abs(second)), slack)


def _number(value: object) -> float | None:
    try:
        return float(value) if isinstance(value, (int, float, str)) else None
    except ValueError:
        return None


def same_figure_loosely(gold: Item, found: Item, place: frozenset[str]) -> float:
    """Figures match loosely by value and unit; agreement elsewhere makes the match stronger."""
    if not same_number(gold.get("value"), found.get("value"), gold.get("unit")) or not _allowed(
        gold, found, "unit"
    ):
        return 0.0
    left, right = gold.get("subject") or {}, found.get("subject") or {}
    return (
        1.0
        + 0.3 * _allowed(gold, found, "topic")
        + 0.05 * (gold.get("unit") == found.get("unit"))
        + 0.2 * (region_key(gold.get("region")) == region_key(found.get("region")))
        + 0.2 * (_year(gold.get("period_end")) == _year(found.get("period_end")))
        + 0.1 * (left.get("sex") == right.get("sex"))
        + 0.1 * (left.get("age") == right.get("age"))
        + 0.15 * overlap(words(gold.get("text")), words(found.get("text")))
    )


def same_figure(gold: Item, found: Item, place: frozenset[str]) -> float:
    """Figures match by value, range, unit, topic, and by year and region where the annotation gives them."""
    strength = same_figure_loosely(gold, found, place)
    if not strength or not _allowed(gold, found, "topic"):
        return 0.0
    if not same_number(gold.get("value_max"), found.get("value_max"), gold.get("unit")):
        return 0.0
    if gold.get("period_end") and _year(gold["period_end"]) != _year(found.get("period_end")):
        return 0.0
    if gold.get("region") and region_key(gold["region"]) != region_key(found.get("region")):
        return 0.0
    return strength


def _allowed(gold: Item, found: Item, key: str) -> bool:
    value = found.get(key)
    return value is not None and (value == gold.get(key) or value in (gold.get(f"{key}_alt") or []))


def _year(value: object) -> int | None:
    match = re.match(r"\d{4}", str(value or ""))
    return int(match.group()) if match else None


def same_words_spoken(gold: Item, found: Item, place: frozenset[str]) -> float:
    """Statements match loosely when four fifths of their words agree."""
    share = overlap(words(gold.get("text")), words(found.get("text")))
    return share + 0.01 * _same_speaker(gold, found) if share >= 0.8 else 0.0


def same_statement(gold: Item, found: Item, place: frozenset[str]) -> float:
    """Statements match when the speaker agrees as well."""
    return same_words_spoken(gold, found, place) if _same_speaker(gold, found) else 0.0


def _same_speaker(gold: Item, found: Item) -> bool:
    speaker = person_key(gold.get("speaker"))
    return bool(speaker) and speaker == person_key(found.get("speaker"))


def same_law(gold: Item, found: Item, place: frozenset[str]) -> float:
    """Laws match by type, number and year; for a nickname the number may be missing."""
    if _law_type(gold) != _law_type(found):
        return 0.0
    left, right = _law_number(gold), _law_number(found)
    if gold.get("optional"):
        return float(right in {None, left})
    return float(left == right and _year(gold.get("year")) == _year(found.get("year")))


def _law_type(item: Item) -> str:
    name = normalised(item.get("type"))
    return _lexicon().law_types.get(name, name)


def _law_number(item: Item) -> str | None:
    return re.sub(r"^(nomor|no)\s*", "", normalised(item.get("number"))) or None


def same_code(gold: object, found: object, place: frozenset[str]) -> float:
    """Topics match by code."""
    return float(gold == found)
