"""Publishers' permissions: recorded once, valid until revoked, never deleted."""

from collections.abc import Sequence

from sqlalchemy import Engine, Select, select
from sqlalchemy.orm import Session

from models.errors import PantauError
from models.source import Permission
from storage.engine import reading, writing
from storage.tables import SourcePermission
from storage.types import now


def permissions(engine: Engine) -> dict[str, Permission]:
    """The valid permissions by slug of their source."""
    with reading(engine) as session:
        return {row.source: _permission(row) for row in session.scalars(_valid())}


def record_permissions(engine: Engine, slugs: Sequence[str], reference: str, by: str) -> None:
    """Records one permission for all the sources. Raises PantauError, and records none, where one has a permission."""
    with writing(engine) as session:
        for slug in slugs:
            held = _held(session, slug)
            if held is not None:
                raise PantauError(
                    f"Source {slug} has a permission already: {held.reference} (recorded by {held.recorded_by} on "
                    f"{held.recorded_at:%Y-%m-%d}); revoke it first: pantau sources permit {slug} --revoke."
                )
            session.add(SourcePermission(source=slug, reference=reference, recorded_by=by, recorded_at=now()))


def revoke_permissions(engine: Engine, slugs: Sequence[str], by: str) -> None:
    """Ends the permissions of the sources. Raises PantauError, and ends none, where one has no permission."""
    with writing(engine) as session:
        for slug in slugs:
            held = _held(session, slug)
            if held is None:
                raise PantauError(f"Source {slug} has no permission that could be revoked.")
            held.revoked_by, held.revoked_at = by, now()


def _valid() -> Select[SourcePermission]:
    return select(SourcePermission).where(SourcePermission.revoked_at.is_(None))


def _held(session: Session, slug: str) -> SourcePermission | None:
    return session.scalar(_valid().where(SourcePermission.source == slug))


def _permission(row: SourcePermission) -> Permission:
    return Permission(
        source=row.source,
        reference=row.reference,
        recorded_by=row.recorded_by,
        recorded_at=row.recorded_at,
    )
