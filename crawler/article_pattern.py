"""Generalises addresses of articles into a source's `article_url_pattern`."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from crawler.article_links import path_segments
from crawler.probe_words import probe_words

ENOUGH = 0.9
"""Share of the known articles that a pattern must match."""
_WORD_FORMS = ("any", "guarded", "seen")
_MOST_SHAPES = 3
_RARE = 0.05
_MOST_SECTIONS = 4
_FILE_ENDING = re.compile(r"\.(?:html?|php|aspx|xhtml|phtml)$")
_NUMBERED_SLUG = re.compile(r"[^/?]*[^/?\d]-\d{3,}")
_PREFIXED_NUMBER = re.compile(r"([a-z]{1,10})-\d+")
_SLUG_AFTER_NUMBER = re.compile(r"\d{3,}-[^/?]+")


class PatternFit(NamedTuple):
    """A pattern, and how well it tells articles from other pages."""

    pattern: str
    """Regular expression that the whole canonical address of an article matches."""
    matched: int
    """Known articles that it matches."""
    articles: int
    """Known articles."""
    strays: tuple[str, ...]
    """Addresses of other pages that it matches too."""

    @property
    def is_sound(self) -> bool:
        """Whether it matches enough of the articles and nothing else."""
        return self.matched >= ENOUGH * self.articles and not self.strays


class _Strictness(NamedTuple):
    """How much a pattern demands of an address."""

    words: str
    """Where the articles differ in a word: `any` word, any but the `guarded` ones, or those `seen` if they are few."""
    hyphens: int
    """How many a headline must have."""
    scheme: str | None
    """Expression for the scheme, None for the one of the articles."""


class _Shape(NamedTuple):
    """What addresses of one template have in common."""

    origin: str
    kinds: tuple[str, ...]
    """`digits` or `text` for each segment of the path."""
    ending: str
    parameters: tuple[str, ...]


def article_pattern(
    articles: Collection[str], others: Collection[str], scheme: str | None = None
) -> PatternFit | None:
    """Return the pattern that fits canonical addresses of articles best, None where there is no article.

    `others` are addresses of pages that are no articles; `scheme` is an expression for the scheme where other links
    show that it varies. Looser patterns come first: they hold for sections that the sample does not show.
    """
    groups = _main_groups(articles)
    if not groups:
        return None
    no_articles = [*others, *_section_pages(articles)]
    fits: list[PatternFit] = []
    for words in _WORD_FORMS:
        for hyphens in (0, 2, 3) if all(map(_is_anchored, groups)) else (2, 3, 0):
            fit = _fit(_pattern(groups, _Strictness(words, hyphens, scheme)), articles, no_articles)
            if fit.is_sound:
                return fit
            fits.append(fit)
    return max(fits, key=lambda fit: fit.matched / fit.articles - len(fit.strays) / len(no_articles))


def _is_anchored(group: Sequence[str]) -> bool:
    """Tell whether numbers or a fixed word mark the articles; without, a section's page could pass for one."""
    columns = [set(column) for column in zip(*map(_all_segments, group), strict=True)]
    has_number = any(all(any(map(str.isdigit, text)) for text in column) for column in columns)
    return has_number or any(len(column) == 1 for column in columns[:-1]) or bool(urlsplit(group[0]).query)


def _all_segments(url: str) -> list[str]:
    return path_segments(urlsplit(url))


def _section_pages(articles: Collection[str]) -> list[str]:
    """Return invented addresses of tag pages, authors and the like, which the site may have and not show."""
    origins = dict.fromkeys(f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, articles))
    used = {segment for url in articles for segment in _all_segments(url)[:1]}
    words = sorted(probe_words().guarded_segments - used)
    return [f"{origin}/{word}/contoh-kata-yang-panjang" for origin in origins for word in words]


def _fit(pattern: str, articles: Collection[str], others: Collection[str]) -> PatternFit:
    compiled = re.compile(pattern)
    strays = tuple(url for url in others if compiled.fullmatch(url))
    return PatternFit(
        pattern, sum(compiled.fullmatch(url) is not None for url in articles), len(articles), strays
    )


def _main_groups(articles: Collection[str]) -> list[list[str]]:
    """Return the addresses by shape, the most frequent first, until they are enough of all."""
    by_shape: dict[_Shape, list[str]] = defaultdict(list)
    for url in articles:
        by_shape[_shape(url)].append(url)
    groups: list[list[str]] = []
    for group in sorted(by_shape.values(), key=len, reverse=True)[:_MOST_SHAPES]:
        is_enough = sum(map(len, groups)) >= ENOUGH * len(articles)
        if groups and (is_enough or len(group) < _RARE * len(articles)):
            break
        groups.append(group)
    return groups


def _shape(url: str) -> _Shape:
    parts = urlsplit(url)
    segments = path_segments(parts)
    ending = _ending(segments)
    kinds = ["digits" if segment.isdigit() else "text" for segment in segments]
    names = tuple(sorted(name for name, _ in parse_qsl(parts.query)))
    return _Shape(f"{parts.scheme}://{parts.netloc}", tuple(kinds), ending, names)


def _ending(segments: Sequence[str]) -> str:
    match = _FILE_ENDING.search(segments[-1]) if segments else None
    return match[0] if match else ""


def _pattern(groups: Sequence[Sequence[str]], strictness: _Strictness) -> str:
    """Return one expression for all groups."""
    alternatives: dict[str, list[str]] = defaultdict(list)
    for group in groups:
        parts = [urlsplit(url) for url in group]
        origin = f"{strictness.scheme or parts[0].scheme}://{_literal(parts[0].netloc)}"
        path = "".join(f"/{segment}" for segment in _segments(group, strictness))
        slash = "/?" if any(part.path.endswith("/") for part in parts) and path else ""
        alternatives[f"{path or '/'}{slash}{_query(group)}"].append(origin)
    by_origins: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for path, origins in alternatives.items():
        by_origins[tuple(dict.fromkeys(origins))].append(path)
    return _either([_either(list(origins)) + _either(paths) for origins, paths in by_origins.items()])


def _segments(group: Sequence[str], strictness: _Strictness) -> Iterator[str]:
    columns = list(zip(*map(_all_segments, group), strict=True))
    for number, column in enumerate(columns):
        is_last = number == len(columns) - 1
        if all(map(str.isdigit, column)):
            yield _digits(column)
        elif is_last:
            is_script = bool(urlsplit(group[0]).query) and len(set(column)) == 1
            yield _literal(column[0]) if is_script else _slug(column, strictness.hyphens)
        else:
            yield _word(column, strictness.words, is_first=number == 0)


def _digits(column: Sequence[str]) -> str:
    for length, parts_of_a_date in ((4, range(1990, 2100)), (2, range(1, 32))):
        if all(len(number) == length and int(number) in parts_of_a_date for number in column):
            return rf"\d{{{length}}}"
    return r"\d+"


def _word(column: Sequence[str], form: str, *, is_first: bool) -> str:
    """Return a literal where there is one word, else what `form` says; see `_Strictness.words`."""
    words = sorted(set(column))
    if len(words) == 1:
        return _literal(words[0])
    prefixed = [_PREFIXED_NUMBER.fullmatch(word) for word in words]
    prefixes = {match[1] for match in prefixed if match}
    if all(prefixed) and len(prefixes) == 1:
        return rf"{prefixes.pop()}-\d+"
    if form == "seen" and len(words) <= _MOST_SECTIONS:
        return _either(list(map(_literal, words)))
    guarded = sorted(probe_words().guarded_segments - set(words)) if form == "guarded" and is_first else []
    return (f"(?!{_either(guarded)}/)" if guarded else "") + "[^/?]+"


def _slug(column: Sequence[str], hyphens: int) -> str:
    ending = _ending(column[:1])
    bare = [segment.removesuffix(ending) for segment in column]
    if all(map(_NUMBERED_SLUG.fullmatch, bare)):
        slug = r"[^/?]+-\d{3,}"
    elif all(map(_SLUG_AFTER_NUMBER.fullmatch, bare)):
        slug = r"\d{3,}-[^/?]+"
    else:
        slug = rf"(?:[^/?-]+-){{{hyphens},}}[^/?]+" if hyphens else "[^/?]+"
    return slug + _literal(ending)


def _query(group: Sequence[str]) -> str:
    queries = [parse_qsl(urlsplit(url).query) for url in group]
    if not queries[0]:
        return ""
    values: dict[str, list[str]] = defaultdict(list)
    for query in queries:
        for name, value in query:
            values[name].append(value)
    return r"\?" + "&".join(f"{_literal(name)}={_value(values[name])}" for name, _ in queries[0])


def _value(column: Sequence[str]) -> str:
    if len(set(column)) == 1 and not column[0].isdigit():
        return _literal(column[0])
    return r"\d+" if all(map(str.isdigit, column)) else "[^&]+"


def _literal(text: str) -> str:
    return re.escape(text).replace(r"\-", "-")


def _either(choices: list[str]) -> str:
    return choices[0] if len(choices) == 1 else f"(?:{'|'.join(choices)})"
