"""What is fuzzed: functions of bytes that return where all is well and raise where a property does not hold.

Every property is one that the rest of the program, or its safety, relies on; "it does not crash" is the least of them.
"""

import math
import tempfile
from collections.abc import Callable, Iterable
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from scrapy import Request
from twisted.web.client import URI

from crawler.addresses import ip_literal
from crawler.discovery.article_pages import read_article_page
from crawler.discovery.declared import declared_url
from crawler.discovery.entries import Entry
from crawler.discovery.page_tree import joined
from crawler.discovery.reading import ListingKind, read_listing
from crawler.discovery.texts import MAX_CHARS, plain_text
from crawler.discovery.times import read_time, time_in_url
from crawler.discovery.xml import MAX_ADDRESSES, UnreadableListing
from crawler.urls import MAX_URL_LENGTH, article_url, canonical_url, clean_url, host_of, without_session
from crawler.warc_pages import UnreadablePage, archived_articles, page_of, split_response
from crawler.warc_reader import Damage, WarcRecord, read_warc, record_at
from extract.annotate import annotate_text
from extract.article import clean_html, clean_text
from extract.cleaning.charset import without_controls
from extract.cleaning.timestamps import find_stamps, is_stamp_line, parse_machine_time
from extract.dates.find import find_all_dates, find_dates
from extract.dates.timex_find import find_expressions
from extract.numbers.find import find_numbers
from fuzz.tokens import DATES, GOOD_MEMBER, GOOD_RECORD, LISTINGS, MARKUP, NUMBERS, URLS, WARC, WORDS
from models.article import Article
from models.errors import NotAnArticle, PantauError
from models.source import Source

DAY = date(2024, 5, 6)
HOME = "https://www.uji.example/"
KINDS: tuple[ListingKind, ...] = ("feed", "sitemap", "index")
SECRET = "rahasia-berkas-lokal"
"""Stands in a local file that no document may read."""


SOURCE = Source(
    slug="uji",
    name="Situs Uji",
    province=None,
    kind="portal",
    home_url=HOME,
    host_aliases=("m.uji.example", "amp.uji.example", "uji.example"),
    article_url_pattern=r"https://www\.uji\.example/(?:read/)?\d{4}/[^/?]+(?:/\d+)?/?",
    paging=r"https://www\.uji\.example/(?:read/)?\d{4}/[^/?]+(?:\?page=\d+|/\d+)",
    terms="open",
    terms_note="test",
    expected_weekly=0,
    evidence="test",
)


class Target(NamedTuple):
    """A function to be fuzzed."""

    check: Callable[[bytes], None]
    """Raises AssertionError where a property does not hold, and lets through what should not have been raised."""
    tokens: tuple[bytes, ...]
    """Pieces of its language, which chance alone would not find."""
    examples: int
    """How many inputs a run of the tests makes: about eight seconds of CPU."""


def clean_page(data: bytes) -> None:
    """A page becomes an article or is refused in one sentence; the same page gives the same article."""
    try:
        article = clean_html(data, url=f"{HOME}a", name="uji")
    except NotAnArticle as refused:
        _is_sentence(refused)
        return
    assert article == clean_html(data, url=f"{HOME}a", name="uji")
    _is_sound(article)
    assert article.url == f"{HOME}a"


def clean_plain(data: bytes) -> None:
    """A text becomes an article or is refused; the article invents no words."""
    text = _text(data)
    try:
        article = clean_text(text, name="uji")
    except NotAnArticle as refused:
        _is_sentence(refused)
        return
    _is_sound(article)
    letters = iter(_letters(text))
    assert all(letter in letters for letter in _letters(article.text)), "words that are not in the text"


def numbers(data: bytes) -> None:
    """Numbers are slices of the text in its order, none within another, finite, their bounds the right way round."""
    text = _text(data)
    found = find_numbers(text)
    assert all(text[m.start : m.end] == m.text != "" for m in found)
    assert all(left.end <= right.start for left, right in pairwise(found))
    for mention in found:
        assert 0 <= mention.value < math.inf
        assert mention.value_max is None or mention.value <= mention.value_max < math.inf
    assert found == find_numbers(text)


def dates(data: bytes) -> None:
    """Dates and times are slices of the text, first day not after last; times of machines are real ones."""
    text = _text(data)
    for published in (DAY, None):
        annotated = annotate_text(text, published)
        for mention in (*find_all_dates(annotated), *find_dates(annotated)):
            assert 0 <= mention.start < mention.end <= len(text)
        for found in find_dates(annotated):
            assert found.first <= found.last and text[found.start : found.end] == found.quote
        expressions = find_expressions(annotated)
        assert all(text[e.start : e.end] == e.quote and e.value for e in expressions)
        assert all(left.end <= right.start for left, right in pairwise(expressions))
        assert all((e.first is None) == (e.last is None) for e in expressions)
        assert all(e.first is None or e.last is None or e.first <= e.last for e in expressions)
    for line in text.split("\n")[:5]:
        _times(line)


def _times(line: str) -> None:
    moment, day = parse_machine_time(line)
    assert moment is None or day == moment.date()
    told = read_time(line)
    assert told is None or (told.tzinfo is not None and told.utcoffset() is not None)
    for time in filter(None, (moment, told)):
        _is_storable(time)
    assert all(line[s.start : s.end] and s.day.year >= 1990 for s in find_stamps(line))
    is_stamp_line(line)


def _is_storable(time: datetime) -> None:
    """Not so near the ends of time that it cannot be written in UTC, or be compared."""
    if time.tzinfo is not None:
        assert time.astimezone().year < 10_000


def urls(data: bytes) -> None:
    """An address has one form, which is its own; it never leads to a host that nobody allowed."""
    text = _text(data)
    for url in (text, f"https://www.uji.example/{text}", f"https://{text}.uji.example/a", HOME + text):
        for form in (canonical_url, clean_url):
            found = form(url)
            if found is None:
                continue
            assert form(found) == found, "not its own form"
            assert len(found) <= MAX_URL_LENGTH
            assert found.isascii() and found.isprintable() and " " not in found and "#" not in found
            parts = urlsplit(found)
            assert parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
            assert parts.hostname == urlsplit(url.strip()).hostname or not url.isascii(), "another host"
        without_session(url)
        assert ip_literal(host_of(url)) is None or article_url(url, SOURCE) is None
        time_in_url(url)
        _is_allowed(article_url(url, SOURCE))
        _is_allowed(article_url(joined(HOME, url) or "", SOURCE))


def _is_allowed(url: str | None) -> None:
    """The address of an article is on the source's own host, also for the libraries that will ask for it."""
    if url is None:
        return
    assert host_of(url) == "www.uji.example" and article_url(url, SOURCE) == url
    asked = Request(url).url
    assert host_of(asked) == "www.uji.example"
    address = URI.fromBytes(asked.encode("ascii"))
    assert address.host == b"www.uji.example" and address.port == 443 and address.scheme == b"https"


def warc(data: bytes) -> None:
    """Records have places at which they are found again; a damaged one hides no good one; pages decode or are told."""
    with tempfile.NamedTemporaryFile(prefix="fuzz-", suffix=".warc") as file:
        path = Path(file.name)
        file.write(data)
        file.flush()
        found = _records(path, len(data))
        for record in found:
            again = record_at(path, record.offset)
            assert (again.offset, again.block) == (record.offset, record.block)
            assert again.headers.headers == record.headers.headers
            _page(record)
        try:
            for article in archived_articles(path, "uji.warc"):
                assert isinstance(article, Damage) or article.pages
        except PantauError as refused:
            _is_sentence(refused)
            assert not found
        file.write(GOOD_RECORD if not data.startswith(b"\x1f\x8b\x08") else GOOD_MEMBER)
        file.flush()
        if found:
            later = _records(path, len(data) + 1000)
            assert [r.offset for r in later if r.offset < len(data)][: len(found)] == [
                r.offset for r in found
            ]


def _records(path: Path, size: int) -> list[WarcRecord]:
    try:
        items = list(read_warc(path))
    except PantauError as refused:
        _is_sentence(refused)
        return []
    places = [item.offset for item in items]
    assert places == sorted(set(places)) and all(0 <= place < size for place in places)
    assert all(item.reason and not item.reason.endswith(".") for item in items if isinstance(item, Damage))
    return [item for item in items if isinstance(item, WarcRecord)]


def _page(record: WarcRecord) -> None:
    try:
        split_response(record)
        page = page_of(record, "uji.warc", datetime(2024, 5, 6).astimezone())
    except UnreadablePage as refused:
        assert str(refused) and not str(refused).endswith(".")
        return
    assert page.archived is not None and page.archived.offset == record.offset


def listings(data: bytes) -> None:
    """A listing gives bounded, plain entries or one sentence, and nothing of this machine's files."""
    kind, body = KINDS[data[0] % 3] if data else "feed", data[1:]
    try:
        found = read_listing(kind, body, f"{HOME}daftar")
    except UnreadableListing as refused:
        _is_sentence(refused)
    else:
        assert len(found.entries) <= MAX_ADDRESSES and len(found.sitemaps) <= MAX_ADDRESSES
        for entry in (*found.entries, *found.sitemaps):
            _is_plain(entry)
        assert found.next_url is None or found.next_url.startswith(("http://", "https://"))
        _reads_no_file([*found.entries, *found.sitemaps])
    if kind == "index":
        said = read_article_page(body, f"{HOME}a", {f"{HOME}a"}, 1, SOURCE)
        assert said.text_length >= 0
        _is_allowed(declared_url(body, f"{HOME}", SOURCE))


def _is_plain(entry: Entry) -> None:
    for text in (entry.title, entry.summary):
        assert len(text) <= MAX_CHARS and " ".join(text.split()) == text
        assert plain_text(text) is not None
    assert entry.url and (entry.time is None or entry.time.utcoffset() is not None)
    _is_allowed(article_url(entry.url, SOURCE))


def _reads_no_file(entries: Iterable[Entry]) -> None:
    assert not any(SECRET in f"{e.url} {e.title} {e.summary}" for e in entries)


def _is_sound(article: Article) -> None:
    """What the database and the desk rely on, whatever the page was."""
    assert article.text.strip() == article.text != ""
    assert without_controls(article.text) == article.text
    article.text.encode()
    for line in (article.title, article.author):
        assert line is None or (line.strip() and "\n" not in line and without_controls(line) == line)
        (line or "").encode()
    if article.dateline is not None:
        assert 0 == article.dateline.start < article.dateline.end <= len(article.text)
    if article.published_at is not None:
        assert article.published_at.utcoffset() is not None
        _is_storable(article.published_at)


def _is_sentence(error: Exception) -> None:
    text = str(error)
    assert text and "\n" not in text and len(text) < 1000, "no sentence"


def _text(data: bytes) -> str:
    return data.decode("utf-8", errors="replace")


def _letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum() and c.isascii())


TARGETS: dict[str, Target] = {
    "page": Target(clean_page, MARKUP + WORDS, 500),
    "text": Target(clean_plain, WORDS, 600),
    "numbers": Target(numbers, NUMBERS, 200),
    "dates": Target(dates, DATES, 60),
    "urls": Target(urls, URLS, 400),
    "warc": Target(warc, WARC, 600),
    "listings": Target(listings, LISTINGS + MARKUP, 800),
}
