"""How a region stands in its sentence: as the ground of a body, as a place, as somebody's origin or goal."""

import re
from collections.abc import Iterable, Sequence
from enum import Enum
from functools import cache
from typing import NamedTuple

from extract.patterns import any_of
from extract.regions.gazetteer import gazetteer, is_province
from models.annotation import RegionMention

_LOOK_BACK = 110
_LIST_GAP = re.compile(
    r"(?:\s?\([^()]{1,25}\))?(?:,| dan| serta|, dan|, serta)\s{1,2}(?:Kota |Kabupaten |Provinsi )?$"
)
_APPOSED = re.compile(r",\s{1,2}(?:Provinsi\s)?$")
_SENTENCE_END = re.compile(r"[.!?:;\n\"“”](?=\s|$)(?<!Kab\.)(?<!Jl\.)")
_PLACE = re.compile(r"\b(?:[Dd]i|[Ww]ilayah|[Pp]erairan|[Kk]awasan)(?:\s[\w'’-]{1,25}){0,6},?\s{1,2}$")
_CHAIN = r"(?:\s{1,2}(?:[A-Z(][\w&/().,-]{0,30}|dan|serta|di)){0,12}\s{1,2}$"


class Role(Enum):
    """What a mention says about the place of the story."""

    OFFICE = "office"
    """The ground of a body or post: `Polres X`, `Kepala Dinas Sosial X`."""
    PLACE = "place"
    """Where something is: `di X`."""
    SPEECH = "speech"
    """Where somebody spoke."""
    AWAY = "away"
    """Where people come from or go to."""
    APPOSED = "apposed"
    """The province behind its part: `Ende, NTT`."""
    PLAIN = "plain"


class Placed(NamedTuple):
    """A mention with its role; a high court's seat stands for its province."""

    start: int
    code: str
    role: Role


def placed_mentions(text: str, mentions: Sequence[RegionMention]) -> list[Placed]:
    """The mentions with their roles, in order."""
    placed: list[Placed] = []
    for index, mention in enumerate(mentions):
        before = _sentence_before(text, mention.start)
        last = mentions[index - 1] if index else None
        gap = text[last.end : mention.start] if last is not None and mention.start - last.end < 35 else ""
        code = mention.code
        if is_province(code) and last is not None and last.code[:2] == code and _APPOSED.fullmatch(gap):
            role = Role.APPOSED
        else:
            role = _role(before)
            if role in (Role.PLAIN, Role.PLACE) and placed and gap and _LIST_GAP.fullmatch(gap):
                role = placed[-1].role
        if role is Role.OFFICE and _province_seat().search(before):
            code = code[:2]
        placed.append(Placed(mention.start, code, role))
    return placed


def _sentence_before(text: str, at: int) -> str:
    window = text[max(0, at - _LOOK_BACK) : at]
    ends = [match.end() for match in _SENTENCE_END.finditer(window)]
    return window[ends[-1] :] if ends else window


def _role(before: str) -> Role:
    if _office().search(before):
        return Role.OFFICE
    if _away().search(before):
        return Role.AWAY
    if _PLACE.search(before):
        return Role.SPEECH if _speech().search(before) else Role.PLACE
    return Role.PLAIN


def _words(words: Iterable[str]) -> str:
    return any_of(words)


@cache
def _office() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{_words(gazetteer().lexicon.offices)}|D[A-Z0-9]{{2,9}}){_CHAIN}")


@cache
def _province_seat() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){_words(gazetteer().lexicon.province_seats)}\s{{1,2}}$")


@cache
def _away() -> re.Pattern[str]:
    kinds = r"(?:\s{1,2}(?:Kabupaten|Kota|Provinsi|Kab\.))?"
    return re.compile(rf"(?<![\w-])(?i:{_words(gazetteer().lexicon.away_words)}){kinds}\s{{1,2}}$")


@cache
def _speech() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?i:{_words(gazetteer().lexicon.speech_words)})(?![\w-])")
