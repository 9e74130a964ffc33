"""Scrapy's settings for every crawl: polite, bounded, quiet. `crawler.run` adds what differs from crawl to crawl."""

from typing import Any

BOT_NAME = "pantau-tppo"
SPIDER_MODULES = ["crawler.spider"]

# Politeness: no setting of ours turns robots.txt off.
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "PantauTPPO"
CONCURRENT_REQUESTS = 32
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 2.0
DOWNLOAD_DELAY_JITTER = 0.0  # jitter would go below the two seconds
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 3.0
AUTOTHROTTLE_MAX_DELAY = 60.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
COOKIES_ENABLED = False
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,text/*;q=0.5",
    "Accept-Encoding": "gzip, deflate",  # the archive keeps what is sent, and few of its readers know br and zstd
    "Accept-Language": "id,en;q=0.5",
}

# Bounds
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
RETRY_TIMES = 2
RETRY_HTTP_CODES = [500, 502, 504, 522, 524, 408]  # 429 and 503 are for crawler.backoff
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"  # each failure is a record of its own
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False

# Only http(s), straight to the host: a proxy would resolve names in our place and lead around the guard.
DOWNLOAD_HANDLERS: dict[str, str | None] = {
    "http": "crawler.downloads.NewsDownloadHandler",
    "https": "crawler.downloads.NewsDownloadHandler",
    **dict.fromkeys(("data", "file", "ftp", "s3")),
}
HTTPPROXY_ENABLED = False
DOWNLOAD_VERIFY_CERTIFICATES = True
TWISTED_DNS_RESOLVER = "crawler.resolver.GuardedResolver"
ALLOW_LOOPBACK = False

DOWNLOADER_MIDDLEWARES: dict[str, int | None] = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # HostGuard knows each source's hosts
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # it takes a failure for a permission
    "crawler.middlewares.HostGuard": 50,
    "crawler.middlewares.RobotsGuard": 100,
    "crawler.backoff.Backoff": 545,
    # what nobody here uses costs time for every page
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.stats.DownloaderStats": None,
}
SPIDER_MIDDLEWARES: dict[str, int | None] = {
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
ITEM_PIPELINES = {"crawler.item_pipelines.FieldCounts": 400, "crawler.item_pipelines.SinkPipeline": 500}
CONCURRENT_ITEMS = 1  # a listing reaches the sink before its articles are asked for
SCHEDULER_PRIORITY_QUEUE = "crawler.queue.PoliteQueue"
DUPEFILTER_CLASS = (
    "scrapy.dupefilters.BaseDupeFilter"  # it drops redirects in silence; the spider keeps its own set
)

TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
MEMUSAGE_ENABLED = False
STATS_DUMP = False
LOGSTATS_INTERVAL = 0
WARN_ON_GENERATOR_RETURN_VALUE = False  # it parses the source of each callback for each page
LOG_INSTALL_ROOT_HANDLER = False  # records go to Python's logging, as everybody's
EXTENSIONS: dict[str, Any] = {"scrapy.extensions.feedexport.FeedExporter": None}
