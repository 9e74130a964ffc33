"""Masks what could identify victims, suspects, children and residents in anything that leaves the store.

Rules: UU 11/2012 art. 19, PPRA Dewan Pers 1/2019, UU 27/2022. Officials in office stay; initials, names with ages, ages
of minors, aliases, addresses below kabupaten/kota, schools, parents, plates, report, phone and identity numbers go.
A masked text may still identify somebody by what happened; it lowers the risk, it is no proof of anonymity.
"""

import re
from collections.abc import Iterator
from functools import cache

from extract.lexicon import Lexicon, load_lexicon
from extract.regions.gazetteer import gazetteer

MASK = "[disamarkan]"
_ADULT = 18
_AGE = r"\d{1,2}(?:\s?(?:tahun|thn|th)\b\.?)?"
_INITIALS = r"(?:[A-Z]{1,4}|(?:[A-Z]\.\s?){1,3}[A-Z]?)"
_WORD = r"[A-Z][a-z'’]{1,20}"
_NAME = rf"{_WORD}(?:\s(?:{_WORD}|[A-Z]\.?|bin|binti)){{0,3}}"
_TITLE_CASE_SHARE = 0.7
_NO_PERSON = ("di bawah", "dibawah", "kelompok", "rentang", "kategori")


class RedactionLexicon(Lexicon):
    """`lexicons/redaction.yml`."""

    acronyms: frozenset[str]
    roles: tuple[str, ...]
    accused: tuple[str, ...]
    relatives: tuple[str, ...]
    minors: tuple[str, ...]
    small_numbers: tuple[str, ...]
    not_names: frozenset[str]
    residence: tuple[str, ...]
    address_units: tuple[str, ...]
    offices: tuple[str, ...]
    schools: tuple[str, ...]
    nicknames: tuple[str, ...]
    hotlines: frozenset[str]


def redact(text: str) -> str:
    """The text with every identifying stretch replaced by `[disamarkan]`."""
    spans = sorted(_identity_spans(text))
    pieces: list[str] = []
    done = 0
    for start, end in spans:
        if start >= done:
            pieces += [text[done:start], MASK]
        done = max(done, end)
    return "".join((*pieces, text[done:]))


def _identity_spans(text: str) -> Iterator[tuple[int, int]]:
    yield from _numbers(text)
    yield from _addresses(text)
    yield from _age_lists(text)
    yield from _minor_ages(text)
    yield from _names(text)
    yield from _initials(text)


@cache
def _lexicon() -> RedactionLexicon:
    return load_lexicon("redaction", RedactionLexicon)


def _any(words: tuple[str, ...]) -> str:
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


# --- numbers that lead to a person ---


@cache
def _number_patterns() -> tuple[re.Pattern[str], ...]:
    return (
        re.compile(r"(?<!\d)\d{16}(?!\d)"),  # NIK
        re.compile(r"\b[ABCEXY]\s?\d{7}\b"),  # passport
        re.compile(
            r"\b(?:STTLP|STPLP|STPL|LP|LI|TBL)(?:[-/][A-Z])?\s?/\s?[A-Z]?/?\s?\d[\w./-]{2,80}(?:\s[A-Z]{3,20}\b){0,3}"
        ),
        re.compile(
            r"\b(?!UU|PP|KM|RT|RW|NO|RP|KUHP|US|NTT|NTB|KRI|KMP|MV)[A-Z]{1,2}\s\d{2,4}\s[A-Z]{1,3}\b(?!\s?\d)"
        ),  # plate
        re.compile(r"(?<![\d.,])(?:\+?62[\s-]?|0)8\d{1,3}(?:[\s.-]?\d{2,5}){2,3}(?![\d,])"),  # mobile phone
        re.compile(r"(?<![\d.,])\(?0\d{2,3}\)?[\s-]\d{5,8}(?!\d)"),  # telephone
    )


def _numbers(text: str) -> Iterator[tuple[int, int]]:
    for pattern in _number_patterns():
        for match in pattern.finditer(text):
            if re.sub(r"\D", "", match.group()) not in _lexicon().hotlines:
                yield match.span()


# --- where somebody lives or learns ---


@cache
def _address_patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = _lexicon()
    name = r"(?:[A-Z0-9][\w'’-]{0,25})(?:\s(?:[A-Z0-9][\w'’-]{0,25})){0,3}"
    block = r"RT\s?\.?\s?\d{1,3}(?:\s?[/,]?\s?RW\s?\.?\s?\d{1,3})?"
    unit = rf"(?:{_any(words.address_units)}\s{name}|{block}|RW\s?\.?\s?\d{{1,3}}|[Nn]omor\s\d{{1,4}})"
    chain = rf"{unit}(?:\s?,?\s{unit}){{0,5}}"
    at_home = re.compile(rf"\b(?i:{_any(words.residence)})\s(?P<place>{chain})")
    long_chain = re.compile(rf"{unit}(?:\s?,?\s{unit}){{1,5}}|\b{block}\b")
    school = re.compile(
        rf"\b{_any(words.schools)}\s(?:(?:Negeri|Swasta|Inpres|Islam|Katolik|Kristen)\s?)?"
        rf"(?:\d{{1,3}}|{_WORD})(?:\s(?:{_WORD}|\d{{1,3}})){{0,3}}"
        rf"|\b(?:SD|SMP|SMA|SMK)\s(?:Negeri|Swasta)\b"
    )
    return at_home, long_chain, school


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    at_home, chain, school = _address_patterns()
    for match in at_home.finditer(text):
        yield match.span("place")
    offices = _lexicon().offices
    for match in chain.finditer(text):
        before = text[max(0, match.start() - 15) : match.start()].lower().split()
        if not before or before[-1] not in offices:
            yield match.span()
    if not _is_title_case(text):
        for match in school.finditer(text):
            yield match.span()


# --- how old a child is ---


@cache
def _age_patterns() -> tuple[re.Pattern[str], ...]:
    words = _lexicon()
    number = rf"(?P<age>\d{{1,2}}|{_any(words.small_numbers)})"
    person = _any(words.minors)
    no_age = "(?:penjara|bui|kurungan|lalu|terakhir)"
    return (
        re.compile(
            rf"\b(?:berusia|berumur|usia|usianya|umur|umurnya)\s(?:sekitar\s|masih\s|baru\s)?{number}(?![\d-]|\sbelas|\spuluh)",
            re.I,
        ),
        re.compile(rf"\b{person}\b[^.,;:()]{{0,25}}?\b{number}\s?(?:tahun|thn|th)\b(?!\s{no_age})", re.I),
        re.compile(rf"\b(?:masih|baru)\s{number}\stahun\b(?!\s{no_age})", re.I),
        re.compile(r"\((?P<age>\d{1,2})(?:\s?(?:tahun|thn|th))?\)", re.I),
        re.compile(r"(?<=, )(?P<age>1[0-7]|[1-9])(?:\s(?:tahun|thn|th))?(?=,)"),
    )  # fmt: skip


@cache
def _age_list_patterns() -> tuple[re.Pattern[str], ...]:
    words = _lexicon()
    number = rf"(?:\d{{1,2}}|{_any(words.small_numbers)})"
    ages = rf"(?P<ages>{number}(?:,?\s?(?:dan|hingga|sampai|serta|atau|-|–|,)\s?{number}){{0,8}})"
    years = r"(?:(?:tahun|thn|th)\b)"
    lead = r"\b(?:berusia|berumur|usia|usianya|umur|umurnya)\s(?:antara\s|sekitar\s|masih\s|baru\s)?"
    return (
        re.compile(rf"{lead}{ages}(?![\d]|\sbelas|\spuluh)", re.I),
        re.compile(rf"\b{_any(words.minors)}\b[^.;:()\d]{{0,25}}?{ages}\s?{years}(?!\s(?:penjara|lalu))", re.I),
        re.compile(rf"\((?:bukan nama (?:sebenarnya|asli)|nama samaran)\),?\s{ages}\s?{years}?", re.I),
    )  # fmt: skip


def _age_lists(text: str) -> Iterator[tuple[int, int]]:
    """`berusia 14, 15, dan 17 tahun`: where one of several ages is a child's, all of them go."""
    small = _lexicon().small_numbers
    for pattern in _age_list_patterns():
        for match in pattern.finditer(text):
            ages = match.group("ages").lower()
            digits = [int(number) for number in re.findall(r"\d+", ages)]
            before = text[max(0, match.start() - 12) : match.start("ages")].lower()
            is_statistic = any(word in before for word in _NO_PERSON)
            has_child = any(0 < age < _ADULT for age in digits) or any(word in ages for word in small)
            if has_child and not is_statistic:
                yield match.span("ages")


def _minor_ages(text: str) -> Iterator[tuple[int, int]]:
    words = _lexicon().small_numbers
    *worded, in_brackets, between_commas = _age_patterns()
    for pattern in (*worded, in_brackets, between_commas):
        is_bare = pattern in (in_brackets, between_commas)
        for match in pattern.finditer(text):
            printed = match.group("age").lower()
            age = int(printed) if printed.isdigit() else words.index(printed) + 1
            before = text[max(0, match.start("age") - 14) : match.start("age")].lower()
            if not 0 < age < _ADULT or "di bawah" in before or "dibawah" in before:
                continue
            if not is_bare or _follows_name(text, match.start()):
                yield match.start("age"), match.end("age")


def _follows_name(text: str, at: int) -> bool:
    """A bare `(16)` or `, 16,` is an age only behind a name or initials, not behind a place or an agency."""
    before = re.search(r"([A-Z][\w.'’]*)\s?,?\s?$", text[max(0, at - 30) : at])
    if before is None:
        return False
    return before.group(1).upper() not in _lexicon().acronyms and not _is_place(before.group(1))


# --- names ---


@cache
def _name_patterns() -> tuple[re.Pattern[str], ...]:
    words = _lexicon()
    two = rf"{_NAME}(?:\s(?:dan|dengan|&)\s{_NAME})?"
    return (
        re.compile(rf"(?P<who>{_NAME})\s?(?:\({_AGE}\)|,\s(?:berusia\s)?\d{{1,2}}(?:\s(?:tahun|thn|th)\b|(?=,)))"),
        re.compile(rf"\b(?:pasangan|pasutri)\s(?:suami\sistri\s|suami-istri\s)?(?P<who>{two})", re.MULTILINE),
        re.compile(rf"\b(?i:{_any(words.relatives)})(?:\s(?:kandung|tiri|angkat))?\s(?:dari\s)?(?i:korban|tersangka|pelaku),?\s(?:yang\s)?(?:bernama\s)?(?P<who>{_NAME})"),
        re.compile(rf"\b(?:bernama|nama\slengkap)\s(?:lengkap\s)?(?P<who>{_NAME})"),
        re.compile(rf"\b(?<!hukum\s)(?<!kuasa\s)(?<!pengacara\s)(?i:{_any(words.accused)})(?:\s(?:utama|lain|lainnya))?,?\s(?P<who>{_NAME})"),
        re.compile(rf"\b(?P<who>(?:{_INITIALS}|{_NAME})\salias\s(?!Rp)(?:{_NAME}|{_INITIALS}))(?![a-z])"),
        re.compile(rf"\b(?P<who>alias\s(?!Rp){_NAME})"),
        re.compile(rf"\b(?P<who>{_NAME})\s\((?:bukan\snama\s(?:sebenarnya|asli)|nama\ssamaran)\)"),
        re.compile(rf"\b(?P<who>{_any(words.nicknames)}\s[A-Z])(?![\w.])"),
    )  # fmt: skip


def _names(text: str) -> Iterator[tuple[int, int]]:
    if _is_title_case(text):
        return  # every word of a headline has a capital: nothing tells a name there
    for pattern in _name_patterns():
        for match in pattern.finditer(text):
            start, end = match.span("who")
            start = _past_other_words(text, start, end)
            if start < end and not _is_place(text[start:end]):
                yield start, end


def _past_other_words(text: str, start: int, end: int) -> int:
    """Where the name begins: behind role words in front of it; `end` where the words are no person."""
    words = list(re.finditer(r"\S+", text[start:end]))
    lexicon = _lexicon()
    roles = {role.lower() for role in lexicon.roles}
    while words and words[0].group().lower() in roles:
        words.pop(0)
    if not words or any(word.group().lower().strip(",.") in lexicon.not_names for word in words):
        return end
    return start + words[0].start()


def _is_place(name: str) -> bool:
    known = gazetteer().names
    words = name.lower().split()
    return any(" ".join(words[i:]) in known for i in range(len(words)))


def _is_title_case(text: str) -> bool:
    """True for a headline: nearly every word has a capital, and it does not end as a sentence."""
    if text.rstrip().endswith((".", "”", '"')):
        return False
    words = re.findall(r"[^\W\d_]{4,}", text[:400].replace(MASK, ""))
    return len(words) >= 4 and sum(word[0].isupper() for word in words) >= _TITLE_CASE_SHARE * len(words)


# --- initials ---


@cache
def _certain_initials() -> tuple[re.Pattern[str], ...]:
    """Initials that their surroundings give away, whatever the letters."""
    one = rf"{_INITIALS}(?:\s?\({_AGE}\))?"
    more = rf"{one}(?:(?:\s?,\s?|\s)(?:dan\s|serta\s|atau\s|&\s)?{one}(?![\w]))*"
    return (
        re.compile(rf"\b(?:ber)?inisi?al\s(?:nama\s)?(?P<who>{more})(?![\w])"),
        re.compile(rf"\b(?P<who>(?:[A-Z]{{1,2}}|(?:[A-Z]\.\s?){{1,3}}[A-Z]?)\s?\({_AGE}\))"),
        re.compile(
            r"\b(?P<who>[A-Z]{1,2},\s(?:berusia\s|umur\s)?(?:\d{1,2}\s?(?:tahun|thn|th)\b|\d{1,2}(?=,)))"
        ),
    )


@cache
def _likely_initials() -> tuple[re.Pattern[str], ...]:
    """Capitals that are initials unless they are a known acronym."""
    roles = _any(_lexicon().roles)
    return (
        re.compile(rf"\b(?P<who>[A-Z]{{3,4}}\s?\({_AGE}\))"),
        re.compile(r"\b(?P<who>[A-Z]{3,4},\s(?:berusia\s|umur\s)?\d{1,2}\s?(?:tahun|thn|th)\b)"),
        re.compile(
            rf"\b(?i:{roles})\s(?P<who>[A-Z]{{2,3}}(?:(?:,\s?|\s)(?:dan\s|serta\s)?[A-Z]{{2,3}}\b)*)\b(?!\s[A-Z])"
        ),
        # Two capitals by themselves, in running text, are hardly ever anything else.
        re.compile(
            r"(?:^|(?<=[\n\s(“\"]))(?P<who>[A-Z]{2})(?=\s[a-z]|,\s[a-z]|\.(?:\s|$)|,?\s(?:dan|serta)\b)"
        ),
    )


def _initials(text: str) -> Iterator[tuple[int, int]]:
    known: set[str] = set()
    for pattern in (*_certain_initials(), *_likely_initials()):
        is_certain = pattern in _certain_initials()
        for match in pattern.finditer(text):
            tokens = [m.group() for m in re.finditer(r"\b[A-Z]{1,4}\b", match.group("who"))]
            unknown = [token for token in tokens if token not in _lexicon().acronyms]
            known.update(token for token in unknown if len(token) > 1)
            if is_certain or unknown:
                yield match.span("who")
    if known:
        again = re.compile(rf"(?<![\w.]){_any(tuple(known))}(?:\s?\({_AGE}\))?(?![\w/])")
        yield from (match.span() for match in again.finditer(text))
