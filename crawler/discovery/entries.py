"""One entry of a listing, whatever its kind."""

from datetime import datetime
from typing import NamedTuple


class Entry(NamedTuple):
    """An address that a listing names, with what the listing tells about it."""

    url: str
    """Absolute address."""
    title: str = ""
    """Headline, or the text of the link; empty where there is none."""
    summary: str = ""
    """Plain text beside the headline: description, categories, keywords."""
    time: datetime | None = None
    """When it was published or changed, as the listing says; null where it does not."""
