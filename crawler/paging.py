"""How sites number the pages of an article in its address, by the schemes of `url_rules.yml`."""

import re
from functools import cache
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from crawler.url_rules import url_rules

_LAST_NUMBER = re.compile(r"([0-9]{1,6})[^0-9]{0,100}$")


class NumberedPage(NamedTuple):
    """A page of an article, as its address says."""

    article: str
    """The address without the number."""
    number: int
    """The number, as the site counts."""
    is_named: bool
    """Whether a word says that it is a page; a bare number behind a slash may as well name an article."""


def numbered_page(url: str) -> NumberedPage | None:
    """Return which page of which article a clean address names, None for one without a page number from 2 on."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query)
    numbers = [value for name, value in pairs if name.lower() in url_rules().page_parameters]
    if len(numbers) == 1 and numbers[0].isdecimal():
        kept = [pair for pair in pairs if pair[0].lower() not in url_rules().page_parameters]
        return _page(urlunsplit(parts._replace(query=urlencode(kept))), numbers[0], is_named=True)
    match = None if parts.query else _numbered_path().fullmatch(url)
    if match is None:
        return None
    return _page(match["article"] + (match["ending"] or ""), match["number"], is_named=match["joint"] != "/")


def is_whole_view(url: str) -> bool:
    """Tell whether the address shows all pages of an article at once, as `?page=all` does."""
    views = url_rules().whole_views
    return any(value.lower() in views.get(name.lower(), ()) for name, value in parse_qsl(urlsplit(url).query))


def page_number(url: str) -> int:
    """Return the last number in the address, its page number in every scheme that an entry names; 0 without one."""
    match = _LAST_NUMBER.search(url)
    return int(match[1]) if match else 0


def _page(article: str, number: str, is_named: bool) -> NumberedPage | None:
    return NumberedPage(article, int(number), is_named) if 2 <= int(number[:4]) <= 999 else None


@cache
def _numbered_path() -> re.Pattern[str]:
    joints = sorted(map(re.escape, url_rules().page_joints), key=len, reverse=True)
    return re.compile(
        rf"(?P<article>https?://[^/]+/.+?)(?P<joint>{'|'.join(joints)})(?P<number>[0-9]{{1,3}})(?P<ending>\.s?html?)?/?"
    )
