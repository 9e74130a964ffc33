"""Writes what the program consists of as CycloneDX (JSON): `make sbom`.

`python requirements/sbom.py FILE`. The components are those of requirements/server.txt, with the hashes of every file
that may be installed, the licence that an installed one states, and what needs what. The same input gives the same
bytes: no time (unless SOURCE_DATE_EPOCH sets one), no random serial number.
"""

import os
import re
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense, License, LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

HERE = Path(__file__).parent
LOCKED = HERE / "server.txt"
PYPROJECT = HERE.parent / "pyproject.toml"
_ENTRY = re.compile(r"(?m)^(?P<name>[a-z0-9.-]+)==(?P<version>[^ ;\\]+)[^\n]*\n(?P<rest>(?:    .*\n)*)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_VIA = re.compile(r"#(?: via|  ) ([a-z0-9][a-z0-9.-]*)(?: \(pyproject\.toml\))?$", re.MULTILINE)


def main(file: Path) -> None:
    """Writes the file. Raises SystemExit where it would not be valid by CycloneDX's own schema."""
    text = JsonV1Dot6(bill_of_materials()).output_as_string(indent=1)
    problem = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if problem is not None:
        raise SystemExit(f"what would be written is no valid CycloneDX: {problem}")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{text}\n", encoding="utf-8")
    print(f"{file}: {len(_ENTRY.findall(LOCKED.read_text(encoding='utf-8')))} packages")


def bill_of_materials() -> Bom:
    """The program, its components, and what each needs."""
    own = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    program = _component(own["name"], own["version"], ComponentType.APPLICATION)
    program.licenses.add(LicenseExpression(own["license"]))
    bom = Bom()
    bom.serial_number, bom.metadata.timestamp = None, _moment()  # type: ignore[assignment]  # as cyclonedx-py does
    bom.metadata.component = program
    entries = list(_ENTRY.finditer(LOCKED.read_text(encoding="utf-8")))
    components = [_locked(entry) for entry in entries]
    bom.components.update(components)
    named = {own["name"]: [program]}
    for component in components:
        named.setdefault(component.name, []).append(component)
    bom.register_dependency(program)
    for entry, component in zip(entries, components, strict=True):
        bom.register_dependency(component)
        for needer in _VIA.findall(entry["rest"]):
            for other in named.get(needer, []):
                bom.register_dependency(other, [component])
    return bom


def _moment() -> datetime | None:
    seconds = os.environ.get("SOURCE_DATE_EPOCH")
    return None if seconds is None else datetime.fromtimestamp(int(seconds), UTC)


def _locked(entry: re.Match[str]) -> Component:
    name, version = entry["name"], entry["version"]
    component = _component(name, version, ComponentType.LIBRARY)
    component.hashes.update(
        HashType(alg=HashAlgorithm.SHA_256, content=value) for value in _HASH.findall(entry["rest"])
    )
    component.licenses.update(_licences(name, version))
    return component


def _component(name: str, version: str, kind: ComponentType) -> Component:
    purl = PackageURL("pypi", name=name, version=version)
    return Component(name=name, version=version, type=kind, purl=purl, bom_ref=str(purl))


def _licences(name: str, version: str) -> Iterator[License]:
    """What an installed package of that version states: an expression, else what its classifiers name."""
    try:
        said = metadata.metadata(name)
    except metadata.PackageNotFoundError:  # of another platform
        return
    if said["Version"] != version:
        return
    if said.get("License-Expression"):
        yield LicenseExpression(said.get("License-Expression"))
        return
    for classifier in said.get_all("Classifier") or []:
        if classifier.startswith("License :: "):
            yield DisjunctiveLicense(name=classifier.split(" :: ")[-1])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
