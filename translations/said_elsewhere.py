"""Texts people read in their language that stand where extraction does not look.

They are kept in tables, constants and labels, and go through gettext when they are shown.
`tests/house/test_translations.py` keeps this list true to what the program holds.
"""


def _(text: str) -> str:
    return text


STATUS = (
    _("Not started"),
    _("In progress"),
    _("Submitted"),
    _("Submitted when time was up"),
)
REFUSALS = (
    _("The link is not in use any more. Ask whoever sent it what happens next."),
    _("Everything is handed in. Nothing is left to do here."),
    _("Time is up. What you answered until then is submitted."),
    _(
        "Time is up. This answer came after the end: it is kept beside the others and does not "
        "count."
    ),
    _(
        "Time is up. What you answered in time is kept as it was. This answer came after the end: "
        "it is not kept and does not count."
    ),
    _("No more answers are taken. Ask whoever sent the link for more time."),
    _("No more answers are taken. What you answered until the end is submitted as it is."),
    _(
        "No more answers are taken. What you answered until the end, and up to a day later, is "
        "submitted as it is; what came after the end is marked as late."
    ),
    _(
        "You answered this question in another tab or on another device. Nothing is lost: press "
        "Continue to choose what to keep."
    ),
    _("This browser does not know you. Open the link in your mail, then send this again."),
    _("This page was open for a long time. Press Continue to save what stands here."),
    _("Files cannot be handed in with an evaluation of your own. Go on without one."),
    _("Answer this question. It cannot be skipped."),
    _("Tick the box if you agree. Without it you cannot submit your answers."),
    _("We could not read what the page sent. Reload it."),
    _("Choose an answer to try it, or go to the real one."),
    _("Choose %(missing)s more, or skip it for now. You chose %(chosen)s of %(least)s."),
    _("Choose %(missing)s more. You chose %(chosen)s of %(least)s."),
    _("Choose from the options on this page."),
    _("Choose one of the options on this page."),
    _("Choose both the best and the worst response."),
    _("Choose both: most like you and least like you."),
    _("Enter a whole number from %(low)s to %(high)s."),
    _("Enter a number from %(low)s to %(high)s."),
    _(
        "‘%(typed)s’ can be read in two ways. Write it with one or two decimals, or with nothing "
        "between the thousands."
    ),
)
FILES = (
    _("Send the file as PDF, DOCX, ODT or TXT."),
    _("There are 10 files already. Remove one first."),
    _("The file is not what its ending .pdf says. Save it again."),
    _("The file is not what its ending .docx says. Save it again."),
    _("The file is not what its ending .odt says. Save it again."),
    _("The file is not what its ending .txt says. Save it again."),
)
ADVICE = (
    _("Choose one answer, or skip it for now."),
    _("Choose every answer that fits, or skip it for now."),
    _("Choose the best and the worst response, or skip it for now."),
    _("Choose what is most and least like you, or skip it for now."),
    _("Put the list in order, or skip it for now."),
    _("Choose the answer closest to what you do, or skip it for now."),
    _("Enter a number, or skip it for now."),
)
FORMS = (
    _("Language"),
    _("English"),
    _("Deutsch"),
    _("Size of the text"),
    _("As in this browser"),
    _("Larger"),
    _("Largest"),
    _("Contrast"),
    _("Usual"),
    _("High"),
    _("Code"),
    _("Enter the six digits from the mail."),
    _("How do you describe your gender?"),
    _("Woman"),
    _("Man"),
    _("In another way"),
    _("I prefer not to say"),
    _("Where you live, do you belong to a minority by origin, skin colour, language or religion?"),
    _("Yes"),
    _("No"),
    _("I describe it in another way"),
    _("Or in your own words"),
    _("What would help you?"),
    _("Write what would help you, for example more time."),
    _("For example more time, breaks, or another format. You need not say why."),
    _("What will you do differently?"),
    _("Write what you will do, in words somebody else could check."),
    _("One act, for example: ask two questions before I give advice."),
    _("First step, this week"),
    _("Write the first step."),
    _("Who helps, and sees whether you do it?"),
    _("Name one person."),
    _("How will you know that it works?"),
    _("Write what you will see."),
    _("How does it stand?"),
    _("On track"),
    _("Stuck"),
    _("Reached"),
    _("Dropped"),
    _("Choose how it stands."),
    _("What did you do, and what came of it?"),
    _("Write a sentence or two."),
)
SENT_AGAIN = (
    _("Behaviour"),
    _("First step"),
    _("Helper"),
    _("Evidence"),
    _("Note"),
)
COMPETENCIES = (
    _("Strategic"),
    _("Measurable"),
    _("Action"),
    _("Relationships"),
    _("Teams"),
    _("Keeps upgrading the talent pool"),
    _("Onboards for speed and success"),
    _("Turns best practice into success models"),
    _("Leads by metrics that come before sales"),
    _("Aligns pay with objectives"),
    _("Builds the framework"),
)
