"""Pages of sources and runs."""

import pytest
from desk_support import desk
from sqlalchemy import Engine

from pipelines.configuration import Settings
from pipelines.sources import all_sources
from storage.engine import writing
from storage.runs import finish_run, start_run
from storage.sources import store_sources
from storage.tables import RunSource


@pytest.fixture
def slug(engine: Engine) -> str:
    """A source of Bali whose listings could not be read in the only run."""
    source = next(source for source in all_sources(Settings()) if source.province == "Bali")
    store_sources(engine, [source])
    run_id = start_run(engine, "weekly")
    with writing(engine) as session:
        counts = {column.name: 0 for column in RunSource.__table__.columns}
        session.add(RunSource(**counts | {"run_id": run_id, "source": source.slug, "failures": 3}))
    finish_run(engine, run_id, "finished")
    return source.slug


def test_sources_tell_what_needs_a_person(engine: Engine, slug: str) -> None:
    browser = desk(engine)
    page = browser.get("/sources").text
    assert f"{slug}: tidak satu pun daftarnya dapat dibaca" in page
    assert 'href="/runs/1"' in page
    assert "1 of 1 sources" in browser.get("/sources?province=Bali&lang=en").text
    assert "0 of 1 sources" in browser.get("/sources?province=nasional").text


def test_run_is_shown_source_by_source(engine: Engine, slug: str) -> None:
    browser = desk(engine)
    page = browser.get("/runs/1").text
    assert f"<td>{slug}</td>" in page
    assert browser.get("/runs/2").status_code == 404
    assert browser.get("/runs/99999999999999999999").status_code == 404
