"""What a questionnaire must mean, beyond having the right shape."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from assess.instruments.parts import Instrument
from assess.instruments.schema import (
    Behaviour,
    Competency,
    Framework,
    Guide,
    Question,
    QuestionType,
    RoleTemplate,
)

Where = tuple[str | int, ...]
"""The place of a value in a file: keys, and positions from 0 in lists."""

Found = Iterator[tuple[Where, str]]
"""Places in a file, each with what is wrong there."""

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
    r"\b(how old|your age|born|married|spouse|husband|wife|family|families|kids?|children|"
    r"childcare|pregnan\w*|maternity|paternity|religio\w*|church|nationality|race|races|racial|"
    r"ethnic\w*|native language|mother tongue|where are you from|disab\w*|health|medical|illness|"
    r"sexual\w*|gay|lesbian|retire|retires|retired|retiring|retirement|unions?)\b",
    re.IGNORECASE,
)
"""Neither questions nor must-haves ask for what the law protects."""

_HOW_OFTEN_OR_WELL = re.compile(
    r"\b(?:(?:almost|nearly|most|much|some|half|all|none) of the time|from time to time|every time|"
    r"now and then|(?:in )?(?:most|many|some|few|all) cases|almost|nearly|hardly|scarcely|never|"
    r"ever|rarely|seldom|occasionally|sometimes|generally|normally|usually|mostly|often|"
    r"frequently|regularly|repeatedly|constantly|consistently|always|barely|slightly|somewhat|"
    r"partly|fairly|quite|rather|very|highly|fully|completely|extremely|well|badly)\b"
)
"""Words that make a ladder of one act: more of it, or better, and no other act."""


def problems(
    instrument: Framework | Guide | RoleTemplate,
    framework: Framework | None = None,
    guide: Guide | None = None,
    *,
    lines: Mapping[Where, int] | None = None,
) -> list[str]:
    """Sentences saying what is wrong with the meaning of an instrument.

    Guides need the `framework` they refer to; role templates need framework and guide.
    With the `lines` of a file, each sentence begins with the line it is about.
    """
    found = [*wording(instrument)]
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
    return placed(found, lines)


def placed(found: Iterable[tuple[Where, str]], lines: Mapping[Where, int] | None) -> list[str]:
    """What was found as sentences, with the lines of the file where those are known."""
    if lines is None:
        return [text for _, text in found]
    sentences = sorted((_line(where, lines), text) for where, text in found)
    return [f"line {line}: {text}" for line, text in sentences]


def _line(where: Where, lines: Mapping[Where, int]) -> int:
    while where and where not in lines:
        where = where[:-1]
    return lines.get(where, 1)


def _framework(framework: Framework) -> Found:
    competencies: list[tuple[Where, Competency]] = [
        (("competencies", n), c) for n, c in enumerate(framework.competencies)
    ]
    yield from twice("competency", [((*place, "id"), c.id) for place, c in competencies])
    behaviours: list[tuple[Where, Behaviour]] = [
        ((*place, "behaviours", n), b)
        for place, competency in competencies
        for n, b in enumerate(competency.behaviours)
    ]
    yield from twice("behaviour", [((*place, "id"), b.id) for place, b in behaviours])
    for place, behaviour in behaviours:
        yield from _ladder(place, behaviour)
        if behaviour.optional and behaviour.fairness is None:
            yield place, f"behaviour {behaviour.id} is optional; say why under ‘fairness’"
    for place, competency in competencies:
        if all(behaviour.optional for behaviour in competency.behaviours):
            yield (
                (*place, "behaviours"),
                f"‘{competency.id}’: every behaviour is optional; keep one or more for all",
            )


def _ladder(place: Where, behaviour: Behaviour) -> Found:
    """Anchors of a behaviour that are one act, in other words or in another amount."""
    for (low, a), (high, b) in combinations(enumerate(behaviour.anchors, start=1), 2):
        bare_a, bare_b = (_words(_HOW_OFTEN_OR_WELL.sub(" ", text.lower())) for text in (a, b))
        shared = max(_alike(_words(a), _words(b)), _alike(bare_a, bare_b))
        if bare_a == bare_b and _words(a) != _words(b):
            fault = "differ only by how often or how well"
        elif shared >= TOO_ALIKE:
            fault = f"share {shared:.0%} of their words"
        else:
            continue
        yield (
            (*place, "anchors", high - 1),
            f"behaviour {behaviour.id}: anchors {low} and {high} {fault}; "
            "name a different act for each level",
        )


def _guide(guide: Guide, framework: Framework) -> Found:
    questions: list[tuple[Where, Question]] = [
        (("questions", n), q) for n, q in enumerate(guide.questions)
    ]
    yield from twice("question", [((*place, "id"), q.id) for place, q in questions])
    behaviours = {c.id: {b.id for b in c.behaviours} for c in framework.competencies}
    for place, question in questions:
        yield from _asked(place, question)
        known = behaviours.get(question.competency)
        if known is None:
            yield (
                (*place, "competency"),
                f"question {question.id}: {framework.ref} has no ‘{question.competency}’",
            )
            continue
        for number, behaviour in enumerate(question.behaviours):
            if behaviour not in known:
                yield (
                    (*place, "behaviours", number),
                    f"question {question.id}: ‘{question.competency}’ has no ‘{behaviour}’",
                )
    for competency_id in behaviours:
        for text in _coverage(guide, competency_id, behaviours[competency_id]):
            yield ("questions",), text


def _asked(place: Where, question: Question) -> Found:
    """What a question or its probes ask for and must not."""
    yield from protected((*place, "text"), f"question {question.id}", question.text)
    for number, probe in enumerate(question.probes):
        yield from protected((*place, "probes", number), f"question {question.id}", probe)


def protected(where: Where, name: str, text: str) -> Found:
    """A word in a text that asks for what the law protects."""
    asked = PROTECTED.search(text)
    if asked:
        yield where, f"{name} may ask for something protected: ‘{asked.group()}’"


def _coverage(guide: Guide, competency_id: str, behaviours: set[str]) -> Iterator[str]:
    questions = guide.questions_for(competency_id)
    if len(questions) < FEWEST_QUESTIONS:
        yield f"‘{competency_id}’ has {len(questions)} questions; write {FEWEST_QUESTIONS} or more"
    for type_ in QuestionType:
        if not any(q.type is type_ for q in questions):
            yield f"‘{competency_id}’ has no {type_} question"
    for behaviour in sorted(behaviours - {b for q in questions for b in q.behaviours}):
        yield f"‘{competency_id}’: no question can show behaviour {behaviour}"


def _role(role: RoleTemplate, framework: Framework, guide: Guide) -> Found:
    if guide.framework != role.framework:
        yield (
            ("guide",),
            f"guide {role.guide} belongs to {guide.framework}, not to {role.framework}",
        )
    for number, must_have in enumerate(role.must_haves):
        yield from protected(("must_haves", number), f"must-have {number + 1}", must_have)
    wanted, known = [t.id for t in role.targets], [c.id for c in framework.competencies]
    yield from twice("target", [(("targets", n, "id"), id_) for n, id_ in enumerate(wanted)])
    for missing in sorted(set(known) - set(wanted)):
        yield ("targets",), f"there is no target for ‘{missing}’"
    for position, target in enumerate(role.targets):
        place: Where = ("targets", position)
        if target.id not in known:
            yield (*place, "id"), f"{framework.ref} has no ‘{target.id}’"
        low, high = target.zone
        if not (1 <= low <= high <= 5 and (low * 2).is_integer() and (high * 2).is_integer()):
            yield (
                (*place, "zone"),
                f"‘{target.id}’: give the zone in half levels from 1 to 5, lowest first",
            )
        places = [((*place, "questions", n), id_) for n, id_ in enumerate(target.questions)]
        yield from twice(f"‘{target.id}’: question", places)
        asked = {q.id for q in guide.questions_for(target.id)}
        for where, question in places:
            if question not in asked:
                yield where, f"‘{target.id}’: {guide.ref} has no question ‘{question}’ for it"


def wording(instrument: Instrument) -> Found:
    """Runs of spaces, long sentences, and words about a person's worth."""
    for where, names, text in _texts(instrument.model_dump(mode="json"), (), ()):
        place, lower = " → ".join(names), text.lower()
        if "  " in text:
            yield where, f"{place}: there is a run of spaces; check the indentation"
        for word in BANNED:
            if re.search(rf"\b{re.escape(word)}\b", lower):
                yield where, f"{place}: describe what was done instead of ‘{word}’"
        for sentence in re.split(r"(?<=[.?!])\s+", text):
            if len(sentence.split()) > LONGEST_SENTENCE:
                yield where, f"{place}: split the sentence that starts ‘{sentence[:40]}…’"


def _texts(
    value: object, where: Where, names: tuple[str, ...]
) -> Iterator[tuple[Where, tuple[str, ...], str]]:
    """Every text with its place, and with the ids on the way there for people."""
    if isinstance(value, str):
        yield where, names, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, (*where, key), (*names, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            name = item["id"] if isinstance(item, dict) and "id" in item else str(number + 1)
            yield from _texts(item, (*where, number), (*names, name))


def twice(what: str, ids: Iterable[tuple[Where, str]]) -> Found:
    """Ids that stand more than once, each at its last place."""
    places = [*ids]
    last = {id_: where for where, id_ in places}
    for id_, count in Counter(id_ for _, id_ in places).items():
        if count > 1:
            yield last[id_], f"{what} id ‘{id_}’ stands {count} times"


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def _alike(a: set[str], b: set[str]) -> float:
    return len(a & b) / max(1, min(len(a), len(b)))
