"""Articles are looked at again on a schedule; one that was taken down bears a tombstone.

What was stored before is looked at again by the next crawl, and from then on by its age.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_COUNTS = ("articles_rechecked", "articles_unchanged", "articles_removed", "articles_refused")
_STATES = "state IN ('pending', 'fetched', 'failed', 'gone', 'refused')"
_STATES_BEFORE = "state IN ('pending', 'fetched', 'failed', 'gone')"


def upgrade() -> None:
    for name in _COUNTS:
        op.add_column("run_sources", sa.Column(name, sa.Integer, nullable=False, server_default="0"))
    for name in ("first_checked_at", "next_check_at"):
        op.add_column("frontier", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    for name in ("etag", "last_modified"):
        op.add_column("frontier", sa.Column(name, sa.Text, nullable=True))
    _check_states(_STATES)
    op.create_index(None, "frontier", ["source", "next_check_at"])
    op.add_column("pages", sa.Column("robots", sa.Text, nullable=True))
    op.add_column("articles", sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("articles", sa.Column("removal_reason", sa.Text, nullable=True))
    op.execute(
        "UPDATE frontier SET first_checked_at = "
        "(SELECT min(fetched_at) FROM documents WHERE documents.url = frontier.url) WHERE state = 'fetched'"
    )
    op.execute("UPDATE frontier SET next_check_at = first_checked_at")


def downgrade() -> None:
    op.drop_column("articles", "removal_reason")
    op.drop_column("articles", "removed_at")
    op.drop_column("pages", "robots")
    op.execute("UPDATE frontier SET state = 'gone' WHERE state = 'refused'")
    op.drop_index("ix_frontier_source_next_check_at", "frontier")
    _check_states(_STATES_BEFORE)
    for name in ("last_modified", "etag", "next_check_at", "first_checked_at"):
        op.drop_column("frontier", name)
    for name in reversed(_COUNTS):
        op.drop_column("run_sources", name)


def _check_states(condition: str) -> None:
    with op.batch_alter_table("frontier") as table:
        table.drop_constraint(op.f("ck_frontier_state"), type_="check")
        table.create_check_constraint(op.f("ck_frontier_state"), condition)
