"""Facts carry the chance that they are right. Those stored before are rated when their article is read again."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_FACTS = ("officials", "agencies", "dates", "figures", "statements", "laws")


def upgrade() -> None:
    for table in _FACTS:
        op.add_column(table, sa.Column("confidence", sa.Double, nullable=True))


def downgrade() -> None:
    for table in reversed(_FACTS):
        op.drop_column(table, "confidence")
