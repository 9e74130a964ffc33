"""Runs Stanza's own trainers and lays their models out as Stanza's loader expects them."""

import hashlib
import importlib
import json
import shutil
from collections.abc import Iterable, Mapping
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

import yaml

from training.stanza.treebanks import divide, read_sentences, write_sentences

PACKAGE = "ud"
"""Name of each model file, and of the package that joins them."""

_TRAINERS = {
    "tokenize": "tokenizer",
    "mwt": "mwt_expander",
    "pos": "tagger",
    "lemma": "lemmatizer",
    "depparse": "parser",
}
_SCRATCH = Path("treebank")
_NO_VECTORS = {"pos", "depparse"}

Option = str | int | float | bool


@dataclass(frozen=True)
class Recipe:
    """`recipe.yml`."""

    train: tuple[str, ...]
    """Names of the CoNLL-U files to learn from."""
    test: tuple[str, ...]
    """Names of the CoNLL-U files to measure on."""
    licence: str
    """Licence of those files, which that of the models follows."""
    seed: int
    models: Mapping[str, Mapping[str, Option]]
    """Options of each trainer; a model that is not named is not trained."""


def read_recipe(path: Path) -> Recipe:
    """The recipe of a file."""
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Recipe(tuple(told["train"]), tuple(told["test"]), told["licence"], told["seed"], told["models"])


def train(recipe: Recipe, treebanks: Path, out: Path) -> None:
    """Trains every model of the recipe into `out/id/KIND/ud.pt` and writes `out/resources.json`.

    One thread and one seed: the same input gives the same weights on the same machine; the files differ in their time
    stamps.
    """
    import torch

    torch.set_num_threads(1)
    sentences = [s for name in recipe.train for s in read_sentences(treebanks / name)]
    with chdir(out):  # the models keep the paths that they were trained with
        _SCRATCH.mkdir(exist_ok=True)
        for name, kept in zip(("train", "dev"), divide(sentences), strict=True):
            write_sentences(kept, _SCRATCH, name)
        for kind, options in recipe.models.items():
            program = importlib.import_module(f"stanza.models.{_TRAINERS[kind]}")
            program.main(_arguments(kind, options, recipe.seed))
        shutil.rmtree(_SCRATCH)
    write_resources(out, recipe.models)


def _arguments(kind: str, options: Mapping[str, Option], seed: int) -> list[str]:
    told = {
        "mode": "train",
        "shorthand": "id_ud",
        "seed": seed,
        "save_dir": f"id/{kind}",
        "save_name": f"{PACKAGE}.pt",
    }
    if kind == "tokenize":
        told |= {
            "txt_file": _SCRATCH / "train.txt",
            "label_file": _SCRATCH / "train.labels",
            "mwt_json_file": _SCRATCH / "train.mwt.json",
            "dev_txt_file": _SCRATCH / "dev.txt",
            "dev_label_file": _SCRATCH / "dev.labels",
        }
    else:
        told |= {"train_file": _SCRATCH / "train.conllu", "eval_file": _SCRATCH / "dev.conllu"}
    if kind == "mwt":
        told |= {"gold_file": _SCRATCH / "dev.conllu"}
    if kind != "lemma":
        told |= {"lang": "id"}
    given = list(_flags({**told, **options}))
    return [*given, "--cpu", *(["--no_pretrain"] if kind in _NO_VECTORS else [])]


def _flags(options: Mapping[str, object]) -> Iterable[str]:
    for name, value in options.items():
        if isinstance(value, bool):
            yield f"--{name}" if value else f"--no_{name}"
        else:
            yield from (f"--{name}", str(value))


def write_resources(out: Path, kinds: Iterable[str]) -> None:
    """The list of models that Stanza's loader asks for; without a lemmatizer, words are their own lemmas."""
    models = {kind: {PACKAGE: {"md5": _md5(out / "id" / kind / f"{PACKAGE}.pt")}} for kind in kinds}
    package = dict.fromkeys(models, PACKAGE)
    if "lemma" not in package:
        package["lemma"] = "identity"
    language = {**models, "packages": {"default": package}, "lang_name": "Indonesian"}
    resources = json.dumps({"id": language, "url": ""}, indent=1)
    (out / "resources.json").write_text(resources + "\n", encoding="utf-8")


def _md5(path: Path) -> str:
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
