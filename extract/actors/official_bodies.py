"""The body that an office belongs to, the completed title, and whether its holder speaks for the state."""

import re
from bisect import bisect_left
from functools import cached_property

from extract.actors.agency_forms import is_topic, topic_type
from extract.actors.names import Person
from extract.actors.official_kinds import form_of, head_key, official_kind, outranks_government
from extract.actors.pointed_bodies import pointed_body
from extract.actors.posts import Post
from extract.actors.scene import Scene
from extract.actors.titles import Title
from extract.actors.village_bodies import named_villages, village_body
from extract.regions.gazetteer import bare_name, gazetteer, is_province
from models.fact import Agency, Place
from models.vocabulary import AgencyType, OfficialKind

_BRACKETS = re.compile(r"\s?\([^()\n]{0,60}\)")
_MANY = 200  # agencies looked at around a title: enough for any article, a bound for hostile text
_UNITS = {AgencyType.POLICE, AgencyType.LEGISLATURE, AgencyType.OTHER}
_MAX_UNITS = 5
_COMMISSIONS = ("Komisi", "Komnas", "Badan")  # Ketua Komisi Perlindungan Anak X is no legislator


class BodyResolver:
    """Finds bodies of titles among the agencies of the article, or names them by rule."""

    def __init__(
        self, scene: Scene, agencies: tuple[Agency, ...], place: Place, nameless: list[Title]
    ) -> None:
        self.scene = scene
        self.place = place
        self.by_start = sorted(
            ((mention.start, mention.end, agency) for agency in agencies for mention in agency.mentions),
            key=lambda entry: entry[:2],
        )
        self.starts = [start for start, _, _ in self.by_start]
        self.by_name = {agency.name: agency for agency in agencies}
        self.same_heads: dict[str, list[Agency]] = {}
        for agency in agencies:
            self.same_heads.setdefault(head_key(agency.name), []).append(agency)
        self.governments = [a for a in agencies if a.name.lower().startswith("pemerintah")][:_MANY]
        self.headed: list[
            str
        ] = []  # bodies whose heads were met so far, also those the article does not name
        self.nameless = nameless[::-1]
        """Titles without a name still to come, the next one last."""
        implied = (self._own_body(title) for title in nameless[:_MANY])
        self.implied = [name for name in implied if name is not None]

    # -- body

    def body(self, title: Title) -> str | None:
        """Name of the body; None where the text does not tell."""
        while self.nameless and self.nameless[-1].first < title.first:
            head = self._own_body(self.nameless.pop())
            if head is not None:
                self.headed.append(head)
        name = self._own_body(title) or self._nearest(title)
        if name is not None:
            self.headed.append(name)
        return name

    def _own_body(self, title: Title) -> str | None:
        post = title.post
        inside = None if post.bodyless_region else self._named_inside(title)
        if inside is not None and (post.body != "government" or outranks_government(inside)):
            return inside.name
        if post.body == "government":
            return self._government(title)
        if post.village:
            return self._village_body(title)
        if post.body is not None:
            return self._headed(title, post.body)
        return self._unknown_body(title)

    def _unknown_body(self, title: Title) -> str | None:
        """The rest of the title of somebody who speaks for an organisation without a known head (akademisi UHO)."""
        tail, is_other = self._tail(title), OfficialKind.OTHER in (title.post.kind, title.post.kind_alone)
        is_speaker = is_other and (title.post.by_agency or title.post.needs_capital_or_tail)
        is_body = is_speaker and tail[:1].isupper() and not is_topic(tail.split()[0].lower())
        return tail if is_body else self._pointed(title)

    def _pointed(self, title: Title) -> str | None:
        at = bisect_left(self.starts, self._span(title)[0])
        return pointed_body(self.scene.words, title.end - 1, self.by_start[max(0, at - _MANY) : at])

    def _named_inside(self, title: Title) -> Agency | None:
        """The agency in the title; of a unit and its parent the parent."""
        start, end = self._span(title)
        at = bisect_left(self.starts, start)
        found = [(s, e, a) for s, e, a in self.by_start[at : bisect_left(self.starts, end)] if e <= end]
        if title.post.near == (AgencyType.LEGISLATURE,):  # the party of a Fraksi is not its body
            own = [one for one in found if one[2].type is AgencyType.LEGISLATURE]
            found = own or [one for one in found if one[2].name.startswith(_COMMISSIONS)]
        post_end = self.scene.words[title.post_end - 1].end
        found = [one for one in found if one[1] > post_end] or found  # Atase Polri | KBRI Phnom Penh
        whole = [
            a
            for s, e, a in found
            if a.type not in _UNITS or not any(_is_parent_of(other, s, e) for other in found)
        ]
        return whole[0] if whole else None

    def _span(self, title: Title) -> tuple[int, int]:
        """Characters of the title, with the bracket that closes it."""
        return self.scene.words[title.first].start, self.scene.words[title.end - 1].end + 1

    def _government(self, title: Title) -> str | None:
        post = self._printed(title.post_first, title.post_end).lower()
        code = self._region_code(title) or self._level_code(post)
        if code is None:
            return None
        region = gazetteer().by_code(code)
        name = f"Pemerintah {'Provinsi ' if is_province(region.code) else ''}{region.name}"
        plain = bare_name(region.name).lower()
        same = (a for a in self.governments if a.name.lower().endswith(plain))
        level = name.split()[1]
        return next((a.name for a in same if a.name.split()[1] == level), name)

    def _region_code(self, title: Title) -> str | None:
        """Code of the title's region; of namesakes the one whose level the post has."""
        if title.region is None:
            return None
        index = title.region
        while index not in self.scene.region_starts:
            index += 1
        end, mention = self.scene.region_starts[index]
        post = self._printed(title.post_first, title.post_end).lower()
        wanted = "Kota" if "kota" in post or "wawa" in post else "Kabupaten" if "bup" in post else None
        if wanted:
            name = bare_name(self.scene.reading.slice(index, end))
            fitting = [r for r in gazetteer().find(name) if r.name.startswith(wanted)]
            if fitting:
                return fitting[0].code
        return mention.code

    def _level_code(self, post: str) -> str | None:
        """Code of the story's place, if the post is of its level."""
        code = self.place.code
        if code == "ID":
            return None
        if "gub" in post:
            return code[:2]
        return None if is_province(code) and ("bup" in post or "kota" in post) else code

    def _village_body(self, title: Title) -> str | None:
        tail = (
            self._tail(title)
            or self.title_text(title)[len(self._printed(title.first, title.post_end)) :].strip()
        )
        if title.post.body is None or not tail[:1].isupper():  # Kepala Desa setempat
            return None
        return village_body(title.post.body, tail.split(",")[0], self.place.code)

    def _headed(self, title: Title, body: str) -> str | None:
        """The body that the post heads: Kapolres X -> Polres X, as the article names it if it does."""
        if title.post.bodyless_region:
            known = self._same_head(body, "")
            return known.name if known else body
        tail = self._tail(title)
        known = self._same_head(body, tail)
        if known is not None:
            return known.name
        return f"{body} {tail.removeprefix('di ')}" if tail else self._colleagues(body)

    def _colleagues(self, body: str) -> str | None:
        """Kapolres Buleleng N didampingi Wakapolres N: the body of the head named before, else after."""
        key = head_key(body)
        before = next((name for name in self.headed[: -_MANY - 1 : -1] if head_key(name) == key), None)
        return before or next((name for name in self.implied if head_key(name) == key), None)

    def _tail(self, title: Title) -> str:
        text = self._printed(title.post_end, title.end) if title.end > title.post_end else ""
        text = text.removesuffix("setempat")
        return text.split(",")[0].strip() if title.region is not None else text.strip(" ,")

    def _same_head(self, body: str, tail: str) -> Agency | None:
        """An agency of the same kind, at the same place; at any place where the title names none."""
        same = self.same_heads.get(head_key(body), [])[:_MANY]
        plain = bare_name(tail).lower()
        if not plain:
            return same[0] if len(same) == 1 or (same and not tail) else None
        exact = [a for a in same if a.name.lower().endswith(plain)]
        return exact[0] if exact else None

    def _nearest(self, title: Title) -> str | None:
        """The agency of a fitting kind named last before the title, else first after it."""
        start, end = self._span(title)
        about = None if title.post.level else topic_type(self.scene.reading.text[start:end])
        if title.post.section and about is None:
            colleague = self.headed[-1] if self.headed else ""
            form = form_of(colleague) if colleague else None
            if (
                form is not None
                and form.head.type in title.post.near
                and not colleague.startswith("Pemerintah")
            ):
                return colleague
        at = bisect_left(self.starts, start)
        around = self.by_start[max(0, at - _MANY) : at + _MANY]
        for wanted in (True, False):
            fitting = [
                (s, a)
                for s, _, a in around
                if self._fits(title.post, a, strict=wanted) or (about is not None and a.type is about)
            ]
            own = AgencyType.TASK_FORCE if AgencyType.TASK_FORCE in title.post.near else about
            fitting = [(s, a) for s, a in fitting if a.type is own] or fitting
            before = [a for s, a in fitting if s < start]
            if before:
                return before[-1].name
            if fitting and title.post.level != "Polda":
                return fitting[0][1].name
        return self._headed_before(title.post)

    def _headed_before(self, post: Post) -> str | None:
        """The body of a fitting kind whose head was met last (Wamen P2MI N dan Dirjen Pelindungan N)."""
        for name in self.headed[: -_MANY - 1 : -1]:
            form = form_of(name)
            if post.level:
                if name.startswith(post.level):
                    return name
            elif form is not None and form.head.type in post.near and not name.startswith("Pemerintah"):
                return name
        return None

    def _fits(self, post: Post, agency: Agency, *, strict: bool) -> bool:
        if agency.type not in post.near:
            return False
        if post.level and agency.type is AgencyType.POLICE:
            return agency.name.startswith(post.level)
        if agency.type is AgencyType.LOCAL_GOVERNMENT:
            return not agency.name.startswith("Pemerintah")
        return strict or agency.type is not AgencyType.OTHER

    @cached_property
    def villages(self) -> list[str]:
        """Villages and subdistricts that the article names, each once."""
        return named_villages(self.scene.reading.text)

    def kind(self, title: Title | None, body: str | None, *, ranked: bool) -> OfficialKind:
        """Official for bodies of the state, other for the rest."""
        inside = self.by_name.get(body or "") if title is None else self._named_inside(title)
        return official_kind(title, inside, ranked=ranked)

    def body_after(self, person: Person) -> str | None:
        """The body of `X dari Y`."""
        words, at = self.scene.words, person.after + 1
        if at >= len(words) or words[at - 1].lower != "dari":
            return None
        start = words[at].start
        index = bisect_left(self.starts, start)
        if index >= len(self.starts) or self.starts[index] != start:
            return None
        _, end, agency = self.by_start[index]
        parents = [
            other for other in self.by_start[index : index + _MAX_UNITS] if _is_parent_of(other, start, end)
        ]
        return parents[-1][2].name if parents else agency.name

    # -- title

    def title_text(self, title: Title) -> str:
        """The title without bracketed acronyms, completed with the place or body that the article tells."""
        if title.post.title is not None:
            return title.post.title
        text = self._printed(title.first, title.end)
        if title.end > title.post_end or title.region is not None:
            body = self._pointed(title)  # Koordinator lembaga tersebut
            return f"{self._printed(title.first, title.post_end)} {body}" if body else text
        if title.post.village:
            return f"{text} {self.villages[0]}" if len(self.villages) == 1 else text
        if title.post.body == "government":
            code = self._level_code(text.lower())
            return f"{text} {bare_name(gazetteer().by_code(code).name)}" if code else text
        return self._with_body(text, title)

    def _with_body(self, text: str, title: Title) -> str:
        body = self.body(title)
        if body is None or title.post.bodyless_region:
            return text
        if title.post.body is not None:
            place = body.split(" ", 1)[1] if " " in body else ""
            return f"{text} {place}".strip() if head_key(body) == head_key(title.post.body) else text
        return f"{text} {body}" if title.post.level else text

    def _printed(self, first: int, end: int) -> str:
        text = _BRACKETS.sub("", self.scene.reading.slice(first, end))
        if "(" in text and ")" not in text:  # the slice ends before the closing bracket
            text = text.split("(")[0]
        if ")" in text and "(" not in text:  # Pelaksana Tugas (Plt) Kepala Dinas: it begins inside
            text = text.replace(")", "")
        return " ".join(text.split()).rstrip(",")


def _is_parent_of(other: tuple[int, int, Agency], start: int, end: int) -> bool:
    """The other mention ends where this one does but begins later: it is the parent of this unit."""
    return other[0] > start and other[1] == end and other[2].type in _UNITS
