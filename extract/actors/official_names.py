"""Later mentions of officials: by a part of the name, by post, by epithet."""

from bisect import bisect_left
from collections import defaultdict

from extract.actors.names import Person, is_honorific, nickname_phrases
from extract.actors.posts import epithet_patterns
from extract.actors.scene import Scene
from extract.actors.titles import Title
from extract.actors.words import Word
from models.vocabulary import AgencyType

Spans = list[tuple[int, int]]
_SHORT = 2
_NAMESAKES = 50
"""People of one name part, or of one post, that are told apart: a bound for hostile text."""
_POINTED_REACH = 3
_VAGUE = {
    "kepala",
    "ketua",
    "koordinator",
    "anggota",
    "direktur",
    "komandan",
    "sekretaris",
    "pimpinan",
    "pengasuh",
}
_OTHERS = {"lain", "lainnya", "lama", "sebelumnya", "berikutnya"}


class NameIndex:
    """Every place where a form of an official's name stands: `mentions[k]` of the k-th name."""

    def __init__(self, scene: Scene, people: list[Person]) -> None:
        self.mentions: list[Spans] = [[] for _ in people]
        self.taken: set[int] = set()
        """Words that are part of a mention."""
        self._owners: defaultdict[str, list[int]] = defaultdict(list)
        self._parts = [[w.text for w in scene.words[p.name_first : p.name_end]] for p in people]
        for number, parts in enumerate(self._parts):
            for part in parts:
                if number not in self._owners[part][-_NAMESAKES:] and len(self._owners[part]) < _NAMESAKES:
                    self._owners[part].append(number)
        self._nicknames: dict[str, int] = {}
        index, last = 0, -1
        while index < len(scene.words):
            length, owner = self._at(scene, index, last)
            if owner is None:
                index += 1
                continue
            start, end = scene.words[index].start, scene.words[index + length - 1].end
            self.mentions[owner].append((start, end))
            self.taken.update(range(index, index + length))
            last, index = owner, index + length
            self._learn_nickname(scene, index, owner)

    def _learn_nickname(self, scene: Scene, index: int, owner: int) -> None:
        """`N N, yang akrab disapa Bu Rini, ...`: from here on Rini is N N."""
        lead = nickname_phrases().match(scene.words, index)
        if lead is None or "\n" in scene.words[index].gap:
            return
        at = next((k for k in range(lead[0], len(scene.words)) if not is_honorific(scene.words[k])), None)
        if at is None or not scene.words[at].is_capital or not scene.words[at].follows_plainly:
            return
        name = scene.words[at].text
        after = scene.words[at + 1] if at + 1 < len(scene.words) else None
        is_closed = after is None or not (after.follows_plainly and after.is_capital)
        if is_closed and len(name) > _SHORT and name not in self._owners:
            self._nicknames[name] = owner

    def _at(self, scene: Scene, index: int, last: int) -> tuple[int, int | None]:
        """Length in words and owner of the mention that begins at the word."""
        word = scene.words[index]
        owners = self._owners.get(word.text, [])
        nicknamed = self._nicknames.get(word.text)
        if nicknamed is not None and word.line != "credits":
            return (1, nicknamed) if self._stands_alone(scene, index, 1, nicknamed) else (0, None)
        if not owners or word.line == "credits":
            return 0, None
        best = max(
            owners, key=lambda k: (self._length(scene, index, k), k == last, self._parts[k][0] == word.text)
        )
        length = self._length(scene, index, best)
        return (length, best) if self._stands_alone(scene, index, length, best) else (0, None)

    def _length(self, scene: Scene, index: int, owner: int) -> int:
        """How many words from `index` on are consecutive parts of the name."""
        parts = self._parts[owner]
        start = parts.index(scene.words[index].text)
        length = 1
        while (
            start + length < len(parts)
            and index + length < len(scene.words)
            and scene.words[index + length].text == parts[start + length]
        ):
            length += 1
        return length

    def _stands_alone(self, scene: Scene, index: int, length: int, owner: int) -> bool:
        """Not a part of another name, of a body or of a region."""
        if length == len(self._parts[owner]):
            return True
        if length == 1 and len(scene.words[index].text) <= _SHORT:
            return False
        words = scene.words
        before = words[index - 1] if index else None
        after = words[index + length] if index + length < len(words) else None
        if index in scene.region_starts and length == 1 and self._parts[owner][0] != words[index].text:
            return False
        if (
            before is not None
            and words[index].follows_plainly
            and before.is_capital
            and words[index].line == "body"
        ):
            is_title = is_honorific(before) or any(
                scene.ranks.get(k) == index for k in range(max(0, index - 4), index)
            )
            is_title = is_title or any(k in scene.posts for k in range(max(0, index - 6), index))
            if not is_title and not _begins_sentence(scene, index - 1):
                return False
        if after is not None and after.is_capital and after.follows_plainly and words[index].line == "body":
            return index + length in scene.stops
        return True


def _begins_sentence(scene: Scene, index: int) -> bool:
    return any(mark in scene.words[index].gap for mark in '.!?\n”"“')


def find_references(scene: Scene, people: list[tuple[Title | None, Person]], taken: set[int]) -> list[Spans]:
    """Where each person is meant by post only: the same post without a name, or an epithet."""
    references: list[Spans] = [[] for _ in people]
    holders = _holders(scene, people)
    inside = _title_words(people)
    for index in sorted(scene.posts):
        if index in inside or index in taken:
            continue
        end, post = scene.posts[index]
        phrase = " ".join(w.lower for w in scene.words[index:end])
        candidates = holders.get(phrase, [])
        is_vague = phrase in _VAGUE or (post.by_agency and not scene.words[index].is_capital)
        pointed = _pointed_end(scene, end) if is_vague else end
        if pointed > end and candidates:
            owner = max((k for k in candidates if people[k][1].first < index), default=candidates[0])
            references[owner].append((scene.words[index].start, scene.words[pointed - 1].end))
            continue
        if is_vague and not _names_own_body(scene, end, people, candidates):
            continue
        if not candidates or _names_another(scene, index, end, people, candidates[0]):
            continue
        owner = max((k for k in candidates if people[k][1].first < index), default=candidates[0])
        while end < len(scene.words) and _is_in_title(scene, scene.words[end], people[owner][0]):
            end += 1
        references[owner].append((scene.words[index].start, scene.words[end - 1].end))
    _add_epithets(scene, people, references)
    return references


def _pointed_end(scene: Scene, end: int) -> int:
    """Index after `itu` in `direktur lembaga itu`, `komandan pangkalan itu`; `end` where nobody is pointed at."""
    words = scene.words
    for k in range(end, min(end + _POINTED_REACH, len(words))):
        if words[k].is_capital or not words[k].follows_plainly:
            return end
        if words[k].lower in {"itu", "tersebut"}:
            return k + 1
    return end


def _holders(scene: Scene, people: list[tuple[Title | None, Person]]) -> dict[str, list[int]]:
    """Lower-case post -> the people who hold it, by its own words and by its short forms."""
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for number, (title, _) in enumerate(people):
        if title is None:
            continue
        printed = " ".join(w.lower for w in scene.words[title.post_first : title.post_end])
        first = (
            [printed.split()[0]] if title.post.by_agency else []
        )  # Kepala Dinas ... (DP3A): later "Kepala DP3A"
        for form in {printed, *first, *(ref.lower() for ref in title.post.refs), *_siblings(title)}:
            if len(holders[form]) < _NAMESAKES:
                holders[form].append(number)
    return holders


def _siblings(title: Title) -> list[str]:
    """Other spellings of a post whose row holds one post only."""
    return [form.lower() for form in title.post.forms] if title.post.body else []


def _title_words(people: list[tuple[Title | None, Person]]) -> set[int]:
    return {k for title, _ in people if title for k in range(title.first, title.end)}


def _names_another(
    scene: Scene, index: int, end: int, people: list[tuple[Title | None, Person]], owner: int
) -> bool:
    """A name or another region follows: somebody else is meant."""
    words = scene.words
    after = words[end] if end < len(words) and end not in scene.region_starts else None
    if (
        after is not None
        and after.follows_plainly
        and after.is_capital
        and not _is_in_title(scene, after, people[owner][0])
    ):
        return True
    if end < len(words) and words[end].follows_plainly and words[end].lower in _OTHERS:
        return True
    if (
        index
        and words[index].follows_plainly
        and words[index - 1].lower in {"wakil", "mantan", "para", "eks"}
    ):
        return True
    title = people[owner][0]
    if (
        end in scene.region_starts
        and words[end].follows_plainly
        and title is not None
        and title.region is not None
    ):
        mine = scene.region_starts.get(title.region)
        return mine is not None and mine[1].code != scene.region_starts[end][1].code
    return False


def _names_own_body(
    scene: Scene, end: int, people: list[tuple[Title | None, Person]], candidates: list[int]
) -> bool:
    """`Kepala` alone says nothing: the acronym of the holder's own body must follow."""
    return end < len(scene.words) and any(
        _is_in_title(scene, scene.words[end], people[k][0]) for k in candidates
    )


def _is_in_title(scene: Scene, word: Word, title: Title | None) -> bool:
    """Menteri P2MI: the acronym after the post is his own."""
    if title is None or not word.is_capital or not word.follows_plainly:
        return False
    return any(w.text == word.text for w in scene.words[title.first : title.end])


def _add_epithets(scene: Scene, people: list[tuple[Title | None, Person]], references: list[Spans]) -> None:
    for needs, pattern in epithet_patterns():
        fitting = sorted((p.first, k) for k, (t, p) in enumerate(people) if _fits(needs, t, p))
        for found in pattern.finditer(scene.reading.text) if fitting else ():
            word = scene.reading.word_at(found.start())
            before = bisect_left(fitting, (word, 0))
            if before:
                references[fitting[before - 1][1]].append(found.span())


def _fits(needs: str, title: Title | None, person: Person) -> bool:
    if needs == "rank":
        return person.rank is not None
    if needs == "legislature":
        return title is not None and AgencyType.LEGISLATURE in title.post.near
    return True
