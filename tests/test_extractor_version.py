"""A change of what is found must change `EXTRACTOR`, or stored articles are never read again by the better rules."""

import hashlib
import json
from datetime import date
from pathlib import Path

from extract.annotate import annotate_text
from extract.pipeline import EXTRACTOR, facts_of

HERE = Path(__file__).parent
RECORD = HERE / "extractor_versions.json"
"""Version -> digest of what it finds in the texts of the tests, newest last."""


def digest_of_facts() -> str:
    digest = hashlib.sha256()
    for path in sorted([*(HERE / "texts").glob("*.txt"), *(HERE / "gold").glob("*/*.txt")]):
        facts = facts_of(annotate_text(path.read_text(encoding="utf-8"), date(2024, 5, 6)))
        digest.update(facts.model_dump_json(exclude={"extractor"}).encode())
    return digest.hexdigest()


def test_what_is_found_is_what_this_version_finds() -> None:
    known = json.loads(RECORD.read_text(encoding="utf-8"))
    found = digest_of_facts()
    assert known.get(EXTRACTOR) == found, (
        f"what is found has changed: raise EXTRACTOR in extract/pipeline.py (now {EXTRACTOR!r}), "
        f"then add its digest to {RECORD.name}: {found}"
    )
    assert list(known)[-1] == EXTRACTOR, f"{EXTRACTOR!r} is not the newest version in {RECORD.name}"
