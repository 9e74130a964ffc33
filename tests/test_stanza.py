"""The second annotator, run for real: models trained here in seconds, loaded offline, under every extractor."""

import json
import os
import pickle
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
import torch
from faults_harness import DUMAI, SIKKA, sentence
from tests_support import Pantau

from extract.annotate import SPACY, annotate
from extract.pipeline import EXTRACTOR, extract_facts
from extract.stanza_annotator import StanzaAnnotator
from models.annotation import AnnotatedArticle, Token
from models.article import Article
from models.errors import PantauError
from pipelines.importing import Told, read_article

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def stanza_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Models that the recipe trained on the few sentences of `treebank.conllu`."""
    out = tmp_path_factory.mktemp("stanza") / "models"
    recipe = ROOT / "tests" / "stanza_recipe.yml"
    command = [sys.executable, "-m", "training.stanza", str(ROOT / "tests"), str(out), str(recipe)]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return out


@pytest.fixture(scope="session")
def annotator(stanza_models: Path) -> StanzaAnnotator:
    torch.set_num_threads(1)  # the models are tiny
    return StanzaAnnotator(stanza_models)


def article(text: str) -> Article:
    return Article(
        url=None,
        source=None,
        outlet=None,
        title=None,
        author=None,
        published_at=None,
        published_on=None,
        text=text,
        place_hint=None,
        province=None,
    )


def token(annotated: AnnotatedArticle, word: str) -> Token:
    return next(t for t in annotated.tokens if t.text == word)


def governor(annotated: AnnotatedArticle, word: str) -> str:
    head = token(annotated, word).head
    assert head is not None
    return annotated.tokens[head].text


def test_the_recipe_learns_its_treebank_and_says_how_well(stanza_models: Path) -> None:
    card = (stanza_models / "README.md").read_text(encoding="utf-8")
    scores = [float(cell) for cell in card.split("| treebank | 77 |")[1].split("|")[:4]]
    assert min(scores) > 0.9
    assert "licence of the data: written for the tests" in card


def test_another_process_gets_the_folder_instead_of_the_models(annotator: StanzaAnnotator) -> None:
    sent = pickle.dumps(annotator)
    assert len(sent) < 1000
    assert pickle.loads(sent).name == annotator.name
    assert pickle.loads(sent) is pickle.loads(sent)  # loaded once


def test_words_have_lemma_tag_and_governor(annotator: StanzaAnnotator) -> None:
    annotated = annotator.annotate(article("Ia mengatakan kasus itu selesai."))
    assert token(annotated, "mengatakan")[3:5] == ("kata", "VERB")
    assert token(annotated, "selesai").relation == "ccomp"
    assert governor(annotated, "selesai") == "mengatakan"
    assert governor(annotated, "mengatakan") == "mengatakan"


def test_a_token_of_two_words_stays_one_and_takes_the_governing_words_analysis(
    annotator: StanzaAnnotator,
) -> None:
    annotated = annotator.annotate(article("Kami siap, katanya. Pihaknya menangani kasus itu."))
    assert token(annotated, "katanya")[3:5] == ("kata", "VERB")
    assert token(annotated, "katanya").relation == "parataxis"
    assert governor(annotated, "katanya") == "siap"
    assert token(annotated, "Pihaknya").lemma == "pihak"
    assert governor(annotated, "Pihaknya") == "menangani"


@pytest.mark.parametrize(
    "text",
    [
        "BATAM, Kabar Timur – Kombes Pol. Arman Sitorus, S.H., M.Si. hadir, Selasa (19/11/2024). Ia pulang.",
        "UU No. 21 Tahun 2007\n\n  “Kami siap,” katanya.\tRp2.500.000 hilang\r\ndi Batam",
        "kata " * 250 + "selesai. Ia pulang.",
        "x" * 5000 + " katanya",
        "\u200b \u202ekatanya\u202c \x85 \U0001f6a8 tidak",
        "",
        " \n ",
    ],
)
def test_tokens_and_sentences_are_those_of_the_text(annotator: StanzaAnnotator, text: str) -> None:
    annotated, bare = annotator.annotate(article(text)), annotate(article(text))
    assert [t[:3] for t in annotated.tokens] == [t[:3] for t in bare.tokens]
    assert all(text[t.start : t.end] == t.text for t in annotated.tokens)
    assert all(left.end <= right.start for left, right in pairwise(annotated.tokens))
    assert (annotated.sentences, annotated.regions) == (bare.sentences, bare.regions)
    for t in annotated.tokens:
        assert t.pos and t.lemma and t.relation and t.head is not None
        there = annotated.tokens[t.head]
        assert annotated.sentence_index(there.start) == annotated.sentence_index(t.start)


@pytest.mark.parametrize(("path", "published"), [(SIKKA, "2024-03-15"), (DUMAI, "2024-05-06")])
def test_every_extractor_runs_on_it(annotator: StanzaAnnotator, path: str, published: str) -> None:
    read = read_article(Path(path), Told(published=published))
    facts = extract_facts(read, annotator)
    assert facts.extractor == f"{EXTRACTOR}+{annotator.name}"
    assert facts.relevance.is_relevant and facts.topics and facts.place
    for kind in (facts.officials, facts.agencies, facts.dates, facts.figures, facts.statements):
        assert kind
    assert facts == extract_facts(read, annotator)
    assert extract_facts(read).extractor == extract_facts(read, SPACY).extractor == EXTRACTOR


def test_facts_are_extracted_and_scored_by_the_chosen_annotator(
    pantau: Pantau, stanza_models: Path, tmp_path: Path
) -> None:
    pantau.configure(PANTAU_STANZA_DIR=str(stanza_models))
    done = pantau("extract", SIKKA, "--published", "2024-03-15", "--annotator", "stanza")
    assert done.code == 0
    assert json.loads(done.out)["relevant"]
    gold = tmp_path / "gold"
    gold.mkdir()
    for path in sorted((ROOT / "tests" / "gold" / "first").iterdir())[:2]:
        shutil.copy(path, gold)
    assert pantau.json("eval", str(gold), "--annotator", "stanza")["articles"] == 1


def test_documents_are_read_again_when_the_annotator_changes(pantau: Pantau, stanza_models: Path) -> None:
    assert pantau("import", DUMAI, SIKKA, "--published", "2024-05-06").code == 0
    pantau.configure(PANTAU_STANZA_DIR=str(stanza_models), PANTAU_ANNOTATOR="stanza")
    assert "2 pages read: 0 new articles" in pantau("process").out
    assert "0 pages read" in pantau("process", "--annotator", "stanza").out
    assert all(row["extractor"].startswith(f"{EXTRACTOR}+stanza-") for row in pantau.json("articles"))
    assert "2 pages read" in pantau("process", "--annotator", "spacy").out


@pytest.mark.parametrize("verb", [("extract", SIKKA), ("process",), ("import", SIKKA), ("weekly",)])
def test_without_models_the_command_says_what_to_do(pantau: Pantau, verb: tuple[str, ...]) -> None:
    pantau.configure(PANTAU_ANNOTATOR="stanza", PANTAU_CONTACT="redaksi@example.org")
    done = pantau(*verb)
    assert done.code == 2
    sentence(done.err, "lacks Stanza's resources.json", "pantau models fetch stanza", "connected machine")


def test_doctor_looks_at_the_chosen_annotator(pantau: Pantau, stanza_models: Path) -> None:
    def found() -> list[dict[str, object]]:
        return [row for row in pantau.json("doctor", code=1) if row["subject"] == "annotator"]

    assert found() == []
    pantau.configure(PANTAU_ANNOTATOR="stanza")
    assert [row["is_fine"] for row in found()] == [False]
    pantau.configure(PANTAU_STANZA_DIR=str(stanza_models))
    assert [row["is_fine"] for row in found()] == [True]


def test_an_unknown_annotator_is_named(pantau: Pantau) -> None:
    pantau.configure(PANTAU_ANNOTATOR="udpipe")
    done = pantau("process")
    assert done.code == 2
    sentence(done.err, "PANTAU_ANNOTATOR", "udpipe", "'spacy' or 'stanza'")


@pytest.mark.parametrize("package", ["stanza", "torch"])
def test_without_the_extra_the_command_says_what_to_install(
    pantau: Pantau, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    done = pantau("extract", SIKKA, "--annotator", "stanza")
    assert done.code == 2
    sentence(done.err, f"Python package {package}", "pip install 'pantau-tppo[stanza]'")


def test_a_damaged_model_is_named(stanza_models: Path, tmp_path: Path) -> None:
    folder = tmp_path / "damaged"
    shutil.copytree(stanza_models, folder)
    model = folder / "id" / "pos" / "ud.pt"
    model.write_bytes(model.read_bytes()[:1000])
    with pytest.raises(PantauError, match="do not load"):
        StanzaAnnotator(folder)
    model.unlink()
    with pytest.raises(PantauError, match=r"lacks Stanza's id/pos/ud\.pt"):
        StanzaAnnotator(folder)
    (folder / "resources.json").write_text("<html>")
    with pytest.raises(PantauError, match="no list of Stanza models"):
        StanzaAnnotator(folder)


def test_torch_is_loaded_by_the_one_annotator_that_needs_it() -> None:
    program = (
        "import sys, cli.main\n"
        "from extract.annotate import annotate_text\n"
        "annotate_text('Dua orang ditahan.')\n"
        "assert 'stanza' not in sys.modules and 'torch' not in sys.modules\n"
        "import torch\n"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
