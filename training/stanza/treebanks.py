"""Universal Dependencies files to the files that Stanza's trainers read."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

DEV_SHARE = 15
"""Every 15th training sentence chooses the model instead of training it."""

_PARAGRAPH = 4
"""Sentences a paragraph: with fewer, the tokenizer would not learn where one ends inside it."""

_NO_SPACE = re.compile(r"(?:^|\|)SpaceAfter=No(?:\||$)")


@dataclass(frozen=True)
class Sentence:
    """One sentence in CoNLL-U."""

    rows: tuple[tuple[str, ...], ...]
    """The ten columns of every token, multi-word tokens before their words."""

    def surface(self) -> Iterator[tuple[str, bool, bool]]:
        """Printed tokens: text, whether it is several words, whether a space follows."""
        inside = 0
        for row in self.rows:
            if "-" in row[0]:
                inside = int(row[0].split("-")[1])
                yield row[1], True, not _NO_SPACE.search(row[9])
            elif int(row[0]) > inside:
                yield row[1], False, not _NO_SPACE.search(row[9])

    def expansions(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Multi-word tokens with their words, the words in lower case as Stanza compares them."""
        words = {row[0]: row[1].lower() for row in self.rows}
        for row in self.rows:
            if "-" in row[0]:
                first, last = (int(part) for part in row[0].split("-"))
                yield row[1], tuple(words[str(i)] for i in range(first, last + 1))


def read_sentences(path: Path) -> list[Sentence]:
    """Sentences of a CoNLL-U file, without comments and empty nodes, XPOS blanked.

    The treebanks' XPOS columns follow different tag sets; their universal columns agree.
    """
    sentences: list[Sentence] = []
    rows: list[tuple[str, ...]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        if not line.strip():
            if rows:
                sentences.append(Sentence(tuple(rows)))
            rows = []
            continue
        columns = line.split("\t")
        if "." not in columns[0]:
            columns[4] = "_"
            rows.append(tuple(columns))
    if rows:
        sentences.append(Sentence(tuple(rows)))
    return sentences


def divide(sentences: Iterable[Sentence]) -> tuple[list[Sentence], list[Sentence]]:
    """Training and development sentences, spread evenly over the input."""
    train: list[Sentence] = []
    dev: list[Sentence] = []
    for number, sentence in enumerate(sentences, start=1):
        (dev if number % DEV_SHARE == 0 else train).append(sentence)
    return train, dev


def write_sentences(sentences: Iterable[Sentence], folder: Path, name: str) -> None:
    """Writes `name.conllu` and what the tokenizer learns from: `.txt`, `.labels` and `.mwt.json`.

    A label says what a character ends: 0 nothing, 1 a token, 2 a sentence, 3 a multi-word token, 4 both.
    """
    kept = list(sentences)
    rows = ("".join("\t".join(row) + "\n" for row in sentence.rows) + "\n" for sentence in kept)
    (folder / f"{name}.conllu").write_text("".join(rows), encoding="utf-8")
    paragraphs = [_labelled(kept[i : i + _PARAGRAPH]) for i in range(0, len(kept), _PARAGRAPH)]
    (folder / f"{name}.txt").write_text("\n\n".join(text for text, _ in paragraphs), encoding="utf-8")
    (folder / f"{name}.labels").write_text("\n\n".join(labels for _, labels in paragraphs), encoding="utf-8")
    counts = Counter(pair for sentence in kept for pair in sentence.expansions())
    (folder / f"{name}.mwt.json").write_text(json.dumps(list(counts.items())), encoding="utf-8")


def _labelled(sentences: list[Sentence]) -> tuple[str, str]:
    """Text and labels of one paragraph."""
    text, labels = "", ""
    for sentence in sentences:
        tokens = list(sentence.surface())
        for position, (word, is_multiple, has_space) in enumerate(tokens, start=1):
            is_last = position == len(tokens)
            text += word
            labels += "0" * (len(word) - 1) + str(1 + is_last + 2 * is_multiple)
            if has_space or is_last:
                text += " "
                labels += "0"
    return text.rstrip(), labels[: len(text.rstrip())]
