"""What is noticed about answers, and how reliable scales are here, from plain values."""

from datetime import UTC, datetime
from random import Random
from statistics import stdev

import pytest

from assess.assessments import measuring
from assess.assessments.samples import Answered
from assess.instruments.assessment import Method
from assess.science.reliability.alpha import alpha
from assess.science.responses.flags import Index
from tests.instruments.samples import built, options, raw

UNTIL = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)

SCALES = ("a", "b", "c", "d", "e")
LONG = built(
    [
        *(
            raw("frequency", f"{scale}{n}", scale=scale, reverse=n == 4)
            for scale in SCALES
            for n in range(1, 5)
        ),
        raw("frequency", "directed", attention=2),
    ],
    **{scale: {} for scale in SCALES},
)
"""Five scales of four items, the last of each reversed, and an item that asks for an answer."""

WAY = [item.id for item in LONG.items]
CALM = dict(zip(SCALES, (4, 2, 5, 1, 3), strict=True))


def keyed(levels, **changed):
    """Answers that agree within each scale and follow the direction, but for some."""
    found = {
        f"{scale}{n}": 6 - level if n == 4 else level
        for scale, level in levels.items()
        for n in range(1, 5)
    }
    return {**found, "directed": 2, **changed}


def straight(level):
    """The same answer to everything that is scored."""
    return {**dict.fromkeys(WAY, level), "directed": 2}


def noticed(answers, *, way=WAY, seconds=400.0, accommodated=False, others=None, of=LONG):
    one = Answered(way, answers, seconds, accommodated)
    return measuring.noticed(of, {7: one}, others or {})[7]


def flagged(answers, **more):
    return [index for index, _reason in noticed(answers, **more).flags]


def crowd(people, lowest=2, highest=4):
    """People whose answers on a scale are alike, with some chance in each."""
    chance = Random(11)
    return {
        number: {
            f"{scale}{n}": max(1, min(5, level + chance.choice((-1, 0, 0, 1))))
            for scale in SCALES
            for level in [chance.randint(lowest, highest)]
            for n in range(1, 5)
        }
        for number in range(100, 100 + people)
    }


def test_nothing_is_said_of_answers_that_agree_and_took_their_time():
    found = noticed(keyed(CALM))

    assert found.flags == []
    assert found.indices == {
        "asked": 20,
        "longest": 4,
        "same_places": None,
        "placed": 0,
        "irv": pytest.approx(stdev([v for k, v in keyed(CALM).items() if k != "directed"])),
        "width": 4,
        "consistency": pytest.approx(1.0),
        "mahalanobis_p": None,
        "seconds_per_item": pytest.approx(400 / 21),
        "missing_share": 0.0,
        "scored": 20,
        "answered": 20,
        "attention_failures": 0,
        "synonyms": None,
    }


TORN = {key: (value if int(key[1]) % 2 else 6 - value) for key, value in keyed(CALM).items()
        if key != "directed"}  # fmt: skip
SOME = {key: value for n, (key, value) in enumerate(keyed(CALM).items()) if n % 3}


@pytest.mark.parametrize(
    ("answers", "more", "said"),
    [
        (straight(3), {}, [Index.SAME_ANSWER, Index.LITTLE_SPREAD]),
        (TORN, {"seconds": 30}, [Index.INCONSISTENT, Index.FAST]),
        (keyed(CALM, directed=5), {"seconds": 30}, [Index.FAST, Index.ATTENTION]),
        (SOME, {"seconds": 20}, [Index.FAST, Index.UNANSWERED]),
        (TORN, {"others": crowd(200)}, [Index.INCONSISTENT, Index.UNUSUAL]),
    ],
)
def test_what_two_signs_say_is_told_with_a_reason(answers, more, said):
    found = noticed(answers, **more)

    assert [index for index, _reason in found.flags] == said
    assert all(reason.endswith(".") and len(reason) > 30 for _index, reason in found.flags)


def test_questions_that_people_answer_alike_are_looked_at_once_there_are_enough_of_them():
    few, many = crowd(28, 1, 5), crowd(200, 1, 5)
    alike = {f"{scale}{n}": level for scale, level in CALM.items() for n in range(1, 5)}

    assert noticed(alike, others=few).indices["synonyms"] is None
    assert noticed(alike, others=many).indices["synonyms"] == pytest.approx(1.0)
    assert noticed(TORN, others=many).indices["synonyms"] < 0.1


@pytest.mark.parametrize(
    "answers", [TORN, keyed(CALM, directed=5)], ids=["torn", "not as directed"]
)
def test_one_weak_sign_alone_says_nothing_and_is_kept_as_a_number(answers):
    found = noticed(answers)

    calm = noticed(keyed(CALM))
    assert found.flags == []
    assert found.indices != calm.indices


def test_speed_says_nothing_of_somebody_with_other_conditions():
    hasty = {**straight(3), "directed": 5}

    assert flagged(hasty, seconds=30) == [
        Index.SAME_ANSWER,
        Index.LITTLE_SPREAD,
        Index.FAST,
        Index.ATTENTION,
    ]
    assert flagged(hasty, seconds=30, accommodated=True) == [
        Index.SAME_ANSWER,
        Index.LITTLE_SPREAD,
        Index.ATTENTION,
    ]
    assert flagged(keyed(CALM, directed=5), seconds=30, accommodated=True) == []


def test_runs_are_read_in_the_order_the_person_saw():
    mixed = sorted(WAY, key=lambda item: item[1:])

    assert noticed(keyed(CALM)).indices["longest"] == 4
    assert noticed(keyed(CALM), way=mixed).indices["longest"] == 1


def test_a_reversed_item_breaks_a_run_and_no_consistency():
    agreeing = noticed(keyed(dict.fromkeys(SCALES, 5), a1=4, b1=4, b2=4))

    assert agreeing.indices["longest"] == 3
    assert noticed(straight(5)).indices["longest"] == 20
    assert noticed(keyed(CALM)).indices["consistency"] == pytest.approx(1.0)
    assert noticed(TORN).indices["consistency"] == -1.0


def test_an_item_that_asks_for_an_answer_counts_for_nothing_else():
    without = [item for item in WAY if item != "directed"]

    found, plain = noticed(keyed(CALM)), noticed(keyed(CALM), way=without)

    assert found.indices == plain.indices


def test_no_answer_to_a_directed_item_is_no_wrong_one():
    answers = keyed(CALM)
    del answers["directed"]

    assert noticed(answers).indices["attention_failures"] == 0


def test_a_branch_nobody_took_is_no_gap():
    way = [item for item in WAY if not item.startswith("e")]

    found = noticed({item: keyed(CALM)[item] for item in way}, way=way)

    assert (found.indices["asked"], found.indices["missing_share"]) == (16, 0.0)


def test_choices_between_responses_have_no_runs_and_no_spread():
    keys = options(*({"key": key, "rationale": "So."} for key in (1, 4.5, 2)))
    situations = built(
        [raw("judgement", f"j{n}", scale="sense", options=keys) for n in range(1, 4)],
        sense={"method": "credit"},
    )
    same = {f"j{n}": {"best": "b", "worst": "a"} for n in range(1, 4)}

    found = noticed(same, way=["j1", "j2", "j3"], seconds=90.0, of=situations)

    assert found.flags == []
    assert (found.indices["longest"], found.indices["irv"]) == (None, None)
    assert (found.indices["asked"], found.indices["seconds_per_item"]) == (3, 30.0)


PAIRS = built(
    [
        raw(
            "judgement", f"j{n}", scale="sense", shuffle=True,
            options=options(*({"key": key, "rationale": "So."} for key in (1, 4.5, 2))),
        )
        for n in range(1, 13)
    ],
    sense={"method": "credit"},
)  # fmt: skip
ON = [item.id for item in PAIRS.items]


def placed(chosen, orders, seconds=600.0):
    """Answers to choices of two whose options were shown in these orders."""
    one = Answered(ON, chosen, seconds, accommodated=False, options=orders)
    return measuring.noticed(PAIRS, {7: one}, {})[7]


def drawn():
    """An order of chance for the options of each question."""
    chance = Random(5)
    return {item: chance.sample("abc", 3) for item in ON}


def test_choices_on_the_same_places_as_shown_are_noticed_whatever_stood_there():
    orders = drawn()
    ends = {item: {"best": shown[0], "worst": shown[-1]} for item, shown in orders.items()}

    (flag,) = placed(ends, orders).flags

    assert flag[0] == Index.SAME_PLACES
    assert "12 times in a row, among 12 answers" in flag[1]
    assert len({tuple(one.values()) for one in ends.values()}) > 1, "not the same responses"


def test_the_same_responses_in_an_order_of_chance_are_no_run_of_places():
    found = placed(dict.fromkeys(ON, {"best": "b", "worst": "a"}), drawn())

    assert found.flags == []
    assert found.indices["same_places"] < 6


def test_options_in_the_order_of_the_file_say_nothing_by_their_place():
    found = placed(dict.fromkeys(ON, {"best": "a", "worst": "c"}), {})

    assert (found.indices["same_places"], found.flags) == (None, [])


def test_first_and_last_are_the_same_places_in_lists_of_any_length():
    uneven = built(
        [
            raw(
                "judgement", f"j{n}", scale="sense", shuffle=True,
                options=options(*({"key": 1 + m, "rationale": "So."} for m in range(3 + n % 2))),
            )
            for n in range(1, 13)
        ],
        sense={"method": "credit"},
    )  # fmt: skip
    orders = {item.id: list(reversed([one.id for one in item.options])) for item in uneven.items}
    chosen = {item: {"best": shown[0], "worst": shown[-1]} for item, shown in orders.items()}
    one = Answered(ON, chosen, 600.0, accommodated=False, options=orders)

    assert measuring.noticed(uneven, {7: one}, {})[7].indices["same_places"] == 12


def test_where_nothing_scored_was_on_the_way_there_is_nothing_to_notice():
    found = noticed({"directed": 5}, way=["directed"], seconds=0.0)

    assert (found.indices, found.flags) == ({}, [])


THREE = built([raw("frequency", f"i{n}", scale="care", reverse=n == 3) for n in (1, 2, 3)], care={})


def people(*patterns, times):
    """So many people with each pattern of answers to three items, the third one reversed."""
    rows = [row for row in patterns for _ in range(times)]
    return {
        number: {f"i{n}": value for n, value in enumerate(row, 1) if value is not None}
        for number, row in enumerate(rows)
    }


def measured(answers, assessment=THREE):
    return measuring.reliabilities(assessment, answers, UNTIL).get("care")


def test_alpha_and_spread_by_hand_with_what_they_rest_on():
    # Reversed, the third answers are 4, 2 and 3. Sums of squares about the means, by item:
    # 26.67, 26.67 and 20; of the sums 12, 6 and 9: 180. 3 / 2 (1 - 73.33 / 180) = 8 / 9.
    found = measured(people((4, 4, 2), (2, 2, 4), (4, 2, 3), times=10))

    assert found.value == pytest.approx(8 / 9)
    assert found.sd == pytest.approx((20 / 29) ** 0.5)  # of the means 4, 2 and 3
    assert found.basis == (
        "Measured here: coefficient alpha is 0.89 over 30 people who answered until "
        "23 November 2026, and the spread of their results is 0.83."
    )


def test_alpha_is_that_of_the_published_formula():
    sample = crowd(80)
    rows = [
        [6 - a[f"b{n}"] if n == 4 else a[f"b{n}"] for n in range(1, 5)] for a in sample.values()
    ]

    found = measuring.reliabilities(LONG, sample, UNTIL)["b"]

    assert found.value == pytest.approx(max(measuring.LOWEST, alpha(rows).estimate))


@pytest.mark.parametrize(("count", "is_enough"), [(29, False), (30, True)])
def test_thirty_people_are_enough_and_one_fewer_is_not(count, is_enough):
    answers = people((4, 4, 2), (2, 2, 4), (4, 2, 3), times=10)

    found = measured(dict([*answers.items()][:count]))

    assert (found is not None) is is_enough


def test_thirty_people_must_stand_behind_every_two_questions():
    answers = people((4, 4, 2), (2, 2, 4), (4, 2, 3), times=10)
    answers[99] = {"i1": 3, "i2": 3}  # a result, as one may be missing, and no third answer
    assert "over 31 people" in measured(answers).basis

    del answers[0]["i3"]

    assert measured(answers) is None


@pytest.mark.parametrize(
    ("patterns", "value", "said"),
    [
        (((5, 5, 1), (1, 1, 5), (3, 3, 3)), measuring.HIGHEST, "alpha is 1.00"),
        (((4, 2, 3), (2, 4, 3), (3, 3, 4)), measuring.LOWEST, "worked out with 0.01."),
    ],
)
def test_a_coefficient_is_cut_where_it_would_be_no_share(patterns, value, said):
    found = measured(people(*patterns, times=10))

    assert found.value == value
    assert said in found.basis


def test_where_nobody_differs_nothing_is_measured():
    assert measured(people((4, 4, 2), times=40)) is None


def test_choices_against_one_another_have_no_alpha():
    told = options({"scale": "care"}, {"scale": "haste"}, {})
    blocks = built(
        [raw("forced", f"i{n}", options=told) for n in (1, 2, 3)],
        care={"method": "ipsative", "comparable": False, "caution": "Alone."},
        haste={"method": "ipsative", "comparable": False, "caution": "Alone."},
    )
    chosen = ({"most": "a", "least": "b"}, {"most": "b", "least": "a"}, {"most": "c", "least": "a"})

    answers = people(*((one, one, other) for one in chosen for other in chosen), times=5)

    assert {scale.method for scale in blocks.scales} == {Method.IPSATIVE}
    assert measuring.reliabilities(blocks, answers, UNTIL) == {}
