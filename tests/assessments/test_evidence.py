"""What the page of evidence of an assessment says, and from how many people on."""

import sys
from random import Random

import pytest
from sqlalchemy import select

from assess.accounts.rules import Role
from assess.assessments import evidence, weighing
from assess.assessments.evidence import Gathered, Quality
from assess.assessments.models import Attempt
from assess.assessments.samples import FEWEST
from assess.assessments.services import measured
from assess.instruments import library
from assess.instruments.measures import Method
from assess.science.scores import words
from tests import statements
from tests.assessments.crowd import crowd
from tests.assessments.normed import EXPIRED, NORMED, PLAIN, shelve
from tests.assessments.probe import NOW
from tests.assessments.staging import SITUATIONS

ADDRESS = "/library/assessments/{}/evidence"

WEIGHING = "assess.assessments.weighing"
"""The module behind which numpy and scipy stand."""

MOST_STATEMENTS = 16
"""Who is signed in takes some of them."""


@pytest.fixture(autouse=True)
def _shelf(monkeypatch, tmp_path):
    shelve(monkeypatch, tmp_path)


@pytest.fixture
def reader(browser, make):
    """The people team's browser."""
    return browser(make.user(Role.HR_PARTNER))


def answered(people, *, german=0):
    """So many sets of answers to three questions that go together, the first few in German."""
    drawn = Random(5)
    levels = [
        [min(5, max(1, round(mean + drawn.gauss(0, 0.8)))) for _ in range(3)]
        for mean in (drawn.gauss(3, 1) for _ in range(people))
    ]
    answers = {n: {"one": a, "two": b, "three": 6 - c} for n, (a, b, c) in enumerate(levels)}
    languages = {n: "de" if n < german else "en" for n in answers}
    return Gathered(library.assessment(PLAIN), people, answers, languages, NOW, None)


def the_scale(gathered):
    return next(iter(weighing.weigh(gathered).values()))


def test_without_answers_the_page_shows_planning_values_with_their_basis(reader):
    text = reader.get(ADDRESS.format(NORMED)).text

    assert "Too early to say. 0 people have answered; it takes 30" in text
    assert "0.80 as a planning value" in text
    assert "Made up." in text
    # By hand: 0.5 √(1 - 0.8).
    assert "Typically off by 0.22 points; results spread by 0.50 points" in text
    assert "sales leaders in Europe: 412 people (People who lead sellers), collected until" in text
    assert "12 March 2026, manual of 2026; mean 3.00, spread 0.50" in text
    assert "Used for answers given until 31 December 2045." in text


def test_a_norm_that_has_expired_is_said_to_be_used_no_more(reader):
    text = reader.get(ADDRESS.format(EXPIRED)).text

    assert "Not used any more: its last day was 13 March 2026" in text
    assert "Used for answers" not in text


@pytest.mark.parametrize(
    ("method", "error"),
    [(Method.POINTS, "0.31 points"), (Method.IPSATIVE, "0.31 points from −1 to +1")],
)
def test_an_error_has_the_unit_of_the_results_it_belongs_to(method, error):
    assert words.amount(0.31, method) == error


def test_an_error_against_a_key_is_out_of_100_as_results_are(reader):
    text = reader.get(ADDRESS.format(SITUATIONS)).text

    # By hand: 15 of 100, and 15 √(1 - 0.69).
    assert "Typically off by 8.4 of 100; results spread by 15.0 of 100" in text


def test_where_there_is_no_norm_the_page_says_so(reader):
    assert "None, so no percentile is shown" in reader.get(ADDRESS.format(PLAIN)).text


def test_nothing_heavy_is_loaded_before_there_is_something_to_weigh(reader, monkeypatch):
    monkeypatch.delitem(sys.modules, WEIGHING, raising=False)

    reader.get(ADDRESS.format(PLAIN))

    assert WEIGHING not in sys.modules


@pytest.mark.slow  # thirty people answer
def test_one_person_short_nothing_is_said_of_answers_and_then_all_of_it(make, reader, app):
    with make.transaction() as session:
        crowd(session, FEWEST - 1)
    before = reader.get(ADDRESS.format(PLAIN)).text
    with make.transaction() as session:
        crowd(session, FEWEST, first=FEWEST - 1)
    with statements.sent(app) as sent:
        after = reader.get(ADDRESS.format(PLAIN)).text

    assert "29 people have answered; it takes 30" in before
    assert "alpha" not in before
    assert "0.93 from our own answers" in after
    # Results spread by 1.1414, so 1.1414 √(1 - 0.9338).
    assert "Typically off by 0.29 points; results spread by 1.14 points" in after
    # By hand, over six sets of answers each given five times: see `test_weighed_by_hand`.
    assert "0.89 (0.78 to 0.95)" in after
    assert "Of 30 sets of answers" not in after
    assert len(sent) <= MOST_STATEMENTS
    assert "Leader 1" not in after


@pytest.mark.slow  # thirty people answer
def test_who_counts_is_gathered_with_languages_and_what_was_noticed(session):
    attempts = crowd(session, FEWEST + 9)
    attempts[0].language = "de"
    measured.note(session, measured.noticed(measured.to_look_at(session)), NOW)

    found = evidence.gathered(session, library.assessment(PLAIN))

    assert (found.people, len(found.answers)) == (39, 30)
    assert found.by_language == [("en", 29), ("de", 1)]
    assert found.quality is not None
    assert found.quality.looked_at == 30
    everybody = session.scalars(select(Attempt.id).order_by(Attempt.id)).all()
    assert everybody[:30] == list(found.answers)


def test_how_often_something_is_noticed_counts_sets_of_answers():
    flags = [[["fast", "Why."], ["fast", "Again."]], [["gaps", "Why."]], *[[]] * 28]

    found = evidence._quality(flags)

    assert found == Quality(30, 2, (("fast", 1), ("gaps", 1)))
    assert evidence._quality(flags[:29]) is None


def test_weighed_by_hand():
    six = ((4, 4, 2), (2, 2, 4), (4, 2, 3), (5, 4, 1), (1, 2, 5), (3, 3, 3))
    answers = {
        n: dict(zip(("one", "two", "three"), six[n % 6], strict=True)) for n in range(FEWEST)
    }
    languages = dict.fromkeys(answers, "en")

    found = the_scale(Gathered(library.assessment(PLAIN), 30, answers, languages, NOW, None))

    # Alpha 3 / 2 (1 - 25.67 / 68) = 0.934.
    assert found.said[0].startswith("How far the questions measure alike (alpha; 1 is without")
    assert "0.93, nearly surely between" in found.said[0]
    # The first question: mean 19 / 6, SD √(54.17 / 29), (3.17 - 1) / 4 of the range; with the
    # others 15.17 / √(10.83 26.83), tanh(1.42 ± 1.96 / √27); without it 2 (1 - 14.83 / 26.83).
    one = found.items[0]
    assert (one.item, one.n, one.mean, one.spread) == ("one", 30, "3.17", "1.37")
    assert (one.difficulty, one.rest, one.without) == ("0.54", "0.89 (0.78 to 0.95)", "0.89")
    assert found.too_early == (
        "Omega, how much of the scale is one thing, takes 100 people who answered all of its "
        "questions; there are 30.",
    )


def test_omega_is_said_from_a_hundred_people_on_with_what_it_leaves_unexplained():
    few, enough = the_scale(answered(99)), the_scale(answered(100))

    assert not any("omega" in sentence for sentence in few.said)
    assert any("(omega; 1 is all of it)" in sentence for sentence in enough.said)
    assert any("(SRMR; 0 is nothing)" in sentence for sentence in enough.said)
    assert enough.too_early == ()


def test_languages_stand_apart_from_thirty_people_each():
    found = the_scale(answered(100, german=12))

    assert any(sentence.startswith("English alone. ") for sentence in found.said)
    assert found.too_early == ("German alone: there are 12 people of the 30 it takes.",)


def test_a_question_that_few_were_shown_has_no_figures():
    whole = answered(60)
    for number in range(40):
        del whole.answers[number]["one"]

    one, two, _ = the_scale(whole).items

    assert (one.n, one.mean, one.rest) == (20, "—", "—")
    assert (two.n, two.rest) == (60, "—")


def test_answers_that_are_missing_are_said_with_the_margin():
    whole = answered(60)
    del whole.answers[0]["one"]

    assert weighing.MISSING in the_scale(whole).said


def test_a_question_that_goes_against_the_others_is_named():
    turned = answered(60)
    for given in turned.answers.values():
        given["two"] = 6 - given["two"]

    assert weighing.AGAINST.format(name="two") in the_scale(turned).said
    assert not any("goes against" in said for said in the_scale(answered(60)).said)


def test_answers_that_do_not_vary_give_no_coefficient_and_no_error():
    answers = {n: {"one": 3, "two": 3, "three": 3} for n in range(FEWEST)}
    languages = dict.fromkeys(answers, "en")

    found = the_scale(Gathered(library.assessment(PLAIN), 30, answers, languages, NOW, None))

    assert found.said == ()
    assert "does not vary" in found.too_early[0]
    assert {row.rest for row in found.items} == {"—"}


def test_choices_against_one_another_get_no_alpha():
    ranked = library.assessment("strategic-sales-manager-self@1.0")
    given = Gathered(ranked, 30, {n: {} for n in range(30)}, dict.fromkeys(range(30), "en"), NOW,
                     None)  # fmt: skip

    found = weighing.weigh(given)["time-managing"]

    assert found.said == (weighing.NOT_FOR_CHOICES,)
    assert {row.n for row in found.items} == {0}


def test_only_who_may_read_evidence_finds_the_way_to_it(browser, make):
    page = f"/library/assessments/{PLAIN}"
    people = [make.user(role) for role in (Role.AUDITOR, Role.INTERVIEWER)]

    found = [f"{page}/evidence" in browser(one).get(page).page.links for one in people]

    assert found == [True, False]


def test_what_is_not_in_the_library_has_no_evidence(reader):
    assert reader.get(ADDRESS.format("nothing@1.0")).code == 404
