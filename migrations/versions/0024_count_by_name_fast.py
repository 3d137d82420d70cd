"""Count people by name from an index alone: all of them, and those who are ready"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

READY = sa.text(
    "stage IN ('new', 'interview', 'debrief', 'offer') AND waiting_for IN ('debrief', 'decision')"
)
EVERYBODY = ["sort_name", "public_id"]
WAITING = ["since", "public_id", "waiting_for", "opening_id"]


def upgrade() -> None:
    _make([*EVERYBODY, "opening_id"], [*WAITING, "sort_name", "stage"])


def downgrade() -> None:
    _make(EVERYBODY, WAITING)


def _make(everybody: list[str], waiting: list[str]) -> None:
    op.drop_index("ix_application_everybody", "application")
    op.create_index("ix_application_everybody", "application", everybody)
    op.drop_index("ix_application_ready", "application")
    op.create_index(
        "ix_application_ready", "application", waiting,
        sqlite_where=READY, postgresql_where=READY,
    )  # fmt: skip
