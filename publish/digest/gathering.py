"""What came within a span, chosen and cut to what one reads. The same database gives the same."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from extract.regions.gazetteer import gazetteer
from models.claims import TRUST
from models.conflicts import ConflictRow
from models.rows import ClaimRow, StatementRow
from models.vocabulary import FigureTopic, OfficialKind, StatementKind
from pipelines.trends import countable_units
from publish.digest.content import (
    DigestConflict,
    DigestNews,
    DigestNumber,
    DigestRegion,
    DigestRival,
    DigestStatement,
)
from publish.digest.lines import line
from publish.public import public_rows
from storage.chunks import chunks
from storage.claims import claims_by_id
from storage.conflict_lists import conflicts_by_id
from storage.news import (
    NewClaim,
    NewText,
    Span,
    conflicts_among,
    new_claims,
    new_texts,
    statements_in,
    texts_told,
)

_TEXTS = 200
_NAME, _OFFICE = 120, 160
_AGENCIES = 5


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a digest lists; the rest is counted. Null for all."""

    of_region: int | None = 6
    statements: int | None = 40
    numbers: int | None = 25
    conflicts: int | None = 12


EVERYTHING = Bounds(None, None, None, None)


@dataclass(slots=True)
class _Said:
    """A statement of one story, with the articles that carry its words."""

    row: StatementRow
    version: int
    turn: int
    """How many statements of the same speaker in the same story come before it."""
    articles: int = 1

    @property
    def rank(self) -> tuple[Any, ...]:
        """Officials of the state first, a speaker's first words, what most articles carry, direct words, the latest."""
        day = self.row.published_on
        return (
            self.turn, self.row.speaker_kind is not OfficialKind.OFFICIAL, -self.articles,
            self.row.kind is not StatementKind.DIRECT, -day.toordinal() if day else 0, self.row.id,
        )  # fmt: skip


@dataclass(slots=True)
class _Region:
    """What was gathered of a province so far."""

    count: int = 0
    agencies: Counter[str] = field(default_factory=Counter)
    best: list[_Said] = field(default_factory=list)


def gather_texts(session: Session, span: Span, bounds: Bounds) -> DigestNews:
    """New articles and what officials say in them; copies of a story, and words told before, count once."""
    articles, edited = 0, 0
    regions: dict[str, _Region] = defaultdict(_Region)
    for texts in _whole_stories(new_texts(session, span)):
        articles += sum(text.version == 1 for text in texts)
        edited += sum(text.version > 1 for text in texts)
        for said in _new_words(session, texts, span):
            region = regions[said.row.place_code.partition(".")[0]]
            region.count += 1
            region.agencies[line(said.row.agency or said.row.title, _OFFICE)] += 1
            region.best.append(said)
            if bounds.of_region is not None and len(region.best) > 20 * bounds.of_region:
                region.best = nsmallest(bounds.of_region, region.best, key=lambda each: each.rank)
    return DigestNews(
        articles=articles,
        edited=edited,
        statements=sum(region.count for region in regions.values()),
        regions=tuple(_listed(regions, bounds)),
    )


def gather_numbers(session: Session, span: Span, bounds: Bounds) -> dict[str, Any]:
    """New numbers and the conflicts that they stand in, as fields of DigestNews."""
    count, conflicts = 0, set[int]()
    best: list[NewClaim] = []
    for some in chunks(new_claims(session, span)):
        count += len(some)
        conflicts |= conflicts_among(session, [claim.id for claim in some])
        best = _smallest(bounds.numbers, [*best, *some])
    rows = public_rows(session, claims_by_id(session, [claim.id for claim in best]))
    found = public_rows(session, conflicts_by_id(session, conflicts, bounds.conflicts))
    return {
        "numbers": count,
        "listed_numbers": tuple(_number(row) for row in rows),
        "conflicts": len(conflicts),
        "listed_conflicts": tuple(_conflict(row) for row in found),
    }


def _whole_stories(texts: Iterable[NewText]) -> Iterator[list[NewText]]:
    """Texts in handfuls that halve no story."""
    some: list[NewText] = []
    for _, of_story in groupby(texts, key=lambda text: text.story_id):
        some += of_story
        if len(some) >= _TEXTS:
            yield some
            some = []
    if some:
        yield some


def _new_words(session: Session, texts: Sequence[NewText], span: Span) -> Iterator[_Said]:
    told = {story: "\n".join(map(_plain, known)) for story, known in texts_told(session, texts, span).items()}
    rows = statements_in(session, [text.article_id for text in texts])
    words = {row.id: _plain(row.quote) for row in rows}
    of_article: dict[int, list[StatementRow]] = defaultdict(list)
    for row in public_rows(session, rows):
        of_article[row.article_id].append(row)
    for story_id, members in groupby(texts, key=lambda text: text.story_id):
        found: dict[str, _Said] = {}
        turns: Counter[str] = Counter()
        for text in sorted(members, key=lambda text: (not text.is_lead, text.article_id)):
            for row in of_article[text.article_id]:
                quote = words[row.id]
                if quote in found:
                    found[quote].articles += 1
                elif quote not in told.get(story_id, ""):
                    found[quote] = _Said(row, text.version, turns[row.speaker])
                    turns[row.speaker] += 1
        yield from found.values()


def _plain(text: str) -> str:
    """Words to compare: a copy differs in line breaks and in the case of its letters."""
    return " ".join(text.split()).casefold()


def _listed(regions: dict[str, _Region], bounds: Bounds) -> Iterator[DigestRegion]:
    left = bounds.statements
    for code, region in sorted(regions.items(), key=lambda pair: (-pair[1].count, pair[0])):
        most = bounds.of_region if left is None else min(left, bounds.of_region or left)
        chosen = sorted(region.best, key=lambda said: said.rank)[:most]
        if left is not None:
            left -= len(chosen)
        chosen.sort(key=lambda said: (said.row.agency or said.row.title or "", said.rank))
        yield DigestRegion(
            code=code,
            name=_region_name(code),
            count=region.count,
            agencies=tuple(region.agencies.most_common(_AGENCIES)),
            statements=tuple(_statement(said) for said in chosen),
        )


def _region_name(code: str) -> str:
    """Its name; the code itself for one that the gazetteer has no more."""
    region = gazetteer().regions.get(code)
    return "Indonesia" if code == "ID" else region.name if region else code


def _statement(said: _Said) -> DigestStatement:
    row = said.row
    return DigestStatement(
        place=f"{row.article_id}.{said.version}.{row.start}-{row.end}",
        article_id=row.article_id,
        speaker=line(row.speaker, _NAME),
        title=line(row.title, _OFFICE),
        agency=line(row.agency, _OFFICE),
        quote=line(row.quote),
        kind=row.kind,
        outlet=line(row.outlet, _NAME),
        published_on=row.published_on,
        articles=said.articles,
    )


def _smallest(most: int | None, claims: list[NewClaim]) -> list[NewClaim]:
    countable = countable_units()

    def rank(claim: NewClaim) -> tuple[Any, ...]:
        """About trafficking, counted, in units that may be counted, by the best source, told by most."""
        return (
            claim.topic is not FigureTopic.TPPO, claim.left_out is not None, claim.unit not in countable,
            TRUST[claim.source_kind], -claim.article_count, claim.province_code or "~", claim.id,
        )  # fmt: skip

    return sorted(claims, key=rank) if most is None else nsmallest(most, claims, key=rank)


def _number(row: ClaimRow) -> DigestNumber:
    same = (
        "topic", "unit", "value", "value_max", "sex", "age", "period_start", "period_end", "period_kind", "source_kind",
    )  # fmt: skip
    return DigestNumber(
        **{name: getattr(row, name) for name in same},
        claim_id=row.id,
        region=line(row.region, _NAME),
        is_approximate=row.first.is_approximate,
        articles=row.article_count,
        article_id=row.first.article_id,
        outlet=line(row.first.outlet, _NAME),
        published_on=row.first.published_on,
    )


def _conflict(row: ConflictRow) -> DigestConflict:
    same = ("topic", "unit", "period_start", "period_end", "is_open", "rule")
    return DigestConflict(
        **{name: getattr(row, name) for name in same},
        conflict_id=row.id,
        region=line(row.region, _NAME),
        numbers=tuple(
            DigestRival(
                value=number.value,
                value_max=number.value_max,
                source_kind=number.source_kind,
                articles=number.article_count,
                is_chosen=number.is_chosen,
            )
            for number in row.numbers
        ),
    )
