"""What follows the head of a body's name: tasks, open names."""

import re

from extract.actors.agency_acronyms import AcronymReader
from extract.actors.agency_forms import (
    Head,
    is_joiner,
    is_level,
    is_lower_task,
    is_no_agency,
    is_topic_word,
    is_women_child_acronym,
    is_women_child_tail,
)
from extract.actors.agency_places import PlaceReader
from extract.actors.names import is_honorific
from extract.actors.scene import Scene
from models.vocabulary import AgencyType

_NUMBER = re.compile(r"\d{1,4}(?:/\w{2,20})?")
_ADDRESS = {"desa", "kelurahan", "kecamatan", "distrik"}
_MAX_OPEN = 6
_UNKNOWN_RUN = 4
_MAX_TOPIC = 40


class TailReader:
    """Reads on from the head of a body's name; all methods take and give indices of words."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.words = scene.words
        self.places = PlaceReader(scene)
        self.acronyms = AcronymReader(scene)

    def name_end(self, first: int, end: int, head: Head) -> tuple[int, str | None, int]:
        """Index after the last word of the name, acronym, index to go on from."""
        name_end = self._tail(end, head)
        acronym, after = self.acronyms.bracket(name_end)
        if after > name_end and head.tail == "topic":  # tim gugus tugas (gustu) pencegahan ...
            more = self._topic(after, is_open=True)
            if more > after:
                again, last = self.acronyms.bracket(more)
                return more, acronym or again, last
        return name_end, acronym, after

    def _tail(self, end: int, head: Head) -> int:
        if head.tail == "topic":
            return self._topic(end, is_open=head.lower)
        if head.tail == "open":
            return self._open(end, head)
        return end

    def _topic(self, index: int, *, is_open: bool) -> int:
        """Words of tasks with their joiners and commas, as in `Pemberdayaan Perempuan, Anak dan Keluarga`."""
        limit = min(len(self.words), index + _MAX_TOPIC)
        while index < limit:
            word = self.words[index]
            if index in self.scene.heads and not is_topic_word(word):
                break
            if word.follows_plainly and self._is_task(index, is_open=is_open):
                index += 1
            elif is_joiner(word) and word.follows_plainly and self._task_after(index, is_open=is_open):
                index += 2
            elif word.follows_comma and self._list_goes_on(index):
                index += 2 if is_joiner(word) else 1
            else:
                break
        return index

    def _task_after(self, index: int, *, is_open: bool) -> bool:
        """The word after a joiner begins a task, not another body or post."""
        after = index + 1
        if after >= len(self.words) or not self.words[after].follows_plainly or after in self.scene.posts:
            return False
        return after not in self.scene.heads and self._is_task(after, is_open=is_open)

    def _is_task(self, index: int, *, is_open: bool) -> bool:
        word = self.words[index]
        if index in self.scene.region_starts or (index in self.scene.posts and not is_topic_word(word)):
            return False
        if is_level(word) and index + 1 in self.scene.region_starts:
            return False
        return (
            is_topic_word(word)
            or (is_women_child_acronym(word.text) or is_women_child_tail(word.text))
            or (is_open and is_lower_task(word.lower))
        )

    def _list_goes_on(self, index: int) -> bool:
        """After a comma: a task, and a closing `dan` or an acronym in brackets before the list ends."""
        words = self.words
        first = index + 1 if is_joiner(words[index]) else index
        if first >= len(words) or not is_topic_word(words[first]) or first in self.scene.heads:
            return False
        after = first + 1  # Dinas Sosial, PPPA Kabupaten X
        if words[first].is_acronym and after < len(words) and self.places.region(after)[0] is not None:
            return True
        for k in range(index, min(index + 12, len(words))):
            if words[k].lower in {"dan", "serta"} or (k > first and words[k].opens_bracket):
                return True
            if not is_topic_word(words[k]) or k in self.scene.heads:
                return False
        return False

    def _open(self, index: int, head: Head) -> int:
        """Capitalised words; after a post only those that are not yet the person's name."""
        start, limit = index, min(len(self.words), index + _MAX_OPEN)
        after_post = self.scene.follows_post(index - 1)
        is_headline = self.words[index - 1].line in {"headline", "capitals"}
        guess = self._guessed_name(start) if after_post else None
        closed = self.scene.name_behind(start) if after_post else None
        while index < limit and index != guess:
            word = self.words[index]
            if not word.follows_plainly or index in self.scene.ranks:
                break
            has_task = index > start or is_topic_word(
                self.words[index - 1]
            )  # Solidaritas Perempuan | dan Anak
            if is_joiner(word) and has_task and self._capital_goes_on(index + 1):
                index += 2
                continue
            is_post = index == start and index in self.scene.posts  # Ikatan Hakim Indonesia
            is_stop = index in self.scene.stops and not (
                is_post or is_topic_word(word) or self._is_nested(index, head)
            )
            if _NUMBER.fullmatch(word.text) and index > start:
                index += 1
                continue
            is_trap = is_no_agency(word.text) and not (index > start and self.acronyms.bracket(index + 1)[0])
            if not word.is_capital or is_stop or index in self.scene.region_starts or is_trap:
                break
            is_address = word.lower in _ADDRESS and not self._capital_goes_on(index + 1)
            if index > start and (is_address or (after_post and not closed and self._name_begins(index))):
                break
            if is_headline and not is_topic_word(word):
                break
            index += 1
        return index

    def _is_nested(self, index: int, head: Head) -> bool:
        """Satgas Pamtas RI-Malaysia | Yonif 11, Ikatan Alumni | Universitas X: a body's name within another's."""
        if index not in self.scene.heads:
            return False
        inner = self.scene.heads[index][1].head
        if head.type is AgencyType.NGO and inner.type is AgencyType.NGO and inner.bare == "never":
            return True  # Yayasan | Suara Perempuan Rinjani
        is_corps = head.type is AgencyType.MILITARY and inner.type is AgencyType.MILITARY
        return is_corps or (head.private and inner.private)

    def _guessed_name(self, start: int) -> int | None:
        """In four or more unknown words before a verb (Universitas Nusa Cendana X Y) the last two are a person."""
        words, end = self.words, start
        while (
            end < len(words)
            and end - start < _MAX_OPEN + 1
            and words[end].is_capital
            and words[end].follows_plainly
        ):
            if end in self.scene.stops or end in self.scene.region_starts or self.scene.is_given(end):
                return None
            end += 1
        unknown = 0
        while end - unknown > start and not is_topic_word(words[end - unknown - 1]):
            unknown += 1
        is_followed = end < len(words) and words[end].follows_plainly
        return end - 2 if unknown >= _UNKNOWN_RUN and is_followed else None

    def _capital_goes_on(self, index: int) -> bool:
        return (
            index < len(self.words)
            and is_topic_word(self.words[index])
            and self.words[index].follows_plainly
            and index not in self.scene.heads
        )

    def _name_begins(self, index: int) -> bool:
        word = self.words[index]
        if is_topic_word(word) or self.words[index - 1].lower.endswith("ul"):  # Nurul Iman, Darul Hikmah
            return False
        return self.scene.is_given(index) or len(word.text) == 1 or is_honorific(word)

    def printed(self, first: int, end: int) -> str:
        """The words [first, end) without brackets."""
        text = re.sub(r"\s?\([^()]{1,40}\)", "", self.scene.reading.slice(first, end))
        return " ".join(text.split())
