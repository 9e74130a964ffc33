"""A report as an HTML file that needs no other file, and as PDF."""

import base64
import logging
from functools import partial
from importlib.metadata import version
from pathlib import Path

from models.errors import PantauError
from publish import words
from publish.charts.drawing import Drawing, PictureForm, picture
from publish.language import Speech
from publish.report.content import ReportContent
from publish.templates import template_environment

_FOLDER = Path(__file__).parent


def report_html(content: ReportContent) -> str:
    """The report with its pictures and styles inside; the same content gives the same text."""
    language = content.asked.language
    say = Speech(language)
    environment = template_environment(_FOLDER / "templates", say)
    environment.filters["image"] = _data_address
    return environment.get_template("report.html").render(
        report=content,
        asked=content.asked,
        words=words,
        subject=partial(words.subject, say),
        counted=say.counted,
        counted_unit=partial(words.counted_unit, say),
        title=_title(content, say),
        place=content.asked.region_name or "Indonesia",
        style=(_FOLDER / "report.css").read_text(encoding="utf-8"),
        version=version("pantau-tppo"),
        listing=lambda names: say.listing(list(names)),
    )


def report_pdf(html: str) -> bytes:
    """The report to print. Raises PantauError where the system lacks what draws text."""
    try:
        import weasyprint
    except OSError as error:  # the package is there, a library of the system is not
        raise PantauError(
            "PDF needs the system library Pango: install it (Debian: apt install libpango-1.0-0 "
            "libpangoft2-1.0-0 libharfbuzz-subset0); HTML is written without it."
        ) from error
    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # it warns of styles that are for screens
    inside = weasyprint.urls.URLFetcher(allowed_protocols=("data",))  # a report loads nothing from elsewhere
    document = weasyprint.HTML(string=html, url_fetcher=inside)
    return bytes(document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True))


def _data_address(drawing: Drawing) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(picture(drawing, PictureForm.SVG)).decode()


def _title(content: ReportContent, say: Speech) -> str:
    asked = content.asked
    if asked.month:
        from babel.dates import format_date

        when = format_date(asked.month, "MMMM y", locale=asked.language.value)
    else:
        when = str(asked.year) if asked.year else say.said("semua tahun")
    place = asked.region_name or "Indonesia"
    return say.said("Perdagangan orang dalam berita daerah: {place}, {when}", place=place, when=when)
