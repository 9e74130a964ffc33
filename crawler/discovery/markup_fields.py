"""What the markup of an article's page tells about the article, cheaply: enough to see a template break."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from lxml import etree

from crawler.discovery.times import is_believable, read_time

_TITLES = {"og:title", "twitter:title", "headline"}
_AUTHORS = {"author", "article:author", "dc.creator", "parsely-author"}
_TIMES = {"article:published_time", "datepublished", "pubdate", "publishdate", "dc.date"}
_LINKED_TIME = re.compile(r'"datePublished"\s*:\s*"([^"]{1,60})"')
_LINKED_AUTHOR = re.compile(r'"author"\s*:\s*[\[{"]')
_MAX_LINKED_DATA = 100_000


def markup_gaps(root: etree._Element) -> tuple[str, ...]:
    """Return the fields that the markup lacks or garbles: `title/missing`, `author/missing`, `published/missing`,
    `published/invalid` (no time, or one in the future).

    Meta elements, `<time>`, microdata and JSON-LD are looked at, visible text is not: the cleaner may still find
    what is missing here.
    """
    metas = list(_metas(root))
    linked = "\n".join(
        script.text or "" for script in root.iter("script") if "ld+json" in (script.get("type") or "")
    )[:_MAX_LINKED_DATA]
    has_title = any(name in _TITLES for name, _ in metas) or any(_text(h) for h in root.iter("h1", "title"))
    has_author = any(name in _AUTHORS for name, _ in metas) or bool(_LINKED_AUTHOR.search(linked))
    gaps = [] if has_title else ["title/missing"]
    gaps += [] if has_author else ["author/missing"]
    times = [content for name, content in metas if name in _TIMES] + _LINKED_TIME.findall(linked)
    times += [element.get("datetime") or "" for element in root.iter("time") if element.get("datetime")]
    if not times:
        gaps.append("published/missing")
    elif not any(_is_time(text) for text in times):
        gaps.append("published/invalid")
    return tuple(gaps)


def _metas(root: etree._Element) -> Iterator[tuple[str, str]]:
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = (element.get("content") or "").strip()
        if content:
            yield name.strip().lower(), content


def _text(element: etree._Element) -> str:
    return "".join(str(text) for text in element.itertext()).strip()


def _is_time(text: str) -> bool:
    moment = read_time(text)
    return moment is not None and is_believable(moment, datetime.now(UTC))
