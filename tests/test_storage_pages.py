"""What the crawler finds is stored once, comes again where it should, and survives being told twice."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from models.page import FetchedArticle, FetchedListing, FetchFailure, Page, Validators
from models.stored import SourceCount
from storage.documents import waiting
from storage.engine import reading, writing
from storage.pages import CrawlStore
from storage.runs import latest_report, start_run
from storage.tables import Problem, StoredPage

SITE = "https://kabartimur.example"
MORNING = datetime(2024, 1, 16, 1, 0, tzinfo=UTC)


@pytest.fixture
def store(engine: Engine) -> CrawlStore:
    return CrawlStore(engine, start_run(engine, "crawl"))


def listing(*paths: str, etag: str | None = None, is_unchanged: bool = False) -> FetchedListing:
    return FetchedListing(
        source="kabar-timur",
        url=f"{SITE}/feed",
        article_urls=tuple(SITE + path for path in paths),
        validators=Validators(etag=etag),
        is_unchanged=is_unchanged,
    )


def article(path: str, *bodies: bytes, hours: int = 0) -> FetchedArticle:
    when = MORNING + timedelta(hours=hours)
    pages = [
        Page(
            url=f"{SITE}{path}?page={n}", body=body, content_type="text/html; charset=utf-8", fetched_at=when
        )
        for n, body in enumerate(bodies, start=1)
    ]
    return FetchedArticle(source="kabar-timur", url=SITE + path, pages=tuple(pages))


def failure(path: str, *, is_gone: bool = False, reason: str = "HTTP 503") -> FetchFailure:
    status = 410 if is_gone else 503
    return FetchFailure(source="kabar-timur", url=SITE + path, reason=reason, status=status, is_gone=is_gone)


def count(engine: Engine) -> SourceCount:
    with reading(engine) as session:
        report = latest_report(session)
    assert report is not None
    return report.sources[0]


def test_discovered_articles_wait_in_order_until_they_are_fetched(store: CrawlStore) -> None:
    store.save_listing(listing("/b", "/a", "/b"))
    assert store.pending("kabar-timur") == [f"{SITE}/b", f"{SITE}/a"]
    assert store.pending("other") == []
    assert not store.is_known(f"{SITE}/b")
    store.save_article(article("/b", b"<html>"))
    assert store.is_known(f"{SITE}/b")
    assert store.pending("kabar-timur") == [f"{SITE}/a"]


def test_thousands_of_addresses_in_one_listing(store: CrawlStore, engine: Engine) -> None:
    store.save_listing(listing(*(f"/{n}" for n in range(2000))))
    store.save_listing(listing(*(f"/{n}" for n in range(1000, 3000))))
    assert len(store.pending("kabar-timur")) == 3000
    assert count(engine).articles_found == 3000


def test_validators_are_kept_and_survive_an_unchanged_answer(store: CrawlStore) -> None:
    assert store.validators(f"{SITE}/feed") is None
    store.save_listing(listing("/a", etag='"1"'))
    store.save_listing(listing(is_unchanged=True))
    assert store.validators(f"{SITE}/feed") == Validators(etag='"1"')
    store.save_listing(listing("/a"))
    assert store.validators(f"{SITE}/feed") == Validators()


def test_validators_are_not_kept_where_the_addresses_could_not_be(
    store: CrawlStore, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr("storage.pages.save_validators", crash)
    with pytest.raises(KeyboardInterrupt):
        store.save_listing(listing("/a", etag='"1"'))
    assert store.validators(f"{SITE}/feed") is None
    assert store.pending("kabar-timur") == []


def test_an_absurd_address_is_recorded_and_the_others_are_kept(store: CrawlStore, engine: Engine) -> None:
    store.save_listing(listing("/a", "/" + "x" * 5000))
    assert store.pending("kabar-timur") == [f"{SITE}/a"]
    with reading(engine) as session:
        assert "longer than 2000" in session.scalars(select(Problem.reason)).one()


def test_a_failing_article_comes_again_until_it_failed_in_three_runs(engine: Engine) -> None:
    store = CrawlStore(engine, start_run(engine, "crawl"))
    store.save_listing(listing("/a"))
    for is_last in (False, False, True):
        store = CrawlStore(engine, start_run(engine, "crawl"))
        store.save_failure(failure("/a"))
        store.save_failure(failure("/a"))
        store.save_failure(failure("/a", reason="no answer within 30 s"))
        assert (store.pending("kabar-timur") == []) is is_last
        assert store.is_known(f"{SITE}/a") is is_last
    assert count(engine).failures == 2


def test_a_gone_article_never_comes_again(store: CrawlStore) -> None:
    store.save_listing(listing("/a"))
    store.save_failure(failure("/a", is_gone=True))
    store.save_listing(listing("/a"))
    assert store.pending("kabar-timur") == []
    assert store.is_known(f"{SITE}/a")


def test_a_failure_of_a_listing_is_recorded(store: CrawlStore, engine: Engine) -> None:
    store.save_failure(failure("/feed", reason="no answer within 30 s"))
    assert count(engine).failures == 1
    with reading(engine) as session:
        problem = session.scalars(select(Problem)).one()
    assert (problem.subject, problem.reason) == (f"{SITE}/feed", "no answer within 30 s")


def test_a_failed_second_look_leaves_a_stored_article_stored(store: CrawlStore) -> None:
    store.save_article(article("/a", b"<html>"))
    store.save_failure(failure("/a"))
    assert store.is_known(f"{SITE}/a")
    assert store.pending("kabar-timur") == []


def test_pages_come_back_as_they_came(store: CrawlStore, engine: Engine) -> None:
    stored = article("/a", b"\x00\xff satu", b"dua" * 1000)
    store.save_article(stored)
    (document,) = waiting(engine, "rules@1")
    assert document.pages == stored.pages
    assert (document.url, document.source, document.path) == (f"{SITE}/a", "kabar-timur", None)


def test_everything_told_twice_is_stored_once(store: CrawlStore, engine: Engine) -> None:
    for _ in range(2):
        store.save_listing(listing("/a", "/b", etag='"1"'))
        store.save_article(article("/a", b"one", b"two"))
        store.save_failure(failure("/b"))
    assert count(engine) == SourceCount(
        source="kabar-timur",
        listings_read=1,
        listings_unchanged=0,
        articles_found=2,
        articles_fetched=1,
        failures=1,
    )
    with reading(engine) as session:
        assert session.scalar(select(func.count(StoredPage.id))) == 2


def test_other_pages_of_a_known_article_are_a_document_of_their_own(
    store: CrawlStore, engine: Engine
) -> None:
    store.save_article(article("/a", b"first"))
    store.save_article(article("/a", b"corrected", hours=24))
    assert [document.pages[0].body for document in waiting(engine, "rules@1")] == [b"first", b"corrected"]


def test_pages_stay_compressed_and_damage_is_said(store: CrawlStore, engine: Engine) -> None:
    store.save_article(article("/a", b"kasus " * 10_000))
    with writing(engine) as session:
        page = session.scalars(select(StoredPage)).one()
        assert len(page.body_zlib) < 1000
        page.body_zlib = b"damaged"
    with pytest.raises(Exception, match="is damaged: restore a backup"):
        list(waiting(engine, "rules@1"))
