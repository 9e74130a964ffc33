"""Parts and totals."""

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import replace

from extract.figures.counts import Count, text_between
from extract.figures.groups import said_part, sex_and_age
from extract.figures.lexicon import figure_lexicon
from extract.figures.part_words import (
    comparison,
    cue,
    grown_from,
    pointer,
)
from extract.figures.series import AMOUNTS, find_series, find_sums
from models.annotation import AnnotatedArticle
from models.vocabulary import FigureUnit

_MEMORY, _LONG_MEMORY, _FAR = 12, 40, 6
_FROM_TOTAL = re.compile(r"(?<!\w)dari(?:\s{1,3}(?:total|jumlah|ke))?\s{1,3}$", re.IGNORECASE)
_NEXT_NAME = re.compile(
    r",\s{1,3}(?:(?:dan|lalu|kemudian|disusul|serta)\s{1,3})?(?:[A-Z][\w'-]{1,20}\s{1,3}){1,4}"
)
_SAID_SEX = re.compile(
    r"\s{1,3}(?:merupakan|adalah|ialah|berjenis kelamin)?\s{0,3}(?:perempuan|laki-laki|pria|wanita),?"
    r"\s{1,3}(?:dan|serta|sedangkan|sementara)\s{1,3}",
    re.IGNORECASE,
)


def attach_parts(annotated: AnnotatedArticle, counts: Sequence[Count]) -> list[Count]:
    """Counts with their unit, each part with its total; a number whose noun cannot be found is dropped."""
    recent: deque[Count] = deque(maxlen=_MEMORY)
    told: deque[Count] = deque(maxlen=_LONG_MEMORY)
    attached: dict[int, Count] = {}
    sums, series = find_sums(annotated, counts), find_series(annotated, counts)
    for position, given in enumerate(counts):
        count = _pointing_back(annotated, given, told)
        resolved: Count | None = count
        if count.rule == "part_of_whole":
            resolved = _of_whole(annotated, count, counts[position + 1 : position + 2], told)
        elif position in series:
            resolved = replace(count, total=attached.get(series[position]), is_part=True)
        elif count.unit is None or count.is_plain or count.is_part:
            resolved = _attach(annotated, count, recent, sums.get(position, 0.0))
            if resolved is None and count.value == 0:  # "Kota Bima nihil, Kabupaten Dompu tiga laporan"
                resolved = _lent_by_next(annotated, count, counts[position + 1 : position + 2])
        if resolved is not None:
            attached[position] = resolved
            if resolved.unit not in AMOUNTS:
                recent.append(resolved)
                told.append(resolved)
    return list(attached.values())


def _of_whole(
    annotated: AnnotatedArticle, count: Count, following: Sequence[Count], told: deque[Count]
) -> Count:
    """`3 dari 12 korban`: a part of the twelve told before, if they were."""
    for whole in following:
        same = [c for c in told if c.value == whole.value and _fits(c, count)]
        if same:
            return replace(count, total=_meant(annotated, same, count))
    return replace(count, is_part=False)


def _meant(annotated: AnnotatedArticle, same: Sequence[Count], count: Count) -> Count:
    """Of several numbers of one size the one just told, else the first, which is what the article is about."""
    near = annotated.paragraph_index(count.start) - annotated.paragraph_index(same[-1].start) <= 1
    return same[-1] if near else same[0]


def _pointing_back(annotated: AnnotatedArticle, count: Count, told: deque[Count]) -> Count:
    """`17 anak itu`, `dari 17 anak` is what was told before; it only lends its parts a total."""
    text = annotated.text
    is_whole = _FROM_TOTAL.search(text, max(0, count.number_start - 20), count.number_start) is not None
    if count.unit in AMOUNTS or not (is_whole or pointer().match(text, count.end)):
        return count
    for earlier in reversed(told):
        if earlier.value == count.value and _fits(earlier, count):
            return replace(count, unit=earlier.unit, is_plain=False, is_part=False, same_as=earlier)
    return count


def _attach(annotated: AnnotatedArticle, count: Count, recent: deque[Count], run_sum: float) -> Count | None:
    if count.value == 0 and recent:  # "Belu 6 kasus, sedangkan Alor nihil"
        said = recent[-1] if _is_together(annotated, recent[-1], count) else _opener(annotated, recent)
        return replace(count, unit=said.unit, total=said.total)
    if recent and _is_next_of_list(annotated, recent[-1], count):
        return replace(count, unit=recent[-1].unit, total=recent[-1].total)
    if recent and _is_other_sex(annotated, recent[-1], count):
        return replace(count, unit=recent[-1].unit, total=recent[-1].total)
    if recent and _was_before(annotated, recent[-1], count):
        return replace(count, unit=recent[-1].unit, is_part=False)
    total = _total_of(annotated, count, recent, _own_sum(annotated, count, recent, run_sum))
    if total is not None:
        keeps_unit = count.unit is not None and not (count.is_plain and _may_lend(total, count))
        lent = _unit_of_list(annotated, recent[-1], count) or total.unit
        return replace(count, unit=count.unit if keeps_unit else lent, total=total, is_part=True)
    before = recent[-1] if recent else None
    if before is not None and _goes_on_counting(annotated, before, count):
        return replace(count, unit=before.unit, is_part=False, rule=before.rule)
    if count.unit is not None:
        return replace(count, is_part=False)
    if not recent or (count.rule in {"part", "head_of_part"} and recent[-1].value < count.value):
        return None
    before = recent[-1]
    near = annotated.paragraph_index(count.start) - annotated.paragraph_index(before.start) <= 1
    return replace(count, unit=before.unit, is_part=False) if near else None


def _lent_by_next(annotated: AnnotatedArticle, zero: Count, following: Sequence[Count]) -> Count | None:
    together = annotated.paragraph_index
    units = [c.unit for c in following if together(c.start) == together(zero.start) and c.unit not in AMOUNTS]
    return replace(zero, unit=units[0]) if units and units[0] is not None else None


def _opener(annotated: AnnotatedArticle, recent: deque[Count]) -> Count:
    """`Ada empat kasus dengan tujuh korban. Tahun lalu nihil`: what the sentence before is about, its first count."""
    sentence = annotated.sentence_index(recent[-1].start)
    return next(count for count in recent if annotated.sentence_index(count.start) == sentence)


def _is_next_of_list(annotated: AnnotatedArticle, before: Count, count: Count) -> bool:
    """`Indramayu 22 korban, Cianjur 19, Sukabumi 17`: no part of the 22, nor of what was told paragraphs ago."""
    if (
        count.rule != "ellipsis"
        or _NEXT_NAME.fullmatch(annotated.text, before.end, count.number_start) is None
    ):
        return False
    return before.total is None and not _is_announced(annotated, before, count)


def _goes_on_counting(annotated: AnnotatedArticle, before: Count, count: Count) -> bool:
    """`jumlah korban pada 2020 sebanyak 28 orang, 2021 sebanyak 45 orang`: the head is said once.

    So it is in `korban laki-laki 12 orang dan perempuan 30 orang`.
    """
    is_plain = count.noun in {"orang", ""} and count.rule == "noun"
    return (
        is_plain and before.rule in {"head_of_people", "changed"} and _is_together(annotated, before, count)
    )


def _was_before(annotated: AnnotatedArticle, before: Count, count: Count) -> bool:
    """`sembilan tersangka, bertambah dari lima orang pada 2024`: what the number was."""
    if count.noun != "orang" or before.unit not in figure_lexicon().person_units:
        return False
    between = text_between(annotated.text, before.end, count.number_start, 60)
    return _is_together(annotated, before, count) and grown_from().search(between) is not None


def _is_other_sex(annotated: AnnotatedArticle, before: Count, count: Count) -> bool:
    """`64 anak korban merupakan perempuan dan 22 laki-laki`: the same people, who are of a role."""
    if not count.is_plain or before.is_plain or before.unit not in figure_lexicon().person_units:
        return False
    between = annotated.text[before.end : count.number_start]
    has_sex = sex_and_age(annotated, count, count.end + 40)[0] is not None
    return has_sex and _SAID_SEX.fullmatch(between) is not None


def _unit_of_list(annotated: AnnotatedArticle, before: Count, count: Count) -> FigureUnit | None:
    """`korban perempuan dewasa 40 orang, anak perempuan 38`: the list's head counts, not the cases before."""
    together = annotated.sentence_index(before.start) == annotated.sentence_index(count.start)
    is_headed = before.rule == "head_of_people" or (before.is_plain and before.is_part)
    return before.unit if together and is_headed and count.is_plain else None


def _may_lend(total: Count, count: Count) -> bool:
    """Cases are split by sex and age (`15 anak`), but `12 orang` beside them are people."""
    return total.unit is not FigureUnit.KASUS or count.noun != "orang"


def _total_of(
    annotated: AnnotatedArticle, count: Count, recent: deque[Count], run_sum: float
) -> Count | None:
    """The nearest earlier count that is large enough and that the words, or the sum of the parts, make the total."""
    exact = [c for c in recent if c.value == run_sum and _fits(c, count)] if run_sum else []
    if exact and not (recent[-1].total is not None and _is_sibling(annotated, recent[-1], count)):
        return exact[-1]
    paragraph = annotated.paragraph_index(count.start)
    reach = _FAR if _is_said_part(annotated, count) else 1
    for candidate in reversed(recent):
        distance = paragraph - annotated.paragraph_index(candidate.start)
        if distance > _FAR:
            return None
        if distance > reach and candidate.value != run_sum:
            continue
        if candidate.total is not None and _is_sibling(annotated, candidate, count):
            return candidate.total
        if candidate.total is not None and _goes_on(annotated, candidate.total, candidate, count):
            return candidate.total
        is_piece = (
            candidate.total is not None and candidate.value != run_sum and count.rule != "part_of_whole"
        )
        if is_piece or candidate.value < count.value or _is_of_other_time(annotated, candidate, count):
            continue
        if count.is_part and count.rule != "ellipsis" and candidate.value != run_sum:
            if _fits(candidate, count):
                return candidate
            continue
        if candidate.value == run_sum or _is_announced(annotated, candidate, count):
            return candidate
    return None


def _own_sum(annotated: AnnotatedArticle, count: Count, recent: deque[Count], run_sum: float) -> float:
    """The sum of the run; 0 where it is others' by chance (`enam perkara lengkap, tiga dikirim, lima disidik`)."""
    if count.unit is not None or not recent or not _is_together(annotated, recent[-1], count):
        return run_sum
    units = {c.unit for c in recent if c.value == run_sum}
    return run_sum if not units or recent[-1].unit in units else 0.0


def _is_of_other_time(annotated: AnnotatedArticle, total: Count, count: Count) -> bool:
    """`57 kasus, naik dibanding tahun sebelumnya sebanyak 50. Sebanyak 31 di antaranya ...` is a part of the 57."""
    return count.is_part and _is_compared(annotated, total)


def _is_compared(annotated: AnnotatedArticle, total: Count) -> bool:
    """`lebih banyak daripada semester I 2023 yang sebanyak 1.540 orang`: its parts are not what is told next."""
    sentence = annotated.sentences[annotated.sentence_index(total.start)]
    lead = annotated.text[max(sentence.start, total.start - 80) : total.start]
    return comparison().search(lead) is not None


def _is_said_part(annotated: AnnotatedArticle, count: Count) -> bool:
    return said_part().match(annotated.text, count.number_end) is not None


def _fits(total: Count, count: Count) -> bool:
    people = figure_lexicon().person_units
    if count.noun == "orang":
        return total.unit in people
    if count.unit is None or count.is_plain:
        return True
    return total.unit == count.unit or (total.unit in people) == (count.unit in people)


def _is_together(annotated: AnnotatedArticle, before: Count, count: Count) -> bool:
    return annotated.sentence_index(before.start) == annotated.sentence_index(count.start)


def _is_sibling(annotated: AnnotatedArticle, sibling: Count, count: Count) -> bool:
    """`20 laki-laki dan enam perempuan`: two parts of one total stand in one sentence."""
    if sibling.total is None or not (count.is_plain or count.unit is None):
        return False
    together = annotated.sentence_index(sibling.start) == annotated.sentence_index(count.start)
    return together and sibling.total.value >= count.value + sibling.value


def _goes_on(annotated: AnnotatedArticle, total: Count, piece: Count, count: Count) -> bool:
    """`... 208 laki-laki dan 104 perempuan. Dua puluh tiga orang masih anak`: the next split is of the same total.

    So is `Lima belas orang di antaranya ...` after such a split.
    """
    together = annotated.paragraph_index(piece.start) == annotated.paragraph_index(count.start)
    if not together or total.value < count.value:
        return False
    if _is_said_part(annotated, count) and _fits(total, count):
        return True
    return count.is_plain and sex_and_age(annotated, count, count.end + 60) != (None, None)


def _is_announced(annotated: AnnotatedArticle, total: Count, count: Count) -> bool:
    between = text_between(annotated.text, total.end, count.number_start)
    if _is_compared(annotated, total):
        return False
    if cue().search(between):
        return True
    if annotated.sentence_index(total.start) != annotated.sentence_index(count.start):
        return False
    if _FROM_TOTAL.search(annotated.text[max(0, total.start - 20) : total.start]):
        return True
    return re.match(r"\s{0,3}[(:]", between) is not None
