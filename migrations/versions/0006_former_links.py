"""Links that newer ones took the place of"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'assessment_former_link',
        sa.Column('token_hash', sa.String(length=64), nullable=False),
        sa.Column('invitation_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ['invitation_id'],
            ['assessment_invitation.id'],
            name=op.f('fk_assessment_former_link_invitation_id_assessment_invitation'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_assessment_former_link')),
        sa.UniqueConstraint('token_hash', name=op.f('uq_assessment_former_link_token_hash')),
    )
    op.create_index(
        op.f('ix_assessment_former_link_invitation_id'),
        'assessment_former_link',
        ['invitation_id'],
    )


def downgrade() -> None:
    op.drop_index(
        op.f('ix_assessment_former_link_invitation_id'), table_name='assessment_former_link'
    )
    op.drop_table('assessment_former_link')
