"""What a questionnaire must mean, beyond having the right shape."""

import pytest

from assess.instruments import assessment_checks, checks, library, loader
from assess.instruments.assessment import Assessment, Translation
from assess.instruments.schema import AnyInstrument, Framework, Guide
from tests.instruments.samples import FRAMEWORK, GUIDE, ROLE

PROTECTED = (
    "family", "families", "kid", "kids", "health", "retire", "retired", "retirement", "born",
    "union", "unions", "maternity", "mother tongue", "race", "racial", "gay",
)  # fmt: skip
LONG = "One " + "word and another " * 10 + "is too much."


def read(text: str) -> AnyInstrument:
    return loader.parse(text, "sample.yaml")[0]


def framework(text: str = FRAMEWORK) -> Framework:
    found = read(text)
    assert isinstance(found, Framework)
    return found


def guide(text: str = GUIDE) -> Guide:
    found = read(text)
    assert isinstance(found, Guide)
    return found


@pytest.mark.parametrize("path", library.paths(), ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_every_questionnaire_means_something(path):
    instrument = loader.load(path)
    if isinstance(instrument, Framework):
        assert checks.problems(instrument) == []
        return
    if isinstance(instrument, Assessment):
        assert assessment_checks.problems(instrument) == []
        return
    if isinstance(instrument, Translation):
        whole = library.assessment(instrument.of)
        assert assessment_checks.translation_problems(instrument, whole) == []
        assert whole.texts().keys() - instrument.texts.keys() == set()
        return

    of = library.framework(instrument.framework)
    asked = library.guide(instrument.guide) if hasattr(instrument, "guide") else None

    assert checks.problems(instrument, of, asked) == []


def test_the_samples_are_in_order():
    assert checks.problems(framework()) == []
    assert checks.problems(guide(), framework()) == []
    assert checks.problems(read(ROLE), framework(), guide()) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("  - id: teams", "  - id: plans", "competency id ‘plans’ stands 2 times"),
        ("      - id: plans2", "      - id: plans1", "behaviour id ‘plans1’ stands 2 times"),
        ("      - id: teams1", "      - id: plans1", "behaviour id ‘plans1’ stands 2 times"),
        ("- Promises apples.", "- Blames all apples.", "plans1: anchors 1 and 2 share 100%"),
        ("- Prevents apples.", "- APPLES? Blames!", "plans1: anchors 1 and 5 share 100%"),
        ("        practice: One idea.", "        practice: One idea.\n        optional: true",
         "behaviour plans1 is optional; say why under ‘fairness’"),
        ("purpose: Shows what a file holds.", f"purpose: {LONG}", "purpose: split the sentence th"),
        ("You showed it.", "You are a natural.", "clearly: describe what was done instead of ‘nat"),
        ("You showed it.", "Poor, at best.", "instead of ‘poor’"),
        ("You showed it.", "You are an A-player.", "instead of ‘a-player’"),
        ("You showed it.", "A good culture fit.", "instead of ‘culture fit’"),
        ("title: A sample", 'title: "A  sample"', "title: there is a run of spaces"),
    ],
)  # fmt: skip
def test_a_framework_that_misleads_is_refused(old, new, words):
    assert old in FRAMEWORK

    (problem,) = checks.problems(framework(FRAMEWORK.replace(old, new, 1)))

    assert words in problem


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ("Seldom asks the client.", "Often asks the client."),
        ("Almost never praises.", "Praises."),
        ("Sometimes.", "Always."),
        ("Asks now and then.", "Asks most of the time."),
        ("Rarely asks why it is so.", "Asks why it is so almost always."),
        ("Explains the plan fairly well.", "Explains the plan very well."),
    ],
)
def test_a_ladder_of_adverbs_is_refused(low, high):
    text = FRAMEWORK.replace("Promises apples.", low, 1).replace("Repairs apples.", high, 1)

    (problem,) = checks.problems(framework(text))

    assert problem == (
        "behaviour plans1: anchors 2 and 4 differ only by how often or how well; "
        "name a different act for each level"
    )


def test_an_adverb_beside_another_act_is_fine():
    text = FRAMEWORK.replace("Promises apples.", "Never asks.", 1).replace(
        "Repairs apples.", "Often listens.", 1
    )

    assert checks.problems(framework(text)) == []


def test_a_competency_keeps_a_behaviour_for_all():
    optional = "practice: One idea.\n        optional: true\n        fairness: Night work."
    one, three = (FRAMEWORK.replace("practice: One idea.", optional, n) for n in (1, 3))

    assert checks.problems(framework(one)) == []
    assert checks.problems(framework(three)) == [
        "‘plans’: every behaviour is optional; keep one or more for all"
    ]


@pytest.mark.parametrize(
    "harmless", ["You started it.", "You became premature.", "You failed none: failure is other."]
)
def test_words_that_only_contain_a_banned_one_are_fine(harmless):
    text = FRAMEWORK.replace("You showed it.", f'"{harmless}"', 1)

    assert checks.problems(framework(text)) == []


def test_a_problem_names_its_place_by_ids():
    text = FRAMEWORK.replace("Promises bridges.", "Promises a weak bridge.", 1)

    (problem,) = checks.problems(framework(text))

    assert problem.startswith("competencies → plans → behaviours → plans2 → anchors → 2:")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("id: plans-q2\n", "id: plans-q1\n", "question id ‘plans-q1’ stands 2 times"),
        ("competency: plans", "competency: maps", "question plans-q1: sample@1.0 has no ‘maps’"),
        ("behaviours: [plans1]", "behaviours: [plans1, plans9]",
         "question plans-q1: ‘plans’ has no ‘plans9’"),
        ("behaviours: [plans1]", "behaviours: [plans1, teams1]",
         "question plans-q1: ‘plans’ has no ‘teams1’"),
        ("What did you do?", "How old were you when you led?", "protected: ‘How old’"),
        ("[What came of it?,", "[Were you married then?,", "protected: ‘married’"),
        ("What did you do?", "What does your RELIGION ask of you?", "protected: ‘RELIGION’"),
        ("What did you do?", "Were you pregnant?", "protected: ‘pregnant’"),
        ("Who took part?", "Who was ill? What illness?", "protected: ‘illness’"),
        *[("What did you do?", f"What of your {word} then?", f"protected: ‘{word}’")
          for word in PROTECTED],
        *[("[What came of it?,", f"[What of {word} then?,", f"protected: ‘{word}’")
          for word in PROTECTED],
    ],
)  # fmt: skip
def test_a_guide_that_misleads_is_refused(old, new, words):
    assert old in GUIDE

    problems = checks.problems(guide(GUIDE.replace(old, new, 1)), framework())

    assert any(words in problem for problem in problems), problems


@pytest.mark.parametrize(
    "harmless",
    ["Who embraced it?", "What did you trace?", "Who was kidding?", "Was the reunion on time?",
     "What was airborne?", "Was it a healthy margin?", "What of retirees' orders?"],
)  # fmt: skip
def test_words_that_only_contain_a_protected_one_may_be_asked(harmless):
    text = GUIDE.replace("What did you do?", f'"{harmless}"', 1)

    assert checks.problems(guide(text), framework()) == []


@pytest.mark.parametrize("word", PROTECTED)
def test_must_haves_ask_for_nothing_protected(word):
    text = ROLE.replace("[A licence.]", f"[A licence., No {word} matters.]")

    problems = checks.problems(read(text), framework(), guide())

    assert problems == [f"must-have 2 may ask for something protected: ‘{word}’"]


def test_a_competency_needs_six_questions_of_both_types_for_all_its_behaviours():
    start = GUIDE.index("  - id: teams-q2")
    text = GUIDE[:start]

    problems = checks.problems(guide(text), framework())

    assert problems == [
        "‘teams’ has 1 questions; write 6 or more",
        "‘teams’ has no situational question",
        "‘teams’: no question can show behaviour teams2",
        "‘teams’: no question can show behaviour teams3",
    ]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("  - id: teams\n", "  - id: plans\n", "target id ‘plans’ stands 2 times"),
        ("  - id: teams\n", "  - id: plans\n", "there is no target for ‘teams’"),
        ("  - id: teams\n", "  - id: maps\n", "sample@1.0 has no ‘maps’"),
        ("[plans-q1,", "[plans-q9,", "‘plans’: sample@1.0 has no question ‘plans-q9’ for it"),
        ("[plans-q1,", "[teams-q1,", "‘plans’: sample@1.0 has no question ‘teams-q1’ for it"),
        ("[plans-q1,", "[plans-q2,", "‘plans’: question id ‘plans-q2’ stands 2 times"),
    ],
)
def test_a_role_that_misleads_is_refused(old, new, words):
    assert old in ROLE

    problems = checks.problems(read(ROLE.replace(old, new, 1)), framework(), guide())

    assert any(words in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("zone", "fine"),
    [
        ("[1, 5]", True),
        ("[3, 3]", True),
        ("[2.5, 4.5]", True),
        ("[4, 3]", False),
        ("[0.5, 3]", False),
        ("[3, 5.5]", False),
        ("[3.2, 4]", False),
        ("[3, 4.25]", False),
    ],
)
def test_a_zone_is_given_in_half_levels(zone, fine):
    text = ROLE.replace("zone: [3, 4]", f"zone: {zone}", 1)

    problems = checks.problems(read(text), framework(), guide())

    refusal = "‘plans’: give the zone in half levels from 1 to 5, lowest first"
    assert problems == ([] if fine else [refusal])


def test_a_role_and_its_guide_use_the_same_framework():
    other = GUIDE.replace("framework: sample@1.0", "framework: sample@2.0")

    problems = checks.problems(read(ROLE), framework(), guide(other))

    assert problems == ["guide sample@1.0 belongs to sample@2.0, not to sample@1.0"]


@pytest.mark.parametrize("text", [GUIDE, ROLE], ids=["guide", "role"])
def test_what_refers_to_a_framework_is_not_checked_without_it(text):
    with pytest.raises(ValueError, match="framework"):
        checks.problems(read(text))
