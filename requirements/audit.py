"""Looks up known weaknesses of what requirements/ names, with pip-audit: `make audit`.

`python requirements/audit.py [options of pip-audit]`. Ends with 1 where one is found; a database that cannot be reached
is said in one sentence and no failure, for nobody can mend that here.
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

HERE = Path(__file__).parent
LOCKED = ("test.txt", "torch.txt")
"""Together they name what all files name."""
_NAMES_SHOWN = 5
_PIN = re.compile(r"^[a-z0-9.-]+==[^ ;\\]+(?: ; [^\\\n]+)?", re.MULTILINE)
_UNREACHABLE = re.compile(r"connect|timed? ?out|ssl|proxy|http", re.IGNORECASE)


def main(options: list[str]) -> int:
    """Prints what was found; returns the exit code."""
    checked, complaint = _answer(options)
    audited = [entry for entry in checked if "skip_reason" not in entry]
    if not audited:
        print(f"The database of known weaknesses cannot be reached here ({complaint}): nothing was checked.")
        return 0
    left_out = [entry["name"] for entry in checked if "skip_reason" in entry]
    if left_out:
        more = " ..." if len(left_out) > _NAMES_SHOWN else ""
        print(f"{len(left_out)} packages could not be checked: {', '.join(left_out[:_NAMES_SHOWN])}{more}")
    weak = [entry for entry in audited if entry["vulns"]]
    for entry in weak:
        for found in entry["vulns"]:
            mended = ", ".join(found["fix_versions"]) or "no version yet"
            print(f"{entry['name']} {entry['version']}: {found['id']}, mended in {mended}")
    print(f"{len(audited)} packages checked, {len(weak)} with known weaknesses.")
    return 1 if weak else 0


def _answer(options: list[str]) -> tuple[list[dict[str, Any]], str]:
    """What pip-audit says of each package; and why, where it says nothing.

    It is given names and versions alone: it would refuse torch, which has no hashes, among those that have.
    """
    command = [sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off"]
    with NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as plain:
        for name in LOCKED:
            plain.writelines(
                f"{pin[0]}\n" for pin in _PIN.finditer((HERE / name).read_text(encoding="utf-8"))
            )
        plain.flush()
        files = ["--disable-pip", "--no-deps", "--requirement", plain.name]
        done = subprocess.run([*command, *files, *options], capture_output=True, text=True, check=False)
    try:
        return json.loads(done.stdout)["dependencies"], "it knows none of the packages"
    except ValueError:  # no JSON: it gave up
        complaint = (done.stderr.strip().splitlines() or ["it gives no reason"])[-1]
        if not _UNREACHABLE.search(complaint):
            raise SystemExit(f"pip-audit could not do its work: {complaint}") from None
        return [], complaint.split(":")[0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
