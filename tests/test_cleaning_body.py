"""Which element of a page holds the article, and which of its lines belong to it."""

import pytest

from extract.article import clean_html

LEAD = "Polres Ende menetapkan dua orang sebagai tersangka perdagangan orang setelah memeriksa enam saksi."
NEXT = "Kapolres Ende AKBP Yosef Lamawato mengatakan penyidik masih memburu seorang perekrut di Kupang."
LAST = "Sidang pertama dijadwalkan pekan depan di Pengadilan Negeri Ende, kata juru bicara pengadilan."
ARTICLE = [LEAD, NEXT, LAST]
TEASERS = "".join(
    f"<div class=x><h3><a href='/{n}'>Judul {n}</a></h3><p>Bupati meresmikan jembatan nomor {n} yang menghubungkan dua "
    "desa di tepi sungai besar itu dan berharap petani segera menjual hasil panen mereka ke kota.</p></div>"
    for n in range(6)
)


def lines(body: str, around: str = "{}") -> list[str]:
    html = f"<html><head><title>Dua Tersangka TPPO</title></head><body><h1>Dua Tersangka TPPO</h1>{around.format(body)}"
    return clean_html(f"{html}</body></html>".encode()).text.split("\n")


@pytest.mark.parametrize(
    "body",
    [
        "<div class=kolom>" + "".join(f"<p>{line}</p>" for line in ARTICLE) + "</div>",
        "<div class=kolom>" + "".join(f"<div><span>{line}</span></div>" for line in ARTICLE) + "</div>",
        f"<div class=kolom>{'<br><br>'.join(ARTICLE)}</div>",
        f"<div class=kolom><div><p>{LEAD}</p></div><div class=ads></div><div><p>{NEXT}</p><p>{LAST}</p></div></div>",
        "<div>"
        + "".join(f"<div class=hal><div class=isi-x><p>{line}</p></div></div>" for line in ARTICLE)
        + "</div>",
        f"<form><table><tr><td><div class=panel><span>{'<br>'.join(ARTICLE)}</span></div></td></tr></table></form>",
        f"<table><tr><td>Menu</td><td><font>{LEAD}<p>{NEXT}<p>{LAST}</font></td></tr></table>",
        f"<div class=entry-content><b>{LEAD[:6]}</b>{LEAD[6:]}<p>{NEXT}</p>{LAST}</div>",
    ],
    ids=[
        "paragraphs",
        "divs",
        "breaks",
        "two parts",
        "box by box",
        "form",
        "table cells",
        "text outside paragraphs",
    ],
)
def test_text_is_found_whatever_the_markup_and_the_boxes_around_it(body: str) -> None:
    assert lines(body, "{}<div class=kotak>" + TEASERS + "</div>") == ARTICLE
    assert lines(body, "<div class=kotak>" + TEASERS + "</div>{}") == ARTICLE


def test_words_broken_by_markup_are_not_torn_apart() -> None:
    body = f"<p>{LEAD}</p><p>Korban berkata <b>takut</b>, lalu <i>lari</i>. {NEXT}</p>"
    assert lines(f"<div>{body}</div>")[1].startswith("Korban berkata takut, lalu lari. ")


def test_lists_stay_and_lists_of_links_go() -> None:
    body = f"<p>{LEAD}</p><ul><li>dua korban dari Ende</li></ul><ul><li><a>Harga Beras Naik</a></li></ul><p>{NEXT}</p>"
    assert lines(f"<div class=entry-content>{body}</div>") == [LEAD, "dua korban dari Ende", NEXT]


def test_dateline_before_the_first_paragraph_belongs_to_it() -> None:
    body = f"<strong> Ende </strong>\n -\n <p>{LEAD}</p><p>{NEXT}</p>"
    assert lines(f"<div class=entry-content>{body}</div>") == [f"Ende - {LEAD}", NEXT]
    body = f"<b>ENDE, KABAR.com –</b><p>{LEAD}</p><p>{NEXT}</p>"
    assert lines(f"<div class=entry-content>{body}</div>") == [f"ENDE, KABAR.com – {LEAD}", NEXT]


def test_line_break_inside_a_sentence_joins_and_between_sentences_parts() -> None:
    body = f"<p>{LEAD} Polisi bergerak cepat,<br>lalu menyita dua telepon.<br>{NEXT}</p>"
    assert lines(f"<div class=entry-content>{body}</div>") == [
        f"{LEAD} Polisi bergerak cepat, lalu menyita dua telepon.",
        NEXT,
    ]


def test_pointer_with_any_label_goes_by_its_link() -> None:
    body = f"<p>{LEAD}</p><p>Pilihan Editor: <a href='/x'>Harga Beras Naik di Lima Pasar</a></p><p>{NEXT}</p>"
    assert lines(f"<div class=entry-content>{body}</div>") == [LEAD, NEXT]


def test_text_that_a_picture_shares_its_box_with_is_its_caption() -> None:
    box = "<div><figure><img src='x'></figure><div>Petugas mendata para korban di kantor polisi.</div></div>"
    assert lines(f"<div class=entry-content><p>{LEAD}</p>{box}<p>{NEXT}</p></div>") == [LEAD, NEXT]
    kept = f"<div><div><img src='x'></div><p>{LAST}</p></div>"
    assert lines(f"<div class=entry-content><p>{LEAD}</p>{kept}<p>{NEXT}</p></div>") == [LEAD, LAST, NEXT]


def test_second_article_of_a_page_that_scrolls_on_stays_out() -> None:
    text = "".join(f"<p>{line}</p>" for line in ARTICLE)
    one = f"<section class=x><h1>Dua Tersangka TPPO</h1><div class=t>{text}</div></section>"
    other = one.replace("Dua Tersangka TPPO", "Harga Beras").replace("Ende", "Sikka").replace(LAST, NEXT)
    assert lines(one + other) == ARTICLE
