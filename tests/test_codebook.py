"""The codebook: every field and code has words in both languages, and the words are those of the code."""

import pytest
import yaml

from models.release import ReleasedClaim
from models.rows import FigureRow
from models.vocabulary import FigureUnit
from publish import codebook
from publish.codebook import LANGUAGES, RECORDS, about, codebook_page, codes, entry, vocabularies
from publish.columns import codes_of
from publish.tables import ALL_TABLES

CODED = {
    vocabulary
    for record in RECORDS
    for info in record.model_fields.values()
    if (vocabulary := codes_of(info))
}


def test_every_field_and_code_is_explained_in_both_languages() -> None:
    for language in LANGUAGES:
        for record in RECORDS:
            assert about(record, language)
            for name in record.model_fields:
                assert entry(record, name, language).text.endswith((".", "…", "sebagainya.", "..."))
        for vocabulary in CODED:
            assert all(code.text for code in codes(vocabulary, language)), vocabulary


def test_no_translation_is_left_over() -> None:
    """A docstring that changed leaves its old words behind."""
    read = yaml.safe_load(codebook._INDONESIAN.read_text(encoding="utf-8"))
    fields = {entry(record, name, "en").text for record in RECORDS for name in record.model_fields}
    used = fields | {about(record, "en") for record in RECORDS}
    assert [pair["en"] for pair in read["texts"] if pair["en"] not in used] == []
    assert len({pair["en"] for pair in read["texts"]}) == len(read["texts"])
    assert set(read["codes"]) == {vocabulary.__name__ for vocabulary in CODED}
    assert {name: set(of) for name, of in read["codes"].items()} == {
        vocabulary.__name__: {str(code) for code in vocabulary} for vocabulary in CODED
    }
    units = {column.unit for table in ALL_TABLES for column in table.columns if column.unit}
    assert set(read["units"]) == units


def test_an_entry_for_a_tooltip() -> None:
    found = entry(FigureRow, "unit", "id")
    assert found.text == "Apa yang dihitung. Satuan tidak pernah dicampur."
    assert [code.code for code in found.codes] == [str(unit) for unit in FigureUnit]
    assert entry(FigureRow, "unit", "en").codes[1].text == "Victims."
    assert entry(ReleasedClaim, "article_count", "id").unit == "berita"
    with pytest.raises(KeyError):
        entry(FigureRow, "nothing", "id")


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_name_every_field_and_code(language: codebook.Language) -> None:
    for template in ("codebook.md.j2", "codebook.html.j2"):
        page = codebook_page(template, language, "Judul")
        for table in ALL_TABLES:
            assert table.name in page
            assert all(column.name in page for column in table.columns)
        assert all(str(code) in page for vocabulary in vocabularies() for code in vocabulary)
    assert f'<html lang="{language}">' in page
