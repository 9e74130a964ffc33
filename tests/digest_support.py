"""Weeks of invented news and the digests that they give; a mail server of our own."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import Engine

from extract.article import clean_text
from extract.pipeline import EXTRACTOR, extract_facts
from models.stored import ImportedFile
from pipelines.configuration import Settings
from pipelines.reporting import full_report
from pipelines.resolving import resolve_all
from publish.digest.content import Digest
from publish.digest.delivery import Delivery
from publish.digest.gathering import EVERYTHING, Bounds
from publish.digest.journal import read_journal
from publish.digest.making import made_again, write_digest
from storage.articles import save_extraction
from storage.documents import import_document, waiting
from storage.runs import finish_run, start_run


def text_of(
    words: str = "Kami mendampingi para korban sampai perkara ini tuntas di pengadilan",
    cases: int = 12,
    chief: str = "Rudi Lado",
    city: str = "Ende",
) -> str:
    """An article in which the chief of a town's police gives a number and says something."""
    return (
        f"{city.upper()}, Kabar Timur - Kapolres {city} AKBP {chief} mengatakan penyidik menangani {cases} kasus TPPO "
        f'sepanjang 2023.\n"{words}," kata {chief.split()[0]}.\n'
        f"Perkara perdagangan orang itu ditangani Polres {city} bersama Dinas Sosial Kabupaten {city}."
    )


@dataclass
class Weeks:
    """A database that runs fill, and the digests in a data folder."""

    engine: Engine
    data_dir: Path
    settings: dict[str, Any] = field(default_factory=dict)
    run_id: int = 0

    def store(self, name: str, text: str, title: str = "Polisi Usut Kasus TPPO", **fields: Any) -> None:
        """Stores an article under an address, or a new text of it, as the run that was begun last."""
        article = clean_text(text, published=date(2024, 1, 9), title=title)
        told = {"url": f"https://a.example/{name}", "outlet": "Kabar Timur", "source": "kabar-timur"} | fields
        article = article.model_copy(update=told)
        facts = extract_facts(article)
        body = f"{name} {self.run_id} {text}".encode()
        import_document(
            self.engine, ImportedFile(path=name, body=body, content_type="text/plain"), self.run_id
        )
        *_, document = waiting(self.engine, EXTRACTOR)
        save_extraction(self.engine, document.document_id, article, facts, self.run_id)

    def begin(self, kind: str = "weekly") -> None:
        self.run_id = start_run(self.engine, kind)

    def end(self, status: str = "finished", *, resolved: bool = True) -> None:
        if resolved:
            resolve_all(self.engine)
        finish_run(self.engine, self.run_id, status)

    def deliver(self) -> Delivery:
        """The digest of the run that was begun last."""
        return write_digest(self.engine, self.configured(), full_report(self.engine, self.run_id, {}))

    def configured(self) -> Settings:
        return Settings(data_dir=self.data_dir, **self.settings)

    def last(self, bounds: Bounds = EVERYTHING) -> Digest:
        """What the last digest says."""
        entry = read_journal(self.data_dir).entries[-1]
        full = full_report(self.engine, entry.run_id, {})
        return made_again(self.engine, self.configured(), entry, full, bounds)

    def week(self, **articles: str) -> Digest:
        """A weekly run with articles by name, and its digest."""
        self.begin()
        for name, text in articles.items():
            self.store(name, text)
        self.end()
        self.deliver()
        return self.last()


def quotes(digest: Digest) -> list[str]:
    return [said.quote for region in digest.news.regions for said in region.statements]


def numbers(digest: Digest) -> list[int]:
    return [int(number.value) for number in digest.news.listed_numbers]


def codes(digest: Digest) -> list[str]:
    return [message.code for message in digest.messages]


class Mailbox:
    """What a mail server took; the next mails are refused while `refusal` is set."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.users: list[bytes | None] = []
        self.refusal: str | None = None
        self.no_such: set[str] = set()

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.no_such:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refusal:
            return self.refusal
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        mail = message_from_bytes(content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.users.append(session.auth_data if session.authenticated else None)
        return "250 OK"


class _Server(Controller):
    """A server on a port that is free; the library would look for it at port 0."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server(
    mailbox: Mailbox,
    *,
    context: ssl.SSLContext | None = None,
    wrapped: bool = False,
    password: str | None = None,
) -> Iterator[int]:
    """Port of a mail server on loopback: with TLS where a context is given, for one user where a password is."""

    def authenticate(
        _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any
    ) -> AuthResult:
        is_user = isinstance(data, LoginPassword) and data.password.decode() == password
        return AuthResult(success=is_user, handled=False, auth_data=data.login if is_user else None)

    controller = _Server(
        mailbox,
        hostname="127.0.0.1",
        port=0,
        ssl_context=context if wrapped else None,
        tls_context=None if wrapped else context,
        authenticator=authenticate,
        auth_required=password is not None,
        auth_require_tls=not wrapped and context is not None,
    )
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's TLS with a certificate of its own for 127.0.0.1, and the file by which it is trusted."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    trusted, private = folder / "server.pem", folder / "server.key"
    trusted.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(trusted, private)
    return context, trusted
