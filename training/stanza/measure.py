"""Scores of trained models on test treebanks, and the card that goes with them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from training.stanza.train import Recipe
from training.stanza.treebanks import Sentence, read_sentences


def measure(models: Path, tests: Sequence[Path], recipe: Recipe) -> str:
    """A model card in Markdown: what the models are, from what, under which licence, and how good.

    UPOS, lemma, UAS and LAS are shares of words, given the treebank's words and sentences; relations are compared
    without their subtypes, as in the CoNLL 2018 task.
    """
    import stanza

    pipeline = stanza.Pipeline(
        "id",
        dir=str(models),
        processors="tokenize,pos,lemma,depparse",
        tokenize_pretokenized=True,
        download_method=None,
        use_gpu=False,
        verbose=False,
    )
    scores = []
    for path in tests:
        gold = [_words(sentence) for sentence in read_sentences(path)]
        found = pipeline([[row[1] for row in rows] for rows in gold])
        scores.append(_line(path.stem, gold, [sentence.words for sentence in found.sentences]))
    return _card(recipe, scores)


def _words(sentence: Sentence) -> list[tuple[str, ...]]:
    return [row for row in sentence.rows if "-" not in row[0]]


def _line(name: str, gold: list[list[tuple[str, ...]]], found: list[list[Any]]) -> str:
    pairs = [pair for rows, words in zip(gold, found, strict=True) for pair in zip(rows, words, strict=True)]
    right = [
        sum(word.upos == row[3] for row, word in pairs),
        sum(word.lemma == row[2] for row, word in pairs),
        sum(str(word.head) == row[6] for row, word in pairs),
        sum((str(word.head), _bare(word.deprel)) == (row[6], _bare(row[7])) for row, word in pairs),
    ]
    return f"| {name} | {len(pairs)} | " + " | ".join(f"{count / len(pairs):.3f}" for count in right) + " |"


def _bare(relation: str | None) -> str:
    return (relation or "").split(":")[0]


def _card(recipe: Recipe, scores: list[str]) -> str:
    lines = [
        "# Small Stanza models for Indonesian",
        "",
        "Trained by `python -m training.stanza` from Universal Dependencies.",
        "",
        f"- data: {', '.join(dict.fromkeys(recipe.train))}",
        f"- licence of the data: {recipe.licence}",
        "",
        "Shares of words right, given the treebank's own words and sentences:",
        "",
        "| treebank | words | UPOS | lemma | UAS | LAS |",
        "|---|---|---|---|---|---|",
        *scores,
        "",
        "The lemmatizer knows the words of the treebanks; any other word is its own lemma. No word vectors: names and",
        "rare words are read from their letters alone.",
    ]
    return "\n".join(lines) + "\n"
