"""Names of people, organisations and places by the shipped model, in sentences written for these tests."""

import hashlib
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import spacy

import extract.entities.component
import extract.sentences  # noqa: F401 - both register a component
from extract.annotate import annotate_text, language
from extract.entities.features import LETTERS, PIECES, SHAPES, Featurizer
from extract.entities.find import cut, find_entities, label_sentences, with_entities
from extract.entities.network import LONGEST
from extract.entities.weights import PATH, load_weights
from models.errors import PantauError

STORY = """\
Ende - Kapolres Ende AKBP Yohanes Wattimena, S.I.K., M.H., mengatakan dua tersangka ditahan, Senin (7/7/2025).
"Kami masih mendalami kasus ini," kata Yohanes Wattimena.
Menurut Siti Rahmawati, para korban dijanjikan bekerja di Malaysia.
Kementerian Sosial memulangkan tiga perempuan itu ke Kupang.
"""


def names(text: str, label: str | None = None) -> list[str]:
    found = find_entities(annotate_text(text))
    return [text[e.start : e.end] for e in found if label in (None, e.label)]


@pytest.mark.parametrize(
    ("text", "label", "name"),
    [
        ("Ketua panitia, Sari Wulandari, membuka acara itu di Jakarta.", "PER", "Sari Wulandari"),
        ("Ketua panitia, Sari Wulandari, membuka acara itu di Jakarta.", "LOC", "Jakarta"),
        ("Kementerian Sosial menyalurkan bantuan kepada warga.", "ORG", "Kementerian Sosial"),
        ("“Kami terus memeriksa saksi,” kata Hendrik Manurung, Rabu (9/7).", "PER", "Hendrik Manurung"),
        ('"Belum ada laporan yang masuk," ujar Rahmawati.', "PER", "Rahmawati"),
        ("Kasat Reskrim AKP Dedi Kusnadi memimpin penangkapan itu.", "PER", "Dedi Kusnadi"),
        ("Kepala dinas, Maria Lestari, S.H., M.Si., hadir dalam rapat.", "PER", "Maria Lestari"),
        ("KAPOLRES BIMA AKBP RUDI HARTONO MENGATAKAN PELAKU DITAHAN.", "PER", "RUDI HARTONO"),
        ("Penyidik Polda Jawa Barat menahan dua tersangka.", "ORG", "Polda Jawa Barat"),
        ("Korban berasal dari Sukabumi dan Cianjur.", "LOC", "Sukabumi"),
        ("Mereka dijanjikan bekerja di Kamboja.", "LOC", "Kamboja"),
    ],
)
def test_finds_people_organisations_and_places(text: str, label: str, name: str) -> None:
    assert name in names(text, label)


@pytest.mark.parametrize(
    "text",
    [
        "Para korban dijanjikan gaji besar oleh perekrut itu.",
        "Kasus TPPO di wilayah itu menurun tahun ini.",
        "Sebanyak 12 CPMI dipulangkan pada Senin (7/7/2025).",
    ],
)
def test_words_that_name_nobody_stay_unnamed(text: str) -> None:
    assert names(text) == []


def test_offsets_slice_to_the_names_and_do_not_overlap() -> None:
    article = annotate_text(STORY)
    found = find_entities(article)
    assert {"Yohanes Wattimena", "Siti Rahmawati"} <= {STORY[e.start : e.end] for e in found}
    ends = [0, *(e.end for e in found)]
    assert all(e.start >= end and e.end > e.start for e, end in zip(found, ends, strict=False))
    assert {e.label for e in found} <= {"PER", "ORG", "LOC"}


def test_each_token_gets_its_part_of_speech_in_the_same_run() -> None:
    article = with_entities(annotate_text("Petugas menolong korban di Jakarta."))
    assert [t.pos for t in article.tokens] == ["NOUN", "VERB", "NOUN", "ADP", "PROPN", "PUNCT"]
    assert article.entities == find_entities(article)


def test_a_sentence_reads_the_same_alone_and_among_others() -> None:
    sentences = [[t.text for t in language()(line) if not t.is_space] for line in STORY.splitlines()]
    crowd = [words * size for words in sentences for size in (1, 2, 3)] * 8
    alone = [label_sentences([words])[0] for words in crowd]
    assert label_sentences(crowd) == alone == label_sentences(crowd)
    assert label_sentences(crowd[::-1]) == alone[::-1]


def test_a_long_sentence_is_cut_behind_a_mark_and_keeps_every_word() -> None:
    words = (["kata"] * 30 + [","]) * 20
    parts = list(cut(words))
    assert [word for part in parts for word in part] == words
    assert all(len(part) <= LONGEST and part[-1] == "," for part in parts)
    assert [len(part) for part in cut(["kata"] * (2 * LONGEST + 1))] == [LONGEST, LONGEST, 1]
    (answer,) = label_sentences([words])
    assert len(answer.names) == len(answer.tags) == len(words)


def test_odd_texts_give_an_answer() -> None:
    for text in ("", " \n ", "x", "🙂" * 200, "‮abc", "A" * 5000, "1 " * 3000, "Ã¢â‚¬Å“ " * 50, "\x00"):
        article = annotate_text(text)
        assert all(0 <= e.start < e.end <= len(text) for e in find_entities(article))


def test_tokens_outside_any_sentence_are_read_as_well() -> None:
    article = annotate_text("Sari Wulandari tiba di Jakarta. Ia lalu pulang.")
    bare = replace(article, sentences=article.sentences[1:])
    assert {e.label for e in find_entities(bare)} == {"PER", "LOC"}


def test_the_component_agrees_with_the_function() -> None:
    nlp = spacy.blank("id")
    nlp.add_pipe("pantau_sentences")
    nlp.add_pipe("pantau_names")
    doc = nlp(STORY)
    assert [(e.start_char, e.end_char, e.label_) for e in doc.ents] == [
        tuple(e) for e in find_entities(annotate_text(STORY))
    ]
    assert all(t.pos_ for t in doc if not t.is_space)


def test_the_weights_are_the_ones_that_were_scored_and_small() -> None:
    scores = json.loads((PATH.parent / "scores.json").read_text(encoding="utf-8"))
    assert scores["sha256"] == hashlib.sha256(PATH.read_bytes()).hexdigest()
    assert sum(file.stat().st_size for file in PATH.parent.iterdir()) <= 30_000_000
    card = (PATH.parent / "MODEL_CARD.md").read_text(encoding="utf-8")
    f1 = scores["idner-news-2k test"]["all"][2]
    assert f"{f1:.2f}" in card and "CC BY-SA 4.0" in card


def test_finding_names_needs_no_torch() -> None:
    # as if they were not installed: spaCy itself loads torch where it finds it
    code = (
        "import sys; sys.modules.update(torch=None, onnxruntime=None, stanza=None);"
        "from extract.annotate import annotate_text; from extract.entities.find import find_entities;"
        "assert find_entities(annotate_text('Sari Wulandari tiba di Jakarta.'))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_broken_weights_are_named(tmp_path: Path) -> None:
    broken = tmp_path / "names.npz"
    broken.write_bytes(b"no archive")
    with pytest.raises(PantauError, match=r"names\.npz"):
        load_weights(broken)


def test_features_of_a_word_have_their_fixed_sizes() -> None:
    featurizer = Featurizer("abc", {"abc": 0b10}, 2, 100)
    letters, pieces, marks = featurizer.features(["Abc", "(abc)", "cab" * 30, "1,5"])
    assert letters.shape == (4, LETTERS) and pieces.shape == (4, PIECES) and marks.shape == (4, SHAPES + 2)
    assert marks[:, SHAPES:].tolist() == [[0, 1], [0, 1], [0, 0], [0, 0]]
    assert (pieces[:, 0] > 0).all() and pieces.max() < 100
    assert np.array_equal(featurizer.features(["1,5"]).pieces, featurizer.features(["7,9"]).pieces)
