"""Load the talent pools of the demo company, through the real services."""

from datetime import date, timedelta

from assess.accounts.models import User
from assess.database import new_public_id
from assess.sandbox.company import Agreed, Kept, Warm
from assess.sandbox.loading import Loading
from assess.talent import services
from assess.talent.models import Pool
from assess.talent.services import Given, Place, Word


def load_pool(loading: Loading, warm: Warm) -> None:
    """A pool with its people, and every word exchanged with them."""
    keepers = {loading.people[key].id: many for key, many in warm.keepers.items()}
    pool = services.start_pool(
        loading.session,
        public_id=new_public_id(),
        title=warm.title,
        template=warm.template,
        purpose=warm.purpose.strip(),
        keepers=keepers,
        actor=loading.people[next(iter(warm.keepers))],
        now=loading.at(-warm.started),
    )
    for kept in warm.people:
        _load_member(loading, pool, kept)


def _load_member(loading: Loading, pool: Pool, kept: Kept) -> None:
    session, owner, now = loading.session, loading.people[kept.owner], loading.at(-kept.added)
    member = services.add_member(
        session,
        pool,
        public_id=new_public_id(),
        name=kept.name,
        email=kept.email,
        phone=kept.phone,
        place=_place(loading, kept, owner),
        given=_given(loading, kept.consent) if kept.consent else None,
        actor=owner,
        today=now.date(),
        now=now,
    )
    if kept.consent is None:
        services.ask(session, member, loading.sender, actor=owner, today=now.date(), now=now)
    for one in kept.words:
        said = loading.at(-one.days, 8)
        next_on = None if one.action_on is None else _day(loading, one.action_on)
        services.note_word(
            session,
            member,
            Word(one.kind, said.date(), one.note.strip(), one.action, next_on),
            public_id=new_public_id(),
            actor=owner,
            today=said.date(),
            now=said,
        )


def _place(loading: Loading, kept: Kept, owner: User) -> Place:
    review = _day(loading, kept.review)
    return Place(kept.readiness, kept.reason.strip(), owner.id, review, kept.markets, kept.lines)


def _given(loading: Loading, agreed: Agreed) -> Given:
    given_on = loading.at(-agreed.days).date()
    return Given(given_on, _day(loading, agreed.until), agreed.how)


def _day(loading: Loading, days: int) -> date:
    """So many days from today, on a weekend too: the last day of something is what it is."""
    return loading.today.date() + timedelta(days=days)
