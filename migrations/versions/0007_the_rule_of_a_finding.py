"""Under which rule it was found how an attempt was answered"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What was found so far was found under the first rule, and is looked at anew.
    op.add_column(
        "assessment_finding",
        sa.Column("rule", sa.Integer(), nullable=False, server_default="1"),
    )


def downgrade() -> None:
    op.drop_column("assessment_finding", "rule")
