"""The one table of item types."""

from typing import Annotated

from pydantic import Field

from assess.instruments.items.base import Item
from assess.instruments.items.choices import Forced, Judgement, Multiple, Ranking, Single
from assess.instruments.items.levels import Agreement, Frequency, Rating
from assess.instruments.items.notices import Consent, Information
from assess.instruments.items.open import File, Long, Number, Short

TYPES: dict[str, type[Item]] = {
    "rating": Rating,
    "agreement": Agreement,
    "frequency": Frequency,
    "single": Single,
    "multiple": Multiple,
    "judgement": Judgement,
    "forced": Forced,
    "ranking": Ranking,
    "number": Number,
    "short": Short,
    "long": Long,
    "file": File,
    "consent": Consent,
    "information": Information,
}

AnyItem = Annotated[
    Rating
    | Agreement
    | Frequency
    | Single
    | Multiple
    | Judgement
    | Forced
    | Ranking
    | Number
    | Short
    | Long
    | File
    | Consent
    | Information,
    Field(discriminator="type"),
]
