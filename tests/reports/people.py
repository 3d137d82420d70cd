"""Facts with valid defaults, made from the shipped framework; a test changes what it is about."""

from collections.abc import Mapping, Sequence
from typing import Any

from assess.instruments import library
from assess.science.panel.feedback import Extent
from assess.science.panel.results import Part, Zone, combine, overall
from reports import wording
from reports.candidate import CandidateFacts, CompetencyFacts, DecisionFacts, Evidence
from reports.feedback import FeedbackFacts, NextStep, Shown, Strength

LONG_NAME = "Maximiliane Charlotte Freifrau von Hohenstein-Wolkersdorf"
ARABIC_NAME = "أمينة بنت خالد المنصوري"

RATINGS: Mapping[str, tuple[int, ...]] = {
    "strategic": (4, 4, 5, 4),
    "measurable": (3, 4, 3),
    "action": (2, 4, 5, 3),
    "relationships": (2, 3),
    "teams": (),
}
ZONES = {
    "strategic": Zone(3.5, 4.5),
    "measurable": Zone(3, 4),
    "action": Zone(3, 4),
    "relationships": Zone(3.5, 4.5),
    "teams": Zone(3, 4),
}
NOTES: Mapping[str, Sequence[str]] = {
    "strategic": (
        "Described the Hansa account: the client asked for more licences, she asked which figure "
        "the board would look at in spring. It was days to first invoice. She moved two people to "
        "that project and told a larger prospect that they would have to wait until June.",
        "Listed three criteria for target clients without being asked and named the account she "
        "turned down because of them. She gave the sum it cost (about 180,000 euro) and said who "
        "in the team disagreed.",
        "Set a date and a figure at which she would have reversed the choice. Brought the email.",
        "Talked about the regulator’s new rule and how it changed what the client needed. Two of "
        "the examples were from the last year. I asked for one that had gone the other way; she "
        "told me about a distributor in Graz and what she would do first now. She kept to the "
        "client’s figures throughout. No slides.",
    ),
    "measurable": (
        "Compared complaint rates before and after with the client’s own list. Said plainly that "
        "part of the change came from a new warehouse.",
        "Asked what each person in the buying group would be measured by. Had it in a table.",
        "Quoted a saving of 11 % but did not know the value before the project. When asked, she "
        "said she would have to ask the client.",
    ),
    "action": (
        "The example took eight months and she waited for the client’s answer four times. I did "
        "not hear what she did in between. When I asked, she said that the client needed time.",
        "Called the client the day after the reorganisation was announced and offered a shorter "
        "first step, which they took.",
        "Three deals with dates, what she did when each slipped, and what she passed on to the "
        "team. She wrote the note on the client’s change herself and sent it to product.",
        "Kept moving, but pressed the purchasing lead twice in a week after he had asked for time.",
    ),
    "relationships": (
        "Named the decision maker but not who could have stopped the deal. Asked twice.",
        "Brought finance in early. Did not mention the users.",
    ),
    "teams": (),
}
DEFAULTS: dict[str, Any] = {
    "organisation": "Northwind Trading",
    "opening": "Regional sales leader, DACH",
    "report_id": "R-7K3F-92QD",
    "data_of": "Saturday 21 November 2026, 19:40 UTC",
}


def competency(
    number: int = 0, ratings: Sequence[int] | None = None, **changes: Any
) -> CompetencyFacts:
    """One competency of the SMART framework with ratings and evidence."""
    framework = library.framework("smart-sales-leader@1.0")
    source = framework.competencies[number % len(framework.competencies)]
    given = RATINGS[source.id] if ratings is None else tuple(ratings)
    result = combine(given, ZONES[source.id])
    reached = round(result.mean) if result.mean is not None else None
    facts: dict[str, Any] = {
        "name": source.title,
        "definition": source.definition,
        "weight": "1 of 5",
        "zone": ZONES[source.id],
        "result": result,
        "ratings": given,
        "not_asked": 4 - len(given) if len(given) < 4 else 0,
        "moved": ((3, 4),) if source.id == "measurable" else (),
        "reached": [b.anchor(reached) for b in source.behaviours] if reached else (),
        "following": [b.anchor(reached + 1) for b in source.behaviours]
        if reached and reached < 5
        else (),
        "reached_level": reached,
        "overuse": [b.overuse.text for b in source.behaviours if b.overuse],
        "evidence": _evidence(source.id, given),
        "ask_next": (
            "Tell us about a client you advised against buying. What did it cost you?",
            "Who in your team saw that choice differently, and what did you do with it?",
        ),
    }
    facts = {
        key: tuple(value) if isinstance(value, list) else value for key, value in facts.items()
    }
    return CompetencyFacts(**{**facts, **changes})


def _evidence(competency_id: str, ratings: Sequence[int]) -> tuple[Evidence, ...]:
    pieces = []
    for number, (rating, note) in enumerate(zip(ratings, NOTES[competency_id], strict=False)):
        changes = ()
        if competency_id == "measurable" and number == 2:
            reason = "The client’s own list has the value from before, so level 4 is reached."
            changes = (wording.changed_later(3, 4, reason, in_debrief=True),)
        confidence = ("high", "medium", "high", "low")[number]
        letter = f"Interviewer {'ABCD'[number]}"
        remarks = (wording.CAME_IN_LATE,) if letter.endswith("D") else ()
        pieces.append(Evidence(letter, rating, confidence, note, changes, remarks))
    if competency_id == "relationships":
        pieces.append(Evidence("Interviewer C", None, None, "We ran out of time."))
    return tuple(pieces)


def candidate(**changes: Any) -> CandidateFacts:
    """A candidate seen by four interviewers who disagree about one competency."""
    competencies = changes.pop("competencies", None)
    if competencies is None:
        competencies = tuple(competency(number) for number in range(5))
    rated = [Part(one.ratings, 1, one.zone) for one in competencies]
    levels = library.framework("smart-sales-leader@1.0").levels
    facts: dict[str, Any] = {
        **DEFAULTS,
        "candidate": "Katarzyna Łuczak",
        "valid_until": "Sunday 21 May 2028",
        "plan_version": "Plan 3, published 2 November 2026",
        "framework": "SMART sales leader 1.0",
        "guide": "SMART sales leader 1.0",
        "levels": levels,
        "interviews": 4,
        "scorecards": 4,
        "scorecards_missing": 0,
        "overall": overall(rated, 4),
        "overall_zone": Zone(3.2, 4.2),
        "summary": (
            "She described most clearly how she chooses clients: four interviewers independently "
            "noted criteria, a client turned down and what that cost.",
            "The interviewers differ strongly on Action. Two heard quick first steps, one heard "
            "waiting, one heard a client pressed after he had asked for time.",
            "Nobody asked about Teams, so the panel has no evidence on it yet.",
        ),
        "strongest": (
            "Turned down an account worth 180,000 euro because it met one of three criteria "
            "(Strategic, Interviewer B).",
            "Compared complaints before and after with the client’s own list (Measurable, "
            "Interviewer A).",
        ),
        "open_questions": (
            "How does she keep a deal moving while a client is silent?",
            "Who could have stopped the Hansa deal, and how did she reach them?",
            "How does she build a team? Teams was not asked.",
        ),
        "competencies": competencies,
        "weights_reason": "",
        "decision": None,
        "contact": "Questions or corrections: Priya Raman, HR partner, priya@northwind.example",
    }
    return CandidateFacts(**{**facts, **changes})


def decision(**changes: Any) -> DecisionFacts:
    """A decision with two reasons and one dissent."""
    facts: dict[str, Any] = {
        "outcome": "Invite to a second conversation",
        "reasons": (
            "Strategic: four independent examples with figures.",
            "Teams: no evidence yet, so a decision now would be a guess.",
        ),
        "explanation": "The panel wants to hear about Teams before it decides.",
        "dissent": "Interviewer D would have decided now.",
        "decider": "Jonas Weber, hiring manager",
        "decided_on": "Monday 23 November 2026",
    }
    return DecisionFacts(**{**facts, **changes})


def feedback(**changes: Any) -> FeedbackFacts:
    """A candidate's own feedback on the five competencies."""
    framework = library.framework("smart-sales-leader@1.0")
    told = (
        (Extent.CLEARLY, wording.SEE_ABOVE),
        (Extent.CLEARLY, wording.SEE_ABOVE),
        (Extent.PARTLY, framework.competencies[2].feedback.partly),
        (Extent.LITTLE, wording.LITTLE_SHOWN),
        (Extent.UNKNOWN, wording.TOO_LITTLE),
    )
    shown = [
        Shown(one.title, one.definition, extent, text)
        for one, (extent, text) in zip(framework.competencies, told, strict=True)
    ]
    facts: dict[str, Any] = {
        **DEFAULTS,
        "candidate": "Katarzyna Łuczak",
        "looked_at": "four interviews with four people",
        "people": 4,
        "apart": True,
        "strengths": (
            Strength(
                "Strategic",
                "You told us about a client you turned down and what it cost. You named the three "
                "things you look at, and you had agreed beforehand what would change your mind.",
            ),
            Strength(
                "Measurable",
                "You compared complaints before and after with the client’s own list, and you said "
                "that part of the change came from somewhere else.",
            ),
        ),
        "build": (
            NextStep("Relationships", framework.competencies[3].feedback.build),
            NextStep("Action", framework.competencies[2].feedback.build),
        ),
        "profile": tuple(shown),
        "kept": "We delete what we hold about you 12 months after the last step.",
        "contact": "Write to Priya Raman, HR partner: priya.raman@northwind.example",
    }
    return FeedbackFacts(**{**facts, **changes})
