"""What stands before the first question of a section, and is no wall."""

import pytest
from markupsafe import Markup

from assess.assessments import wording
from assess.instruments import library
from tests.assessments import staging
from tests.assessments.staging import SELF


def test_a_long_introduction_shows_what_to_do_and_folds_away_the_rest(app, make, application):
    link = staging.invite(make, application, make.manager(), staging.EXECUTION)
    seen = staging.begun(app, link).get("/a/1/q/1")
    shown, _, folded = seen.html.partition("<details>")
    folded, _, after = folded.partition("</details>")

    assert "Your pipeline is the list of sales your team hopes to make." in shown
    assert "The rest is off strategy." in folded
    assert "How often did you do this in the last three months?" in after


def test_a_short_introduction_stands_there_whole(page):
    seen = page.get("/a/1/q/1")

    assert "Think of the last month." in seen.text
    assert "More about these questions" not in seen.text


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two?", ("One. Two?", "", "")),
        (f"{'a' * 250}.", (f"{'a' * 250}.", "", "")),
        (f"{'a' * 250}. Two. Three?", (f"{'a' * 250}.", "Two.", "Three?")),
        (f"Etwa z. B. dies. {'b' * 250}.", ("Etwa z. B. dies.", f"{'b' * 250}.", "")),
        (f"One.\n\nTwo. {'c' * 240}.", ("One.\n\nTwo.", f"{'c' * 240}.", "")),
    ],
)
def test_introductions_are_folded_between_sentences(text, parts):
    page = wording.Page(library.assessment(SELF), "en", {"x": text}, {})

    assert page.told("x") == wording.Told(*(Markup(one.replace("\n", "<br>\n")) for one in parts))
