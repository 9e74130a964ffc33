"""The network: letters and pieces of each word, a recurrent layer in both directions, one head a corpus."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn

LOW = -1e4


@dataclass(frozen=True)
class Shape:
    """Sizes of the network."""

    alphabet: int
    """Letters with a number, the two special ones included."""
    marks: int
    table_rows: int
    table_width: int = 64
    letter_width: int = 32
    filters: int = 96
    filter_length: int = 3
    hidden: int = 128


class Encoder(nn.Module):
    """Word features to one vector a word in its sentence."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.letters = nn.Embedding(shape.alphabet, shape.letter_width, padding_idx=0)
        self.filters = nn.Conv1d(shape.letter_width, shape.filters, shape.filter_length, padding="same")
        self.pieces = nn.EmbeddingBag(shape.table_rows, shape.table_width, mode="mean", padding_idx=0)
        nn.init.normal_(self.pieces.weight, std=0.1)
        width = shape.filters + shape.table_width + shape.marks
        self.rightward = nn.LSTM(width, shape.hidden, batch_first=True)
        self.leftward = nn.LSTM(width, shape.hidden, batch_first=True)
        self.dropout = dropout

    def words(self, letters: Tensor, pieces: Tensor, marks: Tensor) -> Tensor:
        """(words, width): what a word is by itself."""
        seen = self.filters(self.letters(letters).transpose(1, 2)).amax(dim=2)
        return torch.cat([torch.relu(seen), self.pieces(pieces), marks], dim=1)

    def forward(self, words: Tensor, index: Tensor, lengths: Tensor) -> Tensor:
        """(sentences, words, 2 * hidden). `index` picks each position's row of `words`."""
        vectors = _drop_alike(words[index], self.dropout if self.training else 0.0)
        # each sentence turned round within its own length: padding stays at the end, where it can do no harm
        places = torch.arange(index.shape[1])
        turned = torch.where(places < lengths[:, None], lengths[:, None] - 1 - places, places)
        rows = torch.arange(len(index))[:, None]
        leftward, _ = self.leftward(vectors[rows, turned])
        states = torch.cat([self.rightward(vectors)[0], leftward[rows, turned]], dim=2)
        return _drop_alike(states, self.dropout if self.training else 0.0)


def _drop_alike(x: Tensor, rate: float) -> Tensor:
    """Dropout with half of its rate along a whole sentence and half by place."""
    if rate == 0.0:
        return x
    kept = torch.bernoulli(torch.full((x.shape[0], 1, x.shape[2]), 1 - rate / 2)) / (1 - rate / 2)
    return nn.functional.dropout(x * kept, rate / 2)


class Head(nn.Module):
    """Labels of one corpus over the encoder's vectors; of names as a linear-chain CRF."""

    barred: Tensor
    barred_first: Tensor

    def __init__(self, width: int, labels: tuple[str, ...], *, chain: bool) -> None:
        super().__init__()
        self.labels = labels
        self.scores = nn.Linear(width, len(labels))
        self.chain = chain
        if chain:
            self.moves = nn.Parameter(torch.zeros(len(labels), len(labels)))
            self.register_buffer("barred", barred_moves(labels), persistent=False)
            self.register_buffer("barred_first", barred_first(labels), persistent=False)

    def transitions(self) -> Tensor:
        """(from, to) scores, with moves that IOB2 has not barred."""
        return self.moves + self.barred

    def loss(self, states: Tensor, gold: Tensor, mask: Tensor) -> Tensor:
        """Mean loss a word. `gold` (sentences, words, labels) gives each label's probability, nought beyond the mask.

        Of a chain it is the negative log likelihood; where the gold is not certain, its slope is the difference
        between the marginals and the gold all the same.
        """
        emissions = self.scores(states)
        if not self.chain:
            return -(nn.functional.log_softmax(emissions, dim=2) * gold).sum() / mask.sum()
        total: Tensor = _Partition.apply(emissions, self.transitions(), self.barred_first, mask)
        moved = torch.einsum("bti,ij,btj->", gold[:, :-1], self.moves, gold[:, 1:])
        loss: Tensor = (total - (emissions * gold).sum() - moved) / mask.sum()
        return loss

    def marginals(self, states: Tensor, mask: Tensor) -> Tensor:
        """(sentences, words, labels): probability of each label at each word; without slopes."""
        with torch.no_grad():
            emissions: Tensor = self.scores(states)
            if not self.chain:
                return nn.functional.softmax(emissions, dim=2)
            return _sum_paths(emissions, self.transitions(), self.barred_first, mask)[1]


class _Partition(torch.autograd.Function):
    """Log of the sum over all label sequences, summed over sentences; its slope is the marginals."""

    @staticmethod
    def forward(ctx, emissions, moves, first, mask):  # type: ignore[no-untyped-def]  # as torch's own
        total, labels, pairs = _sum_paths(emissions, moves, first, mask)
        ctx.save_for_backward(labels, pairs)
        return total.sum()

    @staticmethod
    def backward(ctx, slope):  # type: ignore[no-untyped-def]  # as torch's own
        labels, pairs = ctx.saved_tensors
        return slope * labels, slope * pairs, None, None


def _sum_paths(
    emissions: Tensor, moves: Tensor, first: Tensor, mask: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Forward-backward: log sums (sentences,), marginals of labels, and of moves summed over all words."""
    length = emissions.shape[1]
    alphas = [emissions[:, 0] + first]
    for at in range(1, length):
        step = torch.logsumexp(alphas[-1].unsqueeze(2) + moves, dim=1) + emissions[:, at]
        alphas.append(torch.where(mask[:, at, None], step, alphas[-1]))
    total = torch.logsumexp(alphas[-1], dim=1)
    beta = torch.zeros_like(emissions[:, 0])
    betas = [beta]
    for at in range(length - 1, 0, -1):
        step = torch.logsumexp((beta + emissions[:, at]).unsqueeze(1) + moves, dim=2)
        beta = torch.where(mask[:, at, None], step, beta)
        betas.append(beta)
    before, after = torch.stack(alphas, 1), torch.stack(betas[::-1], 1)
    labels = torch.exp(before + after - total[:, None, None]) * mask[:, :, None]
    inner = before[:, :-1, :, None] + moves + (emissions + after)[:, 1:, None, :] - total[:, None, None, None]
    pairs = (torch.exp(inner) * mask[:, 1:, None, None]).sum(dim=(0, 1))
    return total, labels, pairs


def barred_moves(labels: tuple[str, ...]) -> Tensor:
    """(from, to): a very low score where `to` may not follow `from`."""
    table = torch.zeros(len(labels), len(labels))
    for i, before in enumerate(labels):
        for j, after in enumerate(labels):
            if after.startswith("I-") and before[2:] != after[2:]:
                table[i, j] = LOW
    return table


def barred_first(labels: tuple[str, ...]) -> Tensor:
    """(labels,): a very low score where a sentence may not begin so."""
    return torch.tensor([LOW if label.startswith("I-") else 0.0 for label in labels])


class Network(nn.Module):
    """One encoder, one head a corpus."""

    def __init__(self, shape: Shape, heads: Mapping[str, tuple[str, ...]], dropout: float) -> None:
        super().__init__()
        self.encoder = Encoder(shape, dropout)
        self.heads = nn.ModuleDict(
            {name: Head(2 * shape.hidden, labels, chain=name != "upos") for name, labels in heads.items()}
        )

    def head(self, name: str) -> Head:
        """The head for a kind of labels."""
        return cast(Head, self.heads[name])
