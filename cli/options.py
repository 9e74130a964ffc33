"""Options that the list verbs share."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from models.errors import PantauError

if TYPE_CHECKING:
    from storage.filters import Filters

Since = Annotated[str | None, typer.Option(help="First publication day, as 2024-01-31.")]
Until = Annotated[str | None, typer.Option(help="Last publication day, as 2024-12-31.")]
RegionName = Annotated[
    str | None, typer.Option("--region", help="Province, kabupaten or kota: name or code.")
]
AgencyName = Annotated[str | None, typer.Option("--agency", help="Part of an agency's name or acronym.")]
OfficialName = Annotated[str | None, typer.Option("--official", help="Part of an official's name or office.")]
TopicCode = Annotated[str | None, typer.Option("--topic", help="Topic code, as tppo or penindakan.")]
UnitCode = Annotated[str | None, typer.Option("--unit", help="Unit of the figures, as kasus or korban.")]
Limit = Annotated[
    int | None, typer.Option(min=0, max=10**9, help="Rows at most; 0 for all. A table shows 50 by default.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, as stored: unmasked.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV, as stored: unmasked.")]

LARGEST_ID = 2**31 - 1
"""Above it, a database cannot even look a number up."""

AnnotatorChoice = Annotated[
    Literal["spacy", "stanza"] | None,
    typer.Option(
        "--annotator",
        help="What finds words and sentences: spacy, or stanza (an extra); without it, PANTAU_ANNOTATOR.",
    ),
]


Workers = Annotated[
    int | None,
    typer.Option(
        min=1,
        max=1024,
        help="Processes that read pages side by side; without it, PANTAU_WORKERS, or one for each core.",
    ),
]


def make_filters(
    since: str | None,
    until: str | None,
    region: str | None,
    agency: str | None,
    official: str | None,
    topic: str | None,
    unit: str | None = None,
    *,
    relevant_only: bool = False,
) -> "Filters":
    """The filters that the options ask for. Raises PantauError for a value that means nothing."""
    from models.vocabulary import FigureTopic, FigureUnit, Topic
    from storage.filters import Filters

    first, last = parse_day(since, "--since"), parse_day(until, "--until")
    if first and last and first > last:
        raise PantauError(f"--since {first} lies after --until {last}; swap them.")
    codes = [*Topic, *FigureTopic]
    return Filters(
        since=first,
        until=last,
        region=region_code(region) if region else None,
        agency=agency,
        official=official,
        topic=_known(topic, [code.value for code in codes], "--topic") if topic else None,
        unit=FigureUnit(_known(unit, [code.value for code in FigureUnit], "--unit")) if unit else None,
        relevant_only=relevant_only,
    )


def parse_day(text: str | None, option: str) -> date | None:
    """A day written as 2024-01-31. Raises PantauError for anything else."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise PantauError(f"{option} {text!r} is not a day; write it as 2024-01-31.") from error


def region_code(name: str, option: str = "--region") -> str:
    """The code of a region's name, alias or code. Raises PantauError for an unknown or ambiguous one."""
    from extract.regions import asked

    return asked.region_code(name, option)


def _known(value: str, codes: list[str], option: str) -> str:
    if value not in codes:
        raise PantauError(f"{option} {value!r} is no code; choose one of {', '.join(dict.fromkeys(codes))}.")
    return value
