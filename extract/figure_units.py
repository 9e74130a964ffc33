"""What a number counts: the unit from the noun beside it, else from the head noun of the clause."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from extract.figure_amounts import find_fractions, is_money, read_money, read_percent, read_prison
from extract.figure_counts import Count, Window, window
from extract.figure_lexicon import figure_lexicon, word_pattern, words_at_end
from extract.numbers import NumberMention
from extract.patterns import any_of
from extract.spans import SpanSet
from models.annotation import AnnotatedArticle, RegionMention
from models.vocabulary import FigureUnit

_S = r"[ \t\u00a0]{1,3}"
_YEAR = re.compile(r"(?:19[89]|20[0-4])\d")
_ACTIVE_VERB = re.compile(r"(?<!\w)me(?:ng|ny|m|n|l|r|w)\w{3,}", re.IGNORECASE)
_STATIVE = {"mencapai", "menjadi", "menurut", "mengalami", "menembus", "menyentuh", "meningkat", "menurun", "merupakan", "meliputi", "melibatkan", "menimpa"}
_CLAUSE_END = re.compile(r"[;:!?\n]|\.\s|[\"”“]")
_ENDS = re.compile(r"[ \t\u00a0]{0,3}(?:[,;)\n–—]|\.(?!\d)|$)")
_NOT_COUNTED = re.compile(r"(?<!\w)(?:salah|per|tiap|setiap|masing|ke|nomor|no\.?|pasal|ayat|usia|umur|berusia|berumur|jam|pukul)[ \t\u00a0-]{1,3}$", re.IGNORECASE)
_ORDINAL = re.compile(r"(?<!\w)ke-?\s?\d", re.IGNORECASE)
_SHARE = re.compile(rf"{_S}dari{_S}(?P<whole>sepuluh|seratus)(?!\w)", re.IGNORECASE)
_RECENT = 600


def find_counts(
    annotated: AnnotatedArticle, numbers: Sequence[NumberMention], taken: SpanSet
) -> list[Count]:
    """Counts, shares, sums and terms among the numbers, in order; `taken` holds dates and explicit zeros."""
    counts: list[Count] = []
    fractions = find_fractions(annotated.text)
    shares = SpanSet((f.number_start, f.number_end) for f in fractions)
    index = 0
    while index < len(numbers):
        number, used = numbers[index], 1
        if not (taken.overlaps(number.start, number.end) or shares.overlaps(number.start, number.end)):
            prison = None if _is_rank(number) else read_prison(annotated, numbers, index)
            count = prison[0] if prison else _read(annotated, number, counts[-1] if counts else None)
            used = prison[1] if prison else _used(annotated, number)
            if count is not None:
                counts.append(count)
        index += used
    return sorted([*counts, *fractions], key=lambda count: count.number_start)


def _used(annotated: AnnotatedArticle, number: NumberMention) -> int:
    """Two for `enam dari sepuluh`, a way to say a share."""
    return 2 if _SHARE.match(annotated.text, number.end) else 1


def _is_rank(number: NumberMention) -> bool:
    return number.is_vague or number.is_collective or number.is_ordinal


def _read(annotated: AnnotatedArticle, number: NumberMention, previous: Count | None) -> Count | None:
    if number.is_vague or number.is_collective:
        return None
    beside = window(annotated, number.start, number.end)
    if number.is_ordinal:
        return _running_ordinal(number, beside)
    if is_money(annotated, number):
        return read_money(annotated, number)
    amount = read_percent(annotated, number) or read_money(annotated, number)
    if amount is not None:
        return amount
    if number.value == 0 or number.value != int(number.value) or _is_year(number, beside):
        return None
    if _NOT_COUNTED.search(beside.left[-14:]):
        return None
    if share := _SHARE.match(beside.right):  # "enam dari sepuluh korban"
        value = number.value * (10 if share["whole"].lower() == "sepuluh" else 1)
        count = _count(number, number.start, number.end + share.end(), FigureUnit.PERSEN, "share")
        return replace(count, value=value) if value <= 100 else None
    if number.text.lower().startswith("se") and number.value == 1:
        return _one_person(number, beside)
    return _by_noun(number, beside, previous) or _by_head(annotated, number, beside, previous)


def _running_ordinal(number: NumberMention, beside: Window) -> Count | None:
    """`jenazah ke-91` is the ninety-first: a count of 91 so far."""
    noun = _noun_at_end().search(beside.left)
    if noun is None or _ORDINAL.match(number.text) is None:
        return None
    unit = figure_lexicon().unit_of(noun["word"])
    start = number.start - (len(beside.left) - noun.start("word"))
    return _count(number, start, number.end, unit, "running_ordinal")


def _is_year(number: NumberMention, beside: Window) -> bool:
    return _YEAR.fullmatch(number.text) is not None and not _strong_link().search(beside.left[-14:])


def _one_person(number: NumberMention, beside: Window) -> Count | None:
    if number.text.lower() != "seorang" or not _one_person_lead().search(beside.left[-20:]):
        return None
    role = re.match(rf"{_S}(tersangka|pelaku|terdakwa|korban)(?!\w)", beside.right, re.IGNORECASE)
    unit = figure_lexicon().unit_of(role[1]) if role else FigureUnit.ORANG
    return _count(number, number.start, number.end + (role.end() if role else 0), unit, "one_person")


def _by_noun(number: NumberMention, beside: Window, previous: Count | None) -> Count | None:
    """The noun directly after the number."""
    lexicon = figure_lexicon()
    noun = _noun_after().match(beside.right)
    if noun is None:
        people = _story_people().match(beside.right)
        if people is None:
            return None
        return _count(number, number.start, number.end + people.end("word"), FigureUnit.ORANG, "story_people")
    if _blocked().match(beside.right) or _is_bystander(beside, noun.end("word")):
        return None
    unit = lexicon.unit_of(noun["word"])
    name = " ".join(noun["word"].lower().split())
    is_plain = name in _plain_nouns() and noun["calon"] is None
    end = number.end + noun.end("word")
    role = _role_after().match(beside.right, noun.end("word")) if unit is FigureUnit.ORANG else None
    if role is not None:
        return _count(number, number.start, number.end + role.end("word"), lexicon.unit_of(role["word"]), "role")
    head = _head(beside, people_only=True) if is_plain else None
    start = number.start - (len(beside.left) - head.start("word")) if head else number.start
    if head is not None and (previous is None or previous.end <= start):
        return _count(number, start, end, lexicon.unit_of(head["word"]), "head_of_people")
    part = _part_after().match(beside.right, noun.end("word")) is not None or _ends_with_part_lead(beside)
    return replace(_count(number, number.start, end, unit, "noun"), noun=name, is_plain=is_plain, is_part=part)


def _is_bystander(beside: Window, noun_end: int) -> bool:
    """Participants, staff and guards are no figures."""
    if _bystander_next().match(beside.right, noun_end):
        return True
    near = beside.left[-90:]
    heads = [match.end() for match in _bystander().finditer(near) if match.group()[0].islower() or not match.start()]
    return bool(heads) and not _CLAUSE_END.search(near, heads[-1]) and _strong_link().search(near, heads[-1]) is not None


def _by_head(
    annotated: AnnotatedArticle, number: NumberMention, beside: Window, previous: Count | None
) -> Count | None:
    """A number without a noun: a part of the count before, or the head noun of its clause."""
    if not _may_stand_alone(beside, number, annotated):
        return None
    whole = _of_whole().match(beside.right)
    if whole is not None:
        unit = figure_lexicon().unit_of(whole["word"])
        return replace(_count(number, number.start, number.end, unit, "part_of_whole"), is_part=True)
    part = _part_after().match(beside.right)
    if part is not None:
        tail = beside.right[part.end() : part.end() + 40]
        said = FigureUnit.KASUS if _case_predicate().search(tail) else None
        return replace(_count(number, number.start, number.end + part.end("word"), said, "part"), is_part=True)
    if _is_bystander(beside, 0) or _NOUNLESS_BRACKET.search(beside.left[-2:]):
        return None
    head = _head(beside, people_only=False)
    if head is not None:
        start = number.start - (len(beside.left) - head.start("word"))
        noun = " ".join(head["word"].lower().split())
        if noun not in _plain_nouns():
            return _count(number, start, number.end, figure_lexicon().unit_of(noun), "head")
        count = _count(number, start, number.end, None, "head_of_part")
        return replace(count, noun=noun, is_plain=True, is_part=True) if previous else None
    if previous is None or number.start - previous.end > _RECENT:
        return None
    same_sentence = previous.start >= beside.sentence.start
    if _has_link(beside) or (same_sentence and _continues_list(annotated, number, beside)):
        return replace(_count(number, number.start, number.end, None, "ellipsis"), is_part=same_sentence)
    return None


_NOUNLESS_BRACKET = re.compile(r"\($")


def _may_stand_alone(beside: Window, number: NumberMention, annotated: AnnotatedArticle) -> bool:
    return _ENDS.match(beside.right) is not None or _ellipsis_next().match(beside.right) is not None or bool(
        annotated.text[number.end : number.end + 1] == "" 
    )


def _has_link(beside: Window) -> bool:
    return _link_at_end().search(beside.left[-24:]) is not None


def _continues_list(annotated: AnnotatedArticle, number: NumberMention, beside: Window) -> bool:
    """`..., tujuh dari Jawa Barat`, `Donggala 12, Palu 20`, `15 menimpa anak dan enam menimpa ...`."""
    before = region_before(annotated, number.start)
    if before is not None and number.start - before.end <= 3:
        return True
    after = _region_after(annotated, number.end)
    if after is not None and re.fullmatch(rf"{_S}(?:dari|asal|di|berasal{_S}dari){_S}(?:\w{{1,12}}{_S})?", annotated.text[number.end : after.start]):
        return True
    joined = re.search(r"(?:,|dan|serta|lalu|kemudian)\s{1,3}$", beside.left[-12:]) is not None
    return joined and _ellipsis_verb().match(beside.right) is not None


def region_before(annotated: AnnotatedArticle, offset: int) -> RegionMention | None:
    """The last region named before the character."""
    index = region_index(annotated, offset)
    return annotated.regions[index - 1] if index else None


def _region_after(annotated: AnnotatedArticle, offset: int) -> RegionMention | None:
    index = region_index(annotated, offset)
    found = annotated.regions[index] if index < len(annotated.regions) else None
    return found if found and found.start - offset <= 40 else None


def region_index(annotated: AnnotatedArticle, offset: int) -> int:
    """Index of the first region that begins at or after the character."""
    from bisect import bisect_left

    return bisect_left(annotated.regions, offset, key=lambda region: region.start)


def _head(beside: Window, *, people_only: bool) -> re.Match[str] | None:
    """The noun that a quantity word ties to the number: `jumlah korban ... mencapai 149`, `korbannya 13 orang`.

    With `people_only` only victims, suspects and perpetrators count, as the number has a noun of its own.
    """
    best: re.Match[str] | None = None
    for match in _any_noun().finditer(beside.left):
        mid = beside.left[match.end() :]
        if not _may_link(match, mid):
            continue
        unit = figure_lexicon().unit_of(match["word"])
        is_role = unit in {FigureUnit.KORBAN, FigureUnit.TERSANGKA, FigureUnit.PELAKU}
        if people_only and not is_role:
            continue
        is_plain = " ".join(match["word"].lower().split()) in _plain_nouns()
        if best is None or not is_plain:
            best = match
    return best


def _may_link(match: re.Match[str], mid: str) -> bool:
    if _CLAUSE_END.search(mid) or _blocked_head().match(match.string, match.start()):
        return False
    if any(verb.group().lower() not in _STATIVE for verb in _ACTIVE_VERB.finditer(mid)):
        return False
    if re.search(r"\d", mid.replace(",", "")) and re.search(r"(?<!\w)(?:kasus|korban|orang|tersangka|laporan|persen)(?!\w)", mid):
        return False  # another number's noun stands between
    return _link_at_end().search(mid) is not None or _label().fullmatch(mid) is not None


def _ends_with_part_lead(beside: Window) -> bool:
    return _part_lead().search(beside.left[-20:]) is not None


def _count(number: NumberMention, start: int, end: int, unit: FigureUnit | None, rule: str) -> Count:
    return Count(
        start, end, number.start, number.end, number.value, number.value_max, number.is_approximate, unit, rule
    )


@cache
def _plain_nouns() -> frozenset[str]:
    return frozenset(figure_lexicon().demographic_nouns)


@cache
def _nouns() -> str:
    return any_of(noun for nouns in figure_lexicon().unit_nouns.values() for noun in nouns)


@cache
def _noun_after() -> re.Pattern[str]:
    return re.compile(
        rf"{_S}(?:orang{_S})?(?:(?:para|terduga|mantan|eks|berkas){_S})?(?P<calon>calon{_S})?(?P<word>{_nouns()})(?:nya)?(?![\w-])",
        re.IGNORECASE,
    )


@cache
def _any_noun() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?P<word>{_nouns()})(?:nya)?(?![\w-])", re.IGNORECASE)


@cache
def _noun_at_end() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?P<word>{_nouns()}){_S}$", re.IGNORECASE)


@cache
def _role_after() -> re.Pattern[str]:
    lexicon = figure_lexicon()
    roles = any_of(
        noun for unit in lexicon.person_units if unit is not FigureUnit.ORANG for noun in lexicon.unit_nouns[unit]
    )
    return re.compile(
        rf"(?:{_S}(?!dan(?!\w))[\w-]{{1,20}}){{0,3}}?{_S}{any_of(lexicon.role_links)}(?:{_S}para)?{_S}(?P<word>{roles})(?!\w)",
        re.IGNORECASE,
    )


@cache
def _of_whole() -> re.Pattern[str]:
    return re.compile(rf"{_S}dari{_S}(?:total{_S}|sekitar{_S})?[\w.]{{1,12}}{_S}(?P<word>{_nouns()})(?!\w)", re.IGNORECASE)


@cache
def _blocked() -> re.Pattern[str]:
    return re.compile(rf"{_S}(?:orang{_S})?{any_of(figure_lexicon().blocked_phrases)}(?!\w)", re.IGNORECASE)


@cache
def _blocked_head() -> re.Pattern[str]:
    return re.compile(rf"{any_of(figure_lexicon().blocked_phrases)}(?!\w)", re.IGNORECASE)


@cache
def _bystander() -> re.Pattern[str]:
    return word_pattern(figure_lexicon().bystander_heads)


@cache
def _bystander_next() -> re.Pattern[str]:
    return re.compile(rf"{_S}{any_of(figure_lexicon().bystander_heads)}(?!\w)", re.IGNORECASE)


@cache
def _story_people() -> re.Pattern[str]:
    lexicon = figure_lexicon()
    return re.compile(
        rf"{_S}(?:orang{_S})?(?P<word>{any_of(lexicon.story_people)})(?!\w)"
        rf"(?:{_S}[\w()-]{{1,20}}){{0,3}}?{_S}{any_of(lexicon.story_predicates)}(?!\w)",
        re.IGNORECASE,
    )


@cache
def _part_after() -> re.Pattern[str]:
    return re.compile(rf"{_S}(?P<word>{any_of(figure_lexicon().part_followers)})(?!\w)", re.IGNORECASE)


@cache
def _part_lead() -> re.Pattern[str]:
    return words_at_end(figure_lexicon().part_leads)


@cache
def _case_predicate() -> re.Pattern[str]:
    return word_pattern(figure_lexicon().case_predicates)


@cache
def _ellipsis_next() -> re.Pattern[str]:
    return re.compile(rf"{_S}{any_of(figure_lexicon().ellipsis_followers)}(?!\w)", re.IGNORECASE)


@cache
def _ellipsis_verb() -> re.Pattern[str]:
    words = set(figure_lexicon().ellipsis_followers) - {"dan", "atau", "serta", "sedangkan", "sementara", "di", "tahun"}
    return re.compile(rf"{_S}{any_of(words)}(?!\w)", re.IGNORECASE)


@cache
def _link_at_end() -> re.Pattern[str]:
    return words_at_end(figure_lexicon().quantity_links)


@cache
def _strong_link() -> re.Pattern[str]:
    return words_at_end(["sebanyak", "mencapai", "berjumlah", "sejumlah", "total", "sebesar", "jumlah", "tembus", "capai", "ada"])


@cache
def _label() -> re.Pattern[str]:
    """What may stand between a noun and its bare number: `korban KTPA 1.051`, `perempuan dewasa 370`."""
    lexicon = figure_lexicon()
    groups = [word for words in (*lexicon.sex.values(), *lexicon.age.values()) for word in words]
    topics = [word for words in lexicon.topics.values() for word in words]
    return re.compile(rf"(?:{_S}{any_of([*groups, *topics])}){{0,2}}{_S}", re.IGNORECASE)


@cache
def _one_person_lead() -> re.Pattern[str]:
    return words_at_end(figure_lexicon().one_person_leads)
