"""The bricks questionnaire files are made of: short texts, ids, and what every file says."""

import hashlib
import json
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from assess.instruments.measures import LEVELS as LEVELS

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Version = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,3}\.[0-9]{1,4}$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Ref = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}@[1-9][0-9]{0,3}\.[0-9]{1,4}$")
]


class Part(BaseModel):
    """Base of everything in a file: frozen, and strict about its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Instrument(Part):
    """What every questionnaire file says about itself."""

    id: Id
    version: Version
    language: Literal["en"]
    title: Line
    purpose: Text
    population: Text
    source: Text
    licence: Line

    @property
    def ref(self) -> str:
        """The name other files and the database use: `id@version`."""
        return f"{self.id}@{self.version}"


def digest(value: object) -> str:
    """SHA-256 of a plain value, the same for equal values."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
