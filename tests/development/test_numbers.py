"""The number of a report: the same for the same results, with a reason for every digit more."""

import re

from assess.instruments import library
from tests.development import samples
from tests.development.samples import LEADERSHIP, facts_of, taken


def test_looking_at_the_answers_and_finding_nothing_leaves_the_number_as_it_was():
    before, after = facts_of(taken(), quality=None), facts_of(taken(), quality=())

    assert before.report_id == after.report_id
    assert after.why_numbered == ""


def test_what_was_noticed_adds_three_digits_to_the_number_and_says_why():
    first = facts_of(taken(), quality=None).report_id

    found = facts_of(taken(), quality=("The answers came very quickly.",))

    assert re.fullmatch(rf"{first}-\d\d\d", found.report_id)
    assert f"what was added to report {first} since" in found.why_numbered


def test_a_goal_adds_to_the_number_and_another_word_in_it_changes_only_that():
    first, one, other = (
        facts_of(taken(), goals=goals).report_id
        for goals in ([], [samples.goal()], [samples.goal(helper="Ada")])
    )

    assert one.startswith(f"{first}-")
    assert other.startswith(f"{first}-")
    assert one != other


def test_a_report_without_a_result_keeps_its_number_as_it_shows_none_of_what_is_added():
    nothing = dict.fromkeys(item.id for item in library.assessment(LEADERSHIP).items)
    before, after = (
        facts_of(taken(answers=nothing), goals=goals, quality=quality)
        for goals, quality in (([], None), ([samples.goal()], ("Most is unanswered.",)))
    )

    assert before.report_id == after.report_id == after.first_id


def test_told_in_another_language_it_is_the_same_report_under_the_same_number():
    quality = ("The answers came very quickly.",)
    one, other = (
        facts_of(taken(), goals=[samples.goal()], quality=quality, told_in=told_in)
        for told_in in ("", "de")
    )

    assert one.title != other.title
    assert one.report_id == other.report_id
