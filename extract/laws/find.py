"""Laws and rules that an article cites: kind, number, year, articles; nicknames with their number from a data file."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from extract.laws.articles import ArticleChain, article_chains
from extract.laws.citations import BLANK, GAP, Citation, find_citations
from extract.laws.lexicon import Nickname, law_lexicon
from models.annotation import AnnotatedArticle
from models.fact import Law

_REACH = 260
_OF_THE_LAW = re.compile(
    r"[\s,]{0,3}(?:(?:di ?dalam|dalam|pada|dari|di|menurut|sesuai)\s{1,3})?", re.IGNORECASE
)
_THEN_ARTICLE = re.compile(
    rf"{GAP},?{GAP}\(?{GAP}(?:(?:khususnya|yaitu|yakni|pada|terutama|di|dalam|tepatnya){GAP})?"
    rf"|{BLANK}tentang(?:{BLANK}[^\s.;:\"“”]{{1,40}}){{1,16}}{GAP}",
    re.IGNORECASE,
)


def find_laws(annotated: AnnotatedArticle) -> tuple[Law, ...]:
    """Laws of the article, one per kind, number and year, in order of first mention; articles collected."""
    text = annotated.text
    citations = _with_articles(text, find_citations(text))
    merged: dict[tuple[str, str | None, int | None], list[Citation]] = {}
    for citation in _one_number_a_nickname(citations):
        merged.setdefault(citation.key, []).append(citation)
    laws = [_as_law(text, mentions) for mentions in merged.values()]
    needed = law_lexicon().need_article
    return tuple(
        sorted((law for law in laws if law.article or law.type not in needed), key=lambda law: law.start)
    )


def _with_articles(text: str, citations: Sequence[Citation]) -> list[Citation]:
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
    return end - start <= _REACH and pattern.fullmatch(text, start, end) is not None


def _owning(text: str, citation: Citation, chains: list[ArticleChain]) -> Citation:
    if not chains:
        return citation
    article = "; ".join(text[chain.start : chain.end] for chain in chains)
    return replace(citation, start=min(citation.start, chains[0].start), article=article)


def _one_number_a_nickname(citations: list[Citation]) -> list[Citation]:
    """A nickname, `UU tersebut`, or a number without year means the law that the article cites in full, if it does."""
    full = [citation for citation in citations if citation.rule == "citation" and citation.year is not None]
    keys = {citation.key for citation in full}
    years = {(citation.type, citation.number): citation.year for citation in reversed(full)}
    settled: list[Citation] = []
    last: Citation | None = None
    for citation in citations:
        if citation.rule == "title":
            continue
        if citation.rule == "anaphor":
            if last is not None and citation.article:
                settled.append(replace(citation, number=last.number, year=last.year))
            continue
        if citation.rule == "nickname":
            citation = _settled_nickname(citation, keys)
        elif citation.rule == "citation" and citation.year is None:
            citation = replace(citation, year=years.get((citation.type, citation.number)))
        last = citation if citation.type == "UU" else last
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
        is_doubtful=any(mention.is_doubtful for mention in mentions),
    )


@cache
def _by_number() -> dict[tuple[str | None, int | None], Nickname]:
    return {(law.number, law.year): law for law in law_lexicon().nicknames}
