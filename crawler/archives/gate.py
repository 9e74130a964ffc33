"""The topic gate on the bytes of a page, before anything is parsed: what has no word of the topic is passed over."""

import re
from functools import cache
from typing import NamedTuple

from crawler.topics import topics

_LETTERS = b"abcdefghijklmnopqrstuvwxyz0123456789"
_WORDS_ALONE = bytes(c if c in _LETTERS else 32 for c in bytes(range(256)).lower())
"""Lower case, and a blank for every byte that is no ASCII letter or digit."""
_HIDING = re.compile(rb"&(?:shy|zwnj|zwj|#0{0,5}173|#x0{0,5}ad|#0{0,5}820[345]|#x0{0,5}200[bcd]);")
"""Soft hyphens and the like, as entities."""
_ESCAPE = re.compile(rb"(?<!\\)\\++(?:[nrtbf]|u00[0-9a-f]{2})")
"""What JSON writes between words."""
_REPLACED = (
    *((sign.encode(), b"") for sign in ("\u00ad", "\u200b", "\u200c", "\u200d", "\ufeff")),
    *((sign.encode(), letter) for sign, letter in (("\u212a", b"k"), ("\u017f", b"s"), ("\u0130", b"i"))),
)
"""Signs that hide a word, and what cleaning takes for k, s and i (`models.article`)."""
_LETTER_REFERENCE = re.compile(rb"&#(?:x0{0,5}([0-9a-f]{2})|0{0,5}(\d{2,3}));")
_TAG_OR_ENTITY = re.compile(rb"<[^<>]*>|&#?[a-z0-9]{1,8};")
_HIDDEN_ENDS = {
    b"<script": re.compile(rb"</script[^<>]*>"),
    b"<style": re.compile(rb"</style[^<>]*>"),
    b"<!--": re.compile(rb"-->"),
}
"""What no reader sees: how it begins, and what ends it."""
_HIDDEN_BEGINS = re.compile(rb"<(?:script|style)\b|<!--")
_INLINE = (
    rb"(?>/?(?:a|abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|ins|kbd|label|mark|q|s|small|span|strike"
    rb"|strong|sub|sup|time|tt|u|var|wbr|[a-z]+-[a-z0-9-]+)\b[^<>]*>)"
)
_WITHIN_WORDS = re.compile(rb"<" + _INLINE)
"""Markup that may stand inside a word or a phrase without parting it."""
_IN_A_WORD = re.compile(rb"<(?<=[a-z0-9]<)" + _INLINE + rb"(?:<" + _INLINE + rb")*+(?=[a-z0-9])")
"""Such markup between two letters."""


class _Phrase(NamedTuple):
    """Words in a row."""

    words: frozenset[bytes]
    """Those of them that are written out, which is quick to tell."""
    pattern: re.Pattern[bytes]
    """In words with one blank between and around them."""


class _Words(NamedTuple):
    """The words that let a page pass."""

    single: frozenset[bytes]
    beginnings: tuple[bytes, ...]
    """Of words with any ending, with the blank before them."""
    phrases: tuple[_Phrase, ...]


def speaks_of_topic(page: bytes) -> bool:
    """Tell whether a page, unpacked but not decoded, has a word of the list anywhere: in its text, or else.

    Reads every encoding that has ASCII in it, UTF-16 among them. Words are found across line breaks, entities and
    markup between and inside them, so that no page is passed over whose text has one. Only words count that weigh as
    much as `page_weight` says.
    """
    low = _unhidden((_in_utf8(page) if b"\0" in page else page).lower())
    has_word = _has_word(low)
    if has_word:
        return True
    shown = _shown(low)
    if has_word is None or _IN_A_WORD.search(shown):  # elsewhere markup hides no word
        has_word = _has_word(_WITHIN_WORDS.sub(b"", shown))
    return has_word is True


def _shown(low: bytes) -> bytes:
    """The page with an inline tag in the place of scripts, styles and comments; those without an end stay.

    The work grows with the length of the page alone, whatever it has in it.
    """
    parts, at = [], 0
    endless = set[bytes]()
    for begin in _HIDDEN_BEGINS.finditer(low):
        if begin.start() < at or begin[0] in endless:
            continue
        end = _HIDDEN_ENDS[begin[0]].search(low, begin.end())
        if end is None:
            endless.add(begin[0])
            continue
        parts.append(low[at : begin.start()])
        at = end.end()
    return b"<b>".join([*parts, low[at:]])


def _in_utf8(page: bytes) -> bytes:
    """A page with zero bytes in UTF-8, by what the zeros say of its encoding, and behind it without them."""
    head = page.removeprefix(b"\xff\xfe")[:4]
    wide = "utf-32" if page.count(b"\0") > len(page) // 2 + 8 else "utf-16"
    order = "" if page[:2] in {b"\xff\xfe", b"\xfe\xff"} else "-be" if head[:1] == b"\0" else "-le"
    decoded = page.decode(wide + order, "ignore").encode("utf-8", "ignore")
    return decoded + b" " + page.replace(b"\0", b"")


def _unhidden(low: bytes) -> bytes:
    """The page without what hides letters or words from a search; each is sought the quick way first."""
    if b"&#" in low:
        low = _LETTER_REFERENCE.sub(_letter, low)
    if b"&#" in low or b"&shy;" in low or b"&zw" in low:
        low = _HIDING.sub(b"", low)
    for sign, letter in _REPLACED:
        low = low.replace(sign, letter)
    return _ESCAPE.sub(b" ", low) if b"\\" in low else low


def _letter(match: re.Match[bytes]) -> bytes:
    code = int(match[1], 16) if match[1] else int(match[2])
    return bytes([code]).lower() if code < 128 and chr(code).isalnum() else match[0]


def _has_word(low: bytes) -> bool | None:
    """Tell whether a word of the list is there; nothing where all words of a phrase are, but not in a row."""
    listed = _words()
    apart = b" " + low.translate(_WORDS_ALONE)
    words = set(apart.split())
    if not words.isdisjoint(listed.single) or any(beginning in apart for beginning in listed.beginnings):
        return True
    possible = [phrase.pattern for phrase in listed.phrases if phrase.words <= words]
    if not possible:
        return False
    text = b" %s " % b" ".join(_TAG_OR_ENTITY.sub(b" ", low).translate(_WORDS_ALONE).split())
    return any(pattern.search(text) for pattern in possible) or None


@cache
def _words() -> _Words:
    weight = topics().gate.page_weight
    listed = [word.encode() for group in topics().words if group.weight >= weight for word in group.words]
    alone = [word for word in listed if b" " not in word]
    return _Words(
        frozenset(word for word in alone if not word.endswith(b"*")),
        tuple(b" " + word[:-1] for word in alone if word.endswith(b"*")),
        tuple(_phrase(phrase.split()) for phrase in listed if b" " in phrase),
    )


def _phrase(words: list[bytes]) -> _Phrase:
    parts = [
        re.escape(word[:-1]) + b"[a-z0-9]*" if word.endswith(b"*") else re.escape(word) for word in words
    ]
    written = frozenset(word for word in words if not word.endswith(b"*"))
    return _Phrase(written, re.compile(b" %s " % b" ".join(parts)))
