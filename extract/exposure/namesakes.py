"""Where a name is an official's, and where it is that of a private person who shares a word of it."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from extract.exposure.lexicon import Found, exposure_lexicon, one_of
from models.fact import Official

_AGE_BEHIND = re.compile(r"\s?\(\d{1,2}\s?[)t]|,\s\d{1,2}(?:\s(?:tahun|thn|th)\b|,)")
_BEFORE = 30


def public_mentions(text: str, officials: Sequence[Official], private: Sequence[Found]) -> Iterator[tuple[int, int]]:
    """Mentions of officials, without those that rather are of a private person.

    A full name is always the official's. One word of it is not where a role (`korban Yosef`) or an age stands beside it,
    nor where the person named last with that word is private, unless a verb of speech stands before it.
    """
    for official in officials:
        for mention in official.mentions:
            if len(mention.quote.split()) > 1 or mention.quote == official.name:
                yield mention.start, mention.end
            elif not _is_private(text, mention.start, mention.end, official, private):
                yield mention.start, mention.end


def _is_private(text: str, start: int, end: int, official: Official, private: Sequence[Found]) -> bool:
    before = text[max(0, start - _BEFORE) : start]
    if _role().search(before) or _AGE_BEHIND.match(text, end):
        return True
    if _speech().search(before):
        return False
    word = text[start:end]
    whole = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
    met = [item.start for item in private if item.end <= start and whole.search(text, item.start, item.end)]
    named = [one.start for one in official.mentions if one.end <= start and len(one.quote.split()) > 1]
    return max(met, default=-1) > max(named, default=-1)


@cache
def _role() -> re.Pattern[str]:
    words = exposure_lexicon()
    return re.compile(rf"\b(?i:{one_of((*words.private_roles, *words.accused))}),?\s$")


@cache
def _speech() -> re.Pattern[str]:
    return re.compile(rf"\b{one_of(exposure_lexicon().speech)}\s$")
