"""What names victims is for one user alone: folders 0700, files 0600, whatever the umask; what is wider is told."""

import os
import stat
from pathlib import Path

import crawl_harness as h
import pytest
from faults_harness import Runs, news
from forked import Program
from tests_support import Pantau

from models.private import make_private_folder

WITH_NO_UMASK = (
    "import os, runpy\nos.umask(0)\nrunpy.run_module('cli', run_name='__main__', alter_sys=True)\n"
)


def wide(folder: Path) -> dict[str, str]:
    """What in a folder others may use in some way, with its mode."""
    modes = {path: stat.S_IMODE(path.lstat().st_mode) for path in (folder, *folder.rglob("*"))}
    return {str(path.relative_to(folder)): f"{mode:o}" for path, mode in modes.items() if mode & 0o077}


def test_what_a_run_leaves_is_for_its_user_alone_even_without_a_umask(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(WITH_NO_UMASK)
    with h.FaultySite({"/rss": h.feed("/a/satu"), "/a/satu": news("Satu kasus TPPO di Dumai")}) as site:
        runs = Runs(tmp_path / "dalam" / "lagi", uji=site)
        private = tmp_path / "rahasia" / "data"
        for arguments in (
            ["weekly"],
            ["db", "backup", str(private / "backups" / "2024" / "a.db")],
            ["db", "restore", str(private / "backups" / "2024" / "a.db"), "--replace"],
        ):
            environment = runs.environment | {
                "PANTAU_DATA_DIR": str(private),
                "PANTAU_CONTACT": "a@b.example",
            }
            process = Program(str(program), *arguments, env=environment)
            out, err = process.communicate(timeout=120)
            assert process.wait() in {0, 1}, out + err
    names = {path.name for path in private.iterdir()}
    assert {"pantau.db", "pantau.db.lock", "warc", "backups"} <= names
    assert list(private.glob("warc/*.warc.gz"))
    assert wide(private.parent) == {}


def test_missing_folders_above_are_made_private_and_others_stay_as_they_are(tmp_path: Path) -> None:
    shared = tmp_path / "bersama"
    shared.mkdir(mode=0o755)
    before = os.umask(0)
    try:
        make_private_folder(shared / "a" / "b")
        make_private_folder(shared / "a" / "b")
    finally:
        os.umask(before)
    assert wide(shared) == {".": "755"}


def test_doctor_says_what_others_can_reach_and_how_to_close_it(pantau: Pantau, tmp_path: Path) -> None:
    def privacy() -> tuple[bool, str]:
        rows = {row["subject"]: row for row in pantau.json("doctor", code=1)}  # 1: no sources
        return rows["privacy"]["is_fine"], rows["privacy"]["detail"]

    pantau.configure(PANTAU_SOURCES_DIR=str(tmp_path))
    assert pantau("db", "upgrade").code == 0
    data = pantau.database.parent
    assert privacy() == (True, f"{data} is for you alone")
    pantau.database.chmod(0o644)
    assert privacy()[0], "nobody else gets into its folder"
    data.chmod(0o755)
    assert privacy() == (
        False,
        f"others on this machine can reach what names victims: run `chmod -R go= {data} {pantau.database}`",
    )
    assert stat.S_IMODE(data.stat().st_mode) == 0o755, "a folder that its user opened is not closed unasked"
    data.chmod(0o700)
    (elsewhere := tmp_path / "disk lain").mkdir(mode=0o755)
    pantau.configure(PANTAU_BACKUP_DIR=str(elsewhere))
    assert privacy()[1].endswith(f"run `chmod -R go= '{elsewhere}'`")
    elsewhere.chmod(0o700)
    elsewhere = tmp_path / "lain"
    elsewhere.mkdir(mode=0o755)
    pantau.configure(PANTAU_DATABASE_URL=f"sqlite:///{elsewhere}/pantau.db")
    assert pantau("db", "upgrade").code == 0
    assert privacy()[0], "the folder is open, the file is not"
    (elsewhere / "pantau.db").chmod(0o640)
    assert privacy()[1].endswith(f"`chmod -R go= {elsewhere}/pantau.db`")


@pytest.mark.parametrize("mode", [0o755, 0o770])
def test_a_folder_that_is_there_keeps_its_mode(pantau: Pantau, mode: int) -> None:
    data = pantau.database.parent
    data.mkdir()
    data.chmod(mode)
    assert pantau("db", "upgrade").code == 0
    assert stat.S_IMODE(data.stat().st_mode) == mode
    assert stat.S_IMODE(pantau.database.stat().st_mode) == 0o600
