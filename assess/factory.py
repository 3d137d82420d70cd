"""Put the house together: settings, extensions, one blueprint a feature."""

import secrets
from pathlib import Path

from flask import Flask, g, has_app_context, request
from flask_login import current_user
from jinja2 import StrictUndefined
from markupsafe import Markup
from werkzeug.middleware.proxy_fix import ProxyFix

from assess import config, language, migrate, queue
from assess.accounts import security
from assess.accounts import views as accounts
from assess.accounts.guards import organisation
from assess.assessments.views import adjusting, around, entry, foot, inviting, taking, watching
from assess.assessments.views import evidence as assessment_evidence
from assess.audit import queries as audit_queries
from assess.audit import services as audit
from assess.config import Settings
from assess.database import engine_options, prepare, reader, set_journal_mode
from assess.desk.views import batches, desk, exports
from assess.desk.views import taking as batch_files
from assess.development import views as development
from assess.extensions import csrf, db
from assess.fit.views import candidates as fit_candidates
from assess.fit.views import models as fit_models
from assess.fit.views import outcomes
from assess.hiring.views import dossiers, reports
from assess.hiring.views import evidence as guide_evidence
from assess.impact import views as impact
from assess.instruments.library import Unknown
from assess.interviews.views import resumes, scheduling, scorecards
from assess.onboarding.views import keeping, newcomer, ramp, running
from assess.onboarding.views import plans as onboarding
from assess.onboarding.views import templates as plan_templates
from assess.openings.views import candidates, library, openings, plans
from assess.sandbox import views as sandbox
from assess.sandbox.services import check_may_serve
from assess.talent.views import (
    conversations,
    crossing,
    finding,
    importing,
    members,
    pools,
    searching,
    stay,
)
from assess.web import display, errors, filters, headers, hosts, navigation

PAGES = (
    accounts,
    openings,
    plans,
    candidates,
    library,
    scheduling,
    scorecards,
    resumes,
    dossiers,
    reports,
    entry,
    taking,
    around,
    foot,
    watching,
    assessment_evidence,
    guide_evidence,
    fit_models,
    fit_candidates,
    outcomes,
    inviting,
    adjusting,
    development,
    pools,
    conversations,
    members,
    crossing,
    importing,
    finding,
    searching,
    stay,
    desk,
    onboarding,
    running,
    keeping,
    plan_templates,
    ramp,
    newcomer,
    batches,
    batch_files,
    exports,
    impact,
)
ROOT = Path(__file__).resolve().parents[1]
MEGABYTE = 1024 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """A ready application.

    Raises `config.WrongSettings` when something is to mend first, and `SandboxRefused` in
    production on the data of the demo.
    """
    settings = settings or config.load()
    app = Flask("assess", root_path=str(ROOT), template_folder="templates", static_folder="static")
    app.config.update(_config(settings))
    app.extensions["assess.settings"] = settings
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    _speak(app)
    settings.files.mkdir(parents=True, exist_ok=True)
    hosts.guard(app, settings)
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    _connect_database(app, settings)
    headers.protect(app, settings)
    csrf.init_app(app)
    security.install(app, settings)
    errors.install(app)
    app.register_error_handler(Unknown, errors.missing_file)
    filters.install(app)
    _prepare_requests(app, settings)
    for pages in PAGES:
        app.register_blueprint(pages.bp)
    if settings.mode == "demo":
        app.register_blueprint(sandbox.bp)
    return app


def _config(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret,
        "ADDRESS": settings.address,
        "DEMO": settings.mode == "demo",
        "SQLALCHEMY_ENGINES": {"default": engine_options(settings.database)},
        "SESSION_COOKIE_NAME": "__Host-assess" if settings.secure else "assess",
        "SESSION_COOKIE_SECURE": settings.secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "MAX_CONTENT_LENGTH": 12 * MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": 4 * MEGABYTE,
        "MAX_FORM_PARTS": 5000,
        "SEND_FILE_MAX_AGE_DEFAULT": headers.YEAR_SECONDS,
    }


def _connect_database(app: Flask, settings: Settings) -> None:
    db.init_app(app)
    door = queue.Door(queue.build(settings))
    app.extensions["assess.queue"] = door
    with app.app_context():
        prepare(db.engine)
        if db.engine.dialect.name == "sqlite":
            set_journal_mode(db.engine, settings.processes)
        _check_data(settings)
        audit.connect(db.sessionmaker, settings.audit_secret)
        door.connect(db.sessionmaker)
        db.sessionmaker.configure(info={**db.sessionmaker.kw["info"], "reader": reader(db.engine)})


def _check_data(settings: Settings) -> None:
    """Refuse data this configuration must not serve."""
    if settings.mode == "demo" and settings.has_audit_secret:
        return
    try:
        if migrate.current(db.engine) is None:
            return
        with db.sessionmaker() as session:
            check_may_serve(session, settings)
            if not settings.has_audit_secret and audit_queries.has_entries(session):
                raise config.WrongSettings(
                    f"{settings.data / 'audit.key'} is missing, and the diary has entries chained "
                    "with it. Restore it from a backup, or set ASSESS_AUDIT_KEY to it."
                )
    finally:
        db.engine.dispose()  # a server that forks its processes must not share connections


def _speak(app: Flask) -> None:
    """Let pages say everything in the language of their reader.

    Those of leaders follow what the browser holds or asks for, from before the first check of a
    form on; pages of staff are in English.
    """
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: language.catalogue(language.spoken()).gettext(text),
        lambda one, many, num: language.catalogue(language.spoken()).ngettext(one, many, num),
        newstyle=True,
    )
    app.jinja_env.globals["_"] = _say
    language.follow(_readers_language)

    @app.before_request
    def know_the_language() -> None:
        if request.blueprint == development.bp.name:
            g.language = display.language()


def _say(text: str, **values: object) -> Markup:
    """`_()` of templates, which Jinja's own reaches by three calls; pages say much of it."""
    said = Markup(language.catalogue(language.spoken()).gettext(text))
    return said % values if values or "%" in said else said


def _readers_language() -> str:
    return str(g.get("language", language.ENGLISH)) if has_app_context() else language.ENGLISH


def _prepare_requests(app: Flask, settings: Settings) -> None:
    @app.before_request
    def know_where_we_are() -> None:
        if request.endpoint == "static":
            return
        g.request_id = secrets.token_hex(8)
        db.session.info["request_id"] = g.request_id
        if current_user.is_authenticated:
            g.zone = current_user.time_zone

    @app.context_processor
    def offer() -> dict[str, object]:
        return {
            "organisation": organisation(),
            "language": language.spoken,
            "display": display.chosen,
            "demo": settings.mode == "demo",
            "navigation": lambda: navigation.entries(current_user.permissions),
        }
