"""Laws and rules that an article cites: kind, number, year, articles; nicknames with their number from a data file."""

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import cache

from extract.law_articles import ArticleChain, article_chains
from extract.law_lexicon import Nickname, law_lexicon
from extract.patterns import any_of
from models.annotation import AnnotatedArticle
from models.fact import Law

_S = r"[ \t\u00a0]{0,3}"
_S1 = r"[ \t\u00a0]{1,3}"
_YEAR = r"(?P<year>(?:19|20)\d{2})(?!\d)"
_NO = rf"(?:nomor|nomer|no){_S}[.:]{{0,2}}{_S}"
_YEAR_LINK = rf"(?:{_S}(?:tahun|thn|th)\b\.?{_S}|{_S}/{_S})"
_NUMBER = re.compile(
    rf"(?:{_NO})?(?P<number>\d{{1,4}}){_YEAR_LINK}{_YEAR}"
    rf"|{_NO}(?P<code>\d[\w.-]{{0,30}}(?:/[\w.-]{{1,30}}){{1,8}})(?:{_S1}(?:tahun|thn){_S1}{_YEAR.replace('year', 'code_year')})?"
    rf"|{_NO}(?P<bare>\d{{1,4}})(?![\w/]|[.,]\d)",
    re.IGNORECASE,
)
# Words between kind and number: names of bodies and regions, an acronym in brackets, "tentang ...".
_NAME_WORD = rf"{_S1}(?![Nn]o(?:mor|mer)?\b)(?:[A-Z(][^\s;:\"“”]{{0,40}}|dan|serta|di|ke|RI)"
_TITLE = rf"{_S1}tentang(?:{_S1}[^\s.;:\"“”]{{1,40}}){{1,16}}?"
_FILLER = re.compile(rf"(?:{_NAME_WORD}){{0,16}}?(?:{_TITLE})?{_S}(?=(?i:{_NO}\d)|\d{{1,4}}(?:/|{_S}(?i:tahun|thn)))")
_MORE = re.compile(
    rf"{_S},?{_S}(?:dan/atau|dan|atau|serta|maupun|jo\.?|juncto|,|sebagaimana (?:telah )?diubah (?:dengan|oleh|menjadi))"
    rf"{_S}(?:dan|jo\.?|juncto)?{_S}(?={_NO}\d|\d{{1,3}}/(?:19|20)\d\d)",
    re.IGNORECASE,
)
_CODE_YEAR = re.compile(r"[/.-]((?:19|20)\d{2})(?![\d])")
_OF_THE_LAW = re.compile(r"[\s,]{0,3}(?:(?:di ?dalam|dalam|pada|dari|di|menurut|sesuai)\s{1,3})?", re.IGNORECASE)
_THEN_ARTICLE = re.compile(
    rf"{_S},?{_S}\(?{_S}(?:(?:khususnya|yaitu|yakni|pada|terutama|di|dalam|tepatnya){_S})?"
    rf"|{_S1}tentang(?:{_S1}[^\s.;:\"“”]{{1,40}}){{1,16}}{_S}",
    re.IGNORECASE,
)
_ANAPHOR = re.compile(rf"{_S1}(?:tersebut|itu|ini|dimaksud|yang{_S1}sama)\b", re.IGNORECASE)
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

    @property
    def key(self) -> tuple[str, str | None, int | None]:
        """What makes two citations the same law."""
        return self.type, self.number, self.year


def find_laws(annotated: AnnotatedArticle) -> tuple[Law, ...]:
    """Laws of the article, one per kind, number and year, in order of first mention; articles collected."""
    text = annotated.text
    citations = _with_articles(text, find_citations(text))
    merged: dict[tuple[str, str | None, int | None], list[Citation]] = {}
    for citation in _one_number_a_nickname(citations):
        merged.setdefault(citation.key, []).append(citation)
    laws = [_as_law(text, mentions) for mentions in merged.values()]
    needed = law_lexicon().need_article
    return tuple(sorted((law for law in laws if law.article or law.type not in needed), key=lambda law: law.start))


def law_spans(text: str) -> list[tuple[int, int]]:
    """Where citations stand, number and year included."""
    return [(citation.start, citation.end) for citation in find_citations(text)]


def find_citations(text: str) -> list[Citation]:
    """Every printed reference, in order."""
    heads = list(_heads().finditer(text))
    citations: list[Citation] = []
    for index, head in enumerate(heads):
        if _is_other_thing(text, head.start()):
            continue
        if citations and head.start() < citations[-1].end:
            continue
        limit = heads[index + 1].start() if index + 1 < len(heads) else len(text)
        citations += _read_head(text, head, min(limit, head.end() + _WINDOW))
    return citations


def _read_head(text: str, head: re.Match[str], limit: int) -> list[Citation]:
    kind = _kind_of(head.group())
    if kind in law_lexicon().codes:
        is_title = _TITLED.search(text, max(0, head.start() - _BEFORE), head.start()) is not None
        return [Citation(head.start(), head.end(), kind, None, None, rule="title" if is_title else "code")]
    filler = _FILLER.match(text, head.end(), limit)
    number = _NUMBER.match(text, filler.end(), limit + 1) if filler else None
    if number is not None:
        first = _cited(kind, head.start(), number)
        return [first, *_further(text, kind, first.end, limit)]
    if nickname := _nickname().match(text, head.end()):
        law = _by_nickname()[_plain(nickname["name"])]
        if law.type == kind:
            return [Citation(head.start(), nickname.end(), kind, law.number, law.year, rule="nickname")]
    if kind == "UU" and (anaphor := _ANAPHOR.match(text, head.end())):
        return [Citation(head.start(), anaphor.end(), kind, None, None, rule="anaphor")]
    return []


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


def _with_articles(text: str, citations: list[Citation]) -> list[Citation]:
    """Gives each run of articles to the law that it directly precedes or follows."""
    starts = [citation.start for citation in citations]
    owners: dict[int, list[ArticleChain]] = {}
    for chain in article_chains(text):
        index = bisect_left(starts, chain.end)
        if index < len(citations) and _joins(text, _OF_THE_LAW, chain.end, starts[index]):
            owners.setdefault(index, []).append(chain)
        elif index > 0 and _joins(text, _THEN_ARTICLE, citations[index - 1].end, chain.start):
            owners.setdefault(index - 1, []).append(chain)
    return [_owning(text, citation, owners.get(index, [])) for index, citation in enumerate(citations)]


def _joins(text: str, pattern: re.Pattern[str], start: int, end: int) -> bool:
    return end - start <= _WINDOW and pattern.fullmatch(text, start, end) is not None


def _owning(text: str, citation: Citation, chains: list[ArticleChain]) -> Citation:
    if not chains:
        return citation
    article = "; ".join(text[chain.start : chain.end] for chain in chains)
    return replace(citation, start=min(citation.start, chains[0].start), article=article)


def _one_number_a_nickname(citations: list[Citation]) -> list[Citation]:
    """A nickname, `UU tersebut`, or a number without year means the law that the article cites in full, if it does."""
    full = [citation for citation in citations if citation.rule == "citation" and citation.year is not None]
    keys = {citation.key for citation in full}
    settled: list[Citation] = []
    for citation in citations:
        if citation.rule == "anaphor":
            earlier = [other for other in settled if other.type == citation.type]
            if earlier and citation.article:
                settled.append(replace(citation, number=earlier[-1].number, year=earlier[-1].year))
            continue
        if citation.rule == "nickname":
            settled.append(_settled_nickname(citation, keys))
        elif citation.rule == "citation" and citation.year is None:
            same = [other for other in full if (other.type, other.number) == (citation.type, citation.number)]
            settled.append(replace(citation, year=same[0].year) if same else citation)
        elif not (citation.article is None and citation.rule == "title"):
            settled.append(citation)
    return settled


def _settled_nickname(citation: Citation, keys: set[tuple[str, str | None, int | None]]) -> Citation:
    for number, year in _by_number()[(citation.number, citation.year)].also:
        if citation.key not in keys and (citation.type, str(number), year) in keys:
            return replace(citation, number=str(number), year=year)
    return citation


def _as_law(text: str, mentions: list[Citation]) -> Law:
    first = next((m for m in mentions if m.rule != "nickname"), mentions[0])
    articles = list(dict.fromkeys(m.article for m in mentions if m.article))
    return Law(
        start=first.start,
        end=first.end,
        quote=text[first.start : first.end],
        rule=f"laws.{first.rule}@1",
        type=first.type,
        number=first.number,
        year=first.year,
        article="; ".join(articles) or None,
        is_inferred=first.rule == "nickname",
    )


def _plain(words: str) -> str:
    return " ".join(words.split()).lower()


@cache
def _forms() -> dict[str, str]:
    """Kind by printed form; upper-case forms as they stand, others lower case."""
    lexicon = law_lexicon()
    return {form: kind for table in (lexicon.types, lexicon.codes) for kind, forms in table.items() for form in forms}


def _kind_of(head: str) -> str:
    words = " ".join(re.sub(r"\(.*\)|\bR\.?I\b\.?|Republik Indonesia", " ", head).rstrip(".").split())
    forms = _forms()
    return forms[words] if words in forms else forms[words.lower()]


@cache
def _heads() -> re.Pattern[str]:
    exact = any_of(form for form in _forms() if form.isupper())
    loose = any_of(form for form in _forms() if not form.isupper())
    bracket = rf"(?:{_S}\((?:[A-Za-z]{{2,12}})\))?"
    state = rf"(?:{_S1}(?:Republik{_S1}Indonesia|R\.?I\b\.?))?"
    return re.compile(rf"(?<![\w-])(?:{exact}|(?i:{loose}))(?![\w-]){bracket}{state}(?:\.(?=[ ]?[Nn]o))?")


@cache
def _by_nickname() -> dict[str, Nickname]:
    return {_plain(name): law for law in law_lexicon().nicknames for name in law.names}


@cache
def _by_number() -> dict[tuple[str | None, int | None], Nickname]:
    return {(law.number, law.year): law for law in law_lexicon().nicknames}


@cache
def _nickname() -> re.Pattern[str]:
    names = any_of(name for law in law_lexicon().nicknames for name in law.names)
    return re.compile(rf"{_S1}(?:tentang{_S1})?(?P<name>{names})(?![\w-])")
