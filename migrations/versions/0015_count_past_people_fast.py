"""Count past people fast"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

LISTED = ["framework", "newest", "covered", "shown_on", "id"]


def upgrade() -> None:
    op.drop_index("ix_past_evidence_listed", "past_evidence")
    covering = [*LISTED, "opening_id", "application_id", "candidate_id"]
    op.create_index("ix_past_evidence_listed", "past_evidence", covering)
    by_day = ["framework", "newest", "shown_on", "id"]
    op.create_index("ix_past_evidence_by_day", "past_evidence", by_day)
    op.create_index("ix_application_furthest", "application", ["furthest"])


def downgrade() -> None:
    op.drop_index("ix_application_furthest", "application")
    op.drop_index("ix_past_evidence_by_day", "past_evidence")
    op.drop_index("ix_past_evidence_listed", "past_evidence")
    op.create_index("ix_past_evidence_listed", "past_evidence", LISTED)
