"""Where a name is an official's, and where it is that of a private person who shares a word of it."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

from extract.exposure.lexicon import Found, exposure_lexicon, one_of
from models.fact import Mention, Official
from models.vocabulary import ExposureKind

_BEHIND = re.compile(
    r"\s?\(\d{1,2}\s?[)t]|,\s\d{1,2}(?:\s(?:tahun|thn|th)\b|,)"
    r"|,\s(?:seorang\s|salah\ssatu\s)?(?:korban|penyintas|tersangka|terdakwa|pelaku)(?:,|\s(?:asal|yang|dari|dalam)\b)"
)
_BEFORE = 70
_KIN_BEFORE = 100


def public_mentions(
    text: str, officials: Sequence[Official], private: Sequence[Found]
) -> Iterator[tuple[int, int]]:
    """Mentions of officials, without those that rather are of a private person.

    Who is accused, or speaks as a survivor, is a private person whatever his post. A full name is always the
    official's. One word of it is not where a role (`korban Yosef`) or an age stands beside it, nor where the person
    named last with that word is private, unless a verb of speech stands before it.
    """
    met = _words_of(text, private)
    for official in officials:
        if _is_survivor(official) or is_accused(text, official):
            continue
        for mention in official.mentions:
            if _is_whole(mention, official) or not _is_private(text, mention, official, met):
                yield mention.start, mention.end


def _is_survivor(official: Official) -> bool:
    return official.title is not None and _private_title().match(official.title) is not None


def is_accused(text: str, official: Official) -> bool:
    """True where one of the places that name the official says so."""
    return any(_is_accused(text, mention) for mention in official.mentions)


def _is_accused(text: str, mention: Mention) -> bool:
    """`tersangka Kades N`, `Hakim vonis eks Kades N`, `N ditahan`, `N, ditetapkan sebagai tersangka`.

    Not in an aside: `Desi, menurut Priyo, ditahan`. And who is named as somebody's child is not the official.
    """
    before = text[max(0, mention.start - _BEFORE) : mention.start]
    is_aside = _speech().search(before) is not None and text.startswith(",", mention.end)
    if accused_behind().match(text, mention.end) and not is_aside:
        return True
    if accused_before().search(before):
        return True
    return _kin().search(text, max(0, mention.start - _KIN_BEFORE), mention.start) is not None


def _is_whole(mention: Mention, official: Official) -> bool:
    return len(mention.quote.split()) > 1 or mention.quote == official.name


def _words_of(text: str, private: Sequence[Found]) -> dict[str, list[int]]:
    """Words of private names -> where those names begin, in order."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for item in sorted(private):
        if item.kind is not ExposureKind.ADDRESS:
            for word in text[item.start : item.end].split():
                places[word.strip(",.()")].append(item.start)
    return places


def _is_private(text: str, mention: Mention, official: Official, met: dict[str, list[int]]) -> bool:
    start, end = mention.start, mention.end
    before = text[max(0, start - _BEFORE) : start]
    if _role().search(before) or _BEHIND.match(text, end):
        return True
    if _speech().search(before):
        return False
    named = (one.start for one in official.mentions if one.end <= start and _is_whole(one, official))
    places = met.get(text[start:end], [])
    before_it = bisect_left(places, start)
    return before_it > 0 and places[before_it - 1] > max(named, default=-1)


@cache
def _private_title() -> re.Pattern[str]:
    return re.compile(rf"(?i:{one_of(exposure_lexicon().private_titles)})\b")


@cache
def accused_behind() -> re.Pattern[str]:
    """What behind a name shows that its bearer is accused: `N ditahan`, `N, ditetapkan sebagai tersangka`."""
    verbs = one_of(exposure_lexicon().charges)
    return re.compile(
        rf",\s(?:[A-Za-z]\w*\s){{1,6}}yang\s(?:diduga|dituduh|didakwa)\b|,?\s(?:(?:akhirnya|kini|telah|sudah|resmi|juga|lalu|kemudian|yang)\s){{0,3}}{verbs}\b"
    )


@cache
def accused_before() -> re.Pattern[str]:
    """What before a name, perhaps with his office between, shows that its bearer is accused or sentenced."""
    words = exposure_lexicon()
    return re.compile(
        rf"\b(?:(?i:oknum|{one_of((*words.accused, *words.penal_verbs))})\s(?:[\w.]{{2,15}}\s){{0,3}}"
        r"|(?:menjerat|menyeret)\s(?:[a-z]{2,15}\s){0,2}(?:[A-Z]\w*\s){0,6}(?:[A-Z]\w*,\s)?"
        r"|(?:penyidikan|penahanan|penangkapan|dakwaan|tuntutan|vonis)\s(?:[A-Za-z]\w*\s){0,4}terhadap\s"
        r"|(?:vonis|hukuman|pidana)\s[^.;]{0,40}\skepada\s)$"
    )


@cache
def _kin() -> re.Pattern[str]:
    office = r"[A-Z][\w.-]*(?:\s[A-Z][\w.-]*){0,7}"
    kin = one_of(exposure_lexicon().kin)
    return re.compile(rf"\b(?i:{kin})(?:\s(?:kandung|tiri|angkat))?(?:\sdari)?\s{office},\s$")


@cache
def _role() -> re.Pattern[str]:
    words = exposure_lexicon()
    return re.compile(rf"\b(?i:{one_of((*words.private_roles, *words.accused))}),?\s$")


@cache
def _speech() -> re.Pattern[str]:
    return re.compile(rf"\b{one_of(exposure_lexicon().speech)}\s$")
