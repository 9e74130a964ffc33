"""Which capitalised words are no names: words of the language, of offices and bodies, of public places."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from extract.actors.agency_forms import agency_lexicon
from extract.actors.names import name_lexicon, name_words
from extract.actors.posts import post_lexicon
from extract.exposure.lexicon import exposure_lexicon
from extract.lexicon import Lexicon, load_lexicon
from extract.regions.gazetteer import gazetteer

_PREFIXES = (
    "memper", "diper", "meng", "meny", "peng", "peny", "mem", "men", "pem", "pen",
    "ber", "ter", "per", "ke", "se", "me", "pe", "di", "be", "te", "nge", "ng",
)  # fmt: skip
_SUFFIXES = ("nya", "kan", "lah", "kah", "pun", "an", "ku", "mu", "i")
_SWALLOWED = {
    "meng": "k",
    "peng": "k",
    "meny": "s",
    "peny": "s",
    "mem": "p",
    "pem": "p",
    "men": "t",
    "pen": "t",
}
"""The letter that a prefix takes away: memukul from pukul."""
_LEAST_ROOT = 3
_WORD = re.compile(r"[^\W\d_]+")


class PublicWords(Lexicon):
    """`lexicons/public_words.yml`."""

    words: tuple[str, ...]
    everyday: frozenset[str]
    headline_words: frozenset[str]
    brands: tuple[str, ...]
    peoples: tuple[str, ...]
    geography: tuple[str, ...]
    abroad: tuple[str, ...]
    public_heads: tuple[str, ...]
    name_titles: tuple[str, ...]
    also_words: frozenset[str]
    mostly_names: frozenset[str]
    behind_names: frozenset[str]
    month_names: frozenset[str]


@cache
def public_words() -> PublicWords:
    """The file, read once."""
    return load_lexicon("public_words", PublicWords)


@cache
def places() -> frozenset[str]:
    """Regions, islands, borders and places abroad, in lower case."""
    words = public_words()
    return frozenset(gazetteer().names) | {name.lower() for name in (*words.geography, *words.abroad)}


@cache
def place_openings() -> frozenset[str]:
    """The first words of the places' names."""
    return frozenset(place.split(" ", 1)[0] for place in places())


@cache
def place_words() -> frozenset[str]:
    """The words of the places' names."""
    return frozenset(word for place in places() for word in place.split())


@lru_cache(maxsize=1 << 16)
def is_name(word: str) -> bool:
    """True for a word in lower case that the lexicon knows as a person's given or family name."""
    if word in _names():
        return word not in public_words().also_words
    lexicon = name_lexicon()
    return word.endswith(lexicon.given_endings) and not is_word(word)


def may_be_name(word: str) -> bool:
    """True for a word in lower case that the lexicon knows as a name, everyday or not."""
    return word in _names()


@lru_cache(maxsize=1 << 16)
def is_public(word: str) -> bool:
    """True for a word in lower case that, written large within a sentence, belongs to an office, body, law or thing."""
    parts = word.split("-")
    return word in _public() or all(part in _public() or _is_task(part) for part in parts)


def _is_task(word: str) -> bool:
    """`penyelenggaraan`, `keputusan`: nouns of what is done, large in titles of laws and offices."""
    return word.endswith("an") and word.startswith(("pe", "ke")) and is_word(word)


@lru_cache(maxsize=1 << 16)
def is_word(word: str) -> bool:
    """True for an Indonesian word in lower case, with its prefixes and suffixes, by the roots that Sastrawi knows."""
    return all(_is_built(part) for part in word.split("-") if part)


@lru_cache(maxsize=1 << 14)
def is_rare_root(word: str) -> bool:
    """True for a root that is neither public nor usual in headlines: it may belong to the name before it."""
    lists = public_words()
    return word in _roots() and not (
        is_public(word) or word in lists.everyday or word in lists.headline_words
    )


def _is_built(word: str, depth: int = 3) -> bool:
    if word in _roots():
        return True
    return depth > 0 and any(_is_built(rest, depth - 1) for rest in _without_affix(word))


def _without_affix(word: str) -> Iterator[str]:
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _LEAST_ROOT:
            yield word[: -len(suffix)]
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= _LEAST_ROOT:
            yield word[len(prefix) :]
            if prefix in _SWALLOWED:
                yield _SWALLOWED[prefix] + word[len(prefix) :]


@cache
def _roots() -> frozenset[str]:
    from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

    return (
        frozenset(StemmerFactory().get_words())
        | exposure_lexicon().not_names
        | public_words().everyday
        | _public()
    )


@cache
def _public() -> frozenset[str]:
    lists = public_words()
    names, agencies, posts = name_lexicon(), agency_lexicon(), post_lexicon()
    spelled = (
        *lists.words, *lists.brands, *lists.peoples, *lists.public_heads,
        *names.not_names, *names.countries, *names.ranks, *names.branches, *names.honorifics, *names.place_words,
        *agencies.topic_words, *agencies.generic, *agencies.not_agencies,
        *agencies.organisation_words, *agencies.branch_levels, *agencies.place_modifiers, *agencies.level_words,
        *(form for head in agencies.heads for form in head.forms),
        *(form for post in posts.posts for form in post.forms),
    )  # fmt: skip
    words = {word.lower() for form in spelled for word in _WORD.findall(form)}
    ours = {word.lower() for form in lists.words for word in _WORD.findall(form)}
    acronyms = {word.lower() for word in exposure_lexicon().acronyms}
    return frozenset((words - _names()) | ours | acronyms | {word.lower() for word in lists.words})


@cache
def _names() -> frozenset[str]:
    titles = {title.lower() for title in public_words().name_titles}
    return name_words("given") | name_words("family") | titles
