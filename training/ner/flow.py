"""The stages of the recipe; each reads what the one before wrote into the folder of outputs."""

import hashlib
import json
import pickle
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch

from extract.entities.network import LONGEST
from extract.entities.network import Network as Runner
from extract.entities.weights import load_weights, save_weights
from training.ner.batches import Words
from training.ner.corpora import Sentence
from training.ner.gazetteer import LISTS
from training.ner.label import decode, probabilities, together
from training.ner.material import Material, convert, read_corpus, unlabelled
from training.ner.network import Network
from training.ner.package import to_weights
from training.ner.score import accuracy, label_scores
from training.ner.settings import Plan, Workflow
from training.ner.train import Task, train
from training.ner.vectors import train_vectors

STAGES = ("convert", "vectors", "teachers", "labels", "student", "package", "evaluate")


class Recipe:
    """A variant of a workflow with its folders."""

    def __init__(
        self, workflow: Workflow, variant: str, data: Path, out: Path, jobs: int, *, hold_out: bool
    ) -> None:
        self._workflow, self._variant, self._data = workflow, variant, data
        self._out, self._jobs, self._hold_out = out, jobs, hold_out

    def run(self, stages: Sequence[str]) -> None:
        """Runs the stages in the order given. Raises OSError where an input is missing."""
        self._out.mkdir(parents=True, exist_ok=True)
        torch.set_num_threads(1)  # the tensors are small: threads would wait for one another
        for stage in stages:
            sys.stderr.write(f"{self._variant}: {stage}\n")
            getattr(self, stage)()

    def convert(self) -> None:
        """Corpora -> material.pickle."""
        material = convert(self._workflow, self._variant, self._data, hold_out=self._hold_out)
        self._file("material.pickle").write_bytes(pickle.dumps(material))

    def vectors(self) -> None:
        """material.pickle -> vectors.npy."""
        material, sizes = self._material(), self._workflow.sizes
        texts = dict.fromkeys(s.words for task in material.tasks.values() for s in task.sentences)
        table = train_vectors(
            list(texts), sizes.table_rows, sizes.table_width, self._workflow.vector_rounds, 0
        )
        np.save(self._file("vectors.npy"), table)

    def teachers(self) -> None:
        """material.pickle, vectors.npy -> teacher-SEED.pt, one a seed."""
        if self._jobs == 1:
            for seed in self._workflow.teachers:
                self.teach(seed)
            return
        with ProcessPoolExecutor(self._jobs, get_context("spawn")) as pool:
            list(pool.map(self.teach, self._workflow.teachers))

    def teach(self, seed: int) -> None:
        """One teacher; it may have a process of its own, hence the setting of threads."""
        torch.set_num_threads(1)
        material, workflow = self._material(), self._workflow
        others = {name: task for name, task in material.tasks.items() if name != workflow.main}
        network = train(
            material.tasks[workflow.main], others, material.labels, workflow.teacher, seed,
            material.words(), material.shape, np.load(self._file("vectors.npy")),
        )  # fmt: skip
        torch.save(network.state_dict(), self._file(f"teacher-{seed}.pt"))

    def labels(self) -> None:
        """The teachers' probabilities for each sentence that the student learns from -> labels.pickle."""
        material, workflow = self._material(), self._workflow
        sentences, words = unlabelled(material, workflow), material.words()
        head, texts = workflow.corpora[workflow.main].head, [s.words for s in sentences]
        votes = [
            probabilities(self._network(f"teacher-{seed}.pt", workflow.teacher, material), head, texts, words)
            for seed in workflow.teachers
        ]
        self._file("labels.pickle").write_bytes(pickle.dumps((sentences, together(votes))))

    def student(self) -> None:
        """labels.pickle -> student.pt: one network that answers as the teachers do together."""
        material, workflow = self._material(), self._workflow
        sentences, gold = pickle.loads(self._file("labels.pickle").read_bytes())
        main = Task(workflow.corpora[workflow.main].head, sentences, gold, varied=False)
        network = train(
            main, material.tasks, material.labels, workflow.student, workflow.student_seed,
            material.words(), material.shape, np.load(self._file("vectors.npy")),
        )  # fmt: skip
        torch.save(network.state_dict(), self._file("student.pt"))

    def package(self) -> None:
        """student.pt -> names.npz, the file that ships."""
        material, workflow = self._material(), self._workflow
        network = self._network("student.pt", workflow.student, material)
        head = workflow.corpora[workflow.main].head
        weights = to_weights(network, material.alphabet, material.lists, len(LISTS), head)
        save_weights(weights, self._file("names.npz"))

    def evaluate(self) -> None:
        """names.npz, teachers -> scores.json, printed as well. Scores of `dev` files where they were held out."""
        material, words = self._material(), self._material().words()
        path = self._file("names.npz")
        runner = Runner(load_weights(path))
        scores: dict[str, object] = {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
        for name, head, sentences in self._tests():
            if head == self._workflow.corpora[self._workflow.main].head:
                answers = runner.label([s.words[:LONGEST] for s in sentences])
                scores[name] = label_scores(sentences, [a.names for a in answers])
                scores[f"{name}, teachers"] = self._teachers_score(material, head, sentences, words)
            elif head == "upos":
                answers = runner.label([s.words[:LONGEST] for s in sentences])
                kept = [Sentence(s.words[:LONGEST], s.labels[:LONGEST]) for s in sentences]
                scores[name] = accuracy(kept, [a.tags for a in answers])
            else:
                scores[f"{name}, teachers"] = self._teachers_score(material, head, sentences, words)
        text = json.dumps(scores, indent=1, ensure_ascii=False)
        self._file("scores.json").write_text(text + "\n", encoding="utf-8")
        sys.stdout.write(text + "\n")

    def _tests(self) -> list[tuple[str, str, list[Sentence]]]:
        found = []
        for name in self._workflow.variants[self._variant]:
            corpus = self._workflow.corpora[name]
            files = {f"{name} dev": file for file in corpus.dev} if self._hold_out else corpus.test
            found += [(title, corpus.head, read_corpus(corpus, self._data / f)) for title, f in files.items()]
        return found

    def _teachers_score(
        self, material: Material, head: str, sentences: list[Sentence], words: Words
    ) -> dict[str, object]:
        texts, votes = [s.words for s in sentences], []
        for seed in self._workflow.teachers:
            network = self._network(f"teacher-{seed}.pt", self._workflow.teacher, material)
            votes.append(probabilities(network, head, texts, words))
        labels = material.labels[head]
        alone = [label_scores(sentences, decode(vote, labels))["all"].f1 for vote in votes]
        return {"alone": alone, "together": label_scores(sentences, decode(together(votes), labels))}

    def _material(self) -> Material:
        material: Material = pickle.loads(self._file("material.pickle").read_bytes())
        return material

    def _network(self, file: str, plan: Plan, material: Material) -> Network:
        network = Network(material.shape, material.labels, plan.dropout)
        network.load_state_dict(torch.load(self._file(file), weights_only=True))
        network.eval()
        return network

    def _file(self, name: str) -> Path:
        return self._out / name
