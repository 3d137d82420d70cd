"""Plans are written as drafts, frozen when published, and go on as new versions."""

from dataclasses import replace
from threading import Event, Thread
from time import sleep

import pytest

from assess.accounts.models import User
from assess.database import utc_now
from assess.instruments import library
from assess.interviews import queries as interview_queries
from assess.openings import queries, rules
from assess.openings.models import Opening, Plan
from assess.openings.rules import OpeningRefused, OpeningStatus, PlanStatus, Seat
from assess.openings.services import openings, plans


@pytest.fixture
def draft(session, make) -> Plan:
    """A plan that is being written, with a panel of two."""
    opening = make.opening(published=False)
    return session.get(Opening, opening.id).plans[0]


@pytest.fixture
def published(session, make) -> Plan:
    """A plan interviews may rest on."""
    opening = make.opening()
    return session.get(Opening, opening.id).plans[0]


def actor_of(plan):
    """Whoever runs the opening of a plan."""
    return plan.opening.members[0].user


def change_kit(session, plan, aims=None, **changes):
    """Save the second step as it stands, but for what the test names."""
    values = {
        "behaviours_off": plan.behaviours_off,
        "show_resume": plan.show_resume,
        "weights_reason": plan.weights_reason,
    }
    plans.change_kit(
        session,
        plan,
        aims if aims is not None else queries.aims(plan),
        **values | changes,
        actor=actor_of(plan),
        now=utc_now(),
    )


def change_panel(session, plan, seats):
    """Save the third step."""
    plans.change_panel(session, plan, seats, actor=actor_of(plan), now=utc_now())
    session.refresh(plan, ["seats"])


def publish(session, plan):
    """Take the fourth step."""
    session.refresh(plan, ["seats"])
    plans.publish(session, plan.opening, plan, actor=actor_of(plan), now=utc_now())


def next_version(session, plan):
    """Begin the next version."""
    return plans.start_new_version(session, plan.opening, actor=actor_of(plan), now=utc_now())


def heavier(plan):
    """Targets in which the first competency counts twice."""
    first, *rest = queries.aims(plan)
    return [replace(first, weight=2.0), *rest]


def test_a_kit_is_changed(session, draft):
    first, *rest = queries.aims(draft)
    wanted = [replace(first, zone=(2.0, 2.5), questions=first.questions[:1]), *rest]

    change_kit(session, draft, wanted, show_resume=True)

    session.refresh(draft)
    assert queries.aims(draft) == wanted
    assert draft.show_resume is True


def test_unequal_weights_keep_their_reason(session, draft):
    change_kit(session, draft, heavier(draft), weights_reason="Few clients, large ones.")

    assert queries.aims(draft)[0].weight == 2.0
    assert draft.weights_reason == "Few clients, large ones."


def test_unequal_weights_without_a_reason_are_refused(session, draft):
    with pytest.raises(OpeningRefused, match="Say why the competencies"):
        change_kit(session, draft, heavier(draft))

    assert not rules.are_unequal(queries.aims(draft))


def test_a_reason_for_unequal_weights_cannot_be_taken_away(session, draft):
    change_kit(session, draft, heavier(draft), weights_reason="Few clients, large ones.")

    with pytest.raises(OpeningRefused, match="Say why the competencies"):
        change_kit(session, draft, weights_reason="")

    assert draft.weights_reason == "Few clients, large ones."


def test_weights_made_equal_again_forget_their_reason(session, draft):
    change_kit(session, draft, heavier(draft), weights_reason="Few clients, large ones.")

    equal = [replace(aim, weight=rules.EQUAL) for aim in queries.aims(draft)]
    change_kit(session, draft, equal)

    assert draft.weights_reason == ""


def test_a_question_about_a_behaviour_left_off_is_refused(session, draft):
    framework, guide = library.framework(draft.framework), library.guide(draft.guide)
    competency = framework.competencies[0]
    question = guide.questions_for(competency.id)[0]
    first, *rest = queries.aims(draft)
    asked = [replace(first, questions=(question.id,)), *rest]

    with pytest.raises(OpeningRefused, match="only shows a behaviour you left off"):
        change_kit(session, draft, asked, behaviours_off=list(question.behaviours))


def test_targets_are_locked_from_the_first_score_on(session, published):
    draft = next_version(session, published)
    openings.note_first_score(session, draft.opening, utc_now())

    with pytest.raises(OpeningRefused, match="Target zones and weights are locked"):
        change_kit(session, draft, heavier(draft), weights_reason="Few clients, large ones.")


def test_targets_changed_before_the_first_score_are_not_published_after_it(session, published):
    draft, before = next_version(session, published), queries.aims(published)
    change_kit(session, draft, heavier(draft), weights_reason="Few clients, large ones.")
    openings.note_first_score(session, draft.opening, utc_now())

    with pytest.raises(OpeningRefused, match="Target zones and weights are locked"):
        publish(session, draft)

    change_kit(session, draft, before)
    publish(session, draft)
    assert queries.aims(draft) == before


def test_questions_may_change_after_the_first_score(session, published):
    draft = next_version(session, published)
    openings.note_first_score(session, draft.opening, utc_now())
    first, *rest = queries.aims(draft)

    change_kit(session, draft, [replace(first, questions=first.questions[:1]), *rest])

    assert queries.aims(draft)[0].questions == first.questions[:1]


def test_a_panel_is_changed_and_keeps_the_rows_of_those_who_stay(session, draft):
    stays, goes = draft.seats
    seats = queries.seats(draft)

    change_panel(session, draft, seats[:1])

    assert [seat.id for seat in draft.seats] == [stays.id]
    assert goes not in session


def test_every_question_is_asked_by_somebody_who_rates_what_it_shows(session, draft):
    first, second = queries.seats(draft)
    one, *others = [aim.competency for aim in queries.aims(draft)]
    seats = [
        replace(first, competencies=frozenset({one}), questions=frozenset()),
        replace(second, competencies=frozenset(others)),
    ]

    change_panel(session, draft, seats)

    asked = {question: seat for seat in queries.seats(draft) for question in seat.questions}
    for aim in queries.aims(draft):
        assert all(aim.competency in asked[question].competencies for question in aim.questions)


def test_a_question_stays_with_whom_it_was_given_to(session, draft):
    first, second = queries.seats(draft)
    question = queries.aims(draft)[0].questions[0]
    seats = [
        replace(first, questions=first.questions - {question}),
        replace(second, questions=second.questions | {question}),
    ]

    change_panel(session, draft, seats)

    assert question in queries.seats(draft)[1].questions


def test_a_newly_chosen_question_gets_somebody_who_asks_it(session, draft):
    first, *rest = queries.aims(draft)
    known = library.guide(draft.guide).questions_for(first.competency)
    chosen = tuple(question.id for question in known)

    change_kit(session, draft, [replace(first, questions=chosen), *rest], behaviours_off=[])

    assert rules.gaps(queries.aims(draft), queries.seats(draft)) == []


def test_a_question_taken_out_is_asked_by_nobody(session, draft):
    first, *rest = queries.aims(draft)
    gone = first.questions[-1]

    change_kit(session, draft, [replace(first, questions=first.questions[:-1]), *rest])

    assert all(gone not in seat.questions for seat in queries.seats(draft))


def test_publishing_opens_the_opening(session, draft):
    publish(session, draft)

    assert (draft.status, draft.opening.status) == (PlanStatus.PUBLISHED, OpeningStatus.OPEN)
    assert draft.published_at is not None


def test_publishing_a_plan_of_a_closed_opening_leaves_it_closed(session, draft):
    openings.set_status(session, draft.opening, OpeningStatus.CLOSED, actor=actor_of(draft))

    publish(session, draft)

    assert draft.opening.status is OpeningStatus.CLOSED


def test_a_plan_with_a_gap_is_not_published(session, draft):
    change_panel(session, draft, queries.seats(draft)[:1])

    with pytest.raises(OpeningRefused, match="is rated by one person"):
        publish(session, draft)

    assert draft.status is PlanStatus.DRAFT


def test_a_plan_that_switches_every_behaviour_off_is_not_published(session, draft):
    framework = library.framework(draft.framework)
    draft.behaviours_off = [b.id for c in framework.competencies for b in c.behaviours]

    with pytest.raises(OpeningRefused, match="Keep at least one behaviour"):
        publish(session, draft)


def test_somebody_whose_account_is_closed_is_no_rater_of_a_draft(session, draft):
    session.get(User, draft.seats[0].user_id).active = False
    session.flush()

    with pytest.raises(OpeningRefused, match="is rated by one person"):
        publish(session, draft)


def test_a_published_plan_goes_on_naming_somebody_who_left(session, published):
    session.get(User, published.seats[0].user_id).active = False
    session.flush()

    assert len(queries.seats(published)) == 2


def test_two_panels_are_published_when_somebody_sits_on_both(session, make):
    opening, cem = make.opening(published=False), make.user(name="Cem")
    plan = session.get(Opening, opening.id).plans[0]
    first, second = queries.seats(plan)
    both = [
        first,
        second,
        replace(first, panel=2),
        Seat(2, cem.id, "Cem", first.competencies, frozenset()),
    ]

    change_panel(session, plan, both)
    publish(session, plan)

    assert [(seat.panel, seat.user_id) for seat in plan.seats] == [
        (1, first.person),
        (1, second.person),
        (2, first.person),
        (2, cem.id),
    ]


def test_two_panels_of_strangers_are_not_published(session, make):
    opening, cem, dan = make.opening(published=False), make.user(), make.user()
    plan = session.get(Opening, opening.id).plans[0]
    first, second = queries.seats(plan)
    strangers = [replace(first, panel=2, person=cem.id), replace(second, panel=2, person=dan.id)]
    change_panel(session, plan, [first, second, *strangers])

    with pytest.raises(OpeningRefused, match="Some panels share no interviewer"):
        publish(session, plan)


@pytest.mark.parametrize("step", ["kit", "panel", "publish"])
def test_a_published_plan_does_not_change(session, published, step):
    aims, seats = queries.aims(published), queries.seats(published)

    with pytest.raises(OpeningRefused, match="published"):
        {
            "kit": lambda: change_kit(session, published, aims, show_resume=True),
            "panel": lambda: change_panel(session, published, seats[:1]),
            "publish": lambda: publish(session, published),
        }[step]()

    assert (queries.aims(published), queries.seats(published)) == (aims, seats)
    assert published.show_resume is False


def test_a_new_version_starts_as_the_last_one_was(session, published):
    version = next_version(session, published)

    session.refresh(version, ["seats"])
    assert (version.number, version.status) == (2, PlanStatus.DRAFT)
    assert queries.aims(version) == queries.aims(published)
    assert queries.seats(version) == queries.seats(published)


def test_only_one_version_is_written_at_a_time(session, published):
    version = next_version(session, published)

    assert next_version(session, published) is version
    assert len(published.opening.plans) == 2


def test_publishing_a_version_replaces_the_one_before(session, published):
    version = next_version(session, published)

    publish(session, version)

    assert (published.status, version.status) == (PlanStatus.REPLACED, PlanStatus.PUBLISHED)
    assert queries.published_plan(published.opening) is version


def test_interviews_arranged_earlier_keep_their_version(make, transaction):
    hire = make.hire()

    with transaction() as session:
        opening = queries.get_opening(session, session.merge(hire.manager), hire.opening_id)
        first = opening.plans[0]
        publish(session, next_version(session, first))
        interview = interview_queries.get_interview(session, hire.interview_id)

        assert interview.plan is first
        assert interview_queries.plan_of(session, interview.application) is first


def test_of_two_who_begin_the_next_version_at_once_the_second_gets_that_of_the_first(
    make, transaction
):
    opening, numbers = make.opening(), []

    def begin():
        with transaction() as session:
            plan = session.get(Opening, opening.id).plans[-1]
            started.wait(timeout=10)
            numbers.append(next_version(session, plan).number)

    started = Event()
    threads = [Thread(target=begin) for _ in range(2)]
    for thread in threads:
        thread.start()
    sleep(0.1)
    started.set()
    for thread in threads:
        thread.join()

    assert numbers == [2, 2]
