"""`pantau show`: one article with every fact and the characters it came from."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from cli.changes import print_changes
from cli.database import open_database
from cli.lists import day_text, period_text, shortened, sure_text, unit_text, value_text
from cli.options import LARGEST_ID, AsJson
from cli.output import console, print_json, print_table
from cli.review_words import print_reviews, review_mark
from models.errors import PantauError

if TYPE_CHECKING:
    from models.detail import ArticleDetail
    from models.fact import Exposure


def show(
    article_id: Annotated[
        int, typer.Argument(metavar="ID", help="Number of the article, as the tables print it.")
    ],
    as_json: AsJson = False,
    changes: Annotated[
        bool, typer.Option("--changes", help="What edits of the article changed in its facts.")
    ] = False,
) -> None:
    """Shows one article: its text, its facts, and where each stands in the text."""
    from storage.changes import article_changes
    from storage.details import article_detail
    from storage.engine import reading

    with reading(open_database()) as session:
        detail = article_detail(session, article_id) if article_id <= LARGEST_ID else None
        edits = article_changes(session, article_id) if detail and changes else []
    if detail is None:
        raise PantauError(f"There is no article {article_id}; `pantau articles` lists the numbers.")
    if changes:
        if as_json:
            print_json([edit.model_dump(mode="json") for edit in edits])
        else:
            print_changes(edits)
        return
    if as_json:
        print_json(detail.model_dump(mode="json"))
        return
    _print_head(detail)
    _print_facts(detail)


def _print_head(detail: "ArticleDetail") -> None:
    article, out = detail.article, console()
    out.print(f"[bold]{(article.title or '(tanpa judul)').replace('[', '(')}[/bold]")
    day = day_text(article.published_on) if article.published_on else "tanggal tidak diketahui"
    lines = [
        f"{article.outlet or article.source or 'sumber tidak diketahui'}, {day} · {article.place_name}",
        article.url or "; ".join(origin.path or "" for origin in detail.origins),
        f"TPPO: {'ya' if article.is_relevant else 'bukan'} (skor {article.relevance_score:g}, {detail.relevance_rule})",
    ]
    if article.removed_at is not None:
        lines.append(
            f"DICABUT penerbit, diketahui {day_text(article.removed_at.date())}: {article.removal_reason}"
        )
    if article.is_paid:
        lines.append("Berita berbayar (ADV)")
    if detail.story_id is not None:
        lines.append(_story_text(detail))
    if article.origin:
        lines.append(f"Disalin dari {article.origin}")
    lines.extend(
        f"Arsip: {record.file}, bita {record.offset}, {record.digest}"
        for origin in detail.origins
        for record in origin.archived
    )
    told = {(record.file, record.offset) for origin in detail.origins for record in origin.archived}
    lines.extend(
        f"Juga dalam arsip: {record.file}, bita {record.offset}, diambil {day_text(record.fetched_at.date())}"
        for record in detail.captures
        if (record.file, record.offset) not in told
    )
    for line in (*lines, "", detail.text, ""):
        out.print(line, markup=False)


def _story_text(detail: "ArticleDetail") -> str:
    others = [copy for copy in detail.copies if copy.article_id != detail.article.id]
    told = f"Cerita {detail.story_id} (pantau stories {detail.story_id}): "
    if not others:
        return f"{told}hanya berita ini"
    role = "berita utama" if detail.copies[0].article_id == detail.article.id else "salinan"
    copies = ", ".join(f"#{copy.article_id} {copy.outlet or ''}".rstrip() for copy in others)
    return f"{told}{role}; juga dimuat sebagai {copies}"


def _print_facts(detail: "ArticleDetail") -> None:
    from extract.confidence.reasons import rule_words
    from models.rows import InArticle

    tables: list[tuple[str, Sequence[tuple[InArticle | Exposure, str]]]] = [
        (
            "Pejabat dan narasumber",
            [(o, f"{o.name} — {o.title or '?'} ({o.agency or '?'})") for o in detail.officials],
        ),
        (
            "Lembaga",
            [
                (a, f"{a.name}{f' ({a.acronym})' if a.acronym else ''}: {a.type.value}")
                for a in detail.agencies
            ],
        ),
        ("Tanggal", [(d, f"{d.first_on} s.d. {d.last_on} ({d.kind.value})") for d in detail.dates]),
        (
            "Angka",
            [
                (
                    f,
                    f"{value_text(f)} {unit_text(f)}, {f.topic.value}, {f.region or '?'}, "
                    f"{period_text(f.period_start, f.period_end, f.period_kind)}",
                )
                for f in detail.figures
            ],
        ),
        (
            "Pernyataan",
            [(s, f"{s.speaker} ({s.kind.value}, {s.cue or 'tanpa kata kutip'})") for s in detail.statements],
        ),
        ("Yang dapat mengenali orang", [(e, e.kind.value) for e in detail.exposures]),
        ("Aturan", [(w, f"{w.type} {w.number or ''}/{w.year or ''} {w.article or ''}") for w in detail.laws]),
    ]
    for title, facts in tables:
        rows = [
            (
                text + (review_mark(fact) if isinstance(fact, InArticle) else ""),
                f"{fact.start}–{fact.end}",
                shortened(fact.quote, 160),
                rule_words(fact.rule),
                sure_text(fact.confidence),
            )
            for fact, text in facts
        ]
        if rows:
            print_table(title, ("Fakta", "Huruf", "Bukti", "Mengapa", "#Yakin"), rows)
    if detail.reviews:
        print_reviews("Tinjauan", detail.reviews)
    console().print(_KEY, markup=False)


_KEY = (
    "Huruf: letak bukti di naskah, dihitung dari 0. Yakin: perkiraan peluang bahwa fakta itu benar seluruhnya; "
    "periksa dahulu yang rendah. Kode kaidah: pantau show ID --json."
)
