"""Sets of character spans, for asking quickly whether a piece of text is already taken."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable


class SpanSet:
    """Character spans [start, end), merged and in order."""

    def __init__(self, spans: Iterable[tuple[int, int]] = ()) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        for start, end in sorted(spans):
            if self.ends and start <= self.ends[-1]:
                self.ends[-1] = max(self.ends[-1], end)
            else:
                self.starts.append(start)
                self.ends.append(end)

    def overlaps(self, start: int, end: int) -> bool:
        """True where any span shares a character with [start, end)."""
        return bisect_right(self.ends, start) < bisect_left(self.starts, end)


def lowered(text: str) -> str:
    """Lower case, character by character: offsets stay those of the text."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(small if len(small := char.lower()) == 1 else char for char in text)
