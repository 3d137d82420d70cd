"""The diary as its page reads it."""

from dataclasses import dataclass

from assess.audit import queries
from assess.audit.services import record


@dataclass
class Thing:
    """Something that may stand in the diary."""

    public_id: str = "thing"
    __tablename__ = "thing"


def test_the_diary_is_read_newest_first_and_filtered(transaction):
    for action, who in (("first", "ada"), ("second", "ada"), ("first", "ada"), ("first", "ben")):
        with transaction() as session:
            record(session, action, Thing(), actor=who)

    with transaction() as session:

        def found(**filters: str) -> list[int]:
            return [entry.id for entry in session.scalars(queries.entries(**filters))]

        assert found() == [4, 3, 2, 1]
        assert found(action="first") == [4, 3, 1]
        assert found(action="first", actor="ben") == [4]
        assert found(actor="nobody") == []
        assert queries.actions(session) == ["first", "second"]
