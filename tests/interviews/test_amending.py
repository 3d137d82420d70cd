"""Change a rating that is in: the first one stays, with the reason and what was seen."""

import pytest

from assess.hiring.rules import Outcome
from assess.interviews.rules import Overtaken, ScorecardRefused
from assess.interviews.services import scorecards
from tests.browser import form_fields
from tests.interviews.staging import FRIDAY, card

REASON = "I had mixed up two of the candidate's clients."
EVIDENCE = "She named the second client, and the figure agreed with them."


@pytest.fixture
def hire(make):
    hire = make.hire(name="Temitope Bankole")
    make.submitted(hire.interview_id, hire.panel[0], 3)
    return hire


@pytest.fixture
def path(hire):
    return f"/interviews/{hire.interview_id}/amend/strategic"


def amend(make, hire, level=4, **more):
    arguments = {
        "competency": "strategic", "level": level, "not_asked": False, "evidence": "",
        "reason": REASON, "version": 0, "now": FRIDAY,
    }  # fmt: skip
    with make.transaction() as session:
        own = card(session, hire.interview_id, hire.panel[0])
        scorecards.amend(session, own, **(arguments | more))


def revisions(make, hire, competency="strategic"):
    with make.transaction() as session:
        own = card(session, hire.interview_id, hire.panel[0])
        return [
            (one.revision, one.level, one.reason, one.others_seen)
            for one in own.ratings
            if one.competency == competency
        ]


def test_the_first_rating_stays_beside_the_new_one(make, hire):
    amend(make, hire, 4)

    assert revisions(make, hire) == [(0, 3, "", False), (1, 4, REASON, False)]


def test_a_rating_may_change_more_than_once(make, hire):
    amend(make, hire, 4)
    amend(make, hire, 2, version=1)

    assert [level for _, level, *_ in revisions(make, hire)] == [3, 4, 2]


def test_other_ratings_stay_as_they_were(make, hire):
    amend(make, hire, 4)

    assert revisions(make, hire, "action") == [(0, 3, "", False)]


def test_it_is_noted_whether_others_ratings_were_seen(make, hire):
    amend(make, hire, 4)
    with make.transaction() as session:
        scorecards.reveal(session, card(session, hire.interview_id, hire.panel[0]), FRIDAY)
    amend(make, hire, 2, version=1)

    assert [seen for *_, seen in revisions(make, hire)] == [False, False, True]


def test_nobody_can_ask_to_see_others_ratings_before_their_own_is_in(make, hire):
    make.drafted(hire.interview_id, hire.panel[1])

    with make.transaction() as session:
        own = card(session, hire.interview_id, hire.panel[1])
        with pytest.raises(ScorecardRefused, match="hidden until you submit yours"):
            scorecards.reveal(session, own, FRIDAY)
        assert own.saw_others_at is None


def test_the_first_look_at_the_others_is_the_one_that_counts(make, hire):
    for moment in (FRIDAY, FRIDAY.replace(year=2028)):
        with make.transaction() as session:
            scorecards.reveal(session, card(session, hire.interview_id, hire.panel[0]), moment)

    with make.transaction() as session:
        assert card(session, hire.interview_id, hire.panel[0]).saw_others_at == FRIDAY


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"reason": "Because."}, "Say why the rating changes, in a sentence."),
        ({"level": 9}, "Choose one of the five levels"),
        ({"not_asked": True}, "not both"),
        ({"competency": "nothing"}, "This competency is not part of your scorecard."),
        ({"competency": "overall", "level": 5}, "Choose one of the four answers"),
        ({"version": 7}, "This was changed on another device in the meantime."),
    ],
)
def test_a_change_without_rhyme_or_reason_is_refused(make, hire, change, said):
    with pytest.raises(ScorecardRefused, match=said):
        amend(make, hire, **change)

    assert len(revisions(make, hire)) == 1


def test_an_extreme_rating_needs_evidence_from_then_or_now(make, hire):
    with make.transaction() as session:
        for note in card(session, hire.interview_id, hire.panel[0]).notes:
            note.text = ""

    with pytest.raises(ScorecardRefused, match="a rating of 5 rests on evidence"):
        amend(make, hire, 5)
    amend(make, hire, 5, evidence=EVIDENCE)

    assert [level for _, level, *_ in revisions(make, hire)] == [3, 5]


def test_a_stale_change_carries_what_was_saved(make, hire):
    amend(make, hire, 4)

    with pytest.raises(Overtaken) as found:
        amend(make, hire, 2)

    assert (found.value.version, found.value.theirs["level"]) == (1, 4)


def test_nothing_changes_after_the_decision(make, hire):
    make.submitted(hire.interview_id, hire.panel[1])
    make.debriefed(hire)
    make.decided(hire)

    with pytest.raises(ScorecardRefused, match="interviews are over"):
        amend(make, hire, 4)


def test_when_more_evidence_is_wanted_ratings_may_change_again(make, hire):
    make.submitted(hire.interview_id, hire.panel[1])
    make.debriefed(hire)
    make.decided(hire, Outcome.MORE_EVIDENCE)

    amend(make, hire, 4)

    assert len(revisions(make, hire)) == 2


def test_the_page_asks_for_the_new_rating_and_the_reason(browser, hire, path):
    omar = browser(hire.panel[0])

    seen = omar.post(path, omar.fields(path))

    assert "Choose the new rating." in seen.text
    assert "Say why the rating changes, in a sentence." in seen.text


def test_a_changed_rating_stands_on_the_scorecard_with_its_reason(browser, hire, path):
    omar = browser(hire.panel[0])
    form = omar.fields(path)

    seen = omar.post(path, {**form, "rating": "4", "reason": REASON, "evidence": EVIDENCE})

    assert seen.path == f"/interviews/{hire.interview_id}/review"
    assert "The first rating stays on record." in seen.text
    assert f"not having seen other ratings: {REASON}" in seen.text


def test_a_change_after_the_debrief_opened_says_so_to_the_panel(make, browser, hire, path):
    make.submitted(hire.interview_id, hire.panel[1])
    make.debriefed(hire)
    omar = browser(hire.panel[0])
    omar.get(path)
    omar.post(f"/applications/{hire.application_id}/ratings")

    omar.post(path, {**omar.fields(path), "rating": "4", "reason": REASON})

    assert revisions(make, hire)[-1] == (1, 4, REASON, True)
    seen = omar.get(f"/applications/{hire.application_id}/debrief")
    assert "after the debrief opened, having seen other ratings" in seen.text


def test_the_page_says_whether_others_were_seen(browser, hire, path):
    omar = browser(hire.panel[0])
    assert "(you have not)" in omar.get(path).text

    omar.post(f"/applications/{hire.application_id}/ratings")

    assert "(you have)" in omar.get(path).text


def test_a_stale_page_keeps_what_was_typed_and_works_the_second_time(make, browser, hire, path):
    omar = browser(hire.panel[0])
    form = omar.fields(path)
    amend(make, hire, 4)

    seen = omar.post(path, {**form, "rating": "2", "reason": REASON})
    assert "This was changed on another device in the meantime." in seen.text
    assert "Your rating now: 4" in seen.text
    again = omar.post(path, form_fields(seen.html))

    assert again.path == f"/interviews/{hire.interview_id}/review"
    assert [level for _, level, *_ in revisions(make, hire)] == [3, 4, 2]


def test_what_was_made_up_changes_nothing(make, browser, hire, path):
    omar = browser(hire.panel[0])
    right = {**omar.fields(path), "rating": "4", "reason": REASON}

    for field, value in [("rating", "9"), ("rating", "²"), ("revision", "²"), ("revision", "-1"),
                         ("revision", "9" * 5_000), ("reason", "x" * 1_001),
                         ("evidence", "x" * 5_000)]:  # fmt: skip
        seen = omar.post(path, {**right, field: value})
        assert seen.code == 200, field
        assert "There is a problem" in seen.text, field

    assert len(revisions(make, hire)) == 1


def test_the_whole_interview_may_be_seen_differently_later(make, browser, hire):
    path = f"/interviews/{hire.interview_id}/amend/overall"
    omar = browser(hire.panel[0])

    seen = omar.post(path, {**omar.fields(path), "rating": "1", "reason": REASON})

    assert [level for _, level, *_ in revisions(make, hire, "overall")] == [3, 1]
    assert REASON in seen.text


@pytest.mark.parametrize("competency", ["nothing", "s1", "strategic ", "%3Cb%3E"])
def test_a_rating_that_is_not_on_the_scorecard_does_not_exist(browser, hire, competency):
    path = f"/interviews/{hire.interview_id}/amend/{competency}"

    assert browser(hire.panel[0]).get(path).code == 404


def test_only_ones_own_submitted_ratings_change(make, browser, hire, path):
    make.drafted(hire.interview_id, hire.panel[1])

    assert browser(hire.panel[1]).get(path).code == 404
    assert browser(hire.manager).get(path).code == 404
