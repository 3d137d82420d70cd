"""A report in the language its evaluation was answered in: here in German, on paper."""

import re
from datetime import timedelta
from functools import cache

import pytest

from assess.assessments import wording
from assess.development import facts, highlights
from assess.development.rules import Progress
from assess.instruments import library
from assess.language import speaking
from assess.science.responses.flags import Indices, flags
from reports import leader_wording, self_evaluation
from reports.leader_facts import SelfFacts
from tests.development import samples
from tests.development.samples import (
    EXECUTION,
    LEADERSHIP,
    MANAGER,
    SALESFORCE,
    SMART,
    TAKEN,
    at_levels,
    facts_of,
    goal,
    scale,
    taken,
)
from tests.german import LABELS_IN_ENGLISH, SAID_IN_ENGLISH
from tests.reports.paper import Paper

ALL = (LEADERSHIP, MANAGER, SALESFORCE, EXECUTION, SMART)
EARLIER = TAKEN - timedelta(days=120)
NOTICED = Indices(
    asked=40, longest=30, irv=0.1, width=4, seconds_per_item=1.5, missing_share=0, consistency=0.1
)


@cache
def full(ref: str) -> SelfFacts:
    """Everything a report can hold, in German."""
    scales = [one.id for one in library.assessment(ref).scales][:3]
    words = {item.id: "Zugehört." for item in library.assessment(ref).items if item.type == "long"}
    with speaking("de"):
        quality = [flag.reason for flag in flags(NOTICED)]
    return facts_of(
        taken(ref, levels={scales[0]: 5, scales[1]: 2}, answers=words, language="de"),
        taken(ref, levels=3, at=EARLIER),
        [
            goal(name, instrument=ref, progress=one)
            for name, one in zip(scales, Progress, strict=False)
        ],
        quality=quality,
    )


@cache
def bare(ref: str) -> SelfFacts:
    """Nothing answered, nobody has looked, no goals, in German."""
    nothing = dict.fromkeys(item.id for item in library.assessment(ref).items)
    return facts_of(taken(ref, answers=nothing, language="de"), quality=None)


@cache
def first(ref: str) -> SelfFacts:
    """A first evaluation with the same answer everywhere, in German."""
    return facts_of(taken(ref, language="de"))


@pytest.mark.parametrize("report", [full, bare, first])
@pytest.mark.parametrize("ref", ALL)
def test_no_sentence_of_a_german_report_is_english(ref, report):
    read = Paper(self_evaluation.render(report(ref)))

    lines = {line.strip(" •") for page in read.texts for line in page.splitlines()}
    assert [part for part in SAID_IN_ENGLISH if part in read.text] == []
    assert lines & LABELS_IN_ENGLISH <= {*library.translations(ref)["de"].texts.values()}
    english = library.assessment(ref).texts().values()
    assert [text for text in english if len(text.split()) > 2 and text in read.text] == []
    assert "Englisch" not in read.text
    assert read.catalog["/Lang"] == "de"
    assert read.missing_glyphs == 0


@pytest.mark.parametrize("ref", ALL)
def test_figures_have_a_comma_days_are_german_and_so_are_quotes(ref):
    read = Paper(self_evaluation.render(full(ref)))

    text = read.text.replace(" 1.0", "")  # the version of the questionnaire
    assert re.findall(r"\d\.\d(?!\d\d)", text) == [], "thousands have a point"
    assert re.search(r"5,0 \(fast immer\), wahrscheinlich zwischen \d,\d und 5,0, fast", text)
    assert "Stand: Freitag, 20. November 2026, 09:30 Uhr (UTC)" in text
    assert "Seit dem 23. Juli 2026" in text
    assert "“" not in re.sub("„[^“”„]*“", "", text)
    assert "”" not in text


@pytest.mark.parametrize("ref", ALL)
def test_a_german_report_has_no_more_pages_than_an_english_one_may_have(ref):
    read = Paper(self_evaluation.render(full(ref)))

    assert 4 <= len(read.texts) <= 12
    assert not [tags for tags in read.owners if tags and tags[-1] in ("H1", "H2", "H3")]


def test_a_change_is_told_with_its_figures_and_what_did_not_change_in_one_sentence():
    now = taken(levels=3, answers=at_levels("leading", *[5] * 9), language="de")

    found = facts_of(now, taken(levels=3, at=EARLIER, language="de"))

    assert found.since == "23. Juli 2026"
    assert found.changes == (
        "Menschen führen: verbessert (+2,0 seit dem letzten Mal, von 3,0 auf 5,0; ein Unterschied "
        "von bis zu 0,8 kann durch Zufall entstehen).",
        "Keine feststellbare Veränderung: Mit Richtung planen (0,0), Die Teamkultur aufbauen "
        "(0,0), Tempo in Krise und Veränderung (0,0) und Umsicht in Krise und Veränderung (0,0).",
    )
    assert scale(found, "leading").last_time == "3,0 (manchmal)"


def test_a_share_of_credit_and_a_comparison_have_german_units():
    before, now = (taken(SALESFORCE, at=at, language="de") for at in (EARLIER, TAKEN))
    for one, value in ((before, 0.4), (now, 0.9)):
        for row in one.attempt.scores:
            row.value = value if row.scale == "selling-mode" else row.value

    credit = scale(facts_of(now, before), "selling-mode")
    compared = scale(facts_of(taken(MANAGER, language="de")), "time-selling")

    assert credit.result == "90 von 100"
    assert "(+50 von 100 seit dem letzten Mal, von 40 von 100 auf 90 von 100;" in credit.change
    assert re.fullmatch(r"[+−]?\d,\d", compared.result)


@pytest.mark.parametrize(
    ("first_language", "second", "said"),
    [
        ("en", "de", "Die vorige Selbsteinschätzung wurde in einer anderen Sprache beantwortet."),
        ("de", "en", "The evaluation before was answered in another language."),
    ],
)
def test_between_two_languages_the_newer_one_is_spoken_and_says_so(first_language, second, said):
    before = taken(levels=3, at=EARLIER, language=first_language)

    found = facts_of(taken(levels=5, language=second), before)

    assert found.changes[0].startswith(said)
    assert (found.changes[1].startswith("Menschen führen: verbessert")) is (second == "de")
    assert Paper(self_evaluation.render(found)).catalog["/Lang"] == {"en": "en-GB"}.get(
        second, second
    )


def test_too_few_answers_for_a_result_are_counted_in_german():
    left_out = dict.fromkeys(at_levels("leading", 3, 3, 3))

    found = facts_of(taken(answers=left_out, language="de"))

    assert scale(found, "leading").sure == "6 von 9 Fragen beantwortet, zu wenige für ein Ergebnis"
    assert found.rests_on[0].startswith(
        "Mit Richtung planen, Die Teamkultur aufbauen: alle 9 Fragen, mit einer Reliabilität von 0,"
    )


def test_without_a_result_the_summary_says_only_that_in_german():
    assert bare(LEADERSHIP).summary == (
        "Es wurden zu wenige Fragen beantwortet, um zu sagen, was auffällt.",
    )
    assert bare(LEADERSHIP).finding == "Ihre Ergebnisse"


def test_a_step_keeps_its_capital_after_a_colon():
    found = full(LEADERSHIP)

    (told,) = [text for text in found.summary if "Ein Schritt aus „" in text]
    assert told.partition(": ")[2] == scale(found, "planning").steps[0]


def test_goals_stand_under_the_german_name_of_their_scale_in_their_writers_words():
    found = full(LEADERSHIP).goals

    assert [(one.title, one.progress) for one in found] == [
        ("Menschen führen", "Auf Kurs"),
        ("Mit Richtung planen", "Kommt nicht voran"),
        ("Die Teamkultur aufbauen", "Erreicht"),
    ]
    assert found[0].behaviour == goal().behaviour
    assert found[0].checks == "20. Dezember 2026, 19. Januar 2027, 18. Februar 2027"


def test_a_basis_measured_here_is_said_in_german():
    one = taken(language="de")
    for row in one.attempt.scores:
        row.basis = (
            "Measured here: coefficient alpha is 0.81 over 45 people who answered until 3 May "
            "2026, and the spread of their results is 0.52."
        )

    assert "Cronbachs Alpha beträgt 0,81 bei 45 Personen" in facts_of(one).rests_on[0]


def test_a_text_without_german_is_english_and_says_so_on_paper_and_page(monkeypatch):
    held = wording.page(taken(language="de").attempt, "de")
    texts = {key: text for key, text in held.texts.items() if key != "scales.leading.definition"}
    page = wording.Page(held.assessment, "de", held.english, texts)
    monkeypatch.setattr(wording, "_page", lambda *_which: page)

    found = scale(facts_of(taken(language="de")), "leading")

    english = held.english["scales.leading.definition"]
    assert found.definition == f"{english} (auf Englisch)"
    with speaking("de"):
        shown = found.definition.__html__().unescape()  # type: ignore[attr-defined]
    assert shown == f'<span lang="en">{english}</span> <span class="tag">auf Englisch</span>'
    assert "Englisch" not in found.question


def test_a_report_of_english_answers_is_english_whoever_asks():
    with speaking("de"):
        found = facts_of(taken())
        read = Paper(self_evaluation.render(found))

    assert found.summary[0] == highlights.NOTHING
    assert leader_wording.AUDIENCE in read.text
    assert read.catalog["/Lang"] == "en-GB"


def test_what_nobody_has_looked_at_is_told_apart_from_what_is_in_order():
    attempt = taken(language="de").attempt

    assert facts.noticed(attempt, None) is None
    assert facts.noticed(attempt, samples.finding()) == []
    assert facts.noticed(attempt, samples.finding(NOTICED))[0].startswith("Dieselbe Antwort")
    assert facts.noticed(taken().attempt, samples.finding(NOTICED))[0].startswith("The same answer")
