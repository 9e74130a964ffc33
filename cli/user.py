"""`pantau user`: who may sign in to the desk."""

import getpass
import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.database import open_database
from cli.options import AsJson
from cli.output import Format, print_rows, print_table
from models.accounts import Role
from models.errors import PantauError
from models.secrets import read_secret_file

app = typer.Typer(help="Accounts of the desk: who may sign in, and what for.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Name that the person signs in with; it stands under the reviews.")]
RoleCode = Annotated[
    Role,
    typer.Option(
        "--role", help="viewer saves searches, reviewer also decides on facts, admin both and more."
    ),
]
PasswordFile = Annotated[
    Path | None,
    typer.Option(
        "--password-file", help="File (mode 0600) whose first line is the password; else you are asked."
    ),
]


@app.command("add")
def add(name: Name, role: RoleCode, password_file: PasswordFile = None) -> None:
    """Makes an account; the password is asked for, or read from a file or from standard input."""
    from desk.passwords import new_hash
    from storage.accounts import add_account

    add_account(open_database(create=True), name, role, new_hash(_password(password_file)))
    typer.echo(f"{name} may sign in as {role.value}.")


@app.command("password")
def password(name: Name, password_file: PasswordFile = None) -> None:
    """Gives an account another password, and signs the person out everywhere."""
    from desk.passwords import new_hash
    from storage.accounts import set_password

    set_password(open_database(), name, new_hash(_password(password_file)))
    typer.echo(f"{name} has another password and is signed out everywhere.")


@app.command("role")
def role(name: Name, role: RoleCode) -> None:
    """Gives an account another role, and signs the person out everywhere."""
    from storage.accounts import set_role

    set_role(open_database(), name, role)
    typer.echo(f"{name} is {role.value} from the next sign-in on.")


@app.command("disable")
def disable(name: Name) -> None:
    """Lets somebody sign in no more, and signs him out at once; his reviews stay."""
    from storage.accounts import disable_account

    disable_account(open_database(), name)
    typer.echo(f"{name} may not sign in, and is signed out everywhere.")


@app.command("enable")
def enable(name: Name) -> None:
    """Lets somebody sign in again."""
    from storage.accounts import enable_account

    enable_account(open_database(), name)
    typer.echo(f"{name} may sign in.")


@app.command("list")
def list_users(as_json: AsJson = False) -> None:
    """Lists the accounts."""
    from models.users import Account
    from storage.accounts import list_accounts

    accounts = list_accounts(open_database())
    if as_json:
        print_rows(
            (account.model_dump(mode="json") for account in accounts), [*Account.model_fields], Format.JSON
        )
        return
    print_table(
        f"{len(accounts)} accounts",
        ("name", "role", "may sign in", "made", "last signed in"),
        [
            (
                account.name,
                account.role.value,
                "yes" if account.is_enabled else "no",
                f"{account.created_at:%Y-%m-%d}",
                f"{account.signed_in_at:%Y-%m-%d %H:%M} UTC" if account.signed_in_at else "never",
            )
            for account in accounts
        ],
    )


def _password(path: Path | None) -> str:
    """The password, never from the command line: others on the machine could read it there."""
    if path is not None:
        return _first_line(read_secret_file(path), f"--password-file {path}")
    if not sys.stdin.isatty():
        return _first_line(sys.stdin.readline(), "standard input")
    first = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != first:
        raise PantauError("The two passwords differ: run the command again.")
    return first


def _first_line(text: str, where: str) -> str:
    line = text.splitlines()[0] if text else ""
    if not line:
        raise PantauError(f"There is no password in {where}: its first line is taken.")
    return line
