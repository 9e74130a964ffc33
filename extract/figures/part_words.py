"""Words beside a number that tell what it is a part of."""

import re
from functools import cache

from extract.figures.lexicon import figure_lexicon, word_pattern
from extract.patterns import any_of


@cache
def grown_from() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w){any_of(figure_lexicon().period.trends)}(?:\s{{1,3}}\w{{1,12}})?\s{{1,3}}dari\s{{1,3}}$",
        re.IGNORECASE,
    )


@cache
def comparison() -> re.Pattern[str]:
    return word_pattern(figure_lexicon().period.comparison)


@cache
def cue() -> re.Pattern[str]:
    return word_pattern(figure_lexicon().breakdown_cues)


@cache
def pointer() -> re.Pattern[str]:
    return re.compile(
        rf"(?:\s{{1,3}}[\w-]{{1,20}})?\s{{1,3}}{any_of(figure_lexicon().pointers)}(?!\w)", re.IGNORECASE
    )
