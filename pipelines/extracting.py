"""One file to facts in the schema of the annotated articles, without a database."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from models.errors import PantauError
from pipelines.importing import Told, read_article


def extract_file(path: Path, published: datetime | date | None) -> dict[str, Any]:
    """Facts of one file. Raises PantauError or NotAnArticle with one sentence naming the file."""
    from extract.gold import to_gold
    from extract.pipeline import extract_facts

    article = read_article(path, Told(published=published))
    return to_gold(path.stem, article, extract_facts(article))


def write_json(path: Path, content: object) -> None:
    """Writes one JSON file whole or not at all. Raises PantauError where the folder cannot be written."""
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        part.replace(path)
    except OSError as error:
        if path.parent.is_dir():
            part.unlink(missing_ok=True)
        raise PantauError(
            f"Cannot write {path}: {error.strerror}; free space or choose another folder."
        ) from error
