"""Titles of persons: acting prefix, post, unit, body, region; and where the person's name begins."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from extract.actors.agency_forms import foreign_places, is_joiner, is_level, is_place_suffix, is_topic_word
from extract.actors.names import Person, is_country, is_honorific
from extract.actors.pointed_bodies import is_pointed_body
from extract.actors.posts import Post, acting_phrases, link_phrases, lower_title_words, title_words
from extract.actors.scene import Scene
from extract.actors.title_names import NameFinder
from models.vocabulary import OfficialKind

_ROMAN = re.compile(r"[IVX]{1,5}[A-D]?|\d{1,4}(?:/\w{1,20})?|[A-D]")
_MAX_TITLE = 45
_MAX_UNKNOWN = 5
_ENDS_BRACKET = re.compile(r"[^()\n]{0,60}\)")


@dataclass(frozen=True)
class Title:
    """Words [first, end) of a title with its post; `person` is whom it names, if he follows."""

    first: int
    end: int
    post: Post
    post_first: int
    post_end: int
    person: Person | None
    region: int | None
    """Index of the region's first word, if the title names one."""


class TitleParser:
    """Reads titles in a scene. `bodies` are the words at which mentions of agencies begin, with their ends."""

    def __init__(self, scene: Scene, bodies: Mapping[int, int]) -> None:
        self.scene = scene
        self.words = scene.words
        self.bodies = bodies
        self.acting = acting_phrases().first_words
        self.names = NameFinder(scene, bodies)

    def may_begin(self, index: int) -> bool:
        """Cheap: a post or an acting prefix stands at the word."""
        return index in self.scene.posts or self.words[index].lower in self.acting

    def at(self, index: int) -> Title | None:
        """The title that begins at the word."""
        post_first = self._after_acting(index)
        if post_first >= len(self.words) or post_first not in self.scene.posts:
            return None
        if post_first > index and not (
            self.words[post_first].follows_plainly or self.words[post_first].follows_dot
        ):
            return None
        post_end, post = self.scene.posts[post_first]
        end, region = self._title_end(post_first, post_end, post)
        person_at, end = self.names.begin(end)
        person = self.names.find(person_at, post_end, end, post, region) if person_at is not None else None
        if person is not None:
            end = self.names.stretched(end, person)
        if self._is_empty(post, post_first, post_end, end):
            return None
        return Title(index, end, post, post_first, post_end, person, region)

    def _after_acting(self, index: int) -> int:
        """Index after Plt, mantan, Penjabat (Pj): `index` itself where nothing of that kind begins."""
        begins = index < len(self.words) and self.words[index].lower in self.acting
        acting = acting_phrases().match(self.words, index) if begins else None
        if acting is None:
            return index
        after = acting[0]
        if after + 1 < len(self.words) and self.words[after].opens_bracket:
            short = acting_phrases().match(self.words, after)
            if short is not None and self.words[short[0]].gap.startswith(")"):
                return short[0]
        return after

    def _is_empty(self, post: Post, post_first: int, post_end: int, end: int) -> bool:
        """`Ketua` or `Kepala` alone is no title of a person named after it."""
        if post.needs_tail and end == post_end:
            return post_end - post_first == 1
        if post.needs_tail and end == post_end + 1 and not self.words[post_first].is_capital:
            return not (
                post_end in self.bodies or self.words[post_end].is_acronym
            )  # anggota | Mince Setyawan
        if post.needs_capital_or_tail:
            return end == post_end == post_first + 1 and not self.words[post_first].is_capital
        return False

    # -- the words of the title

    def _title_end(self, first: int, index: int, post: Post) -> tuple[int, int | None]:
        region: int | None = None
        limit = min(len(self.words), first + _MAX_TITLE)
        index = self._body_over(first, index)
        while index < limit:
            step = self._step(index, post, region)
            if step is None:
                break
            if index in self.scene.region_starts or self._level_region(index):
                region = index
            index = step
        return index, region

    def _body_over(self, first: int, index: int) -> int:
        """A body that begins within the post (Ketua DPRD Kota Palu) reaches beyond it."""
        return max([index, *(self.bodies[k] for k in range(first + 1, index) if k in self.bodies)])

    def _step(self, index: int, post: Post, region: int | None) -> int | None:
        word = self.words[index]
        if word.opens_bracket:
            return self._after_bracket(index)
        if word.follows_comma:
            return self._comma_step(index, region)
        if not word.follows_plainly or index in self.scene.ranks:
            return None
        if index in self.bodies:
            return self.bodies[index]
        if post.title is not None:
            return None  # the name follows at once
        if index in self.scene.region_starts:
            return self.scene.region_starts[index][0] if region is None else None
        if self._level_region(index) and region is None:
            return index + 1
        if word.lower in {"asal", "dapil"} and region is None and index + 1 in self.scene.region_starts:
            return index + 1
        if region is not None and is_place_suffix(word) and not self.scene.is_given(index):
            return index + 1
        elsewhere = self._abroad_or_unknown(index, post)
        if elsewhere is not None:
            return elsewhere
        if index in self.scene.posts and not (is_topic_word(word) or word.lower in title_words()):
            return self.scene.posts[index][0] if post.serves and region is None else None
        return index + 1 if self._is_title_word(index, post) or self._body_ahead(index) else None

    def _abroad_or_unknown(self, index: int, post: Post) -> int | None:
        """Index after a village, after a city abroad, or after `dari` and a body of no known head."""
        word = self.words[index]
        village = None if post.village else self.scene.village(index)
        if village is not None:
            return village
        if word.lower == "dari" and post.kind is OfficialKind.OTHER:
            return self._unknown_body_end(index + 1)
        if word.lower in {"di", "untuk"}:
            return self._posted_to(index + 1)
        abroad = foreign_places().match(self.words, index) if word.is_capital else None
        return abroad[0] if abroad is not None else None

    def _posted_to(self, index: int) -> int | None:
        """Konsul Jenderal RI di | Johor Bahru | N; Perwakilan UNHCR di | Aceh, | N: index after the place."""
        words = self.words
        if index >= len(words) or not words[index].is_capital:
            return None
        abroad = foreign_places().match(words, index)
        if abroad is not None:
            end = abroad[0]
        elif index in self.scene.region_starts:
            end = self.scene.region_starts[index][0]
        elif is_country(words[index]):
            end = index + 1
        else:
            return None
        is_named = end < len(words) and words[end].is_capital
        return end if is_named and (words[end].follows_plainly or words[end].follows_comma) else None

    def _unknown_body_end(self, index: int) -> int | None:
        """Pendamping korban dari | Swara Puan, | N N: index after capitalised words that a comma closes."""
        words, end = self.words, index
        while (
            end < min(len(words), index + _MAX_UNKNOWN)
            and words[end].is_capital
            and words[end].follows_plainly
        ):
            if end in self.scene.stops or end in self.bodies or self.scene.is_given(end):
                return None
            end += 1
        is_closed = (
            end > index + 1 and end < len(words) and words[end].follows_comma and words[end].is_capital
        )
        return end if is_closed else None

    def _body_ahead(self, index: int) -> bool:
        """An unknown capitalised word before the body that closes the title (Tindak Pidana Lain Kejaksaan Agung)."""
        for k in (index + 1, index + 2):
            if k >= len(self.words) or not self.words[k].follows_plainly or k in self.scene.posts:
                return False
            if k in self.bodies:
                return self.words[index].is_capital and not self.scene.is_given(index)
        return False

    def _level_region(self, index: int) -> bool:
        """Kota, Provinsi or Daerah before a region."""
        after = index + 1
        if after >= len(self.words) or not is_level(self.words[index]):
            return False
        return after in self.scene.region_starts or (
            is_level(self.words[after]) and self._level_region(after)
        )

    def _is_title_word(self, index: int, post: Post) -> bool:
        word = self.words[index]
        if is_country(word) or word.lower == "setempat":  # Kepala Desa setempat, N
            return True
        if is_honorific(word):
            return False
        if is_topic_word(word) or (word.is_capital and word.lower in title_words()) or word.is_acronym:
            return not (word.is_acronym and self._is_capital_name(index))
        if _ROMAN.fullmatch(word.text):
            return word.text != "I" or not self.scene.is_given(min(index + 1, len(self.words) - 1))
        if word.lower in {"pada", "di", "dari"} and self._is_body(index + 1):
            return True
        if is_joiner(word):
            after = index + 1
            return after < len(self.words) and (
                after in self.bodies
                or (self._is_tail_word(after) and (post.lower_tail or word.lower not in {"di", "dari"}))
                or (post.lower_tail and self._is_lower(after))
                or (word.lower in {"dan", "serta"} and self._is_unknown_task(after, post))
            )
        if word.lower in {"bidang", "urusan"}:
            return index + 1 < len(self.words) and self._is_tail_word(index + 1)
        is_lower = self._is_lower(index) and (post.lower_tail or is_level(word))
        return is_lower or (post.body is None and not post.village and is_pointed_body(self.words, index))

    def _is_unknown_task(self, index: int, post: Post) -> bool:
        """Direktur Pemasaran dan | Niaga | Pertamina N N: after a joiner a word that is no name, with more behind."""
        if not (post.by_agency or post.section) or index + 1 >= len(self.words):
            return False
        word, after = self.words[index], self.words[index + 1]
        is_taken = (
            index in self.scene.stops or index in self.scene.region_starts or self.scene.is_given(index)
        )
        return (
            word.is_capital
            and word.follows_plainly
            and not (is_taken or is_honorific(word) or self.scene.is_given(index + 1))
            and after.is_capital
            and after.follows_plainly
        )

    def _is_capital_name(self, index: int) -> bool:
        """AKBP RUSLAN HAMDANI: two words in capitals that are no acronyms."""
        return (
            self.scene.person(index) is not None
            and index + 1 < len(self.words)
            and self.words[index + 1].is_acronym
        )

    def _is_body(self, index: int) -> bool:
        """A body named in the text, or the Fraksi of a legislator."""
        return index in self.bodies or (index < len(self.words) and self.words[index].text == "Fraksi")

    def _is_tail_word(self, index: int) -> bool:
        if index >= len(self.words):
            return False
        word = self.words[index]
        return is_topic_word(word) or (word.is_capital and word.lower in title_words())

    def _is_lower(self, index: int) -> bool:
        word = self.words[index]
        return not word.is_capital and word.lower in lower_title_words()

    def _after_bracket(self, index: int) -> int | None:
        found = _ENDS_BRACKET.match(self.scene.reading.text, self.words[index].start)
        if found is None:
            return None
        after = index
        while after < len(self.words) and self.words[after].start < found.end():
            after += 1
        return after

    def _comma_step(self, index: int, region: int | None) -> int | None:
        """After a comma the title goes on with a task of the same list, or with the region's province."""
        word = self.words[index]
        if index in self.scene.region_starts and region is not None:
            end = self.scene.region_starts[index][0]
            goes_on = end < len(self.words) and (self.words[end].follows_comma or end in self.scene.ranks)
            return end if goes_on and not self.scene.is_given(index) else None
        if index in self.bodies or index in self.scene.stops or region is not None:
            return None
        if is_topic_word(word) or (word.lower in {"dan", "serta"} and self._is_tail_word(index + 1)):
            return index + 1
        return None

    def link_after(self, index: int) -> int | None:
        """Index after selaku, yang juga ..., if one stands at the word."""
        if index >= len(self.words):
            return None
        found = link_phrases().match(self.words, index)
        usable = found is not None and (self.words[index].follows_plainly or self.words[index].follows_comma)
        return found[0] if found is not None and usable else None
