"""The file of weights: what it holds, how it is written and read."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from models.errors import PantauError

PATH = Path(__file__).parent.parent / "weights" / "names.npz"

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Weights:
    """Arrays of the trained network in 32 bits, and what its inputs and outputs are called."""

    alphabet: str
    lists: dict[str, int]
    """Word -> bits, one a list."""
    list_count: int
    labels: tuple[str, ...]
    """IOB2 labels of names."""
    tags: tuple[str, ...]
    """Parts of speech (UPOS)."""
    letters: Floats
    """(letters, letter width)."""
    filters: Floats
    """(filter length * letter width, filters)."""
    filters_bias: Floats
    pieces: npt.NDArray[np.float16]
    """(rows, width), in 16 bits: the largest part of the file."""
    inputs: Floats
    """(2, word width, 4 * hidden): rightward and leftward; gates in, forget, cell, out."""
    bias: Floats
    """(2, 4 * hidden)."""
    recurrent: Floats
    """(2, hidden, 4 * hidden)."""
    scores: Floats
    """(2 * hidden, labels)."""
    scores_bias: Floats
    moves: Floats
    """(from, to) scores of one label after another."""
    tag_scores: Floats
    """(2 * hidden, tags)."""
    tag_bias: Floats


_NAMES = ("alphabet", "lists", "list_count", "labels", "tags")
_ARRAYS = tuple(name for name in Weights.__dataclass_fields__ if name not in _NAMES)


def save_weights(weights: Weights, path: Path) -> None:
    """Writes the file, arrays in 16 bits."""
    arrays: dict[str, Any] = {name: getattr(weights, name).astype(np.float16) for name in _ARRAYS}
    names = {name: getattr(weights, name) for name in _NAMES}
    arrays["names"] = np.frombuffer(json.dumps(names, ensure_ascii=False).encode(), dtype=np.uint8)
    with path.open("wb") as file:
        np.savez_compressed(file, **arrays)


@cache
def load_weights(path: Path = PATH) -> Weights:
    """Reads the file once a process. Raises PantauError where it is missing or is no file of weights."""
    try:
        with np.load(path, allow_pickle=False) as file:
            names = json.loads(file["names"].tobytes())
            arrays = {
                name: file[name] if name == "pieces" else file[name].astype(np.float32) for name in _ARRAYS
            }
    except (OSError, ValueError, KeyError) as error:
        raise PantauError(
            f"{path}: the weights of the model for names cannot be read ({error}); install the package again"
        ) from error
    names["labels"], names["tags"] = tuple(names["labels"]), tuple(names["tags"])
    return Weights(**names, **arrays)
