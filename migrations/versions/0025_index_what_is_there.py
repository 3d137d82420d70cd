"""Keep no place in an index for what is not there"""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

SUBJECTS = ("candidate_id", "member_id", "touchpoint_id", "opening_id")
ROW_OF = ("candidate_id", "member_id")

TRIGGERS = (
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
    op.drop_index("ix_search_entry_kind", "search_entry")
    op.drop_index("ix_search_entry_pool_id", "search_entry")
    with _made_anew() as entries:
        for name in SUBJECTS:
            entries.drop_constraint(op.f(f"uq_search_entry_{name}"), type_="unique")
    for name in SUBJECTS:
        _index("search_entry", name, unique=True)
    _index("search_entry", "pool_id")
    op.drop_index("ix_people_row_waiting", "people_row")
    for name in ROW_OF:
        op.drop_index(f"ix_people_row_{name}", "people_row")
        _index("people_row", name)


def downgrade() -> None:
    for name in ROW_OF:
        op.drop_index(f"ix_people_row_{name}", "people_row")
        op.create_index(f"ix_people_row_{name}", "people_row", [name])
    op.create_index("ix_people_row_waiting", "people_row", ["batch_id", "handled", "line"])
    for name in (*SUBJECTS, "pool_id"):
        op.drop_index(f"ix_search_entry_{name}", "search_entry")
    with _made_anew() as entries:
        for name in SUBJECTS:
            entries.create_unique_constraint(op.f(f"uq_search_entry_{name}"), [name])
    op.create_index("ix_search_entry_pool_id", "search_entry", ["pool_id"])
    op.create_index("ix_search_entry_kind", "search_entry", ["kind"])


@contextmanager
def _made_anew() -> Iterator[BatchOperations]:
    """SQLite drops a constraint with its table alone; rows keep their ids, by which words are
    found, and nothing else refers to them."""
    with op.batch_alter_table("search_entry") as entries:
        yield entries
    if op.get_bind().dialect.name == "sqlite":
        for statement in TRIGGERS:
            op.execute(statement)


def _index(table: str, column: str, *, unique: bool = False) -> None:
    is_there = sa.text(f"{column} IS NOT NULL")
    op.create_index(
        f"ix_{table}_{column}", table, [column], unique=unique,
        sqlite_where=is_there, postgresql_where=is_there,
    )  # fmt: skip
