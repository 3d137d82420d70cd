"""How Alembic reaches our models: on an engine given by `assess.migrate`."""

from alembic import context
from sqlalchemy import TypeDecorator

import assess.accounts.models
import assess.assessments.models
import assess.audit.models
import assess.desk.models
import assess.development.models
import assess.fit.models
import assess.hiring.models
import assess.impact.models
import assess.interviews.models
import assess.onboarding.models
import assess.openings.models
import assess.queue
import assess.search.models
import assess.talent.models  # noqa: F401  (all of them register their tables)
from assess.database import Base, UtcDateTime

NOT_OURS = ("search_words", "ix_search_entry_words")
"""What the migrations keep beside the models: an index of words, as each database makes it."""


def render(kind: str, item: object, _context: object) -> str | bool:
    """Write types that are not SQLAlchemy's own into migrations as what the database sees."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, TypeDecorator):
        return repr(item.impl_instance).join(("sa.", ""))
    return False


def ours(_object: object, name: str | None, kind: str, *_more: object) -> bool:
    """Whether a table or an index is told by a model; the words of the search index are not."""
    return not (kind in ("table", "index") and (name or "").startswith(NOT_OURS))


engine = context.config.attributes["engine"]

with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        compare_server_default=True,
        render_item=render,
        include_object=ours,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
