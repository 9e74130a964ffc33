"""The rules of stories, read once from `data/stories.yml` and checked."""

import hashlib
import re
from functools import cache, cached_property
from pathlib import Path

import yaml

from extract.lexicon import Lexicon
from models.base import Record

_FILE = Path(__file__).parent / "data" / "stories.yml"


class Shares(Record):
    """Shares of a text's shingles, 0 to 1; what each decides stands in the file."""

    belongs: float
    mostly: float
    unrelated: float
    numbers: float


class StoryRules(Lexicon):
    """`data/stories.yml`: what of a text counts, how much of it must be the same, names of outlets."""

    recipe: str
    """Version of the code that reads these rules."""
    shares: Shares
    fewest_numbers: int
    shortest_part: int
    credit_lines: tuple[str, ...]
    law_references: tuple[str, ...]
    stock_words: str
    outlet_suffixes: tuple[str, ...]

    @cached_property
    def version(self) -> str:
        """Of code and rules; stored with every signature, so that a change of either has all articles read again."""
        rules = self.model_dump_json(exclude={"meta"})
        return f"{self.recipe}+{hashlib.sha256(rules.encode()).hexdigest()[:12]}"

    @cached_property
    def credit_line(self) -> re.Pattern[str]:
        """A whole line, lower case, that names a copy's origin or its makers."""
        return re.compile("|".join(f"(?:{line})" for line in self.credit_lines))

    @cached_property
    def law_reference(self) -> re.Pattern[str]:
        """A law with its number, lower case."""
        return re.compile("|".join(self.law_references))

    @cached_property
    def stock(self) -> frozenset[str]:
        """Words that every article on the topic is made of."""
        return frozenset(self.stock_words.split())


@cache
def story_rules() -> StoryRules:
    """Raises pydantic.ValidationError where the file breaks its schema."""
    return StoryRules.model_validate(yaml.load(_FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
