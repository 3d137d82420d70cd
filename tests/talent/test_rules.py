"""Readiness, consent and care: pure decisions."""

from datetime import date, timedelta

import pytest

from assess.talent import rules
from assess.talent.rules import Care, Consent, Standing, TalentRefused

TODAY = date(2026, 11, 23)


def days(number):
    return TODAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("given", "until", "said"),
    [
        (days(1), days(100), "in the future"),
        (days(-10), TODAY, "has run out"),
        (TODAY, days(731), "two years at most"),
    ],
)
def test_a_consent_that_cannot_be_is_refused(given, until, said):
    with pytest.raises(TalentRefused, match=said):
        rules.check_consent(given, until, TODAY)


def test_a_consent_of_today_holds_for_two_years_at_most():
    rules.check_consent(TODAY, days(730), TODAY)


def test_a_review_lies_ahead_and_within_the_consent():
    rules.check_review(days(1), TODAY, days(1))
    with pytest.raises(TalentRefused, match="in the future"):
        rules.check_review(TODAY, TODAY, days(90))
    with pytest.raises(TalentRefused, match="before the consent ends"):
        rules.check_review(days(91), TODAY, days(90))


def standing(**fields):
    usual = {
        "added_on": days(-10),
        "review_on": days(60),
        "consent": Consent.GIVEN,
        "consent_until": days(200),
        "last_word_on": None,
        "next_on": None,
    }
    return Standing(**(usual | fields))


def test_somebody_looked_after_waits_for_nothing():
    assert rules.care(standing(), TODAY) == ()


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"consent_until": days(30)}, Care.CONSENT_OUT),
        ({"review_on": TODAY}, Care.REVIEW_DUE),
        ({"next_on": TODAY}, Care.ACTION_DUE),
        ({"added_on": days(-90)}, Care.SILENT),
        ({"added_on": days(-300), "last_word_on": days(-90)}, Care.SILENT),
    ],
)
def test_each_reason_to_look_after_somebody_begins_on_its_day(fields, expected):
    the_day_before = {name: day + timedelta(days=1) for name, day in fields.items()}

    assert rules.care(standing(**fields), TODAY) == (expected,)
    assert rules.care(standing(**fields | the_day_before), TODAY) == ()


def test_a_question_for_consent_waits_for_attention_in_its_last_fortnight():
    asked = {"consent": Consent.ASKED, "added_on": days(-16)}

    assert rules.care(standing(consent_until=days(14), **asked), TODAY) == (Care.UNANSWERED,)
    assert rules.care(standing(consent_until=days(15), **asked), TODAY) == ()


def test_what_is_most_urgent_stands_first():
    late = standing(consent_until=days(3), review_on=days(-3), next_on=days(-1))

    assert rules.care(late, TODAY) == (Care.CONSENT_OUT, Care.REVIEW_DUE, Care.ACTION_DUE)


@pytest.mark.parametrize(
    ("held", "asked_on", "until"), [(30, 0, 30), (30, 20, 50), (50, 45, 60), (60, 59, 60)]
)
def test_asking_again_keeps_nobody_for_ever_without_a_yes(held, asked_on, until):
    assert rules.asked_until(TODAY, days(held), days(asked_on)) == days(until)


def test_the_last_day_of_consent_still_counts():
    assert not rules.is_over(TODAY, TODAY)
    assert rules.is_over(days(-1), TODAY)


def test_tags_are_read_as_people_type_them():
    assert rules.tags(" Mid-size  pharma,  Key accounts\nmid-size pharma\n\n") == [
        "Mid-size pharma",
        "Key accounts",
    ]


def test_too_many_or_too_long_tags_are_refused():
    with pytest.raises(TalentRefused, match="12 tags at most"):
        rules.tags(",".join(f"tag {number}" for number in range(13)))
    with pytest.raises(TalentRefused, match="too long for a tag"):
        rules.tags("x" * 61)


@pytest.mark.parametrize(
    ("day", "first", "after"),
    [
        (date(2026, 12, 31), date(2026, 12, 1), date(2027, 1, 1)),
        (date(2026, 2, 1), date(2026, 2, 1), date(2026, 3, 1)),
    ],
)
def test_a_month_ends_where_the_next_begins(day, first, after):
    assert rules.month_of(day) == (first, after)


def test_months_go_back_over_the_turn_of_the_year():
    assert rules.months_until(date(2026, 2, 28), 3) == [
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    ]
