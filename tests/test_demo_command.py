"""The demo's command and its article files: what goes wrong is said in one clear sentence."""

import json
import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from demo.__main__ import main
from demo.articles import ARTICLES_DIR, BrokenArticleError, load_article, load_folder
from demo.network import DemoNetwork, PortInUseError
from demo.outlets import outlets

BROKEN = {
    "unknown key 'halaman'": {"halaman": 1},
    "headline is missing": {"headline": None},
    "id must be of type int, not str": {"id": "tiga"},
    "published has no time zone": {"published": "@2025-06-12 10:15:00"},
    "kind 'gosip' is not one of": {"kind": "gosip"},
    "needs either body or pages": {"pages": [["a"]]},
    "body must be a list of texts": {"body": ["a", 3]},
    "slug 'Huruf Besar' is not of the form": {"slug": "Huruf Besar"},
}


@pytest.mark.parametrize("message", BROKEN)
def test_a_broken_article_file_gets_one_clear_error(tmp_path: Path, message: str) -> None:
    path = tmp_path / "900-rusak.yml"
    entry = {
        "id": 900, "slug": "rusak", "headline": "Rusak", "published": "@2025-06-12T10:15:00+07:00",
        "section": "Hukum", "tags": [], "kind": "brief", "is_relevant": True, "body": ["Satu paragraf."],
    }  # fmt: skip
    entry.update(BROKEN[message])
    path.write_text(re.sub(r'"@([^"]+)"', r"\1", json.dumps(entry)))
    with pytest.raises(BrokenArticleError, match=f"^900-rusak.yml: {re.escape(message)}"):
        load_article(path, outlets()["kabarperaga"])


def test_a_file_that_is_no_yaml_or_repeats_an_id_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "1.yml").write_text("id: [1")
    with pytest.raises(BrokenArticleError, match=r"1\.yml: is not a YAML text"):
        load_folder(tmp_path, outlets()["kabarperaga"])
    text = next((ARTICLES_DIR / "kabarperaga").glob("101-*.yml")).read_text()
    (tmp_path / "1.yml").write_text(text)
    (tmp_path / "2.yml").write_text(text)
    with pytest.raises(BrokenArticleError, match=r"2\.yml: 101 is already taken"):
        load_folder(tmp_path, outlets()["kabarperaga"])


def test_the_command_runs_against_the_network_and_gives_its_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    script = (
        "import json, os, urllib.request, pathlib, sys;"
        "sources = sorted(pathlib.Path(os.environ['PANTAU_SOURCES_DIR']).glob('*.yml'));"
        "home = sources[0].read_text().split('home_url: \"')[1].split('\"')[0];"
        "status = urllib.request.urlopen(home).status;"
        "seen = {name: value for name, value in os.environ.items() if name.startswith('PANTAU_')};"
        "pathlib.Path('seen.json').write_text(json.dumps([seen, len(sources), status]));"
        "sys.exit(7)"
    )
    assert main(["--week", "2", "--", sys.executable, "-c", script], ports={}) == 7
    seen, sources, status = json.loads(Path("seen.json").read_text())
    assert (sources, status) == (3, 200)
    assert seen == {
        "PANTAU_DATA_DIR": "var/demo",
        "PANTAU_SOURCES_DIR": "var/demo/sources",
        "PANTAU_ALLOW_LOOPBACK": "1",
        "PANTAU_CONTACT": "demo@pantau.example",
    }


def test_a_port_in_use_is_said_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with DemoNetwork() as network:
        taken = {slug: urlsplit(url).port or 0 for slug, url in network.base_urls.items()}
        assert main(["--", "true"], ports=taken) == 2
        with pytest.raises(PortInUseError, match="lenteraperaga"):
            DemoNetwork(ports={"lenteraperaga": taken["lenteraperaga"]})
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert f"Port {taken['kabarperaga']} for the demo outlet kabarperaga is in use" in said


@pytest.mark.parametrize(("obstacle", "command"), [("var", "true"), (None, "no-such-command-here")])
def test_an_obstacle_is_said_in_one_sentence(
    obstacle: str | None,
    command: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    if obstacle:
        Path(obstacle).write_text("a file where a folder should be")
    assert main(["--", command], ports={}) == 2
    assert re.fullmatch(r"The demo cannot run: [^\n]+\.\n", capsys.readouterr().err)
