"""The pages of one article to one text: in order, without what further pages repeat."""

import re
from collections.abc import Sequence

from extract.cleaning.furniture import cut_after_stop

_WHOLE = 0.8
_LONG = 40
_MOST_REPEATED = 10


def join_pages(pages: Sequence[Sequence[str]]) -> list[str]:
    """Lines of all pages. A page that holds the pages before replaces them; what page 2 repeats is left out."""
    lines = cut_after_stop(pages[0])
    for page in pages[1:]:
        new = cut_after_stop(page)
        if len(set(lines) & set(new)) >= _WHOLE * len(set(lines)):
            lines = new
        else:
            lines += _without_repeats(lines, new)
    return lines


def is_same_article(title: str | None, further_title: str | None) -> bool:
    """False where the headlines share no word: the site answered with another article."""
    if not title or not further_title:
        return True
    return bool(_words(title) & _words(further_title))


def _without_repeats(lines: Sequence[str], new: Sequence[str]) -> list[str]:
    """A further page's lines without those of the pages before: the last ones again, leads, leads cut short by dots."""
    most = min(len(lines), len(new), _MOST_REPEATED)
    again = next((n for n in range(most, 0, -1) if list(lines[-n:]) == list(new[:n])), 0)
    known = set(lines)
    starts = {line[:_LONG] for line in lines if len(line) >= _LONG}
    kept = []
    for line in new[again:]:
        is_cut = line.endswith(("...", "…")) and len(line) > _LONG and line[:_LONG] in starts
        if not is_cut and (line not in known or len(line) < _LONG):
            kept.append(line)
    return kept


def _words(title: str) -> set[str]:
    return set(re.findall(r"\w{3,}", title.casefold()))
