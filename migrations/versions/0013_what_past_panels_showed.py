"""What past panels showed"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

FORWARD = ("new", "interview", "debrief", "offer", "hired")
STAGES = (*FORWARD, "not-hired", "withdrawn")


def upgrade() -> None:
    _add_furthest()
    _create_tables()
    _keep_what_is_decided()


def downgrade() -> None:
    op.drop_table("past_result")
    op.drop_table("past_evidence")
    op.drop_column("application", "furthest")


def _add_furthest() -> None:
    # Not in a batch: making the table anew would take away on SQLite what hangs on its rows.
    stages = ", ".join(f"'{stage}'" for stage in STAGES)
    op.execute(
        "ALTER TABLE application ADD COLUMN furthest VARCHAR(30) DEFAULT 'new' NOT NULL "
        f"CONSTRAINT ck_application_furthest CHECK (furthest IN ({stages}))"
    )
    for name in FORWARD[1:]:  # the last one somebody has been in stays
        op.execute(
            f"UPDATE application SET furthest = '{name}' WHERE EXISTS (SELECT 1 FROM stage_move "
            f"WHERE stage_move.application_id = application.id AND stage_move.new = '{name}')"
        )


def _create_tables() -> None:
    op.create_table(
        "past_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("opening_id", sa.Integer(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "panel",
                "assessment",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("framework", sa.String(length=60), nullable=False),
        sa.Column("made_with", sa.String(length=60), nullable=False),
        sa.Column("covered", sa.Integer(), nullable=False),
        sa.Column("competencies", sa.String(length=600), nullable=False),
        sa.Column("overall", sa.Float(), nullable=True),
        sa.Column("overall_error", sa.Float(), nullable=True),
        sa.Column("shown_on", sa.Date(), nullable=False),
        sa.Column("newest", sa.Boolean(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [f"{name}_id"],
                [f"{name}.id"],
                name=op.f(f"fk_past_evidence_{name}_id_{name}"),
                ondelete="CASCADE",
            )
            for name in ("candidate", "application", "opening")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_evidence")),
        sa.UniqueConstraint(
            "application_id",
            "source",
            "made_with",
            name=op.f("uq_past_evidence_application_id_source_made_with"),
        ),
    )
    listed = ["framework", "newest", "covered", "shown_on", "id"]
    op.create_index("ix_past_evidence_listed", "past_evidence", listed)
    op.create_index("ix_past_evidence_candidate_id", "past_evidence", ["candidate_id"])
    op.create_index("ix_past_evidence_opening_id", "past_evidence", ["opening_id"])
    op.create_table(
        "past_result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("competency", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("standard_error", sa.Float(), nullable=True),
        sa.Column("shown", sa.String(length=20), nullable=False),
        sa.Column("margin", sa.String(length=200), nullable=False),
        sa.Column("raters", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"],
            ["past_evidence.id"],
            name=op.f("fk_past_result_evidence_id_past_evidence"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_result")),
    )
    op.create_index("ix_past_result_evidence_id", "past_result", ["evidence_id"])


def _keep_what_is_decided() -> None:
    """Keep the panels behind decisions so far; what assessments showed comes with the next."""
    connection = op.get_bind()
    decided = sa.text(
        "SELECT decision.id AS id, application.id AS application_id, candidate_id, opening_id, "
        "outcome FROM decision JOIN application ON application.id = decision.application_id "
        "ORDER BY candidate_id, decision.decided_at, decision.number"
    )
    held = sa.table("decision", sa.column("id"), sa.column("basis", sa.JSON()),
                    sa.column("decided_at", sa.DateTime()))  # fmt: skip
    last: dict[int, sa.Row] = {row.application_id: row for row in connection.execute(decided)}
    newest: dict[tuple[int, str], int] = {}
    for row in last.values():
        made = connection.execute(
            sa.select(held.c.basis, held.c.decided_at).where(held.c.id == row.id)
        ).one()
        if row.outcome != "more-evidence" and isinstance(made.basis, dict):
            evidence_id = _keep(connection, row, made.basis, made.decided_at.date())
            newest[row.candidate_id, made.basis["framework"].partition("@")[0]] = evidence_id
    evidence = sa.table("past_evidence", sa.column("id"), sa.column("newest", sa.Boolean()))
    for evidence_id in newest.values():
        connection.execute(
            evidence.update().where(evidence.c.id == evidence_id).values(newest=True)
        )


def _keep(connection: sa.Connection, row: sa.Row, basis: dict, on: object) -> int:
    metadata = sa.MetaData()
    metadata.reflect(connection, only=["past_evidence", "past_result"])
    rows = [one for one in basis["rows"] if one["result"]["mean"] is not None]
    evidence = metadata.tables["past_evidence"].insert().values(
        candidate_id=row.candidate_id,
        application_id=row.application_id,
        opening_id=row.opening_id,
        source="panel",
        framework=basis["framework"].partition("@")[0],
        made_with=basis["guide"],
        covered=len(rows),
        competencies="".join(f"|{one['competency']}|" for one in rows),
        overall=basis["overall"]["mean"],
        overall_error=basis["overall"].get("standard_error"),
        shown_on=on,
        newest=False,
    )
    evidence_id = connection.execute(evidence).inserted_primary_key[0]
    for one in rows:
        result = one["result"]
        connection.execute(
            metadata.tables["past_result"].insert().values(
                evidence_id=evidence_id,
                competency=one["competency"],
                value=result["mean"],
                standard_error=result.get("standard_error"),
                shown=result["shown"],
                margin=result.get("margin", "–"),
                raters=result["ratings"],
            )
        )
    return evidence_id
