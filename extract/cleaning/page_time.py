"""When a page was published: machine-readable times and the printed byline, set against each other."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

from extract.cleaning.lexicon import byline_words
from extract.cleaning.page_html import Block
from extract.cleaning.page_structured import StructuredData
from extract.cleaning.timestamps import DEFAULT_ZONE, Stamp, find_stamps, is_stamp_line, parse_machine_time

if TYPE_CHECKING:
    from lxml.html import HtmlElement
else:
    HtmlElement = Any

_WINDOW = 60
_LEAD_LENGTH = 120


def find_published(
    tree: HtmlElement,
    structured: StructuredData,
    page_blocks: Sequence[Block],
    headline_at: int | None,
    zone: tzinfo | None,
    not_after: datetime | None,
) -> tuple[datetime | None, date | None]:
    printed = _printed_stamp(page_blocks, headline_at, not_after)
    for value in _machine_times(tree, structured):
        moment, day = parse_machine_time(value)
        if day is None or (not_after and day > not_after.date() + timedelta(days=1)):
            continue
        return _reconciled(moment, day, printed, zone)
    if printed is None:
        return None, None
    moment = printed.moment(zone or DEFAULT_ZONE)
    return moment, printed.day


def _machine_times(tree: HtmlElement, structured: StructuredData) -> Iterator[str]:
    node_time = structured.node.get("datePublished")
    if isinstance(node_time, str):
        yield node_time
    for name in byline_words().time_metas:
        if name in structured.metas:
            yield structured.metas[name]
    marked = [e for e in tree.iterdescendants() if e.get("itemprop") == "datePublished"] + [
        e for e in tree.iter("time") if _is_publication_time(e)
    ]
    for element in marked[:10]:
        value = element.get("datetime") or element.get("content") or element.get("title")
        if value:
            yield value


def _is_publication_time(element: HtmlElement) -> bool:
    names = f"{element.get('class', '')} {element.get('itemprop', '')}".lower()
    # WordPress marks the time of publication "entry-date updated" where nothing was edited.
    if ("updated" in names.split() and "entry-date" not in names) or "modified" in names:
        return False
    return not any(ancestor.tag in {"aside", "nav", "footer"} for ancestor in element.iterancestors())


def _reconciled(
    moment: datetime | None, day: date, printed: Stamp | None, zone: tzinfo | None
) -> tuple[datetime | None, date]:
    """One time out of the machine's and the printed one.

    Templates write local time as UTC or the wrong zone: where both tell the same clock, or lie apart by the whole
    seven, eight or nine hours between Indonesia and UTC, the printed one is right.
    """
    home = zone or DEFAULT_ZONE
    read = printed.moment(home) if printed is not None else None
    if moment is None or (
        moment.time() == time(0) and read is not None and printed is not None and printed.day == day
    ):
        same_day = read is not None and printed is not None and printed.day == day
        return (read, day) if same_day else (None, day)
    if moment.tzinfo is None:
        same = read is not None and moment.replace(second=0) == read.replace(tzinfo=None, second=0)
        moment = moment.replace(tzinfo=read.tzinfo if read is not None and same else home)
    if read is not None and printed is not None:
        hours, rest = divmod(abs((moment - read).total_seconds()), 3600)
        same_clock = moment.replace(tzinfo=None, second=0) == read.replace(tzinfo=None, second=0)
        if (same_clock and (printed.zone or moment.utcoffset() == timedelta(0))) or (
            hours in {7, 8, 9} and rest < 60
        ):
            return read, printed.day
    offset = moment.utcoffset()
    is_indonesian = offset is not None and offset in {timedelta(hours=h) for h in (7, 8, 9)}
    local = moment if is_indonesian and zone is None else moment.astimezone(home)
    return local, local.date()


def _printed_stamp(
    page_blocks: Sequence[Block], headline_at: int | None, not_after: datetime | None
) -> Stamp | None:
    """The byline's stamp: after the headline, before the text; above the headline only in its own line."""
    last = not_after.date() + timedelta(days=1) if not_after else date.max
    start = 0 if headline_at is None else headline_at + 1
    after = _before_lead([block.text for block in page_blocks[start : start + _WINDOW]])
    stamps = [s for text in after for s in _publication_stamps(text) if s.day <= last]
    with_clock = [s for s in stamps if s.clock is not None]
    if with_clock or (stamps and headline_at is not None):
        return (with_clock or stamps)[0]
    later = [block.text for block in page_blocks[start : start + _WINDOW] if is_stamp_line(block.text)]
    above = (
        [] if headline_at is None else [b.text for b in page_blocks[max(0, headline_at - 6) : headline_at]]
    )
    lone = [s for text in (*later, *reversed(above)) for s in _publication_stamps(text) if s.day <= last]
    timed = next((s for s in lone if s.clock is not None), None)
    if timed is not None or not_after is None or headline_at is None:
        return timed
    # A bare day above the headline is the byline's where it is not the day on which the page was fetched.
    days = [s for text in reversed(above) for s in _publication_stamps(text)]
    return next((s for s in days if s.day < not_after.date() - timedelta(days=1)), None)


def _before_lead(texts: Sequence[str]) -> list[str]:
    found: list[str] = []
    for text in texts:
        if len(text) > _LEAD_LENGTH:
            break
        found.append(text)
    return found


def _publication_stamps(text: str) -> list[Stamp]:
    if len(text) > 300:
        return []
    words = byline_words().not_publication
    return [
        s
        for s in find_stamps(text)
        if not any(word in text[max(0, s.start - 25) : s.start].lower() for word in words)
    ]
