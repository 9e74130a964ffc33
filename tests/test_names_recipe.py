"""The recipe of the shipped model, run for real on a few sentences: every stage, from corpora to weights."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from extract.entities.network import Network
from extract.entities.weights import load_weights
from training.ner.corpora import Sentence, mentions, read_columns, read_conllu
from training.ner.generate import generate
from training.ner.score import label_scores

ROOT = Path(__file__).parent.parent

NAMES = """\
Kata O
Sari B-PER
Wulandari I-PER
, O
tim O
Dinas B-ORG
Sosial I-ORG
tiba O
di O
Ende B-LOC
. O

Rapat O
itu O
dibuka O
Yohanes B-PER
. O
"""
TREES = """\
# text = Petugas menemuinya.
1\tPetugas\tpetugas\tNOUN\t_\t_\t2\tnsubj\t_\t_
2-3\tmenemuinya\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No
2\tmenemui\ttemu\tVERB\t_\t_\t0\troot\t_\t_
3\tnya\tnya\tPRON\t_\t_\t2\tobj\t_\t_
4\t.\t.\tPUNCT\t_\t_\t2\tpunct\t_\t_

"""


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    (tmp_path / "names.txt").write_text(NAMES * 4, encoding="utf-8")
    (tmp_path / "trees.conllu").write_text(TREES * 4, encoding="utf-8")
    plan = {
        "steps": 3, "batch": 4, "rate": 0.01, "dropout": 0.1, "hide": 0.1, "decay": 0.0, "average": 0.9,
        "mix": {"trees": 1, "patterns": 1},
    }  # fmt: skip
    names = {"head": "names", "format": "columns", "train": ["names.txt"], "test": {"own": "names.txt"}}
    trees = {"head": "upos", "format": "conllu", "train": ["trees.conllu"], "varied": False}
    workflow = {
        "main": "names",
        "variants": {"shipped": ["names", "trees", "patterns"]},
        "corpora": {
            "names": {**names, "licence": "own"},
            "trees": {**trees, "test": {"tags": "trees.conllu"}, "licence": "own"},
            "patterns": {"head": "names", "format": "patterns", "count": 12, "licence": "own"},
        },
        "sizes": {
            "table_rows": 500, "table_width": 8, "letter_width": 6, "filters": 10, "hidden": 12,
            "frequent_letter": 1,
        },
        "vector_rounds": 1, "copies": 1, "teachers": [1, 2], "teacher": plan,
        "student": {**plan, "steps": 4}, "student_seed": 5,
    }  # fmt: skip
    (tmp_path / "workflow.yml").write_text(yaml.safe_dump(workflow), encoding="utf-8")
    return tmp_path


def run_recipe(corpora: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "training.ner", "--data", str(corpora), "--out", str(corpora / "out")]
    command += ["--workflow", str(corpora / "workflow.yml"), "--jobs", "1", *more]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=corpora)


def test_one_command_makes_weights_that_the_package_can_run(corpora: Path) -> None:
    pytest.importorskip("torch")
    done = run_recipe(corpora)
    assert done.returncode == 0, done.stderr
    weights = load_weights(corpora / "out" / "names.npz")
    assert set(weights.labels) == {"O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC"}
    (answer,) = Network(weights).label([["Kata", "Sari"]])
    assert len(answer.names) == len(answer.tags) == 2
    scores = json.loads((corpora / "out" / "scores.json").read_text(encoding="utf-8"))
    assert {"own", "own, teachers", "tags", "sha256"} <= set(scores)


def test_the_shipped_runner_computes_what_the_trained_network_computes(corpora: Path) -> None:
    torch = pytest.importorskip("torch")
    from training.ner.batches import run
    from training.ner.flow import Recipe
    from training.ner.label import decode, probabilities
    from training.ner.settings import load_workflow

    out = corpora / "out"
    recipe = Recipe(load_workflow(corpora / "workflow.yml"), "shipped", corpora, out, 1, hold_out=False)
    recipe.run(["convert", "vectors", "teachers", "labels", "student", "package"])
    material = recipe._material()
    network = recipe._network("student.pt", load_workflow(corpora / "workflow.yml").student, material)
    sentences = [["Rapat", "Dinas", "Sosial", "Ende", "dibuka", "Sari"], ["Yohanes"], ["Ende", "."]]
    weights = load_weights(out / "names.npz")
    answers = Network(weights).label(sentences)
    words = material.words()
    batch = words.batch(sentences)
    with torch.no_grad():
        states = run(network, batch)
        tags = network.head("upos").scores(states).argmax(2)
    for row, (words_, answer) in enumerate(zip(sentences, answers, strict=True)):
        assert answer.tags == [weights.tags[n] for n in tags[row, : len(words_)]]
    marginals = probabilities(network, "names", sentences, words)
    assert all(abs(table.sum(axis=1) - 1).max() < 1e-4 for table in marginals)
    assert [len(path) for path in decode(marginals, weights.labels)] == [6, 1, 2]


def test_a_seed_gives_the_same_network_again(corpora: Path) -> None:
    torch = pytest.importorskip("torch")
    from training.ner.flow import Recipe
    from training.ner.settings import load_workflow

    recipe = Recipe(
        load_workflow(corpora / "workflow.yml"), "shipped", corpora, corpora / "out", 1, hold_out=False
    )
    made = []
    for seed in (1, 1, 2):
        recipe.run(["convert", "vectors"])
        recipe.teach(seed)
        made.append(torch.load(corpora / "out" / f"teacher-{seed}.pt", weights_only=True))
    assert all(torch.equal(made[0][name], made[1][name]) for name in made[0])
    assert not all(torch.equal(made[0][name], made[2][name]) for name in made[0])


def test_a_missing_corpus_is_named_in_one_sentence(corpora: Path) -> None:
    pytest.importorskip("torch")
    (corpora / "names.txt").unlink()
    done = run_recipe(corpora, "convert")
    assert done.returncode == 2
    assert "names.txt" in done.stderr and "--data" in done.stderr and "Traceback" not in done.stderr


def test_corpora_are_read_with_words_as_printed(corpora: Path) -> None:
    first = read_columns(corpora / "names.txt")[0]
    assert [first.words[m.start : m.end] for m in mentions(first.labels)] == [
        ("Sari", "Wulandari"),
        ("Dinas", "Sosial"),
        ("Ende",),
    ]
    tree = read_conllu(corpora / "trees.conllu")[0]
    assert tree == Sentence(("Petugas", "menemuinya", "."), ("NOUN", "VERB", "PUNCT"))


def test_generated_sentences_are_the_same_for_a_seed_and_well_labelled() -> None:
    sentences = generate(200, seed=3)
    assert sentences == generate(200, seed=3) != generate(200, seed=4)
    found = {m.label for s in sentences for m in mentions(s.labels)}
    assert found == {"PER", "ORG", "LOC"}
    for sentence in sentences:
        assert len(sentence.words) == len(sentence.labels)
        for before, label in zip(("O", *sentence.labels), sentence.labels, strict=False):
            assert not label.startswith("I-") or before[2:] == label[2:]


def test_names_count_only_with_their_exact_words() -> None:
    gold = [Sentence(("a", "b", "c", "d"), ("B-PER", "I-PER", "O", "B-LOC"))]
    scores = label_scores(gold, [("B-PER", "O", "O", "B-LOC")])
    assert scores["all"].f1 == 50.0
    assert scores["PER"].recall == 0.0 and scores["LOC"].precision == 100.0
