"""Trends and conflicts on the desk: the question in the address, the evidence behind every number."""

import re
from datetime import date
from html import unescape

import pytest
from claims_harness import INCIDENT, OFFICIAL, ClaimDesk
from desk_support import desk
from sqlalchemy import Engine
from starlette.testclient import TestClient

from pipelines.resolving_claims import resolve_claims

NTT = {"region_code": "53", "region": "Nusa Tenggara Timur"}


@pytest.fixture
def browser(engine: Engine) -> TestClient:
    """Victims and cases of a province: whole years, events, and an undecided conflict."""
    claims = ClaimDesk(engine)
    claims.store("tahun", {**NTT, "unit": "korban", "value": 61})
    claims.store("kejadian", {**INCIDENT, "unit": "korban", "value": 8}, published=date(2024, 3, 4))
    claims.store("kejadian-lain", {**INCIDENT, "unit": "korban", "value": 5}, published=date(2024, 3, 20))
    claims.store("satu", {"value": 12}, published=date(2024, 1, 15))
    claims.store("dua", {"value": 19}, published=date(2024, 1, 15))
    resolve_claims(engine)
    return desk(engine)


def test_chart_is_a_picture_with_its_words_its_table_and_its_files(browser: TestClient) -> None:
    page = browser.get("/trends?region=Nusa+Tenggara+Timur").text
    picture = re.search(r'<img src="(/trends\.svg\?[^"]+)" alt="([^"]+)"', page)
    assert picture is not None
    assert "3 klaim" in unescape(picture[2])
    assert "2 angka untuk 1 wilayah" in unescape(picture[2])
    address = unescape(picture[1])
    drawn = browser.get(address)
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert "Nusa Tenggara Timur" in drawn.text
    again = browser.get(address, headers={"if-none-match": drawn.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    for form, begins in (("png", b"\x89PNG"), ("json", b"{"), ("csv", b"period,")):
        assert browser.get(address.replace(".svg", f".{form}")).content.startswith(begins)
    assert ">61</a>" in page
    assert ">13</a>" in page  # two events of March, added up
    assert "<script>" not in page
    assert "style=" not in page


def test_number_leads_to_its_claims_and_their_articles(browser: TestClient) -> None:
    page = browser.get("/trends?region=53&step=month").text
    link = re.search(r'<a href="(/trends/claims[^"]+)">13</a>', page)
    assert link is not None
    claims = browser.get(unescape(link[1])).text
    assert len(set(re.findall(r'href="/claims/(\d+)"', claims))) == 2
    assert len(set(re.findall(r'href="/articles/(\d+)"', claims))) == 2
    assert OFFICIAL not in claims


def test_map_stands_beside_the_series_of_all_provinces(browser: TestClient) -> None:
    page = browser.get("/trends?lang=en").text
    assert "1 of 38 provinces have a number" in page
    assert "/trends.svg?unit=korban&amp;topic=tppo&amp;step=year&amp;area=province&amp;chart=map" in page
    assert browser.get("/trends.svg?chart=map&theme=dark").status_code == 200
    assert browser.get("/trends?year=2023&basis=incident").status_code == 400
    assert "chart=map" not in browser.get("/trends?region=53").text


def test_nothing_told_is_not_zero(browser: TestClient) -> None:
    page = browser.get("/trends?unit=laporan").text
    assert "bukan nol" in page
    assert "<img" not in page
    assert browser.get("/trends.svg?unit=laporan").status_code == 400


MEANINGLESS = (
    "unit=x", "step=day", "since=2024-02-30", "since=2024-02-01&until=2024-01-01", "region=Atlantis", "area=%00x",
    "region=Jayawijayaa", "sex=1", "agency=" + "x" * 101, "year=20x4", "basis=all", "topic=%FF",
)  # fmt: skip


def test_question_that_means_nothing_is_told_so(browser: TestClient) -> None:
    addresses = [f"/trends{form}?chart=map&{query}" for query in MEANINGLESS for form in ("", ".svg")]
    addresses += ["/trends/claims?basis=incident", "/trends.exe"]
    assert {address: browser.get(address).status_code for address in addresses} == dict.fromkeys(
        addresses, 400
    )


def test_conflict_shows_every_source_and_what_decided(browser: TestClient) -> None:
    page = browser.get("/conflicts?unit=kasus&region=Kabupaten+Ende").text
    (conflict,) = re.findall(r'href="/conflicts/(\d+)"', page)
    assert ">12<" in page
    assert ">19<" in page
    detail = browser.get(f"/conflicts/{conflict}?lang=en").text
    assert "Undecided" in detail
    assert len(set(re.findall(r'href="/articles/(\d+)"', detail))) == 2
    assert "There are no decided conflicts" in browser.get("/conflicts?state=decided").text
    assert browser.get("/conflicts?state=flags").status_code == 200
    assert browser.get("/conflicts?unit=korban").text.count('href="/conflicts/') == 0


def test_conflicts_that_are_none(browser: TestClient) -> None:
    for path in ("/conflicts/0", "/conflicts/999999999999", "/conflicts/77"):
        assert browser.get(path).status_code == 404
    for query in ("state=x", "before=0", "before=1e3", "before=99999999999999", "unit=x"):
        assert browser.get(f"/conflicts?{query}").status_code == 400
