"""`pantau serve`: the desk."""

import ipaddress
from typing import Annotated

import typer

from cli.database import open_database
from models.errors import PantauError


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")
    ] = 8000,
) -> None:
    """Serves the desk to a browser until Ctrl-C: search, evidence, trends, citations."""
    import uvicorn

    from desk.app import create_app

    _refuse_strangers(host)
    uvicorn.run(create_app(open_database()), host=host, port=port, access_log=False, log_level="warning")


def _refuse_strangers(host: str) -> None:
    if host == "localhost":
        return
    try:
        is_loopback = ipaddress.ip_address(host).is_loopback
    except ValueError as error:
        raise PantauError(f"--host {host!r} is no address: give one as 127.0.0.1 or ::1") from error
    if not is_loopback:
        raise PantauError(f"--host {host} is open to others, which needs accounts: use 127.0.0.1")
