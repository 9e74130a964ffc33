"""Stories: copies are one, what only resembles them is not, the order of arrival says nothing, people decide last."""

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, func, select, update
from tests_support import Pantau

from models.errors import PantauError
from models.stories import StoryRow
from pipelines.resolving_stories import merge_stories, resolve_stories, split_story
from pipelines.settling_stories import StoryCounts
from resolve.stories import Likeness, band_keys, likeness, overlap, sign
from resolve.story_groups import Decision, Pair, group_stories
from resolve.story_leads import Teller, lead_of
from storage.engine import open_engine, reading, writing
from storage.filters import Filters
from storage.story_lists import list_stories, story_detail
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

BENCH = Path(__file__).parent.parent / "bench"

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


@pytest.mark.parametrize(
    ("text", "other", "is_copy"),
    [
        (joined(*HARBOUR), EDITED, True),
        (joined(*HARBOUR), joined("Ini fakta baru kapal di muara.", *HARBOUR[1:]), True),
        (joined(*HARBOUR), joined(*HARBOUR[:4]), True),
        (joined(*HARBOUR), joined(*HARBOUR[:5], LAW), True),
        (joined(*HARBOUR, LAW), joined(*BABIES, LAW), False),
        (joined(*HARBOUR), joined(*BABIES, *HARBOUR[5:7]), False),
        (joined(*HARBOUR), joined(*HARBOUR[:2], *BABIES[:2]), False),
        (bulletin(190, 212, 11, 824, 7), bulletin(242, 290, 13, 1006, 9), False),
        (bulletin(190, 212, 11, 824, 7), bulletin(190, 212, 11, 824, 7) + " (red)", True),
        ("Tidak ada kata lain.", joined("Tidak ada kata lain.", *HARBOUR), False),
        ("", "", False),
    ],
    ids=[
        "light edits",
        "new lead",
        "cut tail",
        "cut and law added",
        "only the law",
        "background repeated",
        "brief of two",
        "bulletin of one form",
        "same bulletin",
        "a line",
        "nothing",
    ],
)
def test_copies_are_one_story_and_what_resembles_them_is_not(text: str, other: str, is_copy: bool) -> None:
    first, second = sign(text), sign(other)
    found = likeness(first, second)
    assert (found is not None) is is_copy
    assert not is_copy or set(band_keys(first)) & set(band_keys(second))


def test_dateline_credits_and_case_do_not_matter() -> None:
    plain = sign(joined(*HARBOUR))
    dressed = DATELINE + joined(
        *HARBOUR, "Baca juga: Bidan Gadungan Dibekuk", CREDIT, "Editor: Wira Kelana", "(wkl)"
    )
    assert (
        sign(dressed.upper().replace("KABAR MUARA -", "Kabar Muara -")).shingles.tobytes()
        == plain.shingles.tobytes()
    )
    assert band_keys(sign(dressed)) == band_keys(plain)


def teller(article_id: int, **fields: Any) -> Teller:
    known: dict[str, Any] = {
        "address": f"https://media{article_id}.example/{article_id}",
        "outlet": f"Media {article_id}",
        "source": None,
        "origin": None,
        "published_on": date(2024, 5, 14),
        "published_at": None,
    }
    return Teller(article_id=article_id, **known | fields)


@pytest.mark.parametrize(
    ("tellers", "lead"),
    [
        ([teller(1), teller(2, published_on=date(2024, 5, 13)), teller(3, published_on=None)], 2),
        ([teller(2), teller(1)], 1),
        ([teller(1), teller(2, published_at=datetime(2024, 5, 14, 3, tzinfo=UTC))], 2),
        ([teller(1, origin="Media 2"), teller(2, published_on=date(2024, 5, 20))], 2),
        ([teller(1, origin="ANTARA"), teller(2, outlet=None, address="https://ntt.antaranews.com/b")], 2),
        ([teller(1, origin="Kompas.com"), teller(2, outlet="Kompas"), teller(3)], 2),
        ([teller(1, origin="Media 2"), teller(2, origin="Media 3"), teller(3, published_on=None)], 3),
        ([teller(1, origin="Media 2"), teller(2, origin="Media 1")], 1),
        ([teller(1), teller(2, origin="Media 2"), teller(3, origin="Tidak Ada")], 1),
    ],
)
def test_the_declared_origin_leads_else_the_earliest(tellers: list[Teller], lead: int) -> None:
    assert lead_of(tellers).article_id == lead
    assert lead_of(tellers[::-1]).article_id == lead


def stories_of(
    texts: dict[int, str], *decisions: Decision, order: Random | None = None
) -> set[frozenset[int]]:
    """The stories of some texts, by the keys of their articles."""
    signatures = {article_id: sign(text) for article_id, text in texts.items()}
    pairs = [
        Pair(one, other, alike)
        for one, other in itertools.combinations(texts, 2)
        if (alike := likeness(signatures[one], signatures[other])) is not None
    ]
    tellers = [teller(article_id) for article_id in texts]
    if order is not None:
        order.shuffle(pairs)
        order.shuffle(tellers)
    found = group_stories(tellers, pairs, decisions, lambda a, b: overlap(signatures[a], signatures[b]))
    assert all(sum(member.is_lead for member in story) == 1 for story in found)
    return {frozenset(member.article_id for member in story) for story in found}


def test_a_text_that_holds_two_stories_joins_neither_and_bridges_nothing() -> None:
    texts = {1: joined(*HARBOUR), 2: joined(*BABIES), 3: joined(*HARBOUR, *BABIES), 4: EDITED}
    assert stories_of(texts) == {frozenset({1, 4}), frozenset({2}), frozenset({3})}
    assert stories_of(texts | {5: joined(*BABIES, *HARBOUR)}) == {
        frozenset({1, 4}), frozenset({2}), frozenset({3, 5}),
    }  # fmt: skip


@pytest.mark.parametrize(("held", "is_copy"), [(4, False), (3, True)])
def test_a_copy_that_takes_in_some_of_another_story_stays_a_copy(held: int, is_copy: bool) -> None:
    """Up to a third of it, and without joining that other story."""
    texts = {1: joined(*HARBOUR), 2: joined(*BABIES[:held]), 3: joined(*HARBOUR, *BABIES[:held])}
    alone = {frozenset({1}), frozenset({2}), frozenset({3})}
    assert stories_of(texts) == ({frozenset({1, 3}), frozenset({2})} if is_copy else alone)


def test_a_chain_of_edits_is_not_one_story() -> None:
    """Each of ten tells two thirds of the one before; the first and the last have nothing in common."""
    alike = Likeness(0.66, 0.66)
    pairs = [Pair(at, at + 1, alike) for at in range(10)]
    found = group_stories([teller(at) for at in range(11)], pairs, [], lambda _one, _other: 0.0)
    together = [{member.article_id for member in story} for story in found]
    assert max(max(ids) - min(ids) for ids in together) <= 4


def test_people_part_and_join_and_the_latest_decision_wins() -> None:
    texts = {1: joined(*HARBOUR), 2: EDITED, 3: joined(*HARBOUR[:5]), 4: joined(*BABIES)}
    apart, one = Decision(1, 2, False), Decision(1, 2, True)
    assert frozenset({1, 2, 3}) in stories_of(texts)
    assert stories_of(texts, apart) == {frozenset({1, 3}), frozenset({2}), frozenset({4})}
    assert frozenset({1, 2, 3}) in stories_of(texts, apart, one)
    assert frozenset({2}) in stories_of(texts, one, apart)
    assert stories_of(texts, Decision(3, 4, True)) == {frozenset({1, 2, 3, 4})}
    circle = (Decision(1, 4, True), Decision(4, 2, True), Decision(1, 2, False))
    assert not any({1, 2} <= story for story in stories_of(texts, *circle))


VARIANTS = {
    1: joined(*HARBOUR), 2: EDITED, 3: joined(*HARBOUR[:5]), 4: joined("Kapal ditahan.", *HARBOUR[2:]),
    5: joined(*BABIES), 6: joined(*BABIES[:6]), 7: joined(*HARBOUR, *BABIES), 8: joined(*HARBOUR[:2], *BABIES[:2]),
    9: bulletin(190, 212, 11, 824, 7), 10: bulletin(242, 290, 13, 1006, 9), 11: joined(*BABIES, *HARBOUR), 12: LAW,
}  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(
    chosen=st.sets(st.sampled_from(sorted(VARIANTS)), min_size=2),
    decided=st.lists(
        st.tuples(st.sampled_from(range(1, 13)), st.sampled_from(range(1, 13)), st.booleans()), max_size=4
    ),
    seed=st.integers(0, 999),
)
def test_stories_do_not_hang_on_the_order_of_articles_or_pairs(
    chosen: set[int], decided: list[tuple[int, int, bool]], seed: int
) -> None:
    decisions = [Decision(*decision) for decision in decided if decision[0] != decision[1]]
    texts = {article_id: VARIANTS[article_id] for article_id in sorted(chosen)}
    assert stories_of(texts, *decisions) == stories_of(texts, *decisions, order=Random(seed))


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


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(sorted(VARIANTS)), batch=st.integers(1, 13), cut=st.integers(0, 12))
def test_stored_stories_do_not_hang_on_arrival_or_batches(
    desk: Desk, order: list[int], batch: int, cut: int
) -> None:
    desk.clear()
    for part in (order[:cut], order[cut:]):
        for number in part:
            desk.put(f"media{number:02}", VARIANTS[number], published_on=date(2024, 5, 30 - number))
        desk.resolve(batch)
    assert desk.stories() == {
        ("media04", "media01", "media02", "media03"), ("media06", "media05"), ("media11", "media07"), ("media08",),
        ("media09",), ("media10",), ("media12",),
    }  # fmt: skip


def test_a_story_keeps_its_key_while_it_grows_and_changes(desk: Desk) -> None:
    first, other = desk.put("satu", joined(*HARBOUR)), desk.put("lain", joined(*BABIES))
    assert desk.resolve() == StoryCounts(read=2, new=2)
    key = desk.story_of(first)
    second = desk.put("dua", EDITED, published_on=date(2024, 5, 1))
    desk.put("bukan", joined(*HARBOUR), relevant=False)
    assert desk.resolve() == StoryCounts(read=1, changed=1)
    assert desk.stories() == {("dua", "satu"), ("lain",)}
    assert desk.story_of(second) == desk.story_of(first) == key
    assert desk.resolve() == StoryCounts()

    desk.put("dua", joined(*BABIES))
    assert desk.resolve() == StoryCounts(read=1, changed=2)
    assert desk.stories() == {("satu",), ("dua", "lain")}
    assert (desk.story_of(first), desk.story_of(second)) == (key, desk.story_of(other))

    desk.put("lain", joined(*HARBOUR))
    desk.put("dua", joined(*HARBOUR))
    assert desk.resolve() == StoryCounts(read=2, changed=1, gone=1)
    assert desk.stories() == {("dua", "lain", "satu")}
    assert desk.story_of(other) == key


def test_what_is_deleted_or_not_relevant_any_more_leaves_nothing_behind(desk: Desk) -> None:
    first, second = desk.put("satu", joined(*HARBOUR)), desk.put("dua", EDITED)
    bridge, alone = desk.put("jembatan", joined(*HARBOUR, *BABIES)), desk.put("lain", joined(*BABIES))
    desk.resolve()
    assert desk.stories() == {("dua", "satu"), ("jembatan",), ("lain",)}
    desk.drop(second)
    desk.drop(alone)
    desk.put("satu", joined(*HARBOUR), relevant=False)
    assert desk.resolve() == StoryCounts(changed=0, gone=2)
    assert desk.stories() == {("jembatan",)}
    assert desk.rows() == {
        "story_signatures": 1, "story_bands": 40, "story_pairs": 0, "story_articles": 1, "stories": 1,
    }  # fmt: skip
    assert desk.story_of(bridge) and first


def test_a_bridge_falls_when_what_it_bridged_is_gone(desk: Desk) -> None:
    desk.put("satu", joined(*HARBOUR))
    desk.put("jembatan", joined(*HARBOUR, *BABIES))
    lost = desk.put("lain", joined(*BABIES))
    desk.resolve()
    assert desk.stories() == {("satu",), ("jembatan",), ("lain",)}
    desk.drop(lost)
    assert desk.resolve() == StoryCounts(changed=1, gone=2)
    assert desk.stories() == {("jembatan", "satu")}


def test_the_lead_follows_what_becomes_known(desk: Desk) -> None:
    desk.put("satu", joined(*HARBOUR))
    desk.put("dua", EDITED)
    desk.resolve()
    assert desk.stories() == {("dua", "satu")}
    desk.put("dua", EDITED, origin="Satu")
    assert desk.resolve() == StoryCounts(read=1, changed=1)
    assert desk.stories() == {("satu", "dua")}


def test_a_killed_run_goes_on_where_it_stopped(desk: Desk) -> None:
    for number, text in VARIANTS.items():
        desk.put(f"media{number:02}", text)
    calls = itertools.count()

    def killed() -> None:
        if next(calls) == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        resolve_stories(desk.engine, killed, batch=3)
    assert desk.rows()["story_signatures"] == 6
    assert desk.resolve().read == 6
    whole = desk.stories()
    assert ("media01", "media02", "media03", "media04") in whole
    with writing(desk.engine) as session:
        session.execute(update(StorySignature).values(recipe="stories@0"))
    assert desk.resolve().read == 12
    assert desk.stories() == whole


def test_two_at_once_find_the_same_stories(desk: Desk) -> None:
    for number, text in VARIANTS.items():
        desk.put(f"media{number:02}", text)
    with ThreadPoolExecutor(2) as pool:
        read = [done.read for done in pool.map(desk.resolve, (2, 3))]
    assert sum(read) == len(VARIANTS)
    assert ("media01", "media02", "media03", "media04") in desk.stories()
    assert desk.resolve() == StoryCounts()


def test_decisions_of_people_last(desk: Desk) -> None:
    first, second = desk.put("satu", joined(*HARBOUR)), desk.put("dua", EDITED)
    third, alone = desk.put("tiga", joined(*HARBOUR[:5])), desk.put("lain", joined(*BABIES))
    desk.resolve()
    split = split_story(desk.engine, first, second, reviewer="Rin", comment="peristiwa lain")
    assert desk.stories() == {("satu", "tiga"), ("dua",), ("lain",)}
    merge_stories(desk.engine, second, alone, reviewer="Rin")
    assert desk.stories() == {("satu", "tiga"), ("dua", "lain")}
    with reading(desk.engine) as session:
        reasons = [copy.reason for copy in story_detail(session, desk.story_of(alone))]
    assert reasons == [f"disatukan peninjau dengan #{alone}", f"disatukan peninjau dengan #{second}"]
    desk.put("satu", joined(*HARBOUR) + " Selesai.")
    desk.put("empat", joined(*HARBOUR))
    desk.resolve()
    assert {frozenset(names) for names in desk.stories()} == {
        frozenset({"satu", "tiga", "empat"}), frozenset({"dua", "lain"}),
    }  # fmt: skip
    with writing(desk.engine) as session:
        undone = {"undone_at": datetime.now(UTC), "undone_by": "Rin"}
        session.execute(update(Review).where(Review.id == split).values(**undone))
    desk.resolve()
    assert len(desk.stories()) == 1
    desk.drop(third)
    desk.drop(alone)
    desk.resolve()
    assert {frozenset(names) for names in desk.stories()} == {frozenset({"satu", "dua", "empat"})}


def test_a_decision_needs_two_articles_that_are_there(desk: Desk) -> None:
    first = desk.put("satu", joined(*HARBOUR))
    with pytest.raises(PantauError, match="twice"):
        merge_stories(desk.engine, first, first, reviewer="Rin")
    with pytest.raises(PantauError, match="Article 999 is not stored"):
        split_story(desk.engine, first, 999, reviewer="Rin")
    assert desk.resolve() == StoryCounts(read=1, new=1)


def test_lists_of_stories(desk: Desk) -> None:
    first, second = desk.put("satu", joined(*HARBOUR)), desk.put("dua", joined(*HARBOUR[:4]), origin="Satu")
    desk.put("lain", joined(*BABIES), published_on=date(2024, 6, 1))
    desk.put("lagi", joined(*BABIES), published_on=date(2024, 6, 2))
    desk.resolve()
    with reading(desk.engine) as session:
        rows = list_stories(session, Filters())
        assert [(row.title, row.article_count) for row in rows] == [("Judul lain", 2), ("Judul satu", 2)]
        assert list_stories(session, Filters(until=date(2024, 5, 31), region="ID")) == rows[1:]
        assert list_stories(session, Filters(limit=1)) == rows[:1]
        copies = story_detail(session, rows[1].id)
        assert story_detail(session, 999) == ()
    assert [(copy.article_id, copy.is_lead) for copy in copies] == [(first, True), (second, False)]
    assert [copy.reason for copy in copies] == [f"memuat #{second}", f"sebagian dari #{first}"]
    assert copies[1].similarity == 1.0 and 0.3 < (copies[0].similarity or 0) < 0.6


@pytest.fixture
def filled(pantau: Pantau) -> Iterator[Pantau]:
    engine = open_engine(f"sqlite:///{pantau.database}")
    desk = Desk(engine)
    desk.put("satu", joined(*HARBOUR), title="Kapal [kayu]")
    desk.put("dua", EDITED, published_on=None)
    desk.put("lain", joined(*BABIES))
    desk.resolve()
    engine.dispose()
    yield pantau


def test_the_command_lists_stories_and_shows_one(filled: Pantau) -> None:
    (row,) = filled.json("stories")
    assert list(row) == list(StoryRow.model_fields) and row["article_count"] == 2
    shown = filled("stories", str(row["id"])).out
    assert "Kapal [kayu]" in shown and "teksnya hampir sama dengan #1" in shown
    assert [copy["article_id"] for copy in filled.json("stories", str(row["id"]))] == [1, 2]
    assert "Kapal [kayu]" in filled("stories").out
    assert filled("stories", "--csv").out.splitlines()[0] == ",".join(StoryRow.model_fields)
    for number in ("99", str(10**12)):
        wrong = filled("stories", number)
        assert wrong.code == 2 and f"There is no story {number}" in wrong.err


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The benchmark's script as a module."""
    import importlib

    monkeypatch.syspath_prepend(str(BENCH))
    return importlib.import_module("stories")


def test_generated_copies_are_found_and_nothing_else_in_whatever_order(
    tmp_path: Path, bench: ModuleType
) -> None:
    articles = bench.Corpus(300, seed=4).articles
    found = []
    for name, order in (("a", articles), ("b", bench.shuffled(articles, 5))):
        engine = open_engine(f"sqlite:///{tmp_path / name}.db")
        bench.in_parts(engine, order, len(found) + 1, 200 - 70 * len(found))
        found.append(bench.partition(engine))
        engine.dispose()
    precision, recall = bench.scores(articles, found[0])
    assert precision >= 0.99 and recall >= 0.95
    assert found[1] == found[0]
