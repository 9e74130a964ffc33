"""`pantau figures`: how many, where, when, according to whom."""

from dataclasses import replace
from functools import partial
from typing import Annotated

import typer

from cli.claim_tables import CLAIM_HEADERS, claim_cells
from cli.database import open_database
from cli.lists import FIGURE_HEADERS, figure_cells, print_list
from cli.options import (
    AgencyName,
    AsCsv,
    AsJson,
    Limit,
    OfficialName,
    RegionName,
    Since,
    TopicCode,
    UnitCode,
    Until,
    make_filters,
)
from cli.output import chosen_format


def figures(
    since: Since = None,
    until: Until = None,
    region: RegionName = None,
    agency: AgencyName = None,
    official: OfficialName = None,
    topic: TopicCode = None,
    unit: UnitCode = None,
    limit: Limit = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    claims: Annotated[
        bool, typer.Option("--claims", help="Each number once, with how many stories and articles tell it.")
    ] = False,
) -> None:
    """Case figures by region and period, each with its article. Cumulative figures are not to be summed.

    `--official` knows a person by every name that articles print, in any spelling.
    """
    from models.rows import ClaimRow, FigureRow
    from resolve.person_names import name_key
    from storage.claims import figure_claims
    from storage.engine import reading
    from storage.queries import list_figures

    form = chosen_format(as_json, as_csv)
    filters = make_filters(since, until, region, agency, official, topic, unit)
    if official:
        filters = replace(filters, official_words=tuple(name_key(official).split()))
    with reading(open_database()) as session:
        if claims:
            title = "Angka, tiap angka sekali (salinan berita tidak dihitung dua kali)"
            fetch = partial(figure_claims, session)
            print_list(fetch, filters, limit, ClaimRow, form, title, CLAIM_HEADERS, claim_cells)
            return
        print_list(
            partial(list_figures, session),
            filters,
            limit,
            FigureRow,
            form,
            "Angka menurut wilayah dan periode",
            FIGURE_HEADERS,
            figure_cells,
        )
