"""One entry a person: finds of the same name at several places, joined."""

from dataclasses import dataclass, field

from extract.actors.names import Person
from extract.actors.scene import Scene
from extract.actors.titles import Title

_NAMESAKES = 50


@dataclass
class Found:
    """A person as found at one or more places."""

    person: Person
    title: Title | None
    rule: str
    places: list[Person] = field(default_factory=list)


def merge_people(scene: Scene, found: list[Found]) -> list[Found]:
    """One entry a person: later finds whose name is part of an earlier one's add to it."""
    people: list[tuple[list[str], Found]] = []
    by_word: dict[str, list[int]] = {}
    for one in found:
        name = [w.text for w in scene.words[one.person.name_first : one.person.name_end]]
        known_by = (k for word in name for k in by_word.get(word, [])[:_NAMESAKES])
        number = next((k for k in known_by if _is_part(name, people[k][0])), None)
        if number is None:
            number = len(people)
            people.append((name, one))
        else:
            people[number] = (_longer(people[number][0], name), _joined(people[number][1], one))
        for word in set(name):
            known = by_word.setdefault(word, [])
            if number not in known:
                known.append(number)
    return [one for _, one in people if one.title or one.person.rank or one.rule == "body"]


def _is_part(first: list[str], second: list[str]) -> bool:
    return set(first) <= set(second) or set(second) <= set(first)


def _longer(first: list[str], second: list[str]) -> list[str]:
    return second if len(second) > len(first) else first


def _joined(first: Found, second: Found) -> Found:
    """The fullest name, the title of more words; the earlier on a tie."""
    longer = (
        second.person.name_end - second.person.name_first > first.person.name_end - first.person.name_first
    )
    fuller = _weight(second) > _weight(first)
    keep, titled = (second if longer else first), (second if fuller else first)
    return Found(keep.person, titled.title, titled.rule, first.places + second.places)


def _weight(found: Found) -> int:
    title = found.title
    if title is None:
        return 0
    if title.post.weak:
        return 1
    return 2 + (title.end - title.post_end > 0) + (title.region is not None)
