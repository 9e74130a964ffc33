"""The review on the desk: decisions of signed-in reviewers, one item after the other, and what they say of quality."""

import re
from collections.abc import Callable

import pytest
from desk_support import csrf, desk, signed_in
from review_support import FIGURE, OFFICIAL, STATEMENT, fact, figure_ids, past, put
from sqlalchemy import Engine, select
from starlette.testclient import TestClient

from models.accounts import Role
from models.article import Article
from models.fact import Facts
from models.vocabulary import OfficialKind, PairStatus, ReviewStatus
from pipelines.quality import precisions
from pipelines.resolving import resolve_all
from storage.engine import reading, writing
from storage.samples import draw_sample, next_sampled
from storage.tables import PersonPair, PersonRecord

Story = Callable[..., tuple[Article, Facts]]


@pytest.fixture
def reviewer(engine: Engine, story: Story) -> TestClient:
    """A browser of a reviewer, in front of one article."""
    put(engine, story())
    return signed_in(engine)


def decide(browser: TestClient, path: str, **fields: str):  # type: ignore[no-untyped-def]  # a response of the client's own HTTP library
    page = browser.get(f"/review/facts/{path}").text
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen is not None
    form = {"csrf": csrf(browser, "/review"), "seen": seen[1]} | fields
    return browser.post(f"/review/facts/{path}", data=form, follow_redirects=False)


def test_review_is_for_reviewers(engine: Engine, story: Story) -> None:
    put(engine, story())
    stranger = desk(engine)
    led = stranger.get("/review/facts", follow_redirects=False)
    assert led.status_code == 303
    assert led.headers["location"].startswith("/login")
    assert stranger.post("/review/facts/figure/1", data={"action": "accept"}).status_code == 403
    viewer = signed_in(engine, Role.VIEWER, "Dewi")
    assert viewer.get("/review/facts").status_code == 403
    form = {"action": "accept", "seen": "0", "csrf": csrf(viewer, "/")}
    assert viewer.post("/review/facts/figure/1", data=form).status_code == 403
    assert fact(engine, FIGURE, 1).status is None


def test_queue_goes_on_after_each_decision_and_takes_the_last_back(
    engine: Engine, reviewer: TestClient
) -> None:
    first = reviewer.get("/review/facts").text
    path = re.search(r'action="/review/facts/(\w+)/(\d+)"', first)
    assert path is not None
    answer = decide(reviewer, f"{path[1]}/{path[2]}", action="accept")
    assert answer.status_code == 303
    after = reviewer.get(answer.headers["location"]).text
    assert f'action="/review/facts/{path[1]}/{path[2]}"' not in after
    review = re.search(r'name="review" value="(\d+)"', after)
    assert review is not None
    reviewer.post("/review/undo", data={"csrf": csrf(reviewer, "/review"), "review": review[1]})
    assert f'action="/review/facts/{path[1]}/{path[2]}"' in reviewer.get("/review/facts").text


def test_correction_changes_only_what_was_changed(engine: Engine, reviewer: TestClient) -> None:
    (figure,) = figure_ids(engine)
    page = reviewer.get(f"/review/facts/figure/{figure}").text
    fields = dict(re.findall(r'<input id="f-\w+" name="(\w+)" value="([^"]*)"', page))
    answer = decide(
        reviewer, f"figure/{figure}", **fields | {"value": "21"}, action="correct", comment="salah baca"
    )
    assert answer.status_code == 303
    (review,) = past(engine, FIGURE, figure)
    assert review.reviewer == "Rina"
    assert review.comment == "salah baca"
    assert review.values is not None
    assert set(review.values) == {"value", "value_max"}  # which vouches for its bound
    assert "21 kasus" in desk(engine).get(f"/figures/{figure}").text


def test_correction_without_a_reason_or_with_nonsense_is_explained(
    engine: Engine, reviewer: TestClient
) -> None:
    for fields in (
        {"value": "21"},
        {"value": "banyak", "comment": "x"},
        {"comment": "x"},
        {"value": "-3", "comment": "x"},
    ):
        answer = decide(reviewer, "figure/1", action="correct", **fields)
        assert answer.status_code == 409
        assert 'role="alert"' in answer.text
    assert past(engine, FIGURE, 1) == []


def test_second_reviewer_is_told_and_nothing_is_overwritten(engine: Engine, reviewer: TestClient) -> None:
    other = signed_in(engine, name="Budi")
    page = other.get("/review/facts/figure/1").text
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen is not None
    assert decide(reviewer, "figure/1", action="reject").status_code == 303
    form = {"csrf": csrf(other, "/review"), "seen": seen[1], "action": "accept"}
    late = other.post("/review/facts/figure/1", data=form, follow_redirects=False)
    assert late.status_code in {400, 409}
    assert "Rina" in late.text
    assert [review.reviewer for review in past(engine, FIGURE, 1)] == ["Rina"]


def test_skipped_facts_wait_behind_the_others(reviewer: TestClient) -> None:
    passed = set()
    location = "/review/facts"
    for _ in range(4):
        page = reviewer.get(location).text
        path = re.search(r'action="/review/facts/(\w+/\d+)"', page)
        assert path is not None
        assert path[1] not in passed
        passed.add(path[1])
        skips = re.findall(r'name="skip" value="([^"]+)"', page)
        form = {"csrf": csrf(reviewer, "/review"), "seen": "0", "action": "skip", "skip": skips}
        location = reviewer.post(f"/review/facts/{path[1]}", data=form, follow_redirects=False).headers[
            "location"
        ]


def test_sample_tells_how_often_the_machine_is_right(
    engine: Engine, story: Story, reviewer: TestClient
) -> None:
    for number in range(3):
        put(
            engine,
            story(url=f"https://kabar.example/{number}", text=f"Berita {number}. " + story()[0].text),
            str(number),
        )
    assert draw_sample(engine, FIGURE, 10) == 4
    assert draw_sample(engine, FIGURE, 10) == 0
    for action in ("accept", "accept", "reject"):
        with reading(engine) as session:
            waiting = next_sampled(session)
        assert waiting is not None
        assert decide(reviewer, f"{waiting[0].value}/{waiting[1]}", action=action).status_code == 303
    with reading(engine) as session:
        (estimate,) = precisions(session)
    assert (estimate.count.drawn, estimate.count.judged, estimate.count.right) == (4, 3, 2)
    assert (round(estimate.lowest or 0, 3), round(estimate.highest or 0, 3)) == (0.208, 0.939)
    page = desk(engine).get("/quality?lang=en").text
    assert "66.7 %" in page
    assert "20.8–93.9 %" in page


def test_judgement_stays_after_the_next_extraction_and_goes_with_its_undoing(
    engine: Engine, story: Story, reviewer: TestClient
) -> None:
    draw_sample(engine, STATEMENT, 1)
    answer = decide(reviewer, "statement/1", action="accept")
    put(engine, story(extractor="rules@2"))
    with reading(engine) as session:
        assert precisions(session)[0].count.judged == 1
    review = answer.headers["location"].rpartition("done=")[2]
    reviewer.post("/review/undo", data={"csrf": csrf(reviewer, "/review"), "review": review})
    with reading(engine) as session:
        assert precisions(session)[0].count.judged == 0


def test_sample_holds_only_what_is_about_tppo_and_still_up(engine: Engine, story: Story) -> None:
    put(engine, story(relevant=False))
    assert draw_sample(engine, OFFICIAL, 5) == 0


def test_persons_are_merged_and_kept_apart(engine: Engine, story: Story, reviewer: TestClient) -> None:
    resolve_all(engine)
    with writing(engine) as session:
        one = session.scalars(select(PersonRecord.id)).one()
        other = PersonRecord(name="Yosef L. Wuran", kind=OfficialKind.OFFICIAL)
        session.add(other)
        session.flush()
        reasons = ["same_office +1.2"]
        status = PairStatus.OPEN
        session.add(PersonPair(person_id=one, other_id=other.id, score=0.6, reasons=reasons, status=status))
        path = f"/review/pairs/{one}/{other.id}"
    page = reviewer.get("/review/pairs").text
    assert f'action="{path}"' in page
    assert "jabatan sama" in page
    token = csrf(reviewer, "/review")
    skipped = reviewer.post(path, data={"csrf": token, "action": "skip", "after": "0"})
    assert path not in skipped.text
    twice = reviewer.post(f"/review/pairs/{one}/{one}", data={"csrf": token, "action": "merge"})
    assert twice.status_code == 400


def test_conflict_is_decided_by_the_number_that_counts(
    engine: Engine, story: Story, reviewer: TestClient
) -> None:
    text = story()[0].text + "\nBerita lain dari hari yang sama."
    put(engine, story(url="https://kabar.example/b", text=text, figure={"value": 21}), "b")
    resolve_all(engine)
    page = reviewer.get("/review/conflicts").text
    choices = re.findall(r'name="claim" value="(\d+)"', page)
    path = re.search(r'action="(/review/conflicts/\d+)"', page)
    assert len(choices) == 2
    assert path is not None
    form = {"csrf": csrf(reviewer, "/review"), "claim": choices[0], "comment": "buletin resmi"}
    assert reviewer.post(path[1], data=form, follow_redirects=False).status_code == 303
    assert path[1] not in reviewer.get("/review/conflicts").text


@pytest.mark.parametrize(
    "path",
    [
        "facts/figure/99",
        "facts/nothing/1",
        "facts/person/1",
        "elsewhere",
        "facts?skip=x&skip=figure.zwei",
        "facts?kind=nix",
    ],
)
def test_broken_addresses_are_explained(reviewer: TestClient, path: str) -> None:
    assert reviewer.get(f"/review/{path}").status_code in {200, 400, 404}


def test_broken_forms_are_explained(engine: Engine, reviewer: TestClient) -> None:
    token = csrf(reviewer, "/review")
    for path, form in (
        ("/review/facts/figure/1", {"action": "explode"}),
        ("/review/facts/figure/1", {}),
        ("/review/facts/figure/1", {"action": "accept", "seen": "x" * 9}),
        ("/review/facts/figure/1", {"action": "reject", "comment": "\x00\ud7ff" + "x" * 1999}),
        ("/review/undo", {"review": "keine"}),
        ("/review/conflicts/1", {}),
        ("/review/conflicts/1", {"claim": "9" * 19}),
        ("/review/pairs/1/2", {"action": "marry"}),
    ):
        assert reviewer.post(path, data={"csrf": token} | form).status_code < 500, path
    assert all(review.action.value != "explode" for review in past(engine, FIGURE, 1))
    assert fact(engine, FIGURE, 1).status in {None, ReviewStatus.ACCEPTED, ReviewStatus.REJECTED}
