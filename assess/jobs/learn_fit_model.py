"""Learn a model from outcomes of hires; scikit-learn is loaded here, once there is work."""

from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from assess.config import Settings
from assess.database import utc_now
from assess.fit import gathering
from assess.fit.rules import NO_PLAN, Learned, ModelStatus
from assess.fit.services import learned
from assess.later import later

if TYPE_CHECKING:
    from assess.fit import lacking, learning
else:
    lacking = later("assess.fit.lacking")
    learning = later("assess.fit.learning")


class StillAtIt(Exception):
    """Another worker was heard of a moment ago; it may have died since."""


def run(session: Session, payload: dict[str, Any], _settings: Settings, _key: str) -> None:
    """Learn one model, unless it is done; while another worker is at it, later.

    No transaction is open while it is worked out, but for a moment after each repeat.
    """
    model = learned.begin(session, str(payload["model"]), utc_now())
    if model is None:
        if learned.is_under_way(session, str(payload["model"])):
            raise StillAtIt("Another worker was at this model a moment ago.")
        return
    session.commit()
    gathered, target = gathering.of_role(session, model.template), model.target
    session.commit()

    def heard(done: int, total: int) -> None:
        learned.hear(session, model, done, total, utc_now())
        session.commit()

    try:
        found = Learned(ModelStatus.REFUSED, NO_PLAN, {})
        if gathered is not None:
            found = lacking.refused(gathered, target) or learning.learn(
                gathered, target, heard=heard
            )
        session.refresh(model)
        learned.finish(session, model, found, utc_now())
    except Exception:
        session.rollback()
        learned.give_back(session, model)
        session.commit()
        raise
