"""Digests by mail, to a real server on loopback: over TLS, with both forms, kept and sent later where it fails."""

import re
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from digest_support import Mailbox, Weeks, certificate, codes, mail_server, text_of
from tests_support import Pantau

from models.errors import PantauError
from pipelines.configuration import Settings
from publish.digest import mail
from publish.digest.delivery import send_waiting
from publish.digest.journal import read_journal
from storage.engine import open_engine

TO, FROM = "redaksi@example.org, Sari <sari@example.org>", "Pantau TPPO <pantau@example.org>"


@pytest.fixture
def weeks(sqlite_template: Path, tmp_path: Path) -> Weeks:
    (tmp_path / "pantau.db").write_bytes(sqlite_template.read_bytes())
    engine = open_engine(f"sqlite:///{tmp_path / 'pantau.db'}")
    return Weeks(engine, tmp_path / "data", {"digest_to": TO, "digest_from": FROM})


def body(sent: EmailMessage, kind: str) -> str:
    part = sent.get_body((kind,))
    assert part is not None
    content: str = part.get_content()
    return content.replace("\r\n", "\n")


@pytest.mark.parametrize("wrapped", [True, False], ids=["smtps", "starttls"])
def test_both_forms_arrive_over_tls(
    weeks: Weeks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrapped: bool
) -> None:
    context, trusted = certificate(tmp_path)
    mailbox, secret = Mailbox(), tmp_path / "password"
    secret.write_text("rahasia sekali\n")
    secret.chmod(0o600)
    with mail_server(mailbox, context=context, wrapped=wrapped, password="rahasia sekali") as port:
        scheme = "smtps" if wrapped else "smtp"
        weeks.settings |= {
            "smtp_url": f"{scheme}://pantau%40example.org@localhost:{port}", "smtp_password_file": secret,
        }  # fmt: skip
        weeks.begin()
        weeks.store("a", text_of())
        weeks.end()
        refused = weeks.deliver()  # nobody vouches for the certificate
        assert refused.mailed == 0 and "certificate" in (refused.trouble or "")
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        assert send_waiting(weeks.configured()).trouble is None
    (sent,) = mailbox.mails
    assert mailbox.users == [b"pantau@example.org"]
    assert sent["From"] == FROM and sent["To"] == TO
    assert sent["Auto-Submitted"] == "auto-generated" and sent["Content-Language"] == "id"
    assert sent["Subject"].endswith(": 2 pernyataan baru, 1 angka baru")
    assert re.fullmatch(r"<[0-9a-f-]{36}@example\.org>", sent["Message-ID"])
    page, text = refused.files
    assert body(sent, "html") == page.read_text(encoding="utf-8")
    assert body(sent, "plain") == text.read_text(encoding="utf-8")
    assert "Kami mendampingi para korban" in body(sent, "plain")


def test_a_mail_that_fails_is_kept_and_sent_with_the_next(weeks: Weeks) -> None:
    mailbox = Mailbox()
    with mail_server(mailbox) as port:
        weeks.settings["smtp_url"] = f"smtp://127.0.0.1:{port}"
        mailbox.refusal = "451 try again later\r\n"
        weeks.week(a=text_of())
        assert mailbox.mails == [] and read_journal(weeks.data_dir).entries[0].mail == "waiting"
        mailbox.refusal = None
        weeks.begin()
        weeks.end()
        delivered = weeks.deliver()
        assert (delivered.mailed, delivered.waiting, delivered.trouble) == (2, 0, None)
        assert [sent["Subject"].partition(": ")[2].split(",")[0] for sent in mailbox.mails] == [
            "2 pernyataan baru",
            "0 pernyataan baru",
        ]
        assert "[surel-tertunda]" in body(mailbox.mails[1], "plain")
        assert weeks.deliver().mailed == 0  # what was sent is not sent again
        mailbox.no_such = {"sari@example.org"}
        weeks.begin()
        weeks.end()
        partly = weeks.deliver()
        assert (partly.mailed, partly.waiting) == (1, 0) and "refuses sari@example.org" in (
            partly.trouble or ""
        )
    weeks.begin()
    weeks.end()
    gone = weeks.deliver()
    assert (gone.mailed, gone.waiting) == (0, 1) and "did not take the mail" in (gone.trouble or "")
    del weeks.settings["smtp_url"]
    weeks.week()
    unset = send_waiting(weeks.configured())
    assert unset.waiting == 1 and "PANTAU_SMTP_URL is not set any more" in (unset.trouble or "")
    gone.files[0].unlink()  # nobody wants it any more
    assert send_waiting(weeks.configured()).trouble is None
    assert "surel-tertunda" not in codes(weeks.week())


def test_a_password_never_crosses_the_net_in_clear(weeks: Weeks) -> None:
    mailbox = Mailbox()
    with mail_server(mailbox, password="rahasia") as port:
        weeks.settings |= {"smtp_url": f"smtp://pantau@127.0.0.1:{port}", "smtp_password": "rahasia"}
        weeks.begin()
        weeks.end()
        trouble = weeks.deliver().trouble or ""
    assert "offers no TLS, and a password is not sent in clear" in trouble
    assert mailbox.users == [] and "rahasia" not in trouble


def test_nothing_stored_begins_a_header() -> None:
    configured = Settings(smtp_url="smtp://localhost", digest_to=TO, digest_from=FROM)
    server = mail.mail_server(configured)
    assert server is not None
    sent = mail.digest_mail(
        server, subject="Judul\r\nBcc: semua@jahat.example\u202e\n\nisi" + "x" * 2_000_000, text="a", html="<p>a</p>",
        made_at=datetime(2026, 11, 22, tzinfo=UTC), key="k", language="id",
    )  # fmt: skip
    assert sent["Bcc"] is None and len(sent["Subject"]) <= 300
    assert not re.search(rb"(?im)^bcc:", bytes(sent))


WRONG = {
    "no address of a mail server": {"smtp_url": "mail.example.org"},
    "holds a password: take it out": {"smtp_url": "smtps://u:p@mail.example.org"},
    "there is no password": {"smtp_url": "smtps://u@mail.example.org"},
    "PANTAU_DIGEST_TO is not": {"smtp_url": "smtp://mail.example.org", "digest_to": None},
    "names several addresses": {"smtp_url": "smtp://mail.example.org", "digest_from": "a@b.example, c@d.example"},
    "PANTAU_DIGEST_TO is 'nobody'": {"smtp_url": "smtp://mail.example.org", "digest_to": "nobody"},
    "PANTAU_DIGEST_TO is 'a@b": {"smtp_url": "smtp://mail.example.org", "digest_to": "a@b.example\r\nBcc: c@d.example"},
    "is open to others (mode 0644): run `chmod 600": {"smtp_url": "smtps://u@m.example", "smtp_password_file": "open"},
    "is empty": {"smtp_url": "smtps://u@m.example", "smtp_password_file": "empty"},
    "cannot be read": {"smtp_url": "smtps://u@m.example", "smtp_password_file": "missing"},
    "are both set": {"smtp_url": "smtps://u@m.example", "smtp_password_file": "empty", "smtp_password": "x"},
}  # fmt: skip


@pytest.mark.parametrize("sentence", WRONG)
def test_a_wrong_setting_gets_one_sentence(
    sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, content, mode in (("open", "rahasia", 0o644), ("empty", "", 0o600)):
        Path(name).write_text(content)
        Path(name).chmod(mode)
    told = {"digest_to": TO, "digest_from": FROM} | WRONG[sentence]
    with pytest.raises(PantauError, match=re.escape(sentence)) as error:
        mail.mail_server(Settings(**told))  # type: ignore[arg-type]
    assert "rahasia" not in str(error.value)


def test_doctor_tells_whether_the_settings_of_mail_are_whole(pantau: Pantau) -> None:
    def told() -> list[tuple[bool, str]]:
        rows = pantau.json("doctor", code=1)  # 1: no database
        return [(row["is_fine"], row["detail"]) for row in rows if row["subject"] == "mail"]

    assert told() == []
    pantau.configure(PANTAU_SMTP_URL="smtp://mail.example.org", PANTAU_DIGEST_FROM=FROM)
    assert told() == [
        (False, "PANTAU_SMTP_URL is set, but PANTAU_DIGEST_TO is not: set it to a mail address")
    ]
    pantau.configure(PANTAU_DIGEST_TO=TO)
    to = "redaksi@example.org, sari@example.org"
    assert told() == [(True, f"digests go to {to} by mail.example.org:587")]


def test_the_command_mails_what_waits(pantau: Pantau, weeks: Weeks) -> None:
    pantau.configure(PANTAU_DATA_DIR=str(weeks.data_dir), PANTAU_DIGEST_TO=TO, PANTAU_DIGEST_FROM=FROM)
    assert pantau("digest", "--send").code == 2
    weeks.settings["smtp_url"] = "smtp://127.0.0.1:1"
    weeks.begin()
    weeks.end()
    weeks.deliver()
    pantau.configure(PANTAU_SMTP_URL="smtp://127.0.0.1:1")
    failed = pantau("digest", "--send")
    assert failed.code == 1 and "did not take the mail" in failed.err and "menunggu: 1" in failed.err
    mailbox = Mailbox()
    with mail_server(mailbox) as port:
        pantau.configure(PANTAU_SMTP_URL=f"smtp://127.0.0.1:{port}")
        done = pantau("digest", "--send")
    assert (done.code, done.err, len(mailbox.mails)) == (0, "", 1) and "terkirim lewat surel: 1" in done.out
