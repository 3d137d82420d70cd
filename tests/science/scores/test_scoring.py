"""From answers to scores: worked by hand, and as laws that hold for any answers."""

import math
from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.instruments import library
from assess.instruments.assessment import Assessment, Method, Reliability
from assess.instruments.items.base import Item
from assess.instruments.items.choices import Choosing, Paired, Ranking
from assess.instruments.items.levels import Levelled
from assess.instruments.parts import LEVELS
from assess.science.scores.scoring import CUTS, METHODS, RANGES, Height, ScaleScore, height, score
from tests.instruments.samples import built, options, raw
from tests.properties import tried

SEM = 0.5 * math.sqrt(1 - 0.8)
"""Of the sample's scales: a spread of 0.5 and a reliability of 0.8."""

INSTRUMENTS = library.assessments()


def levels(count: int, scale: str = "care", *, reverse: int = 0, **fields: object) -> list[dict]:
    """Frequency items i1, i2, … of a scale, the first of them reversed."""
    return [
        raw("frequency", f"i{n}", scale=scale, reverse=n <= reverse, **fields)
        for n in range(1, count + 1)
    ]


def only(assessment: Assessment, answers: dict, **more: object) -> ScaleScore:
    """The score of the first scale."""
    return score(assessment, answers, **more)[0]


def given_levels(*values: int | None) -> dict[str, int]:
    """Answers to i1, i2, …; `None` where nothing was answered."""
    return {f"i{n}": value for n, value in enumerate(values, start=1) if value is not None}


@pytest.mark.parametrize(
    ("reverse", "values", "mean"),
    [
        (0, (1, 1, 1, 1), 1),
        (0, (5, 5, 5, 5), 5),
        (0, (2, 3, 4, 4), 3.25),
        (1, (1, 1, 1, 1), 2),  # 5, 1, 1, 1
        (2, (2, 4, 4, 5), 3.75),  # 4, 2, 4, 5
        (2, (3, 3, 3, 3), 3),
        (4, (1, 2, 4, 5), 3),
        (2, (1, None, 5, 5), 5),  # 5, -, 5, 5
        (2, (None, 5, 4, None), 2.5),  # -, 1, 4, -
    ],
)
def test_a_mean_turns_reversed_items_round(reverse, values, mean):
    assessment = built(levels(4, reverse=reverse), care={"max_missing": 2})

    assert only(assessment, given_levels(*values)).value == mean


@pytest.mark.parametrize(
    ("max_missing", "values", "value"),
    [
        (0, (4, 4, 4, 4), 4),
        (0, (4, 4, 4, None), None),
        (1, (4, 4, 1, None), 3),
        (1, (4, 4, None, None), None),
        (3, (None, None, None, 2), 2),
        (3, (None, None, None, None), None),
        (9, (None, None, None, None), None),
    ],
)
def test_a_scale_has_a_value_up_to_as_many_unanswered_items_as_it_tolerates(
    max_missing, values, value
):
    found = only(built(levels(4), care={"max_missing": max_missing}), given_levels(*values))

    assert found.value == value
    assert (found.sem is None) == (value is None)
    assert (found.answered, found.items) == (sum(one is not None for one in values), 4)


@pytest.mark.parametrize(("answered", "grows"), [(4, 1), (3, 4 / 3), (2, 2), (1, 4)])
def test_the_error_grows_with_every_item_left_out(answered, grows):
    values = [3] * answered + [None] * (4 - answered)
    found = only(built(levels(4), care={"max_missing": 3}), given_levels(*values))

    assert found.sem == pytest.approx(SEM * math.sqrt(grows))


def test_a_score_says_what_its_error_rests_on():
    found = only(built(levels(3), care={}), given_levels(3, 3, 3))

    assert (found.reliability, found.basis) == (0.8, "Made up.")
    assert found.sem == pytest.approx(SEM)


def test_the_reliability_of_the_own_sample_wins():
    own = {"care": Reliability(value=0.9, sd=1.0, basis="Our 40 people.")}
    items = [*levels(3), *(raw("frequency", f"h{n}", scale="haste") for n in range(3))]

    care, haste = score(
        built(items, care={}, haste={}),
        {item["id"]: 3 for item in items},
        own=own,
    )

    assert (care.reliability, care.basis) == (0.9, "Our 40 people.")
    assert care.sem == pytest.approx(math.sqrt(0.1))
    assert (haste.reliability, haste.sem) == (0.8, pytest.approx(SEM))


def test_a_scale_counts_the_items_of_scales_it_includes():
    items = [
        *levels(2),
        raw("frequency", "h1", scale="haste", reverse=True),
        raw("frequency", "o1", scale="other"),
    ]
    assessment = built(
        items, care={}, haste={}, other={}, both={"includes": ["care", "haste"], "max_missing": 1}
    )

    scores = score(assessment, {"i1": 4, "i2": 5, "h1": 1, "o1": 1})
    left = score(assessment, {"i1": 4, "h1": 1})

    assert [one.value for one in scores] == [4.5, 5, 1, pytest.approx(14 / 3)]
    assert (left[3].value, left[3].answered, left[3].items) == (4.5, 2, 3)
    assert left[2].value is None


def test_a_choice_is_worth_something_on_each_of_two_scales():
    worth = [{"care": 5, "haste": 1}, {"care": 2, "haste": 4.5}, {"care": 1, "haste": 2}]
    items = [
        raw("single", f"s{n}", options=options(*({"points": one} for one in worth)))
        for n in range(3)
    ]
    assessment = built(
        items,
        care={"method": "points"},
        haste={"method": "points", "max_missing": 0},
    )

    whole = score(assessment, {"s0": "a", "s1": "b", "s2": "b"})
    part = score(assessment, {"s0": "a", "s1": "c"})

    assert [one.value for one in whole] == [3, pytest.approx(10 / 3)]
    assert [one.value for one in part] == [3, None]


@pytest.mark.parametrize(
    ("best", "worst", "credit"),
    [
        # Keys 1, 4.5, 2: (key of best - 1 + 4.5 - key of worst) / 7.
        ("b", "a", 1),
        ("b", "c", 6 / 7),
        ("c", "a", 4.5 / 7),
        ("a", "c", 2.5 / 7),
        ("c", "b", 1 / 7),
        ("a", "b", 0),
    ],
)
def test_best_and_worst_earn_credit_by_the_key(best, worst, credit):
    items = [raw("judgement", f"j{n}") for n in range(3)]
    answer = {"best": best, "worst": worst}

    one = only(built(items, care={"method": "credit", "max_missing": 2}), {"j1": answer})
    mixed = only(
        built(items, care={"method": "credit"}),
        {"j0": {"best": "b", "worst": "a"}, "j1": answer, "j2": {"best": "a", "worst": "b"}},
    )

    assert one.value == pytest.approx(credit)
    assert mixed.value == pytest.approx((1 + credit) / 3)


IPSATIVE = {"method": "ipsative", "comparable": False, "caution": "Within one person."}


@pytest.mark.parametrize(
    ("answers", "care", "haste"),
    [
        ([("a", "b")], 1, -1),
        ([("b", "a")], -1, 1),
        ([("a", "c")], 1, 0),
        ([("c", "b")], 0, -1),
        ([("a", "b"), ("a", "c"), ("c", "a")], 1 / 3, -1 / 3),
    ],
)
def test_a_forced_choice_counts_for_one_scale_and_against_another(answers, care, haste):
    items = [raw("forced", f"f{n}") for n in range(3)]
    assessment = built(
        items, care=IPSATIVE | {"max_missing": 2}, haste=IPSATIVE | {"max_missing": 2}
    )

    found = score(
        assessment,
        {f"f{n}": {"most": most, "least": least} for n, (most, least) in enumerate(answers)},
    )

    assert [one.value for one in found] == [pytest.approx(care), pytest.approx(haste)]


@pytest.mark.parametrize(
    ("order", "care", "haste"),
    [
        ("abcd", 1, -1 / 3),  # places 1, 1/3, -1/3, -1; haste has b and d
        ("badc", 1 / 3, 1 / 3),
        ("cdba", -1, 0),
        ("bdca", -1, 2 / 3),
    ],
)
def test_a_ranking_spreads_its_places_evenly(order, care, haste):
    kinds = ({"scale": "care"}, {"scale": "haste"}, {}, {"scale": "haste"})
    items = [raw("ranking", options=options(*kinds))]
    assessment = built(items, care=IPSATIVE, haste=IPSATIVE)

    found = score(assessment, {"x": [*order]})

    assert [one.value for one in found] == [pytest.approx(care), pytest.approx(haste)]
    assert [one.answered for one in found] == [1, 1]


def test_a_scale_that_was_not_on_the_way_is_left_out():
    items = [*levels(3), *(raw("frequency", f"h{n}", scale="haste") for n in range(3))]
    assessment = built(items, care={}, haste={})

    found = score(assessment, given_levels(2, 3, 4), shown=["i1", "i2", "i3"])

    assert [(one.scale, one.value) for one in found] == [("care", 3)]


@pytest.mark.parametrize(
    ("max_missing", "values", "value"),
    [(1, (2, 3, 4), 3), (1, (2, None, 4), None), (2, (2, None, 4), 3), (0, (2, 3, 4), None)],
)
def test_an_item_that_was_hidden_is_unanswered_and_makes_the_error_larger(
    max_missing, values, value
):
    assessment = built(levels(4), care={"max_missing": max_missing})

    found = only(assessment, given_levels(*values), shown=["i1", "i2", "i3"])

    answered = sum(one is not None for one in values)
    error = None if value is None else pytest.approx(SEM * math.sqrt(4 / answered))
    assert (found.value, found.sem) == (value, error)
    assert (found.answered, found.items) == (answered, 3)


def test_an_answer_to_an_item_that_was_not_on_the_way_does_not_count():
    assessment = built(levels(4), care={"max_missing": 2})

    found = only(assessment, given_levels(1, 1, 5, 5), shown=["i1", "i2"])

    assert (found.value, found.answered) == (1, 2)


def test_items_that_test_attention_or_belong_to_no_scale_do_not_count():
    items = [*levels(3), raw("frequency", "look", attention=4), raw("long", "why")]

    found = score(built(items, care={}), given_levels(4, 4, 4) | {"look": 1, "why": "So.", "y": 1})

    assert [(one.value, one.answered, one.items) for one in found] == [(4, 3, 3)]


@pytest.mark.parametrize(
    ("item", "bad"),
    [
        *((raw("frequency", scale="care"), bad) for bad in (0, 6, 3.5, "3", ["3"], None)),
        *((raw("single", options=options({"points": {"care": 2}}, {})), bad)
          for bad in ("z", 1, ["a"], None)),
        *((raw("judgement"), bad)
          for bad in ({"best": "b"}, {"best": "b", "worst": "b"}, {"best": "b", "worst": "z"},
                      {"most": "a", "least": "b"}, "b", None)),
        *((raw("forced"), bad) for bad in ({"most": "a"}, {"most": "a", "least": "a"}, ["a"])),
        *((raw("ranking"), bad) for bad in ([], ["a", "b"], ["a", "b", "b"], "abc")),
    ],
)  # fmt: skip
def test_what_is_no_answer_counts_as_unanswered(item, bad):
    method = {"frequency": "mean", "single": "points", "judgement": "credit"}.get(
        str(item["type"]), "ipsative"
    )
    assessment = built([item], care={"method": method}, haste={"method": method})

    found = only(assessment, {"x": bad})

    assert (found.value, found.answered, found.items) == (None, 0, 1)


@pytest.mark.parametrize("method", Method)
def test_heights_change_exactly_at_the_cuts(method):
    low, high = CUTS[method]
    least, most = RANGES[method]
    step = 0.001

    inside = low + step if method is Method.IPSATIVE else low
    values = (least, low - step, inside, high - step, high, most)
    found = [height(method, value) for value in values]

    assert found == [Height.LOW] * 2 + [Height.MIDDLE] * 2 + [Height.HIGH] * 2


def test_of_two_sides_set_against_each_other_both_or_none_are_in_the_middle():
    _low, high = CUTS[Method.IPSATIVE]

    found = [(height(Method.IPSATIVE, by), height(Method.IPSATIVE, -by)) for by in (high, 0.24)]

    assert found == [(Height.HIGH, Height.LOW), (Height.MIDDLE, Height.MIDDLE)]


def test_a_mean_that_is_the_cut_but_for_rounding_is_the_cut():
    mean = sum([0.5, 0.55, 0.6]) / 3

    assert mean < CUTS[Method.CREDIT][0]
    assert height(Method.CREDIT, mean) is Height.MIDDLE


def test_every_method_has_a_function_a_range_and_cuts_within_it():
    assert METHODS.keys() == RANGES.keys() == CUTS.keys() == set(Method)
    for method, (low, high) in CUTS.items():
        assert RANGES[method][0] < low < high < RANGES[method][1]


def every_answer(item: Item) -> list:
    """All the answers a scored item can have."""
    if isinstance(item, Levelled):
        return [*LEVELS]
    if isinstance(item, Paired):
        pairs = permutations(item.option_ids, 2)
        return [dict(zip(item.ends, pair, strict=True)) for pair in pairs]
    if isinstance(item, Ranking):
        return [[*order] for order in permutations(item.option_ids)]
    return item.option_ids if isinstance(item, Choosing) else []


def any_answer(item: Item, chance: Random) -> object:
    """One of the answers an item can have; `None` now and then."""
    if chance.random() < 0.15:
        return None
    return chance.choice(every_answer(item) or ["words"])


def any_answers(assessment: Assessment, chance: Random) -> dict:
    found = {item.id: any_answer(item, chance) for item in assessment.items}
    return {item: answer for item, answer in found.items() if answer is not None}


@tried
@given(st.sampled_from(INSTRUMENTS), st.integers())
def test_scores_stay_in_their_range_and_the_order_of_answers_never_matters(instrument, seed):
    chance = Random(seed)
    answers = any_answers(instrument, chance)
    turned = dict(chance.sample([*answers.items()], len(answers)))

    found = score(instrument, answers)

    assert score(instrument, turned, [item.id for item in instrument.items][::-1]) == found
    for one, scale in zip(found, instrument.scales, strict=True):
        low, high = RANGES[scale.method]
        assert one.value is None or low <= one.value <= high
        assert one.sem is None or one.sem > 0
        assert (one.value is None) == (one.items - one.answered > scale.max_missing)


@tried
@given(st.lists(st.tuples(st.integers(1, 5), st.booleans()), min_size=1, max_size=9))
def test_the_mirror_answer_to_a_reversed_item_gives_the_same_score(pairs):
    items = levels(len(pairs))
    turned = [item | {"reverse": reverse} for item, (_, reverse) in zip(items, pairs, strict=True)]
    straight = given_levels(*(level for level, _ in pairs))
    mirrored = given_levels(*(6 - level if reverse else level for level, reverse in pairs))

    assert only(built(items, care={}), straight) == only(built(turned, care={}), mirrored)


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda one: one.id)
def test_nothing_answered_is_no_score(instrument):
    found = score(instrument, {})

    assert [one.scale for one in found] == [scale.id for scale in instrument.scales]
    assert {(one.value, one.sem, one.answered) for one in found} == {(None, None, 0)}


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda one: one.id)
def test_every_scale_that_is_shipped_can_turn_out_low_and_high(instrument):
    for scale in instrument.scales:
        wanted = {scale.id, *scale.includes}
        ends = {Height.LOW: {}, Height.HIGH: {}}
        for item in instrument.items_of(scale):
            worth = [METHODS[scale.method](item, one, wanted) for one in every_answer(item)]
            by_worth = sorted(zip(worth, every_answer(item), strict=True), key=lambda pair: pair[0])
            ends[Height.LOW][item.id] = by_worth[0][1]
            ends[Height.HIGH][item.id] = by_worth[-1][1]

        for end, answers in ends.items():
            found = {one.scale: one.value for one in score(instrument, answers)}
            assert height(scale.method, found[scale.id]) is end, scale.id
