"""Writes docs/quality.md: scores on the annotated articles, field by field, as they are.

usage: quality.py GOLD OUT.md [STANZA]

GOLD holds the folders `seeds` and `dev` and the published scorer `score.py`. Our scorer and the published one run over
the same predictions; any difference is an error. With STANZA, a folder of Stanza models, both annotators are compared.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from annotators import compare

from extract.annotate import SPACY, Annotator
from extract.pipeline import EXTRACTOR
from models.errors import PantauError
from pipelines.evaluation import evaluate
from pipelines.scoring import Report

OWN = Path(__file__).parent.parent / "tests" / "gold"


def main(gold: Path, out: Path, stanza: Path | None = None) -> None:
    """Scores every set and writes the page; with Stanza models, a comparison of both annotators too."""
    if not (gold / "score.py").is_file():
        raise PantauError(f"{gold} holds no score.py: give the folder of the annotated articles (GOLD=...).")
    sets = {
        "seeds: five real articles, rules were written with them in view": gold / "seeds",
        "dev: 24 written articles, rules were written with them in view": gold / "dev",
        "tests/gold/first: 16 written articles, later read when errors were mended": OWN / "first",
        "tests/gold/second: 14 written articles; two small rules came from them": OWN / "second",
    }
    lines = [
        "# Quality of extraction",
        "",
        f"Written by `make quality`; extractor `{EXTRACTOR}`. Precision, recall and F1 against annotated articles; our",
        "scorer and the published one agreed on every count. The last set says what to expect of new articles.",
    ]
    reports = {title: _score(folder, gold / "score.py", SPACY) for title, folder in sets.items()}
    for title, report in reports.items():
        lines += ["", f"## {title}", "", *_tables(report)]
    if stanza is not None:
        lines += compare(
            stanza, sets, reports, lambda path, annotator: _score(path, gold / "score.py", annotator)
        )
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")
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
        main(*(Path(argument) for argument in sys.argv[1:4]))
    except (PantauError, TypeError) as error:
        print(f"quality: {error}", file=sys.stderr)
        sys.exit(2)
