"""Run inside a copy of the product: 200 candidates with open debriefs, whose reports are asked for.

`python -m bench.stack` prints as JSON who may ask for them, and their applications' public ids.
"""

import json
import sys

from sqlalchemy import update

from assess import config, migrate
from assess.accounts.rules import Role
from assess.database import utc_now
from assess.extensions import db
from assess.factory import create_app
from assess.queue import OutboxRow
from bench.prepare import tidied, transactions
from tests.factories import Hire, Make

REPORTS, PANEL = 200, 3
NOTE = "Named the client's target figure and told how the plan was changed to reach it. "


def main() -> None:
    """Interview, rate and open debriefs, as people do."""
    app = create_app(config.load())
    with app.app_context():
        migrate.upgrade(db.engine)
    transaction = transactions(app)
    make = Make(transaction)
    make.organisation()
    hr = make.user(Role.HR_PARTNER, name="Grace Adeyemi")
    manager = make.manager(name="Priya Raman")
    panel = [make.user(name=f"Interviewer {number}") for number in range(PANEL)]
    opening = make.opening(manager, panel)
    people = []
    for number in range(REPORTS):
        one = make.application(opening, name=f"Candidate {number}")
        interview = make.interview(one, manager)
        for at, user in enumerate(panel):
            make.submitted(interview, user, 2 + (number + at) % 4, note=NOTE * 3)
        make.debriefed(Hire(opening.public_id, one.public_id, interview, manager, panel))
        people.append(one.public_id)
    with transaction() as session:
        session.execute(update(OutboxRow).values(done_at=utc_now()))
    with app.app_context():
        tidied(db.engine)
    json.dump({"hr": hr.public_id, "people": people}, sys.stdout)


if __name__ == "__main__":
    main()
