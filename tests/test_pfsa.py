"""The external benchmark reads its corpus, and counts what we find, as its page says."""

import importlib
import json
from pathlib import Path
from types import ModuleType

import pytest

BENCH = Path(__file__).parent.parent / "bench"

# Two articles written for this test; `[LABEL: words]` marks what an annotator would.
ARTICLES = """
ENDE , KOMPAS — [ISSUE: Kapal ikan kembali ditahan di Ende] .
[ROLE: Ketua] [AFFILIATION: Forum Nelayan Laut Timur] [PERSON: Rini Tomasoa] ,
[DATETIME: Rabu ( 15 / 5 / 2024 )] , mengatakan , solar habis . [STATEMENT: ”
Kami tidak melaut sejak Senin ,”] [CUE: kata] [PERSONCOREF: Rini] .
Ina Lette ( 41 ) , warga Ende , kehabisan beras . ” Anak saya tiga ,” katanya .
BITUNG , KOMPAS — [ISSUE: Harga beras naik] .
[STATEMENT: “ Stok cukup sampai Juli ,”] [CUE: ujar]
[ROLE: Kepala] [AFFILIATION: Dinas Pangan Kota Bitung] [PERSON: Hendra Wijaya] .
"""


def _columns(marked: str) -> str:
    """The corpus's two columns, BILOU labels, a blank line after each line."""
    rows: list[str] = []
    label, words = "", list[str]()
    for line in marked.strip().splitlines():
        for piece in line.replace(",”]", ", ”]").replace(",” ", ", ” ").split():
            if piece.startswith("["):
                label, words = piece[1:-1], []
                continue
            word = piece.removesuffix("]")
            if not label:
                rows.append(f"{word}\tO")
                continue
            words.append(word)
            if piece.endswith("]"):
                rows.extend(f"{w}\t{_bilou(k, len(words))}-{label}" for k, w in enumerate(words))
                label = ""
        if not label:
            rows.append("")
    return "\n".join(rows) + "\n"


def _bilou(position: int, length: int) -> str:
    if length == 1:
        return "U"
    return "B" if position == 0 else "L" if position == length - 1 else "I"


@pytest.fixture
def pfsa(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The benchmark's script as a module."""
    monkeypatch.syspath_prepend(str(BENCH))
    return importlib.import_module("pfsa")


def test_corpus_is_rebuilt_and_scored_label_by_label(
    tmp_path: Path, pfsa: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = tmp_path / "corpus.txt"
    corpus.write_text(_columns(ARTICLES), encoding="utf-8")
    assert pfsa.main([str(corpus), "--json"]) == 0
    scores = json.loads(capsys.readouterr().out)
    found = {
        label: (s["exact"]["right"], s["exact"]["found"], s["exact"]["wanted"]) for label, s in scores.items()
    }
    assert found == {
        "STATEMENT": (2, 2, 2),  # the resident's words are no public figure's
        "CUE": (2, 2, 2),
        "PERSON": (2, 2, 2),
        "ROLE": (2, 2, 2),
        "AFFILIATION": (2, 2, 2),
        "DATETIME": (1, 1, 1),
        "CUECOREF": (0, 0, 0),
        "PERSONCOREF": (1, 1, 1),
    }


@pytest.mark.parametrize("text", ["kata O\n", None])
def test_wrong_corpus_is_refused_in_one_sentence(
    tmp_path: Path, pfsa: ModuleType, capsys: pytest.CaptureFixture[str], text: str | None
) -> None:
    corpus = tmp_path / "corpus.txt"
    if text is not None:
        corpus.write_text(text, encoding="utf-8")
    assert pfsa.main([str(corpus)]) == 2
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    assert str(corpus) in message
