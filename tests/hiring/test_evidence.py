"""What the page of evidence of a guide says of panels, and from how many candidates on."""

import sys
from collections.abc import Sequence
from random import Random

import pytest
from sqlalchemy import select

from assess.accounts.rules import Role
from assess.database import utc_now
from assess.hiring import evidence, weighing
from assess.hiring.evidence import FEWEST, Gathered, Rated
from assess.hiring.models import Debrief
from assess.hiring.rules import Outcome
from assess.instruments import library
from assess.interviews.models import Rating, Scorecard
from assess.science.generalizability import ill_structured
from tests import statements
from tests.factories import Hire

GUIDE = "smart-sales-leader@1.0"
ADDRESS = f"/library/guides/{GUIDE}/evidence"

WEIGHING = "assess.hiring.weighing"
"""The module behind which numpy and scipy stand."""

PAIRS = ((1, 2), (2, 2), (3, 3), (4, 4), (5, 4)) * 2
"""What two people gave ten candidates."""

MOST_STATEMENTS = 12
"""Who is signed in takes some of them."""


@pytest.fixture
def reader(browser, make):
    """The people team's browser."""
    return browser(make.user(Role.HR_PARTNER))


def rated(panels: Sequence[Sequence[int]], raters: Sequence[Sequence[int]] = ()) -> Gathered:
    """One competency; without `raters` the same people rate everybody."""
    rows = [
        (level, candidate, raters[candidate][place] if raters else place)
        for candidate, panel in enumerate(panels)
        for place, level in enumerate(panel)
    ]
    levels, candidates, people = zip(*rows, strict=True)
    return Gathered(len(panels), (Rated("strategic", levels, candidates, people),))


def said(gathered: Gathered) -> weighing.Weighed:
    return weighing.weigh(gathered)["strategic"]


def drawn(candidates: int, people: int, *, severity: float = 0.6) -> Gathered:
    """Panels of three out of so many people, who differ in severity."""
    random = Random(11)
    severities = [severity * (n % 3 - 1) for n in range(people)]
    raters = [random.sample(range(people), 3) for _ in range(candidates)]
    panels = []
    for seats in raters:
        mean = random.gauss(3, 0.9)
        panels.append(
            [min(5, max(1, round(mean + severities[n] + random.gauss(0, 0.5)))) for n in seats]
        )
    return rated(panels, raters)


def closed(
    make, levels: Sequence[int] = (3, 4), *, outcome: Outcome = Outcome.OFFER, **kwargs
) -> Hire:
    """A candidate rated by two people, with a decision."""
    hire = make.hire(**kwargs)
    for person, level in zip(hire.panel, levels, strict=True):
        make.submitted(hire.interview_id, person, level)
    make.debriefed(hire)
    make.decided(hire, outcome)
    return hire


def gathered(make) -> Gathered:
    with make.transaction() as session:
        guide = library.guide(GUIDE)
        return evidence.gathered(session, guide, library.framework(guide.framework))


def levels(found: Gathered) -> list[int]:
    """Those of the first competency."""
    return sorted(found.rated[0].levels)


def test_without_debriefs_the_page_says_what_it_takes_and_loads_nothing_heavy(reader, monkeypatch):
    monkeypatch.delitem(sys.modules, WEIGHING, raising=False)

    text = reader.get(ADDRESS).text

    assert "No competency has 10 candidates whom two people or more have rated" in text
    assert "0 candidates have ratings from two people or more; it takes 10" in text
    assert WEIGHING not in sys.modules


@pytest.mark.slow  # ten whole hires
def test_one_candidate_short_nothing_is_said_of_ratings_and_then_all_of_it(make, reader, app):
    manager, panel = make.manager(), [make.user(name="Omar Haddad"), make.user(name="Mei Tanaka")]
    for pair in PAIRS[:-1]:
        closed(make, pair, manager=manager, panel=panel)
    before = reader.get(ADDRESS).text
    closed(make, PAIRS[-1], manager=manager, panel=panel)
    with statements.sent(app) as sent:
        after = reader.get(ADDRESS).text

    assert "9 candidates have ratings from two people or more; it takes 10" in before
    assert "reliability of" not in before
    assert "10 candidates, 2 raters, 20 ratings; 10 candidates rated by two people or more" in after
    assert "The mean ratings have a reliability of 0.93" in after
    assert "Omar" not in after
    assert "Mei" not in after
    assert len(sent) <= MOST_STATEMENTS


def test_weighed_by_hand():
    found = said(rated(PAIRS))

    assert found.levels == ((1, 2, "10%"), (2, 6, "30%"), (3, 4, "20%"), (4, 6, "30%"),
                            (5, 2, "10%"))  # fmt: skip
    # Both raters have the same mean, so their variance is 0 and the error is 2 / 10 = 0.2; the
    # mean square of candidates is 26 / 9, so theirs is (26 / 9 - 0.2) / 2 = 1.344, and
    # 1.344 / (1.344 + 0.2 / 2) = 0.93, with √(0.2 / 2) = 0.32.
    assert found.said[0].startswith("The mean ratings have a reliability of 0.93 ")
    assert "typically off by 0.32 points" in found.said[0]
    # Variances within panels are 0.5 or 0, so that rwg is 0.75 or 1, mostly 1.
    assert found.said[1].startswith("In 10 of 10 panels raters agree: on average they lie 0.83 ")
    assert "agreement reaches 1.00" in found.said[1]
    # Of 25 pairs of levels 13 differ by 1 at most: AD is 0.5 or 0; 10 times 13 / 25 is 5.2.
    assert "; people who choose by chance would do so in 5 of them." in found.said[1]
    # One rater: √0.2 = 0.447, and 1.344 / 1.544.
    assert found.said[2].startswith("To be typically off by half a level or less takes 1 rater.")
    assert found.sizes[0].error.startswith("0.45 (")
    assert found.sizes[0].reliability.startswith("0.87 (")
    assert [one.raters for one in found.sizes] == [*range(1, 9)]


def test_with_fewer_than_ten_candidates_a_competency_is_not_weighed():
    assert weighing.weigh(rated(PAIRS[: FEWEST - 1])) == {}


def test_candidates_whom_one_person_rated_do_not_make_up_the_number():
    assert weighing.weigh(rated([*PAIRS[: FEWEST - 1], (3,), (4,)])) == {}


def test_severity_is_told_of_all_raters_together_once_there_are_enough():
    found = said(drawn(40, 6))

    assert found.said[-1].startswith("Some raters are stricter than others: their severities")
    assert found.too_early == ()


@pytest.mark.parametrize(
    ("candidates", "people", "there_are"), [(29, 6, "29 and 6"), (12, 3, "12 and 3")]
)
def test_severity_waits_for_thirty_candidates(candidates, people, there_are):
    found = said(drawn(candidates, people))

    assert found.too_early[0].endswith(f"there are {there_are}.")
    assert not any("stricter" in sentence for sentence in found.said)


def test_severity_is_never_told_where_one_rater_would_know_the_others():
    found = said(rated(PAIRS * 4))

    assert "3 raters with 5 ratings each; there are 40 and 2" in found.too_early[0]


def test_how_severe_raters_are_counts_against_panels_with_raters_of_their_own():
    (one,) = drawn(40, 6).rated

    found = said(drawn(40, 6))

    panel = ill_structured.panel_reliability(one.levels, one.candidates, one.raters, seed=1)
    assert found.sizes[0].reliability.startswith(f"{panel.one_rater:.2f} (")


def test_severity_waits_where_panels_share_no_candidate():
    raters = [(0, 1, 2) if n < 20 else (3, 4, 5) for n in range(40)]
    panels = [(1 + n % 5, 1 + n % 5, 1 + (n + n // 7) % 5) for n in range(40)]

    found = said(rated(panels, raters))

    assert found.too_early == (
        "How far raters differ in severity: their panels share no candidate.",
    )


def test_raters_who_do_not_differ_are_said_not_to():
    panels = [(1 + n % 5, 1 + (n + n % 2) % 5, 1 + n % 5) for n in range(40)]

    assert any("does not show beyond chance" in one for one in said(rated(panels)).said)


def test_where_no_panel_reaches_the_target_the_page_says_what_would_help():
    random = Random(2)
    found = said(rated([(random.choice((1, 5)), random.choice((1, 5))) for _ in range(12)]))

    assert any(sentence.startswith("Not even 8 raters") for sentence in found.said)


def test_a_debrief_counts_once_its_decision_is_taken_for_good(make):
    hire = closed(make, (3, 4), outcome=Outcome.NOT_NOW)
    undecided = make.hire()
    for person in undecided.panel:
        make.submitted(undecided.interview_id, person, 5)
    make.debriefed(undecided)
    assert levels(gathered(make)) == [3, 4]

    make.decided(hire, Outcome.MORE_EVIDENCE)

    assert gathered(make).candidates == 0


def test_nobody_who_is_still_to_rate_can_read_the_others_here(make):
    hire = make.hire()
    make.submitted(hire.interview_id, hire.panel[0], 4)
    make.debriefed(hire)
    make.decided(hire)

    assert gathered(make).candidates == 0


def test_only_what_was_rated_alone_counts(make):
    closed(make, (3, 4))
    with make.transaction() as session:
        first, second = session.scalars(
            select(Rating).where(Rating.competency == "strategic").order_by(Rating.level)
        )
        opened = session.scalars(select(Debrief.opened_at)).one()
        early, late = first.saved_at, utc_now()
        for held, revision, level, at, others_seen in (
            (first, 1, 2, early, False),
            (first, 2, 5, early, True),
            (first, 3, 1, late, False),
            (second, 1, None, opened, False),
        ):
            session.add(
                Rating(
                    scorecard_id=held.scorecard_id, competency="strategic", revision=revision,
                    level=level, not_asked=level is None, others_seen=others_seen, saved_at=at,
                )
            )  # fmt: skip

    # The first changed 3 to 2 alone, to 5 after a look at the other, to 1 after the debrief had
    # opened; the second took the 4 back alone.
    assert levels(gathered(make)) == [2]


@pytest.mark.parametrize("how", ["late", "saw others"])
def test_scorecards_that_others_may_have_swayed_do_not_count(make, how):
    closed(make, (3, 4))
    with make.transaction() as session:
        card = session.scalars(select(Scorecard).order_by(Scorecard.id)).first()
        if how == "late":
            card.submitted_at = utc_now()
        else:
            card.saw_others_at = card.declared_at

    assert levels(gathered(make)) == [4]


def test_a_candidate_of_two_openings_counts_once_with_the_first(make):
    closed(make, (3, 3))
    closed(make, (5, 5))
    with make.transaction() as session:
        found = [
            card.interview.application
            for card in session.scalars(select(Scorecard).order_by(Scorecard.id))
        ]
        first, last = found[0], found[-1]
        last.candidate_id = first.candidate_id

    assert (gathered(make).candidates, levels(gathered(make))) == (1, [3, 3])


def test_ratings_with_another_guide_or_structure_do_not_count(make):
    closed(make, (3, 4))
    with make.transaction() as session:
        card = session.scalars(select(Scorecard)).first()
        card.interview.plan.guide_hash = "0" * 64

    assert gathered(make).candidates == 0


def test_only_who_may_read_evidence_finds_the_way_to_it(browser, make):
    page = f"/library/guides/{GUIDE}"
    people = [make.user(role) for role in (Role.AUDITOR, Role.INTERVIEWER)]

    found = [f"{page}/evidence" in browser(one).get(page).page.links for one in people]

    assert found == [True, False]


def test_what_is_not_in_the_library_has_no_evidence(reader):
    assert reader.get("/library/guides/nothing@1.0/evidence").code == 404
