"""What the index holds of articles, read in one question, and what their rows are filtered by.

Headlines and quotes are the public ones: nobody finds a private person by the name that is masked where it is read.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    Connection,
    Select,
    Text,
    bindparam,
    case,
    cast,
    delete,
    literal,
    null,
    select,
    union_all,
)

from storage.search.patterns import region_tokens
from storage.search.restrictions import Codes, code_tokens, name_tokens, name_words
from storage.selects import is_valid, over_current
from storage.tables import (
    AgencyRecord,
    ArticleTopic,
    Extraction,
    FigureRecord,
    OfficialRecord,
    SearchWord,
    StatementRecord,
    StoredArticle,
)
from storage.validity import names_of

_NAMES = 5000
"""Rows of names read together."""


class Spoken(NamedTuple):
    """A valid statement and its speaker."""

    id: int
    quote: str | None
    speaker: str
    office: str | None
    agency: str | None


@dataclass
class Borne:
    """What one article tells of topics, numbers, bodies and people."""

    title: str | None = None
    place_code: str = ""
    published_on: date | None = None
    is_relevant: bool = False
    topics: set[str] = field(default_factory=set)
    figure_topics: set[str] = field(default_factory=set)
    units: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    """Of all names in it."""
    forms: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Name of a body -> words of all its names in the article."""
    statements: list[Spoken] = field(default_factory=list)

    def tokens_of_article(self) -> list[str]:
        """What a row of the article bears."""
        return [*self._codes(), *name_tokens(self.words)]

    def tokens_of_speaker(self, spoken: Spoken) -> list[str]:
        """What a row of a statement bears."""
        names = name_words((spoken.speaker, spoken.office, spoken.agency))
        return [*self._codes(), *name_tokens(names | self.forms.get(spoken.agency or "", set()))]

    def _codes(self) -> list[str]:
        codes = Codes(self.is_relevant, self.topics, self.figure_topics, self.units)
        return [*region_tokens(self.place_code), *code_tokens(codes)]


def restricted_by(connection: Connection, article_ids: Sequence[int]) -> dict[int, Borne]:
    """By article; those without valid facts of their current text are there too."""
    borne: defaultdict[int, Borne] = defaultdict(Borne)
    for article_id, kind, *values in connection.execute(_TOLD, {"ids": article_ids}):
        _note(borne[article_id], kind, values)
    return borne


def remember_words(connection: Connection, borne: Iterable[Borne]) -> None:
    """Notes the words of names that parts of names may be asked by."""
    words = sorted(set[str]().union(*(each.words for each in borne)))
    if words:  # in their order, so that two writers never wait for each other
        is_postgresql = connection.dialect.name == "postgresql"
        given: Any = words if is_postgresql else json.dumps(words)
        connection.exec_driver_sql(_REMEMBER[connection.dialect.name], (given,))


def rebuild_words(connection: Connection) -> None:
    """Notes the words of names anew, so that none is left of a name that is gone."""
    connection.execute(delete(SearchWord))
    names: list[tuple[Any, ...]] = [
        (OfficialRecord.name, OfficialRecord.title, OfficialRecord.agency),
        (AgencyRecord.name, AgencyRecord.acronym),
    ]
    for columns in names:
        found = connection.execute(select(*columns).distinct().execution_options(yield_per=_NAMES))
        for some in found.partitions():
            remember_words(connection, [Borne(words=name_words(name for row in some for name in row))])


def _note(borne: Borne, kind: str, values: Sequence[Any]) -> None:
    match kind:
        case "article":
            borne.title, borne.place_code, day, is_relevant, _ = values
            borne.published_on = day and date.fromisoformat(day)
            borne.is_relevant = is_relevant == "1"
        case "statement":
            borne.statements.append(Spoken(int(values[0]), *values[1:]))
            borne.words |= name_words(values[2:])
        case "topic":
            borne.topics.add(values[0])
        case "figure":
            borne.units.add(values[0])
            borne.figure_topics.add(values[1])
        case "official":
            borne.words |= name_words(values)
        case "agency":
            name, acronym, found_as, *_ = values
            words = name_words((name, acronym))
            borne.words |= words
            for known_as in {name, found_as} - {None}:
                borne.forms[known_as] |= words


_IDS: BindParameter[Any] = bindparam("ids", expanding=True)


def _of_article(kind: str, *values: Any) -> Select[Any]:
    """Five values of the kind, as text."""
    padded = (*values, *(null() for _ in range(5)))[:5]
    columns = [cast(value, Text) for value in padded]
    wanted: list[Any] = [StoredArticle.id, literal(kind), *columns]
    return select(*wanted).where(StoredArticle.id.in_(_IDS))


def _of_facts(kind: str, table: Any, *values: Any) -> Select[Any]:
    facts = over_current(_of_article(kind, *values).select_from(StoredArticle))
    return facts.join(table, table.extraction_id == Extraction.id).where(is_valid(table))


_TOPICS = _of_article("topic", ArticleTopic.topic).join(ArticleTopic)
_SPEAKER = (OfficialRecord.name, OfficialRecord.title, OfficialRecord.agency)
_TOLD = union_all(
    _of_article(
        "article",
        *(StoredArticle.public_title, StoredArticle.place_code, StoredArticle.published_on),
        case((StoredArticle.is_relevant, literal("1"))),
    ),
    _of_facts("statement", StatementRecord, StatementRecord.id, StatementRecord.public_quote, *_SPEAKER).join(
        OfficialRecord, OfficialRecord.id == StatementRecord.official_id
    ),
    _TOPICS,
    _of_facts("figure", FigureRecord, FigureRecord.unit, FigureRecord.topic),
    _of_facts("official", OfficialRecord, OfficialRecord.name, OfficialRecord.title),
    _of_facts(
        "agency", AgencyRecord, AgencyRecord.name, AgencyRecord.acronym, names_of(AgencyRecord, "name")[1]
    ),
)
"""All in one question, for asking takes longer than answering; made once, which takes longer still."""
_REMEMBER = {
    "sqlite": "INSERT OR IGNORE INTO search_words (word) SELECT value FROM json_each(?)",
    "postgresql": "INSERT INTO search_words (word) SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING",
}
