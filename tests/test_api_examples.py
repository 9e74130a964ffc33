"""The examples of docs/api.md, run against a desk that listens."""

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn
from api_support import fill

from desk.app import create_app
from storage.engine import open_engine

GUIDE = Path(__file__).parent.parent / "docs" / "api.md"


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the API of a desk on loopback."""
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('examples') / 'a.db'}")
    fill(engine)
    server = uvicorn.Server(uvicorn.Config(create_app(engine), log_level="warning"))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/api/v1"
        server.should_exit = True
        thread.join()
    engine.dispose()


@pytest.mark.parametrize(("language", "command"), [("python", [sys.executable]), ("r", ["Rscript"])])
def test_example_runs_and_sees_every_row(api: str, tmp_path: Path, language: str, command: list[str]) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    found = re.search(rf"(?s)```{language}\n(.*?)```", GUIDE.read_text(encoding="utf-8"))
    assert found is not None
    script = tmp_path / f"example.{language}"
    script.write_text(found[1], encoding="utf-8")
    done = subprocess.run(
        [*command, str(script)],
        env=os.environ | {"PANTAU_API": api},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    total = httpx.get(f"{api}/statements?topic=tppo&count=true").json()["total"]["count"]
    assert total > 50, "more than a page"
    assert re.search(rf"^statements: {total}\s*$", done.stdout, re.MULTILINE), done.stdout
    assert "calendar_year" in done.stdout
