"""What every step of loading the demo company needs."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.mail import Sender
from assess.sandbox.company import Company

FRIDAY = 4


@dataclass(frozen=True)
class Loading:
    """The session, who there is, and the day that days are counted from."""

    session: Session
    company: Company
    people: dict[str, User]
    sender: Sender
    today: datetime

    def at(self, days: int, hour: int = 9) -> datetime:
        """An hour of a working day about so many days from today."""
        zone = ZoneInfo(self.company.time_zone)
        day = self.today.astimezone(zone).replace(hour=hour, minute=0, second=0, microsecond=0)
        day += timedelta(days=days)
        while day.weekday() > FRIDAY:
            day += timedelta(days=1 if days > 0 else -1)
        return day
