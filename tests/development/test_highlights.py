"""What stands out in one person's results: strengths first, and nothing that chance explains."""

from collections.abc import Mapping

import pytest

from assess.development import highlights
from assess.instruments import library
from assess.instruments.assessment import Method
from assess.science.scores.scoring import ScaleScore
from reports import leader_wording
from tests.development import samples
from tests.development.samples import LEADERSHIP, MANAGER, SALESFORCE
from tests.instruments.samples import built, raw

SEM = 0.3


def score(scale: str, value: float | None) -> ScaleScore:
    return ScaleScore(scale, value, None if value is None else SEM, 9, 9, 0.75, "Made up.")


def ranked(values: Mapping[str, float | None], ref: str = LEADERSHIP) -> highlights.Ranked:
    found = {name: score(name, value) for name, value in values.items()}
    return highlights.ranked(library.assessment(ref), found)


def ranked_among(*values: float) -> highlights.Ranked:
    """Scales s1, s2 … of an assessment made for this."""
    names = [f"s{number}" for number, _ in enumerate(values, 1)]
    made = built(
        [raw("frequency", f"i{name}", scale=name) for name in names],
        **{name: {"title": name.upper()} for name in names},
    )
    return highlights.ranked(made, dict(zip(names, map(score, names, values), strict=True)))


def test_scales_stand_from_the_highest_to_the_lowest():
    order = ranked({"leading": 3, "planning": 4.5, "culture": 2})

    assert [scale.id for scale, _score in order] == ["planning", "leading", "culture"]


def test_equal_scales_stand_in_the_order_of_the_questions():
    order = ranked({"culture": 3, "planning": 3, "leading": 3})

    assert [scale.id for scale, _score in order] == ["leading", "planning", "culture"]


def test_only_scales_of_how_often_are_set_side_by_side_and_none_within_another():
    values = {scale.id: 3.0 for scale in library.assessment(MANAGER).scales}

    order = ranked(values, MANAGER)

    assert {scale.method for scale, _score in order} == {Method.MEAN}
    assert "strategic-management" not in {scale.id for scale, _score in order}
    assert len(order) == 7


def test_scales_without_a_value_or_off_the_way_are_left_out():
    order = ranked({"planning": None, "development": 4}, SALESFORCE)

    assert [scale.id for scale, _score in order] == ["development"]


def test_settings_that_are_not_to_be_compared_never_stand_above_one_another():
    levels = {"emerging-markets": 5, "developed-markets": 1}

    found = samples.facts_of(samples.taken(SALESFORCE, levels))

    told = " ".join([found.finding, *found.summary])
    assert found.summary[0] == highlights.NOTHING
    assert "markets" not in told


@pytest.mark.parametrize(
    ("values", "stands"),
    [
        ([3, 3.83], False),
        ([3, 3.84], True),  # 1.96 · .3 · √2 = .8316
        ([3, 3, 3, 3, 3, 3, 3, 3.84], False),
        ([3, 3, 3, 3, 3, 3, 3, 4.32], False),
        ([3, 3, 3, 3, 3, 3, 3, 4.33], True),  # 28 pairs: 3.1237 · .3 · √2 = 1.3253
        ([4], False),
    ],
)
def test_among_more_scales_the_ends_must_lie_further_apart(values, stands):
    assert highlights.stand_apart(ranked_among(*values)) is stands


def test_the_finding_names_both_ends_or_says_that_nothing_stands_out():
    assert highlights.finding(ranked_among(2, 4)) == "“S2” stands above “S1”; see the bands."
    assert highlights.finding(ranked_among(3, 3.5)) == (
        "No area stands out from the others by more than chance."
    )
    assert highlights.finding([]) == "Your results"


def ends_of(*values: float) -> tuple[list[str], list[str], list[str]]:
    """The ids of the highest, the lowest and those in between."""
    found = highlights.ends(ranked_among(*values))
    highest, lowest, between = (
        [scale.id for scale, _score in some]
        for some in (found.highest, found.lowest, found.between)
    )
    return highest, lowest, between


@pytest.mark.parametrize(
    ("values", "highest", "lowest", "between"),
    [
        ((5, 2), ["s1"], ["s2"], []),
        ((2, 5, 2), ["s2"], ["s1", "s3"], []),
        ((5, 2, 5), ["s1", "s3"], ["s2"], []),
        ((5, 3.4, 1.8), ["s1"], ["s3"], []),  # 3 pairs: 2.394 · .3 · √2 = 1.0157
        ((5, 2.8, 1.8), ["s1"], ["s2", "s3"], []),
        ((5, 4, 1.8), ["s1", "s2"], ["s3"], []),
        ((4, 3.5, 2.9), ["s1"], ["s3"], ["s2"]),
    ],
)
def test_areas_no_further_from_an_end_than_chance_explains_belong_to_it(
    values, highest, lowest, between
):
    assert ends_of(*values) == (highest, lowest, between)


def test_two_areas_that_lie_as_low_are_both_named_the_lowest():
    found = samples.facts_of(samples.taken(levels={"leading": 5, "planning": 2, "culture": 2}))

    assert found.summary[1] == (
        "Least often you see yourself do what belongs to “Planning with direction” (2.0, seldom) "
        "and “Building the team's culture” (2.0, seldom). Which of them comes last cannot be told."
    )
    assert found.summary[2].startswith(
        "Choose yourself which of these to begin with; a step from “Building the team's culture”"
    )
    assert found.finding == (
        "Highest: “Leading people”. Lowest: “Planning with direction” and “Building the team's "
        "culture”. See the bands."
    )
    steps = [samples.scale(found, name).steps[:2] for name in ("culture", "planning")]
    assert found.growth == (*steps[0], *steps[1])
    assert found.growth_area == "“Building the team's culture” and “Planning with direction”"


def test_two_areas_that_lie_as_high_are_both_named_the_highest():
    found = samples.facts_of(samples.taken(levels={"leading": 5, "planning": 5, "culture": 2}))

    first = found.summary[0]
    assert first.startswith(
        "Most often you see yourself do what belongs to “Leading people” (5.0, almost always) and "
        "“Planning with direction” (5.0, almost always), for example: “I "
    )
    assert first.endswith("(almost always). Which of them comes first cannot be told.")


def test_an_area_that_chance_tells_apart_from_neither_end_is_named_as_such():
    order = ranked_among(4, 3.5, 2.9)
    made = samples.scale(samples.facts_of(samples.taken()), "leading")
    scales = {scale.id: made for scale, _score in order}

    assert highlights.summary(order, scales)[1] == (
        "Least often you see yourself do what belongs to “S3” (2.9, sometimes). "
        "Could belong to either end: “S2”."
    )


@pytest.mark.parametrize(
    ("ref", "said"),
    [
        (samples.SMART, ()),
        (
            samples.EXECUTION,
            (f"{leader_wording.SIDES % {'areas': '“Setting the line” and “Deciding together”'}}",),
        ),
        (
            MANAGER,
            (
                leader_wording.PARTS % {"areas": "“Strategic management”"},
                leader_wording.COMPARED
                % {"areas": "“Attention to managing” and “Attention to selling”"},
            ),
        ),
    ],
)
def test_what_is_set_beside_no_other_area_is_named_with_the_reason(ref, said):
    assert samples.facts_of(samples.taken(ref)).left_out == said


def test_markets_and_keys_are_left_out_each_with_its_own_reason():
    found = samples.facts_of(samples.taken(SALESFORCE))

    sides, keyed, settings = found.left_out
    assert "two sides of the same choices" in sides
    assert keyed.startswith("“Choosing when a solution sale fits”: compared with a key")
    assert settings.startswith("“Selling in emerging markets” and “Selling in developed markets”: ")


def test_a_market_nobody_works_in_needs_no_reason():
    none = dict.fromkeys(samples.at_levels("emerging-markets", 3, 3, 3, 3, ref=SALESFORCE))

    found = samples.facts_of(samples.taken(SALESFORCE, answers=none))

    assert found.left_out[-1].startswith("“Selling in developed markets”: ")


def test_strengths_come_first_then_what_to_build_then_how_sure():
    levels = samples.at_levels("planning", *[3, 4] * 4, 4)
    found = samples.facts_of(samples.taken(levels={"leading": 5, "culture": 2}, answers=levels))

    first, last, build, sides, sure = found.summary
    assert first.startswith(
        "Most often you see yourself do what belongs to “Leading people” (5.0, almost always), "
        "for example: “I "
    )
    assert first.endswith("” (almost always).")
    assert last == (
        "Least often you see yourself do what belongs to “Building the team's culture” "
        "(2.0, seldom)."
    )
    assert build.startswith(
        "A step to choose from “Building the team's culture”, if you do not take"
    )
    assert sides.startswith("Where two sides pull apart, your choices show ")
    assert sure == highlights.OWN_VIEW


def test_when_nothing_stands_out_no_area_is_called_most_or_least():
    found = samples.facts_of(samples.taken(levels=4))

    assert found.summary[0] == highlights.NOTHING
    assert not any(text.startswith(("Most often", "Least often")) for text in found.summary)
    assert found.summary[-1] == highlights.OWN_VIEW
    assert len(found.summary) <= 5


def test_a_single_result_is_set_beside_nothing():
    items = library.assessment(LEADERSHIP).items
    leading = samples.at_levels("leading", *[2] * 9)

    found = samples.facts_of(
        samples.taken(answers={item.id: leading.get(item.id) for item in items})
    )

    assert found.summary[0] == highlights.ONLY_ONE
    assert found.finding == "“Leading people” is the only area with a result to set beside others."


def test_without_a_single_result_the_summary_says_only_that():
    nothing = samples.taken(
        answers={item.id: None for item in library.assessment(LEADERSHIP).items}
    )

    found = samples.facts_of(nothing)

    assert found.summary == (highlights.TOO_LITTLE,)
    assert found.strengths == found.growth == ()


def test_somebody_who_does_nothing_often_is_given_no_example():
    found = samples.facts_of(samples.taken(levels={"leading": 3, "planning": 2, "culture": 1}))

    assert len(found.summary) == 5
    assert not any("or example" in text for text in found.summary)


def test_what_to_choose_from_are_acts_of_the_two_highest_and_steps_of_the_lowest():
    found = samples.facts_of(samples.taken(levels={"leading": 5, "planning": 4, "culture": 2}))

    most = [
        said.text for name in ("leading", "planning") for said in samples.scale(found, name).most
    ]
    assert found.strengths
    assert set(found.strengths) <= set(most)
    assert found.growth == samples.scale(found, "culture").steps


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("Ask one question.", "already: ask one question."),
        ("I ask first.", "already: I ask first."),
        ("KPIs come last.", "already: KPIs come last."),
        ("A talk a week.", "already: a talk a week."),
    ],
)
def test_a_step_goes_on_after_the_colon_as_english_has_it(step, said):
    order = ranked({"leading": 5, "culture": 1})
    (top, high), (foot, low) = order
    told = foot.model_copy(update={"report": foot.report.model_copy(update={"steps": (step,)})})
    scales = {
        one.id: samples.scale(samples.facts_of(samples.taken()), one.id) for one in (top, foot)
    }

    assert any(
        text.endswith(said) for text in highlights.summary([(top, high), (told, low)], scales)
    )


def test_choices_between_two_sides_are_told_with_how_much_of_each_they_show():
    choices = {"di-rush": "bear", "di-exit": "free"}

    found = samples.facts_of(samples.taken(SALESFORCE, answers=choices))

    pair = [samples.scale(found, name) for name in ("customer-side", "company-side")]
    (told,) = [text for text in found.summary if text.startswith("Where two sides")]
    for side in pair:
        assert f"of “{side.name}” ({side.shown})" in told
    assert "Neither is the better side." in told


@pytest.mark.parametrize(
    ("value", "amount"),
    [(1, "little"), (1.9, "little"), (2.6, "some"), (3.9, "some"), (4, "much"), (5, "much")],
)
def test_how_much_of_a_side_there_is_follows_the_cuts_of_its_texts(value, amount):
    found = {"directive": score("directive", value), "collaborative": score("collaborative", 3)}
    (pair,) = highlights.sides(library.assessment(samples.EXECUTION), found)

    told = highlights.summary([], {}, [pair])[0]

    assert f"show {amount} of “Setting the line”" in told


def test_a_side_without_a_result_is_not_set_beside_the_other():
    found = {"directive": score("directive", None), "collaborative": score("collaborative", 3)}

    assert highlights.sides(library.assessment(samples.EXECUTION), found) == []
