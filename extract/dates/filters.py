"""What looks like a calendar expression and is none: counts, names of streets and people, programmes, codes."""

import re
from functools import cache

from extract.codes import code_spans
from extract.dates.expressions import BLANK, GAP, Expression, scan, without_overlaps
from extract.dates.lexicon import date_lexicon
from extract.laws.citations import law_spans
from extract.openings import AnchoredPattern
from extract.patterns import any_of
from extract.spans import SpanSet

_WORD_BEFORE = re.compile(r"([^\s(\"“‘'\[]{1,20})[ \t\u00a0]{1,3}$")
_WORD_AFTER = re.compile(r"[ \t\u00a0]{1,3}([^\s,.;:()\"”]{1,20})")
_PLAUSIBLE_YEARS = range(1900, 2061)
_REACH = 30


def printed_dates(text: str) -> list[Expression]:
    """Calendar expressions in order, not overlapping, without what only looks like one."""
    taken = SpanSet([*law_spans(text), *(match.span() for match in _year_names().finditer(text))])
    recurring = SpanSet(match.span() for match in _recurring().finditer(text))
    codes = code_spans(text)
    allowed = []
    for expression, match in scan(text):
        if taken.overlaps(expression.start, expression.end) or codes.overlaps(*_core(match)):
            continue
        if expression.is_weekday_only and recurring.overlaps(*match.span()):
            continue
        if _is_date(text, expression, match):
            allowed.append(expression)
    return without_overlaps(allowed)


def _core(match: re.Match[str]) -> tuple[int, int]:
    """Characters from the first to the last calendar part."""
    names = [
        name for name in ("weekday", "day", "month", "year") if name in match.re.groupindex and match[name]
    ]
    return min((match.start(n) for n in names), default=match.start()), max(
        (match.end(n) for n in names), default=match.end()
    )


def _is_date(text: str, expression: Expression, match: re.Match[str]) -> bool:
    if text[match.start() - 1 : match.start()] == "-" and not _calendar_word_before().search(
        text, max(0, match.start() - _REACH), match.start()
    ):
        return False  # Covid-19 Juni, TPPO-2023, 0812-10
    if expression.rule == "weekday":
        return _is_weekday(text, expression, match)
    if expression.rule == "month":
        return _is_month(text, match)
    if expression.rule == "year":
        return _is_year(text, expression, match)
    if expression.rule == "year_range":
        return expression.year_last is not None and (expression.year or 0) < expression.year_last
    if expression.rule == "quarter":
        return word_before(text, expression.start) not in date_lexicon().student_leads
    if (
        expression.rule == "numeric"
        and expression.weekday is None
        and not re.search(r"/\d{4}$", match.group())
    ):
        return _is_short_date(text, expression)
    if expression.rule == "day_month" and expression.weekday is None:
        return word_before(text, expression.start) not in date_lexicon().name_leads
    return True


def word_before(text: str, position: int) -> str:
    """The word that only blanks part from the position, lower case, or nothing."""
    match = _WORD_BEFORE.search(text, max(0, position - _REACH), position)
    return match[1].lower() if match else ""


def word_after(text: str, position: int) -> str:
    """The word that only blanks part from the position, as printed, or nothing."""
    match = _WORD_AFTER.match(text, position)
    return match[1] if match else ""


def _is_short_date(text: str, expression: Expression) -> bool:
    """A bare `8/11` is a date in brackets, after a preposition, or in a dateline; elsewhere a fraction."""
    before, after = (
        text[max(0, expression.start - _REACH) : expression.start],
        text[expression.end : expression.end + 4],
    )
    if before.endswith("("):
        return re.match(r"\s{0,2}[),–-]", after) is not None
    if re.match(r"\s{0,2}[–-]\s{0,2}\d", after) and _full_date().match(text, expression.end):
        return True
    if _short_date_lead().search(before):
        return True
    line_start = text.rfind("\n", max(0, expression.start - 60), expression.start) + 1
    is_opening = line_start > 0 or expression.start < 60
    return (
        is_opening
        and before.rstrip().endswith(",")
        and re.match(r"\s{0,2}\)?\s{0,2}[-–—(]", after) is not None
    )


def _is_weekday(text: str, expression: Expression, match: re.Match[str]) -> bool:
    lexicon = date_lexicon()
    name = match["weekday"]
    before, after = word_before(text, match.start()), word_after(text, match.end("weekday"))
    if before in lexicon.name_leads:
        return False
    if after.lower() in lexicon.programme_words or after.lower() in {"itu", "tersebut"}:
        return False
    if text[match.end("weekday") : match.end("weekday") + 1] in {"'", "’"}:
        return False
    if name.lower() == "ahad" and after[:1].isupper():
        return False
    if name.lower() != "minggu":
        return True
    is_led = "hari" in match.group().lower() or before in {"pada", "hari"}
    if name == "minggu" or (name.isupper() and not is_led):
        return is_led and "hari" in match.group().lower()
    return not (_opens_sentence(text, match.start()) and expression.shift != 0)


def _opens_sentence(text: str, position: int) -> bool:
    before = text[max(0, position - 4) : position].rstrip(" \t\"“'‘(")
    return position == 0 or not before or before[-1] in ".!?\n"


def _is_month(text: str, match: re.Match[str]) -> bool:
    """A month without day and year, unless it reads as a person's or a street's name."""
    lexicon = date_lexicon()
    name = match["month"]
    if match["bulan"] or match["year_word"] or match["shift"]:
        return True
    before_raw = _WORD_BEFORE.search(text, max(0, match.start() - _REACH), match.start())
    before = before_raw[1] if before_raw else ""
    if before.isdigit() or before.lower() in lexicon.name_leads or before.lower() in lexicon.person_leads:
        return False
    if before.lower() in lexicon.month_leads or match.start() != match.start("month"):
        return True
    if name.islower() and name.lower() == "mei":
        return False
    if name.lower() not in lexicon.months_as_names:
        return True
    after = word_after(text, match.end())
    if after in {"ini", "itu"}:
        return True
    is_headline = _is_headline(text, match.start())
    return not (after[:1].isupper() or before[:1].isupper()) or is_headline


def _is_headline(text: str, position: int) -> bool:
    """All capitals around: case tells nothing."""
    return text[max(0, position - 15) : position + 15].isupper()


def _is_year(text: str, expression: Expression, match: re.Match[str]) -> bool:
    lexicon = date_lexicon()
    if match["lead"] or expression.rule == "decade":
        return True
    if match.start() != match.start("year"):  # "awal 2023"
        return True
    before, after = word_before(text, match.start()), word_after(text, match.end("year")).lower()
    if text[match.end("year") : match.end("year") + 1] == "%":
        return False
    if before in lexicon.year_leads:
        return True
    is_code = before.isdigit() or (len(before) == 1 and before.isalpha())  # "Blok C 2015"
    if before in lexicon.not_year_leads or after in lexicon.count_nouns or is_code:
        return False
    return expression.year in _PLAUSIBLE_YEARS


@cache
def _short_date_lead() -> re.Pattern[str]:
    return re.compile(
        rf"(?:^|\W)(?:tanggal|tgl\.?|pada|per|sejak|hingga|sampai|mulai){BLANK}$", re.IGNORECASE
    )


@cache
def _full_date() -> re.Pattern[str]:
    return re.compile(rf"{GAP}[–-]{GAP}\d{{1,2}}/\d{{1,2}}/\d\d")


@cache
def _recurring() -> AnchoredPattern:
    """`setiap Senin sampai Jumat`."""
    lexicon = date_lexicon()
    weekday = any_of(name for names in lexicon.weekdays.values() for name in names)
    further = rf"(?:{GAP}(?:,|dan|-|–|sampai|hingga|s/d){GAP}(?:hari{BLANK})?{weekday}){{0,6}}"
    lead = rf"(?<!\w){any_of(lexicon.recurring)}{BLANK}(?:hari{BLANK})?"
    return AnchoredPattern(rf"{lead}{weekday}{further}(?!\w)", re.IGNORECASE)


@cache
def _calendar_word_before() -> re.Pattern[str]:
    lexicon = date_lexicon()
    words = any_of([*lexicon.month_numbers, *lexicon.weekday_numbers])
    return re.compile(rf"(?:(?<!\w){words}|(?<!\d)(?:19|20)\d\d|\d/\d{{1,2}}){GAP}-$", re.IGNORECASE)


@cache
def _year_names() -> AnchoredPattern:
    """Treaties, constitutions and universities that end in a year."""
    names = any_of(date_lexicon().year_names)
    word = rf"{BLANK}(?:[A-Z][\w-]{{0,30}}|\d{{1,2}}|dan|tentang)"
    return AnchoredPattern(
        rf"\b{names}(?:{word}){{0,8}}?{BLANK}(?:(?:[Tt]ahun){BLANK})?(?:19|20)\d\d(?!\d){GAP}"
    )
