"""What the tests of claims share: figures as records, and a desk that stores articles made of figures."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine, select

from models.article import Article
from models.claims import CreditKind, ToldFigure
from models.fact import Facts
from models.rows import ClaimRow
from models.stored import ImportedFile
from models.vocabulary import Age, FigureTopic, FigureUnit, PeriodKind, Sex
from pipelines.resolving_claims import resolve_claims
from storage.articles import save_extraction
from storage.claims import figure_claims
from storage.documents import import_document, waiting
from storage.engine import reading, writing
from storage.filters import Filters
from storage.tables import StoredArticle, Story, StoryArticle

YEAR_2023 = {
    "period_start": date(2023, 1, 1),
    "period_end": date(2023, 12, 31),
    "period_kind": PeriodKind.CALENDAR_YEAR,
}
INCIDENT: dict[str, Any] = {"period_start": None, "period_end": None, "period_kind": PeriodKind.INCIDENT}
OFFICIAL = "Yosef Lamawuran"
"""An official of the state whom every stored article names; invented."""
NGO = "Yayasan Terang Timur"
"""A body that is not of the state; invented."""


def told(id_: int, value: float, unit: str = "kasus", **fields: Any) -> ToldFigure:
    """A figure of Kabupaten Ende in 2023, in an article of its own."""
    values: dict[str, Any] = {
        "article_id": id_, "story_id": None, "published_on": date(2024, 1, 15), "start": id_ * 10,
        "topic": FigureTopic.TPPO, "value_max": None, "is_approximate": False, "sex": None, "age": None,
        "region_code": "53.08", "region": "Kabupaten Ende", "source_kind": CreditKind.PAPER, "is_headline": False,
    }  # fmt: skip
    values |= YEAR_2023 | fields
    values["sex"] = Sex(values["sex"]) if values["sex"] else None
    values["age"] = Age(values["age"]) if values["age"] else None
    return ToldFigure(id=id_, unit=FigureUnit(unit), value=Decimal(str(value)), **values)


@dataclass
class ClaimDesk:
    """Stores articles that say given numbers, and answers with claims."""

    engine: Engine
    ids: dict[str, int] = field(default_factory=dict)
    """Articles by name."""

    def store(
        self,
        name: str,
        *figures: dict[str, Any],
        published: date | None = date(2024, 1, 15),
        headline: str = "",
        extractor: str = "rules@1",
    ) -> None:
        """Stores an article, or stores it anew; figures are dicts of the fields that differ from 12 kasus in 2023.

        `headline` stands above the text; a figure with `is_headline` is read from it.
        """
        import_document(self.engine, ImportedFile(path=name, body=name.encode(), content_type="text/plain"))
        body = "".join(f"Butir {place}: angka nomor {place} dari dinas.\n" for place in range(len(figures)))
        text = (
            f"{headline}\n{body}{OFFICIAL} dan {NGO} hadir."
            if headline
            else f"{body}{OFFICIAL} dan {NGO} hadir."
        )
        facts = self._facts(text, figures, extractor)
        article = Article.model_validate(
            {
                "url": f"https://a.example/{name}", "source": None, "outlet": "Kabar Timur", "title": name,
                "author": None, "published_at": None, "published_on": published, "text": text, "language": "id",
            }
        )  # fmt: skip
        (document,) = (d for d in waiting(self.engine, extractor) if d.pages[0].body == name.encode())
        save_extraction(self.engine, document.document_id, article, facts)
        with reading(self.engine) as session:
            stored = session.scalars(select(StoredArticle.id).where(StoredArticle.url == article.url))
            self.ids[name] = stored.one()

    def _facts(self, text: str, figures: tuple[dict[str, Any], ...], extractor: str) -> Facts:
        def at(quote: str) -> dict[str, Any]:
            start = text.index(quote)
            return {
                "start": start,
                "end": start + len(quote),
                "quote": quote,
                "rule": "test@1",
                "confidence": 0.9,
            }

        counted = []
        for place, fields in enumerate(figures):
            values = {
                "value": 12, "unit": "kasus", "topic": "tppo", "region_code": "53.08", "region": "Kabupaten Ende",
                "credited_to": None, **YEAR_2023, **fields,
            }  # fmt: skip
            is_headline = values.pop("is_headline", False)
            quote = text.partition("\n")[0] if is_headline else f"angka nomor {place}"
            counted.append({**at(quote), **values})
        official = {
            **at(OFFICIAL), "name": OFFICIAL, "rank": None, "title": "Kepala Dinas Sosial Kabupaten Ende",
            "agency": "Dinas Sosial Kabupaten Ende", "kind": "official", "mentions": [],
        }  # fmt: skip
        body = {**at(NGO), "name": NGO, "acronym": None, "type": "ngo", "mentions": []}
        return Facts.model_validate(
            {
                "relevance": {"is_relevant": True, "score": 2.5, "rule": "test@1", "hits": []},
                "topics": ["statistik"],
                "place": {"code": "53.08", "name": "Kabupaten Ende", "province": "Nusa Tenggara Timur"},
                "officials": [official], "agencies": [body], "figures": counted, "extractor": extractor,
            }
        )  # fmt: skip

    def one_story(self, *names: str) -> None:
        """Lets articles be copies of one story, led by the first."""
        with writing(self.engine) as session:
            story = Story(article_count=len(names))
            session.add(story)
            session.flush()
            for name in names:
                session.add(
                    StoryArticle(
                        article_id=self.ids[name],
                        story_id=story.id,
                        is_lead=name == names[0],
                        similarity=None,
                        reason=None,
                    )
                )

    def claims(self, **filters: Any) -> list[ClaimRow]:
        """Claims after everything was resolved."""
        resolve_claims(self.engine)
        with reading(self.engine) as session:
            return figure_claims(session, Filters(**filters))
