"""Sources and runs: where articles come from, whether they still come, and what the last run brought."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse

from desk.database import Snapshot, engine_of
from desk.rendering import render
from pipelines.findings import find_trouble
from pipelines.reporting import full_report, latest_runs
from storage.histories import source_histories
from storage.sources import list_sources
from storage.types import LARGEST_KEY

router = APIRouter()

_RUNS = 12
"""Runs in the list: a quarter of weekly ones."""


@router.get("/sources")
def sources(
    request: Request, session: Snapshot, province: Annotated[str | None, Query(max_length=60)] = None
) -> HTMLResponse:
    """The sources with their last runs, and the runs."""
    known = list_sources(session)
    histories = source_histories(session)
    weekly = {source.slug: source.expected_weekly for source in known}
    findings = [
        finding
        for slug, (last, *earlier) in histories.items()
        if slug in weekly
        for finding in find_trouble(last, earlier, weekly[slug])
    ]
    return render(
        request,
        "sources.html",
        sources=[source for source in known if province in (None, "", source.province or "nasional")],
        total=len(known),
        provinces=sorted({source.province for source in known if source.province}),
        province=province,
        histories=histories,
        findings=findings,
        runs=latest_runs(engine_of(request), _RUNS),
    )


@router.get("/runs/{run_id}")
def run(request: Request, run_id: int) -> HTMLResponse:
    """One run, source by source."""
    if not 0 < run_id <= LARGEST_KEY:
        raise HTTPException(404)
    try:
        report = full_report(engine_of(request), run_id, {})
    except LookupError as error:
        raise HTTPException(404) from error
    return render(request, "run.html", report=report)
