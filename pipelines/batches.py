"""Waiting documents in batches: what one worker reads before it asks for more.

A batch is bounded by the bytes of its pages, not by their number alone: an article of megabytes does not hold up fifty
others. What hangs together (see `storage.waiting`) stays in one batch, in its order.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine

from models.source import Source
from storage.waiting import WaitingDocument, waiting_groups, waiting_singly

_DOCUMENTS, _BYTES = 32, 500_000
"""Most of a batch; the bytes as stored, compressed. About a second of work of a usual page's size."""


@dataclass(frozen=True)
class Batch:
    """Documents to read one after the other."""

    document_ids: tuple[int, ...]
    sources: Mapping[str, Source]
    """Entries of their sources, by slug."""

    def parts(self) -> "Sequence[Batch]":
        """A batch for each document."""
        return [Batch((document_id,), self.sources) for document_id in self.document_ids]


def batches_side_by_side(engine: Engine, extractor: str, sources: Mapping[str, Source]) -> Iterator[Batch]:
    """What waits and can be read in any order of batches."""
    yield from _packed(waiting_groups(engine, extractor), sources)


def batches_in_order(engine: Engine, extractor: str, sources: Mapping[str, Source]) -> Iterator[Batch]:
    """All that waits, oldest first."""
    yield from _packed(([document] for document in waiting_singly(engine, extractor)), sources)


def _packed(groups: Iterator[list[WaitingDocument]], sources: Mapping[str, Source]) -> Iterator[Batch]:
    held: list[WaitingDocument] = []
    for group in groups:
        together = [*held, *group]
        is_full = len(together) > _DOCUMENTS or sum(document.size for document in together) > _BYTES
        if held and is_full:
            yield _batch(held, sources)
            held = group
        else:
            held = together
    if held:
        yield _batch(held, sources)


def _batch(documents: Sequence[WaitingDocument], sources: Mapping[str, Source]) -> Batch:
    named = {document.source for document in documents if document.source is not None}
    return Batch(
        tuple(document.document_id for document in documents),
        {slug: sources[slug] for slug in sorted(named) if slug in sources},
    )
