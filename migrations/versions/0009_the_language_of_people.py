"""The language in which somebody with an account last used the product"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A plain column: no table is written anew, so that nothing that hangs on a row goes with it.
    op.add_column(
        "user", sa.Column("language", sa.String(length=8), nullable=False, server_default="en")
    )
    # So far it shows in what leaders answered last about themselves.
    op.execute(
        'UPDATE "user" SET language = coalesce((SELECT i.language FROM assessment_invitation AS i '
        'WHERE i.user_id = "user".id ORDER BY i.id DESC LIMIT 1), language)'
    )


def downgrade() -> None:
    op.drop_column("user", "language")
