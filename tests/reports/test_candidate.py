"""The candidate report for the hiring team."""

from dataclasses import replace
from functools import cache

import pytest

from assess.science.panel.results import Agreement, Phrase, Zone, combine
from reports import candidate, wording
from reports.candidate import CandidateFacts
from tests import copy_rules
from tests.reports import people
from tests.reports.paper import Paper


def read(facts: CandidateFacts) -> Paper:
    return Paper(candidate.render(facts))


@cache
def usual() -> Paper:
    """A report with disagreement, a missing rating, a changed rating and a decision."""
    return read(people.candidate(decision=people.decision()))


def test_five_competencies_take_four_to_seven_pages():
    assert 4 <= len(usual().texts) <= 7


def test_the_first_page_says_who_it_is_for_and_until_when():
    first = " ".join(usual().texts[0].split())

    assert "For the hiring team of Northwind Trading. Not for the candidate." in first
    assert "Confidential" in first
    for said in ("Katarzyna Łuczak", "R-7K3F-92QD", "Plan 3", "Use until", "4 interviews"):
        assert said in first


def test_the_first_page_holds_summary_chart_evidence_questions_and_limits():
    first = " ".join(usual().texts[0].split())

    for said in ("Summary", "Strongest evidence", "Open questions", "Limits:"):
        assert said in first


def test_the_profile_chart_has_its_finding_and_values_as_alternative_text():
    chart = usual().elements("Figure")[0]

    assert chart.alt.startswith("Against what the role asks for: 3 in or near")
    assert "Teams: not rated by anyone, so nothing can be said." in chart.alt
    assert "Overall: in or near what the role asks for (3.4" in chart.alt


def test_every_picture_has_alternative_text():
    assert all(figure.alt for figure in usual().elements("Figure"))


def test_the_table_has_one_row_for_each_competency_and_the_whole():
    table = usual().elements("Table")[0]
    rows = [[usual().said(cell) for cell in row.kids] for row in table.kids]

    assert [row[0] for row in rows[1:]] == [
        "Strategic", "Measurable", "Action", "Relationships", "Teams", "Overall",
    ]  # fmt: skip
    assert rows[3][2:] == ["in or near (3½)", "4", "2 to 5", "differ strongly", "1 of 5"]
    assert rows[5][2:] == ["not rated", "0", "—", "—", "1 of 5"]


def test_unequal_weights_stand_under_the_table_with_their_reason():
    paper = Paper(candidate.render(people.candidate(weights_reason="Few clients, <large> ones.")))

    said = "The competencies do not count equally. The plan says why: Few clients, <large> ones."
    assert said in " ".join(paper.text.split())
    assert "do not count equally" not in Paper(candidate.render(people.candidate())).text


def test_interviewers_are_letters_and_a_changed_rating_is_marked():
    quotes = [usual().said(element) for element in usual().elements("BlockQuote")]

    assert any(quote.startswith("Interviewer C · rated 3") for quote in quotes)
    assert any(
        "Rated 3 alone; 4 after the debrief had opened: The client’s own" in q for q in quotes
    )
    assert any(quote.startswith("Interviewer C · not asked, or no evidence") for quote in quotes)


def test_beside_the_result_stands_what_changed_later():
    assert usual().text.count("changed later") == 1
    assert (
        "1 rating changed later, from 3 to 4; the result counts what was given before."
    ) in usual().text


def test_a_scorecard_that_came_in_late_is_marked():
    quotes = [usual().said(element) for element in usual().elements("BlockQuote")]

    late = [quote for quote in quotes if wording.CAME_IN_LATE in quote]
    assert late
    assert all(quote.startswith("Interviewer D") for quote in late)


def test_each_competency_shows_the_level_it_is_near_and_the_next():
    text = usual().text

    assert "Nearest level: 4, Strong evidence" in text
    assert "What the next level, 5, would look like" in text


def test_the_acts_of_a_level_are_not_said_to_be_the_candidates():
    assert usual().text.count("Behaviours were not rated one by one.") == 4
    assert usual().text.count("Acts written for level") == 4


def test_overuse_is_explained_where_the_framework_has_it():
    assert usual().text.count("What too much of it would look like") == 1


def test_at_the_highest_level_there_is_no_next():
    top = people.competency(ratings=(5, 5))

    assert "This is the highest level." in read(people.candidate(competencies=(top,))).text


def test_a_decision_is_shown_as_taken():
    text = usual().text

    for said in ("Decision as taken", "Invite to a second conversation", "Jonas Weber", "Dissent"):
        assert said in text


def test_without_a_decision_nothing_is_said_about_one():
    assert "Decision" not in read(people.candidate()).text


def test_missing_parts_are_named():
    text = read(people.candidate(scorecards=3, scorecards_missing=1)).text

    assert "3 of 4 scorecards" in text
    assert "1 scorecard was not in when this report was made." in text
    assert "Nobody rated Teams" in text


def test_the_report_ends_with_how_to_read_it_its_limits_and_whom_to_ask():
    headings = [usual().said(element) for element in usual().elements("H2")]

    assert headings[-4:] == [
        "How to read this report",
        "How the results were made",
        "Limits",
        "Questions and appeals",
    ]


@pytest.mark.parametrize("lines", range(0, 48, 4))
def test_wherever_pages_end_blocks_stay_whole_and_no_page_holds_one_sentence(lines):
    said = candidate.Evidence("Interviewer A", 3, None, "\n".join(["One line."] * lines))
    first = people.competency(4, evidence=(said,))
    paper = read(people.candidate(competencies=(first, people.competency(2))))

    pages = [page for page, text in enumerate(paper.texts) if "Questions and appeals" in text]
    assert all("Limits" in paper.texts[page] for page in pages)
    for text in paper.texts:
        assert ("Ask next" in text) == ("Tell us about a client you advised" in text)
        assert ("Ask next" in text) == ("Who in your team saw that choice" in text)


def test_all_five_phrases_and_three_agreement_words_are_explained():
    words = [word for word, _ in wording.DEFINED]

    assert words == [*Phrase, "clearly, overall", *Agreement]
    assert all(usual().text.count(meaning) for _, meaning in wording.DEFINED)


def test_a_zone_is_written_like_any_other_range():
    assert wording.expected(Zone(3.5, 4)) == "Expected for this role: 3½ to 4."
    assert wording.expected(Zone(3, 4)) == "Expected for this role: 3 to 4."


@cache
def our_own_sentences() -> str:
    """What the report says by itself, when nobody wrote anything."""
    facts = people.candidate(
        summary=(), strongest=(), open_questions=(), competencies=(), contact="Someone"
    )
    return read(facts).text


def test_our_own_sentences_keep_to_the_copy_rules():
    assert not copy_rules.refused(our_own_sentences())


def test_nothing_but_a_name_still_makes_a_report():
    nothing = combine((), Zone(3, 4))
    facts = people.candidate(
        summary=(), strongest=(), open_questions=(), competencies=(), overall=nothing,
        contact="", interviews=0, scorecards=0, scorecards_missing=4, levels=(),
    )  # fmt: skip

    text = read(facts).text

    assert "Katarzyna Łuczak" in text
    assert "nothing can be said" in text


def test_a_competency_without_ratings_notes_or_questions_is_still_named():
    bare = people.competency(4, evidence=(), ask_next=(), overuse=())

    text = read(people.candidate(competencies=(bare,))).text

    assert "No interviewer wrote a note on this competency." in text
    assert "Nearest level" not in text
    assert "Ask next" not in text


def test_twelve_competencies_and_eight_raters_fit():
    ratings = (1, 2, 3, 4, 5, 4, 4, 4)
    evidence = [
        candidate.Evidence(f"Interviewer {letter}", 4, "high", "What was said. " * 8)
        for letter in "ABCDEFGH"
    ]
    many = tuple(
        people.competency(n, ratings, name=f"Competency {n}", evidence=tuple(evidence))
        for n in range(12)
    )

    paper = read(people.candidate(competencies=many))

    assert len(paper.elements("BlockQuote")) == 96
    assert "Strongest evidence" in paper.texts[0]
    assert all(not owners[-1].startswith("H") for owners in paper.owners)


def test_a_name_of_sixty_characters_stands_whole_on_the_first_page():
    paper = read(people.candidate(candidate=people.LONG_NAME))

    assert paper.said(paper.elements("H1")[0]) == people.LONG_NAME


def test_an_arabic_name_stands_in_its_visual_order_in_the_bold_arabic_font():
    paper = read(people.candidate(candidate=people.ARABIC_NAME))
    heading = paper.said(paper.elements("H1")[0])

    assert heading.replace(" ", "") == people.ARABIC_NAME.replace(" ", "")[::-1]
    assert paper.fonts["DejaVuSans-Bold"]


def test_the_same_facts_feed_page_and_paper():
    rows = candidate.profile_rows(people.candidate())

    assert [row.name for row in rows][-1] == "Overall"
    assert rows[-1].overall
    assert not any(row.overall for row in rows[:-1])


def test_the_facts_can_be_replaced_but_not_changed():
    facts = people.candidate()

    assert replace(facts, candidate="Ada").candidate == "Ada"
    with pytest.raises(AttributeError):
        facts.candidate = "Ada"
