"""Words beside a number that tell when it was counted, or that it tells of one event."""

import re
from functools import cache

from extract.dates.lexicon import date_lexicon
from extract.figures.lexicon import figure_lexicon, word_pattern
from extract.patterns import any_of


@cache
def speech() -> re.Pattern[str]:
    return word_pattern([*date_lexicon().speech_words, *figure_lexicon().period.releases])


@cache
def speech_next() -> re.Pattern[str]:
    """`Sabtu (4/10), ia menyebut`."""
    words = any_of(date_lexicon().speech_words)
    return re.compile(
        rf"[)\s]{{0,2}},?\s{{1,3}}(?:(?:ia|dia|beliau|pihaknya)\s{{1,3}})?{words}(?!\w)", re.IGNORECASE
    )


@cache
def trend() -> re.Pattern[str]:
    """`naik tajam dari`, `menurun dibanding` at the end of what stands before a number."""
    period = figure_lexicon().period
    return re.compile(
        rf"(?<!\w){any_of(period.trends)}(?!\w)[^.;:\n\d]{{0,60}}(?<!\w)(?:dari|{any_of(period.comparison)})"
        rf"(?:\s{{1,3}}(?:sebelumnya|semula|tadinya|hanya|total|sebanyak|sekitar|angka)){{0,2}}\s{{1,3}}$",
        re.IGNORECASE,
    )


@cache
def now() -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:kini|sekarang|saat ini)\s", re.IGNORECASE)


@cache
def of_all() -> re.Pattern[str]:
    """`37 pemodal, atau 6 persen dari seluruh tersangka`: a share of what is told as a whole."""
    return re.compile(r"(?<!\w)dari\s{1,3}(?:seluruh|total|semua|keseluruhan)(?!\w)", re.IGNORECASE)


@cache
def joined_names() -> re.Pattern[str]:
    """`perempuan dan anak`: an "dan" that joins no clauses."""
    lexicon = figure_lexicon()
    return word_pattern([*lexicon.mixed_groups, *(w for words in lexicon.topics.values() for w in words)])


@cache
def breaks() -> re.Pattern[str]:
    words = any_of(figure_lexicon().period.breaks)
    joins = (
        r"(?:dan|serta)(?=(?:\s{1,3}(?:pada|sepanjang|selama|hingga|sampai|untuk|sejak|per|di|tahun|bulan|periode|akhir|awal))"
        r"{0,3}\s{0,3}$)"  # "... dan pada 2022": another clause begins
    )
    return re.compile(rf"[,;:\"”]|(?<!\w)(?:{joins}|{words}(?!\w))", re.IGNORECASE)


@cache
def strong_breaks() -> re.Pattern[str]:
    words = any_of(figure_lexicon().period.breaks)
    return re.compile(rf"[;:\"”]|(?<!\w){words}(?!\w)", re.IGNORECASE)


@cache
def continues() -> re.Pattern[str]:
    return word_pattern(figure_lexicon().continuations)


@cache
def incident() -> re.Pattern[str]:
    return word_pattern(figure_lexicon().incident_words)


@cache
def verdict() -> re.Pattern[str]:
    return word_pattern(figure_lexicon().verdict_words)


@cache
def incident_verb() -> re.Pattern[str]:
    return word_pattern(figure_lexicon().incident_verbs)
