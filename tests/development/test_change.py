"""What two evaluations say about a change, by hand: SEM .3 of nine statements each.

The error of a difference is .3 · √2 = .4243, so chance alone moves it by up to
1.96 · .4243 = .8316. One statement of nine moved by one level is .1111.
"""

from datetime import timedelta

import pytest

from reports import leader_wording
from tests.development.samples import (
    LEADERSHIP,
    MANAGER,
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
        (8, 4, "Leading people: improved (+0.9 since last time; a difference of up to 0.8 can "
               "come about by chance)."),
        (7, 4, "Leading people: no detectable change (+0.8 since last time; a difference of up "
               "to 0.8 can come about by chance)."),
        (0, 4, "Leading people: no detectable change (0.0 since last time; a difference of up "
               "to 0.8 can come about by chance)."),
        (7, 2, "Leading people: no detectable change (−0.8 since last time; a difference of up "
               "to 0.8 can come about by chance)."),
        (8, 2, "Leading people: declined (−0.9 since last time; a difference of up to 0.8 can "
               "come about by chance)."),
    ],
)  # fmt: skip
def test_a_change_is_one_when_it_is_larger_than_both_errors(moved, level, said):
    found = facts_of(now(moved, level), earlier())

    assert scale(found, "leading").change == said


def test_what_changed_is_listed_one_by_one_and_the_rest_in_one_sentence():
    found = facts_of(now(9, 5), earlier())

    assert found.since == "23 July 2026"
    assert found.changes == (
        "Leading people: improved (+2.0 since last time; a difference of up to 0.8 can come about "
        "by chance).",
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
        "Leading people: improved (+0.88 since last time; a difference of up to 0.86 can come "
        "about by chance)."
    )


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
        "Choosing when a solution sale fits: improved (+50 of 100 since last time; a difference "
        "of up to 35 of 100 can come about by chance)."
    )


def test_choices_against_one_another_say_where_more_attention_goes():
    attempt, before = taken(MANAGER), taken(MANAGER, at=EARLIER)
    for one, value in ((attempt, 1.0), (before, -1.0)):
        for row in one.attempt.scores:
            row.value = value if row.scale == "time-selling" else row.value

    assert "more than last time (+2.0" in scale(facts_of(attempt, before), "time-selling").change


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
