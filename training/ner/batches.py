"""Sentences to tensors; the features of a word are worked out once."""

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from extract.entities.features import SHAPES, Featurizer
from training.ner.corpora import Sentence
from training.ner.network import Network

_POOL = 16
"""Batches' worth of sentences that are sorted by length together."""


class Batch(NamedTuple):
    """Input of the network for some sentences."""

    letters: Tensor
    pieces: Tensor
    marks: Tensor
    places: Tensor
    """(sentences, words): rows of the three tensors above."""
    lengths: Tensor
    mask: Tensor


class Words:
    """Features of every word seen so far."""

    def __init__(self, featurizer: Featurizer) -> None:
        self._featurizer = featurizer
        self._numbers: dict[str, int] = {}
        self._rows: list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float32]]] = []

    def batch(self, sentences: Sequence[Sequence[str]]) -> Batch:
        """Pads sentences of words."""
        lengths = [len(words) for words in sentences]
        numbers = np.full((len(sentences), max(lengths)), -1, dtype=np.int64)
        for row, words in enumerate(sentences):
            numbers[row, : len(words)] = [self._number(word) for word in words]
        mask = numbers >= 0
        distinct, index = np.unique(np.where(mask, numbers, numbers.max()), return_inverse=True)
        letters, pieces, marks = (
            np.stack(parts) for parts in zip(*(self._rows[n] for n in distinct), strict=True)
        )
        return Batch(
            torch.from_numpy(letters),
            torch.from_numpy(pieces),
            torch.from_numpy(marks),
            torch.from_numpy(index.reshape(mask.shape)),
            torch.tensor(lengths),
            torch.from_numpy(mask),
        )

    def _number(self, word: str) -> int:
        if word not in self._numbers:
            letters, pieces, marks = self._featurizer.features([word])
            self._numbers[word] = len(self._rows)
            self._rows.append((letters[0], pieces[0], marks[0]))
        return self._numbers[word]


def hide(batch: Batch, rate: float) -> Batch:
    """Takes the pieces of some words away, and the lists of twice as many: most names of a new text are in no list."""
    kept = torch.rand(len(batch.pieces), 1) >= rate
    listed = torch.rand(len(batch.pieces), 1) >= 2 * rate
    marks = batch.marks.clone()
    marks[:, SHAPES:] *= listed
    return batch._replace(pieces=batch.pieces * kept, marks=marks)


def run(network: Network, batch: Batch) -> Tensor:
    """(sentences, words, 2 * hidden)."""
    words = network.encoder.words(batch.letters, batch.pieces, batch.marks)
    states: Tensor = network.encoder(words, batch.places, batch.lengths)
    return states


def certain(sentences: Sequence[Sentence], labels: Sequence[str]) -> Tensor:
    """(sentences, words, labels): one for the label given, nought for the others."""
    gold = np.zeros((len(sentences), max(len(s.words) for s in sentences), len(labels)), dtype=np.float32)
    numbers = {label: at for at, label in enumerate(labels)}
    for row, sentence in enumerate(sentences):
        for at, label in enumerate(sentence.labels):
            gold[row, at, numbers[label]] = 1
    return torch.from_numpy(gold)


def endless(count: int, lengths: Sequence[int], size: int, chance: random.Random) -> Iterator[list[int]]:
    """Numbers of sentences in batches of about the same length, each sentence once a round."""
    while True:
        order = list(range(count))
        chance.shuffle(order)
        batches = []
        for first in range(0, count, size * _POOL):
            pool = sorted(
                order[first : first + size * _POOL], key=lambda at: lengths[at] + 4 * chance.random()
            )
            batches += [pool[at : at + size] for at in range(0, len(pool), size)]
        chance.shuffle(batches)
        yield from batches
