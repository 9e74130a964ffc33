"""`pantau review merge|split|apart|overrule`: what people decide about persons, bodies, stories and conflicts."""

from typing import Annotated

import typer

from cli.database import open_database
from cli.options import LARGEST_ID
from cli.review_words import LATER, action_word, kind_word, parse_kind, reviewer_name
from models.errors import PantauError
from models.vocabulary import ReviewAction, SubjectKind

Kind = Annotated[str, typer.Argument(metavar="KIND", help="orang, organisasi or cerita.")]
Number = Annotated[int, typer.Argument(min=1, max=LARGEST_ID, help="Its number, as the tables print it.")]
Other = Annotated[int, typer.Argument(min=1, max=LARGEST_ID, help="Number of the other one.")]
Articles = Annotated[
    list[int],
    typer.Argument(
        metavar="ARTICLE...", min=1, max=LARGEST_ID, help="Articles that are about the other one."
    ),
]
Reason = Annotated[str, typer.Option("--why", help="The reason.")]
Name = Annotated[
    str | None, typer.Option("--as", help="Your name; without it, PANTAU_REVIEWER or your login name.")
]


def merge(kind: Kind, one: Number, other: Other, why: Reason, name: Name = None) -> None:
    """Says that two persons, organizations or stories are one; it lasts until you undo it."""
    from pipelines.reviewing_things import merge_things

    subject, who = _thing(kind), reviewer_name(name)
    done = merge_things(open_database(), subject, one, other, reviewer=who, comment=_reason(why))
    word = kind_word(subject)
    typer.echo(
        f"Tinjauan {done}: {word} {one} dan {word} {other}, {action_word(ReviewAction.MERGE)} oleh {who}. {LATER}"
    )


def split(
    kind: Kind,
    number: Number,
    articles: Articles,
    why: Reason,
    called: Annotated[
        str | None, typer.Option("--name", help="What the organization that is split off is called.")
    ] = None,
    name: Name = None,
) -> None:
    """Says that some articles of a person, organization or story are about another one."""
    from pipelines.reviewing_things import split_thing

    subject, who = _thing(kind), reviewer_name(name)
    done = split_thing(
        open_database(), subject, number, articles, reviewer=who, comment=_reason(why), name=called
    )
    reviews, listed = ", ".join(map(str, done)), ", ".join(map(str, articles))
    word = f"{kind_word(subject)} {number}"
    typer.echo(
        f"Tinjauan {reviews}: {word}, artikel {listed} {action_word(ReviewAction.SPLIT)} oleh {who}. {LATER}"
    )


def apart(one: Number, other: Other, why: Reason, name: Name = None) -> None:
    """Says that two persons who look alike are two; ends a doubtful pair."""
    from pipelines.reviewing_persons import keep_apart

    who = reviewer_name(name)
    done = keep_apart(open_database(), one, other, reviewer=who, comment=_reason(why))
    word = kind_word(SubjectKind.PERSON)
    typer.echo(
        f"Tinjauan {done}: {word} {one} dan {word} {other}, {action_word(ReviewAction.SPLIT)} oleh {who}."
    )


def overrule(
    conflict: Annotated[
        int, typer.Argument(metavar="CONFLICT", min=1, max=LARGEST_ID, help="Number of the conflict.")
    ],
    claim: Annotated[
        int,
        typer.Argument(
            metavar="CLAIM",
            min=1,
            max=LARGEST_ID,
            help="Number of the claim that is right, as `pantau conflicts` prints it.",
        ),
    ],
    why: Reason,
    name: Name = None,
) -> None:
    """Lets another number of a conflict win; it lasts until you undo it."""
    from storage.conflicts import overrule_conflict

    who = reviewer_name(name)
    done = overrule_conflict(open_database(), conflict, claim, reviewer=who, comment=_reason(why))
    word = kind_word(SubjectKind.CONFLICT)
    typer.echo(f"Tinjauan {done}: {word} {conflict}, klaim {claim} dipilih oleh {who}.")


def _reason(why: str) -> str:
    if not why.strip():
        raise PantauError("such a decision needs a reason: say why with --why")
    return why


def _thing(word: str) -> SubjectKind:
    """What to merge or split; the verbs `officials` and `agencies` list persons and organizations."""
    kind = parse_kind(word)
    return {SubjectKind.OFFICIAL: SubjectKind.PERSON, SubjectKind.AGENCY: SubjectKind.ORGANIZATION}.get(
        kind, kind
    )
