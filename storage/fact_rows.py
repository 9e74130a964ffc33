"""Facts as rows. What contradicts the text or itself is left out, with the reason."""

from collections.abc import Iterable
from typing import TypeVar

from models.fact import (
    Agency,
    DateMention,
    Evidence,
    Exposure,
    Facts,
    Figure,
    Law,
    Mention,
    Official,
    Statement,
)
from storage.tables import (
    AgencyMention,
    AgencyRecord,
    Base,
    DateRecord,
    ExposureRecord,
    FigureRecord,
    LawRecord,
    OfficialMention,
    OfficialRecord,
    StatementRecord,
)
from storage.types import exact, storable

LARGEST = 10**15
"""No amount in rupiah reaches it, the budget of the state included; above 15 digits SQLite is not exact."""

_Fact = TypeVar("_Fact", bound=Evidence)


def fact_rows(extraction_id: int, text: str, facts: Facts) -> tuple[list[Base], list[str]]:
    """Rows of the facts that hold, and one sentence for each that does not. `text` is the text as stored."""
    flaws: list[str] = []

    def sound(items: Iterable[_Fact]) -> list[_Fact]:
        found = [(item, _flaw(item, text)) for item in items]
        flaws.extend(_sentence(item, flaw) for item, flaw in found if flaw)
        return [item for item, flaw in found if flaw is None]

    speakers: dict[str, OfficialRecord] = {}
    for official in sound(facts.officials):
        speakers.setdefault(official.name, _official(official, extraction_id))
    rows: list[Base] = list(speakers.values())
    rows.extend(_agency(agency, extraction_id) for agency in sound(facts.agencies))
    rows.extend(_date(date, extraction_id) for date in sound(facts.dates))
    rows.extend(_figure(figure, extraction_id) for figure in sound(facts.figures))
    for statement in sound(facts.statements):
        speaker = speakers.get(statement.speaker)
        if speaker is None:
            flaws.append(
                _sentence(statement, f"its speaker {statement.speaker!r} is no official of the article")
            )
        else:
            rows.append(_statement(statement, speaker, extraction_id))
    rows.extend(_law(law, extraction_id) for law in sound(facts.laws))
    rows.extend(_exposure(exposure, extraction_id) for exposure in sound(facts.exposures))
    return rows, flaws


def _sentence(fact: Evidence, flaw: str) -> str:
    return f"{type(fact).__name__} {fact.quote[:80]!r} left out ({fact.rule}): {flaw}"


def _flaw(fact: Evidence, text: str) -> str | None:
    """What speaks against storing the fact; null where nothing does."""
    if not _stands(fact, text):
        return f"the text has other characters at {fact.start} to {fact.end}"
    match fact:
        case Official():
            mentions = (*fact.mentions, *fact.references)
            return (
                None
                if all(_stands(mention, text) for mention in mentions)
                else "a mention is not in the text"
            )
        case Agency():
            return (
                None
                if all(_stands(mention, text) for mention in fact.mentions)
                else "a mention is not in the text"
            )
        case DateMention():
            return (
                None if fact.first <= fact.last else f"it ends before it begins ({fact.first} to {fact.last})"
            )
        case Figure():
            return _flaw_of_figure(fact)
        case Law():
            return None if 0 <= (fact.year or 0) <= 9999 else f"{fact.year} is no year"
    return None


def _flaw_of_figure(figure: Figure) -> str | None:
    if not 0 <= figure.value < LARGEST or not figure.value <= (figure.value_max or figure.value) < LARGEST:
        return f"{figure.value} to {figure.value_max} is no possible number"
    if figure.period_start and figure.period_end and figure.period_end < figure.period_start:
        return f"its period ends before it begins ({figure.period_start} to {figure.period_end})"
    return None


def _stands(place: Evidence | Mention, text: str) -> bool:
    return 0 <= place.start < place.end and text[place.start : place.end] == storable(place.quote)


def _official(official: Official, extraction_id: int) -> OfficialRecord:
    mentions = [OfficialMention(is_reference=False, **mention.model_dump()) for mention in official.mentions]
    references = [
        OfficialMention(is_reference=True, **mention.model_dump()) for mention in official.references
    ]
    return OfficialRecord(
        extraction_id=extraction_id,
        mentions=[*mentions, *references],
        **official.model_dump(exclude={"mentions", "references"}),
    )


def _agency(agency: Agency, extraction_id: int) -> AgencyRecord:
    mentions = [AgencyMention(**mention.model_dump()) for mention in agency.mentions]
    return AgencyRecord(
        extraction_id=extraction_id, mentions=mentions, **agency.model_dump(exclude={"mentions"})
    )


def _date(date: DateMention, extraction_id: int) -> DateRecord:
    return DateRecord(
        extraction_id=extraction_id,
        first_on=date.first,
        last_on=date.last,
        **date.model_dump(exclude={"first", "last"}),
    )


def _figure(figure: Figure, extraction_id: int) -> FigureRecord:
    return FigureRecord(
        extraction_id=extraction_id,
        value=exact(figure.value),
        value_max=None if figure.value_max is None else exact(figure.value_max),
        **figure.model_dump(exclude={"value", "value_max"}),
    )


def _statement(statement: Statement, speaker: OfficialRecord, extraction_id: int) -> StatementRecord:
    return StatementRecord(
        extraction_id=extraction_id, speaker=speaker, **statement.model_dump(exclude={"speaker", "text"})
    )


def _law(law: Law, extraction_id: int) -> LawRecord:
    return LawRecord(extraction_id=extraction_id, **law.model_dump())


def _exposure(exposure: Exposure, extraction_id: int) -> ExposureRecord:
    return ExposureRecord(extraction_id=extraction_id, **exposure.model_dump())
