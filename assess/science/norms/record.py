"""A norm as it is kept: who the people were, how they were found, their scores, until when.

A percentile without the name of its sample means nothing, so a norm cannot be made without
saying whom it describes (Standards for Educational and Psychological Testing 2014, 5.8-5.10).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

import numpy as np
import scipy

from assess.science.estimate_words import MINUS, how_surely
from assess.science.estimates import Estimate, Numbers, check_unit, numbers, undefined
from assess.science.norms import standing as norms
from assess.science.norms.standing import FEWEST, Guard, Standing
from assess.science.scalars import check_level, is_number
from assess.text import counted

CLOSE = 1e-9


class Lack(StrEnum):
    """Why a norm has no mean and no spread."""

    TOO_FEW = "fewer than 30 people in the norm group"
    NO_VARIANCE = "everybody in the norm group has the same score"


class Quantile(StrEnum):
    """Two conventions of a quantile between two scores (Hyndman & Fan 1996, Am Stat 50:361)."""

    BETWEEN = "type 7: the lowest score is 0, the highest 1"
    EXPECTED = "type 6: score i of n stands at i / (n + 1)"


@dataclass(frozen=True)
class About:
    """Whom a norm describes. `expires` is the last day it may be used, `None` for no end.

    Raises `ValueError` where a text is empty or the days are out of order.
    """

    name: str
    population: str
    sampling: str
    country: str
    language: str
    collected_by: str
    collected_from: date
    collected_until: date
    expires: date | None

    def __post_init__(self) -> None:
        for one in fields(self):
            value = getattr(self, one.name)
            if one.type is str and not (isinstance(value, str) and value.strip()):
                raise ValueError(f"{one.name}: say it; a norm without it means nothing.")
            if one.type is date and not isinstance(value, date):
                raise ValueError(f"{one.name}: give a day.")
        if self.expires is not None and not isinstance(self.expires, date):
            raise ValueError("expires: give a day, or None.")
        if self.collected_until < self.collected_from:
            raise ValueError("collected_until: give a day not before collecting began.")
        if self.expires is not None and self.expires < self.collected_until:
            raise ValueError("expires: give a day not before collecting ended.")


@dataclass(frozen=True)
class NormRecord:
    """A norm with what its sample says; `mean` and `sd` (n - 1) are in points of the scale.

    `skewness` (g₁) and `kurtosis` (g₂, 0 for normal scores) divide by n. `missing` people had
    no score.
    """

    about: About
    n: int
    missing: int
    mean: Estimate
    sd: Estimate
    skewness: float | None
    kurtosis: float | None


def norm_record(about: About, sample: Sequence[float], *, level: float = 0.95) -> NormRecord:
    """The record of a norm sample; a missing score is NaN and is counted, not used.

    The interval of the mean is Student's, that of the SD the chi square one, which like the
    standard error SD / √(2 (n - 1)) holds for normal scores. Fewer than 30 people, or people
    who all score alike, give no numbers. Raises `ValueError` for what are no numbers.
    """
    check_level(level)
    given = numbers(sample, "sample")
    check_unit(given, "sample")
    scores = given[~np.isnan(given)]
    n, missing = len(scores), len(given) - len(scores)
    if n < FEWEST or np.ptp(scores) <= CLOSE * np.abs(scores).max():
        reason = Lack.TOO_FEW if n < FEWEST else Lack.NO_VARIANCE
        nothing = undefined(level, n, "sample", reason)
        return NormRecord(about, n, missing, nothing, nothing, None, None)
    mean, sd = float(scores.mean()), float(scores.std(ddof=1))
    moments = [float(((scores - mean) ** power).mean()) for power in (2, 3, 4)]
    return NormRecord(
        about=about,
        n=n,
        missing=missing,
        mean=_mean(mean, sd, n, level),
        sd=_sd(sd, n, level),
        skewness=moments[1] / moments[0] ** 1.5,
        kurtosis=moments[2] / moments[0] ** 2 - 3,
    )


def standing(
    record: NormRecord, score: float, *, on: date, sem: float = 0.0, level: float = 0.95
) -> Standing:
    """Where a score stands in a norm on the day `on`; see `norms.normal_percentile`.

    Withheld where the norm is too small, has expired, or does not vary. Raises `ValueError`
    for a score that is no number.
    """
    if record.mean.estimate is None or record.sd.estimate is None:
        few = record.mean.reason is Lack.TOO_FEW
        withheld = Guard.TOO_FEW if few else Guard.NO_VARIANCE
        return Standing(None, None, None, level, record.n, "normal norm", withheld)
    return norms.normal_percentile(
        score,
        record.mean.estimate,
        record.sd.estimate,
        record.n,
        sem=sem,
        level=level,
        expires=record.about.expires,
        on=on,
    )


def quantile(sample: Sequence[float], share: float, kind: Quantile = Quantile.BETWEEN) -> float:
    """The score with this share of a sample below it, between two scores where it falls there.

    Raises `ValueError` for an empty sample, what is no number, or a share outside 0 to 1.
    """
    scores = np.sort(_complete(sample))
    if not (is_number(share) and 0 <= share <= 1):
        raise ValueError("share: give a number from 0 to 1.")
    n = len(scores)
    place = (n - 1) * share if kind is Quantile.BETWEEN else (n + 1) * share - 1
    below = min(n - 1, max(0, math.floor(place)))
    part = min(1.0, max(0.0, place - below))
    return float(scores[below] + part * (scores[min(n - 1, below + 1)] - scores[below]))


def mid_rank(sample: Sequence[float], score: float) -> float | None:
    """The rank of a score in a sample, 1 for the lowest; ties share the mean of their ranks.

    `None` for a score nobody has. Raises `ValueError` for an empty sample.
    """
    if not is_number(score):
        raise ValueError("score: give a number.")
    scores = np.round(_complete(sample) - score, norms.ROUNDING)
    equal = int((scores == 0).sum())
    return int((scores < 0).sum()) + (equal + 1) / 2 if equal else None


def explain(record: NormRecord, *, on: date) -> str:
    """A norm in one sentence for a manager: whom it describes and whether it may be used."""
    about = record.about
    day = f"{about.collected_until.day} {about.collected_until:%B %Y}"
    people = counted(record.n, "person", "people")
    whom = f"{about.name}: {people} ({about.population.removesuffix('.')}), until {day}"
    if record.mean.reason:
        return f"{whom}; not used: {record.mean.reason}."
    if about.expires is not None and on > about.expires:
        last = f"{about.expires.day} {about.expires:%B %Y}"
        return f"{whom}; not used any more: its last day was {last}."
    return f"{whom}; mean {_told(record.mean)}, spread {_told(record.sd)}."


def _told(one: Estimate) -> str:
    if one.estimate is None or one.interval is None:
        return "unknown"
    value, low, high = (_tenth(end) for end in (one.estimate, *one.interval))
    return f"{value} ({how_surely(one.level)} between {low} and {high})"


def _tenth(value: float) -> str:
    shown = f"{abs(value):.1f}"
    return f"{MINUS}{shown}" if value < 0 and float(shown) else shown


def _mean(mean: float, sd: float, n: int, level: float) -> Estimate:
    error = sd / math.sqrt(n)
    margin = float(scipy.special.stdtrit(n - 1, (1 + level) / 2)) * error
    return Estimate(mean, error, (mean - margin, mean + margin), level, n, "Student's t")


def _sd(sd: float, n: int, level: float) -> Estimate:
    """`chdtri` takes the share above."""
    error = sd / math.sqrt(2 * (n - 1))
    low, high = (
        sd * math.sqrt((n - 1) / float(scipy.special.chdtri(n - 1, share)))
        for share in ((1 - level) / 2, (1 + level) / 2)
    )
    return Estimate(sd, error, (low, high), level, n, "chi square, normal scores")


def _complete(sample: Sequence[float]) -> Numbers:
    found = numbers(sample, "sample")
    if not len(found) or np.isnan(found).any():
        raise ValueError("sample: give one number at least, and none that is missing.")
    return found
