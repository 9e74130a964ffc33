"""What of the stored facts may leave the private store, as SQL; `publish.public` says the rest."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, or_, select
from sqlalchemy.orm import Session

from models.public import MASK
from models.vocabulary import OfficialKind
from storage.chunks import chunks
from storage.tables import AgencyRecord, Extraction, FigureRecord, OfficialRecord, PersonRecord, Position
from storage.validity import is_valid, names_of


def is_public_office(table: type[OfficialRecord] | type[Position]) -> ColumnElement[bool]:
    """Who may be named: who speaks for the state, and others who hold a named office in a named body.

    A title alone says nothing: `ayah korban` is one. For officials, or for positions joined with their persons.
    """
    in_office = and_(table.title.is_not(None), table.agency.is_not(None))
    kind = PersonRecord.kind if table is Position else OfficialRecord.kind
    return or_(kind == OfficialKind.OFFICIAL, in_office)


def is_public_person() -> ColumnElement[bool]:
    """For officials: see `is_public_office`."""
    return is_public_office(OfficialRecord)


def public_words(own: ColumnElement[Any], public: ColumnElement[Any]) -> ColumnElement[Any]:
    """A title or quote as anybody may read it; a mask alone where extraction has not made that yet."""
    return case((public.is_not(None), public), (own.is_not(None), MASK))


def is_known_credit() -> ColumnElement[bool]:
    """For figures joined with their extraction: True where the credit names an official or agency of the article."""
    credit = FigureRecord.credited_to
    official = exists().where(
        OfficialRecord.extraction_id == Extraction.id,
        is_valid(OfficialRecord),
        is_public_person(),
        credit.in_(names_of(OfficialRecord, "name", "title", "agency")),
    )
    agency = exists().where(
        AgencyRecord.extraction_id == Extraction.id,
        is_valid(AgencyRecord),
        credit.in_(names_of(AgencyRecord, "name", "acronym")),
    )
    return and_(credit.is_not(None), or_(official, agency))


def known_credits(session: Session, figure_ids: Iterable[int]) -> set[int]:
    """Those of the figures whose credit names an official or agency of their article."""
    figures = select(FigureRecord.id).join(Extraction, Extraction.id == FigureRecord.extraction_id)
    known = figures.where(is_known_credit())
    return {
        figure_id
        for ids in chunks(figure_ids)
        for figure_id in session.scalars(known.where(FigureRecord.id.in_(ids)))
    }
