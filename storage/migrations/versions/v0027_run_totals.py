"""What the database held when a run ended, so that nobody who opens a page has to wait for it to be counted."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("runs", sa.Column("totals", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("runs", "totals")
