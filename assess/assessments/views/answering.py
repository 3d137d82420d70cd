"""What becomes of an answer that a page sends: kept and on, asked about, or handed back."""

import secrets
from dataclasses import dataclass

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from assess.accounts.guards import sender, settings
from assess.assessments import (
    going_on,
    own_time,
    queries,
    rules,
    sent,
    wayfinding,
    wording,
)
from assess.assessments.forms import AnswerForm, answer_form
from assess.assessments.guards import attempt_or_404, invitation
from assess.assessments.models import Attempt
from assess.assessments.queries import Given
from assess.assessments.rules import AssessmentRefused, Over, Overtaken
from assess.assessments.services import files, taking
from assess.assessments.services.taking import Kept
from assess.assessments.wayfinding import Next
from assess.database import utc_now
from assess.extensions import db, only_read_from_now
from assess.instruments.items.base import Answer, Item, Unreadable
from assess.instruments.items.open import File
from assess.language import gettext as _
from assess.openings import resumes

ANSWER_WITH = "X-Answer-With"
"""The header in which the script of a page asks for the `page` that comes next."""


@dataclass(frozen=True)
class _Written:
    """What came of writing an answer down: the answer, a file to remove, and why one stays here."""

    kept: Kept | None
    former: str
    stays: str


def keep(attempt: Attempt, n: int, form: AnswerForm) -> ResponseReturnValue:
    """Keep what the form says and go where its button leads."""
    try:
        rules.check_can_write(attempt.status)
        written = _write(attempt, form)
    except Overtaken as conflict:
        db.session.rollback()
        return show_again(attempt_or_404(attempt.position), n, form, conflict), 409
    except Over as refusal:
        db.session.rollback()
        return _too_late(attempt_or_404(attempt.position), form, str(refusal)), 410
    except (AssessmentRefused, Unreadable) as refusal:
        db.session.rollback()
        form.answer.errors = [said(refusal)]
        return show_again(attempt_or_404(attempt.position), n, form), 200
    is_over = taking.is_over(attempt, utc_now())
    if is_over:
        taking.hand_in(db.session, attempt, sender(), utc_now())
    db.session.commit()
    only_read_from_now()
    if written.former:
        resumes.discard(settings().files, [written.former])
    if is_over:
        return _closed(attempt, n, form, written.kept)
    if written.stays:
        form.answer.errors = [written.stays]
        return show_again(attempt, n, form), 200
    is_here = form.moves() or form.is_taken_back()
    return _go_on(attempt, wayfinding.after(attempt, n, "stay" if is_here else form.then.data))


def _write(attempt: Attempt, form: AnswerForm) -> _Written:
    """Write down what was answered, or that a question was seen."""
    item, value, former = form.answer.item, form.value(), ""
    if isinstance(item, File):
        value, former = _file(attempt, item)
    is_new = not going_on.is_untouched(item, value, attempt.order.get(item.id))
    if form.is_skipped() and not is_new:
        value = None
    stays = _cannot_go_on(attempt, form, value)
    kept = None
    if is_new or (not stays and _is_nothing_kept(attempt, item, form.then.data)):
        turn = sent.turn({"tab": form.tab.data, "turn": form.turn.data, "seen": form.seen.data})
        kept = taking.answer(db.session, attempt, item.id, value, turn, utc_now())
    return _Written(kept, former, stays)


def _is_nothing_kept(attempt: Attempt, item: Item, then: str) -> bool:
    held = queries.get_answer(db.session, attempt, item.id) is not None
    return going_on.is_nothing_kept(item, then, held=held)


def _cannot_go_on(attempt: Attempt, form: AnswerForm, value: Answer | None) -> str:
    """Why the next question has to wait for this one; empty where it does not."""
    then = form.then.data
    if then in going_on.AWAY or form.moves() or taking.is_over(attempt, utc_now()):
        return ""
    takes_files = invitation().application_id is not None
    try:
        going_on.check(form.answer.item, value, then, takes_files=takes_files)
    except (AssessmentRefused, Unreadable) as refusal:
        return said(refusal)
    return ""


def _file(attempt: Attempt, item: File) -> tuple[Answer | None, str]:
    """The file that was sent, or the one that is here; and what it takes the place of."""
    upload = request.files.get(f"{item.id}.file")
    return files.take_in(
        db.session,
        attempt,
        item.id,
        file_name=(upload.filename or "") if upload else "",
        data=upload.read(resumes.MAX_BYTES + 1) if upload else b"",
        folder=settings().files,
        now=utc_now(),
    )


def _closed(attempt: Attempt, n: int, form: AnswerForm, kept: Kept | None) -> ResponseReturnValue:
    """Where it leads to answer after the end: on, unless what was sent came too late to count."""
    if form.answer.errors and form.answer.typed():
        return _too_late(attempt, form, rules.LATE_LOST), 410
    if kept is not None and kept.late and form.answer.data is not None:
        return _too_late(attempt, form, rules.LATE_KEPT), 410
    flash(_(rules.TIME_UP), "warning")
    return _go_on(attempt, wayfinding.after(attempt, n, ""))


def _too_late(attempt: Attempt, form: AnswerForm, advice: str) -> str:
    """Why an answer does not count, and the answer, so that it can be copied."""
    page, field = wording.page(attempt, invitation().language), form.answer
    return render_template(
        "taking/too_late.html",
        attempt=attempt,
        page=page,
        item=field.item,
        advice=advice,
        is_time_up=advice in (rules.LATE_KEPT, rules.LATE_LOST),
        is_kept=advice == rules.LATE_KEPT,
        text=field.typed(),
        said=page.said(field.item, field.data),
    )


def _go_on(attempt: Attempt, onward: Next) -> ResponseReturnValue:
    """To what comes next: its address, or to the script of the page the next question itself.

    With 204 the script leaves the way there to the browser.
    """
    if request.headers.get(ANSWER_WITH) != "page":
        return redirect(onward.address)
    if onward.question is None:
        return "", 204, {"Location": onward.address}
    path, _mark, query = onward.address.partition("?")
    page = show(attempt, onward.question, path, from_check=query == "from=check")
    return page, 200, {"Content-Location": onward.address}


def show(attempt: Attempt, n: int, path: str, *, from_check: bool) -> str:
    """The page of a question at its own address, with the answer that is kept."""
    form = answer_form(attempt.instrument, attempt.order[""][n - 1])(formdata=None)
    given = _given(attempt, n)
    held = given.get(form.answer.item.id)
    form.answer.data = held.value if held else None
    form.seen.data = str(held.version if held else 0)
    form.tab.data = secrets.token_hex(8)
    return _page(attempt, n, form, given, back=path, from_check=from_check)


def show_again(
    attempt: Attempt, n: int, form: AnswerForm, conflict: Overtaken | None = None
) -> str:
    """The page of a question with what was sent, and why it is not taken like that."""
    if conflict:
        form.seen.data = str(conflict.version)
        form.tab.data = secrets.token_hex(8)
    from_check = request.args.get("from") == "check"
    given = _given(attempt, n)
    return _page(attempt, n, form, given, conflict, back=request.path, from_check=from_check)


def _given(attempt: Attempt, n: int) -> dict[str, Given]:
    """What is kept of a question, and of those that decide whether others are asked."""
    deciding = wording.page(attempt, invitation().language).deciding
    return queries.given(db.session, attempt, {attempt.order[""][n - 1], *deciding})


def _page(
    attempt: Attempt,
    n: int,
    form: AnswerForm,
    given: dict[str, Given],
    conflict: Overtaken | None = None,
    **address: object,
) -> str:
    page, now = wording.page(attempt, invitation().language), utc_now()
    order, item = attempt.order[""], form.answer.item
    held = given.get(item.id)
    return render_template(
        "taking/question.html",
        invitation=invitation(),
        attempt=attempt,
        page=page,
        item=item,
        form=form,
        n=n,
        place=wording.place(page, order, wayfinding.way(attempt, given), item.id),
        saved_at=held.saved_at if held and held.value is not None and not conflict else None,
        can_take_back=going_on.can_take_back(item, held.value if held else None),
        time=own_time.of(attempt, now),
        given_back=own_time.given_back(attempt),
        late=taking.late_until(attempt, now),
        open_until=taking.open_until(attempt, now),
        theirs=page.said(item, conflict.theirs if conflict else None),
        conflict=conflict,
        options=attempt.order.get(item.id),
        **address,
    )


def said(refusal: AssessmentRefused | Unreadable | KeyError) -> str:
    """Why something was not taken, in the language of the page; `KeyError`: no such item."""
    if isinstance(refusal, Unreadable):
        return _(refusal.sentence, **refusal.values)
    return _(sent.UNREADABLE if isinstance(refusal, KeyError) else str(refusal))
