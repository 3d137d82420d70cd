"""A model card tells how groups stand, by the rules of selection rates, and nobody's secret."""

import json
from datetime import timedelta
from statistics import median

import pytest
from sqlalchemy import select, update

from assess.accounts.models import User
from assess.accounts.rules import Role
from assess.assessments.models import SelfIdentification
from assess.assessments.services import identifying
from assess.database import Base, utc_now
from assess.fit import gathering
from assess.fit.models import FitModel
from assess.fit.rules import Measure, Target
from assess.jobs import measure_model
from assess.openings.models import Application, Opening
from tests import copy_rules
from tests.fit.staging import PLAIN, TEMPLATE, Past, hire_many, offered
from tests.impact.staging import fill, rows
from tests.impact.test_pages import CANARY
from tests.reports.paper import Paper

PEOPLE = 60


@pytest.fixture
def grace(make) -> User:
    make.organisation()
    return make.user(Role.HR_PARTNER, name="Grace Adeyemi")


@pytest.fixture
def rated(app, make, transaction) -> Opening:
    """Sixty candidates of this year; three of four in the model's upper half say they are men."""
    opening = make.opening()
    key = app.extensions["assess.settings"].self_id_secret
    with transaction() as session:
        hire_many(session, session.get_one(Opening, opening.id), Past(PEOPLE))
        session.execute(update(Application).values(created_at=utc_now() - timedelta(days=40)))
        session.flush()
        people = gathering.of_role(session, TEMPLATE).people
        line = {one.public_id: _expected(one) for one in people}
        middle = median(line.values())
        for number, (who, value) in enumerate(sorted(line.items(), key=lambda pair: pair[1])):
            likely, other = ("man", "woman") if value > middle else ("woman", "man")
            said = {"gender": likely if number % 4 else other}
            if number == PEOPLE - 1:
                said = {"gender": "other", "gender_words": CANARY, "minority": "yes"}
            identifying.keep(session, who, said, key, utc_now().date())
    return opening


def _expected(one) -> float:
    terms = zip(PLAIN.names, PLAIN.weights, PLAIN.means, PLAIN.sds, strict=True)
    return sum(weight * (one.mean(name) - mean) / sd for name, weight, mean, sd in terms)


def learned(app, transaction, grace, target=None) -> str:
    """A model that is offered, and its groups counted; its id."""
    with transaction() as session:
        who = session.get_one(User, grace.id)
        model = offered(session, who, *([target] if target else [])).public_id
        measure_model.run(session, {"model": model}, app.extensions["assess.settings"], "")
    return model


@pytest.mark.usefixtures("rated")
def test_the_card_tells_how_groups_stand_and_what_nobody_said_aloud_stays_sealed(
    app, browser, transaction, grace, caplog
):
    model = learned(app, transaction, grace)
    page, address = browser(grace), f"/fit/models/{model}"

    shown = page.get(address)
    paper = " ".join(" ".join(Paper(page.get(f"{address}/card.pdf").data).texts).split())
    told = json.loads(page.get(f"{address}/card.json").data)["subgroups"]

    cells = {one["group"]: one for one in told["sections"][0]["cells"]}
    women, men = cells["woman"], cells["man"]
    assert women["rated"] + men["rated"] == PEOPLE - 1
    assert women["upper"] / women["rated"] < 0.5 * men["upper"] / men["rated"]
    for said in (shown.text, paper):
        assert "rated for this role in the last twelve months" in said
        assert "chance hardly explains it" in said
        assert "1 person said nothing about this, or are in a group" in said
        assert copy_rules.refused(said) == []
    with transaction() as session:
        tables = [t for t in Base.metadata.sorted_tables if t is not SelfIdentification.__table__]
        kept = [str(session.execute(select(table)).all()) for table in tables]
    everything = [shown.html, paper, json.dumps(told), caplog.text, *kept]
    assert not [one for one in everything if CANARY in one]


@pytest.mark.usefixtures("rated")
def test_a_second_model_of_nearly_the_same_people_tells_no_groups(app, browser, transaction, grace):
    learned(app, transaction, grace)

    second = learned(app, transaction, grace, Target(Measure.RATING, 6))

    shown = browser(grace).get(f"/fit/models/{second}").text
    assert "Not told again: fewer than five more people were rated" in shown
    assert "Women" not in shown


@pytest.mark.usefixtures("rated")
@pytest.mark.parametrize(("women", "is_told"), [(3, False), (6, True)])
def test_a_group_that_is_small_in_other_roles_is_not_told_apart(
    app, make, transaction, grace, women, is_told
):
    other = make.opening(template="sales-manager@1.0")
    fill(app, other, [*rows(women, 0, gender="woman"), *rows(3, 4, gender="man")])

    model = learned(app, transaction, grace)

    with transaction() as session:
        found = session.scalars(select(FitModel).where(FitModel.public_id == model)).one()
        assert found.card["subgroups"]["is_told"] is is_told
