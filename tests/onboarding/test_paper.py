"""The plan on paper: a page per phase however full it is, and no word cut in two."""

import pytest

from assess.language import gettext as _
from assess.language import speaking
from assess.onboarding import rules, shipped
from assess.onboarding.content import Content
from assess.onboarding.rules import MOST_OUTCOMES, Phase, Side
from reports import onboarding_plan
from reports.onboarding_plan import OutcomeFacts, PhaseFacts, PlanFacts, TaskFacts
from tests.reports.paper import Paper

GROWN = tuple(shipped.grown().values())


def phase_facts(content: Content, phase: Phase) -> PhaseFacts:
    """A phase in German with as many outcomes as it takes, and every task with a moved day."""
    own = [one for one in content.outcomes if one.phase is phase]
    outcomes = [OutcomeFacts(one.words.de, one.criterion.de, "", "", "") for one in own]
    outcomes += [
        OutcomeFacts(one.win.de, one.win_how.de, "", "", f"Aus Ihren Interviews: {one.title.de}")
        for one in GROWN[: MOST_OUTCOMES - len(own)]
    ]
    days = {one.key: one.day for one in content.tasks}
    tasks = [
        TaskFacts(one.words.de, _(one.owner.label), "Erledigt am 23. Nov. 2026", done=True)
        for one in content.tasks
        if (one.after or one.day > 0) and rules.phase_of(days.get(one.after, 0) + one.day) is phase
    ]
    tasks += [TaskFacts("Gespräch am Tag 7", "Beide", "23. Nov. 2026", done=False)] * 2
    return PhaseFacts(_(phase.label), "Tag 1 bis 30", tuple(outcomes), tuple(tasks), ())


@pytest.mark.parametrize("key", shipped.KEYS)
def test_every_phase_of_a_full_german_plan_stays_on_its_page(key):
    content = shipped.templates()[key].content
    with speaking("de"):
        phases = tuple(phase_facts(content, phase) for phase in Phase)
        early = tuple(
            TaskFacts(one.words.de, _(one.owner.label), "23. Nov. 2026", done=False)
            for one in content.tasks
            if one.day < 0
        )
        owner = _(Side.HR.label)
    facts = PlanFacts(
        "de", "Larkfield Instruments", "Für Ajla", "Ajla Hadžić", "Vertrieb", "R-1", "heute", 8,
        "Tag 8 von 90.", "heute", "Priya Raman", "Omar Haddad", "Grace Adeyemi", "Vorlage", early,
        (("Erster Monat mit erreichtem Ziel", "Noch nicht"),) * 3, phases,
        ("Was lief gut?",) * 4, "people@larkfield.example",
    )  # fmt: skip

    paper = Paper(onboarding_plan.render(facts))

    assert len(paper.texts) == 4
    assert all(part.title in text for part, text in zip(phases, paper.texts[1:], strict=True))
    written = str((early, phases)).count(owner)
    assert paper.text.count(owner) == written + 1  # the first page names who it is


def test_before_the_first_day_the_line_of_days_says_how_many_are_left():
    with speaking("de"):
        said = [onboarding_plan.strip(day, "").marks[-1].words for day in (-30, -1, 8)]

    behind = [len(onboarding_plan.strip(day, "").marks) for day in (-1, 1)]

    assert said == ["noch 30 Tage", "noch 1 Tag", "Tag 8"]
    assert behind[0] + 1 == behind[1]  # no part of the line is over yet
