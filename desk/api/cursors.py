"""Cursors of lists that are walked by one number; each belongs to its question."""

import base64
import binascii
import hashlib
import json
from typing import Any

from models.base import Record
from models.errors import PantauError

_LONGEST, _LARGEST = 200, 2**62
_PAGING = {"limit", "after", "before", "count"}


def question_digest(kind: str, asked: Record) -> str:
    """The same for all pages of one question, another for every other question."""
    text = json.dumps([kind, asked.model_dump(mode="json", exclude=_PAGING)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def cursor(digest: str, key: int) -> str:
    """The place after a key, as `next` gives it."""
    return base64.urlsafe_b64encode(json.dumps([digest, key]).encode()).decode().rstrip("=")


def key_of(text: str | None, digest: str) -> int | None:
    """The key that a cursor names; null without one. Raises PantauError for what is none of this question."""
    if text is None:
        return None
    found: Any = None
    try:
        padded = text[:_LONGEST].encode("ascii") + b"=" * (-len(text[:_LONGEST]) % 4)
        found = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        pass
    match found:
        case [str() as of_question, int() as key] if not isinstance(key, bool) and 0 <= key < _LARGEST:
            if of_question == digest:
                return key
            raise PantauError("after belongs to another question: begin at the first page of this one")
    raise PantauError("after is no cursor that a list gave: begin at the first page")
