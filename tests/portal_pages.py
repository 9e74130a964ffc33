"""Saved pages by recipe: invented stories in the templates of many families of portals, and what a reader finds there.

`portals/families.yml` says how each family prints, `portals/stories.yml` what; pages come out the same every time.
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from demo.indonesian_dates import DAYS, MONTHS

PORTALS = Path(__file__).with_name("portals")
_LINK = re.compile(r"\[\[(.+?)\]\]")


@dataclass(frozen=True)
class Truth:
    """What a reader finds on the pages of one article."""

    lines: tuple[str, ...]
    """Paragraphs, headings inside the text and list items, the dateline before the first."""
    title: str
    author: str | None
    published: datetime
    """Local time with its zone."""
    precision: str
    """minute, day or none: how exactly the pages tell it."""
    url: str
    origin: str | None


@dataclass(frozen=True)
class Case:
    """All pages of one article as a crawler hands them over."""

    family: str
    name: str
    site: str
    zone: str
    urls: tuple[str, ...]
    bodies: tuple[bytes, ...]
    fetched_at: datetime
    truth: Truth


@cache
def cases() -> tuple[Case, ...]:
    """All cases of all families, in the order of the file."""
    entries = _load("families.yml")
    return tuple(
        _case(name, entry, variant)
        for name, entry in entries.items()
        if name != "meta"
        for variant in entry["cases"]
    )


def _load(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((PORTALS / name).read_text(encoding="utf-8"))
    return loaded


@cache
def _stories() -> dict[int, dict[str, Any]]:
    return {story["id"]: story for story in _load("stories.yml")["stories"]}


def _case(name: str, family: dict[str, Any], variant: dict[str, Any]) -> Case:
    story = {**_stories()[variant["story"]], **variant.get("but", {})}
    published = datetime.fromisoformat(str(story["clock"])).replace(tzinfo=ZoneInfo(family["timezone"]))
    fields = {"slug": story["slug"], "id": story["id"], "date": published}
    root = f"https://{family['host']}"
    first = root + family["path"].format(**fields)
    place = {"place": story["place"], "PLACE": story["place"].upper(), "date": published}
    dateline = variant.get("dateline", family["dateline"]).format(**place)
    chunks = _chunks(story["body"], variant.get("pages", 1))
    addresses = [_further(first, family, n, fields) for n in range(1, len(chunks) + 1)]
    context = {
        "family": family,
        "story": story,
        "variant": {"amp": False, "copy_of": None, **variant},
        "author": story["author"] if variant.get("byline", True) else None,
        "published": published,
        "today": published + timedelta(days=9),
        "root": root,
        "canonical": first,
        "addresses": addresses,
        "dateline": dateline,
        "others": [other for other in _stories().values() if other["id"] != story["id"]],
    }
    environment = _environment()
    urls, bodies = [], []
    for number, blocks, url in _views(variant, chunks, addresses, first):
        page = environment.get_template(variant.get("template", f"{name}.html"))
        text = page.render(**context, number=number, count=len(chunks), blocks=blocks)
        urls.append(url)
        bodies.append(text.encode(family.get("charset", "utf-8"), errors="xmlcharrefreplace"))
    lines = [line for block in story["body"] for line in _lines(block)]
    lines[0] = dateline + lines[0]
    shows_author = family.get("author", True) and variant.get("byline", True)
    return Case(
        family=name,
        name=variant["name"],
        site=family["site"],
        zone=family["timezone"],
        urls=tuple(urls),
        bodies=tuple(bodies),
        fetched_at=context["today"],
        truth=Truth(
            lines=tuple(lines),
            title=story["title"],
            author=story["author"] if shows_author else None,
            published=published,
            precision=variant.get("time", family.get("time", "minute")),
            url=variant["canonical"].format(root=root, **fields) if "canonical" in variant else first,
            origin=variant.get("origin"),
        ),
    )


def _views(
    variant: dict[str, Any], chunks: list[list[Any]], addresses: list[str], first: str
) -> list[tuple[int, list[Any], str]]:
    """Number (0 for all in one), blocks and address of each page that the crawler fetched."""
    everything = [block for chunk in chunks for block in chunk]
    overlap = variant.get("overlap", 0)
    views = []
    for number, (chunk, url) in enumerate(zip(chunks, addresses, strict=True), 1):
        repeated = chunks[number - 2][-overlap:] if number > 1 and overlap else []
        views.append((number, [*repeated, *chunk], url))
    if "all" in variant:
        whole = (0, everything, first + variant["all"])
        views = [whole] if variant.get("only_all", True) else [views[0], whole]
    if "fetched" in variant:
        views = [(views[0][0], views[0][1], first + variant["fetched"]), *views[1:]]
    return views


def _chunks(body: list[Any], pages: int) -> list[list[Any]]:
    size = -(-len(body) // pages)
    return [body[at : at + size] for at in range(0, len(body), size)]


def _further(first: str, family: dict[str, Any], number: int, fields: dict[str, Any]) -> str:
    if number == 1:
        return first
    pattern: str = family["further"]
    if "{path}" in pattern:
        path = first.rsplit("/", 1)[-1]
        return first.removesuffix(path) + pattern.format(path=path, n=number, **fields)
    return first + pattern.format(n=number, start=number - 1)


def _lines(block: Any) -> list[str]:
    if isinstance(block, str):
        return [_LINK.sub(r"\1", block)]
    return [block["sub"]] if "sub" in block else list(block["list"])


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(PORTALS / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        linked=lambda text: Markup(_LINK.sub(r'<a href="/cari?q=\1">\1</a>', str(escape(text)))),
        kind=lambda block: "text" if isinstance(block, str) else next(iter(block)),
        json=lambda value: Markup(json.dumps(value, ensure_ascii=False)),
        long=lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year}",
        weekday=lambda day: DAYS[day.weekday()],
        month=lambda day: MONTHS[day.month - 1],
        zone=lambda moment: {7: "WIB", 8: "WITA", 9: "WIT"}[int(moment.utcoffset().total_seconds() / 3600)],
        utc=lambda moment: moment.astimezone(ZoneInfo("UTC")),
    )
    return environment
