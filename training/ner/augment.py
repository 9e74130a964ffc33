"""Other ways in which a sentence might have been printed: capitals, quotation marks, other names, typing errors."""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

from training.ner.corpora import Sentence, mentions

QUOTES = (("“", "”"), ('"', '"'), ("“", "”"), ("‘", "’"))
_SPEECH = frozenset(
    {
        "kata",
        "ujar",
        "tutur",
        "ucap",
        "jelas",
        "tegas",
        "ungkap",
        "papar",
        "imbuh",
        "tambah",
        "tandas",
        "katanya",
        "ujarnya",
        "tuturnya",
        "jelasnya",
        "ucapnya",
    }
)

Inventory = Mapping[str, Sequence[tuple[str, ...]]]
"""Names to put in the place of others, by label."""


def inventory(sentences: Sequence[Sentence]) -> dict[str, list[tuple[str, ...]]]:
    """The names in the sentences, each once a label."""
    found: dict[str, dict[tuple[str, ...], None]] = defaultdict(dict)
    for sentence in sentences:
        for start, end, label in mentions(sentence.labels):
            found[label][sentence.words[start:end]] = None
    return {label: list(names) for label, names in found.items()}


def vary(sentence: Sentence, names: Inventory, chance: random.Random) -> Sentence:
    """The sentence as it stands, or changed in some of the ways."""
    if chance.random() < 0.3:
        sentence = split_words(sentence)
    if names and chance.random() < 0.3:
        sentence = _other_names(sentence, names, chance)
    if chance.random() < 0.2:
        sentence = _quoted(sentence, chance)
    draw = chance.random()
    if draw < 0.02:
        return Sentence(tuple(w.upper() for w in sentence.words), sentence.labels)
    if draw < 0.03:
        return Sentence(tuple(w.lower() for w in sentence.words), sentence.labels)
    if draw < 0.06:
        return _names_in_capitals(sentence)
    if draw < 0.10:
        return Sentence(tuple(_mistyped(w, chance) for w in sentence.words), sentence.labels)
    return sentence


def split_words(sentence: Sentence) -> Sentence:
    """The sentence in the tokens of our own tokenizer, which cuts brackets and slashes off."""
    words, labels = list[str](), list[str]()
    for word, label in zip(sentence.words, sentence.labels, strict=True):
        for at, piece in enumerate(_tokens(word)):
            words.append(piece)
            labels.append("I" + label[1:] if at and label.startswith("B-") else label)
    return Sentence(tuple(words), tuple(labels))


@cache
def _tokens(word: str) -> tuple[str, ...]:
    from extract.annotate import language

    return tuple(t.text for t in language().tokenizer(word) if not t.is_space) or (word,)


def _other_names(sentence: Sentence, names: Inventory, chance: random.Random) -> Sentence:
    words, labels, done = list[str](), list[str](), 0
    for start, end, label in mentions(sentence.labels):
        words += sentence.words[done:start]
        labels += sentence.labels[done:start]
        other = sentence.words[start:end]
        if names.get(label) and chance.random() < 0.4:
            other = chance.choice(names[label])
            if label == "PER" and chance.random() < 0.5:
                other = tuple(coined([name[0] for name in names[label]], chance) for _ in other)
        words += other
        labels += [f"B-{label}"] + [f"I-{label}"] * (len(other) - 1)
        done = end
    return Sentence((*words, *sentence.words[done:]), (*labels, *sentence.labels[done:]))


def coined(names: Sequence[str], chance: random.Random) -> str:
    """A new name from the beginning of one and the end of another: it stands in no list and in no corpus."""
    first, second = chance.choice(names), chance.choice(names)
    return first[: len(first) // 2 + 1] + second[len(second) // 2 :].lower()


def _quoted(sentence: Sentence, chance: random.Random) -> Sentence:
    """Quotation marks around the words before `, kata ...`, or around a few words elsewhere."""
    words, labels = list(sentence.words), list(sentence.labels)
    left, right = chance.choice(QUOTES)
    ends = [i for i, w in enumerate(words) if i and w in _SPEECH and words[i - 1] == ","]
    if ends:
        start, end = 0, ends[0] if chance.random() < 0.8 else ends[0] - 1
    else:
        free = [i for i, label in enumerate(labels) if label == "O" and words[i].isalpha()]
        if not free or chance.random() < 0.6:
            return sentence
        start = chance.choice(free)
        end = start + 1
    if end < len(labels) and labels[end].startswith("I-"):
        return sentence
    words[end:end], labels[end:end] = [right], ["O"]
    words[start:start], labels[start:start] = [left], ["O"]
    return Sentence(tuple(words), tuple(labels))


def _names_in_capitals(sentence: Sentence) -> Sentence:
    pairs = zip(sentence.words, sentence.labels, strict=True)
    return Sentence(tuple(w if x == "O" else w.upper() for w, x in pairs), sentence.labels)


def _mistyped(word: str, chance: random.Random) -> str:
    if len(word) < 4 or not word.isalpha() or chance.random() > 0.06:
        return word
    at = chance.randrange(1, len(word) - 1)
    kind = chance.randrange(3)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + word[at] + word[at:]
