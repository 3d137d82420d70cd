"""Every fault that can be known is named in one run, and what was only made up is not."""

import pytest

from assess.instruments import assessment_checks, loader, publishing
from tests.instruments.samples import ASSESSMENT, write


def test_a_limit_below_the_usual_time_and_more_answers_than_there_are_get_named():
    text = ASSESSMENT.replace("minutes: 5", "minutes: 20\ntime_limit: 3")
    several = """      - id: some
        type: multiple
        at_most: 7
        text: Which ones?
        options: [{id: a, text: A}, {id: b, text: B}, {id: c, text: C}]
"""
    found, lines = loader.parse(text + several, "x.yaml")

    problems = assessment_checks.problems(found, lines=lines)

    at = {words: 1 + (text + several)[: (text + several).index(words)].count("\n")
          for words in ("time_limit", "at_most")}  # fmt: skip
    assert f"line {at['time_limit']}: it closes after 3 minutes and takes most people 20; " in (
        " ".join(problems)
    )
    assert f"line {at['at_most']}: item some has 3 options, not so many" in problems


def test_a_fault_of_shape_hides_no_fault_of_meaning(tmp_path):
    text = ASSESSMENT.replace("minutes: 5", "minutes: 5\ngrace: 30\ntime_limit: 3")
    text = text.replace("reading_level: Plain words", "reading_level: 8")
    text = text.replace("id: two", "id: one").replace("title: A sample", "titel: A sample")
    write(tmp_path, "assessments", text)

    problems = "\n".join(publishing.meaning_problems(tmp_path))

    for words in (
        "leave out ‘grace’: everybody has 60 seconds after the end",
        "‘reading_level’ must be text",
        "the key ‘titel’ is not known here",
        "add the key ‘title’",
        "item id ‘one’ stands 2 times",
        "it closes after 3 minutes and takes most people 5",
    ):
        assert words in problems
    assert len(problems.splitlines()) == 6


def test_what_was_made_up_to_go_on_is_nobodys_fault(tmp_path):
    text = ASSESSMENT.replace("max_missing: 1", "max_missing: few").replace("mean\n", "maen\n", 1)
    write(tmp_path, "assessments", text)
    only_missing = ASSESSMENT.replace("max_missing: 1", "max_missing: few")

    both = publishing.meaning_problems(tmp_path)
    write(tmp_path, "assessments", only_missing)
    (one,) = publishing.meaning_problems(tmp_path)

    assert len(both) == 2
    assert "‘scales → 1 → max_missing’ must be a whole number" in one


@pytest.mark.parametrize(
    ("key", "says"),
    [("grace: 60", "cannot change that"), ("late_policy: accept", "whoever invites says")],
)
def test_what_is_said_elsewhere_is_refused_with_where(tmp_path, key, says):
    write(tmp_path, "assessments", ASSESSMENT.replace("minutes: 5", f"minutes: 5\n{key}"))

    (problem,) = publishing.meaning_problems(tmp_path)

    assert says in problem
