"""Production never serves the demo company, whose sign-ins are known to everyone."""

import pytest

from assess.accounts.models import Organisation, User
from assess.accounts.rules import Role
from assess.config import Settings
from assess.extensions import db
from assess.factory import create_app
from assess.sandbox.services import SandboxRefused
from tests.accounts.doors import HASH, is_in, sign_in


@pytest.fixture
def production(app) -> Settings:
    """The same data in production."""
    settings: Settings = app.extensions["assess.settings"]
    return settings.model_copy(
        update={"mode": "production", "base_url": "https://assess.larkfield.example"}
    )


def real(make):
    """Make the company a real one."""
    make.organisation()
    with make.transaction() as session:
        session.get_one(Organisation, 1).sandbox = False


def test_the_demo_company_is_refused(make, production):
    make.organisation()

    with pytest.raises(SandboxRefused, match="Use another ASSESS_DATA"):
        create_app(production)


def test_one_made_up_person_is_enough_to_refuse(make, production):
    real(make)
    gone = make.user()
    with make.transaction() as session:
        session.get_one(User, gone.id).active = False

    with pytest.raises(SandboxRefused, match="go back to ASSESS_MODE=demo"):
        create_app(production)


def test_a_real_company_is_served(make, production):
    real(make)
    make.user(sandbox=False)

    app = create_app(production)
    answer = app.test_client().get("/login", base_url=production.base_url)

    with app.app_context():
        db.engine.dispose()
    assert answer.status_code == 200


def test_in_production_nobody_is_exempt_from_the_second_factor(app, make, browser, monkeypatch):
    grace = make.user(Role.HR_PARTNER, password_hash=HASH)
    visitor = browser(None)
    monkeypatch.setitem(app.config, "DEMO", False)

    sign_in(visitor, grace.email)

    assert not is_in(visitor)
