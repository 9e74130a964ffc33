"""What stands at each word of an article: ranks, posts, heads of bodies. Read once, used by both extractors."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from extract.actors.agency_forms import HeadForm, head_phrases, is_place_suffix, is_topic_word
from extract.actors.names import (
    Person,
    is_given,
    is_honorific,
    is_name_word,
    match_rank,
    name_lexicon,
    name_words,
    parse_person,
)
from extract.actors.posts import Post, lower_title_words, post_phrases
from extract.actors.words import Reading, Word, read
from extract.same import SameArticle
from models.annotation import AnnotatedArticle, RegionMention
from models.fact import Agency

_VERB = re.compile(r"(?:me|ber|ter|di)\w{3,20}")
PLACE_WORDS = {
    *(
        "desa",
        "kelurahan",
        "kecamatan",
        "distrik",
        "nagari",
        "nagori",
        "kampung",
        "dusun",
        "gampong",
        "pulau",
    ),
    *(
        "kalurahan",
        "kapanewon",
        "kemantren",
        "kepenghuluan",
        "suku",
        "pekon",
        "tiyuh",
        "lembang",
        "negeri",
        "jorong",
        "korong",
        "banjar",
        "kute",
        "wanua",
    ),
}
PLACE_PREFIXES = {
    "tanjung",
    "teluk",
    "kuala",
    "muara",
    "sungai",
    "bukit",
    "ujung",
    "labuan",
    "lubuk",
    "rantau",
}
_LEVEL_WORDS = {"kota", "kabupaten", "provinsi", "kab", "prov"}
_TITLE_REACH = 14
_MAX_RUN = 7
_MAX_BODY_OF_GIVEN = 2
"""Of more words before a comma the last, if it is a given name, ends the name of a person."""


@dataclass(frozen=True)
class Scene:
    """Words of an article with what begins at them: index -> (index after, what)."""

    reading: Reading
    ranks: dict[int, int]
    posts: dict[int, tuple[int, Post]]
    heads: dict[int, tuple[int, HeadForm]]
    solos: frozenset[str]
    """Capitalised words that stand alone as the subject of a reporting verb: names of people."""
    places: frozenset[str]
    """Words that the text calls a village, subdistrict or island: Desa X, Kecamatan X."""
    stops: frozenset[int]
    """Words at which no name may go on."""
    people: frozenset[int]
    """Words at which the model, if there is one, found a person's name."""
    organisations: dict[int, int]
    """Words at which it found the name of an organisation, with the index after it."""

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words of the article."""
        return self.reading.words

    @cached_property
    def region_starts(self) -> dict[int, tuple[int, RegionMention]]:
        """Words at which a region begins."""
        return self.reading.region_at

    def person(self, index: int) -> Person | None:
        """The person whose rank or name begins at the word."""
        return parse_person(self.reading, index, self.stops)

    def is_given(self, index: int) -> bool:
        """The word is known as a person's name, from the text, from the lexicon or from the model."""
        word = self.words[index]
        return word.text in self.solos or index in self.people or is_given(word)

    def name_behind(self, index: int) -> int | None:
        """Index after capitalised words that a comma parts from a name (Direktur LSM | Terang Timur, | N N)."""
        words, end = self.words, index
        while (
            end < min(len(words), index + _MAX_RUN)
            and words[end].is_capital
            and words[end].follows_plainly
            and end not in self.stops
        ):
            end += 1
        if end == index or end >= len(words) or not words[end].follows_comma:
            return None
        is_name = is_name_word(words[end], first=True) and end not in self.region_starts
        is_person = end in self.ranks or is_honorific(words[end]) or (is_name and self._is_full_name(end))
        is_place = end - 1 in self.region_starts or is_place_suffix(words[end - 1])
        holds_person = end - index > _MAX_BODY_OF_GIVEN and self.is_given(end - 1) and not is_place
        return end if is_person and not holds_person else None

    def village(self, index: int) -> int | None:
        """Index after Desa | Muara Kintap, Kecamatan | Amanuban Selatan: the level word with its place."""
        words, name = self.words, index + 1
        is_level_word = words[index].is_capital and words[index].lower in PLACE_WORDS - {"negeri"}
        if not (is_level_word and words[index].follows_plainly and self._goes_on(name)):
            return None
        is_known = name in self.region_starts or name in self.stops or self.is_given(name)
        return None if is_known or not is_name_word(words[name], first=True) else self._village_end(name)

    def _village_end(self, index: int) -> int:
        words, end = self.words, index + 1
        if words[index].lower in PLACE_PREFIXES and self._goes_on(end):
            end += 1
        while self._goes_on(end) and is_place_suffix(words[end]):
            end += 1
        return self.name_behind(index) or end

    def _goes_on(self, index: int) -> bool:
        words = self.words
        return index < len(words) and words[index].is_capital and words[index].follows_plainly

    def _is_full_name(self, index: int) -> bool:
        """Two words, or one that is known or stands between commas before a verb."""
        after = self.words[index + 1] if index + 1 < len(self.words) else None
        if after is None or self.is_given(index):
            return self.is_given(index)
        if after.follows_comma:
            return _VERB.fullmatch(after.lower) is not None
        return after.follows_plainly and is_name_word(after, first=False)

    def follows_post(self, index: int) -> bool:
        """A title has begun a few words before, so that a person's name may follow the body's."""
        words = self.words
        if any(k in self.posts and self.posts[k][0] > index for k in range(max(0, index - 4), index)):
            return True  # the body begins within the post: Juru bicara PN X
        for k in range(index - 1, max(-1, index - _TITLE_REACH), -1):
            if k in self.posts:
                return True
            plain = words[k + 1].follows_plainly or words[k + 1].opens_bracket or words[k + 1].follows_comma
            if not plain or not (words[k].is_capital or words[k].lower in lower_title_words()):
                return False
        return False


def build_scene(annotated: AnnotatedArticle) -> Scene:
    """Scans the words once for each lexicon; the scene of the last article is kept."""
    return _scene(SameArticle(annotated))


def body_starts(scene: Scene, agencies: Iterable[Agency]) -> dict[int, int]:
    """Word index -> index after, for every mention of an agency; the longest where several begin."""
    starts: dict[int, int] = {}
    for agency in agencies:
        for mention in agency.mentions:
            first, end = scene.reading.word_at(mention.start), scene.reading.word_at(mention.end)
            starts[first] = max(end, starts.get(first, 0))
    return starts


@lru_cache(maxsize=1)  # agencies and officials of an article are read one after the other
def _scene(same: SameArticle) -> Scene:
    annotated = same.annotated
    reading = read(annotated, _openers())
    words = reading.words
    ranks: dict[int, int] = {}
    posts: dict[int, tuple[int, Post]] = {}
    heads: dict[int, tuple[int, HeadForm]] = {}
    all_posts, all_heads = post_phrases(), head_phrases()
    begin_posts, begin_heads = all_posts.first_words, all_heads.first_words
    for index, word in enumerate(words):
        rank_end = match_rank(reading, index) if word.is_capital else None
        if rank_end is not None:
            ranks[index] = rank_end
        post = all_posts.match(words, index) if word.lower in begin_posts else None
        if post is not None and (word.is_capital or not post[1].capital):
            posts[index] = post
        head = all_heads.match(words, index) if word.lower in begin_heads else None
        if head is not None and _is_head(word, head[1]):
            heads[index] = head
    for index in [k for k in heads if _is_in_place(reading, k)]:  # Tanjung Balai Asahan
        heads.pop(index)
    for index, end in ranks.items():  # Laksamana Pertama TNI names no body
        for inner in range(index + 1, end):
            heads.pop(inner, None)
    stops = frozenset(ranks) | frozenset(posts) | frozenset(heads)
    places = frozenset(
        words[k].text
        for k in range(1, len(words))
        if words[k - 1].lower in PLACE_WORDS and words[k].is_capital and k - 2 not in posts
    )
    people = frozenset(start for start, _ in _entities(reading, annotated, "PER"))
    organisations = dict(_entities(reading, annotated, "ORG"))
    return Scene(reading, ranks, posts, heads, _solos(words), places, stops, people, organisations)


def _entities(reading: Reading, annotated: AnnotatedArticle, label: str) -> list[tuple[int, int]]:
    """First word and index after the last of the names that a model found."""
    found = (entity for entity in annotated.entities if entity.label == label)
    return [(reading.word_at(entity.start), reading.word_at(entity.end)) for entity in found]


@cache
def _openers() -> frozenset[str]:
    """Ranks and honorifics of two letters or more: those of one letter also begin degrees (S.Sos)."""
    lexicon = name_lexicon()
    return frozenset(word.lower() for word in (*lexicon.ranks, *lexicon.honorifics) if len(word) > 1)


def _is_in_place(reading: Reading, index: int) -> bool:
    """The second word of a place name: a region's, or after Tanjung, Teluk, Kuala."""
    word, before = reading.words[index], reading.words[index - 1] if index else None
    if before is None or not word.follows_plainly:
        return False
    region = reading.region_at.get(index - 1)
    inside = region is not None and region[0] > index and before.lower not in _LEVEL_WORDS
    return inside or (before.is_capital and before.lower in PLACE_PREFIXES)


def _is_head(word: Word, form: HeadForm) -> bool:
    if form.form.isupper() and " " not in form.form:
        return word.text.isupper()  # AJI is a body, Aji a reporter
    return word.is_capital or form.head.lower


def _solos(words: tuple[Word, ...]) -> frozenset[str]:
    found = set()
    for index in range(1, len(words)):
        word, before = words[index], words[index - 1]
        if not word.is_capital or word.line != "body" or word.text.isupper():
            continue
        after = words[index + 1] if index + 1 < len(words) else None
        if after is not None and after.is_capital and after.follows_plainly:
            continue
        is_told = word.follows_plainly and before.lower in name_words("speech_words")
        tells = _begins_sentence(word) and after is not None and _VERB.fullmatch(after.lower) is not None
        if not (is_told or tells) or not is_name_word(word, first=True):
            continue
        if is_told or not is_topic_word(word):
            found.add(word.text)
    return frozenset(found)


def _begins_sentence(word: Word) -> bool:
    return any(mark in word.gap for mark in '.!?\n”"')
