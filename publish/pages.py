"""Pages of words in Indonesian or English, from the templates beside this file."""

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

Language = Literal["id", "en"]
LANGUAGES: tuple[Language, ...] = ("id", "en")


def page(template: str, language: Language, **values: object) -> str:
    """A template in one of the languages; its own words stand in it in both, as `t("Tabel", "Table")`."""

    def t(indonesian: str, english: str) -> str:
        return indonesian if language == "id" else english

    def number(value: float, places: int = 0) -> str:
        written = f"{value:,.{places}f}"
        return written.translate(str.maketrans(",.", ".,")) if language == "id" else written

    found = _environment(is_html=".html" in template).get_template(template)
    return found.render(language=language, t=t, number=number, month=_month, **values)


def _marked(text: str) -> Markup:
    """Words between backticks as code."""
    return Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


@cache
def _environment(*, is_html: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=StrictUndefined,
        autoescape=is_html,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["marked"] = _marked
    return environment
