"""Texts of our own for tests of stories, and a desk that stores them as the pipeline does. People are invented."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Engine, delete, func, select, update

from pipelines.resolving_stories import resolve_stories
from pipelines.settling_stories import StoryCounts
from storage.engine import reading, writing
from storage.tables import (
    ArticleVersion,
    Extraction,
    Review,
    StoredArticle,
    Story,
    StoryArticle,
    StoryBand,
    StoryPair,
    StorySignature,
)
from storage.types import text_digest

HARBOUR = (
    "Kapal kayu bermuatan 34 calon buruh kebun dihentikan patroli di muara Sungai Lembing, Selasa (14/5/2024) subuh.",
    "Nakhoda berinisial RG mengaku dibayar Rp2,5 juta sekali jalan oleh seorang agen di pasar ikan setempat.",
    "Para penumpang berasal dari tiga desa di lereng gunung dan membawa bekal beras, ikan asin, serta kompor kecil.",
    "Kepala Pos Pengawasan Muara, Darto Wilujeng, menyebut rombongan itu tidak memegang satu pun surat perjalanan.",
    '"Mereka dijanjikan upah harian di ladang nanas seberang, padahal alamat majikannya tidak pernah ada," kata Darto.',
    "Seorang ibu muda menceritakan kartu keluarganya dipinjam perekrut sejak musim kemarau dan belum dikembalikan.",
    "Petugas menyita 2 tangki solar, 1 radio, dan buku catatan yang memuat 19 nama pemesan tenaga kerja.",
    "Dinas Sosial menampung rombongan di gedung olahraga sampai bus pemulangan datang pada akhir pekan.",
)
BABIES = (
    "Bidan gadungan di Kota Sarewu dibekuk setelah menawarkan 3 bayi lewat grup percakapan, Jumat (7/6/2024).",
    "Pembeli pertama ternyata anggota kepolisian yang menyamar dengan uang muka Rp11 juta di kedai es campur.",
    "Dari rumah kontrakannya ditemukan 8 akta lahir kosong, stempel rumah bersalin, dan timbangan gantung.",
    "Tetangga mengira suara tangis malam hari berasal dari tempat penitipan anak yang papan namanya sudah pudar.",
    '"Ia mengaku yatim piatu dan pandai memijat, jadi kami percaya saja," tutur ketua RT, Wening Palupi.',
    "Tiga ibu kandung diketahui menunggak biaya persalinan 5 bulan dan menyerahkan bayinya sebagai pelunas.",
    "Bayi-bayi itu kini diasuh perawat panti Kasih Bunda sambil menunggu penetapan perwalian dari pengadilan.",
    "Perempuan berusia 41 tahun tersebut pernah dihukum 14 bulan karena memalsukan resep obat penenang.",
)
LAW = (
    "Pelaku dijerat Pasal 2 ayat (1) Undang-Undang Nomor 21 Tahun 2007 tentang Pemberantasan Tindak Pidana Perdagangan "
    "Orang dengan ancaman pidana penjara paling singkat 3 tahun dan paling lama 15 tahun."
)
DATELINE, CREDIT = (
    "SUNGAI LEMBING, Kabar Muara - ",
    "Artikel ini telah tayang di Kabar Muara dengan judul: Kapal Kayu",
)


def joined(*paragraphs: str) -> str:
    return "\n".join(paragraphs)


def bulletin(*numbers: int) -> str:
    first, second, third, fourth, fifth = numbers
    return (
        f"Satgas mencatat {first} laporan dan {second} tersangka sampai {third} Juni. Ada {fourth} orang pulang ke "
        f"kampung halaman dengan {fifth} bus. Juru bicara meminta kepala dusun mendata keluarga yang anaknya merantau, "
        "memeriksa izin penyalur sebelum menandatangani surat pengantar, dan melaporkan tamu pencari tenaga kerja. "
        "Posko pengaduan dibuka siang malam di lobi gedung utama, tersedia penerjemah bahasa daerah serta konselor."
    )


EDITED = (
    joined(*HARBOUR)
    .replace("kayu", "kecil")
    .replace("rombongan", "kelompok")
    .replace("menyita", "mengamankan")
)


VARIANTS = {
    1: joined(*HARBOUR), 2: EDITED, 3: joined(*HARBOUR[:5]), 4: joined("Kapal ditahan.", *HARBOUR[2:]),
    5: joined(*BABIES), 6: joined(*BABIES[:6]), 7: joined(*HARBOUR, *BABIES), 8: joined(*HARBOUR[:2], *BABIES[:2]),
    9: bulletin(190, 212, 11, 824, 7), 10: bulletin(242, 290, 13, 1006, 9), 11: joined(*BABIES, *HARBOUR), 12: LAW,
}  # fmt: skip


class Desk:
    """Stores articles as the pipeline does, and tells which of them are one story."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def put(self, name: str, text: str, *, relevant: bool = True, **fields: Any) -> int:
        """Stores an article, or a new text of one that is there."""
        url = f"https://{name}.example/a"
        with writing(self.engine) as session:
            article = session.scalar(select(StoredArticle).where(StoredArticle.url == url))
            if article is None:
                known: dict[str, Any] = {"outlet": name.title(), "title": f"Judul {name}", "is_paid": False}
                known |= {"published_on": date(2024, 5, 14), "relevance_score": 1.0, "place_code": "ID"}
                article = StoredArticle(
                    url=url, is_relevant=relevant, place_name="Indonesia", **known | fields
                )
                session.add(article)
                session.flush()
            else:
                for field, value in {"is_relevant": relevant, **fields}.items():
                    setattr(article, field, value)
            self._set_text(session, article.id, text)
            return article.id

    def _set_text(self, session: Any, article_id: int, text: str) -> None:
        own = ArticleVersion.article_id == article_id
        session.execute(update(ArticleVersion).where(own).values(is_current=False))
        version = session.scalar(
            select(ArticleVersion).where(own, ArticleVersion.digest == text_digest(text))
        )
        if version is None:
            number = session.scalar(select(func.count()).select_from(ArticleVersion).where(own)) + 1
            version = ArticleVersion(
                article_id=article_id, number=number, text=text, digest=text_digest(text)
            )
            version.is_current, version.first_seen_at = True, datetime.now(UTC)
            session.add(version)
            session.flush()
            session.add(Extraction(article_version_id=version.id, extractor="rules@1", relevance_rule="r@1",
                                   facts_digest="0" * 64, extracted_at=datetime.now(UTC)))  # fmt: skip
        version.is_current = True

    def drop(self, article_id: int) -> None:
        with writing(self.engine) as session:
            session.execute(delete(StoredArticle).where(StoredArticle.id == article_id))

    def clear(self) -> None:
        with writing(self.engine) as session:
            for table in (StoredArticle, Story, Review):
                session.execute(delete(table))

    def resolve(self, batch: int = 500) -> StoryCounts:
        return resolve_stories(self.engine, batch=batch)

    def stories(self) -> set[tuple[str, ...]]:
        """Names of the articles of each story, the lead first."""
        query = select(StoryArticle, StoredArticle.url).join(
            StoredArticle, StoredArticle.id == StoryArticle.article_id
        )
        told: dict[int, list[tuple[bool, str]]] = {}
        with reading(self.engine) as session:
            for member, url in session.execute(query):
                told.setdefault(member.story_id, []).append((not member.is_lead, url[8:].split(".")[0]))
            counts = dict(session.execute(select(Story.id, Story.article_count)).all())
        assert counts == {story: len(members) for story, members in told.items()}
        assert all(sum(not follows for follows, _ in members) == 1 for members in told.values())
        return {tuple(name for _, name in sorted(members)) for members in told.values()}

    def story_of(self, article_id: int) -> int:
        with reading(self.engine) as session:
            member = session.get(StoryArticle, article_id)
            assert member is not None
            return member.story_id

    def rows(self) -> dict[str, int]:
        with reading(self.engine) as session:
            tables = (StorySignature, StoryBand, StoryPair, StoryArticle, Story)
            return {t.__tablename__: session.scalar(select(func.count()).select_from(t)) or 0 for t in tables}
