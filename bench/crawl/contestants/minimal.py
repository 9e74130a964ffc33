"""The least that a crawl can be: a Scrapy spider that follows sitemaps and reads articles with trafilatura alone.

usage: minimal.py read|fetch OUT HOME...; with `fetch`, the pages are fetched and not read.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import trafilatura
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response
from scrapy.spiders import SitemapSpider


class MinimalSpider(SitemapSpider):
    """Hands over one dict an article."""

    name = "minimal"
    reads = True

    def parse(self, response: Response, **unused: Any) -> Iterator[dict[str, Any]]:
        if self.reads:
            document = trafilatura.bare_extraction(response.text, url=response.url, with_metadata=True)
            yield {"url": response.url, "text": document.text if document else None}
        else:
            yield {"url": response.url, "text": len(response.body)}


def main(out: str, homes: list[str], *, reads: bool) -> None:
    """Writes one JSON line an article."""
    process = CrawlerProcess(
        {
            "FEEDS": {Path(out).resolve().as_uri(): {"format": "jsonlines"}},
            "LOG_LEVEL": "ERROR",
            "ROBOTSTXT_OBEY": True,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            "TELNETCONSOLE_ENABLED": False,
        }
    )
    process.crawl(MinimalSpider, sitemap_urls=[f"{home}/sitemap.xml" for home in homes], reads=reads)
    process.start()
    print(json.dumps({"articles": Path(out).read_text(encoding="utf-8").count("\n")}))


if __name__ == "__main__":
    main(sys.argv[2], sys.argv[3:], reads=sys.argv[1] == "read")
