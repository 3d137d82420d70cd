"""Selection rates"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "impact_analysis",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["user.id"], name=op.f("fk_impact_analysis_asked_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_impact_analysis")),
        sa.UniqueConstraint("public_id", name=op.f("uq_impact_analysis_public_id")),
    )
    op.create_index("ix_impact_analysis_asked_at", "impact_analysis", ["asked_at"])


def downgrade() -> None:
    op.drop_table("impact_analysis")
