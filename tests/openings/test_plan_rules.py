"""What makes a plan publishable: raters, askers, panels that hang together, locked targets."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.openings import rules
from assess.openings.rules import Aim, OpeningRefused, Seat
from tests.properties import tried

STRATEGIC = Aim("strategic", "Strategic", (3.0, 4.0), 1.0, ("s1", "s2"))
TEAMS = Aim("teams", "Teams", (3.0, 4.5), 1.0, ("t1",))
AIMS = [STRATEGIC, TEAMS]


def seat(name: str, rates: str = "strategic teams", asks: str = "", *, panel: int = 1) -> Seat:
    """Somebody on a panel; the same name is the same person."""
    return Seat(panel, ord(name[0]), name, frozenset(rates.split()), frozenset(asks.split()))


def panel(number: int, first: str, second: str) -> list[Seat]:
    """A panel of two that lacks nothing by itself."""
    return [seat(first, asks="s1 s2 t1", panel=number), seat(second, panel=number)]


@pytest.mark.parametrize(
    ("seats", "missing"),
    [
        ([], "Choose who interviews: at least two people."),
        (
            [seat("Ada", asks="s1 s2 t1")],
            "Strategic is rated by one person. Give it to at least two.",
        ),
        (
            [seat("Ada", "strategic", "s1 s2"), seat("Ben", "strategic")],
            "Teams is rated by nobody. Give it to at least two.",
        ),
        ([seat("Ada", asks="s1 t1"), seat("Ben")], "Question 2 of Strategic has nobody who asks"),
        (
            [seat("Ada", asks="s1 s2 t1"), seat("Ben"), seat("Cem", "")],
            "Cem rates nothing. Give them a competency, or take them off.",
        ),
        (
            [*panel(1, "Ada", "Ben"), seat("Ada", panel=2, asks="s1 s2 t1")],
            "Strategic is rated by one person on panel 2.",
        ),
        (
            [*panel(1, "Ada", "Ben"), seat("Ada", panel=2), seat("Cem", panel=2)],
            "Question 1 of Strategic has nobody who asks it on panel 2.",
        ),
    ],
)
def test_a_gap_is_named_in_a_sentence(seats, missing):
    assert any(gap.startswith(missing) for gap in rules.gaps(AIMS, seats))


def test_two_people_who_rate_and_ask_everything_leave_no_gap():
    assert rules.gaps(AIMS, panel(1, "Ada", "Ben")) == []


def test_a_competency_without_a_question_is_named_once_however_many_panels():
    aims = [STRATEGIC, replace(TEAMS, questions=())]

    gaps = rules.gaps(aims, [*panel(1, "Ada", "Ben"), *panel(2, "Ada", "Cem")])

    assert gaps == ["Teams has no question. Choose at least one."]


@pytest.mark.parametrize(
    "panels",
    [
        panel(1, "Ada", "Ben") + panel(2, "Ben", "Cem"),
        panel(1, "Ada", "Ben") + panel(2, "Ben", "Cem") + panel(3, "Cem", "Dan"),
        panel(1, "Ada", "Ben") + panel(2, "Cem", "Dan") + panel(3, "Ben", "Cem"),
        panel(1, "Ada", "Ben") + panel(2, "Ada", "Cem") + panel(3, "Ada", "Dan"),
        panel(1, "Ada", "Ben")
        + panel(2, "Cem", "Dan")
        + panel(3, "Ben", "Cem")
        + panel(4, "Dan", "Eva"),
    ],
)
def test_panels_that_share_people_can_be_compared(panels):
    assert rules.gaps(AIMS, panels) == []


@pytest.mark.parametrize(
    "panels",
    [
        panel(1, "Ada", "Ben") + panel(2, "Cem", "Dan"),
        panel(1, "Ada", "Ben") + panel(2, "Ben", "Cem") + panel(3, "Dan", "Eva"),
        panel(1, "Ada", "Ben") + panel(2, "Ada", "Ben") + panel(5, "Dan", "Eva"),
    ],
)
def test_panels_without_a_common_person_cannot_be_compared(panels):
    assert rules.gaps(AIMS, panels) == [
        "Some panels share no interviewer, so their candidates could not be compared. Put at "
        "least one person on both."
    ]


def test_somebody_who_rates_many_competencies_is_a_caution():
    many = frozenset("abcde")

    cautions = rules.cautions([replace(seat("Ada"), competencies=many), seat("Ben")])

    assert cautions == ["Ada rates 5 competencies. With 4 or fewer the notes get better."]


@pytest.mark.parametrize(
    ("behaviours", "off", "refused"),
    [
        ({"a"}, [], False),
        ({"a"}, ["b"], False),
        ({"a", "b"}, ["a"], False),
        ({"a"}, ["a"], True),
        ({"a", "b"}, ["b", "a", "c"], True),
    ],
)
def test_a_question_must_show_a_behaviour_that_is_rated(behaviours, off, refused):
    if refused:
        with pytest.raises(OpeningRefused, match="‘How did you…’ only shows a behaviour"):
            rules.check_question("How did you", behaviours, off)
    else:
        rules.check_question("How did you", behaviours, off)


HEAVY = [replace(STRATEGIC, weight=2.0), TEAMS]
HIGHER = [replace(STRATEGIC, zone=(3.5, 4.0)), TEAMS]
OTHERS_ASKED = [replace(STRATEGIC, questions=("s3",)), TEAMS]
LOCKED = "Target zones and weights are locked"
WHY = "Say why the competencies do not count equally"


@pytest.mark.parametrize(
    ("locked", "new", "reason", "refusal"),
    [
        (None, AIMS, "", ""),
        (None, HIGHER, "", ""),
        (None, HEAVY, "", WHY),
        (None, HEAVY, "Teams come later.", ""),
        (None, [replace(a, weight=3.0) for a in AIMS], "", ""),
        (AIMS, AIMS, "", ""),
        (AIMS, OTHERS_ASKED, "", ""),
        (AIMS, HIGHER, "", LOCKED),
        (AIMS, HEAVY, "Teams come later.", LOCKED),
        (HEAVY, AIMS, "", LOCKED),
        (HEAVY, HEAVY, "Teams come later.", ""),
        (HEAVY, HEAVY, "", WHY),
    ],
)
def test_targets_are_explained_and_stay_once_a_score_is_in(locked, new, reason, refusal):
    if refusal:
        with pytest.raises(OpeningRefused, match=refusal):
            rules.check_targets(locked, new, reason)
    else:
        rules.check_targets(locked, new, reason)


def aims_with(*questions: int) -> list[Aim]:
    """Competencies with so many questions each."""
    return [
        Aim(f"c{place}", f"C{place}", (3, 4), 1, tuple(f"c{place}-{n}" for n in range(count)))
        for place, count in enumerate(questions)
    ]


@tried
@given(people=st.integers(2, 10), questions=st.lists(st.integers(1, 5), min_size=2, max_size=12))
def test_a_proposed_panel_can_be_published_as_it_stands(people, questions):
    aims = aims_with(*questions)

    seats = rules.suggest_seats(aims, [(n, f"Person {n}") for n in range(people)])

    assert len(seats) == min(people, 4)
    assert rules.gaps(aims, seats) == []


@tried
@given(people=st.integers(0, 10), questions=st.lists(st.integers(0, 5), min_size=1, max_size=12))
def test_every_competency_is_proposed_to_two_people_where_there_are_two(people, questions):
    aims = aims_with(*questions)

    seats = rules.suggest_seats(aims, [(n, f"Person {n}") for n in range(people)])

    raters = [sum(aim.competency in seat.competencies for seat in seats) for aim in aims]
    assert raters == [min(people, 2)] * len(aims)


@tried
@given(people=st.integers(1, 10), competencies=st.integers(1, 12))
def test_a_proposed_panel_shares_the_load_and_spares_the_first(people, competencies):
    aims = aims_with(*[1] * competencies)

    seats = rules.suggest_seats(aims, [(n, f"Person {n}") for n in range(people)])

    loads = [len(seat.competencies) for seat in seats]
    assert max(loads) - min(loads) <= 1
    assert seats[0].person == 0
    assert loads[0] == min(loads)


@tried
@given(people=st.integers(1, 10), questions=st.lists(st.integers(0, 5), min_size=1, max_size=12))
def test_whoever_asks_a_question_rates_what_it_shows(people, questions):
    aims = aims_with(*questions)

    seats = rules.suggest_seats(aims, [(n, f"Person {n}") for n in range(people)], panel=3)

    asked = [question for seat in seats for question in seat.questions]
    assert sorted(asked) == sorted(question for aim in aims for question in aim.questions)
    assert all(q.partition("-")[0] in s.competencies for s in seats for q in s.questions)
    assert {seat.panel for seat in seats} == {3}


def test_nobody_to_ask_gives_an_empty_proposal():
    assert rules.suggest_seats(AIMS, []) == []


GRAPHS = st.dictionaries(st.integers(0, 8), st.sets(st.integers(0, 8), max_size=4), max_size=8)


@tried
@given(GRAPHS, st.integers(0, 8))
def test_one_person_on_every_panel_connects_them(raters, person):
    assert rules.is_connected({key: members | {person} for key, members in raters.items()})


@tried
@given(GRAPHS)
def test_a_panel_of_strangers_falls_apart_from_the_others(raters):
    strangers = {99: {100, 101}}

    assert rules.is_connected(raters | strangers) is not any(raters.values())


@tried
@given(GRAPHS)
def test_the_order_of_panels_and_empty_ones_do_not_matter(raters):
    backwards = dict(reversed(raters.items()))

    assert rules.is_connected(raters) is rules.is_connected(backwards | {50: set()})


@tried
@given(GRAPHS)
def test_connectedness_agrees_with_walking_the_graph(raters):
    assert rules.is_connected(raters) is (len(_islands(raters)) <= 1)


def _islands(raters: dict[int, set[int]]) -> list[set[int]]:
    """People in groups that share a panel, merged until nothing merges."""
    islands: list[set[int]] = []
    for members in filter(None, raters.values()):
        apart = [island for island in islands if not island & members]
        joined = [island for island in islands if island & members]
        islands = [*apart, set(members).union(*joined)]
    return islands
