"""What a page asks of robots: `<meta name=robots>`, `X-Robots-Tag` and TDMRep, all that is said and what it forbids."""

from collections.abc import Iterable
from typing import NamedTuple

OUR_NAME = "pantautppo"
"""The crawler's name in robots.txt, in lower case: pages may speak to it alone."""
REFUSING = ("noindex", "none", "noai", "tdm-reservation")
"""Directives under which a page is not kept; docs/decisions.md says why these and not the others."""
_WITH_VALUE = ("max-snippet", "max-image-preview", "max-video-preview", "unavailable_after")


class Directives(NamedTuple):
    """The directives that apply to this crawler, in lower case, without doubles, in their order."""

    names: tuple[str, ...]

    @property
    def refusal(self) -> str | None:
        """The directive that forbids to keep the page, None where none does."""
        return next((name for name in REFUSING if name in self.names), None)

    def __str__(self) -> str:
        return ", ".join(self.names)


def directives(
    metas: Iterable[tuple[str, str]], headers: Iterable[str], tdm_header: str | None
) -> Directives:
    """Return what applies to us of the page's `<meta>` (name, content) and of its `X-Robots-Tag` headers.

    What is said to all robots and what is said to us by name add up, as search engines read it; what is said to
    others does not apply. `tdm_header` is the header `TDM-Reservation`, whose 1 reserves text and data mining.
    """
    found: list[str] = []
    for name, content in metas:
        if name in {"robots", OUR_NAME}:
            found.extend(content.split(","))
        elif name == "tdm-reservation" and content.strip() == "1":
            found.append(name)
    for header in headers:
        found.extend(_of_header(header))
    if (tdm_header or "").strip() == "1":
        found.append("tdm-reservation")
    return Directives(tuple(dict.fromkeys(name for each in found if (name := each.strip().lower()))))


def _of_header(value: str) -> Iterable[str]:
    """Directives of one header; `name: a, b` speaks to the robot of that name until another is named."""
    is_for_us = True
    for part in value.split(","):
        before, colon, after = part.partition(":")
        directive = part
        if colon and before.strip().lower() not in _WITH_VALUE:
            is_for_us, directive = before.strip().lower() == OUR_NAME, after
        if is_for_us:
            yield directive
