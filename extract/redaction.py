"""Masks what could identify victims, suspects, children and residents in anything that leaves the store.

What is masked is what `extract.exposure` finds: initials, names of private people, ages of minors, aliases, addresses
below kabupaten/kota, schools, families, plates, report, phone and identity numbers, accounts. Officials in office stay.
A masked text may still identify somebody by what happened; it lowers the risk, it is no proof of anonymity.
"""

from extract.exposure.find import exposed_spans
from extract.exposure.lexicon import MASK

__all__ = ["MASK", "redact"]


def redact(text: str) -> str:
    """The text with every identifying stretch replaced by `[disamarkan]`."""
    pieces: list[str] = []
    done = 0
    for start, end in exposed_spans(text):
        if start >= done:
            pieces += [text[done:start], MASK]
        done = max(done, end)
    return "".join((*pieces, text[done:]))
