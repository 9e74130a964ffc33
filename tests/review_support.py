"""What the tests of reviews share: an article stored, extracted again, and its facts as they stand."""

from typing import Any

from sqlalchemy import Engine, select

from models.article import Article
from models.fact import Facts
from models.review import ReviewedFact, ReviewRow
from models.stored import ImportedFile
from models.vocabulary import SubjectKind
from storage.articles import save_extraction
from storage.documents import import_document, waiting
from storage.engine import reading
from storage.filters import Filters
from storage.queries import list_figures
from storage.review_lists import history, list_reviews
from storage.review_queue import get_fact
from storage.tables import Extraction, StoredArticle

FIGURE, STATEMENT, OFFICIAL = SubjectKind.FIGURE, SubjectKind.STATEMENT, SubjectKind.OFFICIAL


def put(engine: Engine, story: tuple[Article, Facts], file: str = "a") -> int:
    """Stores what extraction found in a file that is imported where it is not there yet; returns its document."""
    import_document(engine, ImportedFile(path=f"{file}.txt", body=file.encode(), content_type="text/plain"))
    document = next(d.document_id for d in waiting(engine, "-") if d.pages[0].body == file.encode())
    save_extraction(engine, document, *story)
    return document


def figure_ids(engine: Engine) -> list[int]:
    """Keys of the figures that count, in the order of the text."""
    with reading(engine) as session:
        return [figure.id for figure in list_figures(session, Filters())]


def fact(engine: Engine, kind: SubjectKind, fact_id: int) -> ReviewedFact:
    with reading(engine) as session:
        return get_fact(session, kind, fact_id)


def past(engine: Engine, kind: SubjectKind, fact_id: int) -> list[ReviewRow]:
    with reading(engine) as session:
        return history(session, kind, fact_id)


def orphans(engine: Engine) -> list[ReviewRow]:
    with reading(engine) as session:
        return list_reviews(session, orphaned=True)


def articles_and_extractions(engine: Engine) -> tuple[int, int]:
    with reading(engine) as session:
        return len(session.scalars(select(StoredArticle.id)).all()), len(
            session.scalars(select(Extraction.id)).all()
        )


def with_figures(facts: Facts, *changes: dict[str, Any]) -> Facts:
    """The facts with the figure once for each change."""
    (figure,) = facts.figures
    return facts.model_copy(update={"figures": tuple(figure.model_copy(update=change) for change in changes)})
