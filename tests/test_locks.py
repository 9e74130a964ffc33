"""What is installed is what requirements/ names: it agrees with pyproject.toml, and can be listed and looked up."""

import importlib.util
import json
import re
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent
LOCKS = ROOT / "requirements"
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = {"demo": [], "server": ["postgresql"], "test": ["test"]}
STALE = "run `make lock` and commit requirements/"
_PIN = re.compile(r"^([a-z0-9.-]+)==([^ ;\\]+)( ; [^\\]+)?", re.MULTILINE)


def pins(name: str) -> dict[str, set[Version]]:
    """Package -> its versions, of which a platform takes one."""
    found: dict[str, set[Version]] = {}
    for package, version, _marker in _PIN.findall((LOCKS / f"{name}.txt").read_text(encoding="utf-8")):
        found.setdefault(package, set()).add(Version(version))
    return found


def asked(extras: list[str]) -> Iterator[Requirement]:
    """What pyproject.toml asks for, our own extras resolved."""
    project = PROJECT["project"]
    lines = [*project["dependencies"], *PROJECT["build-system"]["requires"]]
    for extra in extras:
        lines += project["optional-dependencies"][extra]
    for requirement in map(Requirement, lines):
        if requirement.name == project["name"]:
            yield from asked(sorted(requirement.extras))
        else:
            yield requirement


@pytest.mark.parametrize("name", EXTRAS)
def test_what_the_project_asks_for_is_locked_in_versions_that_fit(name: str) -> None:
    locked = pins(name) | (pins("torch") if name == "test" else {})
    for requirement in asked(EXTRAS[name]):
        versions = locked.get(canonicalize_name(requirement.name), set())
        assert versions, f"{name}.txt lacks {requirement.name}: {STALE}"
        unfit = [str(version) for version in versions if version not in requirement.specifier]
        assert not unfit, f"{name}.txt has {requirement.name} {unfit}, asked for is {requirement}: {STALE}"


@pytest.mark.parametrize("name", EXTRAS)
def test_nothing_is_locked_that_the_project_no_longer_asks_for(name: str) -> None:
    text = (LOCKS / f"{name}.txt").read_text(encoding="utf-8")
    direct = re.findall(
        r"^([a-z0-9.-]+)==[^#]*(?:#[^#\n]*\n\s*)*?#[^\n]*\(pyproject\.toml\)", text, re.MULTILINE
    )
    wanted = {canonicalize_name(requirement.name) for requirement in asked(EXTRAS[name])}
    assert set(direct) and set(direct) <= wanted, STALE


def test_all_files_name_the_same_versions() -> None:
    largest = pins("test")
    for name in ("demo", "server"):
        assert all(largest[package] == versions for package, versions in pins(name).items())
    assert set(pins("torch")) == {"torch"}


@pytest.mark.parametrize("name", EXTRAS)
def test_every_version_has_hashes_and_no_file_names_a_server(name: str) -> None:
    text = (LOCKS / f"{name}.txt").read_text(encoding="utf-8")
    assert "://" not in text and "index" not in text
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(entries) > 100 and all(
        "==" in e and re.search(r"--hash=sha256:[0-9a-f]{64}", e) for e in entries
    )


def test_make_installs_nothing_but_what_is_locked() -> None:
    rules = (ROOT / "Makefile").read_text(encoding="utf-8")
    installs = [line for line in rules.splitlines() if line.startswith("\t$(PIP)")]
    assert installs and "pip install" not in rules.replace("PIP := $(BIN)/pip install", "")
    for line in installs:
        is_hashed = "--require-hashes" in line and "--only-binary :all:" in line
        is_ours = "--no-deps" in line and "--no-build-isolation" in line
        assert is_hashed or is_ours or line.endswith("--requirement requirements/torch.txt"), line


def test_a_bill_of_materials_lists_the_locked_versions_and_is_the_same_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = script("sbom").main
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    write(tmp_path / "dated.json")
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    write(tmp_path / "sbom.json")  # which validates what it writes by CycloneDX's own schema
    bill, dated = (json.loads((tmp_path / name).read_bytes()) for name in ("sbom.json", "dated.json"))
    assert dated["metadata"].pop("timestamp").startswith("2023-11-14")
    assert json.dumps(bill) == json.dumps(dated)
    assert (bill["bomFormat"], bill["metadata"]["component"]["name"]) == ("CycloneDX", "pantau-tppo")
    assert "timestamp" not in bill["metadata"] and "serialNumber" not in bill
    listed = {(part["name"], part["version"]) for part in bill["components"]}
    assert listed == {(name, str(v)) for name, versions in pins("server").items() for v in versions}
    assert all(part["hashes"] for part in bill["components"])
    needs = {entry["ref"]: entry.get("dependsOn", []) for entry in bill["dependencies"]}
    ours = needs[bill["metadata"]["component"]["bom-ref"]]
    names = {ref.removeprefix("pkg:pypi/").partition("@")[0] for ref in ours}
    assert names == {canonicalize_name(r.name) for r in asked(["postgresql"])} - {"hatchling"}
    licensed = [part for part in bill["components"] if part.get("licenses")]
    assert len(licensed) > 100  # of those that are installed here


@contextmanager
def weakness_database(weak: str | None) -> Iterator[str]:
    """Address of a database in OSV's form that knows one weakness, of the package `weak`."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            known = {
                "id": "GHSA-uji",
                "affected": [],
                "aliases": [],
                "summary": "uji",
                "modified": "2024-01-01T00:00:00Z",
            }
            found = {"vulns": [known]} if asked["package"]["name"] == weak else {}
            body = json.dumps(found).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
        server.shutdown()
        thread.join()


def test_a_known_weakness_fails_and_an_unreachable_database_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    audit = script("audit")
    for name in ("test", "torch"):
        (tmp_path / f"{name}.txt").write_text(f"{name}-uji==1.0 --hash=sha256:{'0' * 64}\n", encoding="utf-8")
    monkeypatch.setattr(audit, "HERE", tmp_path)
    with weakness_database("torch-uji") as address:
        assert audit.main(["-s", "osv", "--osv-url", address]) == 1
    out = capsys.readouterr().out
    assert "torch-uji 1.0: GHSA-uji" in out and "2 packages checked, 1 with" in out
    with weakness_database(None) as address:
        assert audit.main(["-s", "osv", "--osv-url", address]) == 0
    assert "2 packages checked, 0 with" in capsys.readouterr().out
    assert audit.main(["-s", "osv", "--osv-url", address]) == 0  # nobody listens there any more
    assert "cannot be reached" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="could not do its work"):
        audit.main(["--no-such-option"])


def script(name: str) -> ModuleType:
    """A program of requirements/, which is no package."""
    spec = importlib.util.spec_from_file_location(name, LOCKS / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
