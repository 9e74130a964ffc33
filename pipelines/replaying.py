"""The database again from the archive alone: every article as it was fetched, without a network."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from models.errors import PantauError
from models.page import FetchedArticle
from models.stored import Saved
from pipelines.configuration import Settings
from pipelines.withdrawn_marker import read_marker
from storage.documents import restore_document
from storage.problems import save_problem

if TYPE_CHECKING:
    from crawler.warc_reader import Damage


@dataclass
class ReplayCounts:
    """What a replay did."""

    files: int = 0
    """WARC files read."""
    articles: int = 0
    """Fetches of articles found in them; an article that was edited was fetched more than once."""
    new: int = 0
    """Fetches stored that the database did not have."""
    damaged: int = 0
    """Records and articles that could not be read, each recorded as a problem."""
    refused: list[str] = field(default_factory=list)
    """One sentence for every file that gave nothing."""


def files_to_replay(paths: Sequence[Path], settings: Settings) -> list[Path]:
    """The files named and those in the folders named, in the order of their runs; without any, the whole archive.

    Raises PantauError where there is none.
    """
    from crawler.warc_reader import archive_files

    found: list[Path] = []
    for path in paths or [settings.archive]:
        inside = archive_files(path) if path.is_dir() else [path]
        if not inside or not inside[0].exists():
            raise PantauError(
                f"There is no WARC file {path if paths else f'in {path}'}; name one that exists."
            )
        found += inside
    return found


def replay(
    engine: Engine,
    settings: Settings,
    files: Sequence[Path],
    run_id: int | None = None,
    on_article: Callable[[str], None] = lambda _: None,
) -> ReplayCounts:
    """Stores every article of the files that the database does not have; told twice, it changes nothing.

    Extraction is left to `process_waiting`. A damaged record is recorded, a file that is no WARC file or holds nothing
    that this program wrote is refused with a sentence; the others are stored. What was withdrawn, here or by the list
    beside the files, stays out.
    """
    from crawler.warc_reader import Damage

    counts = ReplayCounts()
    for folder in sorted({settings.archive, *(path.parent for path in files)}):
        read_marker(engine, folder)
    for path in files:
        has_some = False
        for found in _found(path, archived_name(path, settings)):
            has_some = True
            if isinstance(found, str):
                counts.refused.append(found)
            elif isinstance(found, Damage):
                counts.damaged += 1
                save_damage(engine, path, found, run_id)
            else:
                _restore(engine, found, run_id, counts)
                on_article(found.url)
        if not has_some:
            counts.refused.append(
                f"{path} holds no article that this program archived; `pantau import` reads WARC files of others."
            )
        counts.files += 1
    return counts


def _found(path: Path, name: str) -> "Iterator[FetchedArticle | Damage | str]":
    """What a file holds; a sentence where it cannot be read."""
    from crawler.warc_pages import archived_articles

    try:
        yield from archived_articles(path, name)
    except PantauError as error:
        yield str(error)


def archived_name(path: Path, settings: Settings) -> str:
    """How pages name a WARC file: within the archive's folder, or by its whole path."""
    whole, folder = path.resolve(), settings.archive.resolve()
    return str(whole.relative_to(folder) if whole.is_relative_to(folder) else whole)


def save_damage(engine: Engine, path: Path, damage: "Damage", run_id: int | None) -> None:
    """Records a place in a WARC file that could not be read."""
    save_problem(
        engine,
        subject=f"{path}, byte {damage.offset}",
        stage="archive",
        reason=damage.reason,
        run_id=run_id,
    )


def _restore(engine: Engine, article: FetchedArticle, run_id: int | None, counts: ReplayCounts) -> None:
    saved = restore_document(engine, article.url, article.source, article.pages, run_id)
    counts.articles += 1
    counts.new += saved is Saved.NEW
