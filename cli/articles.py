"""`pantau articles`: what was collected."""

from functools import partial
from typing import Annotated

import typer

from cli.database import open_database
from cli.lists import ARTICLE_HEADERS, article_cells, print_list
from cli.options import (
    AgencyName,
    AsCsv,
    AsJson,
    Limit,
    OfficialName,
    RegionName,
    Since,
    TopicCode,
    Until,
    make_filters,
)
from cli.output import chosen_format


def articles(
    since: Since = None,
    until: Until = None,
    region: RegionName = None,
    agency: AgencyName = None,
    official: OfficialName = None,
    topic: TopicCode = None,
    relevant: Annotated[bool, typer.Option("--relevant", help="Only articles about TPPO.")] = False,
    limit: Limit = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Articles in the database, the latest first, with what each is about."""
    from models.rows import ArticleRow
    from storage.engine import reading
    from storage.queries import list_articles

    form = chosen_format(as_json, as_csv)
    filters = make_filters(since, until, region, agency, official, topic, relevant_only=relevant)
    with reading(open_database()) as session:
        print_list(
            partial(list_articles, session),
            filters,
            limit,
            ArticleRow,
            form,
            "Artikel",
            ARTICLE_HEADERS,
            article_cells,
        )
