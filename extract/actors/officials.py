"""Named officials and speakers of an article: office, rank, body, every mention."""

import re
from dataclasses import replace

from extract.actors.exclusions import Exclusions
from extract.actors.names import Person, name_words
from extract.actors.official_bodies import BodyResolver
from extract.actors.official_kinds import form_of
from extract.actors.official_names import NameIndex, find_references
from extract.actors.people import Found, merge_people
from extract.actors.posts import chaired_phrases, presiding_judge
from extract.actors.scene import Scene, body_starts, build_scene
from extract.actors.titles import Title, TitleParser
from models.annotation import AnnotatedArticle
from models.fact import Agency, Mention, Official, Place
from models.vocabulary import AgencyType

_RULES = {
    "title": "officials.title_name@1",
    "apposition": "officials.name_title@1",
    "rank": "officials.rank_name@1",
    "body": "officials.name_body@1",
}
_MUTE = {AgencyType.HEALTH, AgencyType.COURT}
_CHAIRED = {"Majelis Hakim", "Tim penasihat hukum"}
_ADDRESS_REACH = 6
_ACTIVE_VERB = re.compile(r"me\w{4,20}")
_NEAR = 12


def find_officials(
    annotated: AnnotatedArticle, agencies: tuple[Agency, ...], place: Place
) -> tuple[Official, ...]:
    """Everyone named who holds an office or speaks for an organisation, in order of appearance.

    Left out: victims, suspects, residents, reporters, streets and buildings, posts without a name.
    """
    scene = build_scene(annotated)
    reader = _Reader(scene, agencies)
    found = merge_people(scene, reader.candidates())
    resolver = BodyResolver(scene, agencies, place, reader.nameless)
    names = [scene.reading.slice(f.person.name_first, f.person.name_end) for f in found]
    index = NameIndex(scene, [f.person for f in found])
    references = find_references(scene, [(f.title, f.person) for f in found], index.taken | reader.titled)
    officials = []
    for number, one in enumerate(found):
        body = resolver.body(one.title) if one.title else None
        body = body or resolver.body_after(one.person)
        start, end = scene.words[one.person.name_first].start, scene.words[one.person.name_end - 1].end
        officials.append(
            Official(
                start=start,
                end=end,
                quote=annotated.text[start:end],
                rule=_RULES[one.rule],
                name=" ".join(names[number].split()),
                title=resolver.title_text(one.title) if one.title else None,
                rank=one.person.rank or next((p.rank for p in one.places if p.rank), None),
                agency=body,
                kind=resolver.kind(one.title, body, ranked=one.person.rank is not None),
                mentions=_mentions(annotated.text, index.mentions[number]),
                references=_mentions(annotated.text, references[number]),
            )
        )
    return tuple(officials)


def _mentions(text: str, spans: list[tuple[int, int]]) -> tuple[Mention, ...]:
    return tuple(Mention(start=s, end=e, quote=text[s:e]) for s, e in sorted(set(spans)))


class _Reader:
    """Goes through the words once and collects persons with their titles."""

    def __init__(self, scene: Scene, agencies: tuple[Agency, ...]) -> None:
        self.scene = scene
        self.words = scene.words
        self.bodies = body_starts(scene, agencies)
        self.voices = frozenset(body_starts(scene, [a for a in agencies if not _is_mute(a)]))
        """Words at which bodies begin that people speak for."""
        self.titles = TitleParser(scene, self.bodies)
        self.exclusions = Exclusions(scene)
        self.found: list[Found] = []
        self.titled: set[int] = set()
        """Words of titles that name a person."""
        self.nameless: list[Title] = []
        """Titles without a name, which tell of bodies only (Kapolres X melalui Kasi Humas N)."""
        self.loose: Person | None = None
        """The person read last that has no title yet."""

    def candidates(self) -> list[Found]:
        """Persons in the order of the text; the same person may come several times."""
        index = 0
        while index < len(self.words):
            index = max(index + 1, self._advance(index))
        return self.found

    def _advance(self, index: int) -> int:
        if self.words[index].line in {"credits", "capitals"}:
            return index + 1
        if not self.words[index].is_capital and index not in self.bodies and not self.titles.may_begin(index):
            return index + 1
        title = self.titles.at(index)
        if title is not None:
            return self._take_title(title)
        if index in self.bodies and index not in self.scene.ranks:
            return self.bodies[index]
        person = self._bare_person(index)
        return self._take_person(person) if person is not None else index + 1

    def _take_title(self, title: Title) -> int:
        pointed = self._pointing_back(title)
        if pointed is not None:
            return pointed
        if title.person is None or self._is_rest_of_place(title, title.person):
            end = title.person.after if title.person else title.end
            return max(end, self._take_titled_loosely(replace(title, end=end, person=None)))
        self.loose = title.person if title.post.weak else None
        if self.exclusions.allows(title.person, title):
            self._keep(title.person, title, "title")
            if title.post.plural:
                return self._take_joined(title, title.person)
        return title.person.after

    def _pointing_back(self, title: Title) -> int | None:
        """`... rumah N N. Kepala Desa X, Kabupaten Y, itu ...`: the title is of the person named just before."""
        loose, post, words = self.loose, title.post, self.words
        if loose is None or loose.name_end - loose.name_first == 1 or not (post.village or post.body):
            return None
        person = title.person
        if person is not None and (
            person.rank or any(map(self.scene.is_given, range(person.first, person.after)))
        ):
            return None
        end = at = person.after if person is not None else title.end
        while (
            at < min(end + _ADDRESS_REACH, len(words)) and words[at].is_capital and "\n" not in words[at].gap
        ):
            at += 1
        is_pointed = (
            at < len(words) and words[at].lower in {"itu", "tersebut"} and title.first - loose.after < _NEAR
        )
        if not is_pointed or not self.exclusions.allows(loose, title):
            return None
        self._keep(loose, replace(title, end=end, person=None), "apposition")
        self.loose = None
        return end

    def _is_rest_of_place(self, title: Title, person: Person) -> bool:
        """N selaku Kapolsek Kobalima Raihat: after the title of somebody just named stands its place, not a name."""
        first = self.words[person.first]
        if person.rank is not None or first.follows_comma or self.loose is None:
            return False
        if not self._belongs(self.loose, title):
            return False
        if self.loose.after != title.first:  # after a link
            return True
        has_place = title.post.body is not None or title.post.village
        return has_place and not any(self.scene.is_given(k) for k in range(person.first, person.after))

    def _take_joined(self, title: Title, person: Person) -> int:
        """Kuasa hukum korban, X, Y dan Z: the title is theirs too, unless one has his own."""
        at = person.after
        while at < len(self.words):
            first = at + 1 if self.words[at].lower == "dan" else at
            if (first == at and not self.words[at].follows_comma) or first in self.scene.stops:
                return at
            other = self.scene.person(first)
            if other is None or other.name_end - other.name_first == 1 or self._is_titled_after(other):
                return at
            self._keep(other, title, "title")
            at = other.after
        return at

    def _take_titled_loosely(self, title: Title) -> int:
        """A title without a name after it: of the person before it, or of the person after a link."""
        linked = self.titles.link_after(title.end)
        if linked is None and title.end in self.scene.posts and self.scene.posts[title.end][1].weak:
            linked = title.end  # Direktur Yayasan X, Suster N
        if linked is not None:
            other = self.titles.at(linked)
            if other is not None and other.person is not None:
                if self.exclusions.allows(other.person, title):
                    self._keep(other.person, title, "title")
                return other.person.after
        judge = self._presiding(title)
        if judge is not None:
            is_bench = "Majelis Hakim" in title.post.forms
            post = presiding_judge() if is_bench else title.post
            self._keep(judge, replace(title, post=post, person=judge), "title")
            return judge.after
        loose, self.loose = self.loose, None
        if loose is not None and self._belongs(loose, title) and self.exclusions.allows(loose, title):
            self._keep(loose, title, "apposition")
        elif title.post.body is not None and title.end > title.post_end:
            self.nameless.append(title)
        return title.end

    def _presiding(self, title: Title) -> Person | None:
        """Majelis hakim Pengadilan Negeri X yang diketuai N, tim penasihat hukum yang dipimpin N: N presides."""
        if not _CHAIRED & set(title.post.forms) or title.end >= len(self.words):
            return None
        found = chaired_phrases().match(self.words, title.end)
        return self.scene.person(found[0]) if found is not None else None

    def _belongs(self, person: Person, title: Title) -> bool:
        """The title stands directly after the name: `X, Kapolres Y`, `X selaku Kapolres Y`, `X (Kapolres Y)`."""
        if person.after == title.first:
            word = self.words[title.first]
            return word.follows_comma or word.opens_bracket
        return self.titles.link_after(person.after) == title.first

    def _bare_person(self, index: int) -> Person | None:
        word = self.words[index]
        if not word.is_capital or word.line == "headline":
            return None
        before = self.words[index - 1] if index else None
        if (
            before is not None
            and word.follows_plainly
            and before.is_capital
            and index not in self.scene.ranks
        ):
            is_opener = any(before.lower in name_words(field) for field in ("honorifics", "openers"))
            is_start = is_opener or index - 1 in self.bodies
            if not is_start:
                return None
        person = self.scene.person(index)
        if person is None or (person.rank is None and index in self.scene.region_starts):
            return None
        return person

    def _take_person(self, person: Person) -> int:
        self.loose = person
        if (
            person.rank is not None
            and not self._is_titled_after(person)
            and self.exclusions.allows(person, None)
        ):
            self._keep(person, None, "rank")
        elif self._speaks_for_body(person):
            self._keep(person, None, "body")
        return person.after

    def _speaks_for_body(self, person: Person) -> bool:
        """X dari Migrant CARE menyebut ...: a speaker without a post."""
        words, body = self.words, person.after + 1
        if (
            body not in self.voices
            or words[body - 1].lower != "dari"
            or not self.exclusions.allows(person, None)
        ):
            return False
        end = self.bodies[body]
        after = words[end].lower if end < len(words) else ""
        tells = after in name_words("telling_verbs") or _ACTIVE_VERB.fullmatch(after) is not None
        is_told = person.first > 0 and words[person.first - 1].lower in name_words("speech_words")
        return tells or is_told

    def _is_titled_after(self, person: Person) -> bool:
        at = self.titles.link_after(person.after) or person.after
        if at >= len(self.words):
            return False
        title = self.titles.at(at)
        return title is not None and title.person is None and self._belongs(person, title)

    def _keep(self, person: Person, title: Title | None, rule: str) -> None:
        if title is not None:
            self.titled.update(range(title.first, title.end))
        self.found.append(Found(person, title, rule, [person]))


def _is_mute(agency: Agency) -> bool:
    """Schools, universities, parties and hospitals: `X dari SMPN 3` is a pupil."""
    if agency.type is not AgencyType.OTHER:
        return agency.type in _MUTE
    form = form_of(agency.name)
    return form is None or form.head.private or form.head.numbered
