"""Initials of people: `JS (33)`, `berinisial HR, DD, dan SP`, and every later place where they stand."""

import re
from collections.abc import Iterator
from functools import cache

from extract.actors.names import name_lexicon
from extract.exposure.lexicon import AGE, INITIALS, SEXED, Found, exposure_lexicon, one_of
from models.vocabulary import ExposureKind

# What a match cannot lack, and what is found faster.
_AGED = re.compile(r"\((?:[LP]\b|\d|laki|perem|usia|umur|berus|berum)")
_LISTED = re.compile(r"[A-Z.],?\s(?:yang\s)?(?:berusia\s|berumur\s|usia\s|umur\s)?\d")
_SLASHED = re.compile(r"[A-Z]\s?/\s?\d")
_NAMED = re.compile(r"[Ii]nisi?al|[Ss]ebut\ssaja|[Pp]anggil\ssaja")
_DOTTED = re.compile(r"(?<![\w.])(?:[A-Z]\.\s?){2,4}")
_TOLD = re.compile(r"(?:yakni|yaitu|adalah|ialah|masing-masing)\s[A-Z]")
_LEAD_OF_AGE = r"(?:(?:yang\s)?(?:berusia|berumur|usia|umur)\s)"


@cache
def _certain() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """Initials that their surroundings give away, whatever the letters; before each, what its match cannot lack."""
    one = rf"{INITIALS}(?:\s?\({SEXED}\))?"
    title = r"(?:(?:Mr|Mrs|Ms|Ny|Tn|Hj?|Sdr|Sdri|An|Pak|Bu|Ibu|Bapak)\.?\s)?"
    more = rf"{one}(?:(?:\s?,\s?|\s|\s?[-–/]\s?)(?:dan\s|serta\s|atau\s|&\s)?{title}{one}(?![\w]))*"
    lead = (
        r"(?:(?:[Bb]er)?[Ii]nisi?al(?:nya)?|[Ss]ebut\ssaja|[Pp]anggil\ssaja)\s(?:nama\s|pelaku\s)?"
        r"(?:(?:[a-z]{3,12}\s){0,3}(?:ialah|adalah|yakni|yaitu)\s)?"
    )
    short = r"(?:[A-Z]{1,2}|(?:[A-Z]\.\s?){1,3}[A-Z]?)"
    years = r"(?:\d{1,2}\s?(?:tahun|thn|th)\b|\d{1,2}(?=,(?!\d)))"
    return (
        (_NAMED, re.compile(rf"\b{lead}{title}[\"“'‘]?(?P<who>{more})(?![\w])")),
        (
            _TOLD,
            re.compile(
                rf"\b(?i:korban|tersangka|terdakwa|pelaku|saksi)\b[^.\n;:]{{0,40}}?"
                rf"\s(?:yakni|yaitu|adalah|ialah|masing-masing)\s(?P<who>{title}{INITIALS}(?:,\s{title}{INITIALS})*)(?=,|\s(?:dan|serta))"
            ),
        ),
        (_AGED, re.compile(r"\b(?P<who>[A-Z]{3,4}\s?\((?:usia\s)?\d{1,2}\s(?:tahun|thn|th)\b\.?\)?)")),
        (_SLASHED, re.compile(r"(?<![\w/.-])(?P<who>[A-Z]{1,4}\s?/\s?\d{1,2}\s(?:tahun|thn|th)\b)")),
        (_AGED, re.compile(rf"\b(?P<who>{short}[\"”'’]?\s?\({SEXED}\b(?:\s?\))?)")),
        (
            _LISTED,
            re.compile(rf"\b(?P<who>[A-Z]{{1,2}}(?:,?\s{_LEAD_OF_AGE}\d{{1,2}}\b|,\s{years}))"),
        ),
    )


_LIKELY = (
    (_AGED, re.compile(rf"\b(?P<who>[A-Z]{{3,4}}[\"”'’]?\s?\({SEXED}\b(?:\s?\))?)")),
    (
        _LISTED,
        re.compile(
            rf"\b(?P<who>[A-Z]{{3,4}}(?:,?\s{_LEAD_OF_AGE}\d{{1,2}}\b|,\s\d{{1,2}}(?:\s?(?:tahun|thn|th)\b|(?=,(?!\d)))))"
        ),
    ),
    (_SLASHED, re.compile(r"(?<![\w/.-])(?P<who>[A-Z]{1,4}\s?/\s?\d{1,2})\b(?![/.]?\d|/)")),
)
# Two capitals by themselves, in running text, are hardly ever anything else.
_PAIR = re.compile(
    r"(?P<who>[A-Z](?<![^\s(“\"'‘].)[A-Z])(?=\s[a-z]|,\s[a-z]|\.(?:\s|$)|,?\s(?:dan|serta)\b|[\")”'’])"
)
_BEHIND_ROLE = re.compile(
    r"(?P<who>[A-Z](?<=\s.)[A-Z]{0,3}(?:(?:,\s?|\s)(?:dan\s|serta\s)?[A-Z]{2,3}\b)*)(?![\w.]*\w)(?!\s[A-Z])"
)
_APPOSED = re.compile(r"(?P<who>[A-Z](?<=,\s.)[A-Z]{1,3})(?=,)")
# With full stops, behind a word in lower case: no degree, which stands behind a name.
_STOPPED = re.compile(r"(?:(?<=[a-z]\s)|(?<=[a-z\]],\s))(?P<who>(?:[A-Z]\.){2,4})(?=,?\s[a-z]|,)")
_DOTTED_MID = re.compile(r"(?<![\w.@/-])(?P<who>[A-Z]\.[A-Z](?:\.[A-Z])?\.?)(?!\.?[\w@])")
_LARGE_BEHIND = re.compile(r"\s[A-Z][a-z]")
_BEFORE = 45
_PAIR_BEFORE = 12
_TOKEN = re.compile(r"\b[A-Z]{1,4}\b")
_AGAIN = re.compile(rf"(?<![\w.@])[A-Z]{{1,4}}(?![a-z])(?:\s?\({AGE}\))?(?![\w/])")
_NEXT = re.compile(
    r"\)?(?:\s?(?:,|&|-|–|/|\bdan\b|\bserta\b)\s?){1,2}(?P<who>[A-Z]{2,4})(?![\w/.-])"
    r"|\)?,?\s(?:dan|serta)\s(?P<small>[A-Z][a-z])(?=[.,)]|\s[a-z])"
)
_FIRST = re.compile(r"(?<![\w.@/-])(?P<who>[A-Z]{2})\s(?:dan|serta)\s$")
_COUPLE = re.compile(
    r"\b(?:[Pp]asangan|[Pp]asutri)\s(?:suami[\s-]istri\s)?(?P<who>[A-Z]{1,4})(?=\s(?:dan|dengan|&)\s)"
)
_LONE = re.compile(r"(?<=[a-z],\s)(?P<who>[A-Z])(?=,\s)")
_NO_LETTER_OF_ITS_OWN = re.compile(r"\s[A-Z][a-z]|\.\s?[A-Z]")


@cache
def _roles() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A role directly before; a role, perhaps with a word, and a comma before."""
    roles = one_of(exposure_lexicon().roles)
    return (
        re.compile(rf"\b{roles}\s$", re.IGNORECASE),
        re.compile(rf"\b{roles}(?:\s[a-z]{{3,12}})?,\s$", re.IGNORECASE),
    )


def _likely(text: str) -> Iterator[re.Match[str]]:
    """Capitals that are initials unless they are a known acronym."""
    for sign, pattern in _LIKELY:
        if sign.search(text):
            yield from pattern.finditer(text)
    yield from _PAIR.finditer(text)
    yield from _with_stops(text)
    for match in _STOPPED.finditer(text):
        if match.group("who").replace(".", "") not in exposure_lexicon().acronyms:
            yield match
    yield from _of_roles(text)


def _is_behind_role(letters: str) -> bool:
    """`korban MK` is no court; of one letter, and of what is no one's initials there, nothing is certain."""
    return len(letters) > 1 and letters.isupper() and letters not in exposure_lexicon().behind_roles


def _of_ranks(text: str) -> Iterator[re.Match[str]]:
    """`Ipda RS`: whose name is not printed is no official."""
    return _rank().finditer(text)


@cache
def _rank() -> re.Pattern[str]:
    names = name_lexicon()
    ranks = one_of(rank for rank in names.ranks if rank not in names.weak_ranks)
    return re.compile(rf"\b{ranks}\s(?P<who>[A-Z]{{1,3}})(?=\s[a-z]|,|\.(?:\s|$))")


def _with_stops(text: str) -> Iterator[re.Match[str]]:
    """`M.T dijerat`, `Muncikari I.N.S Ditangkap`: no degree, which stands behind a name, and no name's beginning."""
    lexicon = exposure_lexicon()
    for match in _DOTTED_MID.finditer(text):
        words = text[max(0, match.start() - _BEFORE) : match.start()].split()
        others = (word for word in reversed(words) if not _DOTTED_MID.fullmatch(word.rstrip(",")))
        word = next(others, "").strip(',.:;"“(')
        is_role = word.lower() in lexicon.roles or word.lower() in lexicon.private_roles
        if word[:1].isupper() and not is_role:
            continue
        if not is_role and _LARGE_BEHIND.match(text, match.end()):
            continue
        if match.group("who").replace(".", "") not in lexicon.with_stops:
            yield match


def _of_roles(text: str) -> Iterator[re.Match[str]]:
    for pattern, role in zip((_BEHIND_ROLE, _APPOSED), _roles(), strict=True):
        for match in pattern.finditer(text):
            if role.search(text, max(0, match.start() - _BEFORE), match.start()):
                yield match


def initials(text: str) -> Iterator[Found]:
    """Initials where they are introduced, then again wherever they stand, and two capitals before them (TA dan NR)."""
    found = list(_introduced(text))
    yield from found
    for item in found:
        first = _FIRST.search(text, max(0, item.start - _PAIR_BEFORE), item.start)
        if first is not None:
            yield Found(*first.span("who"), ExposureKind.INITIALS, "initials_beside")


def _introduced(text: str) -> Iterator[Found]:
    acronyms = exposure_lexicon().acronyms
    known: set[str] = set()
    shared: set[str] = set()
    dotted: set[str] = set()
    certain = [match for sign, pattern in _certain() if sign.search(text) for match in pattern.finditer(text)]
    certain += (*_LONE.finditer(text), *_COUPLE.finditer(text))
    certain += (match for match in _of_roles(text) if _is_behind_role(match.group("who")))
    certain += _of_ranks(text)
    for index, match in enumerate((*certain, *_likely(text))):
        tokens = [token.group() for token in _TOKEN.finditer(match.group("who"))]
        unknown = [token for token in tokens if token not in acronyms]
        if index >= len(certain) and not unknown:
            continue
        initial = _DOTTED.match(match.group("who"))
        if initial is not None:
            dotted.add(initial.group().strip(" ."))
        elif unknown:
            known.update(unknown)
        elif index < len(certain):
            shared.update(tokens)
        yield Found(*match.span("who"), ExposureKind.INITIALS, "initials")
        for beside in _beside(text, match.end("who"), acronyms):
            which = "who" if beside.group("who") else "small"
            known.add(beside.group(which))
            yield Found(*beside.span(which), ExposureKind.INITIALS, "initials_beside")
    if known:
        yield from _again(text, known)
    for letters in shared:  # an acronym, too: again only where no large word stands beside it (TNI AL)
        for match in re.finditer(rf"(?<=[a-z,]\s){letters}(?=\s[a-z]|,|\.(?:\s|$))", text):
            yield Found(*match.span(), ExposureKind.INITIALS, "initials_again")
    for letters in dotted:
        for again in re.finditer(rf"(?<![\w.]){re.escape(letters)}(?!\w)\.?", text):
            yield Found(*again.span(), ExposureKind.INITIALS, "initials_again")


def _beside(text: str, end: int, acronyms: frozenset[str]) -> Iterator[re.Match[str]]:
    """`VN dan OS`, `BT (48) - RN`: beside initials stand initials."""
    while (match := _NEXT.match(text, end)) is not None and (
        match.group("small") or match.group("who") not in acronyms
    ):
        yield match
        end = match.end()


def _again(text: str, known: set[str]) -> Iterator[Found]:
    for match in _AGAIN.finditer(text):
        letters = match.group().split("(")[0].strip()
        if letters in known and not (len(letters) == 1 and _NO_LETTER_OF_ITS_OWN.match(text, match.end())):
            yield Found(*match.span(), ExposureKind.INITIALS, "initials_again")
