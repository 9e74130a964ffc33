"""A digest by mail: SMTP over TLS, with a password that never crosses the net in clear."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError, MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, getaddresses
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urlsplit

from models.errors import PantauError
from models.secrets import read_secret_file
from publish.digest.lines import line

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.configuration import Settings

_PORTS = {"smtps": 465, "smtp": 587}
_TIMEOUT = 30.0
"""Seconds that a mail server may take for each answer."""
_EXAMPLE = "smtps://user@mail.example.org or smtp://user@mail.example.org:587"


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail goes, and as whom."""

    host: str
    port: int
    is_wrapped: bool
    """True where TLS begins with the connection, False where STARTTLS asks for it."""
    user: str | None
    password: str | None
    sender: Address
    recipients: tuple[Address, ...]


def mail_server(settings: "Settings") -> MailServer | None:
    """The server that is configured; null where none is.

    Raises PantauError where a part is missing, wrong, or readable for others.
    """
    if settings.smtp_url is None:
        return None
    parts, port = _parts(settings.smtp_url)
    user, password = unquote(parts.username or "") or None, _password(settings)
    if user is not None and password is None:
        raise PantauError(
            f"PANTAU_SMTP_URL names the user {user!r}, but there is no password: set PANTAU_SMTP_PASSWORD_FILE "
            "(mode 0600) or PANTAU_SMTP_PASSWORD"
        )
    senders = _addresses("PANTAU_DIGEST_FROM", settings.digest_from)
    if len(senders) != 1:
        raise PantauError("PANTAU_DIGEST_FROM names several addresses: a mail comes from one")
    recipients = _addresses("PANTAU_DIGEST_TO", settings.digest_to)
    host = parts.hostname or ""
    return MailServer(host, port, parts.scheme == "smtps", user, password, senders[0], recipients)


def digest_mail(
    server: MailServer, *, subject: str, text: str, html: str, made_at: datetime, key: str, language: str
) -> EmailMessage:
    """A digest as plain text with the page beside it. `key` makes its Message-ID, the same however often it is sent."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = line(subject)  # a line break in a header would begin another one
    mail["From"], mail["To"] = server.sender, server.recipients
    mail["Date"] = format_datetime(made_at)
    mail["Message-ID"] = f"<{key}@{server.sender.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text)
    mail.add_alternative(html, subtype="html")
    mail["Content-Language"] = language  # before, it would be taken for that of the first part alone
    return mail


@contextmanager
def mail_session(server: MailServer) -> Iterator[smtplib.SMTP]:
    """A connection that is signed in. Raises PantauError where there is none to be had, or a mail is not taken."""
    name = f"mail server {server.host}:{server.port}"
    try:
        with _connection(server) as connection:
            if not server.is_wrapped and _can_wrap(connection):
                connection.starttls(context=ssl.create_default_context())
                connection.ehlo()
            if server.user is not None and server.password is not None:
                if not isinstance(connection.sock, ssl.SSLSocket):
                    raise PantauError(
                        f"{name} offers no TLS, and a password is not sent in clear: use smtps://, or a server without "
                        "password"
                    )
                connection.login(server.user, server.password)
            yield connection
    except smtplib.SMTPAuthenticationError as error:
        raise PantauError(f"{name} refuses user {server.user!r}: correct the password") from error
    except smtplib.SMTPRecipientsRefused as error:
        refused = ", ".join(sorted(error.recipients))
        raise PantauError(f"{name} refuses all recipients ({refused}): correct PANTAU_DIGEST_TO") from error
    except ssl.SSLCertVerificationError as error:
        raise PantauError(
            f"the certificate of {name} is not valid ({error.verify_message}): ask who runs it"
        ) from error
    except (smtplib.SMTPException, OSError) as error:
        raise PantauError(
            f"{name} did not take the mail ({line(_told(error), 200)}); it is kept and sent later"
        ) from error


def _connection(server: MailServer) -> smtplib.SMTP:
    if server.is_wrapped:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=_TIMEOUT, context=context)
    return smtplib.SMTP(server.host, server.port, timeout=_TIMEOUT)


def _can_wrap(connection: smtplib.SMTP) -> bool:
    connection.ehlo_or_helo_if_needed()
    return connection.has_extn("starttls")


def _told(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        return f"{error.smtp_code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
    return str(error) or type(error).__name__


def _parts(url: str) -> tuple[SplitResult, int]:
    wrong = PantauError(f"PANTAU_SMTP_URL is no address of a mail server: write it as {_EXAMPLE}")
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError) as error:
        raise wrong from error
    if parts.password is not None:
        raise PantauError(
            "PANTAU_SMTP_URL holds a password: take it out, and set PANTAU_SMTP_PASSWORD_FILE or PANTAU_SMTP_PASSWORD"
        )
    if not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise wrong
    return parts, port


def _password(settings: "Settings") -> str | None:
    if settings.smtp_password_file is None:
        return settings.smtp_password.get_secret_value() if settings.smtp_password else None
    if settings.smtp_password is not None:
        raise PantauError("PANTAU_SMTP_PASSWORD and PANTAU_SMTP_PASSWORD_FILE are both set: unset one")
    return _first_line(settings.smtp_password_file)


def _first_line(path: "Path") -> str:
    password = read_secret_file(path).partition("\n")[0].rstrip("\r")
    if not password:
        raise PantauError(f"PANTAU_SMTP_PASSWORD_FILE {path} is empty: its first line is the password")
    return password


def _addresses(name: str, text: str | None) -> tuple[Address, ...]:
    wrong = PantauError(f"{name} is {text!r}: write addresses as redaksi@example.org, with commas between")
    if text is None:
        raise PantauError(f"PANTAU_SMTP_URL is set, but {name} is not: set it to a mail address")
    if not text.isprintable():
        raise wrong
    found = []
    for display, address in getaddresses([text]):
        user, _, domain = address.rpartition("@")
        if not user or not domain or not address.isascii():
            raise wrong
        try:
            found.append(Address(display_name=display, addr_spec=address))
        except (HeaderParseError, MessageError, ValueError, IndexError) as error:
            raise wrong from error
    return tuple(found)
