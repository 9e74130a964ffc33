"""Sentences of the field, made from patterns and the project's lexicons, with labels for free."""

import random
from collections.abc import Callable, Sequence
from importlib.resources import files

import yaml

from training.ner.augment import QUOTES, coined
from training.ner.corpora import Sentence
from training.ner.gazetteer import lexicon, places_abroad, region_names


class Generator:
    """Draws sentences; the same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        text = files("training.ner").joinpath("templates.yml").read_text(encoding="utf-8")
        self._patterns = yaml.safe_load(text)
        self._chance = random.Random(seed)
        names, posts, agencies = lexicon("names"), lexicon("posts"), lexicon("agencies")
        self._given: list[str] = names["given"]
        self._ranks = [rank for rank in names["ranks"] if rank not in names["weak_ranks"]]
        self._honours = [
            w for w in names["honorifics"] if w in {"Pak", "Bu", "Ibu", "Bapak", "H", "Hj", "Drs", "Ir", "dr"}
        ]
        self._posts = [
            form for post in posts["posts"] for form in post["forms"] if not post.get("lower_tail")
        ]
        heads = [h for h in agencies["heads"] if h.get("bare") == "emit" and h.get("tail") == "none"]
        self._bodies = [form for head in heads for form in head["forms"]]
        self._acronyms = [form for form in self._bodies if form.isupper() and " " not in form]
        self._regions = [_without_level(name) for name in region_names()]
        self._abroad = places_abroad()
        self._slots: dict[str, Callable[[], list[tuple[str, str]]]] = {
            "NAME": self._name, "SHORT": self._short, "TITLE": self._title, "RANK": self._rank,
            "HONOUR": lambda: _plain(self._pick(self._honours)), "AGENCY": self._agency,
            "ACRONYM": lambda: _labelled(self._pick(self._acronyms), "ORG"),
            "REGION": lambda: _labelled(self._pick(self._regions), "LOC"),
            "ABROAD": lambda: _labelled(self._pick(self._abroad), "LOC"), "SPOT": self._spot,
            "CLAUSE": lambda: self._fill(self._pick(self._patterns["clauses"])),
            "SAID": lambda: _plain(self._pick(self._patterns["said"])), "DAY": self._day,
            "TRAP": lambda: _plain(self._pick(self._patterns["traps"])),
            "N": lambda: [(str(self._chance.choice((1, 2, 3, 5, 7, 12, 21, 34, 108, 2007, 1.5))), "O")],
            "INITIALS": lambda: [("".join(self._chance.sample("ABDEFHIMNRSTWY", 2)), "O")],
            "NAMEWORD": lambda: _plain(self._pick(self._given)),
        }  # fmt: skip

    def sentences(self, count: int) -> list[Sentence]:
        """So many sentences."""
        return [self._sentence() for _ in range(count)]

    def _sentence(self) -> Sentence:
        pairs = self._fill(self._pick(self._patterns["sentences"]))
        left, right = self._chance.choice(QUOTES)
        words = [{"“": left, "”": right}.get(word, word) for word, _ in pairs]
        words[0] = words[0][:1].upper() + words[0][1:]
        labels = [label for _, label in pairs]
        at = next((i for i, word in enumerate(words) if word == "PT"), None)
        if at is not None:
            labels[at : at + 3] = ["B-ORG", "I-ORG", "I-ORG"]
        return Sentence(tuple(words), tuple(labels))

    def _fill(self, pattern: str) -> list[tuple[str, str]]:
        pairs: list[tuple[str, str]] = []
        for word in pattern.split():
            slot = self._slots.get(word)
            pairs += slot() if slot else [(word, "O")]
        return pairs

    def _pick(self, options: Sequence[str]) -> str:
        return self._chance.choice(options)

    def _name(self) -> list[tuple[str, str]]:
        words = [self._given_name()]
        draw = self._chance.random()
        if draw < 0.25:
            words.append(self._given_name())
        if draw > 0.12:
            words.append(self._given_name() if draw < 0.5 else self._pick(self._patterns["clans"]))
        if draw > 0.96:
            words[-1:] = [self._pick(["bin", "binti"]), self._given_name()]
        if self._chance.random() < 0.06:
            words.insert(
                self._chance.randrange(len(words) + 1), self._pick(["M.", "A.", "R.", "S.", "I", "H."])
            )
        pairs = _labelled(" ".join(words), "PER")
        if self._chance.random() < 0.15:
            for degree in self._chance.sample(
                ["S.H.", "M.H.", "S.I.K.", "M.Si.", "S.Sos", "M.M.", "S.E.", "SH", "MH", "SIK", "M.Kes"], 2
            ):
                pairs += [(",", "O"), (degree, "O")]
        return pairs

    def _short(self) -> list[tuple[str, str]]:
        is_given = self._chance.random() < 0.7
        return _labelled(self._given_name() if is_given else self._pick(self._patterns["clans"]), "PER")

    def _given_name(self) -> str:
        return coined(self._given, self._chance) if self._chance.random() < 0.5 else self._pick(self._given)

    def _title(self) -> list[tuple[str, str]]:
        pairs = _plain(self._pick(self._posts))
        if self._chance.random() < 0.55:
            pairs += _plain(self._pick(self._regions))
        return pairs

    def _rank(self) -> list[tuple[str, str]]:
        if self._chance.random() < 0.4:
            return []
        rank = _plain(self._pick(self._ranks))
        return [*rank, ("Pol", "O")] if self._chance.random() < 0.2 else rank

    def _agency(self) -> list[tuple[str, str]]:
        if self._chance.random() < 0.4:
            return _labelled(self._pick(self._bodies), "ORG")
        return _labelled(f"{self._pick(self._patterns['units'])} {self._pick(self._regions)}", "ORG")

    def _spot(self) -> list[tuple[str, str]]:
        kind = self._pick(self._patterns["spots"]).replace("NAMEWORD", self._pick(self._given))
        tail = "" if kind.startswith(("Hotel", "Jalan")) else " " + self._pick(self._regions)
        return _labelled(kind + tail, "LOC")

    def _day(self) -> list[tuple[str, str]]:
        day, month = self._chance.randrange(1, 29), self._chance.randrange(12)
        weekday = self._pick(self._patterns["days"])
        form = self._chance.randrange(4)
        if form == 0:
            return _plain(f"{weekday} ( {day}/{month + 1}/2025 )")
        if form == 1:
            return _plain(f"{weekday} ({day}/{month + 1})")
        if form == 2:
            return _plain(f"{weekday} , {day} {self._patterns['months'][month]} 2025")
        return _plain(weekday)


def _labelled(text: str, label: str) -> list[tuple[str, str]]:
    return [(word, ("I-" if at else "B-") + label) for at, word in enumerate(text.split())]


def _plain(text: str) -> list[tuple[str, str]]:
    return [(word, "O") for word in text.split()]


def _without_level(name: str) -> str:
    return name.removeprefix("Kabupaten ").removeprefix("Kota ").removeprefix("Administrasi ")


def generate(count: int, seed: int) -> list[Sentence]:
    """So many sentences of the field."""
    return Generator(seed).sentences(count)
