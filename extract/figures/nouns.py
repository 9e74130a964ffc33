"""Patterns of the nouns beside a number, made of the words of `lexicons/figures.yml`."""

import re
from collections.abc import Iterable
from functools import cache

from extract.figures.lexicon import figure_lexicon, word_pattern, words_at_end
from extract.patterns import any_of
from models.vocabulary import FigureUnit

S = r"[ \t\u00a0]{1,3}"
"""A blank between two words."""

_PASSIVE = r"(?:di\w{3,12}(?:kan|i)|ber(?!turut|sama|saudara|anak|ikut|beda)\w{4,12})"
Pattern = re.Pattern[str]


def plain_name(noun: str) -> str:
    """A noun in lower case with single blanks; `org` is `orang`."""
    name = " ".join(noun.lower().split())
    return "orang" if name in {"org", "jiwa"} else name


@cache
def plain_nouns() -> frozenset[str]:
    """People told apart by sex or age only."""
    return frozenset(figure_lexicon().demographic_nouns)


@cache
def roles() -> frozenset[FigureUnit]:
    """Units of people with a part in the case."""
    return frozenset(figure_lexicon().person_units) - {FigureUnit.ORANG}


@cache
def noun_after() -> Pattern:
    """The noun directly after a number: `(orang) (para) (calon) korban`."""
    return compiled(
        rf"{S}(?:lebih{S})?(?:(?:orang|org){S})?(?:(?:para|terduga|mantan|eks|berkas){S})?(?P<calon>calon{S})?(?P<word>{any_of_nouns()})(?:nya)?(?![\w-])"
    )


@cache
def any_noun() -> Pattern:
    """Any noun that has a unit."""
    return compiled(rf"(?<![\w-])(?P<word>{any_of_nouns()})(?:nya)?(?![\w-])")


@cache
def any_word_counted() -> Pattern:
    """Foreign money or people after a sum: `1.800 ringgit`, `12 juta penduduk`."""
    return after_blank([*figure_lexicon().foreign_money, *figure_lexicon().bystander_heads])


@cache
def noun_at_end() -> Pattern:
    """A noun at the end of what stands before a number."""
    return compiled(rf"(?<![\w-])(?P<word>{any_of_nouns()}){S}$")


@cache
def role_after() -> Pattern:
    """`empat orang sebagai tersangka`, `lima orang yang ditetapkan tersangka`; starts behind the person noun."""
    lexicon = figure_lexicon()
    names = any_of(noun for unit in roles() for noun in lexicon.unit_nouns[unit])
    links = any_of(lexicon.role_links)
    return compiled(
        rf"(?:{S}(?!dan(?!\w))[\w-]{{1,20}}){{0,3}}?{S}{links}(?:{S}para)?{S}(?P<word>{names})(?!\w)"
    )


@cache
def role_said() -> Pattern:
    """`tiga merupakan korban`, `dua di antaranya ditetapkan sebagai tersangka`: behind a number without a noun."""
    lexicon = figure_lexicon()
    names = any_of(
        noun for unit in (FigureUnit.KORBAN, FigureUnit.TERSANGKA) for noun in lexicon.unit_nouns[unit]
    )
    links = any_of([*lexicon.role_links, "merupakan", "adalah"])
    return compiled(
        rf"(?:{S}(?:sudah|telah|kini|masih|lainnya|lagi|resmi|akhirnya)){{0,2}}{S}{links}(?:{S}para)?{S}(?P<word>{names})(?!\w)"
    )


@cache
def people_said() -> Pattern:
    """`201 adalah perempuan`: who they are, behind a number without a noun."""
    lexicon = figure_lexicon()
    people = any_of(word for words in lexicon.sex.values() for word in words)
    return compiled(
        rf"{S}(?:orang{S})?(?:adalah|merupakan|ialah|berjenis kelamin){S}"
        rf"(?!{any_of(lexicon.blocked_phrases)}(?!\w))(?P<word>{people})(?![\w-])"
    )


@cache
def role_directly_after() -> Pattern:
    """`seorang tersangka`."""
    lexicon = figure_lexicon()
    return compiled(rf"{S}(?P<word>{any_of(n for unit in roles() for n in lexicon.unit_nouns[unit])})(?!\w)")


@cache
def one_person_verb() -> Pattern:
    """`menangkap` before `seorang perekrut`."""
    return words_at_end(figure_lexicon().one_person_verbs)


@cache
def fate_after() -> Pattern:
    """`seorang korban meninggal`, `seorang lagi menyerahkan diri`; starts behind the noun."""
    fates = any_of(figure_lexicon().one_person_fates)
    return compiled(
        rf"(?:{S}(?:lagi|lainnya|lain))?(?:{S}(?:sudah|telah|akhirnya|masih|sempat|dilaporkan|kini)){{0,2}}{S}{fates}(?!\w)"
    )


@cache
def story_people_after() -> Pattern:
    """People who count because the clause makes them victims: `33 mahasiswa korban TPPO`."""
    lexicon = figure_lexicon()
    return compiled(
        rf"{S}(?:orang{S})?(?P<word>{any_of(lexicon.story_people)})(?!\w)"
        rf"(?:{S}[\w()-]{{1,20}}){{0,3}}?{S}{any_of(lexicon.story_predicates)}(?!\w)"
    )


@cache
def group_at_end() -> Pattern:
    """`perempuan dewasa 889 orang`: who they are stands before the number."""
    groups = any_of(_group_words())
    return compiled(rf"(?<![\w-])(?P<word>{groups}(?:{S}{groups}){{0,2}}){S}(?:sebanyak{S})?$")


@cache
def label() -> Pattern:
    """What may stand between a noun and its number: `korban KTPA 1.051`, `korban yang diselamatkan 240 orang`."""
    words = any_of([*_group_words(), *_topic_words()])
    relative = rf"(?:{S}(?:yang{S}(?:(?:sudah|telah|berhasil|masih|sempat){S})?[a-z]{{4,16}}|{_PASSIVE}))?"
    return compiled(rf"(?:{S}{words}){{0,2}}{relative}{S}")


@cache
def next_topic() -> Pattern:
    """`kekerasan fisik 20 kasus, kekerasan psikis 10, dan TPPO 2`: what the next number of the list is about."""
    return compiled(
        rf"(?:[,;]|[,;]?{S}(?:dan|serta|sedangkan|lalu)){S}(?:kasus{S})?{any_of(_topic_words())}{S}(?:sebanyak{S})?"
    )


@cache
def listed_topic() -> Pattern:
    """`22 laporan masuk: TPPO 3, KDRT 11`: the first of the list."""
    return compiled(rf"\s?:{S}(?:kasus{S})?{any_of(_topic_words())}{S}(?:sebanyak{S})?$")


@cache
def topic_after() -> Pattern:
    """`dua pencabulan`."""
    return after_blank(_topic_words())


@cache
def blocked_after() -> Pattern:
    """Things that only look like one of the nouns."""
    return compiled(rf"{S}(?:orang{S})?{any_of(figure_lexicon().blocked_phrases)}(?!\w)")


@cache
def blocked() -> Pattern:
    """The same, from the noun on."""
    return compiled(rf"{any_of(figure_lexicon().blocked_phrases)}(?!\w)")


@cache
def bystander() -> Pattern:
    """Participants, staff and guards."""
    return word_pattern(figure_lexicon().bystander_heads)


@cache
def bystander_after() -> Pattern:
    """The same, directly after a number or its noun."""
    return after_blank(figure_lexicon().bystander_heads)


@cache
def papers() -> Pattern:
    """What people apply for at an office: `paspor`, `visa`."""
    return word_pattern(figure_lexicon().papers)


@cache
def population() -> Pattern:
    """`penduduk desa itu` before so many souls."""
    return word_pattern(figure_lexicon().population_heads)


@cache
def case_predicate() -> Pattern:
    """What only cases do: `dilimpahkan`."""
    return word_pattern(figure_lexicon().case_predicates)


@cache
def ellipsis_after() -> Pattern:
    """Words that follow a number without a noun; among them any passive verb (`empat dihentikan`)."""
    return compiled(rf"{S}(?P<word>{any_of(figure_lexicon().ellipsis_followers)}|{_PASSIVE})(?!\w)")


@cache
def predicate_after() -> Pattern:
    """The same without the words that merely join."""
    joining = {"dan", "atau", "serta", "sedangkan", "sementara", "di"}
    words = any_of(word for word in figure_lexicon().ellipsis_followers if word not in joining)
    return compiled(rf"{S}(?P<word>{words}|{_PASSIVE})(?!\w)")


@cache
def quantity_link() -> Pattern:
    """`sebanyak`, `mencapai`, `yakni` directly before a number."""
    return words_at_end(figure_lexicon().quantity_links)


@cache
def composition_link() -> Pattern:
    """`korban anak terdiri atas 78 perempuan`."""
    return words_at_end(figure_lexicon().compositions)


@cache
def strong_link() -> Pattern:
    """The links that do nothing but count."""
    return words_at_end(figure_lexicon().strong_links)


@cache
def one_person_lead() -> Pattern:
    """`hanya`, `baru` before `seorang`."""
    return words_at_end(figure_lexicon().one_person_leads)


@cache
def not_counted_lead() -> Pattern:
    """`salah (satu)`, `pasal`, `berusia` before a number."""
    return words_at_end(figure_lexicon().not_counted_leads, r"[.: \t\u00a0-]{1,3}")


def compiled(pattern: str) -> Pattern:
    """The pattern, in any case."""
    return re.compile(pattern, re.IGNORECASE)


def after_blank(words: Iterable[str]) -> Pattern:
    """One of the words, directly behind."""
    return compiled(rf"{S}(?P<word>{any_of(words)})(?!\w)")


@cache
def any_of_nouns() -> str:
    """All nouns that have a unit."""
    return any_of(noun for nouns in figure_lexicon().unit_nouns.values() for noun in nouns)


def _group_words() -> list[str]:
    lexicon = figure_lexicon()
    return [word for words in (*lexicon.sex.values(), *lexicon.age.values()) for word in words]


def _topic_words() -> list[str]:
    return [word for words in figure_lexicon().topics.values() for word in words]
