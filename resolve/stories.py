"""Near-duplicates: what a text is compared by, where to look for others like it, and whether two are one story.

A text is the set of its shingles: three words in a row, in lower case, numbers as they stand. MinHash (Broder 1997)
with banding finds texts that share shingles without comparing all pairs; whether two are one story is then decided
on the sets themselves, so that chance has no say in it. Everything here is a function of the texts alone: the order
in which articles arrive cannot matter.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract.cleaning.dateline import find_dateline
from resolve.story_rules import story_rules

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Hashes = NDArray[np.uint32]

BANDS, ROWS = 40, 3
"""Two texts with the share J of all their shingles in common meet with the chance 1 - (1 - J^3)^40: 0.93 at 0.4."""
_SEED = 1
_WIDTH = 3
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W_]+")


@dataclass(frozen=True)
class Signature:
    """What a text is compared by: 32-bit hashes, each set sorted, without repeats."""

    shingles: "Hashes"
    """Of its shingles."""
    numbers: "Hashes"
    """Of the numbers that it tells."""


@dataclass(frozen=True)
class Likeness:
    """How much two texts have in common."""

    first_in_second: float
    """Share of the first one's shingles that the second has, 0 to 1."""
    second_in_first: float
    """Share of the second one's shingles that the first has, 0 to 1."""


def sign(text: str, outlet: str | None = None) -> Signature:
    """The signature of an article's text. Dateline, credits and references to laws have no part in it."""
    rules = story_rules()
    told = rules.law_reference.sub(" ", _without_credits(text, outlet))
    words = _WORD.findall(told)
    shingles = (words[at : at + _WIDTH] for at in range(len(words) - _WIDTH + 1))
    telling = {" ".join(shingle) for shingle in shingles if not rules.stock.issuperset(shingle)}
    return Signature(_hashes(telling), _hashes({word for word in words if word[0].isdigit()}))


def stored_signature(shingles: bytes, numbers: bytes) -> Signature:
    """A signature of the bytes of its two sets: 32-bit little-endian numbers."""
    import numpy as np

    return Signature(np.frombuffer(shingles, dtype="<u4"), np.frombuffer(numbers, dtype="<u4"))


def band_keys(signature: Signature) -> list[int]:
    """The `BANDS` keys, signed 64-bit, under which texts like it are found; none for a text without shingles."""
    from datasketch import MinHash

    if not len(signature.shingles):
        return []
    sketch = MinHash(num_perm=BANDS * ROWS, seed=_SEED, hashfunc=int)
    sketch.update_batch(signature.shingles.tolist())
    values = sketch.hashvalues.astype("<u4").reshape(BANDS, ROWS)
    return [_key(band, row.tobytes()) for band, row in enumerate(values)]


def likeness(first: Signature, second: Signature) -> Likeness | None:
    """How much two texts have in common where they are one story by themselves; null where they are not.

    They are where the shorter one stands in the longer one, or most of either in the other: light edits, new leads
    and cut tails leave that much. Texts of one form with other numbers in it are bulletins, not copies.
    """
    rules = story_rules()
    common = _common(first.shingles, second.shingles)
    if not common:
        return None
    found = Likeness(common / len(first.shingles), common / len(second.shingles))
    shares = sorted((found.first_in_second, found.second_in_first))
    is_short = min(len(first.shingles), len(second.shingles)) < rules.shortest_part
    if (shares[0] if is_short else shares[1]) < rules.shares.belongs:
        return None
    return None if _tell_other_numbers(first, second) else found


def overlap(first: Signature, second: Signature) -> float:
    """Share of the shorter text's shingles that the other has, 0 to 1."""
    shorter = min(len(first.shingles), len(second.shingles))
    return _common(first.shingles, second.shingles) / shorter if shorter else 0.0


def _without_credits(text: str, outlet: str | None) -> str:
    dateline = find_dateline(text, outlet)
    body = text[dateline.end :] if dateline else text
    is_credit = story_rules().credit_line.fullmatch
    return "\n".join(line for line in body.lower().splitlines() if not is_credit(line.strip()))


def _tell_other_numbers(first: Signature, second: Signature) -> bool:
    fewest = min(len(first.numbers), len(second.numbers))
    rules = story_rules()
    if fewest < rules.fewest_numbers:
        return False
    return _common(first.numbers, second.numbers) < rules.shares.numbers * fewest


def _common(first: "Hashes", second: "Hashes") -> int:
    import numpy as np

    return len(np.intersect1d(first, second, assume_unique=True))


def _hashes(words: Iterable[str]) -> "Hashes":
    """32 bits of SHA-1 each, as datasketch takes them."""
    import numpy as np

    digests = b"".join(hashlib.sha1(word.encode("utf-8", "replace")).digest()[:4] for word in words)
    return np.unique(np.frombuffer(digests, dtype="<u4"))


def _key(band: int, values: bytes) -> int:
    digest = hashlib.blake2b(values, digest_size=8, salt=band.to_bytes(2, "big")).digest()
    return int.from_bytes(digest, "big", signed=True)
