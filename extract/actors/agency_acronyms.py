"""The acronym of a body beside its long form: in brackets, or after `atau`, `yang disingkat`."""

import re

from extract.actors.agency_forms import is_no_agency, nickname_phrases
from extract.actors.scene import Scene

_BRACKET = re.compile(r"\)?\s?\(([^()\n]{2,40})\)")
_ACRONYM = re.compile(r"[A-Z][\w./&-]{1,15}(?: [A-Z][\w./&-]{0,15}){0,2}")


class AcronymReader:
    """Reads acronyms; all methods take and give indices of words."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.words = scene.words
        self.region_ends = {end for end, _ in scene.region_starts.values()}

    def bracket(self, index: int) -> tuple[str | None, int]:
        """Acronym in brackets after the word before `index`, and the index after the brackets."""
        found = _BRACKET.match(self.scene.reading.text, self.words[index - 1].end)
        if found is None or self.words[index - 1].line == "credits":
            return None, index
        inside = found.group(1).strip()
        after = index
        while after < len(self.words) and self.words[after].start < found.end():
            after += 1
        if after == index or _ACRONYM.fullmatch(inside) is None:
            return None, after if re.fullmatch(r"[a-z]{2,12}", inside) else index
        is_region = index in self.scene.region_starts and index in self.region_ends
        return (None, after) if is_region or is_no_agency(inside) else (inside, after)

    def nickname(self, first: int, index: int) -> tuple[str | None, int]:
        """Acronym after `atau` of a body of words [first, index), and the index after it."""
        words = self.words
        found = nickname_phrases().match(words, index) if index - first > 1 else None
        if found is None or found[0] >= len(words):
            return None, index
        word = words[found[0]]
        is_its_own = word.is_acronym and word.text[0] == words[first].text[0].upper()
        if not is_its_own or found[0] in self.scene.heads or is_no_agency(word.text):
            return None, index
        return word.text, found[0] + 1
