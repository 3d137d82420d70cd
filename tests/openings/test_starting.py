"""Openings begin from a template or an earlier one, change hands, close and open again."""

import pytest
from sqlalchemy import func, select

from assess.accounts.models import User
from assess.accounts.rules import Role
from assess.audit.models import AuditEntry
from assess.database import new_public_id, utc_now
from assess.instruments import library
from assess.openings import queries, rules
from assess.openings.models import Opening
from assess.openings.rules import OpeningRefused, OpeningStatus, PlanStatus
from assess.openings.services import openings, plans


def start(session, actor, people=(), template="regional-sales-leader@1.0"):
    """An opening as the first page starts it."""
    return openings.start_opening(
        session,
        library.role_template(template),
        public_id=new_public_id(),
        people=[(user.id, user.name) for user in people],
        actor=session.get(User, actor.id),
        now=utc_now(),
    )


def copy(session, source, actor):
    """A copy of an opening, read anew as a page would."""
    session.flush()
    session.expire_all()
    return openings.copy_opening(
        session,
        session.get(Opening, source.id),
        public_id=new_public_id(),
        actor=session.get(User, actor.id),
        now=utc_now(),
    )


@pytest.mark.parametrize("ref", [template.ref for template in library.latest_role_templates()])
def test_every_template_gives_an_opening_that_can_be_published_at_once(session, make, ref):
    priya, omar, mei = make.manager(), make.user(), make.user()

    opening = start(session, priya, [omar, mei], ref)
    plans.publish(session, opening, opening.plans[0], actor=priya, now=utc_now())

    template = library.role_template(ref)
    assert (opening.title, opening.outcomes) == (template.title, list(template.outcomes))
    assert opening.must_haves == list(template.must_haves)
    assert opening.status is OpeningStatus.OPEN


def test_a_new_plan_takes_zones_and_questions_from_the_template_and_weighs_equally(session, make):
    opening = start(session, make.manager(), [make.user()])

    template = library.role_template("regional-sales-leader@1.0")
    aims = queries.aims(opening.plans[0])
    assert [(a.competency, a.zone, a.questions) for a in aims] == [
        (target.id, target.zone, target.questions) for target in template.targets
    ]
    assert {aim.weight for aim in aims} == {rules.EQUAL}


def test_behaviours_that_need_a_reason_start_switched_off(session, make):
    opening = start(session, make.manager(), [make.user()])

    framework = library.framework(opening.plans[0].framework)
    optional = [b.id for c in framework.competencies for b in c.behaviours if b.optional]
    assert optional
    assert opening.plans[0].behaviours_off == optional


def test_whoever_starts_an_opening_runs_it_and_sits_first_on_the_panel(session, make):
    priya, omar, mei = make.manager(), make.user(), make.user()

    opening = start(session, priya, [omar, priya, mei])

    assert [member.user_id for member in opening.members] == [priya.id]
    assert [seat.user_id for seat in opening.plans[0].seats] == [priya.id, omar.id, mei.id]


def test_a_plan_remembers_by_which_questionnaires_it_was_made(session, make):
    plan = start(session, make.manager(), [make.user()]).plans[0]

    assert plan.framework_hash == library.framework(plan.framework).structure_hash
    assert plan.guide_hash == library.guide(plan.guide).structure_hash


def test_a_copy_is_a_draft_of_its_own(session, make):
    priya, mei = make.manager(), make.manager()
    source = make.opening(priya)

    held = copy(session, source, mei)
    held.outcomes = ["Something else"]
    session.flush()

    session.refresh(session.get(Opening, source.id))
    assert session.get(Opening, source.id).outcomes != ["Something else"]
    assert (held.status, held.plans[0].status) == (OpeningStatus.DRAFT, PlanStatus.DRAFT)
    assert [member.user_id for member in held.members] == [mei.id]
    assert held.plans[0].number == 1


def test_a_copy_keeps_targets_questions_and_panel(session, make):
    mei = make.manager()
    source = make.opening(panel=[make.user(), make.user()])

    held = copy(session, source, mei)

    earlier = session.get(Opening, source.id).plans[0]
    assert queries.aims(held.plans[0]) == queries.aims(earlier)
    session.refresh(held.plans[0], ["seats"])
    assert queries.seats(held.plans[0]) == queries.seats(earlier)


def test_a_copy_leaves_out_people_whose_account_is_closed(session, make):
    omar, mei, eva = make.user(), make.user(), make.user()
    source = make.opening(panel=[omar, mei, eva])
    session.get(User, omar.id).active = False

    held = copy(session, source, mei)

    assert [seat.user_id for seat in held.plans[0].seats] == [mei.id, eva.id]


def test_questions_of_somebody_who_left_pass_to_those_who_stay(session, make):
    omar, mei, eva = make.user(), make.user(), make.user()
    source = make.opening(panel=[omar, mei, eva])
    session.get(User, omar.id).active = False

    plan = copy(session, source, mei).plans[0]

    session.refresh(plan, ["seats"])
    assert rules.gaps(queries.aims(plan), queries.seats(plan)) == []


def test_a_copy_takes_the_newest_plan_even_while_it_is_written(session, make):
    source = make.opening()
    held = session.get(Opening, source.id)
    actor = held.members[0].user
    draft = plans.start_new_version(session, held, actor=actor, now=utc_now())
    draft.show_resume = True

    assert copy(session, source, actor).plans[0].show_resume is True


def test_a_role_is_changed_without_touching_others(session, make):
    ids = [make.opening().id for _ in range(2)]
    changed, other = (session.get(Opening, opening_id) for opening_id in ids)

    openings.change_role(
        session,
        changed,
        title="Head of sales",
        location="Lyon",
        outcomes=["Grow"],
        must_haves=["French"],
        actor=changed.members[0].user,
    )

    assert (changed.title, changed.location, changed.outcomes) == (
        "Head of sales",
        "Lyon",
        ["Grow"],
    )
    assert (other.title, other.must_haves == ["French"]) == ("Regional sales leader", False)


def test_a_team_changes_and_keeps_those_who_stay(session, make):
    comes, opening_id = make.manager(), make.opening().id
    opening = session.get(Opening, opening_id)
    stays = opening.members[0]

    openings.change_team(session, opening, {stays.user_id, comes.id}, actor=stays.user)

    assert opening.members[0] is stays
    assert [member.user_id for member in opening.members] == [stays.user_id, comes.id]


def test_an_opening_is_never_left_without_anybody(session, make):
    opening = session.get(Opening, make.opening().id)

    with pytest.raises(OpeningRefused, match="Keep at least one person"):
        openings.change_team(session, opening, set(), actor=opening.members[0].user)

    assert len(opening.members) == 1


def test_a_change_of_the_team_makes_open_forms_outdated(session, make):
    comes, opening_id = make.manager(), make.opening().id
    opening = session.get(Opening, opening_id)
    actor, version = opening.members[0].user, opening.version

    openings.change_team(session, opening, {actor.id, comes.id}, actor=actor)
    grown = opening.version
    openings.change_team(session, opening, {m.user_id for m in opening.members}, actor=actor)

    assert (grown, opening.version) == (version + 1, version + 1)


def test_an_opening_closes_and_opens_again(session, make):
    opening = session.get(Opening, make.opening().id)
    actor = opening.members[0].user

    seen = []
    for status in (OpeningStatus.CLOSED, OpeningStatus.OPEN):
        openings.set_status(session, opening, status, actor=actor)
        seen.append(opening.status)

    assert seen == [OpeningStatus.CLOSED, OpeningStatus.OPEN]


def test_an_opening_without_a_published_plan_does_not_open(session, make):
    opening = session.get(Opening, make.opening(published=False).id)

    with pytest.raises(OpeningRefused, match="Publish a plan first"):
        openings.set_status(session, opening, OpeningStatus.OPEN, actor=opening.members[0].user)

    assert opening.status is OpeningStatus.DRAFT


def test_the_first_score_is_noted_once(session, make):
    opening = session.get(Opening, make.opening().id)
    first = utc_now()

    openings.note_first_score(session, opening, first)
    openings.note_first_score(session, opening, utc_now())

    assert opening.first_score_at == first


def test_every_change_stands_in_the_diary(transaction, make):
    opening, priya = make.opening(), make.user(Role.HR_PARTNER)

    with transaction() as session:
        held = session.get(Opening, opening.id)
        openings.change_team(session, held, {priya.id}, actor=priya)
        openings.set_status(session, held, OpeningStatus.CLOSED, actor=priya)

    with transaction() as session:
        entries = select(AuditEntry.action).where(
            AuditEntry.subject == opening.public_id, AuditEntry.actor == priya.public_id
        )
        assert session.scalars(entries).all() == ["opening.team-changed", "opening.closed"]
        assert session.scalar(select(func.count()).select_from(Opening)) == 1
