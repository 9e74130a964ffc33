"""Titles of persons: acting prefix, post, unit, body, region; and where the person's name begins."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from extract.agency_forms import foreign_places, is_joiner, is_level, is_place_suffix, is_topic_word
from extract.names import Person, is_country, is_family, is_honorific, is_name_word
from extract.posts import Post, acting_phrases, link_phrases, lower_title_words, title_words
from extract.scene import Scene

_ROMAN = re.compile(r"[IVX]{1,5}[A-D]?|\d{1,4}(?:/\w{1,20})?|[A-D]")
_AFTER_NAME = re.compile(
    r"(?:me|ber|ter|di)\w{3,20}|saat|usai|dalam|di|pada|ketika|bersama|yang|kepada|seusai|kata|ujar"
)
_ADDRESS = re.compile(
    r"(?:(?:Kecamatan|Kec\.?|Kabupaten|Kab\.?|Kota|Distrik|Provinsi) [A-Z]\w{1,20}(?: [A-Z]\w{1,20}){0,2}, ){1,3}"
)
_OPEN_RUN = 3
_MAX_TITLE = 45
_MAX_RUN = 8
_RANK_REACH = 9
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
        self.body_ends = frozenset(bodies.values())

    def at(self, index: int) -> Title | None:
        """The title that begins at the word."""
        acting = acting_phrases().match(self.words, index)
        post_first = acting[0] if acting else index
        if post_first >= len(self.words) or post_first not in self.scene.posts:
            return None
        if post_first > index and not (
            self.words[post_first].follows_plainly or self.words[post_first].follows_dot
        ):
            return None
        post_end, post = self.scene.posts[post_first]
        end, region = self._title_end(post_first, post_end, post)
        person_at, end = self._person_index(end, post, region)
        person = self._person(person_at, post_end, end, post, region) if person_at is not None else None
        if person is not None:
            end = self._stretched(end, person)
        if self._is_empty(post, post_first, post_end, end):
            return None
        return Title(index, end, post, post_first, post_end, person, region)

    def _is_empty(self, post: Post, post_first: int, post_end: int, end: int) -> bool:
        """`Ketua` or `Kepala` alone is no title of a person named after it."""
        if post.needs_tail and end == post_end:
            return post_end - post_first == 1
        if post.needs_capital_or_tail:
            return end == post_end and not self.words[post_first].is_capital
        return False

    # -- the words of the title

    def _title_end(self, first: int, index: int, post: Post) -> tuple[int, int | None]:
        region: int | None = None
        limit = min(len(self.words), first + _MAX_TITLE)
        index = self._body_over(first, index)
        while index < limit:
            step = self._step(index, post, region, started=index)
            if step is None:
                break
            if index in self.scene.region_starts or self._level_region(index):
                region = index
            index = step
        return index, region

    def _body_over(self, first: int, index: int) -> int:
        """A body that begins within the post (Ketua DPRD Kota Palu) reaches beyond it."""
        return max([index, *(self.bodies[k] for k in range(first + 1, index) if k in self.bodies)])

    def _step(self, index: int, post: Post, region: int | None, started: int) -> int | None:
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
        if region is not None and is_place_suffix(word) and not self.scene.is_given(index):
            return index + 1
        abroad = foreign_places().match(self.words, index)
        if abroad is not None and word.is_capital:
            return abroad[0]
        if index in self.scene.posts and not (is_topic_word(word) or word.lower in title_words()):
            return None
        return index + 1 if self._is_title_word(index, post) or self._body_ahead(index) else None

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
        if is_country(word):
            return True
        if is_topic_word(word) or (word.is_capital and word.lower in title_words()) or word.is_acronym:
            return not (word.is_acronym and self._is_capital_name(index))
        if _ROMAN.fullmatch(word.text):
            return word.text != "I" or not self.scene.is_given(min(index + 1, len(self.words) - 1))
        if word.lower in {"pada", "di", "dari"} and index + 1 in self.bodies:
            return True
        if is_joiner(word):
            after = index + 1
            return after < len(self.words) and (
                after in self.bodies
                or (self._is_tail_word(after) and (post.lower_tail or word.lower not in {"di", "dari"}))
                or (post.lower_tail and self._is_lower(after))
            )
        return self._is_lower(index) and (post.lower_tail or is_level(word))

    def _is_capital_name(self, index: int) -> bool:
        """AKBP RUSLAN HAMDANI: two words in capitals that are no acronyms."""
        return (
            self.scene.person(index) is not None
            and index + 1 < len(self.words)
            and self.words[index + 1].is_acronym
        )

    def _is_tail_word(self, index: int) -> bool:
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
        if is_topic_word(word) or (is_joiner(word) and self._is_tail_word(index + 1)):
            return index + 1
        return None

    # -- the person

    def _person_index(self, index: int, post: Post, region: int | None) -> tuple[int | None, int]:
        """Where the person begins (None: nowhere), and where the title ends."""
        words = self.words
        if index >= len(words) or words[index].line in {"headline", "capitals", "credits"}:
            return None, index
        rank = self._rank_ahead(index)
        if rank is not None:
            return rank, self._without_comma(index, rank)
        if words[index].follows_comma or words[index].follows_plainly:
            return index, index
        return None, index

    def _rank_ahead(self, index: int) -> int | None:
        """A rank a few capitalised words ahead: what stands before it is a place (Kapolsek Batu Aji Kompol X)."""
        for k in range(index, min(index + _RANK_REACH, len(self.words))):
            word = self.words[k]
            if k in self.scene.ranks:
                return k
            if k > index and word.follows_comma:
                return None
            if not word.is_capital or k in self.scene.posts or is_honorific(word):
                return None
            if not (word.follows_plainly or (k == index and word.follows_comma)):
                return None
        return None

    def _without_comma(self, index: int, rank: int) -> int:
        return index if self.words[index].follows_comma else rank

    def _person(self, index: int, post_end: int, end: int, post: Post, region: int | None) -> Person | None:
        words = self.words
        if index in self.scene.ranks:
            return self.scene.person(index)
        if words[index].follows_comma and index in self.scene.region_starts:
            return None
        if not words[index].follows_comma and self._is_open(post, post_end, end, region):
            return self._after_open_run(index, post)
        person = self.scene.person(index)
        if person is None or (words[index].follows_comma and not self._is_apposed(person)):
            return None
        return person

    def _is_open(self, post: Post, post_end: int, end: int, region: int | None) -> bool:
        """The title may go on with words that nobody knows: no region and no body has closed it."""
        if region is not None or end in self.body_ends:
            return False
        if end > post_end and (post.section or post.body is not None):
            return not (is_topic_word(self.words[end - 1]) or self.words[end - 1].is_acronym)
        return post.by_agency or post.village or post.section or post.body is not None

    def _after_open_run(self, index: int, post: Post) -> Person | None:
        """The name in a run of capitalised words that begins with the rest of the title."""
        words, run = self.words, index
        while (
            run < min(index + _MAX_RUN, len(words)) and words[run].is_capital and words[run].follows_plainly
        ):
            if run in self.scene.stops and not is_topic_word(words[run]):
                break
            run += 1
        skip = self._place_or_section(index, run, post)
        if post.village and run < len(words) and words[run].follows_comma:
            addressed = self._after_address(run)
            if addressed is not None:
                return addressed
        for k in range(index + skip, run):
            if is_honorific(words[k]) or (self.scene.is_given(k) and is_name_word(words[k], first=True)):
                is_surname = k + 1 == run and k > index + skip and (is_family(words[k]) or k == index + 1)
                return self.scene.person(k - 1 if is_surname else k)
        if run < len(words) and words[run].follows_comma and run > index:
            apposed = self.scene.person(run)
            is_sure = apposed is not None and apposed.after - apposed.first > 1
            if apposed is not None and is_sure and self._is_apposed(apposed):
                return apposed
        return self.scene.person(index + skip)

    def _after_address(self, index: int) -> Person | None:
        """Kepala Desa X, Kecamatan Y, Kabupaten Z, N: the name after the address."""
        found = _ADDRESS.match(self.scene.reading.text, self.words[index].start)
        if found is None:
            return None
        after = index
        while after < len(self.words) and self.words[after].start < found.end():
            after += 1
        return self.scene.person(after)

    def _place_or_section(self, index: int, run: int, post: Post) -> int:
        """1 where the first unknown word must belong to the title: a village, a place, a section; else 0."""
        if run - index < _OPEN_RUN or self.scene.is_given(index) or is_honorific(self.words[index]):
            return 1 if run - index > 1 and self.words[index].text in self.scene.places else 0
        return (
            1 if post.section or post.village or (post.body is not None and post.body != "government") else 0
        )

    def _is_apposed(self, person: Person) -> bool:
        """After a comma a name stands between commas or before its verb; one word alone must be known."""
        words, after = self.words, person.after
        if person.name_end - person.name_first > 1 or person.rank or person.name_first > person.first:
            return True
        if words[person.first].text in self.scene.solos or self.scene.is_given(person.first):
            return True
        if after >= len(words) or words[after].is_capital:
            return False
        if words[after].follows_plainly:
            return True
        return words[after].follows_comma and _AFTER_NAME.fullmatch(words[after].lower) is not None

    def _stretched(self, end: int, person: Person) -> int:
        """Unknown words between title and name belong to the title."""
        start = person.first
        while start > end and (is_honorific(self.words[start - 1])):
            start -= 1
        return max(end, start) if start >= end else end

    def link_after(self, index: int) -> int | None:
        """Index after selaku, yang juga ..., if one stands at the word."""
        if index >= len(self.words):
            return None
        found = link_phrases().match(self.words, index)
        usable = found is not None and (self.words[index].follows_plainly or self.words[index].follows_comma)
        return found[0] if found is not None and usable else None
