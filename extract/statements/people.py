"""Everybody whom an article introduces or lets speak, with or without an office."""

from collections.abc import Sequence
from dataclasses import dataclass

from extract.actors.names import Person
from extract.actors.official_names import NameIndex, find_references
from extract.actors.scene import Scene, body_starts, build_scene
from extract.actors.titles import TitleParser
from extract.statements.introductions import Introduction, find_introductions
from models.annotation import AnnotatedArticle, Span
from models.fact import Agency, Mention

_NAMESAKES = 50


@dataclass(frozen=True)
class IntroducedAt:
    """Characters of an introduction; None for parts that the text does not give."""

    name: Span
    """With rank and honorifics: `Kombes Yosef Lamanepa`."""
    role: Span | None
    affiliation: Span | None


@dataclass(frozen=True)
class NamedPerson:
    """A person with every place where the text names him, and where it says who he is."""

    name: str
    title: str | None
    """Role and affiliation as printed at the fullest introduction."""
    mentions: tuple[Mention, ...]
    references: tuple[Mention, ...]
    introductions: tuple[IntroducedAt, ...]


def find_people(annotated: AnnotatedArticle, agencies: Sequence[Agency]) -> tuple[NamedPerson, ...]:
    """People in the order of their first introduction; a later form of a name belongs to the fuller one."""
    scene = build_scene(annotated)
    bodies = body_starts(scene, agencies)
    groups = _grouped(scene, find_introductions(scene, bodies))
    fullest = [max(group, key=lambda one: (len(one.name), bool(one.role))) for group in groups]
    persons = [_person(one) for one in fullest]
    index = NameIndex(scene, persons)
    parser = TitleParser(scene, bodies)
    titles = [next((t for i in group if i.role and (t := parser.at(i.role.start))), None) for group in groups]
    taken = index.taken | {k for group in groups for i in group for k in (*i.role, *i.affiliation)}
    references = find_references(scene, list(zip(titles, persons, strict=True)), taken)
    text = annotated.text
    return tuple(
        NamedPerson(
            name=scene.reading.slice(one.name.start, one.name.stop),
            title=_title(scene, group),
            mentions=_mentions(text, mentions),
            references=_mentions(text, posts),
            introductions=tuple(_located(scene, introduction) for introduction in group),
        )
        for one, group, mentions, posts in zip(fullest, groups, index.mentions, references, strict=True)
    )


def _grouped(scene: Scene, introductions: Sequence[Introduction]) -> list[list[Introduction]]:
    """One group a person: names of which one is part of the other."""
    groups: list[list[Introduction]] = []
    names: list[set[str]] = []
    by_word: dict[str, list[int]] = {}
    for one in introductions:
        name = {scene.words[k].text for k in one.name}
        known = (k for word in name for k in by_word.get(word, [])[:_NAMESAKES])
        number = next((k for k in known if name <= names[k] or names[k] <= name), None)
        if number is None:
            number = len(groups)
            groups.append([])
            names.append(set())
        groups[number].append(one)
        names[number] |= name
        for word in name:
            if number not in by_word.setdefault(word, []):
                by_word[word].append(number)
    return groups


def _person(one: Introduction) -> Person:
    return Person(one.called.start, one.name.start, one.name.stop, one.name.stop, None)


def _title(scene: Scene, group: Sequence[Introduction]) -> str | None:
    titles = [
        " ".join(scene.words[k].text for k in (*one.role, *one.affiliation)) for one in group if one.role
    ]
    return max(titles, key=len, default=None)


def _located(scene: Scene, one: Introduction) -> IntroducedAt:
    name = _span(scene, one.called)
    assert name is not None
    return IntroducedAt(name, _span(scene, one.role), _span(scene, one.affiliation))


def _span(scene: Scene, words: range) -> Span | None:
    if not words:
        return None
    end = scene.words[words[-1]].end
    text = scene.reading.text
    if text.rfind("(", scene.words[words[0]].start, end) > text.rfind(")", scene.words[words[0]].start, end):
        end += text[end : end + 1] == ")"
    return Span(scene.words[words[0]].start, end)


def _mentions(text: str, spans: Sequence[tuple[int, int]]) -> tuple[Mention, ...]:
    return tuple(Mention(start=a, end=b, quote=text[a:b]) for a, b in sorted(set(spans)))
