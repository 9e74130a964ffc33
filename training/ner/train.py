"""Trains one network on several corpora at once: one encoder, one head a kind of labels."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from training.ner.augment import inventory, vary
from training.ner.batches import Words, certain, endless, hide, run
from training.ner.corpora import Sentence
from training.ner.network import Network, Shape
from training.ner.settings import Plan

_LONGEST = 70
"""Words of a training sentence; what follows is left out."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Task:
    """Sentences with the labels of one head. `gold` gives probabilities (words, labels) in place of the labels."""

    head: str
    sentences: Sequence[Sentence]
    gold: Sequence[Floats] | None = None
    varied: bool = True
    weight: float = 1.0


def train(
    main: Task, others: Mapping[str, Task], labels: Mapping[str, tuple[str, ...]], plan: Plan, seed: int,
    words: Words, shape: Shape, vectors: Floats | None,
) -> Network:  # fmt: skip
    """The network after `plan.steps` steps, each over a batch of the main task and half a batch of another.

    `plan.mix` gives the odds of the other tasks. The weights handed back are the moving average over the steps.
    """
    torch.manual_seed(seed)
    chance = random.Random(seed)
    network = Network(shape, labels, plan.dropout)
    if vectors is not None:
        network.encoder.pieces.weight.data.copy_(torch.from_numpy(vectors))
    table = network.encoder.pieces.weight
    rest = [p for p in network.parameters() if p is not table]
    groups = [{"params": rest, "weight_decay": plan.decay}, {"params": [table], "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=plan.rate, betas=(0.9, 0.99), fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, plan.rate, total_steps=plan.steps, pct_start=0.1
    )
    average = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    streams = {
        name: _Stream(task, labels, words, plan.batch // 2, plan.hide, chance)
        for name, task in others.items()
    }
    streams[""] = _Stream(main, labels, words, plan.batch, plan.hide, chance)
    names = [name for name in others if plan.mix.get(name)]
    for step in range(1, plan.steps + 1):
        picked = ["", *chance.choices(names, [plan.mix[name] for name in names])] if names else [""]
        loss = torch.stack([streams[name].loss(network) for name in picked]).sum()
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        optimizer.step()
        schedule.step()
        _blend(average, network.state_dict(), min(plan.average, step / (step + 20)))
    network.load_state_dict(average)
    network.eval()
    return network


def _blend(average: dict[str, Tensor], now: Mapping[str, Tensor], share: float) -> None:
    with torch.no_grad():
        for name, tensor in now.items():
            average[name].mul_(share).add_(tensor, alpha=1 - share)


class _Stream:
    """Batches of a task, for ever."""

    def __init__(
        self, task: Task, labels: Mapping[str, tuple[str, ...]], words: Words, size: int, hide: float,
        chance: random.Random,
    ) -> None:  # fmt: skip
        self._task, self._words, self._hide, self._chance = task, words, hide, chance
        self._labels = labels[task.head]
        self._names = inventory(task.sentences) if task.varied else {}
        lengths = [len(sentence.words) for sentence in task.sentences]
        self._batches: Iterator[list[int]] = endless(len(lengths), lengths, size, chance)

    def loss(self, network: Network) -> Tensor:
        """The loss of the next batch."""
        task, rows = self._task, next(self._batches)
        sentences = [task.sentences[row] for row in rows]
        if task.varied:
            sentences = [vary(sentence, self._names, self._chance) for sentence in sentences]
        sentences = [Sentence(s.words[:_LONGEST], s.labels[:_LONGEST]) for s in sentences]
        gold = certain(sentences, self._labels) if task.gold is None else _stacked(task.gold, rows)
        batch = hide(self._words.batch([s.words for s in sentences]), self._hide)
        loss: Tensor = network.head(task.head).loss(run(network, batch), gold, batch.mask)
        return loss * task.weight


def _stacked(gold: Sequence[Floats], rows: Sequence[int]) -> Tensor:
    chosen = [gold[row][:_LONGEST] for row in rows]
    table = np.zeros((len(rows), max(map(len, chosen)), chosen[0].shape[1]), dtype=np.float32)
    for at, part in enumerate(chosen):
        table[at, : len(part)] = part
    return torch.from_numpy(table)
