"""Amounts: money in rupiah, percentages and fractions, prison terms."""

import re
from collections.abc import Sequence
from functools import cache

from extract.figure_counts import Count, window
from extract.figure_lexicon import figure_lexicon, word_pattern
from extract.numbers import NumberMention
from models.annotation import AnnotatedArticle
from models.vocabulary import FigureUnit

_S = r"[ \t\u00a0]{0,3}"
_SIGN = re.compile(rf"(?:Rp|IDR)\.?{_S}$", re.IGNORECASE)
_RUPIAH = re.compile(rf"{_S}(?:,-{_S})?rupiah(?!\w)|,-", re.IGNORECASE)
_PERCENT = re.compile(rf"{_S}(?:persen(?!\w)|prosen(?!\w)|%)", re.IGNORECASE)
_YEARS = re.compile(rf"{_S}(?:tahun|thn|th)\.?(?!\w)", re.IGNORECASE)
_MONTHS = re.compile(rf"{_S}(?:bulan|bln)\.?(?!\w)", re.IGNORECASE)
_PRISON_AFTER = re.compile(
    r"(?:[ \t\u00a0]{1,3}(?!dan\b)[\w-]{1,14}){0,2}?[ \t\u00a0]{1,3}(?:penjara|kurungan|bui|hukuman)(?!\w)", re.IGNORECASE
)
_PRISON_BEFORE = re.compile(
    r"(?<!\w)(?:penjara|kurungan|bui|hukuman|dihukum|divonis|vonis|dituntut|tuntutan|menuntut|ancaman|terancam|diancam"
    r"|(?<!tindak )pidana)(?!\w)[^.;:!?\n]{0,60}$",
    re.IGNORECASE,
)
_AGE_BEFORE = re.compile(r"(?:usia|umur|berusia|berumur|sejak|bekerja|terakhir)\s{1,3}(?:\w{1,12}\s{1,3}){0,2}$", re.IGNORECASE)
_LEAST = re.compile(r"(?:paling (?:singkat|sedikit|rendah|cepat)|minimal|minimum|antara|serendah-rendahnya)\s{1,3}(?:\w{1,10}\s{1,3}){0,2}$", re.IGNORECASE)
_TO_MOST = re.compile(
    r"[,\s]{0,3}(?:penjara\s{1,3})?(?:dan|hingga|sampai|serta)?\s{0,3}(?:paling (?:lama|banyak|tinggi)|maksimal|maksimum)\s{1,3}", re.IGNORECASE
)
_FRACTIONS = {"separuh": 50.0, "setengah": 50.0, "sepertiga": 33.3, "seperempat": 25.0, "dua pertiga": 66.7, "tiga perempat": 75.0}
_FRACTION = re.compile(
    r"(?P<near>(?:hampir|sekitar|lebih dari|kurang dari|nyaris)\s{1,3})?(?<!\w)"
    r"(?P<word>separuh|setengah|sepertiga|seperempat|dua pertiga|tiga perempat)\s{1,3}(?:dari\s{1,3})?"
    r"(?:jumlah\s{1,3}|total\s{1,3}|seluruh\s{1,3}|para\s{1,3})?(?=(?:korban|kasus|perkara|tersangka|pelaku|laporan)(?!\w))",
    re.IGNORECASE,
)


def find_fractions(text: str) -> list[Count]:
    """`hampir separuh korban` is about 50 per cent."""
    return [
        Count(
            start=match.start(),
            end=match.end(),
            number_start=match.start(),
            number_end=match.end("word"),
            value=_FRACTIONS[" ".join(match["word"].lower().split())],
            value_max=None,
            is_approximate=match["near"] is not None,
            unit=FigureUnit.PERSEN,
            rule="fraction",
        )
        for match in _FRACTION.finditer(text)
    ]


def read_money(annotated: AnnotatedArticle, number: NumberMention) -> Count | None:
    """`Rp4,5 juta`, `300 ribu rupiah`; prices of goods, foreign money and Rp0 are left out."""
    beside = window(annotated, number.start, number.end)
    sign, word = _SIGN.search(beside.left[-8:]), _RUPIAH.match(beside.right)
    if sign is None and (word is None or word.group() == ",-"):
        return None
    if number.value == 0 or _price().search(beside.left[-50:]):
        return None
    start = number.start - len(sign.group()) if sign else number.start
    return _count(number, start, number.end + (word.end() if word else 0), FigureUnit.RUPIAH, "money")


def is_money(annotated: AnnotatedArticle, number: NumberMention) -> bool:
    """True for any sum in rupiah, also one that is no figure."""
    beside = window(annotated, number.start, number.end)
    return _SIGN.search(beside.left[-8:]) is not None


def read_percent(annotated: AnnotatedArticle, number: NumberMention) -> Count | None:
    """`26,4 persen`, `35%`."""
    match = _PERCENT.match(window(annotated, number.start, number.end).right)
    return _count(number, number.start, number.end + match.end(), FigureUnit.PERSEN, "percent") if match else None


def read_prison(annotated: AnnotatedArticle, numbers: Sequence[NumberMention], index: int) -> tuple[Count, int] | None:
    """A prison term in years that begins at `numbers[index]`, and how many numbers it takes.

    `tiga tahun enam bulan` is 3.5, `tiga bulan kurungan` 0.25, `paling singkat 3 tahun dan paling lama 15 tahun` is
    3 to 15. None where nothing says prison or a sentence.
    """
    term = _term(annotated.text, numbers, index)
    if term is None:
        return None
    value, value_max, end, used = term
    first = numbers[index]
    beside = window(annotated, first.start, first.end)
    after = _PRISON_AFTER.match(annotated.text[end : end + 60])
    if _AGE_BEFORE.search(beside.left[-45:]) or not (after or _PRISON_BEFORE.search(beside.left)):
        return None
    start = first.start
    least = _LEAST.search(beside.left[-50:])
    link = _TO_MOST.match(annotated.text, end, end + 60)
    upper = _term(annotated.text, numbers, index + used) if least and link and value_max is None else None
    if least:
        start -= len(least.group())
    if upper and link and numbers[index + used].start == link.end() and upper[0] >= value:
        value_max, end, used = upper[0], upper[2], used + upper[3]
        after = _PRISON_AFTER.match(annotated.text[end : end + 60])
    end += after.end() if after else 0
    count = Count(start, end, first.start, end, value, value_max, first.is_approximate, FigureUnit.TAHUN_PENJARA, "prison")
    return count, used


def _term(text: str, numbers: Sequence[NumberMention], index: int) -> tuple[float, float | None, int, int] | None:
    """Years, upper bound, end and numbers used of a span of time."""
    if index >= len(numbers):
        return None
    number = numbers[index]
    years, months = _YEARS.match(text, number.end), _MONTHS.match(text, number.end)
    if number.text.lower() in {"setahun", "sebulan"}:
        return (1.0 if number.text.lower() == "setahun" else round(1 / 12, 4)), None, number.end, 1
    if number.value > 100 or not (years or months):
        return None
    if months is not None:
        return round(number.value / 12, 4), _twelfth(number.value_max), months.end(), 1
    assert years is not None
    if index + 1 < len(numbers) and number.value_max is None:
        extra = numbers[index + 1]
        tail = _MONTHS.match(text, extra.end)
        if tail and extra.value < 12 and re.fullmatch(r"\s{1,3}(?:dan\s{1,3}|,\s{0,3})?", text[years.end() : extra.start]):
            return round(number.value + extra.value / 12, 4), None, tail.end(), 2
    return number.value, number.value_max, years.end(), 1


def _twelfth(value: float | None) -> float | None:
    return None if value is None else round(value / 12, 4)


def _count(number: NumberMention, start: int, end: int, unit: FigureUnit, rule: str) -> Count:
    return Count(
        start, end, number.start, number.end, number.value, number.value_max, number.is_approximate, unit, rule
    )


@cache
def _price() -> re.Pattern[str]:
    return word_pattern(figure_lexicon().price_words)
