"""Stored text in one line that says what it seems to say."""

import re
import unicodedata

_LOOKED_AT = 20
_MARKS = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Marks of direction and characters of no width, with which a text reads otherwise than it is written."""


def line(text: str | None, most: int = 300) -> str:
    """Stored text without control characters, line breaks and marks of direction, at most so many characters long."""
    begins = _MARKS.sub("", (text or "")[: _LOOKED_AT * most])
    plain = "".join(" " if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp", "Zs"} else c for c in begins)
    found = " ".join(plain.split())
    return found if len(found) <= most else found[: most - 1].rstrip() + "…"
