"""Configuration, from the environment only: every name begins with PANTAU_."""

from functools import cache
from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

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

    annotator: AnnotatorName = "spacy"
    """What finds words and sentences: `spacy`, which comes with the program, or `stanza`, an extra."""
    stanza_dir: Path | None = None
    """Folder of Stanza models; without it, the folder that `pantau models fetch stanza` fills."""
    stanza_url: str | None = None
    """Address of a folder of Stanza models to fetch from, as another machine serves it; without it, Stanford's."""

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
        raise PantauError(
            f"The environment variable {name} is set to {given}: {first['msg']}; correct it or unset it."
        ) from error


def _is_secret(name: str) -> bool:
    field = Settings.model_fields.get(name)
    return field is not None and "Secret" in str(field.annotation)
