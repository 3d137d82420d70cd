"""Words to find by"""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

SUBJECTS = {
    "candidate_id": "candidate",
    "member_id": "pool_member",
    "touchpoint_id": "pool_touchpoint",
    "opening_id": "opening",
}

SQLITE = (
    "CREATE VIRTUAL TABLE search_words USING fts5(words, content='search_entry', "
    "content_rowid='id', tokenize='unicode61 remove_diacritics 0', prefix='2 3')",
    "CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN "
    "INSERT INTO search_words(rowid, words) VALUES (new.id, new.words); END",
    "CREATE TRIGGER search_entry_gone AFTER DELETE ON search_entry BEGIN "
    "INSERT INTO search_words(search_words, rowid, words) VALUES ('delete', old.id, old.words); "
    "END",
    "CREATE TRIGGER search_entry_changed AFTER UPDATE OF words ON search_entry BEGIN "
    "INSERT INTO search_words(search_words, rowid, words) VALUES ('delete', old.id, old.words); "
    "INSERT INTO search_words(rowid, words) VALUES (new.id, new.words); END",
)


def upgrade() -> None:
    op.create_table(
        "search_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "person",
                "place",
                "note",
                "opening",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in (*SUBJECTS, "pool_id")),
        sa.Column("words", sa.Text(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column],
                [f"{of}.id"],
                name=op.f(f"fk_search_entry_{column}_{of}"),
                ondelete="CASCADE",
            )
            for column, of in {**SUBJECTS, "pool_id": "pool"}.items()
        ),
        *(sa.UniqueConstraint(name, name=op.f(f"uq_search_entry_{name}")) for name in SUBJECTS),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entry")),
    )
    op.create_index("ix_search_entry_kind", "search_entry", ["kind"])
    op.create_index("ix_search_entry_pool_id", "search_entry", ["pool_id"])
    if op.get_bind().dialect.name == "sqlite":
        for statement in SQLITE:
            op.execute(statement)
    else:
        op.execute(
            "CREATE INDEX ix_search_entry_words ON search_entry "
            "USING gin (to_tsvector('simple', words))"
        )
    _find_what_is_there()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_words")
    op.drop_table("search_entry")


def _find_what_is_there() -> None:
    """Words of everything so far, as the product keeps them from now on."""
    texts = {
        ("person", "candidate_id"): "SELECT id, NULL, sort_name || ' ' || phone FROM candidate",
        ("place", "member_id"): "SELECT id, pool_id, reason || ' ' || tags_text FROM pool_member",
        ("note", "touchpoint_id"): (
            "SELECT id, pool_id, note FROM pool_touchpoint WHERE member_id IS NOT NULL"
        ),
        ("opening", "opening_id"): "SELECT id, NULL, title || ' ' || location FROM opening",
    }
    entries = sa.table(
        "search_entry",
        *(sa.column(name) for name in ("kind", "pool_id", "words", *SUBJECTS)),
    )
    connection = op.get_bind()
    for (kind, subject), statement in texts.items():
        for held, pool_id, text in connection.execute(sa.text(statement)).all():
            values = {"kind": kind, subject: held, "pool_id": pool_id, "words": _words(text)}
            connection.execute(entries.insert().values(values))


def _words(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[\W_]+", " ", plain).split())
