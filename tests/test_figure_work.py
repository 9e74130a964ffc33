"""Figures: the work grows in line with the text."""

import re
import sys

import pytest
from figure_support import PUBLISHED, place_named

from extract.annotate import annotate_text
from extract.figures.find import find_figures
from extract.regions.gazetteer import gazetteer
from extract.sentences import find_paragraphs, find_sentences
from models.annotation import AnnotatedArticle, RegionMention


def calls_needed(text: str) -> int:
    """How many functions run for a text, as a measure of the work."""
    found = [
        (match.start(), match.end(), match.group()) for name in REGIONS for match in re.finditer(name, text)
    ]
    annotated = AnnotatedArticle(
        text=text,
        title=None,
        published=PUBLISHED,
        tokens=(),
        sentences=find_sentences(text),
        paragraphs=find_paragraphs(text),
        regions=tuple(
            RegionMention(start, end, gazetteer().find(name)[0].code) for start, end, name in sorted(found)
        ),
    )
    place = place_named("Indonesia")
    find_figures(annotate_text("Ada 2 kasus.", PUBLISHED), place, (), (), ())  # fills the caches
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        find_figures(annotated, place, (), (), ())
    finally:
        sys.setprofile(None)
    return calls


REGIONS = ("Kabupaten Alor", "Kota Kupang", "Kabupaten Belu", "Kabupaten Sikka", "Kabupaten Ende")


@pytest.mark.parametrize(
    ("piece", "times"),
    [
        (
            "pada 2022 tercatat 10 kasus dengan 4 korban TPPO, 3 perempuan dan 1 laki-laki, belum ada tersangka ",
            1000,
        ),
        ("4123 ", 5000),
        (", ".join(REGIONS) + ", ", 500),
        (" 3 kasus, ".join(REGIONS) + " nihil, ", 120),
        ("Total ada 7 kasus. Dari jumlah itu, 3 di antaranya anak. Sepanjang 2023 dinas ramai. ", 300),
        ("“Ada 5 kasus dan 3 korban, naik dari 2 kasus ", 300),
        ("kasus korban TPPO dan " + " " * 60, 1200),
    ],
    ids=["statistics", "numbers", "regions", "regions with counts", "sentences", "open quotes", "blanks"],
)
def test_twice_the_text_is_about_twice_the_work(piece: str, times: int) -> None:
    assert calls_needed(piece * (2 * times)) < 2.3 * calls_needed(piece * times) + 1000
