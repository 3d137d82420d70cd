"""Pools keep people as long as they agreed, and what was said with them."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update

from assess.accounts.models import User
from assess.accounts.rules import Role
from assess.database import new_public_id, utc_now
from assess.openings import queries as openings
from assess.openings.models import Application, Candidate
from assess.openings.rules import Stage
from assess.queue import OutboxRow
from assess.talent import queries, services
from assess.talent.models import Pool, PoolMember, Touchpoint
from assess.talent.queries import Filters
from assess.talent.rules import Care, Consent, Readiness, TalentRefused, Touch
from assess.talent.services import Given, Word
from assess.tokens import digest
from tests.assessments.staging import invite_in, post_in
from tests.talent.staging import NOW, SENDER, TODAY, day, member, pool


@pytest.fixture
def people(make) -> dict[Role, int]:
    """Ids of somebody of each role that matters here; made before the session begins."""
    make.organisation()
    roles = (Role.HR_PARTNER, Role.HIRING_MANAGER, Role.INTERVIEWER)
    return {role: make.user(role).id for role in roles}


@pytest.fixture
def applied(make) -> int:
    """The id of a candidate in the pipeline of an opening, with Ana's mail address."""
    return make.application(make.opening(), name="Ana Díaz", email="ana@mail.example").candidate_id


@pytest.fixture
def hr(people, session) -> User:
    """Somebody who keeps every pool."""
    return session.get(User, people[Role.HR_PARTNER])


@pytest.fixture
def held(session, hr) -> Pool:
    """A pool."""
    return pool(session, hr)


def speak(session, who, actor, *, public_id="", **fields):
    word = Word(**({"kind": Touch.CONVERSATION, "on": TODAY, "note": "Open in spring."} | fields))
    return services.note_word(
        session, who, word, public_id=public_id or new_public_id(), actor=actor, today=TODAY,
        now=NOW,
    )  # fmt: skip


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_somebody_new_becomes_a_candidate_without_an_opening(session, hr, held):
    who = member(session, held, hr)

    assert (who.candidate.name, who.candidate.email) == ("Ana Díaz", "ana@mail.example")
    assert (who.consent, who.consent_until) == (Consent.GIVEN, day(360))
    assert count(session, Application) == 0


def test_a_candidate_known_from_an_opening_is_the_same_person(applied, session, hr, held):
    who = member(session, held, hr, name="A. Diaz", email="ANA@mail.example", phone="+34 1")

    assert who.candidate_id == applied
    assert (who.candidate.name, who.candidate.phone) == ("Ana Díaz", "+34 1")


def test_nobody_is_in_a_pool_twice(session, hr, held):
    member(session, held, hr)

    with pytest.raises(TalentRefused, match="in this pool already"):
        member(session, held, hr, email="Ana@Mail.example")
    with pytest.raises(TalentRefused, match="a review day in the future"):
        member(session, held, hr, email="b@mail.example", given=None, review_on=day(-1))


def test_a_closed_pool_takes_nobody_in(session, hr, held):
    services.close_pool(session, held, actor=hr, now=NOW)

    with pytest.raises(TalentRefused, match="This pool is closed"):
        member(session, held, hr)


def test_without_consent_somebody_stays_as_long_as_the_question_may_wait(session, hr, held):
    who = member(session, held, hr, given=None)

    assert (who.consent, who.consent_until) == (Consent.ASKED, day(30))


def test_who_is_asked_gets_a_link_of_which_only_a_hash_is_kept(session, hr, held):
    who = member(session, held, hr, given=None)

    services.ask(session, who, SENDER, actor=hr, today=TODAY, now=NOW)

    letter = session.scalars(select(OutboxRow)).one().payload
    token = re.search(r"/stay/([\w-]{43})", str(letter))[1]
    assert queries.member_by_token(session, digest(token)) is who
    assert token not in str(who.token_hash)
    assert "23 November 2027" in str(letter)


@pytest.mark.usefixtures("applied")
def test_who_was_invited_in_german_is_asked_in_german(session, hr, held):
    application = session.scalars(select(Application)).one()
    invite_in(session, application, hr, language="de")
    who = member(session, held, hr, given=None)

    services.ask(session, who, SENDER, actor=hr, today=TODAY, now=NOW)

    letter = post_in(session)[-1]
    assert letter.language == "de"
    assert letter.subject.endswith(": Dürfen wir in Kontakt bleiben?")
    assert "bis zum 23. November 2027" in letter.text
    assert letter.link.endswith("?language=de")


def test_renewed_consent_keeps_somebody_longer(session, hr, held):
    who = member(session, held, hr, given=None)

    services.renew(session, who, Given(TODAY, day(365), "By the link"), actor=None, today=TODAY)

    assert (who.consent, who.consent_until) == (Consent.GIVEN, day(365))


def test_whoever_agreed_stays_through_the_last_day_and_is_gone_the_day_after(session, hr, held):
    who = member(session, held, hr, given=Given(day(-10), day(5), "By mail"), review_on=day(4))
    candidate = who.candidate_id

    list(services.let_go(session, day(5)))
    assert count(session, PoolMember) == 1
    list(services.let_go(session, day(6)))

    assert count(session, PoolMember) == 0
    assert session.get(Candidate, candidate) is None


@pytest.mark.usefixtures("applied")
def test_who_is_in_a_pipeline_leaves_the_pool_only(session, hr, held):
    who = member(session, held, hr)

    services.remove(session, who, actor=hr)

    assert count(session, PoolMember) == 0
    assert count(session, Candidate) == 1


def test_who_is_in_two_pools_stays_in_the_other(session, hr, held):
    other = pool(session, hr, title="Sales manager")
    member(session, other, hr)
    services.remove(session, member(session, held, hr), actor=hr)

    assert [one.pool_id for one in session.scalars(select(PoolMember))] == [other.id]
    assert count(session, Candidate) == 1


@pytest.mark.usefixtures("applied")
def test_whoever_agreed_to_be_kept_is_not_erased_with_an_old_application(session, hr, held):
    member(session, held, hr)
    long_ago = NOW - timedelta(days=900)
    session.execute(update(Candidate).values(created_at=long_ago))
    session.execute(update(Application).values(since=long_ago, stage=Stage.NOT_HIRED))
    session.flush()

    def due(kept):
        return openings.candidates_to_erase(session, NOW, kept)

    assert due(queries.kept()) == []
    assert len(due(select(PoolMember.candidate_id).where(PoolMember.id < 0))) == 1


def test_a_word_settles_what_was_to_come_and_says_what_comes_next(session, hr, held):
    who = member(session, held, hr)

    speak(session, who, hr, next_action="Send the team report", next_on=day(7))

    assert (who.last_word_on, who.next_action, who.next_on) == (
        TODAY, "Send the team report", day(7),
    )  # fmt: skip
    speak(session, who, hr)
    assert (who.next_action, who.next_on) == ("", None)


def test_an_earlier_word_written_down_late_does_not_turn_back_the_last_one(session, hr, held):
    who = member(session, held, hr)
    speak(session, who, hr)
    speak(session, who, hr, on=day(-30))

    assert who.last_word_on == TODAY
    assert [one.said_on for one in who.touches] == [TODAY, day(-30)]


def test_the_same_form_sent_twice_notes_one_word(session, hr, held):
    who, same = member(session, held, hr), new_public_id()

    first, second = (speak(session, who, hr, public_id=same) for _ in range(2))

    assert first is second
    assert count(session, Touchpoint) == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"on": day(1)}, "in the future"),
        ({"next_action": "Call", "next_on": day(-1)}, "today or a later day"),
        ({"next_action": "Call"}, "both words and a day"),
        ({"next_on": day(3)}, "both words and a day"),
    ],
)
def test_a_word_that_cannot_be_is_refused(session, hr, held, fields, said):
    who = member(session, held, hr)

    with pytest.raises(TalentRefused, match=said):
        speak(session, who, hr, **fields)


def test_of_a_conversation_with_somebody_gone_a_day_is_left(session, hr, held):
    who = member(session, held, hr)
    speak(session, who, hr)
    speak(session, who, hr, kind=Touch.MESSAGE)
    services.remove(session, who, actor=hr)

    left = session.scalars(select(Touchpoint)).all()
    assert {(one.note, one.member_id) for one in left} == {("", None)}
    november = date(2026, 11, 1)
    assert queries.conversations(session, held, [november]) == {hr.id: {november: 1}}


def test_conversations_are_counted_by_month(session, hr, held):
    who = member(session, held, hr)
    for said in (day(0), day(-22), day(-23), day(-54)):
        speak(session, who, hr, on=said)

    october, november = date(2026, 10, 1), date(2026, 11, 1)
    assert queries.conversations(session, held, [october, november]) == {
        hr.id: {october: 1, november: 2}
    }


def test_of_two_keepers_who_set_aims_at_once_the_second_is_told(session, hr, held):
    version = held.version
    services.set_aims(session, held, {hr.id: 7}, actor=hr)
    services.set_aims(session, held, {hr.id: 7}, actor=hr)

    assert [one.a_month for one in held.keepers] == [7]
    assert held.version == version + 1


def test_a_pool_says_how_many_wait_for_attention_and_why(session, hr, held):
    member(session, held, hr)
    member(session, held, hr, email="b@mail.example", readiness=Readiness.LATER,
           given=Given(day(-300), day(12), "By mail"), review_on=day(10))  # fmt: skip
    member(session, held, hr, email="c@mail.example", given=None, review_on=day(100))

    numbers = queries.numbers(session, [held], TODAY)[held.id]

    assert numbers.people == 3
    assert numbers.ready == {
        Readiness.NOW: 2, Readiness.WITHIN_A_YEAR: 0, Readiness.LATER: 1,
    }  # fmt: skip
    assert numbers.waiting == {
        Care.CONSENT_OUT: 1, Care.UNANSWERED: 0, Care.REVIEW_DUE: 0, Care.ACTION_DUE: 0,
        Care.SILENT: 0,
    }  # fmt: skip
    assert queries.numbers(session, [held], day(95))[held.id].waiting[Care.SILENT] == 3
    assert queries.numbers(session, [held], day(16))[held.id].waiting[Care.UNANSWERED] == 1


def test_an_empty_pool_has_numbers_too(session, held):
    assert queries.numbers(session, [held], TODAY)[held.id].people == 0


def names(session, held, **filters):
    rows = session.scalars(queries.members(held, Filters(**filters), TODAY))
    found = [one.candidate.name for one in rows]
    assert session.scalar(queries.count_members(held, Filters(**filters), TODAY)) == len(found)
    return found


def test_members_stand_by_readiness_then_name_and_are_found_by_anything(session, hr, held):
    member(session, held, hr, name="Zoë Ng", email="z@mail.example")
    member(session, held, hr, name="Bo Lin", email="b@mail.example", markets=("100% Benelux",))
    member(session, held, hr, email="a@mail.example", readiness=Readiness.LATER, review_on=day(1))
    session.scalars(select(PoolMember)).all()[-1].markets = ["iberia"]

    assert names(session, held) == ["Bo Lin", "Zoë Ng", "Ana Díaz"]
    assert names(session, held, readiness=Readiness.LATER) == ["Ana Díaz"]
    assert names(session, held, tag="100% benelux") == ["Bo Lin"]
    assert names(session, held, tag="benelux") == []
    assert names(session, held, name="DIAZ") == ["Ana Díaz"]
    assert names(session, held, care=Care.REVIEW_DUE) == []
    assert queries.tags_in(session, held) == ["100% Benelux", "Iberia", "Sensors"]


def test_a_candidate_who_is_renamed_is_found_by_the_new_name(session, hr, held):
    who = member(session, held, hr)
    who.candidate.name, who.candidate.sort_name = "Ana Lopez", "ana lopez ana@mail.example"

    assert names(session, held, name="lopez") == ["Ana Lopez"]


def test_hiring_managers_see_the_pools_they_keep(session, people, hr, held):
    mine = session.get(User, people[Role.HIRING_MANAGER])
    own = pool(session, mine, title="Sales manager")

    assert list(session.scalars(queries.pools(mine))) == [own]
    assert list(session.scalars(queries.pools(hr))) == [held, own]
    assert queries.get_pool(session, mine, held.public_id) is None
    assert queries.get_member(session, mine, member(session, held, hr).public_id) is None


@pytest.mark.usefixtures("held")
def test_interviewers_see_no_pool(session, people):
    somebody = session.get(User, people[Role.INTERVIEWER])

    assert list(session.scalars(queries.pools(somebody))) == []


def test_keepers_come_and_go(session, people, hr, held):
    other = people[Role.HIRING_MANAGER]

    services.change_pool(session, held, title="Leaders", purpose="", keepers={other: 3}, actor=hr)

    assert [(one.user_id, one.a_month) for one in held.keepers] == [(other, 3)]


def test_a_pool_that_is_closed_can_be_opened_again(session, hr, held):
    services.close_pool(session, held, actor=hr, now=utc_now())
    assert list(session.scalars(queries.pools(hr))) == []

    services.reopen_pool(session, held, actor=hr)
    assert list(session.scalars(queries.pools(hr))) == [held]
