"""Sources get a table, so that SQL can join articles with what is known of their site."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sources",
        sa.Column("slug", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("province", sa.Text),
        sa.Column("network", sa.Text),
        sa.Column("home_url", sa.Text, nullable=False),
        sa.Column("timezone", sa.Text, nullable=False),
        sa.Column("terms", sa.String(40), nullable=False),
        sa.Column("expected_weekly", sa.Integer, nullable=False),
        sa.Column("is_listed", sa.Boolean, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("sources")
