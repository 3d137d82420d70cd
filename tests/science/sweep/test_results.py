"""A result is whole, or it is a place in a table that says for all its places what they share."""

import dataclasses
import importlib
import inspect
import pkgutil
import typing

from assess import science
from assess.science.agreement.within_group import Deviation, WithinGroup
from assess.science.facets.fair_average import FairAverages
from assess.science.facets.measures import ManyFacets, Measures, Threshold
from assess.science.generalizability.drift import Drift, RaterDrift
from assess.science.generalizability.g_study import Source, Study
from assess.science.generalizability.ill_structured import Contrast, Contrasts
from assess.science.generalizability.reml import Coefficient, Component, Effects, Fit
from assess.science.items.scoring import Scores
from assess.science.panel.results import Corrected, Result
from assess.science.ranking.ties import Place, Ranking
from tests.science.sweep.doors import DOORS
from tests.science.sweep.test_odd import REASONS, called, usual

WHOLE = {"estimate", "standard_error", "interval", "level", "n", "method"}
SHARED = {"level", "n", "method"}
PLACES = {
    Threshold: ManyFacets,
    Measures: ManyFacets,
    RaterDrift: Drift,
    Source: Study,
    Contrast: Contrasts,
    Component: Fit,
    Coefficient: Fit,
    Effects: Fit,
    Place: Ranking,
}
"""What is only ever given in a table, and the table it stands in."""

IN_COLUMNS = {FairAverages, Scores}
"""Many results as columns of numbers, with one level and one method."""

OTHERWISE = {
    WithinGroup: "of one candidate's raters there is no sample: chance stands in place of an error",
    Deviation: "as within a group",
    Corrected: f"{Result.__name__} says how many raters, and the gate how it was corrected",
}


def classes():
    """Every dataclass of the science."""
    for found in pkgutil.walk_packages(science.__path__, "assess.science."):
        for one in vars(importlib.import_module(found.name)).values():
            mine = getattr(one, "__module__", None) == found.name
            if mine and inspect.isclass(one) and dataclasses.is_dataclass(one):
                yield one


def told(one):
    """What a class tells: its fields, and what follows from them."""
    named = {name for name, value in inspect.getmembers(one) if isinstance(value, property)}
    return named | {field.name for field in dataclasses.fields(one)}


def test_every_result_is_frozen():
    loose = [one.__name__ for one in classes() if not one.__dataclass_params__.frozen]

    assert loose == []


def test_every_result_is_whole_or_stands_where_the_rest_is_said():
    estimates = {one for one in classes() if {"estimate", "estimates"} & told(one)}
    lacking = {
        one.__name__: sorted(WHOLE - told(one))
        for one in estimates - PLACES.keys() - IN_COLUMNS - OTHERWISE.keys()
        if not told(one) >= WHOLE
    }

    assert lacking == {}
    assert estimates >= PLACES.keys() | IN_COLUMNS | OTHERWISE.keys()
    assert [one.__name__ for one in PLACES.values() if not told(one) >= SHARED] == []
    assert [one.__name__ for one in IN_COLUMNS if not told(one) >= {"level", "method"}] == []


def test_what_may_be_undefined_has_room_for_the_reason():
    silent = [
        one.__name__
        for one in classes()
        if type(None) in typing.get_args(typing.get_type_hints(one).get("estimate"))
        and not told(one) & set(REASONS)
    ]

    assert silent == []


def test_a_place_of_a_table_is_never_given_alone():
    alone = {name for name in DOORS if isinstance(called(name)(**usual(name)), tuple(PLACES))}

    assert alone == set()
