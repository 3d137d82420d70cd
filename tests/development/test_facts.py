"""From answers to the facts of a report."""

import re
from datetime import timedelta

import pytest

from assess.development import facts
from assess.development.rules import Progress
from assess.instruments import library
from assess.instruments.assessment import Method
from assess.instruments.items.levels import Levelled
from assess.instruments.items.open import Number
from assess.science.reliability import basis_words
from reports import leader_wording
from tests.development import samples
from tests.development.samples import (
    EXECUTION,
    LEADERSHIP,
    MANAGER,
    REWORDED,
    SALESFORCE,
    SMART,
    TAKEN,
    at_levels,
    facts_of,
    scale,
    taken,
)

ALL = (LEADERSHIP, MANAGER, SALESFORCE, EXECUTION, SMART)
REVERSED = {
    item.text
    for ref in ALL
    for item in library.assessment(ref).items
    if isinstance(item, Levelled) and item.reverse
}

STATED = [
    item.id
    for item in library.assessment(LEADERSHIP).items
    if isinstance(item, Levelled) and item.scale == "leading" and not item.reverse
]
"""What one does well by doing it often."""


@pytest.mark.parametrize("ref", ALL)
@pytest.mark.parametrize("raw_level", [1, 2, 4, 5])
def test_a_reversed_statement_is_never_a_strength(ref, raw_level):
    every = {
        item.id: raw_level
        for item in library.assessment(ref).items
        if isinstance(item, Levelled) and item.scales
    }

    found = facts_of(taken(ref, answers=every))

    most = [said.text for group in found.groups for one in group.scales for said in one.most]
    assert not REVERSED & {*most, *found.strengths}
    assert not any(text in sentence for sentence in found.summary for text in REVERSED)


def test_a_reversed_statement_done_much_is_something_to_do_less():
    assessment = library.assessment(LEADERSHIP)
    item = next(one for one in assessment.items if isinstance(one, Levelled) and one.reverse)

    found = facts_of(taken(answers={item.id: 5}))

    assert item.text in [said.text for said in scale(found, item.scale).room]


def test_statements_done_most_stand_first_and_at_most_three_are_named():
    answers = dict(zip(STATED, (4, 5, 4, 5, 4, 3, 2), strict=False))

    found = scale(facts_of(taken(answers=answers)), "leading")

    assert [said.answer for said in found.most] == ["almost always", "almost always", "often"]
    assert [said.answer for said in found.room] == ["seldom"]


def test_statements_done_least_come_first_among_those_to_build():
    answers = dict(zip(STATED, (2, 1, 2, 2, 3), strict=False))

    found = scale(facts_of(taken(answers=answers)), "leading")

    assert [said.answer for said in found.room] == ["almost never", "seldom", "seldom"]


def test_a_question_that_checks_attention_is_no_strength():
    item = next(
        one
        for one in library.assessment(SMART).items
        if isinstance(one, Levelled) and one.attention is not None
    )

    found = facts_of(taken(SMART, answers={item.id: item.attention}))

    stated = [said.text for g in found.groups for s in g.scales for said in (*s.most, *s.room)]
    assert item.text not in stated


@pytest.mark.parametrize("ref", ALL)
def test_only_the_kinds_of_results_in_a_report_are_explained_in_it(ref):
    found = facts_of(taken(ref))
    methods = {one.method for one in library.assessment(ref).scales}

    told = [leader_wording.MEANINGS[one] for one in Method if one in methods]
    assert [text for text in found.how_to_read if text in leader_wording.MEANINGS.values()] == told


def test_steps_are_offered_and_named_with_their_area():
    lowest = {"leading": 5, "planning": 2, "culture": 4}

    assert facts_of(taken(levels=lowest)).growth_lead == (
        "Steps from “Planning with direction” to choose from, if you do not take them already:"
    )
    assert facts_of(taken(answers=dict.fromkeys(taken().answers))).growth_lead == ""


def test_a_number_comes_back_with_its_unit():
    item = next(one for one in library.assessment(EXECUTION).items if isinstance(one, Number))

    found = facts_of(taken(EXECUTION, answers={item.id: 40}))

    assert ("40 per cent",) in [one.answers for one in found.also]


@pytest.mark.parametrize(("level", "text"), [(5, "high"), (3, "middle"), (2, "low")])
def test_the_text_fits_the_height_of_the_result(level, text):
    said = library.assessment(LEADERSHIP).scale("leading").report

    assert scale(facts_of(taken(levels=level)), "leading").text == getattr(said, text)


def test_every_method_has_a_group_of_its_own_and_frequencies_come_first():
    titles = [title for title, _note, _names in facts.GROUPS.values()]

    assert [group.title for group in facts_of(taken(EXECUTION)).groups] == titles[:2]
    assert [group.title for group in facts_of(taken(MANAGER)).groups] == [titles[0], titles[3]]
    assert list(facts.GROUPS) == list(Method)


def test_what_is_about_one_setting_stands_on_no_axis_with_other_results():
    drawn = {
        group.title: [one.id for one in group.scales]
        for group in facts_of(taken(SALESFORCE)).groups
    }

    assert drawn == {
        "How often you see yourself do it": ["alignment", "planning", "development"],
        "In one setting only: Selling in emerging markets": ["emerging-markets"],
        "In one setting only: Selling in developed markets": ["developed-markets"],
        "What you would do in situations": ["customer-side", "company-side"],
        "How you judge situations": ["selling-mode"],
    }
    said = facts_of(taken(SALESFORCE)).how_to_read
    assert len(said) == len(set(said))


@pytest.mark.parametrize(
    ("ref", "name", "shown"),
    [
        (LEADERSHIP, "leading", "4.0 (often)"),
        (SALESFORCE, "selling-mode", " of 100"),
        (MANAGER, "time-selling", "."),
    ],
)
def test_each_method_shows_its_own_unit_and_only_frequencies_have_a_word(ref, name, shown):
    found = scale(facts_of(taken(ref)), name)

    assert shown in found.result
    assert bool(found.word) is (name == "leading")
    assert found.band is not None


def test_each_group_says_how_to_read_it_with_the_names_of_its_ends():
    for ref in ALL:
        for group in facts_of(taken(ref)).groups:
            assert {value for value, _word in group.names} == {
                group.ends[0], sum(group.ends) / 2, group.ends[1],
            }  # fmt: skip
            assert bool(group.note) is (group.title != "How often you see yourself do it")


def test_a_scale_that_was_not_on_the_way_is_not_in_the_report():
    assessment = library.assessment(SALESFORCE)
    way = [item.id for item in assessment.items if item.scales != frozenset({"emerging-markets"})]

    found = facts_of(taken(SALESFORCE, shown=way))

    names = {one.id for group in found.groups for one in group.scales}
    assert "emerging-markets" not in names
    assert "developed-markets" in names
    assert "emerging" not in found.not_comparable


def test_a_scale_with_too_few_answers_has_no_result_no_text_and_rests_on_nothing():
    left_out = dict.fromkeys(at_levels("leading", 3, 3, 3))

    found = facts_of(taken(answers=left_out))

    one = scale(found, "leading")
    assert (one.result, one.text, one.band) == ("—", "", None)
    assert one.sure == "6 of 9 questions answered, too few for a result"
    assert not any("Leading people" in sentence for sentence in found.rests_on)


def test_what_results_rest_on_counts_the_questions_left_out():
    found = facts_of(taken(answers=dict.fromkeys(at_levels("leading", 3))))

    first, second, _situations = found.rests_on
    assert first.startswith(
        "Leading people: 8 of 9 questions, with a reliability of 0.75 and a standard error of "
        "0.32. A planning value"
    )
    assert second.startswith(
        "Planning with direction, Building the team's culture: all 9 questions, with a "
    )


def test_one_line_says_which_results_stay_with_this_person():
    assert facts_of(taken(LEADERSHIP)).not_comparable == ""
    assert facts_of(taken(MANAGER)).how_to_read[-1] == (
        "Do not set these results beside those of other people: Attention to managing and "
        "Attention to selling."
    )


def test_own_words_come_back_with_their_questions_and_silence_does_not():
    questions = [item for item in library.assessment(LEADERSHIP).items if item.type == "long"]
    said = {questions[0].id: "I ask first.", questions[2].id: "Zeit für Fehler.\nAnd tea."}

    found = facts_of(taken(answers=said))

    assert [(one.text, one.answer) for one in found.reflections] == [
        (questions[0].text, "I ask first."),
        (questions[2].text, "Zeit für Fehler.\nAnd tea."),
    ]


def test_what_the_way_of_answering_tells_stands_in_the_report_as_it_was_found():
    reasons = ("The answers came very quickly.", "Nine in a row are alike.")

    assert facts_of(taken(), quality=reasons).quality == reasons
    assert facts_of(taken()).quality == ()


def test_a_report_names_its_days():
    found = facts_of(taken())

    assert found.data_of == "Friday 20 November 2026, 09:30 UTC"
    assert found.valid_until == "22 May 2027"
    assert found.check_dates == ("20 December 2026", "19 January 2027", "18 February 2027")


def test_goals_stand_in_the_plan_with_their_questions_answered():
    (found,) = facts_of(taken(), goals=[samples.goal(progress=Progress.STUCK)]).goals

    assert (found.title, found.progress) == ("Leading people", "Stuck")
    assert [question for question, _answer in found.answered] == [
        *leader_wording.PLAN, leader_wording.CHECK_DATES,
    ]  # fmt: skip
    assert found.answered[-1][1] == "20 December 2026, 19 January 2027, 18 February 2027"


def test_goals_of_other_questions_and_of_earlier_times_are_not_of_this_report():
    attempt, hour = taken().attempt, timedelta(hours=1)
    mine = [samples.goal(), samples.goal(closed_at=TAKEN + hour)]
    others = [samples.goal(closed_at=TAKEN - hour), samples.goal(instrument=MANAGER)]

    assert facts.goals_of(attempt, [*others, *mine]) == mine


def test_goals_out_of_the_same_questions_in_other_words_are_of_this_report():
    goal = samples.goal("pay-alignment", instrument=MANAGER)
    in_new_words = taken(REWORDED).attempt

    assert facts.goals_of(in_new_words, [goal]) == [goal]
    assert facts_of(taken(REWORDED), goals=[goal]).goals[0].title == "Aligns pay with objectives"


def test_equal_answers_give_equal_facts_and_other_answers_another_id():
    one, same, other = (facts_of(taken(levels=level)) for level in (4, 4, 5))

    assert one == same
    assert one.report_id != other.report_id


def test_scores_of_the_newest_rule_win_over_those_beside_them():
    one, older = taken(levels=4), taken(levels=2, rule="0")
    both = samples.Taken(one.attempt, one.answers)
    both.attempt.scores = [*older.attempt.scores, *one.attempt.scores]

    assert scale(facts_of(both), "leading").shown == "4.0"
    assert scale(facts_of(older), "leading").shown == "2.0"


def test_choices_stand_under_the_side_they_count_on_most_and_least():
    choices = {"di-rush": "bear", "di-exit": "hold"}

    found = facts_of(taken(SALESFORCE, answers=choices))

    customer, company = (scale(found, name) for name in ("customer-side", "company-side"))
    bear = "Promise the early date and carry the overtime cost from your own budget."
    hold = "Refuse, and point to the dates both sides signed."
    assert bear in [said.text for said in customer.most]
    assert bear in [said.text for said in company.room]
    assert hold in [said.text for said in company.most]
    assert hold in [said.text for said in customer.room]
    assert customer.most_label == leader_wording.CHOSEN_MOST
    assert customer.room_by_direction[0][0] == leader_wording.CHOSEN_LEAST


def test_an_order_comes_back_place_by_place_and_silence_does_not():
    order = ["customers", "budget", "last-year", "company-goals"]
    item = library.assessment(SALESFORCE).item("pl-inputs")
    order += [one for one in item.option_ids if one not in order]

    (said,) = facts_of(taken(SALESFORCE, answers={"pl-inputs": order})).also

    assert said.text == item.text
    assert said.answers[:2] == ("What customers told us", "The budget we were given")
    assert len(said.answers) == len(item.option_ids)
    assert facts_of(taken(SALESFORCE, answers={"pl-inputs": None})).also == ()


@pytest.mark.parametrize("ref", ALL)
def test_no_sentence_of_caution_is_said_twice(ref):
    cautions = [one.caution for group in facts_of(taken(ref)).groups for one in group.scales]
    sentences = [text for caution in cautions for text in caution.split(". ") if text]

    assert len(sentences) == len(set(sentences))


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_sentence_about_a_scale_is_said_of_the_next_one_too(language):
    found = facts_of(taken(SMART, levels=3, language=language))
    texts = [one.text for group in found.groups for one in group.scales]
    sentences = [said for text in texts for said in re.split(r"(?<=[.!?]) ", text)]

    assert all(texts)
    assert len(sentences) == len(set(sentences))


def test_a_report_names_the_days_of_its_readers_own_clock():
    late = TAKEN.replace(hour=23, minute=30)

    found = facts_of(taken(at=late), taken(at=late - timedelta(days=120)), zone="Asia/Tokyo")

    assert found.data_of == "Saturday 21 November 2026, 08:30 Tokyo time"
    assert found.since == "24 July 2026"
    assert found.check_dates[0] == "21 December 2026"
    assert found.valid_until == "23 May 2027"


def test_a_report_says_whether_the_way_of_answering_was_looked_at():
    assert not facts_of(taken(), quality=None).is_looked_at
    assert facts_of(taken(), quality=()).is_looked_at


@pytest.mark.parametrize("ref", ALL)
def test_how_wide_the_bands_are_is_said_plainly_before_the_terms_of_the_trade(ref):
    found = facts_of(taken(ref))

    assert found.how_wide == leader_wording.ASSUMED % {"people": 30}
    assert not re.search("reliab|alpha|correlation|planning value", found.how_wide, re.IGNORECASE)
    assert all("reliability" in sentence for sentence in found.rests_on)


def test_bands_measured_here_say_so_and_some_of_each_say_both():
    one = taken()
    one.attempt.scores[0].basis = basis_words.measured(0.8, 40, TAKEN, 0.5, used=0.8)
    assert facts_of(one).how_wide == leader_wording.SOME_MEASURED

    for score in one.attempt.scores:
        score.basis = basis_words.measured(0.8, 40, TAKEN, 0.5, used=0.8)
    assert facts_of(one).how_wide == leader_wording.MEASURED


def test_answers_that_came_to_no_result_are_given_back_as_they_were_given():
    few = at_levels("leading", 4, 2)
    nothing = dict.fromkeys(item.id for item in library.assessment(LEADERSHIP).items)

    found = facts_of(taken(answers=nothing | few))

    assert not found.has_result
    texts = [library.assessment(LEADERSHIP).item(name).text for name in few]
    assert [one.text for one in found.given] == texts
    assert found.counted[:2] == (("All questions", "2 of 38"), ("Leading people", "2 of 9"))
    assert facts_of(taken()).given == ()
