"""Numbers of a list, whose noun was said before: `Donggala 12, Palu 20`, `tujuh dari Jawa Barat`."""

import re
from dataclasses import replace

from extract.figures import nouns
from extract.figures.counts import Count, Window, count_of, region_index
from extract.figures.lexicon import figure_lexicon
from extract.numbers.find import NumberMention
from models.annotation import AnnotatedArticle
from models.vocabulary import FigureUnit

_CLAUSE_END = re.compile(r"[;:!?\n]|\.\s|[\"”“]")
_FROM_REGION = re.compile(
    rf"{nouns.S}(?:(?:lagi|lainnya|lain|orang){nouns.S})?(?:dari|asal|di|ke|berasal{nouns.S}dari){nouns.S}"
    rf"(?:\w{{1,12}}{nouns.S})?",
    re.IGNORECASE,
)
_JOINED = re.compile(r"(?:[,;]|dan|serta|lalu|kemudian)\s{1,3}$", re.IGNORECASE)
_OPENING = re.compile(
    r"[\"“‘']?(?:(?:sebanyak|sedangkan|sementara|adapun|hanya|baru|namun,?|dan|lalu)\s{1,3})?", re.IGNORECASE
)
_OTHERS = re.compile(rf"{nouns.S}(?:lainnya|lain)(?!\w)", re.IGNORECASE)
_NEXT_PLACE = re.compile(
    r"\s{1,3}(?:tersebut|itu)(?:\s{1,3}(?:hanya|baru|ada|sebanyak))?\s{1,3}"  # "dari 57 aduan tersebut 21 selesai"
    r"|(?:,?\s{1,3}(?:dan|serta|lalu|kemudian|disusul|diikuti|sedangkan|sementara)|,)"
    r"(?:\s{1,3}(?:lalu|kemudian|disusul|diikuti|oleh|di|kecamatan|kelurahan|desa|distrik))*"
    r"(?:\s{1,3}[A-Z][\w'-]{1,20}){1,3}\s{1,3}"  # "Kroya 12 aduan, Adipala 9 dan Nusawungu 7"
)
_MAX_GAP = 600
_REGION_GAP = 40
_LIST_OPENS = re.compile(r"[ \t]?:[ \t]{1,3}(?:\w{1,14}[ \t]{1,3})?(?:[A-Z][\w'-]{1,20}[ \t:(]{1,3}){1,4}$")
_EACH = re.compile(
    rf",?{nouns.S}masing-masing(?:{nouns.S}(?:hanya|ada|sebanyak|mencatat))?{nouns.S}$", re.IGNORECASE
)
_AT = re.compile(rf"{nouns.S}di{nouns.S}(?!antara)", re.IGNORECASE)
_AT_NAME = re.compile(rf"{nouns.S}(?:di|dari|asal|ke){nouns.S}(?:[a-z]{{1,12}}{nouns.S}){{0,2}}[A-Z]")


def lists_region(annotated: AnnotatedArticle, number: NumberMention, beside: Window) -> bool:
    """`..., dan seorang dari Cilacap` in a list of origins."""
    index = region_index(annotated, number.start)
    after = annotated.regions[index] if index < len(annotated.regions) else None
    if after is None or after.start - number.end > _REGION_GAP or not _JOINED.search(beside.left[-12:]):
        return False
    return _FROM_REGION.fullmatch(annotated.text, number.end, after.start) is not None


def next_of_list(
    annotated: AnnotatedArticle, number: NumberMention, beside: Window, previous: Count | None
) -> Count | None:
    """The next of a list, whose noun was said before."""
    if previous is None or number.start - previous.end > _MAX_GAP:
        return None
    same_sentence = previous.start >= beside.sentence.start
    if _tells_each(annotated, number, beside):
        return replace(count_of(number, number.start, number.end, None, "ellipsis"), is_part=True)
    links = nouns.quantity_link().search(beside.left[-24:]) is not None or beside.left.endswith(": ")
    if not same_sentence and _opens_sentence(number, beside, previous):
        return replace(count_of(number, number.start, number.end, None, "ellipsis"), is_part=True)
    if links or (same_sentence and _continues_list(annotated, number, beside, previous)):
        return replace(count_of(number, number.start, number.end, None, "ellipsis"), is_part=same_sentence)
    return None


def listed_head(annotated: AnnotatedArticle, number: NumberMention, beside: Window) -> FigureUnit | None:
    """`Rincian kasus TPPO 2023: Kota Kupang 4, Belu 2`: what a list of regions counts, at its first number."""
    index = region_index(annotated, number.start)
    if index == 0 or number.start - annotated.regions[index - 1].end > 3:
        return None
    colon = _LIST_OPENS.search(beside.left)
    heads = list(nouns.any_noun().finditer(beside.left, 0, colon.start())) if colon else []
    if not heads or _CLAUSE_END.search(beside.left, heads[-1].end(), colon.start() if colon else 0):
        return None
    named = [head for head in heads if nouns.plain_name(head["word"]) not in nouns.plain_nouns()]
    return figure_lexicon().unit_of(named[0]["word"]) if named else None


def beside_region(annotated: AnnotatedArticle, number: NumberMention, previous: Count | None) -> Count | None:
    """`terbanyak di Kabupaten Malaka (8)`: a count behind its region, in a list of one sentence."""
    index = region_index(annotated, number.start)
    if previous is None or index == 0 or not annotated.text.startswith(")", number.end):
        return None
    same = annotated.sentence_index(previous.start) == annotated.sentence_index(number.start)
    if not same or annotated.text[annotated.regions[index - 1].end : number.start] != " (":
        return None
    return replace(count_of(number, number.start, number.end, None, "ellipsis"), is_part=True)


def _opens_sentence(number: NumberMention, beside: Window, previous: Count) -> bool:
    """`Ada 35 korban. Dua puluh satu sudah pulang, 14 belum.`, `Dua orang masih anak. Tiga lainnya dewasa.`"""
    opens = _OPENING.fullmatch(beside.left) is not None
    opens = opens and (number.value <= previous.value or _OTHERS.match(beside.right) is not None)
    is_told = nouns.predicate_after().match(beside.right) or _AT_NAME.match(beside.right)
    return opens and is_told is not None


def _tells_each(annotated: AnnotatedArticle, number: NumberMention, beside: Window) -> bool:
    """`Kabupaten Ende dan Kabupaten Ngada masing-masing satu`."""
    each, index = _EACH.search(beside.left), region_index(annotated, number.start)
    return (
        each is not None
        and index > 0
        and annotated.regions[index - 1].end == beside.left_start + each.start()
    )


def _continues_list(
    annotated: AnnotatedArticle, number: NumberMention, beside: Window, previous: Count
) -> bool:
    """`..., tujuh dari Jawa Barat`, `Donggala 12, Palu 20`, `15 menimpa anak dan enam menimpa ...`."""
    if _NEXT_PLACE.fullmatch(annotated.text, previous.end, number.start):
        return True
    if nouns.next_topic().fullmatch(annotated.text, previous.end, number.start):
        return True
    if nouns.listed_topic().search(beside.left):
        return True
    index = region_index(annotated, number.start)
    if index and number.start - annotated.regions[index - 1].end <= 3:
        return True
    after = annotated.regions[index] if index < len(annotated.regions) else None
    is_near = after is not None and after.start - number.end <= _REGION_GAP
    if after is not None and is_near and _FROM_REGION.fullmatch(annotated.text, number.end, after.start):
        return True
    if not _JOINED.search(beside.left[-12:]):
        return False
    patterns = (nouns.predicate_after(), nouns.topic_after(), _AT_NAME)
    if any(pattern.match(beside.right) for pattern in patterns):
        return True
    return _AT.match(beside.right) is not None and _AT.match(annotated.text, previous.end) is not None
