"""Archives that history is read from: their files, and which records hold an article."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_COUNTS = ("own", "gated", "refused", "kept", "new", "known", "damaged")


def upgrade() -> None:
    op.create_table(
        "archive_files",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger),
        sa.Column("etag", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("next_offset", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("records", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in _COUNTS),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("run_id", sa.Integer),
        sa.UniqueConstraint("name", name="uq_archive_files_name"),
        sa.CheckConstraint("state IN ('waiting', 'done', 'failed')", name="state"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_archive_files_run_id", ondelete="SET NULL"),
    )
    op.create_index("ix_archive_files_run_id", "archive_files", ["run_id"])
    op.create_table(
        "archive_captures",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("file_id", sa.Integer, nullable=False),
        sa.Column("record_offset", sa.BigInteger, nullable=False),
        sa.Column("record_digest", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run_id", sa.Integer),
        sa.UniqueConstraint("file_id", "record_offset", name="uq_archive_captures_file_id_record_offset"),
        sa.ForeignKeyConstraint(
            ["file_id"], ["archive_files.id"], name="fk_archive_captures_file_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["runs.id"], name="fk_archive_captures_run_id", ondelete="SET NULL"
        ),
    )
    op.create_index("ix_archive_captures_url", "archive_captures", ["url"])
    op.create_index("ix_archive_captures_run_id", "archive_captures", ["run_id"])


def downgrade() -> None:
    op.drop_table("archive_captures")
    op.drop_table("archive_files")
