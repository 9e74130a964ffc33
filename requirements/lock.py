"""Writes what pyproject.toml asks for as exact versions with the hashes of their files: `make lock`.

`python requirements/lock.py [--upgrade]`; without `--upgrade`, versions that still fit stay.
The hashes are those of the public index, for every platform that a package is built for.
"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
PYPROJECT = HERE.parent / "pyproject.toml"
OLDEST_PYTHON = "3.11"
EXTRAS = {"test": ["test"], "server": ["postgresql"], "demo": []}
"""File -> extras of it, the largest first: the others take its versions."""
_ENTRY = re.compile(r"(?m)^(?P<name>[a-z0-9.-]+)==(?P<version>[^ ;\\]+)[^\n]*\n(?:    .*\n)*")
_CUDA = re.compile(r"(torch|triton|nvidia-.+|cuda-.+)")
_HEADER = "# Made by `make lock` from pyproject.toml; not to be edited by hand.\n"


def main(options: list[str]) -> None:
    """Writes all files."""
    needed_to_build = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["build-system"]["requires"]
    # hatchling asks for `editables` only while it builds
    needed = "\n".join([*needed_to_build, "editables"])
    largest = next(iter(EXTRAS))
    for name, extras in EXTRAS.items():
        others = ["torch"] if name == largest else [largest]
        resolved = _resolved(HERE / f"{name}.txt", extras, others, needed, options)
        if name == largest:
            resolved = _without_torch(resolved)
        (HERE / f"{name}.txt").write_text(_HEADER + resolved, encoding="utf-8")


def _resolved(file: Path, extras: list[str], others: list[str], needed: str, options: list[str]) -> str:
    """What the resolver answers; versions that stand in `file` stay, those of the `others` bind."""
    fixed = [] if "--upgrade" in options and others == ["torch"] else others
    command = ["uv", "pip", "compile", "--quiet", "--no-config", "--universal", "--generate-hashes"]
    command += ["--python-version", OLDEST_PYTHON, "--no-header", "--output-file", str(file), *options]
    command += [word for extra in extras for word in ("--extra", extra)]
    for name in fixed:
        if (HERE / f"{name}.txt").exists():
            command += ["--constraint", f"requirements/{name}.txt"]
    subprocess.run([*command, "pyproject.toml", "-"], input=needed, text=True, check=True, cwd=HERE.parent)
    text = file.read_text(encoding="utf-8")
    if "://" in text:
        raise SystemExit(f"{file} names a server: lock where no other index is configured")
    return text


def _without_torch(text: str) -> str:
    """The file without torch and what its CUDA build alone needs; torch goes into a file of its own, unhashed.

    Which of its builds fits (CPU, or one of several CUDA) depends on the machine, and most are not on the public index.
    """
    torch = next(entry["version"] for entry in _ENTRY.finditer(text) if entry["name"] == "torch")
    (HERE / "torch.txt").write_text(f"{_HEADER}torch=={torch}\n", encoding="utf-8")
    return _ENTRY.sub(lambda entry: "" if _CUDA.fullmatch(entry["name"]) else entry[0], text)


if __name__ == "__main__":
    main(sys.argv[1:])
