"""Fetches Stanford's Indonesian Stanza models, and says what is installed."""

import fcntl
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import yaml

from extract.stanza_models import LANGUAGE, LIST_NAME, ModelFile, ModelList, missing_files, parse_list
from models.base import Record
from models.errors import PantauError
from models.private import make_private_folder
from pipelines.configuration import Settings
from pipelines.downloads import Downloader, Progress, md5_of, writing


class StanzaSource(Record):
    """`stanza_source.yml`."""

    meta: dict[str, object]
    version: str
    """Version of Stanza that the models belong to."""
    list_url: str
    """Stanza's list of models."""
    hosts: tuple[str, ...]
    """Hosts that models may come from, and all below them."""


@dataclass(frozen=True)
class InstalledModels:
    """What a folder of models holds."""

    folder: Path
    files: tuple[Path, ...]
    """Files of weights that are there."""
    missing: tuple[str, ...]
    """What it lacks; nothing where it is complete."""
    is_library_here: bool
    """Whether the Python packages of the extra are installed."""

    @property
    def size(self) -> int:
        """Bytes of weights."""
        return sum(path.stat().st_size for path in self.files)


def installed_stanza(settings: Settings) -> InstalledModels:
    """What is installed. Raises PantauError where the folder's list is damaged."""
    folder = settings.stanza
    files = tuple(sorted((folder / LANGUAGE).glob("*/*.pt")))
    is_here = all(find_spec(package) is not None for package in ("stanza", "torch"))
    return InstalledModels(folder, files, tuple(missing_files(folder)), is_here)


def fetch_stanza(settings: Settings, on_progress: Progress) -> bool:
    """Brings the default Indonesian models into the data folder; false where they were there already.

    The folder of models appears only when every file in it is whole and has the checksum of Stanza's list; what a
    cut connection left is kept beside it and used by the next call. Raises PantauError, with what to do, where the
    network, a checksum or the disk does not allow it.
    """
    source = StanzaSource.model_validate(
        yaml.safe_load(Path(__file__).with_name("stanza_source.yml").read_text(encoding="utf-8"))
    )
    mirror = settings.stanza_url.rstrip("/") if settings.stanza_url else None
    folder = settings.fetched_stanza
    waiting = folder.with_name(f"{folder.name}.part")
    downloader = Downloader(() if mirror else source.hosts, mirror, settings.request_timeout)
    list_url = f"{mirror}/{LIST_NAME}" if mirror else source.list_url
    wanted = parse_list(downloader.text(list_url), list_url)
    with writing(waiting):
        make_private_folder(waiting)  # the database will lie in the folder above
    with writing(waiting), _only_one(waiting):
        if _is_installed(folder, wanted):
            return False
        for file in wanted.files:
            if not _has(waiting, file) and not _taken_over(folder, waiting, file):
                url = f"{mirror}/{file.path}" if mirror else _model_url(wanted, file, source.version)
                downloader.file(url, waiting / file.path, file.md5, on_progress)
        (waiting / LIST_NAME).write_text(_listed(wanted), encoding="utf-8")
        _install(waiting, folder)
    return True


def _model_url(wanted: ModelList, file: ModelFile, version: str) -> str:
    """Stanza's list says where the models are, with places for version, language and file."""
    template = str(wanted.listed["url"])
    filename = f"{file.kind}/{file.package}.pt"
    try:
        return template.format(resources_version=version, lang=LANGUAGE, filename=filename)
    except (LookupError, ValueError) as error:
        raise PantauError(f"Stanza's list of models gives an address that is none: {template}.") from error


def _is_installed(folder: Path, wanted: ModelList) -> bool:
    names = folder / LIST_NAME
    is_same_list = names.is_file() and names.read_text(encoding="utf-8", errors="replace") == _listed(wanted)
    return is_same_list and all(_has(folder, file) for file in wanted.files)


def _has(folder: Path, file: ModelFile) -> bool:
    path = folder / file.path
    return path.is_file() and md5_of(path) == file.md5


def _taken_over(folder: Path, waiting: Path, file: ModelFile) -> bool:
    """True where an installed file was still the right one and was copied."""
    if not _has(folder, file):
        return False
    target = waiting / file.path
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(folder / file.path, target)
    return True


def _listed(wanted: ModelList) -> str:
    return json.dumps(wanted.listed, indent=1, sort_keys=True) + "\n"


def _install(waiting: Path, folder: Path) -> None:
    """Puts the complete folder in the place of the old one."""
    for leftover in waiting.rglob("*.part"):
        leftover.unlink()
    old = folder.with_name(f"{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.replace(old)
    waiting.replace(folder)
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _only_one(waiting: Path) -> Iterator[None]:
    """Raises PantauError where another process fetches into the same folder."""
    with waiting.with_name(f"{waiting.name}.lock").open("ab") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PantauError(
                f"Another command fetches models into {waiting}: wait until it has finished."
            ) from error
        yield
