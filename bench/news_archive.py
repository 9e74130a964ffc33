"""Files as Common Crawl's CC-NEWS has them, generated: pages of strangers in other languages, few of our sources.

Every record is a gzip member of its own; text is made of words with Zipf's frequencies, in pages with the furniture of
news sites. Pages of strangers are drawn from a pool that is packed once: what a reader does with them costs the same.
"""

import gzip
import random
import re
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path

from crawler.archives.gate import speaks_of_topic
from crawler.urls import article_url
from models.source import Source

OWN, RELEVANT, NEAR = 0.01, 0.0005, 0.2
"""Shares: of records of our sources, of relevant pages among all records, and of pages among our other ones that have a
word of the topic somewhere, as in a menu or a headline of another article."""
POOL = 1500
OWN_POOL = 150
_SLUG_END = re.compile(r"-([a-z]+)(?=[^a-z]*(?:\.html?|/)?$)")
_DATE = "2024-01-02T03:04:05Z"
_LETTERS = ("bcdfghjklmnprstvwz", "aeiou", "nrstlmk")
_RELEVANT = (
    "Polres setempat mengungkap kasus tindak pidana perdagangan orang dan menyelamatkan {} korban, kata Kapolres.",
    "Para korban dijanjikan bekerja di luar negeri sebagai pekerja migran, lalu dipaksa melayani tamu.",
    "Tersangka dijerat Undang-Undang Nomor 21 Tahun 2007; sepanjang 2023 tercatat {} kasus TPPO di daerah itu.",
)


def write_archive(folder: Path, files: int, size: int, sources: Sequence[Source]) -> tuple[list[Path], int]:
    """Writes files of about `size` bytes; returns them and how many relevant pages they hold."""
    chance = random.Random(7)
    writer = _Writer(chance, [source for source in sources if _articles_of(source, 0)])
    paths, relevant = [], 0
    for number in range(files):
        path = folder / f"CC-NEWS-20240102030405-{number:05d}.warc.gz"
        relevant += writer.write(path, size)
        paths.append(path)
    return paths, relevant


class _Writer:
    def __init__(self, chance: random.Random, sources: Sequence[Source]) -> None:
        self._chance = chance
        self._sources = sources
        self._written = 0
        languages = [_Language(chance, 6000) for _ in range(8)]
        self._others = [
            _packed(
                f"https://berita{number}.example/{number}/artikel.html",
                _page(chance, chance.choice(languages)),
            )
            for number in range(POOL)
        ]
        local = _Language(chance, 6000)
        self._own = [self._own_page(local, number) for number in range(OWN_POOL)]
        self._local = local

    def write(self, path: Path, size: int) -> int:
        """Writes one file; returns how many relevant pages it holds."""
        relevant = 0
        with path.open("wb") as out:
            out.write(
                _member(
                    "warcinfo",
                    "",
                    b"software: bench\r\nformat: WARC File Format 1.0\r\n",
                    "application/warc-fields",
                )
            )
            while out.tell() < size:
                draw = self._chance.random()
                if draw < RELEVANT:
                    out.write(self._relevant())
                    relevant += 1
                else:
                    out.write(self._chance.choice(self._own if draw < OWN else self._others))
        return relevant

    def _own_page(self, language: "_Language", number: int) -> bytes:
        """A page of one of our sources that is about something else."""
        page = _page(self._chance, language)
        while speaks_of_topic(page):
            page = _page(self._chance, language)
        if number < NEAR * OWN_POOL:
            page = page.replace(b"<nav>", b"<nav><a href='/luar-negeri'>Luar Negeri</a>")
        return _packed(self._address(), page)

    def _relevant(self) -> bytes:
        lines = [line.format(self._written, self._written % 90) for line in _RELEVANT]
        return _packed(self._address(), _page(self._chance, self._local, lines))

    def _address(self) -> str:
        self._written += 1
        source = self._chance.choice(self._sources)
        return _articles_of(source, self._written)


def _articles_of(source: Source, number: int) -> str:
    """An address that no other number gives, as the source's articles have; empty where its example does not vary."""
    word = "".join("abcdefghij"[int(digit)] for digit in str(number))
    address = _SLUG_END.sub(rf"-x{word}-\1", source.example or "", count=1)
    return address if address != source.example and article_url(address, source) == address else ""


class _Language:
    """Words that sound alike, few of them frequent."""

    def __init__(self, chance: random.Random, words: int) -> None:
        self._chance = chance
        syllables = ["".join(map(chance.choice, _LETTERS[: chance.randint(2, 3)])) for _ in range(120)]
        self._words = ["".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(words)]
        self._weights = list(accumulate(1 / (rank + 3) for rank in range(words)))

    def sentence(self) -> str:
        words = self._chance.choices(self._words, cum_weights=self._weights, k=self._chance.randint(6, 24))
        return " ".join(words).capitalize() + "."


def _page(chance: random.Random, language: _Language, lines: Sequence[str] = ()) -> bytes:
    paragraphs = [
        *lines,
        *(" ".join(language.sentence() for _ in range(3)) for _ in range(chance.randint(8, 40))),
    ]
    links = "".join(
        f'<li class="item item-{chance.randrange(9999)}"><a href="/baca/{chance.randrange(10**9)}/'
        f'{language.sentence()[:60].replace(" ", "-").lower()}" title="{(said := language.sentence())}">'
        f'<img src="https://cdn.example/{chance.randrange(16**12):x}.jpg" alt="{said}" width="320" height="180">'
        f"{said}</a></li>"
        for _ in range(chance.randint(60, 140))
    )
    script = "".join(
        f'window.d{n}={{"id":{chance.randrange(10**8)},"hash":"{chance.randrange(16**32):032x}"}};'
        for n in range(80)
    )
    style = "".join(f".item-{n}{{margin:{n % 7}px;color:#{n * 7919 % 0xFFFFFF:06x}}}" for n in range(700))
    title = language.sentence()
    return (
        f"<!doctype html><html><head><meta charset='utf-8'><title>{title}</title><style>{style}</style>"
        f"<meta property='article:published_time' content='2024-01-01T10:00:00+07:00'><script>{script}</script></head>"
        f"<body><nav>{links[:3000]}</nav><article><h1>{title}</h1>{''.join(f'<p>{p}</p>' for p in paragraphs)}"
        f"</article><aside><ul>{links}</ul></aside><footer>{language.sentence()}</footer></body></html>"
    ).encode()


def _packed(address: str, page: bytes) -> bytes:
    head = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nX-Crawl-Content-Encoding: gzip\r\n\r\n"
    )
    return _member("response", address, head + page, "application/http; msgtype=response")


def _member(kind: str, address: str, content: bytes, content_type: str) -> bytes:
    target = f"WARC-Target-URI: {address}\r\n" if address else ""
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\n{target}WARC-Date: {_DATE}\r\nContent-Type: {content_type}\r\n"
        f"WARC-Record-ID: <urn:uuid:{random.getrandbits(128):032x}>\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + content + b"\r\n\r\n", 6)


def month_list(paths: Sequence[Path]) -> bytes:
    """The list of the files, as the archive has one for each month."""
    lines = (f"crawl-data/CC-NEWS/2024/01/{path.name}\n" for path in paths)
    return gzip.compress("".join(lines).encode())


def describe(paths: Sequence[Path]) -> Iterator[str]:
    """What the files are like, by the first of them: sizes, and how well they are packed."""
    first = paths[0]
    packed = first.stat().st_size
    with gzip.open(first) as unpacked:
        size = sum(len(block) for block in iter(lambda: unpacked.read(1 << 20), b""))
    yield f"{len(paths)} files of {packed / 1e6:.0f} MB, packed {size / packed:.1f} to 1"
