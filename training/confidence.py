"""Fits `extract/lexicons/confidence.yml`: how often facts of each rule, with each sign of doubt, are right.

usage: python -m training.confidence OUT.yml FOLDER...

Each FOLDER holds annotated articles (`ID.txt` with `ID.json`). Logistic regression with a ridge penalty, one a field
of facts; deterministic. Articles that the extraction rules were tuned on flatter it: give unseen ones.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from extract.annotate import annotate
from extract.confidence.rate import FIELDS, features
from extract.confidence.signs import SignReader
from extract.gold import to_gold
from extract.pipeline import facts_of
from models.errors import PantauError
from pipelines.evaluation import read_gold
from pipelines.importing import Told, read_article
from pipelines.scoring import verdicts

RIDGE = 1.0
"""Penalty on each weight: a sign seen a few times moves little."""
FEWEST = 5
"""Facts that must carry a feature before it gets a weight."""
_STEPS = 50


@dataclass(frozen=True)
class Case:
    """One judged fact."""

    article: str
    features: tuple[str, ...]
    is_right: bool


def main(out: Path, folders: Sequence[Path]) -> None:
    """Fits every field and writes the lexicon."""
    cases = read_cases(folders)
    fitted = {field: fit(cases[field]) for field in FIELDS}
    articles = len({case.article for field in FIELDS for case in cases[field]})
    meta = {
        "title": "How likely a fact is right: weights of its rule and of the signs of doubt",
        "source": f"written by `python -m training.confidence` from {articles} annotated articles",
        "licence": "Apache-2.0",
        "updated": date.today(),
        "note": "Log-odds. The signs are described in rules.yml; docs/quality.md shows how far the result holds.",
    }
    page = {"meta": meta, "fields": {field: {"base": b, "weights": w} for field, (b, w) in fitted.items()}}
    out.write_text(yaml.safe_dump(page, sort_keys=False, allow_unicode=True, width=110), encoding="utf-8")


def read_cases(folders: Sequence[Path]) -> dict[str, list[Case]]:
    """The judged facts of every relevant article, by field."""
    cases: dict[str, list[Case]] = {field: [] for field in FIELDS}
    for folder in folders:
        for article_id, annotated in read_gold(folder):
            if annotated["relevant"]:
                _add_cases(cases, folder / f"{article_id}.txt", annotated)
    return cases


def _add_cases(cases: dict[str, list[Case]], path: Path, gold: dict[str, Any]) -> None:
    name = f"{path.parent.name}/{path.stem}"
    article = read_article(path, Told(published=date.fromisoformat(gold["published"])))
    annotated = annotate(article)
    facts = facts_of(annotated)
    reader = SignReader(annotated, facts)
    judged = verdicts(gold, to_gold(name, article, facts))
    for field in FIELDS:
        for fact, is_right in zip(getattr(facts, field), judged[field], strict=True):
            if is_right is not None:
                cases[field].append(Case(name, features(fact, reader), is_right))


def fit(cases: Sequence[Case]) -> tuple[float, dict[str, float]]:
    """Base and weights in log-odds, by Newton's method; the base is not penalised beyond one right and one wrong."""
    counts = Counter(feature for case in cases for feature in case.features)
    names = sorted(name for name, count in counts.items() if count >= FEWEST)
    rows = np.zeros((len(cases) + 2, len(names) + 1))
    rows[:, 0] = 1
    for row, case in zip(rows, cases, strict=False):
        for column, name in enumerate(names, start=1):
            row[column] = name in case.features
    right = np.array([case.is_right for case in cases] + [True, False], dtype=float)
    solved = _newton(rows, right)
    base, *weights = (round(float(value), 3) for value in solved)
    return base, {name: weight for name, weight in zip(names, weights, strict=True) if weight}


def _newton(rows: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    penalty = np.full(rows.shape[1], RIDGE)
    penalty[0] = 1e-6
    weights = np.zeros(rows.shape[1])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (right - chance) - penalty * weights
        curve = (rows * (chance * (1 - chance))[:, None]).T @ rows + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        weights = weights + step
        if float(np.abs(step).max()) < 1e-9:
            break
    return weights


def chance(fitted: tuple[float, dict[str, float]], case: Case) -> float:
    """What the fitted weights say of a case."""
    base, weights = fitted
    odds = base + sum(weights.get(name, 0.0) for name in case.features)
    return float(1 / (1 + np.exp(-odds)))


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), [Path(folder) for folder in sys.argv[2:]])
    except (PantauError, IndexError) as error:
        print(f"training.confidence: {error}", file=sys.stderr)
        sys.exit(2)
