"""Officials to persons: names compared, homonyms kept apart, decisions that last, on both back ends."""

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, func, select, update
from tests_support import Pantau

from models.article import Article
from models.errors import PantauError
from models.fact import Facts
from models.stored import ImportedFile
from models.vocabulary import OfficialKind, PairStatus, ReviewAction, ReviewStatus, SubjectKind
from pipelines.resolving_persons import resolve_persons
from pipelines.reviewing_persons import keep_apart, merge_persons, split_person
from resolve.person_names import compare_names, name_key
from resolve.person_profiles import Naming, Profile
from resolve.persons import resolve_profiles
from resolve.posts import rank_height, read_office
from storage.articles import save_extraction
from storage.documents import import_document, waiting
from storage.engine import open_engine, reading, writing
from storage.filters import Filters
from storage.person_decisions import add_decision
from storage.queries import list_figures
from storage.reviews import redo, undo
from storage.tables import (
    ArticleVersion,
    Extraction,
    FigureRecord,
    OfficialRecord,
    PersonAnchor,
    PersonLink,
    PersonPair,
    PersonRecord,
    Position,
    Review,
    StoredArticle,
)
from storage.types import now

BENCH = Path(__file__).parent.parent / "bench"


# -- names


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("Drs. H. Mochamad Soerjadi Widjaja, S.H., M.Si", "muhamad suryadi wijaya"),
        ("KOMBES POL ACHMAD HUSAINI SIK", "ahmad husaini"),
        ("Yosef bin Amat (Yos)", "yosef amat"),
        ("A.H. Lubis", "a h lubis"),
        ("Deddy alias Boti", "dedi"),
        ("...", ""),
    ],
)
def test_a_name_is_known_by_its_words_as_they_sound(printed: str, key: str) -> None:
    assert name_key(printed) == key


PIECES = ("Moch.", "Widjaja", "H.", "S.H.", "M.", "Sitti", "Tjokro", "Dr.", "bin", "Ma", "Oey", "Jj", "Phthy")


@given(st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join))
def test_a_key_is_its_own_key(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)


@given(
    st.permutations(["S.H.", "M.Si", "S.Sos.", "Ph.D", "SIK"]), st.permutations(["Dr.", "H.", "Ir.", "KH"])
)
def test_the_order_of_degrees_and_honorifics_does_not_matter(after: list[str], before: list[str]) -> None:
    assert name_key(f"{' '.join(before)} Marten Tefa, {', '.join(after)}") == "marten tefa"


def test_a_name_of_3000_characters_and_one_of_broken_characters_have_keys_that_fit_an_index() -> None:
    for name in ("Sri " * 750, "x" * 3000, "\ud800 Sri\0Rahayu", "𐍈" * 3000):
        assert len(name_key(name).encode("utf-8", "replace")) < 2000


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Ahmad Husaini", "Husaini", True),
        ("Ahmad H.", "Ahmad Husaini", True),
        ("M. Ali Akbar", "Muhammad Ali Akbar", True),
        ("Nurhayati", "Nur Hayati", True),
        ("Sri Purwaningsih", "Purwaningish", True),
        ("Yulianto", "Yulianti", False),
        ("Ahmad Husaini", "Ahmad Hidayat", False),
        ("B. Husaini", "Ahmad Husaini", False),
    ],
)
def test_names_agree_word_by_word(one: str, other: str, is_same: bool) -> None:
    assert (compare_names(name_key(one), name_key(other)) is not None) is is_same


def test_offices_are_read_under_one_key() -> None:
    kapolres = [
        read_office(*printed, "53")
        for printed in (
            ("Kapolres Ende", None),
            ("Plt. Kepala Kepolisian Resor Ende", "Polres Ende"),
            ("mantan Kapolres Ende", None),
        )
    ]
    assert {(office.post, office.region) for office in kapolres} == {("kapolres", "53.08")}
    assert [(o.is_acting, o.is_former) for o in kapolres] == [(False, False), (True, False), (False, True)]
    assert {
        read_office(title, None, "52.02").post
        for title in ("Kepala DP3AP2KB Lombok Tengah", "Kadis Pemberdayaan Perempuan dan Perlindungan Anak")
    } == {"kepala_dp3a"}
    assert rank_height("Komisaris Besar Polisi") == rank_height("Kombes Pol.") == rank_height("Kolonel (Mar)")


# -- who is who, without a database


def profile(
    number: int, name: str, title: str | None, place: str, day: str, rank: str | None = None
) -> Profile:
    naming = Naming(number, name, title, rank, None, OfficialKind.OFFICIAL, place)
    return Profile.of(number, naming, naming.digest(), date.fromisoformat(day), date.fromisoformat(day))


def groups(*profiles: Profile) -> set[frozenset[int]]:
    found = resolve_profiles(profiles, {}).groups
    return {frozenset(profiles[index].id for index in group) for group in found}


def test_one_person_by_part_of_the_name_and_office_and_two_by_province() -> None:
    told = [
        profile(1, "Sri Wulandari", "Penjabat Wali Kota Jambi", "15.71", "2024-11-20"),
        profile(2, "Sri", "Pj Wali Kota Jambi", "15.71", "2024-11-25"),
        profile(3, "SRI WULANDARI, S.Sos", None, "15.71", "2024-12-02"),
        profile(4, "Ahmad Husaini", "Kepala Dinas Sosial Tanjungpinang", "21.72", "2022-11-23"),
        profile(5, "Achmad Husaini", "Kepala Dinas Sosial Kabupaten Ende", "53.08", "2022-11-23"),
    ]
    assert groups(*told) == {frozenset({1, 2, 3}), frozenset({4}), frozenset({5})}
    assert groups(*told[::-1]) == groups(*told)


def test_an_officer_who_may_have_been_moved_to_another_province_is_doubtful() -> None:
    told = (
        profile(1, "Andreas Nong Lewar", "Kapolres Ende", "53.08", "2022-03-01", "AKBP"),
        profile(2, "Andreas Nong Lewar", "Dirreskrimum Polda Maluku", "81", "2025-03-01", "Kombes Pol"),
    )
    resolution = resolve_profiles(told, {})
    assert len(resolution.groups) == 2 and len(resolution.doubts) == 1
    fallen = profile(2, "Andreas Nong Lewar", "Kasat Reskrim Polres Ambon", "81.71", "2025-03-01", "AKP")
    assert not resolve_profiles((told[0], fallen), {}).doubts


def test_a_half_name_does_not_glue_two_people_together() -> None:
    told = (
        profile(1, "Yosef Lewar", "Kapolres Ende", "53.08", "2020-03-01", "AKBP"),
        profile(2, "Lewar", "Kapolres Ende", "53.08", "2021-03-01", "AKBP"),
        profile(3, "Maria Lewar", "Kapolres Ende", "53.08", "2022-03-01", "AKBP"),
    )
    assert not any({1, 3} <= group for group in groups(*told))


def test_nobody_heads_two_regions_at_a_time() -> None:
    told = (
        profile(1, "Petrus Kleden Ola", "Bupati Ende", "53.08", "2022-03-01"),
        profile(2, "Petrus Kleden Ola", "Bupati Sikka", "53.07", "2022-03-01"),
    )
    assert len(groups(*told)) == 2 and not resolve_profiles(told, {}).doubts


def test_a_generated_register_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small one of the register that bench/persons.py measures; floors drop on purpose only."""
    monkeypatch.syspath_prepend(str(BENCH))
    bench = importlib.import_module("persons")
    told = bench.make_namings(bench.make_register(300, 3), 2400, 3)
    found = bench.measure(told)
    assert found.f1 >= 0.95 and found.false_merges < 0.005
    assert bench.b_cubed([1, 1, 2], [1, 2, 2]) == pytest.approx((2 / 3, 2 / 3))


# -- stored


@dataclass(frozen=True)
class Told:
    """An official of an article."""

    name: str
    title: str | None
    agency: str | None = None
    rank: str | None = None


KADIS = Told("Yosef Lamawuran", "Kepala Dinas Sosial Kabupaten Ende", "Dinas Sosial Kabupaten Ende")


def publish(
    engine: Engine, *articles: Sequence[Told], place: str = "53.08", start: int = 1, by: str = "rules@1"
) -> None:
    """Stores articles that name officials, each of whom also says a word; again with another extractor."""
    written = {f"{number}.txt": (number, officials) for number, officials in enumerate(articles, start=start)}
    texts = {path: _text(number, officials) for path, (number, officials) in written.items()}
    for path, text in texts.items():
        import_document(engine, ImportedFile(path=path, body=text.encode(), content_type="text/plain"))
    for document in waiting(engine, by):
        if document.path in written:
            number, officials = written[document.path]
            text = texts[document.path]
            article = {
                "url": f"https://uji.example/{number}", "source": "uji", "outlet": "Uji", "title": f"Berita {number}",
                "author": None, "published_at": None, "published_on": date(2023, 1, number % 28 + 1), "text": text,
                "language": "id",
            }  # fmt: skip
            facts = _facts(text, officials, place, by)
            save_extraction(engine, document.document_id, Article.model_validate(article), facts)


def _text(number: int, officials: Sequence[Told]) -> str:
    return f"Kasus TPPO ke-{number} dibahas. " + " ".join(f"{told.name} berkata: baik." for told in officials)


def _facts(text: str, officials: Sequence[Told], place: str, extractor: str) -> Facts:
    def at(quote: str) -> dict[str, object]:
        start = text.index(quote)
        return {"start": start, "end": start + len(quote), "quote": quote, "rule": "test.by_hand@1"}

    found = [{**at(told.name), **vars(told), "kind": "official", "mentions": []} for told in officials]
    said = [
        {**at("baik"), "text": "baik", "speaker": t.name, "kind": "direct", "cue": "berkata"}
        for t in officials
    ]
    return Facts.model_validate(
        {
            "relevance": {"is_relevant": True, "score": 2.5, "rule": "relevance.lexicon@1", "hits": []},
            "topics": [], "place": {"code": place, "name": "X", "province": "Y"}, "officials": found,
            "agencies": [], "dates": [], "figures": [], "statements": said, "laws": [], "extractor": extractor,
        }
    )  # fmt: skip


def test_figures_are_found_by_every_name_of_who_told_them(engine: Engine) -> None:
    publish(engine, [KADIS], [Told("Yosef", "Kadinsos Ende")], [Told("Maria Tefa", "Kapolres Ende")])
    resolve_persons(engine)
    with writing(engine) as session:
        for number, credit in enumerate(("Yosef Lamawuran", "Yosef", "Maria Tefa"), start=1):
            place = {"start": 0, "end": 5, "quote": "Kasus", "rule": "test.by_hand@1", "value": number}
            period = {"unit": "kasus", "topic": "tppo", "period_kind": "incident", "is_approximate": False}
            extraction = session.scalars(
                select(Extraction.id).join(ArticleVersion).where(ArticleVersion.article_id == number)
            ).one()
            session.add(FigureRecord(extraction_id=extraction, credited_to=credit, **place, **period))

    def told(official: str, **more: Any) -> list[int]:
        asked = Filters(official=official, official_words=tuple(name_key(official).split()), **more)
        with reading(engine) as session:
            return sorted(int(row.value or 0) for row in list_figures(session, asked))

    assert told("Lamawuran") == told("Joseph Lamawoeran") == told("yosef") == [1, 2]
    assert told("Lamawuran", only_public=True) == [1, 2]
    assert told("Maria") == [3] and told("Rina") == []
    assert told("kepala dinas") == [1], "an office is not a name"


def persons_of(engine: Engine) -> dict[int, int]:
    """Person of the first official of each article."""
    with reading(engine) as session:
        rows = session.execute(select(PersonAnchor.article_id, PersonAnchor.person_id)).all()
    return dict(rows)


def count(engine: Engine, table: type[object]) -> int:
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_officials_become_persons_with_offices_and_reasons(engine: Engine) -> None:
    publish(engine, [KADIS], [Told("Yosef", "Kadinsos Ende")], [Told("Drs. Yosef Lamawuran, M.Si", None)],
            [Told("Yosef Lamawuran", "Bupati Tolikara", "Pemkab Tolikara")])  # fmt: skip
    told: list[int] = []
    counts = resolve_persons(engine, told.append)
    assert (counts.officials, sorted(told)) == (4, [1, 2, 3, 4])
    persons = persons_of(engine)
    assert persons[1] == persons[2] == persons[3] != persons[4]
    with reading(engine) as session:
        assert session.get_one(PersonRecord, persons[1]).name in {
            "Yosef Lamawuran",
            "Drs. Yosef Lamawuran, M.Si",
        }
        position = session.scalars(select(Position).where(Position.person_id == persons[1])).one()
        links = session.scalars(select(PersonLink).where(PersonLink.person_id == persons[1])).all()
    assert (position.post_key, position.region_code, position.article_count) == ("kepala_dinsos", "53.08", 2)
    assert (position.first_seen_on, position.last_seen_on) == (date(2023, 1, 2), date(2023, 1, 3))
    assert all(link.score >= 0.85 and any("name" in reason for reason in link.reasons) for link in links)
    assert resolve_persons(engine).officials == 0


def test_what_comes_in_two_parts_in_any_order_gives_the_same_persons(engine: Engine) -> None:
    register = [
        [KADIS], [Told("Y. Lamawuran", "Kadinsos Ende")], [Told("Lamawuran", "Kepala Dinas Sosial Ende")],
        [Told("Maria Lamawuran", "Kadinsos Ende")], [Told("Yosef Lamawuran", None)],
        [Told("Rustam", None)], [Told("Rustam Effendi", "Kapolres Ende", None, "AKBP")],
        [Told("Rustam", "Kapolres Ende", None, "AKBP")],
    ]  # fmt: skip
    for number in (5, 8, 2, 4, 7, 1, 6, 3):
        publish(engine, register[number - 1], start=number)
        resolve_persons(engine)
    with reading(engine) as session:
        urls = session.execute(select(StoredArticle.id, StoredArticle.url)).all()
    number_of = {article: int(str(url).rsplit("/", 1)[1]) for article, url in urls}
    stepwise = partition({number_of[article]: person for article, person in persons_of(engine).items()})
    with writing(engine) as session:
        for table in (PersonLink, PersonAnchor, Position, PersonPair):
            session.execute(delete(table))
    resolve_persons(engine)
    assert stepwise == partition({number_of[a]: person for a, person in persons_of(engine).items()})
    assert {7, 8} in stepwise and any({1, 2, 5} <= group and 4 not in group for group in stepwise)


def partition(persons: dict[int, int]) -> list[set[int]]:
    found: dict[int, set[int]] = {}
    for article, person in persons.items():
        found.setdefault(person, set()).add(article)
    return sorted(found.values(), key=min)


def test_ids_survive_a_new_extraction(engine: Engine) -> None:
    publish(engine, [KADIS], [Told("Rustam Effendi", "Kapolres Ende")])
    resolve_persons(engine)
    before = persons_of(engine)
    newer = Told("Yosef Lamawuran", "Kepala Dinas Sosial Kabupaten Ende", "Dinas Sosial", "AKBP")
    publish(engine, [newer], [Told("Rustam Effendi", "Kapolres Ende")], by="rules@2")
    assert resolve_persons(engine).officials == 2
    assert persons_of(engine) == before
    assert count(engine, PersonLink) == 2


def test_decisions_last_and_can_be_taken_back(engine: Engine) -> None:
    publish(engine, [KADIS], [KADIS], [Told("Maria Tefa", "Kapolres Ende")], [KADIS])
    resolve_persons(engine)
    persons = persons_of(engine)
    kadis, kapolres = persons[1], persons[3]
    review = merge_persons(engine, kadis, kapolres, reviewer="Ani", comment="orang yang sama")
    assert len(set(persons_of(engine).values())) == 1
    publish(engine, [KADIS], [KADIS], [Told("Maria Tefa", "Kapolres Ende")], [KADIS], by="rules@2")
    resolve_persons(engine)
    assert len(set(persons_of(engine).values())) == 1
    publish(
        engine,
        [Told("Y. Lamawuran", "Kadinsos Ende")],
        [Told("M. Tefa", "Kapolres Ende")],
        start=11,
        by="rules@2",
    )
    resolve_persons(engine)
    assert len(set(persons_of(engine).values())) == 1, "whoever is like one half of the person is he"
    undo(engine, review, by="Budi")
    resolve_persons(engine)
    assert persons_of(engine)[1] != persons_of(engine)[3]
    with pytest.raises(PantauError, match="was undone by Budi"):
        undo(engine, review, by="Budi")

    split = split_person(engine, persons_of(engine)[1], [(4, "Yosef Lamawuran")], reviewer="Ani")
    after = persons_of(engine)
    assert after[1] == after[2] != after[4]
    publish(engine, [KADIS], [KADIS], [Told("Maria Tefa", "Kapolres Ende")], [KADIS], [KADIS], by="rules@3")
    resolve_persons(engine)
    after = persons_of(engine)
    assert after[1] == after[2] == after[5] != after[4]
    undo(engine, split, by="Budi")
    resolve_persons(engine)
    after = persons_of(engine)
    assert after[1] == after[4]
    redo(engine, split, by="Ani")
    resolve_persons(engine)
    after = persons_of(engine)
    assert after[1] == after[2] == after[5] != after[4]


def test_merging_in_a_circle_is_harmless(engine: Engine) -> None:
    people = [
        Told("Yosef Tefa", "Kapolres Ende"),
        Told("Maria Bria", "Bupati Ende"),
        Told("Rustam", "Sekda Ende"),
    ]
    publish(engine, *([one] for one in people))
    resolve_persons(engine)
    persons = persons_of(engine)
    merge_persons(engine, persons[1], persons[2], reviewer="Ani")
    yosef, maria, rustam = (1, "yosef tefa"), (2, "maria bria"), (3, "rustam")
    with writing(engine) as session:  # as others would say it who decide at the same time
        for one, other in ((maria, yosef), (maria, rustam), (rustam, yosef)):
            add_decision(session, ReviewAction.MERGE, [one], [other], [], "Budi", None)
        session.execute(delete(PersonLink))
    resolve_persons(engine)
    after = persons_of(engine)
    assert len(set(after.values())) == 1 and count(engine, PersonRecord) == 1
    with pytest.raises(PantauError, match="with himself"):
        merge_persons(engine, after[1], after[1], reviewer="Ani")
    with pytest.raises(PantauError, match="no person 999"):
        merge_persons(engine, after[1], 999, reviewer="Ani")


def test_doubtful_pairs_wait_and_a_decided_one_does_not_come_back(engine: Engine) -> None:
    publish(engine, [Told("Andreas Nong Lewar", "Kapolres Ende", None, "AKBP")])
    publish(
        engine, [Told("Andreas Nong Lewar", "Kapolres Maluku Tengah", None, "AKBP")], place="81.01", start=2
    )
    assert resolve_persons(engine).doubtful == 1
    persons = persons_of(engine)
    keep_apart(engine, persons[1], persons[2], reviewer="Ani")
    publish(engine, [Told("Andreas Nong Lewar", "Kapolres Ende", None, "AKBP")], start=3)
    resolve_persons(engine)
    with reading(engine) as session:
        assert [pair.status for pair in session.scalars(select(PersonPair))] == [PairStatus.DECIDED]


def test_what_a_review_changed_or_a_publisher_took_down_counts_no_more(engine: Engine) -> None:
    publish(engine, *[[KADIS]] * 4)
    resolve_persons(engine)
    with writing(engine) as session:
        officials = session.scalars(select(OfficialRecord).order_by(OfficialRecord.id)).all()
        officials[0].review_status = ReviewStatus.REJECTED
        officials[1].review_status, officials[1].name = ReviewStatus.CORRECTED, "Maria Tefa"
        for official in officials[:2]:
            session.add(
                Review(
                    subject_kind=SubjectKind.OFFICIAL, action=ReviewAction.CORRECT, fact_id=official.id, subject={},
                    reviewer="Ani", created_at=now(),
                )
            )  # fmt: skip
        session.execute(update(StoredArticle).where(StoredArticle.id == 4).values(removed_at=now()))
    assert resolve_persons(engine).officials == 1
    with reading(engine) as session:
        told = session.execute(select(PersonRecord.name, Position.article_count).join(Position)).all()
    assert sorted(map(tuple, told)) == [("Maria Tefa", 1), ("Yosef Lamawuran", 1)]
    with writing(engine) as session:
        session.execute(update(StoredArticle).values(removed_at=None))
        session.execute(delete(Extraction).where(Extraction.id == 3))
    resolve_persons(engine)
    with reading(engine) as session:
        assert sorted(session.scalars(select(Position.article_count))) == [1, 1]
        assert session.scalar(select(func.count(PersonLink.official_id))) == 2


def test_the_command_lists_persons_one_person_and_the_pairs_in_doubt(pantau: Pantau) -> None:
    engine = open_engine(f"sqlite:///{pantau.database}")
    publish(
        engine,
        [KADIS],
        [Told("Yosef", "Kadinsos Ende")],
        [Told("Andreas Nong Lewar", "Kapolres Ende", None, "AKBP")],
    )
    publish(
        engine, [Told("Andreas Nong Lewar", "Kapolres Maluku Tengah", None, "AKBP")], place="81.01", start=4
    )
    resolve_persons(engine)
    engine.dispose()
    (kadis,) = pantau.json("officials", "--search", "Joseph Lamawoeran")
    assert (kadis["name"], kadis["article_count"], kadis["statement_count"]) == ("Yosef Lamawuran", 2, 2)
    assert [office["post_key"] for office in kadis["positions"]] == ["kepala_dinsos"]
    assert {row["id"] for row in pantau.json("officials", "--region", "NTT", "--agency", "dinas sosial")} == {
        kadis["id"]
    }
    detail = pantau.json("officials", str(kadis["id"]))
    assert [naming["name"] for naming in detail["namings"]] == ["Yosef", "Yosef Lamawuran"]
    assert all(naming["score"] >= 0.85 and naming["reasons"] for naming in detail["namings"])
    (pair,) = pantau.json("officials", "doubtful")
    assert pair["name"] == pair["other_name"] == "Andreas Nong Lewar" and 0.5 <= pair["score"] < 0.85
    for arguments in ((), (str(kadis["id"]),), ("doubtful",)):
        table, rows = pantau("officials", *arguments), pantau("officials", *arguments, "--csv")
        assert (table.code == rows.code == 0 and "Lamawuran" in table.out) or "Lewar" in table.out
        assert len(rows.out.splitlines()) > 1
    for arguments in (
        ("9999",),
        ("budi",),
        ("doubtful", "--search", "x"),
        ("--search", "..."),
        ("99999999999",),
    ):
        done = pantau("officials", *arguments)
        assert done.code == 2 and done.err.startswith("pantau: ")
