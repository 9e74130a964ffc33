"""Precision, recall and F1 of extracted facts against annotated articles, field by field."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pipelines.comparison import (
    Item,
    Match,
    agency_match,
    expanded,
    normalised,
    overlap,
    region_key,
    same_agency,
    same_code,
    same_dates,
    same_figure,
    same_figure_loosely,
    same_law,
    same_person,
    same_statement,
    same_title,
    same_words_spoken,
)

FIELDS: dict[str, tuple[str, Match]] = {
    "officials": ("officials", same_person),
    "agencies": ("agencies", same_agency),
    "dates": ("dates", same_dates),
    "figures": ("figures", same_figure),
    "figures_lenient": ("figures", same_figure_loosely),
    "statements": ("statements", same_statement),
    "statements_lenient": ("statements", same_words_spoken),
    "laws": ("laws", same_law),
    "topics": ("topics", same_code),
}
_REPEATS_COUNT = {"statements", "statements_lenient"}


@dataclass
class Counts:
    """Matches of one field."""

    right: int = 0
    spurious: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Share of the found that is right."""
        found = self.right + self.spurious
        return self.right / found if found else float(not self.missed)

    @property
    def recall(self) -> float:
        """Share of the annotated that was found."""
        wanted = self.right + self.missed
        return self.right / wanted if wanted else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass
class Shares:
    """How often a property of a matched item is right."""

    right: int = 0
    of: int = 0

    def add(self, is_right: object) -> None:
        """Counts one case."""
        self.right += bool(is_right)
        self.of += 1

    @property
    def share(self) -> float | None:
        """Right of all, None where there was no case."""
        return self.right / self.of if self.of else None


@dataclass
class Report:
    """Scores of a folder of articles."""

    articles: int = 0
    relevance: Shares = field(default_factory=Shares)
    fields: dict[str, Counts] = field(default_factory=lambda: {name: Counts() for name in FIELDS})
    details: dict[str, Shares] = field(default_factory=dict)
    spurious_on_irrelevant: Counter[str] = field(default_factory=Counter)

    def detail(self, name: str, is_right: object) -> None:
        """Counts one case of a property."""
        self.details.setdefault(name, Shares()).add(is_right)


def score(gold: dict[str, Item], predictions: dict[str, Item]) -> Report:
    """Scores predictions, by article id, against annotations in the same schema; a missing field is empty."""
    report = Report(articles=len(gold))
    for article_id, annotated in gold.items():
        found = predictions.get(article_id, {})
        report.relevance.add(found.get("relevant") is annotated["relevant"])
        if annotated["relevant"]:
            _score_article(report, annotated, found)
        elif found.get("relevant") is not False:
            for name in ("officials", "agencies", "dates", "figures", "statements", "laws"):
                report.spurious_on_irrelevant[name] += len(_items(found, name))
    return report


def _score_article(report: Report, gold: Item, found: Item) -> None:
    place = frozenset(expanded(gold["place"]["name"]) + expanded(gold["place"]["province"]))
    for name, (key, match) in FIELDS.items():
        items = _items(found, key)
        if name == "topics":
            items = list(dict.fromkeys(items))
        pairs, spurious, missed = _compare(_items(gold, key), items, match, place, name not in _REPEATS_COUNT)
        counts = report.fields[name]
        counts.right += len(pairs)
        counts.spurious += spurious
        counts.missed += len(missed)
        _score_details(report, name, gold, pairs, missed, place)
    _score_place(report, gold, found)


def _items(article: Item, key: str) -> list[Any]:
    return [item for item in article.get(key) or [] if isinstance(item, (dict, str))]


def _compare(
    gold: Sequence[Any], found: Sequence[Any], match: Match, place: frozenset[str], is_repeat_free: bool
) -> tuple[list[tuple[Any, Any]], int, list[Any]]:
    """Matched pairs, number of spurious items, missed items. Optional items cost nothing either way."""
    required = [item for item in gold if not _is_optional(item)]
    optional = [item for item in gold if _is_optional(item)]
    pairs = _assign(required, found, match, place)
    rest = [item for i, item in enumerate(found) if i not in {j for _, j in pairs}]
    free = {j for _, j in _assign(optional, rest, match, place)}
    rest = [item for i, item in enumerate(rest) if i not in free]
    if is_repeat_free:
        known = [required[i] for i, _ in pairs] + optional
        rest = [item for item in rest if not any(match(other, item, place) for other in known)]
    missed = [item for i, item in enumerate(required) if i not in {i for i, _ in pairs}]
    return [(required[i], found[j]) for i, j in pairs], len(rest), missed


def _is_optional(item: Any) -> bool:
    return isinstance(item, dict) and bool(item.get("optional"))


def _assign(
    gold: Sequence[Any], found: Sequence[Any], match: Match, place: frozenset[str]
) -> list[tuple[int, int]]:
    """One-to-one pairs of indices, the strongest matches first, earlier items first among equals."""
    strengths = [(match(g, f, place), -i, -j) for i, g in enumerate(gold) for j, f in enumerate(found)]
    used_gold: set[int] = set()
    used_found: set[int] = set()
    pairs = []
    for strength, i, j in sorted(strengths, reverse=True):
        if strength > 0 and -i not in used_gold and -j not in used_found:
            used_gold.add(-i)
            used_found.add(-j)
            pairs.append((-i, -j))
    return pairs


def _score_details(
    report: Report,
    name: str,
    gold: Item,
    pairs: list[tuple[Any, Any]],
    missed: list[Any],
    place: frozenset[str],
) -> None:
    for left, right in pairs:
        if name == "officials":
            _score_official(report, gold, left, right, place)
        elif name == "agencies":
            report.detail("agency_type", left.get("type") == right.get("type"))
        elif name == "statements_lenient":
            report.detail("statement_kind", left.get("kind") == right.get("kind"))
            report.detail(f"{left['kind']}_recall", True)
        elif name == "figures":
            subjects = [item.get("subject") or {} for item in (left, right)]
            report.detail(
                "figure_subject", all(subjects[0].get(k) == subjects[1].get(k) for k in ("sex", "age"))
            )
            if left.get("value") == 0:
                report.detail("zero_figure_recall", True)
    for item in missed:
        if name == "statements_lenient":
            report.detail(f"{item['kind']}_recall", False)
        elif name == "figures" and item.get("value") == 0:
            report.detail("zero_figure_recall", False)


def _score_official(report: Report, article: Item, gold: Item, found: Item, place: frozenset[str]) -> None:
    acronyms = {normalised(agency["name"]): agency.get("acronym") for agency in article["agencies"]}
    agency, acronym = gold.get("agency"), acronyms.get(normalised(gold.get("agency")))
    if gold.get("title"):
        report.detail("official_title", same_title(gold["title"], found.get("title"), agency, acronym))
    if agency:
        is_same = agency_match(agency, acronym, found.get("agency"), None, place) > 0
        report.detail(
            "official_agency", is_same or overlap(expanded(agency), expanded(found.get("agency"))) >= 0.8
        )
    report.detail("official_kind", gold.get("kind") == found.get("kind", "official"))


def _score_place(report: Report, gold: Item, found: Item) -> None:
    place = found.get("place")
    if not isinstance(place, dict):
        place = {"name": place, "province": found.get("province")}
    report.detail("place_name", region_key(place.get("name")) == region_key(gold["place"]["name"]))
    if gold["place"]["province"]:
        is_right = region_key(place.get("province")) == region_key(gold["place"]["province"])
        report.detail("place_province", is_right)
