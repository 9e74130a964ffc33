"""Fetches articles page by page, new ones and those whose next look is due."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure

from crawler.caller import Caller
from crawler.discovery.article_pages import ArticlePage, read_article_page
from crawler.discovery.declared import declared_url
from crawler.failures import NO_ANSWER, Cause, Postponed, cause_of, reservation, type_refusal
from crawler.frontier import Frontier
from crawler.queue import Backlog
from crawler.reservations import directives
from crawler.responses import conditions, failed_request, header, headers, validators_of
from crawler.state import CrawlRecord
from crawler.stats import SourceStats
from crawler.steps import ArticleStep
from crawler.urls import canonical_url
from crawler.wiretap import EXCHANGES
from models.page import Page, SameArticle, UnchangedArticle
from models.source import Source

Output = Iterator[CrawlRecord | Request]

PAGE_PRIORITY = 10
SECOND_LOOK_PRIORITY = -10
MAX_PAGES_OF_ARTICLE = 20
MAX_COPIES = 3
"""Addresses that may declare one article in a crawl; a site whose pages all declare the same one is mistaken."""
MIN_TEXT = 400
"""Characters of text, furniture included, below which a page is taken for an empty shell and its copy is asked for."""
NOT_MODIFIED = 304


class ArticleReader:
    """Callbacks of the requests for articles."""

    def __init__(
        self, frontier: Frontier, backlog: Backlog, caller: Caller, stats: Mapping[str, SourceStats]
    ) -> None:
        self._frontier = frontier
        self._backlog = backlog
        self._caller = caller
        self._stats = stats
        self._declared: Counter[str] = Counter()

    def ask(self, source: Source, urls: Iterable[str]) -> None:
        """Let the articles that this crawl did not ask for yet wait for their turn."""
        for url in self._frontier.admit(source, urls):
            self._wait(ArticleStep(source, url, asked=url))

    def ask_again(self, source: Source, urls: Iterable[str]) -> None:
        """Let articles of earlier crawls wait for another look, after all that is new."""
        for url in self._frontier.admit_again(source, urls):
            self._wait(ArticleStep(source, url, asked=url, is_second_look=True))

    def request(self, step: ArticleStep) -> Request:
        """Return the request for an article whose turn has come; a second look is on condition that it changed."""
        request = self._page_request(step)
        sent = conditions(self._caller.validators(step.url)) if step.is_second_look else {}
        if sent:
            request.headers.update(sent)
            request.meta["handle_httpstatus_list"] = [NOT_MODIFIED]
        return request

    def read(self, response: Response, step: ArticleStep) -> Output:
        """Keep the page; go on to what shows more of the article, or hand the article over."""
        if response.status == NOT_MODIFIED:
            self._stats[step.source.slug].waiting -= 1
            found = validators_of(response, self._caller.validators(step.url))
            yield UnchangedArticle(source=step.source.slug, url=step.url, validators=found)
            return
        own = self._own_url(response, step)
        if own != step.url:
            yield SameArticle(source=step.source.slug, url=step.url, article_url=own)
            if self._frontier.is_settled(own):
                self._stats[step.source.slug].waiting -= 1
                self._stats[step.source.slug].copies += 1
                return
            self._frontier.claim(own)
            step = replace(step, url=own)
        page, said = self._page(response, step)
        if isinstance(page, Cause):
            yield from self._end_article(step, page)
        elif step.pages:
            yield from self._after_page(step, page, said)
        else:
            step = step.with_first_page(page, said, validators_of(response))
            other = self._other_view(step, said)
            if other is None:
                yield from self._go_on(step)
            else:
                yield self._page_request(other, is_other_view=True)

    def read_other_view(self, response: Response, step: ArticleStep) -> Output:
        """Take an AMP copy, or the view of all pages at once, for the article if it shows more than its first page."""
        page, said = self._page(response, step)
        if isinstance(page, Cause):
            yield from self._without_other_view(step, page)
        elif said.text_length > step.text_length:
            yield from self._end_article(step.with_only_page(page))
        else:
            yield from self._go_on(step)

    def failed(self, failure: Failure) -> Output:
        """Record why a page cannot be read, and hand over the pages before it."""
        request, error = failed_request(failure)
        yield from self._end_article(request.cb_kwargs["step"], cause_of(error, request.url), error)

    def _own_url(self, response: Response, step: ArticleStep) -> str:
        """Return the address that a new article's first page declares.

        Where so many declare the same one that the site must be wrong, it is the address that was discovered.
        """
        if step.pages or step.is_second_look or type_refusal(response) is not None:
            return step.url
        url = declared_url(response.body, response.url, step.source) or step.url
        self._declared[url] += url != step.url
        return url if self._declared[url] <= MAX_COPIES else step.url

    def other_view_failed(self, failure: Failure) -> Output:
        """Record why a copy cannot be read, and go on with the article itself."""
        request, error = failed_request(failure)
        yield from self._without_other_view(request.cb_kwargs["step"], cause_of(error, request.url), error)

    def _without_other_view(
        self, step: ArticleStep, cause: Cause, error: BaseException | None = None
    ) -> Output:
        """Go on with the article itself, unless it would seem to be emptied only because its copy cannot be read."""
        if step.is_second_look and step.text_length < MIN_TEXT:
            yield from self._end_article(step, cause, error)
            return
        yield from self._frontier.failure(step.source, step.asked, cause, error)
        yield from self._go_on(step)

    def _page(self, response: Response, step: ArticleStep) -> tuple[Page | Cause, ArticlePage]:
        """Return the page, or why it is not kept, with what its markup says."""
        self._frontier.claim(response.url)
        refusal = type_refusal(response)
        if refusal is not None:
            return refusal, ArticlePage()
        names = {step.url, *(name for name in [canonical_url((step.pages or [response])[0].url)] if name)}
        encoding = response.encoding if isinstance(response, TextResponse) else None
        said = read_article_page(response.body, response.url, names, step.number, step.source, encoding)
        wishes = directives(
            said.metas, headers(response, "X-Robots-Tag"), header(response, "TDM-Reservation")
        )
        if wishes.refusal is not None:
            return reservation(wishes.refusal, response.status), said
        page = Page(
            url=response.url,
            body=response.body,
            content_type=header(response, "Content-Type"),
            fetched_at=datetime.now(UTC),
            exchanges=response.meta.get(EXCHANGES, ()),
            robots=str(wishes) or None,
        )
        return page, said

    def _other_view(self, step: ArticleStep, said: ArticlePage) -> ArticleStep | None:
        """Return the step to a better view of the article: its copy where it has no text, all its pages at once."""
        is_empty = said.text_length < MIN_TEXT
        url = (said.copy_url or step.copy_url) if is_empty else said.whole_url
        return step.to(url) if url is not None and self._frontier.claim(url) else None

    def _after_page(self, step: ArticleStep, page: Page, said: ArticlePage) -> Output:
        """Add a further page; one that repeats an earlier page ends the article, whatever it links to."""
        if said.text_length and said.text_digest in step.text_digests:
            yield from self._end_article(step)
        else:
            yield from self._go_on(step.with_page(page, said))

    def _go_on(self, step: ArticleStep) -> Output:
        next_step = step.next_page()
        if next_step is None or len(step.pages) >= MAX_PAGES_OF_ARTICLE:
            yield from self._end_article(step)
        else:
            yield self._page_request(next_step)

    def _wait(self, step: ArticleStep) -> None:
        self._backlog.add(urlsplit(step.asked).hostname or "", _priority(step), step)

    def _page_request(self, step: ArticleStep, is_other_view: bool = False) -> Request:
        self._frontier.claim(step.asked)
        return Request(
            step.asked,
            callback=self.read_other_view if is_other_view else self.read,
            errback=self.other_view_failed if is_other_view else self.failed,
            cb_kwargs={"step": step},
            meta={"source": step.source.slug},
            priority=_priority(step),
        )

    def _end_article(
        self, step: ArticleStep, cause: Cause | None = None, error: BaseException | None = None
    ) -> Iterator[CrawlRecord]:
        """Hand over what there is of the article, and the failure that ended it, if one did.

        At a second look, half an article is no edit of it: what is stored stays, and the look comes again. Where the
        server gave no answer, half a new article is left too: the next crawl reads it whole.
        """
        is_kept = _is_kept(step, cause, error)
        self._settle(step, cause, error)
        if cause is not None:
            yield from self._frontier.failure(step.source, step.asked, cause, error)
        if not step.pages:
            return
        if is_kept:
            yield step.article
        elif cause is not None and not isinstance(error, Postponed):
            left = "what is stored stays" if step.is_second_look else "it is read again next time"
            incomplete = Cause(f"Not all of the article can be read, so {left}: {cause.reason}")
            yield from self._frontier.failure(step.source, step.url, incomplete)

    def _settle(self, step: ArticleStep, cause: Cause | None, error: BaseException | None) -> None:
        """Count how an article ended that is not kept; what is handed over or refused is counted there."""
        stats = self._stats[step.source.slug]
        stats.waiting -= 1
        if cause is None or _is_kept(step, cause, error):
            return
        if isinstance(error, Postponed):
            stats.postponed += 1
        elif step.pages or not (cause.is_refused or (cause.is_gone and step.is_second_look)):
            stats.lost += 1
        else:
            stats.gone += not cause.is_refused


def _is_kept(step: ArticleStep, cause: Cause | None, error: BaseException | None) -> bool:
    """Whether the pages that were read are handed over as the article."""
    if cause is None:
        return True
    return bool(step.pages) and not step.is_second_look and not isinstance(error, (Postponed, *NO_ANSWER))


def _priority(step: ArticleStep) -> int:
    """An article that was begun is read to its end first."""
    if step.pages:
        return PAGE_PRIORITY
    return SECOND_LOOK_PRIORITY if step.is_second_look else 0
