"""Links, clocks, orders and branches: pure decisions."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.assessments import going_on, rules
from assess.assessments.rules import (
    AssessmentRefused,
    AttemptStatus,
    LatePolicy,
    Over,
    WrongEnd,
)
from assess.instruments import library
from assess.instruments.assessment import Assessment
from assess.instruments.items.choices import Paired, Ranking
from tests.assessments.staging import MARKETS, SELF, SITUATIONS
from tests.properties import tried

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
DAY, HOUR, MINUTE, SECOND = (timedelta(**{u: 1}) for u in ("days", "hours", "minutes", "seconds"))
CLOSE, ACCEPT = LatePolicy.CLOSE, LatePolicy.ACCEPT


def outcome(check: Callable[..., None], *args: object, **kwargs: object) -> tuple[type, str]:
    """How a check ends: the refusal and its sentence, or nothing."""
    try:
        check(*args, **kwargs)
    except AssessmentRefused as refusal:
        return type(refusal), str(refusal)
    return type(None), ""


def test_a_code_has_six_digits():
    codes = {rules.new_code() for _ in range(50)}

    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert len(codes) > 40


def test_a_receipt_holds_no_signs_that_are_taken_for_one_another():
    receipts = [rules.new_receipt() for _ in range(50)]

    assert all(len(receipt) == len("R-7K3F-92QD") for receipt in receipts)
    assert not set("".join(one[2:] for one in receipts)) & set("01OI")


@pytest.mark.parametrize(
    ("ends", "revoked", "kind"),
    [
        (DAY, None, type(None)),
        (SECOND, None, type(None)),
        (timedelta(), None, Over),
        (-SECOND, None, Over),
        (DAY, NOW, Over),
    ],
)
def test_a_link_leads_somewhere_until_its_end_unless_withdrawn(ends, revoked, kind):
    found = outcome(rules.check_link, ends_at=NOW + ends, revoked_at=revoked, now=NOW)

    assert found[0] is kind


def test_a_withdrawn_link_says_so_even_when_it_is_over():
    ends = NOW - DAY

    found = outcome(rules.check_link, ends_at=ends, revoked_at=ends, now=NOW)

    assert found == (Over, rules.WITHDRAWN)


@pytest.mark.parametrize(
    ("running", "late", "ends"),
    [
        ([], CLOSE, MINUTE),
        ([], ACCEPT, MINUTE),
        ([20 * MINUTE], CLOSE, 21 * MINUTE),
        ([-20 * MINUTE], CLOSE, MINUTE),
        ([timedelta()], ACCEPT, DAY),
        ([20 * MINUTE], ACCEPT, DAY + 20 * MINUTE),
    ],
)
def test_a_link_outlives_its_end_while_a_part_is_running(running, late, ends):
    assert rules.link_ends(NOW, [NOW + end for end in running], late) == NOW + ends


@pytest.mark.parametrize(
    ("limit", "multiplier", "minutes"),
    [(20, 1.0, 20), (20, 1.25, 25), (20, 3.0, 60), (None, 2.0, None), (20, None, None)],
)
def test_the_deadline_is_the_limit_times_the_persons_own_multiple(limit, multiplier, minutes):
    end = rules.deadline(NOW, limit, multiplier)

    assert end == (None if minutes is None else NOW + minutes * MINUTE)


@pytest.mark.parametrize(
    ("after", "late"),
    [(-HOUR, False), (timedelta(), False), (60 * SECOND, False), (61 * SECOND, True)],
)
def test_an_answer_is_late_once_the_grace_is_over(after, late):
    assert rules.is_late(NOW, NOW + after) is late


@pytest.mark.parametrize(
    ("after", "policy", "over"),
    [(60 * SECOND, CLOSE, False), (61 * SECOND, CLOSE, True), (61 * SECOND, ACCEPT, False),
     (DAY, ACCEPT, False), (DAY + SECOND, ACCEPT, True)],
)  # fmt: skip
def test_answers_are_taken_for_a_minute_or_where_late_ones_count_a_day(after, policy, over):
    assert rules.is_over(NOW, policy, NOW + after) is over


@pytest.mark.parametrize(
    ("ahead", "kind"),
    [(SECOND, type(None)), (366 * DAY, type(None)), (timedelta(), WrongEnd), (367 * DAY, WrongEnd)],
)
def test_an_end_lies_ahead_and_within_a_year(ahead, kind):
    assert outcome(rules.check_end, NOW + ahead, NOW)[0] is kind


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (AttemptStatus.NOT_STARTED, AssessmentRefused),
        (AttemptStatus.IN_PROGRESS, type(None)),
        (AttemptStatus.SUBMITTED, Over),
        (AttemptStatus.TIMED_OUT, Over),
    ],
)
def test_answers_are_taken_only_in_progress(status, kind):
    assert outcome(rules.check_can_write, status)[0] is kind


def test_an_order_keeps_sections_together_and_moves_only_what_is_scored():
    assessment = library.assessment(SELF)

    order = rules.new_order(assessment, Random(3))[""]

    assert sorted(order) == sorted(item.id for item in assessment.items)
    sections = [assessment.section_of(item).id for item in order]
    assert sections == [section.id for section in assessment.sections for _ in section.items]
    for n, item in enumerate(assessment.items):
        if not item.scales and getattr(item, "attention", None) is None:
            assert order[n] == item.id


def test_orders_of_two_people_differ_and_hold_the_options_of_shuffled_items():
    assessment = library.assessment(SITUATIONS)

    first, second = (rules.new_order(assessment, Random(seed)) for seed in (1, 2))

    assert first[""] != second[""]
    shuffled = next(item for item in assessment.items if getattr(item, "shuffle", False))
    assert sorted(first[shuffled.id]) == sorted(second[shuffled.id])
    assert first != {"": first[""]}


@pytest.mark.parametrize(
    ("market", "shown"),
    [(None, False), ("developed", False), ("emerging", True), ("both", True)],
)
def test_a_question_is_on_the_way_only_after_the_answer_it_waits_for(market, shown):
    assessment = library.assessment(MARKETS)
    order = [item.id for item in assessment.items]

    way = rules.shown(assessment, order, {"market": market})

    assert ("em-deciders" in way) is shown
    assert "market" in way


def test_answers_to_questions_that_left_the_way_do_not_count():
    assessment = library.assessment(MARKETS)
    answers = {"market": "developed", "em-deciders": 5, "dv-buyers": 4, "made-up": 3}
    way = rules.shown(assessment, [item.id for item in assessment.items], answers)

    counted = rules.scored_answers(assessment, way, answers)

    assert counted == {"market": "developed", "dv-buyers": 4}


def test_one_half_of_a_choice_of_two_counts_for_nothing():
    assessment = library.assessment(SITUATIONS)
    first, second = [item for item in assessment.items if isinstance(item, Paired)][:2]
    best, worst = first.option_ids[:2]
    whole = {"best": best, "worst": worst}

    counted = rules.scored_answers(
        assessment, [first.id, second.id], {first.id: whole, second.id: {"best": best}}
    )

    assert counted == {first.id: whole}


def test_everything_needed_on_the_way_must_be_answered():
    assessment = _with_needed("market")
    way = ["market", "dv-buyers"]

    refused = outcome(rules.check_can_submit, assessment, way, {}, takes_files=True)
    taken = outcome(
        rules.check_can_submit, assessment, way, {"market": "developed"}, takes_files=True
    )

    assert refused[1] == "Some questions must be answered first. They are marked below."
    assert taken == (type(None), "")


@pytest.mark.parametrize(
    ("move", "order"),
    [
        ("up:b", "bacd"),
        ("down:b", "acbd"),
        ("up:a", "abcd"),
        ("down:d", "abcd"),
        ("up:nothing", "abcd"),
        ("nonsense", "abcd"),
        ("", "abcd"),
    ],
)
def test_a_button_moves_one_line_by_one_place(move, order):
    assert "".join(rules.moved("abcd", move)) == order


@tried
@given(st.permutations("abcdef"), st.sampled_from("abcdef"))
def test_up_and_down_again_is_where_it_was(order, option):
    up = rules.moved(order, f"up:{option}")

    assert sorted(up) == sorted(order)
    assert order[0] == option or rules.moved(up, f"down:{option}") == list(order)


@tried
@given(st.randoms(use_true_random=False))
def test_no_drawn_order_puts_a_question_before_the_one_it_waits_for(chance):
    assessment = library.assessment(MARKETS)

    order = rules.new_order(assessment, chance)[""]

    for item in assessment.items:
        if item.show_if:
            assert order.index(item.show_if.item) < order.index(item.id)


def _with_needed(name: str) -> Assessment:
    held = library.assessment(MARKETS).model_dump()
    for section in held["sections"]:
        for item in section["items"]:
            item["needed"] = item["id"] == name
    return Assessment.model_validate(held)


def test_an_order_nobody_chose_is_no_answer():
    options = [{"id": name, "text": name.title()} for name in ("calls", "plans", "talks")]
    fields = {"id": "rank", "type": "ranking", "text": "Order.", "options": options}
    item = Ranking.model_validate(fields)
    shown = ["talks", "calls", "plans"]

    assert going_on.is_untouched(item, shown, shown)
    assert going_on.is_untouched(item, ["calls", "plans", "talks"], None)
    assert not going_on.is_untouched(item, ["calls", "talks", "plans"], shown)
