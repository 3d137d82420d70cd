"""How consistently the questions of a scale measure, in a sentence with how sure that is."""

from assess.science.estimate_words import digits, surely
from assess.science.estimates import Interval
from assess.science.reliability import alpha as reliability
from assess.science.reliability import omega as omegas
from assess.science.reliability import ordinal, split_half
from assess.science.reliability.alpha import Alpha, Bootstrap
from assess.science.reliability.omega import Omega
from assess.science.reliability.ordinal import OrdinalAlpha
from assess.science.reliability.split_half import Lambda, SplitHalf
from assess.text import counted

Result = Alpha | Bootstrap | Omega | OrdinalAlpha | SplitHalf | Lambda

TOO_FEW = (
    reliability.Lack.TOO_FEW,
    omegas.Lack.TOO_FEW,
    ordinal.Lack.TOO_FEW,
    split_half.Lack.TOO_FEW,
)


def explain(result: Result) -> str:
    """One sentence a manager can read; why there is no number, where there is none."""
    name, value, interval, people = _parts(result)
    if value is None:
        return _nothing(result)
    basis = f"{counted(people, 'person', 'people')}"
    return f"{name}: {digits(value)}, {surely(interval, result.level)} ({basis})."


def _parts(result: Result) -> tuple[str, float | None, Interval | None, int]:
    """What is measured, its value and interval, and how many people are behind it."""
    if isinstance(result, Alpha):
        name = "How far the questions measure alike (alpha; 1 is without error)"
        return name, result.estimate, result.interval, result.n
    if isinstance(result, Omega):
        name = "How much of the scale is one thing (omega; 1 is all of it)"
        return name, result.estimate, result.interval, result.n
    if isinstance(result, Lambda):
        name = "How far each question follows from the others (lambda 6; 1 is without error)"
        return name, result.estimate, result.interval, result.n
    if isinstance(result, OrdinalAlpha):
        name = "Ordinal alpha, of what lies behind the answers and not of the scores"
        return name, result.estimate, result.interval, result.n
    name = "How far the questions measure alike (alpha; 1 is without error)"
    if isinstance(result, SplitHalf):
        name = "How far two halves of the questions agree (1 is without error)"
    return name, result.estimate, result.interval, result.n


def _nothing(result: Result) -> str:
    if result.reason in TOO_FEW:
        return "Nobody can say yet how consistent the questions are: too few people answered them."
    return f"Nothing can be said about how consistent the questions are: {result.reason}."
