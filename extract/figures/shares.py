"""Patterns of the words that make a number a part of another, or what it was before a change."""

from functools import cache

from extract.figures.lexicon import figure_lexicon, words_at_end
from extract.figures.nouns import Pattern, S, after_blank, any_of_nouns, compiled


@cache
def whole_after() -> Pattern:
    """`3 dari 12 korban`: the noun of the whole."""
    return compiled(
        rf"{S}dari{S}(?:total{S}|sekitar{S})?(?:[\w.]{{1,12}}{S}){{1,3}}?(?P<word>{any_of_nouns()})(?!\w)"
    )


@cache
def changed_from() -> Pattern:
    """`berkurang dari` before a number."""
    return words_at_end(figure_lexicon().period.trends, rf"{S}(?:[a-z]{{4,12}}{S})?dari{S}")


@cache
def changed_to() -> Pattern:
    """`menjadi 19 orang` behind it."""
    return compiled(rf"{S}(?:menjadi|ke){S}(?:[\w.]{{1,12}}{S}){{1,3}}?(?P<word>{any_of_nouns()})(?!\w)")


@cache
def group_after() -> Pattern:
    """`tiga dari korban perempuan itu`, `dua dari para tersangka`: part of a group told before without its number."""
    return compiled(
        rf"{S}dari{S}(?:(?:para|seluruh|semua){S}(?P<para>{any_of_nouns()})|(?P<word>{any_of_nouns()})(?:{S}[\w-]{{2,14}})?{S}(?:itu|tersebut|tadi))(?!\w)"
    )


@cache
def part_after() -> Pattern:
    """`di antaranya`."""
    return after_blank(figure_lexicon().part_followers)


@cache
def part_lead() -> Pattern:
    """`termasuk`, `sisanya` before a number."""
    return words_at_end(figure_lexicon().part_leads)
