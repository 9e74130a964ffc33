"""Secrets: files that others may read are refused, and no command ever prints a password."""

import os
from pathlib import Path

import pytest

from models.errors import PantauError
from models.secrets import check_secret_file, read_secret_file


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
