"""What articles, and what is said in them, are filtered by, as the index bears it (`storage.search.restrictions`)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Select,
    Text,
    bindparam,
    cast,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite

from storage.search.restrictions import Codes, code_tokens, name_tokens, name_words
from storage.selects import is_valid, over_current
from storage.tables import (
    AgencyRecord,
    ArticleTopic,
    Extraction,
    FigureRecord,
    OfficialRecord,
    SearchWord,
    StoredArticle,
)
from storage.validity import names_of


@dataclass
class Borne:
    """What one article tells of topics, numbers, bodies and people."""

    is_relevant: bool = False
    topics: set[str] = field(default_factory=set)
    figure_topics: set[str] = field(default_factory=set)
    units: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    """Of all names in it."""
    forms: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Name of a body -> words of all its names in the article."""

    def tokens_of_article(self) -> list[str]:
        """What a row of the article bears."""
        return [*self._codes(), *name_tokens(self.words)]

    def tokens_of_speaker(self, name: str, office: str | None, agency: str | None) -> list[str]:
        """What a row of a statement bears."""
        spoken = name_words((name, office, agency))
        self.words |= spoken
        return [*self._codes(), *name_tokens(spoken | self.forms.get(agency or "", set()))]

    def _codes(self) -> list[str]:
        return code_tokens(Codes(self.is_relevant, self.topics, self.figure_topics, self.units))


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
        connection.execute(_REMEMBER[connection.dialect.name], [{"word": word} for word in words])


def _note(borne: Borne, kind: str, values: Sequence[Any]) -> None:
    match kind:
        case "relevant":
            borne.is_relevant = True
        case "topic":
            borne.topics.add(values[0])
        case "figure":
            borne.units.add(values[0])
            borne.figure_topics.add(values[1])
        case "official":
            borne.words |= name_words(values)
        case "agency":
            name, acronym, found_as = values
            words = name_words((name, acronym))
            borne.words |= words
            for known_as in {name, found_as} - {None}:
                borne.forms[known_as] |= words


_IDS: BindParameter[Any] = bindparam("ids", expanding=True)


def _of_article(kind: str, *values: Any) -> Select[Any]:
    """Three values of the kind, as text."""
    padded = (*values, null(), null(), null())[:3]
    columns = [cast(value, Text) for value in padded]
    wanted: list[Any] = [StoredArticle.id, literal(kind), *columns]
    return select(*wanted).where(StoredArticle.id.in_(_IDS))


def _of_facts(kind: str, table: Any, *values: Any) -> Select[Any]:
    facts = over_current(_of_article(kind, *values).select_from(StoredArticle))
    return facts.join(table, table.extraction_id == Extraction.id).where(is_valid(table))


_TOPICS = _of_article("topic", ArticleTopic.topic).join(ArticleTopic)
_TOLD = union_all(
    _of_article("relevant").where(StoredArticle.is_relevant.is_(True)),
    _TOPICS,
    _of_facts("figure", FigureRecord, FigureRecord.unit, FigureRecord.topic),
    _of_facts("official", OfficialRecord, OfficialRecord.name, OfficialRecord.title),
    _of_facts(
        "agency", AgencyRecord, AgencyRecord.name, AgencyRecord.acronym, names_of(AgencyRecord, "name")[1]
    ),
)
"""All in one question, for asking takes longer than answering; made once, which takes longer still."""
_REMEMBER = {
    "sqlite": sqlite.insert(SearchWord).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(SearchWord).on_conflict_do_nothing(),
}
