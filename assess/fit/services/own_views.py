"""Record what somebody thinks of a candidate before a model's advice is opened to them."""

from datetime import datetime

from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.audit.services import record
from assess.fit import queries
from assess.fit.models import FitView
from assess.openings.models import Application


def record_view(
    session: Session, application: Application, conclusion: int, reason: str, *,
    actor: User, now: datetime,
) -> FitView:  # fmt: skip
    """Keep somebody's own view for good: what was thought first is never changed by advice."""
    held = queries.own_view(session, actor, application.id)
    if held is not None:
        return held
    view = FitView(
        application_id=application.id, user_id=actor.id, conclusion=conclusion, reason=reason,
        recorded_at=now,
    )  # fmt: skip
    session.add(view)
    session.flush()
    fields = {"conclusion": conclusion, "reason": reason}
    record(session, "fit-view.recorded", view, actor=actor.public_id, fields=fields)
    return view
