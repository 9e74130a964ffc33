"""Explanations of columns and codes: a button that opens what the codebook says, shown on hover, focus and touch.

Browsers show such a text themselves (`popover`), without a script; `explain.js` adds hover and focus.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from desk.language import Language
from desk.navigation import marked
from desk.words import WORDS, Translate, word
from models.base import Record
from models.rows import ArticleRow, FigureRow
from publish import codebook
from publish.columns import codes_of

_TOPIC_FILTER = marked(
    "Menyaring pernyataan, angka dan berita; pejabat dan lembaga tidak. Topik berita menyaring ketiganya menurut "
    "beritanya. Topik angka menyaring angka menurut angkanya sendiri, serta pernyataan dan berita menurut angka dalam "
    "beritanya; TPPO berarti berita tentang TPPO."
)
_RECORDS = {record.__name__: record for record in codebook.RECORDS}


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a column or a code means."""

    id: str
    text: str
    unit: str | None = None
    codes: tuple[tuple[str, str], ...] = ()
    """Each code in words, and what it means."""


class Explainer:
    """Makes the buttons of one page and keeps what they open, for its end."""

    def __init__(self, language: Language, translate: Translate) -> None:
        self._language = language
        self._translate = translate
        self.used: dict[str, Explanation] = {}

    def column(self, label: str, record: str, field: str) -> Markup:
        """The head of a column, or the name of a value, which explains itself."""
        name = self._use(f"{record}-{field}", lambda key: self._column(key, record, field))
        return _BUTTON.format("explained", name, label)

    def mark(self, label: str, record: str, field: str) -> Markup:
        """A mark beside the label of a field."""
        return self._mark(label, self._use(f"{record}-{field}", lambda key: self._column(key, record, field)))

    def topic_filter(self, label: str) -> Markup:
        """A mark beside the filter of topics, which are those of articles and those of figures."""
        codes = (*self.codes(FigureRow, "topic"), *self.codes(ArticleRow, "topics"))
        text = self._translate(_TOPIC_FILTER)
        return self._mark(label, self._use("topic-filter", lambda key: Explanation(key, text, codes=codes)))

    def _mark(self, label: str, name: str) -> Markup:
        told = Markup('<span class="visually-hidden">{}: {}</span>').format(
            self._translate(marked("Penjelasan")), label
        )
        return _BUTTON.format("explained question", name, Markup("?") + told)

    def code(self, code: StrEnum) -> Markup:
        """A code in words, which explains itself."""
        vocabulary = type(code).__name__
        name = self._use(
            f"{vocabulary}-{code.value}", lambda key: Explanation(key, self._meanings(code)[code])
        )
        return _BUTTON.format("explained chip", name, word(self._translate, code))

    def _use(self, key: str, make: Callable[[str], Explanation]) -> str:
        name = f"explain-{key}"
        if name not in self.used:
            self.used[name] = make(name)
        return name

    def _column(self, name: str, record: str, field: str) -> Explanation:
        entry = codebook.entry(_RECORDS[record], field, self._language.value)
        return Explanation(name, entry.text, entry.unit, self.codes(_RECORDS[record], field))

    def codes(self, record: type[Record], field: str) -> tuple[tuple[str, str], ...]:
        """The codes of a field as the desk writes them, each with what it means; none for a field without codes."""
        vocabulary = codes_of(record.model_fields[field])
        if vocabulary is None:
            return ()
        words = WORDS.get(vocabulary, {})
        meanings = codebook.codes(vocabulary, self._language.value)
        return tuple(
            (self._translate(words.get(vocabulary(each.code), each.code)), each.text) for each in meanings
        )

    def _meanings(self, code: StrEnum) -> dict[str, str]:
        return {each.code: each.text for each in codebook.codes(type(code), self._language.value)}


_BUTTON = Markup('<button type="button" class="{}" popovertarget="{}">{}</button>')
