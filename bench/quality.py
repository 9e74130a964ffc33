"""Writes docs/quality.md: scores on the annotated articles and on published test sets, as they are; and the scores that
a release carries (`publish/data/scores.json`).

usage: quality.py GOLD DATA OUT.md [STANZA]

GOLD holds the folders `seeds` and `dev` and the published scorer `score.py`; DATA the corpora. Our scorer and the
published one run over the same predictions; any difference is an error. With STANZA, a folder of Stanza models, both
annotators are compared.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from annotators import compare
from published import published_lines
from reliability import reliability_lines

from extract.annotate import SPACY, Annotator
from extract.pipeline import EXTRACTOR
from models.errors import PantauError
from pipelines.evaluation import evaluate
from pipelines.scoring import Report
from publish.release.quality import SCORES

OWN = Path(__file__).parent.parent / "tests" / "gold"
TARGETS = {
    "officials": 0.95,
    "official_title": 0.92,
    "official_agency": 0.90,
    "agencies": 0.92,
    "agency_type": 0.95,
    "dates": 0.96,
    "figures": 0.80,
    "figures_lenient": 0.95,
    "zero_figure_recall": 1.0,
    "statements": 0.88,
    "statements_lenient": 0.93,
    "direct_recall": 0.98,
    "laws": 0.97,
    "relevance": 1.0,
    "topics": 0.85,
    "place_name": 0.95,
}
"""F1 of a field, or share right of a property, that extraction is to reach."""


def main(gold: Path, data: Path, out: Path, stanza: Path | None = None) -> None:
    """Scores every set and writes the page; with Stanza models, a comparison of both annotators too."""
    if not (gold / "score.py").is_file():
        raise PantauError(f"{gold} holds no score.py: give the folder of the annotated articles (GOLD=...).")
    sets = {
        "seeds: five real articles, rules were written with them in view": gold / "seeds",
        "dev: 24 written articles, rules were written with them in view": gold / "dev",
        "tests/gold/first: 16 written articles, later read when errors were mended": OWN / "first",
        "tests/gold/second: 14 written articles; two small rules came from them": OWN / "second",
        "tests/gold/third: 12 written articles, later read when errors were mended": OWN / "third",
        "tests/gold/fifth: 16 written articles, later read when errors were mended": OWN / "fifth",
        "tests/gold/sixth: 16 written articles, later read when errors were mended": OWN / "sixth",
        "tests/gold/seventh: 14 written articles, later read when errors were mended in part": OWN
        / "seventh",
        "tests/gold/fourth: 12 written articles, harder than everyday ones, never read by a writer of rules": OWN
        / "fourth",
    }
    lines = [
        "# Quality of extraction",
        "",
        f"Written by `make quality`; extractor `{EXTRACTOR}`. Precision, recall and F1 against annotated articles; our",
        "scorer and the published one agreed on every count. The last set says what to expect of new, hard articles.",
        "",
        *(f"- {title}" for title in sets),
    ]
    reports = {title: _score(folder, gold / "score.py", SPACY) for title, folder in sets.items()}
    lines += ["", "## Targets", "", *_targets(reports)]
    lines += ["", *published_lines(data)]
    lines += ["", "## Confidence", "", *_reliability(gold)]
    for title, report in reports.items() if stanza is None else ():
        lines += ["", f"## {title}", "", *_tables(report)]
    if stanza is not None:
        lines += compare(
            stanza, sets, reports, lambda path, annotator: _score(path, gold / "score.py", annotator)
        )
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    SCORES.write_text(_scores(sets, reports), encoding="utf-8")
    print(out.read_text(encoding="utf-8"))


def _score(articles: Path, scorer: Path, annotator: Annotator) -> Report:
    with tempfile.TemporaryDirectory() as folder:
        report = evaluate(articles, Path(folder), lambda _: None, annotator)
        done = subprocess.run(
            [sys.executable, str(scorer), str(articles), folder, "--json"],
            check=True,
            capture_output=True,
            text=True,
        )
    published = json.loads(done.stdout)
    for field, counts in report.fields.items():
        theirs = published["fields"][field]
        if (counts.right, counts.spurious, counts.missed) != (theirs["tp"], theirs["fp"], theirs["fn"]):
            raise PantauError(
                f"The two scorers differ on {field} of {articles.name}: {counts} against {theirs}."
            )
    return report


def _scores(sets: Mapping[str, Path], reports: Mapping[str, Report]) -> str:
    """What a release says of the extraction, a line a set."""
    lines = []
    for title, report in reports.items():
        fields = {
            name: {"precision": round(c.precision, 3), "recall": round(c.recall, 3), "f1": round(c.f1, 3)}
            for name, c in report.fields.items()
        }
        name, articles = title.partition(":")[0], len(list(sets[title].glob("*.json")))
        found = {"name": name, "articles": articles, "is_unseen": "never read" in title, "fields": fields}
        lines.append(json.dumps(found))
    return f'{{"extractor": "{EXTRACTOR}", "sets": [\n' + ",\n".join(lines) + "\n]}\n"


def _reliability(gold: Path) -> list[str]:
    others = {
        gold / "dev": "which is not in the fit (the rules were written with it in view)",
        OWN / "fifth": "which is not in the fit (errors were mended after it was read)",
    }
    return reliability_lines([OWN / "second", OWN / "fourth"], others)


def _targets(reports: Mapping[str, Report]) -> list[str]:
    """Every target beside what each set gives; what falls short is bold."""
    names = [title.split(":")[0].rpartition("/")[2] for title in reports]
    rows = [f"| field | target | {' | '.join(names)} |", "|---|---|" + "---|" * len(names)]
    for name, target in TARGETS.items():
        cells = [_cell(_value(report, name), target) for report in reports.values()]
        rows.append(f"| {name} | {target:.2f} | {' | '.join(cells)} |")
    return rows


def _value(report: Report, name: str) -> float | None:
    if name in report.fields:
        return report.fields[name].f1
    return report.relevance.share if name == "relevance" else report.details[name].share


def _cell(value: float | None, target: float) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}" if value >= target else f"**{value:.3f}**"


def _tables(report: Report) -> list[str]:
    rows = [
        "| field | precision | recall | F1 | right | spurious | missed |",
        "|---|---|---|---|---|---|---|",
    ]
    rows += [
        f"| {name} | {c.precision:.3f} | {c.recall:.3f} | {c.f1:.3f} | {c.right} | {c.spurious} | {c.missed} |"
        for name, c in report.fields.items()
    ]
    rows += ["", "| property | share right | right | of |", "|---|---|---|---|"]
    rows.append(
        f"| relevance | {report.relevance.share:.3f} | {report.relevance.right} | {report.relevance.of} |"
    )
    rows += [
        f"| {name} | {s.share:.3f} | {s.right} | {s.of} |"
        for name, s in sorted(report.details.items())
        if s.share is not None
    ]
    return rows


if __name__ == "__main__":
    try:
        main(*(Path(argument) for argument in sys.argv[1:5]))
    except (PantauError, TypeError) as error:
        print(f"quality: {error}", file=sys.stderr)
        sys.exit(2)
