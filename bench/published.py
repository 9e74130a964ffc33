"""Our extraction on published test sets, beside the published figures."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from extract.annotate import annotate_text
from extract.dates import find_expressions
from models.errors import PantauError

HERE = Path(__file__).parent
SCORES_OF_NAMES = HERE.parent / "extract" / "weights" / "scores.json"
TIME_EXPRESSIONS = HERE.parent / "tests" / "data" / "time_expressions.yml"
INDOTIMEX = (92.9, 85.3)
"""F1 of recognition and of values on Indonesian news (Mirza 2015)."""
BILSTM_CRF = 90.85
"""Micro F1 on idner-news-2k test (Khairunnisa et al. 2020), with vectors of billions of words."""


def published_lines(data: Path) -> list[str]:
    """Lines of Markdown. `data` holds the corpora; raises PantauError where one is missing."""
    return [
        "## Published test sets",
        "",
        *_speech(data / "pfsa-id" / "dev-20.txt"),
        "",
        *_names(),
        "",
        *_times(),
    ]


def _speech(corpus: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, str(HERE / "pfsa.py"), str(corpus), "--json"], capture_output=True, text=True
    )
    if done.returncode:
        raise PantauError(done.stderr.strip())
    lines = [
        "Speech on PFSA-ID dev-20 ([how it is mapped](pfsa.md)), F1 in percent; nothing is trained on it:",
        "",
        "| label | exact | overlap | published, supervised |",
        "|---|---|---|---|",
    ]
    for label, scores in json.loads(done.stdout).items():
        exact, overlap = (f"{scores[kind]['f1']:.1f}" for kind in ("exact", "overlap"))
        lines.append(f"| {label} | {exact} | {overlap} | {scores['published_f1'] or '-'} |")
    return lines


def _names() -> list[str]:
    scores = json.loads(SCORES_OF_NAMES.read_text(encoding="utf-8"))["idner-news-2k test"]
    cells = " | ".join(f"{scores[label][2]:.2f}" for label in ("all", "PER", "ORG", "LOC"))
    return [
        "Names on idner-news-2k test, exact spans, the shipped weights "
        "([model card](../extract/weights/MODEL_CARD.md)):",
        "",
        "| all | PER | ORG | LOC | published BiLSTM-CRF, all |",
        "|---|---|---|---|---|",
        f"| {cells} | {BILSTM_CRF} |",
    ]


def _times() -> list[str]:
    lines = [
        "Times, on sentences of our own written in the manner of IndoTimex (`tests/data/time_expressions.yml`); the "
        "first three",
        "sets were written before the rules that should find them, and mended afterwards:",
        "",
        "| set | expressions | recognition F1 | value F1 |",
        "|---|---|---|---|",
    ]
    for section, groups in yaml.safe_load(TIME_EXPRESSIONS.read_text(encoding="utf-8")).items():
        counts = _count(groups)
        lines.append(f"| {section} | {counts['wanted']} | {_f1(counts, 'there')} | {_f1(counts, 'valued')} |")
    return [*lines, f"| IndoTimex, published, other texts | - | {INDOTIMEX[0]} | {INDOTIMEX[1]} |"]


def _count(groups: list[dict[str, Any]]) -> dict[str, int]:
    counts = {"wanted": 0, "found": 0, "there": 0, "valued": 0}
    for group in groups:
        for sentence in group["sentences"]:
            wanted = _wanted(sentence)
            found = _found(sentence["text"], group["published"])
            counts["wanted"] += len(wanted)
            counts["found"] += len(found)
            counts["there"] += len(wanted.keys() & found.keys())
            counts["valued"] += len(wanted.items() & found.items())
    return counts


def _wanted(sentence: dict[str, Any]) -> dict[tuple[int, int], tuple[str, str]]:
    wanted, position = {}, 0
    for quote, kind, value, *_ in sentence["expressions"]:
        start = sentence["text"].index(quote, position)
        position = start + len(quote)
        wanted[start, position] = (kind, str(value))
    return wanted


def _found(text: str, published: date | None) -> dict[tuple[int, int], tuple[str, str]]:
    expressions = find_expressions(annotate_text(text, published))
    return {(one.start, one.end): (one.kind, one.value) for one in expressions}


def _f1(counts: dict[str, int], right: str) -> str:
    return f"{200 * counts[right] / (counts['found'] + counts['wanted']):.1f}"
