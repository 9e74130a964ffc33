"""Thresholds of claims, from `data/claims.yml`."""

from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml

from extract.lexicon import Meta
from models.base import Record
from models.vocabulary import AgencyType, FigureUnit

_FILE = Path(__file__).parent / "data" / "claims.yml"


class ClaimRules(Record):
    """`data/claims.yml`; what each number means stands beside it there."""

    meta: Meta
    """Title, source, licence, day of the last change."""
    same_incident_days: int
    """Days between the first and the last report of one incident."""
    approximate_share: Decimal
    """By how much an approximate number may be off."""
    most: dict[FigureUnit, Decimal]
    """Largest plausible number of a unit."""
    most_victims_per_case: Decimal
    """Largest plausible number of victims of one case on average."""
    mixed_units: tuple[tuple[FigureUnit, FigureUnit], ...]
    """Units that are taken for one another."""
    least_mixed: Decimal
    """Smallest number that two units do not share by chance."""
    share_points: Decimal
    """Percentage points by which a share may be off."""
    least_title: Decimal
    """Smallest number of a title that is compared with the body."""
    title_share: Decimal
    """By how much a misprint in a title is off at most."""
    whole_list: int
    """Parts that a whole list has at least."""
    whole_list_missing: Decimal
    """Share of the total that a whole list may lack."""
    summable: frozenset[FigureUnit]
    """Units whose numbers may be added up."""
    responsible: frozenset[AgencyType]
    """Bodies whose numbers are official."""

    def is_implausible(self, unit: FigureUnit, value: Decimal) -> bool:
        """True for a number of people, cases or years that cannot be."""
        most = self.most.get(unit)
        return most is not None and value > most


@cache
def claim_rules() -> ClaimRules:
    """The rules. Raises pydantic.ValidationError where the file breaks its schema."""
    return ClaimRules.model_validate(yaml.load(_FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
