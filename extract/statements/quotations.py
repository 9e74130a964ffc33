"""Quotations by anybody: what stands in quote marks, its reporting word, and who is introduced as its speaker."""

from collections.abc import Sequence
from typing import NamedTuple

from extract.statements.people import NamedPerson, find_people
from extract.statements.speech import Speech, find_speech
from models.annotation import AnnotatedArticle
from models.fact import Agency
from models.vocabulary import StatementKind


class Quotation(NamedTuple):
    """Direct speech with the person who speaks; None where the text does not let one tell."""

    speech: Speech
    speaker: NamedPerson | None


def find_quotations(annotated: AnnotatedArticle, agencies: Sequence[Agency]) -> tuple[Quotation, ...]:
    """Every direct quotation in the order of the text, whoever speaks: officials, experts, residents."""
    people = find_people(annotated, agencies)
    return tuple(
        Quotation(speech, people[speech.who] if speech.who is not None else None)
        for speech in find_speech(annotated, people)
        if speech.kind is StatementKind.DIRECT
    )
