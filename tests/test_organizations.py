"""Bodies: what agencies of articles mean, and how that is stored, merged and shown."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import Engine, func, select
from tests_support import Pantau

from models.article import Article
from models.errors import PantauError
from models.fact import Facts
from models.listing import Kind
from models.organization import ArticleAgency, OrganizationEntry
from models.stored import ImportedFile
from models.vocabulary import AgencyType
from pipelines.resolving_organizations import resolve_organizations
from pipelines.resolving_persons import resolve_persons
from resolve.organizations import register, resolve_agencies
from storage.articles import save_extraction
from storage.documents import import_document, waiting
from storage.engine import open_engine, reading, writing
from storage.filters import Filters
from storage.listing import Question, count_rows_of, list_page
from storage.organization_reviews import merge_organizations, split_organization
from storage.registers import list_organizations, organization_detail
from storage.reviews import undo
from storage.tables import AgencyLink, AgencyRecord, Organization, Review, StoredArticle

Story = Callable[..., tuple[Article, Facts]]
CASES = yaml.safe_load((Path(__file__).parent / "organization_cases.yml").read_text(encoding="utf-8"))


def above(entry: OrganizationEntry) -> list[str]:
    return [entry.parent.key, *above(entry.parent)] if entry.parent else []


@pytest.mark.parametrize(
    "case", CASES["agencies"], ids=lambda case: f"{case['name']} {case.get('place', '')}"
)
def test_an_agency_is_the_body_that_its_words_and_its_article_mean(case: dict[str, Any]) -> None:
    beside = [ArticleAgency(name=name, type="police") for name in case.get("beside", ())]
    agency = ArticleAgency(name=case["name"], type=case["type"], posts=tuple(case.get("posts", ())))
    found = resolve_agencies([agency, *beside], case.get("place", "53.08"))[0]
    assert (found and found.organization.key) == case["key"]
    if found is not None:
        assert found.reason and found.score <= case.get("at_most", 1)
        assert "above" not in case or above(found.organization) == case["above"]


def test_what_the_name_says_is_surer_than_what_the_place_says() -> None:
    named, bare = resolve_agencies(
        [ArticleAgency(name=name, type="police") for name in ("Polres Ende", "Polres")], "53.08"
    )
    assert named and bare and named.organization.key == bare.organization.key
    assert named.score > bare.score and "tempat berita Kabupaten Ende" in bare.reason


def test_former_names_are_dated() -> None:
    ministry = next(entry for entry in register() if entry.key == "kp2mi")
    spans = {name.name: (name.valid_from, name.valid_until) for name in ministry.names}
    assert str(spans["BNP2TKI"][1]) == "2019-12-30" and str(spans["BP2MI"][0]) == "2019-12-31"
    assert str(spans["KP2MI"][0]) == "2024-10-21" and spans["KP2MI"][1] is None


@pytest.fixture
def add(story: Story) -> Callable[..., int]:
    """Stores an article that names agencies; gives its number. `again` is another version of the extractor."""

    def store(
        engine: Engine, *agencies: tuple[str, str | None, str], url: str, place: str = "53.08",
        again: str = "rules@1", **fields: Any,
    ) -> int:  # fmt: skip
        article, facts = story(url=url, place=(place, "uji", "uji"), extractor=again, **fields)
        made = [
            facts.agencies[0].model_copy(update={"name": name, "acronym": acronym, "type": AgencyType(kind)})
            for name, acronym, kind in agencies
        ]
        body = f"{url} {again}".encode()
        import_document(engine, ImportedFile(path=f"{url}.txt", body=body, content_type="text/plain"))
        document = list(waiting(engine, again))[-1]
        whole = facts.model_copy(update={"agencies": tuple(made)})
        save_extraction(engine, document.document_id, article, whole)
        with reading(engine) as session:
            return session.scalars(select(StoredArticle.id).where(StoredArticle.url == url)).one()

    return store


def links(engine: Engine) -> dict[str, str]:
    """Name of the agency -> key of the body; of several, the last."""
    with reading(engine) as session:
        query = (
            select(AgencyRecord.name, Organization.key)
            .join(AgencyLink, AgencyLink.agency_id == AgencyRecord.id)
            .join(Organization, Organization.id == AgencyLink.organization_id)
            .order_by(AgencyRecord.id)
        )
        return dict(session.execute(query).all())


WOMEN, NGO, POLICE = "women_child_protection", "ngo", "police"


def test_bodies_grow_from_articles_and_a_second_pass_changes_nothing(
    engine: Engine, add: Callable[..., int]
) -> None:
    add(engine, ("DP3A Ende", "DP3A", WOMEN), ("Polres", None, POLICE), url="https://a.example/1")
    long = "Dinas Pemberdayaan Perempuan dan Perlindungan Anak Kabupaten Ende"
    add(engine, (long, "DPPPA", WOMEN), ("KJRI", None, "other"), url="https://a.example/2")
    seen: list[int] = []
    counts = resolve_organizations(engine, on_article=seen.append)
    assert (counts.articles, counts.linked, counts.unplaced) == (2, 3, 1) and len(seen) == 2
    assert links(engine) == {
        "DP3A Ende": "dinas ppa:53.08", "Polres": "polres:53.08", long: "dinas ppa:53.08",
    }  # fmt: skip
    with reading(engine) as session:
        office, *_ = list_organizations(session, region="53.08", search="dp3a")
        assert (office.name, office.articles, office.parent) == (long, 2, "Pemerintah Kabupaten Ende")
        assert {"DP3A Ende", "DPPPA"} <= {name.name for name in office.names}
        before = session.scalar(select(func.count(Organization.id)))
    assert resolve_organizations(engine).linked == 0
    with reading(engine) as session:
        assert session.scalar(select(func.count(Organization.id))) == before


def test_a_body_keeps_its_key_and_number_when_articles_are_extracted_again(
    engine: Engine, add: Callable[..., int]
) -> None:
    add(engine, ("Polres Ende", None, POLICE), url="https://a.example/1")
    resolve_organizations(engine)
    with reading(engine) as session:
        first = session.scalar(select(AgencyLink.organization_id))
    add(engine, ("Polres Ende", None, POLICE), url="https://a.example/1", again="rules@2")
    with reading(engine) as session:
        assert session.scalar(select(func.count(AgencyLink.agency_id))) == 0
    assert resolve_organizations(engine).linked == 1
    with reading(engine) as session:
        assert session.scalar(select(AgencyLink.organization_id)) == first


@pytest.mark.parametrize("long_first", [True, False])
def test_an_acronym_alone_is_the_body_of_the_province_that_bears_it(
    engine: Engine, add: Callable[..., int], long_first: bool
) -> None:
    named = ("Jejaring Sahabat Perantau Timur", "JSPT", NGO)
    given = [named, ("JSPT", None, NGO)] if long_first else [("JSPT", None, NGO), named]
    for number, agency in enumerate(given):
        add(engine, agency, url=f"https://a.example/{number}")
        resolve_organizations(engine)
    add(engine, ("JSPT", None, NGO), url="https://a.example/far", place="35.07")
    resolve_organizations(engine)
    with reading(engine) as session:
        counts = {row.key: row.articles for row in list_organizations(session, kind="ngo") if row.articles}
    assert counts == {"jejaring sahabat perantau timur:53": 2, "jspt:35.07": 1}


def test_a_merge_by_a_person_lasts_until_it_is_undone(engine: Engine, add: Callable[..., int]) -> None:
    one, two = ("Rumah Aman Mawar Ende", None, NGO), ("Rumah Aman Melati Ende", None, NGO)
    add(engine, one, url="https://a.example/1")
    add(engine, two, url="https://a.example/2")
    resolve_organizations(engine)
    key_one, key_two = (links(engine)[agency[0]] for agency in (one, two))
    assert key_one != key_two
    review = merge_organizations(engine, key_one, key_two, reviewer="Ina", comment="pindah nama")
    assert links(engine)[one[0]] == key_two
    add(engine, one, url="https://a.example/1", again="rules@2")
    add(engine, one, url="https://a.example/3")
    resolve_organizations(engine)
    assert links(engine)[one[0]] == key_two
    with pytest.raises(PantauError, match="are one already"):
        merge_organizations(engine, key_two, key_one, reviewer="Ina")  # a circle
    undo(engine, review, by="Budi")
    resolve_organizations(engine)
    assert links(engine) == {one[0]: key_one, two[0]: key_two}
    with pytest.raises(PantauError, match="was undone"):
        undo(engine, review, by="Budi")
    with reading(engine) as session:
        row = session.get_one(Review, review)
        assert (row.reviewer, row.undone_by, row.comment) == ("Ina", "Budi", "pindah nama")


def test_merges_in_a_chain_end_at_the_last_body(engine: Engine, add: Callable[..., int]) -> None:
    names = [f"Yayasan Uji {word} Ende" for word in ("Satu", "Dua", "Tiga")]
    for name in names:
        add(engine, (name, None, NGO), url=f"https://a.example/{name}")
    resolve_organizations(engine)
    keys = [links(engine)[name] for name in names]
    merge_organizations(engine, keys[0], keys[1], reviewer="Ina")
    merge_organizations(engine, keys[1], keys[2], reviewer="Ina")
    with writing(engine) as session:
        session.query(AgencyLink).delete()
    resolve_organizations(engine)
    assert set(links(engine).values()) == {keys[2]}
    with pytest.raises(PantauError, match="no organization has the key"):
        merge_organizations(engine, "tidak ada", keys[2], reviewer="Ina")


def test_a_split_by_a_person_lasts(engine: Engine, add: Callable[..., int]) -> None:
    agency = ("Forum Perempuan Pesisir Timur", None, NGO)
    first = add(engine, agency, url="https://a.example/1")
    other = add(engine, agency, url="https://a.example/2")
    resolve_organizations(engine)
    key = links(engine)[agency[0]]
    split_organization(
        engine, key, article_ids=[other], name="Forum Perempuan Pesisir Timur (Maumere)", reviewer="Ina"
    )
    with writing(engine) as session:
        session.query(AgencyLink).delete()
    resolve_organizations(engine)
    with reading(engine) as session:
        counts = {row.key: row.articles for row in list_organizations(session, search="pesisir")}
    assert counts == {key: 1, f"{key}/2": 1} and first != other
    with pytest.raises(PantauError, match="in none of the articles"):
        split_organization(engine, key, article_ids=[other], name="x", reviewer="Ina")


def test_hostile_names_are_stored_and_harm_nobody(engine: Engine, add: Callable[..., int]) -> None:
    """3,000 characters, NUL, words that only look like SQL, nothing but marks."""
    names = [
        f"Yayasan {'Panjang ' * 375}",
        "Yayasan Nol\x00 Timur Jauh",
        "Yayasan %' OR 1=1 --",
        "---",
    ]
    add(engine, *((name, name[:2500], NGO) for name in names), url="https://a.example/1")
    assert resolve_organizations(engine).linked == 3
    assert resolve_organizations(engine).linked == 0
    with reading(engine) as session:
        rows = list_organizations(session, kind="ngo")
        assert len(rows) == 3 and max(len(row.key) for row in rows) <= 200
        assert max(len(row.name) for row in rows) <= 300
        assert [row.name for row in list_organizations(session, search="%' or")] == [names[2]]


def test_two_runs_at_once_make_each_body_once(engine: Engine, add: Callable[..., int]) -> None:
    for number in range(6):
        add(
            engine,
            ("DP3A Ende", "DP3A", WOMEN),
            ("Polsek Ndona", None, POLICE),
            url=f"https://a.example/{number}",
        )
    with ThreadPoolExecutor(2) as pool:
        for run in [pool.submit(resolve_organizations, engine) for _ in range(2)]:
            run.result()
    with reading(engine) as session:
        assert session.scalar(select(func.count(AgencyLink.agency_id))) == 12
        found = [row.articles for row in list_organizations(session, region="53.08") if row.articles]
        assert found == [6, 6]


def test_articles_that_were_taken_down_are_not_counted(engine: Engine, add: Callable[..., int]) -> None:
    number = add(engine, ("Polres Ende", None, POLICE), url="https://a.example/1")
    resolve_organizations(engine)
    with writing(engine) as session:
        session.get_one(StoredArticle, number).removed_at = datetime(2024, 5, 1, tzinfo=UTC)
    with reading(engine) as session:
        (row,) = list_organizations(session, search="Polres Ende")
        detail = organization_detail(session, row.id)
        for asked, keys in (
            (Question(Kind.AGENCIES), []),
            (Question(Kind.AGENCIES, "polres ende"), [row.key]),
            (Question(Kind.AGENCIES, filters=Filters(agency="Polres Ende")), [row.key]),
            (Question(Kind.AGENCIES, filters=Filters(agency_id=row.id)), [row.key]),
        ):
            assert [body.key for body in list_page(session, asked).rows] == keys
            assert count_rows_of(session, asked).count == len(keys)
        assert list_organizations(session) == []
    assert row.articles == 0 and detail is not None and detail.officials == ()


def test_the_verb_lists_and_shows_bodies(pantau: Pantau, add: Callable[..., int]) -> None:
    engine = open_engine(f"sqlite:///{pantau.database}")
    add(engine, ("Polres Ende", None, POLICE), ("Dinas Sosial Kabupaten Ende", "Dinsos", "social_affairs"),
        ("Satreskrim Polres Ende", None, POLICE), url="https://a.example/1")  # fmt: skip
    resolve_organizations(engine)
    resolve_persons(engine)
    rows = pantau.json("agencies", "--region", "Ende", "--type", "police")
    assert [(row["key"], row["articles"]) for row in rows] == [
        ("polres:53.08", 1), ("reskrim@polres:53.08", 1),
    ]  # fmt: skip
    (ministry,) = pantau.json("agencies", "--search", "bnp2tki")
    assert ministry["acronym"] == "KP2MI"
    shown = pantau("agencies", str(rows[0]["id"])).out
    assert "Polda Nusa Tenggara Timur → Kepolisian Negara Republik Indonesia" in shown
    assert "Satuan Reserse Kriminal Polres Ende" in shown and "namanya menyebut Kabupaten Ende" in shown
    (office,) = pantau.json("agencies", "--search", "dinas sosial")
    detail = pantau.json("agencies", str(office["id"]))
    (person,) = pantau.json("officials")
    (told,) = detail["officials"]
    assert (told["id"], told["name"], told["articles"]) == (person["id"], "Yosef Lamawuran", 1)
    assert told["title"] == person["positions"][0]["title"] and told["first_seen_on"] == "2024-01-15"
    assert (
        "9 Sep" not in shown
        and "BNP2TKI (8 Sep 2006 – 30 Des 2019)" in pantau("agencies", "--search", "bnp2tki", "--csv").out
    )
    assert all(row["articles"] for row in pantau.json("agencies")), (
        "what no article names is asked for by name"
    )
    for wrong in (("99999",), ("--type", "polisi"), ("--region", "Atlantis"), ("1", "--csv")):
        assert pantau("agencies", *wrong).code == 2
