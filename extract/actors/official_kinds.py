"""Whether an official speaks for the state: by his post, and by what is known of the body."""

import re
from functools import lru_cache

from extract.actors.agency_forms import HeadForm, head_phrases
from extract.actors.titles import Title
from extract.actors.words import Word
from models.fact import Agency
from models.vocabulary import AgencyType, OfficialKind

_WORD = re.compile(r"[\w'&/-]+")
_MAX_LEVEL_WORDS = 3


def official_kind(title: Title | None, body: Agency | None, *, ranked: bool) -> OfficialKind:
    """Official for bodies of the state, other for the rest; `body` is the one that the article names, if any."""
    if title is not None and not (title.post.by_agency or title.post.kind_alone):
        return title.post.kind
    if body is not None and not (title is None and ranked):
        return OfficialKind.OTHER if _is_private(body) else OfficialKind.OFFICIAL
    if ranked:
        return OfficialKind.OFFICIAL
    return OfficialKind.OTHER if title is None else title.post.kind_alone or title.post.kind


def _is_private(agency: Agency) -> bool:
    words = agency.name.split(" ")
    starts = (" ".join(words[k:]) for k in range(min(_MAX_LEVEL_WORDS, len(words))))  # DPC | Peradi Kupang
    names = (*starts, agency.acronym or "")
    form = next((form for name in names if (form := form_of(name)) is not None), None)
    return agency.type is AgencyType.NGO or (form is not None and form.head.private)


@lru_cache(maxsize=1000)
def form_of(name: str) -> HeadForm | None:
    """How the name of a body begins, if a lexicon knows it."""
    words = [
        Word(found.group(), found.group().lower(), found.start(), found.end(), " ", "body", True)
        for found in _WORD.finditer(name)
    ]
    known = head_phrases().match(words, 0)
    return known[1] if known else None


def head_key(name: str) -> str:
    """What names of bodies of one kind share."""
    form = form_of(name)
    return form.key if form else name.split(" ")[0].lower()


def outranks_government(agency: Agency) -> bool:
    """Asisten Intelijen Kejati X serves the Kejati; Asisten ... Setda X serves the government."""
    return agency.type is not AgencyType.LOCAL_GOVERNMENT or agency.name.startswith("Pemerintah")
