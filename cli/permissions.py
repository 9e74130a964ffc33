"""`pantau sources permit`: a publisher's permission, recorded or revoked."""

import getpass
from typing import Annotated

import typer

from cli.database import open_database
from models.errors import PantauError

Slug = Annotated[str, typer.Argument(help="The source, by its slug.")]
Reference = Annotated[
    str | None, typer.Option("--reference", help="What proves it: a letter's number and date, a contract.")
]
By = Annotated[str | None, typer.Option("--by", help="Who records it; without it, your login name.")]
Revoke = Annotated[bool, typer.Option("--revoke", help="End the permission: the source is off again.")]


def permit(slug: Slug, reference: Reference = None, by: By = None, revoke: Revoke = False) -> None:
    """Records that a publisher permits collecting, which alone switches on a source with a reservation."""
    from pipelines import sources
    from pipelines.configuration import settings
    from storage.permissions import revoke_permission

    who = (by or _login_name()).strip()
    if not who:
        raise PantauError("--by is empty; say who records the permission.")
    if revoke:
        if reference is not None:
            raise PantauError("--revoke and --reference exclude each other; give one of them.")
        ended = revoke_permission(open_database(), slug, who)
        typer.echo(f"The permission for {slug} ({ended.reference}) is revoked; the source is off.")
        return
    proof = " ".join((reference or "").split())
    if not proof:
        raise PantauError(
            f'A permission needs proof: pantau sources permit {slug} --reference "the publisher\'s letter, its date".'
        )
    granted = sources.permit(open_database(create=True), settings(), slug, proof, who)
    typer.echo(f"Recorded by {granted.recorded_by}: {slug} may be collected ({granted.reference}).")


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:  # KeyError before Python 3.13
        raise PantauError(
            "Your login name is not known; say who records the permission with --by."
        ) from error
