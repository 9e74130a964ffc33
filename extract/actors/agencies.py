"""Agencies of an article: every mention of a body, merged into one entry a body."""

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache

from extract.actors.agency_forms import agency_lexicon, type_by_topic
from extract.actors.agency_mentions import AgencyMention, MentionParser
from extract.actors.scene import Scene, build_scene
from extract.regions.gazetteer import bare_name, gazetteer, is_province
from models.annotation import AnnotatedArticle
from models.fact import Agency, Mention, Place
from models.vocabulary import AgencyType

_RULE_NAMED = "agencies.named@1"
_RULE_IMPLIED = "agencies.completed@1"
_MAX_SAME_KIND = 100
_GOVERNMENTS = {
    "pemerintah provinsi": "Pemerintah Provinsi",
    "pemerintah kabupaten": "Pemerintah Kabupaten",
    "pemerintah kota administrasi": "Pemerintah Kota",
}
_SHORT_HEADS = {
    "polda": "Polda",
    "polres": "Polres",
    "polsek": "Polsek",
    "lanal": "Lanal",
    "lantamal": "Lantamal",
}
_POLICE = "polri"
_SHORT_FORM = re.compile(r"Pol(?:da|res\w{0,6}|sek\w{0,3})(?: Metro)?|Lanal|Lantamal")
_ROMAN = re.compile(r"[ivx]{1,6}|\d{1,4}(?:/\w{1,20})?")
_ACRONYM = re.compile(r"[A-Z][A-Za-z]*[A-Z0-9][\w-]*(?: [A-Z]{2,6})?")


@dataclass
class _Body:
    key: str
    place: str | None
    code: str | None
    mentions: list[AgencyMention] = field(default_factory=list)
    acronym: str | None = None
    implied: bool = False

    @property
    def is_named(self) -> bool:
        """Named by more than a bare word such as `Polda`."""
        return self.implied or any(
            not (m.head.venue or m.is_class) and (not m.bare or m.head.bare == "emit") for m in self.mentions
        )


def _in_headline(scene: Scene, mention: AgencyMention) -> bool:
    return scene.words[mention.first].line in {"headline", "capitals"}


def find_agencies(annotated: AnnotatedArticle, place: Place) -> tuple[Agency, ...]:
    """Specific bodies named in the text, also inside titles, in order of their first mention.

    `place` completes bare acronyms of governments (`Pemkab`). Long form as name, acronym apart; variants,
    acronyms and short forms are mentions of one entry.
    """
    scene = build_scene(annotated)
    mentions = MentionParser(scene).mentions()
    mentions.sort(key=lambda m: _in_headline(scene, m))  # headlines shorten names: they only add mentions
    bodies = _merge(mentions, _implied_places(scene), place)
    named = [
        body for body in bodies if body.is_named and not all(_in_headline(scene, m) for m in body.mentions)
    ]
    agencies = [_agency(scene, body) for body in named]
    return tuple(sorted(agencies, key=lambda agency: (agency.start, -agency.end)))


def _merge(mentions: list[AgencyMention], implied: dict[str, str], place: Place) -> list[_Body]:
    weak = agency_lexicon().weak_acronyms
    aliases = {m.acronym.lower(): m.key for m in mentions if m.acronym and m.acronym not in weak}
    by_acronym = {m.acronym.lower(): m.key for m in mentions if m.acronym}
    bodies: dict[str, list[_Body]] = {}
    waiting = []
    for mention in mentions:
        key = aliases.get(mention.key) or _long_key(mention.key, by_acronym)
        body = _find_body(bodies.get(key, []), mention)
        if body is None and mention.bare and mention.head.bare == "merge":
            waiting.append((key, mention))
            continue
        if body is None:
            body = _Body(key, mention.place, mention.code)
            bodies.setdefault(key, []).append(body)
        _add(body, mention)
    for key, mention in waiting:
        known = bodies.get(key) or _completed(key, mention, implied, place)
        if known:
            bodies[key] = known
            _add(known[0], mention)
    return [body for group in bodies.values() for body in group]


def _long_key(key: str, by_acronym: dict[str, str]) -> str:
    """Dinas P2KBP3A is Dinas Pengendalian Penduduk ... (P2KBP3A): the acronym of the rest, with the head before it."""
    head, _, rest = key.partition(" ")
    long = by_acronym.get(rest, "")
    return long if long.startswith(f"{head} ") else key


def _find_body(known: list[_Body], mention: AgencyMention) -> _Body | None:
    """The latest body of the same kind whose place agrees."""
    for body in known[: -_MAX_SAME_KIND - 1 : -1]:
        if body.place is None or mention.place is None or _same_place(body, mention):
            return body
    return None


def _same_place(body: _Body, mention: AgencyMention) -> bool:
    if _is_number(body.place or "", mention.place or "") or _is_number(mention.place or "", body.place or ""):
        return True
    mine, other = _plain_place(body.place), _plain_place(mention.place)
    if mine == other:
        return (
            not (body.code and mention.code)
            or body.code == mention.code
            or _is_loose(body.place, mention.place)
        )
    return body.code is not None and body.code == mention.code


def _is_number(short: str, long: str) -> bool:
    """Lantamal IV is Lantamal IV Batam."""
    return _ROMAN.fullmatch(short.lower()) is not None and short in long.split()


def _is_loose(first: str | None, second: str | None) -> bool:
    """One of two equal places has no level word, so that they do not contradict each other."""
    return not all(place and is_level_word(place.split()[0]) for place in (first, second))


def is_level_word(word: str) -> bool:
    """Kota, Kabupaten, Provinsi."""
    return word.lower() in {"kota", "kabupaten", "provinsi", "kab", "prov", "kab.", "prov."}


@cache
def _modifiers() -> frozenset[str]:
    return frozenset(word.lower() for word in agency_lexicon().place_modifiers)


def _plain_place(place: str | None) -> str:
    """Without Kota, Provinsi, Kelas I TPI: what decides whether two printed places are one."""
    words = (place or "").lower().split()
    while len(words) > 1 and (is_level_word(words[0]) or words[0] in _modifiers()):
        words = words[1:]
    return " ".join(words)


def _add(body: _Body, mention: AgencyMention) -> None:
    body.mentions.append(mention)
    body.acronym = body.acronym or mention.acronym
    if mention.place and (body.place is None or len(mention.place) > len(body.place)):
        body.place, body.code = mention.place, mention.code or body.code


def _completed(key: str, mention: AgencyMention, implied: dict[str, str], place: Place) -> list[_Body] | None:
    """A bare `Pemkab` is the story's, a bare `Polres` that of the Kapolres in the same article."""
    if (
        key in _GOVERNMENTS
        and mention.base.lower().startswith("pem")
        and not mention.base.startswith("Pemerintah")
    ):
        level = _GOVERNMENTS[key].split()[1]
        region = gazetteer().by_code(place.code)
        if not (region.name.startswith(level) or (level == "Provinsi" and is_province(region.code))):
            return None
        return [_Body(key, bare_name(region.name), region.code, implied=True)]
    where = implied.get(key)
    return [_Body(key, where, None, implied=True)] if where else None


def _implied_places(scene: Scene) -> dict[str, str]:
    """Key of a body -> the one place that posts (Kapolres X) give it."""
    places: dict[str, set[str]] = {}
    for end, post in scene.posts.values():
        if post.body and end in scene.region_starts and scene.words[end].follows_plainly:
            region_end, _ = scene.region_starts[end]
            key = re.sub(r"^(polres)\w*( metro)?$", r"\1", post.body.lower())
            places.setdefault(key, set()).add(scene.reading.slice(end, region_end))
    return {key: next(iter(found)) for key, found in places.items() if len(found) == 1}


def _agency(scene: Scene, body: _Body) -> Agency:
    base = _base(body)
    first = min(body.mentions, key=lambda m: m.first)
    spans = sorted({_span(scene, m) for m in body.mentions})
    start, end = _span(scene, first)
    name = f"{base} {body.place}" if body.place and not base.endswith(body.place) else base
    return Agency(
        start=start,
        end=end,
        quote=scene.reading.text[start:end],
        rule=_RULE_IMPLIED if body.implied else _RULE_NAMED,
        name=" ".join(name.split()),
        acronym=body.acronym or _acronym_of(body, base),
        type=_type(body, base),
        mentions=tuple(Mention(start=s, end=e, quote=scene.reading.text[s:e]) for s, e in spans),
    )


def _span(scene: Scene, mention: AgencyMention) -> tuple[int, int]:
    """Characters of the mention, with the bracket that closes an acronym."""
    start, end = scene.words[mention.first].start, scene.words[mention.end - 1].end
    text = scene.reading.text
    return (start, end + 1) if "(" in text[start:end] and text[end : end + 1] == ")" else (start, end)


def _base(body: _Body) -> str:
    """The long form; the short one for police and navy, where it is the name in use."""
    if body.key in _GOVERNMENTS:
        return _GOVERNMENTS[body.key]
    bases = [m.base for m in body.mentions]
    if body.key == _POLICE:
        return next((base for base in bases if base != "Mabes Polri"), bases[0])
    if body.key in _SHORT_HEADS:
        short = [base for base in [*bases, body.acronym or ""] if _SHORT_FORM.fullmatch(base)]
        return short[0] if short else next((m.base for m in body.mentions if not m.head.venue), bases[0])
    capital = [base for base in bases if base[0].isupper()]
    if not capital:
        return Counter(bases).most_common(1)[0][0]
    return max(capital, key=lambda base: len(base.split()))


def _acronym_of(body: _Body, base: str) -> str | None:
    if body.key in _GOVERNMENTS:
        return next((m.base for m in body.mentions if not m.base.startswith("Pemerintah")), None)
    printed = [m.base for m in body.mentions if _ACRONYM.fullmatch(m.base) and m.base != base]
    if printed:
        return printed[0]
    return base if body.place and _ACRONYM.fullmatch(base) else None


def _type(body: _Body, base: str) -> AgencyType:
    head = max(body.mentions, key=lambda m: len(m.base)).head
    return type_by_topic(head, f"{base} {body.acronym or ''}")
