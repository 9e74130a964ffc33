"""Where bodies are named: head, modifiers, tasks, acronym in brackets, region."""

from dataclasses import dataclass, replace

from extract.actors.agency_forms import (
    Head,
    HeadForm,
    agency_lexicon,
    branch_levels,
    class_follower,
    class_lead,
    is_generic,
    is_no_agency,
    is_women_child_acronym,
    women_child_head,
)
from extract.actors.agency_tails import TailReader
from extract.actors.agency_unknown import UnknownBodies
from extract.actors.scene import Scene
from extract.actors.words import Phrases
from models.vocabulary import AgencyType

_MAX_UNITS = 2
_PARENT_TYPES = {AgencyType.POLICE, AgencyType.LEGISLATURE}


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
    is_class: bool = False
    """Said of a kind of body (`membentuk UPTD PPA`): names none of its own."""


class MentionParser:
    """Reads the mentions of bodies in a scene, in order; nested bodies (unit and parent) come both."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.words = scene.words
        self.tails = TailReader(scene)
        self.unknown = UnknownBodies(scene, self.tails)
        self.regional = {end: post.body for end, post in scene.posts.values() if post.branch and post.body}
        """Words after the posts of those who head the regional office of a body."""
        self.declared: Phrases[HeadForm] = Phrases(())
        self.long_names: dict[str, AgencyMention] = {}

    def mentions(self) -> list[AgencyMention]:
        """All mentions: first those by name, then those by acronyms that the text itself explains."""
        named = self._named()
        for mention in named:
            if mention.acronym:
                self._declare(mention)
        taken = {index for mention in named for index in range(mention.first, mention.end)}
        begin_acronyms = self.declared.first_words
        acronyms = [
            found
            for k, word in enumerate(self.words)
            if word.lower in begin_acronyms and k not in taken and (found := self._acronym_at(k))
        ]
        return sorted(named + acronyms, key=lambda mention: (mention.first, -mention.end))

    def _named(self) -> list[AgencyMention]:
        found = []
        index = 0
        while index < len(self.words):
            mention = self._mention_at(index) if self._may_begin(index) else None
            if mention is None:
                index += 1
                continue
            found.append(mention)
            index = self._next_index(mention)
        return found

    def _may_begin(self, index: int) -> bool:
        """Cheap: lower-case words begin bodies only where a lexicon knows them or a speaker's post ends."""
        word = self.words[index]
        is_known = word.is_capital or index in self.scene.heads or index in self.unknown.speakers
        return is_known and word.line != "credits"

    def _next_index(self, mention: AgencyMention) -> int:
        """The parent inside the name (Satreskrim Polres X) is read too, but not the Polri of a Satgas."""
        head = mention.head
        if not head.unit and head.type is not AgencyType.TASK_FORCE:
            return mention.end
        head_end = self.scene.heads[mention.first][0] if mention.first in self.scene.heads else mention.end
        parents = (k for k in range(head_end, mention.end) if self._is_parent(k, head))
        return next(parents, mention.end)

    def _mention_at(self, index: int, depth: int = 0) -> AgencyMention | None:
        explained = self.unknown.explained(index)
        if explained is not None:
            return self._read(index, *explained, head_end=explained[0])
        composed = self._spelled_out(index, depth) or self._branch(index, depth) or self._regional(index)
        if composed is not None:
            return composed
        if index in self.scene.heads:
            end, form = self.scene.heads[index]
            if is_no_agency(form.form) and form.head.tail != "open":  # LSM names none, LSM Bina Desa does
                return None
            return self._unit(index, end, form, depth) if form.head.unit else self._read(index, end, form)
        word = self.words[index]
        if is_women_child_acronym(word.text):
            head = women_child_head()
            return self._read(index, index + 1, HeadForm(form=word.text, key=word.lower, head=head))
        named = self.unknown.spoken_for(index) or self.unknown.english(index)
        return self._read(index, *named, head_end=named[0]) if named is not None else None

    def _spelled_out(self, index: int, depth: int) -> AgencyMention | None:
        """DP3A (Dinas Pemberdayaan Perempuan dan Perlindungan Anak) Kota X: the acronym first."""
        inner = index + 1
        if depth or not self.words[index].is_acronym or inner not in self.scene.heads:
            return None
        long = self._mention_at(inner, depth + 1) if self.words[inner].opens_bracket else None
        text, end = self.scene.reading.text, long.end if long is not None else 0
        closing = next((k for k in range(inner + 1, end) if self.words[k].gap.startswith(")")), None)
        if long is None or (
            closing is None and text[self.words[end - 1].end : self.words[end - 1].end + 1] != ")"
        ):
            return None
        named = replace(long, first=index, acronym=self.words[index].text, bare=False)
        after, code = (
            self.tails.places.region(end) if long.place is None and end < len(self.words) else (None, None)
        )
        if after is None:
            return named
        return replace(named, end=after, code=code, place=self.tails.printed(end, after))

    def _regional(self, index: int) -> AgencyMention | None:
        """Kakanwil | Ditjen Imigrasi Sulut heads the regional office, not the body of the centre."""
        if index not in self.regional or index not in self.scene.heads:
            return None
        end, form = self.scene.heads[index]
        head = form.head.model_copy(update={"tail": "region", "bare": "emit"})
        mention = self._read(index, end, form.model_copy(update={"head": head}))
        if mention is None:
            return None
        office = self.regional[index]
        return replace(mention, key=f"{office.lower()} {form.form.lower()}", base=f"{office} {mention.base}")

    def _branch(self, index: int, depth: int) -> AgencyMention | None:
        """DPC Peradi Kupang, Pimpinan Wilayah Muhammadiyah: the branch with the body that it is part of."""
        level = branch_levels().match(self.words, index) if self.words[index].is_capital else None
        if depth or level is None or level[0] not in self.scene.heads:
            return None
        head = self.scene.heads[level[0]][1].head
        is_association = head.private or head.type is AgencyType.NGO
        if not (self.words[level[0]].follows_plainly and is_association):
            return None
        body = self._mention_at(level[0], depth + 1)
        if body is None:
            return None
        return replace(
            body, first=index, base=f"{self.tails.printed(index, level[0])} {body.base}", bare=False
        )

    def _read(self, first: int, end: int, form: HeadForm, head_end: int = 0) -> AgencyMention | None:
        head = form.head
        if first and self.words[first - 1].text == "Fraksi":
            return None  # of the legislature, not the party itself
        head_end = head_end or self._head_end(first, end)
        if first and self.words[first - 1].lower == "tentang":
            return None  # the name of a law
        name_end, acronym, end = self.tails.name_end(first, end, head)
        if head.numbered and not any(w.text[0].isdigit() for w in self.words[end : end + 1]):
            return None
        place_first, end, code = self.tails.places.place(first, end, head)
        place = self.tails.printed(place_first, end) if place_first < end else None
        if acronym is None:
            acronym, end = self.tails.acronyms.bracket(end)
        if acronym is None:
            acronym, end = self.tails.acronyms.nickname(first, end)
        base = self.tails.printed(first, name_end)
        bare = place is None and name_end == head_end
        if bare and (head.bare == "never" or (self._is_local(head) and self._is_in_post(first))):
            return None
        if is_generic(base) and place is None and acronym is None:
            return None
        if head.headed and not self.scene.follows_post(first):
            return None
        is_class = place is None and acronym is None and self._is_class(first, end, head, bare=bare)
        key = self._key(form, first, name_end)
        mention = AgencyMention(first, end, head, key, base, place, code, acronym, bare, is_class)
        return self._with_owner(mention) if head.type is AgencyType.TASK_FORCE and place is None else mention

    def _with_owner(self, mention: AgencyMention) -> AgencyMention:
        """Satgas TPPO Polda X: the police body directly after a task force takes the place's part."""
        end = mention.end
        if (
            end not in self.scene.heads
            or not self.words[end].follows_plainly
            or not self.words[end].is_capital
        ):
            return mention
        owner = self._mention_at(end)
        if owner is None or owner.head.type is not AgencyType.POLICE:
            return mention
        place = self.tails.printed(end, owner.end)
        return replace(mention, end=owner.end, place=place, code=None, bare=False)

    def _is_class(self, first: int, end: int, head: Head, *, bare: bool) -> bool:
        """`UPTD PPA baru terbentuk di 10 kabupaten`, `pembentukan gugus tugas ...`: no body that there is."""
        is_office = bare and head.type is AgencyType.WOMEN_CHILD_PROTECTION and head.tail == "region"
        is_force = head.type is AgencyType.TASK_FORCE and self.words[first].text.islower()
        if not (is_office or is_force):
            return False
        text, start = self.scene.reading.text, self.words[first].start
        if class_lead().search(text, max(0, start - 30), start):
            return True
        return is_office and class_follower().match(text, self.words[end - 1].end) is not None

    def _is_local(self, head: Head) -> bool:
        """A body of which every region has one: `Ketua DPRD` alone names none."""
        return head.bare == "merge" or (head.type is AgencyType.LEGISLATURE and head.tail == "region")

    def _head_end(self, first: int, end: int) -> int:
        return min(end, self.scene.heads[first][0]) if first in self.scene.heads else first + 1

    def _unit(self, first: int, end: int, form: HeadForm, depth: int) -> AgencyMention | None:
        """A unit counts with the body it belongs to directly after it."""
        is_followed = end in self.scene.heads and self.words[end].follows_plainly
        if not is_followed or depth > _MAX_UNITS or self._is_in_post(first):
            return None
        parent = self._mention_at(end, depth + 1)
        if parent is None or parent.head.type is not form.head.type:
            return None
        if parent.bare and parent.head.bare == "merge":
            return None
        base = f"{self.tails.printed(first, end)} {parent.base}"
        return replace(
            parent, first=first, head=form.head, key=f"{form.key} {parent.key}", base=base, bare=False
        )

    def _is_in_post(self, index: int) -> bool:
        """Kepala Satuan Reserse Kriminal: the unit is part of the post."""
        return any(
            k in self.scene.posts and self.scene.posts[k][0] > index for k in range(max(0, index - 3), index)
        )

    def _is_parent(self, index: int, unit: Head) -> bool:
        if index not in self.scene.heads:
            return False
        head = self.scene.heads[index][1].head
        if unit.unit:
            return head.type is unit.type and not head.unit
        return head.type in _PARENT_TYPES and head.forms[0] != "Polri"

    def _key(self, form: HeadForm, first: int, end: int) -> str:
        if form.head.lower:
            return form.key
        head_end = self._head_end(first, end)
        tasks = [w.lower for w in self.words[head_end:end] if w.lower not in {"dan", "serta"}]
        return " ".join([form.key, *(w.replace("perlindungan", "pelindungan") for w in tasks)])

    # -- acronyms that the text explains

    def _declare(self, mention: AgencyMention) -> None:
        acronym = mention.acronym or ""
        if acronym in agency_lexicon().weak_acronyms:
            return
        if acronym.lower() not in self.long_names:
            self.long_names[acronym.lower()] = mention
            self.declared.add(acronym, HeadForm(form=acronym, key=mention.key, head=mention.head))

    def _acronym_at(self, index: int) -> AgencyMention | None:
        found = self.declared.match(self.words, index)
        if found is None or not self.words[index].is_capital or self.words[index].line == "credits":
            return None
        end, form = found
        long = self.long_names[form.form.lower()]
        place_end, code = self.tails.places.region(end)
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
