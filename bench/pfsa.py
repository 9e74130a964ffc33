"""Speech extraction on PFSA-ID, a corpus of newspaper articles, beside the published model trained on it.

usage: python -m bench.pfsa [CORPUS] [--json]

CORPUS is `dev-20.txt` of PFSA-ID (Purnomo et al. 2022, CC BY-NC-SA); nothing of ours is trained on it. docs/pfsa.md
states how our output is mapped to its labels; `labelled` below is that mapping.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pfsa_corpus import Entity, PfsaArticle, read_corpus

from extract.actors.agencies import find_agencies
from extract.annotate import annotate_text
from extract.dates import find_dates
from extract.regions.places import find_place
from extract.statements.cues import Form, find_cue
from extract.statements.people import IntroducedAt, NamedPerson
from extract.statements.quotations import Quotation, find_quotations
from extract.statements.speech import Speech
from models.annotation import AnnotatedArticle, Span
from models.fact import DateMention

_DAY = re.compile(r"\w+ \([\d/]{3,10}\)")
_WORD = re.compile(r"\w+")
CORPUS = Path("../shared/data/pfsa-id/dev-20.txt")
PUBLISHED = {
    "STATEMENT": 92.7,
    "CUE": 94.7,
    "PERSON": 72.2,
    "ROLE": 63.6,
    "AFFILIATION": 63.7,
    "DATETIME": 85.6,
}
"""F1 of the released model of Purnomo et al. (2024), trained on 60 percent of the corpus."""
APART = ("CUECOREF", "PERSONCOREF")
LABELS = (*PUBLISHED, *APART)


class Score(NamedTuple):
    """Counts of one label over all articles."""

    right: int
    found: int
    wanted: int

    @property
    def precision(self) -> float:
        """Share of what was found that is right, in percent."""
        return 100 * self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of what the corpus labels that was found, in percent."""
        return 100 * self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both, in percent."""
        return 200 * self.right / (self.found + self.wanted) if self.found + self.wanted else 0.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the table, or JSON. Exit code 2 where the corpus cannot be read."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", nargs="?", type=Path, default=CORPUS, help="dev-20.txt of PFSA-ID")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    try:
        articles = read_corpus(options.corpus)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        print(
            f"{options.corpus}: cannot be read as PFSA-ID ({reason}); give the path of dev-20.txt.",
            file=sys.stderr,
        )
        return 2
    found = [labelled(article.text) for article in articles]
    exact = {label: _exact(label, articles, found) for label in LABELS}
    overlap = {label: _overlap(label, articles, found) for label in LABELS}
    print(_json(exact, overlap) if options.json else _table(len(articles), exact, overlap))
    return 0


def labelled(text: str) -> tuple[Entity, ...]:
    """Our extraction of one article in the labels of the corpus."""
    annotated = annotate_text(text)
    agencies = find_agencies(annotated, find_place(annotated))
    quotations = [q for q in find_quotations(annotated, agencies) if _is_labelled(text, q)]
    days = _printed_days(text, find_dates(annotated))
    entities: set[Entity] = set()
    introduced: set[Span] = set()
    for quotation in quotations:
        speaker, speech = quotation.speaker, quotation.speech
        assert speaker is not None and speech.cue is not None
        introduction = _introduction(speaker)
        introduced.add(introduction.name)
        is_suffixed = text[slice(*speech.cue)].endswith("nya")
        entities.add(Entity(*speech.outer, "STATEMENT"))
        entities.add(Entity(*speech.cue, "CUECOREF" if is_suffixed else "CUE"))
        entities.update(_introduced(introduction))
        entities.update(_days(annotated, days, speech, introduction.name))
        if speech.named is not None and not _within(speech.named, introduction.name):
            entities.add(Entity(*speech.named, "PERSONCOREF"))
    return tuple(sorted(entities))


def _is_labelled(text: str, quotation: Quotation) -> bool:
    """The corpus labels quotations of public figures whose reporting word stands right behind the closing mark."""
    speech, speaker = quotation.speech, quotation.speaker
    if (
        speech.cue is None
        or speech.rule != "quote_tagged"
        or text[speech.outer.end : speech.cue.start].strip()
    ):
        return False
    return speaker is not None and any(one.role or one.affiliation for one in speaker.introductions)


def _introduction(speaker: NamedPerson) -> IntroducedAt:
    """Where the text first says what the speaker is."""
    return next(one for one in speaker.introductions if one.role or one.affiliation)


def _introduced(introduction: IntroducedAt) -> Iterator[Entity]:
    yield Entity(*introduction.name, "PERSON")
    if introduction.role is not None:
        yield Entity(*introduction.role, "ROLE")
    if introduction.affiliation is not None:
        yield Entity(*introduction.affiliation, "AFFILIATION")


def _printed_days(text: str, dates: Sequence[DateMention]) -> list[Span]:
    """Every place where a day that was found is printed as the corpus labels it: `Rabu (3/2/2021)`, no part of the day.

    Our dates are one a day: the same words further on mean the same day.
    """
    shapes = [shape.group() for day in dates if (shape := _DAY.match(day.quote)) is not None]
    pattern = re.compile("|".join(map(re.escape, sorted(set(shapes)))))
    return [Span(*match.span()) for match in pattern.finditer(text)] if shapes else []


def _days(annotated: AnnotatedArticle, days: Sequence[Span], speech: Speech, told: Span) -> Iterator[Entity]:
    """Days of speech: in the tag behind the quotation, or in the sentence of the introduction before what was said."""
    sentence = annotated.sentences[annotated.sentence_index(told.start)]
    for day in days:
        in_tag = speech.outer.end <= day.start < speech.unit.end
        in_introduction = sentence.start <= day.start < sentence.end
        if in_introduction and any(map(_opens_report, _WORD.findall(annotated.text, told.end, day.start))):
            in_introduction = False
        is_quoted = speech.outer.start <= day.start < speech.outer.end
        if not is_quoted and (in_tag or in_introduction):
            yield Entity(*day, "DATETIME")


def _opens_report(word: str) -> bool:
    cue = find_cue(word.lower())
    return cue is not None and cue.form is Form.ACTIVE


def _within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _exact(label: str, articles: Sequence[PfsaArticle], found: Sequence[Sequence[Entity]]) -> Score:
    right = wanted = mine = 0
    for article, entities in zip(articles, found, strict=True):
        gold = {e for e in article.entities if e.label == label}
        ours = {e for e in entities if e.label == label}
        right, wanted, mine = right + len(gold & ours), wanted + len(gold), mine + len(ours)
    return Score(right, mine, wanted)


def _overlap(label: str, articles: Sequence[PfsaArticle], found: Sequence[Sequence[Entity]]) -> Score:
    """Each of ours counts at most once, for the first of the corpus that it shares a character with."""
    right = wanted = mine = 0
    for article, entities in zip(articles, found, strict=True):
        gold = [e for e in article.entities if e.label == label]
        ours = sorted(e for e in entities if e.label == label)
        wanted, mine = wanted + len(gold), mine + len(ours)
        at = 0
        for entity in ours:
            while at < len(gold) and gold[at].end <= entity.start:
                at += 1
            if at < len(gold) and gold[at].start < entity.end:
                right, at = right + 1, at + 1
    return Score(right, mine, wanted)


def _table(count: int, exact: dict[str, Score], overlap: dict[str, Score]) -> str:
    lines = [
        f"PFSA-ID, {count} articles; precision, recall and F1 in percent",
        f"{'label':12} {'exact: P':>9} {'R':>6} {'F1':>6} {'overlap: P':>11} {'R':>6} {'F1':>6} {'published':>10}",
    ]
    for label in LABELS:
        one, other = exact[label], overlap[label]
        published = f"{PUBLISHED[label]:.1f}" if label in PUBLISHED else "-"
        lines.append(
            f"{label:12} {one.precision:9.1f} {one.recall:6.1f} {one.f1:6.1f} {other.precision:11.1f} "
            f"{other.recall:6.1f} {other.f1:6.1f} {published:>10}"
        )
    return "\n".join(lines)


def _json(exact: dict[str, Score], overlap: dict[str, Score]) -> str:
    return json.dumps(
        {
            label: {
                "exact": _figures(exact[label]),
                "overlap": _figures(overlap[label]),
                "published_f1": PUBLISHED.get(label),
            }
            for label in LABELS
        },
        indent=2,
    )


def _figures(score: Score) -> dict[str, float]:
    return {
        "precision": round(score.precision, 1),
        "recall": round(score.recall, 1),
        "f1": round(score.f1, 1),
        **score._asdict(),
    }


if __name__ == "__main__":
    sys.exit(main())
