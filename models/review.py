"""What people decided, and what waits for a decision."""

from datetime import date, datetime
from typing import Any

from models.base import Record
from models.vocabulary import ReviewAction, ReviewStatus, SubjectKind


class ReviewRow(Record):
    """One decision of a person about a fact or a thing."""

    id: int
    """Key of the review."""
    kind: SubjectKind
    """What it is about."""
    action: ReviewAction
    """What the person did."""
    fact_id: int | None
    """Key of the fact's row now; null for other subjects, and for an orphan."""
    article_id: int | None
    """Key of the fact's article; null for other subjects, and where the article is gone."""
    is_orphaned: bool
    """True where it is about a fact that the newest extraction does not find; it counts again once the fact is back."""
    subject: dict[str, Any]
    """What the subject was when the person looked: address and title of the article, place, quote and content of a
    fact as the machine found it; anchors of other things."""
    values: dict[str, Any] | None
    """What the person set."""
    comment: str | None
    """Why."""
    reviewer: str
    """Who."""
    created_at: datetime
    """When, UTC."""
    undone_at: datetime | None
    """When it was taken back, UTC; null while it holds."""
    undone_by: str | None
    """Who took it back."""


class ReviewedFact(Record):
    """A fact as a reviewer needs to see it."""

    kind: SubjectKind
    """Kind of fact."""
    fact_id: int
    """Key of its row."""
    article_id: int
    """Key of the article."""
    article_title: str | None
    """Headline of the article."""
    outlet: str | None
    """Name of the site."""
    url: str | None
    """Canonical address of the article."""
    published_on: date | None
    """Publication day of the article, in the source's zone."""
    before: str
    """The text before the quote, from the beginning of its sentence."""
    quote: str
    """The characters that the fact was read from."""
    after: str
    """The text after the quote, to the end of its sentence."""
    rule: str
    """Rule or model that found it, with its version."""
    confidence: float | None
    """Estimated chance that the fact is right in all its fields, 0 to 1; null where an older version found it."""
    status: ReviewStatus | None
    """What was decided; null where nobody looked."""
    values: dict[str, Any]
    """Its fields as they count now."""
    machine_values: dict[str, Any]
    """What the machine found in the fields that a person corrected."""
    revision: int
    """How often it was decided on or a decision taken back: a new decision names the revision that it was made on."""


class Judged(Record):
    """What people said about a random sample of the facts of a kind."""

    kind: SubjectKind
    """Kind of fact."""
    drawn: int
    """Facts in the sample."""
    judged: int
    """Those that somebody decided about."""
    right: int
    """Those of them that were accepted as the machine had read them."""
