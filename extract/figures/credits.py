"""Who a number is credited to: the body whose data it is, or the person who tells it."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from extract.figures.counts import Count
from extract.figures.lexicon import figure_lexicon, word_pattern, words_at_end
from extract.patterns import any_of
from extract.statements.cues import cue_forms, grammar
from models.annotation import AnnotatedArticle, Span
from models.fact import Agency, Official
from models.vocabulary import OfficialKind

Named = tuple[int, int, str]
"""A name or body at its place in the text."""

_TITLE = 140
"""How far a speech word may stand from the name, with a post in between."""
_QUOTE = 800
_TAG = 200
_CLAUSE = re.compile(r"[.;!?:\"”“]\s")
_CLOSING = re.compile(r"[\"”]")


class Credits:
    """Who the numbers are credited to, read in order."""

    def __init__(
        self, annotated: AnnotatedArticle, officials: Sequence[Official], agencies: Sequence[Agency]
    ) -> None:
        self.annotated = annotated
        people = [(m.start, m.end, o.name) for o in officials for m in (*o.mentions, *o.references)]
        bodies = [(a.start, a.end, a.name) for a in agencies]
        bodies += [(m.start, m.end, a.name) for a in agencies for m in a.mentions]
        self.people, self.bodies = sorted(set(people)), sorted(set(bodies))
        self.bodies_of = {
            o.name: f"{o.agency or ''}, {o.title or ''}" if o.kind is OfficialKind.OFFICIAL else ""
            for o in officials
        }
        self.last: str | None = None
        self.last_paragraph = -10

    def speaker_body(self, name: str | None) -> str | None:
        """Title and body of an official, or the body itself; who speaks for no state body has no jurisdiction."""
        return self.bodies_of.get(name, name) if name else None

    def credit_of(self, count: Count) -> str | None:
        """The body whose data the sentence gives, else who speaks there, else the speaker before.

        A body that handled the cases (`Polres A menangani lima kasus`) is named where nobody speaks.
        """
        sentence = self.annotated.sentences[self.annotated.sentence_index(count.start)]
        paragraph = self.annotated.paragraph_index(count.start)
        found = self._data_body(count, sentence) or self._speaker(count, sentence)
        if found is not None:
            self.last, self.last_paragraph = found, paragraph
            return found
        found = self._speaker_before(self.annotated.paragraphs[paragraph].start, sentence.start)
        if found is not None:
            self.last, self.last_paragraph = found, paragraph
        if self.last is not None and paragraph - self.last_paragraph <= 1:
            return self.last
        return self._named(count, sentence)

    def _data_body(self, count: Count, sentence: Span) -> str | None:
        text = self.annotated.text
        for start, end, name in self._near(self.bodies, sentence.start, count.start):
            lead, tail = text[max(sentence.start, start - 45) : start], text[end : end + 40]
            if _data_lead().search(lead) or _records().match(tail):
                return name
        return None

    def _speaker(self, count: Count, sentence: Span) -> str | None:
        """`Rusdi mengatakan ada 5 kasus`, `"Ada 5 kasus," kata Rusdi`; inside a quote the tag behind it."""
        tag = self._quote_end(count)
        if tag is not None:
            behind = [p for p in self._near(self.people, tag, tag + _TAG) if self._is_tagged(tag, p)]
            if behind:
                return behind[-1][2]
        before = [
            p
            for p in self._near(self.people, sentence.start, count.start)
            if self._speaks(p, sentence.start, count.start)
        ]
        if before:
            return before[0][2]
        end = min(sentence.end, count.end + _TAG)
        after = [p for p in self._near(self.people, count.end, end) if self._is_tagged(count.end, p)]
        return after[-1][2] if after else None

    def _speaker_before(self, low: int, high: int) -> str | None:
        """Who spoke in the sentences before, or whom `ia menyebut` means."""
        people = self._near(self.people, low, high)
        spoke = [name for start, end, name in people if self._speaks((start, end, name), low, high)]
        if not spoke and people and _pronoun().match(self.annotated.text, high):
            return people[-1][2]
        return spoke[0] if spoke else None

    def _speaks(self, person: Named, low: int, limit: int) -> bool:
        """A speech word behind the name and its post, or a `menurut`, `kata` before it."""
        index = bisect_left(self.people, (person[1], 0, ""))
        following = self.people[index][0] if index < len(self.people) else limit
        behind = self.annotated.text[person[1] : min(following, limit, person[1] + _TITLE)]
        return _speech().search(behind) is not None or self._is_tagged(low, person)

    def _is_tagged(self, low: int, person: Named) -> bool:
        """`," kata Kepala Dinas Sosial Kupang, Rusdi`."""
        index = bisect_left(self.people, person)
        other = self.people[index - 1][1] if index else 0
        lead = self.annotated.text[max(low, other, person[0] - _TITLE) : person[0]]
        ends = [cue.end() for cue in _tag().finditer(lead)]
        return bool(ends) and _CLAUSE.search(lead, ends[-1]) is None

    def _quote_end(self, count: Count) -> int | None:
        """Where the quote that the number stands in ends."""
        paragraph = self.annotated.paragraphs[self.annotated.paragraph_index(count.start)]
        before = self.annotated.text[max(paragraph.start, count.start - _QUOTE) : count.start]
        curly, straight = before.count("“") - before.count("”"), before.count('"') % 2
        if curly <= 0 and not straight:
            return None
        closing = _CLOSING.search(self.annotated.text, count.end, min(paragraph.end, count.end + _QUOTE))
        return closing.end() if closing else None

    def _named(self, count: Count, sentence: Span) -> str | None:
        """Who acts in the sentence, where nobody speaks: a person before the number, else a body that handled it."""
        text = self.annotated.text
        for start, _, name in self._near(self.people, sentence.start, count.start):
            if not _spoken_about().search(text, max(sentence.start, start - _TITLE), start):
                return name
        for _, end, name in self._near(self.bodies, sentence.start, count.start):
            if _handles().match(text, end):
                return name
        return None

    def _near(self, mentions: list[Named], low: int, high: int) -> list[Named]:
        """Up to four mentions inside [low, high), the nearest to `high` first."""
        last = bisect_left(mentions, (high, 0, ""))
        return [m for m in reversed(mentions[max(0, last - 4) : last]) if m[0] >= low]


@cache
def _speech() -> re.Pattern[str]:
    return word_pattern(word for word in cue_forms() if word not in {"aku", "tambah", "lapor"})


@cache
def _tag() -> re.Pattern[str]:
    """Words that a speaker's name may follow; `ungkapnya` needs none."""
    return word_pattern(word for word in cue_forms() if not word.endswith("nya"))


@cache
def _pronoun() -> re.Pattern[str]:
    return re.compile(rf"[\"“]?(?:{any_of(grammar().pronouns)}|menurutnya)(?!\w)", re.IGNORECASE)


@cache
def _spoken_about() -> re.Pattern[str]:
    """`kepada`, `didampingi` before a name and its post."""
    words = any_of(grammar().prepositions - {"untuk", "pada"})
    return re.compile(
        rf"(?<!\w){words}(?!\w)(?:\s{{1,3}}[\w().]{{1,20}},?){{0,8}}\s{{1,3}}$",
        re.IGNORECASE,
    )


@cache
def _data_lead() -> re.Pattern[str]:
    return words_at_end(figure_lexicon().credit.data_leads, r"(?:\s{1,3}[\w()]{1,20}){0,4}\s{0,3}")


@cache
def _records() -> re.Pattern[str]:
    return re.compile(
        r"\s{1,3}(?:mencatat|merekam|mendata|menunjukkan|merilis|melaporkan|menyebutkan?)(?!\w)",
        re.IGNORECASE,
    )


@cache
def _handles() -> re.Pattern[str]:
    return re.compile(
        r"\s{1,3}(?:(?:telah|sudah|kini)\s{1,3})?(?:menangani|mengungkap|membongkar|menerima|mendampingi)(?!\w)",
        re.IGNORECASE,
    )
