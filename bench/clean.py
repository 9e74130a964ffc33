"""How well pages are cleaned: ours and others on the same pages, into a table.

usage: clean.py FOLDER REPORT

The pages are those of `tests/portals` and of the demonstration network. FOLDER gets pages, answers and an environment
of its own for each peer, made by pip; where one cannot be made, the table says so. REPORT is written as Markdown.
"""

import json
import re
import subprocess
import sys
import venv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import yaml

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from portal_pages import Case, Truth, cases  # noqa: E402

from demo.network import DemoNetwork, expected, write_sources  # noqa: E402

OWN = ("ours", "trafilatura")
PEERS = {"news-please": "news-please", "newspaper4k": "newspaper4k"}
DEMO_WEEK = 2
FIELDS = ("title", "author", "day", "minute", "url")
MEASURES = ("text single", "text paged", "text put together", *FIELDS)


@dataclass(frozen=True)
class Job:
    """One article with its saved pages and what is on them."""

    family: str
    truth: Truth
    given: dict[str, Any]
    """What a cleaner is told: pages with address and file, time of fetching, source entry."""


@dataclass(frozen=True)
class Outcome:
    """What one cleaner made of all jobs, or why it could not run."""

    name: str
    version: str = ""
    ms_per_page: float = 0.0
    answers: tuple[list[dict[str, Any]], ...] = ()
    failure: str | None = None


def main(folder: Path, report: Path) -> None:
    """Runs all cleaners, prints and writes the table."""
    folder.mkdir(parents=True, exist_ok=True)
    jobs = [*_portal_jobs(folder), *_demo_jobs(folder)]
    jobs_file = folder / "jobs.json"
    jobs_file.write_text(json.dumps([job.given for job in jobs]), encoding="utf-8")
    pythons = {name: Path(sys.executable) for name in OWN}
    outcomes = []
    for name in (*OWN, *PEERS):
        python = pythons.get(name) or _environment(folder / "peers" / name, PEERS[name])
        outcomes.append(_run(name, python, jobs_file, folder / f"{name}.json"))
        print(_headline(outcomes[-1]), flush=True)
    text = "\n".join(_report(jobs, outcomes)) + "\n"
    report.write_text(text, encoding="utf-8")
    print(text)


def _portal_jobs(folder: Path) -> Iterable[Job]:
    for case in cases():
        source = _source(case)
        pages = _saved(folder, f"{case.family}-{case.name}", case.urls, case.bodies)
        yield Job(case.family, case.truth, _given(pages, case.fetched_at, source))


def _source(case: Case) -> dict[str, Any]:
    return {
        "slug": case.family, "name": case.site, "province": None, "kind": "portal", "home_url": case.urls[0],
        "article_url_pattern": ".+", "timezone": case.zone, "terms": "open", "terms_note": "invented",
        "expected_weekly": 1, "evidence": "invented",
    }  # fmt: skip


def _demo_jobs(folder: Path) -> Iterable[Job]:
    with DemoNetwork(DEMO_WEEK) as network:
        files = write_sources(folder / "sources", network.base_urls)
        sources = {entry["slug"]: entry for entry in (yaml.safe_load(f.read_text("utf-8")) for f in files)}
        for item in expected(DEMO_WEEK):
            first = network.base_urls[item["outlet"]] + item["path"]
            urls = [first, *(f"{first}?page={n}" for n in range(2, item["pages"] + 1))]
            bodies = [urlopen(url).read() for url in urls]
            name = f"demo-{item['outlet']}-{re.sub(r'[^a-z0-9]+', '-', item['path'].lower())[:60]}"
            truth = Truth(
                lines=tuple(item["body"].split("\n")), title=item["title"], author=item["author"],
                published=item["published"], precision="minute", url=first, origin=None,
            )  # fmt: skip
            pages = _saved(folder, name, urls, bodies)
            fetched = item["published"] + timedelta(days=9)
            yield Job(f"demo: {item['outlet']}", truth, _given(pages, fetched, sources[item["outlet"]]))


def _saved(folder: Path, name: str, urls: Sequence[str], bodies: Sequence[bytes]) -> list[dict[str, str]]:
    (folder / "pages").mkdir(exist_ok=True)
    found = []
    for number, (url, body) in enumerate(zip(urls, bodies, strict=True), 1):
        file = folder / "pages" / f"{name}-{number}.html"
        file.write_bytes(body)
        found.append({"url": url, "file": str(file)})
    return found


def _given(pages: list[dict[str, str]], fetched_at: datetime, source: dict[str, Any]) -> dict[str, Any]:
    return {"pages": pages, "fetched_at": fetched_at.isoformat(), "source": source}


def _environment(folder: Path, requirement: str) -> Path | str:
    """The Python of a peer's environment, made where there is none; why not, as a sentence, where pip fails."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
    installed = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement],
        capture_output=True,
        text=True,
        check=False,
    )
    if installed.returncode:
        last = (installed.stderr.strip().splitlines() or ["pip gave no reason"])[-1]
        return f"pip could not install {requirement}: {last}"
    return python


def _run(name: str, python: Path | str, jobs_file: Path, answers_file: Path) -> Outcome:
    if isinstance(python, str):
        return Outcome(name, failure=python)
    ran = subprocess.run(
        [python, ROOT / "bench" / "clean_with.py", name, jobs_file, answers_file],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(jobs_file.parent)},
    )
    if ran.returncode:
        return Outcome(name, failure=f"it stopped with: {(ran.stderr.strip().splitlines() or ['?'])[-1]}")
    found = json.loads(answers_file.read_text(encoding="utf-8"))
    return Outcome(name, found["version"], found["ms_per_page"], tuple(found["answers"]))


def _headline(outcome: Outcome) -> str:
    if outcome.failure:
        return f"{outcome.name}: not measured, {outcome.failure}"
    return f"{outcome.name} {outcome.version}: {outcome.ms_per_page:.1f} ms of CPU a page"


def _scores(job: Job, answers: list[dict[str, Any]]) -> dict[str, float]:
    """Measures of one article; those that do not apply to it are left out."""
    truth, first = job.truth, answers[0]
    wanted = "\n".join(truth.lines)
    if len(job.given["pages"]) == 1:
        scores = {"text single": _token_f1(first["text"], wanted)}
    else:
        together = "\n".join(answer["text"] for answer in answers)
        scores = {
            "text paged": _token_f1(first["text"], wanted),
            "text put together": _token_f1(together, wanted),
        }
    scores["title"] = _squeezed(first["title"]) == truth.title
    scores["author"] = _squeezed(first["author"]) == (truth.author or "")
    scores["url"] = first["url"] == truth.url
    if truth.precision != "none":
        scores["day"] = (first["published"] or "")[:10] == truth.published.date().isoformat()
    if truth.precision == "minute":
        scores["minute"] = _is_minute(first["published"], truth.published)
    return {name: float(score) for name, score in scores.items()}


def _token_f1(found: str, wanted: str) -> float:
    left, right = Counter(found.split()), Counter(wanted.split())
    return 2 * sum((left & right).values()) / (left.total() + right.total())


def _squeezed(text: str | None) -> str:
    return " ".join((text or "").split())


def _is_minute(found: str | None, wanted: datetime) -> bool:
    """Right where the moment is; a time without a zone where it reads as the outlet's clock."""
    if found is None or len(found) <= len(date.min.isoformat()):
        return False
    moment = datetime.fromisoformat(found).replace(second=0, microsecond=0)
    return moment == wanted if moment.tzinfo else moment == wanted.replace(tzinfo=None)


def _report(jobs: list[Job], outcomes: list[Outcome]) -> Iterable[str]:
    pages = sum(len(job.given["pages"]) for job in jobs)
    families = list(dict.fromkeys(job.family for job in jobs))
    yield from (ROOT / "bench" / "clean_intro.md").read_text(encoding="utf-8").rstrip().split("\n")
    yield ""
    yield f"{len(jobs)} articles on {pages} pages of {len(families)} families."
    yield ""
    yield "| cleaner | version | " + " | ".join(MEASURES) + " | CPU ms a page |"
    yield "|---" * (len(MEASURES) + 3) + "|"
    for outcome in outcomes:
        if outcome.failure:
            yield f"| {outcome.name} | not measured: {outcome.failure} |" + " |" * (len(MEASURES) + 1)
            continue
        row = _means([_scores(job, a) for job, a in zip(jobs, outcome.answers, strict=True)])
        yield f"| {outcome.name} | {outcome.version} | {row} | {outcome.ms_per_page:.1f} |"
    for outcome in outcomes:
        if not outcome.failure:
            yield from _by_family(families, jobs, outcome)


def _by_family(families: list[str], jobs: list[Job], outcome: Outcome) -> Iterable[str]:
    yield from ("", f"## {outcome.name}", "")
    yield "| family | articles | " + " | ".join(MEASURES) + " |"
    yield "|---" * (len(MEASURES) + 2) + "|"
    for family in families:
        own = [
            _scores(job, answer)
            for job, answer in zip(jobs, outcome.answers, strict=True)
            if job.family == family
        ]
        yield f"| {family} | {len(own)} | {_means(own)} |"


def _means(scores: list[dict[str, float]]) -> str:
    cells = []
    for name in MEASURES:
        values = [score[name] for score in scores if name in score]
        cells.append(f"{sum(values) / len(values):.3f}" if values else "")
    return " | ".join(cells)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
