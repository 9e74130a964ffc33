"""Capitalised words that nothing explains: what leaves the store goes without them, as any may be a person's name."""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from extract.actors.names import name_lexicon
from extract.actors.posts import post_lexicon
from extract.exposure.lexicon import MASK, Found, exposure_lexicon, is_in_capitals, is_title_case, one_of
from extract.exposure.namesakes import accused_before, accused_behind
from extract.exposure.ordinary import (
    is_name,
    is_public,
    is_rare_root,
    is_word,
    may_be_name,
    place_openings,
    place_words,
    places,
    public_words,
)
from extract.spans import SpanSet
from models.vocabulary import ExposureKind, OfficialKind

_TOKEN = r"[A-ZÀ-Þ][\w'’`]*(?:-[\w'’`]+)*"
_SHORT_DOT = r"(?:(?<=\b[A-Z])|(?<=\b[A-Z][a-z])|(?<=\b[A-Z][a-z][a-z]))\."
_RUN = re.compile(
    rf"(?<![\w@/.&-]){_TOKEN}(?:(?:{_SHORT_DOT})?"
    rf"(?:(?<=\.)|[ \u00a0](?:(?:bin|binti|van|de|da|dos|el|al)\s)?(?:a[dlnrst]-|el-)?){_TOKEN})*"
)
_WORDS = re.compile(_TOKEN)
_OPENS = re.compile(r"(?:^|[.!?:;\n•|]|[-–—]\s|[.!?:,\n]\s?[\"“”'‘(]|[\"“‘(])\s{0,3}$")
_DEFINED = re.compile(r"\((?P<acronym>[A-Z]{2,5})\)")
_LONGEST_PLACE = 4
_ACRONYM = 5
_INITIALS = 4
_PAIR = 2
_BEFORE = 60
_LEAST_SHORT_NAME = 4
_SHORT = 3
_TIMES = frozenset("bulan sejak pada awal akhir pertengahan hingga sampai sebelum setelah".split())  # noqa: SIM905
_ACT = re.compile(
    r",|\s?[—–]|\s(?:di|me|ber|ter)[a-z]{3,}|\s(?:yang|itu|pun|kini|sudah|pulang|tiba|adalah)\b"
)
_OUTLET = re.compile(r"\.(?:com|co|id|net|org|info|news)\b", re.IGNORECASE)


class _Word(NamedTuple):
    start: int
    end: int
    low: str
    is_upper: bool
    is_free: bool
    """Nothing explains it."""


class Explained(NamedTuple):
    """What the article itself explains."""

    spans: SpanSet
    """Names of officials and bodies, addresses of offices."""
    acronyms: Collection[str] = ()
    """Acronyms that the text gives with their long forms: `Forum Kewaspadaan Dini Masyarakat (FKDM)`."""
    accused: Collection[str] = ()
    """Words of the names of accused officials, in lower case: no title before them makes them public."""
    names: Collection[str] = ()
    """Words of the officials' names, in lower case: a piece of one is what its bearer is called by."""


def capitals(text: str, explained: Explained) -> Iterator[Found]:
    """Runs of capitalised words with a word that is neither public nor, at the head of a sentence or in a headline, of
    the language.
    """
    at = 0
    for line in text.split("\n"):
        is_capitals = is_in_capitals(line)
        is_headline = is_capitals or is_title_case(line)
        for run in _RUN.finditer(text, at, at + len(line)):
            words = _read(text, run, explained, is_headline=is_headline, is_capitals=is_capitals)
            for start, end in _free(text, words, explained, is_headline=is_headline):
                yield Found(start, end, ExposureKind.NAME, "capitals")
        at += len(line) + 1


def acronyms_in(text: str) -> frozenset[str]:
    """Acronyms in brackets behind a word of the language or of an office, which is no name."""
    return frozenset(
        match["acronym"] for match in _DEFINED.finditer(text) if _ends_long_form(text, match.start())
    )


def _ends_long_form(text: str, at: int) -> bool:
    word = _word_before(text, at)
    return is_word(word) and not is_name(word)


def _free(
    text: str, words: Sequence[_Word], explained: Explained, *, is_headline: bool
) -> Iterator[tuple[int, int]]:
    index = 0
    while index < len(words):
        if not words[index].is_free:
            index += 1
            continue
        first = (
            index - 1 if index and _begins(words[index - 1], explained, is_headline=is_headline) else index
        )
        while index < len(words) and (
            words[index].is_free or _goes_on(words[index], explained, is_headline=is_headline)
        ):
            index += 1
        head = text[max(0, words[first].start - _BEFORE) : words[first].start].rpartition("\n")[2]
        is_accused = accused_behind().match(text, words[index - 1].end) is not None
        is_accused = is_accused or any(word.low in explained.accused for word in words[first:index])
        if _OUTLET.match(text, words[index - 1].end):
            continue
        is_accused = is_accused or accused_before().search(head) is not None
        if is_accused or not (_public_head().search(head) or _is_titled(head)):
            yield words[first].start, words[index - 1].end


def _begins(word: _Word, explained: Explained, *, is_headline: bool) -> bool:
    """Before a name, a word that also is one: `Wahyu Setiabudi`; in a headline a rare root: `Nirmala Setiabudi`."""
    is_likely = may_be_name(word.low) or (is_headline and is_rare_root(word.low))
    return is_likely and not explained.spans.overlaps(word.start, word.end)


def _goes_on(word: _Word, explained: Explained, *, is_headline: bool) -> bool:
    """Behind a name, a word that also is one (Agung, Putra, a region); in a headline a root of whatever meaning."""
    if explained.spans.overlaps(word.start, word.end):
        return False
    if is_headline and not is_public(word.low) and word.low not in places():
        return is_rare_root(word.low) or not is_word(word.low)
    if word.low in public_words().behind_names:
        return True
    return is_name(word.low) or (word.end - word.start <= _SHORT and not word.is_upper)


def _read(
    text: str, run: re.Match[str], explained: Explained, *, is_headline: bool, is_capitals: bool
) -> Sequence[_Word]:
    """The words of a run; none where all of them are public."""
    found = list(_WORDS.finditer(text, *run.span()))
    lows = [match.group().lower().strip("'’`") for match in found]
    is_called_may = (
        len(lows) > 1 and lows[0] in public_words().month_names and not _is_date(text, run.start())
    )
    if all(map(is_public, lows)) and not is_called_may:
        return ()
    words: list[_Word] = []
    until = 0
    before = ""
    for index, (match, low) in enumerate(zip(found, lows, strict=True)):
        until = max(until, _past_place(lows, index))
        free = (
            index >= until
            and not is_public(low)
            and not _joins_places(low)
            and not _has_digit(low)
            and not explained.spans.overlaps(*match.span())
        )
        if free and not _is_called(before or _word_before(text, match.start())):
            is_open = is_headline or (
                index == 0 and _opens(text, match.start()) and not _acts(text, match.end(), low)
            )
            free = _is_free(
                match.group(),
                low,
                explained,
                is_open=is_open,
                is_headline=is_headline,
                is_capitals=is_capitals,
            )
        free = free or (is_called_may and index == 0)
        words.append(_Word(*match.span(), low, match.group().isupper(), free))
        before = low
    return words


def _is_date(text: str, start: int) -> bool:
    """A month behind a day or a word of time: `12 Mei`, `sejak Mei`."""
    before = _word_before(text, start)
    return _has_digit(before) or before in _TIMES


def _joins_places(low: str) -> bool:
    """`Batam-Johor`."""
    return "-" in low and all(part in places() for part in low.split("-"))


def _acts(text: str, end: int, low: str) -> bool:
    """At the head of a sentence an everyday word that mostly is a name, before an act, a dash or a comma."""
    return low in public_words().mostly_names and _ACT.match(text, end) is not None


def _past_place(lows: Sequence[str], index: int) -> int:
    """Index after the place that begins here; `index` where none does."""
    if lows[index] not in place_openings():
        return index
    for size in range(min(_LONGEST_PLACE, len(lows) - index), 0, -1):
        if " ".join(lows[index : index + size]) in places():
            return index + size
    return index


def _is_free(
    word: str, low: str, explained: Explained, *, is_open: bool, is_headline: bool, is_capitals: bool
) -> bool:
    if len(word) == 1:
        return False
    if word.isupper() and len(word) <= _ACRONYM and not (is_headline and is_name(low)):
        is_known = word in explained.acronyms or (is_capitals and len(word) > _PAIR)
        return not is_known and (_is_initials(low) or is_name(low))
    if len(low) >= _LEAST_SHORT_NAME and any(
        low != name and (name.startswith(low) or name.endswith(low)) for name in explained.names
    ):
        return False  # Nelis is what Kornelis is called by
    return is_name(low) or not (is_open and is_word(low))


def _is_initials(low: str) -> bool:
    """Two to four capitals that no lexicon knows as an acronym are, in this press, somebody's initials."""
    return len(low) <= _INITIALS and not is_word(low)


def _has_digit(word: str) -> bool:
    return any(map(str.isdigit, word))


def _opens(text: str, start: int) -> bool:
    return _OPENS.search(text, max(0, start - 6), start) is not None


def _word_before(text: str, start: int) -> str:
    words = text[max(0, start - _BEFORE) : start].lower().split()
    return words[-1].strip("\"“'‘") if words else ""


def _is_called(before: str) -> bool:
    """Behind `Mami`, `alias`, `bernama`: a name, whatever the word."""
    return before in _calling()


def _is_titled(head: str) -> bool:
    """Behind a rank or the title of an office that the officials' own rules do not know, unless he is accused."""
    if head.endswith(f"{MASK} "):
        return True  # judged before, with the words that the mask hides
    is_titled = _rank().search(head) is not None or _has_office(head)
    return is_titled and _accused().search(head) is None


@cache
def _public_head() -> re.Pattern[str]:
    """A head, perhaps with a further public word behind it (PT Karya Bahari)."""
    heads = one_of(public_words().public_heads)
    return re.compile(rf"(?<!\w){heads}\s[\"“'‘]?(?:[A-Z][\w-]*\s){{0,2}}$")


@cache
def _rank() -> re.Pattern[str]:
    names = name_lexicon()
    ranks = [rank for rank in names.ranks if rank not in names.weak_ranks]
    spelled = one_of([*ranks, *(rank.upper() for rank in ranks)])
    return re.compile(rf"(?<!\w){spelled}(?:\s(?:Pol|Polisi|TNI)\.?)?\.?\s(?:(?:Drs|Dr|H|Hj|I)\.?\s){{0,2}}$")


def _has_office(head: str) -> bool:
    """Kasatpel Pelabuhan Sekupang, ...: the first word of an office, then what belongs to its title and is no verb."""
    office = _office().search(head)
    if office is None:
        return False
    between = (word.lower() for word in office["between"].split() if word[0].isupper())
    return all(is_public(word) or word in place_words() or not is_word(word) for word in between)


@cache
def _office() -> re.Pattern[str]:
    posts = post_lexicon().posts
    heads = {form.split()[0] for post in posts if post.kind is OfficialKind.OFFICIAL for form in post.forms}
    heads -= exposure_lexicon().half_offices
    word = r"(?:[A-Z][\w.-]*|di|dan|pada|bidang|untuk|wilayah|urusan|seksi|bagian)"
    return re.compile(
        rf"(?<!\w){one_of(heads)}(?P<between>(?:\s{word}){{0,6}}),?\s(?:(?:Drs|Dr|H|Hj|I)\.?\s){{0,2}}$"
    )


@cache
def _accused() -> re.Pattern[str]:
    return re.compile(rf"\b(?i:oknum|{one_of(exposure_lexicon().accused)})\b")


@cache
def _calling() -> frozenset[str]:
    words = exposure_lexicon()
    return frozenset(word.lower() for word in (*words.nicknames, *words.aliases, *words.callings))
