"""Links that went astray, and why somebody is asked once more"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Plain columns: no table is written anew, so that nothing that hangs on a row goes with it.
    op.add_column(
        'assessment_invitation',
        sa.Column('misdirected_at', sa.DateTime(timezone=True), nullable=True),
    )
    op.add_column(
        'assessment_invitation',
        sa.Column('again_because', sa.Text(), nullable=False, server_default=''),
    )


def downgrade() -> None:
    op.drop_column('assessment_invitation', 'again_because')
    op.drop_column('assessment_invitation', 'misdirected_at')
