"""The watermark, the gate's verdicts and the spellings of an address last, on both back ends."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from models.article import Article
from models.fact import Facts
from models.page import FetchedArticle, FetchedListing, Judged, Page, SameArticle, SourceRead, Validators
from models.vocabulary import Verdict
from storage.articles import save_extraction
from storage.discovery import gate_counts
from storage.documents import waiting
from storage.engine import reading
from storage.pages import CrawlStore
from storage.runs import start_run

SITE = "https://kabartimur.example"
MORNING = datetime(2024, 1, 16, 1, 0, tzinfo=UTC)


@pytest.fixture
def store(engine: Engine) -> CrawlStore:
    return CrawlStore(engine, start_run(engine, "crawl"))


def listing(*paths: str, **verdicts: Verdict) -> FetchedListing:
    """A listing of `paths`; verdicts are told by path, without the slash."""
    judged = tuple(Judged(url=f"{SITE}/{name}", verdict=verdict) for name, verdict in verdicts.items())
    fetched = [one.url for one in judged if one.verdict is not Verdict.SKIPPED]
    return FetchedListing(
        source="kabar-timur",
        url=f"{SITE}/feed",
        article_urls=(*(SITE + path for path in paths), *fetched),
        judged=judged,
        validators=Validators(),
    )


def article(path: str) -> FetchedArticle:
    body = f"<p>{path}</p>".encode()
    page = Page(url=SITE + path, body=body, content_type="text/html", fetched_at=MORNING)
    return FetchedArticle(source="kabar-timur", url=SITE + path, pages=(page,))


def test_watermark_is_the_begin_of_the_last_good_crawl_and_never_goes_back(store: CrawlStore) -> None:
    assert store.watermark("kabar-timur") is None
    for moment in (MORNING, MORNING + timedelta(days=7), MORNING):
        store.save_watermark(SourceRead(source="kabar-timur", started_at=moment))
    assert store.watermark("kabar-timur") == MORNING + timedelta(days=7)
    assert store.watermark("other") is None


def test_source_is_behind_after_a_run_that_did_not_read_all_of_it(engine: Engine) -> None:
    def run(*, is_good: bool) -> CrawlStore:
        store = CrawlStore(engine, start_run(engine, "crawl"))
        was_behind.append(store.is_behind("kabar-timur"))
        store.save_listing(listing("/a"))
        if is_good:
            store.save_watermark(SourceRead(source="kabar-timur", started_at=datetime.now(UTC)))
        return store

    was_behind: list[bool] = []
    for is_good in (False, True, True, False, True, True):
        last = run(is_good=is_good)
    assert was_behind == [False, True, False, False, True, False]
    assert not last.is_behind("kabar-timur") and not last.is_behind("other")


def test_what_the_gate_skipped_is_remembered_and_not_fetched(store: CrawlStore) -> None:
    store.save_listing(listing("/a", b=Verdict.SKIPPED, c=Verdict.SAMPLED, d=Verdict.PASSED))
    asked = [f"{SITE}/{name}" for name in "abcde"]
    assert store.skipped(asked) == {f"{SITE}/b"}
    assert store.skipped([]) == set()
    assert store.pending("kabar-timur") == [f"{SITE}/a", f"{SITE}/c", f"{SITE}/d"]
    assert not store.is_known(f"{SITE}/b")


def test_what_is_known_is_told_for_many_addresses_at_once(store: CrawlStore) -> None:
    store.save_listing(listing(*(f"/n{n}" for n in range(1200))))
    store.save_article(article("/n7"))
    store.save_article(article("/n1100"))
    asked = [f"{SITE}/n{n}" for n in range(1300)]
    assert (
        store.known(asked) == {url for url in asked if store.is_known(url)} == {f"{SITE}/n7", f"{SITE}/n1100"}
    )


def test_verdicts_on_thousands_are_stored_once(store: CrawlStore, engine: Engine) -> None:
    many = {f"n{n}": Verdict.SKIPPED for n in range(1500)}
    for _ in range(2):
        store.save_listing(listing(**many))
    assert len(store.skipped([f"{SITE}/{name}" for name in many])) == 1500
    with reading(engine) as session:
        (count,) = gate_counts(session)
    assert (count.source, count.skipped) == ("kabar-timur", 1500)


def test_skipped_article_that_a_tag_page_brings_waits(store: CrawlStore, engine: Engine) -> None:
    store.save_listing(listing(b=Verdict.SKIPPED))
    store.save_listing(listing("/b"))
    assert store.skipped([f"{SITE}/b"]) == set()
    assert store.pending("kabar-timur") == [f"{SITE}/b"]
    with reading(engine) as session:
        assert gate_counts(session) == []


def test_absurd_address_does_not_stop_the_verdicts_of_others(store: CrawlStore) -> None:
    store.save_listing(listing(**{"x" * 5000: Verdict.SKIPPED, "b": Verdict.SKIPPED}))
    assert store.skipped([f"{SITE}/b"]) == {f"{SITE}/b"}


def test_spelling_is_settled_and_the_articles_own_address_waits(store: CrawlStore, engine: Engine) -> None:
    store.save_listing(listing(salinan=Verdict.SAMPLED))
    same = SameArticle(source="kabar-timur", url=f"{SITE}/salinan", article_url=f"{SITE}/asli")
    for _ in range(2):
        store.save_same_article(same)
    assert store.is_known(f"{SITE}/salinan")
    assert store.pending("kabar-timur") == [f"{SITE}/asli"]
    store.save_article(article("/asli"))
    assert store.pending("kabar-timur") == []
    with reading(engine) as session:
        (count,) = gate_counts(session)
    assert count.sampled == 1


def test_relevant_articles_are_counted_behind_their_verdicts(
    store: CrawlStore, engine: Engine, story: Callable[..., tuple[Article, Facts]]
) -> None:
    store.save_listing(listing(a=Verdict.PASSED, b=Verdict.PASSED, c=Verdict.SAMPLED, d=Verdict.SAMPLED))
    store.save_listing(listing(e=Verdict.SAMPLED, f=Verdict.SKIPPED))
    for path in ("/a", "/b", "/c", "/d"):
        store.save_article(article(path))
    for document in waiting(engine, "rules@1"):
        is_relevant = document.url in {f"{SITE}/a", f"{SITE}/c"}
        save_extraction(engine, document.document_id, *story(relevant=is_relevant, url=document.url))
    with reading(engine) as session:
        (count,) = gate_counts(session)
    assert count.model_dump() == {
        "source": "kabar-timur",
        "passed": 2,
        "passed_relevant": 1,
        "skipped": 1,
        "sampled": 3,
        "sampled_read": 2,
        "sampled_relevant": 1,
    }
