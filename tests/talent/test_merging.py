"""Two entries of one person: seen side by side first, then one, with what was noted of both."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from assess.accounts.rules import Role
from assess.database import new_public_id
from assess.desk.models import Batch, Report
from assess.desk.rules import Audience
from assess.openings.models import Candidate
from assess.talent import merging, queries, services
from assess.talent.models import PoolMember
from assess.talent.rules import Consent, TalentRefused, Touch
from assess.talent.services import Word
from tests.talent.staging import NOW, PERSON, POOL, SENDER, TODAY, day, member, pool


@pytest.fixture
def twin(page, today):
    """The address of Ana's other entry, in a pool of its own."""
    other = page.post("/pools/new", page.fields("/pools/new") | POOL | {"title": "Key accounts"})
    said = PERSON | {"email": "ana.diaz@work.example", "review_on": str(today + timedelta(days=9))}
    address = f"{other.path}/people/new"
    return page.post(address, page.fields(address) | said).path


@pytest.mark.usefixtures("twin")
def test_who_the_other_is_stands_there_before_the_button(page, ana, transaction):
    found = page.get(f"{ana}/merge")
    (link,) = (one for one in found.page.links if "/merge/" in one)
    looked = page.get(link)
    with transaction() as session:
        assert session.query(Candidate).count() == 2

    answer = page.post(link, {"keep": "other"})
    again = page.post(link, {"keep": "other"})

    for said in ("ana@mail.example", "ana.diaz@work.example", "Key accounts", "+34 600 000 000"):
        assert said in looked.text
    assert answer.path == again.path == ana
    assert "ana.diaz@work.example" in answer.text
    assert "They are one person already." in again.text
    assert page.get(link).code == 404
    with transaction() as session:
        (held,) = session.scalars(select(Candidate))
        assert (held.email, held.sort_name[-21:]) == ("ana.diaz@work.example",) * 2
        assert session.query(PoolMember).count() == 2


def test_whoever_may_not_make_them_one_reads_why_and_finds_no_button(page, make, ana, twin):
    there = page.get(f"{ana}/merge").page.links
    (link,) = (one for one in there if "/merge/" in one)
    make.application(make.opening(), name="Ana Díaz", email="ana.diaz@work.example")

    looked = page.get(link)
    answer = page.post(link, {"keep": "this"})

    assert "in an opening you do not run, too. Ask an HR partner" in looked.text
    assert "Make them one" not in looked.text
    assert page.get(twin).code == answer.code == 200


@pytest.fixture
def hr(make, session):
    """Somebody who keeps every pool."""
    make.organisation()
    return session.merge(make.user(Role.HR_PARTNER))


def test_two_of_one_pool_keep_reasons_tags_words_and_the_question_in_their_mail(session, hr):
    held = pool(session, hr)
    markets = [tuple(f"{who} {number}" for number in range(12)) for who in ("North", "South")]
    stays = member(session, held, hr, reason="A" * 900, markets=markets[0])
    goes = member(
        session, held, hr, email="b@mail.example", reason="B" * 900, markets=markets[1], given=None
    )
    services.ask(session, goes, SENDER, actor=hr, today=TODAY, now=NOW)
    link = goes.token_hash
    for one, action, on in ((stays, "Send the ad", day(9)), (goes, "Call", day(3))):
        word = Word(Touch.MESSAGE, TODAY, "Said.", action, on)
        services.note_word(
            session, one, word, public_id=new_public_id(), actor=hr, today=TODAY, now=NOW
        )

    merging.merge(session, stays.candidate, goes.candidate, actor=hr)
    session.expire_all()

    assert stays.reason == f"{'A' * 900}\n{'B' * 900}"
    assert stays.markets == [*markets[0], *markets[1]]
    assert len(stays.touches) == 2
    assert (stays.next_action, stays.next_on) == ("Call; Send the ad", day(3))
    assert (stays.consent, stays.consent_until) == (Consent.GIVEN, day(360))
    assert queries.member_by_token(session, link) is stays
    with pytest.raises(TalentRefused, match="the same person already"):
        merging.merge(session, stays.candidate, stays.candidate, actor=hr)


def test_reports_that_were_made_of_one_stay_with_the_person(session, hr):
    held = pool(session, hr)
    stays, goes = (member(session, held, hr, email=f"{one}@mail.example") for one in "ab")
    stack = Batch(audience=Audience.TEAM, user=hr, people=1, asked_at=NOW, expires_at=NOW)
    whose = goes.candidate_id
    session.add(Report(batch=stack, subject="x", candidate_id=whose, name="B", about=""))
    session.flush()

    merging.merge(session, stays.candidate, goes.candidate, actor=hr)
    session.expire_all()

    assert session.scalars(select(Report)).one().candidate_id == stays.candidate_id
