"""Where a story is: one kabupaten or kota, a province, or the country."""

import re
from collections import Counter, defaultdict

from extract.regions.gazetteer import COUNTRY, bare_name, gazetteer, is_province, is_regency
from extract.regions.roles import Placed, Role, placed_mentions
from models.annotation import AnnotatedArticle, RegionMention, Span
from models.fact import Place
from models.region import Region

_TITLE = 3.0
_LEAD = (3.0, 1.5, 1.0)  # first three paragraphs
_BODY = 0.4
_WEIGHTS = {
    Role.OFFICE: 1.6,
    Role.PLACE: 1.0,
    Role.PLAIN: 0.8,
    Role.SPEECH: 0.3,
    Role.AWAY: 0.2,
    Role.APPOSED: 0.1,
}
_DATELINE = 1.5
_DATELINE_REGENCY = 3.0
"""A desk sits in a town; a kabupaten in a dateline is where things happened."""
_OF_OFFICE = 0.4
_OF_SEAT = 0.1
_GATE_IN_TITLE = 0.5
_BESIDE = 45
_OFFICE = re.compile(
    r"(?<!\w)(?:Imigrasi|BP3MI|BP2MI|P4MI|Kanwil|Balai)(?:\s{1,3}(?:Kelas|Khusus|Wilayah|TPI|Non|[IV]{1,3}|Kota|Provinsi)){0,5}\s{1,3}$"
)
_SEATED = re.compile(r"(?<!\w)(?:LBH|AJI|Universitas|Keuskupan)\s{1,3}$")
_GATE = re.compile(r"(?<!\w)(?:Bandara|Bandar Udara|Pelabuhan|PLBN)(?:\s{1,3}Internasional)?\s{1,3}$")
_COURT = re.compile(r"(?<!\w)(?:[Dd]i|[Hh]akim) (?:Pengadilan Negeri|PN)(?: \(PN\))?\s{1,3}$")
_POLICE = re.compile(r"(?<!\w)(?:Polda|Kepolisian Daerah)(?!\w)")
_ELSEWHERE = re.compile(r"(?<!\w)(?:[Pp]erairan|Bandara|Bandar Udara)(?:\s[\w'’-]{1,25}){0,3}\s{1,2}$")
"""Waters are the province's (UU 23/2014, article 27); at an airport people only arrive."""
_DESK = {"31", "31.71"}  # Jakarta in a dateline is where the desk sits
_CAPITAL = "31"
_HINT = 6.0
_SHARE_FOR_PART = 0.34
_MIN_NATIONAL_PROVINCES = 3
_NATIONAL_SHARE = 0.4


def find_place(annotated: AnnotatedArticle) -> Place:
    """The place of the story, by weighted mentions: hint, title, dateline, first paragraphs, body."""
    in_title = _in_title(annotated)
    in_text = placed_mentions(annotated.text, annotated.regions)
    opens_national = _opens_with_national_body(annotated)
    scores = _scores(annotated, in_title, in_text, is_national=opens_national)
    if not scores:
        return _from_hint(annotated.province_hint)
    if not annotated.place_hint and opens_national and not _has_one_ground(annotated, in_title, in_text):
        return _place(COUNTRY)
    by_province: defaultdict[str, float] = defaultdict(float)
    for code, score in scores.items():
        by_province[code[:2]] += score
    province = max(by_province, key=lambda code: by_province[code])
    if _is_spread(by_province, province):
        return _place(COUNTRY)
    parts = {code: score for code, score in scores.items() if code[:2] == province and not is_province(code)}
    if parts:
        best = max(parts, key=lambda code: parts[code])
        if parts[best] >= max(scores.get(province, 0.0) * 0.9, by_province[province] * _SHARE_FOR_PART):
            return _place(gazetteer().by_code(best))
    ground = _event_ground(annotated, in_title, in_text, province)
    return _place(gazetteer().by_code(ground or province))


def _in_title(annotated: AnnotatedArticle) -> list[Placed]:
    """The title's mentions; a name that the text knows means the same region there."""
    if not annotated.title:
        return []
    from extract.annotate import regions_in

    title = annotated.title
    known = Counter((_bare(annotated.text, mention), mention.code) for mention in annotated.regions)
    meant = {name: code for (name, code), _ in reversed(known.most_common())}
    mentions = [RegionMention(m.start, m.end, meant.get(_bare(title, m), m.code)) for m in regions_in(title)]
    return placed_mentions(title, mentions)


def _bare(text: str, mention: RegionMention) -> str:
    return bare_name(text[mention.start : mention.end]).lower()


def _scores(
    annotated: AnnotatedArticle, in_title: list[Placed], in_text: list[Placed], *, is_national: bool
) -> dict[str, float]:
    scores: defaultdict[str, float] = defaultdict(float)
    for region in gazetteer().find(annotated.place_hint) if annotated.place_hint else ():
        scores[region.code] += _HINT
    dateline = annotated.dateline or Span(0, 0)
    for mention, placed in zip(annotated.regions, in_text, strict=True):
        if mention.end <= dateline.end:
            if mention.code not in _DESK:
                scores[mention.code] += _DATELINE_REGENCY if is_regency(mention.code) else _DATELINE
        elif weight := _weight(annotated, mention, placed.role, is_national=is_national):
            scores[placed.code] += weight
    for placed in in_title:
        before = (annotated.title or "")[: placed.start]
        share = _GATE_IN_TITLE if _GATE.search(before) else _OF_SEAT if _SEATED.search(before) else 1.0
        scores[placed.code] += _TITLE * _WEIGHTS[placed.role] * share
    return scores


def _weight(annotated: AnnotatedArticle, mention: RegionMention, role: Role, *, is_national: bool) -> float:
    """By paragraph and role; an office named after its seat says less, a gate that a ministry's guests pass nothing."""
    paragraph = annotated.paragraph_index(mention.start)
    weight = _WEIGHTS[role] * (_LEAD[paragraph] if paragraph < len(_LEAD) else _BODY)
    lead = annotated.text[max(0, mention.start - _BESIDE) : mention.start]
    if is_national and _GATE.search(lead):
        return 0.0
    return weight * (_OF_SEAT if _SEATED.search(lead) else _OF_OFFICE if _OFFICE.search(lead) else 1.0)


def _is_spread(by_province: dict[str, float], best: str) -> bool:
    """True where several provinces are named and none stands out."""
    if len(by_province) < _MIN_NATIONAL_PROVINCES:
        return False
    return by_province[best] < _NATIONAL_SHARE * sum(by_province.values())


def _opens_with_national_body(annotated: AnnotatedArticle) -> bool:
    if not annotated.paragraphs:
        return False
    first = annotated.paragraphs[0]
    opening = f"{annotated.title or ''} {annotated.text[first.start : first.end]}"
    return any(body in opening for body in gazetteer().lexicon.national_bodies)


def _has_one_ground(annotated: AnnotatedArticle, in_title: list[Placed], in_text: list[Placed]) -> bool:
    """True where title and opening tie the story to one province: by its bodies, or as the place of the event."""
    start = annotated.dateline.end if annotated.dateline else 0
    opening = [*in_title, *(p for p in in_text if start <= p.start < annotated.paragraphs[0].end)]
    bodies = {p.code[:2] for p in opening if p.role is Role.OFFICE}
    # Bare `Jakarta` is where ministries speak about the country.
    places = {p.code[:2] for p in opening if p.role is Role.PLACE and p.code != _CAPITAL}
    return len(bodies | places) == 1


def _event_ground(
    annotated: AnnotatedArticle, in_title: list[Placed], in_text: list[Placed], province: str
) -> str | None:
    """The one kabupaten or kota of the province where the lead says that something happened, whoever tells it.

    A capital, where provincial bodies do all their work, counts where the title names it, too, or police acted there.
    """
    lexicon = gazetteer().lexicon
    around = lexicon.around_jakarta if province == _CAPITAL else ()
    in_title_too = {placed.code for placed in in_title}
    first = annotated.paragraphs[0]
    body = annotated.dateline.end if annotated.dateline else first.start
    is_police = _POLICE.search(annotated.text, body, first.end) is not None
    grounds = set()
    for placed in in_text:
        is_part = placed.code[:2] == province or placed.code in around
        if not body <= placed.start < first.end or is_province(placed.code) or not is_part:
            continue
        before = annotated.text[max(body, placed.start - _BESIDE) : placed.start]
        is_of_town = is_police or placed.code in in_title_too or placed.code not in lexicon.capitals
        if _COURT.search(before) or (
            placed.role is Role.PLACE and is_of_town and not _ELSEWHERE.search(before)
        ):
            grounds.add(placed.code)
    return grounds.pop() if len(grounds) == 1 else None


def _from_hint(province: str | None) -> Place:
    found = gazetteer().find(province) if province else ()
    return _place(found[0] if found else COUNTRY)


def _place(region: Region) -> Place:
    province = gazetteer().province_of(region.code)
    return Place(code=region.code, name=region.name, province=province.name if province else None)
