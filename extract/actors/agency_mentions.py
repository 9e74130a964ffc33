"""Where bodies are named: head, modifiers, tasks, acronym in brackets, region."""

from dataclasses import dataclass, replace

from extract.actors.agency_forms import (
    Head,
    HeadForm,
    agency_lexicon,
    is_generic,
    is_joiner,
    is_no_agency,
    is_topic_word,
    is_women_child_acronym,
    women_child_head,
)
from extract.actors.agency_tails import TailReader
from extract.actors.names import is_degree, is_name_word
from extract.actors.posts import Post, title_words
from extract.actors.scene import Scene
from extract.actors.words import Phrases
from extract.regions.gazetteer import gazetteer
from models.vocabulary import AgencyType, OfficialKind

_MAX_UNITS = 2
_MAX_UNKNOWN = 6
_MIN_UNKNOWN = 3
_MAX_EXPLAINED = 12
_MIN_ACRONYM = 3
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


class MentionParser:
    """Reads the mentions of bodies in a scene, in order; nested bodies (unit and parent) come both."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.words = scene.words
        self.tails = TailReader(scene)
        self.speakers = {
            end: _body_of_speaker(post) for end, post in scene.posts.values() if _is_speaker(post)
        }
        """Words after the posts of those who speak for bodies of any name."""
        self.declared: Phrases[HeadForm] = Phrases(())
        self.long_names: dict[str, AgencyMention] = {}

    def mentions(self) -> list[AgencyMention]:
        """All mentions: first those by name, then those by acronyms that the text itself explains."""
        named = self._named()
        for mention in named:
            if mention.acronym:
                self._declare(mention)
        taken = {index for mention in named for index in range(mention.first, mention.end)}
        acronyms = [
            found for k in range(len(self.words)) if k not in taken and (found := self._acronym_at(k))
        ]
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

    def _mention_at(self, index: int, depth: int = 0) -> AgencyMention | None:
        explained = self._explained(index)
        if explained is not None:
            return explained
        if index in self.scene.heads:
            end, form = self.scene.heads[index]
            if is_no_agency(form.form):
                return None
            return self._unit(index, end, form, depth) if form.head.unit else self._read(index, end, form)
        word = self.words[index]
        if is_women_child_acronym(word.text):
            head = women_child_head()
            return self._read(index, index + 1, HeadForm(form=word.text, key=word.lower, head=head))
        return self._spoken_for(index) if index in self.speakers else None

    def _explained(self, index: int) -> AgencyMention | None:
        """A body whose initials stand in brackets behind it: Pusat Studi Buruh Migran Pajajaran (PSBMP)."""
        words, end = self.words, index
        form = self.scene.heads[index][1] if index in self.scene.heads else None
        head = form.head if form is not None else self.speakers.get(index)
        if head is None or head.unit or (form is not None and head.tail not in {"topic", "open"}):
            return None
        while (
            end < len(words) and end - index < _MAX_EXPLAINED and (end == index or words[end].follows_plainly)
        ):
            if not words[end].is_capital and not is_joiner(words[end]):
                break
            end += 1
        acronym, _ = self.tails.bracket(end) if end > index + 2 else (None, end)
        if acronym is None or acronym.lower() not in self._initials(index, end):
            return None
        kind = head.model_copy(update={"forms": ("",), "tail": "region", "bare": "emit"})
        key = form.key if form is not None else words[index].lower
        return self._read(index, end, HeadForm(form=words[index].text, key=key, head=kind), head_end=end)

    def _spoken_for(self, index: int) -> AgencyMention | None:
        """A body of unknown head after the post of a speaker: akademisi UHO, Peneliti Suara Buruh Laut (SBL)."""
        words, end = self.words, index
        if not words[index].follows_plainly or index in self.scene.region_starts or index in self.scene.stops:
            return None
        if words[index].is_acronym:
            acronym, end = words[index].text, index + 1
            is_region = acronym.lower() in gazetteer().names
            if len(acronym) < _MIN_ACRONYM or is_no_agency(acronym) or is_degree(words[index]) or is_region:
                return None
        else:
            while (
                end < len(words)
                and end - index < _MAX_UNKNOWN
                and words[end].is_capital
                and words[end].follows_plainly
            ):
                end += 1
            explained, _ = self.tails.bracket(end) if end > index + 1 else (None, end)
            is_explained = explained is not None and explained.lower() in self._initials(index, end)
            if not (is_explained or self._is_named_behind(index, end)):
                return None
        form = HeadForm(form=words[index].text, key=words[index].lower, head=self.speakers[index])
        return self._read(index, end, form, head_end=end)

    def _initials(self, first: int, end: int) -> set[str]:
        """With and without the joiners."""
        words = self.words[first:end]
        return {
            "".join(word.lower[0] for word in words),
            "".join(word.lower[0] for word in words if word.is_capital),
        }

    def _is_named_behind(self, first: int, end: int) -> bool:
        """Koordinator Sahabat Pelaut Tegal, N N, ...: between a speaker's post and his name stands his body."""
        words, last = self.words, end - 1
        if end - first < _MIN_UNKNOWN or end + 1 >= len(words) or not words[end].follows_comma:
            return False
        is_name = is_name_word(words[end], first=True) and words[end + 1].is_capital
        has_other = any(k in self.scene.stops for k in range(first, end)) or self.scene.is_given(last)
        is_task = is_topic_word(words[first]) or words[first].lower in title_words()
        return is_name and words[end + 1].follows_plainly and not has_other and not is_task

    def _read(self, first: int, end: int, form: HeadForm, head_end: int = 0) -> AgencyMention | None:
        head = form.head
        head_end = head_end or self._head_end(first, end)
        if first and self.words[first - 1].lower == "tentang":
            return None  # the name of a law
        name_end, acronym, end = self.tails.name_end(first, end, head)
        if head.numbered and not any(w.text[0].isdigit() for w in self.words[end : end + 1]):
            return None
        place_first, end, code = self.tails.place(first, end, head)
        place = self.tails.printed(place_first, end) if place_first < end else None
        if acronym is None:
            acronym, end = self.tails.bracket(end)
        base = self.tails.printed(first, name_end)
        bare = place is None and name_end == head_end
        if bare and (head.bare == "never" or (head.bare == "merge" and self._is_in_post(first))):
            return None
        if is_generic(base) and place is None and acronym is None:
            return None
        key = self._key(form, first, name_end)
        mention = AgencyMention(first, end, head, key, base, place, code, acronym, bare)
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

    def _is_parent(self, index: int) -> bool:
        if index not in self.scene.heads:
            return False
        head = self.scene.heads[index][1].head
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
        place_end, code = self.tails.region(end)
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


def _is_speaker(post: Post) -> bool:
    is_other = OfficialKind.OTHER in (post.kind, post.kind_alone)
    return is_other and (post.by_agency or post.needs_capital_or_tail)


def _body_of_speaker(post: Post) -> Head:
    """Academics speak for universities, the others for organisations."""
    kind = AgencyType.OTHER if post.needs_capital_or_tail else AgencyType.NGO
    return Head(forms=("",), type=kind, tail="region", bare="emit", keep=True, private=True)
