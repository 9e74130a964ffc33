"""What a page says of itself for machines: meta elements and JSON-LD."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from extract.cleaning.page_furniture import squeeze

if TYPE_CHECKING:
    from lxml.html import HtmlElement
else:
    HtmlElement = Any

_ARTICLE_TYPES = frozenset(
    {"Article", "NewsArticle", "BlogPosting", "ReportageNewsArticle", "Report", "WebPage"}
)

_HALF_PAIR = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)
"""Half an emoji, as a script that cuts headlines leaves it: no text that can be written anywhere."""


@dataclass
class StructuredData:
    """JSON-LD article node and meta elements of the page."""

    node: dict[str, Any]
    publisher: str | None
    metas: dict[str, str] = field(default_factory=dict)


def read_structured(tree: HtmlElement) -> StructuredData:
    metas: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").lower()
        content = squeeze(element.get("content") or "")
        if name and content:
            metas.setdefault(name, content)
    nodes = [node for script in tree.iter("script") for node in _json_nodes(script)]
    articles = [node for node in nodes if node_types(node) & _ARTICLE_TYPES]
    articles.sort(key=lambda node: ("WebPage" in node_types(node), "datePublished" not in node))
    node = articles[0] if articles else {}
    publisher = node.get("publisher")
    name = publisher.get("name") if isinstance(publisher, dict) else None
    return StructuredData(node, name if isinstance(name, str) else None, metas)


def _json_nodes(script: HtmlElement) -> Iterator[dict[str, Any]]:
    if "ld+json" not in (script.get("type") or "").lower():
        return
    raw = re.sub(r"^\s*(?:<!--|//<!\[CDATA\[)|(?:-->|//\]\]>)\s*$", "", script.text_content() or "")
    try:
        data = json.loads(_HALF_PAIR.sub(r"\\ufffd", raw), strict=False)
    except (json.JSONDecodeError, RecursionError):
        # A broken script (an unescaped quote in the headline) still tells the time.
        found = re.search(r'"datePublished"\s*:\s*"([^"]{8,40})"', raw)
        if found is not None:
            yield {"@type": "Article", "datePublished": found.group(1)}
        return
    yield from _flatten(data, 0)


def _flatten(data: object, depth: int) -> Iterator[dict[str, Any]]:
    if depth > 6:
        return
    if isinstance(data, list):
        for item in data[:200]:
            yield from _flatten(item, depth + 1)
    elif isinstance(data, dict):
        yield data
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _flatten(data.get(key), depth + 1)


def node_types(node: dict[str, Any]) -> set[str]:
    kind = node.get("@type")
    return (
        {kind}
        if isinstance(kind, str)
        else {k for k in kind if isinstance(k, str)}
        if isinstance(kind, list)
        else set()
    )
