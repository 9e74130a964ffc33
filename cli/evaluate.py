"""`pantau eval`: precision, recall and F1 on annotated articles."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cli.options import AnnotatorChoice, AsJson
from cli.output import print_json, print_table
from cli.progress import progress_bar


def evaluate(
    gold_dir: Annotated[Path, typer.Argument(help="Folder of ID.txt and ID.json pairs.")],
    predictions: Annotated[
        Path | None, typer.Option(help="Folder for what was found, one JSON an article.")
    ] = None,
    annotator: AnnotatorChoice = None,
    as_json: AsJson = False,
) -> None:
    """Extracts annotated articles, each with its own publication day, and scores every field."""
    from pipelines.annotators import chosen_annotator
    from pipelines.evaluation import evaluate as run

    chosen = chosen_annotator(annotator)
    with progress_bar("Mengukur") as tick:
        report = run(gold_dir, predictions, tick, chosen)
    if as_json:
        fields = {
            name: {**asdict(counts), "precision": counts.precision, "recall": counts.recall, "f1": counts.f1}
            for name, counts in report.fields.items()
        }
        details = {
            name: {**asdict(shares), "share": shares.share}
            for name, shares in {"relevance": report.relevance, **report.details}.items()
        }
        print_json({"articles": report.articles, "fields": fields, "details": details})
        return
    print_table(
        f"{report.articles} articles",
        ("field", "#precision", "#recall", "#F1", "#right", "#spurious", "#missed"),
        [
            (
                name,
                *(f"{value:.4f}" for value in (counts.precision, counts.recall, counts.f1)),
                *(str(value) for value in (counts.right, counts.spurious, counts.missed)),
            )
            for name, counts in report.fields.items()
        ],
    )
    print_table(
        "Properties of what matched",
        ("property", "#share", "#right", "#of"),
        [
            (name, "" if shares.share is None else f"{shares.share:.4f}", str(shares.right), str(shares.of))
            for name, shares in {
                "relevance": report.relevance,
                **dict(sorted(report.details.items())),
            }.items()
        ],
    )
