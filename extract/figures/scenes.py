"""Where an event happened that an article on a whole province tells."""

import re
from functools import cache

from extract.figures.counts import Count, region_index
from extract.figures.lexicon import figure_lexicon, words_at_end
from extract.patterns import any_of
from models.annotation import AnnotatedArticle, RegionMention

_S = r"[ \t\u00a0]{1,3}"
_SCENES = 4
_PROVINCE_CODE = 2
_NO_SCENE = (
    "markas",
    "mapolda",
    "mapolres",
    "mapolresta",
    "mapolrestabes",
    "mako",
    "kantor",
    "aula",
    "rumah sakit",
    "RSUD",
    "gedung",
)


def scene_of(annotated: AnnotatedArticle, count: Count, place: str) -> str | None:
    """Code of the last kabupaten or kota of the paragraph in which something happened; None outside a province.

    `ditemukan di sebuah ruko di Kecamatan Medang Kampai, Dumai. Petugas mengamankan 15 orang` is of Dumai.
    """
    if len(place) > _PROVINCE_CODE:
        return None
    low = annotated.paragraphs[annotated.paragraph_index(count.start)].start
    first, last = region_index(annotated, low), region_index(annotated, count.start)
    for region in reversed(annotated.regions[max(first, last - _SCENES) : last]):
        lead = annotated.text[max(low, region.start - 60) : region.start]
        is_inside = region.code != place and region.code.startswith(place)
        if is_inside and _happened_at().search(lead) and not is_desk(annotated, region):
            return region.code
    return None


def is_desk(annotated: AnnotatedArticle, region: RegionMention) -> bool:
    """`JAKARTA - Satgas ... menangani 772 laporan`: the desk covers nothing."""
    return annotated.dateline is not None and region.end <= annotated.dateline.end


@cache
def _happened_at() -> re.Pattern[str]:
    """`di perairan Rupat, ` before `Bengkalis`, but not `di Mapolres`, `jumpa pers di`, `hendak dibawa ke`."""
    no = any_of([*_NO_SCENE, *figure_lexicon().region.jurisdictions])
    return re.compile(
        rf"(?<!\w)di{_S}(?!{no})(?:(?!(?<!\w)(?:{no}|ke|dari)(?!\w))[^.;:\n\"“”])*$", re.IGNORECASE
    )


@cache
def provincial_unit() -> re.Pattern[str]:
    """`Polres Rembang 1 kasus dan Ditreskrimum 1 kasus`: the second is of the whole province."""
    return words_at_end(
        figure_lexicon().region.provincial_units,
        rf"(?:{_S}(?:sendiri|juga|menangani|mengungkap|sebanyak)){{0,3}}{_S}",
    )
