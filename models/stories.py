"""Stories: what is stored of them, and what is shown."""

from datetime import date, datetime

from models.base import Record


class WaitingArticle(Record):
    """An article whose place among the stories has to be found, or found anew."""

    article_id: int
    """Key of the article."""
    article_version_id: int
    """Its current text."""
    text: str | None
    """Null for an article that is not relevant any more and leaves its story."""
    address: str
    """Its address, or its digest where it has none."""
    source: str | None
    """Slug of the source; null where unknown."""
    outlet: str | None
    """Name of the site."""
    origin: str | None
    """Outlet that it names as its origin."""
    published_at: datetime | None
    """Publication time, UTC; null where only a day or nothing is known."""
    published_on: date | None
    """Publication day in the source's zone."""


class StoryPairRow(Record):
    """Two articles whose texts make them one story, the lower key first."""

    article_id: int
    """Key of the first article."""
    other_id: int
    """Key of the other article."""
    share: float
    """Share of the article's text that the other has, 0 to 1."""
    other_share: float
    """Share of the other's text that the article has, 0 to 1."""


class StoredMember(Record):
    """An article's place in a story."""

    article_id: int
    """Key of the article."""
    story_id: int
    """Key of the story."""
    is_lead: bool
    """True for the one that counts."""
    similarity: float | None
    """Share of its text that the article of the story most like it has, 0 to 1; null alone."""
    reason: str | None
    """Why it belongs to the story; null alone."""


class StoryCopy(Record):
    """An article of a story."""

    article_id: int
    """Key of the article."""
    is_lead: bool
    """True for the one that counts: the declared origin, else the earliest."""
    title: str | None
    """Headline."""
    public_title: str | None = None
    """Headline as anybody may read it; null where there is none, or extraction has not made it yet."""
    outlet: str | None
    """Name of the site."""
    url: str | None
    """Canonical address."""
    published_on: date | None
    """Publication day in the source's zone."""
    origin: str | None
    """Outlet that it names as its origin."""
    removed_at: datetime | None
    """When its publisher was found to have taken it down, UTC."""
    similarity: float | None
    """Share of its text that the article of the story most like it has, 0 to 1; null alone."""
    reason: str | None
    """Why it belongs to the story; null alone."""


class StoryRow(Record):
    """A story in a list: the article that leads it, and how many tell it."""

    id: int
    """Key of the story."""
    article_count: int
    """Articles that tell it, the lead among them."""
    lead_id: int
    """Key of the article that leads."""
    title: str | None
    """Headline of that article."""
    public_title: str | None = None
    """Headline as anybody may read it; null where there is none, or extraction has not made it yet."""
    outlet: str | None
    """Name of its site."""
    url: str | None
    """Its canonical address."""
    published_on: date | None
    """Its publication day in the source's zone."""
    is_removed: bool
    """True where its publisher has taken it down."""
