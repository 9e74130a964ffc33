"""How much the topic gate misses, estimated from the sample of what it would have skipped."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from models.stored import GateCount

_Z = 1.959964
"""Two-sided 95 % of the normal distribution."""
MAX_WIDTH = 0.2
"""An interval wider than this tells too little to be acted on."""


@dataclass(frozen=True)
class GateRecall:
    """The gate's recall on one source, or on all."""

    count: GateCount
    """What it was estimated from."""
    recall: float | None
    """Share of the relevant articles among those judged that the gate passed; null where it cannot be said."""
    lowest: float | None
    """Lower bound of its 95 % interval."""
    highest: float | None
    """Upper bound of its 95 % interval."""

    @property
    def remark(self) -> str:
        """What keeps the estimate from being one, in a sentence; empty where it stands."""
        if not self.count.skipped and not self.count.sampled:
            return (
                "The gate passed all that it was asked about."
                if self.count.passed
                else "The gate was asked about nothing."
            )
        if not self.count.sampled_read:
            return "No sampled article was processed yet."
        if self.recall is None or self.lowest is None or self.highest is None:
            return "No article that passed was about TPPO."
        if self.highest - self.lowest > MAX_WIDTH:
            return "The sample is too small to tell."
        return ""


def estimate_recall(count: GateCount) -> GateRecall:
    """Estimate recall = P / (P + r N): P relevant articles that passed, N refused ones, r the sample's relevant share.

    The interval is that of r (Wilson's score interval, which holds for few and for no hits), put into the formula; P is
    known, not estimated. Sampled articles count as refused: without the sample they would be missed.
    """
    passed, refused = count.passed_relevant, count.skipped + count.sampled
    if not refused:
        return GateRecall(count, 1.0, 1.0, 1.0) if passed else GateRecall(count, None, None, None)
    if not passed or not count.sampled_read:
        return GateRecall(count, None, None, None)
    few, many = wilson(count.sampled_relevant, count.sampled_read)
    share = count.sampled_relevant / count.sampled_read
    recall, lowest, highest = (passed / (passed + rate * refused) for rate in (share, many, few))
    return GateRecall(count, recall, lowest, highest)


def overall(counts: Sequence[GateCount]) -> GateCount:
    """Return the sums over all sources. The sample is the same share everywhere, so it may be pooled."""
    names = [name for name in GateCount.model_fields if name != "source"]
    return GateCount(source="all", **{name: sum(getattr(count, name) for count in counts) for name in names})


def wilson(hits: int, trials: int, errors: float = _Z) -> tuple[float, float]:
    """Return the interval of a share by Wilson's score method (1927), within 0 and 1; `trials` is at least 1.

    It reaches so many standard errors to either side; without a number, those of 95 %.
    """
    share = hits / trials
    spread = errors * math.sqrt(share * (1 - share) / trials + errors**2 / (4 * trials**2))
    middle = share + errors**2 / (2 * trials)
    scale = 1 + errors**2 / trials
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)
