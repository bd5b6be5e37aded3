"""What the tables of a session file have in common."""

from __future__ import annotations

from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from sessions.contract.json_path import JsonPath

from .json_codec import PayloadError
from .toml.values import Document

REFUSED: Final = "refused"
"""The type of an error that a check of ours found, as pydantic calls it."""

Name = Annotated[str, StringConstraints(min_length=1)]


class Table(BaseModel):
    """A table of the file: types are exact, keys that offhook does not know are kept."""

    model_config = ConfigDict(
        extra="allow",
        strict=True,
        frozen=True,
        defer_build=True,
        validate_by_name=True,
        validate_by_alias=True,
    )

    @property
    def unknown(self) -> Document:
        """The keys of this table that offhook does not know, in the order of the file."""
        return self.model_extra or {}


class CheckedTable(Table):
    """A table with more to check than the types of its values."""

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        try:
            self.check()
        except PayloadError as error:
            raise refusal(error.message, error.path) from None
        return self

    def check(self) -> None:
        """Raise PayloadError where something in it cannot be used."""


def refusal(message: str, path: JsonPath = ()) -> PydanticCustomError:
    """What a check of a table raises, so that the same words reach whoever builds one in Python.

    Args:
        message: what was found, and what is wanted.
        path: leads from what is checked to what is wrong.
    """
    return PydanticCustomError(REFUSED, "{message}", {"message": message, "path": path})
