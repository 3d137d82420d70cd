"""Pages about people, one's own account, the diary and the installation."""

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security import hash_password

from assess.accounts import health, queries, rules, services
from assess.accounts.forms import (
    ROLES,
    FirstPasswordForm,
    OrganisationForm,
    PersonForm,
    ProfileForm,
    RolesForm,
)
from assess.accounts.guards import actor, allow, public, settings
from assess.accounts.guards import organisation as company
from assess.accounts.models import Organisation, User
from assess.accounts.permissions import Permission
from assess.accounts.rules import Role
from assess.audit import queries as audit_queries
from assess.audit import words
from assess.database import utc_now
from assess.extensions import db
from assess.web import conflict, methods, paging

bp = Blueprint("accounts", __name__)


@bp.route("/")
@public
def start() -> ResponseReturnValue:
    """Send people to the page their work starts on."""
    if not current_user.is_authenticated:
        return redirect(url_for("security.login"))
    for permission, endpoint in (
        (Permission.RUN_DESK, "desk.home"),
        (Permission.INTERVIEW, "hiring.home"),
        (Permission.MANAGE_PEOPLE, ".people"),
        (Permission.READ_DIARY, ".diary"),
        (Permission.EVALUATE_SELF, "development.home"),
    ):
        if actor().may(permission):
            return redirect(url_for(endpoint))
    return redirect(url_for(".account"))


@bp.route("/people")
@allow(Permission.MANAGE_PEOPLE)
def people() -> ResponseReturnValue:
    """Everybody with an account."""
    page = paging.page(db.session, queries.people(), request.args.get("page", 1, int))
    invitations = queries.last_invitations(db.session, [user.id for user in page.rows])
    return render_template(
        "accounts/people.html", page=page, invitations=invitations, Role=Role, now=utc_now()
    )


@bp.route("/people/new", methods=["GET", "POST"])
@allow(Permission.MANAGE_PEOPLE)
def add_person() -> ResponseReturnValue:
    """Make an account and send the invitation."""
    form = PersonForm()
    if form.validate_on_submit():
        try:
            user = services.add_user(
                db.session,
                name=form.name.data,
                email=form.email.data,
                roles=frozenset(map(Role, form.roles.data)),
                time_zone=_company().time_zone,
                actor=actor().public_id,
                now=utc_now(),
                sandbox=_company().sandbox,
            )
            _invite(user)
        except rules.AccountRefused as refusal:
            form.email.errors = [str(refusal)]
        else:
            db.session.commit()
            flash(f"An invitation is on its way to {user.email}.", "success")
            return redirect(url_for(".people"))
    return render_template("accounts/add_person.html", form=form)


@bp.route("/people/<public_id>", methods=["GET", "POST"])
@allow(Permission.MANAGE_PEOPLE)
def person(public_id: str) -> ResponseReturnValue:
    """What somebody may do; change it."""
    user = _user_or_404(public_id)
    form = _roles_form(user, sent=True)
    if form.validate_on_submit():
        conflict.check(form, _roles_form(user, sent=False))
        try:
            roles = frozenset(map(Role, form.roles.data))
            services.change_roles(db.session, user, roles, actor=actor())
        except rules.AccountRefused as refusal:
            form.roles.errors = [str(refusal)]
        else:
            db.session.commit()
            flash(f"{user.name} was signed out and has the new roles now.", "success")
            return redirect(url_for(".person", public_id=user.public_id))
    invitation = queries.last_invitations(db.session, [user.id]).get(user.id)
    return render_template(
        "accounts/person.html", form=form, person=user, invitation=invitation, now=utc_now()
    )


@bp.post("/people/<public_id>/invite")
@allow(Permission.MANAGE_PEOPLE)
def invite_again(public_id: str) -> ResponseReturnValue:
    """Send a new invitation; the earlier link stops working."""
    user = _user_or_404(public_id)
    if user.password is None and user.active:
        _invite(user)
        db.session.commit()
        flash(f"A new invitation is on its way to {user.email}.", "success")
    return redirect(url_for(".person", public_id=public_id))


@bp.post("/people/<public_id>/access")
@allow(Permission.MANAGE_PEOPLE)
def change_access(public_id: str) -> ResponseReturnValue:
    """Close an account, or open it again."""
    user = _user_or_404(public_id)
    try:
        services.set_active(db.session, user, request.form.get("open") == "yes", actor=actor())
    except rules.AccountRefused as refusal:
        flash(str(refusal), "error")
    else:
        db.session.commit()
        flash(f"The account of {user.name} is {'open' if user.active else 'closed'}.", "success")
    return redirect(url_for(".person", public_id=public_id))


@bp.get("/people/<public_id>/invite")
@bp.get("/people/<public_id>/access")
@allow(Permission.MANAGE_PEOPLE)
def back_to_person(public_id: str) -> ResponseReturnValue:
    """Where the addresses of the buttons lead when they are opened like pages."""
    return redirect(url_for(".person", public_id=public_id))


@bp.route("/invitations/<token>", methods=["GET", "POST"])
@public
def invitation(token: str) -> ResponseReturnValue:
    """Let an invited person choose a password. Opening the link changes nothing."""
    found = queries.get_open_invitation(db.session, token, utc_now())
    form = FirstPasswordForm()
    if found is None:
        return render_template("accounts/invitation_over.html"), 410
    if form.validate_on_submit():
        security = current_app.extensions["security"]
        problems, password = security.password_util.validate(
            form.password.data, False, user=found.user
        )
        if not problems:
            services.accept_invitation(
                db.session, found, password_hash=hash_password(password), now=utc_now()
            )
            db.session.commit()
            flash("Your password is saved. Sign in with it.", "success")
            return redirect(url_for("security.login"))
        form.password.errors = problems
    return render_template("accounts/invitation.html", form=form, token=token)


@bp.route("/account", methods=["GET", "POST"])
@allow(Permission.USE_ACCOUNT)
def account() -> ResponseReturnValue:
    """One's own name, clock, password and second factor."""
    form = ProfileForm(obj=actor())
    if form.validate_on_submit():
        services.change_profile(
            db.session, actor(), name=form.name.data, time_zone=form.time_zone.data
        )
        db.session.commit()
        flash("Saved.", "success")
        return redirect(url_for(".account"))
    return render_template("accounts/account.html", form=form)


@bp.get("/account/second-factor/<token>")
@allow(Permission.USE_ACCOUNT)
def back_to_second_factor(token: str) -> ResponseReturnValue:  # noqa: ARG001 (in the address)
    """Where the address of the button leads when it is opened like a page."""
    return redirect(url_for("security.two_factor_setup"))


@bp.route("/organisation", methods=["GET", "POST"])
@allow(Permission.MANAGE_SETTINGS)
def organisation() -> ResponseReturnValue:
    """What the company is called, and who answers candidates."""
    held = _company()
    form = OrganisationForm(conflict.resolved(), obj=held)
    if form.validate_on_submit():
        conflict.check(form, OrganisationForm(None, obj=held))
        services.change_organisation(
            db.session,
            held,
            name=form.name.data,
            time_zone=form.time_zone.data,
            contact=form.contact.data,
            actor=actor(),
        )
        db.session.commit()
        flash("Saved.", "success")
        return redirect(url_for(".organisation"))
    return render_template("accounts/organisation.html", form=form)


@bp.route("/diary")
@allow(Permission.READ_DIARY)
def diary() -> ResponseReturnValue:
    """What happened, newest first; names only for administrators."""
    statement = audit_queries.entries(
        action=request.args.get("action", ""), actor=request.args.get("actor", "")
    )
    page = paging.page(db.session, statement, request.args.get("page", 1, int))
    with_names = actor().may(Permission.READ_NAMES_IN_DIARY)
    names = queries.names(db.session) if with_names else {}
    actions = sorted(audit_queries.actions(db.session), key=words.action)
    return render_template(
        "accounts/diary.html", page=page, names=names, actions=actions, words=words
    )


@bp.route("/system")
@allow(Permission.MANAGE_SETTINGS)
def system() -> ResponseReturnValue:
    """How the installation is doing."""
    return render_template(
        "accounts/system.html",
        facts=[
            *health.facts(db.session, settings(), utc_now()),
            health.undelivered(db.session),
            *health.questionnaires(),
        ],
    )


@bp.route("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """The process is up."""
    return jsonify(status="up")


@bp.route("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """The database takes a write, the outbox moves, the disk has room."""
    health.write(db.engine)
    fine = all(fact.fine for fact in health.facts(db.session, settings(), utc_now()))
    return jsonify(status="ready" if fine else "needs attention"), 200 if fine else 503


@bp.route("/help")
@public
def help() -> ResponseReturnValue:
    """How to begin, and whom to ask."""
    return render_template("accounts/help.html")


@bp.route("/help/science")
@public
def science() -> ResponseReturnValue:
    """How every number is worked out: where "Why?" leads to."""
    return render_template("accounts/science.html", page=methods.page())


@bp.route("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """What is kept, who sees it, and for how long."""
    return render_template("accounts/privacy.html")


@bp.route("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    """What works for whom, and where to say that something does not."""
    return render_template("accounts/accessibility.html")


def _company() -> Organisation:
    found = company()
    if found is None:
        abort(503, "This installation is not set up yet. Run: ./run init")
    return found


def _user_or_404(public_id: str) -> User:
    user = queries.get_user(db.session, public_id)
    if user is None:
        abort(404)
    return user


def _roles_form(user: User, *, sent: bool) -> RolesForm:
    roles = [value for value, _ in ROLES if value in user.role_set]
    data = {"roles": roles, "version": " ".join(roles)}
    return RolesForm(conflict.resolved() if sent else None, data=data)


def _invite(user: User) -> None:
    services.invite(
        db.session,
        user,
        inviter=actor(),
        organisation=_company().name,
        base_url=settings().address,
        now=utc_now(),
    )
