"""Printed references to laws: kind, number and year, one by one."""

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from extract.laws.lexicon import Nickname, law_lexicon
from extract.openings import AnchoredPattern
from extract.patterns import any_of

GAP = r"[ \t\u00a0]{0,3}"
BLANK = r"[ \t\u00a0]{1,3}"
_YEAR = r"(?P<year>(?:19|20)\d{2})(?!\d)"
_NO = rf"(?:nomor|nomer|no){GAP}[.:]{{0,2}}{GAP}"
_YEAR_LINK = rf"(?:{GAP}(?:tahun|thn|th)\b\.?{GAP}|{GAP}/{GAP})"
_LETTERS = r"[A-Z]{1,6}[-.]{1,2}"  # IMI-417, HK.01
_NUMBER = re.compile(
    rf"(?:{_NO})?(?P<number>\d{{1,4}}){_YEAR_LINK}{_YEAR}"
    rf"|{_NO}(?P<code>(?:{_LETTERS})?\d[\w.-]{{0,30}}(?:/[\w.-]{{1,30}}){{1,8}}|{_LETTERS}\d{{1,6}}(?![\w/]))"
    rf"(?:{BLANK}(?:tahun|thn){BLANK}{_YEAR.replace('year', 'code_year')})?"
    rf"|{_NO}(?P<bare>\d{{1,4}})(?![\w/]|[.,]\d)",
    re.IGNORECASE,
)
# Words between kind and number: names of bodies and regions, an acronym in brackets, "tentang ...".
_NAME_WORD = rf"{BLANK}(?![Nn]o(?:mor|mer)?\b)(?:[A-Z(][^\s;:\"“”]{{0,40}}|dan|serta|di|ke|RI)"
_TITLE = rf"{BLANK}tentang(?:{BLANK}[^\s.;:\"“”]{{1,40}}){{1,16}}?"
_FILLER = re.compile(
    rf"(?:{_NAME_WORD}){{0,16}}?(?:{_TITLE})?{GAP}(?=(?i:{_NO}(?:{_LETTERS})?\d)|\d{{1,4}}(?:/|{GAP}(?i:tahun|thn)))"
)
_MORE = re.compile(
    rf"{GAP},?{GAP}(?:dan/atau|dan|atau|serta|maupun|jo\.?|juncto|,"
    r"|sebagaimana (?:telah )?diubah (?:dengan|oleh|menjadi))"
    rf"{GAP}(?:dan|jo\.?|juncto)?{GAP}(?={_NO}\d|\d{{1,3}}/(?:19|20)\d\d)",
    re.IGNORECASE,
)
_CODE_YEAR = re.compile(r"[/.-]((?:19|20)\d{2})(?![\d])")
_ANAPHOR = re.compile(rf"{BLANK}(?:tersebut|itu|ini|dimaksud|yang{BLANK}sama)\b", re.IGNORECASE)
_TITLED = re.compile(r"\d{4} tentang $")  # "UU Nomor 1 Tahun 2023 tentang KUHP" cites one law
_WINDOW = 260
_BEFORE = 40


@dataclass(frozen=True)
class Citation:
    """One printed reference."""

    start: int
    end: int
    type: str
    number: str | None
    year: int | None
    article: str | None = None
    rule: str = "citation"
    is_doubtful: bool = False

    @property
    def key(self) -> tuple[str, str | None, int | None]:
        """What makes two citations the same law."""
        return self.type, self.number, self.year


def law_spans(text: str) -> list[tuple[int, int]]:
    """Where citations stand, number and year included."""
    return [(citation.start, citation.end) for citation in find_citations(text)]


@lru_cache(maxsize=2)  # laws and dates of an article ask in turn
def find_citations(text: str) -> tuple[Citation, ...]:
    """Every printed reference, in order."""
    heads = [head for head in _heads().finditer(text) if not _is_bracketed(text, head)]
    citations: list[Citation] = []
    for index, head in enumerate(heads):
        if _is_other_thing(text, head.start()):
            continue
        if citations and head.start() < citations[-1].end:
            continue
        limit = heads[index + 1].start() if index + 1 < len(heads) else len(text)
        citations += _read_head(text, head, min(limit, head.end() + _WINDOW))
    return tuple(citations)


def _read_head(text: str, head: re.Match[str], limit: int) -> list[Citation]:
    kind = _kind_of(head.group())
    if kind in law_lexicon().codes:
        is_title = _TITLED.search(text, max(0, head.start() - _BEFORE), head.start()) is not None
        return [Citation(head.start(), head.end(), kind, None, None, rule="title" if is_title else "code")]
    filler = _FILLER.match(text, head.end(), limit)
    number = _NUMBER.match(text, filler.end(), limit + 1) if filler else None
    if number is not None:
        first = _cited(kind, head.start(), number)
        is_doubtful = _is_misnumbered(text, head, first)
        return [replace(first, is_doubtful=is_doubtful), *_further(text, kind, first.end, limit)]
    if nickname := _nickname().match(text, head.end()):
        law = _by_nickname()[_plain(nickname["name"])]
        if law.type == kind:
            return [Citation(head.start(), nickname.end(), kind, law.number, law.year, rule="nickname")]
    if kind == "UU" and (anaphor := _ANAPHOR.match(text, head.end())):
        return [Citation(head.start(), anaphor.end(), kind, None, None, rule="anaphor")]
    return []


def _is_bracketed(text: str, head: re.Match[str]) -> bool:
    """`Peraturan Menteri Ketenagakerjaan (Permenaker) Nomor 9`: the short form repeats the long one."""
    return text[max(0, head.start() - 1) : head.start()] == "(" and text[head.end() : head.end() + 1] == ")"


def _is_misnumbered(text: str, head: re.Match[str], citation: Citation) -> bool:
    """True where the law is also named and no law of that name bears the printed number and year."""
    if citation.year is None:
        return False
    named = _nickname().match(text, head.end()) or _titled().match(text, citation.end)
    if named is None:
        return False
    law = _by_nickname().get(_plain(named["name"]))
    known = {(law.number, law.year), *((str(n), y) for n, y in law.also)} if law else set()
    return law is not None and law.type == citation.type and (citation.number, citation.year) not in known


def _cited(kind: str, start: int, number: re.Match[str]) -> Citation:
    printed = number["number"] or number["code"] or number["bare"]
    year = number["year"] or number["code_year"]
    if year is None and number["code"] and (inside := _CODE_YEAR.findall(number["code"])):
        year = inside[-1]
    return Citation(start, number.end(), kind, printed.rstrip(".-"), int(year) if year else None)


def _further(text: str, kind: str, position: int, limit: int) -> list[Citation]:
    """`... dan Nomor 18 Tahun 2017` after a citation goes on with its kind."""
    citations = []
    while link := _MORE.match(text, position, limit):
        number = _NUMBER.match(text, link.end(), limit)
        if number is None:
            break
        citations.append(_cited(kind, link.end(), number))
        position = number.end()
    return citations


def _is_other_thing(text: str, start: int) -> bool:
    before = text[max(0, start - _BEFORE) : start].rstrip().lower()
    return before.endswith(law_lexicon().not_after)


def _plain(words: str) -> str:
    return " ".join(words.split()).lower()


@cache
def _forms() -> dict[str, str]:
    """Kind by printed form; upper-case forms as they stand, others lower case."""
    lexicon = law_lexicon()
    return {
        form: kind
        for table in (lexicon.types, lexicon.codes)
        for kind, forms in table.items()
        for form in forms
    }


def _kind_of(head: str) -> str:
    words = " ".join(re.sub(r"\(.*\)|\bR\.?I\b\.?|Republik Indonesia", " ", head).rstrip(".").split())
    forms = _forms()
    return forms[words] if words in forms else forms[words.lower()]


@cache
def _heads() -> AnchoredPattern:
    exact = any_of(form for form in _forms() if form.isupper())
    loose = any_of(form for form in _forms() if not form.isupper())
    bracket = rf"(?:{GAP}\((?:[A-Za-z]{{2,12}})\))?"
    state = rf"(?:{BLANK}(?:Republik{BLANK}Indonesia|R\.?I\b\.?))?"
    return AnchoredPattern(
        rf"(?<![\w-])(?:{exact}|(?i:{loose}))(?![\w-]){bracket}{state}(?:\.(?=[ ]?[Nn]o))?"
    )


@cache
def _by_nickname() -> dict[str, Nickname]:
    return {_plain(name): law for law in law_lexicon().nicknames for name in law.names}


@cache
def _nickname() -> re.Pattern[str]:
    names = any_of(name for law in law_lexicon().nicknames for name in law.names)
    return re.compile(rf"{BLANK}(?:tentang{BLANK})?(?P<name>{names})(?![\w-])")


@cache
def _titled() -> re.Pattern[str]:
    """`tentang ...` behind the number, in any case; nothing of the name may follow."""
    names = any_of(name for law in law_lexicon().nicknames for name in law.names)
    return re.compile(rf"{BLANK}tentang{BLANK}(?P<name>(?i:{names}))(?![\w-])(?!{BLANK}(?:[A-Z]|dan\b))")
