"""Plain text of what listings say about an article."""

import re
from html import unescape

MAX_CHARS = 1000
_TAG = re.compile(r"<[^<>]{0,500}>")


def plain_text(text: str) -> str:
    """Return the text without markup and entities, in one line, of at most `MAX_CHARS` characters."""
    text = _TAG.sub(" ", unescape(text[: 4 * MAX_CHARS]))
    return " ".join(unescape(text).split())[:MAX_CHARS]
