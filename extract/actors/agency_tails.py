"""What follows the head of a body's name: tasks, open names, acronym in brackets, place."""

import re

from extract.actors.agency_forms import (
    Head,
    foreign_places,
    is_joiner,
    is_level,
    is_lower_task,
    is_no_agency,
    is_place_modifier,
    is_place_suffix,
    is_topic_word,
    is_women_child_acronym,
    is_women_child_tail,
)
from extract.actors.names import is_honorific, is_name_word
from extract.actors.scene import Scene
from models.vocabulary import AgencyType

_BRACKET = re.compile(r"\)?\s?\(([^()\n]{2,40})\)")
_ACRONYM = re.compile(r"[A-Z][\w./&-]{1,15}(?: [A-Z][\w./&-]{0,15}){0,2}")
_NUMBER = re.compile(r"\d{1,4}(?:/\w{2,20})?")
_ROMAN = re.compile(r"[IVX]+")
_ADDRESS = {"desa", "kelurahan", "kecamatan", "distrik"}
_MAX_OPEN = 6
_UNKNOWN_RUN = 4
_MAX_PLACE = 3
_MAX_TOPIC = 40


class TailReader:
    """Reads on from the head of a body's name; all methods take and give indices of words."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.words = scene.words

    def name_end(self, first: int, end: int, head: Head) -> tuple[int, str | None, int]:
        """Index after the last word of the name, acronym, index to go on from."""
        name_end = self._tail(first, end, head)
        acronym, after = self.bracket(name_end)
        if after > name_end and head.tail == "topic":  # tim gugus tugas (gustu) pencegahan ...
            more = self._topic(after, head, is_open=True)
            if more > after:
                again, last = self.bracket(more)
                return more, acronym or again, last
        return name_end, acronym, after

    def _tail(self, first: int, end: int, head: Head) -> int:
        if head.tail == "topic":
            return self._topic(end, head, is_open=head.lower)
        if head.tail == "open":
            return self._open(end, head)
        return end

    def _topic(self, index: int, head: Head, *, is_open: bool) -> int:
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
        if words[first].is_acronym and after < len(words) and self.region(after)[0] is not None:
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
        while index < limit and index != guess:
            word = self.words[index]
            if not word.follows_plainly or index in self.scene.ranks:
                break
            if is_joiner(word) and index > start and self._capital_goes_on(index + 1):
                index += 2
                continue
            is_post = index == start and index in self.scene.posts  # Ikatan Hakim Indonesia
            is_stop = index in self.scene.stops and not (
                is_post or is_topic_word(word) or self._is_corps(index, head)
            )
            if _NUMBER.fullmatch(word.text) and index > start:
                index += 1
                continue
            if not word.is_capital or is_stop or index in self.scene.region_starts or is_no_agency(word.text):
                break
            is_address = word.lower in _ADDRESS and not self._capital_goes_on(index + 1)
            if index > start and (is_address or (after_post and self._name_begins(index))):
                break
            if is_headline and not is_topic_word(word):
                break
            index += 1
        return index

    def _is_corps(self, index: int, head: Head) -> bool:
        """Satgas Pamtas RI-Malaysia Yonif 11: a military body's name within another's."""
        return (
            head.type is AgencyType.MILITARY
            and index in self.scene.heads
            and self.scene.heads[index][1].head.type is AgencyType.MILITARY
        )

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
        return (None, after) if is_no_agency(inside) else (inside, after)

    def place(self, first: int, index: int, head: Head) -> tuple[int, int, str | None]:
        """First word, index after the last, code; an empty range where no place follows."""
        if head.tail == "none" or index >= len(self.words):
            return index, index, None
        start = index
        if head.tail == "place":
            while index < len(self.words) and self._is_modifier(index):
                index += 1
        end, code = self.region(index)
        if end is None and head.tail == "place":
            end = self._free_place(index, first)
        if end is None:
            return (index, index, None) if self._is_class_only(start, index) else (start, index, None)
        if code is not None and head.tail == "place" and self._is_longer(end, first):
            end += 1
        while end > index and end < len(self.words) and self._is_suffix(end, in_place=head.tail == "place"):
            end += 1
        return start, end, code

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
        if words[index - 1].line in {"headline", "capitals"} or (after_post and not name_known):
            with_region = index + 2 if index + 1 in self.scene.region_starts else index + 1  # Bale | Bandung
            end = min(end, with_region) if not self.scene.is_given(index) else index
        return end if end > index else None

    def printed(self, first: int, end: int) -> str:
        """The words [first, end) without brackets."""
        text = re.sub(r"\s?\([^()]{1,40}\)", "", self.scene.reading.slice(first, end))
        return " ".join(text.split())
