"""Bodies of no known head: explained by their initials, or named between a speaker's post and his name."""

from extract.actors.agency_forms import (
    Head,
    HeadForm,
    is_joiner,
    is_no_agency,
    is_organisation_word,
    is_topic_word,
)
from extract.actors.agency_tails import TailReader
from extract.actors.names import is_degree, is_name_word
from extract.actors.posts import Post, title_words
from extract.actors.scene import Scene
from extract.regions.gazetteer import gazetteer
from models.vocabulary import AgencyType, OfficialKind

_MAX_UNKNOWN = 6
_MIN_UNKNOWN = 2
_MAX_ENGLISH = 8
_ENGLISH_JOINERS = {"for", "of", "on", "and", "the", "to", "against"}
_MAX_EXPLAINED = 12
_MIN_ACRONYM = 3
_MAX_ROLE = 4


_ORGANISATION = Head(forms=("",), type=AgencyType.NGO, tail="region", bare="emit", keep=True, private=True)


class UnknownBodies:
    """Finds where the name of a body ends whose head no lexicon knows."""

    def __init__(self, scene: Scene, tails: TailReader) -> None:
        self.scene = scene
        self.words = scene.words
        self.tails = tails
        self.speakers = {
            end: _body_of_speaker(post) for end, post in scene.posts.values() if _is_speaker(post)
        }
        """Words after the posts of those who speak for bodies of any name."""
        self.speakers |= {
            after: head for end, head in self.speakers.items() if (after := self._after_dari(end)) is not None
        }

        self.english_words = frozenset(k for k, word in enumerate(scene.words) if is_organisation_word(word))

    def _after_dari(self, index: int) -> int | None:
        """pendamping | korban dari | JPKM: index after `dari` behind a few lower-case words of the title."""
        words = self.words
        for k in range(index, min(index + _MAX_ROLE, len(words) - 1)):
            if words[k].is_capital or not words[k].follows_plainly:
                return None
            if words[k].lower == "dari":
                return k + 1
        return None

    def explained(self, index: int) -> tuple[int, HeadForm] | None:
        """A body whose initials stand in brackets behind it: Pusat Studi Buruh Migran Pajajaran (PSBMP)."""
        words, end = self.words, index
        if not (words[index].is_capital or index in self.scene.heads):
            return None
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
        acronym, _ = self.tails.acronyms.bracket(end) if end > index + 2 else (None, end)
        if acronym is None or acronym.lower().replace("-", "") not in self._initials(index, end):
            return None
        kind = head.model_copy(update={"forms": ("",), "tail": "region", "bare": "emit"})
        key = form.key if form is not None else words[index].lower
        return end, HeadForm(form=words[index].text, key=key, head=kind)

    def english(self, index: int) -> tuple[int, HeadForm] | None:
        """Human Rights Working Group: capitalised words with one that only English names of organisations have."""
        words, end = self.words, index
        if not self.english_words or self.english_words.isdisjoint(range(index, index + _MAX_UNKNOWN)):
            return None
        is_middle = index and words[index - 1].is_capital and words[index].follows_plainly
        starts_title = index in self.speakers
        if (is_middle and not starts_title) or index in self.scene.stops:
            return None
        last, is_joined = 0, False
        while end < min(len(words), index + _MAX_ENGLISH) and (end == index or words[end].follows_plainly):
            if not words[end].is_capital:  # Institute for Criminal Justice Reform
                is_joined = is_joined or last == end
                if not is_joined or words[end].lower not in _ENGLISH_JOINERS:
                    break
            elif is_joined or is_organisation_word(words[end]):
                last = end + 1
            end += 1
        if last < index + _MIN_UNKNOWN:
            return None
        return last, HeadForm(form=words[index].text, key=words[index].lower, head=_ORGANISATION)

    def spoken_for(self, index: int) -> tuple[int, HeadForm] | None:
        """A body of unknown head after the post of a speaker: akademisi UHO, Peneliti Suara Buruh Laut (SBL)."""
        words, end = self.words, index
        if index not in self.speakers or not words[index].follows_plainly:
            return None
        if index in self.scene.region_starts or index in self.scene.stops:
            return None
        if index in self.scene.organisations:
            end = self.scene.organisations[index]
        elif words[index].is_acronym:
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
            explained, _ = self.tails.acronyms.bracket(end) if end > index + 1 else (None, end)
            is_explained = explained is not None and explained.lower() in self._initials(index, end)
            if not (is_explained or self._is_named_behind(index, end)):
                return None
        return end, HeadForm(form=words[index].text, key=words[index].lower, head=self.speakers[index])

    def _initials(self, first: int, end: int) -> set[str]:
        """With and without the joiners."""
        words = self.words[first:end]
        return {
            "".join(word.lower[0] for word in words),
            "".join(word.lower[0] for word in words if word.is_capital),
        }

    def _is_named_behind(self, first: int, end: int) -> bool:
        """Koordinator Sahabat Pelaut Tegal, N N, ...: between a speaker's post and his name stands his body."""
        words = self.words
        if end - first < _MIN_UNKNOWN or end + 1 >= len(words) or not words[end].follows_comma:
            return False
        is_name = is_name_word(words[end], first=True) and words[end + 1].is_capital
        has_other = any(k in self.scene.stops or self.scene.is_given(k) for k in range(first, end))
        is_task = is_topic_word(words[first]) or words[first].lower in title_words()
        return is_name and words[end + 1].follows_plainly and not has_other and not is_task


def _is_speaker(post: Post) -> bool:
    is_other = OfficialKind.OTHER in (post.kind, post.kind_alone)
    return is_other and (post.by_agency or post.needs_capital_or_tail)


def _body_of_speaker(post: Post) -> Head:
    """Academics speak for universities, the others for organisations."""
    kind = AgencyType.OTHER if post.needs_capital_or_tail else AgencyType.NGO
    return Head(forms=("",), type=kind, tail="region", bare="emit", keep=True, private=True)
