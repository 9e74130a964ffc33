"""`pantau review next`: the facts that nobody looked at, one after the other."""

import io
import sys
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from cli.lists import day_text, shortened, sure_text
from cli.review_words import LATER, action_word, kind_word, parse_values, split_pairs, values_text
from models.errors import PantauError
from models.vocabulary import ReviewAction, SubjectKind

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from models.review import ReviewedFact

_BATCH = 20
_KEYS = "(a) terima  (c) koreksi  (r) tolak  (s) lewati  (u) batalkan yang terakhir  (q) selesai: "


def review_next(
    engine: "Engine", kinds: Sequence[SubjectKind] | None, max_confidence: float, reviewer: str
) -> None:
    """Asks about one fact after the other until the reader or the queue ends; works over a pipe too."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")  # what a pipe brings may be anything
    queue = _Queue(engine, kinds, max_confidence)
    desk = _Desk(engine, queue, reviewer)
    while (fact := queue.first()) is not None:
        typer.echo(_shown(fact))
        answer = _ask(_KEYS)
        if answer is None or answer.lower() in {"q", "quit", "selesai"}:
            break
        try:
            desk.do(answer.lower(), fact)
        except PantauError as error:
            typer.echo(f"  ! {error}")
            queue.look_again()
    else:
        typer.echo("Tidak ada lagi fakta yang menunggu.")
    if desk.done:
        typer.echo(LATER)
    typer.echo(f"{len(desk.done)} fakta ditinjau oleh {reviewer}.")


class _Queue:
    """What waits, read in small batches so that nothing is locked while somebody thinks."""

    def __init__(self, engine: "Engine", kinds: Sequence[SubjectKind] | None, max_confidence: float) -> None:
        from storage.review_queue import QUEUED

        self._engine = engine
        self._kinds = kinds or QUEUED
        self._max_confidence = max_confidence
        self._waiting: deque[ReviewedFact] = deque()
        self._passed: set[tuple[SubjectKind, int]] = set()

    def first(self) -> "ReviewedFact | None":
        """The fact to ask about; null where none waits."""
        from storage.engine import reading
        from storage.review_queue import next_facts

        if not self._waiting:
            with reading(self._engine) as session:
                self._waiting.extend(
                    next_facts(
                        session,
                        self._kinds,
                        max_confidence=self._max_confidence,
                        limit=_BATCH,
                        skip=frozenset(self._passed),
                    )
                )
        return self._waiting[0] if self._waiting else None

    def drop(self) -> None:
        """Goes on to the next fact."""
        fact = self._waiting.popleft()
        self._passed.add((fact.kind, fact.fact_id))

    def look_again(self) -> None:
        """Reads the rest anew: somebody else may have decided meanwhile, or the article was extracted again."""
        self._waiting.clear()

    def bring_back(self, kind: SubjectKind, fact_id: int) -> None:
        """Asks about a fact again, now."""
        from storage.engine import reading
        from storage.review_queue import get_fact

        self._passed.discard((kind, fact_id))
        with reading(self._engine) as session:
            self._waiting.appendleft(get_fact(session, kind, fact_id))


class _Desk:
    """Does what the reviewer answers."""

    def __init__(self, engine: "Engine", queue: _Queue, reviewer: str) -> None:
        self._engine = engine
        self._queue = queue
        self._reviewer = reviewer
        self.done: list[tuple[int, SubjectKind, int]] = []
        """Reviews of this session with their facts."""

    def do(self, answer: str, fact: "ReviewedFact") -> None:
        """Raises PantauError for an answer that means nothing and for what storage refuses."""
        from storage import reviews

        match answer:
            case "a":
                review = reviews.accept(
                    self._engine, fact.kind, fact.fact_id, reviewer=self._reviewer, seen=fact.revision
                )
                self._note(review, fact, ReviewAction.ACCEPT)
            case "r":
                why = _ask("Alasan (boleh kosong): ")
                review = reviews.reject(
                    self._engine, fact.kind, fact.fact_id,
                    reviewer=self._reviewer, comment=why, seen=fact.revision,
                )  # fmt: skip
                self._note(review, fact, ReviewAction.REJECT)
            case "c":
                self._correct(fact)
            case "s":
                self._queue.drop()
            case "u":
                self._undo()
            case _:
                raise PantauError(f"{answer!r} is no answer: type one of a, c, r, s, u, q")

    def _correct(self, fact: "ReviewedFact") -> None:
        from pipelines.reviewing import known_regions
        from storage import reviews

        pairs = _ask("field=nilai ...: ")
        values = parse_values(split_pairs(pairs or ""))
        why = _ask("Alasan: ")
        review = reviews.correct(
            self._engine, fact.kind, fact.fact_id, values,
            reviewer=self._reviewer, comment=why or "", seen=fact.revision, regions=known_regions(),
        )  # fmt: skip
        self._note(review, fact, ReviewAction.CORRECT)

    def _undo(self) -> None:
        from pipelines.resolving_claims import renew_claims
        from storage import reviews

        if not self.done:
            raise PantauError("nothing was decided in this session: there is nothing to undo")
        review, kind, fact_id = self.done[-1]
        reviews.undo(self._engine, review, by=self._reviewer)
        renew_claims(self._engine, review)
        self.done.pop()
        typer.echo(f"  Tinjauan {review} dibatalkan.")
        self._queue.bring_back(kind, fact_id)

    def _note(self, review: int, fact: "ReviewedFact", action: ReviewAction) -> None:
        from pipelines.resolving_claims import renew_claims

        renew_claims(self._engine, review)
        self.done.append((review, fact.kind, fact.fact_id))
        self._queue.drop()
        typer.echo(f"  Tinjauan {review}: {kind_word(fact.kind)} {fact.fact_id}, {action_word(action)}.")


def _shown(fact: "ReviewedFact") -> str:
    day = day_text(fact.published_on) if fact.published_on else "tanggal tidak diketahui"
    sure = sure_text(fact.confidence) or "tidak dinilai"
    title = shortened(fact.article_title or fact.url or "(tanpa judul)", 80)
    article = " ".join(filter(None, (f"artikel {fact.article_id}", fact.outlet)))
    lines = [
        "",
        f"{kind_word(fact.kind)} {fact.fact_id} · yakin {sure} · {article}, {day}: {title}",
        f"  {fact.before}«{fact.quote}»{fact.after}",
        f"  {values_text(fact.values)}",
    ]
    if fact.status is not None:
        lines.append(f"  mesin: {values_text(fact.machine_values)}")
    return "\n".join("".join(c if c.isprintable() else " " for c in line) for line in lines)


def _ask(prompt: str) -> str | None:
    """The line that the reader types; null at the end of the input."""
    typer.echo(prompt, nl=False)
    line = sys.stdin.readline()
    if not sys.stdin.isatty():
        typer.echo("")  # nobody pressed the key that ends the line
    return line.strip() if line else None
