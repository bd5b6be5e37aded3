"""What the tables of a session file have in common."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints

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
