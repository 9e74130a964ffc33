"""`pantau statements`: who said what."""

from functools import partial

from cli.database import open_database
from cli.lists import STATEMENT_HEADERS, print_list, statement_cells
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


def statements(
    since: Since = None,
    until: Until = None,
    region: RegionName = None,
    agency: AgencyName = None,
    official: OfficialName = None,
    topic: TopicCode = None,
    limit: Limit = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Who said what: statements of officials, each with its article."""
    from models.rows import StatementRow
    from storage.engine import reading
    from storage.queries import list_statements

    form = chosen_format(as_json, as_csv)
    filters = make_filters(since, until, region, agency, official, topic)
    with reading(open_database()) as session:
        print_list(
            partial(list_statements, session),
            filters,
            limit,
            StatementRow,
            form,
            "Siapa mengatakan apa",
            STATEMENT_HEADERS,
            statement_cells,
        )
