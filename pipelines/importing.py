"""Files that a person hands in: texts and saved pages, single or by the folder."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import structlog
from pydantic import BaseModel, ValidationError
from sqlalchemy import Engine

from models.article import Article
from models.errors import NotAnArticle, PantauError
from models.page import Page
from models.stored import ImportedFile, Saved, StoredDocument
from pipelines.processing import clean_document, date_trouble, in_one_line
from storage.documents import import_document

log = structlog.get_logger(__name__)

MAX_BYTES = 20_000_000
TYPES = {".txt": "text/plain", ".html": "text/html", ".htm": "text/html"}


@dataclass(frozen=True)
class Told:
    """What the person says about the files."""

    published: datetime | date | None = None
    url: str | None = None
    source: str | None = None
    place: str | None = None


class _Details(BaseModel):
    """What a file beside the text says about it; annotated articles say more, which is left alone."""

    published: str | None = None
    url: str | None = None
    source: str | None = None


@dataclass
class ImportCounts:
    """What an import did."""

    new: int = 0
    """Files stored for the first time."""
    changed: int = 0
    """Files that were known, with new details about them."""
    unchanged: int = 0
    """Files that were known as they are."""
    refused: list[str] = field(default_factory=list)
    """One sentence for every file that was not stored."""


def import_paths(engine: Engine, paths: Iterable[Path], told: Told, run_id: int | None) -> ImportCounts:
    """Stores texts and saved pages. A bad file is refused with a sentence; the others are stored."""
    counts = ImportCounts()
    for path in paths:
        try:
            file, _ = _read(path, told)
            saved = import_document(engine, file, run_id)
        except PantauError as error:
            counts.refused.append(str(error))
            continue
        except Exception as error:  # one poisoned file must not stop the others
            counts.refused.append(
                f"{path} could not be read ({in_one_line(error)}); report it with the file."
            )
            log.info("import failed", subject=str(path), exc_info=error)
            continue
        counts.new += saved is Saved.NEW
        counts.changed += saved is Saved.CHANGED
        counts.unchanged += saved is Saved.UNCHANGED
    return counts


def find_files(
    paths: Iterable[Path], endings: Sequence[str] = tuple(TYPES), named_only: Sequence[str] = ()
) -> Iterator[Path]:
    """The files to read: those named, and those inside the folders named, by the endings of their names.

    Files that end as `named_only` says are not looked for in folders. Raises PantauError for a path that does not
    exist, a file that ends otherwise, and a folder without any.
    """
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if _ends(p, endings) and p.is_file())
            if not inside:
                raise PantauError(f"The folder {path} holds no {_any_of(endings)} file; name one that does.")
            yield from inside
        elif path.is_file() and not _ends(path, (*endings, *named_only)):
            raise PantauError(
                f"{path} is no {_any_of((*endings, *named_only))} file; save it as one of them."
            )
        elif path.exists():
            yield path
        else:
            raise PantauError(f"There is no file {path}; check the path.")


def _ends(path: Path, endings: Sequence[str]) -> bool:
    return path.name.lower().endswith(tuple(endings))


def _any_of(endings: Sequence[str]) -> str:
    return f"{', '.join(endings[:-1])} or {endings[-1]}"


def read_article(path: Path, told: Told) -> Article:
    """The article of a file. Raises PantauError or NotAnArticle with one sentence naming the file."""
    return _read(path, told)[1]


def _read(path: Path, told: Told) -> tuple[ImportedFile, Article]:
    """A file with what is known about it, and the article that cleaning finds in it.

    Details that the person gives go before those of a file of the same name ending in `.json` beside it (keys
    `published`, `url`, `source`). Raises PantauError or NotAnArticle with one sentence.
    """
    body = _read_body(path)
    told = _with_sidecar(path, told)
    moment = told.published if isinstance(told.published, datetime) else None
    day = told.published.date() if isinstance(told.published, datetime) else told.published
    file = ImportedFile(
        path=str(path),
        body=body,
        content_type=TYPES.get(path.suffix.lower(), "text/plain"),
        url=told.url,
        source=told.source,
        place=told.place,
        published_at=moment,
        published_on=day,
    )
    return file, _article_of(file)


def check_published(published: datetime | date | None) -> None:
    """Raises PantauError for a publication date that cannot be true, as one in the future."""
    if published is None:
        return
    day = published.date() if isinstance(published, datetime) else published
    wrong = date_trouble(day)
    if wrong is not None:
        raise PantauError(f"The publication date {day} {wrong}; give the day the article appeared.")


def _read_body(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            body = file.read(MAX_BYTES + 1) if size <= MAX_BYTES else b""
    except OSError as error:
        raise PantauError(
            f"Cannot read {path}: {error.strerror}; check the path and its permissions."
        ) from error
    size = max(size, len(body))  # a device says that it has no size
    if size > MAX_BYTES:
        raise PantauError(
            f"{path} has {size / 1e6:.0f} MB; an article has less than {MAX_BYTES // 1_000_000} MB: "
            "give single articles, not archives."
        )
    if not body.strip():
        raise NotAnArticle(f"{path} is empty; put the text of the article into it.")
    return body


def _with_sidecar(path: Path, told: Told) -> Told:
    sidecar = path.with_suffix(".json")
    if path.suffix.lower() == ".json" or not sidecar.is_file() or not sidecar.stat().st_size:
        return told  # an empty one is what the shell makes for `pantau extract NAME.txt > NAME.json`
    try:
        details = _Details.model_validate_json(sidecar.read_bytes())
    except OSError as error:
        raise PantauError(f"Cannot read {sidecar}: {error.strerror}; check its permissions.") from error
    except ValidationError as error:
        first = error.errors()[0]
        what = ": ".join([*map(str, first["loc"]), first["msg"]])
        raise PantauError(
            f"{sidecar} does not give the details of {path.name} ({what}); correct or remove it."
        ) from error
    try:
        published = parse_published(details.published) if details.published else None
        check_published(published)
        check_url(details.url)
    except PantauError as error:
        raise PantauError(f"{sidecar}: {error}") from error
    return Told(
        published=told.published or published,
        url=told.url or details.url,
        source=told.source or details.source,
        place=told.place,
    )


def check_url(url: str | None) -> None:
    """Raises PantauError for what is no address of a web page."""
    if url is None or re.fullmatch(r"https?://[\w.-]+(:\d{1,5})?(/\S*)?", url):
        return
    raise PantauError(f"{url!r} is not a web address; write it as https://site/article.")


def parse_published(text: str) -> datetime | date:
    """`2024-11-20` or `2024-11-20T14:05+07:00`. Raises PantauError for anything else."""
    try:
        return date.fromisoformat(text) if len(text) == len("2024-11-20") else _moment(text)
    except ValueError as error:
        raise PantauError(
            f"{text!r} is not a publication date; write it as 2024-11-20 or 2024-11-20T14:05+07:00."
        ) from error


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("no zone")
    return moment


def _article_of(file: ImportedFile) -> Article:
    page = Page(url=file.path, body=file.body, content_type=file.content_type, fetched_at=datetime.now(UTC))
    document = StoredDocument(
        document_id=0,
        url=file.url,
        source=file.source,
        path=file.path,
        pages=(page,),
        published_at=file.published_at,
        published_on=file.published_on,
        place=file.place,
    )
    try:
        return clean_document(document, None)
    except NotAnArticle as error:
        message = str(error) if file.path in str(error) else f"{file.path}: {error}"
        remedy = "" if ";" in message else "; give the text of the article as a .txt file."
        raise NotAnArticle(f"{message.rstrip('.')}{remedy}" if remedy else message) from error
