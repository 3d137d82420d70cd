"""Plans on the real database: made, moved, ticked off, followed up."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from assess.database import new_public_id
from assess.language import speaking
from assess.onboarding import content, growing, queries, ramp, sheet
from assess.onboarding.models import PlanKey
from assess.onboarding.rules import Ending, OnboardingRefused, Phase, Progress, Side, Source
from assess.onboarding.services import keys, plans, progress, reminders, templates
from assess.onboarding.services.progress import Aim
from assess.openings.models import Application
from assess.queue import OutboxRow
from tests.hiring.staging import assessed
from tests.onboarding.staging import NOW, SENDER, TODAY, plan, task

R_LOW, R_HIGH = 0.110948260351438, 0.803709236850057
"""The interval on day 22 as R prints it."""


def days(number):
    return TODAY + timedelta(days=number)


def mails(session):
    return [
        (row.payload["to"], row.payload["subject"], row.payload["language"])
        for row in session.scalars(select(OutboxRow).order_by(OutboxRow.id))
    ]


@pytest.fixture
def colleague(make):
    """Somebody with an account; made before the session of the test begins."""
    return make.user()


@pytest.fixture
def priya(make, session):
    """A hiring manager, in the session of the test."""
    return session.merge(make.manager(name="Priya Raman"))


def test_a_template_in_use_that_is_edited_makes_a_new_version_and_plans_keep_theirs(session, priya):
    running = plan(session, priya)
    changed = content.without(content.from_json(running.template_version.content), "metrics")

    version = templates.change(session, "sales-leader", changed, actor=priya, now=NOW)
    again = templates.change(
        session, "sales-leader", content.without(changed, "pay-plan"), actor=priya, now=NOW
    )
    later = plan(session, priya, email="second@larkfield.example")

    assert (version.number, again.number) == (2, 2)  # nobody uses it yet
    assert running.template_version.number == 1
    assert task(running, "metrics").words
    assert {"metrics", "pay-plan"}.isdisjoint(one.key for one in later.tasks)


def test_another_first_day_plans_anew_and_what_is_done_stays(session, priya):
    held = plan(session, priya, start_on=days(7))
    keys.send_link(session, held, SENDER, actor=priya, now=NOW)
    done, open_ = task(held, "access"), task(held, "pipeline-review")
    progress.set_done(session, held, done, done=True, by="x", today=TODAY)
    before = (done.due_on, done.done_on)

    plans.move_start(session, held, days(21), SENDER, actor=priya, today=TODAY, now=NOW)

    assert (done.due_on, done.done_on) == before
    assert open_.due_on == date(2027, 1, 4)  # day 22 of 14 December
    moved = next(one for one in held.history if one.kind == "moved")
    assert (moved.fields["from"], moved.fields["to"]) == ("2026-11-30", "2026-12-14")
    assert (moved.fields["done"], moved.fields["planned"]) == (1, len(held.tasks) - 1)
    assert mails(session)[-1][1] == "Larkfield Instruments: your first day has moved"


def test_the_first_day_stays_once_a_check_in_is_written(session, priya):
    held = plan(session, priya, start_on=days(-7), today=days(-10))
    said = {"helped": "Asked first."}
    progress.check_in(session, held, 7, Side.MANAGER, said, None, by="x", today=TODAY, now=NOW)

    with pytest.raises(OnboardingRefused, match="A check-in is written"):
        plans.move_start(session, held, days(7), SENDER, actor=priya, today=TODAY, now=NOW)


def test_the_first_mail_says_whether_the_first_day_has_been(session, priya):
    for start_on in (days(-7), TODAY):
        held = plan(session, priya, start_on=start_on, country="BR", region="sp")
        keys.send_link(session, held, SENDER, actor=priya, now=NOW)

    said = [row.payload["paragraphs"][0] for row in session.scalars(select(OutboxRow))]
    assert held.region == "SP"
    assert [one.partition(" as ")[0] for one in said] == ["You began", "You begin"]


def test_a_tick_taken_back_takes_back_what_waited_for_it(session, priya):
    held = plan(session, priya)
    first, second = task(held, "map-people"), task(held, "meet-people")

    progress.set_done(session, held, first, done=True, by="x", today=days(3))
    planned = second.due_on
    progress.set_done(session, held, first, done=False, by="x", today=days(4))

    assert planned == days(23)
    assert second.due_on is None
    assert held.last_word_on == days(4)


def test_a_phase_takes_no_sixth_outcome_and_the_same_form_adds_one(session, priya):
    held, ids = plan(session, priya), [new_public_id() for _ in range(3)]
    aim = Aim("You know the service team.", "They call you first.")

    for public_id in (ids[0], ids[0], ids[1]):
        progress.add_outcome(
            session, held, Phase.LEARN, aim, public_id=public_id, by="x", today=TODAY
        )

    assert sum(one.phase is Phase.LEARN for one in held.outcomes) == 5
    with pytest.raises(OnboardingRefused, match="Set one aside first"):
        progress.add_outcome(session, held, Phase.LEARN, aim, public_id=ids[2], by="x", today=TODAY)


def test_an_outcome_is_reached_only_with_what_shows_it(session, priya):
    held = plan(session, priya)
    one = held.outcomes[0]

    with pytest.raises(OnboardingRefused, match="what shows that it is reached"):
        progress.change_outcome(
            session, held, one, Aim(one.words, one.criterion), Progress.REACHED, "",
            by="x", today=TODAY,
        )  # fmt: skip


def test_both_halves_of_a_check_in_stay_as_they_are_once_both_are_in(session, priya):
    held = plan(session, priya, start_on=days(-7), today=days(-10))

    def write(side, text, now=NOW):
        name = "next"
        return progress.check_in(
            session, held, 7, side, {name: text}, None, by="x", today=TODAY, now=now
        )

    write(Side.MANAGER, "Introduce them to service.")
    write(Side.MANAGER, "Introduce them to service and finance.")
    write(Side.NEW_HIRE, "Two days in service.", NOW + timedelta(days=1))

    met = sheet.sheet(held, Side.MANAGER, TODAY).checks[0]
    assert (met.due_on, met.met_on) == (TODAY, days(1))
    assert write(Side.NEW_HIRE, "Two days in service.").side is Side.NEW_HIRE  # the same twice
    with pytest.raises(OnboardingRefused, match="Both sides have read"):
        write(Side.MANAGER, "Something else.")
    with pytest.raises(OnboardingRefused, match="opens three days before"):
        progress.check_in(
            session, held, 30, Side.MANAGER, {"next": "x"}, None, by="x", today=TODAY, now=NOW
        )


def test_what_the_interviews_showed_stands_in_the_plan_with_its_source(make, session):
    manager, other, panel = make.manager(), make.manager(), [make.user(), make.user()]
    hire = make.hire(panel, manager=manager)
    for person in panel:
        make.submitted(hire.interview_id, person, 3)
    make.debriefed(hire)
    actor = session.merge(manager)
    application = session.scalars(
        select(Application).where(Application.public_id == hire.application_id)
    ).one()

    found = growing.proposals(session, actor, application, language="de", zone="Europe/London")
    stranger = session.merge(other)
    hidden = growing.proposals(session, stranger, application, language="en", zone="UTC")
    held = plan(session, actor, email="hired@larkfield.example")

    strong = [one for one in found if one.is_strength]
    weak = [one for one in found if not one.is_strength]
    assert len(strong) == 2
    assert {one.phase for one in strong} == {Phase.LEARN}
    assert {one.phase for one in weak} == {Phase.CONTRIBUTE}
    assert all(one.source is Source.INTERVIEW and "Sie" in one.words for one in found)
    assert all("what the role asks for" in one.finding for one in found)
    assert hidden == []
    assert {one.source for one in held.outcomes} == {Source.TEMPLATE}


@pytest.mark.parametrize(
    ("instrument", "level", "said", "how"),
    [
        ("smart-sales-leader-sjt@1.0", 3, "Vor einem eiligen Schritt", "Zwei Entscheidungen"),
        ("true-sales-leadership@1.0", 2, "Sie machen in diesem Bereich eines anders", "zwei Gele"),
    ],
)
def test_what_an_assessment_showed_becomes_an_outcome_and_no_errand(
    make, session, instrument, level, said, how
):
    hire = make.hire(manager=make.manager())
    for person in hire.panel:
        make.submitted(hire.interview_id, person, 3)
    make.debriefed(hire)
    assessed(make, hire, instrument, level)
    application = session.scalars(
        select(Application).where(Application.public_id == hire.application_id)
    ).one()

    found = growing.proposals(
        session, session.merge(hire.manager), application, language="de", zone="UTC"
    )

    (one,) = [one for one in found if one.source is Source.ASSESSMENT]
    assert one.words.startswith(said)
    assert how in one.criterion
    assert "most room on" in one.finding


def test_reminders_go_out_once_in_the_morning_of_the_reader_and_in_their_language(session, priya):
    held = plan(
        session, priya, start_on=days(1), language="de", time_zone="America/New_York",
        country="US", region="", today=days(-3),
    )  # fmt: skip
    keys.send_link(session, held, SENDER, actor=priya, now=NOW)
    due = task(held, "read-plan")
    assert due.due_on == days(-3)  # the weekend lies before the first day
    due.due_on = TODAY
    session.flush()

    for hour in (9, 12, 13, 14):  # 4, 7, 8 and 9 in the morning there
        list(reminders.remind(session, SENDER, NOW.replace(hour=hour)))

    theirs = [mail for mail in mails(session) if mail[0] == held.email][1:]
    assert theirs == [(held.email, "Larkfield Instruments: in Ihrem Plan fällig", "de")]
    links = session.scalars(select(PlanKey).where(PlanKey.plan_id == held.id)).all()
    assert len(links) == 2


def test_a_plan_made_late_begins_with_nothing_overdue_and_is_not_silent(session, priya):
    held = plan(session, priya, start_on=days(-14), country="", region="")
    found = sheet.sheet(held, Side.MANAGER, TODAY)

    list(reminders.remind(session, SENDER, NOW))

    assert (found.is_silent, found.checks[0].due_on) == (False, TODAY)
    assert not any(one.is_late for one in [*found.tasks, *found.checks])
    assert not any(one.moved for one in found.tasks if one.task.due_on == TODAY)
    assert session.scalars(queries.plans(priya, queries.Show.SILENT, "", TODAY)).all() == []
    assert not any("no word" in subject or "again" in subject for _, subject, _ in mails(session))


def test_silence_is_told_to_manager_and_people_team_once(colleague, session, priya):
    grace = session.merge(colleague)
    held = plan(session, priya, start_on=days(-14), today=days(-20), hr=grace)
    for one in held.tasks:
        one.due_on = None
    session.flush()

    for _ in range(2):
        list(reminders.remind(session, SENDER, NOW))

    told = [to for to, subject, _ in mails(session) if "no word for 14 days" in subject]
    assert sorted(told) == sorted([priya.email, grace.email])


def test_reminders_that_are_cut_off_go_out_once_to_everybody(session, priya):
    held = [plan(session, priya, email=f"n{one}@larkfield.example") for one in range(3)]

    chunks = reminders.remind(session, SENDER, NOW, at_once=1)
    next(chunks)
    lost = session.begin_nested()
    next(chunks)
    lost.rollback()
    list(reminders.remind(session, SENDER, NOW, at_once=2))
    list(reminders.remind(session, SENDER, NOW + timedelta(hours=1)))

    rows = session.scalars(select(OutboxRow)).all()
    assert len(rows) == len({(row.event, row.recipient) for row in rows})
    told = [one for one in held if any(one.public_id in row.payload["link"] for row in rows)]
    assert told == held


def test_ramp_time_equals_survival_in_r(session, priya):
    # survival 3.5.3: survfit(Surv(c(16,22,19,27,40,70), c(1,1,1,1,0,0)) ~ 1,
    # conf.type = "log-log")
    reached = {16: True, 22: True, 19: True, 27: True, 40: False, 70: False}
    for number, (day, there) in enumerate(reached.items()):
        today = TODAY - timedelta(days=119)
        held = plan(
            session, priya, start_on=today, today=today, email=f"n{number}@larkfield.example"
        )
        on = held.start_on + timedelta(days=day - 1)
        if there:
            progress.set_milestones(session, held, {"pipeline-review": on}, by="x", today=on)
        else:
            plans.end(session, held, Ending.STOPPED, actor=priya, today=on, now=NOW)
    other = plan(session, priya, start_on=days(7), email="ahead@larkfield.example")

    followed = queries.followed(session, "sales-leader", "pipeline-review", TODAY)
    (found,) = ramp.ramps(followed, "the first review")

    assert sorted(followed[1]) == sorted(reached.items())
    assert other.start_on > TODAY  # counts nowhere
    step = next(one for one in found.curve.steps if one.time == 22)
    assert step.share == pytest.approx(0.5, abs=1e-9)
    assert step.interval == pytest.approx((R_LOW, R_HIGH), abs=1e-9)
    assert (found.people, found.reached) == (6, 4)
    assert found.sentences[0].startswith("Half had come to the first review by day 24.5")


def test_a_german_plan_is_german_throughout(session, priya):
    held = plan(session, priya, language="de")

    with speaking("de"):
        assert task(held, "first-talk").words.startswith("Eine Stunde nehmen")
    assert held.milestones[0].words == "Erstes Gespräch über die Pipeline geführt"
