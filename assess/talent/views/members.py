"""The people in a pool: bring them in, stay in touch, ask whether they stay, let them go."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError
from wtforms import Field

from assess.accounts.guards import actor, allow, sender, settings, today
from assess.accounts.permissions import Permission
from assess.database import new_public_id, utc_now
from assess.extensions import db
from assess.openings import resumes
from assess.openings.forms import CandidateForm
from assess.openings.guards import application_or_404
from assess.talent import queries, rules, searching, services
from assess.talent.forms import ConsentForm, MemberForm, PlaceForm, WordForm
from assess.talent.guards import member_or_404, pool_or_404
from assess.talent.models import Pool, PoolMember
from assess.talent.rules import Readiness, TalentRefused, Touch
from assess.talent.services import Given, Place, Word
from assess.web import conflict, fields

bp = Blueprint("pool_members", __name__)

ASK_AGAIN = "The link in our last mail went to the old address and is dead. Ask again."


@bp.route("/pools/<public_id>/people/new", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def add(public_id: str) -> ResponseReturnValue:
    """Bring somebody into a pool, with their consent or a question for it."""
    pool, form, there = pool_or_404(public_id), _new_form(), None
    _offer_owners(form, pool)
    if form.validate_on_submit():
        new_id = form.ready_id()
        if queries.get_member(db.session, actor(), new_id) is not None:
            return redirect(url_for(".show", public_id=new_id))
        try:
            member = _add(pool, form, new_id)
            db.session.commit()
        except TalentRefused as refusal:
            db.session.rollback()
            there = queries.member_by_email(db.session, pool, form.email.data)
            _tell(form, refusal, at=form.email if there else None)
        except IntegrityError:
            # The same form was sent twice at the same moment; the other one brought them in.
            db.session.rollback()
            return redirect(url_for("pools.show", public_id=public_id))
        else:
            flash(_added(member, form.name.data), "success")
            return redirect(url_for(".show", public_id=member.public_id))
    return render_template("pools/add.html", form=form, pool=pool, there=there)


@bp.route("/pools/people/<public_id>", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def show(public_id: str) -> ResponseReturnValue:
    """Why somebody is here, every word exchanged, and a new one."""
    member, day = member_or_404(public_id), today()
    form = WordForm(data={"new_id": new_public_id(), "on": day})
    if form.validate_on_submit():
        word = Word(
            Touch(form.kind.data), form.on.data, form.note.data, form.next_action.data,
            form.next_on.data,
        )  # fmt: skip
        try:
            services.note_word(
                db.session, member, word,
                public_id=form.ready_id(), actor=actor(), today=day, now=utc_now(),
            )  # fmt: skip
        except TalentRefused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            flash("Noted.", "success")
            return redirect(url_for(".show", public_id=public_id))
    met = searching.where_met(db.session, actor(), [member.candidate])[member.candidate_id]
    return render_template(
        "pools/member.html",
        member=member, form=form, care=rules.care(member.standing, day), today=day, met=met,
    )  # fmt: skip


@bp.route("/pools/people/<public_id>/change", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def change(public_id: str) -> ResponseReturnValue:
    """Say anew why somebody is here, for when, and who stays in touch."""
    member = member_or_404(public_id)
    form = _place_form(member, sent=True)
    if form.validate_on_submit():
        conflict.check(form, _place_form(member))
        try:
            services.change_member(db.session, member, _place(form), actor=actor(), today=today())
        except TalentRefused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            flash("Saved.", "success")
            return redirect(url_for(".show", public_id=public_id))
    return render_template("pools/change_member.html", form=form, member=member)


@bp.route("/pools/people/<public_id>/correct", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def correct(public_id: str) -> ResponseReturnValue:
    """Correct name, mail address and phone of somebody, wherever they are held."""
    member = member_or_404(public_id)
    form = CandidateForm(conflict.resolved(), obj=member.candidate)
    if form.validate_on_submit():
        conflict.check(form, CandidateForm(None, obj=member.candidate))
        try:
            asks_again = services.correct(
                db.session, member, name=form.name.data, email=form.email.data,
                phone=form.phone.data, actor=actor(),
            )  # fmt: skip
        except TalentRefused as refusal:
            db.session.rollback()
            form.email.errors = [str(refusal)]
        else:
            db.session.commit()
            flash(f"Saved. {ASK_AGAIN}" if asks_again else "Saved.", "success")
            return redirect(url_for(".show", public_id=public_id))
    return render_template("pools/correct.html", form=form, member=member)


@bp.route("/pools/people/<public_id>/consent", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def consent(public_id: str) -> ResponseReturnValue:
    """Note consent that was given elsewhere, or ask for it by mail."""
    member, day = member_or_404(public_id), today()
    form = ConsentForm(data={"given_on": day, "until": day + rules.USUAL_CONSENT})
    asks = request.form.get("then") == "ask"
    if asks or form.validate_on_submit():
        try:
            said = _ask(member, day) if asks else _renew(member, form, day)
        except TalentRefused as refusal:
            db.session.rollback()
            form.form_errors.append(str(refusal))
        else:
            db.session.commit()
            flash(said, "success")
            return redirect(url_for(".show", public_id=public_id))
    return render_template("pools/consent.html", form=form, member=member)


@bp.route("/pools/people/<public_id>/remove", methods=["GET", "POST"])
@allow(Permission.RUN_OPENINGS)
def remove(public_id: str) -> ResponseReturnValue:
    """Take somebody out of a pool, after a question."""
    member = member_or_404(public_id)
    if request.method == "GET":
        return render_template("pools/remove.html", member=member)
    pool, name = member.pool.public_id, member.candidate.name
    stored = services.remove(db.session, member, actor=actor())
    db.session.commit()
    resumes.discard(settings().files, stored)
    flash(f"{name} is not in this pool any more.", "success")
    return redirect(url_for("pools.show", public_id=pool))


def _added(member: PoolMember, typed: str) -> str:
    known = member.candidate.name
    as_known = "" if known == typed else " They were known by this name already, and keep it."
    return f"{known} is in this pool now.{as_known}"


def _tell(form: MemberForm, refusal: TalentRefused, at: Field | None) -> None:
    """Say why not at a field, or above the form."""
    if at is None:
        form.form_errors.append(str(refusal))
    else:
        at.errors = [str(refusal)]


def _new_form() -> MemberForm:
    """The form about somebody new; filled in from the application that is named, if any."""
    day, named = today(), request.args.get("application", "")
    held: dict[str, object] = {
        "new_id": new_public_id(), "owner": str(actor().id), "review_on": day + rules.USUAL_REVIEW,
        "given_on": day, "until": day + rules.USUAL_CONSENT,
    }  # fmt: skip
    if named:
        person = application_or_404(named).candidate
        held |= {"name": person.name, "email": person.email, "phone": person.phone}
    return MemberForm(data=held)


def _add(pool: Pool, form: MemberForm, public_id: str) -> PoolMember:
    is_given = form.consent.data == "given"
    given = Given(form.given_on.data, form.until.data, form.how.data) if is_given else None
    day, now = today(), utc_now()
    member = services.add_member(
        db.session, pool, public_id=public_id,
        name=form.name.data, email=form.email.data, phone=form.phone.data,
        place=_place(form), given=given, actor=actor(), today=day, now=now,
    )  # fmt: skip
    if given is None:
        services.ask(db.session, member, sender(), actor=actor(), today=day, now=now)
    return member


def _check_nobody_was_faster(member: PoolMember) -> None:
    if request.form.get("version") != str(member.version):
        raise TalentRefused(
            "Something was changed here a moment ago, perhaps by asking or by an answer. Look at "
            "this person, then go on if it is still needed."
        )


def _ask(member: PoolMember, day: date) -> str:
    _check_nobody_was_faster(member)
    services.ask(db.session, member, sender(), actor=actor(), today=day, now=utc_now())
    return f"A question is on its way to {member.candidate.email}."


def _renew(member: PoolMember, form: ConsentForm, day: date) -> str:
    given = Given(form.given_on.data, form.until.data, form.how.data)
    if given != Given(member.consent_on, member.consent_until, member.consent_how):
        _check_nobody_was_faster(member)
        services.renew(db.session, member, given, actor=actor(), today=day)
    return "The consent is noted."


def _place(form: PlaceForm) -> Place:
    return Place(
        Readiness(form.readiness.data), form.reason.data, int(form.owner.data),
        form.review_on.data,
        tuple(rules.tags(form.markets.data)), tuple(rules.tags(form.lines.data)),
    )  # fmt: skip


def _place_form(member: PoolMember, *, sent: bool = False) -> PlaceForm:
    """The form about somebody's place: what was sent, or what is held."""
    held = {
        "version": str(member.version), "readiness": member.readiness, "reason": member.reason,
        "owner": str(member.owner_id), "review_on": member.review_on,
        "markets": ", ".join(member.markets), "lines": ", ".join(member.lines),
    }  # fmt: skip
    form = PlaceForm(conflict.resolved() if sent else None, data=held)
    _offer_owners(form, member.pool, member)
    return form


def _offer_owners(form: PlaceForm, pool: Pool, member: PoolMember | None = None) -> None:
    """Whoever keeps the pool may stay in touch; so may the actor, and whoever does it now."""
    people = [actor(), *(one.user for one in pool.keepers), *([member.owner] if member else [])]
    named = {str(one.id): one.name for one in people}
    form.owner.choices = fields.choices(sorted(named.items(), key=lambda one: one[1]))
