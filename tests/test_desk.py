"""The frame of the desk: languages, errors, headers."""

from desk_support import desk
from sqlalchemy import Engine


def test_front_page_is_indonesian_and_english_stays_chosen(engine: Engine) -> None:
    browser = desk(engine)
    first = browser.get("/")
    assert '<html lang="id">' in first.text
    assert "Siapa mengatakan apa" in first.text
    assert "Who said what" in browser.get("/?lang=en").text
    assert "Who said what" in browser.get("/").text
    assert "Siapa mengatakan apa" in browser.get("/?lang=id").text
    assert "Siapa mengatakan apa" in browser.get("/?lang=klingon").text


def test_link_to_the_other_language_keeps_the_question(engine: Engine) -> None:
    page = desk(engine).get("/?q=%22dua%20kata%22&page=2").text
    assert 'href="?q=%22dua+kata%22&amp;page=2&amp;lang=en"' in page


def test_unknown_page_says_so_in_the_language_of_the_reader(engine: Engine) -> None:
    browser = desk(engine)
    missing = browser.get("/tidak-ada?lang=en")
    assert missing.status_code == 404
    assert "There is no such page" in missing.text


def test_every_answer_forbids_inline_scripts(engine: Engine) -> None:
    browser = desk(engine)
    for path in ("/", "/tidak-ada", "/static/desk.css"):
        policy = browser.get(path).headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
