"""Where the place in a body's name ends: a region, a district, an airport, a city abroad, a person's name."""

import re

from extract.actors.agency_forms import (
    Head,
    foreign_places,
    is_level,
    is_place_modifier,
    is_place_suffix,
)
from extract.actors.names import is_degree, is_honorific, is_name_word
from extract.actors.scene import Scene
from models.vocabulary import AgencyType

_NUMBER = re.compile(r"(?:\d{1,4}|[IVX]{1,6}(?=/))(?:/\w{2,20})?")
_INITIALS = re.compile(r"[A-Z](?:\.[A-Z]){0,3}")
_ROMAN = re.compile(r"[IVX]+")
_MAX_PLACE = 3
_MAX_NAME = 4


class PlaceReader:
    """Reads the place after the head of a body's name; all methods take and give indices of words."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.words = scene.words

    def place(self, first: int, index: int, head: Head) -> tuple[int, int, str | None]:
        """First word, index after the last, code; an empty range where no place follows."""
        if head.tail == "none" or index >= len(self.words):
            return index, index, None
        start = index
        if head.tail == "place":
            while index < len(self.words) and self._is_modifier(index):
                index += 1
        if head.type is AgencyType.HEALTH and head.tail == "place":
            index = self._person(index)
        end, code = self.region(index)
        if end is None and start < index and is_honorific(self.words[start]):
            return start, index, None
        if end is None and head.tail == "place":
            end = self._free_place(index, first)
        if end is None and head.tail == "region":
            end = self.scene.village(index)
        if end is None and head.tail == "region" and self.scene.follows_post(first):
            end = self._apposed(index)
        if end is None:
            return (index, index, None) if self._is_class_only(start, index) else (start, index, None)
        if code is not None and head.tail == "place" and self._is_longer(end, first):
            end += 1
        while end > index and end < len(self.words) and self._is_suffix(end, in_place=head.tail == "place"):
            end += 1
        return start, end, code

    def _apposed(self, index: int) -> int | None:
        """Kepala Pos BP3MI | Melonguane, | N N: a word that a comma parts from the name is the place."""
        words, comma = self.words, index + 1
        if comma + 1 >= len(words) or not words[index].follows_plainly or not words[comma].follows_comma:
            return None
        is_place = is_name_word(words[index], first=True) and index not in self.scene.stops
        is_place = is_place and not self.scene.is_given(index) and not words[index].text.isupper()
        is_named = is_name_word(words[comma], first=True) and comma not in self.scene.stops
        is_named = is_named and words[comma + 1].is_capital and words[comma + 1].follows_plainly
        return comma if is_place and is_named and comma not in self.scene.region_starts else None

    def _person(self, index: int) -> int:
        """Index after the name of the person whom a hospital is called after (RSUD dr. Zainoel Abidin)."""
        words, at = self.words, index
        while (
            at < len(words)
            and is_honorific(words[at])
            and (words[at].follows_plainly or words[at].follows_dot)
        ):
            at += 1
        if at == index:
            return index
        end = at
        while end < len(words) and end - at < _MAX_NAME and end not in self.scene.region_starts:
            is_initial = _INITIALS.fullmatch(words[end].text) is not None
            follows = words[end].follows_plainly or words[end].follows_dot
            is_other = end in self.scene.stops or is_honorific(words[end]) or is_degree(words[end])
            if not follows or not (is_initial or (is_name_word(words[end], first=True) and not is_other)):
                break
            end += 1
        return end

    def _is_class_only(self, start: int, index: int) -> bool:
        """`Rutan Kelas IIB`: the class without the place."""
        return start < index and self.words[start].lower == "kelas"

    def _is_longer(self, index: int, first: int) -> bool:
        """The place goes on after a region's name: Tanjung Balai | Asahan."""
        words = self.words
        if index >= len(words) or not words[index].follows_plainly or index in self.scene.stops:
            return False
        word, after = words[index], index + 1
        if not is_name_word(word, first=True) or word.text.isupper() or word.line != "body":
            return False
        if after in self.scene.ranks:
            return True
        is_run = after + 1 < len(words) and all(
            words[k].is_capital and words[k].follows_plainly for k in (after, after + 1)
        )
        if self.scene.follows_post(first):
            return index in self.scene.region_starts and (is_run or self._is_alone(after))
        return not self.scene.is_given(index) and self._is_alone(after)

    def _is_alone(self, after: int) -> bool:
        words = self.words
        return after >= len(words) or not (words[after].is_capital and words[after].follows_plainly)

    def _is_modifier(self, index: int) -> bool:
        word = self.words[index]
        return (
            word.follows_plainly
            and index not in self.scene.region_starts
            and (is_place_modifier(word) or _NUMBER.fullmatch(word.text) is not None)
        )

    def _is_suffix(self, index: int, *, in_place: bool) -> bool:
        """Utara, Timur after a place; after a region only where no single word follows (Timur Pradopo)."""
        words, after = self.words, index + 1
        if not (words[index].follows_plainly and is_place_suffix(words[index])):
            return False
        if in_place or _ROMAN.fullmatch(words[index].text):  # Disnakertrans NTB | I Gede Suardana
            return in_place
        return self._is_alone(after) or not self._is_alone(after + 1) or self.scene.is_given(after)

    def region(self, index: int) -> tuple[int | None, str | None]:
        """Level words and a region; the index after it and its code."""
        at = index
        while (
            at < min(index + 3, len(self.words))
            and at not in self.scene.region_starts
            and is_level(self.words[at])
        ):
            if not self.words[at].follows_plainly:
                return None, None
            at += 1
        if at in self.scene.region_starts and (self.words[at].follows_plainly or self.words[at].follows_dot):
            end, mention = self.scene.reading.region_at[at]
            return end, mention.code
        return None, None

    def _free_place(self, index: int, first: int) -> int | None:
        """A capitalised place that is no region: a subdistrict, an airport, a city abroad."""
        words = self.words
        if index >= len(words) or not words[index].follows_plainly:
            return None
        abroad = foreign_places().match(words, index)
        if abroad:
            return abroad[0]
        after_post = self.scene.follows_post(first)
        end = index
        while end < len(words) and end - index < _MAX_PLACE and words[end].follows_plainly:
            if (
                end in self.scene.stops
                or not is_name_word(words[end], first=True)
                or words[end].text.isupper()
            ):
                break
            if after_post and end > index and self.scene.is_given(end):
                break
            end += 1
        name_known = end in self.scene.ranks or (end < len(words) and self.scene.is_given(end))
        name_known = name_known or (after_post and end == self.scene.name_behind(index))
        if words[index - 1].line in {"headline", "capitals"} or (after_post and not name_known):
            with_region = index + 2 if index + 1 in self.scene.region_starts else index + 1  # Bale | Bandung
            end = min(end, with_region) if not self.scene.is_given(index) else index
        return end if end > index else None
