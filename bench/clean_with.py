"""Reads saved pages with one cleaner, in an environment of its own: JSON in, JSON out.

usage: clean_with.py CLEANER JOBS ANSWERS

JOBS is a list of articles, each a list of pages with `url` and `file`; ANSWERS gets the cleaner's version, the CPU time
of a page and, for each article, what the cleaner read off each page. This file imports nothing of the project but for
the cleaner `ours`, so that the peers' environments need not hold it.
"""

import json
import logging
import re
import sys
import time
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

Answer = dict[str, Any]
NOTHING: Answer = {"text": "", "title": None, "author": None, "published": None, "url": None}


def main(cleaner: str, jobs_file: str, answers_file: str) -> None:
    """Writes ANSWERS."""
    logging.disable(logging.CRITICAL)
    jobs = json.loads(Path(jobs_file).read_text(encoding="utf-8"))
    distribution, read = CLEANERS[cleaner]
    read(jobs[0])  # imports and caches are not counted
    begin = time.process_time()
    answers = [read(job) for job in jobs]
    seconds = time.process_time() - begin
    pages = sum(len(job["pages"]) for job in jobs)
    result = {"version": version(distribution), "ms_per_page": 1000 * seconds / pages, "answers": answers}
    Path(answers_file).write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")


def _each_page(read: Callable[[bytes, str], Answer]) -> Callable[[Answer], list[Answer]]:
    """A cleaner that knows single pages only."""

    def read_job(job: Answer) -> list[Answer]:
        found = []
        for page in job["pages"]:
            try:
                found.append(read(Path(page["file"]).read_bytes(), page["url"]))
            except Exception as error:  # noqa: BLE001 - whatever a peer stumbles over counts as nothing read
                found.append({**NOTHING, "error": repr(error)})
        return found

    return read_job


def _ours(job: Answer) -> list[Answer]:
    from extract.article import clean_pages
    from models.errors import NotAnArticle
    from models.page import Page
    from models.source import Source

    fetched = datetime.fromisoformat(job["fetched_at"])
    pages = [
        Page(url=p["url"], body=Path(p["file"]).read_bytes(), content_type="text/html", fetched_at=fetched)
        for p in job["pages"]
    ]
    source = Source.model_validate(job["source"])
    try:
        article = clean_pages(pages, source)
    except NotAnArticle:
        return [NOTHING]
    moment = article.published_at or article.published_on
    return [
        {
            "text": article.text,
            "title": article.title,
            "author": article.author,
            "published": moment.isoformat() if moment else None,
            "url": article.url,
        }
    ]


def _trafilatura(body: bytes, url: str) -> Answer:
    import trafilatura

    found = trafilatura.bare_extraction(
        body, url=url, with_metadata=True, include_comments=False, include_tables=False
    )
    if found is None:
        return NOTHING
    return {
        "text": found.text or "",
        "title": found.title,
        "author": found.author,
        "published": found.date,
        "url": found.url,
    }


def _newspaper(body: bytes, url: str) -> Answer:
    import newspaper

    article = newspaper.Article(url, language="id", fetch_images=False)
    article.download(input_html=_decoded(body))
    article.parse()
    moment = article.publish_date
    return {
        "text": article.text,
        "title": article.title,
        "author": ", ".join(article.authors) or None,
        "published": moment.isoformat() if moment else None,
        "url": article.canonical_link or article.url,
    }


def _news_please(body: bytes, url: str) -> Answer:
    from newsplease import NewsPlease

    article = NewsPlease.from_html(_decoded(body), url=url, fetch_images=False)
    moment = article.date_publish
    return {
        "text": article.maintext or "",
        "title": article.title,
        "author": ", ".join(article.authors or []) or None,
        "published": moment.isoformat() if moment else None,
        "url": article.url,
    }


def _decoded(body: bytes) -> str:
    """The text by the declared charset, as a browser without further guesses reads it."""
    declared = re.search(rb"charset=[\"']?([\w-]+)", body[:2000])
    return body.decode(declared.group(1).decode() if declared else "utf-8", errors="replace")


CLEANERS: dict[str, tuple[str, Callable[[Answer], list[Answer]]]] = {
    "ours": ("pantau-tppo", _ours),
    "trafilatura": ("trafilatura", _each_page(_trafilatura)),
    "news-please": ("news-please", _each_page(_news_please)),
    "newspaper4k": ("newspaper4k", _each_page(_newspaper)),
}

if __name__ == "__main__":
    main(*sys.argv[1:])
