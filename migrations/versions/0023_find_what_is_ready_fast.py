"""Find what is ready to be decided, and links that went astray, without reading all"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

READY = sa.text(
    "stage IN ('new', 'interview', 'debrief', 'offer') AND waiting_for IN ('debrief', 'decision')"
)
ASTRAY = sa.text("misdirected_at IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_application_ready", "application", ["since", "public_id", "waiting_for", "opening_id"],
        sqlite_where=READY, postgresql_where=READY,
    )  # fmt: skip
    op.create_index(
        "ix_assessment_invitation_astray", "assessment_invitation", ["misdirected_at"],
        sqlite_where=ASTRAY, postgresql_where=ASTRAY,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_assessment_invitation_astray", "assessment_invitation")
    op.drop_index("ix_application_ready", "application")
