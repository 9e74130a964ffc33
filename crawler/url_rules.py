"""Loads `url_rules.yml`: which parts of an address do not name the article."""

from functools import cache
from pathlib import Path

import yaml

from models.base import Record

RULES_FILE = Path(__file__).with_name("url_rules.yml")


class UrlRules(Record):
    """The lists of `url_rules.yml`, lower case."""

    meta: dict[str, object]
    """Source, licence and date of the lists."""
    view_parameters: frozenset[str]
    """Query parameters that choose a page or view of an article."""
    tracking_parameters: frozenset[str]
    """Query parameters that say where the reader came from."""
    session_parameters: frozenset[str]
    """Query parameters that may carry a visitor's session."""
    amp_segments: frozenset[str]
    """Path segments of AMP copies."""
    view_segments: frozenset[str]
    """Last path segments of other views of an article."""
    copy_segments: dict[str, str]
    """First path segments of copies, with that of the original."""
    next_page_words: frozenset[str]
    """Whole texts of links to the next page of a listing."""
    months: dict[str, str]
    """Indonesian months, first three letters, with the English ones."""
    page_parameters: frozenset[str]
    """Query parameters that number the pages of an article."""
    page_joints: tuple[str, ...]
    """What stands between an article's address and the number of its page."""
    whole_views: dict[str, frozenset[str]]
    """Query parameters, with their values, that show all pages of an article at one address."""


@cache
def url_rules() -> UrlRules:
    """Return the lists; raises pydantic's ValidationError where the file is broken."""
    return UrlRules.model_validate(yaml.safe_load(RULES_FILE.read_text(encoding="utf-8")))
