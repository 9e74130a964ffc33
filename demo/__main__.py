"""Run a command against the demo network: `python -m demo [--week N] [-- COMMAND ...]`."""

import argparse
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from demo.network import PORTS, DemoNetwork, PortInUseError, write_sources
from demo.site import WEEK_BEGINS

DATA_DIR = Path("var/demo")
SOURCES_DIR = DATA_DIR / "sources"
ENVIRONMENT = {
    "PANTAU_DATA_DIR": str(DATA_DIR),
    "PANTAU_SOURCES_DIR": str(SOURCES_DIR),
    "PANTAU_ALLOW_LOOPBACK": "1",
    "PANTAU_CONTACT": "demo@pantau.example",
}


def main(arguments: list[str], ports: Mapping[str, int] = PORTS) -> int:
    """Start the network, run the command after `--` if there is one, return its exit code."""
    own, command = _split(arguments)
    parser = argparse.ArgumentParser(
        prog="python -m demo",
        description="Serves the invented outlets on 127.0.0.1 and runs COMMAND against them.",
        usage="%(prog)s [--week N] [-- COMMAND ...]",
    )
    parser.add_argument(
        "--week", type=int, default=1, choices=sorted(WEEK_BEGINS), help="state of the outlets"
    )
    week = parser.parse_args(own).week
    try:
        with DemoNetwork(week=week, ports=ports) as network:
            write_sources(SOURCES_DIR, network.base_urls)
            return _run(command) if command else _serve(network)
    except PortInUseError as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(f"The demo cannot run: {error.strerror}: {error.filename or ''}".rstrip(": ") + ".")
    except KeyboardInterrupt:
        return 130


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    if "--" not in arguments:
        return arguments, []
    place = arguments.index("--")
    return arguments[:place], arguments[place + 1 :]


def _run(command: list[str]) -> int:
    return subprocess.run(command, env={**os.environ, **ENVIRONMENT}, check=False).returncode


def _serve(network: DemoNetwork) -> int:
    for slug, url in network.base_urls.items():
        sys.stdout.write(f"{slug}: {url}\n")
    sys.stdout.write("Ctrl-C ends it.\n")
    sys.stdout.flush()
    threading.Event().wait()
    return 0


def _fail(message: str) -> int:
    sys.stderr.write(message + "\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
