"""Every page that links lead to, in a real browser: it answers, fits, is accessible, and asks nobody else."""

import os
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from browser_support import PHONE, REVIEWER, WIDE, Visitor, violations, visiting
from PIL import Image
from playwright.sync_api import Browser, Page

FILES = re.compile(r"\.(?:csv|jsonl|json|atom|bib|ris|svg|png)$")


@pytest.fixture(scope="module")
def reviewer(browser: Browser, demo_desk: str) -> Iterator[Visitor]:
    with visiting(browser, demo_desk) as visitor:
        visitor.sign_in(REVIEWER)
        yield visitor


def test_every_page_is_accessible_and_fits_both_widths_in_both_colours(reviewer: Visitor) -> None:
    page, faults = reviewer.page, []
    waiting, known = ["/", "/login"], {"/", "/login"}
    while waiting:
        path = waiting.pop(0)
        page.set_viewport_size(WIDE)
        page.emulate_media(color_scheme="light")
        answer = page.goto(path)
        if answer is None or not answer.ok:
            faults.append(f"{path} is not answered")
            continue
        faults += violations(page)
        page.set_viewport_size(PHONE)
        page.emulate_media(color_scheme="dark")
        faults += violations(page)
        if overhang := page.evaluate("document.documentElement.scrollWidth - innerWidth"):
            faults.append(f"{path} is {overhang} pixels wider than a phone")
        for link in _links(page):
            if _shape(link) not in known:
                known.add(_shape(link))
                waiting.append(link)
    assert faults == []
    details = {
        f"/{part}/N"
        for part in ("statements", "figures", "claims", "officials", "agencies", "regions", "runs")
    }
    queues = {f"/review/{part}" for part in ("facts", "sample", "pairs", "conflicts")}
    assert details | queues | {"/articles/N", "/conflicts/N", "/trends/claims", "/api/vN/docs"} <= known


def _links(page: Page) -> list[str]:
    """Pages of the desk to which the page leads."""
    found: list[str] = page.eval_on_selector_all(
        "a[href^='/']", "links => links.map(a => a.getAttribute('href'))"
    )
    return [link for link in found if not FILES.search(urlsplit(link).path)]


def _shape(link: str) -> str:
    """What pages of one kind have in common."""
    path = re.sub(r"\d[\d.]*", "N", urlsplit(link).path)
    kind = re.search(r"\bkind=(\w+)", link)
    return f"{path}?{kind[1]}" if kind and path == "/search" else path


PICTURES = {
    "home": ("/", WIDE, "light"),
    "search": ("/search?q=korban", WIDE, "light"),
    "statement": ("/search?q=korban", WIDE, "light"),
    "trends": ("/trends", WIDE, "light"),
    "review": ("/review/facts", WIDE, "dark"),
    "phone": ("/search?q=korban", PHONE, "dark"),
}
"""Pictures of the README."""


def test_pictures_of_the_main_pages_are_small_enough_for_the_readme(
    reviewer: Visitor, tmp_path: Path
) -> None:
    folder, page = Path(os.environ.get("PICTURES") or tmp_path), reviewer.page
    folder.mkdir(parents=True, exist_ok=True)
    for name, (path, size, colours) in PICTURES.items():
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=colours)
        page.goto(path)
        if name == "statement":
            page.locator(".results .quote a").nth(3).click()
            page.wait_for_url("**/statements/*")
        picture = Image.open(BytesIO(page.screenshot())).convert("RGB").quantize(160)
        picture.save(folder / f"{name}.png", optimize=True)
        assert (folder / f"{name}.png").stat().st_size < 150_000, name
