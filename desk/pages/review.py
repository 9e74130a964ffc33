"""The queues of decisions: the least sure facts, the random sample, persons who may be one, contradicting numbers."""

from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from desk.database import Snapshot, engine_of
from desk.forms import SentForm, field
from desk.language import language_of, translations
from desk.navigation import marked
from desk.reader import Reader, Reviewer
from desk.reasons import in_words
from desk.rendering import render
from desk.words import FIELDS, WORDS, Translate
from models.errors import PantauError
from models.review import ReviewedFact
from models.vocabulary import SubjectKind
from pipelines.resolving_claims import renew_claims
from pipelines.reviewing import known_regions
from pipelines.reviewing_persons import keep_apart, merge_persons
from publish.columns import codes_of
from storage import reviews
from storage.conflict_lists import list_conflicts
from storage.conflicts import overrule_conflict
from storage.engine import reading
from storage.filters import Filters
from storage.person_lists import doubtful_pairs, person_detail
from storage.review_fields import FACT_KINDS, choices
from storage.review_lists import list_reviews
from storage.review_queue import QUEUED, get_fact, next_facts
from storage.samples import SAMPLED, draw_sample, next_sampled
from storage.types import LARGEST_KEY

router = APIRouter()

_KEPT = 40
"""Skipped facts that an address remembers."""
_LONGEST = 2000
_DRAWN = 50
_CALLED = {"": "–", "true": marked("ya"), "false": marked("tidak")}
Queue = Literal["facts", "sample"]
Skipped = Annotated[list[str] | None, Query()]


@router.get("/review")
def overview(request: Request, session: Snapshot, reader: Reviewer) -> HTMLResponse:
    """What waits, and what was decided last."""
    return render(
        request,
        "review.html",
        next_fact=next(iter(next_facts(session, limit=1)), None),
        next_sample=next_sampled(session),
        pairs=doubtful_pairs(session, 1),
        conflicts=_open_conflicts(session, 1),
        latest=list_reviews(session, limit=20),
    )


@router.post("/review/sample")
def draw(request: Request, form: SentForm, reader: Reviewer) -> RedirectResponse:
    """Draws more facts into the sample."""
    for kind in SAMPLED:
        draw_sample(engine_of(request), kind, _DRAWN)
    return RedirectResponse("/review/sample", 303)


@router.post("/review/undo")
def undo(request: Request, form: SentForm, reader: Reviewer) -> RedirectResponse:
    """Takes a decision back."""
    number = field(form, "review", 20)
    if not number.isdecimal():
        raise PantauError(f"review {number!r} is no number: use the button beside a decision")
    reviews.undo(engine_of(request), int(number), by=str(reader.name))
    renew_claims(engine_of(request), int(number))
    return RedirectResponse("/review", 303)


@router.get("/review/pairs")
def next_pair(request: Request, session: Snapshot, reader: Reviewer, after: int = 0) -> HTMLResponse:
    """The next two persons who may be one."""
    pairs = doubtful_pairs(session, after + 1)
    pair = pairs[after] if 0 <= after < len(pairs) else None
    sides = [] if pair is None else [person_detail(session, each) for each in (pair.person_id, pair.other_id)]
    translate = translations(language_of(request)).gettext
    reasons = [] if pair is None else [in_words(translate, each) for each in pair.reasons]
    return render(request, "review_pair.html", pair=pair, sides=sides, reasons=reasons, after=after)


@router.post("/review/pairs/{one}/{other}")
def decide_pair(request: Request, form: SentForm, reader: Reviewer, one: int, other: int) -> RedirectResponse:
    """Merges two persons, keeps them apart, or leaves them for later."""
    after = field(form, "after", 6)
    place = int(after) if after.isdecimal() else 0
    decisions = {"merge": merge_persons, "apart": keep_apart}
    action = field(form, "action", 10)
    if action == "skip":
        return RedirectResponse(f"/review/pairs?after={place + 1}", 303)
    if action not in decisions:
        raise PantauError(f"{action!r} is no decision about two persons: use merge, apart or skip")
    comment = field(form, "comment", _LONGEST) or None
    decisions[action](engine_of(request), one, other, reviewer=str(reader.name), comment=comment)
    return RedirectResponse(f"/review/pairs?after={place}", 303)


@router.get("/review/conflicts")
def next_conflict(request: Request, session: Snapshot, reader: Reviewer, after: int = 0) -> HTMLResponse:
    """The next numbers that contradict one another and that nothing decides."""
    found = _open_conflicts(session, max(after, 0) + 1)
    conflict = found[after] if 0 <= after < len(found) else None
    return render(request, "review_conflict.html", conflict=conflict, after=after)


@router.post("/review/conflicts/{conflict_id}")
def decide_conflict(request: Request, form: SentForm, reader: Reviewer, conflict_id: int) -> RedirectResponse:
    """Lets one of the numbers count."""
    claim = field(form, "claim", 20)
    if not claim.isdecimal() or int(claim) > LARGEST_KEY:
        raise PantauError("no number was chosen: mark the one that counts, or skip")
    comment = field(form, "comment", _LONGEST) or None
    overrule_conflict(engine_of(request), conflict_id, int(claim), reviewer=str(reader.name), comment=comment)
    return RedirectResponse("/review/conflicts", 303)


@router.get("/review/{queue}")
def next_fact(
    request: Request,
    session: Snapshot,
    reader: Reviewer,
    queue: Queue,
    kind: SubjectKind | None = None,
    skip: Skipped = None,
    done: int | None = None,
) -> HTMLResponse:
    """The next fact of a queue."""
    passed = _passed(skip)
    if queue == "sample":
        found = next_sampled(session, kind, passed)
        fact = None if found is None else get_fact(session, *found)
    else:
        kinds = QUEUED if kind is None else (kind,)
        fact = next(iter(next_facts(session, kinds, limit=1, skip=passed)), None)
    return _fact_page(request, fact, queue, kind, skip, done=done)


@router.get("/review/facts/{kind}/{fact_id}")
def one_fact(
    request: Request, session: Snapshot, reader: Reviewer, kind: SubjectKind, fact_id: int
) -> HTMLResponse:
    """A fact that somebody wants to decide on."""
    return _fact_page(request, get_fact(session, kind, fact_id), "facts", None, None)


@router.post("/review/{queue}/{kind}/{fact_id}", response_model=None)
def decide(
    request: Request, form: SentForm, reader: Reviewer, queue: Queue, kind: SubjectKind, fact_id: int
) -> HTMLResponse | RedirectResponse:
    """Writes what the reviewer decided of a fact and goes on to the next."""
    engine, skip = engine_of(request), [str(token) for token in form.getlist("skip")][-_KEPT:]
    only = field(form, "only", 40)
    try:
        done = _decide(engine, form, reader, kind, fact_id)
    except PantauError as error:
        with reading(engine) as session:
            fact = get_fact(session, kind, fact_id)
        chosen = SubjectKind(only) if only else None
        return _fact_page(request, fact, queue, chosen, skip, problem=str(error), status=409)
    query = [("skip", token) for token in skip]
    if done is None:
        query.append(("skip", f"{kind.value}.{fact_id}"))
    else:
        renew_claims(engine, done)
        query.append(("done", str(done)))
    if only:
        query.append(("kind", only))
    return RedirectResponse(f"/review/{queue}?{urlencode(query[-_KEPT:])}", 303)


def _decide(engine: Engine, form: FormData, reader: Reader, kind: SubjectKind, fact_id: int) -> int | None:
    """The key of the review that was written; null where the reviewer skips."""
    who, why = str(reader.name), field(form, "comment", _LONGEST)
    revision = field(form, "seen", 10)
    seen = int(revision) if revision.isdecimal() else 0
    match field(form, "action", 10):
        case "skip":
            return None
        case "accept":
            return reviews.accept(engine, kind, fact_id, reviewer=who, comment=why, seen=seen)
        case "reject":
            return reviews.reject(engine, kind, fact_id, reviewer=who, comment=why, seen=seen)
        case "comment":
            return reviews.comment(engine, kind, fact_id, why, reviewer=who)
        case "correct":
            values = _changed(engine, form, kind, fact_id)
            return reviews.correct(
                engine, kind, fact_id, values, reviewer=who, comment=why, seen=seen, regions=known_regions()
            )
        case action:
            raise PantauError(f"{action!r} is no decision: use accept, correct, reject, comment or skip")


def _changed(engine: Engine, form: FormData, kind: SubjectKind, fact_id: int) -> dict[str, object]:
    """The fields that the form gives another value than they have."""
    if kind not in FACT_KINDS:
        raise PantauError(f"{kind.value} is no fact of an article")
    with reading(engine) as session:
        now = get_fact(session, kind, fact_id).values
    names = [name for name in _fields(kind) if name in form]
    given = {name: field(form, name, _LONGEST) for name in names}
    return {name: value for name, value in given.items() if value != _text(now.get(name))}


def _fields(kind: SubjectKind) -> list[str]:
    """What a form offers to correct; a region's name follows its code."""
    return [name for name in FACT_KINDS[kind].fields if name != "region"]


def _fact_page(
    request: Request,
    fact: ReviewedFact | None,
    queue: Queue,
    only: SubjectKind | None,
    skip: list[str] | None,
    *,
    done: int | None = None,
    problem: str | None = None,
    status: int = 200,
) -> HTMLResponse:
    fields: list[Any] = []
    if fact is not None:
        names, translate = _fields(fact.kind), translations(language_of(request)).gettext
        fields = [
            (name, _text(fact.values.get(name)), _choices(translate, fact.kind, name)) for name in names
        ]
    return render(
        request,
        "review_fact.html",
        status,
        fact=fact,
        fields=fields,
        called=FIELDS,
        record=None if fact is None else FACT_KINDS[fact.kind].model.__name__,
        queue=queue,
        only=only,
        skip=(skip or [])[-_KEPT:],
        done=done,
        problem=problem,
    )


def _choices(translate: Translate, kind: SubjectKind, name: str) -> list[tuple[str, str]]:
    """The values of a field of codes, each with what it is called."""
    vocabulary = codes_of(FACT_KINDS[kind].model.model_fields[name])
    called = (
        _CALLED | {str(code): words for code, words in WORDS.get(vocabulary, {}).items()}
        if vocabulary
        else _CALLED
    )
    return [(value, translate(called.get(value, value))) for value in choices(kind, name)]


def _passed(tokens: list[str] | None) -> frozenset[tuple[SubjectKind, int]]:
    """Facts as `figure.12`; what reads otherwise is nobody's."""
    pairs = [token.partition(".")[::2] for token in (tokens or [])[-_KEPT:]]
    kinds = set(SubjectKind)
    return frozenset(
        (SubjectKind(kind), int(key)) for kind, key in pairs if kind in kinds and key.isdecimal()
    )


def _open_conflicts(session: Session, count: int) -> list[Any]:
    """Open ones come first in the list."""
    return [each for each in list_conflicts(session, Filters(limit=count)) if each.is_open]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
