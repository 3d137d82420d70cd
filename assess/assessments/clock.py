"""The clock of a part with a time limit: how long one person has, and what an outage cost. Pure."""

import math
from datetime import datetime, timedelta

STEP = timedelta(seconds=10)
"""How often a server that runs writes down that it is alive."""

OUTAGE = 3 * STEP
"""From how long a silence on nobody was served, though no server has started since."""

ALIVE = STEP * 1.5
"""A sign younger than this is that of another process, which served all the while."""

IN_SECONDS = 120
"""From here on what is left is told in seconds: a minute rounded up would be half a lie."""

_QUARTERS = ("", "¼", "½", "¾")


def minutes(limit: int | None, multiplier: float | None) -> float | None:
    """The minutes one person has; `None` without a limit, or where it was lifted (`multiplier`)."""
    return None if limit is None or multiplier is None else limit * multiplier


def in_words(minutes: float) -> str:
    """Minutes to the quarter, as every page and mail says them: `5`, `4½`."""
    whole, quarters = divmod(math.ceil(minutes * 4), 4)
    return f"{whole or ''}{_QUARTERS[quarters]}" or "0"


def seconds_left(deadline_at: datetime | None, now: datetime) -> int | None:
    """Whole seconds until the time is up; `None` when it is not timed."""
    if deadline_at is None:
        return None
    return max(0, math.ceil((deadline_at - now).total_seconds()))


def tens(seconds: int) -> int:
    """Seconds as a clock shows them, in steps of ten."""
    return math.ceil(seconds / 10) * 10


def over(deadline_at: datetime | None, now: datetime) -> int:
    """Whole seconds since the time was up; 0 before, and where nothing is timed."""
    if deadline_at is None:
        return 0
    return max(0, math.floor((now - deadline_at).total_seconds()))


def minutes_left(seconds: int, of: float) -> float:
    """Minutes for a clock that shows no seconds: whole ones, the last one until it is over.

    Of a time such as 4½ minutes it never says that more is left than there was.
    """
    whole = math.ceil(seconds / 60)
    return of if seconds <= of * 60 < whole * 60 else whole


def lost(last_sign: datetime, back: datetime, started_at: datetime) -> timedelta:
    """What a part begun at `started_at` lost while nobody was served, in whole seconds."""
    silence = back - max(last_sign, started_at)
    return timedelta(seconds=max(0, math.ceil(silence.total_seconds())))
