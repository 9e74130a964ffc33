"""`pantau serve`: the desk."""

import errno
import ipaddress
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from cli.database import open_database
from models.errors import PantauError

if TYPE_CHECKING:
    from sqlalchemy import Engine

_SECONDS_TO_FINISH = 5


def serve(
    host: Annotated[
        str, typer.Option(help="Address to listen on; any but a loopback one needs an account (pantau user).")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")
    ] = 8000,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(help="Name under which browsers may reach it, as desk.example.org; may be repeated."),
    ] = None,
) -> None:
    """Serves the desk to browsers until Ctrl-C: search, evidence, trends, citations; review for those who sign in."""
    import uvicorn

    from desk.app import create_app

    address = _address(host)
    engine = open_database()
    if not address.is_loopback:
        _refuse_without_accounts(engine, host)
    listening = _listen(address, port)
    config = uvicorn.Config(
        create_app(engine, allow_host or ()),
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=_SECONDS_TO_FINISH,
    )
    typer.echo(f"Pantau TPPO: http://{_shown(address)}:{listening.getsockname()[1]}/ (Ctrl-C ends it)")
    with suppress(KeyboardInterrupt), listening:  # Ctrl-C is how it ends
        uvicorn.Server(config).run(sockets=[listening])


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    try:
        return ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError as error:
        raise PantauError(f"--host {host!r} is no address: give one as 127.0.0.1 or 0.0.0.0") from error


def _refuse_without_accounts(engine: "Engine", host: str) -> None:
    from storage.accounts import has_enabled_account

    if not has_enabled_account(engine):
        raise PantauError(
            f"--host {host} is open to others, which needs at least one account that may sign in: "
            "run `pantau user add NAME --role reviewer` first, or use 127.0.0.1"
        )


def _listen(address: ipaddress.IPv4Address | ipaddress.IPv6Address, port: int) -> socket.socket:
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    try:
        return socket.create_server((str(address), port), family=family, backlog=2048)
    except OSError as error:
        what = {
            errno.EADDRINUSE: "another program listens there: choose another --port, 0 takes a free one",
            errno.EACCES: "you may not listen there: choose a --port above 1023",
            errno.EADDRNOTAVAIL: "this machine does not have that address: choose another --host",
        }.get(error.errno or 0, str(error.strerror))
        raise PantauError(f"The desk cannot listen on {address} port {port}: {what}") from error


def _shown(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str:
    if address.is_unspecified:
        return "127.0.0.1" if address.version == 4 else "[::1]"
    return str(address) if address.version == 4 else f"[{address}]"
