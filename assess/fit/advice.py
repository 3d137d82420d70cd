"""What a model in use says of one candidate: with reasons for and against, and in plain words.

Behind it stand numpy and scipy, so that nothing imports this module before somebody opens advice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assess.fit.rules import Measure, Target
from assess.language import gettext as _
from assess.language import marked as N_
from assess.science.estimates import Estimate
from assess.science.fit import model, words
from assess.science.fit.model import Model
from assess.science.panel import words as panel_words
from reports import wording

HARDLY = 0.1
"""A reason that moves less than this share of all is none."""

MOST = 3

LOWEST, HIGHEST = 1.0, 5.0
"""The ends of the scale on which the work of a hire is rated."""

TOLD_BEFOREHAND = {
    Measure.RATING: N_("how the work of somebody new is rated after %(months)s months"),
    Measure.STAYED: N_("whether somebody new is still there after %(months)s months"),
    Measure.RAMPED: N_("whether somebody new has reached the full target after %(months)s months"),
}


COUNTED = (
    (True, True, N_("In your favour it counted what you showed on %(areas)s.")),
    (
        True, False,
        N_(
            "It counted in your favour that you showed less on %(areas)s than others: among "
            "those hired earlier, that went with a better outcome."
        ),
    ),
    (
        False, False,
        N_("It missed more on %(areas)s. Another example of yours might have shown it."),
    ),
    (
        False, True,
        N_(
            "It counted against you that you showed more on %(areas)s than others: among those "
            "hired earlier, that went with a less good outcome."
        ),
    ),
)  # fmt: skip
"""What counted for somebody or against: because they showed more than others, or less.

A learned weight can lie below 0. Then showing more speaks against somebody, and to say that it
was missing would be untrue.
"""


@dataclass(frozen=True)
class Advice:
    """One model's advice on one candidate."""

    target: Target
    model_id: str
    said: str
    reasons_for: tuple[str, ...]
    reasons_against: tuple[str, ...]
    is_scored: bool


def advise(
    name: str, found: Model, target: Target, model_id: str,
    means: Mapping[str, float | None], titles: Mapping[str, str],
) -> Advice:  # fmt: skip
    """What the model expects, how surely, and which results move it most."""
    told = _on_the_scale(model.score(found, means), target)
    said = words.explain_score(name, found.kind, told)
    if told.estimate is None:
        return Advice(target, model_id, said, (), (), False)
    strong = _strong(found, means)
    ups = [at for at, one in strong if one > 0][:MOST]
    downs = [at for at, one in strong if one < 0][:MOST]
    return Advice(
        target, model_id, said,
        tuple(_reason(found, at, means, titles) for at in ups),
        tuple(_reason(found, at, means, titles) for at in downs),
        True,
    )  # fmt: skip


def for_the_candidate(
    organisation: str, read: Sequence[tuple[Target, Model]],
    means: Mapping[str, float | None], titles: Mapping[str, str],
) -> tuple[str, ...]:  # fmt: skip
    """What a candidate is told, in the language spoken now: paragraphs without their numbers.

    Of every model whose advice could be read: of one alone it would be half the truth.
    """
    several = len(read) > 1
    return (
        _(
            "When %(organisation)s decided about your application, people read what you said in "
            "your interviews first, and each of them wrote down their own view.",
            organisation=organisation,
        ),
        _several(len(read)) if several else _only(read[0][1]),
        *(_told_of(target, found, means, titles, several=several) for target, found in read),
        _(
            "The models decided nothing: a person did, and is named in the record. You can ask "
            "that another person looks again, without the models."
        )
        if several
        else _(
            "The model decided nothing: a person did, and is named in the record. You can ask that "
            "another person looks again, without the model."
        ),
    )


def _only(found: Model) -> str:
    return _(
        "After that they could read the advice of a statistical model. It had learned from "
        "%(people)s people who were hired earlier, and looks only at the levels your "
        "interviewers gave. It knows nothing about your age, your background or how you look "
        "and speak.",
        people=found.n,
    )


def _several(models: int) -> str:
    return _(
        "After that they could read the advice of %(models)s statistical models. They look only at "
        "the levels your interviewers gave. They know nothing about your age, your background or "
        "how you look and speak.",
        models=models,
    )


def _told_of(
    target: Target, found: Model, means: Mapping[str, float | None], titles: Mapping[str, str], *,
    several: bool,
) -> str:  # fmt: skip
    """What one model tells beforehand, and what counted for somebody and against."""
    moved, what = _strong(found, means), _(TOLD_BEFOREHAND[target.measure], months=target.months)
    told = [
        _(
            "One model is about this: %(what)s. It had learned from %(people)s people who were "
            "hired earlier.",
            what=what, people=found.n,
        )
        if several
        else _("The model is about this: %(what)s.", what=what)
    ]  # fmt: skip
    for is_for, is_more, said in COUNTED:
        areas = [
            _(titles[found.names[at]])
            for at, one in moved
            if (one > 0, (one > 0) == (found.weights[at] > 0)) == (is_for, is_more)
        ]
        if areas:
            told.append(_(said, areas=wording.listed(areas[:MOST])))
    return " ".join(told)


def _on_the_scale(told: Estimate, target: Target) -> Estimate:
    """A rating is from 1 to 5, and so is what is said of one."""
    if target.measure is not Measure.RATING or told.estimate is None or told.interval is None:
        return told
    low, value, high = (
        min(max(one, LOWEST), HIGHEST)
        for one in (told.interval[0], told.estimate, told.interval[1])
    )
    return replace(told, estimate=value, interval=(low, high))


def _strong(found: Model, means: Mapping[str, float | None]) -> list[tuple[int, float]]:
    """Results that move the prediction enough to be a reason, the strongest first."""
    moved = _moved(found, means)
    whole = sum(abs(one) for _, one in moved) or 1.0
    return [(at, one) for at, one in moved if abs(one) / whole > HARDLY]


def _moved(found: Model, means: Mapping[str, float | None]) -> list[tuple[int, float]]:
    """What each result adds to the prediction against the average, the strongest first."""
    moved = []
    for at, name in enumerate(found.names):
        value = means.get(name)
        if value is not None:
            moved.append((at, found.weights[at] * (value - found.means[at]) / found.sds[at]))
    return sorted(moved, key=lambda one: -abs(one[1]))


def _reason(
    found: Model, at: int, means: Mapping[str, float | None], titles: Mapping[str, str]
) -> str:
    name, usual = found.names[at], found.means[at]
    value = means[name] or 0.0
    side = "above" if value > usual else "below"
    turned = " Among them, less of it went with a better outcome." if found.weights[at] < 0 else ""
    return (
        f"{titles[name]}: {panel_words.decimal(value)}, {side} the {panel_words.decimal(usual)} "
        f"of the people it learned from.{turned}"
    )
