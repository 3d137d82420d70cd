"""Find the scorecards of a candidate, and the last ones of an interviewer, without reading all"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

HANDED_IN = sa.text("status IN ('submitted')")


def upgrade() -> None:
    op.create_index("ix_scorecard_application_id", "scorecard", ["application_id"])
    op.create_index(
        "ix_scorecard_last", "scorecard", ["interviewer_id", "submitted_at"],
        sqlite_where=HANDED_IN, postgresql_where=HANDED_IN,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_scorecard_last", "scorecard")
    op.drop_index("ix_scorecard_application_id", "scorecard")
