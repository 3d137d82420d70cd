"""The language an assessment was shown in; invitations are open from the start"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

GERMAN = (
    'salesforce-development-self@1.0',
    'smart-sales-leader-self@1.0',
    'smart-sales-leader-sjt@1.0',
    'strategic-sales-manager-self@1.0',
    'strategy-execution-self@1.0',
    'team-culture-pulse@1.0',
    'true-sales-leadership@1.0',
)
"""What was translated into German, and nothing into another language, when this was written."""

ATTEMPT = sa.table(
    'assessment_attempt', sa.column('invitation_id'), sa.column('instrument'), sa.column('language')
)
INVITATION = sa.table('assessment_invitation', sa.column('id'), sa.column('language'))


def upgrade() -> None:
    # Plain columns: no table is written anew, so that nothing that hangs on a row goes with it.
    op.add_column(
        'assessment_attempt',
        sa.Column('language', sa.String(length=8), nullable=False, server_default='en'),
    )
    in_german = sa.select(INVITATION.c.id).where(INVITATION.c.language == 'de')
    op.execute(
        ATTEMPT.update()
        .where(ATTEMPT.c.instrument.in_(GERMAN), ATTEMPT.c.invitation_id.in_(in_german))
        .values(language='de')
    )
    op.drop_column('assessment_invitation', 'opens_at')


def downgrade() -> None:
    op.add_column(
        'assessment_invitation',
        sa.Column(
            'opens_at',
            sa.DateTime(timezone=True),
            nullable=False,
            server_default=sa.text("'1970-01-01 00:00:00+00:00'"),
        ),
    )
    op.execute('UPDATE assessment_invitation SET opens_at = created_at')
    op.drop_column('assessment_attempt', 'language')
