"""Pages from templates: one environment for each language, and the filters that both share."""

import hashlib
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, Literal

from babel.dates import format_date, format_datetime, get_timezone
from babel.numbers import format_decimal
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment
from markupsafe import Markup, escape

from desk.explaining import Explainer
from desk.forms import csrf_field
from desk.language import LOCALE, Language, language_of, translations
from desk.navigation import NAVIGATION
from desk.reader import reader_of
from desk.words import STATES, period, word
from publish.language import Speech
from publish.templates import template_environment
from publish.words import counted_unit

TEMPLATES = Path(__file__).parent / "templates"
_CONTROLS = {ord(c): None for c in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"}
_LONGEST, _LOOKED_AT = 300, 20

DayForm = Literal["short", "medium", "long", "full"]


class Renderer:
    """Makes pages; `static` is the folder of the files that they name."""

    def __init__(self, static: Path) -> None:
        self._static = static
        self._environments = {language: _environment(language) for language in Language}
        for environment in self._environments.values():
            environment.globals |= {
                "asset": self._asset,
                "csrf_field": csrf_field,
                "navigation": NAVIGATION,
            }

    def page(self, request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
        """The page of a template, in the language and for the reader of the request."""
        language = language_of(request)
        explain = Explainer(language, translations(language).gettext)
        text = (
            self._environments[language]
            .get_template(template)
            .render(
                request=request,
                language=language,
                other_language=next(other for other in Language if other is not language),
                reader=reader_of(request),
                explain=explain,
                **context,
            )
        )
        return HTMLResponse(text, status_code=status)

    def _asset(self, name: str) -> str:
        """Address of a static file; it changes with the content, so that browsers may keep what they have."""
        digest = hashlib.sha256((self._static / name).read_bytes()).hexdigest()
        return f"/static/{name}?v={digest[:12]}"


def render(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """The page of a template."""
    renderer: Renderer = request.app.state.renderer
    return renderer.page(request, template, status, **context)


def _environment(language: Language) -> Environment:
    say = Speech(language, LOCALE)
    environment = template_environment(TEMPLATES, say)
    translate = say.catalog.gettext
    day = partial(_day, language)
    environment.globals |= {
        "states": STATES,
        "counted": say.counted,
        "counted_unit": partial(counted_unit, say),
        "period": partial(period, translate, day),
    }
    environment.filters |= {
        "word": partial(word, translate),
        "day": day,
        "moment": partial(_moment, language),
        "number": partial(_number, language),
        "link": link,
        "plain": plain,
        "stored": stored,
        "with_code": with_code,
    }
    return environment


def stored(text: str | None, most: int = _LONGEST) -> str:
    """Text that comes from a stored page, safe to stand in a line: no marks of direction, at most `most` characters."""
    line = " ".join(plain((text or "")[: _LOOKED_AT * most]).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def plain(text: str) -> str:
    """Stored text of several lines, without marks of direction: what follows reads as it is written."""
    return text.translate(_CONTROLS)


def link(address: str) -> str:
    """A stored address that may be followed; empty for one that is not of the web."""
    return address if address.startswith(("https://", "http://")) else ""


def with_code(text: str) -> Markup:
    """Text of the codebook, in which names stand between `` ` ``."""
    pieces = (
        Markup("<code>{}</code>").format(piece) if place % 2 else escape(piece)
        for place, piece in enumerate(text.split("`"))
    )
    return Markup("").join(pieces)


def _day(language: Language, value: date | None, form: DayForm = "long") -> str:
    return "" if value is None else format_date(value, format=form, locale=language.value)


def _moment(language: Language, value: datetime | None) -> str:
    """A time in Jakarta, where most readers are."""
    if value is None:
        return ""
    zone = get_timezone("Asia/Jakarta")
    return f"{format_datetime(value, 'd MMM y HH.mm', tzinfo=zone, locale=language.value)} WIB"


def _number(language: Language, value: Decimal | float | None) -> str:
    return "" if value is None else format_decimal(value, locale=language.value)
