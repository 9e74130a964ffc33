"""Where bodies are named: head, modifiers, tasks, acronym in brackets, region."""

import re
from dataclasses import dataclass, replace

from extract.agency_forms import (
    Head,
    HeadForm,
    foreign_places,
    is_generic,
    is_joiner,
    is_level,
    is_no_agency,
    is_place_modifier,
    is_place_suffix,
    is_topic,
    is_topic_word,
    is_women_child_acronym,
    women_child_head,
)
from extract.names import is_name_word
from extract.scene import Scene
from extract.words import Phrases
from models.vocabulary import AgencyType

_BRACKET = re.compile(r"\)?\s?\(([^()\n]{2,40})\)")
_ACRONYM = re.compile(r"[A-Z][\w./&-]{1,15}(?: [A-Z][\w./&-]{0,15}){0,2}")
_NUMBER = re.compile(r"\d{1,4}(?:/\w{2,20})?")
_PARENT_TYPES = {AgencyType.POLICE, AgencyType.LEGISLATURE}
_MAX_OPEN = 6
_MAX_PLACE = 3
_MAX_TOPIC = 40


@dataclass(frozen=True)
class AgencyMention:
    """A body as it is named at one place: words [first, end)."""

    first: int
    end: int
    head: Head
    key: str
    """Head and tasks, the same for all ways of writing them; without the place."""
    base: str
    """Name as printed without bracket and place."""
    place: str | None
    """Place as printed, with its level word."""
    code: str | None
    """Code of the place, if it is a region."""
    acronym: str | None
    bare: bool
    """Nothing follows the head."""


class MentionParser:
    """Reads the mentions of bodies in a scene, in order; nested bodies (unit and parent) come both."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.words = scene.words
        self.declared: Phrases[HeadForm] = Phrases(())
        self.long_names: dict[str, AgencyMention] = {}

    def mentions(self) -> list[AgencyMention]:
        """All mentions: first those by name, then those by acronyms that the text itself explains."""
        named = self._named()
        for mention in named:
            if mention.acronym:
                self._declare(mention)
        taken = {index for mention in named for index in range(mention.first, mention.end)}
        acronyms = [found for k in range(len(self.words)) if k not in taken and (found := self._acronym_at(k))]
        return sorted(named + acronyms, key=lambda mention: (mention.first, -mention.end))

    def _named(self) -> list[AgencyMention]:
        found = []
        index = 0
        while index < len(self.words):
            mention = self._mention_at(index) if self.words[index].line != "credits" else None
            if mention is None:
                index += 1
                continue
            found.append(mention)
            index = self._next_index(mention)
        return found

    def _next_index(self, mention: AgencyMention) -> int:
        """The parent inside the name (Satreskrim Polres X) is read too, but not the Polri of a Satgas."""
        if not mention.head.unit and mention.head.type is not AgencyType.TASK_FORCE:
            return mention.end
        head_end = self.scene.heads[mention.first][0] if mention.first in self.scene.heads else mention.end
        parents = (k for k in range(head_end, mention.end) if self._is_parent(k))
        return next(parents, mention.end)

    def _mention_at(self, index: int) -> AgencyMention | None:
        if index in self.scene.heads:
            end, form = self.scene.heads[index]
            if is_no_agency(form.form):
                return None
            return self._read(index, end, form)
        word = self.words[index]
        if is_women_child_acronym(word.text):
            head = women_child_head()
            return self._read(index, index + 1, HeadForm(form=word.text, key=word.lower, head=head))
        return None

    def _read(self, first: int, end: int, form: HeadForm) -> AgencyMention | None:
        head = form.head
        if head.unit:
            return self._unit(first, end, form)
        if first and self.words[first - 1].lower == "tentang":
            return None  # the name of a law
        name_end, acronym, end = self._name_end(first, end, head)
        if head.numbered and not any(w.text[0].isdigit() for w in self.words[end : end + 1]):
            return None
        place_first, end, code = self._place(first, end, head, after_tasks=name_end > self._head_end(first, end))
        if acronym is None:
            acronym, end = self._bracket(end)
        base = self._printed(first, name_end)
        place = self.scene.reading.slice(place_first, end) if place_first < end else None
        place = re.sub(r"\s?\([^()]*\)", "", place) if place else None
        bare = place is None and name_end == self._head_end(first, name_end)
        if (bare and head.bare == "never") or (is_generic(base) and place is None and acronym is None):
            return None
        key = self._key(form, first, name_end)
        mention = AgencyMention(first, end, head, key, base, place, code, acronym, bare)
        return self._with_owner(mention) if head.type is AgencyType.TASK_FORCE and place is None else mention

    def _with_owner(self, mention: AgencyMention) -> AgencyMention:
        """Satgas TPPO Polda X: the police body directly after a task force takes the place's part."""
        end = mention.end
        if end not in self.scene.heads or not self.words[end].follows_plainly or not self.words[end].is_capital:
            return mention
        owner = self._mention_at(end)
        if owner is None or owner.head.type is not AgencyType.POLICE:
            return mention
        place = self._printed(end, owner.end)
        return replace(mention, end=owner.end, place=place, code=None, bare=False)

    def _head_end(self, first: int, end: int) -> int:
        return min(end, self.scene.heads[first][0]) if first in self.scene.heads else first + 1

    def _unit(self, first: int, end: int, form: HeadForm) -> AgencyMention | None:
        """A unit counts with the body it belongs to directly after it."""
        if end not in self.scene.heads or not self.words[end].follows_plainly or self._is_in_post(first):
            return None
        parent = self._mention_at(end)
        if parent is None or parent.head.type is not form.head.type or parent.bare and parent.place is None \
                and parent.head.bare == "merge":
            return None
        base = f"{self._printed(first, end)} {parent.base}"
        return replace(parent, first=first, head=form.head, key=f"{form.key} {parent.key}", base=base, bare=False)

    def _is_in_post(self, index: int) -> bool:
        """Kepala Satuan Reserse Kriminal: the unit is part of the post."""
        return any(k in self.scene.posts and self.scene.posts[k][0] > index for k in range(max(0, index - 3), index))

    def _is_parent(self, index: int) -> bool:
        if index not in self.scene.heads:
            return False
        head = self.scene.heads[index][1].head
        return not head.unit and head.type in _PARENT_TYPES and head.forms[0] != "Polri"

    # -- the name after the head

    def _name_end(self, first: int, end: int, head: Head) -> tuple[int, str | None, int]:
        """Index after the last word of the name, acronym, index to go on from."""
        name_end = self._tail(first, end, head)
        acronym, after = self._bracket(name_end)
        if after > name_end and head.tail == "topic":  # tim gugus tugas (gustu) pencegahan ...
            more = self._topic(after, head, is_open=True)
            if more > after:
                again, last = self._bracket(more)
                return more, acronym or again, last
        return name_end, acronym, after

    def _tail(self, first: int, end: int, head: Head) -> int:
        if head.tail == "topic":
            return self._topic(end, head, is_open=head.lower)
        if head.tail == "open":
            return self._open(end)
        return end

    def _topic(self, index: int, head: Head, *, is_open: bool) -> int:
        """Words of tasks with their joiners and commas, as in `Pemberdayaan Perempuan, Anak dan Keluarga`."""
        start, limit = index, min(len(self.words), index + _MAX_TOPIC)
        while index < limit:
            word = self.words[index]
            if index in self.scene.heads and not is_topic_word(word):
                break
            if word.follows_plainly and self._is_task(index, is_open=is_open):
                index += 1
            elif is_joiner(word) and word.follows_plainly and self._task_after(index, is_open=is_open):
                index += 2
            elif word.follows_comma and index > start and self._list_goes_on(index):
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
        if index in self.scene.region_starts or index in self.scene.posts and not is_topic_word(word):
            return False
        if self._is_level_before_region(index):
            return False
        return is_topic_word(word) or is_women_child_acronym(word.text) or (is_open and is_topic(word.lower))

    def _is_level_before_region(self, index: int) -> bool:
        return is_level(self.words[index]) and index + 1 in self.scene.region_starts

    def _list_goes_on(self, index: int) -> bool:
        """After a comma: a task, and a closing `dan` or an acronym in brackets before the list ends."""
        words = self.words
        first = index + 1 if is_joiner(words[index]) else index
        if first >= len(words) or not is_topic_word(words[first]) or first in self.scene.heads:
            return False
        for k in range(index, min(index + 12, len(words))):
            if words[k].lower in {"dan", "serta"} or (k > first and words[k].opens_bracket):
                return True
            if not is_topic_word(words[k]) or k in self.scene.heads:
                return False
        return False

    def _open(self, index: int) -> int:
        """Capitalised words; after a post only those that are not yet the person's name."""
        start, limit = index, min(len(self.words), index + _MAX_OPEN)
        after_post = self.scene.follows_post(index - 1)
        is_headline = self.words[index - 1].line in {"headline", "capitals"}
        while index < limit:
            word = self.words[index]
            if not word.follows_plainly or index in self.scene.ranks:
                break
            if is_joiner(word) and index > start and self._capital_goes_on(index + 1):
                index += 2
                continue
            is_post = index == start and index in self.scene.posts  # Ikatan Hakim Indonesia
            is_stop = index in self.scene.stops and not is_post and not is_topic_word(word)
            if not word.is_capital or is_stop or index in self.scene.region_starts or is_no_name(word.text):
                break
            if after_post and index > start and self._name_begins(index):
                break
            if is_headline and not is_topic_word(word):
                break
            index += 1
        return index

    def _capital_goes_on(self, index: int) -> bool:
        return (
            index < len(self.words)
            and is_topic_word(self.words[index])
            and self.words[index].follows_plainly
            and index not in self.scene.heads
        )

    def _name_begins(self, index: int) -> bool:
        word = self.words[index]
        if is_topic_word(word):
            return False
        return self.scene.is_given(index) or (len(word.text) == 1 or word.text in {"H", "Hj", "Dr", "Drs"})

    # -- acronym and place

    def _bracket(self, index: int) -> tuple[str | None, int]:
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

    def _place(self, first: int, index: int, head: Head, *, after_tasks: bool) -> tuple[int, int, str | None]:
        """First word, index after the last, code; an empty range where no place follows."""
        if head.tail == "none" or index >= len(self.words):
            return index, index, None
        start = index
        if head.tail == "place":
            while index < len(self.words) and self._is_modifier(index):
                index += 1
        end, code = self._region(index)
        if end is None and head.tail == "place":
            end = self._free_place(index, first)
        if end is None:
            end = index
        while head.tail == "place" and end > index and end < len(self.words) and self._is_suffix(end):
            end += 1
        return start, end, code

    def _is_modifier(self, index: int) -> bool:
        word = self.words[index]
        return (
            word.follows_plainly
            and index not in self.scene.region_starts
            and (is_place_modifier(word) or _NUMBER.fullmatch(word.text) is not None)
        )

    def _is_suffix(self, index: int) -> bool:
        return self.words[index].follows_plainly and is_place_suffix(self.words[index])

    def _region(self, index: int) -> tuple[int | None, str | None]:
        """Level words and a region; the index after it and its code."""
        at = index
        while at < min(index + 3, len(self.words)) and at not in self.scene.region_starts and is_level(self.words[at]):
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
            if end in self.scene.stops or not is_name_word(words[end], first=True) or words[end].text.isupper():
                break
            if after_post and end > index and self.scene.is_given(end):
                break
            end += 1
        rank_follows = end in self.scene.ranks
        if words[index - 1].line in {"headline", "capitals"} or (after_post and end > index and not rank_follows):
            end = min(end, index + 1) if not self.scene.is_given(index) else index
        return end if end > index else None

    # -- names and keys

    def _printed(self, first: int, end: int) -> str:
        text = re.sub(r"\s?\([^()]{1,40}\)", "", self.scene.reading.slice(first, end))
        return " ".join(text.split())

    def _key(self, form: HeadForm, first: int, end: int) -> str:
        if form.head.lower:
            return form.key
        head_end = self._head_end(first, end)
        tasks = [w.lower for w in self.words[head_end:end] if w.lower not in {"dan", "serta"}]
        return " ".join([form.key, *(w.replace("perlindungan", "pelindungan") for w in tasks)])

    # -- acronyms that the text explains

    def _declare(self, mention: AgencyMention) -> None:
        acronym = mention.acronym or ""
        if acronym.lower() not in self.long_names:
            self.long_names[acronym.lower()] = mention
            self.declared.add(acronym, HeadForm(form=acronym, key=mention.key, head=mention.head))

    def _acronym_at(self, index: int) -> AgencyMention | None:
        found = self.declared.match(self.words, index)
        if found is None or not self.words[index].is_capital or self.words[index].line == "credits":
            return None
        end, form = found
        long = self.long_names[form.form.lower()]
        place_end, code = self._region(end)
        place = self.scene.reading.slice(end, place_end) if place_end else None
        return replace(
            long,
            first=index,
            end=place_end or end,
            base=self.scene.reading.slice(index, end),
            place=place,
            code=code,
            acronym=None,
            bare=place is None,
        )


def is_no_name(word: str) -> bool:
    """Words that end an open name: acronyms that are no bodies."""
    return is_no_agency(word)
