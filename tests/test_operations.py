"""docs/operations.md: each of its commands runs, in order, and each message of a digest has its section."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from digest_support import Mailbox, certificate, mail_server
from operations_support import Sandbox, free_port, interpreter, watchdog
from postgres_server import PostgresServer, own_server

from cli.main import app
from demo.network import DemoNetwork, write_sources
from publish.digest.messages import digest_texts

DOCUMENT = Path(__file__).parent.parent / "docs" / "operations.md"
_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_each_message_of_a_digest_has_its_section_and_no_other_has() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    sections = dict(re.findall(r"^### `([a-z-]+)`\n\n> (.+)\n", text, re.MULTILINE))
    assert sections == {message.code: message.id for message in digest_texts().messages}


ASKS = {"review next", "review merge", "review apart", "review overrule", "show", "sources probe"}
"""Commands that ask a person, or are given numbers of one's own: the prose alone names them."""


def test_each_command_that_the_prose_names_runs_in_a_block() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    run = {
        " ".join(_verb(words))
        for words in re.findall(r"\bpantau ([a-z][^\n|]*)", "".join(_BLOCK.findall(text)))
    }
    prose = _BLOCK.sub("", text).replace("\n", " ")
    named = {words: _verb(words) for words in re.findall(r"`pantau ([a-z][^`]*)`", prose)}
    assert len(named) > 10
    for words, verb in named.items():
        assert verb and " ".join(verb) in run | ASKS, words


def _verb(words: str) -> list[str]:
    """The verb that begins a command line; its options must be known."""
    command, path = typer.main.get_command(app), []
    for word in words.split():
        if word not in getattr(command, "commands", {}):
            break
        command = command.commands[word]  # type: ignore[attr-defined]  # only groups have it, as was asked
        path.append(word)
    known = {name for parameter in command.params for name in parameter.opts}
    assert set(re.findall(r"(?<!\S)--[a-z-]+", words)) <= known, words
    return path


@pytest.fixture
def empty_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server on which nobody has made anything yet."""
    try:
        with own_server(options="-c fsync=off -c full_page_writes=off") as server:
            yield server
    except LookupError as missing:
        pytest.fail(str(missing)) if os.environ.get("CI") else pytest.skip(str(missing))


def write_reserved(folder: Path, known: str) -> None:
    """A source that is off until its publisher permits it."""
    entry = (folder / "lenteraperaga.yml").read_text(encoding="utf-8").replace("terms: open", "terms: ask")
    host = known.removeprefix("http://").rstrip("/")
    for old, new in (
        ("lenteraperaga", "suaraperaga"),
        (host, "127.0.0.1:9"),
        (host.replace(".", r"\."), r"127\.0\.0\.1:9"),
    ):
        entry = entry.replace(old, new)
    (folder / "suaraperaga.yml").write_text(entry, encoding="utf-8")


def test_each_command_runs(empty_server: PostgresServer, tmp_path: Path) -> None:
    sandbox, mailbox = Sandbox(tmp_path / "box", interpreter()), Mailbox()
    context, trusted = certificate(tmp_path)
    blocks = _BLOCK.findall(DOCUMENT.read_text(encoding="utf-8"))
    script = "\n".join(f"echo '### {number}' >&2\n{block}" for number, block in enumerate(blocks))
    with (
        sandbox.answering(),
        DemoNetwork() as network,
        mail_server(mailbox, context=context, wrapped=True, password="the password") as mail_port,
        watchdog() as (watchdog_port, beats),
    ):
        sandbox.add_all(empty_server.folder)
        write_sources(tmp_path / "sources", network.base_urls)
        write_reserved(tmp_path / "sources", network.base_urls["lenteraperaga"])
        for name, here in {
            "/srv/pantau": str(sandbox.home),
            "mail.example.org\n": f"localhost:{mail_port}\n",
            "https://hc-ping.com": f"http://127.0.0.1:{watchdog_port}",
            "pantau serve": f"pantau serve --port {free_port()}",
        }.items():  # the world outside, which a test does not reach
            assert name in script, name
            script = script.replace(name, here)
        environment = {
            "HOME": str(sandbox.home),
            "PATH": f"{sandbox.programs}:/usr/bin:/bin",
            "PGHOST": str(empty_server.folder),
            "PGUSER": "pantau",
            "XDG_RUNTIME_DIR": str(tmp_path),
            "SSL_CERT_FILE": str(trusted),
            "PANTAU_SOURCES_DIR": str(tmp_path / "sources"),
            "PANTAU_ALLOW_LOOPBACK": "1",
            "LANG": "C.UTF-8",
        }
        done = subprocess.run(
            ["sh", "-eu"], input=script, env=environment, cwd=sandbox.home,
            capture_output=True, text=True, timeout=280, check=False,
        )  # fmt: skip
    told = [line for line in done.stderr.splitlines() if not line.startswith("{")]
    assert done.returncode == 0, "\n".join(told[-30:])
    assert sandbox.served == [200] and len(mailbox.mails) == 1
    assert [path.rpartition("/")[2] for path in beats] == ["start", "00000000-0000-0000-0000-000000000000"]
