"""The data files of persons, `resolve/data/person_*.yml`, each in one validated shape."""

from functools import cache
from pathlib import Path
from typing import TypeVar

import yaml

from extract.lexicon import Lexicon
from models.base import Record

_FOLDER = Path(__file__).parent / "data"

L = TypeVar("L", bound=Lexicon)


class NameData(Lexicon):
    """`person_names.yml`."""

    variants: dict[str, tuple[str, ...]]
    sounds: tuple[tuple[str, str], ...]
    old_letters: tuple[str, ...]
    light: frozenset[str]
    particles: frozenset[str]
    other_names: frozenset[str]


class PostForm(Record):
    """A post: how it begins in print, and what is known of its holders."""

    key: str
    pattern: str
    career: str
    level: str
    one: bool = False
    agency: str | None = None


class RankForm(Record):
    """Ranks of one height."""

    height: int
    forms: tuple[str, ...]


class PostData(Lexicon):
    """`person_posts.yml`."""

    posts: tuple[PostForm, ...]
    acting: tuple[str, ...]
    former: tuple[str, ...]
    moving: frozenset[str]
    near: tuple[tuple[str, str], ...]
    ranks: tuple[RankForm, ...]
    agency_noise: frozenset[str]
    national_agencies: tuple[str, ...]
    local_agencies: frozenset[str]
    heads: frozenset[str]
    agency_forms: dict[str, tuple[str, ...]]
    women_child_words: tuple[str, ...]
    women_child_acronym: str


class EvidenceData(Lexicon):
    """`person_evidence.yml`: weights are natural log-odds."""

    same: float
    doubtful: float
    group_mean: float
    group_least: float
    prior: float
    full_name: float
    one_word: float
    partial_name: float
    rare_word: float
    rare_enough: float
    initial: float
    misspelt: float
    same_office: float
    same_post_and_region: float
    same_agency: float
    same_post: float
    same_body_anywhere: float
    same_region: float
    same_province: float
    part_of_province: float
    other_part: float
    other_province: float
    other_place: float
    moves: float
    same_career: float
    other_career: float
    near_career: float
    same_rank: float
    risen_rank: float
    fallen_rank: float
    fast_rank: float
    long_gap: float
    same_time_other_office: float
    years_gap: float
    years_a_rank: float


@cache
def name_data() -> NameData:
    """How names are written, read once."""
    return _load("person_names", NameData)


@cache
def post_data() -> PostData:
    """Posts, ranks and agencies, read once."""
    return _load("person_posts", PostData)


@cache
def evidence() -> EvidenceData:
    """The weights of the evidence, read once."""
    return _load("person_evidence", EvidenceData)


def _load(name: str, schema: type[L]) -> L:
    text = (_FOLDER / f"{name}.yml").read_text(encoding="utf-8")
    return schema.model_validate(yaml.load(text, Loader=yaml.CSafeLoader))
