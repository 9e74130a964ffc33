"""Where output goes: full disks, readers that have gone, poor terminals, odd file names; and databases out of reach."""

import json
import os
import pty
import shutil
from pathlib import Path

import pytest
from faults_harness import DUMAI, SIKKA, Runs, sentence
from tests_support import Pantau


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """A filled database to put questions to."""
    runs = Runs(tmp_path_factory.mktemp("asked"))
    runs.environment.pop("PANTAU_SOURCES_DIR")
    assert runs.run("import", DUMAI, SIKKA, "--published", "2024-05-06").code == 0
    return runs


@pytest.mark.parametrize("arguments", [("statements",), ("statements", "--csv"), ("show", "1", "--json")])
def test_output_onto_a_full_disk(asked: Runs, arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = asked.run_anew(*arguments, stdout=full)
    assert done.code == 2
    sentence(done.err, "output could not be written", "No space left", "free space")


@pytest.mark.parametrize("arguments", [("statements",), ("statements", "--csv")])
def test_a_reader_that_has_gone_is_no_error_to_talk_about(asked: Runs, arguments: tuple[str, ...]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = asked.run_anew(*arguments, stdout=writer)
    os.close(writer)
    assert (done.code, done.err) == (1, "")


def test_a_terminal_without_unicode_gets_what_it_can_show_and_programs_get_all(asked: Runs) -> None:
    poor = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    table = asked.run_anew("show", "2", environment=poor)
    assert (table.code, table.err) == (0, "")
    assert table.out.isascii() and "Benediktus Lado" in table.out
    plain, json_there = (
        asked.run_anew("show", "2", "--json"),
        asked.run_anew("show", "2", "--json", environment=poor),
    )
    assert json.loads(json_there.out) == json.loads(plain.out)


def test_a_narrow_terminal_gets_a_table(asked: Runs) -> None:
    parent, terminal = pty.openpty()
    done = asked.run_anew("articles", stdout=terminal, environment={"COLUMNS": "20", "TERM": "dumb"})
    os.close(terminal)
    assert (done.code, done.err) == (0, "")
    assert "Artikel" in os.read(parent, 4096).decode()
    os.close(parent)


def test_a_file_whose_name_is_no_utf8_is_read(asked: Runs, tmp_path: Path) -> None:
    strange = tmp_path / os.fsdecode(b"d\xffmai.txt")
    shutil.copy(DUMAI, strange)
    done = asked.run_anew("extract", str(strange), "--out", str(tmp_path / "facts"))
    assert (done.code, done.err) == (0, "")
    (written,) = (tmp_path / "facts").iterdir()
    assert json.loads(written.read_bytes())["relevant"] is True


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgresql://pemantau:rahasia@127.0.0.1:1/pantau", ("does not answer", "check the address")),
        ("postgres//pemantau:rahasia@127.0.0.1/pantau", ("is not a database address", "postgresql")),
        ("mysql://pemantau:rahasia@127.0.0.1/pantau", ("mysql", "not supported")),
    ],
)
@pytest.mark.parametrize("verb", ["weekly", "statements"])
def test_a_database_that_cannot_be_reached(
    pantau: Pantau, verb: str, address: str, words: tuple[str, ...]
) -> None:
    pantau.configure(PANTAU_DATABASE_URL=address, PANTAU_CONTACT="uji@pantau.example")
    done = pantau(verb)
    assert done.code == 2
    sentence(done.err, *words)
    assert "rahasia" not in done.err
