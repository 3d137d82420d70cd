"""What became of each scale between two evaluations by one person, in sentences. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from assess.instruments.assessment import Assessment, Method, Scale
from assess.science.scores import classical as scores
from assess.science.scores import words as scale_words
from assess.science.scores.classical import Change as Verdict
from assess.science.scores.scoring import ScaleScore
from reports import leader_wording

LONGEST = 3
"""Most decimals, beyond the usual ones, that a change is printed with."""


@dataclass(frozen=True)
class Change:
    """One scale at two evaluations: the sentence, and whether there is a change at all.

    Of a scale with a question that reads otherwise by now, that is not known.
    """

    text: str
    name: str
    difference: str
    is_one: bool
    is_known: bool = True


def by_scale(
    assessment: Assessment,
    found: Mapping[str, ScaleScore],
    earlier: Mapping[str, ScaleScore],
    reworded: Collection[str] = (),
) -> dict[str, Change]:
    """What became of each scale that has a score now and had one before.

    A scale that is `reworded` has no verdict: a question that reads otherwise can move its result
    for everybody by more than chance is counted with.
    """
    changes = {}
    for scale in assessment.scales:
        if scale.id in found and scale.id in earlier:
            change = _change(scale, found[scale.id], earlier[scale.id])
            if change is not None:
                changes[scale.id] = _unknown(change) if scale.id in reworded else change
    return changes


def _change(scale: Scale, score: ScaleScore, before: ScaleScore) -> Change | None:
    """Whether a score changed by more than error (Jacobson & Truax 1991), and what that rests on.

    The spread is that of a measure whose error is the mean of both errors. Where neither end is
    the better one, words say more or less.
    """
    if score.value is None or before.value is None or score.sem is None or before.sem is None:
        return None
    spread = ((score.sem**2 + before.sem**2) / 2) ** 0.5 / (1 - score.reliability) ** 0.5
    found = scores.reliable_change(before.value, score.value, spread, score.reliability)
    is_better = scale.method in (Method.MEAN, Method.CREDIT)
    words = leader_wording.VERDICTS if is_better else leader_wording.DIRECTIONS
    limit = scores.RELIABLE * (found.standard_error or 0.0)
    is_one = found.verdict is not Verdict.NOT_DETECTABLE
    more = _digits(before.value, score.value, limit, scale.method, is_one=is_one)
    first, last = (scale_words.shown(one.value, scale.method, more) for one in (before, score))
    apart = scale_words.between_shown(before.value, score.value, scale.method, more)
    difference = _difference(apart, scale.method, more)
    error = scale_words.shown(limit, _unit(scale.method), more)
    return Change(
        leader_wording.change(words[found.verdict], scale.title, difference, (first, last), error),
        scale.title,
        difference,
        is_one,
    )


def said_of(changes: Iterable[Change]) -> tuple[str, ...]:
    """What changed, one by one, and what did not, in one sentence."""
    held = list(changes)
    ones = [one for one in held if one.is_one and one.is_known]
    alike = [f"{one.name} ({one.difference})" for one in held if not one.is_one and one.is_known]
    unknown = [f"{one.name} ({one.difference})" for one in held if not one.is_known]
    return (
        *(one.text for one in ones),
        *([leader_wording.no_change(alike)] if alike else []),
        *([leader_wording.reworded(unknown)] if unknown else []),
    )


def _unknown(change: Change) -> Change:
    text = leader_wording.reworded([f"{change.name} ({change.difference})"])
    return replace(change, text=text, is_known=False)


def _digits(before: float, now: float, limit: float, method: Method, *, is_one: bool) -> int:
    """How many decimals more than usual show whether a difference is larger than chance."""
    return next(
        more
        for more in range(LONGEST + 1)
        if more == LONGEST or _looks_larger(before, now, limit, method, more) is is_one
    )


def _looks_larger(before: float, now: float, limit: float, method: Method, more: int) -> bool:
    apart = scale_words.between_shown(before, now, method, more)
    return abs(apart) > scale_words.between_shown(0, limit, method, more)


def _unit(method: Method) -> Method:
    """The method whose digits a size without a sign has."""
    return Method.MEAN if method is Method.IPSATIVE else method


def _difference(points: float, method: Method, more: int) -> str:
    """Points as printed, with a sign; `more` decimals than usual."""
    if method is Method.CREDIT:
        return scale_words.of_all(scale_words.signed(points, more))
    return scale_words.signed(points, 1 + more)
