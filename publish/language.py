"""Indonesian or English: the words of what leaves the store.

Indonesian is written in the code and the templates; `locale/en/*.po`, one catalogue for each part, has the English. The
catalogues are read as they are, so nothing has to be compiled.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

LOCALE = Path(__file__).parent / "locale"


class Language(StrEnum):
    """Languages of texts for people, as ISO 639-1 and Babel name them."""

    INDONESIAN = "id"
    ENGLISH = "en"


def marked(text: str) -> str:
    """A text that is translated where it is shown; catalogues find it by this name."""
    return text


@cache
def translations(language: Language, *folders: Path) -> NullTranslations:
    """Our catalogues of a language and those of other folders as one; Indonesian needs none."""
    merged: Translations | None = None
    for path in (path for folder in (LOCALE, *folders) for path in sorted((folder / language).glob("*.po"))):
        with path.open("rb") as file:
            catalog = read_po(file, locale=language.value)
        compiled = BytesIO()
        write_mo(compiled, catalog)
        compiled.seek(0)
        found = Translations(compiled)
        merged = found if merged is None else merged.merge(found)
    return merged or NullTranslations()


class Speech:
    """Texts, numbers and days in one language, for code that writes sentences.

    It is named `say` where it is used; catalogues find `said` and `counted` by their names.
    """

    def __init__(self, language: Language, *folders: Path) -> None:
        """With the catalogues of other folders beside our own."""
        self.language = language
        """The one it speaks."""
        self.catalog = translations(language, *folders)
        """All that it knows to say."""

    def said(self, message: str, **values: object) -> str:
        """The message in the language, with values in its `{names}`."""
        words = self.catalog.gettext(message)
        return words.format(**values) if values else words

    def counted(self, message: str, number: int) -> str:
        """The message for a number, which stands in its `{n}`; Indonesian has one form for all."""
        return self.catalog.ngettext(message, message, number).format(n=self.number(number))

    def name_of(self, word: str, value: Decimal | float) -> str:
        """What is counted, as it stands after a number: `case` after 1, `cases` after others."""
        return self.catalog.ngettext(word, word, 1 if value == 1 else 2)  # it takes no fractions

    def number(self, value: Decimal | float | None) -> str:
        """1.234,5 or 1,234.5; nothing for null."""
        return "" if value is None else format_decimal(value, locale=self.language.value)

    def day(self, value: date | None) -> str:
        """5 Juni 2023 or 5 June 2023; nothing for null."""
        return "" if value is None else format_date(value, "d MMMM y", locale=self.language.value)

    def listing(self, words: list[str]) -> str:
        """The words with commas, the last one after `dan` or `and`."""
        if len(words) < 2:
            return "".join(words)
        return " ".join([", ".join(words[:-1]), self.said("dan"), words[-1]])
