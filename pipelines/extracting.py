"""One file to facts in the schema of the annotated articles, without a database."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

from models.errors import PantauError
from models.explanation import ExplainedArticle
from pipelines.annotators import chosen_annotator
from pipelines.importing import Told, read_article
from pipelines.processing import in_one_line

if TYPE_CHECKING:
    from extract.annotate import Annotator

log = structlog.get_logger(__name__)


def extract_file(
    path: Path, published: datetime | date | None, annotator: "Annotator | None" = None
) -> dict[str, Any]:
    """Facts of one file. Raises PantauError or NotAnArticle with one sentence naming the file."""
    from extract import pipeline
    from extract.gold import to_gold

    annotator = annotator or chosen_annotator()
    with _naming(path):
        article = read_article(path, Told(published=published))
        return to_gold(path.stem, article, pipeline.extract_facts(article, annotator))


def explain_file(
    path: Path, published: datetime | date | None, annotator: "Annotator | None" = None
) -> ExplainedArticle:
    """Facts of one file with the reason for each. Raises as `extract_file` does."""
    from extract.confidence.reasons import explain
    from extract.pipeline import extractor_version, facts_of

    annotator = annotator or chosen_annotator()
    with _naming(path):
        annotated = annotator.annotate(read_article(path, Told(published=published)))
        return explain(annotated, facts_of(annotated, extractor_version(annotator)))


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    try:
        yield
    except PantauError:
        raise
    except Exception as error:  # one poisoned file must not stop the others
        log.info("extraction failed", subject=str(path), exc_info=error)
        raise PantauError(
            f"{path} could not be read ({in_one_line(error)}); report it with the file."
        ) from error


def write_json(path: Path, content: object) -> None:
    """Writes one JSON file whole or not at all. Raises PantauError where the folder cannot be written."""
    write_text(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def write_text(path: Path, text: str) -> None:
    """Writes one text file whole or not at all. Raises PantauError where the folder cannot be written."""
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding="utf-8", errors="replace")  # a file's name need not be UTF-8
        part.replace(path)
    except OSError as error:
        if path.parent.is_dir():
            part.unlink(missing_ok=True)
        raise PantauError(
            f"Cannot write {path}: {error.strerror}; free space or choose another folder."
        ) from error
