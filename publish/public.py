"""The one place that decides what of a stored record anybody may see: who has no account, releases, reports, feeds.

- `for_public(record)`: the record as anybody may see it, `None` where nobody may: what stands in an article that its
  publisher took down, and people who hold no office and speak for nobody. Rows of lists, details and pages of a search.
- `public_rows(session, records)`: the same for a stream of rows, in their order, a few hundred in memory at a time;
  what nobody may see is left out. It looks up, once a batch, whom figures are credited to.
- `public_record(session, record)`: the same for one record with figures inside (a claim, a conflict, an article).

Headlines and quotes are replaced by the public forms that extraction stored (at most 200 characters; a mask where
it has not made them yet). `credited_to` stays only where it names an official or agency of the article: `for_public`
alone cannot know that, except within an `ArticleDetail`, and leaves it out. Texts, authors, exposures, places of
mentions, paths of imported files, reviewers, their comments and what the machine had found are left out. Places are
those of the records: regions of the Kemendagri list, never finer than kabupaten and kota; offices keep their names
(`Camat ...`).
A record of a class that is not known here raises TypeError: what nobody decided about does not leave.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from models.base import Record
from models.conflicts import ConflictNumber, ConflictRow, ConflictSource, FlagRow
from models.detail import ArticleDetail, Origin
from models.export import ClaimSource, PublicClaim
from models.organization import OrganizationDetail, OrganizationRow
from models.persons import PersonDetail, PersonNaming, PersonRow, PositionRow
from models.public import MASK
from models.region import RegionRow
from models.rows import (
    AgencyRow,
    ArticleRow,
    ClaimRow,
    DateRow,
    FigureRow,
    InArticle,
    LawRow,
    OfficialRow,
    StatementRow,
)
from models.search import SearchPage
from models.stories import StoryCopy, StoryRow
from models.trends import TrendRow
from models.vocabulary import OfficialKind
from models.withdrawal import WithdrawalRow
from storage.chunks import chunks
from storage.public import known_credits

R = TypeVar("R", bound=Record)
Credits = Collection[int]
"""Keys of figures whose credit names an official or agency of their article."""

_FORMS = (("title", "public_title"), ("article_title", "article_public_title"), ("quote", "public_quote"))
_HARMLESS = (PublicClaim, ClaimSource, TrendRow, RegionRow, OrganizationRow, PositionRow, FlagRow)
"""Numbers, codes, and names of public bodies and regions only."""


def for_public(record: R, credits: Credits = ()) -> R | None:
    """The record as anybody may see it; null where nobody may.

    Raises TypeError for a class that nobody decided about.
    """
    for kind, rule in _RULES:
        if isinstance(record, kind):
            shown: R | None = rule(record, credits)
            return shown
    raise TypeError(f"nobody has decided what of {type(record).__name__} may leave the store")


def public_rows(session: Session, records: Iterable[R]) -> Iterator[R]:
    """The records of a stream that anybody may see, as anybody may see them."""
    for batch in chunks(records):
        credits = known_credits(session, _figure_ids(batch))
        for record in batch:
            shown = for_public(record, credits)
            if shown is not None:
                yield shown


def public_record(session: Session, record: R) -> R | None:
    """One record as anybody may see it, with the credits of its figures; null where nobody may."""
    return next(public_rows(session, (record,)), None)


def _figure_ids(records: Iterable[Record]) -> Iterator[int]:
    for record in records:
        match record:
            case FigureRow():
                yield record.id
            case ClaimRow():
                yield record.first.id
            case ConflictRow():
                yield from (source.figure_id for number in record.numbers for source in number.sources)
            case ArticleDetail():
                yield from (figure.id for figure in record.figures)


def _worded(record: R, **changes: Any) -> R:
    """The record with public words in the place of its own, in the same fields."""
    for name, public in _FORMS:
        if public in type(record).model_fields:
            own, words = getattr(record, name), getattr(record, public)
            shown = words if words is not None else None if own is None else MASK
            changes |= {name: shown, public: shown}
    return record.model_copy(update=changes)


def _article(row: ArticleRow, _credits: Credits) -> ArticleRow | None:
    return None if row.removed_at else _worded(row)


def _fact(row: InArticle, _credits: Credits) -> InArticle | None:
    return None if row.is_removed else _worded(row, machine_values=None)


def _figure(row: FigureRow, credits: Credits) -> FigureRow | None:
    credit = row.credited_to if row.id in credits else None
    return None if row.is_removed else _worded(row, machine_values=None, credited_to=credit)


def _official(row: OfficialRow, credits: Credits) -> InArticle | None:
    return _fact(row, credits) if _is_public(row.kind, row.title, row.agency) else None


def _statement(row: StatementRow, credits: Credits) -> InArticle | None:
    return _fact(row, credits) if _is_public(row.speaker_kind, row.title, row.agency) else None


def _is_public(kind: OfficialKind, title: str | None, agency: str | None) -> bool:
    """As `storage.public.is_public_person` says it in SQL."""
    return kind is OfficialKind.OFFICIAL or (title is not None and agency is not None)


def _claim(row: ClaimRow, credits: Credits) -> ClaimRow | None:
    first = _figure(row.first, credits)
    return None if first is None else row.model_copy(update={"first": first})


def _conflict(row: ConflictRow, credits: Credits) -> ConflictRow | None:
    found = (_number(number, credits) for number in row.numbers)
    numbers = tuple(number for number in found if number is not None)
    # a reviewer is no public person, and a comment may say anything
    return row.model_copy(update={"numbers": numbers, "reviewer": None, "comment": None}) if numbers else None


def _number(number: ConflictNumber, credits: Credits) -> ConflictNumber | None:
    found = (_source(source, credits) for source in number.sources)
    sources = tuple(source for source in found if source is not None)
    return number.model_copy(update={"sources": sources}) if sources else None


def _source(source: ConflictSource, credits: Credits) -> ConflictSource | None:
    if source.is_removed:
        return None
    return _worded(source, credited_to=source.credited_to if source.figure_id in credits else None)


def _person(row: PersonRow, _credits: Credits) -> PersonRow | None:
    offices = [(office.title, office.agency) for office in row.positions]
    is_public = row.kind is OfficialKind.OFFICIAL or any(title and agency for title, agency in offices)
    return row if is_public and row.article_count > 0 else None


def _person_detail(detail: PersonDetail, credits: Credits) -> PersonDetail | None:
    namings = tuple(_worded(naming) for naming in detail.namings if not naming.is_removed)
    if _person(detail.person, credits) is None or not namings:
        return None
    return detail.model_copy(update={"namings": namings, "doubtful_with": ()})


def _naming(naming: PersonNaming, _credits: Credits) -> PersonNaming | None:
    return None if naming.is_removed else _worded(naming)


def _story(row: StoryRow, _credits: Credits) -> StoryRow | None:
    return None if row.is_removed else _worded(row)


def _copy(copy: StoryCopy, _credits: Credits) -> StoryCopy | None:
    return None if copy.removed_at else _worded(copy)


def _page(page: SearchPage[Any], credits: Credits) -> SearchPage[Any]:
    return page.model_copy(update={"rows": _shown(page.rows, credits)})


def _article_detail(detail: ArticleDetail, _credits: Credits) -> ArticleDetail | None:
    article = for_public(detail.article)
    if article is None:
        return None
    officials: tuple[OfficialRow, ...] = _shown(detail.officials)
    named = {name for row in officials for name in (row.name, row.title, row.agency)}
    named |= {name for row in detail.agencies for name in (row.name, row.acronym)}
    known = {figure.id for figure in detail.figures if figure.credited_to in named}
    kept = {name: getattr(detail, name) for name in ("relevance_rule", "story_id")}
    return ArticleDetail(
        **kept,
        article=article,
        author=None,
        text="",
        relevance_hits=(),
        officials=officials,
        official_mentions=(),
        agencies=_shown(detail.agencies),
        agency_mentions=(),
        dates=_shown(detail.dates),
        figures=_shown(detail.figures, {*known, *_credits}),
        statements=_shown(detail.statements),
        laws=_shown(detail.laws),
        exposures=(),
        origins=tuple(_origin(origin) for origin in detail.origins if origin.path is None),
        captures=(),
        copies=_shown(detail.copies),
        reviews=(),
    )


def _origin(origin: Origin) -> Origin:
    """Of the archive only that there is a record, and its digest: the file is private."""
    records = (record.model_copy(update={"file": "", "offset": 0}) for record in origin.archived)
    return origin.model_copy(update={"archived": tuple(records)})


def _organization(detail: OrganizationDetail, _credits: Credits) -> OrganizationDetail:
    return detail.model_copy(update={"reasons": ()})


def _withdrawal(row: WithdrawalRow, _credits: Credits) -> WithdrawalRow:
    return row.model_copy(update={"withdrawn_by": None})


def _harmless(record: Record, _credits: Credits) -> Record:
    return record


def _shown(records: Iterable[R], credits: Credits = ()) -> tuple[R, ...]:
    found = (for_public(record, credits) for record in records)
    return tuple(record for record in found if record is not None)


_RULES: tuple[tuple[Any, Callable[[Any, Credits], Any]], ...] = (
    (FigureRow, _figure),
    (StatementRow, _statement),  # what a search found is one too
    (OfficialRow, _official),
    ((AgencyRow, DateRow, LawRow), _fact),
    (ArticleRow, _article),
    (ClaimRow, _claim),
    (ConflictRow, _conflict),
    (ConflictSource, _source),
    (PersonRow, _person),
    (PersonDetail, _person_detail),
    (PersonNaming, _naming),
    (StoryRow, _story),
    (StoryCopy, _copy),
    (SearchPage, _page),
    (ArticleDetail, _article_detail),
    (OrganizationDetail, _organization),
    (WithdrawalRow, _withdrawal),
    (_HARMLESS, _harmless),
)
"""What is done with each class; the first that fits."""
