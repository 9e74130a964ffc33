"""The digests of the journal, brought to their readers: files under their names, the feed, mail that still waits."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import PantauError
from publish.digest.feed import digests_feed, entry_id
from publish.digest.journal import (
    FORMS,
    Entry,
    Journal,
    digests_locked,
    read_journal,
    replace_file,
    write_journal,
)
from publish.digest.mail import MailServer, digest_mail, mail_server, mail_session
from publish.language import Speech

if TYPE_CHECKING:
    from email.message import EmailMessage

    from pipelines.configuration import Settings

FEED = "digests.atom"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of the digests."""

    files: tuple[Path, ...]
    """Files of the last one."""
    mailed: int
    """Digests that were mailed now."""
    waiting: int
    """Digests that wait for a mail server."""
    trouble: str | None
    """Why they wait, in one sentence."""


def send_waiting(settings: "Settings") -> Delivery:
    """Mails the digests that wait. Raises PantauError where no digest was made yet."""
    with digests_locked(settings.data_dir) as folder:
        journal = finish_files(folder, read_journal(settings.data_dir))
        if not journal.entries:
            raise PantauError("there is no digest yet: `pantau weekly` makes one")
        return deliver(settings, folder, journal)


def finish_files(folder: Path, journal: Journal) -> Journal:
    """Gives the files of the last digest their names; what a killed process left of one that does not count goes."""
    names = {f"{entry.name}.{form}" for entry in journal.entries for form in FORMS}
    for part in folder.glob(".*.part"):
        name = part.name.removeprefix(".").removesuffix(".part")
        if name in names:
            part.replace(folder / name)
        else:
            part.unlink()
    return journal


def deliver(settings: "Settings", folder: Path, journal: Journal) -> Delivery:
    """Writes the feed and mails what waits, oldest first; each mail is noted before the next is tried."""
    last = journal.entries[-1]
    title = Speech(last.language).said("Pantau TPPO: ringkasan mingguan")
    replace_file(folder / FEED, digests_feed(journal.entries, entry_id(journal.entries[0]), title))
    files = tuple(folder / f"{last.name}.{form}" for form in FORMS)
    waiting = mails_waiting(folder, journal)
    mailed, trouble = 0, None
    try:
        server = mail_server(settings)
        if server is None and waiting:
            raise PantauError(
                f"PANTAU_SMTP_URL is not set any more: set it, or delete from {folder} what waits"
            )
        if server is not None and waiting:
            with mail_session(server) as connection:
                for entry in waiting:
                    refused = connection.send_message(_mail(server, folder, entry))
                    journal = _noted(folder, journal, entry)
                    mailed += 1
                    if refused:
                        trouble = (
                            f"the mail server refuses {', '.join(sorted(refused))}: correct PANTAU_DIGEST_TO"
                        )
    except PantauError as error:
        trouble = str(error)
    return Delivery(files, mailed, len(waiting) - mailed, trouble)


def mails_waiting(folder: Path, journal: Journal) -> list[Entry]:
    """The digests that wait for a mail server; of one that somebody has deleted there is nothing to mail."""
    return [
        entry
        for entry in journal.entries
        if entry.mail == "waiting" and all((folder / f"{entry.name}.{form}").is_file() for form in FORMS)
    ]


def _noted(folder: Path, journal: Journal, sent: Entry) -> Journal:
    entries = (
        entry.model_copy(update={"mail": "sent"}) if entry.name == sent.name else entry
        for entry in journal.entries
    )
    noted = Journal(entries=tuple(entries))
    write_journal(folder, noted)
    return noted


def _mail(server: MailServer, folder: Path, entry: Entry) -> "EmailMessage":
    html, text = ((folder / f"{entry.name}.{form}").read_text(encoding="utf-8") for form in FORMS)
    return digest_mail(
        server,
        subject=entry.subject,
        text=text,
        html=html,
        made_at=entry.made_at,
        key=entry_id(entry).removeprefix("urn:uuid:"),
        language=entry.language.value,
    )
