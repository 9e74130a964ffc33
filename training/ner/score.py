"""Exact-span scores of names, as conlleval counts them."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable
from typing import NamedTuple

from training.ner.corpora import Sentence, mentions


class Score(NamedTuple):
    """Per cent."""

    precision: float
    recall: float
    f1: float


Names = Collection[tuple[Hashable, ...]]
"""Names of a sentence, each a tuple with its label last."""


def span_scores(pairs: Iterable[tuple[Names, Names]]) -> dict[str, Score]:
    """Per label and `all` (micro). Each pair: the names of a sentence as they should be, and as found."""
    wanted, found, right = Counter[str](), Counter[str](), Counter[str]()
    for gold, predicted in pairs:
        wanted.update(str(name[-1]) for name in gold)
        found.update(str(name[-1]) for name in predicted)
        right.update(str(name[-1]) for name in set(gold) & set(predicted))
    for counter in (wanted, found, right):
        counter["all"] = counter.total()
    return {label: _score(right[label], found[label], wanted[label]) for label in sorted(wanted)}


def _score(right: int, found: int, wanted: int) -> Score:
    return Score(
        round(100 * right / max(1, found), 2),
        round(100 * right / max(1, wanted), 2),
        round(200 * right / max(1, found + wanted), 2),
    )


def label_scores(gold: Iterable[Sentence], predicted: Iterable[Iterable[str]]) -> dict[str, Score]:
    """`span_scores` of IOB2 labels."""
    return span_scores(
        (mentions(sentence.labels), mentions(tuple(labels)))
        for sentence, labels in zip(gold, predicted, strict=True)
    )


def accuracy(gold: Iterable[Sentence], predicted: Iterable[Iterable[str]]) -> float:
    """Per cent of the words with the right label."""
    hits = [
        want == have
        for sentence, labels in zip(gold, predicted, strict=True)
        for want, have in zip(sentence.labels, labels, strict=True)
    ]
    return round(100 * sum(hits) / len(hits), 2)
