"""Who is named but no official: suspects, victims, places, the first word of something else."""

import re

from extract.actors.names import Person, is_degree, name_words
from extract.actors.scene import Scene
from extract.actors.titles import Title
from models.vocabulary import OfficialKind

_LEVELS = {"kota", "kabupaten", "kab", "provinsi"}
_ACCUSED = {"terdakwa", "tersangka", "terpidana"}
_AGE = re.compile(r"\s?,?\s?\(\d{1,2}(?:\s?(?:tahun|thn|th))?\)")
_SUSPECT = re.compile(
    r"[^.\n]{0,80}?\b(?:ditetapkan (?:sebagai |menjadi )?tersangka|berstatus tersangka|didakwa|divonis|dituntut"
    r"|menjadi tersangka|ditangkap)\b"
)


class Exclusions:
    """Judges persons by the words around them."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.words = scene.words

    def allows(self, person: Person, title: Title | None) -> bool:
        """Nothing around the name speaks against an official or a speaker."""
        first = min(person.first, title.first) if title else person.first
        before = self.words[first - 1].lower if first and self.words[first].follows_plainly else ""
        if before in name_words("not_officials") or before in name_words("place_words"):
            return False
        single = person.name_end - person.name_first == 1
        if title is not None and self._is_client(person, title):
            return False
        if title is None and single and person.rank is None:
            return False
        if single and person.name_first == person.first and self._is_cut(person):
            return False
        if person.rank is not None:
            return True
        if self._is_place(person):
            return False
        text, end = self.scene.reading.text, self.words[person.after - 1].end
        if _AGE.match(text, end):
            return False
        is_other = title is None or title.post.kind is OfficialKind.OTHER or title.post.kind_alone is not None
        return not (is_other and _SUSPECT.match(text, end))

    def _is_client(self, person: Person, title: Title) -> bool:
        """Penasihat hukum terdakwa N: the one named directly is the defendant, unless he has a degree."""
        last = self.words[title.end - 1].lower
        is_direct = person.first == title.end and self.words[person.first].follows_plainly
        return is_direct and last in _ACCUSED and person.after == person.name_end

    def _is_place(self, person: Person) -> bool:
        """`Kantor Gubernur, Kota Padang`: all words are those of a region with its level before it."""
        first = person.name_first
        region = self.scene.region_starts.get(first)
        if region is None or region[0] < person.name_end:
            return False
        before = self.words[first - 1].lower if first and self.words[first].follows_plainly else ""
        return before in _LEVELS

    def _is_cut(self, person: Person) -> bool:
        """One capitalised word before another that no name takes: not a name but the start of something else."""
        after = person.name_end
        if after >= len(self.words) or not self.words[after].follows_plainly:
            return False
        return self.words[after].is_capital and not is_degree(self.words[after])
