"""The digest: each text is told once, whatever was killed, restored or read again; it exposes nobody; it ends."""

import json
import re
import resource
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from digest_support import Weeks, codes, numbers, quotes, text_of
from lxml import etree
from sqlalchemy import Engine, delete, select, update
from tests_support import Pantau

from models.errors import PantauError
from models.stored import SourceCount
from pipelines.findings import Finding, FindingKind
from pipelines.reporting import SourceReport, full_report
from publish.digest.attention import failures_of, messages_of_sources
from publish.digest.gathering import Bounds
from publish.digest.journal import part_of, read_journal
from publish.digest.lines import line
from publish.digest.messages import Message, digest_texts, reason_of, sentence
from publish.digest.writing import digest_html, digest_text, way_in
from publish.language import Language, Speech
from storage.engine import open_engine, writing
from storage.tables import Extraction, StoredArticle

DUMAI = text_of("Penyidik masih memeriksa saksi-saksi dari pelabuhan", 7, "Budi Hartono", "Dumai")
SIKKA = text_of("Berkas perkara sudah kami kirim kepada jaksa", 5, "Markus Seran", "Sikka")


@pytest.fixture
def weeks(engine: Engine, tmp_path: Path) -> Weeks:
    """On both back ends."""
    return Weeks(engine, tmp_path / "data")


@pytest.fixture
def local(sqlite_template: Path, tmp_path: Path) -> Iterator[Weeks]:
    """On SQLite alone."""
    shutil.copyfile(sqlite_template, tmp_path / "pantau.db")
    engine = open_engine(f"sqlite:///{tmp_path / 'pantau.db'}")
    yield Weeks(engine, tmp_path / "data")
    engine.dispose()


def test_each_text_is_told_once_whichever_run_stored_it(weeks: Weeks) -> None:
    first = weeks.week(a=text_of())
    assert (len(quotes(first)), numbers(first), codes(first)) == (2, [12], ["ringkasan-pertama"])
    assert first.news.articles == 1 and first.news.regions[0].name == "Nusa Tenggara Timur"

    weeks.begin("process")  # another command, between two weekly runs
    weeks.store("b", DUMAI)
    weeks.end()
    weeks.begin("backfill")  # stopped by Ctrl-C, which no weekly run makes up for
    weeks.end("interrupted", resolved=False)
    weeks.begin()  # killed before it could tell anybody
    weeks.store("c", SIKKA)
    weeks.end("interrupted", resolved=False)
    second = weeks.week()
    assert sorted(numbers(second)) == [5, 7] and second.news.articles == 2
    assert [(each.code, each.values) for each in second.messages] == [("kali-terhenti", {"n": 1})]

    weeks.begin()
    weeks.store("a", text_of() + '\n"Para tersangka baru kami tahan pada hari Senin," kata Rudi.')  # an edit
    weeks.store("salinan", DUMAI, outlet="Suara Barat", source="suara-barat")  # a copy of what was told
    weeks.end()
    weeks.deliver()
    third = weeks.last()
    assert [quote.strip(",") for quote in quotes(third)] == ["Para tersangka baru kami tahan pada hari Senin"]
    assert (numbers(third), third.news.articles, third.news.edited) == ([], 1, 1)

    with writing(weeks.engine) as session:  # newer rules read everything again
        session.execute(update(Extraction).values(run_id=None))
    weeks.begin()
    with writing(weeks.engine) as session:
        session.execute(update(Extraction).values(run_id=weeks.run_id, extractor="rules@2"))
    weeks.end()
    weeks.deliver()
    fourth = weeks.last()
    assert (quotes(fourth), numbers(fourth), codes(fourth)) == ([], [], ["dibaca-ulang"])


def test_numbers_wait_until_they_are_brought_together(weeks: Weeks) -> None:
    weeks.begin()
    weeks.store("a", text_of())
    weeks.end("failed", resolved=False)
    weeks.deliver()
    assert len(quotes(weeks.last())) == 2
    assert (numbers(weeks.last()), codes(weeks.last())) == ([], ["angka-menunggu", "ringkasan-pertama"])
    rival = text_of("Ada laporan lain yang kami terima dari desa", 15)
    after = weeks.week(b=rival)
    assert sorted(numbers(after)) == [12, 15]
    assert [len(each.numbers) for each in after.news.listed_conflicts] == [2]
    assert quotes(after) != [] and all("mendampingi" not in quote for quote in quotes(after))


def test_a_key_that_sqlite_gives_again_hides_no_text(local: Weeks) -> None:
    local.week(a=text_of(), b=DUMAI)
    with writing(local.engine) as session:
        newest = session.scalars(select(StoredArticle.id).order_by(StoredArticle.id.desc()).limit(1)).one()
        session.execute(delete(StoredArticle).where(StoredArticle.id == newest))
    assert numbers(local.week(c=SIKKA)) == [5]


def test_a_database_that_was_put_back_goes_on_where_it_stood(local: Weeks, tmp_path: Path) -> None:
    local.week(a=text_of())
    with (
        sqlite3.connect(str(local.engine.url.database)) as now,
        sqlite3.connect(tmp_path / "copy.db") as copy,
    ):
        now.backup(copy)
    local.week(b=DUMAI)
    with (
        sqlite3.connect(str(local.engine.url.database)) as now,
        sqlite3.connect(tmp_path / "copy.db") as copy,
    ):
        copy.backup(now)
    local.begin("process")  # the run of the lost state had the same number
    local.end()
    restored = local.week(c=SIKKA)
    assert (numbers(restored), codes(restored)) == ([5], ["basis-data-lain"])
    entries = read_journal(local.data_dir).entries
    assert len({entry.name for entry in entries}) == 3
    assert codes(local.week()) == []


def test_killed_anywhere_it_is_made_once(local: Weeks) -> None:
    local.begin()
    local.store("a", text_of())
    local.end()
    folder = local.data_dir / "digests"
    folder.mkdir(mode=0o700, parents=True)
    (folder / ".2026-01-01-run-1.html.part").write_text("half a dige")  # killed before it counted
    page, text = local.deliver().files
    assert sorted(path.name for path in folder.glob(".*.part")) == []
    was = page.read_bytes(), text.read_bytes()
    for path in (page, text):  # killed before the files had their names
        path.rename(part_of(path))
    (folder / "digests.atom").unlink()
    assert local.deliver().files == (page, text)  # the same run asks again
    assert (page.read_bytes(), text.read_bytes()) == was
    assert (folder / "digests.atom").exists() and len(read_journal(local.data_dir).entries) == 1
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    (folder / "journal.json").write_text('{"entries": [')
    with pytest.raises(PantauError, match=r"journal.json is damaged: put it back"):
        local.deliver()


HOSTILE = "\u202eterbalik\x07 <script>alert(1)</script>\r\nBcc: semua@jahat.example\r\n\r\n"
PRIVATE = ("Melati", "Kusuma", "MK (15)", "Nuabosi")
EXPOSING = (
    "ENDE, Kabar Timur - Kapolres Ende AKBP Rudi Lado mengatakan penyidik memeriksa korban TPPO berinisial MK (15) "
    "pada Senin (8/1/2024).\n"
    '"Korban MK (15), warga Desa Nuabosi, kini didampingi. Ibunya bernama Melati Kusuma sudah memberi keterangan," '
    "kata Rudi.\n"
    "Polres Ende menangani 12 kasus TPPO sepanjang 2023."
)


def test_it_exposes_nobody_and_hostile_text_stays_text(local: Weeks) -> None:
    local.settings |= {"public_url": "https://desk.example.org/"}
    local.begin()
    local.store("ibu-melati-kusuma-lapor", EXPOSING, title="Melati Kusuma Lapor, Polres Ende Usut Kasus TPPO")
    local.store(
        "jahat", DUMAI, title=HOSTILE + "x" * 2_000_000, outlet=HOSTILE + "y" * 2_000_000, source=HOSTILE
    )
    local.end()
    page, text = local.deliver().files
    folder = page.parent
    written = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    digest = local.last()
    for language in Language:
        written[f"{language}.html"] = digest_html(digest, language, way_in("https://desk.example.org"))
        written[f"{language}.txt"] = digest_text(digest, language, way_in(None))
    written["json"] = json.dumps(digest.model_dump(mode="json"), ensure_ascii=False)
    for name, content in written.items():
        assert not any(word.casefold() in content.casefold() for word in PRIVATE), name
        assert len(content) < 60_000, name
        assert not re.search("[\u202a-\u202e\x07\r]|\nBcc:", content), name
        assert name.endswith((".txt", "json")) or "<script" not in content, name
    shown = written[page.name]
    assert "[disamarkan]" in shown and "terbalik &lt;script&gt;alert(1)" in shown
    assert "https://desk.example.org/evidence/" in shown
    assert not re.search(r'(?:src|href)="(?!https://desk\.example\.org/)', shown)
    assert "Penyidik masih memeriksa saksi-saksi" in written[text.name]
    feed = etree.fromstring((folder / "digests.atom").read_bytes())
    assert feed.findtext("{http://www.w3.org/2005/Atom}entry/{*}link") is not None
    assert feed.find("{*}entry/{*}link").get("href") == page.name  # type: ignore[union-attr]
    assert len(read_journal(local.data_dir).entries[0].subject) < 200


def test_it_ends_and_says_what_it_leaves_out(local: Weeks) -> None:
    local.begin()
    for n in range(9):
        words = f"Perkara nomor {n + 20} sudah kami limpahkan kepada jaksa penuntut umum"
        local.store(f"a{n}", text_of(words, 30 + n, f"Anton {'ABCDEFGHI'[n]}endu", "Ende"))
    local.end()
    local.deliver()
    short, whole = local.last(Bounds(of_region=2, statements=3, numbers=4, conflicts=1)), local.last()
    assert (len(quotes(short)), len(numbers(short)), len(short.news.listed_conflicts)) == (2, 4, 1)
    for name in ("statements", "numbers", "conflicts"):
        assert getattr(short.news, name) == getattr(whole.news, name)
    assert len(quotes(whole)) == whole.news.statements and len(numbers(whole)) == whole.news.numbers == 9
    left = whole.news.statements - 2
    for language, words in (
        (Language.INDONESIAN, f"dan {left} lagi"),
        (Language.ENGLISH, f"and {left} more"),
    ):
        assert words in digest_text(short, language, way_in(None))
        assert words in digest_html(short, language, way_in(None))


def source(slug: str, kind: FindingKind, **reasons: int) -> SourceReport:
    count = SourceCount(
        source=slug, listings_read=0, listings_unchanged=0, articles_found=0, articles_fetched=0, failures=1
    )
    return SourceReport(
        count=count, days=7, expected=None, is_measured=False, fields={},
        reasons={REASONS[name]: times for name, times in reasons.items()}, findings=(Finding(slug, kind, ""),),
    )  # fmt: skip


REASONS = {
    "robots": "The site's robots.txt forbids this address.",
    "moved": "The name a.example cannot be resolved.",
    "gone": "The server answered 404 Not Found.",
    "flaw": "the article could not be read (ValueError: Melati Kusuma); report it with its address",
}


def test_sources_are_told_by_what_is_wrong_with_them(local: Weeks) -> None:
    local.begin()
    local.end()
    full = full_report(local.engine, local.run_id, {})
    troubled = (
        source("b-diam", FindingKind.SILENT, robots=9),
        source("a-diam", FindingKind.SILENT),
        source("tertutup", FindingKind.UNREACHABLE, robots=3, gone=1),
        source("pindah", FindingKind.FAILING, moved=3),
        source("sakit", FindingKind.FAILING, gone=3, flaw=2),
        source("mati", FindingKind.UNREACHABLE),
        source("miskin", FindingKind.FIELD),
    )
    found = {
        message.code: message.values.get("sources", message.values["n"])
        for message in messages_of_sources(replace(full, sources=troubled))
    }
    assert found == {
        "sumber-senyap": ("a-diam", "b-diam"),
        "sumber-tak-terbaca": ("mati",),
        "sumber-terblokir": ("tertutup",),
        "sumber-pindah": ("pindah",),
        "sumber-gagal": ("sakit",),
        "bidang-hilang": ("miskin",),
        "berita-tak-terbaca": 2,
    }
    for code, values in found.items():
        told = sentence(Message(code=code, values={"n": 1, "sources": values}), Speech(Language.ENGLISH))
        assert "Melati" not in told and (isinstance(values, int) or values[0] in told)
    failures, failed = failures_of(replace(full, sources=troubled))
    assert (failed, failures[0].source, failures[0].reasons) == (21, "b-diam", (("robots", 9),))


def test_messages_and_reasons_are_whole() -> None:
    texts = digest_texts()
    assert len({text.code for text in texts.messages}) == len(texts.messages)
    for text in texts.messages:
        assert text.places <= {"n", "sources", "free"}
    told = {
        "The server answered 403 Forbidden.": "ditolak-server",
        "The site's robots.txt forbids this address.": "robots",
        "The address leads to evil.example, which is not a host of this source.": "alamat-asing",
        "The name a.example cannot be resolved.": "nama-tak-dikenal",
        "The server did not answer in time.": "tidak-menjawab",
        "a.example did not answer 3 requests in a row and is left alone until the next crawl.": "tidak-menjawab",
        "the article could not be read (ValueError: Melati Kusuma); report it with its address": "cacat",
        "the process that reads it dies each time, of its size or of a mistake; report it": "cacat",
        "Not all of the article can be read, so it is read again next time: The server answered 503.": "tidak-lengkap",
        "Melati Kusuma": "lain",
    }
    assert {logged: reason_of(logged).code for logged in told} == told


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (None, ""),
        ("a\r\nBcc: b", "a Bcc: b"),
        ("\u202eabc\u200b\x00d", "abc d"),
        ("x" * 400, "x" * 299 + "…"),
        ("\ud800 rusak", "rusak"),
    ],
)
def test_stored_text_becomes_one_line(text: str | None, shown: str) -> None:
    assert line(text) == shown


def test_the_command_prints_a_digest_again(pantau: Pantau, tmp_path: Path) -> None:
    pantau.database.parent.mkdir(parents=True)
    engine = open_engine(f"sqlite:///{pantau.database}")
    assert pantau("digest").code == 2 and "there is no digest yet" in pantau("digest").err
    weeks = Weeks(engine, pantau.database.parent)
    weeks.week(a=text_of())
    weeks.week(b=DUMAI)
    page, text = (pantau.database.parent / "digests" / f"{read_journal(weeks.data_dir).entries[-1].name}.{form}"
                  for form in ("html", "txt"))  # fmt: skip
    assert pantau("digest").out == text.read_text(encoding="utf-8")
    assert pantau("digest", "2", "--html").out == page.read_text(encoding="utf-8")
    english = pantau("digest", "1", "--language", "en").out
    assert "2 new statements, 1 new number" in english and "12 cases of human trafficking" in english
    assert [region["name"] for region in pantau.json("digest", "1", "--all")["news"]["regions"]] == [
        "Nusa Tenggara Timur"
    ]
    for arguments, words in (
        (["digest", "9"], "there is no digest of run 9"),
        (["digest", "--html", "--json"], "exclude each other"),
    ):
        assert (pantau(*arguments).code, words in pantau(*arguments).err) == (2, True)
    engine.dispose()


def test_a_full_disk_leaves_no_half_digest(local: Weeks) -> None:
    local.week(a=text_of())
    folder = local.data_dir / "digests"
    was = {path.name: path.read_bytes() for path in folder.iterdir()}
    local.begin()
    local.store("b", DUMAI)
    local.end()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, before[1]))
    try:
        with pytest.raises(PantauError, match=r"digests could not be written in .*: free space"):
            local.deliver()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".part"} == was
    local.deliver()
    assert numbers(local.last()) == [7] and not list(folder.glob(".*.part"))
