"""What becomes of every record of the spider: its fields are counted, and it is handed to the caller's sink."""

from typing import TYPE_CHECKING, cast

from scrapy.crawler import Crawler

from crawler.state import CrawlRecord
from models.page import FetchedArticle

if TYPE_CHECKING:
    from crawler.spider import NewsSpider


class FieldCounts:
    """Counts in Scrapy's statistics how often the markup of articles lacks or garbles a field."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "FieldCounts":
        return cls(crawler)

    def process_item(self, item: CrawlRecord) -> CrawlRecord:
        if isinstance(item, FetchedArticle):
            assert self.crawler.stats is not None
            self.crawler.stats.inc_value("field/articles")
            for gap in item.gaps:
                self.crawler.stats.inc_value(f"field/{gap}")
        return item


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
