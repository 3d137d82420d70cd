"""Scoring many people at once gives each of them the score they have alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.instruments import library
from assess.instruments.assessment import Assessment, Method
from assess.instruments.items.levels import Levelled
from assess.science.scores import scoring_many
from assess.science.scores.scoring import score
from assess.science.scores.scoring_many import score_levels
from tests.instruments.samples import built, raw
from tests.properties import tried

CLOSE = 1e-6
"""Single precision on a scale from 1 to 5."""

INSTRUMENTS = [
    one for one in library.assessments() if any(scale.method is Method.MEAN for scale in one.scales)
]


def columns(assessment: Assessment) -> list[str]:
    return [item.id for item in assessment.items if isinstance(item, Levelled)]


def some_levels(people: int, items: int, seed: int, missing: float) -> np.ndarray:
    """Random levels, a share of them left out."""
    chance = np.random.default_rng(seed)
    levels = chance.integers(1, 6, (people, items), dtype=np.int8)
    return np.where(chance.random(levels.shape) < missing, 0, levels).astype(np.int8)


def assert_as_one_by_one(assessment: Assessment, items: list[str], levels: np.ndarray) -> None:
    found = score_levels(assessment, items, levels)
    for row, values, answered in zip(levels, found.values, found.answered, strict=True):
        answers = {item: int(level) for item, level in zip(items, row, strict=True) if level}
        alone = {one.scale: one for one in score(assessment, answers)}
        for scale, value, count in zip(found.scales, values, answered, strict=True):
            assert count == alone[scale].answered
            if alone[scale].value is None:
                assert np.isnan(value)
            else:
                assert value == pytest.approx(alone[scale].value, abs=CLOSE)


@pytest.mark.parametrize("assessment", INSTRUMENTS, ids=lambda one: one.id)
def test_every_person_has_the_score_they_have_alone(assessment):
    items = columns(assessment)
    halves = [some_levels(15, len(items), seed=7, missing=share) for share in (0.1, 0.5)]
    empty = np.zeros((1, len(items)), dtype=np.int8)

    assert_as_one_by_one(assessment, items, np.vstack([*halves, empty]))


@tried
@given(
    st.lists(st.tuples(st.sampled_from(["care", "haste", None]), st.booleans()), min_size=1,
             max_size=8),
    st.integers(0, 4),
    st.integers(0, 2**32),
)  # fmt: skip
def test_whatever_the_keys_and_the_missing_rule(keys, max_missing, seed):
    items = [
        raw("frequency", f"i{n}", scale=scale, reverse=reverse)
        for n, (scale, reverse) in enumerate(keys)
    ]
    assessment = built(
        items,
        care={"max_missing": max_missing},
        haste={},
        both={"includes": ["care", "haste"], "max_missing": max_missing},
    )
    levels = some_levels(4, len(items), seed, missing=0.3)
    alone = assessment.model_copy(
        update={"scales": tuple(one for one in assessment.scales if assessment.items_of(one))}
    )

    assert_as_one_by_one(alone, columns(alone), levels)


def test_reversed_items_and_scales_that_include_others_are_worked_by_hand():
    items = [
        raw("frequency", "one", scale="care"),
        raw("frequency", "two", scale="care", reverse=True),
        raw("agreement", "three", scale="haste"),
        raw("frequency", "look", attention=4),
    ]
    assessment = built(items, care={}, haste={}, both={"includes": ["care", "haste"]})
    levels = np.array([[5, 1, 2, 4], [4, 0, 3, 1], [0, 0, 3, 4]], dtype=np.int8)

    found = score_levels(assessment, ["one", "two", "three", "look"], levels)

    assert found.scales == ("care", "haste", "both")
    np.testing.assert_allclose(
        found.values, [[5, 2, 4], [4, 3, 3.5], [np.nan, 3, np.nan]], rtol=CLOSE
    )
    assert found.answered.tolist() == [[2, 1, 3], [1, 1, 2], [0, 1, 1]]


def test_items_without_a_column_are_unanswered_and_other_columns_do_nothing():
    items = [raw("frequency", name, scale="care") for name in ("one", "two", "three")]
    levels = np.array([[2, 5, 4]], dtype=np.int8)

    one_missing = score_levels(built(items, care={}), ["three", "nobody", "one"], levels)
    two_missing = score_levels(built(items, care={}), ["three", "nobody", "other"], levels)

    assert one_missing.values.tolist() == [[3]]
    assert np.isnan(two_missing.values).all()


def test_only_means_are_scored():
    items = [raw("frequency", scale="care"), raw("judgement", "j", scale="haste")]
    assessment = built(items, care={}, haste={"method": "credit"})

    assert score_levels(assessment, ["x"], np.array([[3]], dtype=np.int8)).scales == ("care",)


def test_more_people_than_are_scored_at_a_time_are_all_scored(monkeypatch):
    assessment = built([raw("frequency", scale="care")], care={})
    levels = some_levels(25, 1, seed=3, missing=0.2)
    whole = score_levels(assessment, ["x"], levels)
    monkeypatch.setattr(scoring_many, "CHUNK", 10)

    parts = score_levels(assessment, ["x"], levels)

    np.testing.assert_array_equal(parts.values, whole.values)
    np.testing.assert_array_equal(parts.answered, whole.answered)


def test_nobody_has_no_scores():
    found = score_levels(
        built([raw("frequency", scale="care")], care={}), ["x"], np.zeros((0, 1), dtype=np.int8)
    )

    assert found.values.shape == found.answered.shape == (0, 1)


@pytest.mark.parametrize(
    ("items", "levels", "words"),
    [
        (["x"], np.zeros(3, dtype=np.int8), "one column for each of the 1 items"),
        (["x"], np.zeros((2, 2), dtype=np.int8), "one column for each of the 1 items"),
        (["x", "y"], np.zeros((2, 1), dtype=np.int8), "one column for each of the 2 items"),
        (["x"], np.zeros((2, 1, 1), dtype=np.int8), "one column for each"),
        (["x", "x"], np.zeros((2, 2), dtype=np.int8), "items: give each item one column"),
        (["x"], np.array([[6]], dtype=np.int8), "whole numbers from 0 to 5"),
        (["x"], np.array([[-1]], dtype=np.int8), "whole numbers from 0 to 5"),
        (["x"], np.array([[3], [120]], dtype=np.int8), "whole numbers from 0 to 5"),
        (["x"], np.array([[2.5]]), "whole numbers, 0 where nothing"),
        (["x"], np.array([[np.nan]]), "whole numbers, 0 where nothing"),
        (["x"], np.array([["3"]]), "whole numbers, 0 where nothing"),
    ],
)
def test_a_table_of_another_kind_is_refused(items, levels, words):
    assessment = built([raw("frequency", scale="care")], care={})

    with pytest.raises(ValueError, match=words):
        score_levels(assessment, items, levels)
