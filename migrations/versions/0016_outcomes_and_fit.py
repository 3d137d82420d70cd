"""Outcomes of hires, learned models, views recorded before advice"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('fit_model',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=26), nullable=False),
    sa.Column('template', sa.String(length=80), nullable=False),
    sa.Column('measure', sa.Enum('rating', 'stayed', 'ramped', name='measure', native_enum=False, create_constraint=True, length=30), nullable=False),
    sa.Column('months', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('waiting', 'working', 'refused', 'offered', 'in-use', 'withdrawn', name='modelstatus', native_enum=False, create_constraint=True, length=30), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('heard_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('card', sa.JSON(), nullable=False),
    sa.Column('parameters', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('parameters_hash', sa.String(length=64), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('used_since', sa.Date(), nullable=True),
    sa.Column('expires_on', sa.Date(), nullable=True),
    sa.Column('use_reason', sa.Text(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_reason', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['asked_by_id'], ['user.id'], name=op.f('fk_fit_model_asked_by_id_user')),
    sa.ForeignKeyConstraint(['owner_id'], ['user.id'], name=op.f('fk_fit_model_owner_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_fit_model')),
    sa.UniqueConstraint('public_id', name=op.f('uq_fit_model_public_id'))
    )
    op.create_index('ix_fit_model_role', 'fit_model', ['template', 'asked_at'])

    op.create_table('outcome_import',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=26), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('file_name', sa.String(length=200), nullable=False),
    sa.Column('rows', sa.JSON(), nullable=False),
    sa.Column('problems', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_outcome_import_user_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outcome_import')),
    sa.UniqueConstraint('public_id', name=op.f('uq_outcome_import_public_id'))
    )
    op.create_index('ix_outcome_import_user_id', 'outcome_import', ['user_id'])

    op.create_table('fit_view',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=26), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('conclusion', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_fit_view_application_id_application'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_fit_view_user_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_fit_view')),
    sa.UniqueConstraint('application_id', 'user_id', name=op.f('uq_fit_view_application_id_user_id')),
    sa.UniqueConstraint('public_id', name=op.f('uq_fit_view_public_id'))
    )
    op.create_index('ix_fit_view_user_id', 'fit_view', ['user_id'])

    op.create_table('hire_outcome',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=26), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('months', sa.Integer(), nullable=False),
    sa.Column('rating', sa.Float(), nullable=True),
    sa.Column('stayed', sa.Boolean(), nullable=True),
    sa.Column('ramped', sa.Boolean(), nullable=True),
    sa.Column('rater', sa.String(length=200), nullable=False),
    sa.Column('found_on', sa.Date(), nullable=False),
    sa.Column('entered_by_id', sa.Integer(), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('months > 0', name=op.f('ck_hire_outcome_months')),
    sa.CheckConstraint('rating IS NULL OR rating BETWEEN 1 AND 5', name=op.f('ck_hire_outcome_rating')),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_hire_outcome_application_id_application'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['entered_by_id'], ['user.id'], name=op.f('fk_hire_outcome_entered_by_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hire_outcome')),
    sa.UniqueConstraint('application_id', 'months', name=op.f('uq_hire_outcome_application_id_months')),
    sa.UniqueConstraint('public_id', name=op.f('uq_hire_outcome_public_id'))
    )


def downgrade() -> None:
    op.drop_table('hire_outcome')
    op.drop_table('fit_view')
    op.drop_table('outcome_import')
    op.drop_table('fit_model')
