"""What the tables of a session file have in common."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

from sessions.contract.json_path import Path

REFUSED: Final = "refused"
"""The type of an error that a check of ours found, as pydantic calls it."""

Name = Annotated[str, StringConstraints(min_length=1)]


class Table(BaseModel):
    """A table of the file: types are exact, keys that offhook does not know are kept."""

    model_config = ConfigDict(
        extra="allow",
        strict=True,
        frozen=True,
        use_attribute_docstrings=True,
        validate_by_name=True,
        validate_by_alias=True,
    )

    @property
    def unknown(self) -> dict[str, Any]:
        """The keys of this table that offhook does not know, in the order of the file."""
        return self.model_extra or {}


def refusal(message: str, path: Path = ()) -> PydanticCustomError:
    """What a check of a table raises, so that the same words reach whoever builds one in Python.

    Args:
        message: what was found, and what is wanted.
        path: leads from what is checked to what is wrong.
    """
    return PydanticCustomError(REFUSED, "{message}", {"message": message, "path": path})
