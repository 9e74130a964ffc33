"""Lists of words, from the project's lexicons and from CLDR, as bits a word."""

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from importlib.resources import files
from typing import Any

import yaml
from babel import Locale

from extract.entities.features import bare

LISTS = (
    "given", "rank", "honorific", "degree", "particle", "post", "post_part", "agency", "agency_head",
    "agency_part", "region", "region_part", "abroad", "abroad_part", "city_abroad", "day_month",
    "speech", "place_word", "level_word", "not_name", "common",
)  # fmt: skip
_DAYS = 23
"""The first entries of `not_names` are the days and the months."""


def build_lists() -> dict[str, int]:
    """Lower-case word -> bits, in the order of `LISTS`."""
    found: dict[str, int] = defaultdict(int)

    def add(name: str, words: Iterable[object]) -> None:
        for word in words:
            found[bare(str(word))] |= 1 << LISTS.index(name)

    names, posts, agencies = (lexicon(n) for n in ("names", "posts", "agencies"))
    add("given", names["given"])
    add("rank", _words(names["ranks"]))
    add("honorific", names["honorifics"])
    add("degree", names["degrees"])
    add("particle", names["particles"])
    add("day_month", names["not_names"][:_DAYS])
    add("not_name", names["not_names"][_DAYS:])
    add("speech", names["speech_words"])
    add("place_word", _words(names["place_words"]))
    forms = [form for post in posts["posts"] for form in post["forms"]]
    add("post", (form.split()[0] for form in forms))
    add("post_part", (word for form in forms for word in form.split()[1:]))
    heads = [form for head in agencies["heads"] for form in head["forms"]]
    add("agency", (form for form in heads if " " not in form))
    add("agency_head", (form.split()[0] for form in heads if " " in form))
    add("agency_part", (word for form in heads for word in form.split()[1:]))
    add("agency_part", agencies["topic_words"])
    add("level_word", agencies["level_words"])
    _add_phrases(add, "region", region_names())
    _add_phrases(
        add, "abroad", [*names["countries"], *agencies["foreign_places"], *_countries("id", "en", "ms")]
    )
    add("city_abroad", _words(_cities()))
    found.pop("", None)
    return dict(found)


def common_words(texts: Iterable[Sequence[str]]) -> dict[str, int]:
    """The bit of `common` for words that the texts print in lower case more than once."""
    counts = Counter(word for words in texts for word in words if word.isalpha() and word.islower())
    return {word: 1 << LISTS.index("common") for word, count in counts.items() if count > 1}


def _add_phrases(add: Callable[[str, Iterable[str]], None], name: str, phrases: Iterable[str]) -> None:
    for phrase in phrases:
        words = [
            w for w in phrase.split() if w.lower() not in {"dan", "and", "of", "the", "kabupaten", "kota"}
        ]
        if len(words) == 1:
            add(name, words)
        else:
            add(f"{name}_part", words)


def lexicon(name: str) -> dict[str, Any]:
    """A lexicon of the project as it stands in its file."""
    text = files("extract").joinpath(f"lexicons/{name}.yml").read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return content


def _words(phrases: Iterable[object]) -> Iterable[str]:
    return (word for phrase in phrases for word in str(phrase).split())


def region_names() -> list[str]:
    """Provinces, kabupaten and kota with their other names and seats."""
    table = files("extract").joinpath("lexicons/regions.csv").read_text(encoding="utf-8")
    found = [row["name"] for row in csv.DictReader(table.splitlines())]
    for part in ("aliases", "seats"):
        for names in lexicon("regions")[part].values():
            found += names
    return found


def places_abroad() -> list[str]:
    """Countries in Indonesian and the foreign places of the lexicon of agencies."""
    return [*lexicon("agencies")["foreign_places"], *_countries("id")]


def _countries(*locales: str) -> list[str]:
    return [
        name.split("(")[0].strip()
        for locale in locales
        for code, name in Locale.parse(locale).territories.items()
        if len(code) == 2
    ]


def _cities() -> list[str]:
    zones = [zone for locale in ("id", "en") for zone in Locale.parse(locale).time_zones.values()]
    return [zone["city"] for zone in zones if "city" in zone]
