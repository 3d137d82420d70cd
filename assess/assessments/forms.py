"""Forms for answering, and for inviting."""

from functools import lru_cache
from typing import Any

from wtforms import Field, HiddenField, StringField

from assess.assessments.rules import MULTIPLIERS
from assess.instruments import library
from assess.instruments.items.base import Item, Unreadable
from assess.text import clean
from assess.web.fields import (
    AtMost,
    Choice,
    LocalTime,
    Minted,
    Needed,
    PageForm,
    Pick,
    Tick,
    Ticks,
    Versioned,
    paragraph,
    zone_choices,
)

UNTIMED = "untimed"

TIMES = [
    ("1", "The usual time"),
    *((f"{times:g}", f"{times:g} times the usual time") for times in MULTIPLIERS[1:]),
    (UNTIMED, "No time limit"),
]


class AnswerField(Field):
    """What a browser sends for one item of any type; the item reads it.

    Parts of an answer come under names such as `<item>.best`.
    """

    def __init__(self, item: Item, **kwargs: Any) -> None:
        super().__init__("", **kwargs)
        self.item = item
        self.sent: dict[str, list[str]] = {}

    def process(self, formdata: Any, data: object = None, **_kwargs: object) -> None:
        """Take over what was sent for this item, or the stored answer."""
        self.process_errors = []
        self.data: Any = data
        if formdata is None:
            return
        prefix = f"{self.name}."
        for name in formdata:
            if name == self.name or name.startswith(prefix):
                values = [clean(value) for value in formdata.getlist(name)]
                self.sent[name[len(self.name) + 1 :]] = values
        try:
            self.data = self.item.read(self.sent)
        except Unreadable as problem:
            self.process_errors.append(str(problem))
            self.data = None

    def typed(self, part: str = "") -> str:
        """What was sent for a part, as it came; for showing it again after a refusal."""
        return "\n".join(self.sent.get(part, []))


class AnswerForm(PageForm):
    """The answer to one item, and the page it comes from."""

    tab = HiddenField()
    turn = HiddenField(default="1")
    seen = HiddenField(default="0")

    @property
    def answer(self) -> AnswerField:
        """The field of the item."""
        return next(field for field in self if isinstance(field, AnswerField))


@lru_cache(maxsize=2048)
def answer_form(ref: str, item_id: str) -> type[AnswerForm]:
    """The form for one item of an assessment."""
    assessment = library.assessment(ref)
    practice = assessment.practice
    item = practice if practice and practice.id == item_id else assessment.item(item_id)
    return type("ItemForm", (AnswerForm,), {item_id: AnswerField(item, name=item_id)})


class StartForm(PageForm):
    """Come in, in a language."""

    language = Pick("Language", [("en", "English"), ("de", "Deutsch")], default="en")


class CodeForm(PageForm):
    """Six digits from a mail."""

    code = StringField(
        "Code", [Needed("Enter the six digits from the mail."), AtMost(20)],
        filters=[lambda value: "".join((value or "").split())],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code"},
    )  # fmt: skip


class EqualityForm(PageForm):
    """Optional questions about oneself; everything may be left out."""

    gender = Choice(
        "How do you describe your gender?",
        [
            ("woman", "Woman"),
            ("man", "Man"),
            ("other", "In another way"),
            ("not-said", "I prefer not to say"),
        ],
    )
    origin = Choice(
        "Which of these describes you best?",
        [
            ("hispanic", "Hispanic or Latino"),
            ("white", "White"),
            ("black", "Black or African American"),
            ("asian", "Asian"),
            ("pacific", "Native Hawaiian or Pacific Islander"),
            ("native", "American Indian or Alaska Native"),
            ("several", "Two or more of these"),
            ("other", "None of these"),
            ("not-said", "I prefer not to say"),
        ],
    )

    def answers(self) -> dict[str, str]:
        """What was said, by question; nothing for what was left out."""
        given = {"gender": self.gender.data, "origin": self.origin.data}
        return {key: str(value) for key, value in given.items() if value}


class WishForm(PageForm):
    """A private request for an adjustment."""

    wish = paragraph(
        "What would help you?",
        "Write what would help you, for example more time.",
        description="For example more time, breaks, or another format. You need not say why.",
    )


class InviteForm(Minted):
    """Which assessments, until when."""

    instruments = Ticks("Assessments", validators=[Needed("Choose at least one assessment.")])
    closes_at = LocalTime("Answers until", "Enter date and time.")
    time_zone = Pick("Time zone", zone_choices())
    language = Pick("Language of the first page", [("en", "English"), ("de", "German")])
    accept_late = Tick("Count answers that come after the time is up, and mark them as late")


class ExtendForm(Versioned):
    """A later end."""

    closes_at = LocalTime("Answers until", "Enter date and time.")
    time_zone = Pick("Time zone", zone_choices())


class DecideForm(Versioned):
    """Grant or decline an adjustment."""

    decision = Choice(
        "Decision",
        [("grant", "Grant it"), ("decline", "Decline it")],
        validators=[Needed("Choose whether to grant it.")],
    )
    times = Pick("Time", TIMES, default="1")
    answer = paragraph("Message to the candidate", description="Goes to the candidate by mail.")

    def is_untimed(self) -> bool:
        """Whether the time limit is lifted."""
        return bool(self.times.data == UNTIMED)

    def multiplier(self) -> float:
        """The chosen multiple of the time limit; 1 where there is no limit."""
        return 1.0 if self.times.data == UNTIMED else float(self.times.data)
