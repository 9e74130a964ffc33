"""Publishers' permissions: recorded once, valid until revoked, never deleted."""

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


def record_permission(engine: Engine, slug: str, reference: str, by: str) -> Permission:
    """Records a permission. Raises PantauError where the source has one already."""
    with writing(engine) as session:
        held = _held(session, slug)
        if held is not None:
            raise PantauError(
                f"Source {slug} has a permission already: {held.reference} (recorded by {held.recorded_by} on "
                f"{held.recorded_at:%Y-%m-%d}); revoke it first: pantau sources permit {slug} --revoke."
            )
        row = SourcePermission(source=slug, reference=reference, recorded_by=by, recorded_at=now())
        session.add(row)
    return _permission(row)


def revoke_permission(engine: Engine, slug: str, by: str) -> Permission:
    """Ends the permission of a source and returns it. Raises PantauError where there is none."""
    with writing(engine) as session:
        held = _held(session, slug)
        if held is None:
            raise PantauError(f"Source {slug} has no permission that could be revoked.")
        held.revoked_by, held.revoked_at = by, now()
    return _permission(held)


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
