"""Backups of PostgreSQL: a dump in its custom format, by the programs that come with it."""

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from sqlalchemy import URL, Engine, inspect

from models.errors import PantauError
from storage.maintenance.copying import OnProgress

_CHUNK = 1 << 20


def write_backup(engine: Engine, file: Path, on_progress: OnProgress) -> None:
    """Dumps one state of the database into the file and reads the dump to its end."""
    on_progress("pg_dump", 0, 2)
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--file={file}", _address(engine.url)]
    _run(["pg_dump", *options], engine.url)
    on_progress("pg_restore --file=/dev/null", 1, 2)
    _run(["pg_restore", "--file=/dev/null", str(file)], engine.url)
    on_progress("pg_restore --file=/dev/null", 2, 2)


def revision_in(backup: Path) -> str:
    """Revision of a dump, which is read to its end. Raises PantauError for one that is damaged or none of ours."""
    with backup.open("rb") as start:
        if start.read(5) != b"PGDMP":
            raise PantauError(
                f"{backup} is no dump of PostgreSQL: a backup of SQLite goes back into a SQLite database, "
                "from there `pantau db copy` brings it here"
            )
    _run(["pg_restore", "--file=/dev/null", str(backup)])
    script = _run(["pg_restore", "--data-only", "--table=alembic_version", "--file=-", str(backup)])
    lines = script.splitlines()
    heads = [place for place, line in enumerate(lines) if line.startswith("COPY ")]
    if not heads:
        raise PantauError(f"{backup} is no backup of pantau: name a file of `pantau db backup`")
    return lines[heads[0] + 1]


def put_back(engine: Engine, backup: Path, on_progress: OnProgress) -> None:
    """Drops our tables and makes those of the dump in one transaction, which alone makes the old ones go."""
    with engine.connect() as connection:
        names = inspect(connection).get_table_names()
        quote = connection.dialect.identifier_preparer.quote
        dropped = f"DROP TABLE {', '.join(map(quote, names))} CASCADE;\n" if names else ""
    psql = [_program("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
    unpack = [_program("pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(backup)]
    with (
        TemporaryFile() as trouble,
        subprocess.Popen(unpack, stdout=subprocess.PIPE, stderr=trouble) as script,
    ):
        with subprocess.Popen(
            [*psql, _address(engine.url)], stdin=subprocess.PIPE, stderr=trouble, env=_environment(engine.url)
        ) as session:
            if script.stdout is None or session.stdin is None:
                raise LookupError("no pipes")
            try:
                session.stdin.write(f"BEGIN;\n{dropped}".encode())
                _pump(script.stdout, session.stdin, on_progress)
                if script.wait() == 0:  # else psql ends without COMMIT, and nothing has changed
                    session.stdin.write(b"COMMIT;\n")
                session.stdin.close()
            except BrokenPipeError:
                script.terminate()
        if script.wait() or session.returncode:
            raise PantauError(
                f"backup {backup} was not put back, nothing has changed ({_last_line(trouble)})"
            )


def _pump(script: IO[bytes], session: IO[bytes], on_progress: OnProgress) -> None:
    done = 0
    while chunk := script.read(_CHUNK):
        session.write(chunk)
        done += len(chunk)
        on_progress("psql", done, 0)
    session.flush()


def _run(command: list[str], address: URL | None = None) -> str:
    """What a program prints. Raises PantauError with the last line of its complaint."""
    program = [_program(command[0]), *command[1:]]
    done = subprocess.run(program, capture_output=True, text=True, env=_environment(address), check=False)
    if done.returncode:
        complaint = (done.stderr.strip().splitlines() or ["it says nothing"])[-1]
        raise PantauError(f"{command[0]} could not do it ({complaint}): see that it is as new as the server")
    return done.stdout


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise PantauError(
            f"{name} is not on the path: install PostgreSQL's client programs (Debian: postgresql-client), "
            "or take a backup on SQLite with `pantau db copy --to sqlite:///backup.db`"
        )
    return found


def _address(url: URL) -> str:
    """As the programs take it; the password goes by the environment, where other users do not see it."""
    return url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)


def _environment(url: URL | None) -> dict[str, str]:
    password = None if url is None else url.password
    return dict(os.environ) if password is None else os.environ | {"PGPASSWORD": str(password)}


def _last_line(trouble: IO[bytes]) -> str:
    trouble.seek(0)
    lines = trouble.read().decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it says nothing"
