"""The demo company as it is written: who is in it, and the cases that make people think."""

from datetime import UTC, datetime, timedelta

import pytest
import yaml
from pydantic import ValidationError

from assess.accounts.rules import Role
from assess.interviews.rules import ENOUGH_EVIDENCE, EXTREMES, about_the_person
from assess.sandbox.company import PATH, Company, company
from assess.sandbox.services import Loading
from tests import copy_rules

APPLICANTS = {
    applicant.name: company().written_out(vacancy, applicant)
    for vacancy in company().openings
    for applicant in vacancy.candidates
}
NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)


def rated():
    """Every rating of the company: whose, of whom, and what."""
    return [
        (applicant.name, person, competency, one)
        for applicant in APPLICANTS.values()
        for person, card in applicant.cards.items()
        for competency, one in card.ratings.items()
    ]


def test_there_are_four_openings_twenty_four_candidates_and_six_interviewers():
    interviewers = [p for p in company().people if p.roles == (Role.INTERVIEWER,)]

    assert len(company().openings) == 4
    assert len(APPLICANTS) == 24
    assert len(interviewers) == 6


def test_every_role_can_be_played():
    assert {role for person in company().people for role in person.roles} == set(Role)


def test_nobody_shares_a_key_a_name_or_an_address():
    people = company().people
    addresses = [p.email for p in people] + [a.email for a in APPLICANTS.values()]

    assert len({p.key for p in people}) == len(people)
    assert len(set(addresses)) == len(addresses)


def test_addresses_and_links_belong_to_nobody():
    addresses = [p.email for p in company().people] + [a.email for a in APPLICANTS.values()]
    addresses += [p.email for pool in company().pools for p in pool.people]
    places = [s.place for a in APPLICANTS.values() for s in a.interviews]

    assert all(address.endswith(".example") for address in addresses)
    assert all(".example/" in place for place in places if place.startswith("http"))


def test_names_come_in_every_shape():
    assert max(map(len, APPLICANTS)) == 60
    assert any(" " not in name for name in APPLICANTS)
    assert any("\u0600" <= name[0] <= "\u06ff" for name in APPLICANTS)
    assert sum(not name.isascii() for name in APPLICANTS) >= 5


def test_one_scorecard_is_missing_and_one_changed_after_the_debrief():
    drafts = [c for a in APPLICANTS.values() for c in a.cards.values() if c.overall is None]
    changed = [c for a in APPLICANTS.values() for c in a.cards.values() if c.amend]

    assert any(card.ratings for card in drafts)
    assert len(changed) == 1


def test_somebody_disagrees_strongly():
    gaps = {}
    for name, _, competency, one in rated():
        if one.level:
            gaps.setdefault((name, competency), []).append(one.level)

    assert any(max(levels) - min(levels) >= 3 for levels in gaps.values())


def test_somebody_steps_back_and_somebody_asks_nothing():
    cards = [card for a in APPLICANTS.values() for card in a.cards.values()]

    assert any(card.conflict for card in cards)
    assert any(one.not_asked for *_, one in rated())


def test_no_note_stands_twice_among_those_on_one_candidate():
    for applicant in APPLICANTS.values():
        notes = [one.note for card in applicant.cards.values() for one in card.ratings.values()]
        written = [note for note in notes if note]
        assert len(set(written)) == len(written), applicant.name


def test_levels_in_short_become_scorecards():
    vacancy = next(one for one in company().openings if any(a.given for a in one.candidates))
    applicant = next(one for one in vacancy.candidates if one.given)
    key, given = next(iter(applicant.given.items()))

    card = APPLICANTS[applicant.name].cards[key]

    levels = [int(one) for one in given.partition("/")[0].split()]
    rates = next(place.rates for place in vacancy.panel if place.person == key)
    assert [(name, one.level) for name, one in card.ratings.items()] == list(
        zip(rates, levels, strict=True)
    )
    assert card.overall == int(given.partition("/")[2])


def test_every_extreme_rating_rests_on_evidence():
    thin = [
        (name, person, competency)
        for name, person, competency, one in rated()
        if one.level in EXTREMES and len(one.note.strip()) < ENOUGH_EVIDENCE
    ]

    assert thin == []


def test_notes_say_what_was_said_and_nothing_about_the_person():
    texts = [one.note for *_, one in rated()]
    texts += [note for notes in company().fill.values() for note in notes]
    decisions = [a.decision for a in APPLICANTS.values() if a.decision]
    texts += [part for one in decisions for part in (one.explanation, one.dissent)]

    assert [text for text in texts if about_the_person(text) or copy_rules.refused(text)] == []


@pytest.mark.parametrize("weekday", range(7))
def test_whatever_day_it_is_everything_happens_in_order_on_working_days(weekday):
    now = NOON + timedelta(days=weekday)
    loading = Loading(None, company(), {}, None, now)

    for applicant in APPLICANTS.values():
        held = [loading.at(s.days, s.hour) for s in applicant.interviews]
        steps = [loading.at(-applicant.added), *held]
        if applicant.debrief:
            steps.append(loading.at(-applicant.debrief.days, 15))
        if applicant.decision:
            steps.append(loading.at(-applicant.decision.days, 16))
        steps += [loading.at(-move.days) for move in applicant.moves if move.days]
        assert all(step.weekday() < 5 for step in steps)
        assert steps[0] < min(steps[1:], default=now), applicant.name
        if applicant.debrief:
            assert max(held) + timedelta(hours=3) <= steps[1 + len(held)], applicant.name
            assert steps[1 + len(held) :] == sorted(steps[1 + len(held) :]), applicant.name


def test_a_word_that_the_file_should_not_have_is_refused():
    raw = yaml.safe_load(PATH.read_text(encoding="utf-8"))

    with pytest.raises(ValidationError, match="Extra inputs"):
        Company.model_validate({**raw, "rating": 5})


def test_somebody_who_does_not_exist_is_not_found():
    with pytest.raises(KeyError):
        company().person("nobody")
