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
    place = _place_words(gold)
    for name, (key, match) in FIELDS.items():
        items = _items(found, key)
        if name == "topics":
            items = list(dict.fromkeys(items))
        compared = _compare(_items(gold, key), items, match, place, name not in _REPEATS_COUNT)
        counts = report.fields[name]
        counts.right += len(compared.pairs)
        counts.spurious += compared.spurious
        counts.missed += len(compared.missed)
        _score_details(report, name, gold, compared.pairs, compared.missed, place)
    _score_place(report, gold, found)


def _place_words(gold: Item) -> frozenset[str]:
    return frozenset(expanded(gold["place"]["name"]) + expanded(gold["place"]["province"]))


def _items(article: Item, key: str) -> list[Any]:
    return [item for item in article.get(key) or [] if isinstance(item, (dict, str))]


def verdicts(annotated: Item, found: Item) -> dict[str, list[bool | None]]:
    """Field -> for each found item, in order: right, wrong, or None where the annotation does not judge it.

    An official is right with title and agency only. An optional item, and one that repeats what was found already, is
    not judged.
    """
    place = _place_words(annotated)
    judged = {}
    for name, (key, match) in FIELDS.items():
        if name != "topics":
            items = _items(found, key)
            compared = _compare(_items(annotated, key), items, match, place, name not in _REPEATS_COUNT)
            judged[name] = compared.verdicts
            if name == "officials":
                wrong = [
                    id(b) for a, b in compared.pairs if not all(_official_is_right(annotated, a, b, place))
                ]
                judged[name] = [
                    v and id(item) not in wrong for v, item in zip(judged[name], items, strict=True)
                ]
    return judged


@dataclass(frozen=True)
class _Comparison:
    """Matched pairs of items, a verdict for each found item, missed items."""

    pairs: list[tuple[Any, Any]]
    verdicts: list[bool | None]
    missed: list[Any]

    @property
    def spurious(self) -> int:
        return self.verdicts.count(False)


def _compare(
    gold: Sequence[Any], found: Sequence[Any], match: Match, place: frozenset[str], is_repeat_free: bool
) -> _Comparison:
    """Optional items cost nothing either way."""
    required = [item for item in gold if not _is_optional(item)]
    optional = [item for item in gold if _is_optional(item)]
    pairs = _assign(required, found, match, place)
    verdicts: list[bool | None] = [False] * len(found)
    for _, j in pairs:
        verdicts[j] = True
    rest = [j for j, verdict in enumerate(verdicts) if verdict is False]
    for _, j in _assign(optional, [found[j] for j in rest], match, place):
        verdicts[rest[j]] = None
    if is_repeat_free:
        known = [required[i] for i, _ in pairs] + optional
        for j, verdict in enumerate(verdicts):
            if verdict is False and any(match(other, found[j], place) for other in known):
                verdicts[j] = None
    missed = [item for i, item in enumerate(required) if i not in {i for i, _ in pairs}]
    return _Comparison([(required[i], found[j]) for i, j in pairs], verdicts, missed)


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
    has_title, has_agency = _official_is_right(article, gold, found, place)
    if gold.get("title"):
        report.detail("official_title", has_title)
    if gold.get("agency"):
        report.detail("official_agency", has_agency)
    report.detail("official_kind", gold.get("kind") == found.get("kind", "official"))


def _official_is_right(article: Item, gold: Item, found: Item, place: frozenset[str]) -> tuple[bool, bool]:
    """Whether title and agency are right; what is not annotated is."""
    acronyms = {normalised(agency["name"]): agency.get("acronym") for agency in article["agencies"]}
    agency, acronym = gold.get("agency"), acronyms.get(normalised(gold.get("agency")))
    has_title = not gold.get("title") or same_title(gold["title"], found.get("title"), agency, acronym)
    is_same = agency_match(agency, acronym, found.get("agency"), None, place) > 0
    is_near = overlap(expanded(agency), expanded(found.get("agency"))) >= 0.8
    return has_title, not agency or is_same or is_near


def _score_place(report: Report, gold: Item, found: Item) -> None:
    place = found.get("place")
    if not isinstance(place, dict):
        place = {"name": place, "province": found.get("province")}
    report.detail("place_name", region_key(place.get("name")) == region_key(gold["place"]["name"]))
    if gold["place"]["province"]:
        is_right = region_key(place.get("province")) == region_key(gold["place"]["province"])
        report.detail("place_province", is_right)
