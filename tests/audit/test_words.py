"""The names the diary stores, in words people read."""

import re

import pytest

from assess.audit import words


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("scorecard.submitted", "Scorecard submitted"),
        ("scorecard.noted", "Note written"),
        ("scorecard.passed-on", "Scorecard passed on"),
        ("user.invited", "Person invited"),
        ("user.signed-in", "Signed in"),
        ("resume.removed", "File removed"),
        ("candidates.imported", "Candidates imported"),
        ("made_up-later.by somebody", "Made up later by somebody"),
        ("", ""),
    ],
)
def test_an_action_is_said_in_words(name: str, said: str):
    assert words.action(name) == said


@pytest.mark.parametrize(
    ("name", "said"), [("decision", "Decision"), ("user", "Person"), ("stage_move", "Stage move")]
)
def test_a_kind_is_said_in_words(name: str, said: str):
    assert words.kind(name) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("time_zone", "time zone"),
        ("show_resume", "résumé in the kit"),
        ("rating talent-pool", "rating: talent pool"),
        ("note strategic", "note: strategic"),
        ("note t-past-culture", "note: culture (past)"),
        ("note on-sit-two-starters", "note: two starters (situation)"),
    ],
)
def test_a_field_is_said_in_words(name: str, said: str):
    assert words.field(name) == said


def test_no_word_of_the_tables_looks_like_a_name_in_code():
    said = [*words.ACTIONS.values(), *words.KINDS.values(), *words.FIELDS.values()]

    assert not [text for text in said if re.search(r"[._]|[a-z]-[a-z]+-", text)]
