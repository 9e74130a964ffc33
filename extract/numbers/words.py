"""Indonesian number words: spelling out and reading."""

from functools import cache
from typing import NamedTuple

from extract.lexicon import Lexicon, load_lexicon


class NumberLexicon(Lexicon):
    """`lexicons/numbers.yml`."""

    units: dict[str, int]
    tens: dict[str, int]
    multipliers: dict[str, int]
    hundreds: dict[str, int]
    scales: dict[str, float]
    scales_of_one: dict[str, float]
    half: tuple[str, ...]
    point: tuple[str, ...]
    counted_one: tuple[str, ...]
    vague: dict[str, tuple[float, float]]
    first: tuple[str, ...]
    collective_nouns: tuple[str, ...]
    approximate_before: tuple[str, ...]
    approximate_filler: tuple[str, ...]
    comparisons: tuple[str, ...]
    range_links: tuple[str, ...]
    range_nouns: tuple[str, ...]
    decimal_nouns: tuple[str, ...]
    clock_leads: tuple[str, ...]
    zones: tuple[str, ...]
    serial_leads: tuple[str, ...]
    names: tuple[str, ...]
    phrases: tuple[str, ...]
    name_leads: tuple[str, ...]
    plates: tuple[str, ...]


@cache
def number_lexicon() -> NumberLexicon:
    """The number words, read once."""
    return load_lexicon("numbers", NumberLexicon)


_DIGITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
_SCALES = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"))
_LIMIT = 10**15


def to_words(number: int) -> str:
    """Indonesian spelling of 0 to 999 triliun: 231 is `dua ratus tiga puluh satu`. Raises ValueError beyond."""
    if not 0 <= number < _LIMIT:
        raise ValueError(f"{number} has no spelling here: 0 to {_LIMIT - 1} do")
    return " ".join(_spell(number)) or _DIGITS[0]


def _spell(number: int) -> list[str]:
    for scale, word in _SCALES:
        if number >= scale:
            return [*_spell(number // scale), word, *_spell(number % scale)]
    if number >= 2000:
        return [*_spell(number // 1000), "ribu", *_spell(number % 1000)]
    if number >= 1000:
        return ["seribu", *_spell(number - 1000)]
    return _spell_below_thousand(number)


def _spell_below_thousand(number: int) -> list[str]:
    if number >= 200:
        return [_DIGITS[number // 100], "ratus", *_spell_below_thousand(number % 100)]
    if number >= 100:
        return ["seratus", *_spell_below_thousand(number - 100)]
    if number >= 20:
        return [_DIGITS[number // 10], "puluh", *_spell_below_thousand(number % 10)]
    if number >= 12:
        return [_DIGITS[number - 10], "belas"]
    return (
        ["sebelas"] if number == 11 else ["sepuluh"] if number == 10 else [_DIGITS[number]] if number else []
    )


class Word(NamedTuple):
    """One number word or numeral of a text, with what it does in a number."""

    start: int
    end: int
    role: str
    """numeral, unit, ten, hundred, belas, puluh, ratus, scale, one_scale, half or point."""
    value: float


class Reading(NamedTuple):
    """A number read from consecutive words."""

    start: int
    end: int
    value: float
    scale: float
    """Largest scale word in it (1.0 where none): `7-10 juta` lends its own to the 7."""


def read_numbers(words: list[Word]) -> list[Reading]:
    """Numbers in a run of words that only blanks separate: `2021 dua ratus tiga` holds two."""
    readings, position = [], 0
    while position < len(words):
        reading, after = _read_number(words, position)
        if reading is not None:
            readings.append(reading)
        position = max(after, position + 1)
    return readings


def _read_number(words: list[Word], first: int) -> tuple[Reading | None, int]:
    total, limit, largest, position = 0.0, float("inf"), 1.0, first
    while position < len(words):
        group, after = _read_group(words, position)
        scale, after_scale = _read_scale(words, after, has_group=group is not None)
        if scale is not None and scale < limit:
            total += (1.0 if group is None else group) * scale
            limit, position = scale, after_scale
            largest = max(largest, scale)
            continue
        is_digits = words[position].role in {"numeral", "half"}
        if group is not None and group < limit and (position == first or not is_digits):
            total, position = total + group, after
        break
    if position == first:
        return None, first
    value = round(total, 4)  # 1.1 * 1e6 is not quite 1100000
    return Reading(words[first].start, words[position - 1].end, value, largest), position


def _read_scale(words: list[Word], position: int, *, has_group: bool) -> tuple[float | None, int]:
    if position < len(words):
        role = "scale" if has_group else "one_scale"
        if words[position].role == role:
            return words[position].value, position + 1
    return None, position


def _role(words: list[Word], position: int) -> str:
    return words[position].role if position < len(words) else ""


def _read_group(words: list[Word], position: int) -> tuple[float | None, int]:
    """A numeral, or words below a thousand with their decimals or half."""
    if _role(words, position) in {"numeral", "half"}:
        return words[position].value, position + 1
    hundreds, position = _read_hundreds(words, position)
    tens, position = _read_tens(words, position)
    if hundreds is None and tens is None:
        return None, position
    value = (hundreds or 0.0) + (tens or 0.0)
    if _role(words, position) == "half":
        return value + 0.5, position + 1
    if _role(words, position) == "point" and _role(words, position + 1) == "unit":
        return _read_decimals(words, position + 1, value)
    return value, position


def _read_hundreds(words: list[Word], position: int) -> tuple[float | None, int]:
    if _role(words, position) == "hundred":
        return words[position].value, position + 1
    if _role(words, position) == "unit" and _role(words, position + 1) == "ratus":
        return words[position].value * 100, position + 2
    return None, position


def _read_tens(words: list[Word], position: int) -> tuple[float | None, int]:
    role, following = _role(words, position), _role(words, position + 1)
    if role == "ten":
        return words[position].value, position + 1
    if role != "unit" or following == "ratus":
        return None, position
    value = words[position].value
    if following == "belas":
        return value + 10, position + 2
    if following != "puluh":
        return value, position + 1
    is_compound = _role(words, position + 2) == "unit" and _role(words, position + 3) not in {
        "belas",
        "puluh",
        "ratus",
    }
    ones = words[position + 2].value if is_compound else 0.0
    return value * 10 + ones, position + (3 if is_compound else 2)


def _read_decimals(words: list[Word], position: int, value: float) -> tuple[float, int]:
    digits = ""
    while _role(words, position) == "unit" and _role(words, position + 1) not in {"belas", "puluh", "ratus"}:
        digits += str(int(words[position].value))
        position += 1
    return value + float(f"0.{digits or 0}"), position
