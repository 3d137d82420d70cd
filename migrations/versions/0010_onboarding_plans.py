"""Onboarding plans"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "onboarding_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("title_de", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onboarding_template")),
        sa.UniqueConstraint("key", name=op.f("uq_onboarding_template_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_onboarding_template_public_id")),
    )
    op.create_table(
        "onboarding_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["onboarding_template.id"],
            name=op.f("fk_onboarding_version_template_id_onboarding_template"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onboarding_version")),
        sa.UniqueConstraint(
            "template_id", "number", name=op.f("uq_onboarding_version_template_id_number")
        ),
    )
    op.create_table(
        "onboarding_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("template_version_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sort_name", sa.String(length=600), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("role", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("region", sa.String(length=20), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("last_word_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column(
            "ending",
            sa.Enum(
                "finished",
                "stopped",
                name="ending",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=True,
        ),
        sa.Column("manager_id", sa.Integer(), nullable=False),
        sa.Column("buddy_id", sa.Integer(), nullable=True),
        sa.Column("hr_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["application.id"],
            name=op.f("fk_onboarding_plan_application_id_application"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["buddy_id"], ["user.id"], name=op.f("fk_onboarding_plan_buddy_id_user")
        ),
        sa.ForeignKeyConstraint(["hr_id"], ["user.id"], name=op.f("fk_onboarding_plan_hr_id_user")),
        sa.ForeignKeyConstraint(
            ["manager_id"], ["user.id"], name=op.f("fk_onboarding_plan_manager_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["template_version_id"],
            ["onboarding_version.id"],
            name=op.f("fk_onboarding_plan_template_version_id_onboarding_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onboarding_plan")),
        sa.UniqueConstraint("application_id", name=op.f("uq_onboarding_plan_application_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_onboarding_plan_public_id")),
    )
    op.create_index("ix_onboarding_plan_buddy_id", "onboarding_plan", ["buddy_id"])
    op.create_index("ix_onboarding_plan_hr_id", "onboarding_plan", ["hr_id"])
    op.create_index("ix_onboarding_plan_list", "onboarding_plan", ["ended_on", "start_on"])
    op.create_index("ix_onboarding_plan_manager_id", "onboarding_plan", ["manager_id"])
    op.create_index(
        "ix_onboarding_plan_template_version_id", "onboarding_plan", ["template_version_id"]
    )

    op.create_table(
        "onboarding_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "made",
                "moved",
                "people",
                "link",
                "ended",
                "reopened",
                name="change",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["onboarding_plan.id"],
            name=op.f("fk_onboarding_change_plan_id_onboarding_plan"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onboarding_change")),
    )
    op.create_index("ix_onboarding_change_plan_id", "onboarding_change", ["plan_id"])

    op.create_table(
        "onboarding_check_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "new-hire",
                "manager",
                "buddy",
                "hr",
                name="side",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum(
                "go-on",
                "change",
                "support",
                "complete",
                "longer",
                name="decision",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=True,
        ),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["onboarding_plan.id"],
            name=op.f("fk_onboarding_check_in_plan_id_onboarding_plan"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onboarding_check_in")),
        sa.UniqueConstraint(
            "plan_id", "day", "side", name=op.f("uq_onboarding_check_in_plan_id_day_side")
        ),
    )
    op.create_table(
        "onboarding_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "link",
                "browser",
                "calendar",
                name="keykind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "side",
            sa.Enum(
                "new-hire",
                "manager",
                "buddy",
                "hr",
                name="side",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["onboarding_plan.id"],
            name=op.f("fk_onboarding_key_plan_id_onboarding_plan"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onboarding_key")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_onboarding_key_token_hash")),
    )
    op.create_index("ix_onboarding_key_plan_id", "onboarding_key", ["plan_id"])

    op.create_table(
        "onboarding_milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("reached_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["onboarding_plan.id"],
            name=op.f("fk_onboarding_milestone_plan_id_onboarding_plan"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onboarding_milestone")),
        sa.UniqueConstraint("plan_id", "key", name=op.f("uq_onboarding_milestone_plan_id_key")),
    )
    op.create_index("ix_onboarding_milestone_key", "onboarding_milestone", ["key"])

    op.create_table(
        "onboarding_outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column(
            "phase",
            sa.Enum(
                "learn",
                "contribute",
                "lead",
                name="phase",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "owner",
            sa.Enum(
                "new-hire",
                "manager",
                "buddy",
                "hr",
                name="side",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("criterion", sa.Text(), nullable=False),
        sa.Column(
            "progress",
            sa.Enum(
                "open",
                "under-way",
                "reached",
                "set-aside",
                name="progress",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "template",
                "interview",
                "assessment",
                "added",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("comes_from", sa.String(length=200), nullable=False),
        sa.Column("is_strength", sa.Boolean(), nullable=False),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["onboarding_plan.id"],
            name=op.f("fk_onboarding_outcome_plan_id_onboarding_plan"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onboarding_outcome")),
        sa.UniqueConstraint("public_id", name=op.f("uq_onboarding_outcome_public_id")),
    )
    op.create_index("ix_onboarding_outcome_plan_id", "onboarding_outcome", ["plan_id"])

    op.create_table(
        "onboarding_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=80), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["onboarding_plan.id"],
            name=op.f("fk_onboarding_reminder_plan_id_onboarding_plan"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onboarding_reminder")),
        sa.UniqueConstraint("plan_id", "what", name=op.f("uq_onboarding_reminder_plan_id_what")),
    )
    op.create_table(
        "onboarding_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "owner",
            sa.Enum(
                "new-hire",
                "manager",
                "buddy",
                "hr",
                name="side",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("after", sa.String(length=60), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["onboarding_plan.id"],
            name=op.f("fk_onboarding_task_plan_id_onboarding_plan"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onboarding_task")),
        sa.UniqueConstraint("plan_id", "key", name=op.f("uq_onboarding_task_plan_id_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_onboarding_task_public_id")),
    )
    op.create_index("ix_onboarding_task_due_on", "onboarding_task", ["due_on"])






def downgrade() -> None:
    op.drop_table("onboarding_task")
    op.drop_table("onboarding_reminder")
    op.drop_table("onboarding_outcome")
    op.drop_table("onboarding_milestone")
    op.drop_table("onboarding_key")
    op.drop_table("onboarding_check_in")
    op.drop_table("onboarding_change")
    op.drop_table("onboarding_plan")
    op.drop_table("onboarding_version")
    op.drop_table("onboarding_template")
