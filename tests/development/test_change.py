"""What two evaluations say about a change, by hand: SEM .3 of nine statements each.

The error of a difference is .3 · √2 = .4243, so chance alone moves it by up to
1.96 · .4243 = .8316. One statement of nine moved by one level is .1111.
"""

import re
from datetime import timedelta

import pytest

from reports import leader_wording
from tests.development.samples import (
    LEADERSHIP,
    MANAGER,
    REWORDED,
    SALESFORCE,
    TAKEN,
    Taken,
    at_levels,
    facts_of,
    scale,
    taken,
)

EARLIER = TAKEN - timedelta(days=120)


def earlier(**more: object) -> Taken:
    return taken(levels=3, at=EARLIER, **more)  # type: ignore[arg-type]


def now(moved: int, level: int) -> Taken:
    """Everything as before but for the first statements on leading."""
    return taken(levels=3, answers=at_levels("leading", *[level] * moved))


@pytest.mark.parametrize(
    ("moved", "level", "said"),
    [
        (8, 4, "Leading people: improved (+0.9 since last time, from 3.0 to 3.9; a difference of "
               "up to 0.8 can come about by chance)."),
        (7, 4, "Leading people: no detectable change (+0.8 since last time, from 3.0 to 3.8; a "
               "difference of up to 0.8 can come about by chance)."),
        (0, 4, "Leading people: no detectable change (0.0 since last time, from 3.0 to 3.0; a "
               "difference of up to 0.8 can come about by chance)."),
        (7, 2, "Leading people: no detectable change (−0.8 since last time, from 3.0 to 2.2; a "
               "difference of up to 0.8 can come about by chance)."),
        (8, 2, "Leading people: declined (−0.9 since last time, from 3.0 to 2.1; a difference of "
               "up to 0.8 can come about by chance)."),
    ],
)  # fmt: skip
def test_a_change_is_one_when_it_is_larger_than_both_errors(moved, level, said):
    found = facts_of(now(moved, level), earlier())

    assert scale(found, "leading").change == said


def test_what_changed_is_listed_one_by_one_and_the_rest_in_one_sentence():
    found = facts_of(now(9, 5), earlier())

    assert found.since == "23 July 2026"
    assert found.changes == (
        "Leading people: improved (+2.0 since last time, from 3.0 to 5.0; a difference of up to "
        "0.8 can come about by chance).",
        "No detectable change: Planning with direction (0.0), Building the team's culture (0.0), "
        "Speed in crisis and change (0.0) and Soundness in crisis and change (0.0).",
    )
    assert scale(found, "leading").before == 3


def test_two_languages_are_said_to_be_two_languages():
    alike = facts_of(now(9, 5), earlier(language="en")).changes
    translated = facts_of(now(9, 5), earlier(language="de")).changes

    assert translated == (leader_wording.OTHER_LANGUAGE, *alike)


def test_with_a_statement_left_out_the_error_is_larger():
    # SEM .3 · √(9/8) = .3182; 1.96 · √(.09 + .10125) = .8571. From 27/9 to 31/8 is .875.
    answers = at_levels("leading", *[4] * 7) | dict.fromkeys([*at_levels("leading", *[3] * 9)][8:])

    found = facts_of(taken(levels=3, answers=answers), earlier())

    assert scale(found, "leading").change == (
        "Leading people: improved (+0.88 since last time, from 3.00 to 3.88; a difference of up "
        "to 0.86 can come about by chance)."
    )


def scored(value: float, name: str = "leading", ref: str = LEADERSHIP, **more: object) -> Taken:
    """An evaluation in which one scale came to a value."""
    one = taken(ref, levels=3, **more)  # type: ignore[arg-type]
    for row in one.attempt.scores:
        row.value = value if row.scale == name else row.value
    return one


def test_a_difference_is_that_of_the_results_as_they_are_printed():
    # 3.555 - 2.245 is 1.31, but the reader sees 2.2 and 3.6.
    found = scale(facts_of(scored(3.555), scored(2.245, at=EARLIER)), "leading")

    assert (found.last_time, found.result) == ("2.2 (seldom)", "3.6 (often)")
    assert "(+1.4 since last time, from 2.2 to 3.6;" in found.change


@pytest.mark.parametrize("before", [1.049, 1.05, 2.25, 2.349, 3.251])
@pytest.mark.parametrize("moved", [0, 0.04, 0.06, 0.8315, 0.8317, 0.85, 0.87, 0.949, 1.3])
def test_a_change_is_printed_larger_than_chance_and_no_change_is_not(before, moved):
    found = scale(facts_of(scored(before + moved), scored(before, at=EARLIER)), "leading")
    difference, first, last, chance = map(float, re.findall(r"\d+\.\d+", found.change))

    assert ("improved" in found.change) is (difference > chance)
    assert round(last - first, 9) == difference


def test_where_neither_end_is_better_words_say_more_or_less():
    attempt = taken(SALESFORCE)
    before = taken(SALESFORCE, at=EARLIER)
    for row in before.attempt.scores:
        row.value = {"customer-side": 1.0, "company-side": 5.0}.get(row.scale, row.value)
    for row in attempt.attempt.scores:
        row.value = {"customer-side": 5.0, "company-side": 1.0}.get(row.scale, row.value)

    found = facts_of(attempt, before)

    assert "more than last time (+4.0" in scale(found, "customer-side").change
    assert "less than last time (−4.0" in scale(found, "company-side").change


def test_a_share_of_credit_changes_in_hundredths():
    # SD .15, r .29: 1.96 · .15 · √(2 · .71) = .3503.
    attempt, before = taken(SALESFORCE), taken(SALESFORCE, at=EARLIER)
    for one, value in ((attempt, 0.9), (before, 0.4)):
        for row in one.attempt.scores:
            row.value = value if row.scale == "selling-mode" else row.value

    found = facts_of(attempt, before)

    assert scale(found, "selling-mode").change == (
        "Choosing when a solution sale fits: improved (+50 of 100 since last time, from 40 "
        "of 100 to 90 of 100; a difference of up to 35 of 100 can come about by chance)."
    )


def test_choices_against_one_another_say_where_more_attention_goes():
    attempt, before = taken(MANAGER), taken(MANAGER, at=EARLIER)
    for one, value in ((attempt, 1.0), (before, -1.0)):
        for row in one.attempt.scores:
            row.value = value if row.scale == "time-selling" else row.value

    assert "more than last time (+2.0" in scale(facts_of(attempt, before), "time-selling").change


def test_a_scale_with_a_question_in_new_words_has_no_verdict_and_the_others_have_theirs():
    found = facts_of(taken(REWORDED, levels=5), taken(MANAGER, levels=1, at=EARLIER))
    unknown = {
        one.id for group in found.groups for one in group.scales if "It is open" in one.change
    }

    assert unknown == {
        "success-models", "leading-metrics", "pay-alignment", "strategic-management",
    }  # fmt: skip
    assert found.changes[-1].startswith(
        "It is open whether anything changed in Turns best practice into success models (+4.0), "
    )
    assert sum("improved" in sentence for sentence in found.changes) == 4
    assert scale(found, "success-models").before == 1


def test_the_same_words_in_another_version_keep_the_verdict():
    found = facts_of(taken(REWORDED, levels=5), taken(REWORDED, levels=1, at=EARLIER))

    assert not any("It is open" in sentence for sentence in found.changes)


def test_answers_to_other_questions_are_never_compared():
    before = earlier()
    before.attempt.structure_hash = "another"

    found = facts_of(now(9, 5), before)

    assert (found.since, found.changes) == ("", ())
    assert all(
        not one.change and one.before is None for group in found.groups for one in group.scales
    )


def test_scores_by_another_rule_are_never_compared():
    assert facts_of(now(9, 5), earlier(rule="0")).changes == ()


def test_a_first_evaluation_says_nothing_about_change():
    found = facts_of(taken())

    assert (found.since, found.changes) == ("", ())


def test_a_scale_without_a_result_at_one_of_both_times_has_no_change():
    missing = dict.fromkeys(at_levels("leading", 3, 3, 3))

    found = facts_of(taken(levels=5, answers=missing), earlier())
    back = facts_of(taken(levels=5), earlier(answers=missing))

    assert scale(found, "leading").change == scale(back, "leading").change == ""
    assert scale(found, "planning").change
    assert scale(back, "leading").before is None


def test_the_profile_keeps_the_result_of_last_time():
    found = facts_of(taken(LEADERSHIP, levels=4), earlier())

    assert scale(found, "planning").before == 3


def test_a_result_of_last_time_is_shown_only_where_there_was_one():
    first, again = facts_of(taken()), facts_of(taken(), earlier())

    assert not any(group.has_last_time for group in first.groups)
    assert all(group.has_last_time for group in again.groups)
    assert scale(again, "planning").last_time == "3.0 (sometimes)"
    assert scale(again, "speed").last_time == scale(again, "speed").shown
