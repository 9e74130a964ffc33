"""Names by the shipped model on published test sets, and its speed: `python bench/ner.py ../shared/data`.

Exact spans, as conlleval counts them. `as printed` glues a sentence's words together again, runs our own tokenizer over
them and compares characters: that is how the pipeline meets a text.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one core, before numpy is loaded

import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from extract.annotate import annotate_text
from extract.entities.find import find_entities, label_sentences
from models.annotation import AnnotatedArticle
from training.ner.corpora import Sentence, mentions, read_columns, read_conllu
from training.ner.score import Score, accuracy, label_scores, span_scores

_NAMES = {"idner-news-2k test": "ner/idner-news-2k/test.txt", "NERGrit test": "ner/nergrit/test.txt"}
_TAGS = {"UD CSUI test": "ud/id_csui-ud-test.conllu", "UD GSD test": "ud/id_gsd-ud-test.conllu"}
_CLOSING = frozenset(".,:;!?)%”")
_ROUNDS = 5
_ARTICLE = 20
"""Sentences of an article made for timing."""


def main() -> int:
    """Prints the scores and the speed."""
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        print("usage: python bench/ner.py FOLDER, the folder that holds ner/ and ud/ (../shared/data)")
        return 2
    data = Path(sys.argv[1])
    for title, file in _NAMES.items():
        sentences = read_columns(data / file)
        answers = label_sentences([s.words for s in sentences])
        _print(title, label_scores(sentences, (answer.names for answer in answers)))
        _print(f"{title}, as printed", _printed_scores(sentences))
    for title, file in _TAGS.items():
        trees = read_conllu(data / file)
        tags = (answer.tags for answer in label_sentences([s.words for s in trees]))
        print(f"{title:34} part of speech {accuracy(trees, tags):5.1f} % of words")
    articles = _articles(read_columns(data / _NAMES["idner-news-2k test"]))
    words = sum(len(article.tokens) for article in articles)
    print(
        f"{words / _seconds(articles):,.0f} words a CPU second on one core (median of {_ROUNDS}, the first left out)"
    )
    return 0


def _print(title: str, scores: dict[str, Score]) -> None:
    parts = [f"{name} P {s.precision:5.2f} R {s.recall:5.2f} F1 {s.f1:5.2f}" for name, s in scores.items()]
    print(f"{title:34} " + "   ".join(sorted(parts, reverse=True)))


def _printed_scores(sentences: Iterable[Sentence]) -> dict[str, Score]:
    pairs = []
    for sentence in sentences:
        text, starts = _glued(sentence.words)
        gold = [
            (starts[m.start], starts[m.end - 1] + len(sentence.words[m.end - 1]), m.label)
            for m in mentions(sentence.labels)
        ]
        pairs.append((gold, list(find_entities(annotate_text(text)))))
    return span_scores(pairs)


def _glued(words: Sequence[str]) -> tuple[str, list[int]]:
    """The sentence as a text, and where each word begins."""
    text, starts = "", list[int]()
    for word in words:
        if text and word not in _CLOSING and not text.endswith(("(", "“")):
            text += " "
        starts.append(len(text))
        text += word
    return text, starts


def _articles(sentences: Sequence[Sentence]) -> list[AnnotatedArticle]:
    texts = [_glued(sentence.words)[0] for sentence in sentences]
    return [
        annotate_text("\n".join(texts[first : first + _ARTICLE])) for first in range(0, len(texts), _ARTICLE)
    ]


def _seconds(articles: Sequence[AnnotatedArticle]) -> float:
    taken = []
    for _ in range(_ROUNDS + 1):
        start = time.process_time()
        for article in articles:
            find_entities(article)
        taken.append(time.process_time() - start)
    return sorted(taken[1:])[_ROUNDS // 2]


if __name__ == "__main__":
    sys.exit(main())
