"""Inputs for the targets: what is kept, and strategies that cut it up, join it and put pieces of the language in."""

from pathlib import Path

from hypothesis import strategies as st

from fuzz.targets import TARGETS

HERE = Path(__file__).parent
CORPUS, BROKEN = HERE / "corpus", HERE / "broken"
"""Folders with a folder for each target: what to start from, and what once broke a property."""
LONGEST = 16_000
"""Bytes of an input; what takes longer than its length allows shows itself long before."""


def kept(folder: Path, name: str) -> list[bytes]:
    """The inputs of a target that lie in a folder, in the order of their names."""
    return [path.read_bytes() for path in sorted((folder / name).glob("*")) if path.is_file()]


def inputs(name: str) -> st.SearchStrategy[bytes]:
    """Inputs for a target: one of those kept after some changes, or anything at all."""
    tokens = TARGETS[name].tokens
    seeds = [b"", *kept(CORPUS, name), *kept(BROKEN, name)]
    piece = st.one_of(st.sampled_from(tokens), st.sampled_from(seeds), st.binary(max_size=8))
    change = st.tuples(st.integers(0, 1 << 16), st.integers(0, 64), piece, st.integers(1, 3) | st.just(200))
    changed = st.tuples(st.sampled_from(seeds), st.lists(change, max_size=8)).map(
        lambda drawn: _changed(*drawn)
    )
    return st.one_of(changed, st.lists(piece, max_size=30).map(b"".join)).map(lambda data: data[:LONGEST])


def _changed(data: bytes, changes: list[tuple[int, int, bytes, int]]) -> bytes:
    """Each change cuts some bytes out and puts a piece there, once or many times."""
    for place, cut, piece, times in changes:
        at = place % (len(data) + 1)
        data = data[:at] + piece * times + data[at + cut :]
        data = data[:LONGEST]
    return data
