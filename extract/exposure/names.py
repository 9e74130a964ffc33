"""Names of victims, suspects, witnesses, children and their families, with what their families do for a living."""

import re
from collections.abc import Collection, Iterator
from functools import cache
from typing import NamedTuple

from extract.exposure.lexicon import (
    AGE,
    INITIALS,
    NAME,
    Found,
    exposure_lexicon,
    is_place,
    one_of,
)
from extract.openings import AnchoredPattern
from extract.patterns import any_of
from models.vocabulary import ExposureKind

_BEFORE = 40
_MIN_LATER = 3
# What matches cannot lack, and what is found faster.
_AGE_BEHIND = re.compile(r"[(,]\s?(?:berusia\s)?\d{1,2}\s?[),t]")
_ROLE_BEHIND = re.compile(r",\s(?:salah|seorang|mantan|ayah|ibu|kakak|adik|paman|bibi|orang|keluarga)\s")
_SUSPECTED = re.compile(
    r"[A-Z][a-z'’.]{0,20}\s(?:di(?:tetapkan|jadikan|tangkap|ringkus|bekuk|tahan|jerat|dakwa|tuntut|vonis))\b"
)
_LIST = rf"{NAME}(?:\s\({AGE}\))?(?:(?:,\s(?:dan\s|serta\s)?|\s(?:dan|serta|dengan|&)\s){NAME}(?:\s\({AGE}\))?){{0,9}}"
_NAMES = re.compile(NAME)
_WORDS = re.compile(r"\S+")
_SENTENCE_START = re.compile(r"(?:^|[.!?:\n“\"(])\s{0,2}$")
_RUN = re.compile(r"[A-Z][\w'’]{1,20}(?:\s[A-Z][\w'’]{1,20}){0,5}")
_PART = re.compile(r"[A-Z][\w'’]+")


class _Pattern(NamedTuple):
    rule: str
    kind: ExposureKind
    pattern: re.Pattern[str] | AnchoredPattern
    needs: tuple[str, ...] | re.Pattern[str] | None = None
    """A cheap question before a dear one: letters, in lower case, of which the text must hold some, or a sign."""
    needs_no_helper: bool = False
    """True where a lawyer, companion or speech verb before the words shows that no private person is meant."""


def names(text: str) -> Iterator[Found]:
    """Names, covers and trades of private people, as running text has them."""
    low = text.lower()
    for rule, kind, pattern, needs, needs_no_helper in _patterns():
        for match in pattern.finditer(text) if _may_stand(needs, text, low) else ():
            if needs_no_helper and _is_office(text, match):
                continue
            for start, end in _people(text, match):
                yield Found(start, end, kind, f"name_{rule}")
    for match in _trade().finditer(text):
        yield Found(*match.span("what"), ExposureKind.RELATIVE, "trade_of_family")


def _may_stand(needs: tuple[str, ...] | re.Pattern[str] | None, text: str, low: str) -> bool:
    if needs is None:
        return True
    if isinstance(needs, re.Pattern):
        return needs.search(text) is not None
    return any(letters in low for letters in needs)


def _is_office(text: str, match: re.Match[str]) -> bool:
    """True where a helper or a verb of speech stands before, or a role has a capital within a sentence."""
    start = match.start()
    if match.groupdict().get("large") and not _SENTENCE_START.search(text, max(0, start - 3), start):
        return True
    return _helper().search(text, max(0, start - _BEFORE), start) is not None


def _people(text: str, match: re.Match[str]) -> Iterator[tuple[int, int]]:
    """The names of a match, one by one where it holds a list."""
    start, end = match.span("who")
    if any(f" {alias} " in f" {match.group('who')}" for alias in exposure_lexicon().aliases):
        yield _past_roles(text, start, end), end
        return
    for name in _NAMES.finditer(text, start, end):
        begin = _past_other_words(text, name.start(), name.end())
        if begin < name.end() and not is_place(text[begin : name.end()]):
            yield begin, name.end()


def _past_other_words(text: str, start: int, end: int) -> int:
    """Where the name begins: behind role words in front of it; `end` where the words are no person."""
    start = _past_roles(text, start, end)
    lexicon = exposure_lexicon()
    words = text[start:end].split()
    return end if any(word.lower().strip(",.") in lexicon.not_names for word in words) else start


def _past_roles(text: str, start: int, end: int) -> int:
    """Where the words behind the roles in front begin; `end` where all are roles."""
    roles = exposure_lexicon().roles
    words = _WORDS.finditer(text, start, end)
    return next((word.start() for word in words if word.group().lower() not in roles), end)


def parts(name: str) -> Iterator[str]:
    """Words of the name by which later sentences may call the person; of capitals also the form in running text."""
    lexicon = exposure_lexicon()
    for match in _PART.finditer(name):
        word = match.group()
        plain = word.lower()
        if (
            len(word) >= _MIN_LATER
            and plain not in lexicon.not_names
            and plain not in lexicon.roles
            and not is_place(word)
        ):
            yield word
            if word.isupper():
                yield word.capitalize()


def again(text: str, known: Collection[str]) -> Iterator[Found]:
    """Every place of a known private name, whole or in part, in capitals too."""
    if not known:
        return
    for run in _RUN.finditer(text):
        words = [
            word
            for word in _PART.finditer(text, *run.span())
            if word.group() in known or (word.group().isupper() and word.group().capitalize() in known)
        ]
        if words:
            yield Found(words[0].start(), words[-1].end(), ExposureKind.NAME, "name_again")


@cache
def _patterns() -> tuple[_Pattern, ...]:
    words = exposure_lexicon()
    small = any_of(words.private_roles)
    large = any_of(word[0].upper() + word[1:] for word in words.private_roles)
    role = rf"(?<![\w-])(?:{small}|(?P<large>{large}))"
    which = r"(?:\s(?:utama|lain|lainnya|pertama|kedua|itu|tersebut))?,?\s"
    link = rf"{which}(?:yang\s)?(?:bernama\s|atas\snama\s|ialah\s)?"
    accused = rf"\b(?i:{any_of(words.accused)})(?:\s(?:utama|lain|lainnya))?,?\s(?:atas\snama\s|bernama\s)?"
    whose = rf"(?i:{one_of(words.accused)}|korban|pelaku)"
    relative = rf"\b(?i:{any_of(words.relatives)})(?:\s(?:kandung|tiri|angkat))?\s(?:dari\s)?{whose}"
    alias = one_of(words.aliases)
    cover = r"(?:bukan\snama|nama\s(?:samaran|disamarkan|panggilan)|(?:begitu|demikian)\snama\ssamaran)"
    kind = ExposureKind
    return (
        _Pattern("with_age", kind.NAME, re.compile(
            rf"(?P<who>{NAME})(?=\s?(?:\({AGE}\)|,\s(?:berusia\s)?\d{{1,2}}(?:\s(?:tahun|thn|th)\b|(?=,))))"),
            _AGE_BEHIND),
        _Pattern("of_couple", kind.RELATIVE, AnchoredPattern(
            rf"\b(?:pasangan|pasutri)\s(?:suami\sistri\s|suami-istri\s)?(?P<who>{NAME}(?:\s(?:dan|dengan|&)\s{NAME})?)")),
        _Pattern("of_relative", kind.RELATIVE, AnchoredPattern(
            rf"{relative}(?:\syang)?,?\s(?:bernama\s)?(?P<who>{_LIST})")),
        _Pattern("introduced", kind.NAME, AnchoredPattern(
            rf"\b(?:bernama|nama\slengkap)\s(?:lengkap\s)?(?P<who>{_LIST})")),
        _Pattern("of_accused", kind.NAME, AnchoredPattern(rf"{accused}(?P<who>{_LIST})"), needs_no_helper=True),
        _Pattern("behind_role", kind.NAME, AnchoredPattern(
            rf"{role}{link}(?P<who>{_LIST})", re.MULTILINE), needs_no_helper=True),
        _Pattern("listed", kind.NAME, AnchoredPattern(
            rf"\b(?i:korban|tersangka|terdakwa|pelaku|saksi|terduga)\b[^.\n,;:“\"]{{0,40}},?\s(?:yakni|yaitu|adalah|ialah|masing-masing|atas\snama)\s(?:berinisial\s)?(?P<who>{_LIST})")),
        _Pattern("of_suspect", kind.NAME, re.compile(
            rf"\b(?P<who>{NAME})(?=\s(?:ditetapkan|dijadikan|ditangkap|diringkus|dibekuk|ditahan|dijerat|didakwa|dituntut|divonis)\b)"),
            _SUSPECTED),
        _Pattern("of_suspect", kind.NAME, AnchoredPattern(
            rf"\b(?:menangkap|menahan|membekuk|meringkus|menciduk|menetapkan)\s(?P<who>{_LIST})")),
        _Pattern("before_role", kind.NAME, re.compile(
            rf"(?P<who>{NAME}),\s(?:salah\s(?:satu|seorang)|seorang|mantan|ayah|ibu|kakak|adik|paman|bibi|orang\stua|keluarga)\s"
            r"(?:\w{1,12}\s)?(?:korban|penyintas|tersangka|saksi|pelaku)\b"),
            _ROLE_BEHIND,
            needs_no_helper=True),
        _Pattern("of_bystander", kind.NAME, AnchoredPattern(
            rf"\b(?i:sopir|supir|pengemudi|nakhoda|pemilik\skos|tetangga|warga|nelayan|perantara)(?:\s[a-z]{{3,12}})?,\s(?P<who>{NAME}),")),
        _Pattern("alias", kind.ALIAS, re.compile(
            rf"\b(?P<who>(?:{INITIALS}|{NAME})\s{alias}\s(?!Rp)(?:{NAME}|{INITIALS}))(?![a-z])"), words.aliases),
        _Pattern("alias", kind.ALIAS, AnchoredPattern(rf"\b(?P<who>{alias}\s(?!Rp){NAME})")),
        _Pattern("cover", kind.ALIAS, re.compile(rf"\b(?P<who>{_LIST})(?=,?\s\(?{cover})"), ("nama",)),
        _Pattern("cover", kind.ALIAS, AnchoredPattern(
            rf"\b(?:[Ss]ebut\ssaja|[Pp]anggil\ssaja|nama\s(?:samaran|panggilan|julukan)|dengan\snama|dijuluki|berjuluk|dipanggil)\s[\"“'‘]?(?P<who>{NAME})")),
        _Pattern("cover", kind.ALIAS, re.compile(
            rf"\b(?P<who>{NAME}),?\s(?:begitu|demikian)\s(?:ia|dia)\s(?:\w{{2,8}}\s)?di(?:panggil|sapa|sebut)"),
            ("begitu", "demikian")),
        _Pattern("nickname", kind.ALIAS, AnchoredPattern(rf"\b(?P<who>{one_of(words.nicknames)}\s[A-Z])(?![\w.])")),
    )  # fmt: skip


@cache
def _helper() -> re.Pattern[str]:
    """What before a role shows an office or a speaker: `kuasa hukum korban`, `Perlindungan Saksi dan`, `kata`."""
    words = exposure_lexicon()
    return re.compile(
        rf"(?<!\w)(?i:{one_of((*words.helpers, *words.speech))})(?:,?\s(?:dan|serta|para))?,?\s$"
    )


@cache
def _trade() -> AnchoredPattern:
    words = exposure_lexicon()
    family = rf"\b(?i:{any_of(words.relatives)})(?:nya|\skorban|\stersangka|\spelaku|\sterdakwa)(?:,|\syang)?"
    as_what = r"[a-z]{3,15}(?:\s(?!di|dan|yang|pada|untuk|sejak)[a-z]{3,15}){0,2}"
    work = rf"(?:bekerja|berprofesi)\s(?:sebagai|jadi|menjadi)\s{as_what}"
    sells = r"(?:berjualan|berdagang)\s[a-z]{3,15}"
    is_one = r"seorang\s(?!diri|korban|yang)[a-z]{3,15}"
    return AnchoredPattern(
        rf"{family}(?:\s(?:sehari-hari|hanya|juga|kini))?\s(?P<what>{work}|{sells}|{is_one})"
    )
