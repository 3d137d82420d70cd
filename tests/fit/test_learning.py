"""Models are learned in the product itself: a planted signal is found, noise and leaks are not."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from assess.config import Settings
from assess.database import utc_now
from assess.fit import cards, gathering, queries, validity
from assess.fit.models import FitModel
from assess.fit.rules import FitRefused, Measure, ModelStatus, Target
from assess.fit.services import learned
from assess.jobs import learn_fit_model
from assess.openings.models import Opening
from assess.queue import OutboxRow
from assess.science.fit.model import to_mapping
from tests.fit.staging import (
    NOW,
    PLAIN,
    RATED,
    STAYED,
    TEMPLATE,
    TODAY,
    Past,
    hire_many,
    learner,
    offered,
)


@pytest.fixture
def opening_id(make) -> int:
    """The id of an opening of a role."""
    make.organisation()
    return make.opening().id


def learn(session, opening_id, past, target=RATED) -> FitModel:
    """What the job makes of a past, asked for and run as in the product."""
    opening = session.get(Opening, opening_id)
    hire_many(session, opening, past)
    model = learned.ask(session, TEMPLATE, target, actor=learner(session, opening), now=NOW)
    row = session.scalars(select(OutboxRow).where(OutboxRow.kind == learned.KIND)).one()
    learn_fit_model.run(session, row.payload, Settings(_env_file=None), row.key)
    session.commit()
    return model


def test_a_planted_signal_is_offered_and_used_only_once_a_person_decides(session, opening_id):
    model = learn(session, opening_id, Past(150, signal=0.9))

    assert model.status is ModelStatus.OFFERED
    assert model.card["gain"]["low"] > 0
    assert model.card["rivals"][0]["gain"]["low"] > 0
    assert model.done == model.total == 10
    assert queries.models_in_use(session, TEMPLATE, TODAY) == []
    owner = learner(session, session.get(Opening, opening_id))
    learned.put_in_use(session, model, "To look twice.", actor=owner, now=NOW, today=TODAY)
    session.commit()

    assert queries.models_in_use(session, TEMPLATE, TODAY) == [model]
    assert learned.parameters(session, model).n == 150
    assert queries.models_in_use(session, TEMPLATE, TODAY.replace(year=2027, month=12)) == []


def test_a_table_of_validity_says_how_often_chance_lets_one_stand_out(session, opening_id):
    hire_many(session, session.get(Opening, opening_id), Past(12))
    gathered = gathering.of_role(session, TEMPLATE)

    found = validity.validities(gathered, RATED)
    few = validity.validities(gathered, Target(Measure.RATING, 3))

    assert validity.by_chance(found) == (
        "Of 7 results looked at together, chance alone lets one stand out about 30 times in 100 "
        "at most."
    )
    assert validity.by_chance(few) == ""


def test_pure_noise_is_refused(session, opening_id):
    model = learn(session, opening_id, Past(150))

    assert model.status is ModelStatus.REFUSED
    assert "it is not offered. Use the plain weighted mean." in model.reason
    assert model.parameters is None
    with pytest.raises(FitRefused, match="not better than the plain mean"):
        learned.put_in_use(session, model, "Still.", actor=model.asked_by, now=NOW, today=TODAY)


@pytest.mark.parametrize(
    ("past", "target", "said", "check"),
    [
        (Past(40, signal=0.9), RATED, "There are 40, so 60 are missing.", "No competency tells"),
        (Past(120, copied=True), RATED, "unless one was made from the other", "Not passed: "),
        (Past(120, constant=True), RATED, "Everybody has the same outcome, 4.", "cannot be"),
        (Past(120), STAYED, "The outcome is ‘yes’ for everybody.", "cannot be"),
        (Past(1), RATED, "There is 1, so 99 are missing.", "cannot be"),
    ],
    ids=["too few", "leak", "constant", "one class", "one person"],
)
def test_what_nothing_can_be_learned_from_is_named(session, opening_id, past, target, said, check):
    model = learn(session, opening_id, past, target)

    assert model.status is ModelStatus.REFUSED
    assert said in " ".join(model.card["missing"])
    assert model.card["leakage"][2].startswith(check) or check in model.card["leakage"][2]
    assert "Limits" not in [one.title for one in cards.facts_of(model, "L", "UTC", TODAY).sections]


def test_changed_numbers_give_no_advice_however_well_their_hash_fits(session, opening_id):
    owner = learner(session, session.get(Opening, opening_id))
    model = offered(session, owner)
    assert learned.parameters(session, model).names == ("strategic", "measurable")

    changed = replace(PLAIN, weights=(2.0, -0.4))
    model.parameters = {**to_mapping(PLAIN), "weights": [2.0, -0.4]}
    with pytest.raises(FitRefused, match="somebody or something changed them"):
        learned.parameters(session, model)
    model.parameters = to_mapping(changed)
    model.parameters_hash = model.parameters["hash"]
    with pytest.raises(FitRefused, match="somebody or something changed them"):
        learned.put_in_use(session, model, "It looks right.", actor=owner, now=NOW, today=TODAY)


def test_a_second_worker_leaves_a_model_alone_that_one_is_at(session, opening_id):
    opening = session.get(Opening, opening_id)
    model = learned.ask(session, TEMPLATE, RATED, actor=learner(session, opening), now=NOW)
    again = learned.ask(session, TEMPLATE, RATED, actor=learner(session, opening), now=NOW)

    assert again is model
    assert learned.begin(session, model.public_id, NOW) is model
    assert learned.begin(session, model.public_id, NOW) is None
    session.commit()
    model.heard_at = utc_now()  # it may die now, so whoever comes does not call it done
    with pytest.raises(learn_fit_model.StillAtIt):
        learn_fit_model.run(session, {"model": model.public_id}, Settings(_env_file=None), "")
