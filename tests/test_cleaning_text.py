"""Plain text: furniture goes, sentences stay, the headline becomes the title."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.article import clean_text
from extract.cleaning.furniture import clean_lines, is_furniture
from models.errors import NotAnArticle

LEAD = "Polres Ende menetapkan dua orang sebagai tersangka perdagangan orang setelah memeriksa enam saksi."
NEXT = "Kapolres Ende AKBP Yosef Lamawato mengatakan penyidik masih memburu seorang perekrut yang kabur ke Kupang."
LAST = "“Kami minta keluarga korban bersabar,” ujarnya."

FURNITURE = [
    "Baca juga: Bupati Ende Lantik Pejabat Baru",
    "BACA JUGA: Harga Beras Naik",
    "BACA JUGA : Harga Beras Naik",
    "Baxa Juga : Harga Beras Naik",
    "Baca Juga:Harga Beras Naik",
    "Baca juga Harga Beras Naik di Lima Pasar",
    "Baca: Harga Beras Naik",
    "ADVERTISEMENT",
    "SCROLL TO CONTINUE WITH CONTENT",
    "SCROLL UNTUK MELANJUTKAN MEMBACA",
    "Halaman 1 2 3 Selanjutnya",
    "Halaman : 1 2 3",
    "1 2 Selanjutnya",
    "Penulis: Rina Wea | Editor: Dominikus Raja",
    "Pewarta: Rina Wea",
    "Editor : Admin",
    "Redaktur & Reporter : Rina Wea",
    "Laporan Wartawan Pos Flores, Rina Wea",
    "Copyright © ANTARA 2025",
    "Dilarang keras mengambil konten untuk AI tanpa izin tertulis dari Kantor Berita ANTARA.",
    "Dapatkan berita pilihan kami di Google News",
    "Ikuti kami di Instagram dan Facebook",
    "Ikuti saluran WhatsApp kami untuk kabar terbaru.",
    "CEK BERITA UPDATE LAINNYA DISINI (KLIK)",
    "TAGS: TPPO, Ende",
    "Tag Terkait",
    "#TPPO #Ende",
    "Bacaan Lainnya",
    "Artikel ini telah tayang di Pos Flores dengan judul: Dua Tersangka TPPO",
    "Sumber: ANTARA",
    "3 Komentar",
    "Tinggalkan Balasan",
    "Discussion about this post",
    "To Top",
    "Back to top button",
    "LOKAL+",
    "POPULER",
    "Post Views: 1.214",
    "Foto: Dok. Humas Polres",
    "Kapolres Ende memberikan keterangan. (Foto: Ist)",
    "Kapolres Ende menunjukkan barang bukti (ANTARA/Rina Wea)",
    "Ilustrasi korban perdagangan orang",
    "Kamis, 12 Juni 2025 10:15 WIB",
    "Kompas.com - 19/06/2023, 16:50 WIB",
    "MC Kalsel/scw",
    "ADV DISKOMINFO KALTIM +",
    "Anda membaca halaman 2 dari artikel ini.",
    "Halaman 2 dari 3",
    "Bersambung ke halaman 2 >>>",
    "Baca di halaman selanjutnya...",
    "Dikutip dari ANTARA, artikel ini telah disunting oleh redaksi.",
    "214 total views, 3 views today",
    "Apakah artikel ini bermanfaat? Beri penilaian Anda.",
    "Berlangganan buletin kami lewat surel",
    "Rekomendasi Berita",
    "Sumber Foto: Humas Polres Ende",
]
SENTENCES = [
    "Baca juga situasi di lapangan sebelum menuduh, kata aktivis itu kepada wartawan.",
    "“Baca juga kontraknya sampai habis,” pesan Kepala BP3MI NTT.",
    "Halaman rumah penampungan itu dijaga 3 orang.",
    "Editor video itu ikut ditangkap di Maumere.",
    "Iklan lowongan kerja palsu disebar lewat Facebook.",
    "Komentar warganet membuat keluarga korban trauma.",
    "Foto korban disebar pelaku ke grup WhatsApp.",
    "Ilustrasi kasus itu dipaparkan jaksa di depan hakim.",
    "Laporan wartawan setempat menyebut korban berjumlah 12 orang.",
    "Sumber daya penyidik di polres itu terbatas.",
    "Ikuti prosedur resmi agar tidak menjadi korban, ujarnya.",
    "Bagikan nomor pengaduan ini kepada keluarga, imbau Bupati.",
    "Nasional maupun daerah harus bergerak bersama.",
    "Oleh karena itu perlu sinergi semua pihak.",
    "Tag harga Rp5 juta dipasang pelaku untuk setiap korban.",
    "Advokat korban meminta restitusi Rp100 juta.",
    "Pada Kamis, 12 Juni 2025 10:15 WIB polisi menggerebek rumah itu.",
    "Berita acara pemeriksaan tidak boleh disalin pihak lain.",
    "Redaksi menerima surat dari keluarga korban, Senin.",
    "Penulis surat itu seorang korban berusia dewasa.",
    "Baca putusan itu sampai halaman 12, pinta hakim kepada jaksa.",
    "Daftar korban dikirim polisi lewat e-mail ke kementerian.",
    "Dikutip dari laporan lembaga itu, jumlah korban naik dua kali lipat.",
    "Telepon korban disita perekrut sejak hari pertama.",
]


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture_line_goes(line: str) -> None:
    assert clean_text("\n\n".join([LEAD, line, NEXT, LAST])).text.split("\n") == [LEAD, NEXT, LAST]


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture_after_the_end_goes(line: str) -> None:
    assert clean_text("\n".join([LEAD, NEXT, LAST, line])).text.split("\n") == [LEAD, NEXT, LAST]


@pytest.mark.parametrize("line", SENTENCES)
def test_sentence_that_looks_like_furniture_stays(line: str) -> None:
    assert clean_text("\n\n".join([LEAD, line, NEXT, LAST])).text.split("\n") == [LEAD, line, NEXT, LAST]


@pytest.mark.parametrize(
    "closing",
    ["(Aji)", "(nus)", "(as/hn/um)", "(RM/CSP)", "(Evi)***", "(*)", "(**)", "***", "(red)", "(Redaksi)", "[rif]",
     "(Red/Tim)", "(ADV/Diskominfo Ende)", "(posflores.com/Rina Wea)", "(win/b)", "(Antara)", "(*/aji)",
     "(Sumber: Humas Polres Ende)"],
)  # fmt: skip
@pytest.mark.parametrize("glue", [" ", "", "\n"])
def test_closing_initials_go(closing: str, glue: str) -> None:
    assert clean_text(f"{LEAD}\n{NEXT}\n{LAST}{glue}{closing}").text.split("\n") == [LEAD, NEXT, LAST]


@pytest.mark.parametrize(
    "end",
    [
        "Kasus itu ditangani Unit Perlindungan Perempuan dan Anak (PPA)",
        "Kasus itu ditangani Unit Perlindungan Perempuan dan Anak (PPA).",
        "Rapat digelar di Ende, Kamis. (12/6)",
        "Pendaftaran dibuka sampai Rabu (14/8).",
    ],
)
def test_brackets_that_belong_to_the_last_sentence_stay(end: str) -> None:
    assert clean_text(f"{LEAD}\n{NEXT}\n{end}").text.split("\n") == [LEAD, NEXT, end]


def test_address_of_the_press_office_goes_with_its_sender() -> None:
    address = "BIRO HUMAS\nKEMENTERIAN CONTOH\nTelp. & Fax (021) 555-0147\ne-mail: humas@contoh.example"
    assert clean_text(f"{LEAD}\n{NEXT}\n{LAST}\n{address}").text.split("\n") == [LEAD, NEXT, LAST]


def test_capitals_at_the_end_stay_where_no_address_follows() -> None:
    assert clean_text(f"{LEAD}\n{NEXT}\nSTOP PERDAGANGAN ORANG").text.endswith("\nSTOP PERDAGANGAN ORANG")


def test_initials_inside_the_text_stay() -> None:
    line = "Tersangka pertama ditahan di Ende. (Aji) begitu ia biasa dipanggil."
    assert line in clean_text(f"{LEAD}\n{line}\n{NEXT}\n{NEXT} Lagi.\n{LAST}").text


def test_label_takes_the_headline_in_the_next_line_with_it() -> None:
    text = f"{LEAD}\n\nBaca juga:\nBupati Ende Lantik Pejabat Baru\n\n{NEXT}"
    assert clean_text(text).text.split("\n") == [LEAD, NEXT]


def test_label_leaves_a_sentence_in_the_next_line() -> None:
    assert clean_text(f"{LEAD}\n\nBaca juga:\n\n{NEXT}").text.split("\n") == [LEAD, NEXT]


def test_pointer_inside_a_paragraph_goes() -> None:
    text = f"{LEAD} Baca juga: Bupati Ende Lantik Pejabat Baru\n{NEXT} (Baca juga: Harga Beras Naik)\n{LAST}"
    assert clean_text(text).text.split("\n") == [LEAD, NEXT, LAST]


def test_sentence_behind_a_pointer_inside_a_paragraph_stays() -> None:
    text = f"{LEAD} Baca juga: Bupati Ende Lantik Pejabat Baru Menurut Yosef, kasus itu serius.\n{NEXT}"
    assert clean_text(text).text.split("\n") == [f"{LEAD} Menurut Yosef, kasus itu serius.", NEXT]


def test_what_follows_the_comments_goes() -> None:
    text = "\n".join(
        [LEAD, NEXT, LAST, "2 Komentar", "Semoga pelakunya dihukum seberat-beratnya oleh hakim nanti ya."]
    )
    assert clean_text(text).text.split("\n") == [LEAD, NEXT, LAST]


def test_a_caption_printed_twice_is_kept_once() -> None:
    caption = "Petugas mendata calon pekerja migran di Pelabuhan Lorens Say Maumere"
    assert clean_lines([caption, LEAD, caption, NEXT]) == [caption, LEAD, NEXT]


TITLE = "Dua Tersangka TPPO di Ende Ditahan"


@pytest.mark.parametrize(
    "head",
    [
        f"{TITLE}\n\n",
        f"{TITLE}\n",
        f"LOKAL+\n\n{TITLE}\n\nKamis, 12 Juni 2025 10:15 WIB\n\n",
        f"SIARAN PERS\nNomor: B-12/SETMEN/HM.02/06/2025\n\n{TITLE}\n\n",
        f"Indonesia\n\n{TITLE}\n\npolisi menahan tersangka\n\n",
    ],
)
def test_headline_becomes_the_title(head: str) -> None:
    article = clean_text(f"{head}{LEAD}\n\n{NEXT}")
    assert (article.title, article.text) == (TITLE, f"{LEAD}\n{NEXT}")


@pytest.mark.parametrize(
    "title",
    ["Kapan TPPO di NTT Berakhir?", "Mengejutkan! Dua Kakak Beradik Dijual!", "Bupati: “Tidak Ada Ampun”"],
)
def test_headline_may_end_with_a_mark(title: str) -> None:
    assert clean_text(f"{title}\n\n{LEAD}\n\n{NEXT}").title == title


@pytest.mark.parametrize(
    "lead",
    [
        LEAD,
        "ENDE, Pos Flores - Polres Ende menahan dua tersangka",
        "“Kami sudah menahan dua tersangka,” kata Kapolres Ende.",
        "Ende (ANTARA) - Polres Ende menahan dua tersangka perdagangan orang",
    ],
)
def test_lead_is_no_headline(lead: str) -> None:
    article = clean_text(f"{lead}\n\n{NEXT}\n\n{LAST}")
    assert (article.title, article.text) == (None, f"{lead}\n{NEXT}\n{LAST}")


def test_deck_with_facts_stays_in_the_text() -> None:
    deck = "Sebanyak 12 korban dipulangkan ke Kabupaten Ende"
    article = clean_text(f"{TITLE}\n\n{deck}\n\n{LEAD}\n\n{NEXT}")
    assert (article.title, article.text) == (TITLE, f"{deck}\n{LEAD}\n{NEXT}")


def test_caption_above_the_dateline_goes() -> None:
    caption = "Kapolres Ende saat memberikan keterangan di Mapolres. (Pos Flores/Rina)"
    lead = f"ENDE, Pos Flores - {LEAD}"
    article = clean_text(f"{TITLE}\n\n{caption}\n\n{lead}\n\n{NEXT}")
    assert (article.title, article.text) == (TITLE, f"{lead}\n{NEXT}")


def test_hard_wrapped_paragraphs_are_joined() -> None:
    wrapped = f"{TITLE}\n\nPolres Ende menetapkan dua orang sebagai tersangka\n"
    wrapped += "perdagangan orang setelah memeriksa enam saksi.\n\n"
    wrapped += "Kapolres Ende AKBP Yosef Lamawato mengatakan\npenyidik masih memburu seorang perekrut\n"
    wrapped += "yang kabur ke Kupang.\n\n"
    wrapped += "Kasus itu ditangani bersama Dinas Sosial\nKabupaten Ende sejak pekan lalu."
    article = clean_text(wrapped)
    assert article.title == TITLE
    assert article.text.split("\n") == [
        LEAD,
        NEXT,
        "Kasus itu ditangani bersama Dinas Sosial Kabupaten Ende sejak pekan lalu.",
    ]


def test_given_title_wins() -> None:
    assert clean_text(f"{TITLE}\n\n{LEAD}", title="Judul dari luar").title == "Judul dari luar"


def test_given_publication() -> None:
    assert clean_text(LEAD, published=date(2025, 6, 12)).published_on == date(2025, 6, 12)
    naive = clean_text(LEAD, published=datetime(2025, 6, 12, 23, 30))
    assert naive.published_at == datetime(2025, 6, 12, 16, 30, tzinfo=UTC)
    aware = clean_text(LEAD, published=datetime(2025, 6, 12, 8, tzinfo=ZoneInfo("Asia/Makassar")))
    assert (aware.published_at, aware.published_on) == (datetime(2025, 6, 12, tzinfo=UTC), date(2025, 6, 12))


def test_printed_publication_is_read_where_none_is_given() -> None:
    article = clean_text(f"{TITLE}\n\nJum'at, 15 Nop 2024 10:15 WITA\n\n{LEAD}\n\n{NEXT}")
    assert article.published_at == datetime(2024, 11, 15, 2, 15, tzinfo=UTC)


def test_hints_are_carried() -> None:
    article = clean_text(LEAD, url="https://a.example/1", source="pos-flores", place="Kabupaten Ende")
    assert (article.url, article.source, article.place_hint) == (
        "https://a.example/1",
        "pos-flores",
        "Kabupaten Ende",
    )


@pytest.mark.parametrize(
    ("end", "origin"),
    [
        ("Artikel ini telah tayang di Pos Kupang dengan judul: Dua Tersangka", "Pos Kupang"),
        ("Berita ini sudah tayang di Tempo.co", "Tempo.co"),
        ("Sumber: ANTARA", "ANTARA"),
        ("Sumber Berita : Kantor Berita Peraga", "Kantor Berita Peraga"),
        ("(Antara)", "ANTARA"),
        ("Kasus ini pertama kali diungkap pekan lalu, dilansir dari Tempo.", "Tempo"),
        ("Sumber daya manusia menjadi kendala.", None),
        ("Tulisan ini dimuat pada Senin, 17 November 2025.", None),
        ("Kasus ini dikutip jaksa dalam dakwaan.", None),
    ],
)
def test_origin_of_a_copy(end: str, origin: str | None) -> None:
    assert clean_text(f"{LEAD}\n{NEXT}\n{LAST}\n{end}").origin == origin


@pytest.mark.parametrize(
    ("end", "is_paid"),
    [
        ("ADV DISKOMINFO KALTIM +", True),
        ("(adv/Kominfo Kaltim)", True),
        (f"{LAST} (ADV/Diskominfo Ende)", True),
        ("Advertorial", True),
        ("Adv. Maria Goreti mendampingi para korban selama sidang berlangsung.", False),
        ("Advokasi bagi korban terus berjalan hingga putusan hakim dibacakan.", False),
    ],
)
def test_paid_copy_is_flagged(end: str, is_paid: bool) -> None:
    assert clean_text(f"{LEAD}\n{NEXT}\n{end}").is_paid is is_paid


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Penulis: Rina Wea | Editor: Dominikus Raja", "Rina Wea"),
        ("Editor: Dominikus Raja | Penulis: Rina Wea", "Rina Wea"),
        ("Pewarta: Rina Wea, Yohanes Seda", "Rina Wea, Yohanes Seda"),
        ("Reporter: Rina Wea\nEditor: Dominikus Raja", "Rina Wea"),
        ("Laporan Wartawan Pos Flores, Rina Wea", "Rina Wea"),
        ("(posflores.com/Rina Wea)", "Rina Wea"),
        ("Penulis: Redaksi", None),
        ("Penulis: Tim Pos Flores News", None),
        ("Editor: Dominikus Raja", None),
        ("(rin)", None),
    ],
)
def test_author_is_a_person(line: str, author: str | None) -> None:
    assert clean_text(f"{LEAD}\n{NEXT}\n{LAST}\n{line}").author == author


def test_invisible_characters_and_odd_blanks_go() -> None:
    article = clean_text(
        "Polres\u00a0Ende mene\u00adtapkan \u200bdua tersangka   perdagangan orang, kata Kapolres."
    )
    assert article.text == "Polres Ende menetapkan dua tersangka perdagangan orang, kata Kapolres."


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is empty"),
        (" \n\t\n", "is empty"),
        ("Polres\x00Ende", "binary"),
        ("\x01\x02\x03\x04 polres \x05\x06", "binary"),
        ("a " * 10_500_000, "more than an article"),
        ("ADVERTISEMENT\n\nBaca juga: Harga Beras Naik\n\n(Aji)", "no article text"),
        (
            "The police arrested three suspects in a trafficking case in Jakarta on Monday, police said. The victims "
            "were promised jobs abroad and were paid nothing for months. Prosecutors will decide about charges.",
            "not Indonesian",
        ),
    ],
)
def test_what_is_no_article_is_refused_in_one_sentence(text: str, reason: str) -> None:
    with pytest.raises(NotAnArticle, match=reason) as caught:
        clean_text(text, name="berkas.txt")
    assert str(caught.value).startswith("berkas.txt: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "Three suspects arrested in Batam.",
        "Kapolres ngandika yen kasus kuwi isih diselidiki, korban wis dipulangake menyang omahe.",
    ],
)
def test_short_texts_and_regional_languages_pass(text: str) -> None:
    assert clean_text(text).text == text


words = st.sampled_from(
    [
        "polisi",
        "Kapolres",
        "Ende",
        "menahan",
        "dua",
        "di",
        "(TPPO)",
        "12",
        "“kata”",
        "dia.",
        "ujarnya,",
        "-",
        "Baca",
        "juga:",
        "(red)",
    ]
)
paragraph = st.lists(words, min_size=1, max_size=25).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(st.lists(paragraph, min_size=1, max_size=6))
def test_cleaning_keeps_order_and_invents_nothing(lines: list[str]) -> None:
    kept = clean_lines(lines)
    source = iter(" ".join(lines).split())
    assert all(word in source for word in " ".join(kept).split())


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_cleaned_or_refused(text: str) -> None:
    try:
        article = clean_text(text)
    except NotAnArticle:
        return
    assert article.text.strip()
    assert not any(is_furniture(line) for line in article.text.split("\n"))
    if article.dateline is not None:
        assert 0 == article.dateline.start < article.dateline.end <= len(article.text)
