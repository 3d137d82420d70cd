"""Forms of a leader's own pages."""

import re

from wtforms import HiddenField

from assess.development.rules import Progress
from assess.web.fields import Choice, Minted, PageForm, Versioned, line, paragraph


class StartForm(PageForm):
    """Which evaluation to answer."""

    instrument = HiddenField()


class GoalForm(Minted, Versioned):
    """What to do differently, and how one will know."""

    behaviour = paragraph(
        "What will you do differently?",
        "Write what you will do, in words somebody else could check.",
        length=500,
        description="One act, for example: ask two questions before I give advice.",
    )
    first_step = paragraph("First step, this week", "Write the first step.", length=500)
    helper = line("Who helps, and sees whether you do it?", "Name one person.")
    evidence = paragraph("How will you know that it works?", "Write what you will see.", length=500)


class CheckInForm(PageForm):
    """How a goal stands; `seen` is how many check-ins the page showed."""

    seen = HiddenField()
    progress = Choice(
        "How does it stand?",
        [(one.value, one.label) for one in Progress],
        "Choose how it stands.",
    )
    note = paragraph(
        "What did you do, and what came of it?", "Write a sentence or two.", length=2000
    )

    def number_seen(self) -> int:
        """How many check-ins somebody had in view; none, when it is no number."""
        given = str(self.seen.data or "")
        return int(given) if re.fullmatch("[0-9]{1,4}", given) else 0
