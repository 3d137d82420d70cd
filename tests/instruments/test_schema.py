"""Which changes of a file make another instrument, and which only other words."""

import pytest
from pydantic import ValidationError

from assess.instruments import loader
from tests.instruments.samples import FRAMEWORK, GUIDE, ROLE

HASH_LENGTH = 64


def read(text):
    return loader.parse(text, "sample.yaml")[0]


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        (FRAMEWORK, "title: A sample", "title: Another"),
        (FRAMEWORK, "Blames apples.", "Blames pears."),
        (FRAMEWORK, 'version: "1.0"', 'version: "1.1"'),
        (GUIDE, "What did you do?", "What was done?"),
        (GUIDE, "minutes: 6", "minutes: 7"),
        (ROLE, "summary: A job.", "summary: Another job."),
    ],
)
def test_new_words_keep_the_structure_and_change_the_content(text, old, new):
    before, after = read(text), read(text.replace(old, new, 1))

    assert after.structure_hash == before.structure_hash
    assert after != before


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        (FRAMEWORK, "  - id: teams", "  - id: crews"),
        (FRAMEWORK, "- id: plans1", "- id: plans9"),
        (FRAMEWORK, "practice: One idea.", "practice: One idea.\n        optional: true"),
        (GUIDE, "- id: plans-q1", "- id: plans-q9"),
        (GUIDE, "competency: plans", "competency: teams"),
        (GUIDE, "behaviours: [plans1]", "behaviours: [plans2]"),
        (GUIDE, "type: past", "type: situational"),
        (ROLE, "zone: [3, 4]", "zone: [3, 5]"),
        (ROLE, "[plans-q1, plans-q2]", "[plans-q2, plans-q1]"),
        (ROLE, "guide: sample@1.0", "guide: sample@2.0"),
        (ROLE, "framework: sample@1.0", "framework: sample@2.0"),
    ],
)
def test_what_makes_scores_incomparable_changes_the_structure(text, old, new):
    before, after = read(text), read(text.replace(old, new, 1))

    assert after.structure_hash != before.structure_hash


def test_comments_and_layout_change_nothing():
    spread = "# A comment\n" + FRAMEWORK.replace(
        "levels: [Against, Gaps, Solid, Strong, Exceptional]",
        "levels:\n  - Against\n  - Gaps\n  - Solid\n  - Strong\n  - Exceptional",
    )

    assert read(spread) == read(FRAMEWORK)


def test_hashes_stay_what_they_are():
    # Finished answers keep these: another way to compute them would orphan every score.
    hashes = [read(text).structure_hash for text in (FRAMEWORK, GUIDE, ROLE)]

    assert [hash_[:12] for hash_ in hashes] == ["82a57f1afb94", "9bdfb750f29a", "1594227e9fe0"]
    assert {len(hash_) for hash_ in hashes} == {HASH_LENGTH}


def test_an_instrument_cannot_be_changed():
    framework = read(FRAMEWORK)

    with pytest.raises(ValidationError):
        framework.title = "Another"
    with pytest.raises(ValidationError):
        framework.competencies[0].behaviours[0].title = "Another"


def test_parts_are_found_by_id():
    framework, guide = read(FRAMEWORK), read(GUIDE)

    assert framework.competency("teams").title == "Works with teams"
    assert guide.question("plans-q2").competency == "plans"
    assert [q.id for q in guide.questions_for("teams")][:2] == ["teams-q1", "teams-q2"]
    assert framework.competency("plans").behaviours[0].anchor(5) == "Prevents apples."


def test_a_part_that_is_not_there_is_an_error():
    with pytest.raises(KeyError, match="maps"):
        read(FRAMEWORK).competency("maps")
    with pytest.raises(KeyError, match="q9"):
        read(GUIDE).question("q9")
