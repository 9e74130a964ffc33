"""A page knows the WARC record that proves it. What was stored before was not archived and names none."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pages", sa.Column("warc_file", sa.Text, nullable=True))
    op.add_column("pages", sa.Column("warc_offset", sa.BigInteger, nullable=True))
    op.add_column("pages", sa.Column("warc_digest", sa.Text, nullable=True))


def downgrade() -> None:
    for column in ("warc_digest", "warc_offset", "warc_file"):
        op.drop_column("pages", column)
