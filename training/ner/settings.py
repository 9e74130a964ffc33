"""The declared workflow: `workflow.yml`, validated."""

from importlib.resources import files
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field

from models.base import Record


class Plan(Record):
    """How one network is trained."""

    steps: int
    batch: int
    rate: float
    """Highest learning rate of the cycle."""
    dropout: float
    hide: float
    """Share of the words whose pieces, and of the list marks, that a step does not see."""
    decay: float
    average: float
    """Memory of the moving average of the weights."""
    mix: dict[str, float]
    """Odds of the tasks beside the main one."""


class Corpus(Record):
    """Files of a corpus, under the folder of data, and how they are read."""

    head: str
    """Kind of labels: corpora of one head are labelled alike."""
    format: Literal["columns", "conllu", "patterns"]
    train: tuple[str, ...] = ()
    dev: tuple[str, ...] = ()
    """For choosing numbers; trained on as well, once they are chosen."""
    test: dict[str, str] = Field(default_factory=dict)
    """What is scored at the end, by name."""
    label: int = -1
    """Column of the label."""
    count: int = 0
    """Sentences to make from the patterns."""
    varied: bool = True
    weight: float = 0.5
    """Of the loss."""
    licence: str


class Sizes(Record):
    """Sizes of the network."""

    table_rows: int
    table_width: int
    letter_width: int
    filters: int
    hidden: int
    frequent_letter: int
    """A letter has a number of its own from so many occurrences."""


class Workflow(Record):
    """Inputs, outputs and numbers of the recipe."""

    corpora: dict[str, Corpus]
    main: str
    """The corpus whose labels ship."""
    variants: dict[str, tuple[str, ...]]
    """Corpora that each variant trains on; `shipped` gives the shipped weights."""
    sizes: Sizes
    vector_rounds: int
    copies: int
    """Varied copies of each training sentence that the teachers label for the student."""
    teachers: tuple[int, ...]
    """Seeds, one a teacher."""
    teacher: Plan
    student: Plan
    student_seed: int


def load_workflow(path: Path | None = None) -> Workflow:
    """The workflow of the file, or the one that gives the shipped weights."""
    text = (path or Path(str(files("training.ner").joinpath("workflow.yml")))).read_text(encoding="utf-8")
    return Workflow.model_validate(yaml.safe_load(text))
