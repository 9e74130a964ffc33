"""What trained networks say of sentences: probabilities, alone or together, and labels."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch

from training.ner.batches import Words, run
from training.ner.network import Network, barred_first, barred_moves

_BATCH = 64

Floats = npt.NDArray[np.float32]


def probabilities(
    network: Network, head: str, sentences: Sequence[Sequence[str]], words: Words
) -> list[Floats]:
    """(words, labels) for each sentence: marginals of a chain, else the softmax."""
    network.eval()
    order = sorted(range(len(sentences)), key=lambda at: len(sentences[at]))
    found: dict[int, Floats] = {}
    for first in range(0, len(order), _BATCH):
        rows = order[first : first + _BATCH]
        batch = words.batch([sentences[row] for row in rows])
        with torch.no_grad():
            table = network.head(head).marginals(run(network, batch), batch.mask).numpy()
        found.update({row: table[at, : len(sentences[row])] for at, row in enumerate(rows)})
    return [found[row] for row in range(len(sentences))]


def together(votes: Sequence[Sequence[Floats]]) -> list[Floats]:
    """The mean of several networks' probabilities, sentence by sentence."""
    return [np.mean(tables, axis=0, dtype=np.float32) for tables in zip(*votes, strict=True)]


def decode(tables: Sequence[Floats], labels: Sequence[str]) -> list[tuple[str, ...]]:
    """The most probable labels of each sentence that IOB2 allows."""
    moves, first = barred_moves(tuple(labels)).numpy(), barred_first(tuple(labels)).numpy()
    return [tuple(labels[at] for at in _best_path(np.log(table + 1e-9), moves, first)) for table in tables]


def _best_path(scores: Floats, moves: Floats, first: Floats) -> list[int]:
    best, behind = scores[0] + first, []
    for row in scores[1:]:
        through = best[:, None] + moves
        behind.append(through.argmax(0))
        best = through.max(0) + row
    path = [int(best.argmax())]
    for back in reversed(behind):
        path.append(int(back[path[-1]]))
    return path[::-1]
