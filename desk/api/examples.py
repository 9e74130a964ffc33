"""Examples in the document of the API, invented rows."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).parent / "examples.yml"


@cache
def examples() -> dict[str, Any]:
    """A row by the name of its list."""
    found: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return found


def add_examples(document: dict[str, Any]) -> None:
    """Puts an example into the answer of every list that has one."""
    for name, row in examples().items():
        content = document["paths"][f"/{name}"]["get"]["responses"]["200"]["content"]["application/json"]
        page = {"rows": [row], "next": "WyJmMWI0IiwgNDJd"}
        is_counted = (
            "total"
            in document["components"]["schemas"][content["schema"]["$ref"].rsplit("/", 1)[1]]["properties"]
        )
        content["example"] = page | ({"previous": None, "total": None} if is_counted else {})
