"""Nobody is exposed: the red-team set, and articles masked as one."""

import itertools

import pytest
from redaction_harness import Entry, red_team, score

from extract.actors.agencies import find_agencies
from extract.actors.officials import find_officials
from extract.annotate import annotate_text
from extract.redaction import MASK, RedactedArticle, Redaction, cut, redact, redact_article, redacted_spans
from extract.regions.places import find_place

LEAST_RECALL = 0.99
LEAST_OFFICIALS = 0.97
MOST_OVER = 0.02
LEAST_ENTRIES = 160
LEAST_TRAPS = 30


def as_article(text: str, title: str | None = None) -> RedactedArticle:
    annotated = annotate_text(text)
    place = find_place(annotated)
    agencies = find_agencies(annotated, place)
    return redact_article(text, find_officials(annotated, agencies, place), agencies, title)


def shown(text: str) -> str:
    return cut(text, as_article(text).spans)


@pytest.mark.parametrize("mask", [redact, shown], ids=["fragment", "article"])
def test_red_team(mask) -> None:  # type: ignore[no-untyped-def]
    entries = red_team()
    result = score((entry, mask(entry.text)) for entry in entries)
    assert result.recall >= LEAST_RECALL, result.leaks
    assert result.officials_kept >= LEAST_OFFICIALS, result.lost
    assert len(result.over) <= MOST_OVER * len(entries), result.over


def test_the_set_holds_every_pattern() -> None:
    kinds = [entry.kind for entry in red_team()]
    assert set(kinds) == set(Entry.model_fields["kind"].annotation.__args__)  # type: ignore[union-attr]
    assert kinds.count("trap") >= LEAST_TRAPS
    assert len(kinds) - kinds.count("trap") >= LEAST_ENTRIES


def test_the_score_sees_a_leak_a_lost_official_and_an_over_redaction() -> None:
    entry = Entry(
        kind="mixture",
        text="Kapolres A B memeriksa C D.",
        vanish=("C D",),
        officials=("A B",),
        stay=("Kapolres",),
    )
    trap = Entry(kind="trap", text="Polda NTT")
    result = score([(entry, f"{MASK} {MASK} memeriksa C D."), (trap, MASK)])
    assert (result.recall, result.officials_kept, len(result.over)) == (0, 0, 2)


TEXT = (
    "Kapolres Ende AKBP Yosef Lama mengatakan korban bernama Adriana Tuames dijemput di Desa Noinbila.\n"
    "Adriana bekerja tanpa gaji. Menurut Kepala Desa Noinbila, Frans Oematan, keluarga Tuames sudah diberi tahu. "
    '"Kami minta keadilan," kata Yosef.'
)


def test_an_article_is_masked_as_one() -> None:
    article = as_article(TEXT, "JENAZAH ADRIANA TIBA, Yosef Lama: Noinbila Berduka")
    text = cut(TEXT, article.spans)
    assert not [word for word in ("Adriana", "Tuames", "Noinbila") if word in text]
    assert text.count("Yosef") == 2
    assert "Frans Oematan" in text
    assert article.title is not None
    assert "ADRIANA" not in article.title
    assert "Yosef Lama" in article.title


def test_a_quote_is_cut_out_of_the_masked_text_by_its_place() -> None:
    spans = as_article(TEXT).spans
    start, end = TEXT.index("korban bernama"), TEXT.index(" dijemput")
    assert cut(TEXT, spans, start, end) == f"korban bernama {MASK}"
    inside = TEXT.index("Tuames")
    assert cut(TEXT, spans, start, inside) == f"korban bernama {MASK}", (
        "a name that crosses the edge goes whole"
    )
    assert (
        cut(TEXT, spans, TEXT.index("Kapolres"), TEXT.index(" mengatakan")) == "Kapolres Ende AKBP Yosef Lama"
    )


def test_spans_are_in_order_and_apart() -> None:
    spans = redacted_spans(TEXT * 2)
    assert all(left.end < right.start for left, right in itertools.pairwise(spans))
    assert all(isinstance(span, Redaction) and span.replacement == MASK for span in spans)


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("Kepala Desa Oesao, Yeremias Nafi, ditetapkan sebagai tersangka TPPO.", "Yeremias Nafi"),
        ("Polisi memeriksa oknum anggota DPRD Yeremias Nafi.", "Yeremias Nafi"),
        ("Penyintas perdagangan orang, Siti Rokayah, berbicara pada diskusi itu.", "Siti Rokayah"),
    ],
)
def test_the_accused_and_survivors_are_private_whatever_their_title(text: str, gone: str) -> None:
    assert gone not in redact(text)
    assert gone not in shown(text)
