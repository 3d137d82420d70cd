"""What somebody in a pool is asked by a link: whether they want to stay."""

from datetime import date

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from assess.accounts.guards import organisation, public, settings
from assess.database import utc_now
from assess.extensions import db
from assess.language import gettext as _
from assess.openings import resumes
from assess.talent import queries, rules, services
from assess.talent.models import PoolMember
from assess.talent.rules import Consent
from assess.talent.services import Given
from assess.times import in_words, in_zone
from assess.tokens import digest
from assess.web import display
from assess.web.fields import PageForm
from assess.web.headers import keep_the_link_private

bp = Blueprint("stay", __name__)
bp.after_request(keep_the_link_private)


@bp.route("/stay/<token>", methods=["GET", "POST"])
@public
def answer(token: str) -> ResponseReturnValue:
    """What is kept and until when. Opening the link changes nothing; a button says yes or no."""
    g.language = display.language()
    member, company = queries.member_by_token(db.session, digest(token)), organisation()
    if member is None or company is None:
        return render_template("pools/stay_over.html", ended=None), 410
    today = in_zone(utc_now(), company.time_zone).date()
    if rules.is_over(member.consent_until, today):
        return render_template("pools/stay_over.html", ended=member.consent_until), 410
    form, until = PageForm(), max(today + rules.USUAL_CONSENT, _agreed_until(member))
    answered = request.form.get("answer")
    if not form.validate_on_submit() or answered not in ("yes", "no"):
        return render_template("pools/stay.html", member=member, form=form, until=until)
    said = _stays(member, today, until) if answered == "yes" else _leaves(member)
    return render_template("pools/stay_done.html", said=said)


def _stays(member: PoolMember, today: date, until: date) -> str:
    given = Given(today, until, "By the link in our mail")
    services.renew(db.session, member, given, actor=None, today=today)
    db.session.commit()
    return _("Thank you. We stay in touch until %(day)s.", day=in_words(until, g.language))


def _leaves(member: PoolMember) -> str:
    stored = services.remove(db.session, member, actor=None)
    db.session.commit()
    resumes.discard(settings().files, stored)
    return _("You are off the list. What we kept about you for it is deleted.")


def _agreed_until(member: PoolMember) -> date:
    """A yes never shortens what was agreed before."""
    return member.consent_until if member.consent is Consent.GIVEN else date.min
