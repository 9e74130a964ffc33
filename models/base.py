"""The base of every record: frozen, typed, no unknown keys; a field's docstring is its codebook entry."""

from typing import Self

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A frozen record."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    def replaced(self, **values: object) -> Self:
        """A copy with other values, as `model_copy(update=...)` makes it, at a quarter of its time.

        The values are not validated. For what is made by the dozen in every article.
        """
        copy = self.__class__.__new__(self.__class__)
        object.__setattr__(copy, "__dict__", {**self.__dict__, **values})
        object.__setattr__(copy, "__pydantic_fields_set__", {*self.__pydantic_fields_set__, *values})
        object.__setattr__(copy, "__pydantic_extra__", None)
        object.__setattr__(copy, "__pydantic_private__", None)
        return copy
