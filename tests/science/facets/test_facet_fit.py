"""What mean squares say, beside the agreement with VGAM in the tests of the estimator."""

import numpy as np
import pytest

from assess.science.facets import jmle, mml
from assess.science.facets.fit import Reading, cube_root_z, fit_statistics, reading
from assess.science.facets.ratings import ratings
from tests.science.facets.facet_cases import simulated


@pytest.mark.parametrize(
    ("mean_square", "z", "said"),
    [
        (1.0, 0.0, Reading.FITS),
        (1.5, 5.0, Reading.FITS),
        (1.7, 3.0, Reading.NOISY),
        (2.4, 3.0, Reading.DISTORTS),
        (2.4, 1.5, Reading.CHANCE),
        (0.3, -4.0, Reading.OVERFIT),
        (0.3, -1.0, Reading.CHANCE),
    ],
)
def test_a_mean_square_is_read_together_with_its_z(mean_square, z, said):
    assert reading(mean_square, z) is said


def test_z_is_cut_off_as_facets_does_and_0_where_nothing_varies():
    found = cube_root_z(np.array([8.0, 0.001, 1.0]), np.array([0.05, 0.01, 0.0]))

    assert found.tolist() == [9, -9, 0]


def test_a_rater_who_answers_by_chance_stands_out():
    data = simulated(1, people=150).data
    labels = {one.name: one.places for one in data.facets}
    chance = np.random.default_rng(2).integers(1, 6, data.n)
    scores = np.where(labels["rater"] == 5, chance, data.scores)

    found = fit_statistics(
        mml.fit(ratings(scores, data.candidates.places, labels, scale=(1, 5))), "rater"
    )

    odd = found.of(5)
    assert odd.reading in (Reading.NOISY, Reading.DISTORTS)
    assert odd.infit == found.infit.max()
    assert odd.infit_z > 5


def test_a_rater_who_gives_everything_the_same_overfits():
    data = simulated(2, people=150).data
    labels = {one.name: one.places for one in data.facets}
    middling = 3 + (np.arange(data.n) % 40 == 0)
    scores = np.where(labels["rater"] == 5, middling, data.scores)

    found = fit_statistics(
        mml.fit(ratings(scores, data.candidates.places, labels, scale=(1, 5)), steps_by="rater"),
        "rater",
    )

    # With steps of its own the flat rater is predictable, which is what the model then expects.
    assert found.of(5).infit == pytest.approx(1, abs=0.4)


def test_without_measures_there_is_no_fit():
    model = jmle.fit(ratings([1, 1, 5, 5], [1, 1, 2, 2], {"rater": list("abab")}))

    with pytest.raises(ValueError, match="model: there are no measures"):
        fit_statistics(model, "rater")


def test_a_level_that_is_not_there_is_an_error():
    with pytest.raises(KeyError):
        fit_statistics(jmle.fit(simulated(1).data), "rater").of(99)
