"""How far the confidence of facts holds: what was promised beside what was right, on held-back articles."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from extract.confidence.rate import FIELDS
from training.confidence import Case, chance, fit, read_cases

BANDS = (0.0, 0.7, 0.85, 0.95, 0.98, 1.0)
"""Edges of the bands of confidence that are compared."""

Rating = tuple[float, bool]
"""Confidence of a fact, and whether it was right."""


def reliability_lines(fitted_on: Sequence[Path], others: Mapping[Path, str]) -> list[str]:
    """Lines of Markdown: a table for the articles of the fit, each held back in turn, and one a set of `others`."""
    known = read_cases(fitted_on)
    held_back = [rating for field in FIELDS for rating in _held_back(known[field])]
    fits = {field: fit(known[field]) for field in FIELDS}
    lines = [
        f"Articles of the fit ({', '.join(folder.name for folder in fitted_on)}), each held back while its facts "
        "were rated:",
        "",
        *_table(held_back),
    ]
    for folder, what in others.items():
        cases = read_cases([folder])
        ratings = [(chance(fits[field], case), case.is_right) for field in FIELDS for case in cases[field]]
        lines += ["", f"{folder.name}, {what}:", "", *_table(ratings)]
    return lines


def _held_back(cases: Sequence[Case]) -> Iterable[Rating]:
    for article in dict.fromkeys(case.article for case in cases):
        fitted = fit([case for case in cases if case.article != article])
        yield from ((chance(fitted, case), case.is_right) for case in cases if case.article == article)


def _table(ratings: Sequence[Rating]) -> list[str]:
    lines = ["| confidence | facts | mean confidence | share right |", "|---|---|---|---|"]
    for low, high in pairwise(BANDS):
        band = [one for one in ratings if low <= one[0] < high]
        if band:
            lines.append(f"| {low:.2f} to {high:.2f} | {_summary(band)} |")
    error = sum((confidence - is_right) ** 2 for confidence, is_right in ratings) / len(ratings)
    return [*lines, f"| all | {_summary(ratings)} |", "", f"Brier score {error:.4f}."]


def _summary(ratings: Sequence[Rating]) -> str:
    mean = sum(confidence for confidence, _ in ratings) / len(ratings)
    right = sum(is_right for _, is_right in ratings) / len(ratings)
    return f"{len(ratings)} | {mean:.3f} | {right:.3f}"
