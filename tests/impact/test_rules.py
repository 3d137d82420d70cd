"""Who counts at a step, and what is kept back so that numbers tell of nobody."""

from datetime import date

import pytest

from assess.impact import findings, rules
from assess.impact.rules import (
    Applied,
    Cell,
    Common,
    Counted,
    Outcome,
    Question,
    Standing,
    Step,
    Told,
)
from assess.openings.rules import Stage

DAY = date(2026, 11, 23)


def applied(stage: Stage, left: Stage, role: str = "a", **said: str) -> Applied:
    return Applied(Standing("x", role, stage, left), said)


def people(group: str, passed: int, refused: int) -> list[Applied]:
    """Women or men who were given an offer, and who were turned down before an interview."""
    came = [applied(Stage.OFFER, Stage.OFFER, gender=group)] * passed
    return came + [applied(Stage.NOT_HIRED, Stage.NEW, gender=group)] * refused


PASSED, REFUSED, WAITING, WITHDREW = Outcome


@pytest.mark.parametrize(
    ("stage", "left", "expected"),
    [
        (Stage.NEW, Stage.NEW, (WAITING, None, None, WAITING)),
        (Stage.NOT_HIRED, Stage.NEW, (REFUSED, None, None, REFUSED)),
        (Stage.WITHDRAWN, Stage.NEW, (WITHDREW, None, None, WITHDREW)),
        (Stage.DEBRIEF, Stage.DEBRIEF, (PASSED, WAITING, None, WAITING)),
        (Stage.NOT_HIRED, Stage.INTERVIEW, (PASSED, REFUSED, None, REFUSED)),
        (Stage.WITHDRAWN, Stage.OFFER, (PASSED, PASSED, WITHDREW, PASSED)),
        (Stage.NOT_HIRED, Stage.OFFER, (PASSED, PASSED, REFUSED, PASSED)),
        (Stage.HIRED, Stage.NEW, (PASSED, PASSED, PASSED, PASSED)),
    ],
)
def test_each_step_counts_who_came_to_it_and_was_decided_on(stage, left, expected):
    standing = Standing("x", "a", stage, left)

    assert tuple(rules.outcome(step, standing) for step in Step) == expected


def test_where_somebody_stood_last_is_the_last_stage_in_which_anybody_waited():
    moves = [(None, Stage.NEW), (Stage.NEW, Stage.INTERVIEW), (Stage.INTERVIEW, Stage.NOT_HIRED)]

    assert rules.last_running(moves, Stage.NOT_HIRED) is Stage.INTERVIEW
    back = [*moves[:2], (Stage.INTERVIEW, Stage.NEW), (Stage.NEW, Stage.NOT_HIRED)]
    assert rules.last_running(back, Stage.NOT_HIRED) is Stage.NEW
    assert rules.last_running([], Stage.NOT_HIRED) is Stage.NEW


@pytest.mark.parametrize(
    ("said", "groups"),
    [
        ({}, (None, None, None)),
        ({"gender": "not-said", "minority": "yes"}, (None, "yes", None)),
        ({"gender_words": "Agender", "minority": "no"}, ("other", "no", "other no")),
        ({"gender": "woman", "minority": "yes"}, ("woman", "yes", "woman yes")),
    ],
)
def test_a_group_is_what_somebody_said_and_nothing_else(said, groups):
    one = applied(Stage.NEW, Stage.NEW, **said)

    assert tuple(one.group(question) for question in Question) == groups


def test_groups_below_five_stand_with_those_who_said_nothing():
    everybody = [
        *people("woman", 3, 3), *people("man", 4, 6), *people("other", 1, 3),
        applied(Stage.NOT_HIRED, Stage.NEW), applied(Stage.OFFER, Stage.OFFER),
    ]  # fmt: skip

    found = rules.count(Step.WHOLE, everybody, DAY)

    gender = found.told[0]
    assert [(one.group, one.n, one.passed) for one in gender.cells] == [
        ("man", 10, 4), ("woman", 6, 3),
    ]  # fmt: skip
    assert gender.rest == 6
    assert (found.decided, found.passed) == (22, 9)
    assert [one.cells for one in found.told[1:]] == [(), ()]


@pytest.mark.parametrize(
    ("women", "men"), [((0, 8), (3, 5)), ((8, 0), (5, 3))], ids=["all who passed", "all refused"]
)
def test_a_step_is_kept_back_where_everybody_with_one_outcome_said_the_same(women, men):
    everybody = people("woman", *women) + people("man", *men)

    assert rules.count(Step.WHOLE, everybody, DAY).told[0].uniform
    # One person with that outcome who said nothing makes it a guess again.
    unsaid = [applied(Stage.OFFER, Stage.OFFER), applied(Stage.NOT_HIRED, Stage.NEW)]
    assert rules.count(Step.WHOLE, everybody + unsaid, DAY).told[0].cells


def test_a_group_that_shrinks_on_the_way_is_named_and_not_counted():
    """That it shrinks is a finding; what became of the last two is theirs."""
    everybody = people("woman", 2, 10) + people("man", 9, 3) + people("other", 7, 3)
    everybody += [applied(Stage.HIRED, Stage.OFFER)] * 3

    found = rules.count(Step.OFFER, everybody, DAY).told[0]

    assert [(one.group, one.n) for one in found.cells] == [("man", 9), ("other", 7)]
    assert (found.rest, found.small) == (5, ("woman",))
    shown = findings.question_facts(found, findings.pack_on(DAY))
    assert shown.rest.endswith("Too few at this step to be shown: women.")
    whole = rules.count(Step.WHOLE, everybody, DAY).told[0]
    assert [(one.group, one.n) for one in whole.cells] == [
        ("man", 12), ("other", 10), ("woman", 12),
    ]  # fmt: skip


@pytest.mark.parametrize("unsaid", [0, 2])
def test_a_small_group_cannot_be_found_by_subtraction(unsaid):
    everybody = people("woman", 2, 10) + people("man", 9, 3) + people("other", 7, 3)
    everybody += [applied(Stage.HIRED, Stage.OFFER)] * unsaid

    found = rules.count(Step.OFFER, everybody, DAY).told[0]

    assert (found.cells, found.rest) == ((), 18 + unsaid)
    assert findings.question_facts(found, findings.pack_on(DAY)).reason == findings.TOO_FEW_HERE


def test_small_groups_of_an_analysis_made_earlier_are_not_told_either():
    cells = (Cell("man", 9, 9), Cell("other", 7, 3), Cell("woman", 1, 1))
    common = (Common("woman", "man", 0.5, None, None, None, 2, False),)

    found = rules.without_small(Told(Question.GENDER, cells, 6, common=common))

    assert (found.cells, found.rest, found.common) == (cells[:2], 7, ())


def test_a_gap_that_only_the_number_of_groups_explains_is_named_with_the_answer():
    cells = (
        Cell("man no", 26, 16), Cell("woman no", 24, 19), Cell("woman yes", 10, 4),
    )  # fmt: skip
    told = Told(Question.BOTH, cells)
    step = Counted(Step.INTERVIEW, DAY, 60, 39, 0, 0, (told,))
    pack = findings.pack_on(step.as_of)

    said = findings.answer([step], pack)
    below = findings.question_facts(told, pack).sentences

    assert said[0].startswith("No difference is beyond chance once every comparison")
    assert "women of a minority passed at 0.51 of the rate of women of no minority" in said[1]
    assert [one.endswith(findings.AMONG_ALL) for one in below] == [False, True]
