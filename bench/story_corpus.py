"""Generated articles whose stories are known: originals, copies, merged briefs, bulletins, follow-ups. All invented.

A grammar (story_grammar.yml) makes articles that share agencies, stock phrases and paragraphs of law, at least as much
as articles on different events do in print. Beside them stand what must not be taken for copies: bulletins of one form
with other numbers, and follow-ups that repeat the background of an earlier article.
"""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import yaml

COPIES, MERGED, BULLETINS, FOLLOW_UPS = 0.15, 0.1, 0.05, 0.05
"""Shares: of copies among all articles, of merged briefs among those; of bulletins and follow-ups among the others."""
_SERIES = 6
"""Bulletins of one form."""
_FIRST_DAY = date(2023, 1, 1)
_DAYS = 1000
_OUTLETS = 180
_SLOT = re.compile(r"{(\w+)}")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Generated:
    """An article and the story that it truly tells."""

    url: str
    outlet: str
    paragraphs: tuple[str, ...]
    published_on: date
    story: str
    """Address of the story's original; its own for a merged brief."""
    origin: str | None = None
    credits: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Dateline, paragraphs, credits."""
        first, *rest = self.paragraphs
        return "\n".join((f"{self.outlet.upper()}, JAKARTA - {first}", *rest, *self.credits))


class Corpus:
    """`size` articles, in an order that tells nothing; the same for the same seed."""

    def __init__(self, size: int, seed: int = 1) -> None:
        self._chance = random.Random(seed)
        self._names = _names(self._chance, 400), _names(self._chance, 2500), _names(self._chance, 40)
        copies = round(size * COPIES)
        originals = self._originals(size - copies)
        merged = round(copies * MERGED)
        told = self._chance.choices(originals, weights=_popularity(len(originals)), k=copies - merged)
        made = [self._copy(original, number) for number, original in enumerate(told)]
        made += [self._merged(*self._chance.sample(originals, 2), number) for number in range(merged)]
        self.articles: list[Generated] = originals + made
        self._chance.shuffle(self.articles)

    def _originals(self, count: int) -> list[Generated]:
        articles: list[Generated] = []
        while len(articles) < count:
            kind = self._chance.random()
            if kind < BULLETINS / _SERIES:
                form, event = self._form(), self._event()
                for _ in range(min(_SERIES, count - len(articles))):
                    articles.append(self._article(len(articles), self._bulletin(form, event)))
            elif kind < BULLETINS / _SERIES + FOLLOW_UPS and articles:
                articles.append(self._follow_up(self._chance.choice(articles[-50:]), len(articles)))
            else:
                articles.append(self._article(len(articles), self._paragraphs()))
        return articles

    def _article(self, number: int, paragraphs: tuple[str, ...]) -> Generated:
        day = _FIRST_DAY + timedelta(days=self._chance.randrange(_DAYS))
        outlet = self._outlet()
        url = f"https://{outlet.lower().replace(' ', '')}.example/{number}"
        return Generated(url, outlet, paragraphs, day, url)

    def _paragraphs(self) -> tuple[str, ...]:
        """A lead, four to nine paragraphs of details and quotes, one or two of stock."""
        event = self._event()
        body = [
            " ".join(self._say(self._chance.choice(("detail", "detail", "quote")), event) for _ in range(2))
            for _ in range(self._chance.randint(4, 9))
        ]
        for _ in range(self._chance.randint(1, 2)):
            body.insert(self._chance.randint(1, len(body)), self._say("stock", event))
        return (f"{self._say('lead', event)} {self._say('detail', event)}", *body)

    def _form(self) -> tuple[str, ...]:
        """What an office says in each of its bulletins."""
        event = self._event()
        return tuple(" ".join(self._say("form", event) for _ in range(2)) for _ in range(5))

    def _bulletin(self, form: tuple[str, ...], event: Mapping[str, str]) -> tuple[str, ...]:
        """The same words with other numbers."""
        return (*(self._fill(sentence, event) for sentence in _grammar()["bulletin"]), *form)

    def _follow_up(self, before: Generated, number: int) -> Generated:
        """Another article on the same event: new text, then three paragraphs of the earlier one as background."""
        article = self._article(number, (*self._paragraphs(), *before.paragraphs[1:4]))
        return replace(article, published_on=before.published_on + timedelta(days=2))

    def _copy(self, original: Generated, number: int) -> Generated:
        """Another outlet's copy: light edits, a new lead, a cut tail, or edits with one of the others."""
        kind = self._chance.choice(("edits", "lead", "tail", "edits lead", "edits tail", "same"))
        paragraphs = original.paragraphs
        if "tail" in kind:
            kept = self._chance.uniform(0.4, 0.85) * len(paragraphs)
            paragraphs = paragraphs[: max(2, round(kept))]
        if "lead" in kind:
            paragraphs = (self._say("new_lead", self._event()), *paragraphs[1:])
        if "edits" in kind:
            share = self._chance.uniform(0.01, 0.06)
            paragraphs = tuple(self._edited(paragraph, share) for paragraph in paragraphs)
        return self._from(original, paragraphs, f"copy{number}", original.story)

    def _merged(self, first: Generated, second: Generated, number: int) -> Generated:
        """The beginnings of two stories in one brief, 60 to 90 words of each; one in four holds both stories whole."""
        parts = [
            original.paragraphs
            if number % 4 == 0
            else _beginning(original.paragraphs, self._chance.randint(60, 90))
            for original in (first, second)
        ]
        url = f"merged{number}"
        brief = self._from(first, (*parts[0], *parts[1]), url, "")
        return replace(brief, story=brief.url, origin=None, credits=())

    def _from(self, original: Generated, paragraphs: tuple[str, ...], name: str, story: str) -> Generated:
        outlet = self._outlet()
        is_credited = self._chance.random() < 0.5
        return Generated(
            f"https://{outlet.lower().replace(' ', '')}.example/{name}",
            outlet,
            paragraphs,
            original.published_on + timedelta(days=self._chance.choice((0, 0, 0, 1, 3))),
            story,
            original.outlet if is_credited else None,
            (f"Artikel ini telah tayang di {original.outlet} dengan judul: {paragraphs[-1][:60]}",)
            if is_credited
            else (f"Editor: {self._chance.choice(self._names[2]).title()}",),
        )

    def _edited(self, paragraph: str, share: float) -> str:
        """So many of the words replaced, dropped or doubled by another."""
        words = paragraph.split(" ")
        for at in range(len(words)):
            if self._chance.random() < share:
                other = self._chance.choice(_grammar()["benda"])
                words[at] = self._chance.choice(("", other, f"{words[at]} {other}"))
        return " ".join(word for word in words if word)

    def _event(self) -> dict[str, str]:
        """What all sentences of one article agree in."""
        regions, people, _ = self._names
        pick = self._chance.choice
        return {
            "wilayah": pick(regions).title(),
            "desa": f"Desa {pick(people).title()}",
            "nama": f"{pick(people)} {pick(people)}".title(),
        }

    def _say(self, kind: str, event: Mapping[str, str]) -> str:
        return self._fill(self._chance.choice(_grammar()[kind]), event)

    def _fill(self, sentence: str, event: Mapping[str, str]) -> str:
        return _SLOT.sub(lambda slot: self._slot(slot.group(1), event), sentence)

    def _slot(self, name: str, event: Mapping[str, str]) -> str:
        match name:
            case "jumlah":
                return str(self._chance.randint(2, 900))
            case "nama_lain":
                return self._chance.choice(self._names[1]).title()
            case "uang":
                return str(self._chance.randint(2, 400))
            case "jam":
                return f"{self._chance.randint(0, 23):02}.{self._chance.randint(0, 59):02}"
            case "tgl":
                return f"{self._chance.randint(1, 28)}/{self._chance.randint(1, 12)}/{self._chance.randint(2022, 2025)}"
        return event[name] if name in event else self._say(name, event)

    def _outlet(self) -> str:
        number = self._chance.randrange(_OUTLETS)
        return f"Kabar {self._names[0][number].title()}"


def real_ratio(articles: list[Generated]) -> float:
    """Share of copies and merged briefs among the articles."""
    return sum(article.story != article.url or "merged" in article.url for article in articles) / len(
        articles
    )


def _beginning(paragraphs: tuple[str, ...], words: int) -> tuple[str, ...]:
    """The first so many words, cut at a word."""
    text = "\n".join(paragraphs)
    ends = [match.end() for match in _WORD.finditer(text)][:words]
    return tuple(text[: ends[-1]].split("\n"))


def _popularity(count: int) -> list[float]:
    """Few stories are copied often, most never."""
    return [1 / (1 + at) ** 0.7 for at in range(count)]


def _names(chance: random.Random, count: int) -> list[str]:
    """Invented names of two to four syllables, without repeats."""
    syllables = [first + vowel for first in (*"bdgklmnprstwy", "ng", "ny") for vowel in "aeiou"]
    names: dict[str, None] = {}
    while len(names) < count:
        names["".join(chance.choice(syllables) for _ in range(chance.randint(2, 4)))] = None
    return list(names)


@cache
def _grammar() -> dict[str, list[str]]:
    text = (Path(__file__).parent / "story_grammar.yml").read_text(encoding="utf-8")
    grammar: dict[str, list[str]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return grammar
