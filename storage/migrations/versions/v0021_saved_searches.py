"""Searches can be saved; lists by source, by name and by value come from indexes."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_INDEXES = (
    ("articles", ("source", "published_on", "id")),
    ("figures", ("published_on", "id")),
    ("figures", ("value", "unit", "id")),
    ("organizations", ("name", "id")),
    ("persons", ("name", "id")),
)
_BEGIN = "substr(name, 1, 200)"
"""An index of PostgreSQL takes no more than 2,704 bytes a row, and names may be longer."""


def upgrade() -> None:
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("owner", "name", name="uq_saved_searches_owner_name"),
    )
    for table, columns in _INDEXES:
        indexed = [sa.text(_BEGIN) if column == "name" else column for column in columns]
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, indexed)


def downgrade() -> None:
    for table, columns in _INDEXES:
        op.drop_index(f"ix_{table}_{'_'.join(columns)}", table)
    op.drop_table("saved_searches")
