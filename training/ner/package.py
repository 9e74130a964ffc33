"""The trained network as the file that ships."""

import torch

from extract.entities.weights import Floats, Weights
from training.ner.network import LOW, Network


def to_weights(network: Network, alphabet: str, lists: dict[str, int], list_count: int, head: str) -> Weights:
    """The arrays of the encoder, of one corpus's head for names, and of the head for parts of speech."""
    encoder, names, tags = network.encoder, network.head(head), network.head("upos")
    ways = [dict(way.named_parameters()) for way in (encoder.rightward, encoder.leftward)]
    return Weights(
        alphabet=alphabet,
        lists=lists,
        list_count=list_count,
        labels=names.labels,
        tags=tags.labels,
        letters=_array(encoder.letters.weight),
        filters=_array(encoder.filters.weight.permute(2, 1, 0).flatten(0, 1)),
        filters_bias=_array(encoder.filters.bias),
        pieces=encoder.pieces.weight.detach().half().numpy(),
        inputs=_array(torch.stack([way["weight_ih_l0"].T for way in ways])),
        bias=_array(torch.stack([way["bias_ih_l0"] + way["bias_hh_l0"] for way in ways])),
        recurrent=_array(torch.stack([way["weight_hh_l0"].T for way in ways])),
        scores=_array(names.scores.weight.T),
        scores_bias=_array(names.scores.bias),
        moves=_array(names.transitions().clamp(min=LOW)),
        tag_scores=_array(tags.scores.weight.T),
        tag_bias=_array(tags.scores.bias),
    )


def _array(tensor: torch.Tensor | None) -> Floats:
    assert tensor is not None
    array: Floats = tensor.detach().float().numpy()
    return array
