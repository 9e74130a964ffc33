"""The period that figures carry on from one sentence to the next."""

import re
from functools import cache

from extract.figures.calendar import Period
from extract.figures.lexicon import figure_lexicon, words_at_end
from models.annotation import AnnotatedArticle

_CARRY = 2
"""So many paragraphs further a period still holds."""


class Passage:
    """The period of the statistics being told, and the earlier one that they look back to inside a paragraph."""

    def __init__(self, annotated: AnnotatedArticle) -> None:
        self.annotated = annotated
        self.main: Period | None = None
        self.back: Period | None = None
        self.paragraph = -10
        """Where a figure last had one of them."""
        self.back_paragraph = -10
        self.sentence = -1

    def period_at(self, paragraph: int) -> Period | None:
        """What a figure without a period of its own has there."""
        return self.back if self.back and paragraph == self.back_paragraph else self.main

    def reaches(self, paragraph: int) -> bool:
        """True where the period still holds."""
        return self.main is not None and paragraph - self.paragraph <= _CARRY

    def touch(self, paragraph: int) -> None:
        """A figure of the period stands here."""
        self.paragraph = paragraph

    def take(self, period: Period, sentence_start: int) -> None:
        """The period that a figure has by its own words; one named to compare with leaves the passage as it is.

        An earlier one (`Tahun 2022 tercatat 179 korban`) ends with its paragraph, unless `Sepanjang 2022 ...` opens it.
        """
        if period.is_comparison or (period.refers_back and (period.shift < 0 or period.year)):
            return
        paragraph = self.annotated.paragraph_index(sentence_start)
        if self._is_beside(period, sentence_start, paragraph) and self._is_behind(period):
            return
        lead = self.annotated.text[self.annotated.paragraphs[paragraph].start : period.start][:60]
        opens = _spanning().fullmatch(lead.lstrip('"“ ')) is not None
        if self.reaches(paragraph) and not opens and (self._is_behind(period) or self._is_inside(period)):
            self.back, self.back_paragraph = period, paragraph
        else:
            self.main, self.back = period, None
        self.paragraph, self.sentence = paragraph, sentence_start

    def _is_beside(self, period: Period, sentence_start: int, paragraph: int) -> bool:
        """In the sentence of the last period, or a `tahun lalu` in its paragraph."""
        if self.annotated.text[period.start].isalpha():
            return self.annotated.paragraph_index(self.sentence) == paragraph
        return self.sentence == sentence_start

    def _is_behind(self, period: Period) -> bool:
        last = self.main.last if self.main else None
        return last is not None and period.last is not None and period.last < last

    def _is_inside(self, period: Period) -> bool:
        """`per 31 Mei 2024 ada 10 kasus. Pada Mei saja 4`: a part of the time, but years stand in their own right."""
        if self.main is None or self.main.last is None or period.last is None:
            return False
        months = (period.first.year, period.first.month, period.first.day) != (period.first.year, 1, 1)
        return months and self.main.first < period.first and period.last <= self.main.last


def opens_passage(annotated: AnnotatedArticle, period: Period, *, is_near: bool) -> bool:
    """True for a period said of all that follows: `Sepanjang 2023 dinas gencar ...`, `Catatan tahun 2023 ...`.

    `Pada 2023 ...` at the head of a sentence holds in its own paragraph only (`is_near`).
    """
    start = annotated.sentences[annotated.sentence_index(period.start)].start
    if annotated.dateline is not None and annotated.dateline.end <= period.start:
        start = max(start, annotated.dateline.end)
    lead = annotated.text[max(start, period.start - 60) : period.start]
    if _spanning().search(lead):
        return True
    return is_near and period.start - start <= 60 and _opening().fullmatch(lead) is not None


@cache
def _spanning() -> re.Pattern[str]:
    return words_at_end(
        figure_lexicon().period.spanning, r"(?:\s{1,3}(?:tahun|bulan|periode|waktu)){0,2}\s{1,3}"
    )


@cache
def _opening() -> re.Pattern[str]:
    return re.compile(
        r"[\W]{0,4}(?:(?:pada|menutup|mengakhiri|di|dalam|hingga|sampai|untuk|tahun|bulan|periode|kurun|waktu|sejak|dari|mulai|akhir"
        r"|awal|dengan|per|selama|sepanjang)\s{1,3}){0,5}",
        re.IGNORECASE,
    )
