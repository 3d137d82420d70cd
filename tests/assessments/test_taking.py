"""Answers are kept as they come, handed in once, and scored."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from assess.assessments import queries
from assess.assessments.models import Score
from assess.assessments.rules import AssessmentRefused, AttemptStatus, Over, Overtaken
from assess.assessments.services import scores, taking
from assess.audit.models import AuditEntry
from assess.instruments import library
from assess.science.scores import scoring
from tests.assessments import staging
from tests.assessments.probe import NOW, PROBE, hand_in, put_on_shelf, receipts, scores_of
from tests.assessments.staging import SELF, Link
from tests.factories import Make

HOUR = timedelta(hours=1)


@pytest.fixture
def link(make: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Link:
    """The probe, mailed to a candidate at `NOW`."""
    put_on_shelf(monkeypatch, tmp_path)
    opening = make.opening()
    return staging.invite(make, make.application(opening), make.manager(), PROBE, now=NOW)


@pytest.fixture
def begun(make: Make, link: Link) -> Link:
    """The same, with its one part begun."""
    staging.started(make, link, NOW)
    return link


@pytest.fixture
def save(make: Make, begun: Link) -> Callable[..., taking.Kept]:
    """Keeps one answer a minute after the beginning."""
    return lambda item, value, **turn: staging.answer(
        make, begun, item, value, NOW + timedelta(minutes=1), **turn
    )


def test_the_order_is_drawn_once_and_the_clock_starts_once(make, link):
    staging.started(make, link, NOW)
    staging.started(make, link, NOW + HOUR)

    with make.transaction() as session:
        attempt = staging.attempt(session, link)
        assert sorted(attempt.order[""]) == sorted(i.id for i in library.assessment(PROBE).items)
        assert {"market", "sit"} <= attempt.order.keys()
        assert attempt.deadline_at == NOW + timedelta(minutes=20)
        diary = session.scalars(select(AuditEntry.action)).all()
        assert diary.count("assessment_attempt.begun") == 1


def test_nothing_begins_after_the_end(make, link):
    with pytest.raises(AssessmentRefused):
        staging.started(make, link, NOW + timedelta(days=10, minutes=2))

    with make.transaction() as session:
        assert staging.attempt(session, link).status is AttemptStatus.NOT_STARTED


def test_an_answer_before_the_beginning_is_refused(make, link):
    with pytest.raises(AssessmentRefused, match="Start this part first"):
        staging.answer(make, link, "h1", 3)


def test_each_change_is_a_new_version_with_a_line_in_the_diary(make, begun, save):
    assert save("h1", 3).version == 1
    assert save("h1", 4, turn=2, seen=1).version == 2

    assert staging.values(make, begun) == {"h1": 4}
    with make.transaction() as session:
        lines = session.scalars(select(AuditEntry).where(AuditEntry.fields.is_not(None))).all()
        assert [one.fields.keys() for one in lines if one.action.endswith("answered")] == [
            {"h1"}, {"h1"}
        ]  # fmt: skip


def test_a_tab_that_has_not_seen_the_newest_answer_gets_it_and_changes_nothing(make, begun, save):
    save("answer", "From the laptop.", tab="laptop")

    with pytest.raises(Overtaken) as refusal:
        save("answer", "From the phone.", tab="phone")

    assert (refusal.value.version, refusal.value.theirs) == (1, "From the laptop.")
    assert staging.values(make, begun) == {"answer": "From the laptop."}


def test_a_tab_that_has_seen_the_newest_answer_takes_its_place(make, begun, save):
    save("answer", "From the laptop.", tab="laptop")

    save("answer", "From the phone.", tab="phone", seen=1)

    assert staging.values(make, begun) == {"answer": "From the phone."}


def test_both_tabs_may_send_the_same_answer(save):
    save("h1", 3, tab="laptop")

    assert save("h1", 3, tab="phone").version == 1


def test_what_a_tab_sent_earlier_and_comes_later_changes_nothing(make, begun, save):
    save("answer", "First and second.", turn=2)

    kept = save("answer", "First.", turn=1)

    assert kept.version == 1
    assert staging.values(make, begun) == {"answer": "First and second."}


def test_an_overtaken_answer_stays_overtaken_when_one_went_back_to_the_first(make, begun, save):
    save("h1", 3, turn=1)
    save("h1", 3, turn=3)  # in between came 4, which is still on its way

    save("h1", 4, turn=2)

    assert staging.values(make, begun) == {"h1": 3}


def test_a_turn_whose_reply_was_lost_may_bring_another_answer(make, begun, save):
    save("h1", 3, turn=1)

    save("h1", 4, turn=1)

    assert staging.values(make, begun) == {"h1": 4}


def test_an_answer_taken_back_is_no_answer(make, begun, save):
    save("h1", 3)
    save("h1", None, turn=2)

    assert staging.values(make, begun) == {"h1": None}
    with make.transaction() as session:
        assert queries.counting_answers(session, staging.attempt(session, begun)) == {}


def test_a_question_of_another_assessment_is_refused(save):
    with pytest.raises(AssessmentRefused, match="not part of your assessment"):
        save("s-outcome", 3)


def test_an_answer_after_handing_in_is_refused(make, begun, save):
    save("market", "home")
    hand_in(make, begun)

    with pytest.raises(Over, match="Your answers are submitted"):
        save("h1", 3)


def test_what_is_needed_holds_up_handing_in(make, begun, save):
    save("h1", 3)

    with pytest.raises(AssessmentRefused, match="must be answered first"):
        hand_in(make, begun)

    assert receipts(make) == []


def test_handing_in_twice_gives_one_receipt_and_one_mail(make, begun, save):
    save("market", "home")
    hand_in(make, begun)
    with make.transaction() as session:
        first = staging.attempt(session, begun).receipt

    hand_in(make, begun, now=NOW + HOUR)

    with make.transaction() as session:
        attempt = staging.attempt(session, begun)
        assert (attempt.receipt, attempt.submitted_at) == (first, NOW)
    assert len(receipts(make)) == 1
    assert first in receipts(make)[0]


def test_the_mail_goes_out_with_the_last_part_and_names_both_receipts(make, monkeypatch, tmp_path):
    put_on_shelf(monkeypatch, tmp_path)
    pair = staging.invite(
        make, make.application(make.opening()), make.manager(), PROBE, SELF, now=NOW
    )
    with make.transaction() as session:
        for attempt in staging.held(session, pair).attempts:
            taking.begin(session, attempt, staging.Random(1), NOW)
    hand_in(make, pair, part=2)
    assert receipts(make) == []

    staging.answer(make, pair, "market", "home", NOW)
    hand_in(make, pair)

    with make.transaction() as session:
        numbers = [one.receipt for one in staging.held(session, pair).attempts]
    assert len(receipts(make)) == 1
    assert all(number in receipts(make)[0] for number in numbers)


def test_scores_turn_reversed_items_round_and_leave_out_what_was_not_on_the_way(make, begun, save):
    for item, value in {"h1": 5, "h2": 4, "h4": 1, "market": "abroad", "a1": 5}.items():
        save(item, value)
    save("market", "home", turn=2)
    hand_in(make, begun)

    assert scores_of(make, begun) == {
        "habits": (pytest.approx(14 / 3), 3, 4),
        "sense": (None, 0, 1),
    }
    assert staging.values(make, begun)["a1"] == 5  # kept, and not counted


def test_questions_that_are_on_the_way_count(make, begun, save):
    for item, value in {"market": "abroad", "a1": 5, "a2": 4, "a3": 3}.items():
        save(item, value)
    hand_in(make, begun)

    assert scores_of(make, begun)["abroad"] == (4, 3, 3)


def test_scores_name_their_rule_and_instrument_and_never_change(make, begun, save):
    save("market", "home")
    hand_in(make, begun)

    with make.transaction() as session:
        attempt = staging.attempt(session, begun)
        scores.score(session, attempt, NOW + HOUR)
        rows = session.scalars(select(Score)).all()
        assert {(s.rule, s.instrument, s.structure_hash, s.scored_at) for s in rows} == {
            (scoring.RULE, PROBE, library.assessment(PROBE).structure_hash, NOW)
        }
        assert len(rows) == 2
