"""Clock times (`pukul 19.30 WIB`, `jam 8 malam`) and parts of the day (`pagi ini`, `malam hari`)."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from extract.dates.expressions import BLANK, GAP
from extract.dates.lexicon import date_lexicon
from extract.dates.timex import Anchors, TimeExpression
from extract.dates.timex_lexicon import time_lexicon
from extract.numbers.words import to_words
from extract.patterns import any_of

_HOURS = {to_words(hour): hour for hour in range(1, 13)}
_OPEN_DAY = "XXXX-XX-XX"


def part_of_day(text: str, start: int, end: int) -> str | None:
    """TIMEX3 code of the day part that the characters name (`Selasa malam` is TNI), null for none."""
    match = _part().search(text, start, end)
    return time_lexicon().day_parts[" ".join(match.group().lower().split())] if match else None


def clock_times(text: str, anchors: Anchors, published: date | None) -> Iterator[TimeExpression]:
    """Clock times on the day that their sentence names, else the day of publication; ranges give both ends."""
    for match in _clock().finditer(text):
        if not (match["lead"] or match["zone"] or match["colon"]):
            continue
        time = _time_of(match)
        if time is None:
            continue
        day = anchors.day_of_sentence(match.start()) or published
        if match["until"]:
            yield _time(match.start(), match.start("until"), time, day)
            until = _hour(match["until_hour"], match["until_minute"], match["part"])
            if until:
                yield _time(match.start("until_hour"), match.end(), until, day)
        else:
            yield _time(match.start(), match.end(), time, day)


def day_parts(text: str, anchors: Anchors, published: date | None) -> Iterator[TimeExpression]:
    """Day parts that stand alone: `malam hari`, `sore itu`, `malam Minggu`, `tengah malam`."""
    for match in _alone().finditer(text):
        day = anchors.day_of_sentence(match.start())
        if match["midnight"]:
            day = day or anchors.day_before(match.start()) or published
            yield _time(*match.span(), "00:00" if match["midnight"].lower().endswith("m") else "12:00", day)
            continue
        word = match["part"] or match["dawn"] or match["bare"] or "malam"
        code = time_lexicon().day_parts[" ".join(word.lower().split())]
        if match["eve"]:
            day = _eve(match["eve"], published)
        elif match["lead"]:
            day = day or published
        else:
            day = day or anchors.day_before(match.start())
        start = match.start() if match["lead"] is None else match.end("lead")
        yield TimeExpression(start, match.end(), "time", f"{day or _OPEN_DAY}{code}", day, day)


def _eve(weekday: str, published: date | None) -> date | None:
    """`malam Minggu` is the night of Saturday."""
    if published is None:
        return None
    eve = (date_lexicon().weekday_numbers[weekday.lower()] - 1) % 7
    return published - timedelta(days=(published.weekday() - eve) % 7)


def _time(start: int, end: int, clock: str, day: date | None) -> TimeExpression:
    return TimeExpression(start, end, "time", f"{day or _OPEN_DAY}T{clock}", day, day)


def _time_of(match: re.Match[str]) -> str | None:
    if match["word"]:
        hour = _HOURS[" ".join(match["word"].lower().split())]
        half = match["half"] is not None
        return _hour(str(hour - half), "30" if half else None, match["part"])
    return _hour(match["hour"], match["minute"], match["part"])


def _hour(hour: str, minute: str | None, part: str | None) -> str | None:
    hours, minutes = int(hour), int(minute or 0)
    word = " ".join((part or "").lower().split())
    if word in time_lexicon().past_noon and hours < 12 and not (word == "siang" and hours >= 10):
        hours += 12
    elif word == "malam" and hours == 12:
        hours = 0
    return f"{hours % 24:02}:{minutes:02}" if hours <= 24 and minutes < 60 else None


@cache
def _part() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(time_lexicon().day_parts)}(?!\w)", re.IGNORECASE)


@cache
def _clock() -> re.Pattern[str]:
    lexicon = time_lexicon()
    lead = rf"(?:{any_of(lexicon.approximations)}{BLANK})?{any_of(lexicon.clock_leads)}{BLANK}"
    part, zone = any_of(lexicon.day_parts), any_of(lexicon.zones)
    words = rf"(?P<half>setengah{BLANK})?(?P<word>{any_of(_HOURS)})(?!\w)"
    digits = (
        r"(?P<hour>(?:[01]?\d|2[0-4])(?!\d))"
        r"(?:(?:\.[ ]?|(?P<colon>:))(?P<minute>[0-5]\d)(?!\d)(?:[.:][0-5]\d(?!\d))?)?"
    )
    until = (
        rf"(?P<until>{GAP}(?:-|–|—|hingga|sampai(?:{BLANK}dengan)?|s/d){GAP}(?:(?:pukul|jam){BLANK})?)"
        r"(?P<until_hour>(?:[01]?\d|2[0-4])(?!\d))(?:[.:](?P<until_minute>[0-5]\d)(?!\d))?"
    )
    return re.compile(
        rf"(?<![\w.,:/+-])(?P<lead>{lead})?(?:{digits}(?:{until})?|(?(lead){words}|(?!)))"
        rf"(?:{BLANK}(?P<part>{part})(?!\w))?(?:{BLANK}(?P<zone>{zone})(?!\w))?(?![\w:])"
        rf"(?!{BLANK}(?:menit|detik|jam|hari|kali|orang|persen)(?!\w))",
        re.IGNORECASE,
    )


@cache
def _alone() -> re.Pattern[str]:
    lexicon = time_lexicon()
    again = rf"(?P<again>{any_of(lexicon.again)})"
    weekday = any_of(name for names in date_lexicon().weekdays.values() for name in names)
    return re.compile(
        rf"(?<![\w-])(?:(?P<midnight>tengah{BLANK}(?:malam|hari))(?:{BLANK}(?:itu|tersebut))?"
        rf"|(?P<part>{any_of(lexicon.day_parts)}){BLANK}(?:hari(?:nya)?(?!{BLANK}(?:ini|itu|raya))|{again})"
        rf"|(?P<lead>{any_of(lexicon.part_leads)}{BLANK})(?P<bare>pagi|siang|sore|petang|malam)(?:{BLANK}hari(?:nya)?)?(?!{BLANK}(?-i:[A-Z]))"
        rf"|malam{BLANK}(?P<eve>{weekday})|(?P<dawn>dini{BLANK}hari))(?![\w-])",
        re.IGNORECASE,
    )
