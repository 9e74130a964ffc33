"""A run tells its stages and which sources a bound cut short; which records an archive file must hold is an index."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "run_stages",
        sa.Column("run_id", sa.Integer, sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("stage", sa.String(40), primary_key=True),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("seconds", sa.Double),
        sa.Column("trouble", sa.Text),
        sa.CheckConstraint("status IN ('running', 'finished', 'failed')", name="status"),
    )
    op.add_column("run_sources", sa.Column("is_cut", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_index(None, "pages", ["warc_file", "warc_offset"])


def downgrade() -> None:
    op.drop_index("ix_pages_warc_file_warc_offset", "pages")
    op.drop_column("run_sources", "is_cut")
    op.drop_table("run_stages")
