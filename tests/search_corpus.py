"""A small corpus to search: invented headlines and statements of invented people."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Engine

from extract.public_texts import with_public_texts
from models.article import Article
from models.fact import Facts
from models.stored import ImportedFile
from storage.articles import save_extraction
from storage.documents import import_document, waiting


class Said(NamedTuple):
    """A statement: who, in which office, of which body, in which words."""

    speaker: str
    office: str | None
    agency: str | None
    quote: str


class Story(NamedTuple):
    """An article and what is said in it."""

    title: str | None
    day: date | None
    place: tuple[str, str, str | None]
    said: tuple[Said, ...]


ENDE = ("53.08", "Kabupaten Ende", "Nusa Tenggara Timur")
SIKKA = ("53.07", "Kabupaten Sikka", "Nusa Tenggara Timur")
SAMARINDA = ("64.72", "Kota Samarinda", "Kalimantan Timur")
BERAU = ("64.03", "Kabupaten Berau", "Kalimantan Timur")
BATAM = ("21.71", "Kota Batam", "Kepulauan Riau")
COUNTRY = ("ID", "Indonesia", None)

SERAN = ("Sri Wahyuningtyas", "Kepala DP3A Kabupaten Ende", "DP3A Kabupaten Ende")
LAMAWURAN = ("Yosef Lamawuran", "Kapolres Sikka", "Polres Sikka")
PRATOMO = ("Bagas Pratomo", "Kepala Kejaksaan Negeri Samarinda", "Kejaksaan Negeri Samarinda")
TAMBUNAN = ("Rudi Tambunan", "Kepala BP3MI Kepulauan Riau", "BP3MI Kepulauan Riau")
HABSYI = ("Nur Al-Habsyi", "Penjabat Wali Kota Samarinda", "Pemerintah Kota Samarinda")
NGUYEN = ("Thérèse Ma'ruf", None, "Yayasan Rumah Aman")


def _said(who: tuple[str, str | None, str | None], *quotes: str) -> tuple[Said, ...]:
    return tuple(Said(*who, quote) for quote in quotes)


STORIES = (
    Story(  # statements 1 to 4
        "Penyidik Tetapkan Dua Tersangka Perdagangan Orang di Ende",
        date(2024, 1, 15),
        ENDE,
        (
            *_said(
                SERAN,
                "korban perdagangan orang kami dampingi di rumah aman",
                "anak-anak itu sudah kembali ke sekolah",
            ),
            *_said(
                LAMAWURAN,
                "penyidik menetapkan dua orang sebagai tersangka",
                "perkara ini masih dalam penyelidikan",
            ),
        ),
    ),
    Story(  # 5 to 8
        "Polisi Gagalkan Pengiriman 12 Pekerja Migran Nonprosedural",
        date(2024, 2, 20),
        SIKKA,
        _said(
            LAMAWURAN,
            "dua belas pekerja migran non-prosedural kami pulangkan",
            "tersangkanya ditetapkan setelah gelar perkara",
            "penyidikan berlanjut, pelaku lain kami kejar",
            "para pedagang di pasar tidak terlibat",
        ),
    ),
    Story(  # 9 to 12
        "Jaksa Tuntut Muncikari 7 Tahun Penjara",
        date(2024, 3, 5),
        SAMARINDA,
        (
            *_said(
                PRATOMO,
                "terdakwa mucikari kami tuntut tujuh tahun dengan Undang-Undang Nomor 21 Tahun 2007",
                "restitusi Rp1.250.000 untuk setiap korbannya",
            ),
            *_said(
                HABSYI,
                "Pemerintah Kota menyiapkan rumah aman bagi perempuan dan anak",
                "kami perintahkan camat memantau kos-kosan",
            ),
        ),
    ),
    Story(  # 13 to 16
        "BP3MI: Calo Kapal Feri Batam Diserahkan ke Polda",
        date(2024, 3, 5),
        BATAM,
        _said(
            TAMBUNAN,
            "orang itu diduga pelaku T.P.P.O. lintas negara",
            "perdagangan gelap orang lewat pelabuhan tikus naik",
            "laporan warga kami teruskan, pelapor kami lindungi",
            "pekerja kapal bekerja tanpa gaji",
        ),
    ),
    Story(  # 17 to 19
        "Berau Bentuk Gugus Tugas TPPO, Sebut “Korban” Bukan Angka",
        date(2023, 11, 2),
        BERAU,
        _said(
            NGUYEN,
            "Berau belum punya rumah aman",
            "kasus TPPO di Kampung Melayu, Café Anggrek, dan Jum'at malam",
            "tindak pidana perdagangan orang tidak tetap, ia berpindah",
        ),
    ),
    Story(  # 20 and 21
        "Москва dan pelajaran bagi kita: 1.012 WNI dipulangkan",
        None,
        COUNTRY,
        _said(NGUYEN, "iming-iming gaji 26,4 juta itu bohong", "kepolisian dan kejaksaan harus seiring"),
    ),
    Story(None, date(2024, 4, 1), COUNTRY, _said(SERAN, "kami menunggu laporan tertulis")),  # 22
)


def store(engine: Engine, stories: Iterable[Story] = STORIES, extractor: str = "rules@1") -> None:
    """Stores the articles one after another, so that on an empty database ids count from 1 in both tables."""
    for number, story in enumerate(stories, start=1):
        name = f"{number}-{extractor}"
        import_document(engine, ImportedFile(path=name, body=name.encode(), content_type="text/plain"))
        *_, document = waiting(engine, extractor)
        save_extraction(engine, document.document_id, *extracted(number, story, extractor))


def extracted(number: int, story: Story, extractor: str = "rules@1") -> tuple[Article, Facts]:
    """The article and its facts as extraction would give them; every quote is a line of the text."""
    lines, officials, statements, place = [], dict[str, dict[str, Any]](), list[dict[str, Any]](), 0
    for said in story.said:
        at = {"start": place, "end": place + len(said.quote), "quote": said.quote, "rule": "test@1"}
        statements.append(
            {**at, "text": said.quote, "speaker": said.speaker, "kind": "indirect", "cue": "kata"}
        )
        officials.setdefault(
            said.speaker,
            {
                **at,
                "name": said.speaker,
                "title": said.office,
                "rank": None,
                "agency": said.agency,
                "kind": "official",
                "mentions": [],
            },
        )
        lines.append(said.quote)
        place += len(said.quote) + 1
    code, name, province = story.place
    facts = {
        "relevance": {"is_relevant": True, "score": 1.0, "rule": "test@1", "hits": []},
        "topics": ["penindakan"],
        "place": {"code": code, "name": name, "province": province},
        "officials": list(officials.values()),
        "agencies": [],
        "dates": [],
        "figures": [],
        "statements": statements,
        "laws": [],
        "extractor": extractor,
    }
    article = {
        "url": f"https://uji.example/{number}", "source": "uji", "outlet": "Kabar Uji", "title": story.title,
        "author": None, "published_at": None, "published_on": story.day, "text": "\n".join(lines), "language": "id",
    }  # fmt: skip
    made = with_public_texts(article["text"], story.title, Facts.model_validate(facts))
    return Article.model_validate(article), made
