"""Find the scorecards of a candidate without reading them all"""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_scorecard_application_id", "scorecard", ["application_id"])


def downgrade() -> None:
    op.drop_index("ix_scorecard_application_id", "scorecard")
