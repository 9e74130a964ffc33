"""Amounts: money in rupiah, percentages and fractions, prison terms."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from extract.figures import nouns
from extract.figures.counts import Count, count_of, window
from extract.figures.lexicon import figure_lexicon, word_pattern, words_at_end
from extract.numbers.find import NumberMention
from extract.openings import AnchoredPattern
from extract.patterns import any_of
from models.annotation import AnnotatedArticle
from models.vocabulary import FigureUnit

_S = r"[ \t\u00a0]{0,3}"
_SIGN = re.compile(rf"(?:Rp|IDR)\.?{_S}$", re.IGNORECASE)
_RUPIAH = re.compile(rf"{_S}(?:,-{_S})?rupiah(?!\w)", re.IGNORECASE)
_SHORT_SCALE = re.compile(rf"{_S}(?P<scale>[MT])(?![\w.])")
_SCALES = {"M": 1e9, "T": 1e12}
_NO_CENTS = re.compile(r",-")
_PERCENT = re.compile(rf"{_S}(?:persen(?!\w)|prosen(?!\w)|%)", re.IGNORECASE)
_YEARS = re.compile(rf"{_S}(?:tahun(?!\w)|(?:thn|th)(?!\w)\.?)", re.IGNORECASE)
_MONTHS = re.compile(rf"{_S}(?:bulan(?!\w)|bln(?!\w)\.?)", re.IGNORECASE)
_AND_MONTHS = re.compile(r"\s{1,3}(?:dan\s{1,3}|,\s{0,3})?")
_ONE_TERM = {"setahun": 1.0, "sebulan": round(1 / 12, 4)}
_LONGEST_TERM = 100
_LEAST_SUM = 10_000
_NEXT_CONVICT = re.compile(r"(?:\s{1,3}penjara)?[,;]?\s{1,3}[^\d.:\n\"“”]{1,60}", re.IGNORECASE)


class _Term(NamedTuple):
    """A length of time in years."""

    years: float
    years_max: float | None
    end: int
    used: int
    """How many numbers it takes."""


def find_fractions(text: str) -> list[Count]:
    """`hampir separuh korban` is about 50 per cent."""
    if _fraction_word().search(text) is None:
        return []
    return [
        Count(
            start=match.start(),
            end=match.end(),
            number_start=match.start(),
            number_end=match.end("word"),
            value=figure_lexicon().fractions[" ".join(match["word"].lower().split())],
            value_max=None,
            is_approximate=match["near"] is not None,
            unit=FigureUnit.PERSEN,
            rule="fraction",
        )
        for match in _fraction().finditer(text)
    ]


def is_money(annotated: AnnotatedArticle, number: NumberMention) -> bool:
    """True for any sum in rupiah, also one that is no figure."""
    return _SIGN.search(annotated.text, max(0, number.start - 8), number.start) is not None


def read_money(
    annotated: AnnotatedArticle, numbers: Sequence[NumberMention], index: int
) -> tuple[Count, int] | None:
    """`Rp4,5 juta`, `300 ribu rupiah`, `paling sedikit Rp120 juta dan paling banyak Rp600 juta`.

    Gives the sum and how many numbers it takes. Prices of goods, foreign money, Rp0 and `satu rupiah pun` are left out.
    """
    text, number = annotated.text, numbers[index]
    sign = _SIGN.search(text, max(0, number.start - 8), number.start)
    if sign is None and _is_bare_money(annotated, number):
        return count_of(number, number.start, number.end, FigureUnit.RUPIAH, "bare_money"), 1
    word = _RUPIAH.match(text, number.end) or (_NO_CENTS.match(text, number.end) if sign else None)
    if not (sign or word) or number.value <= 1:
        return None
    left = window(annotated, number.start, number.end).left
    if _is_price_of_goods(left):
        return None
    start = sign.start() if sign else number.start
    count = count_of(number, start, word.end() if word else number.end, FigureUnit.RUPIAH, "money")
    scale = _SHORT_SCALE.match(text, number.end) if sign and number.value < _LEAST_SUM else None
    if scale is not None:
        count = replace(count, end=scale.end(), value=round(number.value * _SCALES[scale["scale"]], 4))
    least = _least().search(left[: len(left) - (number.start - start)])
    link = _to_most().match(text, count.end)
    if least and link and index + 1 < len(numbers) and is_money(annotated, numbers[index + 1]):
        upper = numbers[index + 1]
        if upper.start - link.end() <= 5 and upper.value >= number.value and number.value_max is None:
            start = start - len(least.group())
            return replace(count, start=start, end=upper.end, value_max=upper.value, is_approximate=False), 2
    return count, 1


def _is_bare_money(annotated: AnnotatedArticle, number: NumberMention) -> bool:
    """`dibayar 300 rb`, `menyetor 12 juta`: a round sum that counts nothing, behind a word of paying."""
    if number.value < _LEAST_SUM or not _scaled().search(number.text):
        return False
    beside = window(annotated, number.start, number.end)
    is_counted = nouns.noun_after().match(beside.right) or nouns.any_word_counted().match(beside.right)
    return is_counted is None and _money_lead().search(beside.left[-60:]) is not None


def _is_price_of_goods(left: str) -> bool:
    """`harga tiket`; the price of a child is money of the story."""
    price = _price().search(left[-60:])
    return price is not None and _price_people().search(left) is None


def read_percent(annotated: AnnotatedArticle, number: NumberMention) -> Count | None:
    """`26,4 persen`, `35%`."""
    match = _PERCENT.match(annotated.text, number.end)
    return count_of(number, number.start, match.end(), FigureUnit.PERSEN, "percent") if match else None


def read_prison(
    annotated: AnnotatedArticle,
    numbers: Sequence[NumberMention],
    index: int,
    previous: Count | None = None,
) -> tuple[Count, int] | None:
    """A prison term in years that begins at `numbers[index]`, and how many numbers it takes.

    `tiga tahun enam bulan` is 3.5, `tiga bulan kurungan` 0.25, `paling singkat 3 tahun dan paling lama 15 tahun` is
    3 to 15. None where nothing says prison or a sentence.
    """
    text, first, term = annotated.text, numbers[index], _term(annotated.text, numbers, index)
    if term is None:
        return None
    left = window(annotated, first.start, first.end).left
    is_sentence = (
        _prison_after().match(text, term.end)
        or _prison_before().search(left)
        or _continues_terms(text, first, previous)
    )
    if not is_sentence or _not_prison().search(left[-45:]) or _not_prison_after().match(text, term.end):
        return None
    least = _least().search(left)
    start = first.start - (len(least.group()) if least else 0)
    link = _to_most().match(text, term.end)
    upper = _term(text, numbers, index + term.used) if least and link and term.years_max is None else None
    if upper and link and numbers[index + term.used].start == link.end() and upper.years >= term.years:
        term = _Term(term.years, upper.years, upper.end, term.used + upper.used)
    noun = _prison_after().match(text, term.end)
    count = count_of(first, start, noun.end() if noun else term.end, FigureUnit.TAHUN_PENJARA, "prison")
    return replace(count, number_end=term.end, value=term.years, value_max=term.years_max), term.used


def _continues_terms(text: str, number: NumberMention, previous: Count | None) -> bool:
    """`AK divonis tujuh tahun, sedangkan istrinya lima tahun`: the verb is said once."""
    if previous is None or previous.unit is not FigureUnit.TAHUN_PENJARA:
        return False
    return _NEXT_CONVICT.fullmatch(text, previous.end, number.start) is not None


def _term(text: str, numbers: Sequence[NumberMention], index: int) -> _Term | None:
    if index >= len(numbers):
        return None
    number = numbers[index]
    if number.text.lower() in _ONE_TERM:
        return _Term(_ONE_TERM[number.text.lower()], None, number.end, 1)
    years, months = _YEARS.match(text, number.end), _MONTHS.match(text, number.end)
    if number.value > _LONGEST_TERM:
        return None
    if months is not None:
        upper = None if number.value_max is None else round(number.value_max / 12, 4)
        return _Term(round(number.value / 12, 4), upper, months.end(), 1)
    if years is None:
        return None
    if index + 1 < len(numbers) and number.value_max is None:
        extra = numbers[index + 1]
        tail = _MONTHS.match(text, extra.end)
        if tail and extra.value < 12 and _AND_MONTHS.fullmatch(text, years.end(), extra.start):
            return _Term(round(number.value + extra.value / 12, 4), None, tail.end(), 2)
    return _Term(number.value, number.value_max, years.end(), 1)


@cache
def _scaled() -> re.Pattern[str]:
    return words_at_end(["ribu", "rb", "juta", "jt", "miliar", "milyar"])


@cache
def _money_lead() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w-]){any_of(figure_lexicon().money_leads)}(?!\w)[^.,;:!?\n\d]{{0,40}}$", re.IGNORECASE
    )


@cache
def _price_people() -> re.Pattern[str]:
    return word_pattern(figure_lexicon().price_people)


@cache
def _price() -> re.Pattern[str]:
    return word_pattern(figure_lexicon().price_words)


@cache
def _least() -> re.Pattern[str]:
    return words_at_end(figure_lexicon().least, r"\s{1,3}")


@cache
def _to_most() -> re.Pattern[str]:
    most = any_of(figure_lexicon().most)
    return re.compile(
        rf"[,\s]{{0,3}}(?:penjara\s{{1,3}})?(?:dan|hingga|sampai|serta)?\s{{0,3}}{most}\s{{1,3}}",
        re.IGNORECASE,
    )


@cache
def _prison_after() -> re.Pattern[str]:
    words = any_of(figure_lexicon().prison.nouns)
    return re.compile(rf"(?:\s{{1,3}}(?!dan\b)[\w-]{{1,14}}){{0,2}}?\s{{1,3}}{words}(?!\w)", re.IGNORECASE)


@cache
def _prison_before() -> re.Pattern[str]:
    leads = any_of(figure_lexicon().prison.leads)
    return re.compile(
        rf"(?<!\w)(?:{leads}|(?<!tindak )pidana)(?:nya)?(?!\w)[^.;:!?\n]{{0,60}}$", re.IGNORECASE
    )


@cache
def _not_prison() -> re.Pattern[str]:
    return words_at_end(figure_lexicon().prison.not_leads, r"\s{1,3}(?:\w{1,12}\s{1,3}){0,2}")


@cache
def _not_prison_after() -> re.Pattern[str]:
    return re.compile(rf"\s{{1,3}}{any_of(figure_lexicon().prison.not_followers)}(?!\w)", re.IGNORECASE)


@cache
def _fraction_word() -> AnchoredPattern:
    return AnchoredPattern(rf"(?<!\w){any_of(figure_lexicon().fractions)}", re.IGNORECASE)


@cache
def _fraction() -> re.Pattern[str]:
    lexicon = figure_lexicon()
    units = (FigureUnit.KORBAN, FigureUnit.KASUS, FigureUnit.TERSANGKA, FigureUnit.PELAKU, FigureUnit.LAPORAN)
    counted = any_of(noun for unit in units for noun in lexicon.unit_nouns[unit])
    return re.compile(
        rf"(?:(?<!\w)(?P<near>{any_of(lexicon.approximations)})\s{{1,3}})?(?<!\w)(?P<word>{any_of(lexicon.fractions)})"
        rf"\s{{1,3}}(?:dari\s{{1,3}})?(?:(?:jumlah|total|seluruh|para)\s{{1,3}})?(?={counted}(?!\w))",
        re.IGNORECASE,
    )
