"""The search of the desk: what it finds, says, refuses, feeds and exports."""

import csv
import io
import json
import re
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime

import pytest
from desk_support import csrf, desk, signed_in
from generated_articles import load
from lxml import etree
from review_support import put
from sqlalchemy import Engine, update
from starlette.testclient import TestClient

from desk.exporting import Changed, counted, csv_lines, json_lines, safe_cell
from desk.feeds import ATOM
from desk.pages import search_files
from models.accounts import Role
from models.article import Article
from models.fact import Facts
from models.listing import Kind
from pipelines.resolving import resolve_all
from storage.engine import writing
from storage.maintenance.derived import rebuild_derived
from storage.search import asking
from storage.tables import StoredArticle
from storage.types import now

Story = Callable[..., tuple[Article, Facts]]
SIZE = 130
"""Articles of a larger database: 520 statements, 390 figures."""


@pytest.fixture
def browser(engine: Engine, story: Story) -> TestClient:
    """A desk over one article of an invented outlet."""
    put(engine, story())
    return desk(engine)


@pytest.fixture
def larger(engine: Engine) -> TestClient:
    """A desk over some hundred generated articles."""
    with engine.begin() as connection:
        load(connection, SIZE)
        rebuild_derived(connection)
    return desk(engine)


def test_a_statement_is_found_with_speaker_office_place_day_and_links(browser: TestClient) -> None:
    page = browser.get("/search?q=mendampingi+kasus&region=Nusa+Tenggara+Timur&speech=direct").text
    assert "<mark>mendampingi</mark>" in page and "<mark>kasus</mark>" in page
    for words in ("Yosef Lamawuran", "Kepala Dinas Sosial Kabupaten Ende", "15 Jan 2024", "Kabar Timur"):
        assert words in page
    for link in (
        "/statements/1",
        "/articles/1",
        "/regions/53.08",
        "https://kabartimur.example/ende-12-kasus",
    ):
        assert f'href="{link}"' in page
    assert 'rel="alternate" type="application/atom+xml"' in page
    assert "kutipan langsung" in page and "1 pernyataan" in page
    english = browser.get("/search?q=mendampingi&lang=en").text
    assert "1 statements" in english and "direct" in english and "Filters" in english


def test_every_list_is_one_click_away_with_its_count(engine: Engine, browser: TestClient) -> None:
    resolve_all(engine)
    page = browser.get("/search?q=dinas&kind=agencies").text
    tabs = dict(re.findall(r'<a href="/search\?kind=(\w+)[^"]*"[^>]*>\w+ <span class="count">(\d+)', page))
    assert tabs == {"statements": "1", "figures": "0", "officials": "1", "agencies": "1", "articles": "0"}
    assert "Dinas Sosial Kabupaten Ende" in page
    figures = browser.get("/search?kind=figures&unit=kasus").text
    assert "12 kasus" in figures and "2023" in figures and "menurut Yosef Lamawuran" in figures
    assert "Yosef Lamawuran" in browser.get("/search?kind=officials&q=kepala+dinas").text


def test_filters_are_chips_that_can_be_taken_off(browser: TestClient) -> None:
    page = browser.get("/search?q=kasus&topic=statistik&unit=kasus").text
    assert re.search(r'class="chip" href="/search\?q=kasus&amp;unit=kasus"[^>]*>Topik: statistik', page)
    assert '<option value="statistik" selected>' in page
    agencies = browser.get("/search?kind=agencies&topic=statistik").text
    assert "(tidak berlaku di sini)" in agencies


def test_no_results_say_what_to_change(browser: TestClient) -> None:
    page = browser.get("/search?kind=figures&q=mendampingi&since=2024").text
    assert "Tidak ada yang cocok" in page
    assert 'href="/search?kind=statements&amp;q=mendampingi&amp;since=2024"' in page
    assert "Hapus semua saringan" in page


REFUSED = (
    ("q=%22korban", "Ada tanda kutip yang belum ditutup"),
    ("q=(korban", "Ada kurung yang belum ditutup"),
    ("q=korban)", "Ada kurung tutup tanpa kurung buka"),
    ("q=-korban", "hanya menyebut yang dibuang"),
    ("q=korban+OR", "Ada kata yang kurang"),
    ("q=ko*", "terlalu pendek"),
    ("q=umur:12", "tidak dikenal: pakai judul:"),
    ("q=" + "a" * 1001, "q terlalu panjang"),
    ("q=" + "(" * 20 + "a", "Terlalu banyak kurung"),
    ("q=" + "+".join(["kata"] * 70), "Terlalu banyak kata"),
    ("since=2024-02-31", "Tanggal 2024-02-31 tidak ada"),
    ("since=kemarin", "Tanggal kemarin tidak ada"),
    ("since=2024-02-01&until=2024-01-01", "tukar keduanya"),
    ("limit=100000000000", "bukan nomor"),
    ("limit=5000", "paling banyak 1000 baris"),
    ("region=Negeri+Dongeng", "bukan provinsi"),
    ("topic=cuaca", "topic cuaca tidak dikenal"),
    ("kind=semua", "kind semua tidak dikenal"),
    ("kind=figures&sort=value", "pilih satuannya dulu"),
    ("kind=agencies&sort=newest", "sort newest tidak dikenal"),
    ("after=bukan-tanda", "Tanda halaman itu tidak dikenal"),
    ("official=99999999999999999999", "bukan nomor"),
)
"""What cannot be read, and what the page says of it."""


def test_what_cannot_be_read_is_a_sentence_beside_the_box(browser: TestClient) -> None:
    for address, reason in REFUSED:
        answer = browser.get(f"/search?{address}")
        assert answer.status_code == 400, address
        problem = re.search(r'<p class="problem" id="reason" role="alert">(.*?)</p>', answer.text)
        assert problem is not None and reason in problem[1], address
        form = "jsonl" if "q=" in address else "csv"
        is_of_page = address.startswith("after=")  # a whole export has no pages
        assert browser.get(f"/search.{form}?{address}").status_code == (200 if is_of_page else 400)
    assert "was not opened" in browser.get("/search?q=korban)&lang=en").text


HOSTILE = (
    "'; DROP TABLE articles; --", "\" OR 1=1", "<script>alert(1)</script>", "NEAR(a b)", "a AND NOT", "* * *",
    "\u202eTPPO", "\x00korban", "{korban}", "korban^2", "col:korban", "‘korban’", "ＫＯＲＢＡＮ", "😀", "%_%",
    "a:b:c", "((()))", "-", "\\", "korban*dua", "\ufffd korban",
)  # fmt: skip


def test_hostile_words_never_break_a_page(browser: TestClient) -> None:
    for words in HOSTILE:
        for kind in (Kind.STATEMENTS, Kind.FIGURES, Kind.OFFICIALS):
            answer = browser.get("/search", params={"q": words, "kind": kind.value})
            assert answer.status_code in {200, 400}
            assert "<script>alert" not in answer.text


def test_a_mark_of_another_search_is_refused_with_a_sentence(larger: TestClient) -> None:
    page = larger.get("/search?q=desa").text
    after = re.search(r'rel="next" href="/search\?q=desa&amp;after=([^"&]+)"', page)
    assert after is not None
    second = larger.get(f"/search?q=desa&after={after[1]}")
    assert second.status_code == 200 and 'rel="prev"' in second.text
    other = larger.get(f"/search?q=desa&topic=statistik&after={after[1]}")
    assert other.status_code == 400 and "milik pencarian lain" in other.text


def test_pages_lead_through_all_rows_and_back(larger: TestClient) -> None:
    address, seen, first = "/search?limit=100", [], ""
    while address:
        page = larger.get(address).text
        first = first or page
        seen += re.findall(r'class="quote"><a href="/statements/(\d+)"', page)
        onward = re.search(r'rel="next" href="([^"]+)"', page)
        address = onward[1].replace("&amp;", "&") if onward else ""
        back = re.search(r'rel="prev" href="([^"]+)"', page)
    assert len(seen) == len(set(seen)) == 4 * SIZE
    assert back is not None
    before = larger.get(back[1].replace("&amp;", "&")).text
    assert re.findall(r'class="quote"><a href="/statements/(\d+)"', before) == seen[-120:-20]
    assert f"{4 * SIZE} pernyataan" in first


def test_a_total_that_looks_at_the_newest_says_at_least(
    larger: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "LOOKED_AT", 2)
    assert "sedikitnya 20 pernyataan" in larger.get("/search?q=desa").text
    assert re.search(r'id="count">0 pernyataan', larger.get("/search?q=tiadasamasekali").text)


def test_stored_text_is_hostile_and_stays_text(engine: Engine, story: Story) -> None:
    title = "=HYPERLINK(1) <script>alert(2)</script> \u202egnp.exe " + "Judul panjang TPPO " * 6_000
    put(engine, story(title=title, outlet="<b>Kabar</b>", url="https://kabartimur.example/x"))
    browser = desk(engine)
    for kind in ("statements", "figures", "articles"):
        answer = browser.get("/search", params={"kind": kind, "q": "tppo" if kind == "articles" else None})
        assert answer.status_code == 200
        assert len(answer.content) < 100_000
        assert "<script>alert" not in answer.text and "<b>Kabar" not in answer.text
        assert "\u202e" not in answer.text
    rows = _csv(browser.get("/search.csv?kind=articles"))
    assert rows[0]["title"].startswith("'=[disamarkan]")
    assert etree.fromstring(browser.get("/search.atom?kind=articles").content) is not None


def test_what_was_taken_down_is_found_by_reviewers_only(engine: Engine, story: Story) -> None:
    put(engine, story())
    with writing(engine) as session:
        session.execute(update(StoredArticle).values(removed_at=now()))
    anybody, reviewer = desk(engine), signed_in(engine, Role.REVIEWER)
    for kind in ("statements", "figures", "articles"):
        assert "Tidak ada yang cocok" in anybody.get(f"/search?kind={kind}").text
        assert "dicabut penerbit" in reviewer.get(f"/search?kind={kind}").text
        assert _csv(anybody.get(f"/search.csv?kind={kind}")) == []
        entries = etree.fromstring(reviewer.get(f"/search.atom?kind={kind}").content).findall(
            f"{{{ATOM}}}entry"
        )
        assert entries == [], "feeds show what anybody may see, whoever asks"


def _csv(answer) -> list[dict[str, str]]:  # type: ignore[no-untyped-def]  # a response of the client's own library
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.mark.parametrize(
    ("kind", "count"), [("statements", 4 * SIZE), ("figures", 3 * SIZE), ("articles", SIZE)]
)
def test_exports_hold_every_row_and_say_how_many(larger: TestClient, kind: str, count: int) -> None:
    table = larger.get(f"/search.csv?kind={kind}&limit=5")
    rows = _csv(table)
    assert len(rows) == count == int(table.headers["x-total-count"])
    lines = larger.get(f"/search.jsonl?kind={kind}").text.splitlines()
    assert len(lines) == count
    assert list(json.loads(lines[0])) == list(rows[0])
    assert {"permalink", "outlet", "url", "published_on"} <= set(rows[0])
    assert len({row["permalink"] for row in rows}) == count
    assert rows[0]["permalink"].startswith("http://127.0.0.1:8000/")
    assert 'attachment; filename="pantau-' in table.headers["content-disposition"]


def test_an_export_too_many_is_refused_instead_of_waiting(browser: TestClient) -> None:
    with ExitStack() as others:
        for _ in range(search_files._AT_ONCE):
            others.enter_context(search_files._running)
        refused = browser.get("/search.csv")
        assert refused.status_code == 503 and int(refused.headers["retry-after"]) > 0
    for _ in range(search_files._AT_ONCE + 1):
        assert len(_csv(browser.get("/search.csv"))) == 1


def test_an_export_that_lacks_rows_breaks_off() -> None:
    columns = {"permalink": ["a"], "quote": ["=1"]}
    with pytest.raises(Changed):
        list(counted([], 1))
    with pytest.raises(Changed):
        list(json_lines(list(columns), counted([columns], 2)))
    assert list(json_lines(list(columns), counted([columns], 1))) == ['{"permalink": "a", "quote": "=1"}\n']
    assert list(csv_lines(list(columns), [columns])) == ["permalink,quote\r\na,'=1\r\n", ""]


@pytest.mark.parametrize(
    "texts",
    [["a", None, "b"], ["a", "-1"], ["satu\nbaris", "a"], ["a\rb"], ["a", " =1"], ["", "a"], ["x" * 40_000]],
)
def test_a_column_is_made_safe_as_its_cells_are(texts: list[str | None]) -> None:
    lines = "".join(csv_lines(["cell"], [{"cell": texts}]))
    _header, *cells = csv.reader(io.StringIO(lines, newline=""))
    assert cells == [["" if text is None else str(safe_cell(text))] for text in texts]


def test_cells_are_no_formulas() -> None:
    for text in ("=1+1", "+62811", "-1", "@SUM", "\t=1", "  =1", "＝1"):
        assert str(safe_cell(text)).startswith("'")
    assert safe_cell(-1) == -1
    assert safe_cell("satu\nbaris") == "satu baris"
    assert safe_cell(True) == "true"


def test_feed_is_valid_atom_with_permanent_ids(engine: Engine, story: Story, browser: TestClient) -> None:
    answer = browser.get("/search.atom?q=mendampingi")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    before = _checked(answer.content)
    assert [entry["id"] for entry in before] == [
        "http://127.0.0.1:8000/evidence/1.1.118-162?kind=statement"
    ] or "/evidence/1.1." in before[0]["id"]
    assert before[0]["title"] == "Yosef Lamawuran, Kepala Dinas Sosial Kabupaten Ende"
    assert browser.get(before[0]["id"].removeprefix("http://127.0.0.1:8000")).status_code == 200
    unchanged = browser.get("/search.atom?q=mendampingi", headers={"If-None-Match": answer.headers["etag"]})
    assert unchanged.status_code == 304 and unchanged.content == b""
    put(engine, story(extractor="rules@2"))
    after = _checked(browser.get("/search.atom?q=mendampingi").content)
    assert [(each["id"], each["updated"]) for each in after] == [(e["id"], e["updated"]) for e in before]
    for kind in ("figures", "articles"):
        assert _checked(browser.get(f"/search.atom?kind={kind}").content)
    assert browser.get("/search.atom?kind=officials").status_code == 400


def test_feed_goes_on_to_what_is_older_and_may_be_empty(larger: TestClient) -> None:
    root = etree.fromstring(larger.get("/search.atom?kind=figures").content)
    (onward,) = root.xpath("a:link[@rel='next']/@href", namespaces={"a": ATOM})
    first, second = _checked(etree.tostring(root)), _checked(larger.get(str(onward)).content)
    assert len(first) == len(second) == 50
    assert not {each["id"] for each in first} & {each["id"] for each in second}
    assert _checked(larger.get("/search.atom?q=tidakada").content) == []


def _checked(document: bytes) -> list[dict[str, str]]:
    """The entries of a feed, after what RFC 4287 demands of it."""
    root = etree.fromstring(document)
    assert root.tag == f"{{{ATOM}}}feed"
    entries = root.findall(f"{{{ATOM}}}entry")
    for element in (root, *entries):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{{{ATOM}}}{name}")) == 1, name
        assert element.findtext(f"{{{ATOM}}}author/{{{ATOM}}}name")
        assert re.match(r"https?://\S+$", element.findtext(f"{{{ATOM}}}id") or "")
        for moment in element.iterfind(f"{{{ATOM}}}updated"):
            assert datetime.fromisoformat(moment.text or "").tzinfo is not None
        relations = [
            (link.get("rel"), link.get("type"), link.get("hreflang"))
            for link in element.iterfind(f"{{{ATOM}}}link")
        ]
        assert len(relations) == len(set(relations)), "one alternate of a kind"
        assert all(
            (link.get("href") or "").startswith("http") for link in element.iterfind(f"{{{ATOM}}}link")
        )
    assert len(root.xpath("a:link[@rel='self']", namespaces={"a": ATOM})) == 1
    found = [
        {name: entry.findtext(f"{{{ATOM}}}{name}") or "" for name in ("id", "title", "updated")}
        for entry in entries
    ]
    assert len({each["id"] for each in found}) == len(found)
    return found


def test_searches_are_saved_by_name_listed_and_deleted(engine: Engine, story: Story) -> None:
    put(engine, story())
    rina, tomi = signed_in(engine, Role.VIEWER), signed_in(engine, Role.VIEWER, "Tomi")
    form = {
        "name": " Kasus  Ende ",
        "address": "kind=statements&q=kasus&region=53.08&utm=x",
        "csrf": csrf(rina, "/search"),
    }
    assert rina.post("/searches", data=form, follow_redirects=False).status_code == 303
    page = rina.get("/searches").text
    assert 'href="/search?kind=statements&amp;q=kasus&amp;region=53.08">Kasus Ende</a>' in page
    assert 'href="/search.atom?kind=statements&amp;q=kasus&amp;region=53.08"' in page
    assert "Kasus Ende" not in tomi.get("/searches").text
    delete = re.search(r'action="(/searches/\d+/delete)"', page)
    assert delete is not None
    assert tomi.post(delete[1], data={"csrf": csrf(tomi, "/search")}).status_code == 404
    assert (
        rina.post(delete[1], data={"csrf": csrf(rina, "/search")}, follow_redirects=False).status_code == 303
    )
    assert "Kasus Ende" not in rina.get("/searches").text


def test_nothing_is_saved_unsigned_unnamed_unasked_or_unread(engine: Engine) -> None:
    rina, anybody = signed_in(engine), desk(engine)
    token = csrf(rina, "/search")
    assert rina.post("/searches", data={"name": "a", "address": "q=a"}).status_code == 403
    assert rina.post("/searches", data={"name": " ", "address": "q=a", "csrf": token}).status_code == 400
    assert rina.post("/searches", data={"name": "a", "address": 'q="a', "csrf": token}).status_code == 400
    assert (
        rina.post("/searches", data={"name": "a" * 2000, "address": "q=a", "csrf": token}).status_code == 400
    )
    assert (
        rina.post("/searches", data={"name": "a", "address": "q=" + "a" * 9000, "csrf": token}).status_code
        == 400
    )
    assert anybody.post("/searches", data={"name": "a", "address": "q=a"}).status_code == 403
    assert "masuk dulu" in anybody.get("/searches").text
