"""What a figure is about."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from functools import cache
from typing import NamedTuple

from extract.figures.counts import Count
from extract.figures.lexicon import figure_lexicon, words_at_end
from extract.openings import AnchoredPattern
from extract.patterns import any_of
from models.annotation import AnnotatedArticle
from models.vocabulary import Age, FigureTopic, FigureUnit, Sex

_MIGRANT = "migrant"
_WAYS = {_MIGRANT, FigureTopic.PMI_NONPROSEDURAL.value}
_TRADES = {FigureTopic.LAINNYA.value}
_AFTER, _BEFORE = 110, 220
_SUSPECTS = {FigureUnit.TERSANGKA, FigureUnit.PELAKU, FigureUnit.TAHUN_PENJARA}
_FAR_PARAGRAPHS, _REACH = 5, 4000
_AT_ONCE = re.compile(r"\s{0,3}(?:baru\s|di\s?antaranya\s)?\s{0,3}", re.IGNORECASE)
_CLAUSE_BREAK = re.compile(
    r"[,;.\n\"”]|(?<!\w)(?:dan|serta|sedangkan|sementara|tetapi|tapi|namun|lalu|kemudian|untuk)(?!\w)",
    re.IGNORECASE,
)


class TopicHit(NamedTuple):
    """Words that name a topic."""

    start: int
    end: int
    topic: FigureTopic
    is_body: bool
    """True inside the name of a body (`Gugus Tugas TPPO`), which says little of what it counts."""
    is_vague: bool = False
    """True for migrants as such, who get their topic from the article."""


class Topics:
    """The topic words of an article, and the topic that the figures carry from one to the next."""

    def __init__(self, annotated: AnnotatedArticle) -> None:
        self.annotated = annotated
        raw = _raw_hits(annotated.text)
        self.main = _main_topic(raw + _raw_hits(annotated.title or ""))
        self.of_the_case = _units_of_the_case(annotated.text)
        migrant = self.main if self.main is FigureTopic.TPPO else FigureTopic.PMI_NONPROSEDURAL
        self.hits = [
            TopicHit(s, e, migrant if t == _MIGRANT else FigureTopic(t), b, t == _MIGRANT)
            for s, e, t, b in raw
        ]
        self.starts = [hit.start for hit in self.hits]

    def topic_of(
        self,
        count: Count,
        previous: tuple[Count, FigureTopic] | None,
        next_start: int,
        of_total: FigureTopic | None,
    ) -> FigureTopic:
        """The topic of the next figure in order.

        Suspects and sentences in an article on a trafficking case are of that case, whatever way the migrants were
        sent by, unless the words at the number itself say otherwise.
        """
        topic = self._read_topic(count, previous, next_start, of_total)
        if topic is not FigureTopic.PMI_NONPROSEDURAL or count.unit not in self.of_the_case:
            return topic
        sentence = self.annotated.sentences[self.annotated.sentence_index(count.start)]
        said = self._after(count, min(next_start, sentence.end)) or self._inside(count)
        return topic if said and said.topic is topic and not said.is_vague else FigureTopic.TPPO

    def _read_topic(
        self,
        count: Count,
        previous: tuple[Count, FigureTopic] | None,
        next_start: int,
        of_total: FigureTopic | None,
    ) -> FigureTopic:
        sentence = self.annotated.sentences[self.annotated.sentence_index(count.start)]
        after = self._after(count, min(next_start, sentence.end))
        if after is not None and _AT_ONCE.fullmatch(self.annotated.text[count.end : after.start]):
            return after.topic
        in_sentence = previous is not None and previous[0].start >= sentence.start
        low = max(sentence.start, previous[0].end if previous and in_sentence else 0)
        before = self._last_hit(count.start, low) or self._inside(count)
        if before and after and _CLAUSE_BREAK.search(self.annotated.text[before.end : count.start]):
            before = None  # "..., dan 4 kasus di antaranya memenuhi unsur perdagangan orang"
        if before and after and before.is_vague and not after.is_vague:
            before = None  # "411 pekerja migran dicegah berangkat secara nonprosedural"
        found = before or after
        if found is not None:
            return found.topic
        if of_total is not None:
            return of_total
        if previous is not None and in_sentence:
            return previous[1]
        if self._is_amount(count):
            hit = self._last_hit(count.start, sentence.start)
            return hit.topic if hit else self.main
        return self._carried(count, previous)

    def is_named(self, low: int, high: int) -> bool:
        """True where words between two places name a topic."""
        index = bisect_left(self.starts, low)
        return index < len(self.starts) and self.starts[index] < high

    def _is_amount(self, count: Count) -> bool:
        return count.unit in {FigureUnit.RUPIAH, FigureUnit.TAHUN_PENJARA}

    def _inside(self, count: Count) -> TopicHit | None:
        """Topic words in the evidence itself: `korban kekerasan sebanyak 2.088 orang`."""
        index = bisect_left(self.starts, count.start)
        hit = self.hits[index] if index < len(self.hits) else None
        return hit if hit and hit.end <= count.end else None

    def _after(self, count: Count, limit: int) -> TopicHit | None:
        vague: TopicHit | None = None
        for index in range(bisect_left(self.starts, count.number_end), len(self.hits)):
            hit = self.hits[index]
            if hit.start >= limit or hit.start - count.end > _AFTER:
                break
            if _CLAUSE_BREAK.search(self.annotated.text[count.end : hit.start]):
                break
            if not (hit.is_body or hit.is_vague):
                return hit
            vague = vague or (hit if hit.is_vague and not hit.is_body else None)
        return vague

    def _last_hit(self, before: int, low: int) -> TopicHit | None:
        index = bisect_left(self.starts, before) - 1
        while index >= 0 and self.hits[index].start >= max(low, before - _BEFORE):
            if not self.hits[index].is_body and self.hits[index].end <= before:
                return self.hits[index]
            index -= 1
        return None

    def _carried(self, count: Count, previous: tuple[Count, FigureTopic] | None) -> FigureTopic:
        """The last topic named, or that of the last figure, whichever stands nearer; else the article's.

        Other crimes named in passing carry nothing on; a figure on them does, inside its paragraph.
        """
        paragraph = self.annotated.paragraph_index(count.start)
        found = self._last_named(count.start)
        if previous is not None:
            position, topic = previous[0].start, previous[1]
            near = topic is not FigureTopic.LAINNYA or self.annotated.paragraph_index(position) == paragraph
            if near and (found is None or position > found[0]):
                found = position, topic
        if found is None or paragraph - self.annotated.paragraph_index(found[0]) > _FAR_PARAGRAPHS:
            return self.main
        return found[1]

    def _last_named(self, before: int) -> tuple[int, FigureTopic] | None:
        index = bisect_right(self.starts, before) - 1
        while index >= 0 and before - self.starts[index] < _REACH:
            if self.hits[index].topic is not FigureTopic.LAINNYA:
                return self.hits[index].start, self.hits[index].topic
            index -= 1
        return None


def settle_groups(
    topic: FigureTopic, sex: Sex | None, age: Age | None, *, splits_by_sex: bool
) -> tuple[FigureTopic, Sex | None, Age | None]:
    """Violence against a group is that group's topic, and the topic names the group.

    The split of a total into women and men, girls and boys keeps the total's topic.
    """
    if topic is FigureTopic.KEKERASAN_PEREMPUAN_ANAK and not (splits_by_sex and sex is not None):
        if age is Age.ANAK:
            topic = FigureTopic.KEKERASAN_ANAK
        elif sex is Sex.PEREMPUAN:
            topic = FigureTopic.KEKERASAN_PEREMPUAN
    if topic is FigureTopic.KEKERASAN_ANAK and age is None:
        age = Age.ANAK
    if topic is FigureTopic.KEKERASAN_PEREMPUAN and sex is None:
        sex = Sex.PEREMPUAN
    return topic, sex, age


def _raw_hits(text: str) -> list[tuple[int, int, str, bool]]:
    table, hits = _topic_table(), []
    for match in _topic_words().finditer(text):
        topic = table[" ".join(match["word"].lower().split())]
        lead = text[max(0, match.start() - 60) : match.start()]
        is_body = _body_lead().search(lead) is not None
        if topic == _MIGRANT and _migrant_body().search(lead):
            continue
        if (topic in _WAYS and _way_lead().search(lead)) or (topic in _TRADES and _trade_lead().search(lead)):
            continue
        hits.append((match.start(), match.end(), topic, is_body))
    return hits


def _main_topic(hits: list[tuple[int, int, str, bool]]) -> FigureTopic:
    """Trafficking, unless an article about undocumented migrants names it only in passing."""
    counts = Counter(topic for _, _, topic, _ in hits)
    pmi, tppo = counts[FigureTopic.PMI_NONPROSEDURAL], counts[FigureTopic.TPPO]
    if pmi and pmi + counts[_MIGRANT] > tppo:
        return FigureTopic.PMI_NONPROSEDURAL
    if tppo or not hits:
        return FigureTopic.TPPO
    if counts[_MIGRANT]:
        return FigureTopic.PMI_NONPROSEDURAL
    return FigureTopic(counts.most_common(1)[0][0])


def _units_of_the_case(text: str) -> set[FigureUnit]:
    """What counts for trafficking in an article that applies the law on it, or tells a case of it."""
    if _law().search(text):
        return {*_SUSPECTS, FigureUnit.RUPIAH}
    return _SUSPECTS if _case().search(text) else set()


@cache
def _law() -> AnchoredPattern:
    return AnchoredPattern(rf"(?<![\w-]){any_of(figure_lexicon().trafficking_law)}(?![\w-])", re.IGNORECASE)


@cache
def _case() -> AnchoredPattern:
    """`tersangka TPPO`, `mengungkap tindak pidana perdagangan orang`."""
    lexicon = figure_lexicon()
    cases, crime = any_of(lexicon.case_heads), any_of(lexicon.crime_names)
    return AnchoredPattern(
        rf"(?<!\w)(?:{cases}\s{{1,3}}(?:(?:kasus|perkara|dugaan|tindak pidana)\s{{1,3}}){{0,2}}{crime})(?!\w)",
        re.IGNORECASE,
    )


@cache
def _topic_table() -> dict[str, str]:
    lexicon = figure_lexicon()
    table: dict[str, str] = {w.lower(): topic for topic, words in lexicon.topics.items() for w in words}
    return table | {word.lower(): _MIGRANT for word in lexicon.migrant_words}


@cache
def _topic_words() -> AnchoredPattern:
    return AnchoredPattern(rf"(?<![\w-])(?P<word>{any_of(_topic_table())})(?!\w|-(?!nya))", re.IGNORECASE)


@cache
def _body_lead() -> re.Pattern[str]:
    lexicon = figure_lexicon()
    bodies, fillers = any_of(lexicon.topic_bodies), any_of(lexicon.topic_body_fillers)
    return re.compile(rf"(?<!\w){bodies}(?:\s{{1,3}}\(?{fillers}\)?){{0,5}}\s{{0,3}}$", re.IGNORECASE)


@cache
def _way_lead() -> re.Pattern[str]:
    """`modus pekerja migran ilegal` is a way of trafficking, no other topic."""
    return re.compile(r"(?<!\w)(?:ber)?modus(?:nya)?(?!\w)[^.;\n]{0,50}$", re.IGNORECASE)


@cache
def _trade_lead() -> re.Pattern[str]:
    """`lowongan admin judi online`: what the victims were made to do."""
    return re.compile(
        r"(?<!\w)(?:(?:ber)?modus(?:nya)?|lowongan|admin|operator|pekerja|bekerja|dipekerjakan|pusat|markas|sindikat|sektor"
        r"|perusahaan|kantor|kompleks|jaringan)(?!\w)[^.;,\n]{0,30}$",
        re.IGNORECASE,
    )


@cache
def _migrant_body() -> re.Pattern[str]:
    return words_at_end(figure_lexicon().migrant_bodies, r"\s{1,3}")
