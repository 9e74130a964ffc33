"""Which files Stanza needs for Indonesian, as its list of models tells."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.errors import PantauError

LANGUAGE = "id"
PROCESSORS = ("tokenize", "mwt", "pos", "lemma", "depparse")
LIST_NAME = "resources.json"
"""Stanza's loader reads the list of models from this file."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]*")
_MD5 = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class ModelFile:
    """One file of weights."""

    kind: str
    """The processor that it serves, or `pretrain`, `forward_charlm`, `backward_charlm`."""
    package: str
    """Name among the models of its kind, as `gsd_charlm`."""
    md5: str
    """Checksum, 32 hexadecimal digits."""

    @property
    def path(self) -> str:
        """Where the file lies in a folder of models."""
        return f"{LANGUAGE}/{self.kind}/{self.package}.pt"


@dataclass(frozen=True)
class ModelList:
    """The default models for Indonesian out of a list that may hold many languages."""

    files: tuple[ModelFile, ...]
    """The processors' models, then what these depend on."""
    listed: dict[str, Any]
    """The part of the list that Stanza's loader needs for them."""


def parse_list(text: str, source: object) -> ModelList:
    """Reads Stanza's `resources.json`. Raises PantauError, naming the source, where it is none."""
    try:
        language = json.loads(text)[LANGUAGE]
        package = {k: v for k, v in language["packages"]["default"].items() if k in PROCESSORS}
        wanted = [(kind, name) for kind, name in package.items() if name != "identity"]
        for kind, name in tuple(wanted):
            needs = language[kind][name].get("dependencies", ())
            wanted += [(need["model"], need["package"]) for need in needs]
        files = [ModelFile(*found, language[found[0]][found[1]]["md5"]) for found in dict.fromkeys(wanted)]
        safe = all(
            _NAME.fullmatch(f.kind) and _NAME.fullmatch(f.package) and _MD5.fullmatch(f.md5) for f in files
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PantauError(
            f"{source} is no list of Stanza models with a default package for Indonesian ({error!r}); "
            "check the address."
        ) from error
    if not safe or not {"tokenize", "pos", "depparse"} <= package.keys():
        raise PantauError(
            f"{source} lists Indonesian models with odd names or without a parser; check the address."
        )
    listed: dict[str, Any] = {"packages": {"default": package}, "lang_name": "Indonesian"}
    for file in files:
        listed.setdefault(file.kind, {})[file.package] = language[file.kind][file.package]
    return ModelList(tuple(files), {LANGUAGE: listed, "url": json.loads(text).get("url", "")})


def missing_files(folder: Path) -> list[str]:
    """What a folder lacks to be a folder of Indonesian models. Raises PantauError where its list is damaged."""
    names = folder / LIST_NAME
    if not names.is_file():
        return [LIST_NAME]
    files = parse_list(names.read_text(encoding="utf-8", errors="replace"), names).files
    return [file.path for file in files if not (folder / file.path).is_file()]
