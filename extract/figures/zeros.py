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
_CLOSES = r"(?=\s{0,3}(?:[.,;)\"”](?!\d)|$))"
_NUMBER = re.compile(
    r"\d\s{1,3}[a-z]|\d\)?,\s|(?<!\w)(?:dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|puluh|belas)(?!\w)"
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
        if zero.split()[-1] in {"ada", "sekali"} and not _alone().search(
            text, max(0, match.start("zero") - 2 * _LEAD), match.start("zero")
        ):
            return False
        before = _NUMBER.search(text, max(0, match.start() - _NEAR_COUNT), match.start())
        return (before or _NUMBER.search(text, match.end(), match.end() + _NEAR_COUNT // 2)) is not None
    if match.re is _state() and zero == "nol" and "," in match.group():
        return False  # "kasus TPPO pada 2022 sebanyak tiga kasus, pada 2023 nol": the last of a list
    noun = "noun" if match.groupdict().get("noun") else "zero"
    if zero.split()[-1] in {"(nol)", *figure_lexicon().zero.nil_words}:
        is_other = _other_head().search(text[max(0, match.start() - _LEAD) : match.start("zero")]) is not None
        return not (is_other or _unreal_follower().match(text, match.end(noun)))
    return _denies_all(text, match)


def is_of_smaller_place(text: str, zero: Count) -> bool:
    """True for `Kecamatan Sakra dan Terara nihil laporan`, which says nothing of the whole kabupaten."""
    lead = text[max(0, zero.start - 2 * _LEAD) : zero.start]
    lead = re.split(r"[.;:!?\n\"“”]", lead)[-1]
    return _smaller_place().search(lead) is not None


def _denies_all(text: str, match: re.Match[str]) -> bool:
    """False for `belum ada tersangka lain`, `belum mengungkap kasus itu`, `kasus yang belum terdeteksi`."""
    end, is_subject = match.end("noun"), match.start("noun") < match.start("zero")
    is_known = _KNOWN.match(text, end) is not None
    if _unreal_follower().match(text, end) or _pointer().match(text, end):
        return False
    if is_subject:
        return not (_RELATIVE.search(text, end, match.start("zero")) or _is_missing(match, is_known=is_known))
    verb = (match.groupdict().get("verb") or "ada").lower()
    is_person = _unit(match) in {FigureUnit.TERSANGKA, FigureUnit.PELAKU}
    return not is_known and (not is_person or verb in figure_lexicon().zero.suspect_verbs)


def _is_missing(match: re.Match[str], *, is_known: bool) -> bool:
    """`Korbannya belum ditemukan`, `tersangka belum ada di tempat`: people known, whose whereabouts are not."""
    if _elsewhere().match(match.string, match.end()):
        return True
    is_bare = match.end("noun") + 1 >= match.start("zero") or is_known
    return is_bare and match["zero"].lower().endswith("temukan")


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
        rf"(?<![\w-])(?P<zero>{any_of(zero.negations)})(?:{_S}{any_of(zero.intensifiers)}){{0,2}}(?:{_S}{_AGENT})?{_S}(?P<verb>{any_of(zero.verbs)})"
        rf"(?:{_S}{fillers}){{0,4}}(?-i:{_S}[A-Z][\w-]{{1,20}}){{0,3}}(?:{_S}{fillers}){{0,4}}{_S}(?P<noun>{any_of(zero.nouns)})(?![\w-])",
        re.IGNORECASE,
    )


@cache
def _none_of() -> re.Pattern[str]:
    zero = figure_lexicon().zero
    nouns = any_of([*zero.nouns, *figure_lexicon().unit_nouns[FigureUnit.PELAKU]])
    return re.compile(
        rf"(?<![\w-])(?P<zero>(?:{any_of(zero.negations)}|tanpa)(?:{_S}ada)?{_S}"
        rf"(?:{any_of(zero.none_of)}|(?:satu|seorang|sebuah)(?={_S}{nouns}{_S}pun(?!\w)))|tanpa(?:{_S}adanya|{_S}ada)?(?={_S}(?:korban|tersangka|kasus)(?!\w))){_S}(?P<noun>{nouns})(?![\w-])",
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
        rf"(?<![\w.,-])(?P<zero>{any_of(zero.nil_words)}(?: \(nol\))?){_S}(?:adanya{_S})?"
        rf"(?P<noun>{any_of(zero.nouns)})(?![\w-])",
        re.IGNORECASE,
    )


@cache
def _predicate() -> re.Pattern[str]:
    """`perkara TPPO ... nihil`, `tersangkanya belum ada`, `kasus perdagangan orang belum pernah ditemukan di ...`."""
    zero = figure_lexicon().zero
    nouns = any_of(zero.nouns)
    followers = rf"(?={_S}{any_of(zero.predicate_followers)}(?!\w)|[.,;)\"”]|$)"
    by_us = rf"{_AGENT}{_S}{any_of(zero.agent_verbs)}"
    said = any_of(zero.predicate_verbs)
    none = rf"(?:ada{_S})?{any_of(zero.none_of)}"
    verbs = rf"{any_of(zero.negations)}(?:{_S}(?:pernah|juga))?{_S}(?:{said}{followers}|{by_us}|{none})"
    nil = rf"(?:{any_of(zero.still)}{_S})?(?:nihil|nol(?=(?:{_S})?[.,;)\"”]|$|{_S}{any_of(zero.nil_followers)}(?!\w)))"
    aside = rf"(?:{_S}(?:dalam|atas|dari|untuk|pada){_S}(?:kasus|perkara|laporan)(?!\w))?"
    return re.compile(
        rf"(?<![\w-])(?P<noun>{nouns})(?:nya)?{aside}(?:{_S}(?!(?:{nouns}|{any_of(zero.still)})(?!\w))[\w/()-]{{1,20}}){{0,8}}?{_S}"
        rf"(?P<zero>{nil}|{verbs})(?![\w-])",
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
def _other_head() -> re.Pattern[str]:
    """`anggaran pemulangan korban nihil`, `kesadaran untuk membuat laporan masih nol`: what is nil is the budget."""
    return re.compile(rf"(?<!\w){any_of(figure_lexicon().zero.other_heads)}(?!\w)[^.,;:]*$", re.IGNORECASE)


@cache
def _elsewhere() -> re.Pattern[str]:
    return re.compile(
        rf"{_S}di{_S}(?:tempat|lokasi|rumah|ruang|ruangan|kantor|sana|dalam)(?!\w)", re.IGNORECASE
    )


@cache
def _ellipsis() -> re.Pattern[str]:
    """`Polda Jawa Timur 36 laporan, sedangkan Polda Papua nihil`, `Kabupaten Alor 0`, `tahun 2023 tidak ada`.

    Also `Polres Buru hingga kini masih nihil`, but not `Hasilnya nihil`, a thing and no place. `Tidak ada` says so
    only of a place or year that stands alone in its clause: a shelter too may be missing.
    """
    zero = figure_lexicon().zero
    still, so_far = any_of(zero.still), any_of(zero.so_far)
    return re.compile(
        r"(?<![\w-])(?:[A-Z][\w-]{1,20}(?<!nya)|(?:19|20)\d\d\)?|[Tt]ahun (?:lalu|sebelumnya|ini))"
        rf"(?::\s{{0,2}}|\s{{1,3}}\(?)(?:{so_far},?\s{{1,3}})?(?:{still}\s{{1,3}})?"
        rf"(?P<zero>nihil|nol|0|(?:tidak|tak|belum) ada(?: sama sekali)?){_CLOSES}"
    )


@cache
def _alone() -> re.Pattern[str]:
    kinds = r"(?:Kabupaten|Kota|Kecamatan|Polres|Polresta|Polda|Provinsi)"
    return re.compile(
        r"(?:,|[.!?]|(?<!\w)(?:sedangkan|sementara|dan|lalu|namun|tetapi))\s{1,3}"
        r"(?:(?:[Pp]ada|[Uu]ntuk|[Dd]i|[Tt]ahun) ){0,2}"
        rf"(?:(?:19|20)\d\d|[Tt]ahun (?:lalu|sebelumnya|ini)|{kinds}(?: [A-Z][\w-]{{1,20}}){{1,4}})"
        rf"\s{{1,3}}(?:{any_of(figure_lexicon().zero.still)}\s{{1,3}})?$"
    )


@cache
def _state() -> re.Pattern[str]:
    topics = any_of(word for words in figure_lexicon().topics.values() for word in words)
    states = any_of(figure_lexicon().zero.states)
    nouns, followers = any_of(figure_lexicon().zero.nouns), any_of(figure_lexicon().zero.nil_followers)
    return re.compile(
        rf"(?<![\w-])(?:(?P<noun>{nouns}){_S})?{topics}(?!\w)(?:\s?:)?[^.;:\n\"”]{{0,50}}?(?<![\w-])"
        rf"(?P<zero>{states}{_CLOSES}|(?<=[a-z:] )0{_CLOSES}|nol{_CLOSES}|nol(?={_S}{followers}(?!\w)))",
        re.IGNORECASE,
    )
