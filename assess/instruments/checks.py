"""What a questionnaire must mean, beyond having the right shape."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations

from assess.instruments.schema import (
    AnyInstrument,
    Framework,
    Guide,
    QuestionType,
    RoleTemplate,
)

FEWEST_QUESTIONS = 6
"""Per competency: enough to vary between candidates' interviewers and still repeat."""

TOO_ALIKE = 0.8
"""Share of words two anchors may have in common before they stop being different acts."""

LONGEST_SENTENCE = 30

BANNED = (
    "weak",
    "poor",
    "fail",
    "low potential",
    "star",
    "a-player",
    "culture fit",
    "natural",
    "aggressive",
    "emotional",
    "articulate",
    "energetic",
    "digital native",
    "mature",
)
"""Words about a person's worth or personality: describe what was done instead."""

PROTECTED = re.compile(
    r"\b(how old|your age|married|spouse|husband|wife|children|childcare|pregnan\w*|religio\w*|"
    r"church|nationality|native language|where are you from|disab\w*|medical|illness|sexual\w*)\b",
    re.IGNORECASE,
)
"""Questions must not ask for what the law protects."""


def problems(
    instrument: AnyInstrument, framework: Framework | None = None, guide: Guide | None = None
) -> list[str]:
    """Sentences saying what is wrong with the meaning of an instrument.

    Guides need the `framework` they refer to; role templates need framework and guide.
    """
    found = list(_wording(instrument))
    if isinstance(instrument, Framework):
        found += _framework(instrument)
    elif isinstance(instrument, Guide):
        if framework is None:
            raise ValueError("framework: a guide is checked against its framework")
        found += _guide(instrument, framework)
    else:
        if framework is None or guide is None:
            raise ValueError("framework, guide: a role is checked against both")
        found += _role(instrument, framework, guide)
    return found


def _framework(framework: Framework) -> Iterator[str]:
    yield from _twice("competency", (c.id for c in framework.competencies))
    behaviours = [b for c in framework.competencies for b in c.behaviours]
    yield from _twice("behaviour", (b.id for b in behaviours))
    for behaviour in behaviours:
        for (low, a), (high, b) in combinations(enumerate(behaviour.anchors, start=1), 2):
            if _alike(a, b) >= TOO_ALIKE:
                yield (
                    f"behaviour {behaviour.id}: anchors {low} and {high} share "
                    f"{_alike(a, b):.0%} of their words; name a different act for each level"
                )
        if behaviour.optional and behaviour.fairness is None:
            yield f"behaviour {behaviour.id} is optional; say why under ‘fairness’"


def _guide(guide: Guide, framework: Framework) -> Iterator[str]:
    yield from _twice("question", (q.id for q in guide.questions))
    behaviours = {c.id: {b.id for b in c.behaviours} for c in framework.competencies}
    for question in guide.questions:
        known = behaviours.get(question.competency)
        if known is None:
            yield f"question {question.id}: {framework.ref} has no ‘{question.competency}’"
            continue
        for behaviour in question.behaviours:
            if behaviour not in known:
                yield f"question {question.id}: ‘{question.competency}’ has no ‘{behaviour}’"
        asked = PROTECTED.search(" ".join((question.text, *question.probes)))
        if asked:
            yield f"question {question.id} may ask for something protected: ‘{asked.group()}’"
    for competency_id in behaviours:
        yield from _coverage(guide, competency_id, behaviours[competency_id])


def _coverage(guide: Guide, competency_id: str, behaviours: set[str]) -> Iterator[str]:
    questions = guide.questions_for(competency_id)
    if len(questions) < FEWEST_QUESTIONS:
        yield f"‘{competency_id}’ has {len(questions)} questions; write {FEWEST_QUESTIONS} or more"
    for type_ in QuestionType:
        if not any(q.type is type_ for q in questions):
            yield f"‘{competency_id}’ has no {type_} question"
    for behaviour in sorted(behaviours - {b for q in questions for b in q.behaviours}):
        yield f"‘{competency_id}’: no question can show behaviour {behaviour}"


def _role(role: RoleTemplate, framework: Framework, guide: Guide) -> Iterator[str]:
    if guide.framework != role.framework:
        yield f"guide {role.guide} belongs to {guide.framework}, not to {role.framework}"
    wanted, known = [t.id for t in role.targets], [c.id for c in framework.competencies]
    yield from _twice("target", wanted)
    for missing in sorted(set(known) - set(wanted)):
        yield f"there is no target for ‘{missing}’"
    for target in role.targets:
        if target.id not in known:
            yield f"{framework.ref} has no ‘{target.id}’"
        low, high = target.zone
        if not (1 <= low <= high <= 5 and (low * 2).is_integer() and (high * 2).is_integer()):
            yield f"‘{target.id}’: give the zone in half levels from 1 to 5, lowest first"
        yield from _twice(f"‘{target.id}’: question", target.questions)
        asked = {q.id for q in guide.questions_for(target.id)}
        for question in target.questions:
            if question not in asked:
                yield f"‘{target.id}’: {guide.ref} has no question ‘{question}’ for it"


def _wording(instrument: AnyInstrument) -> Iterator[str]:
    for where, text in _texts(instrument.model_dump(mode="json"), ()):
        lower = text.lower()
        if "  " in text:
            yield f"{where}: there is a run of spaces; check the indentation"
        for word in BANNED:
            if re.search(rf"\b{re.escape(word)}\b", lower):
                yield f"{where}: describe what was done instead of ‘{word}’"
        for sentence in re.split(r"(?<=[.?!])\s+", text):
            if len(sentence.split()) > LONGEST_SENTENCE:
                yield f"{where}: split the sentence that starts ‘{sentence[:40]}…’"


def _texts(value: object, where: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield " → ".join(where), value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, (*where, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            name = item["id"] if isinstance(item, dict) and "id" in item else str(number + 1)
            yield from _texts(item, (*where, name))


def _twice(what: str, ids: Iterable[str]) -> Iterator[str]:
    for id_, count in Counter(ids).items():
        if count > 1:
            yield f"{what} id ‘{id_}’ stands {count} times"


def _alike(a: str, b: str) -> float:
    words_a, words_b = set(re.findall(r"\w+", a.lower())), set(re.findall(r"\w+", b.lower()))
    return len(words_a & words_b) / max(1, min(len(words_a), len(words_b)))
