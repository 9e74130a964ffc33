"""Vectors of word pieces, learnt from the words around each word (skip-gram with negative sampling)."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from extract.entities.features import Featurizer

_REACH = 4
_BATCH = 2048
_NEGATIVES = 400
_RATE = 4e-3
_RARE = 3e-4
"""Words more frequent than this share of the text are skipped the more often, the more frequent they are."""
_SIZE = 0.08
"""Mean size of the numbers in the table that is handed on."""

Floats = npt.NDArray[np.float32]


def train_vectors(texts: Sequence[Sequence[str]], rows: int, width: int, rounds: int, seed: int) -> Floats:
    """(rows, width): the table of pieces; row 0 is nought."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    counts = Counter(word for words in texts for word in words)
    types = {word: number for number, word in enumerate(counts)}
    pieces = torch.from_numpy(Featurizer("", {}, 0, rows).features(list(types)).pieces)
    lowered = {word: number for number, word in enumerate(dict.fromkeys(word.lower() for word in types))}
    context_of = np.array([lowered[word.lower()] for word in types])
    frequency = np.bincount(context_of, weights=np.array(list(counts.values())))
    share = frequency / frequency.sum()
    kept = np.minimum(1, np.sqrt(_RARE / share) + _RARE / share)
    noise = torch.from_numpy(share**0.75)
    stream = _stream(texts, types)
    inner = nn.EmbeddingBag(rows, width, mode="mean", padding_idx=0)
    nn.init.normal_(inner.weight, std=0.1)
    outer = nn.Embedding(len(lowered), width)
    nn.init.zeros_(outer.weight)
    optimizer = torch.optim.Adam([*inner.parameters(), *outer.parameters()], lr=_RATE, fused=True)
    places = np.nonzero(stream >= 0)[0]
    reach = np.array([step for step in range(-_REACH, _REACH + 1) if step])
    for turn in range(rounds):
        optimizer.param_groups[0]["lr"] = _RATE * (1 - turn / (rounds + 1))
        centres = places[rng.random(len(places)) < kept[context_of[stream[places]]]]
        rng.shuffle(centres)
        for first in range(0, len(centres), _BATCH):
            centre = centres[first : first + _BATCH]
            around = stream[centre[:, None] + reach]
            contexts = context_of[np.maximum(around, 0)]
            real = (around >= 0) & (rng.random(around.shape) < 2 * kept[contexts])
            vectors = inner(pieces[stream[centre]])
            close = (vectors[:, None] * outer(torch.from_numpy(contexts))).sum(2)
            far = vectors @ outer(torch.multinomial(noise, _NEGATIVES, replacement=True)).T
            mask = torch.from_numpy(real)
            loss = -(nn.functional.logsigmoid(close) * mask).sum() / mask.sum()
            loss = loss - 5 * nn.functional.logsigmoid(-far).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    table: Floats = inner.weight.detach().numpy()
    table *= _SIZE / np.abs(table).mean()
    table[0] = 0
    return table


def _stream(texts: Sequence[Sequence[str]], types: dict[str, int]) -> npt.NDArray[np.int64]:
    """All words as numbers, with a gap of -1 before, between and behind sentences."""
    gap = np.full(_REACH, -1, dtype=np.int64)
    parts = [gap]
    for words in texts:
        parts += [np.array([types[word] for word in words], dtype=np.int64), gap]
    return np.concatenate(parts)
