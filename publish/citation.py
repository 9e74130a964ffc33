"""How to cite a fact: the article that says it, and where its evidence is shown."""

import re
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

_TEX = {c: f"\\{c}" for c in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


@dataclass(frozen=True, slots=True)
class Citation:
    """What is cited. Titles are given as anybody may see them."""

    outlet: str | None
    title: str | None
    published_on: date | None
    url: str | None
    note: str
    """What the article is cited for."""
    permalink: str
    """Address that shows the evidence, also after the article was read anew."""
    key: str
    """Letters, digits and hyphens: what a manuscript refers to it by."""


def apa(cited: Citation, language: str = "id") -> str:
    """A reference in the style of APA 7 for an article of a news site, with the evidence in brackets.

    Indonesian and English differ in the order of the date and in `t.t.` and `n.d.`.
    """
    unknown = "t.t." if language == "id" else "n.d."
    pattern = "y, d MMMM" if language == "id" else "y, MMMM d"
    day = cited.published_on
    when = unknown if day is None else format_date(day, format=pattern, locale=language)
    parts = [f"{cited.outlet or cited.url or '—'}. ({when}).", f"{cited.title or '—'}."]
    if cited.url:
        parts.append(cited.url)
    return " ".join((*parts, f"[{cited.note}: {cited.permalink}]"))


def bibtex(cited: Citation) -> str:
    """An `@online` entry of BibLaTeX, which BibTeX styles with `@misc` fields read too."""
    fields = {
        "author": f"{{{_tex(cited.outlet)}}}" if cited.outlet else None,
        "title": f"{{{_tex(cited.title)}}}" if cited.title else None,
        "date": cited.published_on.isoformat() if cited.published_on else None,
        "year": str(cited.published_on.year) if cited.published_on else None,
        "url": cited.url,
        "note": _tex(cited.note) + f": \\url{{{cited.permalink}}}",
        "langid": "indonesian",
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@online{{{cited.key},\n" + ",\n".join(lines) + "\n}\n"


def ris(cited: Citation) -> str:
    """An entry of RIS, type NEWS."""
    day = cited.published_on
    fields = [
        ("TY", "NEWS"),
        ("ID", cited.key),
        ("AU", cited.outlet),
        ("T2", cited.outlet),
        ("TI", cited.title),
        ("PY", str(day.year) if day else None),
        ("DA", f"{day:%Y/%m/%d}" if day else None),
        ("UR", cited.url),
        ("L2", cited.permalink),
        ("N1", f"{cited.note}: {cited.permalink}"),
        ("LA", "id"),
    ]
    lines = [f"{tag}  - {_one_line(value)}" for tag, value in fields if value]
    return "\r\n".join((*lines, "ER  - ", ""))


def _tex(text: str) -> str:
    return "".join(_TEX.get(letter, letter) for letter in _one_line(text))


def _one_line(text: str) -> str:
    return re.sub(r"[\s\x00-\x1f\x7f]+", " ", text).strip()
