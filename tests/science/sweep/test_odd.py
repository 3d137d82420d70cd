"""Whatever comes in, a result comes out or a sentence that names the argument; nothing else.

A result makes nothing up: no NaN, no infinity, no interval around nothing, and no undefined value
without its reason. A warning is an error in these tests, so none is given either.
"""

import dataclasses
import importlib
import inspect
import math
import re
from collections.abc import Iterator, Mapping

import pytest

from assess.science.fairness.exact import FisherTests
from tests.science.sweep.doors import DOORS
from tests.science.sweep.odd import in_place_of, is_table, tables

SLOW = {
    "agreement.krippendorff.bootstrap_alpha", "fairness.shrinkage.shrinkage", "fit.duel.duel",
    "fit.regression.increments", "fit.regression.least_squares", "generalizability.drift.drift",
    "generalizability.ill_structured.panel_reliability", "generalizability.reml.fit",
    "items.dif_regression.regression_dif", "items.graded.fit_graded",
    "items.two_parameter.fit_two_parameter", "profile.similarity.compare",
    "reliability.hierarchical_omega.hierarchical_omega", "reliability.omega.omega",
    "reliability.ordinal.ordinal_alpha", "reliability.split_half.guttman",
}  # fmt: skip
"""Only what is refused or said to be undefined is tried on these."""

REASONS = ("reason", "verdict", "guard", "note", "boundary")
ALSO = {"facet"}
"""A refusal may name the facet it was asked for, whichever argument named it."""


def called(name):
    module, function = name.rsplit(".", 1)
    return getattr(importlib.import_module(f"assess.science.{module}"), function)


def usual(name):
    """All arguments of a function, usual ones or as they are unless given."""
    given, wanted = DOORS[name](), inspect.signature(called(name)).parameters.values()
    return {one.name: given.get(one.name, one.default) for one in wanted}


def odd_calls(name):
    """One argument after another made odd, then all tables at once in the same way."""
    arguments, quickly = usual(name), name in SLOW
    for argument, value in arguments.items():
        if argument != "name":
            for way, odd in in_place_of(value, quickly=quickly):
                yield f"{argument} {way}", {**arguments, argument: odd}
    every = {one: dict(tables(arguments[one], quickly=quickly)) for one in arguments
             if is_table(arguments[one])}  # fmt: skip
    if len(every) > 1:
        for way in set.intersection(*(set(one) for one in every.values())):
            yield f"all {way}", {**arguments, **{one: every[one][way] for one in every}}


def made_up(found) -> Iterator[str]:
    """What a result claims that nobody knows; of an empty cell odds are infinite, though."""
    if dataclasses.is_dataclass(found):
        known = {one.name: getattr(found, one.name) for one in dataclasses.fields(found)}
        if "estimate" in known:
            yield from _unfounded(known)
        for name, value in known.items():
            if not isinstance(found, FisherTests):
                yield from (f"{name} {said}" for said in made_up(value))
    elif isinstance(found, Mapping):
        for value in found.values():
            yield from made_up(value)
    elif isinstance(found, (tuple, list)):
        for value in found:
            yield from made_up(value)
    elif isinstance(found, complex) or (isinstance(found, float) and not math.isfinite(found)):
        yield f"is {found}"


def _unfounded(known):
    interval, error = known.get("interval"), known.get("standard_error")
    if known["estimate"] is None:
        if not any(known.get(one) for one in REASONS):
            yield "is undefined and does not say why"
        if error is not None or (interval is not None and None not in interval):
            yield "has an error although it is undefined"
    if error is not None and not error >= 0:
        yield "has an error below 0"
    if interval is not None and None not in interval and not interval[0] <= interval[1]:
        yield "has an interval that ends before it begins"


def complaint(name, arguments):
    """What is wrong with how a function takes these arguments, if anything is."""
    words = {*arguments, *ALSO, *(key for one in (*arguments.values(), *usual(name).values())
             if isinstance(one, Mapping) for key in one)}  # fmt: skip
    try:
        return next(made_up(called(name)(**arguments)), None)
    except ValueError as refusal:
        named = re.match(r"([\w, ]+): \w", str(refusal))
        if type(refusal) is ValueError and named and words & set(named[1].split(", ")):
            return None
        return f"refused without its name: {refusal}"
    except Exception as surprise:
        return f"{type(surprise).__name__}: {surprise}"


@pytest.mark.parametrize("room", sorted({name.split(".")[0] for name in DOORS}))
def test_odd_input_gives_a_result_or_a_sentence_that_names_the_argument(room):
    found = {
        f"{name}, {way}": complaint(name, arguments)
        for name in DOORS
        if name.split(".")[0] == room
        for way, arguments in odd_calls(name)
    }

    assert found
    assert {call: said for call, said in found.items() if said} == {}


def test_usual_input_gives_results_that_make_nothing_up():
    assert {name: said for name in DOORS for said in made_up(called(name)(**usual(name)))} == {}
