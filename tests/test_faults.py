"""Bad servers through a whole weekly run, runs that are stopped, articles that our own code stumbles over."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import crawl_harness as h
import pytest
from faults_harness import DUMAI, SIKKA, Runs, news, sentence
from tests_support import Pantau

from extract.annotate import Annotator
from models.article import Article
from models.fact import Facts

# Servers, through a whole weekly run


class Week:
    """One weekly run over a good source, one full of bad pages, and one whose server fails."""

    def __init__(self, folder: Path) -> None:
        inside = h.FaultySite({"/a/rahasia": h.page("rahasia")})
        good = h.FaultySite({"/rss": h.feed("/a/baik"), "/a/baik": news("Berita baik")})
        bad = h.FaultySite({})
        bad.answers = bad_pages(bad, inside)
        bad.answers["/rss"] = h.feed(*bad.answers)
        failing = h.FaultySite({"/rss": h.page(status=500)})
        with inside, good, bad, failing:
            runs = Runs(folder, baik=good, buruk=bad, gagal=failing)
            self.result = runs.run("weekly")
        self.inside_was_asked = bool(inside.asked)
        self.problems = {
            subject.split("/", 3)[3]: (source, reason)
            for source, subject, reason in runs.rows("SELECT source, subject, reason FROM problems")
        }
        self.titles = {title for (title,) in runs.rows("SELECT title FROM articles")}
        self.undated = {
            title for (title,) in runs.rows("SELECT title FROM articles WHERE published_on IS NULL")
        }


def bad_pages(site: h.FaultySite, inside: h.FaultySite) -> dict[str, h.Answer]:
    english = (
        "<p>The police chief of the district said that three people were arrested on Monday. They had promised the "
        "victims good jobs on a plantation across the border, and kept their passports when they arrived.</p>"
        "<p>A spokeswoman for the prosecutor added that the trial would begin in the coming weeks.</p>"
    )
    return {
        "/a/tak-ada": h.page(status=404),
        "/a/rusak": h.page(status=500),
        "/a/diam": site.hang_up,
        "/a/lama": site.hang,
        "/a/menetes": site.drip,
        "/a/keluar": h.moved(f"{inside.url}/a/rahasia"),
        "/a/dalam": h.moved("http://10.0.0.1/a/x"),
        "/a/galat": h.page(
            "<title>404</title><h1>Halaman tidak ditemukan</h1><p>Maaf, halaman tidak ada.</p>"
        ),
        "/a/tanpa-berita": h.page("<html><body><nav>Menu</nav></body></html>"),
        "/a/kosong": h.data(b"", "text/html"),
        "/a/biner": h.data(bytes(range(256)) * 20, "text/html"),
        "/a/inggris": h.page(f"<html><body><article><h1>News</h1>{english}</article></body></html>"),
        "/a/depan": news("Berita dari masa depan", published="2999-05-06T10:00:00+07:00"),
        "/a/nol": news("Berita jam nol", published="1970-01-01T00:00:00+00:00"),
        "/a/utuh": news("Berita utuh"),
    }


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Week:
    return Week(tmp_path_factory.mktemp("week"))


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("a/tak-ada", "answered 404"),
        ("a/rusak", "answered 500"),
        ("a/diam", "closed the connection"),
        ("a/lama", "did not answer in time"),
        ("a/menetes", "did not answer in time"),
        ("a/keluar", "not a host of this source"),
        ("a/dalam", "not a host of this source"),
        ("a/galat", "is an error page"),
        ("a/tanpa-berita", "no article text"),
        ("a/kosong", "is empty"),
        ("a/biner", "binary"),
        ("a/inggris", "not Indonesian"),
        ("a/depan", "publication date"),
        ("a/nol", "publication date"),
    ],
)
def test_a_bad_page_is_recorded_and_told_in_the_report(week: Week, path: str, words: str) -> None:
    source, reason = week.problems[path]
    assert source == "buruk"
    assert words in reason
    line = next(line for line in week.result.out.splitlines() if f"/{path} " in line)
    assert words in line


def test_bad_servers_cost_the_others_nothing(week: Week) -> None:
    assert week.titles == {"Berita baik", "Berita utuh", "Berita dari masa depan", "Berita jam nol"}
    assert week.undated == {"Berita dari masa depan", "Berita jam nol"}
    assert not week.inside_was_asked


def test_a_source_that_cannot_be_read_is_named(week: Week) -> None:
    assert week.result.code == 1
    assert "500" in week.problems["rss"][1]
    sentence(week.result.err, "gagal", "pantau sources check gagal")


# A run that is stopped


class SlowSite(h.FaultySite):
    """Three articles; the second is held back until the test lets it go, and says when it was asked for."""

    def __init__(self) -> None:
        paths = [f"/a/berita-{n}" for n in range(3)]
        super().__init__({path: news(f"Berita {path[-1]}") for path in paths} | {"/rss": h.feed(*paths)})
        self._asked_for = threading.Event()
        second = self.answers[paths[1]]

        def hold(handler: h.Handler) -> None:
            self._asked_for.set()
            self.released.wait()
            second(handler)

        self.answers[paths[1]] = hold

    def wait_until_asked(self) -> None:
        assert self._asked_for.wait(timeout=120), "the crawl never got there"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_run_ends_in_order_and_another_meanwhile_is_refused(
    tmp_path: Path, number: signal.Signals
) -> None:
    with SlowSite() as site:
        runs = Runs(tmp_path, lambat=site)
        patient = {"PANTAU_REQUEST_TIMEOUT": "300"}
        first = runs.start("weekly", environment=patient)
        site.wait_until_asked()
        if number is signal.SIGINT:
            second = runs.run("weekly")
            assert second.code == 2
            sentence(second.err, "another run", "in progress since", "wait")
        first.send_signal(number)
        site.released.set()
        _, err = first.communicate(timeout=120)
        assert first.returncode == 130
        sentence(err, "Stopped before the end", "same command")
        assert runs.rows("SELECT status FROM runs") == [("interrupted",)]
        assert runs.run("weekly").code == 0
    titles = {title for (title,) in runs.rows("SELECT title FROM articles")}
    assert titles == {"Berita 0", "Berita 1", "Berita 2"}
    assert len(site.article_requests()) <= 4  # only what was in flight is asked for again


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_extraction_that_is_stopped_goes_on_where_it_was(
    pantau: Pantau, monkeypatch: pytest.MonkeyPatch, number: signal.Signals, code: int
) -> None:
    with extraction(
        monkeypatch, lambda article: os.kill(os.getpid(), number) if "Sikka" in article.text else None
    ):
        done = pantau("import", DUMAI, SIKKA, "--published", "2024-05-06")
    assert done.code == code
    sentence(done.err, "Stopped before the end")
    assert len(pantau.json("articles")) == 1
    assert "1 pages read: 1 new articles" in pantau("process").out
    assert len(pantau.json("articles")) == 2


@contextmanager
def extraction(monkeypatch: pytest.MonkeyPatch, before: Callable[[Article], object]) -> Iterator[None]:
    """The real extraction, with something that happens before each article."""
    from extract import pipeline

    pipeline.warm_up()  # reads an article of its own
    real = pipeline.extract_facts

    def extract_facts(article: Article, annotator: Annotator) -> Facts:
        before(article)
        return real(article, annotator)

    with monkeypatch.context() as patched:
        patched.setattr(pipeline, "extract_facts", extract_facts)
        yield


# Articles that our own code stumbles over


def test_an_article_that_breaks_an_extractor_is_recorded_and_the_run_goes_on(
    pantau: Pantau, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(article: Article) -> None:
        if "Sikka" in article.text:
            raise ZeroDivisionError("bagi\nnol")

    with extraction(monkeypatch, stumble):
        done = pantau("import", SIKKA, DUMAI, "--published", "2024-05-06")
    assert done.code == 1
    assert done.err == ""
    assert "ZeroDivisionError: bagi nol" in done.out and "rakor-sikka.txt" in done.out
    assert [row["place_name"] for row in pantau.json("articles")] == ["Kota Dumai"]


def test_an_article_for_which_there_is_no_memory_is_read_when_there_is(
    pantau: Pantau, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run_out(article: Article) -> None:
        if "Sikka" in article.text:
            raise MemoryError

    with extraction(monkeypatch, run_out):
        done = pantau("import", SIKKA, DUMAI, "--published", "2024-05-06")
    assert done.code == 2
    sentence(done.err, "not enough memory", "goes on from there")
    assert pantau("process").code == 0
    assert len(pantau.json("articles")) == 2


def test_a_file_that_breaks_an_extractor_does_not_stop_the_others(
    pantau: Pantau, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def stumble(article: Article) -> None:
        if "Sikka" in article.text:
            raise ZeroDivisionError("bagi nol")

    with extraction(monkeypatch, stumble):
        done = pantau("extract", SIKKA, DUMAI, "--out", str(tmp_path / "facts"))
    assert done.code == 1
    sentence(done.err, "rakor-sikka.txt could not be read", "bagi nol", "report it")
    assert [path.name for path in (tmp_path / "facts").iterdir()] == ["expose-dumai.json"]


def test_a_file_that_breaks_the_cleaning_does_not_stop_the_others(
    pantau: Pantau, monkeypatch: pytest.MonkeyPatch
) -> None:
    from extract import article

    real = article.clean_text

    def clean_text(text: str, **details: Any) -> Article:
        if "Sikka" in text:
            raise RecursionError("terlalu dalam")
        return real(text, **details)

    monkeypatch.setattr(article, "clean_text", clean_text)
    done = pantau("import", SIKKA, DUMAI, "--published", "2024-05-06")
    assert done.code == 1
    sentence(done.err, "rakor-sikka.txt could not be read", "RecursionError")
    assert len(pantau.json("articles")) == 1


def test_documents_of_an_older_extractor_are_read_again_without_doubles(
    pantau: Pantau, monkeypatch: pytest.MonkeyPatch
) -> None:
    from extract import pipeline

    pipeline.warm_up()  # reads an article of its own
    real = pipeline.extract_facts

    def older(article: Article, annotator: Annotator) -> Facts:
        return real(article, annotator).model_copy(update={"extractor": "rules@0", "figures": ()})

    with monkeypatch.context() as patched:
        patched.setattr(pipeline, "EXTRACTOR", "rules@0")
        patched.setattr(pipeline, "extract_facts", older)
        assert pantau("import", DUMAI, SIKKA, "--published", "2024-05-06").code == 0
    said = {row["quote"] for row in pantau.json("statements")}
    assert pantau.json("figures") == []
    assert "2 pages read: 0 new articles, 2 changed" in pantau("process").out
    articles, statements, figures = (pantau.json(verb) for verb in ("articles", "statements", "figures"))
    assert {row["extractor"] for row in articles} == {pipeline.EXTRACTOR}
    assert len(articles) == 2 and len(statements) == len(said) and figures
    assert "0 pages read" in pantau("process").out


def test_an_article_without_facts_is_shown(pantau: Pantau, tmp_path: Path) -> None:
    words = "Cuaca cerah menyelimuti kota ini dan warga menikmatinya sambil berjalan kaki di tepi sungai."
    (tmp_path / "cuaca.txt").write_text(f"Cuaca Cerah\n\n{words}\n{words}\n")
    assert pantau("import", str(tmp_path / "cuaca.txt")).code == 0
    shown = pantau("show", "1")
    assert shown.code == 0 and words in " ".join(shown.out.split())
    assert pantau.json("show", "1")["statements"] == []
