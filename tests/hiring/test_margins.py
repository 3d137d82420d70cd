"""Margins beside results: from what was rated alone, over the open debriefs of one opening."""

import re
import sys
from datetime import timedelta

import pytest
from sqlalchemy import select

from assess.accounts.models import User
from assess.hiring import margins, queries
from assess.hiring.models import Debrief
from assess.interviews import queries as interviews
from assess.interviews.models import Scorecard
from assess.openings.models import Opening
from assess.science.panel import error_words as panel_error_words
from assess.science.panel.error import Sheet
from assess.science.panel.results import Phrase
from reports import candidate
from tests import statements
from tests.factories import Hire
from tests.hiring.staging import read
from tests.reports.paper import Paper

HEAVY = (
    "assess.science.panel.components",
    "assess.science.panel.severity",
    "assess.science.generalizability.ill_structured",
)

APART = ({"strategic": 4, "action": 2, "teams": 5}, {"strategic": 3, "action": 3, "teams": 4})
"""Two people who lie a level apart on three of five competencies, not always the same way."""


def first(make, *panel, name="Noor Aziz", opened=True) -> Hire:
    """A candidate whom as many people rated, in an opening of its own."""
    make.organisation()
    people = [make.user(name=f"Person {letter}") for letter in "ABCDEFGH"[: len(panel)]]
    return rated(make, make.hire(people, name=name), *panel, opened=opened)


def rated(make, hire: Hire, *panel, opened=True, now=None) -> Hire:
    for person, levels in zip(hire.panel, panel, strict=False):
        make.submitted(hire.interview_id, person, levels, now=now)
    if opened:
        make.debriefed(hire)
    return hire


def another(make, hire: Hire, *panel, name="", opened=True) -> Hire:
    """One more candidate of the same opening, met by the same people."""
    with make.transaction() as session:
        opening = session.scalars(select(Opening).where(Opening.public_id == hire.opening_id)).one()
        session.expunge(opening)
    application = make.application(opening, name=name)
    interview_id = make.interview(application, hire.manager)
    one = Hire(hire.opening_id, application.public_id, interview_id, hire.manager, hire.panel)
    return rated(make, one, *panel, opened=opened)


def found(make, hire: Hire, reader: User | None = None) -> margins.Margins:
    with make.transaction() as session:
        actor = session.get_one(User, (reader or hire.manager).id)
        view = queries.panel_view(session, actor, hire.application_id)
        shown = margins.around(session, view, "UTC")
        assert shown is not None
        return shown


def row(shown: margins.Margins, competency: str):
    return next(one for one in shown.matrix.by_plan if one.competency.id == competency)


def card(session, hire: Hire, person: User) -> Scorecard:
    return interviews.get_own_scorecard(session, person, hire.interview_id)


def test_two_people_who_rated_one_candidate_leave_the_range(make):
    shown = found(make, first(make, *APART))

    assert not shown.matrix.has_margins
    assert shown.rests_on[0].startswith("There is no margin of error yet: too few people")
    assert "there is 1." in shown.rests_on[1]


def test_margins_are_pooled_over_the_open_debriefs_of_the_opening(make):
    hire = first(make, *APART)
    for _ in range(3):
        another(make, hire, *APART)
    first(make, 1, 5, name="Of another opening")

    shown = found(make, hire)

    # Deviations ±½ on three of five competencies: s² = 4 · 3 · ½ / 20 = 0.3, and all errors of a
    # candidate go one way or the other: 6² / (9 · 2² / 4) = 4 degrees. t is 2.776.
    # √(0.3 / 2) = 0.3873 and 3.5 ± 1.075 for Strategic.
    band = row(shown, "strategic").result.band
    assert (band.standard_error, band.low, band.high) == (pytest.approx(0.387298), 2.4, 4.6)
    # Totals of 3.4 and 3.2: s² = 0.02, √(0.02 / 2) = 0.1; 3.4 and 3.2 have the mean 3.3.
    whole = shown.matrix.overall
    assert whole.mean == pytest.approx(3.3)
    assert (whole.band.standard_error, whole.band.low, whole.band.high) == (0.1, 3.0, 3.6)
    assert "0.55 of a level" in shown.rests_on[0]
    assert "4 candidates of this opening, rated by two people or more" in shown.rests_on[0]
    assert shown.rests_on[1].startswith("Standard errors, in levels: Strategic 0.39, ")
    assert shown.rests_on[1].endswith("; the whole 0.10.")
    assert shown.rests_on[2] == panel_error_words.FROM_TOTALS


def test_eight_people_who_rated_one_candidate_are_enough(make):
    levels = [{"strategic": 2 + n % 3, "action": 1 + n // 2, "teams": 5 - n % 2} for n in range(8)]

    shown = found(make, first(make, *levels))

    assert shown.matrix.overall.band
    assert all(one.result.band for one in shown.matrix.rows)


def test_people_who_agree_on_everything_show_no_error(make):
    hire = first(make, 4, 4)
    for _ in range(4):
        another(make, hire, 3, 3)

    shown = found(make, hire)

    assert not shown.matrix.has_margins
    assert "everybody has rated alike so far" in shown.rests_on[0]


def test_on_one_persons_word_there_is_no_margin(make):
    levels = [{"strategic": 2 + n % 3, "action": 1 + n // 2, "teams": None} for n in range(7)]

    shown = found(make, first(make, {"strategic": 3, "action": 3, "teams": 4}, *levels))

    assert row(shown, "teams").result.band is None
    assert row(shown, "action").result.band
    assert panel_error_words.one_rater("Teams") in shown.rests_on
    # Not everybody rated everything, so the errors of the whole are added up.
    assert panel_error_words.ADDED_UP in shown.rests_on


def test_what_nobody_was_asked_has_no_margin_and_takes_none_away(make):
    levels = [{"strategic": 2 + n % 3, "action": 1 + n // 2, "teams": None} for n in range(8)]

    shown = found(make, first(make, *levels))

    assert row(shown, "teams").result.band is None
    assert panel_error_words.FROM_TOTALS in shown.rests_on


def test_a_clearly_becomes_a_likely_when_its_margin_reaches_the_zone(make):
    others = [{"strategic": 1 + n // 2, "action": 5 - n // 2, "teams": 1 + n % 4} for n in range(8)]
    hire = first(make, *[5] * 8)
    before = row(found(make, hire), "strategic").result

    another(make, hire, *others)

    after = row(found(make, hire), "strategic")
    assert (before.phrase, before.band) == (Phrase.CLEARLY_ABOVE, None)
    assert after.result.band.low <= after.zone.high
    assert after.result.phrase is Phrase.LIKELY_ABOVE


def test_a_scorecard_that_came_in_late_adds_nothing_to_what_is_sure(make):
    hire = first(make, *APART, {"strategic": 3})
    for _ in range(3):
        another(make, hire, *APART, APART[0])
    before = found(make, hire)
    with make.transaction() as session:
        late = card(session, hire, hire.panel[2])
        late.submitted_at += timedelta(days=1)

    after = found(make, hire)

    assert row(after, "strategic").result.mean == row(before, "strategic").result.mean
    assert after.matrix.overall.band.standard_error > before.matrix.overall.band.standard_error
    assert panel_error_words.NOT_ALONE in after.rests_on
    assert panel_error_words.NOT_ALONE not in before.rests_on


def test_what_changed_after_the_debrief_moves_no_margin(make, browser):
    hire = first(make, *APART)
    others = [another(make, hire, *APART) for _ in range(3)]
    before = found(make, hire)
    for one in (hire, others[0]):
        person = browser(one.panel[0])
        path = f"/interviews/{one.interview_id}/amend/action"
        person.post(path, {**person.fields(path), "rating": "5", "reason": "I heard the others."})

    after = found(make, hire)

    assert after.rests_on == before.rests_on
    assert after.matrix.overall == before.matrix.overall


@pytest.mark.parametrize(
    ("number", "early_reason", "opened"),
    [(3, "", False), (2, "", True), (3, "It cannot wait.", True)],
    ids=["not open", "one is waited for", "opened early"],
)
def test_a_debrief_that_is_not_open_to_all_who_rate_is_left_out(make, number, early_reason, opened):
    canary = ({"strategic": 1}, {"strategic": 5}, {"strategic": 1})
    hire = first(make, *APART, APART[0])
    for _ in range(3):
        another(make, hire, *APART, APART[0])
    before = found(make, hire)

    another(make, hire, *canary[:number], opened=opened)
    if opened:
        with make.transaction() as session:
            newest = session.scalars(select(Debrief).order_by(Debrief.id.desc())).first()
            newest.early_reason = early_reason

    after = found(make, hire)
    assert (after.matrix.overall, after.rests_on) == (before.matrix.overall, before.rests_on)


def test_a_debrief_that_opened_early_counts_when_its_decision_is_taken(make):
    hire = first(make, *APART)
    one = another(make, hire, *APART)
    with make.transaction() as session:
        newest = session.scalars(select(Debrief).order_by(Debrief.id.desc())).first()
        newest.early_reason = "It cannot wait."
    before = found(make, hire)

    make.decided(one)

    assert "there is 1." in before.rests_on[1]
    assert "there are 2." in found(make, hire).rests_on[1]


def test_everybody_reads_the_same_margins(make, browser):
    hire = first(make, *APART)
    for _ in range(3):
        another(make, hire, *APART)
    interviewer = browser(hire.panel[0])
    address = f"/applications/{hire.application_id}"
    interviewer.get(f"{address}/debrief")
    interviewer.post(f"{address}/ratings")

    mine, theirs = (one.get(f"{address}/debrief").text
                    for one in (interviewer, browser(hire.manager)))  # fmt: skip

    said = r"Overall, Noor Aziz: .*?nearly surely between 3\.0 and 3\.6"
    assert re.search(said, mine).group() == re.search(said, theirs).group()


def test_who_may_not_see_the_panel_sees_no_margin(make, browser):
    hire = first(make, *APART)
    for _ in range(3):
        another(make, hire, *APART)
    waiting = another(make, hire, APART[0], opened=False)

    seen = browser(waiting.panel[1]).get(f"/applications/{waiting.application_id}/debrief")

    assert "Others' ratings are hidden" in seen.text
    assert "nearly surely" not in seen.text.lower()
    assert "margin" not in seen.text


def test_page_paper_and_decision_say_the_same(make, browser):
    hire = first(make, *APART)
    for _ in range(3):
        another(make, hire, *APART)
    facts, manager = read(make, hire), browser(hire.manager)
    make_form = manager.get(f"/applications/{hire.application_id}/debrief")
    report = manager.get(f"/applications/{hire.application_id}/report").text
    paper = Paper(candidate.render(facts)).text
    manager.post(
        f"/applications/{hire.application_id}/debrief",
        {
            **manager.fields(f"/applications/{hire.application_id}/debrief"),
            "outcome": "offer",
            "reasons": ["strategic", "teams"],
            "explanation": "The evidence says so.",
        },
    )
    decision = manager.get(f"/applications/{hire.application_id}/decisions/1").text

    for text in (make_form.text, report, paper):
        assert "nearly surely between 3.0 and 3.6" in text
        assert "What the margins rest on" in text
        assert "2.4 to 4.6" in text
    assert "3.0 to 3.6" in decision


def test_the_same_data_give_the_same_report_and_another_debrief_a_new_one(make):
    hire = first(make, *APART)
    for _ in range(3):
        another(make, hire, *APART)
    before = read(make, hire)
    assert read(make, hire) == before

    another(make, hire, 2, 5)

    after = read(make, hire)
    assert after.report_id != before.report_id
    assert after.valid_until == before.valid_until
    assert "the last debrief opened on" in after.rests_on[0]


def test_a_report_without_margins_has_no_column_for_them(make, browser):
    hire = first(make, *APART)

    page = browser(hire.manager).get(f"/applications/{hire.application_id}/report").html

    assert 'data-label="Nearly surely"' not in page
    assert "There is no margin of error yet" in page


def test_small_pools_load_nothing_heavy_and_take_two_statements_more(
    make, app, browser, monkeypatch
):
    hire = first(make, *APART)
    for _ in range(3):
        another(make, hire, *APART)
    reader = browser(hire.manager)
    path = f"/applications/{hire.application_id}/debrief"
    for name in HEAVY:
        monkeypatch.delitem(sys.modules, name, raising=False)
    reader.get(path)
    with statements.sent(app) as sent:
        reader.get(path)

    assert sum("debrief.early_reason" in one and "rating" in one for one in sent) == 2
    assert not set(HEAVY) & set(sys.modules)


@pytest.mark.slow  # eleven candidates with two scorecards each
def test_from_ten_candidates_on_reliability_is_told(make, browser):
    levels = [
        (
            {"strategic": 1 + n % 5, "action": 1 + n % 4, "teams": 2 + n % 3},
            {"strategic": 1 + n % 5, "action": 2 + n % 4, "teams": 3},
        )
        for n in range(11)
    ]
    hire = first(make, *levels[0])
    for panel in levels[1:]:
        another(make, hire, *panel)

    text = browser(hire.manager).get(f"/applications/{hire.application_id}/debrief").text

    assert "Over all competencies, the mean ratings have a reliability of" in text
    assert "11 candidates, 2 raters" in text
    assert (
        "A corrected result is not shown, because everybody was rated by the same people, so "
        "severity is alike for all (11 candidates, 2 raters)." in text
    )
    assert panel_error_words.SHARED in text


def test_a_single_competency_says_why_it_is_not_corrected():
    assert panel_error_words.by_competency("A", {"too few": "B"}) == (
        "One is shown on A as well, and on no other competency (B: too few)."
    )
    assert panel_error_words.by_competency("", {"too few": "A and B"}).startswith("On no comp")
    assert panel_error_words.by_competency("A and B", {}).startswith("On every competency")


def test_the_candidates_own_letter_says_nothing_of_margins(make, browser):
    hire = first(make, *APART)
    for _ in range(3):
        another(make, hire, *APART)
    make.decided(hire)

    page = browser(hire.manager).get(f"/applications/{hire.application_id}/feedback").text

    assert "nearly surely" not in page.lower()
    assert "margin" not in page


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        ([(("a", 3),), (("a", 3),)], "everybody has rated alike so far"),
        ([(("a", 3),), (("b", 4),)], "too few people have rated the same candidates"),
    ],
)
def test_many_candidates_with_too_little_behind_them_have_no_margin(levels, said):
    sheets = tuple(Sheet(n, k, levels[k]) for n in range(12) for k in range(2))

    found = margins._basis(sheets, {"a": 1.0, "b": 1.0}, "")

    assert said in found.said[0]
    assert "no reliability can be given" in found.said[1]
    assert found.rating.reason
