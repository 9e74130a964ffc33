"""The name that follows a title: directly, after a comma, or after words that still belong to the title."""

import re
from collections.abc import Mapping

from extract.actors.agency_forms import is_place_suffix, is_topic_word
from extract.actors.names import Person, is_family, is_honorific, is_name_word
from extract.actors.posts import Post
from extract.actors.scene import PLACE_PREFIXES, PLACE_WORDS, Scene

_AFTER_NAME = re.compile(
    r"(?:me|ber|ter|di)\w{3,20}|saat|usai|dalam|di|pada|ketika|bersama|yang|kepada|seusai|kata|ujar"
)
_ADDRESS = re.compile(
    r"(?:(?:Kecamatan|Kec\.?|Kabupaten|Kab\.?|Kota|Distrik|Provinsi) [A-Z]\w{1,20}(?: [A-Z]\w{1,20}){0,2}, ){1,3}"
)
_OPEN_RUN = 3
_MAX_RUN = 8
_RANK_REACH = 9
_BRACKET_REACH = 4


class NameFinder:
    """Finds whom a title names. `bodies` are the words at which mentions of agencies begin, with their ends."""

    def __init__(self, scene: Scene, bodies: Mapping[int, int]) -> None:
        self.scene = scene
        self.words = scene.words
        self.body_ends = frozenset(bodies.values())

    def begin(self, index: int) -> tuple[int | None, int]:
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
            is_name = word.is_capital or (k > index and word.text.isdigit())  # KRI Siwar 646
            if not is_name or k in self.scene.posts or is_honorific(word):
                return None
            if not (word.follows_plainly or (k == index and word.follows_comma)):
                return None
        return None

    def _without_comma(self, index: int, rank: int) -> int:
        return index if self.words[index].follows_comma else rank

    def find(self, index: int, post_end: int, end: int, post: Post, region: int | None) -> Person | None:
        words = self.words
        if index in self.scene.ranks:
            return self.scene.person(index)
        if words[index].follows_comma and index in self.scene.region_starts and not self._is_namesake(index):
            return None
        if not words[index].follows_comma and self._is_open(post, post_end, end, region):
            return self._after_open_run(index, post)
        person = self.scene.person(index)
        if person is None or (words[index].follows_comma and not self._is_apposed(person)):
            return None
        return person if words[index].follows_comma else self._behind(person, post) or person

    def _is_namesake(self, index: int) -> bool:
        """A region's name that is a person's: a family name stands behind it (Bima Satriawan)."""
        after = index + 1
        return after < len(self.words) and self.words[after].follows_plainly and is_family(self.words[after])

    def _behind(self, person: Person, post: Post) -> Person | None:
        """What follows the title may be a client, a tribe or an unknown body; then a name stands behind it.

        Kuasa hukum X, N; tokoh adat X, N; Peneliti Human Rights Working Group (HRWG) N.
        """
        words, after = self.words, person.after
        if after >= len(words):
            return None
        single = person.name_end - person.name_first == 1
        if words[after].opens_bracket and words[after].is_acronym:
            reach = range(after, min(after + _BRACKET_REACH, len(words)))
            closing = next((k for k in reach if words[k].gap[:1] == ")"), after)
            return self.scene.person(closing) if closing > after and words[closing].follows_plainly else None
        if words[after].follows_comma and (single or post.plural) and after not in self.scene.region_starts:
            other = self.scene.person(after)
            if other is not None and other.name_end - other.name_first > 1 and self._is_apposed(other):
                return other
        return None

    def _is_open(self, post: Post, post_end: int, end: int, region: int | None) -> bool:
        """The title may go on with words that nobody knows: no region and no body has closed it."""
        if region is not None or end in self.body_ends:
            return False
        if post.bodyless_region:
            return False
        if post.village and self.words[end - 1].lower in PLACE_WORDS:
            return True
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
        skip = max(self._place_or_section(index, run, post), self._tasks(index, run))
        if post.village and run < len(words) and words[run].follows_comma:
            addressed = self._after_address(run) or self._after_village(index, run)
            if addressed is not None:
                return addressed
        while skip and index + skip + 1 < run and is_place_suffix(words[index + skip]):
            skip += 1
        for k in range(index + skip, run):
            if is_honorific(words[k]) or (self.scene.is_given(k) and is_name_word(words[k], first=True)):
                return self.scene.person(self._first_name(index, skip, k, run, post))
        return self._unknown_name(index, skip, run, post)

    def _unknown_name(self, index: int, skip: int, run: int, post: Post) -> Person | None:
        """The name in a run of words of which none is known: behind its comma, at its end, or at its start."""
        words = self.words
        if run < len(words) and words[run].follows_comma and run > index:
            apposed = self.scene.person(run)
            is_long = apposed is not None and apposed.after - apposed.first > 1
            is_sure = is_long or post.village or self.scene.is_given(run)  # Keuchik Gampong X, N, ...
            if apposed is not None and is_sure and self._is_apposed(apposed):
                return apposed
        guess = self._guessed(index + skip, run, post)
        if guess is not None:
            return guess
        if post.village and skip == 1 and run - index > _OPEN_RUN:  # Kepala Desa | Kara Temor | Mat Sakrah
            skip = 2
        person = self.scene.person(index + skip)
        if person is None or self._is_last_word(person) or self._is_place(person):
            return None
        return self._behind(person, post) or person

    def _guessed(self, index: int, run: int, post: Post) -> Person | None:
        """Ketua Angkatan Muda X | N N | berkata: of three or more unknown words before a verb two are the name."""
        words = self.words
        is_run = post.by_agency and run - index >= _OPEN_RUN and run < len(words)
        if (
            not is_run
            or words[run].is_capital
            or not (words[run].follows_plainly or words[run].follows_comma)
        ):
            return None
        person = self.scene.person(run - 2)
        return person if person is not None and person.name_end == run else None

    def _first_name(self, index: int, skip: int, known: int, run: int, post: Post) -> int:
        """Where the name begins whose first known word was found: a surname has a name before it."""
        words = self.words
        if known > index and words[known - 1].text == "I":  # I Nengah Sudarsa
            return known - 1
        if post.body == "government" and is_family(
            words[known]
        ):  # Wakil Bupati | Henri Simu Nahak: no region
            return index
        has_prefix = words[index].lower in PLACE_PREFIXES
        is_bare = not (has_prefix or is_honorific(words[known]))
        if post.village and known + 1 == run and known == index + skip + 1 and is_bare:
            return known - 1  # Panewu Panggang | Sumarwata Hadi
        is_last = known + 1 == run and known > index + skip and not is_honorific(words[known])
        is_surname = is_family(words[known]) or known == index + 1 or run - index > _OPEN_RUN
        return known - 1 if is_last and is_surname else known

    def _is_last_word(self, person: Person) -> bool:
        """One unknown word at the end of the sentence is the place or section (mantan Kepala Desa X.)."""
        if person.after - person.first > 1 or self.scene.is_given(person.first):
            return False
        after = person.after
        return after >= len(self.words) or not (
            self.words[after].follows_plainly or self.words[after].follows_comma
        )

    def _is_place(self, person: Person) -> bool:
        """rumah dinas Camat Weda Timur: no name of a person ends with a quarter of the compass."""
        is_known = any(map(self.scene.is_given, range(person.name_first, person.name_end - 1)))
        is_long = person.name_end - person.name_first > 1
        return is_long and not is_known and is_place_suffix(self.words[person.name_end - 1])

    def _tasks(self, index: int, run: int) -> int:
        """Words up to the last word of tasks: they are no name (Beranda Migran | N)."""
        return max((k + 1 - index for k in range(index, run) if is_topic_word(self.words[k])), default=0)

    def _after_address(self, index: int) -> Person | None:
        """Kepala Desa X, Kecamatan Y, Kabupaten Z, N: the name after the address."""
        found = _ADDRESS.match(self.scene.reading.text, self.words[index].start)
        if found is None:
            return None
        after = index
        while after < len(self.words) and self.words[after].start < found.end():
            after += 1
        return self.scene.person(after)

    def _after_village(self, index: int, run: int) -> Person | None:
        """Ketua BPD Desa | Labuhan Haji, | N, baru ...: behind the comma the name, which may be one unknown word."""
        words, person = self.words, self.scene.person(run)
        if self.scene.name_behind(index) == run:
            return person
        is_single = (
            person is not None
            and person.after == run + 1 < len(words)
            and run not in self.scene.region_starts
        )
        is_apposed = is_single and words[run + 1].follows_comma and not words[run + 1].is_capital
        return person if is_apposed and not any(map(self.scene.is_given, range(index, run))) else None

    def _place_or_section(self, index: int, run: int, post: Post) -> int:
        """1 where the first unknown word must belong to the title: a village, a place, a section; else 0."""
        if run - index < _OPEN_RUN or self.scene.is_given(index) or is_honorific(self.words[index]):
            return 1 if run - index > 1 and self.words[index].text in self.scene.places else 0
        has_place = post.section or post.village or (post.body is not None and post.body != "government")
        after_acronym = post.by_agency and self.words[index - 1].is_acronym  # Kepala PLBN Napan N N
        return 1 if has_place or after_acronym else 0

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

    def stretched(self, end: int, person: Person) -> int:
        """Unknown words between title and name belong to the title."""
        start = person.first
        while start > end and self.words[start].follows_plainly and is_honorific(self.words[start - 1]):
            start -= 1
        return max(end, start) if start >= end else end
