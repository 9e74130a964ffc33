"""What all tables share. Columns end in `_id _url _date _on _at _code` where they are one, booleans begin `is_`."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, LargeBinary, MetaData, String
from sqlalchemy.orm import DeclarativeBase

from models.accounts import Role
from models.claims import ConflictRule, CreditKind, FlagKind, LeftOut
from models.stages import Stage
from models.vocabulary import (
    Age,
    AgencyType,
    ArticleField,
    DateKind,
    ExposureKind,
    FigureTopic,
    FigureUnit,
    NameKind,
    OfficialKind,
    PairStatus,
    PeriodKind,
    RegionKind,
    ReviewAction,
    ReviewStatus,
    Sex,
    StatementKind,
    SubjectKind,
    Terms,
    Topic,
    Verdict,
)
from models.withdrawal import WithdrawalKind, WithdrawnKeyKind
from storage.types import ExactNumber, SafeText, UtcDateTime, code_column

_VOCABULARIES = (
    Age,
    AgencyType,
    ArticleField,
    ConflictRule,
    DateKind,
    ExposureKind,
    FigureTopic,
    FigureUnit,
    FlagKind,
    LeftOut,
    OfficialKind,
    NameKind,
    PairStatus,
    PeriodKind,
    RegionKind,
    ReviewAction,
    ReviewStatus,
    Role,
    Sex,
    Stage,
    CreditKind,
    StatementKind,
    SubjectKind,
    Terms,
    Topic,
    Verdict,
    WithdrawalKind,
    WithdrawnKeyKind,
)


_COLUMN_TYPES: dict[Any, Any] = {
    str: SafeText,
    datetime: UtcDateTime,
    Decimal: ExactNumber,
    bytes: LargeBinary,
    dict[str, Any]: JSON(none_as_null=True),
    **{vocabulary: code_column(vocabulary) for vocabulary in _VOCABULARIES},
}
"""How Python types are stored."""


class Base(DeclarativeBase):
    """The metadata that Alembic compares a database with."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = _COLUMN_TYPES


Digest = String(64)
"""SHA-256 in hex."""
