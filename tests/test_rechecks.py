"""Stored articles are looked at again ever more seldom; what was taken down bears a tombstone until it is back."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from models.article import Article
from models.fact import Facts
from models.page import FetchedArticle, FetchedListing, FetchFailure, Page, UnchangedArticle, Validators
from models.rows import ArticleRow
from models.stored import SourceCount
from pipelines.resolving_claims import resolve_claims
from publish.export import export
from storage.articles import save_extraction
from storage.changes import article_changes
from storage.claims import figure_claims
from storage.documents import waiting
from storage.engine import reading
from storage.filters import Filters
from storage.pages import CrawlStore
from storage.queries import list_articles, list_figures
from storage.rechecks import forget_if_unchanged
from storage.runs import run_report, start_run
from storage.tables import ArticleVersion, Document, StoredPage
from storage.tombstones import bury_emptied

SITE = "https://kabartimur.example"
URL = f"{SITE}/ende-12-kasus"
OTHER = f"{SITE}/salinan"
START = datetime(2024, 1, 16, 3, 0, tzinfo=UTC)
Story = Callable[..., tuple[Article, Facts]]


class Weeks:
    """A source that is crawled day after day, in runs of their own."""

    def __init__(self, engine: Engine, story: Story) -> None:
        self.engine = engine
        self.story = story
        self.day = 0.0

    def crawl(self, day: float) -> CrawlStore:
        """The store of a crawl on that day, counted from the first."""
        self.day = day
        self.run_id = start_run(self.engine, "crawl")
        return CrawlStore(self.engine, self.run_id, lambda: START + timedelta(days=day))

    def page(self, body: bytes, url: str = URL, etag: str | None = None) -> FetchedArticle:
        when = START + timedelta(days=self.day)
        page = Page(url=url, body=body, content_type="text/html", fetched_at=when, robots="noarchive")
        return FetchedArticle(source="kabar-timur", url=url, pages=(page,), validators=Validators(etag=etag))

    def process(self, **fields: Any) -> bool:
        """Reads what waits as the story with these fields; returns whether a document was found to be no news."""
        article, facts = self.story(**fields)
        forgotten = False
        for document in waiting(self.engine, facts.extractor):
            number = document.document_id
            if forget_if_unchanged(self.engine, number, article, facts.extractor):
                forgotten = True
            else:
                save_extraction(self.engine, number, article, facts, self.run_id)
        return forgotten

    def empty(self) -> bool:
        """Reads what waits as a page without an article."""
        (document,) = waiting(self.engine, "rules@1")
        return bury_emptied(self.engine, document.document_id, "no article text was found")

    @property
    def article(self) -> ArticleRow:
        with reading(self.engine) as session:
            (row,) = list_articles(session, Filters())
        return row

    def count(self) -> SourceCount:
        with reading(self.engine) as session:
            return run_report(session, self.run_id).sources[0]

    def stored(self, table: type[Any]) -> int:
        with reading(self.engine) as session:
            return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def weeks(engine: Engine, story: Story) -> Weeks:
    """A source with one stored article, fetched on day 0."""
    weeks = Weeks(engine, story)
    weeks.crawl(0).save_article(weeks.page(b"satu", etag='"1"'))
    weeks.process()
    return weeks


def unchanged(etag: str = '"1"') -> UnchangedArticle:
    return UnchangedArticle(source="kabar-timur", url=URL, validators=Validators(etag=etag))


def gone(url: str = URL) -> FetchFailure:
    return FetchFailure(
        source="kabar-timur", url=url, reason="The server answered 410 Gone.", status=410, is_gone=True
    )


def refused() -> FetchFailure:
    reason = "The page asks robots not to keep it (noai)."
    return FetchFailure(source="kabar-timur", url=URL, reason=reason, status=200, is_refused=True)


def test_looks_come_after_a_day_a_week_and_a_month_and_then_no_more(weeks: Weeks) -> None:
    looks = []
    for hours in range(6, 24 * 120, 6):
        store = CrawlStore(weeks.engine, weeks.run_id, lambda: START + timedelta(hours=hours))  # noqa: B023
        if store.due("kabar-timur"):
            looks.append(hours / 24)
            store.save_unchanged(unchanged())
    assert looks == [0.75, 6.75, 29.75]  # a look some hours early counts: cron is not to the second


def test_a_weekly_crawl_looks_twice(weeks: Weeks) -> None:
    looks = []
    for week in range(1, 10):
        store = weeks.crawl(7 * week - 0.01)
        looks.extend([week] * len(store.due("kabar-timur")))
        for _ in store.due("kabar-timur"):
            store.save_article(weeks.page(b"satu"))
    assert looks == [1, 5]


def test_validators_are_those_of_the_last_answer(weeks: Weeks) -> None:
    store = weeks.crawl(1)
    assert store.validators(URL) == Validators(etag='"1"')
    store.save_article(weeks.page(b"dua", etag='"2"'))
    assert store.validators(URL) == Validators(etag='"2"')


def test_new_and_known_addresses_stay_apart(weeks: Weeks) -> None:
    store = weeks.crawl(7)
    assert store.due("kabar-timur") == [URL] and store.due("lain") == []
    assert store.pending("kabar-timur") == [] and store.is_known(URL)


def test_a_crawl_that_is_killed_repeats_no_look(weeks: Weeks) -> None:
    weeks.crawl(7).save_unchanged(unchanged())
    assert weeks.crawl(7).due("kabar-timur") == []


def test_an_unchanged_answer_moves_only_the_next_look(weeks: Weeks) -> None:
    before = weeks.article
    for _ in range(2):
        weeks.crawl(7).save_unchanged(unchanged())
    assert (weeks.article, weeks.stored(Document)) == (before, 1)
    weeks.crawl(37).save_article(weeks.page(b"satu"))
    counts = weeks.count()
    assert (counts.articles_rechecked, counts.articles_unchanged, counts.articles_fetched) == (1, 1, 0)


def test_a_page_whose_furniture_changed_is_not_kept(weeks: Weeks) -> None:
    before = weeks.article
    weeks.crawl(7).save_article(weeks.page(b"satu dengan iklan lain"))
    assert weeks.process() is True
    assert (weeks.stored(Document), weeks.stored(StoredPage), weeks.article) == (1, 1, before)
    counts = weeks.count()
    assert (counts.articles_rechecked, counts.articles_unchanged, counts.articles_fetched) == (1, 1, 0)


def test_another_title_with_the_same_text_is_news(weeks: Weeks) -> None:
    weeks.crawl(7).save_article(weeks.page(b"satu dengan judul lain"))
    assert weeks.process(title="Judul yang diperbaiki") is False
    assert (weeks.article.title, weeks.article.version) == ("Judul yang diperbaiki", 1)


def test_an_edit_is_a_version_with_a_diff_of_facts(weeks: Weeks, story: Story) -> None:
    text = story()[0].text
    weeks.crawl(7).save_article(weeks.page(b"dua"))
    article, facts = story(text + "\nPolisi masih menyelidiki.", figure={"value": 13})
    (document,) = waiting(weeks.engine, facts.extractor)
    save_extraction(weeks.engine, document.document_id, article, facts.model_copy(update={"laws": ()}))
    assert weeks.article.version == 2
    with reading(weeks.engine) as session:
        (change,) = article_changes(session, weeks.article.id)
    assert change.version == 2 and change.is_current
    told = {fact.kind: (fact.before, fact.after) for fact in change.facts}
    assert set(told) == {"figure", "law"}
    before, after = told["figure"]
    assert before is not None and after is not None
    assert (before["value"], after["value"], after["unit"]) == (12, 13, "kasus")
    assert told["law"][0] == {"type": "UU", "number": "21", "year": 2007, "article": None}
    assert told["law"][1] is None


def test_a_text_that_goes_back_to_what_it_was_leads_again(weeks: Weeks, story: Story) -> None:
    first = story()[0].text
    weeks.crawl(7).save_article(weeks.page(b"dua"))
    weeks.process(text=first + "\nPolisi masih menyelidiki.")
    weeks.crawl(37).save_article(weeks.page(b"tiga"))
    assert weeks.process() is False
    assert weeks.article.version == 1 and weeks.stored(ArticleVersion) == 2


def test_what_was_taken_down_bears_a_tombstone_and_is_lifted_when_it_is_back(weeks: Weeks) -> None:
    weeks.crawl(7).save_failure(gone())
    assert weeks.article.removed_at == START + timedelta(days=7)
    assert weeks.article.removal_reason == "The server answered 410 Gone."
    counts = weeks.count()
    assert (counts.articles_removed, counts.articles_rechecked, counts.failures) == (1, 1, 0)
    assert weeks.crawl(8).due("kabar-timur") == [] and weeks.crawl(8).pending("kabar-timur") == []
    store = weeks.crawl(30)
    assert store.due("kabar-timur") == [URL]
    store.save_article(weeks.page(b"satu"))
    assert weeks.article.removed_at is None


def test_a_tombstone_does_not_hang_on_the_last_look(weeks: Weeks) -> None:
    weeks.crawl(30).save_failure(gone())
    store = weeks.crawl(90)
    assert store.due("kabar-timur") == [URL]
    store.save_article(weeks.page(b"satu, dengan iklan lain"))
    weeks.process()
    assert weeks.article.removed_at is None
    assert weeks.crawl(400).due("kabar-timur") == []


def test_a_page_that_was_emptied_bears_a_tombstone(weeks: Weeks) -> None:
    weeks.crawl(7).save_article(weeks.page(b"kosong", etag='"kosong"'))
    assert weeks.empty() is True
    assert weeks.article.removal_reason == "no article text was found"
    weeks.crawl(30).save_unchanged(unchanged('"kosong"'))
    assert weeks.article.removed_at is not None  # the empty page is what did not change
    weeks.crawl(90).save_article(weeks.page(b"satu"))
    weeks.process()
    assert weeks.article.removed_at is None


def test_an_empty_page_before_a_full_one_buries_nothing_when_all_is_read_again(weeks: Weeks) -> None:
    weeks.crawl(7).save_article(weeks.page(b"kosong"))
    assert weeks.empty() is True
    weeks.crawl(30).save_article(weeks.page(b"satu, lagi"))
    emptied, full = waiting(weeks.engine, "rules@1")
    save_extraction(weeks.engine, full.document_id, *weeks.story())
    assert bury_emptied(weeks.engine, emptied.document_id, "no article text was found") is False
    assert weeks.article.removed_at is None


def test_a_publisher_who_asks_robots_not_to_keep_it_is_heard_later_too(weeks: Weeks) -> None:
    weeks.crawl(7).save_failure(refused())
    assert "noai" in (weeks.article.removal_reason or "")
    counts = weeks.count()
    assert (counts.articles_refused, counts.articles_removed, counts.failures) == (1, 1, 0)
    weeks.crawl(30).save_article(weeks.page(b"satu"))
    assert weeks.article.removed_at is None


def test_a_refused_page_is_not_asked_for_before_its_next_look(engine: Engine, story: Story) -> None:
    weeks = Weeks(engine, story)
    feed = f"{SITE}/feed"
    weeks.crawl(0).save_listing(
        FetchedListing(source="kabar-timur", url=feed, article_urls=(URL,), validators=Validators())
    )
    weeks.crawl(0.1).save_failure(refused())
    counts = weeks.count()
    assert (counts.articles_refused, counts.articles_removed, counts.failures) == (1, 0, 0)
    store = weeks.crawl(0.2)
    assert store.pending("kabar-timur") == [] and store.due("kabar-timur") == [] and store.is_known(URL)
    assert weeks.crawl(1).due("kabar-timur") == [URL]


def test_an_article_that_is_up_under_another_address_is_not_buried(weeks: Weeks) -> None:
    weeks.crawl(1).save_article(weeks.page(b"salinan", url=OTHER))
    weeks.process()
    weeks.crawl(7).save_failure(gone(OTHER))
    assert weeks.article.removed_at is None
    weeks.crawl(8).save_failure(gone(URL))
    assert weeks.article.removed_at is not None


def test_what_was_gone_before_it_was_read_is_stored_with_its_tombstone(engine: Engine, story: Story) -> None:
    weeks = Weeks(engine, story)
    weeks.crawl(0).save_article(weeks.page(b"satu"))
    weeks.crawl(7).save_failure(gone())
    weeks.process()
    assert weeks.article.removed_at is not None


def test_a_look_that_fails_comes_again_and_is_given_up_after_three_runs(weeks: Weeks) -> None:
    failure = FetchFailure(source="kabar-timur", url=URL, reason="no answer")
    for day in (1, 1.1, 1.2):
        store = weeks.crawl(day)
        assert store.due("kabar-timur") == [URL]
        store.save_failure(failure)
    assert weeks.crawl(1.3).due("kabar-timur") == []
    assert weeks.crawl(7).due("kabar-timur") == [URL]
    assert weeks.article.removed_at is None


def test_exports_leave_out_what_was_taken_down_and_count_it(weeks: Weeks, tmp_path: Path) -> None:
    def files(name: str) -> tuple[int, dict[str, int], str]:
        with reading(weeks.engine) as session:
            manifest = export(session, tmp_path / name, Filters())
        written = "".join(path.read_text() for path in sorted((tmp_path / name).glob("*.*")))
        return manifest.removed_articles, {table.table: table.rows for table in manifest.tables}, written

    resolve_claims(weeks.engine)
    left_out, rows, _ = files("before")
    assert left_out == 0 and all(rows.values())
    weeks.crawl(7).save_failure(gone())
    left_out, rows, written = files("after")
    assert left_out == 1 and not any(rows.values())
    assert "Yosef" not in written and "removal_reason" not in written


def test_lists_mark_what_was_taken_down_and_claims_leave_it_out(weeks: Weeks) -> None:
    resolve_claims(weeks.engine)
    weeks.crawl(7).save_failure(gone())
    resolve_claims(weeks.engine)
    with reading(weeks.engine) as session:
        assert [figure.is_removed for figure in list_figures(session, Filters())] == [True]
        assert figure_claims(session, Filters()) == []


def test_what_a_page_asks_of_robots_is_kept_with_it(weeks: Weeks) -> None:
    with reading(weeks.engine) as session:
        assert session.scalars(select(StoredPage.robots)).one() == "noarchive"
