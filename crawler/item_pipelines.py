"""Hands every record of the spider to the caller's sink."""

from typing import TYPE_CHECKING, cast

from scrapy.crawler import Crawler

from crawler.state import CrawlRecord

if TYPE_CHECKING:
    from crawler.spider import NewsSpider


class SinkPipeline:
    """Gives each record to the sink before the next one is processed."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "SinkPipeline":
        return cls(crawler)

    def process_item(self, item: CrawlRecord) -> CrawlRecord:
        cast("NewsSpider", self.crawler.spider).caller.deliver(item)
        return item
