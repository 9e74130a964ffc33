"""Numbers without a noun of their own: the head noun of the clause, or the count before, decides the unit."""

import re
from dataclasses import replace

from extract.figures import nouns, shares
from extract.figures.counts import Count, Window, count_of
from extract.figures.lexicon import figure_lexicon
from extract.figures.lists import beside_region, listed_head, next_of_list
from extract.numbers.find import NumberMention
from models.annotation import AnnotatedArticle
from models.vocabulary import FigureUnit

_ENDS = re.compile(r"[ \t\u00a0]{0,3}(?:[,;)\n–—]|\.(?!\d)|$)")
_CLAUSE_END = re.compile(r"[;:!?\n]|\.\s|[\"”“]")
_ACTIVE_VERB = re.compile(r"(?<!\w)(?<!yang )me(?:ng|ny|m|n|l|r|w)\w{3,}", re.IGNORECASE)
_OTHER_NUMBER = re.compile(
    r"\d(?=[\w.,]{0,12}\s{1,3}(?:kasus|korban|orang|tersangka|laporan|persen)(?!\w))", re.IGNORECASE
)
_WAY = re.compile(r"(?<!\w)(?:ber)?(?:modus|bentuk|jenis|kategori)(?:nya)?(?!\w)", re.IGNORECASE)
_ASIDE = re.compile(
    r"(?<!\w)(?:dalam|atas|terhadap)\s{1,3}$", re.IGNORECASE
)  # "tersangka dalam kasus itu ada tiga"
_COLON = re.compile(r"\s?:\s{1,2}")
_FILES = {FigureUnit.KASUS, FigureUnit.LAPORAN}
_REGION_GAP = 40


def read_without_noun(
    annotated: AnnotatedArticle, number: NumberMention, beside: Window, previous: Count | None
) -> Count | None:
    """A count whose noun stands elsewhere in the clause, or is left out; None where nothing says that it counts."""
    changed = _changed(number, beside)
    if changed is not None:
        return changed
    if not any(
        pattern.match(beside.right) for pattern in (_ENDS, nouns.ellipsis_after(), nouns.topic_after())
    ):
        return None
    part = _said_part(number, beside)
    if part is not None:
        return part
    role = nouns.role_said().match(beside.right)
    if role is not None and previous is not None:
        said = figure_lexicon().unit_of(role["word"])
        return replace(count_of(number, number.start, number.end + role.end(), said, "role"), is_part=True)
    if beside.left.endswith("("):
        return beside_region(annotated, number, previous)
    if is_bystander(beside, 0):
        return None
    head = find_head(beside, people_only=False)
    if head is not None and previous is not None and previous.end + 1 == beside.left_start + head.start():
        head = None  # "31 pengaduan pengantin pesanan, yaitu 18 dari ..."
    if head is not None:
        return _by_head(annotated, number, beside, head, previous)
    listed = listed_head(annotated, number, beside)
    if listed is not None:
        return count_of(number, number.start, number.end, listed, "head_of_list")
    return next_of_list(annotated, number, beside, previous)


def _by_head(
    annotated: AnnotatedArticle,
    number: NumberMention,
    beside: Window,
    head: re.Match[str],
    previous: Count | None,
) -> Count | None:
    """`jumlah korban mencapai 149`."""
    if _is_way(annotated, beside, head, previous):
        return count_of(number, number.start, number.end, previous.unit if previous else None, "way")
    return None if is_other_matter(beside, head["word"]) else _with_head(number, beside, head, previous)


def _changed(number: NumberMention, beside: Window) -> Count | None:
    """`jumlah korban berkurang dari 31 menjadi 19 orang`: the noun stands at the second number, or is its head."""
    noun = shares.changed_to().match(beside.right) if shares.changed_from().search(beside.left) else None
    if noun is None:
        return None
    heads = [nouns.plain_name(head["word"]) for head in nouns.any_noun().finditer(beside.left)]
    named = [head for head in heads if figure_lexicon().unit_of(head) in nouns.roles()]
    is_plain = nouns.plain_name(noun["word"]) in nouns.plain_nouns()
    unit = figure_lexicon().unit_of(named[-1] if named and is_plain else noun["word"])
    return count_of(number, number.start, number.end, unit, "changed")


def find_head(beside: Window, *, people_only: bool) -> re.Match[str] | None:
    """The noun that a quantity word ties to the number: `jumlah korban ... mencapai 149`, `korbannya 13 orang`.

    With `people_only` only victims, suspects and perpetrators count, as the number has a noun of its own. A noun of
    sex or age gives way to the noun before it: `korban kekerasan terhadap anak mencapai 226`.
    """
    best: re.Match[str] | None = None
    for match in nouns.any_noun().finditer(beside.left):
        name = nouns.plain_name(match["word"])
        if people_only and figure_lexicon().unit_of(name) not in nouns.roles():
            continue
        between = beside.left[match.end() :]
        is_composed = people_only and len(between) < _REGION_GAP and nouns.composition_link().search(between)
        is_aside = best is not None and _ASIDE.search(beside.left, max(0, match.start() - 10), match.start())
        if is_aside or (best is not None and name in nouns.plain_nouns()):
            continue
        if _may_link(match, between) or is_composed:
            best = match
    return best


def is_bystander(beside: Window, noun_end: int) -> bool:
    """True for participants, staff and guards, who are no figures; `noun_end` is where the number's noun ends."""
    if nouns.bystander_after().match(beside.right, noun_end):
        return True
    near = beside.left[-90:]
    heads = [m.end() for m in nouns.bystander().finditer(near) if m.group()[0].islower() or not m.start()]
    if not heads or _CLAUSE_END.search(near, heads[-1]):
        return False
    return nouns.strong_link().search(near, heads[-1]) is not None


def is_other_matter(beside: Window, noun: str) -> bool:
    """True for requests for a passport (`37 permohonan ditolak`) and for the inhabitants of a place."""
    if noun.lower() in {"permohonan", "berkas"}:
        return nouns.papers().search(beside.left + beside.right) is not None
    return noun.lower() == "jiwa" and nouns.population().search(beside.left[-60:]) is not None


def _said_part(number: NumberMention, beside: Window) -> Count | None:
    """`3 dari 12 korban`, `tiga dari korban itu`, `22 di antaranya`."""
    group = shares.group_after().match(beside.right)
    if group is not None:
        unit = figure_lexicon().unit_of(group["para"] or group["word"])
        return replace(count_of(number, number.start, number.end + group.end(), unit, "part"), is_part=True)
    whole = shares.whole_after().match(beside.right)
    if whole is not None:
        unit = figure_lexicon().unit_of(whole["word"])
        return replace(count_of(number, number.start, number.end, unit, "part_of_whole"), is_part=True)
    part = shares.part_after().match(beside.right)
    if part is None:
        return None
    role = nouns.role_said().match(beside.right, part.end())
    if role is not None:
        said = figure_lexicon().unit_of(role["word"])
        return replace(count_of(number, number.start, number.end + part.end(), said, "part"), is_part=True)
    says_case = nouns.case_predicate().search(beside.right, part.end(), part.end() + 40)
    unit_said = FigureUnit.KASUS if says_case else None
    return replace(count_of(number, number.start, number.end + part.end(), unit_said, "part"), is_part=True)


def _with_head(
    number: NumberMention, beside: Window, head: re.Match[str], previous: Count | None
) -> Count | None:
    start, noun = beside.left_start + head.start(), nouns.plain_name(head["word"])
    if noun not in nouns.plain_nouns():
        return count_of(number, start, number.end, figure_lexicon().unit_of(noun), "head")
    if previous is None:
        return None
    count = count_of(number, start, number.end, None, "head_of_part")
    return replace(count, noun=noun, is_plain=True, is_part=True)


def _is_way(annotated: AnnotatedArticle, beside: Window, head: re.Match[str], previous: Count | None) -> bool:
    """`modus pekerja migran sebanyak 464 kasus, pekerja seks 182`: a way of the crime, whose cases are counted."""
    if previous is None or previous.unit not in _FILES or previous.start < beside.sentence.start:
        return False
    if figure_lexicon().unit_of(head["word"]) is not FigureUnit.ORANG or len(beside.left) - head.end() > 12:
        return False
    return (
        _WAY.search(annotated.text, max(beside.sentence.start, previous.start - 200), previous.end)
        is not None
    )


def _may_link(match: re.Match[str], between: str) -> bool:
    if _COLON.fullmatch(between):
        return True
    if _CLAUSE_END.search(between) or nouns.blocked().match(match.string, match.start()):
        return False
    if _OTHER_NUMBER.search(between):
        return False
    verbs = (verb.group().lower() for verb in _ACTIVE_VERB.finditer(between))
    if any(verb not in figure_lexicon().amount_verbs for verb in verbs):
        return False  # "pelaku memberangkatkan sebanyak 30 orang": the doer, not the counted
    return nouns.quantity_link().search(between) is not None or nouns.label().fullmatch(between) is not None
