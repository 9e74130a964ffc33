"""Nothing on the desk is left in one language only."""

import re
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from itertools import product
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes
from jinja2.ext import babel_extract

from desk.language import LOCALE, Language, translations
from models.vocabulary import Age, FigureUnit, Sex
from publish.language import LOCALE as PUBLISH_LOCALE
from publish.language import Speech
from publish.words import AGES, SEXES, UNITS, counted_unit

DESK, PUBLISH = LOCALE.parent, PUBLISH_LOCALE.parent
TEMPLATES = sorted(path for part in (DESK, PUBLISH) for path in part.rglob("*.html"))
PROPER_NAMES = {"Pantau TPPO", "English", "Bahasa Indonesia", "BibTeX", "RIS", "sha256"}
_SHOWN = re.compile(r"""\b(?:title|alt|placeholder|aria-label)\s*=\s*["']([^"']*)["']""")


def _messages() -> set[str]:
    """What the desk and what it publishes say; publishing never knows a text of the desk."""
    return _messages_of(DESK) | _messages_of(PUBLISH)


def _messages_of(part: Path) -> set[str]:
    found: set[str] = set()
    methods = [("**.html", "jinja2"), ("**.py", "python")]
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2), "marked": None, "said": None, "counted": None}
    options = {"**.html": {"newstyle_gettext": "true", "trimmed": "false", "silent": "false"}}
    mapping = [(pattern, babel_extract if kind == "jinja2" else kind) for pattern, kind in methods]
    for _, _, message, _, _ in extract_from_dir(part, mapping, options, keywords=keywords):  # type: ignore[arg-type]  # Babel takes functions too
        found.update([message] if isinstance(message, str) else message)
    return found


def test_every_message_has_its_english() -> None:
    english = translations(Language.ENGLISH)
    known = english._catalog  # type: ignore[attr-defined]  # gettext offers no other way to ask
    missing = sorted(m for m in _messages() if not known.get(m) and not known.get((m, 0)))
    assert missing == []


def test_no_catalogue_keeps_what_nobody_says() -> None:
    said = _messages()
    for path in sorted([*(LOCALE / "en").glob("*.po"), *(PUBLISH_LOCALE / "en").glob("*.po")]):
        with path.open("rb") as file:
            ids = [message.id for message in read_po(file) if message.id]
        stale = [each for each in ids if (each if isinstance(each, str) else each[0]) not in said]
        assert stale == [], path.name


def test_catalogues_agree_on_what_a_message_is_called() -> None:
    said: dict[str, str] = {}
    for path in sorted((LOCALE / "en").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                if isinstance(message.id, str) and message.id:
                    assert said.setdefault(message.id, str(message.string)) == message.string, path.name


@pytest.mark.parametrize("path", TEMPLATES, ids=[str(path.relative_to(DESK.parent)) for path in TEMPLATES])
def test_no_template_writes_words_of_its_own(path: Path) -> None:
    words = [text for text in _bare_words(path) if text not in PROPER_NAMES]
    assert words == []


def _bare_words(path: Path) -> Iterator[str]:
    """Text of a template that stands outside tags, comments, expressions and translated blocks."""
    environment = Environment(extensions=["jinja2.ext.i18n"])
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # the extension adds it
    tree = environment.parse(path.read_text(encoding="utf-8"))
    pieces = [
        node.data if isinstance(node, nodes.TemplateData) else "\x00"
        for output in tree.find_all(nodes.Output)
        for node in output.nodes
    ]
    text = re.sub(r"(?s)<!--.*?-->", "", "".join(pieces))
    for piece in [*re.split(r"<[^>]*>|\x00", text), *_SHOWN.findall(text)]:
        words = unescape(piece).strip(" ·\n")
        if re.search(r"[^\W\d_]{2}", words):
            yield words


def test_what_is_counted_agrees_with_its_number() -> None:
    english, indonesian = Speech(Language.ENGLISH, LOCALE), Speech(Language.INDONESIAN, LOCALE)
    korban, orang = FigureUnit.KORBAN, FigureUnit.ORANG
    one, two, part = Decimal(1), Decimal(2), Decimal("0.5")
    assert [counted_unit(english, orang, n) for n in (one, two, part, None)] == ["person", *["people"] * 3]
    assert counted_unit(english, korban, Decimal(3), age=Age.ANAK) == "child victims"
    assert counted_unit(english, korban, Decimal("1.0"), Sex.PEREMPUAN, Age.ANAK) == "female child victim"
    assert counted_unit(indonesian, korban, one, Sex.PEREMPUAN, Age.ANAK) == "korban perempuan anak"
    assert (
        english.counted("{n} cerita", 1) == "1 story"
        and english.counted("{n} cerita", 1200) == "1,200 stories"
    )
    for unit, sex, age in product(FigureUnit, (None, *Sex), (None, *Age)):
        words = [word for word in (UNITS[unit], SEXES.get(sex), AGES.get(age)) if word]
        assert counted_unit(indonesian, unit, two, sex, age) == " ".join(words)
