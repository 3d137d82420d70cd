"""What usual calls are made of: people, ratings and answers, few and seeded."""

from datetime import date
from functools import cache
from typing import Any

import numpy as np

from assess.science.facets import mml, ratings
from assess.science.fit.guards import Kind
from assess.science.fit.model import Model
from assess.science.generalizability import g_study, ill_structured, reml
from assess.science.items import graded
from assess.science.items.curves import graded_item
from assess.science.norms.record import About, norm_record
from assess.science.panel.error import Sheet
from assess.science.scores.composites import validity
from assess.science.utility import Guess, Plan

Given = dict[str, Any]

RANDOM = np.random.default_rng(7)
HEIGHTS = RANDOM.normal(size=(36, 1))
TABLE = np.clip(np.round(3 + HEIGHTS + RANDOM.normal(0, 0.8, (36, 4))), 1, 5)
"""Ratings of 36 by 4, from 1 to 5."""

RIGHT = (TABLE > 3).astype(float)
CANDIDATES, RATERS = np.repeat(np.arange(36), 4), np.tile(np.arange(4), 36)
FLAT = TABLE.ravel()
ROW = [4.0, 3.0, 5.0, 2.0]
ERRORS = [0.3, 0.4, 0.5, 0.3]
NAMES = ("a", "b", "c", "d")
SOME = [0.5, 0.2, 0.1, 0.4]
CORRELATIONS = np.full((4, 4), 0.3) + 0.7 * np.eye(4)
OUTCOMES = TABLE @ [0.4, 0.3, 0.2, 0.1] + RANDOM.normal(size=36)
EVENTS = (np.median(OUTCOMES) < OUTCOMES).astype(float)
CHANCES = 1 / (1 + np.exp(3 - OUTCOMES))
GROUPS = ["x", "y", "z"] * 12
FOCAL = np.tile([1.0, 0.0], 18)
MANY_HEIGHTS = RANDOM.normal(size=(160, 1))
MANY_SCORES = np.clip(np.round(3 + MANY_HEIGHTS + RANDOM.normal(0, 0.8, (160, 4))), 1, 5)
MANY_OUTCOMES = MANY_SCORES @ [0.4, 0.3, 0.2, 0.1] + RANDOM.normal(size=160)
MANY_EVENTS = (np.median(MANY_OUTCOMES) < MANY_OUTCOMES).astype(float)
MANY_FOCAL = np.tile([1.0, 0.0], 80)
WIDE = np.clip(np.round(3 + MANY_HEIGHTS[:110] + RANDOM.normal(0, 0.8, (110, 6))), 1, 5)
SAMPLE = [float(one) for one in RANDOM.integers(1, 21, 120)]
MODEL = Model(
    kind=Kind.AMOUNT,
    names=("a", "b"),
    means=(3.0, 2.0),
    sds=(0.5, 1.0),
    weights=(0.4, -0.1),
    intercept=5.0,
    covariances=((0.04, 0.0, 0.0), (0.0, 0.01, 0.0), (0.0, 0.0, 0.01)),
    residual_sd=0.6,
    lows=(1.0, 0.0),
    highs=(5.0, 4.0),
    penalty=10.0,
    n=120,
    events=None,
    data_hash="ab",
    learner="ridge regression",
)
ITEMS = [graded_item(1.2, (-1.0, 0.5, 1.5, 2.0), (1.5, 2.5, 3.5, 4.5)) for _ in range(4)]
ABOUT = About(
    "A norm", "b", "c", "d", "e", "f", date(2025, 1, 1), date(2025, 6, 1), date(2030, 1, 1)
)
SHEETS = [
    Sheet(candidate, rater, (("a", int(TABLE[candidate, rater])), ("b", int(TABLE[candidate, 3]))))
    for candidate in range(12)
    for rater in range(3)
]
VALIDITY = Guess(0.3, 0.1, 0.5)
PLAN = Plan(10, 3, VALIDITY, Guess(9e3, 5e3, 2e4), Guess(0.2, 0.1, 0.3), 2e4)

FOUR = {"focal_n": 20, "focal_selected": 3, "reference_n": 80, "reference_selected": 16}
MANY = {name: [number, number + 3] for name, number in FOUR.items()}
LONG = {"scores": FLAT, "candidates": CANDIDATES, "raters": RATERS}


@cache
def data():
    return ratings.ratings(FLAT, CANDIDATES, {"rater": RATERS // 2, "competency": RATERS % 2})


@cache
def facets():
    return mml.fit(ratings.ratings(FLAT, CANDIDATES, {"rater": RATERS}), spread=1.0)


@cache
def study():
    return g_study.g_study(TABLE, "pr", seed=1, draws=1000)


@cache
def mixed():
    return reml.fit(FLAT, {"candidate": CANDIDATES, "rater": RATERS})


@cache
def panel():
    return ill_structured.panel_reliability(FLAT, CANDIDATES, RATERS, seed=1, draws=1000)


@cache
def many_people():
    random = np.random.default_rng(3)
    return (random.normal(size=(220, 1)) + random.normal(size=(220, 4)) > 0).astype(float)


@cache
def graded_model():
    return graded.fit_graded(many_people(), slopes=graded.Slopes.COMMON)


@cache
def record():
    return norm_record(ABOUT, SAMPLE)


DAY = date(2026, 1, 1)
ANSWERS = {"answers": TABLE}
RATED = {"ratings": TABLE}
FITTED = {"scores": MANY_SCORES, "outcomes": MANY_OUTCOMES}
QUICK = {"seed": 1, "draws": 1000}
PARTS = {"parts": {"a": TABLE, "b": TABLE[:, :3]}}
FRONT = {"validities": SOME, "differences": SOME, "correlations": CORRELATIONS}
RULE = {"limit": 0.8, "smallest_share": 0.02}
AUDIT = {"smallest_share": 0.02, "leave_out_small": True}
SELECTED = {"validity": 0.3, "sd_y": 9e3, "selection_ratio": 0.2, "cost": 2e4}
HALF = {"restricted": CORRELATIONS[:3, :3] + np.eye(3), "unrestricted": 2 * np.eye(2)}
NORM = {"level": 0.95, "expires": date(2030, 1, 1), "on": DAY}


@cache
def fisher():
    return validity(TABLE[:, 0], OUTCOMES)
