"""Datelines: the opening words that name place and outlet, as in `Jambi (ANTARA) -` or `DUMAI, RiauPagi.co –`."""

import re
from functools import cache

from extract.cleaning.lexicon import dateline_words
from extract.regions.gazetteer import gazetteer
from models.article import Dateline

_REACH = 110
_LONGEST_PREFIX = 85
_MOST_WORDS = 9
# Dashes may touch the words; a single hyphen needs a blank on one side, so that "anak-anak" is one word.
_DASH = re.compile(r"\s*(?:-{2,3}|[–—]|_)(?!\w)\s*|\s*(?:[–—]|--)\s*|\s+-\s*|(?<=[\w).])-\s+|_\s*")
_STOP = re.compile(r":\s*|\.\s+(?=[A-Z“\"])")
_DOMAIN = re.compile(
    r"[\w-]{2,30}(?:\.[\w-]{2,20}){0,3}\.(?:com|co\.id|id|co|net|news|info|tv|go\.id|org|or\.id)",
    re.IGNORECASE,
)
# "TEMPO.CODobo": the blank between outlet and place was lost.
_GLUED = re.compile(r"^([A-Z][A-Z-]{2,20}\.(?:CO\.ID|COM|CO|ID))(?=[A-Z][a-z])")
_DAY = re.compile(
    r"\(?(?:(?:senin|selasa|rabu|kamis|jum['’]?at|sabtu|minggu|ahad)\b,?\s*)?"
    r"\(?(?:\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?|\d{1,2}\s[A-Za-z]{3,9}(?:\s\d{4})?)\)?|"
    r"\b(?:senin|selasa|rabu|kamis|jum['’]?at|sabtu|minggu|ahad)\b",
    re.IGNORECASE,
)
_SEPARATORS = re.compile(r"\s*[|,/]\s*|\s+[-–—]{1,2}\s*|\s*[–—]\s*")
_BRACKETS = re.compile(r"\(([^()]{1,40})\)")


def find_dateline(text: str, outlet: str | None = None) -> Dateline | None:
    """The dateline at the beginning of a text, or None. `outlet` is the site's name, if known.

    A date inside it is part of it. The place may be the desk and need not be where the story is.
    """
    line = text[:_REACH].split("\n", 1)[0]
    glued = _GLUED.match(line)
    if glued is not None:
        line = f"{glued.group(1)},{line[glued.end() :]}"  # as long as one blank more
    shift = -1 if glued is not None else 0
    found = _after_dash(line, outlet) or _after_stop(line)
    if found is None:
        return None
    end, place, name = found
    return Dateline(start=0, end=end + shift, place=place, outlet=name)


def _after_dash(line: str, outlet: str | None) -> tuple[int, str | None, str | None] | None:
    """The dateline that ends with the last dash that still leaves a dateline before it."""
    best = None
    for dash in list(_DASH.finditer(line))[:3]:
        prefix = line[: dash.start()]
        if len(prefix) > _LONGEST_PREFIX:
            break
        parts = _read(prefix, outlet)
        if parts is None or not _may_follow(line[dash.end() :]):
            continue
        best = (dash.start() + len(dash.group().rstrip()), *parts)
    if best is not None and best[1] is None:
        return _with_place_behind(line, best)
    return best


def _with_place_behind(
    line: str, found: tuple[int, str | None, str | None]
) -> tuple[int, str | None, str | None]:
    """`Tribratanews.polri.go.id – Jakarta. Polri ...`: the place stands behind the dash."""
    end, _, name = found
    behind = re.match(r"\s*([A-Z][\w'-]+(?: [A-Z][\w'-]+){0,2})\.\s", line[end:])
    if behind is None or not _is_place(behind.group(1)):
        return found
    return end + behind.end(1) + 1, behind.group(1), name


def _after_stop(line: str) -> tuple[int, str | None, str | None] | None:
    """`Jakarta: ...`, `INDRAMAYU. ...`, `JAKARTA,TM.ID: ...`: only after a place that the gazetteer knows."""
    for stop in list(_STOP.finditer(line))[:2]:
        prefix = line[: stop.start()]
        names = [name for name in _SEPARATORS.split(prefix) if name]
        if (
            len(prefix) > 50
            or not names
            or not (_is_place(names[0]) and (prefix[:2].isupper() or line[stop.start()] == ":"))
        ):
            continue
        if len(names) == 1:
            return stop.start() + 1, names[0], None
        if len(names) == 2 and _is_outlet(names[1], None):
            return stop.start() + 1, names[0], names[1]
    return None


def _may_follow(rest: str) -> bool:
    rest = rest.lstrip("“\"'‘( ")
    return not rest or rest[0].isupper() or rest[0].isdigit()


def _read(prefix: str, outlet: str | None) -> tuple[str | None, str | None] | None:
    """Place and outlet of the words before a dash; None where they are no dateline."""
    bare = _DAY.sub(" | ", prefix)
    bracketed = [match.group(1).strip() for match in _BRACKETS.finditer(bare)]
    domain_inside = _DOMAIN.search(_BRACKETS.sub(" | ", bare))
    bare = _BRACKETS.sub(" | ", bare)
    if domain_inside is not None:
        bare = bare.replace(domain_inside.group(), f"|{domain_inside.group()}|")
    names = [name.strip(" .()-–—_") for name in _SEPARATORS.split(bare)]
    names = [name for name in names if name]
    if not names and not bracketed:
        return None
    if (
        not all(map(_is_name, names))
        or not all(map(_is_capitalised, bracketed))
        or len(" ".join(names).split()) > _MOST_WORDS
    ):
        return None
    if len(names) + len(bracketed) > 4:
        return None
    return _assign(names, bracketed, outlet, has_day=_DAY.search(prefix) is not None)


def _assign(
    names: list[str], bracketed: list[str], outlet: str | None, *, has_day: bool
) -> tuple[str | None, str | None] | None:
    if bracketed:
        places = [name for name in names if not _is_outlet(name, outlet)]
        return (places[0] if places else None), bracketed[0]
    outlets = [name for name in names if _is_outlet(name, outlet) and not _is_place(name)]
    places = [name for name in names if name not in outlets]
    if not outlets and len(names) > 1 and not _is_place(names[-1]) and _is_place(names[0]):
        outlets, places = names[-1:], names[:-1]  # Kupang, Lontar Timor
    if not outlets and len(names) > 1 and not _is_place(names[0]):
        outlets, places = names[:1], names[1:]
    if not outlets and not has_day and not any(_is_place(p) or (p.isupper() and len(p) > 3) for p in places):
        return _unknown(places)
    return (places[0] if places else None), (outlets[0] if outlets else None)


def _unknown(places: list[str]) -> tuple[str | None, str | None] | None:
    """One capitalised name before a dash that no list knows: a town, unless it is written as a brand."""
    if len(places) != 1 or " " in places[0]:
        return None
    return (None, places[0]) if re.search(r"[a-z][A-Z]", places[0]) else (places[0], None)


def _is_name(name: str) -> bool:
    words = name.split()
    if not words or len(words) > 5 or _DOMAIN.fullmatch(name):
        return _DOMAIN.fullmatch(name) is not None
    stop = dateline_words().not_a_dateline
    if any(word.lower() in stop for word in words) and not _is_place(name):
        return False
    return _is_capitalised(name)


def _is_capitalised(name: str) -> bool:
    return all(
        word[0].isupper() or word[0].isdigit() or word.lower() in {"dan", "di"} or _is_camel(word)
        for word in name.split()
    )


def _is_camel(word: str) -> bool:
    return re.fullmatch(r"[a-z]{1,8}[A-Z]\w{1,15}", word) is not None  # iNews, detikSulsel


def _is_outlet(name: str, outlet: str | None) -> bool:
    if _DOMAIN.fullmatch(name) or (outlet and name.lower() == outlet.lower()):
        return True
    words = dateline_words().outlet_words
    parts = re.findall(r"[a-z0-9]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", name).lower())
    if any(part in words for part in parts) or _is_camel(name):
        return True
    # KEPRINEWS, Salingkamedia: a brand glued together from a known word.
    return any(
        len(word) > 3 and (part.endswith(word) or part.startswith(word)) for part in parts for word in words
    )


@cache
def _place_names() -> frozenset[str]:
    return frozenset(gazetteer().names)


def _is_place(name: str) -> bool:
    bare = name.lower().strip()
    for prefix in ("kota ", "kabupaten ", "kab. ", "kab ", "provinsi "):
        bare = bare.removeprefix(prefix)
    return bare in _place_names() or re.sub(r"\s", "", bare) in _place_names()
