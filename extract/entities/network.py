"""The trained network in numpy: words of sentences in, labels out. No other library is needed to run it."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from extract.entities.features import LETTERS, Featurizer
from extract.entities.weights import Floats, Weights

LONGEST = 120
"""Words of the longest sentence that `Network.label` takes."""
_ROWS = 64
"""Sentences that run through the network together."""
_GROUP = 256
"""New words that are read together."""
_KNOWN_WORDS = 8192
"""Words whose input to the recurrent layer is kept, 4 KB each; at least `_ROWS * LONGEST`."""

Numbers = npt.NDArray[np.int64]


class Labelled(NamedTuple):
    """Labels of one sentence, one a word."""

    names: list[str]
    tags: list[str]


class Network:
    """Runs a set of weights. What it answers for a sentence depends on that sentence alone."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._featurizer = Featurizer(
            weights.alphabet, weights.lists, weights.list_count, len(weights.pieces)
        )
        self._hidden = weights.recurrent.shape[1]
        # sigmoid(x) = (1 + tanh(x / 2)) / 2: with the gates' weights halved, one tanh serves all four
        halves = np.full(4 * self._hidden, 0.5, dtype=np.float32)
        halves[2 * self._hidden : 3 * self._hidden] = 1.0
        self._inputs = np.concatenate(list(weights.inputs * halves), axis=1)
        self._bias = (weights.bias * halves).reshape(-1)
        self._recurrent = weights.recurrent * halves
        self._known: dict[str, int] = {}
        self._table = np.empty((_KNOWN_WORDS, 8 * self._hidden), dtype=np.float32)

    def label(self, sentences: Sequence[Sequence[str]]) -> list[Labelled]:
        """Labels for each sentence (of 1 to `LONGEST` words), in order."""
        order = sorted(range(len(sentences)), key=lambda at: -len(sentences[at]))
        answers: list[Labelled | None] = [None] * len(sentences)
        for first in range(0, len(order), _ROWS):
            rows = order[first : first + _ROWS]
            for row, answer in zip(rows, self._label_rows([sentences[at] for at in rows]), strict=True):
                answers[row] = answer
        return [answer for answer in answers if answer is not None]

    def _label_rows(self, rows: list[Sequence[str]]) -> list[Labelled]:
        lengths = np.array([len(row) for row in rows])
        inputs = self._word_inputs(rows, lengths)
        states = self._recur(inputs, lengths)
        weights = self._weights
        paths = _best_paths(states @ weights.scores + weights.scores_bias, weights.moves, lengths)
        tags = (states @ weights.tag_scores + weights.tag_bias).argmax(axis=2)
        return [
            Labelled(
                [weights.labels[label] for label in path[:length]],
                [weights.tags[tag] for tag in line[:length]],
            )
            for path, line, length in zip(paths.tolist(), tags.tolist(), lengths.tolist(), strict=True)
        ]

    def _word_inputs(self, rows: list[Sequence[str]], lengths: Numbers) -> Floats:
        """(rows, words, 8 * hidden): what each word brings to either direction."""
        words = list(dict.fromkeys(word for row in rows for word in row))
        new = [word for word in words if word not in self._known]
        if len(self._known) + len(new) > _KNOWN_WORDS:
            self._known.clear()
            new = words
        new.sort(key=len)  # a group is as wide as its longest word
        for first in range(0, len(new), _GROUP):
            self._learn(new[first : first + _GROUP])
        index = np.zeros((len(rows), int(lengths.max())), dtype=np.int64)
        for at, row in enumerate(rows):
            index[at, : len(row)] = [self._known[word] for word in row]
        found: Floats = self._table[index]
        return found

    def _learn(self, words: list[str]) -> None:
        weights = self._weights
        letters, pieces, marks = self._featurizer.features(words)
        width = weights.letters.shape[1]
        span = len(weights.filters) // width
        # behind the longest word every window is empty and comes to nought
        places = min(LETTERS, len(max(words, key=len)) + span // 2)
        padded = np.zeros((len(words), places + span - 1, width), dtype=np.float32)
        padded[:, span // 2 : span // 2 + places] = weights.letters[letters[:, :places]]
        windows = np.concatenate([padded[:, at : at + places] for at in range(span)], axis=2)
        spelled = (windows @ weights.filters).max(axis=1)
        if places < LETTERS:
            spelled = np.maximum(spelled, 0)
        spelled += weights.filters_bias
        counts = np.maximum((pieces > 0).sum(axis=1, keepdims=True), 1)
        pieced = weights.pieces[pieces].astype(np.float32).sum(axis=1) / counts
        vectors = np.concatenate([np.maximum(spelled, 0), pieced, marks], axis=1)
        first = len(self._known)
        self._table[first : first + len(words)] = vectors @ self._inputs + self._bias
        self._known.update({word: first + at for at, word in enumerate(words)})

    def _recur(self, inputs: Floats, lengths: Numbers) -> Floats:
        """(rows, words, 2 * hidden). Rows stand longest first, so that the short ones drop out on the way."""
        hidden, (rows, longest) = self._hidden, inputs.shape[:2]
        both = inputs.reshape(rows, longest, 2, 4 * hidden)
        states = np.zeros((rows, longest, 2, hidden), dtype=np.float32)
        state = np.zeros((2, rows, hidden), dtype=np.float32)
        cell = np.zeros((2, rows, hidden), dtype=np.float32)
        everyone = np.arange(rows)
        for at in range(longest):
            going = int(np.searchsorted(-lengths, -at, side="left"))
            back = lengths[:going] - 1 - at
            gates = state[:, :going] @ self._recurrent
            gates[0] += both[:going, at, 0]
            gates[1] += both[everyone[:going], back, 1]
            np.tanh(gates, out=gates)
            entry, forget, fresh, out = np.split(gates, 4, axis=2)
            kept = cell[:, :going]
            kept *= 0.5 * forget + 0.5
            kept += (0.5 * entry + 0.5) * fresh
            state[:, :going] = (0.5 * out + 0.5) * np.tanh(kept)
            states[:going, at, 0] = state[0, :going]
            states[everyone[:going], back, 1] = state[1, :going]
        return states.reshape(rows, longest, 2 * hidden)


def _best_paths(emissions: Floats, moves: Floats, lengths: Numbers) -> Numbers:
    """(rows, words): the best sequence of labels of each row (Viterbi); what stands behind a row's end is 0."""
    rows, longest, _ = emissions.shape
    barred = moves.min(axis=0) < -1000  # labels that cannot begin a sentence
    score = emissions[:, 0] + np.where(barred, np.float32(-1e4), np.float32(0))
    behind = np.zeros(emissions.shape, dtype=np.int64)
    for at in range(1, longest):
        going = int(np.searchsorted(-lengths, -at, side="left"))
        through = score[:going, :, None] + moves
        behind[:going, at] = through.argmax(axis=1)
        score[:going] = through.max(axis=1) + emissions[:going, at]
    paths = np.zeros((rows, longest), dtype=np.int64)
    everyone = np.arange(rows)
    paths[everyone, lengths - 1] = score.argmax(axis=1)
    for at in range(longest - 1, 0, -1):
        going = int(np.searchsorted(-lengths, -at, side="left"))
        paths[:going, at - 1] = behind[everyone[:going], at, paths[:going, at]]
    return paths
