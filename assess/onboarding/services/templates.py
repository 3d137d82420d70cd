"""Change templates of plans: a version that plans were made from stays as it is."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assess.accounts.models import User
from assess.audit.services import record
from assess.database import insert_into, new_public_id
from assess.onboarding import content, queries, shipped
from assess.onboarding.content import Content
from assess.onboarding.models import OnboardingPlan, PlanTemplate, TemplateVersion
from assess.onboarding.rules import OnboardingRefused
from assess.text import folded


def newest(session: Session, key: str, now: datetime) -> TemplateVersion:
    """The newest version of a template; one that ships is brought in when it is first used.

    Raises `OnboardingRefused` where there is none of this key.
    """
    _bring_in(session, key, now)
    found = session.scalar(
        select(TemplateVersion)
        .join(TemplateVersion.template)
        .where(PlanTemplate.key == key)
        .order_by(TemplateVersion.number.desc())
        .limit(1)
        .with_for_update(of=TemplateVersion)
    )
    if found is None:
        raise OnboardingRefused("This template is not there any more. Choose another one.")
    return found


def change(
    session: Session, key: str, changed: Content, *, actor: User, now: datetime
) -> TemplateVersion:
    """Put new content into a template; once plans were made from a version, into the next one.

    Raises `OnboardingRefused` for content from which no plan could be made.
    """
    content.check(changed)
    version = newest(session, key, now)
    held = content.to_json(changed)
    if held == version.content:
        return version
    used = select(OnboardingPlan.id).where(OnboardingPlan.template_version_id == version.id)
    if session.scalar(used.limit(1)) is None:
        version.content = held
    else:
        version = TemplateVersion(
            template_id=version.template_id, number=version.number + 1, content=held, made_at=now
        )
        session.add(version)
    session.flush()
    fields = {"version": version.number}
    template = session.get_one(PlanTemplate, version.template_id)
    record(session, "onboarding_template.changed", template, actor=actor.public_id, fields=fields)
    return version


def copy(
    session: Session, key: str, title: str, *, new_key: str, actor: User, now: datetime
) -> PlanTemplate:
    """Begin a template of one's own with the content of another.

    The same form sent twice makes one. Raises `OnboardingRefused`.
    """
    held = session.scalar(select(PlanTemplate).where(PlanTemplate.key == new_key))
    if held is not None:
        return held
    view = queries.get_template(session, key)
    if view is None:
        raise OnboardingRefused("This template is not there any more. Choose another one.")
    if any(folded(one.title.en) == folded(title) for one in queries.templates(session)):
        raise OnboardingRefused(f"There is a template ‘{title}’ already. Choose another name.")
    template = PlanTemplate(key=new_key, title=title, created_at=now)
    template.versions.append(
        TemplateVersion(number=1, content=content.to_json(view.content), made_at=now)
    )
    session.add(template)
    session.flush()
    record(session, "onboarding_template.added", template, actor=actor.public_id)
    return template


def _bring_in(session: Session, key: str, now: datetime) -> None:
    """Put a template that ships into the database; two at the same moment put in one."""
    one = shipped.templates().get(key)
    if one is None or session.scalar(select(PlanTemplate.id).where(PlanTemplate.key == key)):
        return
    row = {
        "public_id": new_public_id(), "key": key, "title": one.title.en,
        "title_de": one.title.de, "created_at": now,
    }  # fmt: skip
    session.execute(insert_into(session, PlanTemplate).values(row).on_conflict_do_nothing())
    template_id = session.scalar(select(PlanTemplate.id).where(PlanTemplate.key == key))
    first = {
        "template_id": template_id, "number": 1, "content": content.to_json(one.content),
        "made_at": now, "version": 1,
    }  # fmt: skip
    session.execute(insert_into(session, TemplateVersion).values(first).on_conflict_do_nothing())
