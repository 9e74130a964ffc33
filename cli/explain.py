"""What `pantau extract --explain` shows: the text with every fact in colour, and the reason for each."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from rich.text import Text

from cli.lists import day_text, period_text, sure_text, unit_text, value_text
from cli.output import console, print_table
from models.fact import Agency, DateMention, Evidence, Exposure, Figure, Law, Official, Statement

if TYPE_CHECKING:
    from jinja2 import Template

    from models.explanation import ExplainedArticle, Explanation

LABELS = {
    "officials": "Pejabat",
    "agencies": "Lembaga",
    "dates": "Tanggal",
    "figures": "Angka",
    "statements": "Pernyataan",
    "laws": "Aturan",
    "exposures": "Pengenal orang",
}
"""Fields of facts, as Indonesian readers call them."""
_STYLES = {
    "officials": "black on bright_cyan",
    "agencies": "black on bright_magenta",
    "dates": "black on bright_green",
    "figures": "black on bright_yellow",
    "statements": "italic underline",
    "laws": "black on white",
    "exposures": "white on red",
}


class Piece(NamedTuple):
    """A stretch of the text that the same facts cover."""

    text: str
    numbers: tuple[int, ...]
    """Numbers of the facts, counted from 1; the one that covers least comes first."""
    opens: tuple[int, ...]
    """Those that begin here."""


def print_explained(article: "ExplainedArticle") -> None:
    """Prints to the terminal; a pipe gets the same without colours."""
    out = console()
    for line in _head(article):
        out.print(line, markup=False)
    text = Text("\n")
    for piece in pieces(article.text, [one.fact for one in article.explanations]):
        text.append("".join(f"[{n}]" for n in piece.opens), style="bold")
        field = article.explanations[piece.numbers[0] - 1].field if piece.numbers else ""
        text.append(piece.text, style=_STYLES.get(field, ""))
    out.print(text, "")
    rows = [
        (
            str(n),
            LABELS[one.field],
            fact_text(one.fact),
            one.fact.quote,
            reason_text(one),
            sure_text(one.fact.confidence),
        )
        for n, one in enumerate(article.explanations, start=1)
    ]
    print_table("Fakta dan alasannya", ("#", "Jenis", "Fakta", "Bukti", "Alasan", "#Yakin"), rows)


def explained_page(article: "ExplainedArticle") -> str:
    """The same as one self-contained HTML page: no script, no other file."""
    facts = [
        {
            "number": n,
            "field": one.field,
            "label": LABELS[one.field],
            "text": fact_text(one.fact),
            "quote": one.fact.quote,
            "place": f"{one.fact.start}–{one.fact.end}",
            "reason": reason_text(one),
            "rule": one.fact.rule,
            "sure": sure_text(one.fact.confidence),
        }
        for n, one in enumerate(article.explanations, start=1)
    ]
    parts = [
        (piece, facts[piece.numbers[0] - 1] if piece.numbers else None)
        for piece in pieces(article.text, [one.fact for one in article.explanations])
    ]
    return _template().render(head=_head(article), facts=facts, parts=parts, labels=LABELS)


def pieces(text: str, facts: Sequence[Evidence]) -> Iterator[Piece]:
    """The whole text in order, cut wherever a fact begins or ends."""
    begins: dict[int, list[int]] = {}
    ends: dict[int, list[int]] = {}
    for n, fact in enumerate(facts, start=1):
        begins.setdefault(fact.start, []).append(n)
        ends.setdefault(fact.end, []).append(n)
    cuts = sorted({0, len(text), *begins, *ends})
    active: set[int] = set()
    for start, end in pairwise(cuts):
        active.difference_update(ends.get(start, ()))
        active.update(begins.get(start, ()))
        order = sorted(active, key=lambda n: (facts[n - 1].end - facts[n - 1].start, n))
        yield Piece(text[start:end], tuple(order), tuple(begins.get(start, ())))


def fact_text(fact: Evidence) -> str:
    """A fact in one line."""
    match fact:
        case Official():
            return ", ".join(part for part in (fact.name, fact.rank, fact.title, fact.agency) if part)
        case Agency():
            return f"{fact.name}{f' ({fact.acronym})' if fact.acronym else ''}: {fact.type.value}"
        case DateMention():
            days = dict.fromkeys((day_text(fact.first), day_text(fact.last)))
            return f"{' – '.join(days)} ({fact.kind.value})"
        case Figure():
            period = period_text(fact.period_start, fact.period_end, fact.period_kind)
            where = fact.region or "wilayah tidak jelas"
            said = f", kata {fact.credited_to}" if fact.credited_to else ""
            return f"{value_text(fact)} {unit_text(fact)}, {fact.topic.value}, {where}, {period}{said}"
        case Statement():
            kind = "langsung" if fact.kind.value == "direct" else "tidak langsung"
            return f"{fact.speaker}: {fact.cue or 'tanpa kata pengantar'} ({kind})"
        case Law():
            numbered = "/".join(str(part) for part in (fact.number, fact.year) if part)
            return " ".join(part for part in (fact.type, numbered, fact.article) if part)
        case Exposure():
            return f"{fact.kind.value}; disamarkan saat diekspor"
    raise TypeError(f"no words for {type(fact).__name__}")


def reason_text(one: "Explanation") -> str:
    """The rule, then what speaks for a second look."""
    doubts = f" Perlu dilihat lagi: {'; '.join(one.doubts)}." if one.doubts else ""
    return f"{one.reason[:1].upper()}{one.reason[1:]}.{doubts}"


def _head(article: "ExplainedArticle") -> list[str]:
    terms = ", ".join(dict.fromkeys(f"{hit.term} ({hit.weight:+g})" for hit in article.terms))
    return [
        article.title or "(tanpa judul)",
        f"Terbit: {article.published or 'tidak diketahui'} · Tempat: {article.place}",
        f"TPPO: {'ya' if article.is_relevant else 'bukan'} (skor {article.score:g}: {terms or 'tidak ada istilah'})",
        f"Topik: {', '.join(article.topics) or '-'} · {len(article.explanations)} fakta · kaidah {article.extractor}",
    ]


@cache
def _template() -> "Template":
    from jinja2 import Environment, PackageLoader

    return Environment(loader=PackageLoader("cli"), autoescape=True).get_template("explain.html")
