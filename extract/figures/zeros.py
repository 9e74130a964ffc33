"""Explicit zeros: `belum ditemukan kasus`, `nihil`, `tidak ada laporan`, `tak satu pun perkara`."""

import re
from functools import cache

from extract.figures.counts import Count
from extract.figures.lexicon import figure_lexicon, word_pattern
from extract.numbers.words import number_lexicon
from extract.openings import AnchoredPattern
from extract.patterns import any_of
from models.annotation import AnnotatedArticle, Span
from models.vocabulary import FigureUnit

_S = r"[ \t\u00a0]{1,3}"
_LEAD = 45
_RELATIVE = re.compile(r"(?<!\w)(?:yang|yg)(?!\w)", re.IGNORECASE)
_KNOWN = re.compile(r"nya(?!\w)")
_NUMBER = re.compile(
    r"\d\s{1,3}[a-z]|(?<!\w)(?:dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|puluh|belas)(?!\w)"
)
_NEAR_COUNT = 200
_AGENT = r"(?:kami|kita|pihaknya|pihak kami|polisi|mereka)"
_CLAUSE = re.compile(r"[.;:!?\n,\"“”]")


def find_zeros(annotated: AnnotatedArticle) -> list[Count]:
    """Explicit zeros in order, not overlapping. Wishes (`agar tidak ada korban`), conditions and `lain` are none."""
    text = annotated.text
    patterns = (
        ("zero_negation", _negation()),
        ("zero_none_of", _none_of()),
        ("zero_none_becomes", _none_becomes()),
        ("zero_nil", _nil_before()),
        ("zero_predicate", _predicate()),
        ("zero_state", _state()),
        ("zero_ellipsis", _ellipsis()),
    )
    found = [
        _count(match, rule)
        for sentence in _denying_sentences(annotated)
        for rule, pattern in patterns
        for match in pattern.finditer(text, sentence.start, sentence.end)
        if _is_real(text, match)
    ]
    kept: list[Count] = []
    for count in sorted(found, key=lambda c: (c.number_start, -c.number_end)):
        if not kept or count.number_start >= kept[-1].number_end:
            kept.append(count)
    return kept


def _denying_sentences(annotated: AnnotatedArticle) -> list[Span]:
    """The few sentences with a `belum`, `tidak`, `nihil`: the patterns are dear."""
    indexes = {annotated.sentence_index(match.start()) for match in _denial().finditer(annotated.text)}
    return [annotated.sentences[index] for index in sorted(indexes)]


def _count(match: re.Match[str], rule: str) -> Count:
    unit = None if rule == "zero_ellipsis" else _unit(match)
    return Count(match.start(), match.end(), match.start("zero"), match.end(), 0.0, None, False, unit, rule)


def _unit(match: re.Match[str]) -> FigureUnit:
    noun = match.groupdict().get("noun")
    return figure_lexicon().unit_of(noun) if noun else FigureUnit.KASUS


def _is_real(text: str, match: re.Match[str]) -> bool:
    lead = text[max(0, match.start() - _LEAD) : match.start()]
    lead = lead[max((m.end() for m in _CLAUSE.finditer(lead)), default=0) :]
    if _unnamed_places().search(lead):
        return False
    zero = match["zero"].lower()
    if _unreal_lead().search(lead) or (not zero.startswith("belum") and _wish_lead().search(lead)):
        return False
    if match.re is _ellipsis():
        return _NUMBER.search(text, max(0, match.start() - _NEAR_COUNT), match.start()) is not None
    is_nil = zero in {"nol", *figure_lexicon().zero.nil_words, *figure_lexicon().zero.states}
    noun = "noun" if "noun" in match.re.groupindex else "zero"
    if is_nil:
        return _unreal_follower().match(text, match.end(noun)) is None
    return _denies_all(text, match)


def is_of_smaller_place(text: str, zero: Count) -> bool:
    """True for `Kecamatan Sakra dan Terara nihil laporan`, which says nothing of the whole kabupaten."""
    lead = text[max(0, zero.start - 2 * _LEAD) : zero.start]
    lead = re.split(r"[.;:!?\n\"“”]", lead)[-1]
    return _smaller_place().search(lead) is not None


def _denies_all(text: str, match: re.Match[str]) -> bool:
    """False for `belum ada tersangka lain`, `belum mengungkap kasus itu`, `kasus yang belum terdeteksi`."""
    end = match.end("noun")
    if any(pattern.match(text, end) for pattern in (_unreal_follower(), _pointer(), _KNOWN)):
        return False
    if match.start("noun") < match.start("zero") and _RELATIVE.search(match.group()):
        return False
    verb = (match.groupdict().get("verb") or "ada").lower()
    return _unit(match) is not FigureUnit.TERSANGKA or verb in figure_lexicon().zero.suspect_verbs


@cache
def _denial() -> AnchoredPattern:
    zero = figure_lexicon().zero
    first = {word.split()[0] for word in (*zero.negations, *zero.nil_words, "tanpa")}
    return AnchoredPattern(rf"(?<!\w){any_of(first)}(?!\w)", re.IGNORECASE)


@cache
def _unnamed_places() -> re.Pattern[str]:
    """`Empat dari tujuh kabupaten nihil kasus`: nobody knows which."""
    kinds = any_of(figure_lexicon().zero.places)
    numbers = any_of(
        [*number_lexicon().units, *number_lexicon().tens, "beberapa", "sejumlah", "sebagian besar", "banyak"]
    )
    return re.compile(
        rf"(?<!\w)(?:\d{{1,3}}|{numbers}|belas|puluh){_S}{kinds}(?!\w)(?-i:(?!{_S}[A-Z]))[^,]{{0,30}}$",
        re.IGNORECASE,
    )


@cache
def _smaller_place() -> re.Pattern[str]:
    """`Kecamatan X, Y, dan Z` up to the zero."""
    return re.compile(
        rf"(?<!\w)(?i:kecamatan|kelurahan|desa|distrik|dusun|nagari|kampung){_S}[A-Z][\w'-]{{1,20}}"
        rf"(?:(?:,|{_S}dan|{_S}serta|{_S}[A-Z][\w'-]{{1,20}}){{1,3}}){{0,8}}(?:{_S}[a-z]{{1,14}}){{0,3}}{_S}?$"
    )


@cache
def _negation() -> re.Pattern[str]:
    zero = figure_lexicon().zero
    fillers = any_of(zero.fillers)
    return re.compile(
        rf"(?<![\w-])(?P<zero>{any_of(zero.negations)})(?:{_S}{any_of(zero.intensifiers)}){{0,2}}{_S}(?P<verb>{any_of(zero.verbs)})"
        rf"(?:{_S}{fillers}){{0,4}}(?-i:{_S}[A-Z][\w-]{{1,20}}){{0,3}}(?:{_S}{fillers}){{0,4}}{_S}(?P<noun>{any_of(zero.nouns)})(?![\w-])",
        re.IGNORECASE,
    )


@cache
def _none_of() -> re.Pattern[str]:
    zero = figure_lexicon().zero
    nouns = any_of([*zero.nouns, *figure_lexicon().unit_nouns[FigureUnit.PELAKU]])
    return re.compile(
        rf"(?<![\w-])(?P<zero>(?:{any_of(zero.negations)}|tanpa)(?:{_S}ada)?{_S}{any_of(zero.none_of)}"
        rf"|tanpa(?:{_S}adanya|{_S}ada)?(?={_S}(?:korban|tersangka|kasus)(?!\w))){_S}(?P<noun>{nouns})(?![\w-])",
        re.IGNORECASE,
    )


@cache
def _none_becomes() -> re.Pattern[str]:
    """`tidak satu pun (pelaku) jadi tersangka`, `belum ada seorang pun yang ditetapkan sebagai tersangka`."""
    zero = figure_lexicon().zero
    links = any_of([*figure_lexicon().role_links, *zero.outcome_links])
    return re.compile(
        rf"(?<![\w-])(?P<zero>{any_of(zero.negations)})(?:{_S}(?:ada|menetapkan|menjadikan|menahan))?{_S}(?:{any_of(zero.none_of)}|(?:(?:orang|pihak){_S})?yang)"
        rf"(?:{_S}(?!{any_of(zero.negations)}(?!\w))[\w-]{{1,20}}){{0,5}}?{_S}{links}{_S}(?P<noun>{any_of(zero.outcomes)})(?![\w-])",
        re.IGNORECASE,
    )


@cache
def _nil_before() -> re.Pattern[str]:
    zero = figure_lexicon().zero
    return re.compile(
        rf"(?<![\w.,-])(?P<zero>{any_of(zero.nil_words)}){_S}(?:adanya{_S})?(?P<noun>{any_of(zero.nouns)})(?![\w-])",
        re.IGNORECASE,
    )


@cache
def _predicate() -> re.Pattern[str]:
    """`perkara TPPO ... nihil`, `kasus perdagangan orang belum pernah ditemukan di ...`."""
    zero = figure_lexicon().zero
    followers = rf"(?={_S}{any_of(zero.predicate_followers)}(?!\w)|[.,;\"”]|$)"
    by_us = rf"{_AGENT}{_S}{any_of(zero.agent_verbs)}"
    verbs = (
        rf"{any_of(zero.negations)}(?:{_S}pernah)?{_S}(?:{any_of(zero.predicate_verbs)}{followers}|{by_us})"
    )
    return re.compile(
        rf"(?<![\w-])(?P<noun>{any_of(zero.nouns)})(?:{_S}(?!{any_of(zero.nouns)}(?!\w))[\w/()-]{{1,20}}){{0,8}}?{_S}"
        rf"(?P<zero>nihil|nol(?={_S}?[.,;]|{_S}(?:pada|di|hingga|sampai|sepanjang|selama))|{verbs})(?![\w-])",
        re.IGNORECASE,
    )


@cache
def _unreal_lead() -> re.Pattern[str]:
    return word_pattern(figure_lexicon().zero.unreal_leads)


@cache
def _wish_lead() -> re.Pattern[str]:
    return word_pattern(figure_lexicon().zero.wish_leads)


@cache
def _unreal_follower() -> re.Pattern[str]:
    return re.compile(rf"{_S}{any_of(figure_lexicon().zero.unreal_followers)}(?!\w)", re.IGNORECASE)


@cache
def _pointer() -> re.Pattern[str]:
    return re.compile(rf"{_S}{any_of(figure_lexicon().pointers)}(?!\w)", re.IGNORECASE)


@cache
def _ellipsis() -> re.Pattern[str]:
    """`Polda Jawa Timur 36 laporan, sedangkan Polda Papua nihil`: none of what was counted before."""
    return re.compile(
        r"(?<![\w-])(?:[A-Z][\w-]{1,20}|(?:19|20)\d\d\)?|[Tt]ahun (?:lalu|sebelumnya|ini))"
        r"\s{1,3}(?:(?:masih|justru|malah|juga|tercatat)\s{1,3})?(?P<zero>nihil|nol)(?=\s{0,3}(?:[.,;\"”]|$))"
    )


@cache
def _state() -> re.Pattern[str]:
    topics = any_of(word for words in figure_lexicon().topics.values() for word in words)
    states = any_of(figure_lexicon().zero.states)
    return re.compile(
        rf"(?<![\w-]){topics}(?!\w)[^.;:\n\"”]{{0,50}}?(?<![\w-])(?P<zero>{states}(?=\s{{0,3}}(?:[.,;\"”]|$))|nol(?={_S}(?:pada|di|hingga|sampai|sepanjang|selama)(?!\w)))",
        re.IGNORECASE,
    )
