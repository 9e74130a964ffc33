"""Reads the corpora: columns in, sentences of words and labels out."""

import re
from pathlib import Path
from typing import NamedTuple


class Sentence(NamedTuple):
    """Words and one label a word: IOB2 for names, UPOS for parts of speech."""

    words: tuple[str, ...]
    labels: tuple[str, ...]


class Mention(NamedTuple):
    """Words [start, end) of a sentence that are a name."""

    start: int
    end: int
    label: str


_SHARED = {
    "PERSON": "PER",
    "PLACE": "LOC",
    "ORGANISATION": "ORG",
}


def read_columns(path: Path, word: int = 0, label: int = -1) -> list[Sentence]:
    """A CoNLL file: one word a line, columns split by white space, an empty line between sentences."""
    sentences, words, labels = [], list[str](), list[str]()
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        columns = line.split()
        if columns:
            words.append(columns[word])
            labels.append(_plain(columns[label]))
        elif words:
            sentences.append(Sentence(tuple(words), tuple(labels)))
            words, labels = [], []
    return sentences


def _plain(label: str) -> str:
    prefix, _, name = label.partition("-")
    return f"{prefix}-{_SHARED[name]}" if name in _SHARED else label


def read_conllu(path: Path) -> list[Sentence]:
    """Universal Dependencies with the words as printed: of a contracted word the tag of its first part."""
    sentences = []
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        words, labels, covered = list[str](), list[str](), 0
        span = ""
        for line in block.splitlines():
            if line.startswith("#") or not line.strip():
                continue
            columns = line.split("\t")
            if "-" in columns[0]:
                span = columns[1]
                first, last = columns[0].split("-")
                covered = int(last)
                start = int(first)
                continue
            if "." in columns[0]:
                continue
            number = int(columns[0])
            if span and number <= covered:
                if number == start:
                    words.append(span)
                    labels.append(columns[3])
                if number == covered:
                    span = ""
                continue
            words.append(re.sub(r"\s+", "", columns[1]))
            labels.append(columns[3])
        if words:
            sentences.append(Sentence(tuple(words), tuple(labels)))
    return sentences


def mentions(labels: tuple[str, ...]) -> list[Mention]:
    """Names of an IOB2 sequence, as conlleval reads it: an I that follows no name of its label begins one."""
    found, start, current = [], 0, ""
    for at, label in enumerate((*labels, "O")):
        prefix, _, name = label.partition("-")
        if current and (prefix != "I" or name != current):
            found.append(Mention(start, at, current))
            current = ""
        if prefix in {"B", "I"} and not current:
            start, current = at, name
    return found
