"""People by file"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

STATES = ("sent", "reading", "ready", "unreadable", "importing", "done", "undoing", "undone")


def upgrade() -> None:
    op.add_column(
        "candidate", sa.Column("phone_key", sa.String(20), nullable=False, server_default="")
    )
    op.create_index("ix_candidate_phone_key", "candidate", ["phone_key"])
    _fill_phone_keys()

    op.create_table(
        "people_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                *STATES, name="batchstatus", native_enum=False, create_constraint=True, length=30
            ),
            nullable=False,
        ),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("stored_as", sa.String(length=40), nullable=False),
        sa.Column("header", sa.JSON(), nullable=False),
        sa.Column("samples", sa.JSON(), nullable=False),
        sa.Column("header_key", sa.String(length=64), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("good", sa.Integer(), nullable=False),
        sa.Column("handled", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pool_id"], ["pool.id"], name=op.f("fk_people_batch_pool_id_pool"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_people_batch_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_batch")),
        sa.UniqueConstraint("public_id", name=op.f("uq_people_batch_public_id")),
    )
    op.create_index("ix_people_batch_created_at", "people_batch", ["created_at"])
    op.create_index("ix_people_batch_header", "people_batch", ["user_id", "header_key"])
    op.create_index("ix_people_batch_pool_id", "people_batch", ["pool_id"])

    op.create_table(
        "people_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("phone_key", sa.String(length=20), nullable=False),
        sa.Column("held", sa.JSON(), nullable=False),
        sa.Column("problem", sa.String(length=500), nullable=False),
        sa.Column("handled", sa.Boolean(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("made_candidate", sa.Boolean(), nullable=False),
        sa.Column("made_member", sa.Boolean(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["people_batch.id"],
            name=op.f("fk_people_row_batch_id_people_batch"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["candidate.id"],
            name=op.f("fk_people_row_candidate_id_candidate"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["pool_member.id"],
            name=op.f("fk_people_row_member_id_pool_member"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_row")),
        sa.UniqueConstraint("batch_id", "line", name=op.f("uq_people_row_batch_id_line")),
    )
    op.create_index("ix_people_row_candidate_id", "people_row", ["candidate_id"])
    op.create_index("ix_people_row_email", "people_row", ["batch_id", "email"])
    op.create_index("ix_people_row_member_id", "people_row", ["member_id"])
    op.create_index("ix_people_row_waiting", "people_row", ["batch_id", "handled", "line"])


def downgrade() -> None:
    op.drop_table("people_row")
    op.drop_table("people_batch")
    op.drop_index("ix_candidate_phone_key", "candidate")
    op.drop_column("candidate", "phone_key")


def _fill_phone_keys() -> None:
    """The last nine digits of every number, as the product finds it again from now on."""
    people = sa.table("candidate", sa.column("id"), sa.column("phone"), sa.column("phone_key"))
    held = op.get_bind().execute(sa.select(people.c.id, people.c.phone).where(people.c.phone != ""))
    for row in held.all():
        digits = "".join(sign for sign in row.phone if sign in "0123456789")
        if len(digits) >= 7:
            change = people.update().where(people.c.id == row.id)
            op.execute(change.values(phone_key=digits[-9:]))
