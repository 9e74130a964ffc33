"""The base of every record: frozen, typed, no unknown keys; a field's docstring is its codebook entry."""

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A frozen record."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)
