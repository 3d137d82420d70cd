"""What a curve of times says to a manager."""

from assess.science.survival import kaplan_meier, log_rank
from assess.science.survival_words import explain, explain_difference, explain_median
from tests.science.test_survival import DAYS, HAPPENED

EARLY, LATE = (
    ([10, 11, 12, 13, 14, 15, 16, 17], [1] * 8),
    ([60, 61, 62, 63, 64, 65, 66, 67], [1] * 8),
)


def said(days, happened, time):
    return explain(kaplan_meier(days, happened), time, what="the first deal")


def test_a_share_comes_with_its_margin_and_the_number_of_people():
    assert said(DAYS, HAPPENED, 90) == (
        "By day 90, about 60% had come to the first deal; nearly surely between 40% and 80%, "
        "from 24 people."
    )


def test_nobody_and_everybody_are_said_in_words():
    assert said(DAYS, HAPPENED, 7) == "By day 7, none of 24 people had come to the first deal."
    assert said(*EARLY, 30) == "By day 30, all of 8 people had come to the first deal."


def test_what_is_too_little_is_said():
    assert said([10, 20], [1, 1], 30) == (
        "With fewer than five people there is no curve for the first deal yet."
    )
    assert said(DAYS, HAPPENED, 365) == "Nobody here has been followed up to day 365."


def middle(days, happened):
    return explain_median(kaplan_meier(days, happened).median(), what="the first deal")


def test_a_median_says_how_sure_it_is():
    assert middle(DAYS, HAPPENED) == (
        "Half had come to the first deal by day 90; nearly surely between day 60 and day 120."
    )
    assert middle(DAYS[16:], HAPPENED[16:]) == (
        "Half had come to the first deal by day 90; nearly surely not before day 33. "
        f"How late at most cannot be told from {len(DAYS[16:])} people."
    )


def test_a_median_that_is_not_there_says_why():
    assert middle([10] * 6, [0] * 6) == (
        "Fewer than half of 6 people have come to the first deal so far."
    )
    assert middle([10], [1]) == (
        "With fewer than five people there is no middle for the first deal yet."
    )


def test_groups_that_differ_are_told_from_groups_that_do_not():
    same = {"1.0": (DAYS[:16], HAPPENED[:16]), "1.1": (DAYS[16:], HAPPENED[16:])}

    assert explain_difference(log_rank(same)) == (
        "Chance alone makes groups differ as much about 32 times in 100; that is no proof that "
        "they are alike."
    )
    assert explain_difference(log_rank({"1.0": EARLY, "1.1": LATE})) == (
        "The groups differ more than chance alone would have it (p < 0.001)."
    )


def test_one_of_many_is_not_told_as_none_of_them():
    assert said([5] + [40] * 399, [1] + [0] * 399, 30).startswith("By day 30, fewer than 1% had ")


def test_groups_that_cannot_be_compared_say_why():
    nobody = {"1.0": ([5] * 6, [0] * 6), "1.1": ([3] * 6, [0] * 6)}
    assert explain_difference(log_rank(nobody)) == (
        "It has happened to nobody so far, so the groups cannot be compared."
    )
    assert explain_difference(log_rank({"1.0": EARLY})) == (
        "There is only one group so far, and nothing to compare it with."
    )
    assert explain_difference(log_rank({"1.0": EARLY, "1.1": ([5], [1])})) == (
        "Too few people in one of the groups to say whether they differ."
    )
