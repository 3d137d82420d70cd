"""What whoever rates a candidate must not hear of: adjustments asked for, and single answers."""

import pytest

from assess.accounts.rules import Role
from assess.assessments.services import adjustments
from tests.assessments import staging
from tests.assessments.staging import SELF
from tests.factories import SENDER
from tests.hiring.staging import invited


@pytest.fixture
def grace(make):
    """Somebody of the people team with a place on the panel."""
    return make.user(Role.HR_PARTNER, name="Grace Adeyemi")


@pytest.fixture
def hire(make, grace):
    return make.hire([grace, make.user(name="Omar Haddad")])


@pytest.fixture
def asked(make, hire):
    """Ask for an adjustment; gives the path of the invitation and that of the request."""

    def ask():
        link = invited(make, hire, SELF)
        with make.transaction() as session:
            invitation = staging.attempt(session, link).invitation
            wish = adjustments.ask_for_adjustment(
                session, invitation, "More time.", SENDER, invitation.created_at
            )
            path = f"/assessments/{invitation.public_id}"
            return path, f"{path}/adjustments/{wish.public_id}"

    return ask


def test_whoever_is_to_rate_hears_nothing_of_a_request_while_another_can_decide(
    make, browser, grace, asked
):
    hanna = make.user(Role.HR_PARTNER, name="Hanna Wirth")
    path, request = asked()
    rating, free = browser(grace), browser(hanna)

    told = [one.name for one in staging.post(make) if "adjustment is asked" in one.subject]
    assert told == ["Hanna Wirth"]
    assert rating.get(request).code == 404
    assert "djustment" not in rating.get(path).text
    assert "adjustment" not in rating.get("/home").text
    assert free.get(request).code == 200
    assert "Adjustments" in free.get(path).text


def test_a_request_is_not_lost_when_nobody_else_may_decide(make, browser, grace, asked):
    _path, request = asked()

    assert [one.name for one in staging.post(make) if "adjustment is asked" in one.subject] == [
        "Grace Adeyemi"
    ]
    assert browser(grace).get(request).code == 200


def test_whoever_is_to_rate_reads_no_single_answers(make, browser, grace, asked):
    hanna = make.user(Role.HR_PARTNER, name="Hanna Wirth")
    path, _request = asked()

    assert browser(grace).get(f"{path}/answers/1").code == 404
    assert "/answers/1" not in browser(grace).get(path).html
    assert browser(hanna).get(f"{path}/answers/1").code == 200
