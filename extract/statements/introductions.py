"""Introductions: where the text says who somebody is, with the words for role, affiliation and name."""

from collections.abc import Mapping
from dataclasses import dataclass

from extract.actors.agency_forms import is_topic_word
from extract.actors.names import Person
from extract.actors.scene import Scene
from extract.statements.cues import Form, find_cue, grammar
from extract.statements.introduction_names import EMPTY, NameFinder
from extract.statements.introduction_parts import TitleSplitter
from extract.statements.introduction_words import after_bracket, callings, leads, lexicon
from extract.statements.speakers import looks_verbal

_MAX_PHRASE = 40
_MAX_LOWER = 6
_MAX_LEADS = 4


@dataclass(frozen=True)
class Introduction:
    """Indices of a scene's words for each part; an empty range where the text does not give it."""

    name: range
    """Name without rank and honorifics."""
    called: range
    """Name with rank and honorifics."""
    role: range = EMPTY
    affiliation: range = EMPTY

    @property
    def first(self) -> int:
        """Index of the first word."""
        return min(part.start for part in (self.called, self.role, self.affiliation) if part)


def find_introductions(scene: Scene, bodies: Mapping[int, int]) -> list[Introduction]:
    """Introductions in order: `role affiliation name`, `name, role affiliation`, and names beside a reporting word.

    `bodies` are the words at which mentions of agencies begin, with the index after each.
    """
    reader = _Reader(scene, bodies)
    found: list[Introduction] = []
    index = 0
    while index < len(scene.words):
        introduction, after = reader.at(index)
        if introduction is not None:
            found.append(introduction)
        index = max(index + 1, after)
    return found


class _Reader:
    def __init__(self, scene: Scene, bodies: Mapping[int, int]) -> None:
        self.scene = scene
        self.words = scene.words
        self.bodies = bodies
        self.names = NameFinder(scene, bodies)
        self.titles = TitleSplitter(scene, self.names)

    def at(self, index: int) -> tuple[Introduction | None, int]:
        """The introduction that begins at the word, and the index to read on from."""
        if self.words[index].line == "credits":
            return None, index + 1
        head = self._head(index)
        if head is not None:
            return self._titled(index, head)
        person = self._person(index)
        return self._named(person) if person is not None else (None, index + 1)

    # --- role affiliation name

    def _head(self, index: int) -> int | None:
        """Index after the head of a role that begins at the word, with `Plt`, `mantan` before it."""
        at = index
        for _ in range(_MAX_LEADS):
            lead = leads().match(self.words, at)
            if lead is None:
                break
            at = self._after_acronym(lead[0])
        if at >= len(self.words):
            return None
        calling = callings().match(self.words, at)
        ends = [found[0] for found in (calling, self.scene.posts.get(at)) if found is not None]
        return max(ends) if ends else None

    def _after_acronym(self, index: int) -> int:
        """Index after `(Plt)`."""
        is_bracket = index < len(self.words) and self.words[index].opens_bracket
        return after_bracket(self.scene, index) or index if is_bracket else index

    def _titled(self, first: int, head: int) -> tuple[Introduction | None, int]:
        end = self._phrase_end(head)
        called, name = self.names.within(head, end)
        serves = self.titles.serves(first, head)
        if serves or not any(map(self.names.is_given, name)):
            after = self.names.after_comma(end)
            called, name = after if after[1] or (serves and name) else (called, name)
        while not (name or serves) and (cut := self._last_joiner(head, end)) is not None:
            end = cut
            called, name = self.names.within(head, end)
        if not name:
            return None, head
        role, affiliation = self.titles.split(first, head, min(called.start, end))
        return Introduction(name, called, role, affiliation), name.stop

    def _last_joiner(self, head: int, end: int) -> int | None:
        """Index of the last word before `end` at which the phrase may end: `Direktur X Budi Y | di Jakarta`."""
        return next((k for k in range(end - 1, head, -1) if self.words[k].lower in lexicon().role_ends), None)

    def _phrase_end(self, head: int) -> int:
        """Index after the words that may belong to a role, its affiliation and a name behind them."""
        at, lower = head, 0
        while at < min(len(self.words), head + _MAX_PHRASE):
            word = self.words[at]
            if word.opens_bracket or word.follows_comma:
                after = after_bracket(self.scene, at) if word.opens_bracket else self._after_comma(at, head)
                if after is None:
                    break
                at = after
                continue
            if not (word.follows_plainly or self.names.follows_initial(at)):
                break
            if not (word.is_capital or word.text[0].isdigit() or word.lower in lexicon().prefixes):
                lower += word.lower not in lexicon().joiners
                if lower > _MAX_LOWER or not self._goes_on(head, at):
                    break
            at += 1
        while at > head and self.words[at - 1].lower in lexicon().joiners:
            at -= 1
        return at

    def _goes_on(self, head: int, at: int) -> bool:
        """A small word inside a role: not a verb, and not after a name."""
        lower = self.words[at].lower
        if lower in lexicon().stops or lower in grammar().weekdays or find_cue(lower) is not None:
            return False
        return not looks_verbal(lower) and (
            lower in lexicon().foreign_joiners or not self.names.has_sure_name(head, at)
        )

    def _after_comma(self, index: int, head: int) -> int | None:
        """Index of the next word where a place or a list of tasks goes on: `Sosial, Perempuan, dan Anak`."""
        word = self.words[index]
        after = self.words[index + 1] if index + 1 < len(self.words) else None
        if after is None or self.names.has_sure_name(head, index):
            return None
        if word.lower in lexicon().places and after.is_capital:
            return index + 2
        if index in self.scene.region_starts and not self.names.is_given(index):
            end = self.scene.region_starts[index][0]
            return end if end < len(self.words) and self.words[end].follows_comma else None
        if self.titles.is_body_word(index):
            return index + 1
        joined = word.lower in {"dan", "serta"} and after.is_capital
        task = after if joined else word
        is_task = is_topic_word(task) or task.text in lexicon().role_words or (joined and task.is_acronym)
        return index + 1 + joined if is_task and self.words[index - 1].is_capital else None

    # --- name, role affiliation

    def _person(self, index: int) -> Person | None:
        """The person whose name or rank begins at the word; None inside a longer run of capitals."""
        word = self.words[index]
        if not word.is_capital and word.lower not in lexicon().prefixes:
            return None
        if (
            index
            and word.follows_plainly
            and self.words[index - 1].is_capital
            and index not in self.scene.ranks
        ):
            return None
        if index in self.bodies or (index in self.names.regions and word.text not in self.names.solos):
            return None
        return self.scene.person(index)

    def _named(self, person: Person) -> tuple[Introduction | None, int]:
        name, called = range(person.name_first, person.name_end), range(person.first, person.name_end)
        at = self._after_age(person.after)
        if at >= len(self.words):
            return None, person.after
        if self.words[at].follows_comma or at > person.after or self.words[at].lower in {"selaku", "yang"}:
            role_at = at + (self.words[at].lower == "selaku")
            head = self._head(role_at)
            if head is not None:
                end = self._phrase_end(head)
                if role_at > at or not self.names.has_sure_name(head, end) or self._is_closed(end):
                    role, affiliation = self.titles.split(role_at, head, end)
                    return Introduction(name, called, role, affiliation), end
        if self.words[at].lower == "dari" and at + 1 < len(self.words) and self.titles.is_unknown(at + 1):
            return Introduction(name, called, EMPTY, range(at + 1, self._phrase_end(at + 1))), at + 1
        return (
            (Introduction(name, called), person.after) if self._speaks(person, at) else (None, person.after)
        )

    def _is_closed(self, end: int) -> bool:
        """A comma or stop closes the apposition: what looked like a name in it is the body's."""
        return end >= len(self.words) or not self.words[end].follows_plainly

    def _after_age(self, index: int) -> int:
        if (
            index >= len(self.words)
            or not self.words[index].opens_bracket
            or not self.words[index].text.isdigit()
        ):
            return index
        return (
            index
            + 1
            + (index + 1 < len(self.words) and self.words[index + 1].lower in {"tahun", "thn", "th"})
        )

    def _speaks(self, person: Person, at: int) -> bool:
        """Stands beside a reporting word, or has his age in brackets."""
        if at > person.after:
            return True
        before = find_cue(self.words[person.first - 1].lower) if person.first else None
        after = [find_cue(word.lower) for word in self.words[at : at + 2]]
        is_tag = before is not None and before.form in (Form.BARE, Form.ACCORDING, Form.PASSIVE)
        return is_tag or any(cue is not None and cue.form is Form.ACTIVE for cue in after)
