"""How right the facts are, by what people said about a random sample of them."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.review import Judged
from pipelines.recall import wilson
from storage.samples import judgements


@dataclass(frozen=True)
class Precision:
    """The share of right facts of a kind."""

    count: Judged
    """What the sample says."""
    share: float | None
    """Right of those judged, 0 to 1; null while nobody judged one."""
    lowest: float | None
    """Lower end of the 95 % interval (Wilson)."""
    highest: float | None
    """Upper end."""


def precisions(session: Session) -> list[Precision]:
    """An estimate for each kind of fact that was sampled."""
    return [_estimate(count) for count in judgements(session)]


def _estimate(count: Judged) -> Precision:
    if not count.judged:
        return Precision(count, None, None, None)
    return Precision(count, count.right / count.judged, *wilson(count.right, count.judged))
