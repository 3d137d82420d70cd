"""Reports that leaders released and cards of models, by the stack; and what stays with leaders."""

import io
import zipfile

import pytest
from sqlalchemy import select

from assess.accounts.models import User
from assess.accounts.rules import Role
from assess.desk.models import Report
from tests.desk import staging
from tests.desk.test_batches import started
from tests.development.staging import evaluated, goal_set
from tests.fit.staging import NOW, offered
from tests.reports.paper import Paper


@pytest.fixture
def grace(make) -> User:
    make.organisation()
    return make.user(Role.HR_PARTNER, name="Grace Adeyemi")


@pytest.fixture
def lucia(make) -> User:
    return make.user(Role.LEADER, name="Lucía Ferrer")


def papers(packed) -> list[str]:
    archive = zipfile.ZipFile(io.BytesIO(packed.data))
    names = [name for name in archive.namelist() if name.endswith(".pdf")]
    return [" ".join(" ".join(Paper(archive.read(name)).texts).split()) for name in names]


def test_a_leaders_report_is_the_people_teams_only_while_it_is_released(
    app, browser, make, grace, lucia
):
    make.user(Role.LEADER, name="Kofi Never-Answered")
    goal_set(make, lucia, NOW)
    report = evaluated(make, lucia)
    desk, own = browser(grace), browser(lucia)

    before = desk.get("/reports/leader")
    own.get(f"/me/reports/{report}/release")
    released = own.post(f"/me/reports/{report}/release", {"then": "release"})
    looked, shown, _ = started(desk, "leader")
    staging.work(app)
    packed = desk.post(f"{shown.path}/zip", {})
    own.post(f"/me/reports/{report}/release", {"then": "take-back"})
    after = desk.post(f"{shown.path}/zip", {})
    file_of = make.transaction()

    # Who has evaluated themselves at all cannot be told from who has not.
    assert before.text.count("Has released no report.") == 2
    assert "The people team can have this report now." in released.text
    assert "2 reports: 1 ready, 1 not." in looked.text
    (said,) = papers(packed)
    assert "Lucía Ferrer" in said
    assert "Ask before I tell." not in said
    assert "Nothing is ready to download." in after.text
    with file_of as session:
        kept = session.scalars(select(Report.public_id)).one()
    assert desk.post(f"{shown.path}/files/{kept}", {}).code == 404


def test_a_report_taken_back_before_it_is_made_is_not_made(app, browser, make, grace, lucia):
    report = evaluated(make, lucia)
    desk, own = browser(grace), browser(lucia)
    own.get(f"/me/reports/{report}/release")
    own.post(f"/me/reports/{report}/release", {"then": "release"})
    _, shown, _ = started(desk, "leader")

    own.post(f"/me/reports/{report}/release", {"then": "take-back"})
    staging.work(app)

    assert "Has released no report." in desk.get(shown.path).text


def test_cards_of_models_come_by_the_stack(app, browser, make, grace):
    make.opening()
    with make.transaction() as session:
        offered(session, session.get_one(User, grace.id))
    desk = browser(grace)

    looked, shown, _ = started(desk, "model")
    staging.work(app)

    assert "1 report: 1 ready" in looked.text
    (said,) = papers(desk.post(f"{shown.path}/zip", {}))
    assert "Model card" in said
    assert "Rating of the work, 12 months after the hire" in said
