"""Where a story is: one kabupaten or kota, a province, or the country."""

import re
from collections import defaultdict

from extract.regions.gazetteer import COUNTRY, gazetteer, is_province, is_regency
from models.annotation import AnnotatedArticle, RegionMention, Span
from models.fact import Place
from models.region import Region

_TITLE = 3.0
_LEAD = (3.0, 1.5, 1.0)  # first three paragraphs
_BODY = 0.4
_DATELINE = 1.5
_DATELINE_REGENCY = 3.0
"""A desk sits in a town; a kabupaten in a dateline is where things happened."""
_OF_OFFICE = 0.4
_BESIDE = 45
_OFFICE = re.compile(
    r"(?<!\w)(?:Imigrasi|BP3MI|BP2MI|P4MI|Kanwil|Balai)(?:\s{1,3}(?:Kelas|Khusus|Wilayah|TPI|Non|[IV]{1,3}|Kota|Provinsi)){0,5}\s{1,3}$"
)
_GATE = re.compile(r"(?<!\w)(?:Bandara|Bandar Udara|Pelabuhan|PLBN)(?:\s{1,3}Internasional)?\s{1,3}$")
_DESK = {"31", "31.71"}  # Jakarta in a dateline is where the desk sits
_CAPITAL = "31"
_HINT = 6.0
_SHARE_FOR_PART = 0.34
_MIN_NATIONAL_PROVINCES = 3


def find_place(annotated: AnnotatedArticle) -> Place:
    """The place of the story, by weighted mentions: hint, title, dateline, first paragraphs, body."""
    scores = _scores(annotated)
    if not scores:
        return _from_hint(annotated.province_hint)
    by_province: defaultdict[str, float] = defaultdict(float)
    for code, score in scores.items():
        by_province[code[:2]] += score
    province = max(by_province, key=lambda code: by_province[code])
    parts = {code: score for code, score in scores.items() if code[:2] == province and not is_province(code)}
    if _is_national(by_province, province, annotated) and max(parts.values(), default=0.0) < _LEAD[0]:
        return _place(COUNTRY)
    if parts:
        best = max(parts, key=lambda code: parts[code])
        if parts[best] >= max(scores.get(province, 0.0) * 0.9, by_province[province] * _SHARE_FOR_PART):
            return _place(gazetteer().by_code(best))
    return _place(gazetteer().by_code(province))


def _scores(annotated: AnnotatedArticle) -> dict[str, float]:
    scores: defaultdict[str, float] = defaultdict(float)
    for region in gazetteer().find(annotated.place_hint) if annotated.place_hint else ():
        scores[region.code] += _HINT
    dateline = annotated.dateline or Span(0, 0)
    is_national = bool(annotated.paragraphs) and _opens_with_national_body(annotated)
    for mention in annotated.regions:
        if mention.end <= dateline.end:
            if mention.code not in _DESK:
                scores[mention.code] += _DATELINE_REGENCY if is_regency(mention.code) else _DATELINE
        elif weight := _weight(annotated, mention, is_national=is_national):
            scores[mention.code] += weight
    for code in _title_codes(annotated):
        scores[code] += _TITLE
    return scores


def _weight(annotated: AnnotatedArticle, mention: RegionMention, *, is_national: bool) -> float:
    """By paragraph; an office named after its seat says less, and a gate that a ministry's guests pass nothing."""
    paragraph = annotated.paragraph_index(mention.start)
    weight = _LEAD[paragraph] if paragraph < len(_LEAD) else _BODY
    lead = annotated.text[max(0, mention.start - _BESIDE) : mention.start]
    if is_national and _GATE.search(lead):
        return 0.0
    return weight * _OF_OFFICE if _OFFICE.search(lead) else weight


def _title_codes(annotated: AnnotatedArticle) -> list[str]:
    if not annotated.title:
        return []
    from extract.annotate import language

    return [mention.code for mention in language()(annotated.title).user_data["regions"]]


def _is_national(by_province: dict[str, float], best: str, annotated: AnnotatedArticle) -> bool:
    if len(by_province) >= _MIN_NATIONAL_PROVINCES and by_province[best] < 0.4 * sum(by_province.values()):
        return True
    return best == _CAPITAL and _names_the_desk_only(annotated) and _opens_with_national_body(annotated)


def _names_the_desk_only(annotated: AnnotatedArticle) -> bool:
    """True where bare `Jakarta` is all that is said of the capital: ministries speak there about the country."""
    named = [annotated.text[m.start : m.end] for m in annotated.regions if m.code[:2] == _CAPITAL]
    return all(name.title() == "Jakarta" for name in named)


def _opens_with_national_body(annotated: AnnotatedArticle) -> bool:
    first = annotated.paragraphs[0]
    opening = f"{annotated.title or ''} {annotated.text[first.start : first.end]}"
    return any(body in opening for body in gazetteer().lexicon.national_bodies)


def _from_hint(province: str | None) -> Place:
    found = gazetteer().find(province) if province else ()
    return _place(found[0] if found else COUNTRY)


def _place(region: Region) -> Place:
    province = gazetteer().province_of(region.code)
    return Place(code=region.code, name=region.name, province=province.name if province else None)
