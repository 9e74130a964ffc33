"""Every part of `make bench` runs, on so little work that its figures say nothing."""

import importlib
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent
BENCH = ROOT / "bench"
TINY = {"weekly": 1}
OF_PEERS = {"insert": 20, "queries": 20, "cursor": 20}
HEAVY = {"crawl", "search", "export"}
"""Parts whose peers do the same work as their growth."""


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The benchmark's parts, once round instead of several times."""
    monkeypatch.syspath_prepend(str(BENCH))
    module = importlib.import_module("whole_parts")
    for path in module.ways.PATHS:
        monkeypatch.syspath_prepend(path)
    monkeypatch.setattr(module.ways, "ROUNDS", 1)
    monkeypatch.setattr(module.ways, "ARTICLES_A_SOURCE", 2)
    return module


@pytest.mark.parametrize("name", ["crawl", "cleaning", "extraction", "ingest", "search", "export", "weekly"])
def test_a_part_grows_and_stands_beside_its_peers(name: str, parts: ModuleType, tmp_path: Path) -> None:
    part = parts.PARTS[name]
    if name not in HEAVY:
        grown = part.grow(TINY.get(name, 2), tmp_path)
        assert grown.seconds > 0
        assert grown.megabytes > 10
    for key, peer in part.peers.items():
        if not peer.missing():
            found = peer.measure(OF_PEERS.get(key, 2), tmp_path)
            assert found.ours > 0
            assert found.peer > 0


def test_the_weekly_run_is_counted_with_the_processes_that_it_leaves(parts: ModuleType) -> None:
    weekly = importlib.import_module("weekly")
    left = "import os, time\nif not os.fork():\n    while time.process_time() < 0.2: pass"
    with subprocess.Popen([sys.executable, "-c", left], process_group=0) as process:
        usages = weekly.wait_for_all(process)
    assert (len(usages), process.returncode) == (2, 0)
    assert sum(usage.ru_utime + usage.ru_stime for usage in usages) > 0.2


def test_the_table_keeps_what_it_has_measured(tmp_path: Path) -> None:
    command = [sys.executable, str(BENCH / "whole.py"), "--part", "start", "--cache", str(tmp_path / "cache")]
    out = tmp_path / "bench.md"
    first = subprocess.run([*command, "--json"], capture_output=True, text=True, check=True)
    again = subprocess.run([*command, "--out", str(out)], capture_output=True, text=True, check=True)
    assert "start grow 1" in first.stderr
    assert again.stderr == ""
    whole, beside = json.loads(first.stdout)
    assert whole["target"] == "at most 0.4 s"
    assert beside["ratio"] == pytest.approx(beside["ours"] / beside["theirs"])
    assert again.stdout.splitlines()[2].startswith("| Start-up of pantau --help |")
    assert again.stdout.strip() in out.read_text(encoding="utf-8")
