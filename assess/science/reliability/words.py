"""How consistently the questions of a scale measure, in a sentence with how sure that is."""

from assess.science.estimate_words import digits, surely
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
    """One sentence a manager can read; why there is no number, where there is none.

    `TypeError` for a result that is no reliability of a questionnaire.
    """
    if type(result) not in NAMES:
        raise TypeError(f"No words for {type(result).__name__}.")
    if result.estimate is None:
        return _nothing(result)
    sure, people = surely(result.interval, result.level), counted(result.n, "person", "people")
    said = f"{NAMES[type(result)]}: {digits(result.estimate)}, {sure} ({people})."
    return said if result.estimate > 0 else f"{said} {NOT_TOGETHER}"


NAMES = {
    Alpha: "How far the questions measure alike (alpha; 1 is without error)",
    Bootstrap: "How far the questions measure alike (alpha; 1 is without error)",
    Omega: "How much of the scale is one thing (omega; 1 is all of it)",
    Lambda: "How far each question follows from the others (lambda 6; 1 is without error)",
    OrdinalAlpha: "Ordinal alpha, of what lies behind the answers and not of the scores",
    SplitHalf: "How far two halves of the questions agree (1 is without error)",
}
"""What is measured."""

NOT_TOGETHER = "The questions do not go together: look at their keys and their wording."


def _nothing(result: Result) -> str:
    name = NAMES[type(result)].partition(" (")[0]
    asked = f"{name[0].lower()}{name[1:]}"
    if result.reason in TOO_FEW:
        return f"Nothing can be said yet about {asked}: too few people answered."
    return f"Nothing can be said about {asked}: {result.reason}."
