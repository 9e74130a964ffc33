"""Secrets: files that others may read are refused, and no command ever prints a password."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url
from tests_support import Pantau

from models.errors import PantauError
from models.secrets import check_secret_file, read_secret_file
from pipelines.configuration import settings


def secret_file(folder: Path, mode: int, content: bytes = b"rahasia sekali\n") -> Path:
    """A file with a secret; a space in its name, since the advice about it is to be pasted into a shell."""
    file = folder / f"kata sandi {mode:o}"
    file.write_bytes(content)
    file.chmod(mode)
    return file


def test_a_file_of_its_owner_alone_is_read(tmp_path: Path) -> None:
    assert read_secret_file(secret_file(tmp_path, 0o600)) == "rahasia sekali"
    assert read_secret_file(secret_file(tmp_path, 0o400, b"dua\nbaris\r\n")) == "dua\nbaris"
    check_secret_file(secret_file(tmp_path, 0o600))
    check_secret_file(tmp_path / "none")


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o620, 0o660, 0o601])
def test_a_file_that_others_may_use_is_refused_with_the_command_that_mends_it(
    tmp_path: Path, mode: int
) -> None:
    file = secret_file(tmp_path, mode)
    for look in (read_secret_file, check_secret_file):
        with pytest.raises(PantauError, match=f"mode {mode:04o}") as refused:
            look(file)
        assert f"chmod 600 '{file}'" in str(refused.value) and "rahasia" not in str(refused.value)


def test_a_group_may_read_what_root_alone_may_change(tmp_path: Path) -> None:
    file = secret_file(tmp_path, 0o640)
    if file.stat().st_uid == 0:
        assert read_secret_file(file) == "rahasia sekali"
    else:
        with pytest.raises(PantauError, match="mode 0640"):
            read_secret_file(file)


def test_a_link_is_judged_by_what_it_leads_to(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(secret_file(tmp_path, 0o644))
    with pytest.raises(PantauError, match="mode 0644"):
        read_secret_file(link)


def test_what_is_no_readable_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(PantauError, match="cannot be read"):
        read_secret_file(tmp_path / "none")
    with pytest.raises(PantauError, match="cannot be read"):
        read_secret_file(tmp_path)
    with pytest.raises(PantauError, match="UTF-8") as refused:
        read_secret_file(secret_file(tmp_path, 0o600, b"rahasia\xff"))
    assert "rahasia" not in str(refused.value)


def test_a_pipe_has_no_mode_to_check() -> None:
    ours, theirs = os.pipe()
    os.write(theirs, b"rahasia\n")
    os.close(theirs)
    assert read_secret_file(Path(f"/dev/fd/{ours}")) == "rahasia"
    os.close(ours)


CANARY = "kenari-s3cret-7f"
DSN = f"postgresql://tester:{CANARY}@127.0.0.1:1/pantau"
"""Nobody listens at port 1."""


def leaf_commands() -> list[tuple[str, ...]]:
    """Every command, as typed."""
    from typer.main import get_command

    from cli.main import app

    def walk(command: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        for name, inner in getattr(command, "commands", {}).items():
            yield from walk(inner, (*path, name))
        if not hasattr(command, "commands"):
            yield path

    return list(walk(get_command(app), ()))


@pytest.mark.parametrize(
    "url",
    [
        DSN,
        f"postgresql://tester@127.0.0.1:1/pantau?password={CANARY}",
        f"postgresql://tester:a@{CANARY}@127.0.0.1:1/pantau",
        f"postgresql//tester:a/{CANARY}:b@127.0.0.1/pantau",
        f"mysql://tester:{CANARY}@127.0.0.1:1/pantau",
        f"sqlite:///pantau.db?password={CANARY}",
    ],
)
def test_an_address_that_does_not_work_is_told_without_its_password(pantau: Pantau, url: str) -> None:
    pantau.configure(PANTAU_DATABASE_URL=url)
    for command in (["articles"], ["db", "backup", "x.dump"]):
        done = pantau("--verbose", *command)
        assert done.code == 2 and done.err.startswith("pantau: ")
        assert CANARY not in done.out + done.err


def test_no_command_tells_the_password_of_a_database_that_does_not_answer(pantau: Pantau) -> None:
    pantau.configure(PANTAU_DATABASE_URL=DSN, PANTAU_CONTACT="uji@pantau.example")
    asked = 0
    for command in leaf_commands():
        done = pantau("--verbose", *command)
        asked += "127.0.0.1" in done.err + done.out
        assert CANARY not in done.out + done.err, command
    assert asked > 10


def test_no_command_tells_the_password_of_a_database_that_answers(
    pantau: Pantau, postgres_url: str, tmp_path: Path
) -> None:
    url = make_url(postgres_url).set(password=CANARY).render_as_string(hide_password=False)
    pantau.configure(PANTAU_DATABASE_URL=url)
    (tmp_path / "a.txt").write_text(
        "Kapolres Ende Rudi Lama mengatakan 12 kasus TPPO ditangani pada 2023.\n" * 3
    )
    backup = str(tmp_path / "a.dump")
    for code, *command in (
        (0, "import", str(tmp_path / "a.txt"), "--published", "2024-05-06"),
        (0, "resolve"),
        (0, "figures"),
        (0, "db", "stats"),
        (0, "db", "check"),
        (0, "db", "backup", backup),
        (2, "db", "restore", backup),
        (0, "schedule", "cron"),
        (0, "schedule", "systemd"),
        (1, "schedule", "check"),
        (1, "doctor"),  # which misses sources
    ):
        if command == ["doctor"]:
            pantau.configure(PANTAU_SOURCES_DIR=str(tmp_path))  # to read all entries takes long
        done = pantau("--verbose", *command)
        told = done.out + done.err
        assert done.code == code, told
        assert CANARY not in told, command
    assert CANARY not in repr(settings()) + str(settings())


def test_settings_of_a_schedule_that_others_may_read_stop_the_job(pantau: Pantau, tmp_path: Path) -> None:
    pantau.database.parent.mkdir(mode=0o700)
    file = pantau.database.parent / "pantau.env"
    file.write_text(f"PANTAU_DATABASE_URL={DSN}\n", encoding="utf-8")
    file.chmod(0o644)
    other = tmp_path / "lain.env"
    other.touch(mode=0o666)
    pantau.configure(PANTAU_CONTACT="uji@pantau.example", PANTAU_SOURCES_DIR=str(tmp_path))
    for command in (["weekly"], ["schedule", "cron"], ["schedule", "systemd"]):
        refused = pantau(*command)
        assert refused.code == 2 and f"run `chmod 600 {file}`" in refused.err
    findings = {row["subject"]: row for row in pantau.json("doctor", code=1)}
    assert not findings["settings file"]["is_fine"] and "chmod 600" in findings["settings file"]["detail"]
    file.chmod(0o600)
    assert pantau("schedule", "cron").code == 0
    assert f"chmod 600 {other}" in pantau("schedule", "cron", "--environment", str(other)).err
    other.chmod(0o600)
    assert f"PANTAU_SETTINGS_FILE={other}" in pantau("schedule", "cron", "--environment", str(other)).out
    pantau.configure(PANTAU_SETTINGS_FILE=str(other))
    other.chmod(0o640 if other.stat().st_uid else 0o644)
    assert f"chmod 600 {other}" in pantau("weekly").err
