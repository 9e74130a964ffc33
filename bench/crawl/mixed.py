"""Sites whose articles all differ: paragraphs of the demonstration's articles in new company, with other numbers.

As a program: mixed.py SITES ARTICLES serves so many sites of ARTICLES articles each until it is ended; prints one base
address a line, then an empty line. Half of the articles are about TPPO, which is what the topic gate lets through; of
eight one is a copy that nine other sites print too. The pages are as heavy as those of `portal`, whose listing,
sitemap and feed they stand in. The same bytes in every run.
"""

import random
import re
import sys
import threading
from dataclasses import replace
from datetime import timedelta
from functools import cached_property, lru_cache, partial
from html import unescape
from http.server import ThreadingHTTPServer

from portal import OUTLET, Portal, _Handler, _Server, _weighted

from demo.articles import Article, load_articles
from demo.site import Page

_NUMBER = re.compile(r"\d+")
_LONGEST_NUMBER = 6
_PARAGRAPHS = (4, 10)
_COPIED_EVERY = 8
_COPYING_SITES = 10
_SPREAD_MINUTES = 6 * 24 * 60
"""An article appears at some minute of six days."""


class Mixed(Portal):
    """Site `number` of `size` articles; `base_url` without a final slash."""

    def __init__(self, base_url: str, size: int, number: int = 0) -> None:
        super().__init__(base_url, size)
        self.number = number

    @cached_property
    def _kinds(self) -> tuple[list[Article], list[Article]]:
        """Articles to mix: others, and those about TPPO."""
        whole = [one for one in load_articles() if len(one.pages) == 1]
        return [one for one in whole if not one.is_relevant], [one for one in whole if one.is_relevant]

    @lru_cache(maxsize=512)  # noqa: B019 - a site lives as long as its process
    def article(self, number: int) -> Article:
        """Article 0, 1, ...: the same whoever asks."""
        is_copy = number % _COPIED_EVERY == 0
        chance = random.Random(f"{self.number // _COPYING_SITES if is_copy else self.number}.{number}")
        kind = self._kinds[number % 2]
        first = chance.choice(kind)
        others = [paragraph for one in kind for paragraph in one.pages[0]]
        body = [first.pages[0][0], *chance.sample(others, chance.randint(*_PARAGRAPHS))]

        def other_number(found: re.Match[str]) -> str:
            known = found.group()
            is_year = len(known) == 4 and known.startswith(("19", "20"))
            return known if is_year else str(chance.randint(1, 2 * int(known[:_LONGEST_NUMBER]) + 1))

        published = first.published + timedelta(minutes=chance.randrange(_SPREAD_MINUTES))
        return replace(
            first,
            outlet=OUTLET,
            id=900_000 + number,
            headline=_NUMBER.sub(other_number, first.headline),
            published=published,
            modified=published,
            related=(),
            copy_of=None,
            pages=(tuple(_NUMBER.sub(other_number, paragraph) for paragraph in body),),
            encoding="utf-8",
        )

    def article_path(self, number: int) -> str:
        """The address of an article on its site."""
        return self.article(number).path

    def _article(self, number: int) -> bytes:
        article = self.article(number)
        others = self._kinds[1][:5]
        page = Page(
            template=f"{OUTLET}/article.html",
            context={"article": article, "page_number": 1, "others": others},
            modified=article.modified,
            version="",
        )
        return _weighted(self._site.render(page).decode(), others, words=0).encode()

    def text(self, number: int) -> str:
        """The paragraphs of an article, one a line."""
        return unescape("\n".join(self.article(number).pages[0]))


def serve(sites: int, articles: int) -> None:
    """Serves until the process is ended, each site on a port of its own."""
    for number in range(sites):
        host = f"127.0.{1 + number // 250}.{1 + number % 250}"
        portal = Mixed("", articles, number)
        server: ThreadingHTTPServer = _Server((host, 0), partial(_Handler, portal))
        portal.base_url = portal._site.base_url = f"http://{host}:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(portal.base_url, flush=True)
    print(flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]))
