"""Sex and age of the people counted."""

import re
from collections.abc import Iterable
from functools import cache

from extract.figures.counts import Count
from extract.figures.lexicon import figure_lexicon, word_pattern
from extract.patterns import any_of
from models.annotation import AnnotatedArticle
from models.vocabulary import Age, Sex

_PHRASE_END = re.compile(
    r"[,;:.()\n\"”]|(?<!\w)(?:dan|serta|yang|dengan(?! korban| usia)|dari|pada|asal|ke|untuk|saat|karena|oleh"
    r"|sedangkan|sementara|atau|tanpa)(?!\w)",
    re.IGNORECASE,
)
_MINOR = re.compile(r"(?:usia|umur|berusia|berumur)\s{1,3}(?:antara\s{1,3})?(\d{1,2})(?!\d)", re.IGNORECASE)


def sex_and_age(annotated: AnnotatedArticle, count: Count, next_start: int) -> tuple[Sex | None, Age | None]:
    """What the words at the number, or of all that were counted, say of the people's sex and age."""
    phrase = _phrase(annotated.text, count, next_start)
    sex, age = _read_groups(phrase)
    if sex is None and age is None:
        tail = annotated.text[count.end : min(next_start, count.end + 90)]
        said_of_all = _all_pattern().search(tail)
        if said_of_all is not None:
            return _read_groups(said_of_all["said"])
    return sex, age


def _phrase(text: str, count: Count, next_start: int) -> str:
    """From the head noun or the number to the end of the noun phrase."""
    part = said_part().match(text, count.number_end)
    start = part.end() if part else count.end
    tail = _mixed().sub(" ", text[start : max(start, min(next_start, start + 50))])
    cut = _PHRASE_END.search(tail)
    return _mixed().sub(" ", text[count.start : start]) + (tail[: cut.start()] if cut else tail)


def _read_groups(phrase: str) -> tuple[Sex | None, Age | None]:
    lexicon = figure_lexicon()
    minor = _MINOR.search(phrase)
    if minor is None and _any_group().search(phrase) is None:
        return None, None
    sexes = {sex for sex, words in lexicon.sex.items() if _words(words).search(phrase)}
    ages = {age for age, words in lexicon.age.items() if _words(words).search(phrase)}
    if minor is not None:
        ages.add(Age.ANAK if int(minor[1]) < 18 else Age.DEWASA)
    if len(ages) > 1 and minor is None and "belum dewasa" in phrase.lower():
        ages = {Age.ANAK}
    return (sexes.pop() if len(sexes) == 1 else None), (ages.pop() if len(ages) == 1 else None)


@cache
def said_part() -> re.Pattern[str]:
    """`di antaranya` behind a number, with or without `orang`."""
    return re.compile(
        rf"(?:\s{{1,3}}orang)?\s{{1,3}}{any_of(figure_lexicon().part_followers)}(?!\w)", re.IGNORECASE
    )


@cache
def _any_group() -> re.Pattern[str]:
    lexicon = figure_lexicon()
    return word_pattern(word for words in (*lexicon.sex.values(), *lexicon.age.values()) for word in words)


@cache
def _words(words: Iterable[str]) -> re.Pattern[str]:
    return word_pattern(words)


@cache
def _mixed() -> re.Pattern[str]:
    return word_pattern(figure_lexicon().mixed_groups)


@cache
def _all_pattern() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w){any_of(figure_lexicon().all_words)}\s{{1,3}}(?P<said>[^,;.\n]{{3,40}})", re.IGNORECASE
    )
