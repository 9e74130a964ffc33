"""What a variant of the recipe trains on: the corpora, read and converted, with the words made into features."""

import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from extract.entities.features import SHAPES, Featurizer
from training.ner.augment import inventory, vary
from training.ner.batches import Words
from training.ner.corpora import Sentence, read_columns, read_conllu
from training.ner.gazetteer import LISTS, build_lists, common_words
from training.ner.generate import generate
from training.ner.network import Shape
from training.ner.settings import Corpus, Workflow
from training.ner.train import Task

_COPIES_SEED = 77


@dataclass(frozen=True)
class Material:
    """Corpora of a variant, ready to train on."""

    tasks: dict[str, Task]
    labels: dict[str, tuple[str, ...]]
    """By head; O first."""
    alphabet: str
    lists: dict[str, int]
    shape: Shape

    def words(self) -> Words:
        """A new store of features."""
        return Words(Featurizer(self.alphabet, self.lists, len(LISTS), self.shape.table_rows))


def convert(workflow: Workflow, variant: str, data: Path, *, hold_out: bool) -> Material:
    """Reads the variant's corpora; `hold_out` leaves the `dev` files out of training.

    Raises OSError where a corpus is missing.
    """
    tasks = {
        name: Task(
            corpus.head, _sentences(corpus, data, hold_out=hold_out), None, corpus.varied, corpus.weight
        )
        for name in workflow.variants[variant]
        for corpus in [workflow.corpora[name]]
    }
    labels: dict[str, set[str]] = {}
    for task in tasks.values():
        labels.setdefault(task.head, set()).update(x for s in task.sentences for x in s.labels)
    sizes, lists = workflow.sizes, build_lists()
    tagged = (s.words for task in tasks.values() if task.head == "upos" for s in task.sentences)
    for word, bit in common_words(tagged).items():
        lists[word] = lists.get(word, 0) | bit
    letters = Counter(c for task in tasks.values() for s in task.sentences for word in s.words for c in word)
    alphabet = "".join(sorted(c for c, count in letters.items() if count >= sizes.frequent_letter))
    shape = Shape(
        alphabet=len(alphabet) + 2,
        marks=SHAPES + len(LISTS),
        table_rows=sizes.table_rows,
        table_width=sizes.table_width,
        letter_width=sizes.letter_width,
        filters=sizes.filters,
        hidden=sizes.hidden,
    )
    ordered = {head: tuple(sorted(found, key=lambda x: (x != "O", x))) for head, found in labels.items()}
    return Material(tasks, ordered, alphabet, lists, shape)


def _sentences(corpus: Corpus, data: Path, *, hold_out: bool) -> list[Sentence]:
    if corpus.format == "patterns":
        return generate(corpus.count, seed=1)
    files = corpus.train if hold_out else (*corpus.train, *corpus.dev)
    return [sentence for file in files for sentence in read_corpus(corpus, data / file)]


def read_corpus(corpus: Corpus, path: Path) -> list[Sentence]:
    """One file of a corpus."""
    return read_conllu(path) if corpus.format == "conllu" else read_columns(path, label=corpus.label)


def unlabelled(material: Material, workflow: Workflow) -> list[Sentence]:
    """What the teachers label for the student: every training sentence, and varied copies of the main corpus."""
    chance = random.Random(_COPIES_SEED)
    main = material.tasks[workflow.main]
    names = inventory(main.sentences)
    copies = [vary(s, names, chance) for s in main.sentences for _ in range(workflow.copies)]
    others = [
        vary(sentence, {}, chance)
        for name, task in material.tasks.items()
        if name != workflow.main and task.sentences is not main.sentences
        for sentence in task.sentences
    ]
    distinct = dict.fromkeys(sentence.words for sentence in [*main.sentences, *copies, *others])
    return [Sentence(words, ()) for words in distinct]
