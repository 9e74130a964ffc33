"""Role and affiliation apart: which words of a title say what somebody is, and which name his body."""

from extract.actors.agency_forms import is_topic_word
from extract.actors.scene import Scene
from extract.statements.introduction_names import EMPTY, NameFinder
from extract.statements.introduction_words import after_bracket, callings, lexicon


class TitleSplitter:
    """Splits the words of a title."""

    def __init__(self, scene: Scene, names: NameFinder) -> None:
        self.scene = scene
        self.words = scene.words
        self.bodies = names.bodies
        self.regions = names.regions

    def split(self, first: int, head: int, end: int) -> tuple[range, range]:
        """Splits the words [first, end) of a title: the affiliation is the outermost body."""
        start = self._body_start(first + 1, head, end)
        if start is None:
            return range(first, end), EMPTY
        role_end = start
        while role_end > first and self.words[role_end - 1].lower in lexicon().role_ends:
            role_end -= 1
        return range(first, role_end), range(start, self._body_end(start, end))

    def _body_end(self, start: int, end: int) -> int:
        """Index after the body: before its town behind a comma, and before a second role (`... dan ahli pidana`)."""
        for k in range(start + 1, end):
            word = self.words[k]
            is_town = word.follows_comma and k in self.regions
            is_role = word.lower in {"dan", "sekaligus"} and callings().match(self.words, k + 1) is not None
            if is_town or is_role:
                return k
        return end

    def _body_start(self, first: int, head: int, end: int) -> int | None:
        """First word of the outermost body: of `Fakultas X Universitas Y` that of the university."""
        start: int | None = None
        index = first
        while index < end:
            word = self.words[index]
            after = after_bracket(self.scene, index) if word.opens_bracket else None
            if after is not None:
                index = max(index + 1, after)
                continue
            if index in self.bodies or self.is_body_word(index):
                start = index
                if word.text not in lexicon().units:
                    return start
            index += 1
        if start is not None:
            return start
        post = next((p for k in range(first - 1, head) if (p := self.scene.posts.get(k)) is not None), None)
        is_of_place = post is not None and (post[1].village or post[1].body == "government")
        if is_of_place or self.serves(first - 1, head):
            return None
        unknown = [k for k in range(head, end) if self.is_unknown(k)]
        return next((k for k in unknown if self.words[k].is_acronym), unknown[0] if unknown else None)

    def is_body_word(self, index: int) -> bool:
        word = self.words[index]
        if word.text not in lexicon().bodies:
            return False
        after = self.words[index + 1].text if index + 1 < len(self.words) else ""
        return after not in lexicon().not_bodies.get(word.text, frozenset())

    def is_unknown(self, index: int) -> bool:
        """A capitalised word that is no word of a role and no place: an organisation's own name."""
        word = self.words[index]
        is_known = word.text in lexicon().role_words or is_topic_word(word) or index in self.regions
        is_bracketed = word.opens_bracket or word.line == "credits"
        return word.is_capital and not (is_known or is_bracketed or word.lower in lexicon().places)

    def serves(self, first: int, head: int) -> bool:
        """A role held for somebody: kuasa hukum, juru bicara."""
        return self.scene.reading.slice(first, head).lower().endswith(lexicon().of_persons)
