"""The region that a figure covers: a breakdown's own, else the jurisdiction of the source, else the story's place."""

import re
from collections.abc import Sequence
from functools import cache

from extract.figures.counts import Count, region_index
from extract.figures.region_words import (
    aggregate,
    break_word,
    budget,
    carrier,
    destination,
    destination_at_end,
    jurisdiction,
    national_body,
    nationals,
    nationwide,
    origin,
    origin_at_end,
    received,
    superlative,
)
from extract.figures.scenes import is_desk, provincial_unit, scene_of
from extract.figures.shared import is_one_of_several
from extract.regions.gazetteer import COUNTRY, gazetteer
from models.annotation import AnnotatedArticle, RegionMention
from models.fact import Place
from models.vocabulary import FigureUnit

_S = r"[ \t\u00a0]{1,3}"
_BREAKS = re.compile(
    r"[;:\"”]|,(?!\s{1,3}(?:yakni|yaitu|sebanyak|ada|dengan|terdapat|tercatat|hanya|cuma|baru|sekitar|mencapai)(?!\w))|\d(?!\w*(?:\s|$))"
)
_PLACED = re.compile(
    rf"(?:,{_S}(?:semuanya|semua|seluruhnya)(?!\w))?[^,;.\n\"”]{{0,50}}?(?<!\w)(?:(?:di|dari|asal|untuk|se){_S}(?:[\w-]{{1,14}}{_S}){{0,3}}"
    rf"|di(?:tangani|ungkap|proses|sidik|terima)(?:{_S}oleh)?{_S}(?:[\w-]{{1,14}}{_S}){{1,2}})$",
    re.IGNORECASE,
)
_OF_BODY = re.compile(rf"(?:{_S}di\w{{3,12}})?{_S}(?:Polda|Polres|Polresta|Polrestabes){_S}")
_HOMEWARD = re.compile(
    r"(?<!\w)(?:pulang|dipulangkan|memulangkan|kembali|dikembalikan|diantar)(?!\w)", re.IGNORECASE
)
_RELATIVE = re.compile(r"(?:,?\s{1,3}[A-Z]\w{2,20}){0,2},?\s{1,3}yang(?!\w)")
_BESIDE = 25
_INVESTIGATED = {FigureUnit.TERSANGKA, FigureUnit.PELAKU, FigureUnit.KASUS}
_ADJACENT_WORDS = 7
_CARRY = 4
_PROVINCE_CODE = 2


class Regions:
    """The regions of an article as they bear on its figures, read in order."""

    def __init__(self, annotated: AnnotatedArticle, place: Place) -> None:
        self.annotated = annotated
        self.place = place.code
        self.source: str | None = None
        """Region of the last statistic that was no breakdown."""
        self.source_paragraph = -10

    def region_of(
        self,
        count: Count,
        previous: Count | None,
        later: Sequence[Count],
        *,
        has_period: bool,
        of_total: str | None,
        speaker: str | None,
    ) -> str | None:
        """Code of the region that the next figure in order covers; None where nothing is covered."""
        if count.unit in {FigureUnit.RUPIAH, FigureUnit.TAHUN_PENJARA} and not self._is_aggregate(
            count, has_period
        ):
            return None
        paragraph = self.annotated.paragraph_index(count.start)
        own = self._after(count, later, has_period) or self._before(count, previous)
        if own is not None:
            if has_period and self.place.startswith(own):  # a region round the place is a scope, no breakdown
                self.source, self.source_paragraph = own, paragraph
            return own
        if of_total is not None:
            return of_total
        sentence = self.annotated.sentences[self.annotated.sentence_index(count.start)]
        is_statistic = has_period or count.unit is FigureUnit.RUPIAH
        code = self._source(count, sentence.start, sentence.end, is_statistic)
        if not is_statistic and (code is None or self.place == code):
            code = scene_of(self.annotated, count, self.place) or code
        if code is None and speaker:
            code = self._of_speaker(count, speaker, is_statistic)
        if code is None and has_period and paragraph - self.source_paragraph <= _CARRY:
            code = self.source
        if code is None and self._goes_on_nationally(count, paragraph):
            code = COUNTRY.code
        is_inside = code is not None and code != self.place and code.startswith(self.place)
        if code is not None and not is_inside and (has_period or code == COUNTRY.code):
            self.source, self.source_paragraph = code, paragraph
        return code or self.place

    def _of_speaker(self, count: Count, speaker: str, is_statistic: bool) -> str | None:
        """The speaker's jurisdiction for statistics; for an event only the country, where no region is named."""
        code = jurisdiction_of(speaker)
        if is_statistic:
            return code
        return code if code == COUNTRY.code and not self._near_regions(count) else None

    def _goes_on_nationally(self, count: Count, paragraph: int) -> bool:
        """The next sentences of a national body's story count for the country, where they name no region."""
        is_close = paragraph - self.source_paragraph <= 1
        return is_close and self.source == COUNTRY.code and not self._near_regions(count)

    def _is_aggregate(self, count: Count, has_period: bool) -> bool:
        near = self.annotated.text[max(0, count.start - 100) : count.end + 60]
        return budget().search(near) is not None or (has_period and aggregate().search(near) is not None)

    def _after(self, count: Count, later: Sequence[Count], has_period: bool) -> str | None:
        """`22 di antaranya berada di Kota Jakarta Barat`, `36 laporan di Polda Jawa Barat`."""
        text = self.annotated.text
        index = region_index(self.annotated, count.end)
        if index >= len(self.annotated.regions):
            return None
        region = self.annotated.regions[index]
        stop = next((c.number_start for c in later if not _or_between(text, count, c)), region.start)
        if region.start - count.end > 70 or region.start > stop:
            return None
        between = received().sub(" di ", text[count.end : region.start])
        if self._goes_home(count, between) and self._lists_origins(count, region, later):
            return region.code
        is_named = between == " " and text[count.start : count.end].lower().endswith("warga")
        if (
            not (_PLACED.match(between) or is_named or _OF_BODY.fullmatch(between))
            or break_word().search(between)
            or carrier().search(between)
        ):
            return None
        if is_one_of_several(self.annotated, index):
            return None
        if is_named or origin().search(between):
            is_list = has_period or self._lists_origins(count, region, later)
            if not (is_list or self._is_only_origin(count, region, between)):
                return None
        return None if destination().search(between) else region.code

    def _goes_home(self, count: Count, between: str) -> bool:
        """`dipulangkan ke daerah asal: sembilan ke Aceh Timur, enam ke Langkat`."""
        if between.strip().lower() != "ke":
            return False
        sentence = self.annotated.sentences[self.annotated.sentence_index(count.start)]
        low = max(sentence.start, count.start - 200)
        return _HOMEWARD.search(self.annotated.text, low, count.start) is not None

    def _is_only_origin(self, count: Count, region: RegionMention, between: str) -> bool:
        """`lima perempuan asal Sulawesi Selatan.`; not where more is told of them (`asal Jawa Barat yang ditampung`).

        One of the sexes that a total is split into (`dan 3 perempuan asal Batu Bara`) is counted where the total is.
        """
        if _RELATIVE.match(self.annotated.text, region.end):
            return False
        return count.total is None or "berasal" in between

    def _lists_origins(self, count: Count, region: RegionMention, later: Sequence[Count]) -> bool:
        """`sebelas orang asal A, tujuh dari B`: a breakdown by origin; one origin alone is none."""
        near = [r for r in self._near_regions(count) if r.code != region.code]
        follows = any(
            r.start > c.number_end or "masing-masing" in self.annotated.text[r.end : c.number_start]
            for c in later[:1]
            for r in near
            if r.start > region.end
        )
        return follows or any(r.end < count.start for r in near)

    def _near_regions(self, count: Count) -> Sequence[RegionMention]:
        index = region_index(self.annotated, count.start)
        sentence = self.annotated.sentence_index(count.start)
        near = self.annotated.regions[max(0, index - 3) : index + 4]
        return [r for r in near if self.annotated.sentence_index(r.start) == sentence]

    def _before(self, count: Count, previous: Count | None) -> str | None:
        """`Kota Palu berada di urutan teratas dengan 118 kasus, disusul Kabupaten Donggala 84 kasus`."""
        text = self.annotated.text
        if provincial_unit().search(text, max(0, count.start - 60), count.start):
            return self.place[:_PROVINCE_CODE] if self.place != COUNTRY.code else None
        index = region_index(self.annotated, count.number_start)
        if index == 0:
            return None
        region = self.annotated.regions[index - 1]
        sentence = self.annotated.sentences[self.annotated.sentence_index(count.start)]
        if region.start < sentence.start or (previous is not None and region.start < previous.end):
            return None
        if is_desk(self.annotated, region):
            return None
        inner = self.annotated.regions[max(0, index - 2)]
        is_address = inner.code.startswith(region.code) and text[inner.end : region.start] == ", "
        if (
            is_address and inner.start >= sentence.start
        ):  # "Pemerintah Kota Sorong, Papua Barat Daya, menyatakan ..."
            region_end, region = region.end + text.startswith(",", region.end), inner
        else:
            region_end = region.end
        between = text[region_end : count.number_start]
        lead = text[max(sentence.start, region.start - 30) : region.start]
        if between == ", " and superlative().search(lead):
            return region.code
        if len(between) > 90 or len(between.split()) > _ADJACENT_WORDS or _BREAKS.search(between):
            return None
        is_goal = destination_at_end().search(lead) is not None
        return None if is_goal or origin_at_end().search(lead) else region.code

    def _source(self, count: Count, sentence_start: int, sentence_end: int, has_period: bool) -> str | None:
        """The jurisdiction of the body or official in the sentence, or the country."""
        text = self.annotated.text
        near = text[max(sentence_start, count.start - 300) : min(sentence_end, count.end + 160)]
        if nationwide().search(near) or nationals().search(text, count.start, count.end + _BESIDE):
            return COUNTRY.code
        low = region_index(self.annotated, max(sentence_start, count.start - 300))
        for region in reversed(self.annotated.regions[low : region_index(self.annotated, count.start)]):
            lead = text[max(sentence_start, region.start - 60) : region.start]
            if jurisdiction().search(lead):
                return region.code
        named = national_body().search(text[max(sentence_start, count.start - 300) : count.start])
        is_own_case = count.unit in _INVESTIGATED and not self._near_regions(count)
        return COUNTRY.code if named and (has_period or is_own_case) else None


@cache
def jurisdiction_of(body: str) -> str | None:
    """The region in the name of a body or post (`BP3MI Kaltara`), the country for a national body."""
    for part in body.split(","):
        words = part.split()
        for first in range(max(0, len(words) - 5), len(words)):
            found = gazetteer().find(" ".join(words[first:]))
            if len(found) == 1:
                return found[0].code
    return COUNTRY.code if national_body().search(body) else None


def _or_between(text: str, count: Count, other: Count) -> bool:
    """`307 kasus atau 29 persen terjadi di ...`: one amount said in two ways."""
    return other.number_start > count.end and text[count.end : other.number_start].strip().lower() == "atau"
