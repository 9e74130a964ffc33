"""What several test files use: the command, run in this process with its own data folder."""

import json
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipelines.configuration import settings


@dataclass(frozen=True)
class Result:
    """What a command left."""

    code: int
    out: str
    err: str


class Pantau:
    """`pantau` with a data folder of its own; call it with the arguments."""

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        self.database = folder / "pantau.db"
        for name in [name for name in os.environ if name.startswith("PANTAU_")]:
            monkeypatch.delenv(name)
        self.configure(PANTAU_DATA_DIR=str(folder))

    def configure(self, **environment: str) -> None:
        """Sets environment variables for the calls that follow."""
        for name, value in environment.items():
            self._monkeypatch.setenv(name, value)

    def __call__(self, *arguments: str) -> Result:
        from cli.main import main

        settings.cache_clear()
        self._monkeypatch.setattr(sys, "argv", ["pantau", *arguments])
        self._capsys.readouterr()
        on_sigterm = signal.getsignal(signal.SIGTERM)
        try:
            with pytest.raises(SystemExit) as ended:
                main()
        finally:
            signal.signal(signal.SIGTERM, on_sigterm)
        captured = self._capsys.readouterr()
        return Result(int(ended.value.code or 0), captured.out, captured.err)

    def json(self, *arguments: str, code: int = 0) -> Any:
        """What the command prints with `--json`."""
        done = self(*arguments, "--json")
        assert done.code == code, done.err
        return json.loads(done.out)
