"""`pantau models`: files from a server of our own on 127.0.0.1, that cuts, lies and redirects as the real ones do."""

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from faults_harness import sentence
from tests_support import Pantau

from models.errors import PantauError
from pipelines.downloads import Downloader

KINDS = {
    "tokenize": "gsd",
    "mwt": "gsd",
    "lemma": "gsd_nocharlm",
    "pos": "gsd_charlm",
    "depparse": "gsd_charlm",
}
NEEDS = {"pretrain": "conll17", "forward_charlm": "oscar2023"}
PARSER = "id/depparse/gsd_charlm.pt"


class Mirror:
    """A server of Stanza models; the tests change what it serves."""

    url: str

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        """Path -> content."""
        self.cuts: dict[str, int] = {}
        """Path -> bytes after which the connection breaks."""
        self.redirects: dict[str, str] = {}
        """Path -> address."""
        self.requests: list[tuple[str, str | None]] = []
        """Path and Range of each request."""
        self.put_models("1")

    def put_models(self, mark: str) -> None:
        """Models that differ by the mark, and a list of them with another language and parts that are not wanted."""
        listed: dict[str, dict[str, object]] = {}
        for kind, package in {**KINDS, **NEEDS, "constituency": "icon"}.items():
            body = f"{kind} {mark} ".encode() * 20_000
            self.files[f"/id/{kind}/{package}.pt"] = body
            entry: dict[str, object] = {"md5": hashlib.md5(body).hexdigest()}
            if kind in ("pos", "depparse"):
                entry["dependencies"] = [{"model": model, "package": name} for model, name in NEEDS.items()]
            listed[kind] = {package: entry}
        default = {**KINDS, "constituency": "icon"}
        self.put_list(
            {"id": {**listed, "packages": {"default": default}}, "ang": {}, "url": "https://example.org"}
        )

    def put_list(self, content: object) -> None:
        self.files["/resources.json"] = json.dumps(content).encode()

    def listed(self) -> dict[str, dict[str, dict[str, dict[str, str]]]]:
        listed: dict[str, dict[str, dict[str, dict[str, str]]]] = json.loads(self.files["/resources.json"])
        return listed

    def asked(self) -> list[str]:
        """Paths of models that were asked for since the last call."""
        paths = [path for path, _ in self.requests if path != "/resources.json"]
        self.requests.clear()
        return paths


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    mirror = Mirror()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = self.headers["Range"]
            mirror.requests.append((self.path, wanted))
            if self.path in mirror.redirects:
                self.send_response(302)
                self.send_header("Location", mirror.redirects[self.path])
                self.end_headers()
                return
            if self.path not in mirror.files:
                self.send_error(404)
                return
            body = mirror.files[self.path]
            begin = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
            self.send_response(206 if wanted else 200)
            if wanted:
                self.send_header("Content-Range", f"bytes {begin}-{len(body) - 1}/{len(body)}")
            self.send_header("Content-Length", str(len(body) - begin))
            self.end_headers()
            self.wfile.write(body[begin : begin + mirror.cuts.get(self.path, len(body))])

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    mirror.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield mirror
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def folder(pantau: Pantau, mirror: Mirror) -> Path:
    """Where the models go; `pantau` fetches from the mirror."""
    pantau.configure(PANTAU_STANZA_URL=mirror.url)
    return pantau.database.parent / "models" / "stanza"


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_fetch_brings_the_default_models_and_what_they_depend_on(
    pantau: Pantau, mirror: Mirror, folder: Path
) -> None:
    assert pantau.json("models")[0]["state"] == "not installed"
    done = pantau("models", "fetch", "stanza")
    assert done.code == 0 and str(folder) in done.out
    wanted = {f"id/{kind}/{name}.pt" for kind, name in (KINDS | NEEDS).items()}
    found = contents(folder)
    assert found.keys() == {*wanted, "resources.json"}
    assert all(found[path] == mirror.files[f"/{path}"] for path in wanted)
    row = pantau.json("models")[0]
    assert (row["state"], row["missing"], len(row["files"])) == ("installed", [], 7)
    assert "installed" in pantau("models").out


def test_fetch_again_asks_for_nothing_but_the_list(pantau: Pantau, mirror: Mirror, folder: Path) -> None:
    assert pantau("models", "fetch", "stanza").code == 0
    before = contents(folder)
    mirror.requests.clear()
    done = pantau("models", "fetch", "stanza", "--url", mirror.url + "/")
    assert done.code == 0 and "up to date" in done.out
    assert mirror.asked() == []
    assert contents(folder) == before


def test_fetch_brings_newer_models_and_keeps_what_did_not_change(
    pantau: Pantau, mirror: Mirror, folder: Path
) -> None:
    assert pantau("models", "fetch", "stanza").code == 0
    newer = b"newer parser"
    mirror.files[f"/{PARSER}"] = newer
    listed = mirror.listed()
    listed["id"]["depparse"]["gsd_charlm"]["md5"] = hashlib.md5(newer).hexdigest()
    mirror.put_list(listed)
    mirror.requests.clear()
    assert pantau("models", "fetch", "stanza").code == 0
    assert mirror.asked() == [f"/{PARSER}"]
    assert contents(folder)[PARSER] == newer
    assert sorted(path.name for path in folder.parent.iterdir() if path.is_dir()) == ["stanza"]


def test_a_wrong_checksum_leaves_what_was_installed(pantau: Pantau, mirror: Mirror, folder: Path) -> None:
    assert pantau("models", "fetch", "stanza").code == 0
    before = contents(folder)
    mirror.put_models("2")
    mirror.files[f"/{PARSER}"] = b"not the parser"
    done = pantau("models", "fetch", "stanza")
    assert done.code == 2
    sentence(done.err, PARSER, "checksum", "thrown away")
    assert contents(folder) == before
    mirror.put_models("2")
    assert pantau("models", "fetch", "stanza").code == 0
    assert contents(folder)[PARSER] == mirror.files[f"/{PARSER}"]


def test_a_cut_connection_is_taken_up_where_it_broke(pantau: Pantau, mirror: Mirror, folder: Path) -> None:
    mirror.cuts[f"/{PARSER}"] = 70_000
    done = pantau("models", "fetch", "stanza")
    assert done.code == 2
    sentence(done.err, "cut", PARSER, "run the command again")
    assert not folder.exists()
    assert pantau.json("models")[0]["state"] == "not installed"
    mirror.cuts.clear()
    mirror.requests.clear()
    assert pantau("models", "fetch", "stanza").code == 0
    assert (f"/{PARSER}", "bytes=70000-") in mirror.requests
    assert contents(folder)[PARSER] == mirror.files[f"/{PARSER}"]
    assert not [path for path in mirror.asked() if "tokenize" in path]


def test_offline_the_command_says_what_to_do(pantau: Pantau, mirror: Mirror, folder: Path) -> None:
    done = pantau("models", "fetch", "stanza", "--url", "http://127.0.0.1:9")
    assert done.code == 2
    sentence(done.err, "127.0.0.1:9 cannot be reached", "PANTAU_STANZA_URL", "copy the folder")
    assert not folder.exists()


def test_a_missing_file_is_named(pantau: Pantau, mirror: Mirror, folder: Path) -> None:
    del mirror.files[f"/{PARSER}"]
    done = pantau("models", "fetch", "stanza")
    assert done.code == 2
    sentence(done.err, "404", PARSER)
    assert not folder.exists()


def test_a_redirection_to_another_host_is_refused(pantau: Pantau, mirror: Mirror, folder: Path) -> None:
    mirror.redirects[f"/{PARSER}"] = mirror.url.replace("127.0.0.1", "localhost") + "/elsewhere"
    done = pantau("models", "fetch", "stanza")
    assert done.code == 2
    sentence(done.err, "localhost", "not where models may come from")
    assert "/elsewhere" not in mirror.asked()
    assert not folder.exists()


@pytest.mark.parametrize("name", ["../../etc/x", "a b", ""])
def test_a_list_with_odd_names_is_refused(pantau: Pantau, mirror: Mirror, folder: Path, name: str) -> None:
    listed = mirror.listed()
    listed["id"]["packages"]["default"]["pos"] = name  # type: ignore[assignment]
    listed["id"]["pos"][name] = {"md5": "0" * 32}
    mirror.put_list(listed)
    done = pantau("models", "fetch", "stanza")
    assert done.code == 2
    sentence(done.err, "odd names")
    assert mirror.asked() == []


@pytest.mark.parametrize("page", [b"<html>Masuk ke jaringan tamu</html>", b"[]", b'{"id": {}}'])
def test_a_page_that_is_no_list_is_refused(pantau: Pantau, mirror: Mirror, folder: Path, page: bytes) -> None:
    mirror.files["/resources.json"] = page
    done = pantau("models", "fetch", "stanza")
    assert done.code == 2
    sentence(done.err, mirror.url, "no list of Stanza models")


@pytest.mark.parametrize(
    "url", ["https://example.org/x", "http://huggingface.co/x", "https://huggingface.co.example.org/"]
)
def test_without_a_mirror_only_listed_hosts_are_asked_and_only_over_https(url: str) -> None:
    with pytest.raises(PantauError, match="not where models may come from"):
        Downloader(("huggingface.co",), None, 1).text(url)
