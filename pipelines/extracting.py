"""One file to facts in the schema of the annotated articles, without a database."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import structlog

from models.errors import PantauError
from pipelines.importing import Told, read_article
from pipelines.processing import in_one_line

log = structlog.get_logger(__name__)


def extract_file(path: Path, published: datetime | date | None) -> dict[str, Any]:
    """Facts of one file. Raises PantauError or NotAnArticle with one sentence naming the file."""
    from extract import pipeline
    from extract.gold import to_gold

    try:
        article = read_article(path, Told(published=published))
        return to_gold(path.stem, article, pipeline.extract_facts(article))
    except PantauError:
        raise
    except Exception as error:  # one poisoned file must not stop the others
        log.info("extraction failed", subject=str(path), exc_info=error)
        raise PantauError(
            f"{path} could not be read ({in_one_line(error)}); report it with the file."
        ) from error


def write_json(path: Path, content: object) -> None:
    """Writes one JSON file whole or not at all. Raises PantauError where the folder cannot be written."""
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        part.write_text(text, encoding="utf-8", errors="replace")  # a file's name need not be UTF-8
        part.replace(path)
    except OSError as error:
        if path.parent.is_dir():
            part.unlink(missing_ok=True)
        raise PantauError(
            f"Cannot write {path}: {error.strerror}; free space or choose another folder."
        ) from error
