"""A digest from the database to its readers: what is new since the last one, files, feed, mail."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.errors import PantauError
from publish.digest.attention import failures_of, messages_of_queues
from publish.digest.content import Digest, local_day
from publish.digest.delivery import Delivery, deliver, finish_files, mails_waiting
from publish.digest.gathering import Bounds, gather_numbers, gather_texts
from publish.digest.journal import (
    FORMS,
    Entry,
    Journal,
    digests_locked,
    read_journal,
    write_journal,
    write_part,
)
from publish.digest.messages import Message, digest_texts
from publish.digest.wording import subject_line
from publish.digest.writing import WayIn, digest_html, digest_text, way_in
from publish.language import Language, Speech
from storage.engine import reading
from storage.news import (
    Mark,
    Span,
    latest_mark,
    mark_before,
    numbers_waiting,
    read_again,
    run_started,
    runs_cut_short,
)

if TYPE_CHECKING:
    from pipelines.configuration import Settings
    from pipelines.reporting import FullReport


@dataclass(frozen=True, slots=True)
class _Begin:
    """Where a digest goes on."""

    texts: Mark
    numbers: Mark
    note: str | None = None
    """Code of a message that says why it is not where the last one ended."""


def write_digest(
    engine: Engine, settings: "Settings", full: "FullReport", of_run: Iterable[Message] = ()
) -> Delivery:
    """Writes what came since the last digest into the data folder, and mails it where mail is configured.

    Called after a weekly run, while no other run writes; `of_run` is what the run calls for. Files come first: a mail
    that is not taken is kept, told in `Delivery.trouble` and sent with the next digest. A second call for the same run
    makes no second digest. Raises PantauError where the files cannot be written; then nothing counts as told.
    """
    with digests_locked(settings.data_dir) as folder:
        journal = finish_files(folder, read_journal(settings.data_dir))
        run = full.run
        if not any(
            (each.run_id, each.run_started_at) == (run.run_id, run.started_at) for each in journal.entries
        ):
            journal = _add(engine, settings, full, of_run, folder, journal)
        return deliver(settings, folder, journal)


def made_again(
    engine: Engine, settings: "Settings", entry: Entry, full: "FullReport", bounds: Bounds
) -> Digest:
    """A digest that was made, from what the database holds of it now; its messages are those of its time.

    Raises PantauError where the database is not the one that it was made of.
    """
    with reading(engine) as session:
        if run_started(session, entry.run_id) != entry.run_started_at:
            raise PantauError(
                f"digest {entry.name} was made of another state of the database: its files are in "
                f"{settings.data_dir / 'digests'}"
            )
        return _digest(session, entry, full, bounds)


def _add(
    engine: Engine,
    settings: "Settings",
    full: "FullReport",
    of_run: Iterable[Message],
    folder: Path,
    journal: Journal,
) -> Journal:
    """The journal with one more digest, whose files lie beside it under the names that they have until it counts."""
    language, way = Language(settings.digest_language), way_in(settings.public_url)
    late = _of_number("surel-tertunda", len(mails_waiting(folder, journal)))
    with reading(engine) as session:
        entry = _entry(session, settings, full, (*of_run, *late), journal)
        digest = _digest(session, entry, full, Bounds())
    entry = entry.model_copy(update={"subject": subject_line(digest, Speech(language))})
    for path, content in forms(digest, language, way, folder / entry.name).items():
        write_part(path, content.encode())
    journal = Journal(entries=(*journal.entries, entry))
    write_journal(folder, journal)
    return finish_files(folder, journal)


def forms(digest: Digest, language: Language, way: WayIn, path: Path) -> dict[Path, str]:
    """The digest in both forms, by the names of their files."""
    texts = {"html": digest_html(digest, language, way), "txt": digest_text(digest, language, way)}
    return {path.with_name(f"{path.name}.{form}"): texts[form] for form in FORMS}


def _entry(
    session: Session, settings: "Settings", full: "FullReport", of_run: Iterable[Message], journal: Journal
) -> Entry:
    run, now = full.run, datetime.now(UTC)
    begin, until = _begin(session, journal), latest_mark(session)
    texts, numbers = Span(begin.texts, until), Span(begin.numbers, until)
    waiting = numbers_waiting(session, numbers)
    messages = [
        *_notes(begin, session, texts, run.run_id),
        *of_run,
        *_of_number("angka-menunggu", waiting),
        *messages_of_queues(session),
    ]
    return Entry(
        name=_name(now, run.run_id, journal),
        run_id=run.run_id,
        run_started_at=run.started_at,
        made_at=now,
        language=Language(settings.digest_language),
        texts_after=begin.texts,
        texts_until=until,
        numbers_after=begin.numbers,
        numbers_until=begin.numbers if waiting else until,
        subject="",
        messages=_in_order(messages),
        mail="none" if settings.smtp_url is None else "waiting",
    )


def _notes(begin: _Begin, session: Session, span: Span, run_id: int) -> Iterable[Message]:
    if begin.note:
        yield Message(code=begin.note)
    if begin.note != "ringkasan-pertama":
        yield from _of_number("kali-terhenti", runs_cut_short(session, span, run_id))
    yield from _of_number("dibaca-ulang", read_again(session, span))


def _of_number(code: str, n: int) -> Iterable[Message]:
    return (Message(code=code, values={"n": n}),) if n else ()


def _in_order(messages: Sequence[Message]) -> tuple[Message, ...]:
    order = [text.code for text in digest_texts().messages]
    return tuple(sorted(messages, key=lambda message: order.index(message.code)))


def _begin(session: Session, journal: Journal) -> _Begin:
    """Where the last digest of this database ended.

    A database that was put back from a backup knows an older one; one that was rebuilt knows none, and what was stored
    before the last digest was made counts as told.
    """
    if not journal.entries:
        return _Begin(Mark(), Mark(), "ringkasan-pertama")
    last = journal.entries[-1]
    for entry in reversed(journal.entries):
        if run_started(session, entry.run_id) == entry.run_started_at:
            note = None if entry is last else "basis-data-lain"
            return _Begin(entry.texts_until, entry.numbers_until, note)
    mark = mark_before(session, last.made_at)
    return _Begin(mark, mark, "basis-data-lain")


def _digest(session: Session, entry: Entry, full: "FullReport", bounds: Bounds) -> Digest:
    news = gather_texts(session, Span(entry.texts_after, entry.texts_until), bounds)
    numbers = gather_numbers(session, Span(entry.numbers_after, entry.numbers_until), bounds)
    failures, failed = failures_of(full)
    return Digest(
        run_id=entry.run_id,
        run_started_at=entry.run_started_at,
        made_at=entry.made_at,
        news=news.model_copy(update=numbers),
        failures=tuple(failures),
        failed=failed,
        messages=entry.messages,
    )


def _name(now: datetime, run_id: int, journal: Journal) -> str:
    """Day and run; a database that was rebuilt counts its runs anew, so the name may be taken."""
    name = f"{local_day(now)}-run-{run_id}"
    taken = {entry.name for entry in journal.entries}
    free = (f"{name}-{n}" for n in range(2, len(taken) + 3))
    return name if name not in taken else next(each for each in free if each not in taken)
