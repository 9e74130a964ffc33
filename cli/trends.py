"""`pantau trends`: numbers over time, each with what it is made of."""

from typing import Annotated, Literal

import typer

from cli.claim_tables import RATE_HEADERS, TREND_HEADERS, rate_cells, trend_cells
from cli.database import open_database
from cli.options import (
    AgencyName,
    AsCsv,
    AsJson,
    RegionName,
    TopicCode,
    UnitCode,
    parse_day,
    region_code,
)
from cli.output import Format, chosen_format, print_rows, print_table
from models.errors import PantauError

By = Annotated[Literal["month", "quarter", "year"], typer.Option("--by", help="Length of the periods.")]
AreaChoice = Annotated[Literal["province", "regency"], typer.Option("--area", help="Level of the regions.")]


def trends(
    unit: UnitCode = None,
    topic: TopicCode = "tppo",
    region: RegionName = None,
    by: By = "year",
    area: AreaChoice = "province",
    sex: Annotated[
        Literal["perempuan", "laki-laki"] | None,
        typer.Option(help="Sex of the people; without it, everybody."),
    ] = None,
    age: Annotated[
        Literal["anak", "dewasa"] | None, typer.Option(help="Age group of the people; without it, everybody.")
    ] = None,
    agency: AgencyName = None,
    since: Annotated[str | None, typer.Option(help="First day of the periods, as 2023-01-01.")] = None,
    until: Annotated[str | None, typer.Option(help="Last day of the periods, as 2023-12-31.")] = None,
    per_100000: Annotated[
        bool,
        typer.Option(
            "--per-100000", help="Show the rate per 100,000 inhabitants, and of which year they are."
        ),
    ] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Numbers by period and region. Events are added up; of cumulative bulletins the differences are taken; numbers
    of whole years stay as told. These are never added to one another: each row says what it is made of."""
    from models.trends import Area, Step, TrendRow
    from models.vocabulary import Age, FigureTopic, FigureUnit, Sex
    from pipelines.trends import countable_units, trends
    from storage.series import SeriesFilters

    form = chosen_format(as_json, as_csv)
    first, last = parse_day(since, "--since"), parse_day(until, "--until")
    if first and last and first > last:
        raise PantauError(f"--since {first} lies after --until {last}; swap them.")
    filters = SeriesFilters(
        units=(FigureUnit(_known(unit, list(FigureUnit), "--unit")),) if unit else countable_units(),
        topic=FigureTopic(_known(topic or "", list(FigureTopic), "--topic")),
        region=region_code(region) if region else None,
        sex=Sex(sex) if sex else None,
        age=Age(age) if age else None,
        agency=agency,
        since=first,
        until=last,
    )
    rows = trends(open_database(), filters, Step(by), Area(area))
    if form is not Format.TABLE:
        print_rows((row.model_dump(mode="json") for row in rows), list(TrendRow.model_fields), form)
        return
    caption = (
        f"{len(rows)} baris. Baris dengan dasar berbeda tidak boleh dijumlahkan; cerita dan berita menunjukkan "
        "perhatian media, bukan jumlah kejadian."
    )
    headers, cells = (RATE_HEADERS, rate_cells) if per_100000 else (TREND_HEADERS, trend_cells)
    print_table("Angka menurut waktu dan wilayah", headers, map(cells, rows), caption=caption)


def _known(value: str, codes: list[str], option: str) -> str:
    if value not in codes:
        raise PantauError(f"{option} {value!r} is no code of figures; choose one of {', '.join(codes)}.")
    return value
