"""Where a story is: one kabupaten or kota, a province, or the country."""

from collections import defaultdict

from extract.regions.gazetteer import COUNTRY, gazetteer, is_province
from models.annotation import AnnotatedArticle, RegionMention, Span
from models.fact import Place
from models.region import Region

_TITLE = 3.0
_LEAD = (3.0, 1.5, 1.0)  # first three paragraphs
_BODY = 0.4
_DATELINE = 1.5
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
    for mention in annotated.regions:
        if mention.end <= dateline.end:
            if mention.code not in _DESK:
                scores[mention.code] += _DATELINE
        else:
            scores[mention.code] += _weight(annotated, mention)
    for code in _title_codes(annotated):
        scores[code] += _TITLE
    return scores


def _weight(annotated: AnnotatedArticle, mention: RegionMention) -> float:
    paragraph = annotated.paragraph_index(mention.start)
    return _LEAD[paragraph] if paragraph < len(_LEAD) else _BODY


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
