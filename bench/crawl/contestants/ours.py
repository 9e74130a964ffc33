"""Our crawl as `pantau crawl` runs it, then the cleaning of what it stored; no extraction.

usage: ours.py OUT HOME...; OUT is a folder for the database and the archive.
"""

import json
import sys
from pathlib import Path

from models.source import Source
from pipelines.configuration import Settings
from pipelines.crawling import crawl_into
from pipelines.processing import NotAnArticle, clean_document
from storage.documents import waiting
from storage.engine import open_engine
from storage.runs import recorded_run


def main(out: str, homes: list[str]) -> None:
    """Prints how many articles came and were read."""
    Path(out).mkdir(parents=True)
    settings = Settings(data_dir=Path(out), allow_loopback=True)
    sources = [source_of(number, home) for number, home in enumerate(homes)]
    engine = open_engine(settings.database, create=True)
    with recorded_run(engine, "crawl") as run_id:
        crawl_into(engine, run_id, sources, settings)
    by_slug = {source.slug: source for source in sources}
    read = 0
    for document in waiting(engine, "none"):
        try:
            clean_document(document, by_slug[document.source or ""])
        except NotAnArticle:
            continue
        read += 1
    print(json.dumps({"articles": read}))


def source_of(number: int, home: str) -> Source:
    """Return the entry of one of the generated sites."""
    return Source.model_validate(
        {
            "slug": f"portal-{number}",
            "name": "Portal",
            "province": None,
            "kind": "portal",
            "home_url": f"{home}/",
            "feeds": [f"{home}/rss"],
            "sitemaps": [f"{home}/sitemap.xml"],
            "article_url_pattern": home.replace(".", r"\.") + r"/berita/\d+/[a-z0-9-]+",
            "terms": "open",
            "terms_note": "Made by this benchmark.",
            "expected_weekly": 0,
            "evidence": "Made by this benchmark.",
        }
    )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
