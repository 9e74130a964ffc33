"""`pantau review`: what people decide about facts."""

from typing import Annotated

import typer

from cli.database import open_database
from cli.options import LARGEST_ID, AsCsv, AsJson, Limit
from cli.output import Format, chosen_format, print_rows
from cli.review_queue import review_next
from cli.review_things import apart, merge, overrule, split
from cli.review_words import (
    LATER,
    action_word,
    kind_word,
    parse_kind,
    parse_values,
    print_reviews,
    reviewer_name,
)
from models.errors import PantauError
from models.vocabulary import ReviewAction

app = typer.Typer(
    help="Accept, correct and reject facts, merge and split persons; what the machine found stays beside it.",
    no_args_is_help=True,
)
for verb in (merge, split, apart, overrule):
    app.command()(verb)

KindWord = Annotated[str, typer.Argument(metavar="KIND", help="angka, pernyataan, pejabat, lembaga, ...")]
FactId = Annotated[int, typer.Argument(metavar="ID", help="Its number, as the tables print it.")]
ReviewId = Annotated[
    int, typer.Argument(metavar="REVIEW_ID", help="Number of the review, as `pantau review list` prints it.")
]
Why = Annotated[str | None, typer.Option("--why", help="The reason.")]
As = Annotated[
    str | None, typer.Option("--as", help="Your name; without it, PANTAU_REVIEWER or your login name.")
]
Seen = Annotated[
    int | None,
    typer.Option(
        "--seen", min=0, help="Revision that you saw (`pantau review history`); needed after somebody else."
    ),
]
TABLE_ROWS = 50


@app.command("next")
def next_(
    kind: Annotated[str | None, typer.Option("--kind", help="Only facts of this kind.")] = None,
    max_confidence: Annotated[
        float, typer.Option(min=0, max=1, help="Only facts at most as sure as this, 0 to 1.")
    ] = 1,
    name: As = None,
) -> None:
    """Shows the facts that nobody looked at, the most doubtful first, and asks about each."""
    from storage.review_fields import FACT_KINDS

    kinds = None if kind is None else [parse_kind(kind)]
    if kinds and kinds[0] not in FACT_KINDS:
        raise PantauError(
            f"--kind {kind!r} is no fact of an article; `pantau officials doubtful` lists persons to decide on, "
            "`pantau conflicts` numbers, `pantau stories` copies."
        )
    review_next(open_database(), kinds, max_confidence, reviewer_name(name))


@app.command("accept")
def accept(kind: KindWord, fact_id: FactId, why: Why = None, name: As = None, seen: Seen = None) -> None:
    """Says that a fact is right as it stands."""
    from storage import reviews

    subject, who = parse_kind(kind), reviewer_name(name)
    done = reviews.accept(open_database(), subject, fact_id, reviewer=who, comment=why, seen=seen)
    _renew(done)
    typer.echo(_told(done, f"{kind_word(subject)} {fact_id}", ReviewAction.ACCEPT, who))


@app.command("reject")
def reject(kind: KindWord, fact_id: FactId, why: Why = None, name: As = None, seen: Seen = None) -> None:
    """Says that a fact is wrong as a whole: it counts nowhere any more."""
    from storage import reviews

    subject, who = parse_kind(kind), reviewer_name(name)
    done = reviews.reject(open_database(), subject, fact_id, reviewer=who, comment=why, seen=seen)
    _renew(done)
    typer.echo(_told(done, f"{kind_word(subject)} {fact_id}", ReviewAction.REJECT, who))


@app.command("correct")
def correct(
    kind: KindWord,
    fact_id: FactId,
    values: Annotated[list[str], typer.Argument(metavar="FIELD=VALUE...", help="As value=15 region=Sikka.")],
    why: Annotated[str, typer.Option("--why", help="The reason.")],
    name: As = None,
    seen: Seen = None,
) -> None:
    """Gives fields of a fact other values; nothing after `=` empties a field."""
    from pipelines.reviewing import known_regions
    from storage import reviews

    subject, who = parse_kind(kind), reviewer_name(name)
    done = reviews.correct(
        open_database(), subject, fact_id, parse_values(values),
        reviewer=who, comment=why, seen=seen, regions=known_regions(),
    )  # fmt: skip
    _renew(done)
    typer.echo(_told(done, f"{kind_word(subject)} {fact_id}", ReviewAction.CORRECT, who))


@app.command("comment")
def comment(
    kind: KindWord,
    fact_id: FactId,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What you want to remark.")],
    name: As = None,
) -> None:
    """Keeps a remark on a fact, which changes nothing."""
    from storage import reviews

    subject, who = parse_kind(kind), reviewer_name(name)
    done = reviews.comment(open_database(), subject, fact_id, text, reviewer=who)
    typer.echo(_told(done, f"{kind_word(subject)} {fact_id}", ReviewAction.COMMENT, who))


@app.command("list")
def list_(
    orphaned: Annotated[
        bool, typer.Option("--orphaned", help="Only those whose fact the newest extraction does not find.")
    ] = False,
    kind: Annotated[str | None, typer.Option("--kind", help="Only reviews of this kind.")] = None,
    limit: Limit = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Reviews, the newest first."""
    from models.review import ReviewRow
    from storage.engine import reading
    from storage.review_lists import list_reviews

    form = chosen_format(as_json, as_csv)
    if limit is None and form is Format.TABLE:
        limit = TABLE_ROWS
    with reading(open_database()) as session:
        found = list_reviews(
            session, kind=None if kind is None else parse_kind(kind), orphaned=orphaned,
            limit=limit + 1 if limit else None,
        )  # fmt: skip
    shown = found[: limit or None]
    if form is not Format.TABLE:
        print_rows((review.model_dump(mode="json") for review in shown), list(ReviewRow.model_fields), form)
        return
    more = "; masih ada lagi: --limit 0 menampilkan semua" if len(found) > len(shown) else ""
    print_reviews("Tinjauan yatim" if orphaned else "Tinjauan", shown, caption=f"{len(shown)} tinjauan{more}")


@app.command("history")
def history(kind: KindWord, fact_id: FactId, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """All reviews of one fact, person, organization, story or conflict, the oldest first, with what was taken back."""
    from models.review import ReviewRow
    from storage.engine import reading
    from storage.review_lists import history as reviews_of

    form, subject = chosen_format(as_json, as_csv), parse_kind(kind)
    with reading(open_database()) as session:
        found = reviews_of(session, subject, fact_id) if fact_id <= LARGEST_ID else []
    if form is not Format.TABLE:
        print_rows((review.model_dump(mode="json") for review in found), list(ReviewRow.model_fields), form)
        return
    decided = [review for review in found if review.action is not ReviewAction.COMMENT]
    revision = len(decided) + sum(review.undone_at is not None for review in decided)
    print_reviews(
        f"Riwayat {kind_word(subject)} {fact_id}",
        found,
        caption=f"{len(found)} tinjauan; revisi {revision} (--seen {revision})",
    )


@app.command("undo")
def undo(review_id: ReviewId, name: As = None) -> None:
    """Takes a review back; the others of the same still hold."""
    from storage import reviews

    who = reviewer_name(name)
    reviews.undo(open_database(), review_id, by=who)
    _renew(review_id)
    typer.echo(f"Tinjauan {review_id} dibatalkan oleh {who}. {LATER}")


@app.command("redo")
def redo(review_id: ReviewId, name: As = None) -> None:
    """Decides again what was taken back, as a new review."""
    from storage import reviews

    who = reviewer_name(name)
    done = reviews.redo(open_database(), review_id, by=who)
    _renew(done)
    typer.echo(f"Tinjauan {done}: tinjauan {review_id} berlaku lagi, oleh {who}. {LATER}")


def _renew(review_id: int) -> None:
    """Lets the claims of the article follow at once."""
    from pipelines.resolving_claims import renew_claims

    renew_claims(open_database(), review_id)


def _told(review_id: int, fact: str, action: ReviewAction, who: str) -> str:
    later = f" {LATER}" if action in {ReviewAction.CORRECT, ReviewAction.REJECT} else ""
    return f"Tinjauan {review_id}: {fact}, {action_word(action)} oleh {who}.{later}"
