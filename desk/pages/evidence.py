"""A statement, a figure, a number told by many: the words in their sentences, who stands behind them, how to cite."""

from typing import Annotated, Any, Literal, TypeVar

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from desk.database import Snapshot
from desk.language import language_of
from desk.reader import reader_of
from desk.rendering import link, render, stored
from desk.shown import seen, shown
from models.base import Record
from models.detail import ArticleDetail
from models.rows import FigureRow, StatementRow
from models.vocabulary import SubjectKind
from publish.citation import Citation, apa, bibtex, ris
from publish.passages import Passage, hidden_in, passage, public_passage
from storage.details import article_detail
from storage.evidence import (
    Evidence,
    claim_of_figure,
    conflicts_of_claim,
    fact_at,
    figures_of_claim,
    find_claim,
    find_figure,
    find_statement,
    parse_anchor,
    permanent_place,
    speaker_of,
)
from storage.review_lists import history

router = APIRouter()

R = TypeVar("R", bound=Record)

_FORMATS = {"bib": (bibtex, "application/x-bibtex"), "ris": (ris, "application/x-research-info-systems")}


@router.get("/statements/{statement_id}")
def statement(request: Request, session: Snapshot, statement_id: int, moved: bool = False) -> HTMLResponse:
    """What an official said."""
    found = _statement(request, session, statement_id)
    official = speaker_of(session, statement_id)
    _, person_id, organization_id = official or (None, None, None)
    return render(
        request,
        "statement.html",
        **_evidence(request, session, SubjectKind.STATEMENT, found),
        person_id=person_id,
        organization_id=organization_id,
        is_edited=moved,
    )


@router.get("/figures/{figure_id}")
def figure(request: Request, session: Snapshot, figure_id: int, moved: bool = False) -> HTMLResponse:
    """A number as one article tells it."""
    found = _figure(request, session, figure_id)
    claim_id = claim_of_figure(session, figure_id)
    claim = None if claim_id is None else shown(request, session, find_claim(session, claim_id))
    return render(
        request,
        "figure.html",
        **_evidence(request, session, SubjectKind.FIGURE, found),
        claim=claim,
        conflicts=[] if claim is None else conflicts_of_claim(session, claim.id),
        is_edited=moved,
    )


@router.get("/claims/{claim_id}")
def claim(request: Request, session: Snapshot, claim_id: int) -> HTMLResponse:
    """One number with every article that tells it."""
    found = _known(request, session, find_claim(session, claim_id))
    return render(
        request,
        "claim.html",
        claim=found,
        figures=seen(request, session, figures_of_claim(session, claim_id)),
        conflicts=conflicts_of_claim(session, claim_id),
    )


@router.get("/evidence/{place}")
def evidence(
    session: Snapshot, place: str, kind: Annotated[Literal["statement", "figure"], Query()] = "statement"
) -> RedirectResponse:
    """The permalink of a fact: leads to where it is shown now."""
    found = fact_at(session, SubjectKind(kind), parse_anchor(place))
    if found is None:
        raise HTTPException(404)
    key, is_same = found
    return RedirectResponse(f"/{kind}s/{key}{'' if is_same else '?moved=true'}", 302)


@router.get("/{kind}/{fact_id}/citation.{form}")
def citation(
    request: Request,
    session: Snapshot,
    kind: Literal["statements", "figures"],
    fact_id: int,
    form: Literal["bib", "ris"],
) -> Response:
    """The reference as a file for a reference manager."""
    fact: Evidence = (_statement if kind == "statements" else _figure)(request, session, fact_id)
    cited = _cited(request, session, SubjectKind(kind.removesuffix("s")), fact)
    write, media_type = _FORMATS[form]
    headers = {"Content-Disposition": f'attachment; filename="{cited.key}.{form}"'}
    return PlainTextResponse(write(cited), media_type=media_type, headers=headers)


def _statement(request: Request, session: Session, statement_id: int) -> StatementRow:
    return _known(request, session, find_statement(session, statement_id))


def _figure(request: Request, session: Session, figure_id: int) -> FigureRow:
    return _known(request, session, find_figure(session, figure_id))


def _known(request: Request, session: Session, record: R | None) -> R:
    found = shown(request, session, record)
    if found is None:
        raise HTTPException(404)
    return found


def _evidence(request: Request, session: Session, kind: SubjectKind, fact: Evidence) -> dict[str, Any]:
    """What the pages of statements and figures have in common."""
    detail = article_detail(session, fact.article_id)
    assert detail is not None  # the fact stands in it, in the same snapshot
    visible = shown(request, session, detail)
    assert visible is not None  # as the fact is
    cited = _cited(request, session, kind, fact)
    return {
        "fact": fact,
        "kind": kind,
        "passage": _passage(detail, fact, reader_of(request).sees_private),
        "copies": visible.copies,
        "origins": visible.origins,
        "reviews": history(session, kind, fact.id),
        "citation": cited,
        "apa": apa(cited, language_of(request).value),
        "bibtex": bibtex(cited),
        "ris": ris(cited).replace("\r\n", "\n"),
    }


def _passage(detail: ArticleDetail, fact: Evidence, private: bool) -> Passage:
    if private:
        return passage(detail.text, fact.start, fact.end)
    return public_passage(detail.text, fact.start, fact.end, hidden_in(detail))


def _cited(request: Request, session: Session, kind: SubjectKind, fact: Evidence) -> Citation:
    place = permanent_place(session, fact)
    said = fact.speaker if isinstance(fact, StatementRow) else None
    return Citation(
        outlet=stored(fact.outlet),
        title=stored(fact.article_title),
        published_on=fact.published_on,
        url=link(fact.url or ""),
        note=f"Pernyataan {stored(said)}" if said else "Angka",
        permalink=str(request.base_url.replace(path=f"/evidence/{place}", query=f"kind={kind.value}")),
        key=f"pantau-{kind.value}-{str(place).replace('.', '-')}",
    )
