"""Words between a number and a region that tell what the region is to it."""

import re
from functools import cache

from extract.figures.lexicon import figure_lexicon, word_pattern, words_at_end
from extract.patterns import any_of

_S = r"[ \t\u00a0]{1,3}"


@cache
def superlative() -> re.Pattern[str]:
    return re.compile(
        r"(?<!\w)(?:terbanyak|paling banyak|tertinggi|terbesar|terendah|paling sedikit|teratas)(?!\w)[^,\d]{0,25}$",
        re.IGNORECASE,
    )


@cache
def budget() -> re.Pattern[str]:
    return word_pattern(figure_lexicon().budget_words)


@cache
def aggregate() -> re.Pattern[str]:
    return word_pattern(figure_lexicon().aggregate_words)


@cache
def received() -> re.Pattern[str]:
    """`kasus yang dilaporkan ke Polres Alor`: where it came in, no goal."""
    return re.compile(
        r"(?<!\w)(?:dilaporkan|diadukan|masuk|melapor|mengadu|sampai)\s{1,3}ke\s", re.IGNORECASE
    )


@cache
def break_word() -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:dan|serta|sedangkan|sementara|tetapi|namun|menuju|ke)(?!\w)", re.IGNORECASE)


@cache
def origin() -> re.Pattern[str]:
    return word_pattern(figure_lexicon().region.origins)


@cache
def origin_at_end() -> re.Pattern[str]:
    return words_at_end(["asal", "warga", "kelahiran"], r"\s{1,3}")


@cache
def carrier() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?<!awak )(?<!buah ){any_of(figure_lexicon().region.carriers)}"
        rf"(?:\s{{1,3}}\w{{1,14}}){{0,2}}\s{{1,3}}(?:asal|dari)(?!\w)",
        re.IGNORECASE,
    )


@cache
def destination() -> re.Pattern[str]:
    return word_pattern(figure_lexicon().region.destinations)


@cache
def destination_at_end() -> re.Pattern[str]:
    return words_at_end(figure_lexicon().region.destinations, r"\s{1,3}(?:\w{1,14}\s{1,3}){0,1}")


@cache
def nationwide() -> re.Pattern[str]:
    return word_pattern(figure_lexicon().region.nationwide)


@cache
def nationals() -> re.Pattern[str]:
    return word_pattern(figure_lexicon().region.nationals)


@cache
def national_body() -> re.Pattern[str]:
    return word_pattern(figure_lexicon().region.national_bodies)


@cache
def jurisdiction() -> re.Pattern[str]:
    words = any_of(figure_lexicon().region.jurisdictions)
    acronym = r"D[A-Z0-9]{2,8}"
    return re.compile(
        rf"(?<![\w-])(?:(?i:{words})|{acronym})(?:{_S}[\w()&-]{{1,20}}){{0,4}}[ \t\u00a0)]{{0,3}}$"
    )
