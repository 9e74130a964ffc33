"""Where the name of a person stands in the words of an introduction."""

from collections.abc import Mapping

from extract.actors.names import is_given, is_honorific, is_name_word
from extract.actors.scene import Scene
from extract.statements.introduction_words import calling_words, callings, lexicon

EMPTY = range(0)
_MAX_NAME = 6
_LONG_NAME = 3


class NameFinder:
    """Finds names in a scene. `bodies` are the words at which mentions of agencies begin, with the index after."""

    def __init__(self, scene: Scene, bodies: Mapping[int, int]) -> None:
        self.scene = scene
        self.words = scene.words
        self.bodies = bodies
        self.regions = {k for first, (end, _) in scene.region_starts.items() for k in range(first, end)}
        """Words of places."""
        self.common = {word.lower for word in scene.words if word.text.islower() and len(word.text) > 2}
        """Words that the text also writes small: no names."""
        roles = {scene.words[k].lower for k in scene.posts} | calling_words() | lexicon().role_words
        self.solos = {word for word in scene.solos if word not in roles and word.lower() not in roles}
        """Words that stand alone as somebody who speaks (`kata Rini`) and are no posts."""

    def within(self, head: int, end: int) -> tuple[range, range]:
        """The name that closes the words [head, end): with rank and honorifics, and without."""
        first = end
        while first > head and end - first < _MAX_NAME and self._is_name(first - 1):
            first -= 1
            if ")" in self.words[first].gap or not (
                self.words[first].follows_plainly or self.follows_initial(first)
            ):
                break
        if first < end and self._opens_balinese_name(head, first - 1):
            first -= 1
        if first == head and end - first > 1 and self._is_village(head):
            first += 1
        first = self._after_body(head, first, end)
        rank = next((k for k in range(head, end) if head < end and self.scene.ranks.get(k, 0) == first), None)
        called = first if rank is None else rank
        while rank is None and called > head and self._is_prefix(called - 1):
            called -= 1
        return (range(called, end), range(first, end)) if first < end else (EMPTY, EMPTY)

    def follows_initial(self, index: int) -> bool:
        """The full stop before the word is that of `dr.`, `Yosef P.`"""
        before = self.words[index - 1]
        is_short = len(before.text) == 1 or before.lower in lexicon().prefixes
        return self.words[index].follows_dot and is_short

    def _opens_balinese_name(self, head: int, index: int) -> bool:
        """`I` and `Ni` before Gusti, Made, Wayan; not the first of several commissions."""
        is_plain = index >= head and self.words[index + 1].follows_plainly
        return (
            is_plain
            and self.words[index].text in {"I", "Ni"}
            and self.words[index + 1].lower in lexicon().after_i
        )

    def _is_prefix(self, index: int) -> bool:
        word = self.words[index]
        return word.lower in lexicon().prefixes or is_honorific(word)

    def _is_name(self, index: int) -> bool:
        word = self.words[index]
        if self._is_prefix(index) and len(word.text) > 1:
            return False
        if (
            self._follows_given(index)
            or word.text in self.solos
            or (self.is_given(index) and index not in self.regions)
        ):
            return True
        if word.text.isupper() and len(word.text) <= 2:
            return index not in self.regions
        if index in self.regions or word.text in lexicon().bodies or word.text in lexicon().role_words:
            return False
        return is_name_word(word, first=False) and word.lower not in self.common

    def _follows_given(self, index: int) -> bool:
        """A capitalised word right after a person's name is part of it, whatever else it may mean."""
        word = self.words[index]
        if not index or not word.follows_plainly or not self.is_given(index - 1):
            return False
        is_place = index in self.regions and self.words[index - 1].text not in self.solos
        return word.is_capital and word.text not in lexicon().bodies and not (is_place or word.is_acronym)

    def _after_body(self, head: int, first: int, end: int) -> int:
        """First word of the name where the name of a body without a clear end stands before it."""
        for k in range(head, first):
            body = self.bodies.get(k)
            if body is not None and first < body < end:
                return body
        if end - first <= 2 or self._is_initial(first):
            return first
        before = self.words[first - 1]
        is_open = first == head or before.text in lexicon().role_words or before.text in lexicon().open_bodies
        known = [k for k in range(first + 1, end - 1) if self.words[k].text in self.solos]
        if is_open and known and not self.is_given(first):
            return known[0]
        nearby = range(max(head - 1, first - _LONG_NAME), first)
        opened = any(self.words[k].text in lexicon().open_bodies for k in nearby)
        if opened or end - first > _LONG_NAME:
            given = [k for k in range(first + opened, end - 1) if self.is_given(k)]
            return given[0] if given else max(first, end - 2)
        return first

    def _is_initial(self, index: int) -> bool:
        """`M Rizal`, `RZ Palar`."""
        return self.words[index].text.isupper() and len(self.words[index].text) <= 2

    def _is_village(self, head: int) -> bool:
        """The name of a place follows the post: Kepala Desa X."""
        posts = (self.scene.posts.get(k) for k in range(max(0, head - 3), head))
        return any(post is not None and post[0] == head and post[1].village for post in posts)

    def after_comma(self, index: int) -> tuple[range, range]:
        """The name after a comma: `..., Kecamatan Nita, Rini Tomasoa`."""
        if index >= len(self.words) or not self.words[index].follows_comma:
            return EMPTY, EMPTY
        person = self.scene.person(index)
        if person is None or callings().match(self.words, index) is not None:
            return EMPTY, EMPTY
        if index in self.regions and self.words[index].text not in self.solos:
            return EMPTY, EMPTY
        return range(person.first, person.name_end), range(person.name_first, person.name_end)

    def has_sure_name(self, head: int, end: int) -> bool:
        """The words before `end` close with a name that the text or the lexicon knows."""
        return any(self.is_given(k) for k in self.within(head, end)[1])

    def is_given(self, index: int) -> bool:
        """The word is a person's name, known from the text or from the lexicon."""
        return self.words[index].text in self.solos or is_given(self.words[index])
