"""Forms of debriefs and decisions."""

from wtforms import HiddenField

from assess.hiring.rules import Outcome
from assess.web.fields import Choice, Needed, PageForm, Ticks, line, number, paragraph


class DebriefForm(PageForm):
    """Open a debrief; before everything is in, with a reason."""

    reason = line("Why the debrief cannot wait", length=500)


class DecisionForm(PageForm):
    """What the hiring team decides, and why."""

    outcome = Choice(
        "Decision", [(one.value, one.label) for one in Outcome], "Choose what you decide."
    )
    reasons = Ticks(
        "Competencies the decision rests on",
        validators=[Needed("Choose at least two competencies as reasons.")],
        description="At least two.",
    )
    explanation = paragraph(
        "How the evidence led to it",
        "Say in a sentence how the evidence led to the decision.",
        description="What was seen, not who the person is. Candidates may ask to read it.",
    )
    dissent = paragraph("Who saw it differently, and why", description="Names are optional.")
    decider = line("Who decides", "Name the person who decides.")
    seen = HiddenField(default="0")

    def seen_count(self) -> int:
        """How many decisions there were when the form was opened."""
        seen = number(self.seen.data)
        return -1 if seen is None else seen
