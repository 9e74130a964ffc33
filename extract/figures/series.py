"""Counts that add up: the parts of a series, and runs of parts in one sentence."""

from collections.abc import Sequence

from extract.figures.counts import Count
from models.annotation import AnnotatedArticle
from models.vocabulary import FigureUnit

AMOUNTS = {FigureUnit.RUPIAH, FigureUnit.PERSEN, FigureUnit.TAHUN_PENJARA}
_MEMORY, _SUM_RUN = 12, 5


def find_series(annotated: AnnotatedArticle, counts: Sequence[Count]) -> dict[int, int]:
    """Counts with a noun of their own that add up to one before them: position of the part -> of the total."""
    found: dict[int, int] = {}
    by_sentence: dict[tuple[int, FigureUnit], list[int]] = {}
    for position, count in enumerate(counts):
        if count.unit is not None and count.unit not in AMOUNTS and not count.is_plain:
            by_sentence.setdefault((annotated.sentence_index(count.start), count.unit), []).append(position)
    for positions in by_sentence.values():
        for first in (0, 1):  # all of them, or all after the first, which may be the total itself
            parts = positions[first:]
            total = _total_before(annotated, counts, parts) if 1 < len(parts) <= _MEMORY else None
            if total is not None:
                found.update(dict.fromkeys(parts, total))
                break
    return found


def _total_before(annotated: AnnotatedArticle, counts: Sequence[Count], parts: Sequence[int]) -> int | None:
    first = counts[parts[0]]
    value, paragraph = sum(counts[k].value for k in parts), annotated.paragraph_index(first.start)
    for position in range(parts[0] - 1, max(-1, parts[0] - 1 - _MEMORY), -1):
        other = counts[position]
        if paragraph - annotated.paragraph_index(other.start) > 1:
            return None
        if other.unit is first.unit and other.value == value:
            return position
    return None


def find_sums(annotated: AnnotatedArticle, counts: Sequence[Count]) -> dict[int, float]:
    """For every run of plain or nounless counts in one sentence, its sum, by position."""
    sums: dict[int, float] = {}
    run: list[int] = []
    for position, count in enumerate(counts):
        joined = bool(run) and annotated.sentence_index(counts[run[-1]].start) == annotated.sentence_index(
            count.start
        )
        is_piece = (count.is_plain or count.unit is None) and count.rule != "part"
        if not is_piece or not joined or len(run) >= _SUM_RUN:
            run = []
        if is_piece or count.rule == "head_of_people":
            run.append(position)
        if len(run) > 1:
            total = sum(counts[k].value for k in run)
            sums.update(dict.fromkeys(run, total))
            whole = counts[run[0]].value
            if (
                len(run) > 2 and total == 2 * whole
            ):  # "15 orang, 9 laki-laki dan 6 perempuan": split by what follows
                sums.update(dict.fromkeys(run[1:], whole))
                del sums[run[0]]
    return sums
