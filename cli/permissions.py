"""`pantau sources permit`: a publisher's permission, recorded or revoked."""

import getpass
from typing import Annotated

import typer

from cli.database import open_database
from models.errors import PantauError

Slugs = Annotated[list[str], typer.Argument(help="Sources by their slugs; one permission may cover several.")]
Reference = Annotated[
    str | None, typer.Option("--reference", help="What proves it: a letter's number and date, a contract.")
]
By = Annotated[str | None, typer.Option("--by", help="Who records it; without it, your login name.")]
Revoke = Annotated[bool, typer.Option("--revoke", help="End the permission: the source is off again.")]


def permit(slugs: Slugs, reference: Reference = None, by: By = None, revoke: Revoke = False) -> None:
    """Records that a publisher permits collecting, which alone switches on a source with a reservation."""
    from pipelines import sources
    from pipelines.configuration import settings
    from storage.permissions import revoke_permissions

    who = (by or _login_name()).strip()
    if not who:
        raise PantauError("--by is empty; say who records the permission.")
    chosen = list(dict.fromkeys(slugs))
    proof = " ".join((reference or "").split())
    if revoke:
        if reference is not None:
            raise PantauError("--revoke and --reference exclude each other; give one of them.")
        revoke_permissions(open_database(), chosen, who)
        typer.echo(f"Revoked by {who}; off from now on: {', '.join(chosen)}.")
        return
    if not proof:
        raise PantauError(
            f"A permission needs proof: pantau sources permit {' '.join(chosen)} --reference \"the publisher's letter, "
            'its date".'
        )
    sources.permit(open_database(create=True), settings(), chosen, proof, who)
    typer.echo(f"Recorded by {who} ({proof}); on from now on: {', '.join(chosen)}.")


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:  # KeyError before Python 3.13
        raise PantauError(
            "Your login name is not known; say who records the permission with --by."
        ) from error
