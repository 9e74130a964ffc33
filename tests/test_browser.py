"""What people do at the desk, in a real browser: find, cite, review, follow, take away, sign in."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from browser_support import PHONE, REVIEWER, VIEWER, Visitor, visiting
from playwright.sync_api import Browser, Page, expect

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def visitor(browser: Browser, demo_desk: str) -> Iterator[Visitor]:
    with visiting(browser, demo_desk) as visitor:
        yield visitor


@pytest.fixture
def page(visitor: Visitor) -> Page:
    """A page of somebody who has not signed in."""
    return visitor.page


def test_from_a_search_to_the_evidence_to_the_citation(page: Page) -> None:
    page.goto("/")
    page.fill("#q", "korban")
    page.press("#q", "Enter")
    first = page.locator(".results .quote a").first
    said = first.inner_text().strip(" “”…")
    first.click()
    page.wait_for_url("**/statements/*")
    assert said[:40] in page.locator("blockquote mark").inner_text()
    speaker = page.locator("h1").inner_text()
    reference = page.locator("#apa").inner_text()
    assert re.search(r"\. \(\d{4}, \d+ \w+\)\. ", reference)
    page.get_by_text("BibTeX", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh BibTeX").click()
    entry = Path(download.value.path()).read_text(encoding="utf-8")
    assert speaker in entry
    link = page.locator("#permalink").inner_text()
    assert link in entry
    here = page.url
    page.goto(link)
    assert page.url == here


def test_review_with_nothing_but_the_keyboard(visitor: Visitor) -> None:
    page, keys = visitor.page, visitor.page.keyboard
    visitor.sign_in(REVIEWER)
    page.goto("/review")
    _tab_to(page, "a[href='/review/facts']")
    keys.press("Enter")
    page.wait_for_url("**/review/facts")
    undecided = _fact(page)
    keys.press("a")
    expect(page.get_by_role("status")).to_be_visible()
    assert _fact(page) != undecided
    keys.press("u")
    page.wait_for_url("**/review")
    assert page.locator("tbody tr").first.inner_text().count("dibatalkan") == 1
    page.goto("/review/facts?kind=figure")
    assert _fact(page) == undecided
    keys.press("c")
    expect(page.locator("#f-value")).to_be_focused()
    keys.press("Control+a")
    keys.type("88")
    _tab_to(page, "#comment")
    keys.type("salah baca")
    keys.press("Escape")
    keys.press("c")
    expect(page.get_by_role("status")).to_be_visible()
    rejected = _fact(page)
    keys.press("r")
    expect(page.get_by_role("status")).to_be_visible()
    assert _fact(page) != rejected
    page.goto("/review")
    told = [row.inner_text() for row in page.locator("tbody tr").all()]
    assert [next(word for word in ("menerima", "memperbaiki", "menolak") if word in row) for row in told] == [
        "menolak", "memperbaiki", "menerima",
    ]  # fmt: skip
    page.goto(undecided.replace("/review/facts/figure/", "/figures/"))
    assert page.locator("h1").inner_text().startswith("88 ")
    expect(page.get_by_text("salah baca")).to_be_visible()


def test_a_saved_search_is_followed_as_a_feed(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in(VIEWER)
    page.goto("/search?q=korban&kind=statements&sort=newest")
    found = [each.strip(" “”…") for each in page.locator(".results .quote").all_inner_texts()]
    page.get_by_label("Simpan pencarian ini dengan nama").fill("Korban, terbaru")
    page.get_by_role("button", name="Simpan").click()
    page.wait_for_url("**/searches")
    page.get_by_role("link", name="Korban, terbaru").click()
    assert page.locator(".results li").count() == len(found)
    page.go_back()
    address = page.get_by_role("link", name="Ikuti (Atom)").get_attribute("href")
    feed = ElementTree.fromstring(page.request.get(str(address)).body())
    summaries = [entry.findtext(f"{ATOM}summary") or "" for entry in feed.iter(f"{ATOM}entry")]
    assert len(summaries) >= len(found)
    assert all(text[:30] in summary for text, summary in zip(found, summaries, strict=False))
    page.get_by_role("button", name="Hapus Korban, terbaru").click()
    expect(page.get_by_role("link", name="Korban, terbaru")).to_have_count(0)


def test_a_search_is_taken_away_whole(page: Page) -> None:
    page.goto("/search?kind=figures")
    shown = int(re.sub(r"\D", "", page.locator("#count").inner_text()))
    assert shown > page.locator(".results > li").count()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig"))))
    with page.expect_download() as download:
        page.get_by_role("link", name="JSONL").click()
    lines = [
        json.loads(line) for line in Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    ]
    assert len(rows) == len(lines) == shown


def test_who_is_not_known_or_not_allowed_is_refused(visitor: Visitor) -> None:
    page = visitor.page
    page.goto("/review/facts")
    assert "/login?next=" in page.url
    visitor.sign_in(VIEWER, "bukan kata sandinya")
    expect(page.get_by_role("alert")).to_contain_text("tidak cocok")
    visitor.refused(403)
    visitor.sign_in(VIEWER)
    expect(page.get_by_role("button", name="Keluar")).to_be_visible()
    page.goto("/review")
    expect(page.locator("main")).to_contain_text("akun yang boleh meninjau")
    visitor.refused(403)
    page.get_by_role("button", name="Keluar").click()
    expect(page.get_by_role("link", name="Masuk")).to_be_visible()


def test_indonesian_and_english(page: Page) -> None:
    page.goto("/search?q=korban")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.input_value("#q") == "korban"
    page.get_by_role("link", name="Regions", exact=True).click()
    expect(page.locator("h1")).to_have_text("Regions")
    page.get_by_role("link", name="Bahasa Indonesia").click()
    expect(page.locator("h1")).to_have_text("Wilayah")


def test_a_phone_shows_the_menu_and_keeps_its_filters(browser: Browser, demo_desk: str) -> None:
    with visiting(browser, demo_desk, PHONE, has_touch=True) as visitor:
        page = visitor.page
        page.goto("/")
        for link in page.locator("header nav a").all():
            box = link.bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= PHONE["width"]
            assert box["height"] >= 24
        page.get_by_role("link", name="Cari", exact=True).tap()
        page.get_by_role("link", name="Ke saringan").tap()
        page.get_by_label("Satuan").select_option("korban")
        page.get_by_role("button", name="Terapkan").tap()
        page.wait_for_url("**unit=korban**")


def test_columns_and_codes_explain_themselves(page: Page) -> None:
    told = page.get_by_text("Apa yang dihitung. Satuan tidak pernah dicampur.")
    page.goto("/search?kind=figures")
    expect(told).to_be_hidden()
    page.get_by_role("button", name="Penjelasan: Satuan").hover()
    expect(told).to_be_visible()
    page.keyboard.press("Escape")
    expect(told).to_be_hidden()
    page.locator("#topic").focus()
    page.keyboard.press("Tab")
    expect(told).to_be_visible()


def test_without_scripts_the_desk_works_as_well(browser: Browser, demo_desk: str) -> None:
    with visiting(browser, demo_desk, java_script_enabled=False) as visitor:
        page = visitor.page
        visitor.sign_in(REVIEWER)
        page.goto("/review/facts?kind=statement")
        page.get_by_role("button", name="Terima").click()
        expect(page.get_by_role("status")).to_be_visible()
        page.get_by_role("button", name="Penjelasan: jenis").click()
        expect(page.get_by_text("Kutipan langsung atau tidak langsung.")).to_be_visible()


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator(selector).evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"{selector} is not reached with the Tab key")


def _fact(page: Page) -> str:
    """Address of the fact that waits for a decision."""
    action = page.locator("form.decide").get_attribute("action")
    assert action is not None
    return action
