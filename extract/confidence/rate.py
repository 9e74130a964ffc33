"""Facts -> the same facts, each with the chance that it is right."""

import math
from functools import cache
from typing import Any, TypeVar

from extract.confidence.signs import SignReader
from extract.lexicon import Lexicon, load_lexicon
from models.annotation import AnnotatedArticle
from models.base import Record
from models.fact import Evidence, Facts

FIELDS = ("officials", "agencies", "dates", "figures", "statements", "laws")
"""Fields of `Facts` that are rated."""


class Weights(Record):
    """Log-odds of one field of facts."""

    base: float
    """Of a fact without any sign."""
    weights: dict[str, float]
    """What a rule (`rule:CODE`) or a sign adds."""


class ConfidenceLexicon(Lexicon):
    """`lexicons/confidence.yml`, written by `training/confidence.py`."""

    fields: dict[str, Weights]


@cache
def _lexicon() -> ConfidenceLexicon:
    return load_lexicon("confidence", ConfidenceLexicon)


F = TypeVar("F", bound=Evidence)


def rate(annotated: AnnotatedArticle, facts: Facts) -> Facts:
    """Gives every fact its confidence: the logistic function of the weights of its rule and signs.

    The weights were fitted to annotated articles; `docs/quality.md` shows how far they hold.
    """
    reader = SignReader(annotated, facts)
    rated: dict[str, Any] = {
        field: tuple(_rated(fact, _lexicon().fields[field], reader) for fact in getattr(facts, field))
        for field in FIELDS
    }
    return facts.model_copy(update=rated)


def features(fact: Evidence, reader: SignReader) -> tuple[str, ...]:
    """Names of the weights that apply to a fact."""
    return (f"rule:{rule_code(fact.rule)}", *reader.signs(fact))


def doubts(field: str, fact: Evidence, reader: SignReader) -> tuple[str, ...]:
    """The signs of a fact that lower its confidence."""
    weights = _lexicon().fields[field].weights if field in FIELDS else {}
    return tuple(sign for sign in reader.signs(fact) if weights.get(sign, 0.0) < 0)


def rule_code(rule: str) -> str:
    """`figures.noun@1` -> `figures.noun`."""
    return rule.partition("@")[0]


def _rated(fact: F, weights: Weights, reader: SignReader) -> F:
    odds = weights.base + sum(weights.weights.get(name, 0.0) for name in features(fact, reader))
    return fact.replaced(confidence=round(1 / (1 + math.exp(-odds)), 3))
