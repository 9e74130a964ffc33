"""Extracts a folder of annotated articles and scores the result."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.errors import NotAnArticle, PantauError
from pipelines.annotators import chosen_annotator
from pipelines.extracting import extract_file, write_json
from pipelines.scoring import Report, score

if TYPE_CHECKING:
    from extract.annotate import Annotator


def evaluate(
    folder: Path,
    predictions: Path | None,
    on_article: Callable[[str], None],
    annotator: "Annotator | None" = None,
) -> Report:
    """Scores our extraction of every `ID.txt` of a folder against its `ID.json`.

    Each article is extracted with its own `published` day. With `predictions`, one `ID.json` an article is written
    there, in the same schema. Raises PantauError for a folder without articles or with a broken one.
    """
    gold = dict(read_gold(folder))
    if not gold:
        raise PantauError(f"{folder} holds no annotated article: expected pairs ID.txt and ID.json.")
    annotator = annotator or chosen_annotator()
    found = {}
    for article_id, annotated in gold.items():
        on_article(article_id)
        found[article_id] = _extract(
            folder / f"{article_id}.txt", article_id, annotated["published"], annotator
        )
        if predictions is not None:
            write_json(predictions / f"{article_id}.json", found[article_id])
    return score(gold, found)


def read_gold(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Article id and annotation of every `ID.json` of a folder. Raises PantauError for a broken one."""
    if not folder.is_dir():
        raise PantauError(f"{folder} is not a folder; give the folder that holds ID.txt and ID.json pairs.")
    for path in sorted(folder.glob("*.json")):
        if not path.with_suffix(".txt").is_file():
            raise PantauError(f"{path} has no text beside it; add {path.stem}.txt or remove the file.")
        try:
            article = json.loads(path.read_text(encoding="utf-8"))
            date.fromisoformat(article["published"])
            article["relevant"], article["place"]["name"], article["agencies"]
        except (ValueError, KeyError, TypeError) as error:
            raise PantauError(
                f"{path} is not an annotated article ({error!r}); mend or remove it."
            ) from error
        yield path.stem, article


def _extract(path: Path, article_id: str, published: str, annotator: "Annotator") -> dict[str, Any]:
    try:
        return extract_file(path, date.fromisoformat(published), annotator)
    except NotAnArticle:
        return {"id": article_id, "relevant": False}
