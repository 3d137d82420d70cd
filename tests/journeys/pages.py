"""Every page of the product as everybody who may see it, from its routes and the demo company.

`Catalogue` asks the product itself: it opens each address, as each person, without a
browser, and keeps those that answer with a page. What the demo company has no example of
(a draft plan, a file, an import, a link in a mail) is made first, through the forms.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from assess import worker
from assess.accounts.guards import POLICY, PUBLIC
from assess.accounts.models import User
from assess.assessments.guards import INVITED
from assess.assessments.models import Adjustment, Attempt, Invitation
from assess.desk.rules import Queue
from assess.development.models import Goal
from assess.extensions import db
from assess.hiring.rules import Section
from assess.instruments import library
from assess.interviews.models import Interview, Scorecard
from assess.onboarding.guards import NEWCOMER
from assess.onboarding.models import OnboardingPlan
from assess.openings.models import Application, Candidate, Opening
from assess.queue import OutboxRow
from assess.sandbox import wave
from assess.talent.models import Pool, PoolMember
from tests.browser import Browser
from tests.journeys import advised, guests, interviewed

PEOPLE = (
    "Priya Raman",
    "Grace Adeyemi",
    "Omar Haddad",
    "Zofia Łukasiewicz",
    "Daniel Weiss",
    "Inês Moreira",
    "Ruth Castellanos",
    "",
)
"""One person of each role, two with scorecards in other states, and a visitor."""

EVERYBODY = (*PEOPLE, *guests.GUESTS)
"""People, and those who came in by a link to an assessment."""

NOT_PAGES = {
    "static": "files",
    "security.static": "files",
    "candidates.download": "a file",
    "resumes.download": "a file",
    "interviews.download_calendar": "a file",
    "reports.team_pdf": "a file",
    "reports.own_pdf": "a file",
    **dict.fromkeys(advised.FILES, "a file"),
    "accounts.healthz": "for machines",
    "accounts.readyz": "for machines",
    "accounts.start": "leads on to another page",
    "accounts.back_to_person": "leads on to another page",
    "accounts.back_to_second_factor": "leads on to another page",
    "around.my_data_file": "a file",
    "around.receipt": "a file",
    "around.back_to_equality": "leads on to another page",
    "assessing.back_to_invitation": "leads on to another page",
    "batch_files.back_to_batch": "leads on to another page",
    "batches.back_to_batch": "leads on to another page",
    "batches.back_to_people": "leads on to another page",
    "candidates.back_to_files": "leads on to another page",
    "development.back_to_home": "leads on to another page",
    "development.report_pdf": "a file",
    "entry.back_to_code": "leads on to another page",
    "entry.back_to_landing": "leads on to another page",
    "hiring.back_to_debrief": "leads on to another page",
    "impact.paper": "a file",
    "openings.back_to_pipeline": "leads on to another page",
    "plans.back_to_plan": "leads on to another page",
    "pools.back_to_pool": "leads on to another page",
    "sandbox.back_to_dossier": "leads on to another page",
    "sandbox.back_to_sign_in": "leads on to another page",
    "newcomer.calendar": "a file",
    "newcomer.pdf": "a file",
    "newcomer.tick": "leads on to another page",
    "onboarding.pdf": "a file",
    "onboarding.tick": "leads on to another page",
    "onboarding_keeping.reopen": "leads on to another page",
    "security.two_factor_token_validation": "needs a half-finished sign-in; see its own test",
    "security.mf_recovery": "needs a half-finished sign-in; see its own test",
    "security.two_factor_rescue": "leads back to signing in: no code is ever mailed",
    "security.tf_select": "leads back to signing in: there is one kind of second factor",
    "taking.after": "leads on to another page",
    "taking.back_to_part": "leads on to another page",
    "error": "the test's own way to the error pages",
}
"""Addresses that answer GET and show no page of their own."""

VARIED = frozenset(
    {
        "assessing.show",
        "desk.queue",
        "entry.landing",
        "fit.card",
        "fit_candidates.show",
        "fit_candidates.in_words",
        "hiring.dossier",
        "hiring.debrief",
        "interviews.arrange",
        "newcomer.check_in",
        "onboarding_running.check_in",
        "plans.panel",
        "people_import.show",
        "pools.show",
        "scorecards.review",
        "scorecards.declare",
        "taking.question",
    }
)
"""Pages that look different from example to example; of all others one example is enough."""

IN_GERMAN_TOO = frozenset(
    {
        "development.change_goal",
        "development.goal",
        "development.home",
        "development.release",
        "development.report",
        "development.set_goal",
        "newcomer.check_in",
        "newcomer.make_calendar",
        "newcomer.outcome",
        "newcomer.plan",
    }
)
"""Pages of leaders, which are looked at in both languages."""

_POLICIES = {guests.NEW_HIRE: NEWCOMER}
"""Whose pages a guest sees, where they are not those of an assessment."""

UNBROKEN = "Noor Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
CANDIDATES = (
    UNBROKEN,
    "María del Rosario Fernández de Ybargoyen y Montes-Villaseñor",
    "Ánh Nguyễn",
    "Temitope Bankole",
    "سلمى القيسي",
    "Wulandari",
    "Devika Sundaram",
)
"""Candidates whose pages differ; their names are long, without a break, accented, Arabic."""

PRIYAS = "strategic-sales-manager-self@1.0"
"""What the demo company's Priya evaluates herself with."""

PEOPLE_SHEET = (
    "name,email,phone,consent given on,target markets\n"
    f"{UNBROKEN},noor.two@postbox.example,,2026-10-02,Iberia\n"
    "Wulandari,not an address,,2026-10-02,\n"
    "سلمى القيسي,salma.two@postbox.example,+971 50 000 0000,2026-10-02,Gulf\n"
)

SHEET = "name,email\nAna Nueva,ana.nueva@postbox.example\nWulandari,\nسلمى,s@postbox.example\n"


@dataclass(frozen=True)
class Place:
    """One page as one person sees it."""

    person: str
    endpoint: str
    address: str


class Catalogue:
    """All places; what a person sees as others do already stands there once a page."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.keys, links = guests.come(app)
        self.values = _values(app, links)
        self.places: list[Place] = []
        for person in EVERYBODY:
            self.places += self._of(person)

    def of(self, person: str) -> list[Place]:
        """What one person sees."""
        return [place for place in self.places if place.person == person]

    def once(self, person: str) -> list[Place]:
        """What one person sees and nobody before them in the list of people.

        Guests share their addresses, but each of them sees something else there.
        """
        if person in self.keys:
            return self.of(person)
        first = {place.address: place for place in reversed(self.places)}
        return [place for place in self.of(person) if first[place.address] == place]

    def missing(self) -> set[str]:
        """Pages that nobody sees, though somebody should."""
        wanted = {rule.endpoint for rule in _rules(self.app)}
        return wanted - {place.endpoint for place in self.places}

    def _of(self, person: str) -> list[Place]:
        user = None if person in self.keys else _person(self.app, person)
        browser = Browser(self.app, user)
        if person in self.keys:
            browser.client.set_cookie(guests.cookie_of(person), self.keys[person])
        known = {place.address for place in self.places}
        found: dict[str, Place] = {}
        for rule in _rules(self.app):
            seen = False
            for address in self._addresses(rule) if self._may(person, user, rule) else ():
                if seen and (rule.endpoint not in VARIED or address in known):
                    continue
                response = browser.client.get(address)
                assert response.status_code < 500, f"{address} breaks for {person or 'a visitor'}"
                if response.status_code == 200 and response.mimetype == "text/html":
                    found[address] = Place(person, rule.endpoint, address)
                    if rule.endpoint in IN_GERMAN_TOO:
                        german = f"{address}?language=de"
                        found[german] = Place(person, rule.endpoint, german)
                    seen = True
        return list(found.values())

    def _may(self, person: str, user: User | None, rule: Rule) -> bool:
        """Whether trying is worth the time."""
        policy = getattr(self.app.view_functions[rule.endpoint], POLICY, PUBLIC)
        if person in self.keys or policy in (INVITED, NEWCOMER):
            return person in self.keys and policy == _POLICIES.get(person, INVITED)
        return policy == PUBLIC or (user is not None and user.may(policy))

    def _addresses(self, rule: Rule) -> Iterator[str]:
        kind = rule.rule.split("/")[1]
        names = sorted(rule.arguments)
        examples = [self.values.get(kind if name == "public_id" else name, []) for name in names]
        adapter = self.app.url_map.bind("")
        for chosen in product(*examples):
            yield adapter.build(rule.endpoint, dict(zip(names, chosen, strict=True)))


def _rules(app: Flask) -> list[Rule]:
    found = [r for r in app.url_map.iter_rules() if "GET" in (r.methods or ())]
    return sorted((r for r in found if r.endpoint not in NOT_PAGES), key=lambda rule: rule.rule)


def _values(app: Flask, links: list[str]) -> dict[str, list[object]]:
    """Examples for every argument of an address; `public_id` by the first word of the path."""
    made = _make_what_is_missing(app)
    with app.app_context():
        session = db.session
        named = select(Application.public_id).join(Candidate).where(Candidate.name.in_(CANDIDATES))
        # Of two openings there are hundreds, all alike.
        different = select(Interview.public_id).join(Application).join(Opening)
        different = different.where(Opening.title.not_in(one.title for one in wave.vacancies()))
        interviews = list(session.scalars(different.order_by(Interview.id.desc())))
        cards = select(Scorecard.public_id).where(Scorecard.status == "not-started")
        people = select(User.public_id).order_by(User.name)
        evaluations = select(Attempt.public_id).where(Attempt.submitted_at.is_not(None))
        plan = session.scalars(
            select(OnboardingPlan).where(OnboardingPlan.application_id.is_not(None))
        ).one()
        pools = select(Pool.public_id).order_by(Pool.id)
        candidates = select(Candidate.public_id).join(PoolMember).limit(2)
        members = select(PoolMember.public_id).join(PoolMember.candidate).order_by(Candidate.name)
        return {
            "applications": list(session.scalars(named.order_by(Candidate.name.desc()))),
            "openings": [made["draft"], *session.scalars(select(Opening.public_id))],
            "interviews": list(interviews),
            "people": list(session.scalars(people))[:1],
            "card_id": list(session.scalars(cards.limit(1))),
            "import_id": [made["import"]],
            "batch_id": [made["batch"], made["read"]],
            **advised.examples(session, made),
            "opening_id": [made["opening"]],
            "me": [*session.scalars(evaluations), *session.scalars(select(Goal.public_id))],
            "pools": [*session.scalars(pools), *session.scalars(members)],
            "other_id": list(session.scalars(candidates)),
            "team": [plan.public_id],
            "outcome_id": [one.public_id for one in plan.outcomes][:1],
            "phase": ["learn"],
            "day": [7, 30],
            "key": ["sales-leader"],
            "item": ["metrics"],
            "entry": ["knows-people"],
            "scale": [scale.id for scale in library.assessment(PRIYAS).scales],
            "token": [made["invitation"], made["reset"], made["stay"], *links],
            "number": [1],
            "assessments": list(session.scalars(select(Invitation.public_id))),
            "adjustment_id": list(session.scalars(select(Adjustment.public_id))),
            "queue": [queue.value for queue in Queue],
            "section": [section.value for section in Section],
            "stage": ["interview"],
            "audience": ["team", "leader"],
            "listing": ["openings"],
            "reports": [made["stack"]],
            "hr": list(session.scalars(select(Opening.public_id))),
            "part": [1, 2],
            "n": list(range(1, 15)),
            "competency": ["measurable", "overall"],
            "assessment_ref": ["smart-sales-leader-sjt@1.0"],
            "ref": [f"{name}@1.0" for name in ("smart-sales-leader", "strategic-sales-manager")],
        }


def _make_what_is_missing(app: Flask) -> dict[str, str]:
    made = {}
    priya = Browser(app, _person(app, "Priya Raman"))
    form = priya.fields("/openings/new") | {"template": "sales-manager@1.0"}
    made["draft"] = priya.post("/openings/new", form).path.split("/")[2]
    form = priya.fields("/openings/new") | {"template": "regional-sales-leader@1.0"}
    opening = priya.post("/openings/new", form).path.split("/")[2]
    form = priya.fields(f"/openings/{opening}/kit") | {"show_resume": "y"}
    priya.post(f"/openings/{opening}/kit", form)
    for step in ("propose", "go"):
        form = priya.fields(f"/openings/{opening}/panel") | {"then": step}
        priya.post(f"/openings/{opening}/panel", form)
    priya.post(f"/openings/{opening}/go")
    made["opening"] = opening
    made["import"] = _imported(priya, opening)
    colleagues = [Browser(app, _person(app, one)) for one in ("Omar Haddad", "Grace Adeyemi")]
    interviewed.with_a_file(priya, opening, UNBROKEN, colleagues)
    made["invitation"] = _invited(app)
    made["reset"] = _forgotten(app)
    made["stack"] = _batch(app)
    made["stay"] = _asked_to_stay(app, priya)
    made["sheet"] = advised.outcomes_read(priya)
    made["hired"] = advised.advised(app)
    priya.post("/pools/new", priya.fields("/pools/new") | {"title": "Head of key accounts"})
    made["batch"], made["read"] = _sent(app, priya, "named"), _sent(app, priya, "read")
    return made


def _sent(app: Flask, priya: Browser, how_far: str) -> str:
    """A file of people for the first pool: its columns to be named, or read and to be checked."""
    with app.app_context():
        pool = db.session.scalars(select(Pool.public_id).order_by(Pool.id)).first()
    address = f"/pools/{pool}/import"
    sheet = {"file": (io.BytesIO(PEOPLE_SHEET.encode()), "people.csv")}
    columns = priya.post(address, priya.fields(address) | sheet).path
    if how_far == "read":
        terms = {"readiness": "later", "reason": "Met at the fair.", "how": "Form at the fair"}
        priya.post(columns, priya.fields(columns) | terms)
        worker.sweep(app)
    return columns.split("/")[4]


def _imported(priya: Browser, opening: str) -> str:
    sheet = {"file": (io.BytesIO(SHEET.encode()), "candidates.csv")}
    priya.get(f"/openings/{opening}/import")
    return priya.post(f"/openings/{opening}/import", sheet).path.split("/")[-1]


def _batch(app: Flask) -> str:
    grace = Browser(app, _person(app, "Grace Adeyemi"))
    grace.get("/reports/team")
    looked = grace.post("/reports/team/check", {"whom": "all", "name": "oduya"})
    found = {name: re.findall(f'name="{name}" value="(\\w+)"', looked.html)
             for name in ("new_id", "subject")}  # fmt: skip
    return grace.post("/reports/team", found).path.rpartition("/")[2]


def _invited(app: Flask) -> str:
    ines = Browser(app, _person(app, "Inês Moreira"))
    person = {"name": "Ida Berg", "email": "ida.berg@larkfield.example", "roles": "interviewer"}
    ines.post("/people/new", ines.fields("/people/new") | person)
    return _last_link(app, "/invitations/")


def _forgotten(app: Flask) -> str:
    visitor = Browser(app)
    visitor.get("/forgot")
    visitor.post("/forgot", {"email": "mei.tanaka@larkfield.example"})
    return _last_link(app, "/forgot/")


def _asked_to_stay(app: Flask, priya: Browser) -> str:
    with app.app_context():
        member = db.session.scalars(select(PoolMember.public_id)).first()
    address = f"/pools/people/{member}/consent"
    priya.post(address, priya.fields(address))
    return _last_link(app, "/stay/")


def _last_link(app: Flask, path: str) -> str:
    with app.app_context():
        rows = db.session.scalars(select(OutboxRow).order_by(OutboxRow.id.desc()))
        links = (str(row.payload.get("link", "")) for row in rows)
        return next(link for link in links if path in link).rpartition("/")[2]


def _person(app: Flask, name: str) -> User | None:
    with app.app_context():
        user = db.session.scalars(select(User).where(User.name == name)).one_or_none()
        assert user is None or user.permissions
        return user
