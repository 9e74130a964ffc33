"""Mends XML that its site wrote carelessly: a feed with one bad character still names its articles."""

import re
from html.entities import html5

_DECLARATION = re.compile(r"\s{0,20}<\?xml[^>]{0,200}>")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)(?:([A-Za-z0-9]{2,30});)?")


def mended(text: bytes) -> bytes:
    """Return UTF-8 without what XML does not allow: bytes of another encoding, control characters, bare `&`, `&nbsp;`.

    Tags stay as they are: what is cut off or nested wrongly is still broken.
    """
    plain = _DECLARATION.sub("", text.decode("utf-8", "replace"), count=1)
    return _AMPERSAND.sub(_escaped, _NOT_XML.sub("", plain)).lstrip().encode()


def _escaped(match: re.Match[str]) -> str:
    name = match[1]
    if name is None:
        return "&amp;"
    return html5.get(f"{name};", f"&amp;{name};").replace("<", "&lt;")
