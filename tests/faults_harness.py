"""What the tests of faults share: pages of ours, the command in a process of its own, the check of one sentence."""

import json
import os
import re
import sqlite3
import sys
from collections.abc import Mapping
from pathlib import Path
from subprocess import PIPE, run
from typing import Any

import crawl_harness as h
from forked import Program
from tests_support import Result

TEXTS = Path(__file__).parent / "texts"
DUMAI = str(TEXTS / "expose-dumai.txt")
SIKKA = str(TEXTS / "rakor-sikka.txt")


def news(
    title: str, published: str = "2024-05-06T10:00:00+07:00", padding: int = 0, **headers: str
) -> h.Answer:
    """A page with an article of ours; `padding` makes it larger by bytes that no disk can squeeze."""
    lines = [line for line in Path(DUMAI).read_text().splitlines() if line][1:]
    body = "".join(f"<p>{line}</p>" for line in lines)
    return h.page(
        f"<html lang=id><head><title>{title}</title>"
        f'<meta property="article:published_time" content="{published}"></head>'
        f"<body><article><h1>{title}</h1>{body}</article><!-- {os.urandom(padding).hex()} --></body></html>",
        **headers,
    )


_PROGRESS = re.compile(
    r'[a-z-]+: \d+ diambil, \d+ gagal, \d+ permintaan, \d+ detik|\{"name": .*"event": "stage",.*'
)


def sentence(err: str, *words: str) -> None:
    """Checks that stderr has one clear sentence with the words, beside the progress, and no traceback."""
    lines = [line for line in err.splitlines() if line.strip() and not _PROGRESS.fullmatch(line)]
    assert len(lines) == 1 and lines[0].startswith("pantau: "), err
    assert all(word in lines[0] for word in words), err


SETTLED = ("fetched", "unchanged", "copied", "refused", "gone", "failed", "postponed", "left")


def counts(row: dict[str, Any], *names: str) -> dict[str, int]:
    return {name: row[f"articles_{name}"] for name in names}


def adds_up(row: dict[str, Any]) -> None:
    """The equations that hold for every source in every run."""
    assert row["articles_named"] == sum(counts(row, "known", "gated", "asked").values())
    assert row["articles_asked"] + row["articles_due"] == sum(counts(row, *SETTLED).values())
    assert row["articles_fetched"] == sum(counts(row, "new", "edited", "empty", "unread").values())
    assert all(value >= 0 for name, value in row.items() if name.startswith("articles_"))


class Runs:
    """A data folder and source entries; every command is a process of its own."""

    def __init__(self, folder: Path, **sites: h.FaultySite) -> None:
        self.folder = folder
        (folder / "sources").mkdir(parents=True)
        for slug, site in sites.items():
            entry = h.source_at(site.url, slug, feeds=["/rss"]).model_dump(mode="json")
            (folder / "sources" / f"{slug}.yml").write_text(json.dumps(entry))  # JSON is YAML
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PANTAU_")},
            "PANTAU_DATA_DIR": str(folder / "data"),
            "PANTAU_SOURCES_DIR": str(folder / "sources"),
            "PANTAU_ALLOW_LOOPBACK": "1",
            "PANTAU_REQUEST_TIMEOUT": "0.5",
        }

    def start(self, *arguments: str, **options: Any) -> Program:
        environment = self.environment | options.pop("environment", {})
        return Program("cli", *arguments, env=environment, **options)

    def run(self, *arguments: str, **options: Any) -> Result:
        process = self.start(*arguments, **options)
        out, err = process.communicate(timeout=120)
        return Result(process.wait(), out, err)

    def run_anew(
        self, *arguments: str, environment: Mapping[str, str] | None = None, stdout: Any = PIPE
    ) -> Result:
        """Runs a command from nothing, as users do: what Python itself does when it starts and ends is tested too."""
        done = run(
            [sys.executable, "-m", "cli", *arguments],
            env=self.environment | dict(environment or {}),
            stdout=stdout, stderr=PIPE, text=True, timeout=120, check=False,
        )  # fmt: skip
        return Result(done.returncode, done.stdout or "", done.stderr)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.folder / "data" / "pantau.db") as database:
            return database.execute(query).fetchall()
