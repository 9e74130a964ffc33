"""Numbers in Indonesian text: digits, words, mixed, ranges, approximate and vague counts.

`find_numbers` gives raw numbers; what they count is the figures' business. Clock times, numeric dates (7/7/2023),
telephones, plates, file numbers, numbers of laws and articles are left out. Days and years of written dates
(`5 Juni`, `tahun 2021`) are still numbers here: callers subtract the spans of `extract.dates`.
"""

import re
from typing import NamedTuple

from extract.codes import code_spans
from extract.numbers import patterns
from extract.numbers.words import Reading, Word, number_lexicon, read_numbers
from extract.spans import SpanSet

_BLANKS = re.compile(r"[ \t\u00a0]{0,3}")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")
_MIXED = re.compile(r"(\d{1,3}(?:\.\d{3})+),(\d+)")
_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3}){2,}")
_CLOCK = re.compile(r"(?:[01]?\d|2[0-4])\.[0-5]\d")
_MONEY_SIGN = re.compile(r"(?<!\w)(?:rp|idr|us\$|usd|rm)\.?[ \u00a0]?$", re.IGNORECASE)
_NEXT_WORD = re.compile(r"[ \t\u00a0]{0,3}([^\s.,;:()\"”]{1,20})")
_LEFT, _RIGHT = 60, 40


class NumberMention(NamedTuple):
    """A number and the characters that give it."""

    start: int
    end: int
    value: float
    """The number; lower bound of a range or of a vague count."""
    value_max: float | None
    """Upper bound of a range or of a vague count, null otherwise."""
    text: str
    is_approximate: bool = False
    """True for sekitar, lebih dari, hampir, sedikitnya."""
    is_vague: bool = False
    """True for counts left open by the writer: belasan, ratusan, 70-an."""
    is_ordinal: bool = False
    """True for a rank (`tersangka kedua`, `jenazah ke-91`)."""
    is_collective: bool = False
    """True for a counted group (`kedua tersangka`, `keempatnya`)."""


def parse_numeral(digits: str) -> float | None:
    """Value of a numeral in Indonesian notation (1.012 is 1012, 26,4 is 26.4), null where it is none."""
    if mixed := _MIXED.fullmatch(digits):
        return float(mixed[1].replace(".", "") + "." + mixed[2])
    if _ENGLISH.fullmatch(digits):
        return float(digits.replace(",", ""))
    if _THOUSANDS.fullmatch(digits) and not digits.startswith("0."):
        return float(digits.replace(".", ""))
    whole = digits.replace(",", ".")
    return float(whole) if whole.count(".") <= 1 else None


def find_numbers(text: str) -> list[NumberMention]:
    """All numbers, in order, not overlapping."""
    taken = code_spans(text)
    names = SpanSet(match.span() for match in patterns.names().finditer(text))
    found = _with_ranges(text, _plain_numbers(text, taken, names))
    plain = SpanSet((mention.start, mention.end) for mention in found)
    found += [mention for mention in _vague_counts(text) if not plain.overlaps(mention.start, mention.end)]
    found += _ordinals(text, taken) + _counted_ones(text)
    return sorted(_marked_approximate(text, mention) for mention in found)


def _plain_numbers(text: str, taken: SpanSet, names: SpanSet) -> list[Reading]:
    readings: list[Reading] = []
    run: list[Word] = []
    matches = [*patterns.NUMERAL.finditer(text), *patterns.number_words().finditer(text)]
    for match in sorted(matches, key=re.Match.start):
        if names.overlaps(*match.span()) or not _stands_alone(text, match, taken):
            continue
        words = _words_of(text, match)
        if run and words and not _BLANKS.fullmatch(text, run[-1].end, words[0].start):
            readings += read_numbers(run)
            run = []
        run += words
    return readings + read_numbers(run)


def _stands_alone(text: str, match: re.Match[str], taken: SpanSet) -> bool:
    """False inside words (P21, Covid-19), codes, numeric dates (7/7), reduplications (satu-satu) and clocks."""
    start, end = match.span()
    if taken.overlaps(start, end):
        return False
    before, after = text[max(0, start - 12) : start], text[end : end + 3]
    if not _is_numeral(match):
        return not _is_doubled(text, match) and not after.startswith(("'", "’"))
    if before[-1:].isalpha() and not _MONEY_SIGN.search(before):
        return False
    if re.search(r"[\d_:#]$|\d[.,/]$|\w/$|[A-Za-z]-$", before) or re.match(r"/\d|:\d|\d|[.,]\d", after):
        return False
    if after[:1].isalpha() and not patterns.glued_scale().match(text, end):
        return False
    return _CLOCK.fullmatch(match.group()) is None or patterns.decimal_noun().match(text, end) is not None


def _is_numeral(match: re.Match[str]) -> bool:
    return match.re is patterns.NUMERAL


def _is_doubled(text: str, match: re.Match[str]) -> bool:
    """`satu-satu`, `satu-satunya`, `dua-duanya`."""
    start, end = match.span()
    word = match.group().lower()
    before, after = text[max(0, start - len(word) - 1) : start], text[end : end + len(word) + 4]
    return before.lower() == f"{word}-" or after.lower().startswith((f"-{word}", "-nya"))


def _words_of(text: str, match: re.Match[str]) -> list[Word]:
    lexicon, start = number_lexicon(), match.start()
    if _is_numeral(match):
        digits = match.group()
        value = parse_numeral(digits)
        is_money = _MONEY_SIGN.search(text, max(0, start - 5), start) is not None
        if is_money and re.fullmatch(r"\d{1,3},\d{3}", digits):
            value = float(digits.replace(",", ""))  # Rp 500,000
        return [] if value is None else [Word(start, match.end(), "numeral", value)]
    if match["joined"] is not None:
        split = start + len(match["unit"])
        return [_word(start, match["unit"].lower()), _word(split, text[split : match.end()].lower())]
    word = match.group().lower()
    if word in lexicon.half:
        return [Word(start, match.end(), "half", 0.5)]
    return [_word(start, word)]


def _word(start: int, word: str) -> Word:
    lexicon = number_lexicon()
    tables: tuple[tuple[str, dict[str, int] | dict[str, float]], ...] = (
        ("unit", lexicon.units),
        ("ten", lexicon.tens),
        ("hundred", lexicon.hundreds),
        ("scale", lexicon.scales),
        ("one_scale", lexicon.scales_of_one),
    )
    for role, table in tables:
        if word in table:
            return Word(start, start + len(word), role, float(table[word]))
    return Word(start, start + len(word), word if word in lexicon.multipliers else "point", 0.0)


def _with_ranges(text: str, readings: list[Reading]) -> list[NumberMention]:
    """Joins `3-5`, `Rp7 juta sampai Rp10 juta`, `3 tahun hingga 15 tahun`; lends `7-10 juta` its scale."""
    mentions: list[NumberMention] = []
    position = 0
    while position < len(readings):
        low = readings[position]
        high = readings[position + 1] if position + 1 < len(readings) else None
        if high is not None and _is_range(text, low, high):
            lent = high.scale if low.scale == 1.0 and low.value < high.value / high.scale else 1.0
            mentions.append(_mention(text, low.start, high.end, round(low.value * lent, 4), high.value))
            position += 2
            continue
        mentions.append(_mention(text, low.start, low.end, low.value, None))
        position += 1
    return mentions


def _is_range(text: str, low: Reading, high: Reading) -> bool:
    if high.start - low.end > _RIGHT or low.value >= high.value:
        return False
    is_between = patterns.between_before().search(text, max(0, low.start - 14), low.start) is not None
    link_pattern = patterns.between_link() if is_between else patterns.range_link()
    link = link_pattern.fullmatch(text, low.end, high.start)
    if link is None:
        return False
    if 1900 <= high.value <= 2100 and low.value < 1000 and high.end - high.start == 4 and high.scale == 1.0:
        return False  # "12 hingga 2023": a year
    noun = link["noun"]
    following = _NEXT_WORD.match(text, high.end)
    return noun is None or (following is not None and following[1].lower() == noun.lower())


def _mention(text: str, start: int, end: int, value: float, value_max: float | None) -> NumberMention:
    """Takes in `-an` and `sekian` after the number, which leave it open."""
    if scaled := patterns.scaled_tail().match(text, end):
        value *= number_lexicon().scales[scaled["scale"].lower()]
        return NumberMention(
            start, scaled.end(), value, None, text[start : scaled.end()], is_approximate=True
        )
    vague = patterns.vague_tail().match(text, end)
    if vague is None or value_max is not None:
        return NumberMention(start, end, value, value_max, text[start:end])
    span = text[start : vague.end()]
    if value >= 1000:  # Rp5 jutaan: about that much
        return NumberMention(start, vague.end(), value, None, span, is_approximate=True)
    step = 10.0 if value < 100 else 100.0
    return NumberMention(start, vague.end(), value, value + step - 1, span, is_vague=True)


def _ordinals(text: str, taken: SpanSet) -> list[NumberMention]:
    mentions = []
    for match in patterns.ordinal().finditer(text):
        if taken.overlaps(*match.span()):
            continue
        word = match["word"] or match["digits"]
        value = 1.0 if word is None else _ordinal_value(word.lower())
        if value is None:
            continue
        is_group = match["nya"] is not None or _is_group(text, match)
        mentions.append(
            NumberMention(
                *match.span(), value, None, match.group(), is_ordinal=not is_group, is_collective=is_group
            )
        )
    return mentions


def _ordinal_value(word: str) -> float | None:
    if word.isdigit():
        return float(word)
    lexicon = number_lexicon()
    parts = [_word(0, part) for part in word.split()]
    readings = read_numbers(parts) if all(part.role != "point" for part in parts) else []
    return readings[0].value if readings else float(lexicon.scales_of_one.get(word, 0)) or None


def _is_group(text: str, match: re.Match[str]) -> bool:
    return match["word"] is not None and patterns.collective_noun().match(text, match.end()) is not None


def _vague_counts(text: str) -> list[NumberMention]:
    lexicon = number_lexicon()
    mentions: list[NumberMention] = []
    for match in patterns.vague().finditer(text):
        low, high = lexicon.vague[match["word"].lower()]
        scale = lexicon.scales[match["scale"].lower()] if match["scale"] else 1.0
        mentions.append(NumberMention(*match.span(), low * scale, high * scale, match.group(), is_vague=True))
    return mentions


def _counted_ones(text: str) -> list[NumberMention]:
    return [NumberMention(*match.span(), 1.0, None, match.group()) for match in patterns.one().finditer(text)]


def _marked_approximate(text: str, mention: NumberMention) -> NumberMention:
    left = max(0, mention.start - _LEFT)
    is_approximate = patterns.approximate_before().search(text, left, mention.start) is not None
    is_approximate = is_approximate or patterns.more_after().match(text, mention.end) is not None
    return mention._replace(is_approximate=True) if is_approximate else mention
