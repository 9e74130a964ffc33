"""Templates of pages, those that are written to files and those of the desk: one way to set them up."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from publish.language import Speech


def template_environment(folder: Path, say: Speech) -> Environment:
    """The templates of a folder in the language of `say`: everything is escaped, and a name that is missing fails."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(say.catalog, newstyle=True)  # type: ignore[attr-defined]  # the extension adds it
    environment.filters |= {"number": say.number, "day": say.day}
    return environment
