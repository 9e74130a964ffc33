"""`pantau sources`: the catalogue."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli import probing
from cli.options import AsCsv, AsJson, region_code
from cli.output import Format, chosen_format, print_rows, print_table
from cli.permissions import permit
from models.errors import PantauError
from models.vocabulary import Terms

if TYPE_CHECKING:
    from models.source import Source
    from pipelines.recall import GateRecall

app = typer.Typer(help="The sources: what is crawled, what is not and why.", no_args_is_help=True)
app.command("permit")(permit)
app.command("probe")(probing.probe_site)
app.command("check")(probing.check_sources)

Province = Annotated[
    str | None,
    typer.Option("--province", help="Only this province, by name or code; `nasional` for national ones."),
]
TermsCode = Annotated[
    Terms | None, typer.Option("--terms", help="Only sources with these terms.", case_sensitive=False)
]


@app.command("list")
def list_sources(
    province: Province = None, terms: TermsCode = None, as_json: AsJson = False, as_csv: AsCsv = False
) -> None:
    """Lists the source entries: which are on, and what the publisher says."""
    from models.source import Source
    from pipelines.configuration import settings
    from pipelines.sources import permitted_sources

    form = chosen_format(as_json, as_csv)
    wanted = None if province is None else _province_name(province)
    sources = [
        source
        for source in permitted_sources(settings())
        if (province is None or source.province == wanted) and terms in {None, source.terms}
    ]
    if form is not Format.TABLE:
        rows = ({**source.model_dump(mode="json"), "is_enabled": source.is_enabled} for source in sources)
        print_rows(rows, [*Source.model_fields, "is_enabled"], form)
        return
    on = sum(source.is_enabled for source in sources)
    print_table(
        f"{len(sources)} sources in {settings().sources}, {on} of them on",
        ("slug", "name", "province", "on", "terms", "#a week", "permission", "why"),
        [_cells(source) for source in sources],
    )


def _cells(source: "Source") -> tuple[str, ...]:
    return (
        source.slug,
        source.name,
        source.province or "(national)",
        "yes" if source.is_enabled else "no",
        source.terms.value,
        str(source.expected_weekly) if source.expected_weekly else "?",
        source.permission.reference if source.permission is not None else "",
        source.terms_note,
    )


def _province_name(name: str) -> str | None:
    """The Kemendagri name of a province; null for `nasional`. Raises PantauError for another region."""
    from extract.regions.gazetteer import COUNTRY, gazetteer, is_province

    if name.lower() == "nasional":
        return None
    code = region_code(name, "--province")
    if code == COUNTRY.code:
        return None
    if not is_province(code):
        raise PantauError(f"--province {name!r} is no province; sources are filed by province.")
    return gazetteer().by_code(code).name


@app.command("recall")
def show_recall(as_json: AsJson = False) -> None:
    """Tells what the topic gate passed, skipped and, by the sample of what it skipped, missed."""
    from cli.database import open_database
    from pipelines.recall import estimate_recall, overall
    from storage.discovery import gate_counts
    from storage.engine import reading

    with reading(open_database()) as session:
        counts = gate_counts(session)
    found = [estimate_recall(count) for count in (*counts, overall(counts))]
    if as_json:
        rows = [
            {**one.count.model_dump(), "recall": one.recall, "lowest": one.lowest, "highest": one.highest,
             "remark": one.remark}
            for one in found
        ]  # fmt: skip
        print_rows(rows, [], Format.JSON)
        return
    headers = (
        "source",
        "#passed",
        "#relevant",
        "#skipped",
        "#sampled",
        "#read",
        "#relevant",
        "#recall",
        "#95 %",
    )
    print_table(
        "Topic gate: articles judged, and its recall by the sample",
        (*headers, "remark"),
        [(*_gate_cells(one), one.remark) for one in found],
        caption="Articles fetched without a verdict (small sources, tag and search pages) are not among them.",
    )


def _gate_cells(found: "GateRecall") -> tuple[str, ...]:
    count = found.count
    numbers = (count.passed, count.passed_relevant, count.skipped, count.sampled, count.sampled_read)
    cells = (count.source, *map(str, numbers), str(count.sampled_relevant))
    if found.recall is None:
        return (*cells, "", "")
    return (*cells, f"{found.recall:.2f}", f"{found.lowest:.2f}-{found.highest:.2f}")
