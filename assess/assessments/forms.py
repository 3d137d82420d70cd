"""Forms for answering, and for inviting."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from flask_wtf.file import FileField
from wtforms import Field, HiddenField, StringField, ValidationError

from assess.assessments.going_on import is_choice
from assess.assessments.rules import (
    MULTIPLIERS,
    AssessmentRefused,
    DoubtfulEnd,
    LatePolicy,
    check_decision,
    moved,
)
from assess.instruments import library
from assess.instruments.items.base import Answer, Item, Unreadable
from assess.instruments.items.choices import Ranking
from assess.language import gettext as _
from assess.text import clean, one_line
from assess.web import display
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
    line,
    paragraph,
    zone_choices,
)

LANGUAGES = [("en", "English"), ("de", "German")]
"""Languages an invitation may be in, as staff call them."""

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
        self.name = item.id
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
                values = [clean(v) for v in formdata.getlist(name) if isinstance(v, str)]
                self.sent[name[len(self.name) + 1 :]] = values
        try:
            self.data = self.item.read(self.sent)
        except Unreadable as problem:
            self.process_errors.append(_(problem.sentence, **problem.values))
            self.data = None

    def typed(self, part: str = "") -> str:
        """What was sent for a part, as it came; for showing it again after a refusal."""
        return "\n".join(self.sent.get(part, []))


class AnswerForm(PageForm):
    """The answer to one item, and the page it comes from."""

    answer: AnswerField
    tab = HiddenField(filters=[one_line])
    turn = HiddenField(default="1")
    seen = HiddenField(default="0")
    then = HiddenField()
    move = HiddenField()

    def is_skipped(self) -> bool:
        """Whether a choice is left as it is for now; what is written is kept as it comes."""
        return self._is_choice_sent_with("skip")

    def is_taken_back(self) -> bool:
        """Whether a choice is to be as if nobody had made it; text is taken back by deleting it."""
        return self._is_choice_sent_with("clear")

    def _is_choice_sent_with(self, then: str) -> bool:
        return self.is_submitted() and self.then.data == then and is_choice(self.answer.item)

    def moves(self) -> bool:
        """Whether a button of a ranking was pressed."""
        return bool(self.move.data and self.answer.data and isinstance(self.answer.item, Ranking))

    def value(self) -> Answer | None:
        """What was answered; `None` when nothing was, or when it is taken back."""
        if self.is_taken_back():
            return None
        given: Answer | None = self.answer.data
        return moved(self.answer.data, self.move.data) if self.moves() else given


@lru_cache(maxsize=2048)
def answer_form(ref: str, item_id: str) -> type[AnswerForm]:
    """The form for one item of an assessment."""
    assessment = library.assessment(ref)
    practice = assessment.practice
    item = practice if practice and practice.id == item_id else assessment.item(item_id)
    return type("ItemForm", (AnswerForm,), {"answer": AnswerField(item)})


class StartForm(PageForm):
    """Come in, in a language."""

    language = Pick("Language", [*display.LANGUAGES.items()], default="en")
    then = HiddenField()


class DisplayForm(PageForm):
    """How the pages look to one reader."""

    language = Choice("Language", [*display.LANGUAGES.items()])
    size = Choice(
        "Size of the text",
        [("usual", "As in this browser"), ("large", "Larger"), ("largest", "Largest")],
    )
    contrast = Choice("Contrast", [("usual", "Usual"), ("high", "High")])


class CodeForm(PageForm):
    """Six digits from a mail."""

    code = StringField(
        "Code", [Needed("Enter the six digits from the mail."), AtMost(20)],
        filters=[lambda value: "".join((value or "").split())],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code"},
    )  # fmt: skip


class EqualityForm(PageForm):
    """Optional questions about oneself; everything may be left out.

    The words fit wherever somebody lives: groups that one country counts are not asked for.
    """

    gender = Choice(
        "How do you describe your gender?",
        [
            ("woman", "Woman"),
            ("man", "Man"),
            ("other", "In another way"),
            ("not-said", "I prefer not to say"),
        ],
    )
    gender_words = line("Or in your own words", length=60)
    minority = Choice(
        "Where you live, do you belong to a minority by origin, skin colour, language or religion?",
        [
            ("yes", "Yes"),
            ("no", "No"),
            ("other", "I describe it in another way"),
            ("not-said", "I prefer not to say"),
        ],
    )
    minority_words = line("Or in your own words", length=60)

    def questions(self) -> list[tuple[Field, Field]]:
        """Each question with the place for one's own words."""
        return [(self.gender, self.gender_words), (self.minority, self.minority_words)]

    def answers(self) -> dict[str, str]:
        """What was said, by question; nothing for what was left out."""
        fields = [field for question in self.questions() for field in question]
        return {field.name: str(field.data) for field in fields if field.data}


class WishForm(PageForm):
    """A private request for an adjustment."""

    wish = paragraph(
        "What would help you?",
        "Write what would help you, for example more time.",
        description="For example more time, breaks, or another format. You need not say why.",
    )


class ManyForm(PageForm):
    """Whom to invite at once: a list, people who are here, or both."""

    file = FileField("A list as CSV file")
    people = Ticks("Candidates of this opening")

    def validate_people(self, _field: Field) -> None:
        """Ask for somebody."""
        if not self.file.data and not self.people.data:
            raise ValidationError("Choose a file, or at least one candidate.")


class EndForm(PageForm):
    """Until when; an end that is doubtful is asked about before it is set."""

    closes_at = LocalTime("Answers until", "Enter date and time.")
    time_zone = Pick("Time zone", zone_choices())
    meant = HiddenField()
    is_doubtful = False

    def end(self) -> datetime:
        """The chosen end."""
        return self.closes_at.instant(self.time_zone.data)

    def end_sent(self) -> str:
        """The end as it stands in the form: whoever says that it is meant says it of this one."""
        return f"{self.closes_at.data} {self.time_zone.data}"

    def is_end_meant(self) -> bool:
        """Whether somebody was asked about this end and means it."""
        return bool(self.meant.data == self.end_sent())

    def refuse_end(self, refusal: Exception) -> None:
        """Say why the end cannot be, or ask whether it is meant."""
        self.is_doubtful = isinstance(refusal, DoubtfulEnd)
        question = " Choose another, or tick that you mean it." if self.is_doubtful else ""
        self.closes_at.errors = [f"{refusal}{question}"]


class TermsForm(EndForm):
    """Which assessments, until when."""

    instruments = Ticks("Assessments", validators=[Needed("Choose at least one assessment.")])
    language = Pick("Language of the first page", LANGUAGES)
    accept_late = Tick(
        "Count answers that come up to a day after the time is up, and mark them as late"
    )

    def late(self) -> LatePolicy:
        """What becomes of late answers."""
        return LatePolicy.ACCEPT if self.accept_late.data else LatePolicy.CLOSE


class InviteForm(Minted, TermsForm):
    """The same for one candidate."""


class InviteManyForm(TermsForm):
    """The same for everybody on a list who stays ticked."""

    people = Ticks("Candidates", validators=[Needed("Tick at least one candidate.")])


class ExtendForm(Versioned, EndForm):
    """Another end."""


class AgainForm(Minted, EndForm):
    """Why somebody gets another chance, and until when."""

    because = paragraph(
        "Reason",
        "Write why they get another chance.",
        description="Whoever runs this opening can read it. Leave out what is private.",
    )


class DecideForm(Versioned):
    """Grant or decline an adjustment. Every request of one person sets the same time."""

    times_version = HiddenField()
    decision = Choice(
        "Decision",
        [("grant", "Grant it"), ("decline", "Decline it")],
        "Choose whether to grant it.",
    )
    times = Pick("Time", TIMES, default="1")
    answer = paragraph(
        "Message to the candidate",
        description="Goes out by mail. Needed unless another time says what was granted.",
    )

    def validate_answer(self, field: Field) -> None:
        """Ask for words where the decision alone tells the person nothing."""
        if self.decision.data:
            try:
                check_decision(
                    granted=self.decision.data == "grant",
                    changes_time=self.times.data != TIMES[0][0],
                    answer=field.data,
                )
            except AssessmentRefused as refusal:
                raise ValidationError(str(refusal)) from None

    def version_field(self, name: str) -> str:
        """The time has a version of its own: deciding on another request moves it, too."""
        return "times_version" if name == "times" else "version"

    def is_untimed(self) -> bool:
        """Whether the time limit is lifted."""
        return bool(self.times.data == UNTIMED)

    def multiplier(self) -> float:
        """The chosen multiple of the time limit; 1 where there is no limit."""
        return 1.0 if self.times.data == UNTIMED else float(self.times.data)
