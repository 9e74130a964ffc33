"""Interviews printed as question and answer, without quote marks."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from extract.statements.cues import grammar
from extract.statements.units import Kind, Speaker, Unit
from models.annotation import AnnotatedArticle, Span

_LABEL = re.compile(r"(?:(T|Q|P|W|Tanya|Pertanyaan)|(J|A|N|Jawab|Jawaban|Narasumber))\s*[:：]\s*")
_REPLY = re.compile(r"(?<=[?.!])\s+(?:J|A|N|Jawab|Jawaban)\s*[:：]\s*")
_NAMED = re.compile(r"([A-ZÀ-Þ][^\W\d_]*(?:[ .'’-]{1,2}[A-ZÀ-Þ]?[^\W\d_]*){0,5}?)\s?[:：]\s*")
_CREDIT = re.compile(r"\s*\([^()\n]{1,40}\)[.*]*$")
_WORD = re.compile(r"[^\W\d_]+")
_QUOTE_MARKS = frozenset("\"“”‘’'")
_MAX_LOOK = 1000
_MAX_QUESTION = 240
_MAX_LABEL = 60
_MAX_LEAD = 12
_MIN_QUESTIONS = 2


class Answer(NamedTuple):
    """Characters of an answer, and the index of the speaker who gave it."""

    start: int
    end: int
    who: int


class _Line(NamedTuple):
    span: Span
    role: str
    """`question`, `answer` or empty."""
    who: int | None = None
    """The speaker whose name stands before the answer."""


def find_answers(
    annotated: AnnotatedArticle, units: Sequence[Unit], speakers: Sequence[Speaker]
) -> tuple[list[Answer], list[Unit]]:
    """Answers of the person interviewed, and the units outside them.

    An interview has at least two questions, and calls itself one, marks question and answer by letters, or talks as
    two people do (`Anda`, `kami`). The person is the speaker named last before the first question. No answer is
    found where there is none.
    """
    lines = _lines(annotated, _labels(speakers))
    questions = [number for number, line in enumerate(lines) if line.role == "question"]
    if len(questions) < _MIN_QUESTIONS:
        return [], list(units)
    first = lines[questions[0]].span.start
    who = _interviewed(units, speakers, first)
    is_labelled = any(line.role == "answer" for line in lines)
    is_announced = _announcement().search(annotated.text, 0, first) is not None
    if who is None or not (is_labelled or is_announced or _is_dialogue(annotated.text, lines, questions)):
        return [], list(units)
    told = {unit.paragraph for unit in units if _tells_on(unit, who)}
    end = next((n for n in range(questions[-1] + 2, len(lines)) if n in told), len(lines))
    answers = _answers(annotated.text, lines[:end], questions, who)
    after = lines[end].span.start if end < len(lines) else len(annotated.text)
    return answers, [unit for unit in units if unit.start < first or unit.start >= after]


def _tells_on(unit: Unit, who: int) -> bool:
    """The article goes on after the interview: it names the person, or reports what somebody else says."""
    people = [word.index for word in unit.words if word.kind is Kind.PERSON]
    return who in people or (bool(people) and any(word.cue is not None for word in unit.words))


def _is_dialogue(text: str, lines: Sequence[_Line], questions: Sequence[int]) -> bool:
    """Most questions address somebody or are answered in the first person, none in quote marks."""
    talking = 0
    for question in questions:
        if question + 1 >= len(lines) or lines[question + 1].role == "question":
            continue
        asked, given = (text[slice(*lines[k].span)] for k in (question, question + 1))
        if given.lstrip()[:1] in _QUOTE_MARKS:
            return False
        talking += _has(asked, grammar().spoken_to) or _has(given, grammar().spoken_by)
    return talking >= _MIN_QUESTIONS and 2 * talking >= len(questions)


def _has(text: str, wanted: frozenset[str]) -> bool:
    return any(match.group().lower() in wanted for match in _WORD.finditer(text, 0, _MAX_LOOK))


@cache
def _announcement() -> re.Pattern[str]:
    words = "|".join(grammar().interview_words)
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


def _labels(speakers: Sequence[Speaker]) -> dict[str, int]:
    """Lower-case name forms and initials that may stand before an answer -> index of the speaker."""
    labels = {m.quote.lower(): index for index, speaker in enumerate(speakers) for m in speaker.mentions}
    for index, speaker in enumerate(speakers):
        labels.setdefault("".join(part[0] for part in speaker.name.lower().split()), index)
    return labels


def _lines(annotated: AnnotatedArticle, called: Mapping[str, int]) -> list[_Line]:
    lines = []
    for start, end in annotated.paragraphs:
        label = _LABEL.match(annotated.text, start, end)
        if label is not None:
            lines.extend(_labelled_by_letter(annotated.text, label, end))
        elif (role := _labelled_by_name(annotated.text, start, end, called)) is not None:
            lines.append(role)
        else:
            is_question = end - start <= _MAX_QUESTION and annotated.text[start:end].rstrip("*_ ").endswith(
                "?"
            )
            lines.append(_Line(Span(start, end), "question" if is_question else ""))
    return lines


def _labelled_by_letter(text: str, label: re.Match[str], end: int) -> list[_Line]:
    """`T: ...?`, `J: ...`, also both in one line."""
    reply = _REPLY.search(text, label.end(), end) if label.group(1) else None
    if reply is None:
        return [_Line(Span(label.end(), end), "question" if label.group(1) else "answer")]
    return [
        _Line(Span(label.end(), reply.start()), "question"),
        _Line(Span(reply.end(), end), "answer"),
    ]


def _labelled_by_name(text: str, start: int, end: int, called: Mapping[str, int]) -> _Line | None:
    """`Redaksi: ...?`, `Merlin: ...`: lines that begin with who talks."""
    limit = min(end, start + _MAX_LABEL)
    if text.find(":", start, limit) < 0 and text.find("：", start, limit) < 0:
        return None
    label = _NAMED.match(text, start, limit)
    if label is None or label.end() >= end:
        return None
    who = label.group(1).lower()
    if who in called:
        return _Line(Span(label.end(), end), "answer", called[who])
    return _Line(Span(label.end(), end), "question") if who in grammar().interviewers else None


def _interviewed(units: Sequence[Unit], speakers: Sequence[Speaker], first: int) -> int | None:
    if len(speakers) == 1:
        return 0
    before = [word for unit in units if unit.start < first for word in unit.words]
    leads = (k for k, word in enumerate(before) if word.lower in grammar().interview_leads)
    asked = next((k for k in leads), len(before))
    after = (w.index for w in before[asked : asked + _MAX_LEAD] if w.kind is Kind.PERSON)
    named = [w.index for w in before if w.kind is Kind.PERSON]
    return next(after, named[-1] if named else None)


def _answers(text: str, lines: Sequence[_Line], questions: Sequence[int], who: int) -> list[Answer]:
    answers = []
    ends = [*questions[1:], len(lines)]
    for question, end in zip(questions, ends, strict=True):
        given = lines[question + 1 : end]
        if not given:
            continue
        turns = [k for k, line in enumerate(given) if k == 0 or line.who is not None]
        for turn, after in zip(turns, [*turns[1:], len(given)], strict=True):
            speaker = given[turn].who
            start, stop = given[turn].span.start, given[after - 1].span.end
            credit = _CREDIT.search(text, max(start, stop - 50), stop)
            stop = credit.start() if credit is not None else stop
            stripped = text[start:stop].rstrip()
            if stripped:
                answers.append(Answer(start, start + len(stripped), who if speaker is None else speaker))
    return answers
