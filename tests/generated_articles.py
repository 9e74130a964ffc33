"""Articles that nobody wrote, for measuring the database: seeded, each with 4 statements, 3 figures and what goes with
them, as facts for `save_extraction` and as rows for loading in bulk."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from sqlalchemy import Connection, text

from extract.regions.gazetteer import gazetteer
from models.article import Article
from models.fact import Facts
from models.vocabulary import (
    AgencyType,
    DateKind,
    FigureTopic,
    FigureUnit,
    OfficialKind,
    PeriodKind,
    StatementKind,
    Topic,
)
from storage.maintenance.bulk import insert_rows
from storage.tables import Base
from storage.types import digest_of, text_digest

Rows = dict[str, list[dict[str, Any]]]

SEED = 7
EXTRACTOR = "bench@1"
FIRST_DAY = date(2015, 1, 1)
DAYS = 3650
_BATCH = 1000
_MOMENT = datetime(2024, 1, 1, tzinfo=UTC)
_RULE = {"rule": "bench@1", "confidence": 0.9}
_FIRST = (
    "Yosef", "Maria", "Agus", "Sri", "Erma", "Budi", "Ratna", "Hasan",
    "Dewi", "Markus", "Siti", "Umar", "Lince", "Paulus", "Rahmat", "Wayan",
)  # fmt: skip
_MIDDLE = (
    "Adi", "Bara", "Cahya", "Dwi", "Eka", "Fajar", "Gita", "Hadi",
    "Intan", "Jaya", "Kirana", "Lestari", "Mega", "Nur", "Oka", "Putra",
)  # fmt: skip
_LAST = (
    "Lamawuran", "Wahdaniah", "Seran", "Tanjung", "Nainggolan",
    "Pratama", "Kusuma", "Hidayat", "Rumbiak", "Siregar", "Wijaya",
)  # fmt: skip
_OFFICES = ("Kepala Dinas Sosial", "Kepala Dinas Tenaga Kerja", "Kepala DP3A", "Kepala Bidang Perlindungan")
_FILLER = (
    "Gugus tugas bertemu setiap bulan untuk membahas pencegahan di desa, pendampingan, dan pemulangan. "
    "Pemerintah daerah mengajak warga melapor bila melihat perekrutan tenaga kerja tanpa dokumen yang sah. "
)
_UNITS = (FigureUnit.KASUS, FigureUnit.KORBAN, FigureUnit.TERSANGKA)
_REGIONS = tuple(region for region in gazetteer().regions.values() if "." in region.code)


class Made:
    """One article: its text, and its facts as fields of `models.fact`, each with its place in the text."""

    def __init__(self, number: int) -> None:
        chance = random.Random(SEED * 1_000_003 + number)
        self.number = number
        self.region = chance.choice(_REGIONS)
        self.published_on = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
        self.text = ""
        year = self.published_on.year
        offices = chance.sample(_OFFICES, 2)
        self.agencies, self.officials = [], []
        self.figures: list[dict[str, Any]] = []
        self.statements: list[dict[str, Any]] = []
        for office in offices:
            body = office.replace("Kepala ", "") + f" {self.region.name}"
            agency = self._add(body, " - ") | {
                "name": body,
                "acronym": None,
                "type": AgencyType.SOCIAL_AFFAIRS,
            }
            name = f"{chance.choice(_FIRST)} {chance.choice(_MIDDLE)} {chance.choice(_LAST)}"
            person = self._add(name, ", ") | {
                "name": name,
                "rank": None,
                "title": f"{office} {self.region.name}",
            }
            self.agencies.append(agency)
            self.officials.append(person | {"agency": body, "kind": OfficialKind.OFFICIAL})
            for words in (
                f"kami mendampingi {chance.randrange(99)} orang",
                f"desa ke-{chance.randrange(99)} siaga",
            ):
                said = {"speaker": name, "kind": StatementKind.DIRECT, "cue": "kata", "said_on": None}
                self.statements.append(self._add(words, ". ") | said)
        for unit in _UNITS:
            value = chance.randrange(200)
            counted = {"value": value, "unit": unit, "topic": FigureTopic.TPPO, "credited_to": name}
            where = {"region_code": self.region.code, "region": self.region.name}
            when = {"period_start": date(year, 1, 1), "period_end": date(year, 12, 31)}
            kind = {"period_kind": PeriodKind.CALENDAR_YEAR}
            self.figures.append(self._add(f"{value} {unit}", " ") | counted | where | when | kind)
        whole_year = {"first": date(year, 1, 1), "last": date(year, 12, 31), "kind": DateKind.PERIOD}
        self.dates = [self._add(str(year), ".\n") | whole_year]
        self.text += _FILLER * chance.randrange(4, 10)
        self.url = f"https://uji-{number % 200}.example/berita/{number}"
        self.title = f"{self.figures[0]['quote']} TPPO di {self.region.name}"
        self.topic = chance.choice(tuple(Topic))

    def _add(self, words: str, after: str) -> dict[str, Any]:
        start = len(self.text)
        self.text += words + after
        return {"start": start, "end": start + len(words), "quote": words, "public_quote": words, **_RULE}


def facts_of(made: Made) -> tuple[Article, Facts]:
    """As extraction would hand it over."""
    article = Article(
        url=made.url, source=f"uji-{made.number % 200}", outlet="Uji", title=made.title, author=None,
        published_at=None, published_on=made.published_on, text=made.text, language="id",
    )  # fmt: skip
    facts = {
        "relevance": {"is_relevant": True, "score": 2.5, "hits": (), "rule": "bench@1"},
        "topics": (made.topic,),
        "place": {"code": made.region.code, "name": made.region.name, "province": _province(made)},
        "officials": [official | {"mentions": (_place(official),)} for official in made.officials],
        "agencies": [agency | {"mentions": (_place(agency),)} for agency in made.agencies],
        "dates": made.dates,
        "figures": made.figures,
        "statements": [said | {"text": said["quote"]} for said in made.statements],
        "extractor": EXTRACTOR,
        "public_title": made.title,
    }
    return article, Facts.model_validate(facts)


def rows_of(made: Made, *, with_document: bool = True) -> Rows:
    """The rows that an article has in the database, table by table in the order of references; keys from its number."""
    key, source = made.number, f"uji-{made.number % 200}"
    extraction = {"extraction_id": key, "review_status": None, "machine_values": None}
    article = {
        "id": key, "url": made.url, "import_digest": None, "source": source, "outlet": "Uji", "title": made.title,
        "public_title": made.title, "author": None, "published_at": None, "published_zone": None,
        "published_on": made.published_on,
        "language_code": "id", "is_paid": False, "origin": None, "is_relevant": True, "relevance_score": 2.5,
        "place_code": made.region.code, "place_name": made.region.name, "province": _province(made),
        "removed_at": None, "removal_reason": None, "run_id": None,
    }  # fmt: skip
    version = {
        "id": key, "article_id": key, "number": 1, "text": made.text, "digest": text_digest(made.text),
        "is_current": True, "first_seen_at": _MOMENT, "run_id": None,
    }  # fmt: skip
    rows: Rows = {"articles": [article], "article_versions": [version]}
    rows["article_topics"] = [{"article_id": key, "topic": made.topic}]
    if with_document:
        rows["documents"] = [_document(made, source)]
    rows["extractions"] = [
        {
            "id": key, "article_version_id": key, "extractor": EXTRACTOR, "relevance_rule": "bench@1",
            "facts_digest": text_digest(made.text), "extracted_at": _MOMENT, "run_id": None,
        }
    ]  # fmt: skip
    rows["officials"] = [_fact(fact, 2 * key + n) | extraction for n, fact in enumerate(made.officials)]
    rows["agencies"] = [_fact(fact, 2 * key + n) | extraction for n, fact in enumerate(made.agencies)]
    rows["official_mentions"] = [
        _fact(_place(fact), 2 * key + n) | {"official_id": 2 * key + n, "is_reference": False}
        for n, fact in enumerate(made.officials)
    ]
    rows["agency_mentions"] = [
        _fact(_place(fact), 2 * key + n) | {"agency_id": 2 * key + n} for n, fact in enumerate(made.agencies)
    ]
    unstated: dict[str, Any] = {"is_relative": False, "is_contradicted": False}
    rows["dates"] = [_fact(fact, key) | extraction | unstated for fact in made.dates]
    copied = {"published_on": made.published_on}
    rows["figures"] = [
        _figure(fact, 3 * key + n) | extraction | copied for n, fact in enumerate(made.figures)
    ]
    rows["statements"] = [
        _fact(fact, 4 * key + n) | extraction | {"official_id": 2 * key + n // 2}
        for n, fact in enumerate(made.statements)
    ]
    return rows


def load(connection: Connection, count: int) -> None:
    """Loads as many articles in bulk, in the connection's transaction; memory holds a thousand."""
    if connection.dialect.name == "postgresql":
        connection.execute(
            text("SET LOCAL session_replication_role = replica")
        )  # what is generated refers to what there is
    for batch in _batches(count):
        gathered: Rows = {}
        for made in batch:
            for name, rows in rows_of(made).items():
                gathered.setdefault(name, []).extend(rows)
        for name, rows in gathered.items():
            table = Base.metadata.tables[name]
            columns = [table.columns[column] for column in rows[0]]
            insert_rows(connection, table, columns, [tuple(row.values()) for row in rows])


def _batches(count: int) -> Iterator[list[Made]]:
    numbers = iter(range(1, count + 1))
    while batch := [Made(number) for number in islice(numbers, _BATCH)]:
        yield batch


def _document(made: Made, source: str) -> dict[str, Any]:
    digest = digest_of([made.url.encode()])
    return {
        "id": made.number, "digest": digest, "url": made.url, "source": source, "path": None, "fetched_at": _MOMENT,
        "processed_by": EXTRACTOR, "processed_at": _MOMENT, "article_version_id": made.number,
    }  # fmt: skip


def _fact(fact: dict[str, Any], key: int) -> dict[str, Any]:
    named = {"start": "start_char", "end": "end_char", "first": "first_on", "last": "last_on"}
    return {"id": key} | {named.get(name, name): value for name, value in fact.items() if name != "speaker"}


def _figure(fact: dict[str, Any], key: int) -> dict[str, Any]:
    unstated = {"value_max": None, "is_approximate": False, "sex": None, "age": None}
    return _fact(fact, key) | unstated | {"value": Decimal(fact["value"])}


def _place(fact: dict[str, Any]) -> dict[str, Any]:
    return {name: fact[name] for name in ("start", "end", "quote")}


def _province(made: Made) -> str:
    return gazetteer().by_code(made.region.code[:2]).name
