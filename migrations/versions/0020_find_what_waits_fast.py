"""Find what waits fast"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

RUNNING = sa.text("stage IN ('new', 'interview', 'debrief', 'offer')")
WAITS = sa.text("status IN ('not-started', 'draft')")


def upgrade() -> None:
    op.create_index(
        "ix_application_desk", "application", ["since", "public_id", "waiting_for", "next_at"],
        sqlite_where=RUNNING, postgresql_where=RUNNING,
    )  # fmt: skip
    op.create_index(
        "ix_scorecard_waits", "scorecard", ["interviewer_id", "interview_id"],
        sqlite_where=WAITS, postgresql_where=WAITS,
    )  # fmt: skip
    op.create_index("ix_application_everybody", "application", ["sort_name", "public_id"])


def downgrade() -> None:
    op.drop_index("ix_application_everybody", "application")
    op.drop_index("ix_scorecard_waits", "scorecard")
    op.drop_index("ix_application_desk", "application")
