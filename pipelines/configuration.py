"""Configuration, from the environment only: every name begins with PANTAU_."""

import os
from functools import cache
from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.bounds import parse_size
from models.errors import PantauError

AnnotatorName = Literal["spacy", "stanza"]


class Settings(BaseSettings):
    """What an operator may set."""

    model_config = SettingsConfigDict(env_prefix="PANTAU_", extra="ignore", use_attribute_docstrings=True)

    data_dir: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("pantau")))
    """Folder of the database, its lock and the archive; created with mode 0700."""
    database_url: SecretStr | None = None
    """SQLAlchemy URL of the database, which may hold a password; without it, a SQLite file in the data folder."""
    settings_file: Path | None = None
    """File from which a schedule takes these settings; without it, `pantau.env` in the data folder. Mode 0600."""
    sources_dir: Path | None = None
    """Folder of source entries; without it, the entries that come with the program."""
    contact: str | None = None
    """Address that the crawler's user agent names, so that a publisher can reach you."""
    reviewer: str | None = None
    """Name under which this process reviews facts; without it, the login name."""
    allow_loopback: bool = False
    """Lets the crawler contact 127.0.0.1: for the demo network and the tests only."""
    request_timeout: float = Field(default=30.0, gt=0, le=300)
    """Seconds after which a request is given up."""

    public_url: str | None = None
    """Address under which readers reach the desk, as https://desk.example.org; digests lead there."""
    digest_language: Literal["id", "en"] = "id"
    """Language of the digest after each weekly run."""
    digest_to: str | None = None
    """Addresses that the digest is mailed to, with commas between."""
    digest_from: str | None = None
    """Address that it comes from."""
    smtp_url: str | None = None
    """Mail server, as smtps://user@host or smtp://user@host:587; without it nothing is mailed."""
    smtp_password: SecretStr | None = None
    """Password there."""
    smtp_password_file: Path | None = None
    """File of which the first line is that password, mode 0600."""
    min_free: str = "500MB"
    """Space that the weekly job leaves free on the disk of the data folder, and of the backups: it collects no more
    where less is left. 0 lets it fill the disk."""
    backup_dir: Path | None = None
    """Folder of the weekly backups, best on another disk; without it, `backups` in the data folder."""
    backup_weeks: int = Field(default=4, ge=0, le=520)
    """Weeks of which the last backup is kept; 0 makes none."""
    backup_months: int = Field(default=6, ge=0, le=120)
    """Months of which the last backup is kept, beside those of the last weeks."""
    healthcheck_url: SecretStr | None = None
    """Address that is asked when the weekly job begins (with /start behind it), ends, or fails (/fail), as
    healthchecks.io wants it. Who knows it can tell lies with it: it is never logged."""
    prometheus_file: Path | None = None
    """File for node_exporter's textfile collector; its name ends in .prom."""
    commoncrawl_url: str | None = None
    """Where Common Crawl's files are read from: `s3://commoncrawl/` beside the bucket; without it, its https server."""

    annotator: AnnotatorName = "spacy"
    """What finds words and sentences: `spacy`, which comes with the program, or `stanza`, an extra."""
    stanza_dir: Path | None = None
    """Folder of Stanza models; without it, the folder that `pantau models fetch stanza` fills."""
    stanza_url: str | None = None
    """Address of a folder of Stanza models to fetch from, as another machine serves it; without it, Stanford's."""

    workers: int | None = Field(default=None, ge=1, le=1024)
    """Worker processes that read stored pages; without it, one for each core. 1 reads them in the program itself."""
    dask: str | None = None
    """Address of a Dask scheduler, as tcp://host:8786: its workers read stored pages. Needs PostgreSQL."""
    dask_scheduler_file: Path | None = None
    """File in which a Dask scheduler wrote its address, in place of PANTAU_DASK."""

    @field_validator("min_free")
    @classmethod
    def _is_size(cls, text: str) -> str:
        try:
            parse_size(text)
        except PantauError as error:
            raise ValueError(str(error).rstrip(".")) from error
        return text

    @property
    def uses_dask(self) -> bool:
        """Whether a cluster does the work."""
        return self.dask is not None or self.dask_scheduler_file is not None

    @property
    def worker_number(self) -> int:
        """Processes that do the work where no cluster does: one for each core that this process may use."""
        return self.workers or len(os.sched_getaffinity(0))

    def with_workers(self, number: int | None) -> "Settings":
        """With so many processes on this machine in place of any cluster; unchanged for None."""
        here = {"workers": number, "dask": None, "dask_scheduler_file": None}
        return self if number is None else self.model_copy(update=here)

    @property
    def fetched_stanza(self) -> Path:
        """The folder of Stanza models that `pantau models fetch stanza` fills."""
        return self.data_dir / "models" / "stanza"

    @property
    def stanza(self) -> Path:
        """The folder of Stanza models that are used."""
        return self.stanza_dir or self.fetched_stanza

    @property
    def database(self) -> str:
        """The database's URL."""
        if self.database_url:
            return self.database_url.get_secret_value()
        return f"sqlite:///{(self.data_dir / 'pantau.db').absolute()}"

    @property
    def archive(self) -> Path:
        """The folder of WARC files, in which every article lies as it came."""
        return self.data_dir / "warc"

    @property
    def backups(self) -> Path:
        """The folder of backups."""
        return self.backup_dir or self.data_dir / "backups"

    @property
    def scheduled(self) -> Path:
        """The file of settings that the weekly job of a schedule reads; it need not be there."""
        return self.settings_file or self.data_dir / "pantau.env"

    @property
    def sources(self) -> Path:
        """The folder of source entries."""
        return self.sources_dir or Path(__file__).parent.parent / "crawler" / "sources"


@cache
def settings() -> Settings:
    """The configuration of this process. Raises PantauError for a value that makes no sense."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "PANTAU_" + "_".join(str(part) for part in first["loc"]).upper()
        given = "***" if _is_secret(str(first["loc"][0])) else repr(first.get("input"))
        wrong = first["msg"].removeprefix("Value error, ")
        raise PantauError(
            f"The environment variable {name} is set to {given}: {wrong}; correct it or unset it."
        ) from error


def _is_secret(name: str) -> bool:
    field = Settings.model_fields.get(name)
    return field is not None and "Secret" in str(field.annotation)
