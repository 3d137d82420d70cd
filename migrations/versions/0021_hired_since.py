"""Whoever is hired waits for nobody since that moment"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

HIRED = sa.text("stage IN ('hired')")


def upgrade() -> None:
    op.execute(
        "UPDATE application SET waiting_for = 'nobody', next_at = NULL, since = coalesce("
        "(SELECT max(stage_move.at) FROM stage_move WHERE stage_move.application_id = "
        "application.id AND stage_move.new = application.stage), since) "
        "WHERE stage IN ('hired', 'not-hired', 'withdrawn')"
    )
    op.create_index(
        "ix_application_hired", "application", ["since", "id", "opening_id"],
        sqlite_where=HIRED, postgresql_where=HIRED,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_application_hired", "application")
