"""The API: pages without a ceiling, whole lists, what anybody may see, and a document that tells the truth."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import Any

import hypothesis
import pytest
import schemathesis
from api_support import ARTICLES, REMOVED, fill
from desk_support import desk, signed_in
from jsonschema import Draft202012Validator
from postgres_server import PostgresServer
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import Engine
from starlette.testclient import TestClient

from desk.api.answers import bounded_columns, headline
from desk.api.examples import examples
from desk.app import create_app
from storage.engine import open_engine

API = "/api/v1"
COUNTED = ("statements", "figures", "articles", "officials", "agencies")
WALKED = ("claims", "conflicts", "regions", "trends")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The same rows on both back ends."""
    if request.param == "sqlite":
        engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('api') / 'a.db'}")
    else:
        postgres: PostgresServer = request.getfixturevalue("postgres")
        with postgres.administrator() as server:
            server.execute("CREATE DATABASE api")
        engine = open_engine(postgres.url("api"))
    fill(engine)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def caller(filled: Engine) -> TestClient:
    """Somebody without an account."""
    return desk(filled)


def got(caller: TestClient, path: str, **asked: Any) -> Any:
    """The JSON of an address."""
    answer = caller.get(f"{API}/{path}", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def all_rows(caller: TestClient, path: str, limit: int, **asked: Any) -> list[Any]:
    """The rows of all pages."""
    page = got(caller, path, limit=limit, **asked)
    rows = page["rows"]
    while page["next"]:
        page = got(caller, path, limit=limit, after=page["next"], **asked)
        assert len(page["rows"]) <= limit
        rows += page["rows"]
    return rows


@pytest.mark.parametrize("name", COUNTED + WALKED)
def test_pages_csv_and_json_lines_hold_the_same_rows(caller: TestClient, name: str) -> None:
    limit = {"regions": 200, "trends": 40, "conflicts": 1}.get(name, 7)
    rows = all_rows(caller, name, limit)
    assert len(rows) > limit
    lines = caller.get(f"{API}/{name}.jsonl").text.splitlines()
    assert [json.loads(line) for line in lines] == rows
    table = list(csv.DictReader(io.StringIO(caller.get(f"{API}/{name}.csv").text)))
    assert len(table) == len(rows)
    for cells, row in zip(table, rows, strict=True):
        assert list(cells) == list(row)
        numbers = {
            key: value for key, value in row.items() if isinstance(value, int) and not isinstance(value, bool)
        }
        assert {key: cells[key] for key in numbers} == {key: str(value) for key, value in numbers.items()}


def test_headlines_are_bounded() -> None:
    long = "x" * 2_000_000
    assert headline("Dua korban") == "Dua korban" and len(headline(long) or "") < 1010
    cut = next(iter(bounded_columns([{"title": [long, None], "id": [1, 2]}])))
    assert cut == {"title": [headline(long), None], "id": [1, 2]}


def test_counted_lists_go_backwards_and_tell_their_total(caller: TestClient) -> None:
    first = got(caller, "statements", limit=5, count="true")
    second = got(caller, "statements", limit=5, after=first["next"])
    assert got(caller, "statements", limit=5, before=second["previous"])["rows"] == first["rows"]
    assert first["total"]["is_exact"] and first["total"]["count"] == len(all_rows(caller, "statements", 100))
    assert second["total"] is None


def test_filters_are_those_of_the_search(caller: TestClient) -> None:
    figures = all_rows(caller, "figures", 50)
    unit, region = figures[0]["unit"], figures[0]["region_code"]
    assert all_rows(caller, "figures", 50, unit=unit) == [row for row in figures if row["unit"] == unit]
    assert all(
        row["region_code"][:2] == region[:2] for row in all_rows(caller, "figures", 50, region=region[:2])
    )
    claims = all_rows(caller, "claims", 50)
    assert all_rows(caller, "claims", 50, unit=unit) == [row for row in claims if row["unit"] == unit]
    (ende,) = all_rows(caller, "regions", 50, q="kabupaten ende", kind="kabupaten")
    assert ende["code"] == "53.08"
    assert all(row["unit"] == "korban" for row in all_rows(caller, "trends", 50, unit="korban", step="year"))


def test_what_was_taken_down_and_private_words_are_for_reviewers_only(
    filled: Engine, caller: TestClient
) -> None:
    reviewer = signed_in(filled)
    viewer = desk(filled)
    for browser, sees in ((caller, False), (viewer, False), (reviewer, True)):
        articles = {row["id"] for row in all_rows(browser, "articles", 50)}
        assert (REMOVED in articles) == sees
        assert len(articles) == ARTICLES - (not sees)
        assert browser.get(f"{API}/articles/{REMOVED}").status_code == (200 if sees else 404)
        assert bool(got(browser, "articles/2")["text"]) == sees
        streamed = caller.get(f"{API}/articles.csv").text
        assert f"\n{REMOVED}," not in streamed


def test_records_one_by_one(caller: TestClient) -> None:
    for name in (*COUNTED, "claims"):
        row = got(caller, name, limit=1)["rows"][0]
        assert str(row["id"]) in json.dumps(got(caller, f"{name}/{row['id']}"))
        assert caller.get(f"{API}/{name}/2147483647").status_code == 404
    assert got(caller, "regions/53.08")["name"] == "Kabupaten Ende"


@pytest.mark.parametrize("name", COUNTED + WALKED)
def test_bad_questions_get_a_problem_document(caller: TestClient, name: str) -> None:
    mark = got(caller, name, limit=1)["next"] or "WyJ4IiwgMV0"
    other = {"region": "ID"} if name != "regions" else {"kind": "provinsi"}
    for asked in (
        {"after": mark, **other}, {"after": "WyJ4IiwgMV0"}, {"after": "é"}, {"after": "a" * 1999}, {"after": ""},
        {"after": "W1tbW1tbW1tbW1tb" * 20}, {"limit": 0}, {"limit": 1001}, {"limit": "9" * 5000}, {"limit": "NaN"},
        {"region": "53.8"}, {"region": "' OR 1=1"}, {"since": "2024-02-30"}, {"until": "1706659200"},
        {"since": "2024-02-01", "until": "2024-01-01"}, {"unit": "ekor"}, {"topik": "tppo"}, {"q": ""},
        {"q": "a" * 201},        {"only_public": "false"}, {"lang": ["id", "en"]},
    ):  # fmt: skip
        answer = caller.get(f"{API}/{name}", params=asked)
        assert answer.status_code == 400, (asked, answer.text[:200])
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == 400 and answer.json()["detail"]


def test_words_that_no_back_end_stores_find_nothing(caller: TestClient) -> None:
    for name in COUNTED:
        for asked in ({"q": "a\x00b"}, {"agency": "\x00"}, {"q": '"'}, {"q": "%"}, {"q": "\u202e<script>"}):
            answer = caller.get(f"{API}/{name}", params=asked)
            assert answer.status_code in {200, 400}, answer.text
            assert "json" in answer.headers["content-type"]
    refused = caller.get(f"{API}/statements.csv", params={"q": "("})
    assert refused.status_code in {200, 400}


def test_errors_are_json_and_other_methods_are_refused(caller: TestClient) -> None:
    for path, status in {"/": 404, "/nothing": 404, "/statements/0": 400, "/statements/x": 400}.items():
        answer = caller.get(API + path)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    refused = caller.post(f"{API}/statements")
    assert refused.status_code == 405 and refused.headers["content-type"] == "application/problem+json"


def test_document_describes_every_parameter_and_field_and_its_examples_fit(caller: TestClient) -> None:
    document = got(caller, "openapi.json")
    schemas = document["components"]["schemas"]
    fields = chain.from_iterable(
        ((name, field, value) for field, value in schema.get("properties", {}).items())
        for name, schema in schemas.items()
    )
    assert [
        (name, field) for name, field, value in fields if not value.get("description") and "$ref" not in value
    ] == []
    for path, methods in document["paths"].items():
        assert set(methods) == {"get"}
        assert [
            each["name"] for each in methods["get"].get("parameters", ()) if not each.get("description")
        ] in ([], ["id"], ["code"]), path
    assert set(examples()) == {*COUNTED, *WALKED}
    for name in examples():
        content = document["paths"][f"/{name}"]["get"]["responses"]["200"]["content"]["application/json"]
        Draft202012Validator({**content["schema"], "components": document["components"]}).validate(
            content["example"]
        )


def test_document_is_a_page_too(caller: TestClient) -> None:
    page = caller.get(f"{API}/docs?lang=en").text
    assert (
        "API for programs" in page
        and "Kemendagri code" in page
        and "//" not in page.split("<main")[1].split("<pre")[0]
    )


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_answer_fits_the_document(api_on_sqlite: Any, mode: GenerationMode) -> None:
    """Whatever is asked, right or wrong, the answer is one that the document promises."""
    checks = [
        not_a_server_error,
        status_code_conformance,
        content_type_conformance,
        response_schema_conformance,
    ]
    answered: Counter[int] = Counter()
    for found in api_on_sqlite.get_all_operations():
        operation = found.ok()

        @hypothesis.settings(**BOUNDED)
        @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            answer = case.call()
            case.validate_response(answer, checks=checks)
            answered[answer.status_code] += 1

        ask()
    assert set(answered) <= {200, 400, 404}
    assert answered[200 if mode is GenerationMode.POSITIVE else 400] > 50


@pytest.fixture(scope="module")
def api_on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The API, as schemathesis reads it."""
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('document') / 'a.db'}")
    fill(engine)
    yield schemathesis.openapi.from_asgi(f"{API}/openapi.json", create_app(engine, ["testserver"]))
    engine.dispose()


BOUNDED: Any = {
    "max_examples": 8, "derandomize": True, "deadline": None, "database": None,
    "suppress_health_check": list(hypothesis.HealthCheck), "phases": [hypothesis.Phase.generate],
}  # fmt: skip
