"""Talent pools"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pool",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("template", sa.String(length=80), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool")),
        sa.UniqueConstraint("public_id", name=op.f("uq_pool_public_id")),
    )
    op.create_index("ix_pool_created_at", "pool", ["created_at"])

    op.create_table(
        "pool_keeper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("a_month", sa.Integer(), nullable=False),
        sa.CheckConstraint("a_month >= 0", name=op.f("ck_pool_keeper_a_month")),
        sa.ForeignKeyConstraint(
            ["pool_id"], ["pool.id"], name=op.f("fk_pool_keeper_pool_id_pool"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_pool_keeper_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool_keeper")),
        sa.UniqueConstraint("pool_id", "user_id", name=op.f("uq_pool_keeper_pool_id_user_id")),
    )
    op.create_index("ix_pool_keeper_user_id", "pool_keeper", ["user_id"])

    op.create_table(
        "pool_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column(
            "readiness",
            sa.Enum(
                "now",
                "within-a-year",
                "later",
                name="readiness",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column(
            "consent",
            sa.Enum(
                "asked",
                "given",
                name="consent",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("consent_on", sa.Date(), nullable=False),
        sa.Column("consent_until", sa.Date(), nullable=False),
        sa.Column("consent_how", sa.String(length=200), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("markets", sa.JSON(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("tags_text", sa.Text(), nullable=False),
        sa.Column("last_word_on", sa.Date(), nullable=True),
        sa.Column("next_action", sa.String(length=200), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["candidate.id"],
            name=op.f("fk_pool_member_candidate_id_candidate"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user.id"], name=op.f("fk_pool_member_owner_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["pool_id"], ["pool.id"], name=op.f("fk_pool_member_pool_id_pool"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool_member")),
        sa.UniqueConstraint(
            "pool_id", "candidate_id", name=op.f("uq_pool_member_pool_id_candidate_id")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_pool_member_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_pool_member_token_hash")),
    )
    op.create_index("ix_pool_member_candidate_id", "pool_member", ["candidate_id"])
    op.create_index("ix_pool_member_consent_until", "pool_member", ["consent_until"])
    op.create_index("ix_pool_member_owner_id", "pool_member", ["owner_id"])
    op.create_index("ix_pool_member_pool", "pool_member", ["pool_id", "readiness"])
    op.create_index("ix_pool_member_review", "pool_member", ["pool_id", "review_on"])

    op.create_table(
        "pool_touchpoint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "conversation",
                "message",
                "meeting-others",
                "referral",
                name="touch",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["pool_member.id"],
            name=op.f("fk_pool_touchpoint_member_id_pool_member"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["pool_id"],
            ["pool.id"],
            name=op.f("fk_pool_touchpoint_pool_id_pool"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_pool_touchpoint_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool_touchpoint")),
        sa.UniqueConstraint("public_id", name=op.f("uq_pool_touchpoint_public_id")),
    )
    op.create_index(
        "ix_pool_touchpoint_by", "pool_touchpoint", ["pool_id", "user_id", "kind", "said_on"]
    )
    op.create_index("ix_pool_touchpoint_member_id", "pool_touchpoint", ["member_id"])

    op.add_column(
        "candidate", sa.Column("sort_name", sa.String(600), nullable=False, server_default="")
    )
    # Everybody so far came in by an application, which holds it already.
    op.execute(
        "UPDATE candidate SET sort_name = coalesce((SELECT min(application.sort_name) "
        "FROM application WHERE application.candidate_id = candidate.id), "
        "lower(name || ' ' || email))"
    )
    op.create_index("ix_candidate_sort_name", "candidate", ["sort_name"])


def downgrade() -> None:
    op.drop_index("ix_candidate_sort_name", "candidate")
    op.drop_column("candidate", "sort_name")
    op.drop_table("pool_touchpoint")
    op.drop_table("pool_member")
    op.drop_table("pool_keeper")
    op.drop_table("pool")
