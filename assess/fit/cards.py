"""The card of a model as page, paper and file show it: from what was kept when it was learned."""

from datetime import date
from typing import Any

from assess.fit import rules
from assess.fit.models import FitModel
from assess.fit.rules import ModelStatus
from assess.instruments import library
from assess.science.estimate_words import digits
from assess.text import counted
from assess.times import in_full, in_words
from reports.model_card import CardFacts, Section

METHOD = (
    "Ridge regression for a rating, ridge logistic regression for what happens or not: a line with "
    "a weight for each competency, held down by a penalty. It is judged on people it was not "
    "learned from: ten times, everybody is parted into ten groups, and each group is told "
    "beforehand from the other nine; the penalty is chosen inside those nine.",
    "It is offered only if its gain over the plain weighted mean, over the panel’s own overall "
    "view and over saying the average for everybody lies above 0 with its whole interval.",
)

LIMITS = (
    "It knows only what interviewers rated. It does not know what a candidate did before, what the "
    "team needs this year, or what changed in the market.",
    "It was learned from people who were hired. Of those who were not, nobody knows what would "
    "have become of them.",
    "A rating by one manager is an uncertain outcome itself: two managers would often differ.",
    "It orders nobody and decides nothing. Its advice opens to somebody only once they have "
    "recorded their own view.",
)

NOT_COUNTED = "It is being counted how groups of people stand in what the model expects."


def facts_of(
    model: FitModel, organisation: str, zone: str, today: date, problem: str = ""
) -> CardFacts:
    """What the card says today; `problem` where its numbers were changed."""
    card = model.card
    finished = model.finished_at or model.asked_at
    return CardFacts(
        organisation=organisation,
        role=role_title(model.template),
        target=model.target.label,
        status=status_of(model, today),
        report_id=f"M-{model.public_id[:8].upper()}",
        data_of=in_full(finished, zone),
        conclusion=_conclusion(model, problem),
        facts=_facts(model, card, today),
        sections=tuple(one for one in _sections(model, card) if one.said or one.rows),
    )


def as_file(model: FitModel, facts: CardFacts) -> dict[str, Any]:
    """The card for machines: what was kept, who answers for it, and the numbers of the model."""
    return {
        **model.card,
        "id": model.public_id,
        "role": facts.role,
        "status": facts.status,
        "conclusion": list(facts.conclusion),
        "learned_at": model.finished_at.isoformat() if model.finished_at else None,
        "owner": model.owner.name if model.owner else None,
        "used_since": model.used_since.isoformat() if model.used_since else None,
        "expires_on": model.expires_on.isoformat() if model.expires_on else None,
        "withdrawn_because": model.withdrawn_reason or None,
        "limits": list(LIMITS),
        "parameters": model.parameters,
        "parameters_hash": model.parameters_hash or None,
    }


def role_title(template: str) -> str:
    """A role template's title, or its reference if the library has it no more."""
    try:
        return library.role_template(template).title
    except library.Unknown:
        return template


def status_of(model: FitModel, today: date) -> str:
    """Where a model stands, expiry included."""
    if model.status is ModelStatus.IN_USE and rules.is_expired(model.expires_on, today):
        return "Expired"
    return model.status.label


def _conclusion(model: FitModel, problem: str) -> tuple[str, ...]:
    said = [problem] if problem else []
    if model.status in rules.UNDER_WAY:
        return (*said, "It is being learned. The card is filled in once that is done.")
    if model.card.get("missing"):
        missing = [one for one in model.card["missing"] if one not in model.reason]
        return (*said, model.reason, *missing, "Use the weighted profile.")
    if model.withdrawn_reason:
        said.append(f"Withdrawn: {model.withdrawn_reason}")
    return (*said, model.reason)


def _facts(model: FitModel, card: dict[str, Any], today: date) -> tuple[tuple[str, str], ...]:
    people = card.get("people", card.get("hires"))
    told = "—" if people is None else counted(people, "hire")
    if card.get("events") is not None:
        told = f"{told}, {card['events']} with ‘yes’"
    return (
        ("Status", status_of(model, today)),
        ("Looked at" if card.get("missing") else "Learned from", told),
        ("Owner", model.owner.name if model.owner else "nobody: not in use"),
        ("In use since", in_words(model.used_since) if model.used_since else "not in use"),
        _until(model),
        ("Asked for", f"{in_words(model.asked_at.date())}, {model.asked_by.name}"),
    )


def _until(model: FitModel) -> tuple[str, str]:
    if model.withdrawn_at:
        return "Withdrawn on", in_words(model.withdrawn_at.date())
    return "Ends on", in_words(model.expires_on) if model.expires_on else "—"


def _sections(model: FitModel, card: dict[str, Any]) -> list[Section]:
    if not card:
        return []
    return [
        Section("Data", _data(card)),
        _duel(card),
        _weights(model, card),
        Section("Whether predictions mean what they say", _calibration(card)),
        Section("Checks against leaks", tuple(card["leakage"])),
        *_groups(model, card),
        Section("Why it is in use", (model.use_reason,) if model.use_reason else ()),
        Section("How it was made", METHOD),
        Section("Limits", () if card.get("missing") else LIMITS),
    ]


def _data(card: dict[str, Any]) -> tuple[str, ...]:
    known = counted(len(card["competencies"]), "competency", "competencies")
    found = [
        f"Results: the mean level on {known} of {_framework(card['framework'])}, as interviewers "
        f"rated alone; {counted(card['rated'], 'person', 'people')} were rated for this role.",
        f"Outcomes: {counted(card['hires'], 'hire')} with this outcome.",
    ]
    if card["outcomes_from"]:
        first, last = (date.fromisoformat(card[key]) for key in ("outcomes_from", "outcomes_until"))
        found.append(f"Outcomes were found from {in_words(first)} to {in_words(last)}.")
    if card.get("left_out"):
        people = counted(card["left_out"], "hire")
        found.append(f"{people} left out, as a result or the panel’s overall view is missing.")
    return tuple(found)


def _framework(ref: str) -> str:
    """A framework by its title, or its reference if the library has it no more."""
    try:
        found = library.framework(ref)
    except library.Unknown:
        return ref
    return f"{found.title} {found.version}"


def _duel(card: dict[str, Any]) -> Section:
    if "learned" not in card:
        return Section("Against the plain mean")
    rows = [
        ("Learned model", told(card["learned"]), "—"),
        ("Plain weighted mean", told(card["plain"]), told(card["gain"])),
    ]
    for one in card["rivals"]:
        name = one["name"][0].upper() + one["name"][1:]
        rows.append((name, told(one["validity"]), told(one["gain"])))
    rows.append(("The average for everybody", "—", told(card["over_average"])))
    return Section(
        "Against the plain mean",
        ("In the last row: the share of squared error that the model takes away.",),
        ("What tells the outcome", card["measure"].capitalize(), "What the model gains over it"),
        tuple(rows),
        (34, 33, 33),
    )


def _groups(model: FitModel, card: dict[str, Any]) -> list[Section]:
    """How groups stand, as counted when the model was offered; nothing for one that never was."""
    found = card.get("subgroups")
    if not found:
        return [Section("Groups of people", (NOT_COUNTED,))] if model.parameters else []
    counted_on = in_words(date.fromisoformat(found["counted_on"]))
    parts = [
        Section(
            one["title"], tuple(one["said"]), tuple(one["header"]),
            tuple(tuple(row) for row in one["rows"]), tuple(one["shares"]),
        )
        for one in found["sections"]
    ]  # fmt: skip
    return [Section("Groups of people", (*found["said"], f"Counted on {counted_on}.")), *parts]


def _weights(model: FitModel, card: dict[str, Any]) -> Section:
    total = sum(one["weight"] for one in card["competencies"])
    learned = card.get("learned_weights") or {}
    header = ("Competency", "Weight in the plan")
    rows = [(one["title"], f"{100 * one['weight'] / total:.0f}%") for one in card["competencies"]]
    if not learned:
        return Section("Weights", (), header, tuple(rows), (70, 30))
    held = model.parameters or {}
    ranges = {
        name: f"{low:.1f} to {high:.1f}"
        for name, low, high in zip(
            held.get("names", ()), held.get("lows", ()), held.get("highs", ()), strict=True
        )
    }
    full = [
        (*row, digits(learned[one["id"]]), ranges.get(one["id"], "—"))
        for row, one in zip(rows, card["competencies"], strict=True)
    ]
    return Section(
        "Weights",
        ("A learned weight is for one standard deviation of a result, with the others alike.",),
        (*header, "Learned weight", "Results it knows"),
        tuple(full),
        (40, 20, 20, 20),
    )


def _calibration(card: dict[str, Any]) -> tuple[str, ...]:
    found = card.get("calibration")
    return (found["said"],) if found else ()


def told(one: dict[str, Any]) -> str:
    """An estimate as a card holds it: `0.62 (0.51 to 0.73)`, or why there is none."""
    if one["value"] is None:
        return one["reason"] or "—"
    if one["low"] is None:
        return digits(one["value"])
    return f"{digits(one['value'])} ({digits(one['low'])} to {digits(one['high'])})"
