"""The patterns of numbers, made of the number words; each is built once."""

import re
from functools import cache

from extract.numbers.words import number_lexicon
from extract.openings import AnchoredPattern
from extract.patterns import any_of

S = r"[ \t\u00a0]{0,3}"


NUMERAL = re.compile(r"(?P<numeral>\d{1,15}(?:[.,]\d{1,15}){0,6})")


@cache
def number_words() -> AnchoredPattern:
    lexicon = number_lexicon()
    single = [*lexicon.units, *lexicon.tens, *lexicon.hundreds, *lexicon.multipliers, *lexicon.scales]
    single += [*lexicon.scales_of_one, *lexicon.half, *lexicon.point]
    words = any_of(word for word in single if word not in {"rb", "jt"})
    second = any_of([*lexicon.multipliers, "ribu", "juta"])
    return AnchoredPattern(
        rf"(?<!\w)(?P<joined>(?P<unit>{any_of(lexicon.units)}){second})(?!\w)"
        rf"|(?<!\w){words}(?!\w)|(?<![^\W\d])(?:rb|jt)(?!\w)",
        re.IGNORECASE,
    )


@cache
def names() -> AnchoredPattern:
    """Place names and phrases whose number words count nothing."""
    lexicon = number_lexicon()
    words = any_of([*lexicon.units, *lexicon.tens, *lexicon.hundreds, *lexicon.scales_of_one])
    leads = any_of(word.title() for word in lexicon.name_leads)
    phrases = any_of(lexicon.phrases)
    return AnchoredPattern(
        rf"(?<!\w)(?:{any_of(lexicon.names)}|(?i:{phrases})|{leads} (?=[A-Z])(?i:{words}))(?!\w)"
    )


@cache
def glued_scale() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(number_lexicon().scales)}|an|m)(?!\w)", re.IGNORECASE)


@cache
def decimal_noun() -> re.Pattern[str]:
    return re.compile(rf"{S}{any_of(number_lexicon().decimal_nouns)}(?!\w)", re.IGNORECASE)


@cache
def range_link() -> re.Pattern[str]:
    lexicon = number_lexicon()
    noun = rf"(?:{S}(?P<noun>{any_of(lexicon.range_nouns)}))?"
    return re.compile(rf"(?:,-)?{noun}{S}{any_of(lexicon.range_links)}{S}(?:Rp\.?{S})?", re.IGNORECASE)


@cache
def between_before() -> re.Pattern[str]:
    """`antara Rp` before the lower bound."""
    return re.compile(rf"(?<!\w)antara{S}(?:Rp\.?{S})?$", re.IGNORECASE)


@cache
def between_link() -> re.Pattern[str]:
    """What joins the bounds after `antara`: `3 tahun dan `, ` dan Rp`."""
    noun = rf"(?:{S}(?P<noun>{any_of(number_lexicon().range_nouns)}))?"
    return re.compile(rf"(?:,-)?{noun}{S}(?:dan|sampai|hingga|-|–){S}(?:Rp\.?{S})?", re.IGNORECASE)


@cache
def vague_tail() -> re.Pattern[str]:
    return re.compile(rf"-?an(?!\w)|{S}sekian(?!\w)", re.IGNORECASE)


@cache
def scaled_tail() -> re.Pattern[str]:
    """`5 jutaan` is about five million."""
    return re.compile(rf"{S}(?P<scale>{any_of(number_lexicon().scales)})an(?!\w)", re.IGNORECASE)


@cache
def ordinal() -> AnchoredPattern:
    lexicon = number_lexicon()
    low = any_of([*lexicon.units, *lexicon.tens, *lexicon.hundreds, *lexicon.scales_of_one])
    tail = rf"(?: {any_of([*lexicon.multipliers, *lexicon.units])}){{0,3}}"
    return AnchoredPattern(
        rf"(?<![\w-])(?:{any_of(lexicon.first)}|ke{S}-{S}(?P<digits>\d{{1,6}})(?![\d.,]\d)|ke-?(?P<word>{low}{tail})(?P<nya>nya)?)"
        r"(?![\w-])",
        re.IGNORECASE,
    )


@cache
def collective_noun() -> re.Pattern[str]:
    return re.compile(rf"{S}{any_of(number_lexicon().collective_nouns)}", re.IGNORECASE)


@cache
def vague() -> AnchoredPattern:
    lexicon = number_lexicon()
    return AnchoredPattern(
        rf"(?<![\w-])(?P<word>{any_of(lexicon.vague)})(?: (?P<scale>{any_of(lexicon.scales)}))?(?![\w-])",
        re.IGNORECASE,
    )


@cache
def one() -> AnchoredPattern:
    return AnchoredPattern(rf"(?<![\w-]){any_of(number_lexicon().counted_one)}(?![\w-])", re.IGNORECASE)


@cache
def approximate_before() -> re.Pattern[str]:
    lexicon = number_lexicon()
    filler = rf"(?:{any_of(lexicon.approximate_filler)}\.?{S}){{0,2}}"
    return re.compile(rf"(?<!\w){any_of(lexicon.approximate_before)}{S}{filler}$", re.IGNORECASE)


@cache
def more_after() -> re.Pattern[str]:
    comparisons = any_of(number_lexicon().comparisons)
    return re.compile(rf"{S}(?:[a-z]{{1,12}}{S})?lebih(?!\w)(?!{S}{comparisons})", re.IGNORECASE)
