"""A candidate's assessments stand in both reports, as a source of their own."""

import re

import pytest
from sqlalchemy import select

from assess.assessments.models import Attempt, Invitation
from assess.instruments import library
from assess.instruments.assessment import Method
from assess.jobs import look_at_answers
from assess.science.norms import words as norm_words
from assess.science.scores import judgement, scoring
from assess.science.scores import words as scale_words
from reports import leader_wording, second_source, wording
from tests.assessments.normed import AT_FOUR, EXPIRED, NORMED, PLAIN, TOO_LATE, shelve
from tests.assessments.staging import SELF, SITUATIONS
from tests.development.samples import MANAGER
from tests.hiring.staging import assessed
from tests.instruments.samples import seal
from tests.reports.paper import Paper


@pytest.fixture
def hire(make):
    """A candidate whose debrief is open and on whom the decision is taken."""
    hire = make.hire(name="Temitope Bankole")
    for person in hire.panel:
        make.submitted(hire.interview_id, person, 4)
    make.debriefed(hire)
    make.decided(hire)
    return hire


def page(browser, hire, edition):
    return browser(hire.manager).get(f"/applications/{hire.application_id}/{edition}")


def paper(browser, hire, edition):
    path = f"/applications/{hire.application_id}/{edition}.pdf"
    return Paper(browser(hire.manager).get(path).data)


def without_number(text):
    """The words of a report; its number and date follow every one of them."""
    return re.sub(r"R-\w{4}-\w{4}, data of [^,]*, \d\d:\d\d [\w ]+ time", "", text)


def test_the_team_reads_results_with_their_bands_apart_from_the_interview(make, browser, hire):
    before = page(browser, hire, "report").text
    assessed(make, hire, SELF)
    assessed(make, hire, SITUATIONS)

    seen = page(browser, hire, "report").text

    assert "Assessments, a source of their own" in seen
    assert "4.0 (often)" in seen
    assert "100 of 100" in seen
    assert "likely between" in seen
    assert "2 assessments" in seen
    assert seen.index("Results by competency") < seen.index("Assessments, a source of their own")
    results = before[before.index("Results by competency") : before.index("Evidence")]
    assert results in seen


def test_figures_without_a_unit_say_where_they_lie_and_what_they_are(make, browser, hire):
    assessed(make, hire, MANAGER)
    assessed(make, hire, SITUATIONS)

    seen = page(browser, hire, "debrief").text

    assert "Selling skill: a result lies between 1 and 5 and is the mean of the answers." in seen
    assert seen.count("a result lies between") == 1  # what is of 100 carries its unit
    assert "Why? How the error of a result is worked out" in seen
    compared = second_source.lies_between(["Attention"], Method.IPSATIVE)
    assert compared.startswith("Attention: a result lies between −1 and +1. It compares")


def test_a_result_from_another_language_says_so(make, browser, hire):
    assessed(make, hire, SELF, language="de")
    assessed(make, hire, SITUATIONS)

    seen = page(browser, hire, "report").text

    assert seen.count(second_source.answered_in("German")) == 1


def test_a_language_chosen_after_handing_in_does_not_change_what_was_answered(make, browser, hire):
    assessed(make, hire, SELF)
    assessed(make, hire, SITUATIONS, language="de")
    with make.transaction() as session:
        for one in session.scalars(select(Invitation)):
            one.language = "en" if one.language == "de" else "de"

    seen = page(browser, hire, "report").text

    assert seen.count(second_source.answered_in("German")) == 1
    with make.transaction() as session:
        held = {one.instrument: one.language for one in session.scalars(select(Attempt))}
    assert held == {SELF: "en", SITUATIONS: "de"}


def test_what_is_not_translated_is_not_called_german(make, browser, hire, monkeypatch, tmp_path):
    shelve(monkeypatch, tmp_path)
    assessed(make, hire, PLAIN, language="de")

    seen = page(browser, hire, "report").text

    assert "1 assessment" in seen
    assert "Answered in" not in seen


def test_a_result_says_how_many_questions_it_rests_on_where_some_have_no_answer(
    make, browser, hire
):
    assessed(make, hire, SITUATIONS, without=2)

    rests = "It rests on 14 of 16 questions; the others have no answer."
    for edition in ("report", "debrief"):
        seen = page(browser, hire, edition).text
        assert f"of 100. {rests}" in seen
    assert rests in " ".join(paper(browser, hire, "report").text.split())


def test_a_result_that_rests_on_all_questions_says_nothing_of_their_number(make, browser, hire):
    assessed(make, hire, SITUATIONS)

    assert "It rests on" not in page(browser, hire, "report").text
    assert "no answer" not in page(browser, hire, "feedback").text


@pytest.mark.parametrize(("without", "told"), [(2, "rests on those"), (9, "nothing is said")])
def test_the_candidate_reads_in_words_that_some_questions_have_no_answer(
    make, browser, hire, without, told
):
    assessed(make, hire, SITUATIONS, without=without)

    gaps = wording.some_unanswered(too_few=without > 2)
    assert told in gaps
    assert gaps in page(browser, hire, "feedback").text
    assert gaps in " ".join(paper(browser, hire, "feedback").text.split())


def test_what_choosing_at_random_earns_stands_once_where_the_result_does(make, browser, hire):
    assessed(make, hire, SITUATIONS)
    assessed(make, hire, SELF)

    for edition in ("report", "debrief"):
        seen = page(browser, hire, edition).text
        assert seen.count("response at random earns about 50 of 100.") == 1
        assert seen.index("100 of 100") < seen.index("earns about 50 of 100.")
    assert "earns about 50 of 100." in " ".join(paper(browser, hire, "report").text.split())


def test_where_too_little_was_answered_nothing_is_compared_with_chance(make, browser, hire):
    assessed(make, hire, SITUATIONS, without=9)

    assert "at random" not in page(browser, hire, "report").text


def test_leaders_read_the_same_figure_for_choosing_at_random():
    by_chance = scale_words.shown(judgement.BY_CHANCE, Method.CREDIT)

    assert f"at random earns about {by_chance}" in leader_wording.BY_CREDIT


def test_the_paper_says_what_the_page_says(make, browser, hire):
    assessed(make, hire, SELF)

    text = " ".join(paper(browser, hire, "report").text.split())

    assert "Assessments, a source of their own" in text
    assert "4.0 (often)" in text
    assert "Made for development" in text


def test_the_candidate_reads_words_and_steps_and_no_numbers(make, browser, hire):
    assessed(make, hire, SELF)
    library_texts = library.assessment(SELF).scale("strategic").report

    seen = page(browser, hire, "feedback").text

    told = seen[seen.index("What your own answers describe") : seen.index("What you can ask for")]
    assert " ".join(library_texts.high.split()) in told
    assert not any(sign.isdigit() for sign in told)


def test_there_are_steps_to_choose_from_where_an_assessment_has_one_scale(make, browser, hire):
    assessed(make, hire, SITUATIONS)
    steps = library.assessment(SITUATIONS).scale("judgement").report.steps

    seen = page(browser, hire, "feedback").text

    assert [" ".join(step.split()) in seen for step in steps] == [True, True, False, False]


def test_without_assessments_the_reports_say_nothing_of_them(browser, hire):
    for edition in ("report", "feedback"):
        seen = page(browser, hire, edition).text
        assert "source of their own" not in seen
        assert "your own answers" not in seen


def test_results_wait_until_the_debrief_is_open(make, browser):
    waiting = make.hire(name="Siobhan Mensah")
    assessed(make, waiting, SELF)
    priya = browser(waiting.manager)

    dossier = priya.get(f"/applications/{waiting.application_id}")

    assert "SMART sales leader: self-assessment" in dossier.text
    assert "4.0" not in dossier.text
    assert priya.get(f"/applications/{waiting.application_id}/report").code == 404
    assert (
        browser(waiting.panel[0]).get(f"/interviews/{waiting.interview_id}").text.count("4.0") == 0
    )


def test_the_report_has_another_number_once_an_assessment_is_in(make, browser, hire):
    before = paper(browser, hire, "report").text
    assessed(make, hire, SELF)

    after = paper(browser, hire, "report").text

    assert before.split("Report")[1][:40] != after.split("Report")[1][:40]


@pytest.fixture
def in_a_hurry(make, hire, app):
    """A candidate who chose the middle answer to everything at once; the job has looked at it."""
    assessed(make, hire, SELF, level=3)
    with make.transaction() as session:
        look_at_answers.run(session, app.extensions["assess.settings"])
    return hire


def test_what_was_noticed_is_told_to_the_team_as_something_to_ask_about(browser, in_a_hurry):
    seen = page(browser, in_a_hurry, "report").text
    printed = paper(browser, in_a_hurry, "report").text

    for text in (seen, printed):
        told = text[text.index(second_source.WITH_CARE) :]
        assert "An answer took 0.0 seconds on average" in told
        assert "The same answer was chosen" in told
    assert "is no reason to turn anybody down" in second_source.WITH_CARE


def test_what_was_noticed_moves_no_result_and_no_decision(make, browser, hire, app):
    assessed(make, hire, SELF, level=3)
    before = page(browser, hire, "report").text

    with make.transaction() as session:
        look_at_answers.run(session, app.extensions["assess.settings"])
    after = page(browser, hire, "report").text

    start, end = after.index(second_source.WITH_CARE), after.index("Decision as taken")
    told_before = without_number(before).replace(f" {second_source.NOT_LOOKED_AT}", "")
    assert without_number(after[:start] + after[end:]) == told_before


def test_the_candidate_reads_nothing_of_what_was_noticed(browser, in_a_hurry):
    seen = page(browser, in_a_hurry, "feedback").text

    assert "your own answers describe" in seen
    assert "on average" not in seen
    assert "in a row" not in seen


def test_a_percentile_stands_beside_a_result_that_has_a_norm(
    make, browser, hire, monkeypatch, tmp_path
):
    shelve(monkeypatch, tmp_path)
    assessed(make, hire, NORMED)

    for text in (page(browser, hire, "report").text, paper(browser, hire, "report").text):
        assert AT_FOUR in text
        assert norm_words.MEANING in text
    assert "percentile" not in page(browser, hire, "feedback").text.lower()


def test_a_norm_that_has_expired_withholds_the_percentile_and_says_so(
    make, browser, hire, monkeypatch, tmp_path
):
    shelve(monkeypatch, tmp_path)
    assessed(make, hire, EXPIRED)

    for text in (page(browser, hire, "report").text, paper(browser, hire, "report").text):
        assert TOO_LATE in text
        assert "Percentile " not in text


def test_without_a_norm_no_percentile_is_mentioned(make, browser, hire, monkeypatch, tmp_path):
    shelve(monkeypatch, tmp_path)
    assessed(make, hire, PLAIN)

    for text in (page(browser, hire, "report").text, paper(browser, hire, "report").text):
        assert "4.0 (often)" in text
        assert "percentile" not in text.lower()


def test_results_under_an_earlier_rule_stay_readable(make, browser, hire, monkeypatch):
    assessed(make, hire, SELF)

    monkeypatch.setattr(scoring, "RULE", "next")

    assert "4.0 (often)" in page(browser, hire, "report").text


def test_the_candidate_reads_whether_their_answers_were_held_against_a_key(make, browser, hire):
    assessed(make, hire, SITUATIONS)
    assessed(make, hire, SELF)

    told = (
        page(browser, hire, "feedback").text,
        " ".join(paper(browser, hire, "feedback").text.split()),
    )
    for text in told:
        assert text.count(wording.JUDGED_BY_KEY) == text.count(wording.SEEN_BY_YOURSELF) == 1
        assert "no mark" not in text


PLANNED = "A planning value, not a measured one."


def test_the_source_of_a_reliability_holds_for_every_scale_that_shares_it(make, browser, hire):
    assessed(make, hire, SELF)
    with make.transaction() as session:
        first, *others = session.scalars(select(Attempt)).one().scores
        for row in (first, *others):
            row.basis = f"{PLANNED} Use it until there are 30 people."
        first.reliability = 0.91

    for text in (page(browser, hire, "report").text, paper(browser, hire, "report").text):
        words = " ".join(text.split())
        figures, _, after = words.partition(f"Of all these figures: {PLANNED}")
        assert "a reliability of 0.91, which makes a standard error of" in figures
        assert figures.count("the bands rest on a reliability of") > 1
        assert "the bands rest on" not in after


def test_a_second_source_keeps_the_sentences_it_shares_with_the_first(make, browser, hire):
    assessed(make, hire, SELF)
    with make.transaction() as session:
        for number, row in enumerate(session.scalars(select(Attempt)).one().scores):
            row.basis = f"{PLANNED} It is computed from {number + 8} items."

    text = page(browser, hire, "report").text

    assert text.count("the bands rest on") == text.count(PLANNED) > 1


def test_a_mean_of_answers_with_other_words_than_how_often_has_no_word(
    make, browser, hire, monkeypatch, tmp_path
):
    shelve(monkeypatch, tmp_path)
    path = tmp_path / "assessments/plain/1.0.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("type: frequency", "type: agreement", 2), encoding="utf-8")
    seal(tmp_path)
    assessed(make, hire, PLAIN)

    for told in (page(browser, hire, "report").text, paper(browser, hire, "report").text):
        assert "4.0" in told
        assert "(often)" not in told
