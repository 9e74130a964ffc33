"""Bytes of a page or file -> text. The bytes decide, not what a header claims about them."""

import codecs
import re

from models.errors import NotAnArticle

MAX_BYTES = 20_000_000
_MAGIC = (
    b"%PDF",
    b"\x89PNG",
    b"GIF8",
    b"PK\x03\x04",
    b"\xff\xd8\xff",
    b"\x1f\x8b",
    b"RIFF",
    b"\x7fELF",
    b"MZ\x90",
    b"Rar!",
)
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd]")
_CONTROL_BYTES = bytes({*range(0x20), 0x7F} - set(b"\t\n\r"))
_LONG_CONTROL = re.compile(rb"\xc2[\x80-\x9f]")
# UTF-8 that was once read as Windows-1252 and written as UTF-8 again: â€œ for “.
_MOJIBAKE = re.compile(r"â[€\x80][œ\x9d™˜“”¦\x9c\x93\x94\x98\x99\xa6¢]|Â[\xa0°·»«©®]")
_MAX_CONTROL_SHARE = 0.02


def decode(body: bytes, name: str) -> str:
    """The text of the bytes: UTF-8, single bytes that are none read as Windows-1252; `name` is for the message.

    A page that declares UTF-8 and sends Windows-1252 (or the reverse) keeps its curly quotes. Raises NotAnArticle
    for an empty, binary or huge body.
    """
    if len(body) > MAX_BYTES:
        raise NotAnArticle(
            f"{name}: {len(body) / 1e6:.0f} MB is more than an article can have (limit {MAX_BYTES // 10**6} MB); "
            "give the article alone."
        )
    if not body.strip():
        raise NotAnArticle(f"{name}: is empty; there is nothing to read.")
    if body.startswith(_UTF16_MARKS):
        text = body.decode("utf-16", errors="replace")
    elif body.startswith(_MAGIC) or b"\x00" in body[:4096]:
        raise NotAnArticle(f"{name}: is a binary file, not text or HTML; give the text of the article.")
    else:
        codecs.register_error("pantau-windows-1252", _as_windows_1252)
        text = body.decode("utf-8", errors="pantau-windows-1252").lstrip("\ufeff")
    if "â" in text or "Â" in text:  # the pattern is slow on a whole page
        text = _MOJIBAKE.sub(_repaired, text)
    refuse_binary(text, name)
    return text


def refuse_binary(text: str, name: str) -> None:
    """Raises NotAnArticle for a text with NUL characters or full of control characters."""
    sample = text[:100_000]
    if not _has_controls(sample):
        return
    if "\x00" in sample or len(_CONTROL.findall(sample)) > _MAX_CONTROL_SHARE * len(sample):
        raise NotAnArticle(f"{name}: is a binary file, not text or HTML; give the text of the article.")


def without_controls(text: str) -> str:
    """The text without control characters, which no parser and no reader wants."""
    return _CONTROL.sub("", text) if _has_controls(text) else text


def _has_controls(text: str) -> bool:
    """Whether `_CONTROL` finds anything; many times faster than it on a whole page."""
    if text.isascii() and text.isprintable():
        return False
    raw = text.encode("utf-8", "surrogatepass")
    return (
        len(raw.translate(None, _CONTROL_BYTES)) < len(raw)
        or "\ufffd" in text
        or _LONG_CONTROL.search(raw) is not None
    )


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end


def _repaired(match: re.Match[str]) -> str:
    # Bytes that Windows-1252 leaves open (0x9D, of ”) came through as Latin-1.
    raw = b"".join(c.encode("latin-1" if ord(c) < 256 else "cp1252") for c in match.group())
    return raw.decode("utf-8", errors="replace").replace("\ufffd", "")
